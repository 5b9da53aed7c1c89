using System.CommandLine.Parsing;
using System.Globalization;

namespace Poise.App;

/// <summary><c>--spot-vol-beta skew|series|NUMBER</c>.</summary>
/// <param name="IsSeries">From the snapshots.</param>
/// <param name="Given">The number; null with a word.</param>
public readonly record struct BetaChoice(bool IsSeries, double? Given)
{
    internal static BetaChoice Parse(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (text is "skew" or "series")
            return new(text == "series", null);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double beta) && Math.Abs(beta) <= 100)
            return new(false, beta);
        result.AddError($"--spot-vol-beta: \"{text}\" is none of skew, series or a number (write -1.2)");
        return default;
    }
}
