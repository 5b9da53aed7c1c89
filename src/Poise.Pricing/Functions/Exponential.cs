using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// e^x by k = round(x / ln 2), a polynomial on [-ln2/2, ln2/2] (Chebyshev fit of (e^r - 1 - r) / r^2, degree 9, own fit in
/// 60-digit arithmetic, relative error 1.7e-17) and a scaling by 2^k.
/// </summary>
internal static class Exponential
{
    private const double Log2E = 1.4426950408889634;
    private const double HalfLog2E = 0.72134752044448170;

    /// <summary>sqrt(log2(e) / 2): 2^(-(u a)^2) is e^(-a^2 / 2).</summary>
    public const double RootHalfLog2E = 0.84932180028801907;

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

    /// <summary>
    /// e^(-a^2 / 2), 0 below 2^-1021, for a up to 1e8. In powers of two, by eighths: the fused steps keep the whole of the scaled square; the scale's own rounding is a
    /// relative error of a^2 2^-54, 8e-14 at the far end. 2^r on [-1/16, 1/16] is a polynomial of degree 7 (own fit in 50-digit arithmetic, relative error 6.4e-18).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane OfSquare<TLane>(TLane a)
        where TLane : struct, ILane<TLane>
    {
        var r = Parts(a * TLane.Broadcast(-HalfLog2E), a, out var power);
        return TwoTo(r) * power;
    }

    /// <summary>e^(a b): 0 below 2^-1021, infinite above 2^1024. The relative error grows as |a b| 2^-53.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane OfProduct<TLane>(TLane a, TLane b)
        where TLane : struct, ILane<TLane>
    {
        var r = BoundedParts(a * TLane.Broadcast(Log2E), b, out var power);
        return TwoTo(r) * power;
    }

    /// <summary>As above, with what its rounding left out: good to about 2^-55 relative as a sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane OfProduct<TLane>(TLane a, TLane b, out TLane low)
        where TLane : struct, ILane<TLane>
    {
        var scaled = a * TLane.Broadcast(Log2E);
        // By whole powers of two, which are exact.
        var rounder = TLane.Broadcast(DoubleBits.Rounder);
        var k = TLane.AtMost(TLane.Broadcast(1024), TLane.Fma(scaled, b, rounder) - rounder);
        var r = TLane.Fma(scaled, b, -k);
        // log2(e) and its product with a are rounded: what they lack, times ln 2, is a relative error of the result.
        var lacking = TLane.Fma(a, TLane.Broadcast(Log2E), -scaled) + a * TLane.Broadcast(2.0355273740931033e-17);
        var rest = TLane.Fma(lacking * b, TLane.Broadcast(0.69314718055994531), TwoToLessOne(r));
        var one = TLane.Broadcast(1);
        var high = one + rest;
        var power = TLane.PowerOfEighths(k + TLane.Broadcast(Eighths.Rounder));
        low = ((one - high) + rest) * power;
        return high * power;
    }

    /// <summary>2^(x y) as 2^r and a power by eighths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Parts<TLane>(TLane x, TLane y, out TLane power)
        where TLane : struct, ILane<TLane>
    {
        var rounder = TLane.Broadcast(Eighths.Rounder);
        var rounded = TLane.Fma(x, y, rounder);
        power = TLane.PowerOfEighths(rounded);
        return TLane.Fma(x, y, rounder - rounded);
    }

    /// <summary>As <see cref="Parts"/>; the power is infinite from 2^1024 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane BoundedParts<TLane>(TLane x, TLane y, out TLane power)
        where TLane : struct, ILane<TLane>
    {
        var rounder = TLane.Broadcast(Eighths.Rounder);
        var rounded = TLane.AtMost(rounder + TLane.Broadcast(1024), TLane.Fma(x, y, rounder));
        power = TLane.PowerOfEighths(rounded);
        return TLane.Fma(x, y, rounder - rounded);
    }

    /// <summary>2^r for |r| at most 1/16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane TwoTo<TLane>(TLane r)
        where TLane : struct, ILane<TLane>
    {
        var z = r * r;
        var odd = TLane.Fma(TLane.Broadcast(1.5253528985683798e-05), z, TLane.Broadcast(0.0013333558127014689));
        var even = TLane.Fma(TLane.Broadcast(0.00015404562882891175), z, TLane.Broadcast(0.00961812908242099));
        odd = TLane.Fma(odd, z, TLane.Broadcast(0.055504108664823096));
        even = TLane.Fma(even, z, TLane.Broadcast(0.2402265069591204));
        odd = TLane.Fma(odd, z, TLane.Broadcast(0.6931471805599453));
        even = TLane.Fma(even, z, TLane.Broadcast(1));
        return TLane.Fma(odd, r, even);
    }

    /// <summary>2^r - 1 for |r| at most 1/2: own minimax fit of degree 11 in 33-digit arithmetic, 3.4e-18 of 2^r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane TwoToLessOne<TLane>(TLane r)
        where TLane : struct, ILane<TLane>
    {
        var z = r * r;
        var odd = TLane.Fma(TLane.Broadcast(4.4347710635967232e-10), z, TLane.Broadcast(1.0178199573611302e-07));
        odd = TLane.Fma(odd, z, TLane.Broadcast(1.5252733493122694e-05));
        odd = TLane.Fma(odd, z, TLane.Broadcast(0.0013333558146774627));
        odd = TLane.Fma(odd, z, TLane.Broadcast(0.055504108664820084));
        odd = TLane.Fma(odd, z, TLane.Broadcast(0.69314718055994529));
        var even = TLane.Fma(TLane.Broadcast(7.0737832493657706e-09), z, TLane.Broadcast(1.3215435282292568e-06));
        even = TLane.Fma(even, z, TLane.Broadcast(0.00015403530457112151));
        even = TLane.Fma(even, z, TLane.Broadcast(0.0096181291075941207));
        even = TLane.Fma(even, z, TLane.Broadcast(0.2402265069591013));
        return TLane.Fma(odd, r, even * z);
    }

    /// <summary>2^(-u^2), for sums, where the terms' own rounding is no finer: a polynomial of degree 6, own minimax fit, relative error 9.2e-16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane TwoToMinusSquare<TLane>(TLane u)
        where TLane : struct, ILane<TLane>
    {
        var r = Parts(-u, u, out var power);
        return TwoToShort(r) * power;
    }

    /// <summary>2^(a b), as short: 0 below 2^-1021, infinite above 2^1024.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane TwoToProduct<TLane>(TLane a, TLane b)
        where TLane : struct, ILane<TLane>
    {
        var r = BoundedParts(a, b, out var power);
        return TwoToShort(r) * power;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane TwoToShort<TLane>(TLane r)
        where TLane : struct, ILane<TLane>
    {
        var p = TLane.Fma(TLane.Broadcast(0.00015406270260280678), r, TLane.Broadcast(0.0013334612232642031));
        p = TLane.Fma(p, r, TLane.Broadcast(0.009618129017469433));
        p = TLane.Fma(p, r, TLane.Broadcast(0.05550410845668334));
        p = TLane.Fma(p, r, TLane.Broadcast(0.240226506959163));
        p = TLane.Fma(p, r, TLane.Broadcast(0.6931471805600481));
        return TLane.Fma(p, r, TLane.Broadcast(1));
    }
}
