using System.Runtime.InteropServices;

namespace Poise.Exchange;

/// <summary>What became of an account's orders, and its trades, the last so many of each.</summary>
/// <param name="most">Of each.</param>
internal sealed class OrderMemory(int most)
{
    private readonly Queue<long> _order = [];
    private readonly Dictionary<long, OrderRecord> _ended = [];
    private readonly Queue<AccountTrade> _trades = [];

    /// <summary>Ended orders that are remembered.</summary>
    public int Count => _order.Count;

    /// <summary>Ended orders, the oldest first.</summary>
    public IEnumerable<OrderRecord> Ended => _order.Select(n => _ended[n]);

    /// <summary>The oldest first.</summary>
    public IReadOnlyCollection<AccountTrade> Trades => _trades;

    public void Add(in OrderRecord ended)
    {
        ref OrderRecord kept = ref CollectionsMarshal.GetValueRefOrAddDefault(_ended, ended.Number, out bool isThere);
        kept = ended;
        if (isThere)
            return;
        _order.Enqueue(ended.Number);
        if (_order.Count > most)
            _ended.Remove(_order.Dequeue());
    }

    public void Add(in AccountTrade trade)
    {
        _trades.Enqueue(trade);
        if (_trades.Count > most)
            _trades.Dequeue();
    }

    /// <summary>Nothing of these instruments is remembered any more.</summary>
    public void Forget(HashSet<int> instruments)
    {
        for (int left = _trades.Count; left > 0; left--)
        {
            AccountTrade trade = _trades.Dequeue();
            if (!instruments.Contains(trade.Instrument))
                _trades.Enqueue(trade);
        }
        for (int left = _order.Count; left > 0; left--)
        {
            long number = _order.Dequeue();
            if (instruments.Contains(_ended[number].Instrument))
                _ended.Remove(number);
            else
                _order.Enqueue(number);
        }
    }

    public bool TryFind(long number, out OrderRecord record) => _ended.TryGetValue(number, out record);
}
