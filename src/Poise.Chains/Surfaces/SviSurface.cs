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

    /// <summary>Each expiry after the one before and nowhere below it: free of calendar arbitrage too.</summary>
    public static SviSurface Jointly(SurfaceQuotes quotes) => Fit(quotes, isJoint: true);

    /// <summary>Each expiry alone: free of butterfly arbitrage, while neighbours may cross.</summary>
    public static SviSurface EachAlone(SurfaceQuotes quotes) => Fit(quotes, isJoint: false);

    private static SviSurface Fit(SurfaceQuotes quotes, bool isJoint)
    {
        var fit = new SviFit(quotes.Longest);
        var variances = new double[quotes.Longest];
        var scratch = new double[quotes.Longest];
        var slices = new SmileSlice[quotes.Slices.Count];
        RawSvi earlier = RawSvi.None;
        for (int i = 0; i < slices.Length; i++)
        {
            SliceQuotes slice = quotes.Slices[i];
            SmileFit found = fit.Fit(slice.Smile, isJoint ? SviFence.None with { Earlier = earlier } : SviFence.None, earlier);
            slices[i] = Judge(slice, found, earlier, variances, scratch);
            if (found.Smile.IsSmile)
                earlier = found.Smile;
        }
        return new SviSurface(slices);
    }

    internal static SmileSlice Judge(SliceQuotes slice, in SmileFit found, in RawSvi earlier, double[] variances, double[] scratch)
    {
        Span<double> of = variances.AsSpan(0, slice.Count);
        found.Smile.TotalVariance(slice.Smile.K, of);
        SmileErrors errors = SmileErrors.Of(slice.Smile, of, scratch.AsSpan(0, slice.Count));
        double gap = earlier.IsSmile ? CalendarSpread.Minimum(earlier, found.Smile, out _) : 0;
        return new SmileSlice(slice.Slice, found, errors, Butterfly.Minimum(found.Smile, out _), gap);
    }
}
