using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>How what is wanted becomes orders: one at a time where the algorithm follows its wish, the next only once the one before has ended.</summary>
public sealed partial class Hedger
{
    private static readonly IWorkingAlgorithm _resting = new PeggedOrder(), _atOnce = new Sweep();

    /// <summary>
    /// Our order under way, its place among the working orders; -1 for none. One that will fill no more is none: what the venue has told of it is counted as under way. Of an algorithm that keeps nothing
    /// only what rests from another one is, and is taken off. One at a venue that is away is none: nothing can be done to it, and what it may still fill is counted as under way.
    /// </summary>
    private int Child()
    {
        WorkingOrders orders = _desk.Working;
        for (int i = 0; i < orders.Count; i++)
            if (!orders[i].IsFinal && (WorkingNow.FollowsWish || Rests(orders[i])) && OutletOf(orders[i].Order.Contract) is { Account.IsLinkUp: true })
                return i;
        return -1;
    }

    /// <summary>While profit has fallen by the soft limit hedges only rest; to bring net delta to zero they are taken at once.</summary>
    private IWorkingAlgorithm WorkingNow => StepNow switch
    {
        DrawdownStep.Soft => _resting,
        DrawdownStep.Flattening => _atOnce,
        _ => Working,
    };

    private Lots ClipNow => StepNow == DrawdownStep.Soft ? new(Math.Max(Math.Max(1, Plan.Least.Count), (long)(Drawdown.SoftShare * Plan.Clip.Count))) : Plan.Clip;

    private static bool Rests(in WorkingOrder working) => working.Order.TimeInForce is TimeInForce.GoodTillCancelled or TimeInForce.Day;

    /// <summary>Net delta or the market is not known: what rests is taken off. Over a dead link nothing can be, and a desk that halts or cancels all does so by itself.</summary>
    private void TakeOffBlind(int child, DecisionReason obstacle, ref EffectWriter effects, ref bool isRoomShort)
    {
        if (obstacle is not (DecisionReason.Halted or DecisionReason.Recovering or DecisionReason.LinkDown or DecisionReason.CancellingAll))
            TakeOff(child, ref effects, ref isRoomShort);
    }

    /// <summary>What does not rest ends by itself.</summary>
    private void TakeOff(int child, ref EffectWriter effects, ref bool isRoomShort)
    {
        WorkingOrder order = _desk.Working[child];
        if (order.IsCancelSent || !Rests(order))
            return;
        if (effects.Free == 1) // the last place is the wake-up's
        {
            isRoomShort = true;
            return;
        }
        effects.Add(Effect.Cancel(new Cancel(order.Order.Id, order.Order.Contract)));
        _desk.FoldCancel(order.Order.Id);
    }

    /// <summary>Nothing is wanted: what rests is taken off, and what was worked is over, unless orders under way may yet leave something to do.</summary>
    private DecisionReason End(in HedgeWish wish, int child, ref EffectWriter effects, ref bool isRoomShort)
    {
        if (child >= 0)
            TakeOff(child, ref effects, ref isRoomShort);
        if (Wish.IsStanding && wish.Reason != DecisionReason.OrderUnderWay)
            Set(new WishChange(Hedge, Wish.Side, default, 0), ref effects, ref isRoomShort);
        return wish.Reason;
    }

    /// <returns>False where it had no room.</returns>
    private bool Set(in WishChange change, ref EffectWriter effects, ref bool isRoomShort)
    {
        if (effects.Free == 1)
        {
            isRoomShort = true;
            return false;
        }
        effects.Add(Effect.Wish(change));
        Set(change);
        return true;
    }

