using System.Globalization;
using Poise.Domain;

namespace Poise.Hedging;

/// <summary>Lengths of time as people write them: 250ms, 30s, 5m, 4h, 1d.</summary>
public static class DurationText
{
    public const string Allowed = "a number and its unit, such as \"250ms\", \"30s\", \"5m\", \"4h\" or \"1d\"";

    private static readonly (string Unit, long Nanoseconds)[] _units =
        [("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("ms", 1_000_000), ("us", 1000), ("ns", 1), ("m", 60_000_000_000), ("s", 1_000_000_000)];

    public static bool TryParse(string text, out Duration duration)
    {
        duration = default;
        foreach ((string unit, long nanoseconds) in _units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal))
                continue;
            if (!decimal.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
                return false;
            if (number > (decimal)long.MaxValue / nanoseconds)
                return false;
            duration = new((long)(number * nanoseconds));
            return true;
        }
        return false;
    }

    /// <summary>In the largest unit of which it is a whole number.</summary>
    public static string Of(Duration duration)
    {
        (string unit, long nanoseconds) = _units.OrderByDescending(u => u.Nanoseconds).First(u => duration.Nanoseconds % u.Nanoseconds == 0);
        return $"{(duration.Nanoseconds / nanoseconds).ToString(CultureInfo.InvariantCulture)}{unit}";
    }
}
