using Poise.Pricing;

namespace Poise.Chains;

/// <summary>One expiry of a fitted surface, with how near it is to its quotes.</summary>
/// <param name="Slice">The expiry.</param>
/// <param name="Fit">The smile and how its fit ended: <see cref="SmileFit.IsFitted"/> says whether the surface stands on it.</param>
/// <param name="Errors">Of this smile against the out-of-the-money quotes with a bid.</param>
/// <param name="LeastG">The least Durrleman g over all strikes: below 0 is butterfly arbitrage; NaN where there is no smile.</param>
/// <param name="LeastGap">
/// The least total variance above the fitted expiry before, over the strikes that either has a bid at: below 0 the two smiles cross, and the surface takes the
/// earlier one there. 0 for the first.
/// </param>
public sealed record SmileSlice(ExpirySlice Slice, SmileFit Fit, SmileErrors Errors, double LeastG, double LeastGap)
{
    /// <summary>The smile's slope at a strike, dvol / d ln K at a fixed forward, vol per 1.00; NaN where the expiry was not fitted.</summary>
    public double SlopeAt(double strike) => Fit.IsFitted ? Fit.Smile.VolSlope(LogMoneyness.Of(strike, Slice.Forward.Forward), Slice.Years) : double.NaN;
}

/// <summary>
/// SVI smiles of all expiries, each free of butterfly arbitrage. As a surface, an expiry's total variance is the highest of its own smile's and all
/// earlier ones' at the same k: the highest of convex prices is convex, so that no strike has calendar or butterfly arbitrage. Expiries with too few quotes are
/// listed with the reason and are no part of the surface.
/// </summary>
public sealed class SviSurface : SmileSurface
{
    // A smile looks at this many smiles after it, each fitted alone, not to stand above them.
    private const int Ahead = 4;

    private readonly RawSvi[] _smiles;
    private readonly (double Low, double High)[] _reaches;

    private SviSurface(double spot, SmileSlice[] slices, ExpirySlice[] expiries, RawSvi[] smiles, (double Low, double High)[] reaches)
        : base(spot, expiries, AtMoney(smiles)) => (Slices, _smiles, _reaches) = (slices, smiles, reaches);

    /// <summary>All expiries of the chain, ascending in time, the ones that were not fitted included.</summary>
    public IReadOnlyList<SmileSlice> Slices { get; }

    /// <summary>Fits a chain: raw SVI, all expiries jointly.</summary>
    public static SviSurface Fit(OptionChain chain) => Jointly(SurfaceQuotes.Of(chain));

    /// <summary>The same, quotes weighted where the money decides: the smiles that pages show.</summary>
    public static SviSurface ByMoney(OptionChain chain) => Jointly(SurfaceQuotes.Of(chain), SviWeights.Money);

    /// <summary>Each expiry with regard to its neighbours: not below the one before where either has quotes, as far as the quotes let it.</summary>
    public static SviSurface Jointly(SurfaceQuotes quotes, SviWeights weights = SviWeights.Spread)
    {
        SviSurface alone = EachAlone(quotes, weights);
        int n = quotes.Slices.Count;
        var later = new SviReach[n];
        for (int i = 0; i < n; i++)
        {
            SmileFit found = alone.Slices[i].Fit;
            later[i] = found.Smile.IsSmile && found.Status is SmileFitStatus.Ok ? Reach(found.Smile, quotes.Slices[i]) : SviReach.None;
        }
        var fit = new SviFit(quotes.Longest, weights);
        var fits = new SmileFit[n];
        SviReach earlier = SviReach.None;
        for (int i = 0; i < n; i++)
        {
            var fence = new SviFence(earlier, later.AsMemory(i + 1, Math.Min(Ahead, n - i - 1)));
            fits[i] = fit.Fit(quotes.Slices[i].Smile, fence, alone.Slices[i].Fit.Smile, isNear: true);
            if (fits[i].IsFitted)
                earlier = Reach(fits[i].Smile, quotes.Slices[i]);
        }
        return Of(quotes, fits);
    }

