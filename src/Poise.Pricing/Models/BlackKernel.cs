using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// Black-76 in blocks of options, in three passes that each fit the registers: d1 and d2, then the tails N(-|d1|) and N(-|d2|), then prices and
/// greeks. With e = exp(-d1^2/2) and R(a) = exp(a^2/2) N(-a): N(-|d1|) = e R(|d1|) and, since F n(d1) = K n(d2), K N(-|d2|) = F e R(|d2|), so
/// that one exponential serves both tails and all greeks. docs/pricing.md derives it.
/// </summary>
internal static class BlackKernel
{
    /// <summary>Options a block: their work columns fill a third of the nearest cache.</summary>
    public const int Block = 128;

    /// <summary>Up to this total vol nothing is left to happen: vols count within 1e-100 and 1e8, roots of years from 1e-100.</summary>
    private const double Settled = 1e-90;

    private const double FarTail = 1000;

    /// <summary>What one pass leaves to the next.</summary>
    private readonly ref struct Passes(Span<double> work, int count)
    {
        public const int Columns = 7;

        public readonly Span<double> D1 = work[..count];
        public readonly Span<double> D2 = work.Slice(Block, count);
        public readonly Span<double> InverseS = work.Slice(2 * Block, count);
        public readonly Span<double> E = work.Slice(3 * Block, count);
        public readonly Span<double> Tail1 = work.Slice(4 * Block, count);

        /// <summary>e R(|d2|): times the forward's value it is the strike's value times N(-|d2|).</summary>
        public readonly Span<double> Tail2 = work.Slice(5 * Block, count);

        /// <summary>What rounding left out of |d1|.</summary>
        public readonly Span<double> Low = work.Slice(6 * Block, count);
    }

    /// <summary>Options of one expiry.</summary>
    [SkipLocalsInit]
    public static void Run<TLane>(in SliceTerms slice, in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in GreekColumns into)
        where TLane : struct, ILane<TLane>
    {
        Span<double> work = stackalloc double[Passes.Columns * Block];
        var terms = new ExpiryTerms<TLane>(slice, strikes);
        for (var first = 0; first < vols.Length; first += Block)
        {
            var count = Math.Min(Block, vols.Length - first);
            RunBlock<TLane, ExpiryTerms<TLane>>(terms.From(first), strikes.Strikes.Slice(first, count), vols.Slice(first, count), Part(signs, first, count), into.Part(first, count), work);
        }
    }

    /// <summary>Options of one expiry whose logarithms nobody has kept: anchored at the forward.</summary>
    [SkipLocalsInit]
    public static void Run<TLane>(in SliceTerms slice, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in GreekColumns into)
        where TLane : struct, ILane<TLane>
    {
        Span<double> work = stackalloc double[(Passes.Columns + 2) * Block];
        var high = work.Slice(Passes.Columns * Block, Block);
        var low = work.Slice((Passes.Columns + 1) * Block, Block);
        var anchor = LogStrikes.AnchorAt(slice.Forward);
        var terms = new ExpiryTerms<TLane>(slice, anchor, high, low);
        for (var first = 0; first < vols.Length; first += Block)
        {
            var count = Math.Min(Block, vols.Length - first);
            var some = strikes.Slice(first, count);
            LogStrikes.Run<TLane>(some, anchor, high, low);
            RunBlock<TLane, ExpiryTerms<TLane>>(terms, some, vols.Slice(first, count), Part(signs, first, count), into.Part(first, count), work);
        }
    }

    /// <summary>Options that share nothing.</summary>
    [SkipLocalsInit]
    public static void Run<TLane>(in OptionRows rows, in GreekColumns into)
        where TLane : struct, ILane<TLane>
    {
        Span<double> work = stackalloc double[Passes.Columns * Block + RowTerms<TLane>.Work];
        for (var first = 0; first < rows.Length; first += Block)
        {
            var count = Math.Min(Block, rows.Length - first);
            var strikes = rows.Strikes.Slice(first, count);
            var terms = new RowTerms<TLane>(rows.Rates.Slice(first, count), rows.Yields.Slice(first, count), work[(Passes.Columns * Block)..]);
            terms.Fill(rows.Spots.Slice(first, count), strikes, rows.Years.Slice(first, count));
            RunBlock<TLane, RowTerms<TLane>>(terms, strikes, rows.Vols.Slice(first, count), rows.Signs.Slice(first, count), into.Part(first, count), work);
        }
    }

    private static ReadOnlySpan<double> Part(ReadOnlySpan<double> column, int first, int count) => column.IsEmpty ? column : column.Slice(first, count);

