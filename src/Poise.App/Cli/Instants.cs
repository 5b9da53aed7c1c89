using System.Globalization;
using Poise.Domain;
using Poise.Flow;
using Poise.Hedging;

namespace Poise.App;

/// <summary>Instants and lengths of time as users write them.</summary>
internal static class Instants
{
    public static Instant? ParseOption(string option, string? text)
    {
        if (text is null)
            return null;
        return TryParse(text, out Instant at) ? at : throw new BadInputException($"{option}: \"{text}\" is not an instant; write 2026-01-21T12:00:00Z or with an offset such as -05:00, years 1970 to 2200");
    }

    /// <summary>Time moves from 90m, 6h, 3d or an instant.</summary>
    public static IEnumerable<Horizon> Horizons(string[] texts, Instant asOf)
    {
        foreach (string text in texts)
        {
            if (TryParse(text, out Instant at))
                yield return new Horizon($"to {at}", at);
            else if (TryLength(text, out Duration by))
                yield return new Horizon($"+{text}", asOf + by);
            else
                throw new BadInputException($"--horizon: \"{text}\" is neither a length (90m, 6h, 3d, up to ten years) nor an instant with its zone");
        }
    }

    /// <summary>A length of time: 30s, 90m, 6h, 3d.</summary>
    public static Duration? ParseLength(string option, string? text)
    {
        if (text is null)
            return null;
        return TryLength(text, out Duration length) ? length : throw new BadInputException($"{option}: \"{text}\" is not a length of time; write 30s, 90m, 6h or 3d");
    }

    public static bool TryParse(string text, out Instant at)
    {
        at = default;
        // A date of the platform's has room for seven digits of a second, an instant for nine.
        long below = 0;
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0)
        {
            int digits = text.AsSpan(dot + 1).IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > 9)
                return false;
            below = long.Parse(text.AsSpan(dot + 1, digits).ToString().PadRight(9, '0'), NumberStyles.None, CultureInfo.InvariantCulture);
            text = text.Remove(dot, digits + 1);
        }
        bool hasZone = text.EndsWith('Z') || (text.Length > 16 && text[^6] is '+' or '-' && text[^3] == ':');
        if (!hasZone || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset parsed)
            || parsed.UtcDateTime.Year is < 1970 or > 2200)
            return false;
        at = Instant.FromUtc(parsed.UtcDateTime) + new Duration(below);
        return true;
    }

    private static bool TryLength(string text, out Duration length) => DurationText.TryParse(text, out length) && length > Duration.Zero && length <= Duration.FromDays(3_660);
}