    /// <summary>Each expiry without regard to the others.</summary>
    public static SviSurface EachAlone(SurfaceQuotes quotes, SviWeights weights = SviWeights.Spread)
    {
        var fit = new SviFit(quotes.Longest, weights);
        var fits = new SmileFit[quotes.Slices.Count];
        RawSvi hint = RawSvi.None;
        for (int i = 0; i < fits.Length; i++)
        {
            fits[i] = fit.Fit(quotes.Slices[i].Smile, SviFence.None, hint);
            if (fits[i].IsFitted)
                hint = fits[i].Smile;
        }
        return Of(quotes, fits);
    }

    /// <summary>SSVI: at-the-money variances of each expiry, made to rise in time, and three numbers for the whole surface.</summary>
    public static SviSurface Ssvi(SurfaceQuotes quotes) => Of(quotes, SsviQuotes.Fit(quotes, EachAlone(quotes)));

    public override double Price(int expiry, double x, out double slope)
    {
        if (!(x > 0) || !double.IsFinite(x))
            return slope = double.NaN;
        double k = LogMoneyness.Of(x, 1), most = _smiles[expiry].TotalVariance(k);
        int best = expiry;
        for (int i = 0; i < expiry; i++)
        {
            double w = _smiles[i].TotalVariance(k);
            if (w > most)
                (most, best) = (w, i);
        }
        return SmilePrice.Of(_smiles[best], x, x >= 1, out slope);
    }

    protected private override bool Reaches(int expiry, double x) => x >= _reaches[expiry].Low && x <= _reaches[expiry].High;

    private static double[] AtMoney(RawSvi[] smiles)
    {
        var prices = new double[smiles.Length];
        double most = 0;
        for (int i = 0; i < smiles.Length; i++)
            prices[i] = most = Math.Max(most, SmilePrice.Of(smiles[i], 1, isCall: true, out _));
        return prices;
    }

    private static SviSurface Of(SurfaceQuotes quotes, SmileFit[] fits)
    {
        var variances = new double[quotes.Longest];
        var scratch = new double[quotes.Longest];
        var slices = new SmileSlice[fits.Length];
        var expiries = new List<ExpirySlice>(fits.Length);
        var smiles = new List<RawSvi>(fits.Length);
        var reaches = new List<(double Low, double High)>(fits.Length);
        SviReach earlier = SviReach.None;
        for (int i = 0; i < fits.Length; i++)
        {
            SliceQuotes slice = quotes.Slices[i];
            RawSvi smile = fits[i].Smile;
            Span<double> of = variances.AsSpan(0, slice.Count);
            smile.TotalVariance(slice.Smile.K, of);
            SmileErrors errors = SmileErrors.Of(slice.Smile, of, scratch.AsSpan(0, slice.Count));
            double gap = 0;
            if (fits[i].IsFitted)
            {
                SviReach own = Reach(smile, slice);
                if (earlier.Smile.IsSmile)
                    gap = CalendarSpread.Minimum(earlier.Smile, smile, Math.Min(earlier.Low, own.Low), Math.Max(earlier.High, own.High), out _);
                earlier = own;
                expiries.Add(slice.Slice);
                smiles.Add(smile);
                reaches.Add((slice.X[0], slice.X[slice.Count - 1]));
            }
            slices[i] = new SmileSlice(slice.Slice, fits[i], errors, Butterfly.Minimum(smile, out _), gap);
        }
        return new SviSurface(quotes.Chain.Spot, slices, [.. expiries], [.. smiles], [.. reaches]);
    }

    private static SviReach Reach(in RawSvi smile, SliceQuotes slice)
    {
        int low = 0, high = slice.Count - 1;
        while (low < high && !(slice.Bids[low] > 0))
            low++;
        while (high > low && !(slice.Bids[high] > 0))
            high--;
        return slice.WithBid > 0 ? new SviReach(smile, slice.K[low], slice.K[high]) : SviReach.None with { Smile = smile };
    }
}
