using Poise.Domain;

namespace Poise.Chains;

/// <summary>Brings an expiry of one underlying onto another's scale.</summary>
internal static class SliceMapping
{
    /// <param name="asOf">Of the chain: time to expiry is counted from there.</param>
    /// <param name="multiplier">Of the chain's own contracts.</param>
    /// <param name="firstRow">Where the product's rows begin among the chain's.</param>
    /// <param name="listed">The chain's own strikes, ascending.</param>
    public static ExpirySlice Onto(ExpirySlice slice, ChainProduct product, Instant asOf, double multiplier, int firstRow, double[] listed)
    {
        double ratio = product.Ratio, size = slice.Multiplier / (ratio * multiplier);
        var mapped = new ExpirySlice(slice.Expiry, slice.ListedExpiry, slice.Root, slice.Style, multiplier, (slice.Expiry - asOf).Years, slice.Count)
        {
            Forward = slice.Forward with { Forward = slice.Forward.Forward * ratio },
            Product = product,
            ContractSize = size,
            BookStrikes = new double[slice.Strikes.Length],
        };
        mapped.BookStrikes.AsSpan().Fill(1);
        for (int i = 0; i < slice.Count; i++)
        {
            mapped.Strikes[i] = slice.Strikes[i] * ratio;
            mapped.BookStrikes[i] = Nearest(listed, mapped.Strikes[i]);
            mapped.Vols[i] = slice.Vols[i];
            mapped.VolSources[i] = slice.VolSources[i];
            mapped.CallOpenInterest[i] = slice.CallOpenInterest[i] * size;
            mapped.PutOpenInterest[i] = slice.PutOpenInterest[i] * size;
            mapped.CallRows[i] = slice.CallRows[i] < 0 ? -1 : slice.CallRows[i] + firstRow;
            mapped.PutRows[i] = slice.PutRows[i] < 0 ? -1 : slice.PutRows[i] + firstRow;
        }
        mapped.KeepLogarithms();
        return mapped;
    }

    /// <summary>Of two as near the lower.</summary>
    private static double Nearest(double[] listed, double strike)
    {
        int at = Array.BinarySearch(listed, strike);
        if (at >= 0)
            return strike;
        at = ~at;
        if (at == 0 || at == listed.Length)
            return listed[Math.Min(at, listed.Length - 1)];
        return listed[at] - strike < strike - listed[at - 1] ? listed[at] : listed[at - 1];
    }
}
