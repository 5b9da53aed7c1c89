using System.Globalization;
using Poise.Domain;

namespace Poise.Chains;

/// <summary>Whether a snapshot's spot is one that its own options can have been quoted at.</summary>
internal static class SpotCheck
{
    /// <summary>Spot and the forwards by parity of the nearest expiries may differ by so much of spot, and by so much more a year of carry.</summary>
    private const double Allowed = 0.005, AllowedCarry = 0.1;

    private const double Longest = 31.0 / 365;
    private const int Expiries = 3;

    /// <summary>The doubt in a line; null where spot and parity agree or no near expiry has a forward by parity.</summary>
    /// <param name="slices">Ascending in time, with their forwards.</param>
    /// <param name="refused">Parity forwards that are too far from spot to be used.</param>
    public static string? Of(MarketSnapshot snapshot, IReadOnlyList<ExpirySlice> slices, List<double> refused)
    {
        double spot = snapshot.Spot;
        if (refused.Count > 0)
            return Doubt(ParityFit.Median([.. refused]), $"{refused.Count} expiries", "more than half of spot: those forwards are not used");
        // The median of three stands against one expiry of bad quotes.
        List<ExpirySlice> near = [.. slices.Where(static s => s.Forward.Rung == ForwardRung.Parity && s.Years <= Longest).Take(Expiries)];
        if (near.Count == 0)
            return null;
        double forward = ParityFit.Median([.. near.Select(static s => s.Forward.Forward)]), allowed = Allowed + AllowedCarry * near[^1].Years;
        return Math.Abs(forward / spot - 1) <= allowed
            ? null
            : Doubt(forward, near.Count == 1 ? $"expiry {near[0].ListedExpiry:yyyy-MM-dd}" : $"the next {near.Count} expiries", string.Create(CultureInfo.InvariantCulture, $"more than {100 * allowed:0.0#} % of spot: spot may be late, or of something else"));

        string Doubt(double parity, string of, string than) => string.Create(
            CultureInfo.InvariantCulture, $"spot: {spot} ({snapshot.SpotSource}) disagrees with put-call parity of {of}, whose forward is {parity:0.##}: {100 * (parity / spot - 1):+0.00;-0.00} %, {than}");
    }
}
