using Poise.Pricing;

namespace Poise.Chains;

/// <summary>One expiry of a fitted surface, with how near it is to its quotes.</summary>
/// <param name="Slice">The expiry.</param>
/// <param name="Fit">The smile and how its fit ended.</param>
/// <param name="Errors">Against the out-of-the-money quotes with a bid.</param>
/// <param name="LeastG">The least Durrleman g over all strikes: below 0 is butterfly arbitrage.</param>
/// <param name="LeastGap">The least total variance above the expiry before, over all strikes: below 0 is calendar arbitrage; 0 for the first.</param>
public sealed record SmileSlice(ExpirySlice Slice, SmileFit Fit, SmileErrors Errors, double LeastG, double LeastGap);

/// <summary>SVI smiles of all expiries, ascending in time.</summary>
public sealed class SviSurface
{
    private SviSurface(SmileSlice[] slices) => Slices = slices;

    public IReadOnlyList<SmileSlice> Slices { get; }

    /// <summary>Each expiry nowhere below the one before: free of calendar arbitrage too.</summary>
    public static SviSurface Jointly(SurfaceQuotes quotes)
    {
        SviSurface alone = EachAlone(quotes);
        int n = quotes.Slices.Count;
        var reaches = new SviReach[n];
        for (int i = 0; i < n; i++)
        {
            SmileFit found = alone.Slices[i].Fit;
            bool isSound = found.Smile.IsSmile && found.Status is SmileFitStatus.Ok;
            reaches[i] = isSound ? Reach(found.Smile, quotes.Slices[i]) : SviReach.None;
        }
        var fit = new SviFit(quotes.Longest);
        var variances = new double[quotes.Longest];
        var scratch = new double[quotes.Longest];
        var slices = new SmileSlice[n];
        SviReach earlier = SviReach.None;
        for (int i = 0; i < n; i++)
        {
            SliceQuotes slice = quotes.Slices[i];
            ReadOnlyMemory<SviReach> later = reaches.AsMemory(i + 1, Math.Min(Ahead, n - i - 1));
            SmileFit found = fit.Fit(slice.Smile, new SviFence(earlier, later), alone.Slices[i].Fit.Smile, isNear: true);
            slices[i] = Judge(slice, found, earlier, variances, scratch);
            if (found.Smile.IsSmile)
                earlier = Reach(found.Smile, slice);
        }
        return new SviSurface(slices);
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

    // A smile looks at this many smiles after it, each fitted alone, not to stand above them.
    private const int Ahead = 4;

    /// <summary>Each expiry alone: free of butterfly arbitrage, while neighbours may cross.</summary>
    public static SviSurface EachAlone(SurfaceQuotes quotes, SviWeights weights = SviWeights.Spread)
    {
        var fit = new SviFit(quotes.Longest, weights);
        var variances = new double[quotes.Longest];
        var scratch = new double[quotes.Longest];
        var slices = new SmileSlice[quotes.Slices.Count];
        SviReach earlier = SviReach.None;
        for (int i = 0; i < slices.Length; i++)
        {
            SliceQuotes slice = quotes.Slices[i];
            SmileFit found = fit.Fit(slice.Smile, SviFence.None, earlier.Smile);
            slices[i] = Judge(slice, found, earlier, variances, scratch);
            if (found.Smile.IsSmile)
                earlier = Reach(found.Smile, slice);
        }
        return new SviSurface(slices);
    }

    internal static SmileSlice Judge(SliceQuotes slice, in SmileFit found, in SviReach earlier, double[] variances, double[] scratch)
    {
        Span<double> of = variances.AsSpan(0, slice.Count);
        found.Smile.TotalVariance(slice.Smile.K, of);
        SmileErrors errors = SmileErrors.Of(slice.Smile, of, scratch.AsSpan(0, slice.Count));
        double gap = 0;
        if (earlier.Smile.IsSmile)
        {
            SviReach own = Reach(found.Smile, slice);
            gap = CalendarSpread.Minimum(earlier.Smile, found.Smile, Math.Min(earlier.Low, own.Low), Math.Max(earlier.High, own.High), out _);
        }
        return new SmileSlice(slice.Slice, found, errors, Butterfly.Minimum(found.Smile, out _), gap);
    }
}
