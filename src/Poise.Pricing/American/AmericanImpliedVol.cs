using Poise.Domain;

namespace Poise.Pricing;

/// <summary>The vol of an American price: a bracket that only shrinks, and the secant's steps inside it.</summary>
internal static class AmericanImpliedVol
{
    private const int Steps = 100;

    public static double Solve(OptionType type, double price, double spot, double strike, double years, double rate, double yield, AmericanSetting setting, out ImpliedVolStatus status)
    {
        status = ImpliedVolStatus.NotANumber;
        return double.NaN;
    }
}
