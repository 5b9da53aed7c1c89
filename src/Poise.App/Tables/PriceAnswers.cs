using Poise.Domain;
using Poise.Pricing;

namespace Poise.App;

/// <summary>Price and greeks of each row, raw units (docs/units.md).</summary>
internal sealed class PriceAnswers : TableAnswers
{
    public const string Input = "vol";

    /// <summary>The answer that only inverse rows have.</summary>
    public const string NetDelta = "netDelta";

    private static readonly string[] Greeks = ["price", "delta", "gamma", "vega", "theta", "rho", "vanna", "volga", "charm", "speed", "zomma", "color"];

    private readonly int _vol;
    private readonly double[] _vols = new double[Batch];
    private readonly AmericanRows _american = new();

    public PriceAnswers(TableHeader header)
        : this(header, new OptionTerms(header, Batch, mayExpireNow: true))
    {
    }

    private PriceAnswers(TableHeader header, OptionTerms terms)
        : base(header, terms, terms.HasStyle ? [.. Greeks, NetDelta] : Greeks) =>
        _vol = header.Use(Input);

    protected override void Take(int row, ref RowCells cells) => _vols[row] = cells.NotNegative(_vol, Input);

    public override UnitSlips Slips(int row) => base.Slips(row) | (_vols[row] > UnitSlipTally.MostVol ? UnitSlips.Vol : UnitSlips.None);

    protected override void Blank(int row)
    {
        base.Blank(row);
        _vols[row] = 1;
    }

    protected override void Answer(int count, int padded)
    {
        var rows = new OptionRows
        {
            Spots = Terms.Spots.AsSpan(0, padded),
            Strikes = Terms.Strikes.AsSpan(0, padded),
            Years = Terms.Years.AsSpan(0, padded),
            Rates = Terms.Rates.AsSpan(0, padded),
            Yields = Terms.Yields.AsSpan(0, padded),
            Vols = _vols.AsSpan(0, padded),
            Signs = Terms.Signs.AsSpan(0, padded),
        };
        Black76.Evaluate(rows, new GreekColumns
        {
            Price = Column(0)[..padded],
            Delta = Column(1)[..padded],
            Gamma = Column(2)[..padded],
            Vega = Column(3)[..padded],
            Theta = Column(4)[..padded],
            Rho = Column(5)[..padded],
            Vanna = Column(6)[..padded],
            Volga = Column(7)[..padded],
            Charm = Column(8)[..padded],
            Speed = Column(9)[..padded],
            Zomma = Column(10)[..padded],
            Color = Column(11)[..padded],
        });
        for (int i = 0; i < count; i++)
        {
            if (IsTaken(i) && Terms.IsByForward[i])
                Put(i, Black76.EvaluateForward(Terms.Signs[i] > 0 ? OptionType.Call : OptionType.Put, Terms.Forwards[i], Terms.Strikes[i], Terms.Years[i], Terms.Discounts[i], _vols[i]));
        }
        AnswerAmerican(count);
        for (int i = 0; i < count && Terms.HasStyle; i++)
            TurnToCoin(i);
    }

    protected override bool IsDue(int answer, int row) =>
        answer < (Terms.IsAmerican[row] ? AmericanRows.Numbers : Greeks.Length) || (answer == Greeks.Length && Terms.IsInverse[row]);

    // Numbers that an American row does not have are taken out: those that stand there are the European option's.
    private void AnswerAmerican(int count)
    {
        _american.Clear();
        for (int i = 0; i < count; i++)
        {
            if (IsTaken(i) && Terms.IsAmerican[i])
                _american.Add(i, Terms, _vols[i]);
        }
        if (_american.Count == 0)
            return;
        _american.Price();
        for (int place = 0; place < _american.Count; place++)
        {
            int row = _american.Row(place);
            if (_american.Status(place) != RowStatus.Ok)
                Refuse(row, _american.Status(place));
            for (int a = 0; a < Greeks.Length; a++)
                Column(a)[row] = a < AmericanRows.Numbers ? _american.Number(a, place) : double.NaN;
        }
    }

    // The price in coin; the greeks stay those of the value in the quote currency.
    private void TurnToCoin(int row)
    {
        Column(Greeks.Length)[row] = double.NaN;
        if (!Terms.IsInverse[row])
            return;
        Column(0)[row] /= Terms.Underlying(row);
        Column(Greeks.Length)[row] = Column(1)[row] - Column(0)[row];
    }

    private void Put(int row, in OptionGreeks greeks)
    {
        Column(0)[row] = greeks.Price;
        Column(1)[row] = greeks.Delta;
        Column(2)[row] = greeks.Gamma;
        Column(3)[row] = greeks.Vega;
        Column(4)[row] = greeks.Theta;
        Column(5)[row] = greeks.Rho;
        Column(6)[row] = greeks.Vanna;
        Column(7)[row] = greeks.Volga;
        Column(8)[row] = greeks.Charm;
        Column(9)[row] = greeks.Speed;
        Column(10)[row] = greeks.Zomma;
        Column(11)[row] = greeks.Color;
    }
}