    private HedgeDecision Worked(in HedgeDecision decision, in HedgeWish wish, int child, ref EffectWriter effects, ref bool isRoomShort)
    {
        Side side = wish.Side;
        if (_outlets.Length > 1 && child < 0)
            return Routed(decision, wish, ref effects, ref isRoomShort);
        Outlet outlet = child < 0 ? _outlets[0] : OutletOf(_desk.Working[child].Order.Contract)!;
        if (HasPrice(outlet))
            return WorkedAt(outlet, decision, wish, child, ref effects, ref isRoomShort);
        TakeOff(child, ref effects, ref isRoomShort); // it rests where nothing is seen, and the next one goes elsewhere
        return decision with { Reason = DecisionReason.TakingOff };
    }

    /// <summary>Nothing rests: what crosses is split over the venues, one order that may rest goes to the best of them.</summary>
    private HedgeDecision Routed(in HedgeDecision decision, in HedgeWish wish, ref EffectWriter effects, ref bool isRoomShort)
    {
        if (WorkingNow.FollowsWish)
        {
            Outlet? crossing = Best(wish, rests: false);
            if (crossing is null)
                return AtLimit(decision, wish.Side);
            if (!IsWorked(crossing, wish.Side, ref effects, ref isRoomShort))
                return decision with { Action = DecisionAction.Blocked, Reason = DecisionReason.TooManyOrders };
            Outlet resting = Best(wish, rests: true)!;
            return WorkedAt(resting == crossing || !WouldRest(crossing, decision, wish) ? crossing : resting, decision, wish, child: -1, ref effects, ref isRoomShort);
        }
        if (!Split(wish))
            return Nowhere(decision);
        HedgeDecision whole = decision with { Action = DecisionAction.Blocked, Reason = DecisionReason.None };
        Lots sum = Lots.Zero;
        int orders = 0;
        for (int i = 0; i < _outlets.Length; i++)
        {
            if (_routed[i] <= Lots.Zero)
                continue;
            HedgeDecision part = WorkedAt(_outlets[i], decision, wish with { Trade = wish.Side == Side.Buy ? _routed[i] : -_routed[i] }, child: -1, ref effects, ref isRoomShort, isRouted: true);
            if (part.Action == DecisionAction.Hedge)
                (sum, orders) = (sum + part.Quantity, orders + 1);
            // The first order's name stands for all of them; a refusal is told where none was made.
            if (part.Action == DecisionAction.Hedge && whole.Action != DecisionAction.Hedge || whole.Reason == DecisionReason.None)
                whole = part;
        }
        if (whole.Reason == DecisionReason.None)
            return AtLimit(decision, wish.Side);
        return whole.Action == DecisionAction.Hedge ? whole with { Quantity = sum, Orders = orders } : whole;
    }

    private static HedgeDecision Nowhere(in HedgeDecision decision) => decision with { Action = DecisionAction.Blocked, Reason = DecisionReason.NoVenue };

    /// <summary>Nothing could be sent anywhere: whether that is for want of room, of lots that are worth an order, or because who has room takes no orders now.</summary>
    private HedgeDecision AtLimit(in HedgeDecision decision, Side side)
    {
        DecisionReason limit = DecisionReason.None;
        bool isWaiting = false;
        foreach (Outlet outlet in _outlets)
        {
            if (outlet.Contract == ContractIndex.None || outlet.Account.IsAway)
                continue;
            Lots room = outlet.Gate.Room(side, _desk.ViewOf(outlet.Contract), out DecisionReason cap);
            if (room > Lots.Zero && TakesOrders(outlet))
                return decision with { Reason = DecisionReason.BelowLeastOrder };
            isWaiting |= room > Lots.Zero;
            limit = cap == DecisionReason.CutToMarginCall || limit == DecisionReason.MarginCall ? DecisionReason.MarginCall
                : cap switch
                {
                    DecisionReason.CutToReduceOnly => DecisionReason.ReduceOnly,
                    DecisionReason.CutToDesk => DecisionReason.DeskDelta,
                    DecisionReason.CutToOwnBook => DecisionReason.BookDelta,
                    _ => DecisionReason.MaxPosition,
                };
        }
        return isWaiting || limit == DecisionReason.None ? Nowhere(decision) : decision with { Action = DecisionAction.Blocked, Reason = limit };
    }

