using Poise.Domain;

namespace Poise.Engine;

/// <summary>An order whose outcome is not fully known.</summary>
/// <param name="Folded">Filled quantity that the book has folded.</param>
/// <param name="Reported">Cumulative filled quantity by the venue's last update; it may run ahead of the fills.</param>
/// <param name="IsAcknowledged">The venue has said something of it.</param>
/// <param name="IsFinal">The venue will fill no more than <paramref name="Reported"/>.</param>
/// <param name="IsCancelSent">A cancel left and has not been answered.</param>
public readonly record struct WorkingOrder(
    NewOrder Order, Instant At, Lots Folded, Lots Reported, bool IsAcknowledged, bool IsFinal, bool IsCancelSent)
{
    /// <summary>What it may still add to the position.</summary>
    public Lots Remaining => (IsFinal ? Reported : Order.Quantity) - Folded;

    public bool IsDone => IsFinal && Folded >= Reported;
}

/// <summary>The orders under way, oldest first.</summary>
public sealed class WorkingOrders
{
    private WorkingOrder[] _orders;

    public WorkingOrders(int capacity) => _orders = new WorkingOrder[capacity];

    public int Count { get; private set; }

    public ref readonly WorkingOrder this[int index] => ref _orders[index];

    public int Find(OrderId id)
    {
        for (int i = 0; i < Count; i++)
            if (_orders[i].Order.Id == id)
                return i;
        return -1;
    }

    internal void Add(in WorkingOrder order)
    {
        if (Count == _orders.Length)
            Array.Resize(ref _orders, 2 * Count + 4);
        _orders[Count++] = order;
    }

    /// <summary>Writes back a changed order; one that is done leaves.</summary>
    internal void Set(int index, in WorkingOrder order)
    {
        if (order.IsDone)
            RemoveAt(index);
        else
            _orders[index] = order;
    }

    internal void RemoveAt(int index)
    {
        Array.Copy(_orders, index + 1, _orders, index, Count - index - 1);
        Count--;
    }

    /// <summary>Lots that orders of a contract may still buy and sell.</summary>
    public (Lots Buy, Lots Sell) PendingOf(ContractIndex contract)
    {
        long buy = 0, sell = 0;
        for (int i = 0; i < Count; i++)
        {
            ref readonly WorkingOrder working = ref _orders[i];
            if (working.Order.Contract != contract)
                continue;
            if (working.Order.Side == Side.Buy)
                buy += working.Remaining.Count;
            else
                sell += working.Remaining.Count;
        }
        return (new(buy), new(sell));
    }
}
