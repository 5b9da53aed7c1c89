using Poise.Domain;

namespace Poise.Hedging;

/// <summary>The world as the gate sees it for one contract.</summary>
/// <param name="Position">Signed lots held.</param>
/// <param name="PendingBuy">Lots that orders under way may still buy; the order that is amended is not counted.</param>
/// <param name="PendingSell">Lots that orders under way may still sell; likewise.</param>
/// <param name="Quote">Top of the contract's book.</param>
/// <param name="OrdersInWindow">Orders and amends of the desk that left within the rate window.</param>
/// <param name="Working">Orders of the desk under way.</param>
public readonly record struct RiskView(
    TradingState State,
    bool IsReconciled,
    bool IsLinkUp,
    Instant Now,
    Quote Quote,
    decimal PriceTick,
    Lots Position,
    Lots PendingBuy,
    Lots PendingSell,
    int OrdersInWindow,
    int Working)
{
    /// <summary>Of the underlying's book, units of it; NaN where it cannot be known.</summary>
    public double NetDelta { get; init; }

    /// <summary>What orders under way in other instruments may still add to it, units of the underlying; <see cref="OtherSellDelta"/> may take from it. Both positive.</summary>
    public double OtherBuyDelta { get; init; }

    public double OtherSellDelta { get; init; }

    /// <summary>Of the contract at a spot, units of the underlying.</summary>
    public double DeltaPerLot { get; init; }

    /// <summary>Quote currency of one lot.</summary>
    public double NotionalPerLot { get; init; }

    /// <summary>Of all other hedge instruments of the desk, orders under way counted at their worst; quote currency.</summary>
    public double OtherNotional { get; init; }

    /// <summary>Orders, amends and cancels of the desk since midnight UTC.</summary>
    public int Messages { get; init; }

    /// <summary>Of the orders or messages that the contract's venue may have none is left.</summary>
    public bool IsVenueSpent { get; init; }

    /// <summary>The venue has called for margin: what adds to the position is not sent there.</summary>
    public bool IsMarginCalled { get; init; }

    /// <summary>What all underlyings have together, where that is limited.</summary>
    public SumView Sums { get; init; }

    /// <summary>What the desk's own book has of it, where that is limited.</summary>
    public OwnBookView Own { get; init; }
}

/// <summary>The gate's answer: an approval, or the reason of the refusal.</summary>
public readonly struct Verdict<T>
    where T : struct
{
    private readonly Approved<T> _approved;

    internal Verdict(Approved<T> approved) => _approved = approved;

    internal Verdict(DecisionReason refusal) => Refusal = refusal;

    public bool IsApproved => Refusal == DecisionReason.None;

    /// <summary><see cref="DecisionReason.None"/> when approved.</summary>
    public DecisionReason Refusal { get; }

    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public Approved<T> Approved =>
        IsApproved ? _approved : throw new InvalidOperationException($"the risk gate refused: {DecisionWords.Of(Refusal)}");
}

/// <summary>The only maker of approvals. Cancels need none: they are never refused.</summary>
/// <param name="limits">Of one contract.</param>
/// <param name="orders">Of the desk; null for the usual ones.</param>
/// <param name="desk">Over all underlyings; null for none.</param>
public sealed partial class RiskGate(RiskLimits limits, OrderLimits? orders = null, DeskLimits? desk = null)
{
    /// <summary>The book that the desk's own accounts are.</summary>
    public const string OwnBook = "desk";

    private readonly SumLimits _sums = (desk ?? DeskLimits.None).Sums.Checked(), _own = (desk ?? DeskLimits.None).Of(OwnBook).Checked();

    public RiskLimits Limits { get; } = limits.Checked();

    public OrderLimits Orders { get; } = (orders ?? new OrderLimits()).Checked();

    public Verdict<NewOrder> Check(in NewOrder order, in RiskView view)
    {
        DecisionReason refusal = order.Id.IsKnown
            ? Refuse(order.Side, order.Quantity, order.Quantity, order.Limit, order.ReduceOnly, isNew: true, view)
            : DecisionReason.BadOrder;
        return refusal == DecisionReason.None ? new(new Approved<NewOrder>(order)) : new(refusal);
    }

    /// <param name="side">Side of the order that is amended.</param>
    /// <param name="filled">What of it has been filled: the rest is what it may still trade.</param>
    public Verdict<Amend> Check(in Amend amend, Side side, Lots filled, in RiskView view)
    {
        DecisionReason refusal = amend.Id.IsKnown
            ? Refuse(side, amend.Quantity, amend.Quantity - filled, amend.Limit, reduceOnly: false, isNew: false, view)
            : DecisionReason.BadOrder;
        return refusal == DecisionReason.None ? new(new Approved<Amend>(amend)) : new(refusal);
    }