    private bool WouldRest(Outlet outlet, in HedgeDecision decision, in HedgeWish wish)
    {
        RiskView view = _desk.ViewOf(outlet.Contract);
        Lots room = outlet.Gate.Room(wish.Side, view, out _);
        return WorkingRules.Decide(WorkingNow, WorkInputOf(outlet, decision, wish, room, view, child: -1)).TimeInForce is TimeInForce.GoodTillCancelled or TimeInForce.Day;
    }

    private Lots InHedgeLotsNow(Outlet outlet, Lots lots) => outlet == _outlets[0] ? lots : new((long)Math.Round(lots.Count * (Greeks.DeltaPerLot(outlet.Contract) / Greeks.DeltaPerLot(Hedge))));

    /// <param name="isRouted">The wish is a part that was routed here, in the outlet's lots.</param>
    private HedgeDecision WorkedAt(Outlet outlet, in HedgeDecision decision, in HedgeWish wish, int child, ref EffectWriter effects, ref bool isRoomShort, bool isRouted = false)
    {
        Side side = wish.Side;
        RiskView view = _desk.ViewOf(outlet.Contract, child < 0 ? default : _desk.Working[child].Order.Id);
        if (WorkingNow.FollowsWish && !IsWorked(outlet, side, ref effects, ref isRoomShort))
            return decision with { Action = DecisionAction.Blocked, Reason = DecisionReason.TooManyOrders };
        Lots room = outlet.Gate.Room(side, view, out DecisionReason cap), clip = ClipAt(outlet);
        if (StepNow == DrawdownStep.Soft && room > clip)
            (room, cap) = (clip, DecisionReason.CutToMaxOrder);
        if (child >= 0 && _desk.Working[child] is var resting && resting.Order.Side == side && Rests(resting)
            && outlet.Gate.BookReason(side, (side == Side.Buy ? view.PendingBuy : view.PendingSell).Count + resting.Remaining.Count, view) is var beyond && beyond != DecisionReason.None)
        {
            TakeOff(child, ref effects, ref isRoomShort); // a limit that was lowered since
            return decision with { Reason = beyond };
        }
        if (child >= 0 && _desk.Working[child].Remaining > room)
        {
            TakeOff(child, ref effects, ref isRoomShort);
            return decision with { Reason = cap };
        }
        WorkOutput output = WorkingRules.Decide(WorkingNow, WorkInputOf(outlet, decision, wish, room, view, child, isRouted));
        if (output.Action == WorkAction.Place)
            return Placed(outlet, decision, wish, output, room, cap, view, isRouted, ref effects, ref isRoomShort);
        // An amend is a cancel, and a new order once that is confirmed: two that could both fill would be too much.
        if (output.Action == WorkAction.Amend && !HasMessagesFor(2, view, out DecisionReason spent))
            return decision with { Reason = spent }; // what rests is better than what may not come again
        if (output.Action != WorkAction.Wait)
            TakeOff(child, ref effects, ref isRoomShort);
        return decision with { Reason = output.Reason == DecisionReason.None ? DecisionReason.TakingOff : output.Reason };
    }

    private bool HasMessagesFor(int more, in RiskView view, out DecisionReason spent)
    {
        spent = view.Messages > _desk.Settings.Orders.MaxMessages - more ? DecisionReason.MessageBudget
            : view.OrdersInWindow >= _desk.Settings.Orders.MaxOrders || view.IsVenueSpent ? DecisionReason.OrderRate : DecisionReason.None;
        return spent == DecisionReason.None;
    }

    /// <summary>A wish of this side stands, or begins at the outlet's mid, without the premium that it usually has.</summary>
    /// <returns>False where its begin had no room.</returns>
    private bool IsWorked(Outlet outlet, Side side, ref EffectWriter effects, ref bool isRoomShort) => Wish.IsStanding && Wish.Side == side
        || Set(new WishChange(Hedge, side, _desk.Now, Greeks.QuoteOf(outlet.Contract).Mid / (1 + outlet.Premium)), ref effects, ref isRoomShort);

