using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>What Black's kernel asks of the market: the same for a whole expiry, or a column of each.</summary>
internal interface IBlackTerms<TLane>
    where TLane : struct, ILane<TLane>
{
    /// <summary>x = ln(F / K), with what rounding left out.</summary>
    TLane Moneyness(int at, out TLane low);

    /// <summary>Square root of the years, from 1e-100.</summary>
    TLane RootYears(int at);

    /// <summary>
    /// More vol makes no difference: a total vol of about 1e8, whose d1 the exponential still takes apart, or where no time is left a vol of 1e8, which settles.
    /// </summary>
    TLane MostVol(int at);

    /// <summary>By how much s, the rounded product of vol and <see cref="RootYears"/>, exceeds vol sqrt(T).</summary>
    TLane Excess(int at, TLane vol, TLane s, TLane inverseS);

    /// <summary>Present value of the forward, DF F = S e^(-qT).</summary>
    TLane ForwardValue(int at);

    TLane Discount(int at);

    /// <summary>What the rounding of <paramref name="strikeValue"/> = DF K left out.</summary>
    TLane StrikeValueLow(int at, TLane strike, TLane strikeValue);

    /// <summary>1 / S, 0 where there is no spot.</summary>
    TLane InverseSpot(int at);

    /// <summary>dF/dS discounted, DF F / S = e^(-qT).</summary>
    TLane SpotShare(int at);

    /// <summary><see cref="SpotShare"/> over sqrt(2 pi): times e^(-d1^2/2) it is DF F n(d1) / S.</summary>
    TLane SpotDensity(int at);

    /// <summary><see cref="SpotDensity"/> over S: times e^(-d1^2/2) / s it is gamma.</summary>
    TLane GammaDensity(int at);

    /// <summary>Times e^(-d1^2/2) it is vega.</summary>
    TLane VegaDensity(int at);

    TLane Years(int at);

    /// <summary>1 / (2 T), 0 where T is not positive.</summary>
    TLane HalfInverseYears(int at);

    /// <summary>0 at expiry and after, when nothing is carried any more; so the yield.</summary>
    TLane Rate(int at);

    TLane Yield(int at);
}

/// <summary>What is one number for a whole expiry, in every place of a lane. It holds no spans: those would have it cleared and copied at every call.</summary>
internal struct ExpiryLanes<TLane>
    where TLane : struct, ILane<TLane>
{
    /// <summary>No root of the years is smaller, so that nothing is divided by 0.</summary>
    internal const double Tiny = 1e-100;

    /// <summary>A spot below counts as this when divided by.</summary>
    internal const double Smallest = 2.3e-308;

    public TLane AnchorHigh, AnchorLow, ForwardValue, Discount, InverseSpot, Share, SpotDensity, GammaDensity, VegaDensity, Years, HalfInverseYears, RootYears, MostVol, MinusRootYears, MinusRootYearsLow, Rate, Yield;

    /// <param name="terms">Of the expiry.</param>
    /// <param name="anchor">Of the strikes' logarithms.</param>
    /// <param name="carried">Whether rate and yield are asked for.</param>
    /// <param name="lanes">Filled here.</param>
    public static void Fill(in SliceTerms terms, double anchor, bool carried, out ExpiryLanes<TLane> lanes)
    {
        var years = terms.Years <= 0 ? 0 : terms.Years;
        lanes.Years = TLane.Broadcast(years);
        lanes.HalfInverseYears = TLane.Broadcast(years == 0 ? 0 : 0.5 / years);
        var root = Math.Sqrt(years);
        var counted = root <= Tiny ? Tiny : root;
        lanes.RootYears = TLane.Broadcast(counted);
        lanes.MinusRootYears = TLane.Broadcast(-counted);
        lanes.MinusRootYearsLow = TLane.Broadcast(root > Tiny && root < 1e150 ? Math.FusedMultiplyAdd(root, root, -years) / (2 * root) : 0);
        lanes.MostVol = TLane.Broadcast(root <= Tiny ? 1e8 : 1e8 / counted);

        // What is no discount factor or no spot is no number.
        var discount = terms.Discount < 0 ? double.NaN : terms.Discount;
        var forwardValue = discount * terms.Forward;
        var inverseSpot = terms.Spot < 0 ? double.NaN : terms.Spot == 0 ? 0 : 1 / Math.Max(Smallest, terms.Spot);
        var share = terms.Spot == 0 ? discount : forwardValue / terms.Spot;
        lanes.Discount = TLane.Broadcast(discount);
        lanes.ForwardValue = TLane.Broadcast(forwardValue);
        lanes.InverseSpot = TLane.Broadcast(inverseSpot);
        lanes.Share = TLane.Broadcast(share);
        lanes.SpotDensity = TLane.Broadcast(share * Normal.InverseRootTwoPi);
        lanes.GammaDensity = TLane.Broadcast(share * inverseSpot * Normal.InverseRootTwoPi);
        lanes.VegaDensity = TLane.Broadcast(forwardValue * counted * Normal.InverseRootTwoPi);
        lanes.AnchorHigh = TLane.Broadcast(Lane128.First(LogStrikes.Split(Lane128.Broadcast(terms.Forward), Lane128.Broadcast(anchor), out var low)));
        lanes.AnchorLow = TLane.Broadcast(Lane128.First(low));
        if (carried && years > 0)
        {
            // ln DF and ln F/S beside each other
            var logs = LogStrikes.Split(Lane128.Of(terms.Discount, terms.Forward), Lane128.Of(1, terms.Spot), out var rest) + rest;
            var rate = -Lane128.First(logs) / years;
            lanes.Rate = TLane.Broadcast(rate);
            lanes.Yield = TLane.Broadcast(rate - Lane128.Second(logs) / years);
        }
        else
        {
            lanes.Rate = lanes.Yield = TLane.Broadcast(0);
        }
    }
}

