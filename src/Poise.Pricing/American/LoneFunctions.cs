namespace Poise.Pricing;

/// <summary>The house's functions for lone numbers.</summary>
internal static class LoneFunctions
{
    public static double Exp(double x) => Lane128.First(Exponential.Exp(Lane128.Broadcast(x), Lane128.Broadcast(0)));

    public static double Log(double x) => Lane128.First(Logarithm.OfRatio(Lane128.Broadcast(x), Lane128.Broadcast(1), out _));
}
