namespace Poise.Bench;

/// <summary>What repeats say.</summary>
internal static class Quantiles
{
    public static double Median(IEnumerable<double> values) => At([.. values.Order()], 0.5);

    /// <summary>(90th - 10th percentile) / median.</summary>
    public static double Spread(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return Math.Round((At(sorted, 0.9) - At(sorted, 0.1)) / At(sorted, 0.5), 4);
    }

    /// <summary>Straight lines between neighbours.</summary>
    private static double At(double[] sorted, double quantile)
    {
        double at = quantile * (sorted.Length - 1);
        int below = (int)at;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
    }
}
