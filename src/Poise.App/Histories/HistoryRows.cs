using Poise.Domain;
using Poise.Flow;
using Poise.Storage;

namespace Poise.App;

/// <summary>What of a flow view goes into the history beside its snapshot.</summary>
internal static class HistoryRows
{
    private static readonly string[] Buckets = [.. Enum.GetValues<ExpiryFilter>().Select(static f => f.Name())];

    public static bool IsBucket(string name) => Buckets.Contains(name, StringComparer.Ordinal);

    public static IReadOnlyList<string> AllBuckets => Buckets;

    /// <summary>One row a bucket; where nothing can be computed they say so by nulls.</summary>
    /// <param name="snapshot">Its split is kept with the levels.</param>
    public static IReadOnlyList<LevelsRow> Of(MarketSnapshot snapshot, FlowView view, int marketDays)
    {
        return [.. Buckets.Select(name => Row(name, view.Buckets.FirstOrDefault(b => b.Bucket == name)))];

        LevelsRow Row(string name, BucketView? bucket) => new()
        {
            Underlying = snapshot.Underlying,
            AsOf = snapshot.AsOf,
            Day = snapshot.QuoteDate,
            MarketDays = marketDays,
            Spot = view.Spot,
            Split = snapshot.Split?.Ratio,
            Signs = view.Conventions.Signs,
            Walls = view.Conventions.Walls,
            Bucket = name,
            Gex = bucket?.Gex,
            ZeroGamma = bucket?.ZeroGamma,
            CallWall = bucket?.CallWall,
            PutWall = bucket?.PutWall,
            Regime = bucket?.Regime,
            OpenInterestUsed = view.Coverage.OpenInterestUsed,
        };
    }
}
