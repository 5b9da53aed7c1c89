using Poise.Domain;

namespace Poise.Engine;

/// <summary>
/// Which events form a batch: facts first and all of them, then prints, then the latest quote of each contract, in the
/// order in which contracts first changed. A batch ends when nothing is left or when the caller's span is full. One
/// thread at a time; whoever shares it brings the lock.
/// </summary>
public sealed class Inbox
{
    private readonly Ring _facts;
    private readonly Ring _prints;
    private DeskEvent[] _latest = new DeskEvent[64];
    private bool[] _isWaiting = new bool[64];
    private readonly Queue<int> _order = new(64);

    /// <param name="facts">Most facts that may wait: one more and the desk is halted.</param>
    /// <param name="prints">Most prints that may wait: one more and the oldest is lost, and counted.</param>
    public Inbox(int facts = 4096, int prints = 4096)
    {
        _facts = new Ring(facts);
        _prints = new Ring(prints);
    }

    /// <summary>Prints that were lost.</summary>
    public long LostPrints { get; private set; }

    /// <summary>Quotes that a newer one of the same contract replaced before the desk saw them.</summary>
    public long ConflatedQuotes { get; private set; }

    /// <summary>A fact found no room. The next batch halts the desk, and says so.</summary>
    public bool IsFactLost { get; private set; }

    public bool IsEmpty => _facts.Count == 0 && _prints.Count == 0 && _order.Count == 0 && !IsFactLost;

    /// <summary>Takes an event in.</summary>
    /// <returns>False when a fact was lost: the lossless lane is full.</returns>
    public bool Offer(in DeskEvent e)
    {
        switch (e.Lane)
        {
            case Lane.Quotes:
                OfferQuote(e);
                return true;
            case Lane.Prints:
                if (!_prints.TryAdd(e))
                {
                    _prints.TryTake(out _);
                    LostPrints++;
                    _prints.TryAdd(e);
                }
                return true;
            default:
                if (_facts.TryAdd(e))
                    return true;
                IsFactLost = true;
                return false;
        }
    }

    /// <summary>Moves the next batch into the caller's memory.</summary>
    /// <returns>How many events: less than the span's length means that the inbox is drained.</returns>
    public int Take(Span<DeskEvent> batch, Instant at)
    {
        int count = 0;
        if (IsFactLost && batch.Length > 0)
        {
            batch[count++] = DeskEvent.TradingStateSet(at, Hedging.TradingState.Halted, Hedging.TradingStateReason.FactsLaneFull);
            IsFactLost = false;
        }
        while (count < batch.Length && _facts.TryTake(out DeskEvent fact))
            batch[count++] = fact;
        while (count < batch.Length && _prints.TryTake(out DeskEvent print))
            batch[count++] = print;
        while (count < batch.Length && _order.TryDequeue(out int contract))
        {
            _isWaiting[contract] = false;
            batch[count++] = _latest[contract];
        }
        return count;
    }

    private void OfferQuote(in DeskEvent e)
    {
        int contract = e.Quote.Contract.Value;
        if (contract >= _latest.Length)
        {
            Array.Resize(ref _latest, Math.Max(contract + 1, 2 * _latest.Length));
            Array.Resize(ref _isWaiting, _latest.Length);
            _order.EnsureCapacity(_latest.Length);
        }
        _latest[contract] = e;
        if (_isWaiting[contract])
        {
            ConflatedQuotes++;
            return;
        }
        _isWaiting[contract] = true;
        _order.Enqueue(contract);
    }

    private sealed class Ring(int capacity)
    {
        private readonly DeskEvent[] _items = new DeskEvent[capacity];
        private int _head;

        public int Count { get; private set; }

        public bool TryAdd(in DeskEvent e)
        {
            if (Count == _items.Length)
                return false;
            _items[(_head + Count++) % _items.Length] = e;
            return true;
        }

        public bool TryTake(out DeskEvent e)
        {
            if (Count == 0)
            {
                e = default;
                return false;
            }
            e = _items[_head];
            _items[_head] = default;
            _head = (_head + 1) % _items.Length;
            Count--;
            return true;
        }
    }
}
