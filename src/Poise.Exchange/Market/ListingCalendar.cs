using System.Globalization;
using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Which expiries and strikes are listed. Everything ends at 08:00 UTC.</summary>
internal static class ListingCalendar
{
    private static readonly Duration ShortestLife = Duration.FromHours(2);

    public static Instant ExpiryOf(DateOnly date) => Instant.FromUtc(date.Year, date.Month, date.Day, 8);

    /// <summary>The first 08:00 UTC after an instant.</summary>
    public static Instant NextRoll(Instant after)
    {
        Instant today = ExpiryOf(DateOnly.FromDateTime(after.ToUtc()));
        return today > after ? today : today + Duration.FromDays(1);
    }

    /// <summary>The next day's expiry, two Fridays, then last Fridays of months: distinct dates, ascending.</summary>
    public static List<DateOnly> Expiries(Instant now, int count)
    {
        DateOnly day = DateOnly.FromDateTime(now.ToUtc());
        while (ExpiryOf(day) - now < ShortestLife)
            day = day.AddDays(1);
        var dates = new List<DateOnly> { day };
        DateOnly friday = day.AddDays(1);
        while (dates.Count < count)
        {
            while (friday.DayOfWeek != DayOfWeek.Friday || (dates.Count >= 3 && friday.AddDays(7).Month == friday.Month))
                friday = friday.AddDays(1);
            dates.Add(friday);
            friday = friday.AddDays(1);
        }
        return dates;
    }

    /// <summary>A round step, 1, 2 or 5 times a power of ten, such that the strikes span about 2.5 deviations a side.</summary>
    public static double StrikeStep(double forward, double deviation, int strikes)
    {
        double raw = 5 * forward * deviation / Math.Max(1, strikes - 1);
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double lead = raw / power;
        return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
    }

    /// <summary>27NOV26.</summary>
    public static string Dated(DateOnly expiry) => expiry.ToString("dMMMyy", CultureInfo.InvariantCulture).ToUpperInvariant();

    public static string Symbol(string underlying, DateOnly expiry, double strike, OptionType type) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{underlying}-{Dated(expiry)}-{strike:0.########}-{(type == OptionType.Call ? 'C' : 'P')}");
}
