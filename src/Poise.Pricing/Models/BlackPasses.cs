using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>What one pass over a block leaves to the next.</summary>
/// <param name="work"><see cref="Columns"/> times <see cref="BlackKernel.Block"/> doubles.</param>
/// <param name="count">Options of this block.</param>
internal readonly ref struct BlackWork(Span<double> work, int count)
{
    public const int Columns = 7;

    public readonly Span<double> D1 = work[..count];
    public readonly Span<double> D2 = work.Slice(BlackKernel.Block, count);
    public readonly Span<double> InverseS = work.Slice(2 * BlackKernel.Block, count);
    public readonly Span<double> E = work.Slice(3 * BlackKernel.Block, count);
    public readonly Span<double> Tail1 = work.Slice(4 * BlackKernel.Block, count);

    /// <summary>e R(|d2|): times the forward's value it is the strike's value times N(-|d2|).</summary>
    public readonly Span<double> Tail2 = work.Slice(5 * BlackKernel.Block, count);

    /// <summary>What rounding left out of |d1|.</summary>
    public readonly Span<double> Low = work.Slice(6 * BlackKernel.Block, count);
}

/// <summary>
/// The passes over a block: d1 and d2, then the tails N(-|d1|) and N(-|d2|), then prices and greeks. With e = exp(-d1^2/2) and
/// R(a) = exp(a^2/2) N(-a): N(-|d1|) = e R(|d1|) and, since F n(d1) = K n(d2), K N(-|d2|) = F e R(|d2|), so that one exponential serves both
/// tails and all greeks.
/// </summary>
internal static class BlackPasses
{
    /// <summary>d1, d2 and 1 / s. True where some total vol s is too small against d1, or no vol at all: then <see cref="BlackClose"/> has to see to the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Distances<TLane, TTerms>(in TTerms terms, ReadOnlySpan<double> vols, in BlackWork work)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        var close = TLane.Broadcast(0);
        var d1s = work.D1;
        var d2s = work.D2;
        var inverses = work.InverseS;
        var lows = work.Low;
        for (var i = 0; i < vols.Length; i += TLane.Count)
        {
            var vol = TLane.AtMost(terms.MostVol(i), TLane.Load(vols, i));
            var s = Distance<TLane, TTerms>(terms, i, vol, out var d1, out var d2, out var inverseS, out var low);
            TLane.Store(d1, d1s, i);
            TLane.Store(d2, d2s, i);
            TLane.Store(inverseS, inverses, i);
            TLane.Store(low, lows, i);
            close = close | IsClose(s, TLane.Abs(d1));
        }

