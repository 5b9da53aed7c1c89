using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// The time value over sqrt(F K) as b = s n(h) W(h, y, t), with h = x / s, y = x / 2 = h t, t = s / 2. From Black's formula with the Mills ratio M
/// expanded by M' = z M - 1 around h, 2 t W = 2 C - 2 sinh(y) M(h), C the integral of cosh(h (t - u)) e^(-u^2/2) du up to t, so that
/// W = E0 D + sum over k of (-1)^k (2k - 1)!! t^2k Ek, k from 1, with Ek = sum over j of y^2j / (2j + 2k + 1)! and D = 1 - h M(h).
/// No two near values are subtracted, so W is good to a few last digits at any h, also where the two terms of Black's formula agree in most of theirs.
/// </summary>
internal static class TimeValueShape
{
    /// <summary>The largest y and t for which the sums are long enough: below 1e-16 is left out.</summary>
    public const double MostY = 1.53;
    public const double MostT = 0.71;

    /// <summary>The largest h of the fit of D.</summary>
    public const double MostH = 10;

    /// <summary>W from D, y^2 and t^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Of<TLane>(TLane d, TLane y2, TLane t2)
        where TLane : struct, ILane<TLane>
    {
        var w = -t2;
        var e = TLane.Fma(y2, TLane.Broadcast(3.868170170630684e-23), TLane.Broadcast(1.9572941063391263e-20));
        var sum = e;
        e = TLane.Fma(y2, e, TLane.Broadcast(8.22063524662433e-18));
        sum = TLane.Fma(w * TLane.Broadcast(19), sum, e);
        e = TLane.Fma(y2, e, TLane.Broadcast(2.8114572543455206e-15));
        sum = TLane.Fma(w * TLane.Broadcast(17), sum, e);
        e = TLane.Fma(y2, e, TLane.Broadcast(7.647163731819816e-13));
        sum = TLane.Fma(w * TLane.Broadcast(15), sum, e);
        e = TLane.Fma(y2, e, TLane.Broadcast(1.6059043836821613e-10));
        sum = TLane.Fma(w * TLane.Broadcast(13), sum, e);
        e = TLane.Fma(y2, e, TLane.Broadcast(2.505210838544172e-08));
        sum = TLane.Fma(w * TLane.Broadcast(11), sum, e);
        e = TLane.Fma(y2, e, TLane.Broadcast(2.7557319223985893e-06));
        sum = TLane.Fma(w * TLane.Broadcast(9), sum, e);
        e = TLane.Fma(y2, e, TLane.Broadcast(0.0001984126984126984));
        sum = TLane.Fma(w * TLane.Broadcast(7), sum, e);
        e = TLane.Fma(y2, e, TLane.Broadcast(0.008333333333333333));
        sum = TLane.Fma(w * TLane.Broadcast(5), sum, e);
        e = TLane.Fma(y2, e, TLane.Broadcast(0.16666666666666666));
        sum = TLane.Fma(w * TLane.Broadcast(3), sum, e);
        e = TLane.Fma(y2, e, TLane.Broadcast(1));
        return TLane.Fma(e, d, w * sum);
    }

    /// <summary>
    /// D = 1 - h M(h), from 1 down to about 1 / h^2: a quotient of polynomials whose coefficients are all positive, own fit in 50-digit arithmetic,
    /// relative error 5e-17 on [0, 10] with the rounded coefficients.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Defect<TLane>(TLane h)
        where TLane : struct, ILane<TLane>
    {
        var square = h * h;
        var one = TLane.Broadcast(1);
        var even = TLane.Fma(TLane.Broadcast(3.1030733495148577e-06), square, TLane.Broadcast(0.001128532963916867));
        even = TLane.Fma(TLane.Fma(TLane.Fma(even, square, TLane.Broadcast(0.05384104048480224)), square, TLane.Broadcast(0.6011502387547736)), square, one);
        var odd = TLane.Fma(TLane.Broadcast(8.490552926327101e-05), square, TLane.Broadcast(0.009420220149766755));
        odd = TLane.Fma(TLane.Fma(odd, square, TLane.Broadcast(0.2162366839073034)), square, TLane.Broadcast(1.0763196140332436));
        var top = TLane.Fma(odd, h, even);
        even = TLane.Fma(TLane.Broadcast(3.103073225093745e-06), square, TLane.Broadcast(0.0011378416264604765));
        even = TLane.Fma(TLane.Fma(TLane.Fma(TLane.Fma(even, square, TLane.Broadcast(0.057207679934669714)), square, TLane.Broadcast(0.7559648743634408)), square, TLane.Broadcast(2.520913154087623)), square, one);
        odd = TLane.Fma(TLane.Broadcast(8.49055413378783e-05), square, TLane.Broadcast(0.009674953065263617));
        odd = TLane.Fma(TLane.Fma(TLane.Fma(odd, square, TLane.Broadcast(0.24399331912542577)), square, TLane.Broadcast(1.6727560961770962)), square, TLane.Broadcast(2.3296337513487404));
        return top / TLane.Fma(odd, h, even);
    }

