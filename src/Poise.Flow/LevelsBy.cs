using System.Globalization;
using Poise.Chains;
using Poise.Domain;

namespace Poise.Flow;

/// <summary>Levels of parts of a chain and by other definitions: expiry buckets, all kinds of walls, max pain, expected ranges.</summary>
internal static class LevelsBy
{
    private static readonly ExpiryFilter[] Buckets = [ExpiryFilter.ZeroDays, ExpiryFilter.Week, ExpiryFilter.Month, ExpiryFilter.All];

    /// <summary>By the time in which expiries end. A bucket without an expiry has no number; of a book that is filtered no wider bucket is told.</summary>
    /// <param name="book">The dealers'.</param>
    /// <param name="contracts">All, in order of expiry.</param>
    /// <param name="ordered">All contracts by strike.</param>
    /// <param name="profile">Of the book.</param>
    /// <param name="settings">Wall definition and transition zone.</param>
    public static List<BucketView> Expiries(DealerBook book, List<ContractExposure> contracts, List<ContractExposure> ordered, GexProfile profile, FlowSettings settings)
    {
        double spot = book.Chain.Spot;
        var views = new List<BucketView>();
        foreach (ExpiryFilter filter in Buckets)
        {
            if (settings.Expiries != ExpiryFilter.All && (filter == ExpiryFilter.All || filter > settings.Expiries))
                continue;
            int count = book.Slices.Count(s => DealerBook.Counts(s.Slice, book.Chain.AsOf, filter, settings.DayEnds)); // slices ascend in time
            if (count == 0 || !book.Slices.Take(count).Any(s => s.HasPositions))
            {
                views.Add(new(filter.Name(), count, null, null, [], null, null, null));
                continue;
            }
            List<StrikeLevel> levels = StrikeSum.Of(ordered, count).ConvertAll(s => s.Level);
            // In the order of the totals: the same bits.
            double gex = contracts.Where(c => c.Slice < count).Sum(static c => c.Exposure.Gex);
            List<double> crossings = profile.CrossingsBefore(count);
            double? zero = GexProfile.Primary(crossings, spot);
            WallLevels walls = WallLevels.Of(levels, settings.Walls, spot, zero);
            views.Add(new(filter.Name(), count, gex, zero, crossings, walls.Call, walls.Put, FlowReport.Regime(gex, zero, spot, settings.TransitionZone, [])));
        }
        return views;
    }

    /// <summary>The walls by every definition.</summary>
    public static List<WallsView> Definition(IReadOnlyList<StrikeLevel> levels, double spot, double? zeroGamma) =>
    [
        .. Enum.GetValues<WallDefinition>().Select(d =>
        {
            WallLevels walls = WallLevels.Of(levels, d, spot, zeroGamma);
            return new WallsView(d.Name(), walls.Call, walls.Put);
        }),
    ];

    /// <summary>
    /// The listed strike at which all open options of the expiry together would pay least, if it were the settlement; of several the lowest, null without
    /// open interest. It has no model behind it.
    /// </summary>
    public static double? MaxPain(ExpirySlice slice)
    {
        double calls = 0, puts = 0, putStrikes = 0;
        for (int i = 0; i < slice.Count; i++)
        {
            puts += slice.PutOpenInterest[i];
            putStrikes += slice.PutOpenInterest[i] * slice.Strikes[i];
            calls += slice.CallOpenInterest[i];
        }
        if (!(calls + puts > 0))
            return null;
        // At a settlement K: calls below pay K less their strikes, puts above their strikes less K.
        double best = double.PositiveInfinity, at = double.NaN, callsBelow = 0, callStrikes = 0, putsAbove = puts, strikesAbove = putStrikes;
        for (int i = 0; i < slice.Count; i++)
        {
            double k = slice.Strikes[i];
            putsAbove -= slice.PutOpenInterest[i];
            strikesAbove -= slice.PutOpenInterest[i] * k;
            double pays = callsBelow * k - callStrikes + strikesAbove - putsAbove * k;
            if (pays < best)
                (best, at) = (pays, k);
            callsBelow += slice.CallOpenInterest[i];
            callStrikes += slice.CallOpenInterest[i] * k;
        }
        return at;
    }

    /// <summary>Of the strike with a vol that is nearest to the forward.</summary>
    public static double? AtTheMoneyVol(ExpirySlice slice)
    {
        double forward = slice.Forward.Forward;
        int near = -1;
        for (int i = 0; i < slice.Count; i++)
        {
            if (slice.VolSources[i] != VolSource.None && (near < 0 || Math.Abs(slice.Strikes[i] - forward) < Math.Abs(slice.Strikes[near] - forward)))
                near = i;
        }
        return near < 0 ? null : slice.Vols[near];
    }

    /// <summary>The forward times e^(-+ vol sqrt(T)), the at-the-money vol.</summary>
    public static RangeView? Range(ExpirySlice slice)
    {
        if (AtTheMoneyVol(slice) is not double vol)
            return null;
        double move = vol * Math.Sqrt(slice.Years);
        return new(slice.Forward.Forward * Math.Exp(-move), slice.Forward.Forward * Math.Exp(move));
    }

    /// <summary>A day's share of the at-the-money vol of the expiry nearest to 30 days.</summary>
    public static (double Vol, string Source)? DailyVol(DealerBook book, FlowSettings settings)
    {
        ExpirySlice? best = null;
        foreach (DealerSlice dealers in book.Slices)
        {
            ExpirySlice slice = dealers.Slice;
            if (dealers.HasVols && (best is null || Math.Abs(slice.Years - 30.0 / 365) < Math.Abs(best.Years - 30.0 / 365)))
                best = slice;
        }
        return best is not null && AtTheMoneyVol(best) is double vol
            ? (vol / Math.Sqrt(settings.MarketDays), string.Create(CultureInfo.InvariantCulture, $"at-the-money vol {vol:0.0000} of {best.ListedExpiry:yyyy-MM-dd} over sqrt({settings.MarketDays})"))
            : null;
    }
}
