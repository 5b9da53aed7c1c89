using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// Natural logarithm as an unevaluated sum high + low, good to about 2^-58 relative, also where the ratio is close to one.
/// ln(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)), s = f / (2 + f); R a Chebyshev fit of degree 7 (own fit in 60-digit arithmetic).
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
    /// As <see cref="OfRatio"/>, held within +-2000, at half its cost: 2 artanh((a - b) / (a + b)) + e ln 2, b the denominator brought by a power of two
    /// to within a factor sqrt(2) of the numerator a, so that a - b is exact.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Quotient<TLane>(TLane numerator, TLane denominator, out TLane low)
        where TLane : struct, ILane<TLane>
    {
        // Scaling by a power of two must be exact: what is not well inside the range of normal doubles takes the long way.
        var small = TLane.Broadcast(1e-150);
        var large = TLane.Broadcast(1e150);
        var usual = (numerator > small) & (numerator < large) & (denominator > small) & (denominator < large);
        var one = TLane.Broadcast(1);
        var e = TLane.Exponent(numerator) - TLane.Exponent(denominator);
        var b = denominator * TLane.PowerOfTwo(e);
        var above = numerator > b * TLane.Broadcast(1.4142135623730951);
        var below = numerator < b * TLane.Broadcast(0.70710678118654757);
        e = e + (above & one) - (below & one);
        b = TLane.Select(above, b + b, TLane.Select(below, b * TLane.Broadcast(0.5), b));

        var difference = numerator - b;
        var sum = numerator + b;
        var sumLow = b - (sum - numerator);
        var inverse = one / sum;
        var s = difference * inverse;
        var sLow = TLane.Fma(-s, sumLow, TLane.Fma(-s, sum, difference)) * inverse;

        var whole = e * TLane.Broadcast(Exponential.Ln2High);
        var twice = s + s;
        var main = whole + twice;
        var rest = twice - (main - whole) + TLane.Fma(e, TLane.Broadcast(Exponential.Ln2Low), TLane.Fma(s, Series(s * s), sLow + sLow));
        var high = main + rest;
        low = rest - (high - main);
        return TLane.All(usual) ? high : Held(numerator, denominator, usual, high, ref low);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TLane Held<TLane>(TLane numerator, TLane denominator, TLane usual, TLane high, ref TLane low)
        where TLane : struct, ILane<TLane>
    {
        var far = TLane.Broadcast(LogStrikes.Far);
        var exact = TLane.AtMost(far, TLane.AtLeast(-far, OfRatio(numerator, denominator, out var exactLow)));
        low = TLane.Select(usual, low, exactLow);
        return TLane.Select(usual, high, exact);
    }

    /// <summary>2 artanh(s) / s - 2 by z = s^2, for |s| at most 3 - 2 sqrt(2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Series<TLane>(TLane z)
        where TLane : struct, ILane<TLane>
    {
        var r = TLane.Broadcast(0.13088626998864866);
        r = TLane.Fma(r, z, TLane.Broadcast(0.13268577328802977));
        r = TLane.Fma(r, z, TLane.Broadcast(0.15386247209355572));
        r = TLane.Fma(r, z, TLane.Broadcast(0.18181795497896006));
        r = TLane.Fma(r, z, TLane.Broadcast(0.22222222393092414));
        r = TLane.Fma(r, z, TLane.Broadcast(0.28571428570797275));
        r = TLane.Fma(r, z, TLane.Broadcast(0.4000000000000089));
        return TLane.Fma(r, z, TLane.Broadcast(0.6666666666666666)) * z;
    }
}