    /// <summary>D beyond <see cref="MostH"/>: h^2 D as a Chebyshev fit of degree 8 in 1 / h^2, absolute error of D 3e-17.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane DefectBeyond<TLane>(TLane h)
        where TLane : struct, ILane<TLane>
    {
        var v = TLane.Broadcast(1) / (h * h);
        var p = TLane.Fma(TLane.Broadcast(15887909.043835197), v, TLane.Broadcast(-1731881.6079920696));
        p = TLane.Fma(p, v, TLane.Broadcast(132369.95305670088));
        p = TLane.Fma(p, v, TLane.Broadcast(-10379.33219553031));
        p = TLane.Fma(p, v, TLane.Broadcast(944.9468566977002));
        p = TLane.Fma(p, v, TLane.Broadcast(-104.99989761507013));
        p = TLane.Fma(p, v, TLane.Broadcast(14.999999900455542));
        p = TLane.Fma(p, v, TLane.Broadcast(-2.9999999999625286));
        return TLane.Fma(p, v, TLane.Broadcast(1)) * v;
    }

    /// <summary>
    /// n(h) for h up to <see cref="MostH"/>, beyond which it means nothing. The fit is <see cref="Exponential"/>'s, summed in pairs: this is the longest
    /// chain of its pass.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Density<TLane>(TLane h)
        where TLane : struct, ILane<TLane>
    {
        var v = h * h;
        var k = TLane.Round(v * TLane.Broadcast(-0.7213475204444817));
        var r = TLane.Fma(k, TLane.Broadcast(-Exponential.Ln2High), v * TLane.Broadcast(-0.5));
        r = TLane.Fma(k, TLane.Broadcast(-Exponential.Ln2Low), r);
        var r2 = r * r;
        var r4 = r2 * r2;
        var a = TLane.Fma(TLane.Broadcast(2.5105313423078524e-08), r, TLane.Broadcast(2.76202026313159e-07));
        var b = TLane.Fma(TLane.Broadcast(2.7557255168123062e-06), r, TLane.Broadcast(2.4801521055364205e-05));
        var c = TLane.Fma(TLane.Broadcast(0.00019841269875003973), r, TLane.Broadcast(0.0013888888917368964));
        var d = TLane.Fma(TLane.Broadcast(0.008333333333326082), r, TLane.Broadcast(0.04166666666662382));
        var e = TLane.Fma(TLane.Broadcast(0.1666666666666667), r, TLane.Broadcast(0.5000000000000001));
        var p = TLane.Fma(TLane.Fma(a, r4, TLane.Fma(b, r2, c)), r4, TLane.Fma(d, r2, e));
        var scale = TLane.PowerOfTwo(k) * TLane.Broadcast(Normal.InverseRootTwoPi);
        return TLane.Fma(TLane.Fma(p, r2, r), scale, scale);
    }

    /// <summary>e^v for v from 0 to MostT^2 / 2: a Chebyshev fit of degree 7, relative error 1.5e-14.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane SmallExponential<TLane>(TLane v)
        where TLane : struct, ILane<TLane>
    {
        var square = v * v;
        var a = TLane.Fma(TLane.Broadcast(0.00022515525515863627), v, TLane.Broadcast(0.0013776984292386048));
        var b = TLane.Fma(TLane.Broadcast(0.008335744543344365), v, TLane.Broadcast(0.041666380148582496));
        var c = TLane.Fma(TLane.Broadcast(0.16666668511155608), v, TLane.Broadcast(0.4999999994177391));
        var d = TLane.Fma(TLane.Broadcast(1.0000000000069948), v, TLane.Broadcast(0.9999999999999862));
        return TLane.Fma(TLane.Fma(TLane.Fma(a, square, b), square, c), square, d);
    }
}
