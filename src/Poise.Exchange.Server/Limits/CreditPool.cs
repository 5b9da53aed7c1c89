using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>How much may be asked for, and how fast.</summary>
/// <param name="Rate">Requests a second that can be kept up.</param>
/// <param name="Burst">Requests at once out of a full pool.</param>
/// <param name="Cost">Credits of one request: a pool holds burst times cost, and refills by rate times cost a second.</param>
public readonly record struct RequestRate(int Rate, int Burst, int Cost = 1)
{
    public long Capacity => (long)Burst * Cost;

    public long RefillPerSecond => (long)Rate * Cost;
}

/// <summary>Credits that requests use up and time brings back, exact to the nanosecond. It starts full.</summary>
public struct CreditPool
{
    // In billionths of a credit: a refill a second is as many of them a nanosecond.
    private const long Unit = 1_000_000_000;

    private long _used;
    private Instant _at;

    /// <summary>Takes what one request costs, unless there is not enough.</summary>
    public bool TryTake(RequestRate rate, Instant now)
    {
        Refill(rate, now);
        long cost = rate.Cost * Unit;
        if (_used + cost > rate.Capacity * Unit)
            return false;
        _used += cost;
        return true;
    }

    /// <summary>Credits that are there.</summary>
    public double Left(RequestRate rate, Instant now)
    {
        Refill(rate, now);
        return rate.Capacity - (double)_used / Unit;
    }

    /// <summary>Nothing is used up: it may be forgotten.</summary>
    public bool IsFull(RequestRate rate, Instant now)
    {
        Refill(rate, now);
        return _used == 0;
    }

    private void Refill(RequestRate rate, Instant now)
    {
        if (now <= _at)
            return;
        Int128 back = (Int128)(now - _at).Nanoseconds * rate.RefillPerSecond;
        _used = back >= _used ? 0 : _used - (long)back;
        _at = now;
    }
}