/// <summary>A block of one expiry: its lanes, and the logarithms of its strikes over the anchor.</summary>
internal readonly ref struct ExpiryTerms<TLane>(ref readonly ExpiryLanes<TLane> lanes, ReadOnlySpan<double> logHigh, ReadOnlySpan<double> logLow) : IBlackTerms<TLane>
    where TLane : struct, ILane<TLane>
{
    private readonly ref readonly ExpiryLanes<TLane> lanes = ref lanes;
    private readonly ReadOnlySpan<double> logHigh = logHigh, logLow = logLow;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Moneyness(int at, out TLane low)
    {
        var distance = lanes.AnchorHigh - TLane.Load(logHigh, at); // exact: both on one grid
        var rest = lanes.AnchorLow - TLane.Load(logLow, at);
        var x = distance + rest;
        low = rest - (x - distance);
        return x;
    }

    public TLane RootYears(int at) => lanes.RootYears;

    public TLane MostVol(int at) => lanes.MostVol;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Excess(int at, TLane vol, TLane s, TLane inverseS) =>
        TLane.Fma(vol, lanes.MinusRootYearsLow, TLane.Fma(vol, lanes.MinusRootYears, s));

    public TLane ForwardValue(int at) => lanes.ForwardValue;

    public TLane Discount(int at) => lanes.Discount;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane StrikeValueLow(int at, TLane strike, TLane strikeValue) => TLane.Fma(lanes.Discount, strike, TLane.Broadcast(0) - strikeValue);

    public TLane InverseSpot(int at) => lanes.InverseSpot;

    public TLane SpotShare(int at) => lanes.Share;

    public TLane SpotDensity(int at) => lanes.SpotDensity;

    public TLane GammaDensity(int at) => lanes.GammaDensity;

    public TLane VegaDensity(int at) => lanes.VegaDensity;

    public TLane Years(int at) => lanes.Years;

    public TLane HalfInverseYears(int at) => lanes.HalfInverseYears;

    public TLane Rate(int at) => lanes.Rate;

    public TLane Yield(int at) => lanes.Yield;
}

