using System.Globalization;
using Poise.Domain;

namespace Poise.Hedging;

/// <summary>Sessions as settings say them: days ("mon-fri", "sat,sun", "every day") and two times of day.</summary>
internal static class SessionText
{
    private const string DaysAllowed = "days of sun, mon, tue, wed, thu, fri, sat, such as \"mon-fri\" or \"sat,sun\", or \"every day\"";
    private const string FromAllowed = "a time of day, UTC, such as \"09:30\", before \"24:00\"";
    private const string TimeAllowed = "a time of day, UTC, such as \"09:30\", up to \"24:00\"";

    private static readonly string[] _days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    internal static Session Read(SettingsNode node)
    {
        var session = new Session(
            node.Has("days") ? node.Parsed("days", DaysAllowed, DaysOf) : Session.EveryDay,
            node.Parsed<Duration>("from", FromAllowed, static text => TimeOf(text) is { } time && time < Duration.FromHours(24) ? time : null), node.Parsed("until", TimeAllowed, TimeOf));
        return session.From != session.Until ? session : throw node.Refused("until", "the same as from", "another time");
    }

    internal static string DaysOf(byte days) => days == Session.EveryDay ? "every day" : string.Join(',', _days.Where((_, d) => (days >> d & 1) != 0));

    internal static string TimeOf(Duration time) => time.Nanoseconds % 60_000_000_000 == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{time.Nanoseconds / 3_600_000_000_000:00}:{time.Nanoseconds / 60_000_000_000 % 60:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Nanoseconds / 3_600_000_000_000:00}:{time.Nanoseconds / 60_000_000_000 % 60:00}:{time.Nanoseconds / 1_000_000_000 % 60:00}");

    private static byte? DaysOf(string text)
    {
        if (text == "every day")
            return Session.EveryDay;
        int days = 0;
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Trim().Split('-');
            int first = Array.IndexOf(_days, ends[0]), last = Array.IndexOf(_days, ends[^1]);
            if (ends.Length > 2 || first < 0 || last < 0)
                return null;
            for (int day = first; ; day = (day + 1) % 7)
            {
                days |= 1 << day;
                if (day == last)
                    break;
            }
        }
        return (byte)days;
    }

    private static Duration? TimeOf(string text)
    {
        string[] parts = text.Split(':');
        int seconds = 0;
        if (parts.Length is < 2 or > 3
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int hours) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
            || (parts.Length == 3 && !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out seconds)))
            return null;
        int time = hours * 3600 + minutes * 60 + seconds;
        return hours <= 24 && minutes < 60 && seconds < 60 && time <= 86_400 ? Duration.FromSeconds(time) : null;
    }
}
