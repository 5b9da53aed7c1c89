using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// A row of cells. As in the double kernel one exponential e = exp(-d1^2/2) and one division serve both tails and all greeks: N(-|d1|) = e R(|d1|),
/// K N(-|d2|) = F e R(|d2|), R(a) = exp(a^2/2) N(-a).
/// </summary>
internal static class ScanKernel
{
    /// <summary>|ln(F/K)| beyond which a cell is refused.</summary>
    private const float FarthestMoneyness = 6;

    /// <summary>Beyond this the tails, below 1e-20, are nothing to the stated error.</summary>
    private const float FarthestTail = 9.5f;

    /// <summary>The number of refused cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run<TLane>(in ScanRow row, in ScanSpots axis, in ScanColumns into)
        where TLane : struct, IFloatLane<TLane>
    {
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        var far = TLane.Broadcast(FarthestTail);
        var farthest = TLane.Broadcast(FarthestMoneyness);
        var refusal = TLane.Broadcast(float.NaN);
        var shift = TLane.Broadcast(row.Shift);
        var shiftLow = TLane.Broadcast(row.ShiftLow);
        var inverse = TLane.Broadcast(row.InverseTotal);
        var half = TLane.Broadcast(row.HalfTotal);
        var minusHalf = TLane.Broadcast(-row.HalfTotal);
        var flip = TLane.Broadcast(row.Flip);
        var share = TLane.Broadcast(row.Share);
        var strikeValue = TLane.Broadcast(row.StrikeValue);
        var prices = into.Price;
        var deltas = into.Delta;
        var gammas = into.Gamma;
        var vegas = into.Vega;
        // Whoever asks for gamma or vega alone is spared the tails.
        var tails = !prices.IsEmpty || !deltas.IsEmpty;
        var refused = 0;
        for (var at = 0; at < axis.Length; at += TLane.Count)
        {
            var x = (TLane.Load(axis.Log, at) + shift) + (TLane.Load(axis.LogLow, at) + shiftLow);
            var within = TLane.NotAbove(TLane.Abs(x), farthest);
            refused += TLane.Missing(within);
            var d1 = TLane.Fma(x, inverse, half);
            var a1 = TLane.AtMost(far, TLane.Abs(d1));
            var e = OfSquare(a1) + TLane.Select(within, zero, refusal);
            var spot = TLane.Load(axis.Spot, at);
            if (tails)
            {
                var d2 = TLane.Fma(x, inverse, minusHalf);
                var a2 = TLane.AtMost(far, TLane.Abs(d2));
                var p1 = Fraction(a1, out var q1);
                var p2 = Fraction(a2, out var q2);
                var both = e / (q1 * q2);
                var tail1 = p1 * q2 * both;
                var n1 = TLane.BySign(d1 ^ flip, tail1, one - tail1);
                if (!prices.IsEmpty)
                {
                    var forwardValue = spot * share;
                    var strikeTail = forwardValue * (p2 * q1 * both);
                    var strikePart = TLane.BySign(d2 ^ flip, strikeTail, strikeValue - strikeTail);
                    TLane.Store(TLane.AtLeast(zero, (forwardValue * n1 - strikePart) ^ flip), prices, at);
                }

                if (!deltas.IsEmpty)
                    TLane.Store((share * n1) ^ flip, deltas, at);
            }

            if (!gammas.IsEmpty)
                TLane.Store(e * TLane.Broadcast(row.Gamma) * TLane.Load(axis.Inverse, at), gammas, at);
            if (!vegas.IsEmpty)
                TLane.Store(e * TLane.Broadcast(row.Vega) * spot, vegas, at);
        }

        return refused;
    }

    /// <summary>e^(-a^2 / 2) for a on [0, 9.5], in powers of two; 2^r on [-1/2, 1/2] to 2e-9 before rounding (own minimax fit in 34-digit arithmetic).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane OfSquare<TLane>(TLane a)
        where TLane : struct, IFloatLane<TLane>
    {
        var scaled = a * TLane.Broadcast(-0.72134752f); // -log2(e) / 2
        var magic = TLane.Broadcast(FloatBits.Rounder);
        var rounded = TLane.Fma(scaled, a, magic);
        var r = TLane.Fma(scaled, a, magic - rounded);
        var p = TLane.Fma(TLane.Broadcast(0.000153526750034f), r, TLane.Broadcast(0.00133988491401f));
        p = TLane.Fma(p, r, TLane.Broadcast(0.0096184399951f));
        p = TLane.Fma(p, r, TLane.Broadcast(0.0555033254731f));
        p = TLane.Fma(p, r, TLane.Broadcast(0.240226478905f));
        p = TLane.Fma(p, r, TLane.Broadcast(0.693147202809f));
        return TLane.Fma(p, r, TLane.Broadcast(1)) * TLane.PowerOfRounded(rounded);
    }

    /// <summary>
    /// exp(a^2/2) N(-a) on [0, 9.5] as numerator and denominator of degree 4 and 5 with positive coefficients: own minimax fit (Lawson weights) in
    /// 34-digit arithmetic, relative error 2.3e-9 before rounding.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Fraction<TLane>(TLane a, out TLane denominator)
        where TLane : struct, IFloatLane<TLane>
    {
        var p = TLane.Fma(TLane.Broadcast(0.00362429697209f), a, TLane.Broadcast(0.0372511899807f));
        p = TLane.Fma(p, a, TLane.Broadcast(0.173077101638f));
        p = TLane.Fma(p, a, TLane.Broadcast(0.424354314798f));
        var q = TLane.Fma(TLane.Broadcast(0.00908447567538f), a, TLane.Broadcast(0.0933875182436f));
        q = TLane.Fma(q, a, TLane.Broadcast(0.442678294367f));
        q = TLane.Fma(q, a, TLane.Broadcast(1.15994354431f));
        q = TLane.Fma(q, a, TLane.Broadcast(1.64659336019f));
        denominator = TLane.Fma(q, a, TLane.Broadcast(1));
        return TLane.Fma(p, a, TLane.Broadcast(0.5f));
    }
}
