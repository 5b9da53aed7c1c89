using Poise.Domain;

namespace Poise.Exchange;

/// <summary>One price of a side: its orders in their queue.</summary>
internal struct PriceLevel
{
    public long Price;

    /// <summary>Lots that the book shows.</summary>
    public long Shown;

    /// <summary>With the hidden ones.</summary>
    public long Total;
    public int First, Last;
}

/// <summary>
/// The prices of one side of a book, in order of price, the best one last: what happens at a market happens near its best prices, where inserting and removing moves
/// little.
/// </summary>
internal sealed class BookSide(Side side)
{
    private PriceLevel[] _levels = new PriceLevel[16];
    private long[] _keys = new long[16];
    private int[] _places = new int[16];
    private int _free = -1;
    private int _used;

    /// <summary>Prices at which something stands.</summary>
    public int Count { get; private set; }

    /// <summary>The level with this rank, 0 the best.</summary>
    public int Rank(int rank) => _places[Count - 1 - rank];

    public int Best => _places[Count - 1];

    public ref PriceLevel At(int level) => ref _levels[level];

    /// <summary>Ascends from worst to best on either side.</summary>
    private long Key(long price) => side == Side.Buy ? price : -price;

    /// <summary>The level of a price; -1 where nothing stands there.</summary>
    public int Find(long price)
    {
        int at = PlaceOf(Key(price));
        return at < Count && _keys[at] == Key(price) ? _places[at] : -1;
    }

    public int FindOrAdd(long price)
    {
        long key = Key(price);
        int at = PlaceOf(key);
        if (at < Count && _keys[at] == key)
            return _places[at];
        int level = _free;
        if (level >= 0)
        {
            _free = _levels[level].First;
        }
        else
        {
            if (_used == _levels.Length)
                Array.Resize(ref _levels, 2 * _used);
            level = _used++;
        }
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, 2 * Count);
            Array.Resize(ref _places, 2 * Count);
        }
        Array.Copy(_keys, at, _keys, at + 1, Count - at);
        Array.Copy(_places, at, _places, at + 1, Count - at);
        (_keys[at], _places[at]) = (key, level);
        Count++;
        _levels[level] = new PriceLevel { Price = price, First = -1, Last = -1 };
        return level;
    }

    public void Remove(int level)
    {
        int at = _places[Count - 1] == level ? Count - 1 : PlaceOf(Key(_levels[level].Price));
        Count--;
        Array.Copy(_keys, at + 1, _keys, at, Count - at);
        Array.Copy(_places, at + 1, _places, at, Count - at);
        _levels[level].First = _free;
        _free = level;
    }

    /// <summary>Nothing stands here, nor will: what was held for it is let go.</summary>
    public void End()
    {
        (_levels, _keys, _places) = ([], [], []);
        (_used, _free) = (0, -1);
    }

    /// <summary>The first place whose key is no less.</summary>
    private int PlaceOf(long key)
    {
        int count = Count;
        // Most come at the best price, or before it.
        if (count == 0 || _keys[count - 1] < key)
            return count;
        if (_keys[count - 1] == key)
            return count - 1;
        int low = 0, high = count - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_keys[middle] < key)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    public void Save(StateWriter to)
    {
        to.WriteAll<PriceLevel>(_levels.AsSpan(0, _used));
        to.WriteAll<long>(_keys.AsSpan(0, Count));
        to.WriteAll<int>(_places.AsSpan(0, Count));
        to.Write(_free);
    }

    public void Load(ref StateReader from)
    {
        PriceLevel[] levels = from.ReadAll<PriceLevel>();
        long[] keys = from.ReadAll<long>();
        int[] places = from.ReadAll<int>();
        (_used, Count) = (levels.Length, keys.Length);
        int room = Math.Max(16, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_used));
        (_levels, _keys, _places) = (new PriceLevel[room], new long[room], new int[room]);
        levels.CopyTo(_levels, 0);
        keys.CopyTo(_keys, 0);
        places.CopyTo(_places, 0);
        _free = from.Read<int>();
    }
}
