using Poise.Chains;

namespace Poise.Flow;

/// <summary>The vols of an expiry after spot has moved, by each rule.</summary>
internal static class StickyVols
{
    /// <summary>No vol falls below this share of itself: near zero every strike would be a spike of gamma of its own.</summary>
    private const double Least = 0.25;

    /// <param name="slice">Of today.</param>
    /// <param name="rule">How vols follow spot.</param>
    /// <param name="slope">Of <see cref="VolRule.SpotVolBeta"/>: move of all vols a unit of ln S.</param>
    /// <param name="ratio">The new spot over today's.</param>
    /// <param name="move">Added to all vols beside, 0.01 a point.</param>
    /// <param name="vols">One a strike, filled here.</param>
    public static void At(ExpirySlice slice, VolRule rule, double slope, double ratio, double move, Span<double> vols)
    {
        if (rule == VolRule.StickyMoneyness)
            ByMoneyness(slice, ratio, vols);
        else
            slice.Vols.CopyTo(vols);
        double shift = rule == VolRule.SpotVolBeta ? move + slope * Math.Log(ratio) : move;
        if (shift == 0)
            return;
        for (int i = 0; i < vols.Length; i++)
            vols[i] = Math.Max(vols[i] + shift, Least * vols[i]);
    }

    // The smile moved with the forward: the vol at K becomes today's vol at K / ratio, linear in strike, flat outside.
    private static void ByMoneyness(ExpirySlice slice, double ratio, Span<double> vols)
    {
        vols.Fill(1);
        int lo = -1, at = 0;
        for (int i = 0; i < slice.Count; i++)
        {
            if (slice.VolSources[i] == VolSource.None)
                continue;
            double k = slice.Strikes[i] / ratio;
            while (at < slice.Count && (slice.VolSources[at] == VolSource.None || slice.Strikes[at] < k))
            {
                if (slice.VolSources[at] != VolSource.None)
                    lo = at;
                at++;
            }
            if (at >= slice.Count)
                vols[i] = slice.Vols[lo];
            else if (lo < 0 || slice.Strikes[at] == k)
                vols[i] = slice.Vols[at];
            else
                vols[i] = slice.Vols[lo] + (slice.Vols[at] - slice.Vols[lo]) * (k - slice.Strikes[lo]) / (slice.Strikes[at] - slice.Strikes[lo]);
        }
    }
}
