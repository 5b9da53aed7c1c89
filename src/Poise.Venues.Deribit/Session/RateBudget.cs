using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>Credits that come back at a steady rate up to a pool's size, in exact numbers.</summary>
internal sealed class RateBudget(long pool, long perSecond)
{
    private const long Nano = 1_000_000_000;
    private long _level = pool * Nano;
    private Instant _at;

    /// <summary>Takes credits where so many are there above the reserve.</summary>
    public bool TryTake(Instant at, long cost, long reserve = 0)
    {
        Refill(at);
        if (_level < (cost + reserve) * Nano)
            return false;
        _level -= cost * Nano;
        return true;
    }

    /// <summary>Takes credits that must be had, even below zero.</summary>
    public void Take(Instant at, long cost)
    {
        Refill(at);
        _level = Math.Max(_level - cost * Nano, -pool * Nano);
    }

    /// <summary>When <see cref="TryTake"/> will succeed if nothing else is taken.</summary>
    public Instant NextAt(Instant at, long cost, long reserve = 0)
    {
        Refill(at);
        long missing = (cost + reserve) * Nano - _level;
        return missing <= 0 ? at : at + new Duration(missing / perSecond + 1);
    }

    /// <summary>The venue says that there is nothing left: nothing may be taken for a while.</summary>
    public void Drain(Instant at, Duration rest)
    {
        Refill(at);
        _level = Math.Max(-pool * Nano, -(long)(rest.Seconds * perSecond) * Nano);
    }

    private void Refill(Instant at)
    {
        if (!_at.IsKnown || at < _at)
        {
            _at = at;
            return;
        }
        long passed = Math.Min((at - _at).Nanoseconds, 2 * pool * Nano / perSecond + 1);
        _at = at;
        _level = Math.Min(pool * Nano, _level + passed * perSecond);
    }
}
