namespace Poise.Chains;

/// <summary>
/// The most that later expiries allow an earlier one to be worth: at any strike over forward a price is at most a later expiry's, and that, being convex,
/// is at most the straight line between asks on both sides.
/// </summary>
internal static class AskCeiling
{
    /// <summary>Out-of-the-money prices at expiry <paramref name="at"/>'s own x; infinity where no later expiry has asks on both sides.</summary>
    public static void Of(IReadOnlyList<SliceQuotes> slices, int at, double[] into)
    {
        SliceQuotes own = slices[at];
        Span<double> ceiling = into.AsSpan(0, own.Count);
        ReadOnlySpan<double> x = own.X.AsSpan(0, own.Count);
        ceiling.Fill(double.PositiveInfinity);
        for (int i = at + 1; i < slices.Count; i++)
        {
            SliceQuotes later = slices[i];
            // The same instant is not later.
            if (!(later.Slice.Years > own.Slice.Years))
                continue;
            double[] grid = later.X, asks = later.Asks;
            int j = 0;
            for (int k = 0; k + 1 < later.Count && j < x.Length; k++)
            {
                double a = grid[k], b = grid[k + 1];
                if (x[j] > b)
                    continue;
                double low = asks[k] + Intrinsic(a), slope = (asks[k + 1] + Intrinsic(b) - low) / (b - a);
                for (; j < x.Length && x[j] <= b; j++)
                {
                    if (x[j] >= a)
                        ceiling[j] = Math.Min(ceiling[j], low + slope * (x[j] - a) - Intrinsic(x[j]));
                }
            }
        }
    }

    private static double Intrinsic(double x) => Math.Max(1 - x, 0);
}
