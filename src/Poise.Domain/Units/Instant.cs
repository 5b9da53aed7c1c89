using System.Globalization;

namespace Poise.Domain;

/// <summary>A point in time: nanoseconds since 1970-01-01 UTC. <c>default</c> is the epoch and means "not known".</summary>
public readonly record struct Instant(long UnixNanoseconds) : IComparable<Instant>
{
    /// <summary>Latest instant that can be written, used where nothing ever happens.</summary>
    public static readonly Instant Never = new(long.MaxValue);

    public bool IsKnown => UnixNanoseconds != 0;

    public static Instant FromUnixMilliseconds(long milliseconds) => new(checked(milliseconds * 1_000_000));

    public static Instant FromUtc(DateTime utc) => new(checked((utc - DateTime.UnixEpoch).Ticks * 100));

    public static Instant FromUtc(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) =>
        FromUtc(new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc));

    /// <summary>Milliseconds since 1970-01-01 UTC, rounded towards the past.</summary>
    public long UnixMilliseconds => Math.DivRem(UnixNanoseconds, 1_000_000, out long rest) - (rest < 0 ? 1 : 0);

    /// <summary>The UTC date and time, truncated to 100 ns.</summary>
    public DateTime ToUtc() => DateTime.UnixEpoch.AddTicks(UnixNanoseconds / 100);

    public static Duration operator -(Instant later, Instant earlier) => new(later.UnixNanoseconds - earlier.UnixNanoseconds);

    public static Instant operator +(Instant at, Duration by) => new(at.UnixNanoseconds + by.Nanoseconds);

    public static Instant operator -(Instant at, Duration by) => new(at.UnixNanoseconds - by.Nanoseconds);

    public static bool operator <(Instant a, Instant b) => a.UnixNanoseconds < b.UnixNanoseconds;

    public static bool operator >(Instant a, Instant b) => a.UnixNanoseconds > b.UnixNanoseconds;

    public static bool operator <=(Instant a, Instant b) => a.UnixNanoseconds <= b.UnixNanoseconds;

    public static bool operator >=(Instant a, Instant b) => a.UnixNanoseconds >= b.UnixNanoseconds;

    public int CompareTo(Instant other) => UnixNanoseconds.CompareTo(other.UnixNanoseconds);

    /// <summary>ISO 8601 in UTC, exact; fractions of a second only where there are any.</summary>
    public override string ToString()
    {
        long below = UnixNanoseconds % 1_000_000_000;
        if (below < 0)
            below += 1_000_000_000;
        string seconds = new Instant(UnixNanoseconds - below).ToUtc().ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return below == 0 ? seconds + "Z" : $"{seconds}.{below.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0')}Z";
    }
}

/// <summary>A signed length of time in nanoseconds.</summary>
public readonly record struct Duration(long Nanoseconds) : IComparable<Duration>
{
    /// <summary>Act/365: a year is 365 days of 86,400 s.</summary>
    public const double NanosecondsPerYear = 365.0 * 86_400e9;

    public static readonly Duration Zero;

    public static Duration FromMilliseconds(long milliseconds) => new(checked(milliseconds * 1_000_000));

    public static Duration FromSeconds(long seconds) => new(checked(seconds * 1_000_000_000));

    public static Duration FromHours(long hours) => FromSeconds(checked(hours * 3600));

    public static Duration FromDays(long days) => FromSeconds(checked(days * 86_400));

    public double Seconds => Nanoseconds / 1e9;

    /// <summary>Years, Act/365, exact to a double.</summary>
    public double Years => Nanoseconds / NanosecondsPerYear;

    public static Duration operator +(Duration a, Duration b) => new(a.Nanoseconds + b.Nanoseconds);

    public static Duration operator -(Duration a, Duration b) => new(a.Nanoseconds - b.Nanoseconds);

    public static bool operator <(Duration a, Duration b) => a.Nanoseconds < b.Nanoseconds;

    public static bool operator >(Duration a, Duration b) => a.Nanoseconds > b.Nanoseconds;

    public static bool operator <=(Duration a, Duration b) => a.Nanoseconds <= b.Nanoseconds;

    public static bool operator >=(Duration a, Duration b) => a.Nanoseconds >= b.Nanoseconds;

    public int CompareTo(Duration other) => Nanoseconds.CompareTo(other.Nanoseconds);
}
