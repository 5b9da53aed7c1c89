using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Pricing;

namespace Poise.Lab;

/// <summary>What one desk made of one path. Quote currency but the trades.</summary>
/// <param name="Pnl">Against marks, costs taken off.</param>
/// <param name="Cost">Half the spread on what was traded, and fees.</param>
/// <param name="Turnover">Of the hedge instrument, bought or sold.</param>
public readonly record struct HedgeResult(double Pnl, double Cost, double Trades, double Turnover);

/// <summary>
/// A desk that lives through a path: the engine's own, through its two doors and its own inbox. Each step brings one quote of the hedge instrument; a fill
/// is a batch more at the same instant.
/// </summary>
internal sealed class HedgedPath
{
    private static readonly ContractIndex HedgeIndex = new(0);
    private static readonly FixedBandPolicy Flat = new(new DeltaBand(0, 0, 0, BandRebalance.ToTarget));

    private readonly HedgeMarket _market;
    private readonly TouchVenue _venue;
    private readonly Desk _desk;
    private readonly Inbox _inbox;
    private readonly DeskEvent[] _batch = new DeskEvent[32];
    private readonly Effect[] _effects = new Effect[8];
    private Instant _wakeAt = Instant.Never;
    private Instant _now;

    private HedgedPath(HedgeMarket market, IHedgePolicy policy, double cost)
    {
        _market = market;
        _now = market.Start;
        _inbox = new Inbox(facts: 4 * market.Book.Length + 16, prints: 1);
        _venue = new TouchVenue(market, cost, _inbox);
        double largest = 10 * market.Book.Sum(static o => Math.Abs(o.Quantity));
        Lots most = new(Grid.Count(largest, market.Lot, Rounding.Up));
        Duration whole = new(market.Step.Nanoseconds * (market.Steps + 1L));
        _desk = new Desk(new DeskSettings
        {
            Hedgers =
            [
                new HedgerSettings
                {
                    Underlying = Listed.Underlying,
                    Hedge = Listed.HedgeId,
                    Policy = policy,
                    TakerFee = TouchVenue.FeeRate(market, cost),
                    Limits = new RiskLimits { MaxOrder = most, MaxPosition = most, Collar = Math.Min(0.9, 2 * cost + 0.01) },
                    Plan = new CrossingPlan(0, most),
                },
            ],
            // Vols never change here, and nothing but a quote wakes the desk: each quote reprices.
            MaxVolAge = whole,
            Heartbeat = whole,
            RepriceMove = 0,
            RepriceEvery = market.Step,
        });
    }

    /// <param name="mids">Of each step, the start's too.</param>
    /// <param name="cost">One way, fraction of the price: half the spread and the fee.</param>
    public static HedgeResult Run(HedgeMarket market, ReadOnlySpan<double> mids, IHedgePolicy policy, double cost)
    {
        var path = new HedgedPath(market, policy, cost);
        path.Open(mids[0]);
        for (int step = 1; step < mids.Length; step++)
            path.Step(step, mids[step]);
        return path.Result();
    }

    private void Open(double mid)
    {
        Offer(DeskEvent.Started(_now));
        Offer(DeskEvent.Listed(_now, Listed.Hedge(_market)));
        for (int i = 0; i < _market.Book.Length; i++)
            Offer(DeskEvent.Listed(_now, Listed.Option(_market, i)));
        Quote quote = _venue.QuoteAround(mid, _now);
        double delta = 0;
        for (int i = 0; i < _market.Book.Length; i++)
        {
            HeldOption held = _market.Book[i];
            OptionGreeks greeks = Black76.Evaluate(held.Type, _venue.Mid, held.Strike, (held.Expiry - _now).Years, 0, 0, _market.Vol);
            delta += held.Quantity * greeks.Delta;
            Offer(DeskEvent.PositionOpened(_now, OptionAt(i), new(Grid.Count(held.Quantity, _market.Lot, Rounding.Nearest)), (decimal)greeks.Price));
        }
        if (_market.StartsHedged)
            Offer(DeskEvent.PositionOpened(_now, HedgeIndex, new(Grid.Count(-delta, _market.Lot, Rounding.Nearest)), (decimal)_venue.Mid));
        foreach (FittedSlice fit in Listed.Fits(_market))
            Offer(DeskEvent.SurfaceFitted(_now, fit));
        Offer(DeskEvent.LinkUp(_now));
        Offer(DeskEvent.Reconciled(_now));
        Offer(DeskEvent.Quoted(_now, HedgeIndex, quote));
        Decide();
    }