/// <summary>Options that share nothing: columns that <see cref="Fill"/> derives from the raw ones, a block at a time.</summary>
internal readonly ref struct RowTerms<TLane> : IBlackTerms<TLane>
    where TLane : struct, ILane<TLane>
{
    private const int Columns = 8;

    /// <summary>A time longer than this is no time: NaN.</summary>
    private const double Longest = 1e16;

    /// <summary>Doubles of work space for a block.</summary>
    public const int Work = Columns * BlackKernel.Block;

    private readonly ReadOnlySpan<double> spots, times, rates, yields;
    private readonly Span<double> moneyness, moneynessLow, rootYears, minusHalfResidual, forwardValue, discount, discountLow, share;

    /// <param name="rows">All of them.</param>
    /// <param name="first">Where the block begins.</param>
    /// <param name="count">Options of the block.</param>
    /// <param name="work"><see cref="Work"/> doubles.</param>
    public RowTerms(in OptionRows rows, int first, int count, Span<double> work)
    {
        spots = rows.Spots.Slice(first, count);
        times = rows.Years.Slice(first, count);
        rates = rows.Rates.Slice(first, count);
        yields = rows.Yields.Slice(first, count);
        moneyness = work[..count];
        moneynessLow = work.Slice(BlackKernel.Block, count);
        rootYears = work.Slice(2 * BlackKernel.Block, count);
        minusHalfResidual = work.Slice(3 * BlackKernel.Block, count);
        forwardValue = work.Slice(4 * BlackKernel.Block, count);
        discount = work.Slice(5 * BlackKernel.Block, count);
        discountLow = work.Slice(6 * BlackKernel.Block, count);
        share = work.Slice(7 * BlackKernel.Block, count);
    }

    public void Fill(ReadOnlySpan<double> strikes)
    {
        if (!Logarithms(strikes))
        {
            for (var at = 0; at < strikes.Length; at += TLane.Count)
            {
                var low = TLane.Load(moneynessLow, at);
                TLane.Store(Logarithm.Held(TLane.Load(spots, at), TLane.Load(strikes, at), TLane.Load(moneyness, at), ref low), moneyness, at);
                TLane.Store(low, moneynessLow, at);
            }
        }

        Carry();
    }

    /// <summary>ln(S / K); false where some are not to be had this way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Logarithms(ReadOnlySpan<double> strikes)
    {
        var usual = TLane.Broadcast(0) <= TLane.Broadcast(0);
        var above = spots;
        var highs = moneyness;
        var lows = moneynessLow;
        for (var at = 0; at < strikes.Length; at += TLane.Count)
        {
            var spot = TLane.Load(above, at);
            var strike = TLane.Load(strikes, at);
            TLane.Store(Logarithm.Quotient(spot, strike, out var low), highs, at);
            TLane.Store(low, lows, at);
            usual = usual & Logarithm.IsUsual(spot, strike);
        }

        return TLane.All(usual);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Carry()
    {
        var zero = TLane.Broadcast(0);
        var far = TLane.Broadcast(2 * LogStrikes.Far);
        var shortest = TLane.Broadcast(ExpiryLanes<TLane>.Tiny * ExpiryLanes<TLane>.Tiny);
        var allSpots = spots;
        var allTimes = times;
        var allRates = rates;
        var allYields = yields;
        var highs = moneyness;
        var lows = moneynessLow;
        var roots = rootYears;
        var residuals = minusHalfResidual;
        var shares = share;
        var forwardValues = forwardValue;
        var discounts = discount;
        var discountLows = discountLow;
        for (var at = 0; at < allSpots.Length; at += TLane.Count)
        {
            var t = TLane.AtLeast(zero, TLane.Load(allTimes, at));
            var r = TLane.Load(allRates, at);
            var q = TLane.Load(allYields, at);
            var log = TLane.Load(highs, at);
            var drift = r - q;
            var carry = drift * t;
            var high = log + carry;
            var part = high - log;
            var rest = (log - (high - part)) + (carry - part) + (TLane.Load(lows, at) + TLane.Fma(drift, t, zero - carry));
            var x = high + rest;
            TLane.Store(TLane.AtMost(far, TLane.AtLeast(zero - far, x)), highs, at);
            TLane.Store(rest - (x - high), lows, at);
            var counted = TLane.AtLeast(shortest, t) + TLane.Select(t > TLane.Broadcast(Longest), TLane.Broadcast(double.NaN), zero);
            var root = TLane.Sqrt(counted);
            TLane.Store(root, roots, at);
            TLane.Store(TLane.Fma(root, root, zero - counted) * TLane.Broadcast(0.5), residuals, at);
            var carried = Exponential.OfProduct(t, zero - q);
            TLane.Store(carried, shares, at);
            TLane.Store(TLane.Load(allSpots, at) * carried, forwardValues, at);
            TLane.Store(Exponential.OfProduct(t, zero - r, out var discountRest), discounts, at);
            TLane.Store(discountRest, discountLows, at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Moneyness(int at, out TLane low)
    {
        low = TLane.Load(moneynessLow, at);
        return TLane.Load(moneyness, at);
    }

    public TLane RootYears(int at) => TLane.Load(rootYears, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane MostVol(int at) => TLane.AtMost(TLane.Broadcast(1e8), TLane.PowerBetween(TLane.Broadcast(5e7), TLane.Load(rootYears, at)));

    /// <summary>sqrt(T) is the root less residual / (2 root), and 1 / root = vol / s.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Excess(int at, TLane vol, TLane s, TLane inverseS) =>
        TLane.Fma(vol * TLane.Load(minusHalfResidual, at), vol * inverseS, TLane.Fma(TLane.Broadcast(0) - vol, TLane.Load(rootYears, at), s));

    public TLane ForwardValue(int at) => TLane.Load(forwardValue, at);

    public TLane Discount(int at) => TLane.Load(discount, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane StrikeValueLow(int at, TLane strike, TLane strikeValue) =>
        TLane.Fma(TLane.Load(discountLow, at), strike, TLane.Fma(TLane.Load(discount, at), strike, TLane.Broadcast(0) - strikeValue));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane InverseSpot(int at)
    {
        var spot = TLane.Load(spots, at);
        var zero = TLane.Broadcast(0);
        return TLane.Select(spot <= zero, zero, TLane.Broadcast(1) / TLane.AtLeast(TLane.Broadcast(ExpiryLanes<TLane>.Smallest), spot));
    }

    public TLane SpotShare(int at) => TLane.Load(share, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane SpotDensity(int at) => SpotShare(at) * TLane.Broadcast(Normal.InverseRootTwoPi);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane GammaDensity(int at) => SpotShare(at) * InverseSpot(at) * TLane.Broadcast(Normal.InverseRootTwoPi);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane VegaDensity(int at) => ForwardValue(at) * RootYears(at) * TLane.Broadcast(Normal.InverseRootTwoPi);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Years(int at) => TLane.AtLeast(TLane.Broadcast(0), TLane.Load(times, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane HalfInverseYears(int at)
    {
        var t = TLane.Load(times, at);
        var zero = TLane.Broadcast(0);
        return TLane.Select(t <= zero, zero, TLane.Broadcast(0.5) / t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Rate(int at) => TLane.Load(rates, at) & (TLane.Load(times, at) > TLane.Broadcast(0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Yield(int at) => TLane.Load(yields, at) & (TLane.Load(times, at) > TLane.Broadcast(0));
}
