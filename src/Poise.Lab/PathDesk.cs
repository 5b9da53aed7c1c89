using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Pricing;

namespace Poise.Lab;

/// <summary>Where a path's hedges are traded. Quote currency but the trades.</summary>
internal interface IPathVenue
{
    /// <summary>Of the hedge instrument's last quote with two sides, as the desk sees it.</summary>
    double Mid { get; }

    /// <summary>What hedging has cost: fees, and fills against a mid.</summary>
    double Cost { get; }

    int Trades { get; }

    /// <summary>What was traded, bought or sold, at the mid.</summary>
    double Turnover { get; }

    void Place(in NewOrder order, Instant at);

    void Cancel(in Cancel cancel, Instant at);
}

/// <summary>A market's book and its desk: the engine's own, through its two doors and its own inbox. Whoever drives it says what the time is and brings quotes and answers.</summary>
internal sealed class PathDesk
{
    public static readonly ContractIndex HedgeIndex = new(0);
    private static readonly FixedBandPolicy Flat = new(new DeltaBand(0, 0, 0, BandRebalance.ToTarget));

    private readonly HedgeMarket _market;
    private readonly IPathVenue _venue;
    private readonly DeskEvent[] _batch = new DeskEvent[32];
    private readonly Effect[] _effects = new Effect[8];

    /// <param name="cost">One way, fraction of the price: half the spread and the fee.</param>
    /// <param name="slippage">How far beyond the touch an order may go, fraction of the price.</param>
    public PathDesk(HedgeMarket market, IHedgePolicy policy, double cost, double slippage, Func<Inbox, IPathVenue> venue)
    {
        _market = market;
        Inbox = new Inbox(facts: 4 * market.Book.Length + 64, prints: 1);
        _venue = venue(Inbox);
        double largest = 10 * market.Book.Sum(static o => Math.Abs(o.Quantity));
        Lots most = new(Grid.Count(largest, market.Lot, Rounding.Up));
        Duration whole = new(market.Step.Nanoseconds * (market.Steps + 1L));
        Desk = new Desk(new DeskSettings
        {
            Hedgers =
            [
                new HedgerSettings
                {
                    Underlying = Listed.Underlying,
                    Hedge = Listed.HedgeId,
                    Policy = policy,
                    Costs = new VenueCosts(TakerFee: TouchVenue.FeeRate(market, cost)),
                    Limits = new RiskLimits { MaxOrder = most, MaxPosition = most, Collar = Math.Min(0.9, 2 * cost + 0.01), MaxQuoteAge = whole },
                    Plan = new CrossingPlan(slippage, most),
                },
            ],
            // Vols never change here, and nothing but a quote wakes the desk: each quote reprices.
            MaxVolAge = whole,
            Heartbeat = whole,
            RepriceMove = 0,
            RepriceEvery = market.Step,
        });
    }

    public Desk Desk { get; }

    public Inbox Inbox { get; }

    public HedgeDecision Decision => Desk.Hedgers[0].LastDecision;

    /// <summary>When it wants to be woken.</summary>
    public Instant WakeAt { get; private set; } = Instant.Never;

    /// <summary>The book is taken over at the venue's mid. What it needs of the hedge instrument is told before it is held.</summary>
    /// <param name="hedged">Hears the lots that are held at the start, where any are.</param>
    public void Open(Instant now, in Quote quote, Action<Lots>? hedged = null)
    {
        Offer(DeskEvent.Started(now));
        Offer(DeskEvent.Listed(now, Listed.Hedge(_market)));
        for (int i = 0; i < _market.Book.Length; i++)
            Offer(DeskEvent.Listed(now, Listed.Option(_market, i)));
        double delta = 0;
        for (int i = 0; i < _market.Book.Length; i++)
        {
            HeldOption held = _market.Book[i];
            OptionGreeks greeks = Black76.Evaluate(held.Type, _venue.Mid, held.Strike, (held.Expiry - now).Years, 0, 0, _market.Vol);
            delta += held.Quantity * greeks.Delta;
            Offer(DeskEvent.PositionOpened(now, OptionAt(i), new(Grid.Count(held.Quantity, _market.Lot, Rounding.Nearest)), (decimal)greeks.Price));
        }
        if (_market.StartsHedged)
        {
            Lots lots = new(Grid.Count(-delta, _market.Lot, Rounding.Nearest));
            hedged?.Invoke(lots);
            Offer(DeskEvent.PositionOpened(now, HedgeIndex, lots, (decimal)_venue.Mid));
        }
        foreach (FittedSlice fit in Listed.Fits(_market))
            Offer(DeskEvent.SurfaceFitted(now, fit));
        Offer(DeskEvent.LinkUp(now));
        Offer(DeskEvent.Reconciled(now));
        Offer(DeskEvent.Quoted(now, HedgeIndex, quote));
        Decide(now);
    }

