using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Cboe;

/// <summary>
/// Dates as quote tables write them, by the browser's language: "December 12, 2022 at 8:30 PM EST",
/// "2 de setembro de 2025 às 19:37 GMT-4", "Tue Sep 02 2025", "09/02/2025", "2025-09-02".
/// </summary>
internal static class WrittenDate
{
    /// <summary>A date and time with its zone.</summary>
    /// <param name="zoneAssumed">True when the text names no zone that is known: New York was taken.</param>
    public static bool TryStamp(ReadOnlySpan<byte> text, out Instant at, out bool zoneAssumed)
    {
        at = default;
        zoneAssumed = true;
        int day = 0, year = 0, month = 0, hour = -1, minute = 0, second = 0;
        int half = -1;
        Duration offset = Duration.Zero;
        if (text.Length > 200)
            return false;
        while (NextToken(ref text, out ReadOnlySpan<byte> token))
        {
            if (token.Contains((byte)':') && char.IsAsciiDigit((char)token[0]))
            {
                if (!TryClock(token, out hour, out minute, out second))
                    return false;
            }
            else if (Numbers.TryReadWhole(token, out int number))
            {
                if (number > 31 && year == 0)
                    year = number;
                else if (number is >= 1 and <= 31 && day == 0)
                    day = number;
                else
                    return false;
            }
            else if (Is(token, "AM") || Is(token, "PM"))
                half = Is(token, "PM") ? 1 : 0;
            else if (hour >= 0 && TryZone(token, out offset))
                zoneAssumed = false;
            else if (month == 0)
                month = MonthOf(token);
        }
        if (half >= 0 && hour is >= 1 and <= 12)
            hour = hour % 12 + 12 * half;
        if (hour is < 0 or > 23 || !TryDate(year, month, day, out DateOnly date))
            return false;
        at = zoneAssumed
            ? NewYork.At(date, hour, minute, second)
            : Instant.FromUtc(date.ToDateTime(new TimeOnly(hour, minute, second), DateTimeKind.Utc)) - offset;
        return true;
    }

    /// <summary>A date alone.</summary>
    public static bool TryDay(ReadOnlySpan<byte> text, out DateOnly date)
    {
        date = default;
        if (text.Length is < 8 or > 40)
            return false;
        if (text.Length == 10 && text[4] == '-' && text[7] == '-')
            return Numbers.TryReadWhole(text[..4], out int y) & Numbers.TryReadWhole(text[5..7], out int m) & Numbers.TryReadWhole(text[8..], out int d) && TryDate(y, m, d, out date);
        if (text.Length == 10 && text[2] == '/' && text[5] == '/')
            return Numbers.TryReadWhole(text[..2], out int m) & Numbers.TryReadWhole(text[3..5], out int d) & Numbers.TryReadWhole(text[6..], out int y) && TryDate(y, m, d, out date);
        int day = 0, year = 0, month = 0;
        while (NextToken(ref text, out ReadOnlySpan<byte> token))
        {
            if (Numbers.TryReadWhole(token, out int number))
            {
                if (number > 31 && year == 0)
                    year = number;
                else if (number is >= 1 and <= 31 && day == 0)
                    day = number;
                else
                    return false;
            }
            else if (month == 0)
                month = MonthOf(token);
        }
        return TryDate(year, month, day, out date);
    }

    private static bool TryDate(int year, int month, int day, out DateOnly date)
    {
        bool isDate = year is >= 1990 and <= 2099 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = isDate ? new DateOnly(year, month, day) : default;
        return isDate;
    }

    private static bool NextToken(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> token)
    {
        text = text.TrimStart(" ,\""u8);
        int end = text.IndexOfAny(" ,\""u8);
        token = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[end..];
        return !token.IsEmpty;
    }

    private static bool TryClock(ReadOnlySpan<byte> token, out int hour, out int minute, out int second)
    {
        int colon = token.IndexOf((byte)':');
        ReadOnlySpan<byte> rest = token[(colon + 1)..];
        int next = rest.IndexOf((byte)':');
        bool read = Numbers.TryReadWhole(token[..colon], out hour) & Numbers.TryReadWhole(next < 0 ? rest : rest[..next], out minute);
        second = 0;
        if (next >= 0)
            read &= Numbers.TryReadWhole(rest[(next + 1)..], out second);
        return read && hour <= 23 && minute <= 59 && second <= 59;
    }

    /// <summary>The zone's lead on UTC: EST, EDT and the other North American names, UTC, GMT-4, GMT+5:30.</summary>
    private static bool TryZone(ReadOnlySpan<byte> token, out Duration offset)
    {
        offset = Duration.Zero;
        if (token.Length == 3 && (token[2] | 0x20) == 't')
        {
            int standard = (token[0] | 0x20) switch { 'e' => -5, 'c' => -6, 'm' => -7, 'p' => -8, _ => 0 };
            int summer = (token[1] | 0x20) switch { 's' => 0, 'd' => 1, _ => -1 };
            if (standard != 0 && summer >= 0)
            {
                offset = Duration.FromHours(standard + summer);
                return true;
            }
        }
        bool named = token.Length >= 3 && (Is(token[..3], "GMT") || Is(token[..3], "UTC"));
        if (!named)
            return false;
        ReadOnlySpan<byte> shift = token[3..];
        if (shift.IsEmpty)
            return true;
        // Browsers write the minus as a hyphen or as U+2212.
        int sign = shift[0] == '+' ? 1 : shift[0] == '-' || shift.StartsWith("−"u8) ? -1 : 0;
        shift = shift[0] is (byte)'+' or (byte)'-' ? shift[1..] : shift.Length > 3 ? shift[3..] : default;
        int colon = shift.IndexOf((byte)':');
        int minutes = 0;
        bool read = Numbers.TryReadWhole(colon < 0 ? shift : shift[..colon], out int hours)
            && (colon < 0 || Numbers.TryReadWhole(shift[(colon + 1)..], out minutes));
        if (!read || sign == 0 || hours > 14 || minutes > 59)
            return false;
        offset = Duration.FromSeconds(sign * (hours * 3600 + minutes * 60));
        return true;
    }

    /// <summary>The month that a word names by its first three letters in English, Portuguese or Spanish; 0 for none.</summary>
    private static int MonthOf(ReadOnlySpan<byte> word)
    {
        if (word.Length < 3)
            return 0;
        Span<byte> first = [(byte)(word[0] | 0x20), (byte)(word[1] | 0x20), (byte)(word[2] | 0x20)];
        for (int i = 0; i + 3 <= Months.Length; i += 3)
        {
            if (first.SequenceEqual(Months.Slice(i, 3)))
                return i / 3 % 12 + 1;
        }
        return 0;
    }

    private static ReadOnlySpan<byte> Months =>
        "janfebmaraprmayjunjulaugsepoctnovdec"u8 // English
        + "janfevmarabrmaijunjulagosetoutnovdez"u8 // Portuguese
        + "enefebmarabrmayjunjulagosepoctnovdic"u8; // Spanish

    private static bool Is(ReadOnlySpan<byte> token, string text) => System.Text.Ascii.EqualsIgnoreCase(token, text);
}
