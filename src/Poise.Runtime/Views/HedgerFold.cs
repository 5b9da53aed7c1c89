using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>
/// What a page wants to remember of a hedger and the desk itself need not: past decisions, fills, band history, and profit
/// by cause. Looks on while the desk is driven; <see cref="DeskViews"/> makes pictures of it.
/// </summary>
public sealed class HedgerFold(Duration bandSample)
{
    public const int MostDecisions = 200, MostFills = 200, MostBandPoints = 600;

    private readonly LinkedList<DecisionRun> _decisions = [];
    private readonly LinkedList<Fill> _fills = [];
    private readonly Queue<BandSample> _band = new();
    private readonly List<Fill> _fillsOfBatch = [];
    private double[] _vols = [];
    private double[] _vegas = [];
    private PnlExplain? _explain;
    private Instant _sampledAt;
    private long _sequence;

    /// <summary>Newest first.</summary>
    public IEnumerable<DecisionRun> Decisions => _decisions;

    /// <summary>Newest first.</summary>
    public IEnumerable<Fill> Fills => _fills;

    /// <summary>Oldest first.</summary>
    public IEnumerable<BandSample> Band => _band;

    /// <summary>Profit by cause since the process took the desk up; null before the first priced batch.</summary>
    public PnlExplain? Explain => _explain;

    /// <summary>Profit that stood when the explanation began; null before that.</summary>
    public decimal? Earlier { get; private set; }

    /// <summary>Fees paid when the explanation began: they are part of <see cref="Earlier"/>.</summary>
    public decimal FeesAtStart { get; private set; }

    /// <summary>Funding received when the explanation began.</summary>
    public decimal FundingAtStart { get; private set; }

    /// <summary>A run of equal decisions: its first number, its last figures, and how many.</summary>
    public readonly record struct DecisionRun(long Sequence, HedgeDecision Last, int Count);

    public readonly record struct BandSample(Instant At, double NetDelta, double Lower, double Upper, double Spot);

    public void OnFill(in Fill fill)
    {
        foreach (Fill seen in _fills)
            if (seen.TradeId == fill.TradeId && seen.Contract == fill.Contract)
                return;
        _fills.AddFirst(fill);
        if (_fills.Count > MostFills)
            _fills.RemoveLast();
        _fillsOfBatch.Add(fill);
    }

    public void OnDecision(Desk desk, Hedger hedger, in HedgeDecision decision)
    {
        Remember(decision);
        Sample(hedger, decision);
        ExplainStep(desk, hedger);
        _fillsOfBatch.Clear();
    }

    private void Remember(in HedgeDecision decision)
    {
        if (_decisions.First is { } first && first.Value.Last.Action == decision.Action && first.Value.Last.Reason == decision.Reason
            && decision.Action != DecisionAction.Hedge)
        {
            first.Value = first.Value with { Last = decision, Count = first.Value.Count + 1 };
            return;
        }
        _decisions.AddFirst(new DecisionRun(++_sequence, decision, 1));
        if (_decisions.Count > MostDecisions)
            _decisions.RemoveLast();
    }

    private void Sample(Hedger hedger, in HedgeDecision decision)
    {
        if (!decision.Band.IsValid || !double.IsFinite(decision.NetDelta) || !double.IsFinite(hedger.Greeks.Spot))
            return;
        if (decision.Action != DecisionAction.Hedge && _fillsOfBatch.Count == 0 && decision.At - _sampledAt < bandSample)
            return;
        _sampledAt = decision.At;
        _band.Enqueue(new BandSample(decision.At, decision.NetDelta, decision.Band.Lower, decision.Band.Upper, hedger.Greeks.Spot));
        if (_band.Count > MostBandPoints)
            _band.Dequeue();
    }

    private void ExplainStep(Desk desk, Hedger hedger)
    {
        if (hedger.Hedge == ContractIndex.None || !double.IsFinite(hedger.Greeks.Net.Delta) || !double.IsFinite(hedger.Greeks.Spot))
            return;
        if (_explain is null)
        {
            LedgerSum sum = LedgerSum.Of(desk, hedger);
            if (sum.Total is null)
                return;
            _explain = new PnlExplain(desk.Book.ContractOf(hedger.Hedge).Style == PayoffStyle.Inverse);
            Earlier = sum.Total;
            FeesAtStart = sum.Fees;
            FundingAtStart = sum.Funding;
            _fillsOfBatch.Clear();
        }
        foreach (Fill fill in _fillsOfBatch)
            _explain.Trade(GainOf(desk, fill));
        NetGreeks net = hedger.Greeks.Net;
        double years = (desk.Now - default(Instant)).Years;
        _explain.Step(new ExplainBasis(hedger.Greeks.Spot, net.Delta, net.Gamma, net.Theta, years), VegaMove(desk, hedger));
    }

    /// <summary>Vega of the last step times the move of each volatility since; then takes the present ones as the next basis.</summary>
    private double VegaMove(Desk desk, Hedger hedger)
    {
        int count = desk.Book.Count;
        if (_vols.Length < count)
        {
            int old = _vols.Length;
            Array.Resize(ref _vols, count);
            Array.Resize(ref _vegas, count);
            Array.Fill(_vols, double.NaN, old, count - old);
        }
        double move = 0;
        for (int i = 0; i < count; i++)
        {
            ContractIndex contract = new(i);
            if (desk.HedgerOf(contract) != hedger)
                continue;
            if (desk.Book.QuantityOf(contract) == Lots.Zero)
            {
                if (_vegas[i] == 0)
                    continue;
                _vegas[i] = 0;
                _vols[i] = double.NaN;
                continue;
            }
            double vol = hedger.Greeks.VolOf(contract);
            double change = vol - _vols[i];
            if (double.IsFinite(change))
                move += _vegas[i] * change;
            _vols[i] = vol;
            _vegas[i] = hedger.Greeks.PositionOf(contract).Vega;
        }
        return move;
    }

    private static double GainOf(Desk desk, in Fill fill)
    {
        Contract contract = desk.Book.ContractOf(fill.Contract);
        decimal? mark = LedgerSum.MarkOf(desk, fill.Contract);
        if (mark is null)
            return double.NaN;
        double lots = fill.Side == Side.Buy ? fill.Quantity.Count : -fill.Quantity.Count;
        double units = lots * (double)contract.LotSize * contract.Multiplier;
        double price = fill.Price.Count * (double)contract.PriceTick;
        return contract.Style == PayoffStyle.Inverse && !contract.IsOption
            ? units * (1 / price - 1 / (double)mark.Value)
            : units * ((double)mark.Value - price);
    }
}
