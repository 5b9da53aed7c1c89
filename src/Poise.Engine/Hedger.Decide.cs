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
        DecisionReason obstacle = Obstacle();
        if (obstacle != DecisionReason.None)
            return decision with { Action = obstacle == DecisionReason.Halted ? DecisionAction.Halted : DecisionAction.Hold, Reason = obstacle };

        PolicyOutput policy = Policy.Decide(Input(decision.NetDelta));
        DeltaBand band = policy.Delta.IsMarket ? policy.Band : policy.Band.Shifted(decision.NetDelta - Greeks.DeltaOf(policy.Delta));
        HedgedDelta = policy.Delta;
        if (band.IsValid)
            decision = decision with { Band = Band = band };
        (Lots lots, DecisionReason reason) = Wish(policy, new BandInput(band, decision.NetDelta, buy, sell));
        if (lots == Lots.Zero)
            return decision with { Reason = reason };

        Side side = lots > Lots.Zero ? Side.Buy : Side.Sell;
        RiskView view = _desk.ViewOf(Hedge);
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

    private HedgeWish Wish(in PolicyOutput policy, in BandInput at)
    {
        HedgeWish wish = HedgeWish.Of(policy, at, Settings.Plan, Greeks.DeltaPerLot(Hedge));
        if (wish.IsSettled)
            (_isHedging, _settledAt) = (false, _desk.Now); // a hedge that took several orders is over
        return wish;
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

    /// <summary>Why nothing can be decided now, the desk's reasons first; <see cref="DecisionReason.None"/> where it can.</summary>
    public DecisionReason Obstacle()
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
        return double.IsFinite(Greeks.Net.Delta) ? DecisionReason.None : DecisionReason.NotANumber;
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
