using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// e^x by k = round(x / ln 2), a polynomial on [-ln2/2, ln2/2] (Chebyshev fit of (e^r - 1 - r) / r^2, degree 9, own fit in
/// 60-digit arithmetic, relative error 1.7e-17) and a scaling by 2^k.
/// </summary>
internal static class Exponential
{
    private const double Log2E = 1.4426950408889634;

    /// <summary>ln 2 cut to 32 bits, so that k ln 2 is exact; the rest follows.</summary>
    internal const double Ln2High = 0.6931471803691238;
    internal const double Ln2Low = 1.9082149292705877e-10;

    /// <summary>e^(high + low), |low| far below |high|; gradual underflow to 0, overflow to infinity, NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Exp<TLane>(TLane high, TLane low)
        where TLane : struct, ILane<TLane>
    {
        high = TLane.Select(high < TLane.Broadcast(-750), TLane.Broadcast(-750), high);
        high = TLane.Select(high > TLane.Broadcast(712), TLane.Broadcast(712), high);
        var k = TLane.Round(high * TLane.Broadcast(Log2E));
        var e = Reduced(k, high, low);

        // Two steps, since 2^k alone may be beyond the range of a normal double.
        var half = TLane.Round(k * TLane.Broadcast(0.5));
        return e * TLane.PowerOfTwo(half) * TLane.PowerOfTwo(k - half);
    }

    /// <summary>e^x for x at most 0, held at e^-708 (3e-308) below that: one scaling, for sums in which such a term does not count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane ExpOfNegative<TLane>(TLane x)
        where TLane : struct, ILane<TLane>
    {
        x = TLane.Select(x < TLane.Broadcast(-708), TLane.Broadcast(-708), x);
        var k = TLane.Round(x * TLane.Broadcast(Log2E));
        return Reduced(k, x, TLane.Broadcast(0)) * TLane.PowerOfTwo(k);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Reduced<TLane>(TLane k, TLane high, TLane low)
        where TLane : struct, ILane<TLane>
    {
        var r = TLane.Fma(k, TLane.Broadcast(-Ln2High), high);
        r = TLane.Fma(k, TLane.Broadcast(-Ln2Low), r) + low;
        var p = TLane.Broadcast(2.5105313423078524e-08);
        p = TLane.Fma(p, r, TLane.Broadcast(2.76202026313159e-07));
        p = TLane.Fma(p, r, TLane.Broadcast(2.7557255168123062e-06));
        p = TLane.Fma(p, r, TLane.Broadcast(2.4801521055364205e-05));
        p = TLane.Fma(p, r, TLane.Broadcast(0.00019841269875003973));
        p = TLane.Fma(p, r, TLane.Broadcast(0.0013888888917368964));
        p = TLane.Fma(p, r, TLane.Broadcast(0.008333333333326082));
        p = TLane.Fma(p, r, TLane.Broadcast(0.04166666666662382));
        p = TLane.Fma(p, r, TLane.Broadcast(0.1666666666666667));
        p = TLane.Fma(p, r, TLane.Broadcast(0.5000000000000001));
        return TLane.Fma(p * r, r, r) + TLane.Broadcast(1);
    }
}
