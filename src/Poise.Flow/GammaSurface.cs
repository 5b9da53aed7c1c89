using Poise.Domain;

namespace Poise.Flow;

/// <summary>
/// GEX over shifted spot and time ahead, every option repriced, and the line of zero gamma through it: an expiry that ends on the way is settled and gone, positions and the
/// vols of today under the chosen rule stay.
/// </summary>
internal static class GammaSurface
{
    /// <summary>Columns are the profile's nodes between these, every so many.</summary>
    private const double Lowest = 0.8, Highest = 1.2;
    private const int EveryNode = 2;

    private static readonly (string Name, int Days)[] Ahead = [("+1 day", 1), ("+2 days", 2), ("+3 days", 3), ("+1 week", 7), ("+2 weeks", 14), ("+3 weeks", 21), ("+1 month", 30)];

    /// <param name="book">Of now, with a position at least.</param>
    /// <param name="profile">Its profile, which is the first row.</param>
    /// <param name="settings">Of both; its horizons are rows too.</param>
    public static GammaSurfaceView Of(DealerBook book, GexProfile profile, FlowSettings settings)
    {
        double spot = book.Chain.Spot;
        int[] columns = Columns(profile, spot);
        var rows = new List<GammaHorizonView> { Row("now", Duration.Zero, book, profile) };
        foreach ((string name, Duration ahead) in Times(book.Chain.AsOf, settings))
        {
            DealerBook later = book.Later(ahead);
            bool isAnyLeft = later.Slices.Any(static s => s.HasPositions);
            rows.Add(Row(name, ahead, later, isAnyLeft ? GexProfile.Of(later, settings) : null));
        }
        return new(settings.VolRule.Name(), [.. columns.Select(j => profile.Spots[j])], rows);

        GammaHorizonView Row(string name, Duration ahead, DealerBook then, GexProfile? gex)
        {
            string at = (book.Chain.AsOf + ahead).ToString();
            if (gex is null)
                return new(name, at, then.Slices.Count, null, null, [], null, []);
            List<double> crossings = gex.Crossings();
            double total = gex.Gex[gex.AtSpot];
            double? zero = GexProfile.Primary(crossings, spot);
            // Whole currency units: the rest is not knowledge.
            return new(name, at, then.Slices.Count, total, zero, crossings, FlowReport.Regime(total, zero, spot, settings.TransitionZone, []), [.. columns.Select(j => Math.Round(gex.Gex[j]))]);
        }
    }

    private static int[] Columns(GexProfile profile, double spot) =>
    [
        .. Enumerable.Range(0, profile.Spots.Length).Where(j => j == profile.AtSpot || profile.Spots[j] / spot is >= Lowest and <= Highest && Math.Abs(j - profile.AtSpot) % EveryNode == 0),
    ];

    /// <summary>By time; of two at one instant the settings' own, which has the better name.</summary>
    private static IEnumerable<(string Name, Duration Ahead)> Times(Instant now, FlowSettings settings) =>
        settings.Horizons.Where(h => h.At > now).Select(h => (h.Name, Ahead: h.At!.Value - now))
            .Concat(Ahead.Select(static a => (a.Name, Ahead: Duration.FromDays(a.Days))))
            .OrderBy(static t => t.Ahead).DistinctBy(static t => t.Ahead);
}