    private Lots ClipAt(Outlet outlet)
    {
        Lots clip = LotsAt(outlet, ClipNow);
        return outlet == _outlets[0] || clip < outlet.Settings.MaxOrder ? clip : outlet.Settings.MaxOrder;
    }

    /// <summary>All of it in the outlet's lots and prices.</summary>
    private WorkInput WorkInputOf(Outlet outlet, in HedgeDecision decision, in HedgeWish wish, Lots room, in RiskView view, int child, bool isRouted = false)
    {
        Lots clip = ClipAt(outlet);
        return new WorkInput
        {
            Now = _desk.Now,
            Wanted = isRouted ? wish.Trade : LotsAt(outlet, wish.Trade),
            Urgency = decision.Band.Beyond(decision.NetDelta),
            Quote = view.Quote,
            PriceTick = view.PriceTick,
            Furthest = Plan.Limit(wish.Side, view.Quote, Limits.Collar, view.PriceTick),
            Least = outlet == _outlets[0] ? Plan.Least : outlet.Settings.Least,
            // Without any room the gate says why.
            Most = room > Lots.Zero && room < clip ? room : clip,
            Slack = new((long)((decision.Band.Upper - decision.Band.Lower) / 4 / Greeks.DeltaPerLot(outlet.Contract))),
            Wish = outlet == _outlets[0] ? Wish : Wish with { Arrival = Wish.Arrival * (1 + outlet.Premium), Done = LotsAt(outlet, Wish.Done), Volume = LotsAt(outlet, Wish.Volume), DoneInVolume = LotsAt(outlet, Wish.DoneInVolume) },
            Child = child < 0 ? null : ChildOf(_desk.Working[child]),
        };
    }

    private static ChildOrder ChildOf(in WorkingOrder working) => new(
        working.Order.Side, working.Remaining, working.Order.Limit, working.At, Rests(working), working.IsAcknowledged, working.IsCancelSent);

    private HedgeDecision Placed(
        Outlet outlet, in HedgeDecision decision, in HedgeWish wish, in WorkOutput output, Lots room, DecisionReason cap, in RiskView view, bool isRouted, ref EffectWriter effects, ref bool isRoomShort)
    {
        Side side = wish.Side;
        bool isCut = room > Lots.Zero && output.Quantity == room && room < (isRouted ? wish.Trade : LotsAt(outlet, wish.Trade)).Abs;
        DecisionReason reason = isCut ? cap : output.Reason == DecisionReason.None ? wish.Reason : output.Reason;
        NewOrder order = new(
            _desk.NextOrder, outlet.Contract, side, output.Quantity, output.Limit, output.TimeInForce,
            output.PostOnly, ReduceOnly: _desk.State == TradingState.ReduceOnly || view.IsMarginCalled);
        Verdict<NewOrder> verdict = outlet.Gate.Check(order, view);
        HedgeDecision decided = decision with { Quantity = InHedgeLotsNow(outlet, side == Side.Buy ? order.Quantity : -order.Quantity) };
        if (!verdict.IsApproved)
        {
            return decided with { Action = DecisionAction.Blocked, Reason = verdict.Refusal };
        }
        if (effects.Free == 1)
        {
            isRoomShort = true;
            return decided with { Action = DecisionAction.Blocked, Reason = DecisionReason.TooManyOrders };
        }
        CrossInside(effects.Free - 2, ref effects); // books first: the market sees what is left, which is this order
        effects.Add(Effect.Place(verdict.Approved, reason, decision.NetDelta));
        _desk.FoldIntent(order, _desk.Now);
        return decided with { Action = DecisionAction.Hedge, Reason = reason, Order = order.Id };
    }
}
