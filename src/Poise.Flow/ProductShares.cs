using Poise.Chains;

namespace Poise.Flow;

/// <summary>What each product of a chain of several underlyings brings to the total.</summary>
internal static class ProductShares
{
    /// <summary>In the order of the chain's products; empty of a chain of one underlying.</summary>
    public static List<ProductView> Of(DealerBook book, List<ContractExposure> contracts, GexProfile profile)
    {
        var views = new List<ProductView>();
        foreach (ChainProduct product in book.Chain.Products)
        {
            int[] slices = [.. Enumerable.Range(0, book.Slices.Count).Where(s => (book.Slices[s].Slice.Product?.Underlying ?? book.Chain.Underlying) == product.Underlying)];
            Exposure sum = default;
            double openInterest = 0;
            foreach (ContractExposure contract in contracts.Where(c => Array.BinarySearch(slices, c.Slice) >= 0))
            {
                sum += contract.Exposure;
                openInterest += contract.OpenInterest;
            }
            bool isKnown = slices.Any(s => book.Slices[s].HasPositions);
            views.Add(new(
                product.Underlying, product.AsOf.ToString(), product.Spot, product.Ratio, product.ContractSize, slices.Length, openInterest,
                isKnown ? sum.Gex : null, isKnown ? sum.Dex : null, isKnown ? sum.Vex : null, isKnown ? sum.Cex : null, null,
                isKnown ? GexProfile.Primary(profile.Crossings(slices), book.Chain.Spot) : null));
        }
        double all = views.Sum(static v => Math.Abs(v.Gex ?? 0));
        return views.ConvertAll(v => v with { GexShare = v.Gex is double gex && all > 0 ? Math.Abs(gex) / all : null });
    }
}
