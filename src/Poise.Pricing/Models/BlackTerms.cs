using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>What Black's kernel asks of the market: the same for a whole expiry, or a column of each.</summary>
internal interface IBlackTerms<TLane>
    where TLane : struct, ILane<TLane>
{
    /// <summary>x = ln(F / K), with what rounding left out.</summary>
    TLane Moneyness(int at, out TLane low);

    /// <summary>Square root of the years, at least 1e-100.</summary>
    TLane RootYears(int at);

    /// <summary>What rounding left out of it.</summary>
    TLane RootYearsLow(int at);

    /// <summary>Present value of the forward, DF F = S e^(-qT).</summary>
    TLane ForwardValue(int at);

    TLane Discount(int at);

    /// <summary>What the rounding of <paramref name="strikeValue"/> = DF K left out.</summary>
    TLane StrikeValueLow(int at, TLane strike, TLane strikeValue);

    /// <summary>1 / S, 0 where there is no spot.</summary>
    TLane InverseSpot(int at);

    /// <summary>dF/dS discounted, DF F / S = e^(-qT).</summary>
    TLane SpotShare(int at);

    TLane Years(int at);

    /// <summary>1 / T, 0 where T is not positive.</summary>
    TLane InverseYears(int at);

    TLane Rate(int at);

    TLane Yield(int at);
}

