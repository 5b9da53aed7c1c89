using Poise.Domain;

namespace Poise.Exchange;

/// <summary>A link that delays and never reorders: what is sent later is delivered later or at the same time.</summary>
internal sealed class Channel<T>(Latency latency, SeededRandom random)
    where T : struct
{
    private (Instant At, long Order, T Item)[] _ring = new (Instant, long, T)[64];
    private int _head;
    private Instant _last;

    public int Count { get; private set; }

    public Instant NextAt => Count > 0 ? _ring[_head].At : Instant.Never;

    /// <summary>Order of sending, to break ties between channels.</summary>
    public long NextOrder => _ring[_head].Order;

    public Instant Delay(Instant sent)
    {
        Instant at = sent + latency.Draw(random);
        return _last = at > _last ? at : _last;
    }

    public void Send(Instant deliveredAt, long order, in T item)
    {
        if (Count == _ring.Length)
            Grow();
        _ring[(_head + Count) & (_ring.Length - 1)] = (deliveredAt, order, item);
        Count++;
    }

    /// <summary>The next item, to be left with <see cref="Drop"/>.</summary>
    public ref readonly T Peek() => ref _ring[_head].Item;

    public void Drop()
    {
        _ring[_head] = default;
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
    }

    public void Clear()
    {
        while (Count > 0)
            Drop();
    }

    private void Grow()
    {
        var larger = new (Instant, long, T)[2 * _ring.Length];
        for (int i = 0; i < Count; i++)
            larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
        _ring = larger;
        _head = 0;
    }
}
