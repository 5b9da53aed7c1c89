using Poise.Domain;

namespace Poise.Flow;

/// <summary>What the next expiry takes away, and what is left after it at today's spot and vols.</summary>
internal static class RollOff
{
    /// <param name="book">Of now, with an expiry at least.</param>
    /// <param name="profile">Its profile.</param>
    /// <param name="settings">Of both.</param>
    public static RollOffView? Of(DealerBook book, GexProfile profile, FlowSettings settings)
    {
        if (book.Slices.Count == 0)
            return null;
        Instant at = book.Slices[0].Slice.Expiry;
        double ends = 0, all = 0, openInterest = 0;
        for (int s = 0; s < book.Slices.Count; s++)
        {
            double gex = profile.BySlice[s][profile.AtSpot];
            all += gex;
            if (book.Slices[s].Slice.Expiry != at)
                continue;
            ends += gex;
            for (int i = 0; i < book.Slices[s].Slice.Count; i++)
                openInterest += book.Slices[s].Slice.CallOpenInterest[i] + book.Slices[s].Slice.PutOpenInterest[i];
        }
        DealerBook later = book.Later(at - book.Chain.AsOf);
        if (later.Slices.Count == 0)
            return new(at.ToString(), ends, openInterest, all, null, null, null, []);
        GexProfile after = GexProfile.Of(later, settings);
        double left = after.Gex[after.AtSpot];
        double? zero = GexProfile.Primary(after.Crossings(), book.Chain.Spot);
        return new(at.ToString(), ends, openInterest, all, left, zero, FlowReport.Regime(left, zero, book.Chain.Spot, settings.TransitionZone, []), FlowReport.Points(after.Spots, after.Gex));
    }
}