    /// <summary>What has ended since an instant is paid, at the venue's mid.</summary>
    public void Expire(Instant after, Instant now)
    {
        for (int i = 0; i < _market.Book.Length; i++)
        {
            HeldOption held = _market.Book[i];
            if (held.Expiry <= now && held.Expiry > after)
                Offer(DeskEvent.Delisted(now, OptionAt(i), Math.Max(held.Type == OptionType.Call ? _venue.Mid - held.Strike : held.Strike - _venue.Mid, 0)));
        }
    }

    /// <summary>From now on net delta is traded to zero.</summary>
    public void Unwind(Instant now) => Offer(DeskEvent.PolicySet(now, Flat));

    /// <summary>Batches until nothing waits.</summary>
    public void Decide(Instant now)
    {
        if (now >= WakeAt)
            Wake(now);
        while (!Inbox.IsEmpty)
        {
            int count = Inbox.Take(_batch, now);
            for (int i = 0; i < count; i++)
                Desk.Apply(_batch[i]);
            EffectWriter effects = new(_effects);
            Desk.EndBatch(now, ref effects);
            bool isDrained = Inbox.IsEmpty;
            foreach (ref readonly Effect effect in effects.Written)
            {
                if (effect.Kind == EffectKind.Place)
                    _venue.Place(effect.Order.Value, now);
                else if (effect.Kind == EffectKind.Cancel)
                    _venue.Cancel(effect.Cancellation, now);
                else if (effect.Kind == EffectKind.WakeAt)
                    WakeAt = effect.WakeAt;
            }
            if (now >= WakeAt)
                Wake(now);
            if (isDrained)
                Check(Decision);
        }
    }

    public HedgeResult Result()
    {
        Desk.Invariants();
        if (Desk.Working.Count > 0 || Desk.StrayFacts > 0 || Desk.State != TradingState.Normal)
            throw new InvalidOperationException($"the desk ended with {Desk.Working.Count} orders under way, {Desk.StrayFacts} stray facts, {Desk.State}");
        LedgerLine ledger = Desk.Book.Ledger(0);
        double pnl = (double)(ledger.Cash - ledger.Fees + ledger.Funding) + Desk.Hedgers[0].Greeks.Net.Value;
        return double.IsFinite(pnl) ? new(pnl, _venue.Cost, _venue.Trades, _venue.Turnover) : throw new InvalidOperationException("the profit of a path is no number");
    }

    private void Wake(Instant now)
    {
        WakeAt = Instant.Never;
        Offer(DeskEvent.TimerFired(now));
    }

    /// <summary>A desk that could not do what its policy wanted is no sample of the policy.</summary>
    private static void Check(in HedgeDecision decision)
    {
        bool isFree = decision.Action == DecisionAction.Hedge || (decision.Action == DecisionAction.Hold && decision.Reason is DecisionReason.InsideBand or DecisionReason.BelowLeastOrder
            or DecisionReason.OffSchedule or DecisionReason.OffSession or DecisionReason.PriceStood or DecisionReason.NotByPrice or DecisionReason.CostTooHigh or DecisionReason.NoForecast
            or DecisionReason.OrderUnderWay)
            || decision.Reason is DecisionReason.NoHedgeQuote or DecisionReason.PriceCollar; // somebody has taken one side of a book, or nearly: it comes back
        if (!isFree)
            throw new InvalidOperationException($"the desk could not follow its policy at {decision.At}: {DecisionWords.Of(decision.Reason)}");
    }

    private void Offer(in DeskEvent e)
    {
        if (!Inbox.Offer(e))
            throw new InvalidOperationException("the inbox has no room for a fact");
    }

    private static ContractIndex OptionAt(int i) => new(i + 1);
}