    private void Step(int step, double mid)
    {
        Instant before = _now;
        _now = _market.At(step);
        Quote quote = _venue.QuoteAround(mid, _now);
        for (int i = 0; i < _market.Book.Length; i++)
        {
            HeldOption held = _market.Book[i];
            if (held.Expiry <= _now && held.Expiry > before)
                Offer(DeskEvent.Delisted(_now, OptionAt(i), Math.Max(held.Type == OptionType.Call ? _venue.Mid - held.Strike : held.Strike - _venue.Mid, 0)));
        }
        if (step == _market.Steps && _market.Unwinds)
            Offer(DeskEvent.PolicySet(_now, Flat));
        if (_now >= _wakeAt)
            Wake();
        Offer(DeskEvent.Quoted(_now, HedgeIndex, quote));
        Decide();
    }

    private HedgeResult Result()
    {
        _desk.Invariants();
        if (_desk.Working.Count > 0 || _desk.StrayFacts > 0 || _desk.State != TradingState.Normal)
            throw new InvalidOperationException($"the desk ended with {_desk.Working.Count} orders under way, {_desk.StrayFacts} stray facts, {_desk.State}");
        LedgerLine ledger = _desk.Book.Ledger(0);
        double pnl = (double)(ledger.Cash - ledger.Fees) + _desk.Hedgers[0].Greeks.Net.Value;
        return double.IsFinite(pnl) ? new(pnl, _venue.Cost, _venue.Trades, _venue.Turnover) : throw new InvalidOperationException("the profit of a path is no number");
    }

    /// <summary>Batches until nothing waits: an order that leaves is answered within the instant.</summary>
    private void Decide()
    {
        while (!_inbox.IsEmpty)
        {
            int count = _inbox.Take(_batch, _now);
            for (int i = 0; i < count; i++)
                _desk.Apply(_batch[i]);
            EffectWriter effects = new(_effects);
            _desk.EndBatch(_now, ref effects);
            bool isDrained = _inbox.IsEmpty;
            foreach (ref readonly Effect effect in effects.Written)
            {
                if (effect.Kind == EffectKind.Place)
                    _venue.Place(effect.Order.Value, _now);
                else if (effect.Kind == EffectKind.WakeAt)
                    _wakeAt = effect.WakeAt;
            }
            if (_now >= _wakeAt)
                Wake();
            if (isDrained)
                Check(_desk.Hedgers[0].LastDecision);
        }
    }

    private void Wake()
    {
        _wakeAt = Instant.Never;
        Offer(DeskEvent.TimerFired(_now));
    }

    /// <summary>A desk that could not do what its policy wanted is no sample of the policy.</summary>
    private static void Check(in HedgeDecision decision)
    {
        bool isFree = decision.Action == DecisionAction.Hedge || (decision.Action == DecisionAction.Hold && decision.Reason is DecisionReason.InsideBand or DecisionReason.BelowLeastOrder
            or DecisionReason.OffSchedule or DecisionReason.OffSession or DecisionReason.PriceStood or DecisionReason.NotByPrice or DecisionReason.CostTooHigh or DecisionReason.NoForecast);
        if (!isFree)
            throw new InvalidOperationException($"the desk could not follow its policy at {decision.At}: {DecisionWords.Of(decision.Reason)}");
    }

    private void Offer(in DeskEvent e)
    {
        if (!_inbox.Offer(e))
            throw new InvalidOperationException("the inbox has no room for a fact");
    }

    private static ContractIndex OptionAt(int i) => new(i + 1);
}
