using System.Globalization;
using Poise.Chains;
using Poise.Domain;

namespace Poise.Flow;

/// <summary>Levels as prices of what dealers hedge with: an index level times the future's price over the index.</summary>
internal static class HedgeLevels
{
    /// <summary>Quarterly futures trade in the next contract from so many days before they end.</summary>
    private const int RollDays = 8;

    /// <summary>Null, with a note where that needs a reason: no price of the instrument is known. Hedged in the underlying itself the levels stand as they are.</summary>
    public static HedgeLevelsView? Of(OptionChain chain, HedgeInstrument hedge, double? zeroGamma, WallLevels walls, List<string> notes)
    {
        if (hedge.Name == chain.Underlying)
            return null;
        if (Price(chain, hedge) is not (double price, string source))
        {
            notes.Add($"onHedge: no price of {hedge.Name} in the file and no forward of the quarterly expiry it follows");
            return null;
        }
        double ratio = price / chain.Spot;
        return new HedgeLevelsView(hedge.Name, ratio, source, zeroGamma * ratio, walls.Call * ratio, walls.Put * ratio);
    }

    private static (double Price, string Source)? Price(OptionChain chain, HedgeInstrument hedge)
    {
        foreach (FutureRow row in chain.Snapshot.Futures)
        {
            if (row.Contract.Id.Symbol != hedge.Name)
                continue;
            if (row.Quote.IsTwoSided)
                return (row.Quote.Mid, "mid");
            if (row.Mark > 0 && double.IsFinite(row.Mark))
                return (row.Mark, "mark");
        }
        if (chain.Products.FirstOrDefault(p => p.Underlying == hedge.Name) is ChainProduct product)
            return (product.Spot, $"of its options' chain at {product.AsOf}");
        if (hedge.Style == PayoffStyle.Inverse)
            return null; // a perpetual follows no expiry
        DateOnly quarter = Quarterly(DateOnly.FromDateTime(chain.AsOf.ToUtc()).AddDays(RollDays));
        foreach (DateOnly day in (DateOnly[])[quarter, quarter.AddDays(-1)]) // the day before, where that Friday is a holiday
        {
            foreach (ExpirySlice slice in chain.Slices)
            {
                if (slice.Product is null && slice.ListedExpiry == day && slice.Forward.Forward > 0)
                    return (slice.Forward.Forward, string.Create(CultureInfo.InvariantCulture, $"forward of {day:yyyy-MM-dd} by {slice.Forward.Rung.Name()}"));
            }
        }
        return null;
    }

    /// <summary>The first third Friday of March, June, September or December on or after the day.</summary>
    private static DateOnly Quarterly(DateOnly day)
    {
        for (DateOnly month = new(day.Year, day.Month, 1); ; month = month.AddMonths(1))
        {
            DateOnly third = month.AddDays((DayOfWeek.Friday - month.DayOfWeek + 7) % 7 + 14);
            if (month.Month % 3 == 0 && third >= day)
                return third;
        }
    }
}
