using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using static Poise.Runtime.DeskViews;

namespace Poise.Runtime;

/// <summary>The book's greeks by expiry and by convention, for pictures.</summary>
internal static class BookViews
{
    public static IReadOnlyList<ExpiryGreeksView> ByExpiry(Desk desk, Hedger hedger)
    {
        SortedDictionary<Instant, (NetGreeks Sum, int Count, Duration Window)> found = [];
        for (int i = 0; i < desk.Book.Count; i++)
        {
            if (desk.Book.QuantityOf(new(i)) == Lots.Zero || desk.HedgerOf(new ContractIndex(i)) != hedger)
                continue;
            Contract contract = desk.Book.ContractOf(new(i));
            Instant expiry = contract.IsOption || contract.Kind == ContractKind.Future ? contract.Expiry : Instant.Never;
            (NetGreeks sum, int count, Duration window) = found.GetValueOrDefault(expiry);
            found[expiry] = (sum + hedger.Greeks.PositionOf(new(i)), count + 1, contract.SettlementWindow > window ? contract.SettlementWindow : window);
        }
        return [.. found.Select(e => Of(desk, hedger, e.Key, e.Value.Sum, e.Value.Count, e.Value.Window))];
    }

    public static IReadOnlyList<VenueGreeksView> ByVenue(Desk desk, Hedger hedger)
    {
        string own = hedger.Settings.Hedge.Venue;
        SortedDictionary<string, (NetGreeks Sum, int Count)> found = new(StringComparer.Ordinal) { [own] = default };
        for (int i = 0; i < desk.Book.Count; i++)
        {
            if (desk.Book.QuantityOf(new(i)) == Lots.Zero || desk.HedgerOf(new ContractIndex(i)) != hedger)
                continue;
            string venue = desk.Book.ContractOf(new(i)).Id.Venue;
            (NetGreeks sum, int count) = found.GetValueOrDefault(venue);
            found[venue] = (sum + hedger.Greeks.PositionOf(new(i)), count + 1);
        }
        return [.. found.OrderByDescending(v => v.Key == own).Select(v => new VenueGreeksView(
            v.Key, v.Key == own, v.Value.Count, Real(v.Value.Sum.Delta), Real(GammaOfPercent(hedger, v.Value.Sum)), Real(0.01 * v.Value.Sum.Vega), Real(v.Value.Sum.Theta / 365), Real(v.Value.Sum.Value)))];
    }

    public static IReadOnlyList<DeltaView> Deltas(Hedger hedger)
    {
        DeskGreeks greeks = hedger.Greeks;
        HedgeDelta hedged = hedger.HedgedDelta;
        double outrights = greeks.Net.Delta - greeks.Options.Delta;
        var views = new List<DeltaView>();
        foreach ((string name, DeltaKind kind) in DeltaNames.All)
        {
            bool isKnown = kind != DeltaKind.MinimumVariance || hedged.Kind == kind;
            double plain = outrights, premium = 0;
            for (int i = 0; i < greeks.Slices; i++)
            {
                GreekSlice slice = greeks.Slice(i);
                if (slice.Held == 0)
                    continue;
                double own = slice.PremiumNow();
                plain += slice.DeltaNow(hedged with { VarianceScale = 1, Kind = kind }) + (slice.Style == PayoffStyle.Inverse ? own : 0);
                premium += own;
            }
            views.Add(new DeltaView(name, isKnown ? Real(plain) : null, isKnown ? Real(plain - premium) : null, hedged.Kind == kind));
        }
        return views;
    }

    private static ExpiryGreeksView Of(Desk desk, Hedger hedger, Instant expiry, in NetGreeks sum, int count, Duration window)
    {
        bool ends = expiry != Instant.Never;
        Duration left = ends ? expiry - desk.Now : default;
        double? settled = ends && window > Duration.Zero && left < window ? Math.Clamp(1 - left.Seconds / window.Seconds, 0, 1) : null;
        return new(
            ends ? expiry.ToString() : null, ends ? Math.Max(left.Years, 0) : null, count, Real(sum.Delta),
            Real(GammaOfPercent(hedger, sum)), Real(0.01 * sum.Vega), Real(sum.Theta / 365), Real(sum.Value), settled);
    }
}
