using Poise.Domain;

namespace Poise.Venues;

/// <summary>What a date is for the US stock and option exchanges.</summary>
public enum SessionLength : byte
{
    Closed,

    /// <summary>Closes at 13:00 New York.</summary>
    Half,

    /// <summary>Closes at 16:00 New York.</summary>
    Full,
}

/// <summary>
/// The trading days of NYSE and CBOE by rule and exception (NYSE Rule 7.2 and its notices), good from 1998 on.
/// </summary>
public static class UsSessions
{
    private static readonly DateOnly[] _closures =
    [
        new(2001, 9, 11), new(2001, 9, 12), new(2001, 9, 13), new(2001, 9, 14), // attacks
        new(2004, 6, 11), // mourning: Reagan
        new(2007, 1, 2), // mourning: Ford
        new(2012, 10, 29), new(2012, 10, 30), // hurricane Sandy
        new(2018, 12, 5), // mourning: Bush
        new(2025, 1, 9), // mourning: Carter
    ];

    public static SessionLength Of(DateOnly date)
    {
        if (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || IsHoliday(date) || Array.IndexOf(_closures, date) >= 0)
            return SessionLength.Closed;
        return IsHalf(date) ? SessionLength.Half : SessionLength.Full;
    }

    /// <summary>The last trading day at or before the date: an old Saturday means its Friday.</summary>
    public static DateOnly AtOrBefore(DateOnly date)
    {
        while (Of(date) == SessionLength.Closed)
            date = date.AddDays(-1);
        return date;
    }

    /// <summary>09:30 New York on the last trading day at or before the date: where AM-settled series end.</summary>
    public static Instant Open(DateOnly date) => NewYork.At(AtOrBefore(date), 9, 30);

    /// <summary>The close of the last trading day at or before the date: 16:00 New York, 13:00 on a half day.</summary>
    public static Instant Close(DateOnly date)
    {
        DateOnly day = AtOrBefore(date);
        return NewYork.At(day, Of(day) == SessionLength.Half ? 13 : 16);
    }

    private static bool IsHoliday(DateOnly date)
    {
        int day = date.Day;
        return date.Month switch
        {
            // A New Year's Day on a Saturday is not kept on the Friday, which ends the old year.
            1 => day == 1 || (day == 2 && date.DayOfWeek == DayOfWeek.Monday) || IsNth(date, DayOfWeek.Monday, 3),
            2 => IsNth(date, DayOfWeek.Monday, 3),
            3 or 4 => date == GoodFriday(date.Year),
            5 => date.DayOfWeek == DayOfWeek.Monday && day > 24,
            6 => date.Year >= 2022 && IsKept(date, 19),
            7 => IsKept(date, 4),
            9 => IsNth(date, DayOfWeek.Monday, 1),
            11 => IsNth(date, DayOfWeek.Thursday, 4),
            12 => IsKept(date, 25),
            _ => false,
        };
    }

    private static bool IsHalf(DateOnly date)
    {
        if (date.Month == 11)
            return date.DayOfWeek == DayOfWeek.Friday && IsNth(date.AddDays(-1), DayOfWeek.Thursday, 4);
        if (date.Month == 12)
            return date.Day == 24 || date == new DateOnly(2003, 12, 26);
        if (date.Month != 7)
            return false;
        // Until 2012 a Thursday's Fourth had its half day on the Friday after; since then always the weekday before.
        bool fridayAfter = date.Year < 2013 && new DateOnly(date.Year, 7, 4).DayOfWeek == DayOfWeek.Thursday;
        return fridayAfter ? date.Day == 5 : date.Day == 3;
    }

    /// <summary>The fixed day itself, or its Friday or Monday when it falls on a Saturday or Sunday.</summary>
    private static bool IsKept(DateOnly date, int day) => date.DayOfWeek switch
    {
        DayOfWeek.Friday => date.Day == day || date.Day == day - 1,
        DayOfWeek.Monday => date.Day == day || date.Day == day + 1,
        _ => date.Day == day,
    };

    private static bool IsNth(DateOnly date, DayOfWeek weekday, int nth) => date.DayOfWeek == weekday && (date.Day + 6) / 7 == nth;

    /// <summary>Two days before Easter Sunday (anonymous Gregorian computus, Meeus 1991, ch. 8).</summary>
    private static DateOnly GoodFriday(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100;
        int d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
        int f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
        return new DateOnly(year, f / 31, f % 31 + 1).AddDays(-2);
    }
}