        return TLane.Any(close);
    }

    /// <summary>Whether the difference of the two tails would cancel; so at no vol, and at a negative one. Where neither tail is a double any more nothing is left that could.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane IsClose<TLane>(TLane s, TLane a1)
        where TLane : struct, ILane<TLane> =>
        (s < TLane.Broadcast(1 / 1024.0)) | ((s * TLane.Broadcast(1024) < a1) & (a1 < TLane.Broadcast(NoTail)));

    /// <summary>From here on e^(-a^2 / 2) is 0 as <see cref="Exponential.OfSquare"/> has it.</summary>
    private const double NoTail = 38;

    /// <summary>The total vol s, and what follows from it. <paramref name="low"/> is what rounding left out of |d1|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Distance<TLane, TTerms>(in TTerms terms, int at, TLane vol, out TLane d1, out TLane d2, out TLane inverseS, out TLane low)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        var half = TLane.Broadcast(0.5);
        var s = vol * terms.RootYears(at);
        inverseS = TLane.Broadcast(1) / s;
        var excess = terms.Excess(at, vol, s, inverseS);
        var x = terms.Moneyness(at, out var xLow);
        var h = x * inverseS;
        var hLow = (TLane.Fma(h, TLane.Broadcast(0) - s, x) + TLane.Fma(h, excess, xLow)) * inverseS;
        var t = s * half;
        d1 = h + t;
        d2 = h - t;
        var part = d1 - h;
        var rest = (h - (d1 - part)) + (t - part) + (hLow - excess * half);
        low = rest ^ (d1 & TLane.Broadcast(-0.0));
        return s;
    }

    /// <summary>e = exp(-d1^2/2) and both tails, with one division for the two of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tails<TLane>(in BlackWork work)
        where TLane : struct, ILane<TLane>
    {
        var d1s = work.D1;
        var d2s = work.D2;
        var lows = work.Low;
        var es = work.E;
        var tails1 = work.Tail1;
        var tails2 = work.Tail2;
        for (var i = 0; i < d1s.Length; i += TLane.Count)
        {
            var e = Tail(TLane.Load(d1s, i), TLane.Load(d2s, i), TLane.Load(lows, i), out var tail1, out var tail2);
            TLane.Store(e, es, i);
            TLane.Store(tail1, tails1, i);
            TLane.Store(tail2, tails2, i);
        }
    }

    /// <summary>e and the tails as <see cref="Tails"/> left them; or fresh ones, where that pass was spared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane TailsAt<TLane>(in BlackWork work, int at, bool fresh, TLane d1, TLane d2, out TLane tail1, out TLane tail2)
        where TLane : struct, ILane<TLane>
    {
        if (fresh)
            return Tail(d1, d2, TLane.Load(work.Low, at), out tail1, out tail2);
        tail1 = TLane.Load(work.Tail1, at);
        tail2 = TLane.Load(work.Tail2, at);
        return TLane.Load(work.E, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Tail<TLane>(TLane d1, TLane d2, TLane low, out TLane tail1, out TLane tail2)
        where TLane : struct, ILane<TLane>
    {
        var a1 = TLane.Abs(d1);
        var a2 = TLane.Abs(d2);
        var e = Exponential.OfSquare(a1);
        e = TLane.Fma(a1 * low, TLane.Broadcast(0) - e, e);
        var p1 = Mills.Fraction(a1, out var q1);
        var p2 = Mills.Fraction(a2, out var q2);
        var share = e / (q1 * q2);
        tail1 = p1 * q2 * share;
        tail2 = p2 * q1 * share;
        return e;
    }

    /// <summary>Price, delta, gamma and vega; the block begins at <paramref name="first"/> of the columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Levels<TLane, TTerms>(in TTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> signs, in BlackWork work, bool fresh, in GreekColumns into, int first)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        var d1s = work.D1;
        var d2s = work.D2;
        var inverses = work.InverseS;
        var prices = into.Price;
        var deltas = into.Delta;
        var gammas = into.Gamma;
        var vegas = into.Vega;
        for (var i = 0; i < strikes.Length; i += TLane.Count)
        {
            var d1 = TLane.Load(d1s, i);
            var d2 = TLane.Load(d2s, i);
            var e = TailsAt(work, i, fresh, d1, d2, out var tail1, out var tail2);
            Level(terms, i, TLane.Load(strikes, i), Flip<TLane>(signs, i), d1, d2, TLane.Load(inverses, i), e, tail1, tail2, prices, deltas, gammas, vegas, first + i);
        }
    }

    /// <summary>The sign bit where the option is a put; calls where no signs are given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Flip<TLane>(ReadOnlySpan<double> signs, int at)
        where TLane : struct, ILane<TLane> =>
        signs.IsEmpty ? TLane.Broadcast(0) : TLane.Load(signs, at) & TLane.Broadcast(-0.0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Level<TLane, TTerms>(
        in TTerms terms, int at, TLane strike, TLane flip, TLane d1, TLane d2, TLane inverseS, TLane e, TLane tail1, TLane tail2,
        Span<double> prices, Span<double> deltas, Span<double> gammas, Span<double> vegas, int place)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        var n1 = TLane.BySign(d1 ^ flip, tail1, TLane.Broadcast(1) - tail1);
        if (!prices.IsEmpty)
            TLane.Store(Price(terms, at, strike, terms.Discount(at) * strike, n1, terms.ForwardValue(at) * tail2, d2 ^ flip, flip), prices, place);
        if (!deltas.IsEmpty)
            TLane.Store((terms.SpotShare(at) * n1) ^ flip, deltas, place);
        if (!gammas.IsEmpty)
            TLane.Store(e * inverseS * terms.GammaDensity(at), gammas, place);
        if (!vegas.IsEmpty)
            TLane.Store(e * terms.VegaDensity(at), vegas, place);
    }

    /// <summary>
    /// DF (F N(d1) - K N(d2)), or a put's, as what is small less at most one large number, whose rounding is kept: so the price is off by little more
    /// than its own last digit.
    /// </summary>
    /// <param name="terms">Of the option.</param>
    /// <param name="at">Its place in them.</param>
    /// <param name="strike">K.</param>
    /// <param name="strikeValue">DF K.</param>
    /// <param name="n1">N(d1), or N(-d1).</param>
    /// <param name="inTail">DF K N(-|d2|).</param>
    /// <param name="side">d2, or -d2.</param>
    /// <param name="flip">The sign bit of a put.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Price<TLane, TTerms>(in TTerms terms, int at, TLane strike, TLane strikeValue, TLane n1, TLane inTail, TLane side, TLane flip)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        var zero = TLane.Broadcast(0);
        var forwardValue = terms.ForwardValue(at);
        var tail = inTail ^ (side & TLane.Broadcast(-0.0));
        var small = TLane.Fma(forwardValue, n1, tail) - TLane.BySign(side, zero, terms.StrikeValueLow(at, strike, strikeValue));
        var price = (small - TLane.BySign(side, zero, strikeValue)) ^ flip;
        return TLane.AtLeast(TLane.AtLeast(zero, (forwardValue - strikeValue) ^ flip), price);
    }
}