/// <summary>One expiry: scalars, and the logarithms of its strikes over an anchor.</summary>
internal readonly ref struct ExpiryTerms<TLane> : IBlackTerms<TLane>
    where TLane : struct, ILane<TLane>
{
    /// <summary>No root is smaller, so that nothing is divided by 0.</summary>
    internal const double Tiny = 1e-100;

    private readonly ReadOnlySpan<double> logHigh, logLow;
    private readonly double anchorHigh, anchorLow, forwardValue, discount, inverseSpot, share, years, inverseYears, rootYears, rootYearsLow, rate, yield;

    public ExpiryTerms(in SliceTerms terms, in LogStrikes strikes)
        : this(terms, strikes.Anchor, strikes.High, strikes.Low)
    {
    }

    /// <param name="logHigh">ln(K / anchor), with <paramref name="logLow"/> what rounding left out.</param>
    public ExpiryTerms(in SliceTerms terms, double anchor, ReadOnlySpan<double> logHigh, ReadOnlySpan<double> logLow)
    {
        this.logHigh = logHigh;
        this.logLow = logLow;
        years = terms.Years <= 0 ? 0 : terms.Years;
        var expired = years == 0;
        anchorHigh = LogRatio(terms.Forward, anchor, out anchorLow);
        rate = expired ? 0 : -LogRatio(terms.Discount, 1, out _) / years;
        yield = expired ? 0 : rate - LogRatio(terms.Forward, terms.Spot, out _) / years;
        discount = terms.Discount;
        forwardValue = terms.Discount * terms.Forward;
        inverseSpot = terms.Spot == 0 ? 0 : 1 / terms.Spot;
        share = terms.Spot == 0 ? terms.Discount : forwardValue / terms.Spot;
        inverseYears = expired ? 0 : 1 / years;
        var root = Math.Sqrt(years);
        rootYears = root <= Tiny ? Tiny : root;
        rootYearsLow = root <= Tiny ? 0 : Math.FusedMultiplyAdd(-root, root, years) / (2 * root);
    }

    private ExpiryTerms(ExpiryTerms<TLane> all, int first)
    {
        this = all;
        logHigh = all.logHigh[first..];
        logLow = all.logLow[first..];
    }

    /// <summary>The same from the given strike on.</summary>
    public ExpiryTerms<TLane> From(int first) => new(this, first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Moneyness(int at, out TLane low)
    {
        var anchor = TLane.Broadcast(anchorHigh);
        var log = TLane.Load(logHigh, at);
        var high = anchor - log;
        var part = high - anchor;
        var rest = (anchor - (high - part)) - (log + part) + (TLane.Broadcast(anchorLow) - TLane.Load(logLow, at));
        var x = high + rest;
        low = rest - (x - high);
        return x;
    }

    public TLane RootYears(int at) => TLane.Broadcast(rootYears);

    public TLane RootYearsLow(int at) => TLane.Broadcast(rootYearsLow);

    public TLane ForwardValue(int at) => TLane.Broadcast(forwardValue);

    public TLane Discount(int at) => TLane.Broadcast(discount);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane StrikeValueLow(int at, TLane strike, TLane strikeValue) => TLane.Fma(TLane.Broadcast(discount), strike, -strikeValue);

    public TLane InverseSpot(int at) => TLane.Broadcast(inverseSpot);

    public TLane SpotShare(int at) => TLane.Broadcast(share);

    public TLane Years(int at) => TLane.Broadcast(years);

    public TLane InverseYears(int at) => TLane.Broadcast(inverseYears);

    public TLane Rate(int at) => TLane.Broadcast(rate);

    public TLane Yield(int at) => TLane.Broadcast(yield);

    /// <summary>Held within +-2000, so that a spot or a strike of 0 is just far away.</summary>
    private static double LogRatio(double numerator, double denominator, out double low)
    {
        var high = Lane128.First(Logarithm.OfRatio(Lane128.Broadcast(numerator), Lane128.Broadcast(denominator), out var rest));
        low = Lane128.First(rest);
        return high > LogStrikes.Far ? LogStrikes.Far : high < -LogStrikes.Far ? -LogStrikes.Far : high;
    }
}

/// <summary>Options that share nothing: columns that <see cref="Fill"/> derives from the raw ones, a block at a time.</summary>
internal readonly ref struct RowTerms<TLane> : IBlackTerms<TLane>
    where TLane : struct, ILane<TLane>
{
    private const int Columns = 11;

    /// <summary>Doubles of work space for a block.</summary>
    public const int Work = Columns * BlackKernel.Block;

    private readonly ReadOnlySpan<double> rates, yields;
    private readonly Span<double> moneyness, moneynessLow, rootYears, rootYearsLow, forwardValue, discount, discountLow, inverseSpot, share, years, inverseYears;

    public RowTerms(ReadOnlySpan<double> rates, ReadOnlySpan<double> yields, Span<double> work)
    {
        this.rates = rates;
        this.yields = yields;
        var count = work.Length / Columns;
        moneyness = work[..count];
        rootYears = work.Slice(count, count);
        forwardValue = work.Slice(2 * count, count);
        discount = work.Slice(3 * count, count);
        inverseSpot = work.Slice(4 * count, count);
        share = work.Slice(5 * count, count);
        years = work.Slice(6 * count, count);
        inverseYears = work.Slice(7 * count, count);
        discountLow = work.Slice(8 * count, count);
        moneynessLow = work.Slice(9 * count, count);
        rootYearsLow = work.Slice(10 * count, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(ReadOnlySpan<double> spots, ReadOnlySpan<double> strikes, ReadOnlySpan<double> times)
    {
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        for (var at = 0; at < spots.Length; at += TLane.Count)
        {
            var spot = TLane.Load(spots, at);
            var t = TLane.AtLeast(zero, TLane.Load(times, at));
            var r = TLane.Load(rates, at);
            var q = TLane.Load(yields, at);
            var log = Logarithm.Quotient(spot, TLane.Load(strikes, at), out var logLow);
            var drift = r - q;
            var carry = drift * t;
            var high = log + carry;
            var part = high - log;
            var rest = (log - (high - part)) + (carry - part) + (logLow + TLane.Fma(drift, t, -carry));
            var x = high + rest;
            TLane.Store(x, moneyness, at);
            TLane.Store(rest - (x - high), moneynessLow, at);
            var root = TLane.AtLeast(TLane.Broadcast(ExpiryTerms<TLane>.Tiny), TLane.Sqrt(t));
            TLane.Store(root, rootYears, at);
            TLane.Store(TLane.Select(t <= zero, zero, TLane.Fma(-root, root, t) / (root + root)), rootYearsLow, at);
            var carried = Exponential.OfProduct(-q, t);
            TLane.Store(carried, share, at);
            TLane.Store(spot * carried, forwardValue, at);
            TLane.Store(Exponential.OfProduct(-r, t, out var discountRest), discount, at);
            TLane.Store(discountRest, discountLow, at);
            TLane.Store(TLane.Select(spot <= zero, zero, one / spot), inverseSpot, at);
            TLane.Store(t, years, at);
            TLane.Store(TLane.Select(t <= zero, zero, one / t), inverseYears, at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Moneyness(int at, out TLane low)
    {
        low = TLane.Load(moneynessLow, at);
        return TLane.Load(moneyness, at);
    }

    public TLane RootYears(int at) => TLane.Load(rootYears, at);

    public TLane RootYearsLow(int at) => TLane.Load(rootYearsLow, at);

    public TLane ForwardValue(int at) => TLane.Load(forwardValue, at);

    public TLane Discount(int at) => TLane.Load(discount, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane StrikeValueLow(int at, TLane strike, TLane strikeValue) =>
        TLane.Fma(TLane.Load(discountLow, at), strike, TLane.Fma(TLane.Load(discount, at), strike, -strikeValue));

    public TLane InverseSpot(int at) => TLane.Load(inverseSpot, at);

    public TLane SpotShare(int at) => TLane.Load(share, at);

    public TLane Years(int at) => TLane.Load(years, at);

    public TLane InverseYears(int at) => TLane.Load(inverseYears, at);

    public TLane Rate(int at) => TLane.Load(rates, at);

    public TLane Yield(int at) => TLane.Load(yields, at);
}
