using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

public sealed partial class Desk
{
    /// <summary>
    /// Ends a batch: reprices dirty expiries, sends cancels that are due, decides once, and asks to be woken. What did not
    /// fit into <paramref name="effects"/> follows in the next batch, which is then asked for at once.
    /// </summary>
    /// <param name="at">Event time of the border.</param>
    /// <returns>The decision, Hold too. It stands as <see cref="LastDecision"/> until the next batch.</returns>
    /// <exception cref="ArgumentException">The buffer has no room for two effects.</exception>
    public HedgeDecision EndBatch(Instant at, ref EffectWriter effects)
    {
        if (effects.Free < 2)
            throw new ArgumentException("a batch needs room for two effects at least", nameof(effects));
        if (at > Now)
            Now = at;
        Batches++;
        _greeks.Reprice(Now);
        bool isRoomShort = !SendCancels(ref effects);
        LastDecision = Decide(ref effects, ref isRoomShort);
        AskToWake(ref effects, isRoomShort);
        return LastDecision;
    }

    /// <returns>False when a cancel had no room.</returns>
    private bool SendCancels(ref EffectWriter effects)
    {
        if (_working.Count == 0)
            _isCancelAllAsked = false;
        if (!IsLinkUp || !(_isCancelAllAsked || State == TradingState.Halted))
            return true;
        for (int i = 0; i < _working.Count; i++)
        {
            ref readonly WorkingOrder working = ref _working[i];
            if (working.IsFinal || working.IsCancelSent)
                continue;
            if (effects.Free == 1) // the last place is the wake-up's
                return false;
            effects.Add(Effect.Cancel(new Cancel(working.Order.Id, working.Order.Contract)));
            _working.Set(i, working with { IsCancelSent = true });
        }
        return true;
    }

    private HedgeDecision Decide(ref EffectWriter effects, ref bool isRoomShort)
    {
        (double buy, double sell) = PendingDelta();
        HedgeDecision decision = new(Batches, Now, DecisionAction.Hold, DecisionReason.None, _greeks.Net.Delta, buy, sell, _band, Lots.Zero, default);
        DecisionReason obstacle = Obstacle(decision.NetDelta);
        if (obstacle != DecisionReason.None)
            return decision with { Action = obstacle == DecisionReason.Halted ? DecisionAction.Halted : DecisionAction.Hold, Reason = obstacle };

        PolicyOutput policy = Policy.Decide(PolicyInputOf(decision.NetDelta));
        DeltaBand band = policy.Delta.IsMarket ? policy.Band : policy.Band.Shifted(decision.NetDelta - _greeks.DeltaOf(policy.Delta));
        HedgedDelta = policy.Delta;
        if (band.IsValid)
            decision = decision with { Band = _band = band };
        if (policy.Hold != DecisionReason.None)
            return decision with { Reason = policy.Hold };
        if (!band.IsValid)
            return decision with { Reason = DecisionReason.NotANumber };
        BandOutput wanted = BandTrade.Of(new BandInput(band, decision.NetDelta, buy, sell));
        if (wanted.Trade == 0)
            return Settled(decision with { Reason = wanted.Reason });
        double perLot = _greeks.DeltaPerLot(Hedge);
        Lots lots = Settings.Plan.Size(wanted.Trade, perLot);
        if (lots == Lots.Zero)
            return Settled(decision with { Reason = DecisionReason.BelowLeastOrder });
        if (policy.Ignored != 0 && Settings.Plan.Size(BandTrade.Of(new BandInput(band, decision.NetDelta - policy.Ignored, buy, sell)).Trade, perLot) == Lots.Zero)
            return decision with { Reason = DecisionReason.NotByPrice };

        Side side = lots > Lots.Zero ? Side.Buy : Side.Sell;
        RiskView view = ViewOf(Hedge);
        DecisionReason reason = wanted.Reason;
        Lots room = Gate.Room(side, view, out DecisionReason cap);
        if (room > Lots.Zero && room < lots.Abs)
            (lots, reason) = (side == Side.Buy ? room : -room, cap);
        Quote quote = QuoteOf(Hedge);
        Ticks limit = Settings.Plan.Limit(side, quote, Settings.Limits.Collar, Book.ContractOf(Hedge).PriceTick);
        NewOrder order = new(
            new OrderId(Settings.Desk, _sequence + 1), Hedge, side, lots.Abs, limit, TimeInForce.ImmediateOrCancel,
            PostOnly: false, ReduceOnly: State == TradingState.ReduceOnly);
        Verdict<NewOrder> verdict = Gate.Check(order, view);
        decision = decision with { Quantity = lots };
        if (!verdict.IsApproved)
            return decision with { Action = DecisionAction.Blocked, Reason = verdict.Refusal };
        if (effects.Free == 1)
        {
            isRoomShort = true;
            return decision with { Action = DecisionAction.Blocked, Reason = DecisionReason.TooManyOrders };
        }
        effects.Add(Effect.Place(verdict.Approved, reason, decision.NetDelta));
        FoldIntent(order, Now);
        return decision with { Action = DecisionAction.Hedge, Reason = reason, Order = order.Id };
    }

