namespace Poise.Flow;

/// <summary>Means, medians and realised vols with their standard errors.</summary>
internal static class Statistics
{
    /// <summary>The mean of what is known, its error the standard deviation (n - 1) over the root of n.</summary>
    public static MeanView Mean(IEnumerable<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        if (known.Length == 0)
            return new(null, null, 0);
        double mean = known.Average();
        return new(mean, known.Length > 1 ? Math.Sqrt(known.Sum(v => (v - mean) * (v - mean)) / (known.Length - 1) / known.Length) : null, known.Length);
    }

    /// <summary>The 95 % interval of a share of independent trials (Wilson 1927), which does not claim to know after one trial; null without any.</summary>
    public static (double? Low, double? High) Share(int hits, int trials)
    {
        if (trials == 0)
            return (null, null);
        const double z = 1.959963984540054;
        double share = (double)hits / trials, scale = 1 + z * z / trials, middle = share + z * z / (2 * trials);
        double half = z * Math.Sqrt(share * (1 - share) / trials + z * z / (4.0 * trials * trials));
        return ((middle - half) / scale, (middle + half) / scale);
    }

    public static double? Median(List<double> values)
    {
        if (values.Count == 0)
            return null;
        List<double> sorted = [.. values.Order()];
        return 0.5 * (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]);
    }

    /// <summary>
    /// The root of v = sum r² / sum dt, r the log returns, dt their years; no mean is taken off. The error of v is that of a ratio,
    /// sqrt(n / (n - 1) sum (r² - v dt)²) / sum dt, and that of its root is it over 2 sqrt(v).
    /// </summary>
    public static RealisedVolView Vol(IReadOnlyList<(double Return, double Years)> returns)
    {
        double years = returns.Sum(static r => r.Years);
        int n = returns.Count;
        if (!(years > 0))
            return new(null, null, n);
        double variance = returns.Sum(static r => r.Return * r.Return) / years;
        double spread = returns.Sum(r => Square(r.Return * r.Return - variance * r.Years));
        double? error = n > 1 && variance > 0 ? Math.Sqrt(n / (n - 1.0) * spread) / years / (2 * Math.Sqrt(variance)) : null;
        return new(Math.Sqrt(variance), error, n);
    }

    private static double Square(double x) => x * x;
}
