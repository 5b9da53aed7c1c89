using Poise.Domain;

namespace Poise.Exchange;

/// <summary>An order in a book. Links are slots of the pool, -1 for none.</summary>
internal struct RestingOrder
{
    /// <summary>Its number; 0 while the slot is free.</summary>
    public long Id;

    /// <summary>Ticks.</summary>
    public long Price;

    /// <summary>Lots that the book shows of it.</summary>
    public long Shown;

    /// <summary>Lots behind these.</summary>
    public long Hidden;
    public long Filled;

    /// <summary>Lots shown at a time; 0 for all.</summary>
    public long Display;
    public long Label;

    /// <summary>Queue of its price, first come first.</summary>
    public int Next, Previous;

    /// <summary>All orders of its account.</summary>
    public int NextOfAccount, PreviousOfAccount;
    public int Account;
    public int Instrument;

    /// <summary>Its price among the levels of the book's side.</summary>
    public int Level;
    public Side Side;
    public bool ReduceOnly;
    public TimeInForce TimeInForce;

    public readonly long Left => Shown + Hidden;
}

/// <summary>
/// All resting orders of an exchange, in slots that are used again. An order's number holds its slot (22 bits) under the count of all orders before it: numbers ascend in
/// time, are never given twice, and lead to the order without a table.
/// </summary>
internal sealed class OrderPool
{
    private const int SlotBits = 22;

    /// <summary>Orders that can rest at once.</summary>
    public const int Most = 1 << SlotBits;

    private RestingOrder[] _orders = new RestingOrder[1024];
    private int[] _first = [];
    private int _free = -1;
    private int _used;
    private long _sequence;

    public int Count { get; private set; }

    /// <summary>Valid until the next <see cref="TryTake"/>.</summary>
    public ref RestingOrder At(int slot) => ref _orders[slot];

    /// <summary>The slot that an order of this number has, or had.</summary>
    public static int SlotOf(long id) => (int)(id & (Most - 1));

    /// <summary>The slot of an order that is in a book; -1 where there is none of this number.</summary>
    public int Find(long id)
    {
        int slot = SlotOf(id);
        return id > 0 && slot < _used && _orders[slot].Id == id ? slot : -1;
    }

    /// <summary>First of an account's orders, the latest one; -1 where it has none.</summary>
    public int FirstOf(int account) => account < _first.Length ? _first[account] : -1;

    /// <summary>A slot for the next order, linked to its account; -1 when all are in use.</summary>
    public int Take(int account)
    {
        int slot = _free;
        if (slot >= 0)
        {
            _free = _orders[slot].Next;
        }
        else
        {
            if (_used == Most)
                return -1;
            if (_used == _orders.Length)
                Array.Resize(ref _orders, 2 * _used);
            slot = _used++;
        }
        Count++;
        if (account >= _first.Length)
            Grow(account);
        ref RestingOrder order = ref _orders[slot];
        order = default;
        order.Id = (++_sequence << SlotBits) | (uint)slot;
        order.Account = account;
        order.Next = order.Previous = order.PreviousOfAccount = order.Level = -1;
        order.NextOfAccount = _first[account];
        if (order.NextOfAccount >= 0)
            _orders[order.NextOfAccount].PreviousOfAccount = slot;
        _first[account] = slot;
        return slot;
    }

    public void Give(int slot)
    {
        ref RestingOrder order = ref _orders[slot];
        if (order.PreviousOfAccount >= 0)
            _orders[order.PreviousOfAccount].NextOfAccount = order.NextOfAccount;
        else
            _first[order.Account] = order.NextOfAccount;
        if (order.NextOfAccount >= 0)
            _orders[order.NextOfAccount].PreviousOfAccount = order.PreviousOfAccount;
        order.Id = 0;
        order.Next = _free;
        _free = slot;
        Count--;
    }

    private void Grow(int account)
    {
        int from = _first.Length;
        Array.Resize(ref _first, Math.Max(account + 1, 2 * from));
        _first.AsSpan(from).Fill(-1);
    }

    public void Save(StateWriter to)
    {
        to.WriteAll<RestingOrder>(_orders.AsSpan(0, _used));
        to.WriteAll<int>(_first);
        to.Write(_free);
        to.Write(_sequence);
        to.Write(Count);
    }

    public void Load(ref StateReader from)
    {
        RestingOrder[] orders = from.ReadAll<RestingOrder>();
        _used = orders.Length;
        _orders = new RestingOrder[Math.Max(1024, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_used))];
        orders.CopyTo(_orders, 0);
        _first = from.ReadAll<int>();
        _free = from.Read<int>();
        _sequence = from.Read<long>();
        Count = from.Read<int>();
    }
}
