namespace Poise.Pricing;

/// <summary>Butterfly arbitrage within one SVI smile: where Durrleman's g is below zero, on the whole line of strikes.</summary>
public static class Butterfly
{
    /// <summary>Slope beyond which a wing is arbitrage at infinity: g tends to 1/4 - slope^2 / 16 (the moment formula, Lee 2004).</summary>
    public const double SteepestWing = 2;

    /// <summary>The least g over all k, and where; minus infinity where a wing is steeper than <see cref="SteepestWing"/>, NaN for no smile.</summary>
    public static double Minimum(in RawSvi smile, out double at)
    {
        at = double.NaN;
        if (!smile.IsSmile)
            return double.NaN;
        if (smile.LeftSlope >= SteepestWing || smile.RightSlope >= SteepestWing)
        {
            at = smile.LeftSlope >= SteepestWing ? double.NegativeInfinity : double.PositiveInfinity;
            return double.NegativeInfinity;
        }
        Span<double> points = stackalloc double[SviSample.Room];
        Span<double> values = stackalloc double[SviSample.Room];
        var count = SviSample.Around(smile, points);
        points = points[..count];
        points.Sort();
        return SviSample.Least(new Density(smile), points, values, out at);
    }

    /// <summary>Whether no butterfly has a negative price: g at least 0 everywhere. False for what is no smile.</summary>
    public static bool IsFree(in RawSvi smile) => Minimum(smile, out _) >= 0;

    /// <summary>
    /// The intervals of k on which g is below zero, ascending, ends to about 1e-12; gives how many there are and writes as many as fit. An interval
    /// that reaches infinity ends there.
    /// </summary>
    public static int NegativeIntervals(in RawSvi smile, Span<(double Low, double High)> into)
    {
        if (!smile.IsSmile)
            return 0;
        Span<double> points = stackalloc double[SviSample.Room + 1];
        var count = SviSample.Around(smile, points);
        // The least point of g is looked at too, so that an interval narrower than the sampling is seen.
        Minimum(smile, out var least);
        if (double.IsFinite(least))
            points[count++] = least;
        points = points[..count];
        points.Sort();
        var g = new Density(smile);
        var found = 0;
        var low = double.NegativeInfinity;
        var isInside = g.At(points[0]) < 0;
        for (var i = 1; i < points.Length; i++)
        {
            var isNegative = g.At(points[i]) < 0;
            if (isNegative == isInside)
                continue;
            var root = Root(g, points[i - 1], points[i]);
            if (isNegative)
                low = root;
            else
                Put(into, ref found, low, root);
            isInside = isNegative;
        }
        if (isInside)
            Put(into, ref found, low, double.PositiveInfinity);
        return found;
    }

    private static void Put(Span<(double Low, double High)> into, ref int found, double low, double high)
    {
        if (found < into.Length)
            into[found] = (low, high);
        found++;
    }

    private static double Root(in Density g, double low, double high)
    {
        var isLow = g.At(low) < 0;
        for (var i = 0; i < 100; i++)
        {
            var middle = 0.5 * (low + high);
            if (middle == low || middle == high)
                break;
            if (g.At(middle) < 0 == isLow)
                low = middle;
            else
                high = middle;
        }
        return 0.5 * (low + high);
    }

    private readonly struct Density(RawSvi smile) : ISviFunction
    {
        public double At(double k) => smile.Durrleman(k);
    }
}