    /// <summary>Nothing is left to trade: a hedge that took several orders is over.</summary>
    private HedgeDecision Settled(in HedgeDecision decision)
    {
        if (decision.Reason != DecisionReason.OrderUnderWay)
            (_isHedging, _settledAt) = (false, Now);
        return decision;
    }

    private PolicyInput PolicyInputOf(double netDelta)
    {
        Quote quote = QuoteOf(Hedge);
        Foresight foreseen = Foreseen;
        return new PolicyInput
        {
            Now = Now,
            Spot = _greeks.Spot,
            NetDelta = netDelta,
            OptionDelta = _greeks.Options.Delta,
            Gamma = _greeks.Options.Gamma,
            Years = _greeks.Mean.Years,
            Vol = _greeks.Mean.Vol,
            Rate = _greeks.Mean.Rate,
            CostRate = (quote.Ask - quote.Bid) / 2 / quote.Mid + Settings.TakerFee,
            HedgedAtSpot = _isHedging ? double.NaN : _hedgedAtSpot,
            SettledAt = _settledAt,
            DeltaByVolAndTime = _greeks.DeltaByVolAndTime,
            ForecastVol = foreseen.Vol,
            DealerMove = foreseen.DealerMove,
        };
    }

    private DecisionReason Obstacle(double netDelta)
    {
        if (State == TradingState.Halted)
            return DecisionReason.Halted;
        if (!IsReconciled)
            return DecisionReason.Recovering;
        if (!IsLinkUp)
            return DecisionReason.LinkDown;
        if (_isCancelAllAsked)
            return DecisionReason.CancellingAll;
        if (Hedge == ContractIndex.None)
            return DecisionReason.NoHedgeQuote;
        Quote quote = QuoteOf(Hedge);
        if (!quote.IsTwoSided)
            return DecisionReason.NoHedgeQuote;
        if (Now - quote.At > Settings.Limits.MaxQuoteAge)
            return DecisionReason.HedgeQuoteStale;
        if (_greeks.MissingVols > 0)
            return DecisionReason.NoVol;
        if (Now - _greeks.OldestFitHeld > Settings.MaxVolAge)
            return DecisionReason.VolsStale;
        return double.IsFinite(netDelta) ? DecisionReason.None : DecisionReason.NotANumber;
    }

    private (double Buy, double Sell) PendingDelta()
    {
        double buy = 0, sell = 0;
        for (int i = 0; i < _working.Count; i++)
        {
            ref readonly WorkingOrder working = ref _working[i];
            double delta = working.Remaining.Count * _greeks.DeltaPerLot(working.Order.Contract) * (working.Order.Side == Side.Buy ? 1 : -1);
            if (delta > 0)
                buy += delta;
            else
                sell -= delta;
        }
        return (buy, sell);
    }

    private void AskToWake(ref EffectWriter effects, bool isRoomShort)
    {
        Instant due = isRoomShort ? Now : Now + Settings.Heartbeat;
        // One wake-up is under way at a time, unless a nearer one is needed.
        if (due >= _wakeAt)
            return;
        effects.Add(Effect.Wake(due));
        _wakeAt = due;
    }
}
