using Poise.Pricing;

namespace Poise.Chains;

/// <summary>Quotes of all expiries as SSVI is fitted to them: at-the-money variances from smiles fitted alone, made to rise in time, and at most so many rows an expiry.</summary>
internal static class SsviQuotes
{
    private const int RowsAnExpiry = 60;
    private const double Share = 0.35;
    private const double NarrowestSpread = 2e-3;

    public static SmileFit[] Fit(SurfaceQuotes quotes, SviSurface alone)
    {
        int n = quotes.Slices.Count;
        var thetas = new double[n];
        var weights = new double[n];
        for (int i = 0; i < n; i++)
        {
            SmileFit fit = alone.Slices[i].Fit;
            (thetas[i], weights[i]) = fit.IsFitted ? (fit.Smile.TotalVariance(0), quotes.Slices[i].WithBid) : (0, 0);
        }
        Rise(thetas, weights);
        var rows = new List<(double Theta, double K, double Target, double Scale)>();
        for (int i = 0; i < n; i++)
        {
            if (weights[i] > 0)
                Take(quotes.Slices[i], thetas[i], rows);
        }
        double[] theta = [.. rows.Select(r => r.Theta)], k = [.. rows.Select(r => r.K)], target = [.. rows.Select(r => r.Target)], scale = [.. rows.Select(r => r.Scale)];
        Ssvi surface = SsviFit.Fit(theta, k, target, scale, out int steps);
        var fits = new SmileFit[n];
        for (int i = 0; i < n; i++)
            fits[i] = weights[i] > 0 ? new SmileFit(surface.Slice(thetas[i]), SmileFitStatus.Ok, steps) : alone.Slices[i].Fit;
        return fits;
    }

    private static void Take(SliceQuotes slice, double theta, List<(double Theta, double K, double Target, double Scale)> rows)
    {
        int stride = (slice.WithBid + RowsAnExpiry - 1) / RowsAnExpiry, seen = 0;
        for (int j = 0; j < slice.Count; j++)
        {
            if (!(slice.Bids[j] > 0) || seen++ % stride != 0)
                continue;
            double spread = Math.Max(slice.AskVariances[j] - slice.BidVariances[j], NarrowestSpread * slice.MidVariances[j]);
            rows.Add((theta, slice.K[j], slice.MidVariances[j], Share * spread));
        }
    }

    // Least squares among those that do not fall (pool adjacent violators: Ayer and others, Ann. Math. Stat. 26 (1955)); rows of weight 0 are passed over.
    private static void Rise(double[] values, double[] weights)
    {
        var blocks = new List<(double Sum, double Weight, int End)>();
        for (int i = 0; i < values.Length; i++)
        {
            if (!(weights[i] > 0))
                continue;
            var block = (Sum: values[i] * weights[i], Weight: weights[i], End: i);
            while (blocks.Count > 0 && block.Sum * blocks[^1].Weight < blocks[^1].Sum * block.Weight)
            {
                block = (block.Sum + blocks[^1].Sum, block.Weight + blocks[^1].Weight, block.End);
                blocks.RemoveAt(blocks.Count - 1);
            }
            blocks.Add(block);
        }
        int at = 0;
        foreach ((double sum, double weight, int end) in blocks)
        {
            for (; at <= end; at++)
                values[at] = sum / weight;
        }
    }
}
