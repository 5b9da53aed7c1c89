using Poise.Domain;

namespace Poise.Venues;

/// <summary>Reads ISO 8601 dates and times, to the nanosecond, without the machine's clock or culture.</summary>
public static class Stamps
{
    /// <summary>A date: 2026-01-30.</summary>
    public static bool TryDate(ReadOnlySpan<byte> text, out DateOnly date)
    {
        date = default;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-')
            return false;
        bool read = Numbers.TryReadWhole(text[..4], out int year) & Numbers.TryReadWhole(text[5..7], out int month) & Numbers.TryReadWhole(text[8..], out int day);
        if (!read || year is < 1970 or > 2200 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        date = new DateOnly(year, month, day);
        return true;
    }

    /// <summary>A date and time: 2026-01-30T08:00:00[.123456789][Z|+00:00]; a blank may stand for the T.</summary>
    /// <param name="at">The instant; without a zone, the clock's reading taken as UTC.</param>
    /// <param name="hasZone">The text names its zone.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out Instant at, out bool hasZone)
    {
        at = default;
        hasZone = false;
        if (text.Length is < 16 or > 40 || text[10] is not ((byte)'T' or (byte)' ') || !TryDate(text[..10], out DateOnly date))
            return false;
        ReadOnlySpan<byte> clock = text[11..];
        int zone = clock.IndexOfAny((byte)'Z', (byte)'+', (byte)'-');
        Duration offset = Duration.Zero;
        if (zone >= 0)
        {
            hasZone = true;
            if (!TryOffset(clock[zone..], out offset))
                return false;
            clock = clock[..zone];
        }
        long fraction = 0;
        int point = clock.IndexOf((byte)'.');
        if (point >= 0)
        {
            ReadOnlySpan<byte> digits = clock[(point + 1)..];
            if (digits.Length is < 1 or > 9 || !Numbers.TryReadWhole(digits, out int number))
                return false;
            fraction = number;
            for (int i = digits.Length; i < 9; i++)
                fraction *= 10;
            clock = clock[..point];
        }
        int second = 0;
        bool read = clock.Length is 5 or 8 && clock[2] == ':'
            && Numbers.TryReadWhole(clock[..2], out int hour) & Numbers.TryReadWhole(clock[3..5], out int minute)
            && (clock.Length == 5 || (clock[5] == ':' && Numbers.TryReadWhole(clock[6..], out second)))
            && hour <= 23 && minute <= 59 && second <= 59
            && SetTime(ref at, date, hour, minute, second);
        at = new Instant(at.UnixNanoseconds + fraction) - offset;
        return read;
    }

    /// <summary>Milliseconds since 1970 as venues send them; false where they are no instant of this or the next century.</summary>
    public static bool TryMilliseconds(double milliseconds, out Instant at)
    {
        bool isInstant = milliseconds is > 0 and < 7.25e12;
        at = isInstant ? Instant.FromUnixMilliseconds((long)milliseconds) : default;
        return isInstant;
    }

    private static bool SetTime(ref Instant at, DateOnly date, int hour, int minute, int second)
    {
        at = Instant.FromUtc(date.Year, date.Month, date.Day, hour, minute, second);
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out Duration offset)
    {
        offset = Duration.Zero;
        if (text[0] == 'Z')
            return text.Length == 1;
        ReadOnlySpan<byte> digits = text[1..];
        int minutes = 0;
        bool read = digits.Length switch
        {
            2 => Numbers.TryReadWhole(digits, out int _),
            4 => Numbers.TryReadWhole(digits[2..], out minutes),
            5 => digits[2] == ':' && Numbers.TryReadWhole(digits[3..], out minutes),
            _ => false,
        };
        if (!read || !Numbers.TryReadWhole(digits[..2], out int hours) || hours > 14 || minutes > 59)
            return false;
        offset = Duration.FromSeconds((text[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60));
        return true;
    }
}
