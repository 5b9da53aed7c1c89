using System.Globalization;
using Poise.Storage;

namespace Poise.App;

/// <summary>What a history holds of one underlying. Instants are ISO 8601 UTC text.</summary>
/// <param name="Instants">How many; their levels are there.</param>
/// <param name="Snapshots">Instants whose snapshot is there too.</param>
/// <param name="Bytes">Of the snapshots as they are stored.</param>
public sealed record HistoryContentsView(string Underlying, string First, string Last, int Instants, int Snapshots, long Bytes)
{
    internal static HistoryContentsView Of(HistoryContents c) => new(c.Underlying, c.First.ToString(), c.Last.ToString(), c.Instants, c.Snapshots, c.Bytes);
}

/// <summary>The levels of one bucket of expiries at one instant; what could not be computed is null.</summary>
/// <param name="Day">The quote date in the venue's calendar.</param>
/// <param name="Gex">Currency of delta per +1 % move.</param>
/// <param name="Split">New shares for an old one since the instant before, where they were split or joined.</param>
/// <param name="OpenInterestUsed">Share of the chain's open interest that they rest on.</param>
public sealed record LevelsRowView(
    string Underlying, string AsOf, string Day, double? Spot, string Bucket, double? Gex, double? ZeroGamma, double? CallWall, double? PutWall, string? Regime,
    double? OpenInterestUsed, double? Split, string Signs, string Walls)
{
    internal static LevelsRowView Of(LevelsRow row) => new(
        row.Underlying, row.AsOf.ToString(), row.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Spot, row.Bucket, row.Gex, row.ZeroGamma, row.CallWall, row.PutWall, row.Regime,
        row.OpenInterestUsed, row.Split, row.Signs, row.Walls);
}
