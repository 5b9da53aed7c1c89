using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// Implied vols of market-like quotes: a close start and one step of fourth order, each a pass over a block so that the passes stay short and rows overlap.
/// A vol is written where the step is small enough to be sure of it, NaN where the careful path has to look.
/// </summary>
internal static class QuoteKernel
{
    /// <summary>The largest step, relative: what is left is 0.11 times its fourth power, 6e-17 of the vol.</summary>
    private const double MostStep = 1.5e-4;

    /// <summary>The value of each quote, time value over sqrt(F K); NaN where it is not between 0 and the largest.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Normalise<TLane>(in QuoteBlock block, ReadOnlySpan<double> prices, ReadOnlySpan<double> strikes, ReadOnlySpan<double> signs)
        where TLane : struct, ILane<TLane>
    {
        var zero = TLane.Broadcast(0);
        var all = zero <= TLane.Broadcast(0);
        for (var at = 0; at < prices.Length; at += TLane.Count)
        {
            var price = TLane.Load(prices, at);
            var strike = TLane.Load(strikes, at);
            var sign = TLane.Load(signs, at);
            var discount = TLane.Load(block.Discounts, at);
            var forwardValue = TLane.Load(block.ForwardValues, at);
            var strikeValue = discount * strike;
            var intrinsic = sign * (TLane.Fma(-discount, strike, forwardValue) + TLane.Load(block.ForwardValueLows, at));
            // A product that is not normal would lose digits: such a row is left to the careful path too.
            var product = forwardValue * strikeValue;
            var timeValue = TLane.Fma(TLane.Broadcast(-0.5), intrinsic + TLane.Abs(intrinsic), price);
            var open = (timeValue > zero) & (timeValue < forwardValue) & (timeValue < strikeValue) & (sign * sign > zero) & (product > TLane.Broadcast(1e-290));
            // A mask of all bits is a NaN.
            TLane.Store((timeValue / TLane.Sqrt(product)) | (open ^ all), block.Values, at);
        }
    }

    /// <summary>x = |ln(F/K)|, as k ln 2 + 2 atanh z, z = (K 2^-k - F) / (K 2^-k + F): the numerator is exact, and the quotient gets its remainder.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Measure<TLane>(in QuoteBlock block, ReadOnlySpan<double> strikes)
        where TLane : struct, ILane<TLane>
    {
        var one = TLane.Broadcast(1);
        for (var at = 0; at < strikes.Length; at += TLane.Count)
        {
            var strike = TLane.Load(strikes, at);
            var forward = TLane.Load(block.Forwards, at);
            var k = TLane.Exponent(strike * TLane.Load(block.Scales, at));
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
            TLane.Store(StartingDeviation.Steepness(TLane.Load(block.Distances, at), TLane.Load(block.Values, at)), block.Deviations, at);
        for (var at = 0; at < length; at += TLane.Count)
            TLane.Store(StartingDeviation.Of(TLane.Load(block.Distances, at), TLane.Load(block.Values, at), TLane.Load(block.Deviations, at)), block.Deviations, at);
    }

    /// <summary>h, W and the value at the start, as z = (b - value) / (b + value).</summary>
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
            var w = TimeValueShape.Of(TimeValueShape.Defect(h), x * x * quarter, s * s * quarter);
            TLane.Store(w, block.Shapes, at);
            var model = s * w * TimeValueShape.Density(h);
            var b = TLane.Load(block.Values, at);
            TLane.Store((b - model) / (b + model), block.Values, at);
        }
    }

    /// <summary>
    /// The step in ln s to ln b = ln(value), from L = ln b: with A = h^2 - t^2, B = h^2 + t^2 and l = dL / dln s = 1 / (W e^(t^2/2)) the derivatives
    /// by ln s close, l' = l (1 + A - l), A' = -2B, B' = -2A. The fourth coefficient of the step is, within
    /// 0.11 of up to 4, a function of the third: own least squares fit. Tells whether every row now has a vol.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static bool Step<TLane>(in QuoteBlock block, Span<double> vols)
        where TLane : struct, ILane<TLane>
    {
        var one = TLane.Broadcast(1);
        var half = TLane.Broadcast(0.5);
        var all = one <= TLane.Broadcast(1);
        var solved = all;
        for (var at = 0; at < vols.Length; at += TLane.Count)
        {
            var s = TLane.Load(block.Deviations, at);
            var h = TLane.Load(block.Distances, at);
            var w = TLane.Load(block.Shapes, at);
            var z = TLane.Load(block.Values, at);
            var t = s * half;
            var h2 = h * h;
            var t2 = t * t;

            // ln(b / value) = 2 atanh z
            var z2 = z * z;
            var log = TLane.Fma(TLane.Fma(TLane.Fma(TLane.Broadcast(2.0 / 7), z2, TLane.Broadcast(0.4)), z2, TLane.Broadcast(2.0 / 3)) * z2, z, z + z);

            var inverseSlope = w * TimeValueShape.SmallExponential(t2 * half);
            var slope = one / inverseSlope;
            var q = log * inverseSlope;
            var a = h2 - t2;
            var twice = TLane.Broadcast(-2) * (h2 + t2);
            var g = one + (a - slope);
            var l3 = TLane.Fma(g, g, twice - slope * g);
            var a2 = g * half;

            // The series of s'/s - 1 in q: the inverse of L's, then the exponential's.
            var c2 = half - a2;
            var c3 = TLane.Fma(TLane.Broadcast(2) * a2, a2, TLane.Fma(l3, TLane.Broadcast(-1.0 / 6), TLane.Broadcast(1.0 / 6) - a2));
            var c4 = TLane.Fma(TLane.Fma(TLane.Broadcast(0.54331343), c3, TLane.Broadcast(0.43795043)), c3, TLane.Broadcast(-0.00434703));
            var step = TLane.Fma(TLane.Fma(TLane.Fma(c4, q, c3), q, c2) * q, q, q);

            var vol = s / TLane.Load(block.Roots, at);
            vol = TLane.Fma(vol, step, vol);
            // A mask of all bits is a NaN.
            var sure = (TLane.Abs(q) < TLane.Broadcast(MostStep)) & (h < TLane.Broadcast(TimeValueShape.MostH))
                & (t < TLane.Broadcast(TimeValueShape.MostT)) & (h * t < TLane.Broadcast(TimeValueShape.MostY));
            solved = solved & sure;
            TLane.Store(vol | (sure ^ all), vols, at);
        }

        return !TLane.Any(solved ^ all);
    }
}
