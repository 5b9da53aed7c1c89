using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// Natural logarithm as an unevaluated sum high + low, good to about 2^-58 relative, also where the ratio is close to one.
/// ln(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)), s = f / (2 + f); R a polynomial of degree 7.
/// </summary>
internal static class Logarithm
{
    /// <summary>ln(numerator / denominator): infinite where the ratio is 0 or infinite, NaN where it is negative or NaN.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static TLane OfRatio<TLane>(TLane numerator, TLane denominator, out TLane low)
        where TLane : struct, ILane<TLane>
    {
        var zero = TLane.Broadcast(0);
        var ratio = numerator / denominator;
        var remainder = TLane.Fma(-ratio, denominator, numerator) / numerator;

        var tiny = ratio < TLane.Broadcast(2.2250738585072014e-308);
        var scaled = TLane.Select(tiny, ratio * TLane.Broadcast(18014398509481984.0), ratio);
        var e = TLane.Exponent(scaled) - TLane.Select(tiny, TLane.Broadcast(54), zero);
        var m = TLane.Significand(scaled);
        var upper = m > TLane.Broadcast(1.4142135623730951);
        m = TLane.Select(upper, m * TLane.Broadcast(0.5), m);
        e = TLane.Select(upper, e + TLane.Broadcast(1), e);

        var f = m - TLane.Broadcast(1);
        var s = f / (f + TLane.Broadcast(2));
        var z = s * s;
        var r = Series(z);

        var halfF = f * TLane.Broadcast(0.5);
        var square = halfF * f;
        var squareLow = TLane.Fma(halfF, f, -square);

        var whole = e * TLane.Broadcast(Exponential.Ln2High);
        var a = whole + f;
        var aLow = f - (a - whole);
        var b = a - square;
        var bLow = (a - b) - square;
        var rest = TLane.Fma(e, TLane.Broadcast(Exponential.Ln2Low), TLane.Fma(s, square + r, aLow + bLow - squareLow)) + remainder;
        var high = b + rest;
        low = rest - (high - b);

        // What is not a positive finite ratio gets its limit.
        var infinite = ratio > TLane.Broadcast(double.MaxValue);
        var none = ratio <= zero;
        var negative = ratio < zero;
        high = TLane.Select(infinite, TLane.Broadcast(double.PositiveInfinity), high);
        high = TLane.Select(none, TLane.Broadcast(double.NegativeInfinity), high);
        high = TLane.Select(negative, TLane.Broadcast(double.NaN), high);
        // Significand and Exponent see bits only: a NaN has to be put back.
        high = TLane.Select(ratio >= zero, high, TLane.Broadcast(double.NaN));
        low = TLane.Select(infinite | none, zero, low);
        return high;
    }

    /// <summary>
    /// As <see cref="OfRatio"/> at half its cost, of <see cref="IsUsual">usual</see> numbers: 2 artanh((a - b) / (a + b)) + e ln 2, b the denominator
    /// brought by a power of two to within a factor 3/2 of the numerator a, so that a - b is exact.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Quotient<TLane>(TLane numerator, TLane denominator, out TLane low)
        where TLane : struct, ILane<TLane>
    {
        var power = TLane.PowerBetween(numerator, denominator);
        var e = TLane.Exponent(power);
        var b = denominator * power;

        var difference = numerator - b;
        var sum = numerator + b;
        // a + b = 2 b + (a - b), and sum - 2 b is exact too, whichever of the two is larger.
        var sumLow = difference - TLane.Fma(TLane.Broadcast(-2), b, sum);
        var inverse = TLane.Broadcast(1) / sum;
        var s = difference * inverse;
        var minus = TLane.Broadcast(0) - s;
        var sLow = TLane.Fma(minus, sumLow, TLane.Fma(minus, sum, difference)) * inverse;

        var whole = e * TLane.Broadcast(Exponential.Ln2High);
        var twice = s + s;
        var main = whole + twice;
        var rest = twice - (main - whole) + TLane.Fma(e, TLane.Broadcast(Exponential.Ln2Low), TLane.Fma(s, Series(s * s), sLow + sLow));
        var high = main + rest;
        low = rest - (high - main);
        return high;
    }

    /// <summary>Numbers whose scaling by a power of two is exact, well inside the range of normal doubles; and NaN, which stays one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane IsUsual<TLane>(TLane numerator, TLane denominator)
        where TLane : struct, ILane<TLane> =>
        (TLane.AtMost(numerator, denominator) >= TLane.Broadcast(1e-150)) & (TLane.AtLeast(numerator, denominator) <= TLane.Broadcast(1e150));

    /// <summary>What <see cref="Quotient"/> gave where the numbers are usual; elsewhere the long way, held within +-2000, NaN of a negative number.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TLane Held<TLane>(TLane numerator, TLane denominator, TLane high, ref TLane low)
        where TLane : struct, ILane<TLane>
    {
        var zero = TLane.Broadcast(0);
        var far = TLane.Broadcast(LogStrikes.Far);
        var usual = IsUsual(numerator, denominator);
        // -0 is 0, and two negatives are no ratio of prices.
        var exact = TLane.AtMost(far, TLane.AtLeast(-far, OfRatio(numerator + zero, denominator + zero, out var exactLow)));
        exact = TLane.Select((numerator < zero) | (denominator < zero), TLane.Broadcast(double.NaN), exact);
        low = TLane.Select(usual, low, exactLow);
        return TLane.Select(usual, high, exact);
    }

    /// <summary>2 artanh(s) / s - 2 by z = s^2, for |s| at most 1/5: own minimax fit in 50-digit arithmetic, 7e-19 absolute.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Series<TLane>(TLane z)
        where TLane : struct, ILane<TLane>
    {
        var r = TLane.Broadcast(0.13838570538416056);
        r = TLane.Fma(r, z, TLane.Broadcast(0.13174261312741667));
        r = TLane.Fma(r, z, TLane.Broadcast(0.1539107245981756));
        r = TLane.Fma(r, z, TLane.Broadcast(0.18181667087589345));
        r = TLane.Fma(r, z, TLane.Broadcast(0.2222222427621639));
        r = TLane.Fma(r, z, TLane.Broadcast(0.2857142855600708));
        r = TLane.Fma(r, z, TLane.Broadcast(0.4000000000005594));
        return TLane.Fma(r, z, TLane.Broadcast(0.666666666666666)) * z;
    }
}
