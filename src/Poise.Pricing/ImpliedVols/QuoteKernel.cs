using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// Implied vols of market-like quotes: a close start and one step of fifth order, each a pass over a block so that the passes stay short and rows overlap.
/// A vol is written where the step is small enough to be sure of it; NaN is written where the careful path has to look, and minus a status, or 0, where
/// there is nothing to solve.
/// </summary>
internal static class QuoteKernel
{
    /// <summary>The largest step, relative: what the fifth order leaves is 8 times its fifth power.</summary>
    private const double MostStep = 4e-4;

    /// <summary>Value and distance of each quote; <paramref name="vols"/> gets NaN where there is a vol to find, else what there is instead.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Normalise<TLane>(in QuoteBlock block, ReadOnlySpan<double> prices, ReadOnlySpan<double> strikes, ReadOnlySpan<double> signs, Span<double> vols)
        where TLane : struct, ILane<TLane>
    {
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        var none = TLane.Broadcast(double.NaN);
        for (var at = 0; at < prices.Length; at += TLane.Count)
        {
            var price = TLane.Load(prices, at);
            var strike = TLane.Load(strikes, at);
            var sign = TLane.Load(signs, at);
            var discount = TLane.Load(block.Discounts, at);
            var forwardValue = TLane.Load(block.ForwardValues, at);
            var strikeValue = discount * strike;
            var intrinsic = sign * (TLane.Fma(-discount, strike, forwardValue) + TLane.Load(block.ForwardValueLows, at));
            var timeValue = price - TLane.Select(intrinsic > zero, intrinsic, zero);
            var smaller = TLane.Select(forwardValue < strikeValue, forwardValue, strikeValue);
            var open = (timeValue > zero) & (timeValue < smaller) & (strike > zero) & (sign * sign > zero);
            var mark = none;
            if (TLane.Any(open ^ (zero <= TLane.Broadcast(0))))
                mark = TLane.Select(open, none, Mark(price, strike, sign, forwardValue, timeValue, smaller));
            TLane.Store(mark, vols, at);

            // A product that is not normal would lose digits: such a row is left to the careful path by way of NaN.
            var product = forwardValue * strikeValue;
            var value = timeValue / TLane.Sqrt(product);
            TLane.Store(TLane.Select(product > TLane.Broadcast(1e-290), value, none), block.Values, at);

            // x = k ln 2 + 2 atanh z, z = (K 2^-k - F) / (K 2^-k + F): the numerator is exact, and the quotient gets its remainder.
            var forward = TLane.Load(block.Forwards, at);
            var k = TLane.Exponent(strike * TLane.Load(block.Scales, at));
            k = TLane.Select(TLane.Abs(k) < TLane.Broadcast(1000), k, zero);
            var near = strike * TLane.PowerOfTwo(-k);
            var difference = near - forward;
            var inverse = one / (near + forward);
            var z = difference * inverse;
            var rest = TLane.Fma(-z, near, TLane.Fma(-z, forward, difference)) * inverse;
            var square = z * z;
            var p = TLane.Fma(TLane.Broadcast(0.1461647683302389), square, TLane.Broadcast(0.15331719404173863));
            p = TLane.Fma(p, square, TLane.Broadcast(0.18182889191339113));
            p = TLane.Fma(p, square, TLane.Broadcast(0.22222211133888148));
            p = TLane.Fma(p, square, TLane.Broadcast(0.28571428625981043));
            p = TLane.Fma(p, square, TLane.Broadcast(0.39999999999899494));
            p = TLane.Fma(p, square, TLane.Broadcast(0.666666666666667));
            var small = TLane.Fma(p * square, z, TLane.Fma(k, TLane.Broadcast(Exponential.Ln2Low), rest + rest));
            var large = TLane.Fma(k, TLane.Broadcast(Exponential.Ln2High), z + z);
            TLane.Store(TLane.Abs(large + small), block.Distances, at);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Start<TLane>(in QuoteBlock block, int length)
        where TLane : struct, ILane<TLane>
    {
        for (var at = 0; at < length; at += TLane.Count)
            TLane.Store(StartingDeviation.Of(TLane.Load(block.Distances, at), TLane.Load(block.Values, at)), block.Deviations, at);
    }

    /// <summary>h and W at the start.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Shape<TLane>(in QuoteBlock block, int length)
        where TLane : struct, ILane<TLane>
    {
        for (var at = 0; at < length; at += TLane.Count)
        {
            var x = TLane.Load(block.Distances, at);
            var s = TLane.Load(block.Deviations, at);
            var quarter = TLane.Broadcast(0.25);
            var h = x / s;
            TLane.Store(h, block.Distances, at);
            TLane.Store(TimeValueShape.Of(TimeValueShape.Defect(h), x * x * quarter, s * s * quarter), block.Shapes, at);
        }
    }

    /// <summary>
    /// The step in ln s to ln b = ln(value), from L = ln b: with A = h^2 - t^2, B = h^2 + t^2 and l = dL / dln s = 1 / (W e^(t^2/2)) the derivatives
    /// by ln s close, l' = l (1 + A - l), A' = -2B, B' = -2A. Tells whether every row now has a vol.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static bool Step<TLane>(in QuoteBlock block, Span<double> vols)
        where TLane : struct, ILane<TLane>
    {
        var one = TLane.Broadcast(1);
        var half = TLane.Broadcast(0.5);
        var zero = TLane.Broadcast(0);
        var solved = zero <= TLane.Broadcast(0);
        for (var at = 0; at < vols.Length; at += TLane.Count)
        {
            var s = TLane.Load(block.Deviations, at);
            var h = TLane.Load(block.Distances, at);
            var w = TLane.Load(block.Shapes, at);
            var b = TLane.Load(block.Values, at);
            var t = s * half;
            var h2 = h * h;
            var t2 = t * t;
            var model = s * w * (Exponential.ExpOfNegative(h2 * TLane.Broadcast(-0.5)) * TLane.Broadcast(Normal.InverseRootTwoPi));

            // ln(b / model) = 2 atanh z
            var z = (b - model) / (b + model);
            var z2 = z * z;
            var log = TLane.Fma(TLane.Fma(TLane.Fma(TLane.Broadcast(2.0 / 7), z2, TLane.Broadcast(0.4)), z2, TLane.Broadcast(2.0 / 3)) * z2, z, z + z);

            var inverseSlope = w * TimeValueShape.SmallExponential(t2 * half);
            var slope = one / inverseSlope;
            var q = log * inverseSlope;
            var a = h2 - t2;
            var twice = TLane.Broadcast(-2) * (h2 + t2);
            var g = one + (a - slope);
            var lg = slope * g;
            var g1 = twice - lg;
            var l3 = TLane.Fma(g, g, g1);
            var g2 = TLane.Fma(TLane.Broadcast(4), a, -slope * l3);
            var a2 = g * half;
            var a3 = l3 * TLane.Broadcast(1.0 / 6);
            var a4 = TLane.Fma(g, TLane.Fma(TLane.Broadcast(2), g1, l3), g2) * TLane.Broadcast(1.0 / 24);

            // The series of s'/s - 1 in q: the inverse of L's, then the exponential's.
            var p2 = -a2;
            var a22 = a2 * a2;
            var p3 = TLane.Fma(TLane.Broadcast(2), a22, -a3);
            var p4 = TLane.Fma(TLane.Broadcast(5) * a2, a3 - a22, -a4);
            var c2 = p2 + half;
            var c3 = p3 + p2 + TLane.Broadcast(1.0 / 6);
            var c4 = p4 + p3 + TLane.Fma(half, a22 + p2, TLane.Broadcast(1.0 / 24));
            var step = TLane.Fma(TLane.Fma(TLane.Fma(c4, q, c3), q, c2) * q, q, q);

            var vol = TLane.Fma(s, step, s) / TLane.Load(block.Roots, at);
            var sure = (TLane.Abs(q) < TLane.Broadcast(MostStep)) & (h < TLane.Broadcast(TimeValueShape.MostH))
                & (t < TLane.Broadcast(TimeValueShape.MostT)) & (h * t < TLane.Broadcast(TimeValueShape.MostY));
            var mark = TLane.Load(vols, at);
            // A mark is NaN where there is a vol to find.
            vol = TLane.Select(mark <= zero, mark, TLane.Select(sure, vol, mark));
            solved = solved & (vol > zero);
            TLane.Store(vol, vols, at);
        }

        return !TLane.Any(solved ^ (zero <= TLane.Broadcast(0)));
    }

    /// <summary>Minus the status, 0 for a price without time value; NaN, the careful path's, where none of these applies.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TLane Mark<TLane>(TLane price, TLane strike, TLane sign, TLane forwardValue, TLane timeValue, TLane smaller)
        where TLane : struct, ILane<TLane>
    {
        var zero = TLane.Broadcast(0);
        var infinity = TLane.Broadcast(double.PositiveInfinity);
        var known = (price <= infinity) & (strike > zero) & (strike < infinity) & (sign * sign > zero) & (forwardValue >= zero);
        var mark = TLane.Broadcast(double.NaN);
        mark = TLane.Select(timeValue <= zero, zero, mark);
        mark = TLane.Select(timeValue < zero, TLane.Broadcast(-(double)ImpliedVolStatus.BelowIntrinsic), mark);
        mark = TLane.Select((timeValue > zero) & (timeValue >= smaller), TLane.Broadcast(-(double)ImpliedVolStatus.AboveMaximum), mark);
        return TLane.Select(known, mark, TLane.Broadcast(-(double)ImpliedVolStatus.NotANumber));
    }
}
