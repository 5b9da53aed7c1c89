using System.Runtime.InteropServices;
using Poise.Domain;

namespace Poise.Exchange;

/// <summary>What the venue knows of an order, for an account that asks.</summary>
/// <param name="Reason">Why it was rejected or cancelled, else none.</param>
public readonly record struct OrderState(NewOrder Order, OrderStatus Status, Lots Filled, VenueReason Reason, Instant At);

/// <summary>Every order ever received, by its id and by a slot that never changes.</summary>
internal sealed class OrderLedger
{
    private readonly Dictionary<OrderId, int> _slots = [];
    private readonly List<Entry> _entries = [];
    private readonly List<(Fill Fill, int Previous)> _fills = [];

    internal struct Entry
    {
        public NewOrder Order;

        /// <summary>The exchange's number of it; 0 where it never came into a book.</summary>
        public long Number;

        /// <summary>Lots that the exchange took of it: reduce-only orders are cut.</summary>
        public long Taken;
        public OrderStatus Status;
        public long Filled;
        public VenueReason Reason;
        public Instant At;
        public int LastFill;
    }

    public int Count => _entries.Count;

    public int Fills => _fills.Count;

    public Fill FillAt(int number) => _fills[number].Fill;

    public bool TryFind(OrderId id, out int slot) => _slots.TryGetValue(id, out slot);

    /// <summary>Valid until the next <see cref="Add"/>.</summary>
    public ref Entry At(int slot) => ref CollectionsMarshal.AsSpan(_entries)[slot];

    public int Add(in NewOrder order, Instant at)
    {
        int slot = _entries.Count;
        _slots.Add(order.Id, slot);
        _entries.Add(new Entry { Order = order, Status = OrderStatus.Open, At = at, LastFill = -1 });
        return slot;
    }

    public void Record(int slot, in Fill fill)
    {
        ref Entry entry = ref At(slot);
        _fills.Add((fill, entry.LastFill));
        entry.LastFill = _fills.Count - 1;
        entry.Filled += fill.Quantity.Count;
    }

    public OrderState State(int slot)
    {
        ref Entry e = ref At(slot);
        return new OrderState(e.Order, e.Status, new(e.Filled), e.Reason, e.At);
    }

    public void FillsOf(int slot, List<Fill> into)
    {
        int first = into.Count;
        for (int i = At(slot).LastFill; i >= 0; i = _fills[i].Previous)
            into.Add(_fills[i].Fill);
        into.Reverse(first, into.Count - first);
    }
}