    /// <summary>The largest quantity that an order of this side may have now, by size, position and what the whole desk and its own book may have; zero for none.</summary>
    /// <param name="cap">Which limit that is, as the reason of an order that is cut to it.</param>
    public Lots Room(Side side, in RiskView view, out DecisionReason cap)
    {
        long worst = side == Side.Buy ? view.Position.Count + view.PendingBuy.Count : view.PendingSell.Count - view.Position.Count;
        (long room, cap) = (Limits.MaxOrder.Count, DecisionReason.CutToMaxOrder);
        if (Limits.MaxPosition.Count - worst < room)
            (room, cap) = (Limits.MaxPosition.Count - worst, DecisionReason.CutToMaxPosition);
        if (view.State == TradingState.ReduceOnly && -worst < room)
            (room, cap) = (-worst, DecisionReason.CutToReduceOnly);
        if (view.IsMarginCalled && -worst < room)
            (room, cap) = (-worst, DecisionReason.CutToMarginCall);
        if (_sums.IsSet && SumRoom(side, worst, view) is var ofDesk && ofDesk < room)
            (room, cap) = (ofDesk, DecisionReason.CutToDesk);
        if (_own.IsSet && OwnRoom(side, view) is var ofBook && ofBook < room)
            (room, cap) = (ofBook, DecisionReason.CutToOwnBook);
        return new(Math.Max(room, 0));
    }

    private DecisionReason Refuse(Side side, Lots quantity, Lots open, Ticks limit, bool reduceOnly, bool isNew, in RiskView view)
    {
        if (view.State == TradingState.Halted)
            return DecisionReason.Halted;
        if (!view.IsReconciled)
            return DecisionReason.Recovering;
        if (!view.IsLinkUp)
            return DecisionReason.LinkDown;
        if (open.Count <= 0 || limit.Count <= 0)
            return DecisionReason.BadOrder;
        if (!view.Quote.IsTwoSided)
            return DecisionReason.NoHedgeQuote;
        if (view.Now - view.Quote.At > Limits.MaxQuoteAge)
            return DecisionReason.HedgeQuoteStale;
        double price = (double)(limit.Count * view.PriceTick);
        if (!(Math.Abs(price - view.Quote.Mid) <= Limits.Collar * view.Quote.Mid))
            return DecisionReason.PriceCollar;
        if (quantity > Limits.MaxOrder)
            return DecisionReason.MaxOrder;
        // Signed so that a buy is always the positive direction: one rule for both sides.
        long held = side == Side.Buy ? view.Position.Count : -view.Position.Count;
        long pending = side == Side.Buy ? view.PendingBuy.Count : view.PendingSell.Count;
        long worst = held + pending + open.Count;
        if (view.IsMarginCalled && worst > 0)
            return DecisionReason.MarginCall;
        if ((reduceOnly || view.State == TradingState.ReduceOnly) && worst > 0)
            return DecisionReason.ReduceOnly;
        if (worst > Limits.MaxPosition.Count)
            return DecisionReason.MaxPosition;
        DecisionReason book = BookReason(side, pending + open.Count, view);
        if (book != DecisionReason.None)
            return book;
        if (view.Messages >= Orders.MaxMessages)
            return DecisionReason.MessageBudget;
        if (view.OrdersInWindow >= Orders.MaxOrders || view.IsVenueSpent)
            return DecisionReason.OrderRate;
        return isNew && view.Working >= Orders.MaxWorking ? DecisionReason.TooManyOrders : DecisionReason.None;
    }

    /// <summary>Why so many more lots would be too much for book or desk, whatever order they are; <see cref="DecisionReason.None"/> where they are not.</summary>
    /// <param name="more">All that is under way on this side with it.</param>
    public DecisionReason BookReason(Side side, long more, in RiskView view)
    {
        long held = side == Side.Buy ? view.Position.Count : -view.Position.Count, worst = held + more;
        if (!IsWithinDelta(side, more, view))
            return DecisionReason.MaxDelta;
        bool isLess = worst <= -held; // of a position the other way
        if (!double.IsPositiveInfinity(Orders.MaxNotional) && !isLess && !(view.OtherNotional + Math.Abs(worst) * view.NotionalPerLot <= Orders.MaxNotional))
            return DecisionReason.MaxNotional;
        if (_sums.IsSet && SumReason(side, more, isLess ? 0 : Math.Abs(worst), view) is var sum && sum != DecisionReason.None)
            return sum;
        return _own.IsSet ? OwnReason(side, more, view) : DecisionReason.None;
    }

    /// <summary>Whether net delta stays within its limit, or comes nearer to zero, if all that is under way on this side is filled.</summary>
    private bool IsWithinDelta(Side side, long lots, in RiskView view)
    {
        if (double.IsPositiveInfinity(Limits.MaxDelta))
            return true;
        double after = view.NetDelta + (side == Side.Buy ? lots * view.DeltaPerLot + view.OtherBuyDelta : -lots * view.DeltaPerLot - view.OtherSellDelta);
        return Math.Abs(after) <= Limits.MaxDelta || Math.Abs(after) <= Math.Abs(view.NetDelta) && after * view.NetDelta >= 0;
    }
}
