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
        var r = TLane.Broadcast(0.13088626998864866);
        r = TLane.Fma(r, z, TLane.Broadcast(0.13268577328802977));
        r = TLane.Fma(r, z, TLane.Broadcast(0.15386247209355572));
        r = TLane.Fma(r, z, TLane.Broadcast(0.18181795497896006));
        r = TLane.Fma(r, z, TLane.Broadcast(0.22222222393092414));
        r = TLane.Fma(r, z, TLane.Broadcast(0.28571428570797275));
        r = TLane.Fma(r, z, TLane.Broadcast(0.4000000000000089));
        r = TLane.Fma(r, z, TLane.Broadcast(0.6666666666666666)) * z;

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
}
