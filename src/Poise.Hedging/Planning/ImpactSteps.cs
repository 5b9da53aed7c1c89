using System.Numerics;
using Poise.Domain;

namespace Poise.Hedging;

/// <summary>
/// Expected impact of a trade, Y sigma sqrt(Q / V) of its value (docs/units.md: square root), as straight pieces between 1, 2, ... 8, 10, 12, 14, 16, 20, ... lots (four to each doubling): exact at those, above the law between them by at most half a percent of it, and convex as it is.
/// </summary>
public static class ImpactSteps
{
    /// <summary>Currency, of so many lots, by the law.</summary>
    /// <param name="factor">Y.</param>
    public static double Law(Tradable instrument, double factor, double lots)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return instrument.DailyVolume == 0 ? 0 : SquareRootImpact.Of(instrument.DailyVol, lots, instrument.DailyVolume, factor) * lots * instrument.ValueAt(instrument.Middle);
    }

    /// <summary>Currency, of so many lots, by the pieces.</summary>
    public static double Of(Tradable instrument, double factor, long lots)
    {
        if (lots == 0)
            return 0;
        (long below, long above) = (0, 1);
        while (above < lots)
            (below, above) = (above, After(above));
        double low = Law(instrument, factor, below), high = Law(instrument, factor, above);
        return low + (high - low) * (lots - below) / (above - below);
    }

    /// <summary>What lots cost one after the other, on top of so much each.</summary>
    internal static CostStep[] Steps(Tradable instrument, double factor, long size, double each)
    {
        if (size == 0)
            return [];
        if (Law(instrument, factor, 1) == 0)
            return [new CostStep(size, each)];
        List<CostStep> steps = [];
        double before = double.NegativeInfinity;
        for ((long below, long above) = (0, 1); below < size; (below, above) = (above, After(above)))
        {
            double slope = (Law(instrument, factor, above) - Law(instrument, factor, below)) / (above - below);
            before = Math.Max(before, each + slope);
            steps.Add(new CostStep(Math.Min(above, size) - below, before));
        }
        return [.. steps];
    }

    /// <summary>1, 2, ... 8, 10, 12, 14, 16, 20, ...</summary>
    private static long After(long at) => at < 8 ? at + 1 : at + (1L << (BitOperations.Log2((ulong)at) - 2));
}
