using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>What a block takes beside the usual passes where some of its options have next to no vol, none, or one that is no vol.</summary>
internal static class BlackClose
{
    /// <summary>Up to this total vol nothing is left to happen: none counts as less than 1e-100, or than 1e-200 where no time is left.</summary>
    internal const double Settled = 1e-90;

    /// <summary>The least vol over the most.</summary>
    private const double Least = 1e-108;

    private const double FarTail = 1000;

    /// <summary>As <see cref="BlackPasses.Distances"/>, whatever the vols: the same bits where they are usual.</summary>
    public static void Distances<TLane, TTerms>(in TTerms terms, ReadOnlySpan<double> vols, in BlackWork work)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        var far = TLane.Broadcast(FarTail);
        for (var i = 0; i < vols.Length; i += TLane.Count)
        {
            BlackPasses.Distance<TLane, TTerms>(terms, i, Counted<TLane, TTerms>(terms, i, vols), out var d1, out var d2, out var inverseS, out var low);
            TLane.Store(TLane.AtMost(far, TLane.AtLeast(-far, d1)), work.D1, i);
            TLane.Store(TLane.AtMost(far, TLane.AtLeast(-far, d2)), work.D2, i);
            TLane.Store(inverseS, work.InverseS, i);
            TLane.Store(low, work.Low, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Counted<TLane, TTerms>(in TTerms terms, int at, ReadOnlySpan<double> vols)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        var most = terms.MostVol(at);
        return TLane.AtMost(most, TLane.AtLeast(most * TLane.Broadcast(Least), TLane.Load(vols, at)));
    }

    /// <summary>No density is left where the total vol is nothing; a NaN stays.</summary>
    public static void Settle<TLane, TTerms>(in TTerms terms, ReadOnlySpan<double> vols, in BlackWork work)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        var zero = TLane.Broadcast(0);
        for (var i = 0; i < vols.Length; i += TLane.Count)
        {
            var e = TLane.Load(work.E, i);
            var settled = (Counted<TLane, TTerms>(terms, i, vols) * terms.RootYears(i) <= TLane.Broadcast(Settled)) & (e >= zero);
            TLane.Store(TLane.Select(settled, zero, e), work.E, i);
            TLane.Store(TLane.Select(settled, zero, TLane.Load(work.InverseS, i)), work.InverseS, i);
        }
    }

    /// <summary>
    /// Prices at a total vol so small that e R(|d1|) - e R(|d2|) would cancel: its Taylor series around the middle m = |x| / s,
    /// -2 t (R'(m) + t^2 R'''(m) / 6) with t = s / 2, R' = m R - 1 / sqrt(2 pi) and R''' = (2 + m^2) R' + m R. Beyond m = 4 that R' would cancel
    /// in its turn: there it is -R / (m + 2 / (m + 3 / (m + ...))), Laplace's continued fraction of Mills' ratio (32 levels: 2e-15 at 4, less beyond).
    /// </summary>
    public static void Refine<TLane, TTerms>(in TTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in BlackWork work, Span<double> prices, int first)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        const int levels = 32;
        var zero = TLane.Broadcast(0);
        var far = TLane.Broadcast(FarTail);
        var half = TLane.Broadcast(0.5);
        for (var i = 0; i < strikes.Length; i += TLane.Count)
        {
            var s = Counted<TLane, TTerms>(terms, i, vols) * terms.RootYears(i);
            var d1 = TLane.Load(work.D1, i);
            var needed = BlackPasses.IsClose(s, TLane.Abs(d1));
            if (!TLane.Any(needed))
                continue;
            var m = TLane.AtMost(far, TLane.Abs(d1 + TLane.Load(work.D2, i)) * half);
            var v = m;
            for (var n = levels; n >= 2; n--)
                v = m + TLane.Broadcast(n) / v;
            var r = Mills.Fraction(m, out var denominator) / denominator;
            var slope = TLane.Select(m > TLane.Broadcast(4), -r / v, TLane.Fma(m, r, TLane.Broadcast(-Normal.InverseRootTwoPi)));
            var bend = TLane.Fma(TLane.Fma(m, m, TLane.Broadcast(2)), slope, m * r);
            var t = s * half;
            var difference = TLane.Fma(t * t * TLane.Broadcast(1 / 6.0), bend, slope) * (t * TLane.Broadcast(-2));
            var forwardValue = terms.ForwardValue(i);
            var timeValue = forwardValue * TLane.Load(work.E, i) * difference;
            var intrinsic = TLane.AtLeast(zero, (forwardValue - terms.Discount(i) * TLane.Load(strikes, i)) ^ BlackPasses.Flip<TLane>(signs, i));
            TLane.Store(TLane.Select(needed, intrinsic + timeValue, TLane.Load(prices, first + i)), prices, first + i);
        }
    }
}
