using Poise.Domain;

namespace Poise.Hedging;

/// <summary>Regular times, counted from 1970-01-01 UTC, each open for a while so that a hedge may take more than one order.</summary>
public readonly record struct Schedule
{
    /// <param name="every">From one time to the next. One that divides a day has the same times each day.</param>
    /// <param name="window">How long a time is open.</param>
    /// <param name="offset">Of the first time.</param>
    /// <exception cref="ArgumentException">The interval is not above zero, the window not above zero or above the interval, or the offset not less than the interval.</exception>
    public Schedule(Duration every, Duration window, Duration offset = default)
    {
        if (every <= Duration.Zero)
            throw new ArgumentException("a schedule's interval must be longer than nothing", nameof(every));
        if (window <= Duration.Zero || window > every)
            throw new ArgumentException("a schedule's times must be open for longer than nothing and at most the interval", nameof(window));
        if (offset < Duration.Zero || offset >= every)
            throw new ArgumentException("a schedule's offset must be less than its interval", nameof(offset));
        (Every, Window, Offset) = (every, window, offset);
    }

    public Duration Every { get; }

    public Duration Window { get; }

    public Duration Offset { get; }

    public bool IsOpen(Instant at) => Since(at) < Window.Nanoseconds;

    /// <summary>A time is open, and what it asks for has not been done yet.</summary>
    /// <param name="settledAt">When there was last nothing to trade; not known: never.</param>
    public bool IsDue(Instant at, Instant settledAt) => IsOpen(at) && !(settledAt.IsKnown && settledAt.UnixNanoseconds >= at.UnixNanoseconds - Since(at));

    private long Since(Instant at)
    {
        long since = (at.UnixNanoseconds - Offset.Nanoseconds) % Every.Nanoseconds;
        return since < 0 ? since + Every.Nanoseconds : since;
    }
}

/// <summary>Days of the week, and a stretch of them, UTC; one that begins after it ends passes midnight and belongs to the day on which it began.</summary>
/// <param name="Days">Bit 0 for Sunday to bit 6 for Saturday.</param>
/// <param name="From">Since midnight.</param>
/// <param name="Until">Since midnight; not part of it.</param>
public readonly record struct Session(byte Days, Duration From, Duration Until)
{
    public const byte EveryDay = 0b111_1111;

    private const long Day = 86_400_000_000_000;

    public bool IsOpen(Instant at)
    {
        long day = Math.DivRem(at.UnixNanoseconds, Day, out long time);
        if (time < 0)
            (day, time) = (day - 1, time + Day);
        if (From <= Until)
            return Has(day) && time >= From.Nanoseconds && time < Until.Nanoseconds;
        return time >= From.Nanoseconds ? Has(day) : time < Until.Nanoseconds && Has(day - 1);
    }

    // 1970-01-01 was a Thursday.
    private bool Has(long day) => (Days >> (int)(((day + 4) % 7 + 7) % 7) & 1) != 0;
}
