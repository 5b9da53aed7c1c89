using NodaTime;
using Instant = Poise.Domain.Instant;

namespace Poise.Venues;

/// <summary>The clock of New York, by tz data.</summary>
public static class NewYork
{
    private static readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb["America/New_York"];

    /// <summary>The instant of a local time. A time that a clock change repeats is the earlier one; one that it skips is moved on.</summary>
    public static Instant At(DateOnly date, int hour, int minute = 0, int second = 0)
    {
        var local = new LocalDateTime(date.Year, date.Month, date.Day, hour, minute, second);
        return Instant.FromUnixMilliseconds(_zone.AtLeniently(local).ToInstant().ToUnixTimeMilliseconds());
    }

    /// <summary>The local date and time, to the millisecond.</summary>
    public static DateTime LocalOf(Instant at) =>
        NodaTime.Instant.FromUnixTimeMilliseconds(at.UnixMilliseconds).InZone(_zone).ToDateTimeUnspecified();

    public static DateOnly DateOf(Instant at) => DateOnly.FromDateTime(LocalOf(at));
}
