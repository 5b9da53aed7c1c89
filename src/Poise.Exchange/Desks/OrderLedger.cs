using System.Runtime.InteropServices;
using Poise.Domain;

namespace Poise.Exchange;

/// <summary>What the venue knows of an order, for an account that asks.</summary>
/// <param name="Reason">Why it was rejected or cancelled, else none.</param>
public readonly record struct OrderState(NewOrder Order, OrderStatus Status, Lots Filled, VenueReason Reason, Instant At);

/// <summary>Orders received, by their id and by a slot that never changes: the last so many, and older ones behind the oldest that is open.</summary>
/// <param name="most">Of ended ones; up to twice as many are kept for a while.</param>
internal sealed class OrderLedger(int most = 10_000)
{
    private readonly Dictionary<OrderId, int> _slots = [];
    private readonly List<Entry> _entries = [];
    private readonly List<(Fill Fill, int Previous)> _fills = [];
    private int _firstSlot, _firstFill;

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

        /// <summary>Fills that there were before it came.</summary>
        public int Before;
    }

    /// <summary>Orders ever received: slots run up to it.</summary>
    public int Count => _firstSlot + _entries.Count;

    /// <summary>The first slot that is known.</summary>
    public int First => _firstSlot;

    /// <summary>Executions ever.</summary>
    public int Fills => _firstFill + _fills.Count;

    public Fill FillAt(int number) => _fills[number - _firstFill].Fill;

    public bool TryFind(OrderId id, out int slot) => _slots.TryGetValue(id, out slot);

    /// <summary>Valid until the next <see cref="Add"/>.</summary>
    public ref Entry At(int slot) => ref CollectionsMarshal.AsSpan(_entries)[slot - _firstSlot];

    public int Add(in NewOrder order, Instant at)
    {
        if (_entries.Count >= 2 * most)
            Forget();
        int slot = Count;
        _slots.Add(order.Id, slot);
        _entries.Add(new Entry { Order = order, Status = OrderStatus.Open, At = at, LastFill = -1, Before = Fills });
        return slot;
    }

    public void Record(int slot, in Fill fill)
    {
        ref Entry entry = ref At(slot);
        _fills.Add((fill, entry.LastFill));
        entry.LastFill = Fills - 1;
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
        for (int i = At(slot).LastFill; i >= 0; i = _fills[i - _firstFill].Previous)
            into.Add(_fills[i - _firstFill].Fill);
        into.Reverse(first, into.Count - first);
    }

    private void Forget()
    {
        int gone = 0;
        while (gone < _entries.Count - most && _entries[gone].Status != OrderStatus.Open)
            _slots.Remove(_entries[gone++].Order.Id);
        if (gone == 0)
            return;
        _entries.RemoveRange(0, gone);
        _firstSlot += gone;
        // An order's fills come after it: what there was before the oldest one is nobody's.
        _fills.RemoveRange(0, _entries[0].Before - _firstFill);
        _firstFill = _entries[0].Before;
    }
}
