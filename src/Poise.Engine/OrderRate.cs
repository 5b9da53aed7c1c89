using Poise.Domain;

namespace Poise.Engine;

/// <summary>How many orders left within the last window of event time. The memory is one ring, made once.</summary>
public sealed class OrderRate(int capacity, Duration window)
{
    private readonly Instant[] _left = new Instant[capacity];
    private int _next;

    /// <summary>Orders in the window that ends now, at most the capacity.</summary>
    public int CountAt(Instant now)
    {
        int count = 0;
        foreach (Instant at in _left)
            if (at.IsKnown && now - at < window)
                count++;
        return count;
    }

    public void Count(Instant at)
    {
        _left[_next] = at;
        _next = (_next + 1) % _left.Length;
    }

    internal void AddTo(ref StateHasher hasher)
    {
        hasher.Add(_next);
        foreach (Instant at in _left)
            hasher.Add(at);
    }
}
