using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Open interest as it is usually found: calls above the forward, puts below it, heaps at round strikes and far expiries.</summary>
internal static class OpenInterestShape
{
    /// <summary>Contracts open at listing.</summary>
    /// <param name="step">The expiry's strike step: its multiples by 5 and 10 are the round ones.</param>
    public static double Contracts(MarketSettings settings, OptionType type, double strike, double step, double forward, double deviation, double years, SeededRandom random)
    {
        double sign = type == OptionType.Call ? 1 : -1;
        double x = sign * Math.Log(strike / forward) / deviation;
        double where = Math.Exp(-0.5 * Math.Pow((x - 0.8) / 0.9, 2)) + 0.03;
        double round = IsMultiple(strike, 10 * step) ? 3 : IsMultiple(strike, 5 * step) ? 2 : 1;
        double life = 0.4 + Math.Min(1.6, 10 * years);
        return settings.OpenInterest * where * round * life * Math.Exp(0.5 * random.NextNormal());
    }

    private static bool IsMultiple(double value, double of) => Math.Abs(value / of - Math.Round(value / of)) < 1e-9;
}
