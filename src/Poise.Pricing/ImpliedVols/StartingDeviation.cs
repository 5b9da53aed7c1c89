using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// Where the search for the deviation s = sigma sqrt(T) starts, from the distance x = |ln(F/K)| and the value b = time value / sqrt(F K).
/// b(s) is the integral of n(x/u) e^(-u^2/8) du up to s. Without the second factor it is Bachelier's value, whose deviation is a function of one
/// variable: (x + 2b) / sqrt(g(u)) with u = ln(1 + x/b), where g is close to a straight line. The second factor adds a small share, a polynomial in the
/// square of that deviation and in 1 / (1 + 0.3 u). Own fits by least squares, made even; within 9e-5 of s for s up to 1.4, x up to 3, x/s up to 10.
/// </summary>
internal static class StartingDeviation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Of<TLane>(TLane x, TLane b)
        where TLane : struct, ILane<TLane> => Of(x, b, Steepness(x, b));

    /// <summary>u.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Steepness<TLane>(TLane x, TLane b)
        where TLane : struct, ILane<TLane> => RoughLogarithm(TLane.Broadcast(1) + x / b);

    /// <summary>s from u.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Of<TLane>(TLane x, TLane b, TLane u)
        where TLane : struct, ILane<TLane>
    {
        var one = TLane.Broadcast(1);
        var straddle = x + b + b;

        var square = u * u;
        var top = TLane.Fma(TLane.Fma(TLane.Broadcast(0.00690071), square, TLane.Fma(TLane.Broadcast(0.0032464), u, TLane.Broadcast(0.12485595))), square, TLane.Fma(TLane.Broadcast(0.03019258), u, TLane.Broadcast(0.636703)));
        var bottom = TLane.Fma(TLane.Fma(TLane.Broadcast(0.00349641), u, TLane.Broadcast(0.03066)), square, TLane.Fma(TLane.Broadcast(0.04970455), u, one));
        var slope = TLane.Fma(TLane.Broadcast(0.3), u, one);
        var inverse = one / (top * slope);
        var p = top * inverse;
        var v = straddle * straddle * (bottom * slope * inverse);

        var first = TLane.Fma(TLane.Fma(TLane.Fma(TLane.Fma(TLane.Broadcast(0.12312494791639074), p, TLane.Broadcast(-0.3129676962903769)), p, TLane.Broadcast(0.20036870312541147)), p, TLane.Broadcast(0.008097890177995514)), p, TLane.Broadcast(0.02339067127142466));
        var second = TLane.Fma(TLane.Fma(TLane.Broadcast(-0.01559097566298589), p, TLane.Broadcast(0.022869266348701865)), p, TLane.Broadcast(-0.004365644339511473));
        var third = TLane.Fma(TLane.Broadcast(0.0013711083870140816), p, TLane.Broadcast(-0.0005489435303378393));
        var share = p * v * TLane.Fma(TLane.Fma(third, v, second), v, first);
        var s = TLane.Sqrt(v);
        return TLane.Fma(s, share, s);
    }

    /// <summary>
    /// Anywhere, from c = time value over the smaller of F and K, and <paramref name="share"/>, the square root of the smaller over the larger: within 1 % below the
    /// quick region and mostly within a third elsewhere. Above half of the largest value the start is what the complement 1 - c, which is about
    /// 2 N(-s/2) over the share, would be at the strike; where all that overflows it is where c(s) bends, s^2 = 2x.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static TLane OfAny<TLane>(TLane x, TLane c, TLane share)
        where TLane : struct, ILane<TLane>
    {
        var one = TLane.Broadcast(1);
        var half = TLane.Broadcast(0.5);
        var lower = Of(x, c * share);
        var root = TLane.Sqrt(TLane.Broadcast(2) * RoughLogarithm(TLane.Broadcast(2) / ((one - c) * share)));
        // -N^-1(p) from the root of -2 ln p, own least squares fit, made even, error 2e-4 for p from 1e-17 to 0.27.
        var quantile = root - TLane.Fma(TLane.Broadcast(0.5122204), root, TLane.Broadcast(2.39444655)) / TLane.Fma(TLane.Fma(TLane.Broadcast(0.10156205), root, TLane.Broadcast(1.1991479)), root, one);
        var s = TLane.Select(c > half, quantile + quantile, lower);
        var bend = TLane.Sqrt(x + x);
        return TLane.Select((s > TLane.Broadcast(0)) & (s < TLane.Broadcast(100)), s, bend);
    }

    /// <summary>ln a to 2e-6 for a at least 1: a Chebyshev fit of degree 6 on [1, 2].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane RoughLogarithm<TLane>(TLane a)
        where TLane : struct, ILane<TLane>
    {
        var m = TLane.Significand(a);
        var square = m * m;
        var high = TLane.Fma(TLane.Fma(TLane.Broadcast(-0.017029610589193188), m, TLane.Broadcast(0.1837008411529182)), m, TLane.Broadcast(-0.8520795951500252));
        var middle = TLane.Fma(TLane.Broadcast(2.226943460763618), m, TLane.Broadcast(-3.6471203953022155));
        var low = TLane.Fma(TLane.Broadcast(4.20523484146588), m, TLane.Fma(TLane.Exponent(a), TLane.Broadcast(0.6931471805599453), TLane.Broadcast(-2.0996478486783223)));
        return TLane.Fma(TLane.Fma(high, square, middle), square, low);
    }
}
