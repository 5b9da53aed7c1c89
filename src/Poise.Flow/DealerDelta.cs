using Poise.Chains;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Flow;

/// <summary>The dealers' delta in units of underlying, every option repriced where the world has moved to.</summary>
internal static class DealerDelta
{
    /// <param name="book">Of now.</param>
    /// <param name="rule">How vols follow spot.</param>
    /// <param name="spots">Where spot may be.</param>
    /// <param name="vol">Added to all vols beside the rule, 0.01 a point.</param>
    /// <param name="time">From now.</param>
    /// <param name="rollOff">What has ended by then is gone; else it stays at its settlement delta.</param>
    /// <param name="delta">One a spot, added to.</param>
    public static void Add(DealerBook book, VolRule rule, ReadOnlySpan<double> spots, double vol, Duration time, bool rollOff, Span<double> delta)
    {
        double spot = book.Chain.Spot;
        foreach (DealerSlice dealers in book.Slices)
        {
            ExpirySlice slice = dealers.Slice;
            Duration left = slice.Expiry - book.Chain.AsOf;
            if (time >= left)
            {
                for (int j = 0; j < spots.Length && !rollOff; j++)
                    delta[j] += AtExpiry(dealers, spots[j]);
                continue;
            }
            SliceTerms terms = slice.Terms(spot);
            if (time > Duration.Zero)
                terms = DeltaLater.After(terms, (left - time).Years);
            if (rule == VolRule.StickyStrike && vol == 0)
            {
                Black76.AddDeltaProfile(terms, slice.LogStrikes, slice.Vols, dealers.CallUnits, dealers.PutUnits, spots, delta);
                continue;
            }
            double[] vols = new double[slice.Vols.Length];
            // Under sticky strike one move serves all spots.
            int at = rule == VolRule.StickyStrike ? spots.Length : 1;
            for (int j = 0; j < spots.Length; j += at)
            {
                StickyVols.At(slice, rule, book.VolSlope, spots[j] / spot, vol, vols);
                Black76.AddDeltaProfile(terms, slice.LogStrikes, vols, dealers.CallUnits, dealers.PutUnits, spots.Slice(j, at), delta.Slice(j, at));
            }
        }
    }

    private static double AtExpiry(DealerSlice dealers, double spot)
    {
        double delta = 0;
        for (int i = 0; i < dealers.Slice.Count; i++)
        {
            double strike = dealers.Slice.Strikes[i];
            double call = spot > strike ? 1 : spot < strike ? 0 : 0.5;
            delta += dealers.CallUnits[i] * call + dealers.PutUnits[i] * (call - 1);
        }
        return delta;
    }
}
