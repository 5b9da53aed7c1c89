using Poise.Domain;
using Poise.Pricing;

namespace Poise.App;

/// <summary>The implied vol of each row's price.</summary>
internal sealed class VolAnswers : TableAnswers
{
    public const string Input = "price";

    private const string BelowIntrinsic = "below-intrinsic";
    private const string AboveMaximum = "above-maximum";

    private readonly int _price;
    private readonly double[] _prices = new double[Batch];
    private readonly double[] _forwards = new double[Batch];
    private readonly double[] _discounts = new double[Batch];
    private readonly ImpliedVolStatus[] _found = new ImpliedVolStatus[Batch];
    private readonly AmericanRows _american = new();

    public VolAnswers(TableHeader header)
        : base(header, new OptionTerms(header, Batch, mayExpireNow: false), ["vol"]) =>
        _price = header.Use(Input);

    protected override void Take(int row, ref RowCells cells)
    {
        _prices[row] = cells.Number(_price, Input);
        if (Terms.IsInverse[row])
            _prices[row] *= Terms.Underlying(row);
        if (Terms.IsByForward[row])
        {
            _forwards[row] = Terms.Forwards[row];
            _discounts[row] = Terms.Discounts[row];
            return;
        }
        _forwards[row] = Terms.Spots[row] * Math.Exp((Terms.Rates[row] - Terms.Yields[row]) * Terms.Years[row]);
        _discounts[row] = Math.Exp(-Terms.Rates[row] * Terms.Years[row]);
    }

    protected override void Blank(int row)
    {
        base.Blank(row);
        _forwards[row] = _discounts[row] = 1;
        _prices[row] = 0.25;
    }

    protected override void Answer(int count, int padded)
    {
        var rows = new PriceRows
        {
            Prices = _prices.AsSpan(0, padded),
            Forwards = _forwards.AsSpan(0, padded),
            Strikes = Terms.Strikes.AsSpan(0, padded),
            Years = Terms.Years.AsSpan(0, padded),
            Discounts = _discounts.AsSpan(0, padded),
            Signs = Terms.Signs.AsSpan(0, padded),
        };
        ImpliedVol.Solve(rows, Column(0)[..padded], _found.AsSpan(0, padded));
        for (int i = 0; i < count; i++)
        {
            if (IsTaken(i) && !Terms.IsAmerican[i] && _found[i] != ImpliedVolStatus.Ok)
                Refuse(i, NameOf(_found[i]));
        }
        AnswerAmerican(count);
    }

    private void AnswerAmerican(int count)
    {
        _american.Clear();
        for (int i = 0; i < count; i++)
        {
            if (IsTaken(i) && Terms.IsAmerican[i])
                _american.Add(i, Terms, _prices[i]);
        }
        if (_american.Count == 0)
            return;
        _american.FindVols();
        for (int place = 0; place < _american.Count; place++)
        {
            int row = _american.Row(place);
            if (_american.Status(place) != RowStatus.Ok)
                Refuse(row, _american.Status(place));
            Column(0)[row] = _american.Number(0, place);
        }
    }

    public override string? Why(int row)
    {
        double coin = Terms.IsInverse[row] ? Terms.Underlying(row) : 1;
        FormattableString? why = Status(row) switch
        {
            BelowIntrinsic => $"the price {_prices[row] / coin:R} is below the intrinsic value {Least(row) / coin:R}",
            AboveMaximum => $"no finite vol reaches the price {_prices[row] / coin:R}: the option is worth less than {Most(row) / coin:R}",
            _ => null,
        };
        return why is null ? base.Why(row) : FormattableString.Invariant(why);
    }

    /// <summary>What the option is worth without any vol.</summary>
    private double Least(int row)
    {
        if (!Terms.IsAmerican[row])
            return Math.Max(0, Terms.Signs[row] * (_forwards[row] - Terms.Strikes[row]) * _discounts[row]);
        double carry = -Math.Log(_discounts[row]) / Terms.Years[row];
        (double rate, double yield) = Terms.IsByForward[row] ? (carry, carry) : (Terms.Rates[row], Terms.Yields[row]);
        return American.Evaluate(Terms.Signs[row] > 0 ? OptionType.Call : OptionType.Put, Terms.Underlying(row), Terms.Strikes[row], Terms.Years[row], rate, yield, 0, AmericanSetting.Accurate, out _).Price;
    }

    /// <summary>What it is worth less than, whatever its vol.</summary>
    private double Most(int row)
    {
        (double now, double later) = Terms.Signs[row] > 0 ? (Terms.Underlying(row), _forwards[row]) : (Terms.Strikes[row], Terms.Strikes[row]);
        return Terms.IsAmerican[row] ? Math.Max(now, later * _discounts[row]) : later * _discounts[row];
    }

    /// <summary>The status word of a price without a vol.</summary>
    public static string NameOf(ImpliedVolStatus status) => status switch
    {
        ImpliedVolStatus.BelowIntrinsic => BelowIntrinsic,
        ImpliedVolStatus.AboveMaximum => AboveMaximum,
        _ => $"{RowStatus.NotANumber}: the forward is no positive number",
    };
}
