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
    public const int MostDecisions = 200, MostFills = 200, MostBandPoints = 600, MostInsideTrades = 100;

    private readonly LinkedList<DecisionRun> _decisions = [];
    private readonly LinkedList<Fill> _fills = [];
    private readonly LinkedList<(Instant At, InsideTrade Trade)> _inside = [];
    private readonly Queue<BandSample> _band = new();
    private bool _hasFilled;
    private Instant _sampledAt;
    private long _sequence;
    private ExplainView? _explained;
    private long _explainedAt;

    /// <summary>Newest first.</summary>
    public IEnumerable<DecisionRun> Decisions => _decisions;

    /// <summary>Newest first.</summary>
    public IEnumerable<Fill> Fills => _fills;

    /// <summary>Newest first.</summary>
    public IEnumerable<(Instant At, InsideTrade Trade)> InsideTrades => _inside;

    /// <summary>Oldest first.</summary>
    public IEnumerable<BandSample> Band => _band;

    public ExplainFold Explain { get; } = new(ExplainFold.UsualStep);

    /// <summary>For a picture: days and strikes are written again only where they changed.</summary>
    internal ExplainView ExplainNow()
    {
        _explained = ExplainViews.Of(Explain, _explainedAt == Explain.Changes ? _explained : null);
        _explainedAt = Explain.Changes;
        return _explained;
    }

    /// <summary>A run of equal decisions: its first number, its last figures, and how many; of one that trades, its first order's limit, in that contract's price unit.</summary>
    public readonly record struct DecisionRun(long Sequence, HedgeDecision Last, int Count, double? Limit);

    public readonly record struct BandSample(Instant At, double NetDelta, double Lower, double Upper, double Spot);

    /// <summary>Takes what an earlier life remembered, before the first batch.</summary>
    /// <param name="decisions">Newest first.</param>
    /// <param name="band">Oldest first.</param>
    internal void Restore(IReadOnlyList<DecisionRun> decisions, IReadOnlyList<BandSample> band)
    {
        foreach (DecisionRun run in decisions)
            _decisions.AddLast(run);
        foreach (BandSample sample in band)
            _band.Enqueue(sample);
        if (decisions.Count > 0)
            _sequence = decisions[0].Sequence;
        if (band.Count > 0)
            _sampledAt = band[^1].At;
    }

    /// <summary>Of the running desk, or as its journal has it.</summary>
    public void OnIntent(Desk desk, Hedger hedger, in DeskEvent e)
    {
        if (e.Kind != DeskEventKind.CrossedInside || desk.HedgerOf(e.InsideTrade.Contract) != hedger)
            return;
        _inside.AddFirst((e.At, e.InsideTrade));
        if (_inside.Count > MostInsideTrades)
            _inside.RemoveLast();
    }

    public void OnEvent(Desk desk, Hedger hedger, in DeskEvent e)
    {
        Explain.OnEvent(desk, hedger, e);
        OnIntent(desk, hedger, e);
        if (e.Kind != DeskEventKind.Filled || desk.HedgerOf(e.Fill.Contract) != hedger)
            return;
        Fill fill = e.Fill;
        foreach (Fill seen in _fills)
            if (seen.TradeId == fill.TradeId && seen.Contract == fill.Contract)
                return;
        _fills.AddFirst(fill);
        if (_fills.Count > MostFills)
            _fills.RemoveLast();
        _hasFilled = true;
    }

    public void OnDecision(Desk desk, Hedger hedger, in HedgeDecision decision)
    {
        Remember(decision, LimitOf(desk, decision.Order));
        Sample(hedger, decision);
        Explain.OnDecision(desk, hedger, decision);
        _hasFilled = false;
    }

    private void Remember(in HedgeDecision decision, double? limit)
    {
        if (_decisions.First is { } first && first.Value.Last.Action == decision.Action && first.Value.Last.Reason == decision.Reason
            && decision.Action != DecisionAction.Hedge)
        {
            first.Value = first.Value with { Last = decision, Count = first.Value.Count + 1 };
            return;
        }
        _decisions.AddFirst(new DecisionRun(++_sequence, decision, 1, limit));
        if (_decisions.Count > MostDecisions)
            _decisions.RemoveLast();
    }

    private static double? LimitOf(Desk desk, OrderId order)
    {
        if (!order.IsKnown || desk.Working.Find(order) is not (>= 0 and int at))
            return null;
        NewOrder sent = desk.Working[at].Order;
        return (double)(sent.Limit.Count * desk.Book.ContractOf(sent.Contract).PriceTick);
    }

    private void Sample(Hedger hedger, in HedgeDecision decision)
    {
        if (!decision.Band.IsValid || !double.IsFinite(decision.NetDelta) || !double.IsFinite(hedger.Greeks.Spot))
            return;
        if (decision.Action != DecisionAction.Hedge && !_hasFilled && decision.At - _sampledAt < bandSample)
            return;
        _sampledAt = decision.At;
        _band.Enqueue(new BandSample(decision.At, decision.NetDelta, decision.Band.Lower, decision.Band.Upper, hedger.Greeks.Spot));
        if (_band.Count > MostBandPoints)
            _band.Dequeue();
    }
}