    private static void RunBlock<TLane, TTerms>(in TTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in GreekColumns into, Span<double> work)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        var passes = new Passes(work, vols.Length);
        var close = Distances<TLane, TTerms>(terms, vols, passes);
        Tails<TLane>(passes);
        if (close)
            Settle<TLane, TTerms>(terms, vols, passes);
        if (into.WantsLevelsOnly)
            Levels<TLane, TTerms>(terms, strikes, signs, passes, into);
        else
            BlackGreeks.All<TLane, TTerms>(terms, strikes, vols, signs, passes.D1, passes.D2, passes.InverseS, passes.E, passes.Tail1, passes.Tail2, into);
        if (close && !into.Price.IsEmpty)
            Refine<TLane, TTerms>(terms, strikes, vols, signs, passes, into.Price);
    }

    /// <summary>d1, d2 and 1 / s. True where some total vol s is so small against d1 that <see cref="Settle"/> and <see cref="Refine"/> are needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Distances<TLane, TTerms>(in TTerms terms, ReadOnlySpan<double> vols, in Passes passes)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        var one = TLane.Broadcast(1);
        var half = TLane.Broadcast(0.5);
        var close = TLane.Broadcast(0);
        var d1 = passes.D1;
        var d2 = passes.D2;
        var inverse = passes.InverseS;
        var low = passes.Low;
        for (var i = 0; i < vols.Length; i += TLane.Count)
        {
            var vol = Counted(TLane.Load(vols, i));
            var root = terms.RootYears(i);
            var s = vol * root;
            var sLow = TLane.Fma(vol, terms.RootYearsLow(i), TLane.Fma(vol, root, -s));
            var inverseS = one / s;
            var x = terms.Moneyness(i, out var xLow);
            var h = x * inverseS;
            var hLow = (TLane.Fma(-h, s, x) + TLane.Fma(-h, sLow, xLow)) * inverseS;
            var t = s * half;
            var sum = h + t;
            var part = sum - h;
            var rest = (h - (sum - part)) + (t - part) + TLane.Fma(sLow, half, hLow);
            TLane.Store(sum, d1, i);
            TLane.Store(h - t, d2, i);
            TLane.Store(inverseS, inverse, i);
            TLane.Store(rest ^ (sum & TLane.Broadcast(-0.0)), low, i);
            close = close | IsClose(s, TLane.Abs(sum));
        }

        return TLane.Any(close);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Counted<TLane>(TLane vol)
        where TLane : struct, ILane<TLane> =>
        TLane.AtMost(TLane.Broadcast(1e8), TLane.AtLeast(TLane.Broadcast(1e-100), vol));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane IsClose<TLane>(TLane s, TLane a1)
        where TLane : struct, ILane<TLane> =>
        s * TLane.Broadcast(1024) < TLane.AtLeast(TLane.Broadcast(1), a1);

    /// <summary>e = exp(-d1^2/2) and both tails, with one division for the two of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tails<TLane>(in Passes passes)
        where TLane : struct, ILane<TLane>
    {
        var far = TLane.Broadcast(FarTail);
        var d1 = passes.D1;
        var d2 = passes.D2;
        var es = passes.E;
        var tails1 = passes.Tail1;
        var tails2 = passes.Tail2;
        var lows = passes.Low;
        for (var i = 0; i < d1.Length; i += TLane.Count)
        {
            var a1 = TLane.AtMost(far, TLane.Abs(TLane.Load(d1, i)));
            var a2 = TLane.AtMost(far, TLane.Abs(TLane.Load(d2, i)));
            var e = Exponential.OfSquare(a1);
            e = TLane.Fma(a1 * TLane.Load(lows, i), -e, e);
            TLane.Store(e, es, i);
            var p1 = Mills.Fraction(a1, out var q1);
            var p2 = Mills.Fraction(a2, out var q2);
            var share = e / (q1 * q2);
            TLane.Store(p1 * q2 * share, tails1, i);
            TLane.Store(p2 * q1 * share, tails2, i);
        }
    }

    /// <summary>No density is left where the total vol is nothing.</summary>
    private static void Settle<TLane, TTerms>(in TTerms terms, ReadOnlySpan<double> vols, in Passes passes)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        for (var i = 0; i < vols.Length; i += TLane.Count)
        {
            var settled = Counted(TLane.Load(vols, i)) * terms.RootYears(i) <= TLane.Broadcast(Settled);
            TLane.Store(TLane.Select(settled, TLane.Broadcast(0), TLane.Load(passes.E, i)), passes.E, i);
            TLane.Store(TLane.Select(settled, TLane.Broadcast(0), TLane.Load(passes.InverseS, i)), passes.InverseS, i);
        }
    }

    /// <summary>Price, delta, gamma and vega.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Levels<TLane, TTerms>(in TTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> signs, in Passes passes, in GreekColumns into)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        var density = TLane.Broadcast(Normal.InverseRootTwoPi);
        var d1 = passes.D1;
        var d2 = passes.D2;
        var inverse = passes.InverseS;
        var es = passes.E;
        var tails1 = passes.Tail1;
        var tails2 = passes.Tail2;
        var prices = into.Price;
        var deltas = into.Delta;
        var gammas = into.Gamma;
        var vegas = into.Vega;
        for (var i = 0; i < strikes.Length; i += TLane.Count)
        {
            var flip = signs.IsEmpty ? zero : TLane.Load(signs, i) & TLane.Broadcast(-0.0);
            var tail1 = TLane.Load(tails1, i);
            var n1 = TLane.BySign(TLane.Load(d1, i) ^ flip, tail1, one - tail1);
            var forwardValue = terms.ForwardValue(i);
            var share = terms.SpotShare(i);
            if (!prices.IsEmpty)
                TLane.Store(Price<TLane, TTerms>(terms, i, TLane.Load(strikes, i), n1, TLane.Load(tails2, i), TLane.Load(d2, i), flip), prices, i);
            if (!deltas.IsEmpty)
                TLane.Store((share * n1) ^ flip, deltas, i);
            var e = TLane.Load(es, i) * density;
            if (!gammas.IsEmpty)
                TLane.Store(e * TLane.Load(inverse, i) * (share * terms.InverseSpot(i)), gammas, i);
            if (!vegas.IsEmpty)
                TLane.Store(e * (forwardValue * terms.RootYears(i)), vegas, i);
        }
    }

    /// <summary>
    /// DF (F N(d1) - K N(d2)), or a put's, as what is small less at most one large number, whose rounding is kept: so the price is off by little more
    /// than its own last digit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLane Price<TLane, TTerms>(in TTerms terms, int at, TLane strike, TLane n1, TLane tail2, TLane d2, TLane flip)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        var zero = TLane.Broadcast(0);
        var forwardValue = terms.ForwardValue(at);
        var strikeValue = terms.Discount(at) * strike;
        var side = d2 ^ flip;
        var tail = (forwardValue * tail2) ^ TLane.BySign(side, TLane.Broadcast(-0.0), zero);
        var small = TLane.Fma(forwardValue, n1, tail) - TLane.BySign(side, zero, terms.StrikeValueLow(at, strike, strikeValue));
        var price = (small - TLane.BySign(side, zero, strikeValue)) ^ flip;
        return TLane.AtLeast(TLane.AtLeast(zero, (forwardValue - strikeValue) ^ flip), price);
    }

    /// <summary>
    /// Prices at a total vol so small that e R(|d1|) - e R(|d2|) would cancel: its Taylor series around the middle m = |x| / s,
    /// -2 t (R'(m) + t^2 R'''(m) / 6) with t = s / 2, R' = m R - 1 / sqrt(2 pi) and R''' = (2 + m^2) R' + m R. Beyond m = 4 that R' would cancel
    /// in its turn: there it is -R / (m + 2 / (m + 3 / (m + ...))), Laplace's continued fraction of Mills' ratio (32 levels: 2e-15 at 4, less beyond).
    /// </summary>
    private static void Refine<TLane, TTerms>(in TTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in Passes passes, Span<double> prices)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        const int levels = 32;
        var zero = TLane.Broadcast(0);
        var far = TLane.Broadcast(FarTail);
        var half = TLane.Broadcast(0.5);
        for (var i = 0; i < strikes.Length; i += TLane.Count)
        {
            var s = Counted(TLane.Load(vols, i)) * terms.RootYears(i);
            var d1 = TLane.Load(passes.D1, i);
            var needed = IsClose(s, TLane.Abs(d1));
            if (!TLane.Any(needed))
                continue;
            var m = TLane.AtMost(far, TLane.Abs(d1 + TLane.Load(passes.D2, i)) * half);
            var v = m;
            for (var n = levels; n >= 2; n--)
                v = m + TLane.Broadcast(n) / v;
            var r = Mills.Fraction(m, out var denominator) / denominator;
            var slope = TLane.Select(m > TLane.Broadcast(4), -r / v, TLane.Fma(m, r, TLane.Broadcast(-Normal.InverseRootTwoPi)));
            var bend = TLane.Fma(TLane.Fma(m, m, TLane.Broadcast(2)), slope, m * r);
            var t = s * half;
            var difference = TLane.Fma(t * t * TLane.Broadcast(1 / 6.0), bend, slope) * (t * TLane.Broadcast(-2));
            var forwardValue = terms.ForwardValue(i);
            var timeValue = forwardValue * TLane.Load(passes.E, i) * difference;
            var flip = signs.IsEmpty ? zero : TLane.Load(signs, i) & TLane.Broadcast(-0.0);
            var intrinsic = TLane.AtLeast(zero, (forwardValue - terms.Discount(i) * TLane.Load(strikes, i)) ^ flip);
            TLane.Store(TLane.Select(needed, intrinsic + timeValue, TLane.Load(prices, i)), prices, i);
        }
    }
}
