using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

public sealed partial class Hedger
{
    /// <summary>Decides once, and writes the order that follows from it.</summary>
    /// <param name="isRoomShort">Set where the order had no room.</param>
    internal void Decide(ref EffectWriter effects, ref bool isRoomShort) => LastDecision = Decided(ref effects, ref isRoomShort);

    private HedgeDecision Decided(ref EffectWriter effects, ref bool isRoomShort)
    {
        (double buy, double sell) = PendingDelta();
        HedgeDecision decision = new(_desk.Batches, _desk.Now, DecisionAction.Hold, DecisionReason.None, Greeks.Net.Delta, buy, sell, Band, Lots.Zero, default);
        DecisionReason obstacle = Obstacle(decision.NetDelta);
        if (obstacle != DecisionReason.None)
            return decision with { Action = obstacle == DecisionReason.Halted ? DecisionAction.Halted : DecisionAction.Hold, Reason = obstacle };

        PolicyOutput policy = Policy.Decide(Input(decision.NetDelta));
        DeltaBand band = policy.Delta.IsMarket ? policy.Band : policy.Band.Shifted(decision.NetDelta - Greeks.DeltaOf(policy.Delta));
        HedgedDelta = policy.Delta;
        if (band.IsValid)
            decision = decision with { Band = Band = band };
        if (policy.Hold != DecisionReason.None)
            return decision with { Reason = policy.Hold };
        if (!band.IsValid)
            return decision with { Reason = DecisionReason.NotANumber };
        BandOutput wanted = BandTrade.Of(new BandInput(band, decision.NetDelta, buy, sell));
        if (wanted.Trade == 0)
            return Settled(decision with { Reason = wanted.Reason });
        double perLot = Greeks.DeltaPerLot(Hedge);
        Lots lots = Settings.Plan.Size(wanted.Trade, perLot);
        if (lots == Lots.Zero)
            return Settled(decision with { Reason = DecisionReason.BelowLeastOrder });
        if (policy.Ignored != 0 && Settings.Plan.Size(BandTrade.Of(new BandInput(band, decision.NetDelta - policy.Ignored, buy, sell)).Trade, perLot) == Lots.Zero)
            return decision with { Reason = DecisionReason.NotByPrice };

        Side side = lots > Lots.Zero ? Side.Buy : Side.Sell;
        RiskView view = _desk.ViewOf(Hedge);
        DecisionReason reason = wanted.Reason;
        Lots room = Gate.Room(side, view, out DecisionReason cap);
        if (room > Lots.Zero && room < lots.Abs)
            (lots, reason) = (side == Side.Buy ? room : -room, cap);
        Ticks limit = Settings.Plan.Limit(side, view.Quote, Settings.Limits.Collar, view.PriceTick);
        NewOrder order = new(
            _desk.NextOrder, Hedge, side, lots.Abs, limit, TimeInForce.ImmediateOrCancel,
            PostOnly: false, ReduceOnly: _desk.State == TradingState.ReduceOnly);
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
        _desk.FoldIntent(order, _desk.Now);
        return decision with { Action = DecisionAction.Hedge, Reason = reason, Order = order.Id };
    }

    /// <summary>Nothing is left to trade: a hedge that took several orders is over.</summary>
    private HedgeDecision Settled(in HedgeDecision decision)
    {
        if (decision.Reason != DecisionReason.OrderUnderWay)
            (_isHedging, _settledAt) = (false, _desk.Now);
        return decision;
    }

    /// <summary>What the policy is given at a net delta, all else as it is now.</summary>
    public PolicyInput Input(double netDelta)
    {
        Quote quote = Greeks.QuoteOf(Hedge);
        Foresight foreseen = Foreseen;
        return new PolicyInput
        {
            Now = _desk.Now,
            Spot = Greeks.Spot,
            NetDelta = netDelta,
            OptionDelta = Greeks.Options.Delta,
            Gamma = Greeks.Options.Gamma,
            Years = Greeks.Mean.Years,
            Vol = Greeks.Mean.Vol,
            Rate = Greeks.Mean.Rate,
            CostRate = (quote.Ask - quote.Bid) / 2 / quote.Mid + Settings.TakerFee,
            HedgedAtSpot = _isHedging ? double.NaN : _hedgedAtSpot,
            SettledAt = _settledAt,
            DeltaByVolAndTime = Greeks.DeltaByVolAndTime,
            ForecastVol = foreseen.Vol,
            DealerMove = foreseen.DealerMove,
        };
    }

    private DecisionReason Obstacle(double netDelta)
    {
        DecisionReason desk = _desk.Obstacle();
        if (desk != DecisionReason.None)
            return desk;
        if (Hedge == ContractIndex.None)
            return DecisionReason.NoHedgeQuote;
        Quote quote = Greeks.QuoteOf(Hedge);
        if (!quote.IsTwoSided)
            return DecisionReason.NoHedgeQuote;
        if (_desk.Now - quote.At > Settings.Limits.MaxQuoteAge)
            return DecisionReason.HedgeQuoteStale;
        if (Greeks.MissingVols > 0)
            return DecisionReason.NoVol;
        if (_desk.Now - Greeks.OldestFitHeld > _desk.Settings.MaxVolAge)
            return DecisionReason.VolsStale;
        return double.IsFinite(netDelta) ? DecisionReason.None : DecisionReason.NotANumber;
    }

    private (double Buy, double Sell) PendingDelta()
    {
        double buy = 0, sell = 0;
        WorkingOrders orders = _desk.Working;
        for (int i = 0; i < orders.Count; i++)
        {
            ref readonly WorkingOrder working = ref orders[i];
            if (_desk.HedgerOf(working.Order.Contract) != this)
                continue;
            double delta = working.Remaining.Count * Greeks.DeltaPerLot(working.Order.Contract) * (working.Order.Side == Side.Buy ? 1 : -1);
            if (delta > 0)
                buy += delta;
            else
                sell -= delta;
        }
        return (buy, sell);
    }
}
