using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>The normal distribution to full double accuracy, relative in the tails too.</summary>
public static class Normal
{
    internal const double InverseRootTwoPi = 0.3989422804014327;
    private const double Pole = 5.5;

    /// <summary>Density at <paramref name="x"/>.</summary>
    public static double Density(double x) => Lone(x, cumulative: false);

    /// <summary>Probability of a value at or below <paramref name="x"/>, with relative accuracy down to the smallest doubles.</summary>
    public static double Cumulative(double x) => Lone(x, cumulative: true);

    /// <summary>
    /// Density at high + low. A call of its own, as is <see cref="MillsApart"/>: inlined several times they would go past what the JIT is willing to
    /// inline into one kernel, which costs far more than the calls.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static TLane DensityApart<TLane>(TLane high, TLane low)
        where TLane : struct, ILane<TLane> => Density(high, low);

    /// <summary><see cref="Mills"/> as a call.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static TLane MillsApart<TLane>(TLane a)
        where TLane : struct, ILane<TLane> => Mills(a);

    /// <summary>Density at high + low.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLane Density<TLane>(TLane high, TLane low)
        where TLane : struct, ILane<TLane>
    {
        var square = high * high;
        var rest = TLane.Fma(high, high, -square) + TLane.Broadcast(2) * high * low;
        var minusHalf = TLane.Broadcast(-0.5);
        return Exponential.Exp(square * minusHalf, rest * minusHalf) * TLane.Broadcast(InverseRootTwoPi);
    }

    /// <summary>
    /// Mills ratio N(-a) / n(a) for a at least 0. M(a) (a + 5.5) is a polynomial in q = (a - 5.5) / (a + 5.5) on [-1, 1]: own Chebyshev
    /// fit of degree 24 in 60-digit arithmetic, relative error 1.1e-16 with the rounded coefficients.
    /// The transformation is Shepherd and Laframboise's, Math. Comp. 36 (1981) 249-253.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLane Mills<TLane>(TLane a)
        where TLane : struct, ILane<TLane>
    {
        var pole = TLane.Broadcast(Pole);
        var inverse = TLane.Broadcast(1) / (a + pole);
        var q = (a - pole) * inverse;
        // One step of refinement: the rounding of a - 5.5, a + 5.5 and the product would show near q = -1.
        var residue = TLane.Fma(q, -a, TLane.Fma(q + TLane.Broadcast(1), -pole, a));
        q = TLane.Fma(residue, inverse, q);

        var p = TLane.Broadcast(-2.395963528831677e-10);
        p = TLane.Fma(p, q, TLane.Broadcast(5.210555188858569e-10));
        p = TLane.Fma(p, q, TLane.Broadcast(3.0105529777351585e-09));
        p = TLane.Fma(p, q, TLane.Broadcast(-6.573172131467085e-09));
        p = TLane.Fma(p, q, TLane.Broadcast(-2.2524573575763957e-08));
        p = TLane.Fma(p, q, TLane.Broadcast(5.4711684043848784e-08));
        p = TLane.Fma(p, q, TLane.Broadcast(1.3708966895141078e-07));
        p = TLane.Fma(p, q, TLane.Broadcast(-4.3980725100332005e-07));
        p = TLane.Fma(p, q, TLane.Broadcast(-6.799025529882361e-07));
        p = TLane.Fma(p, q, TLane.Broadcast(3.7147159188775195e-06));
        p = TLane.Fma(p, q, TLane.Broadcast(1.1231532604936722e-06));
        p = TLane.Fma(p, q, TLane.Broadcast(-3.0375094927690545e-05));
        p = TLane.Fma(p, q, TLane.Broadcast(4.090671633510488e-05));
        p = TLane.Fma(p, q, TLane.Broadcast(0.00017900969010557486));
        p = TLane.Fma(p, q, TLane.Broadcast(-0.0008134573511820778));
        p = TLane.Fma(p, q, TLane.Broadcast(0.0006757971693374729));
        p = TLane.Fma(p, q, TLane.Broadcast(0.006123649404678655));
        p = TLane.Fma(p, q, TLane.Broadcast(-0.03490106528475123));
        p = TLane.Fma(p, q, TLane.Broadcast(0.11304287119150315));
        p = TLane.Fma(p, q, TLane.Broadcast(-0.2749848671037019));
        p = TLane.Fma(p, q, TLane.Broadcast(0.5461252004642565));
        p = TLane.Fma(p, q, TLane.Broadcast(-0.9200555652419032));
        p = TLane.Fma(p, q, TLane.Broadcast(1.3425413032771452));
        p = TLane.Fma(p, q, TLane.Broadcast(-1.71750013532002));
        p = TLane.Fma(p, q, TLane.Broadcast(1.9395528433281297));
        return p * inverse;
    }

    private static double Lone(double x, bool cumulative)
    {
        var lane = Lane128.Broadcast(x);
        var a = Lane128.Abs(lane);
        a = Lane128.Select(a > Lane128.Broadcast(1000), Lane128.Broadcast(1000), a);
        var density = Density(a, Lane128.Broadcast(0));
        var below = Lane128.First(cumulative ? density * Mills(a) : density);
        return cumulative && x > 0 ? 1 - below : below;
    }
}
