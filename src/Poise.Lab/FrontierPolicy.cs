using System.Collections.Immutable;
using System.Globalization;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.Lab;

/// <summary>A policy of the frontier: a point of its family's curve.</summary>
/// <param name="Parameter">What tells it from the others of its family, in words.</param>
public sealed record FrontierPolicy(string Family, string Parameter, IHedgePolicy Policy);

/// <summary>The families, each over a range of its parameter: from hedging often to hedging seldom.</summary>
public static class FrontierPolicies
{
    public const string None = "no hedge", Scheduled = "schedule", BandToEdge = "band to the edge", BandToTarget = "band to the target", Leland = "Leland", WhalleyWilmott = "Whalley-Wilmott", Zakamouline = "Zakamouline";

    /// <summary>What is asked of a market where nobody says otherwise.</summary>
    public static ImmutableArray<FrontierPolicy> Of(HedgeMarket market) => market.IsPublished ? Published(market) : Curves(market);

    /// <summary>Fewer points of each curve of a day, where a path takes its time.</summary>
    public static ImmutableArray<FrontierPolicy> FewOf(HedgeMarket market)
    {
        Duration[] intervals = [.. ((int[])[15, 60, 240, 1440]).Select(static m => Duration.FromSeconds(60 * m)).Where(d => d.Nanoseconds % market.Step.Nanoseconds == 0)];
        double[] wide = [1e-1, 1e-2, 1e-3, 1e-4], narrow = [1e-3, 2e-4, 5e-5, 2e-5];
        return
        [
            new(None, "", new FixedBandPolicy(DeltaBand.Around(0, 1e9))),
            .. intervals.Select(d => Schedule(market, d)),
            .. ((double[])[0.2, 0.5, 1, 2, 4]).Select(static w => Band(w)),
            .. ((double[])[0.5, 1, 2, 4]).Select(static w => Target(w)),
            .. intervals[1..].Select(d => LelandAt(market, d)),
            .. wide.Select(static g => Whalley(g)),
            .. narrow.Select(static g => Zakamoulines(g)),
        ];
    }

    private static ImmutableArray<FrontierPolicy> Curves(HedgeMarket market)
    {
        Duration[] intervals = [.. ((int[])[5, 15, 30, 60, 120, 240, 480, 1440]).Select(static m => Duration.FromSeconds(60 * m)).Where(d => d.Nanoseconds % market.Step.Nanoseconds == 0)];
        double[] widths = [0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 4];
        // Of the same aversion Zakamouline's band is the narrower one.
        double[] wide = [1, 1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6], narrow = [3e-3, 1e-3, 5e-4, 2e-4, 1e-4, 5e-5, 3e-5, 2e-5, 1e-5, 5e-6, 3e-6];
        return
        [
            new(None, "", new FixedBandPolicy(DeltaBand.Around(0, 1e9))),
            .. intervals.Select(d => Schedule(market, d)),
            .. widths.Select(static w => Band(w)),
            .. widths.Select(static w => Target(w)),
            .. intervals.Select(d => LelandAt(market, d)),
            .. wide.Select(static g => Whalley(g)),
            .. narrow.Select(static g => Zakamoulines(g)),
        ];
    }

    /// <summary>The rows of the published ranking.</summary>
    private static ImmutableArray<FrontierPolicy> Published(HedgeMarket market) =>
        [Schedule(market, market.Step), Schedule(market, new(5 * market.Step.Nanoseconds)), Band(0.05), LelandAt(market, market.Step), Whalley(1), Zakamoulines(1)];

    private static FrontierPolicy Schedule(HedgeMarket market, Duration every) =>
        new(Scheduled, EveryText(market, every), new ScheduledPolicy(new FixedBandPolicy(new DeltaBand(0, 0, 0, BandRebalance.ToTarget)), Times(market, every)));

    private static FrontierPolicy LelandAt(HedgeMarket market, Duration every) => new(Leland, EveryText(market, every), new LelandPolicy(Times(market, every)));

    private static FrontierPolicy Band(double half) => new(BandToEdge, $"+-{Text(half)}", new FixedBandPolicy(DeltaBand.Around(0, half)));

    private static FrontierPolicy Target(double half) => new(BandToTarget, $"+-{Text(half)}", new FixedBandPolicy(new DeltaBand(-half, 0, half, BandRebalance.ToTarget)));

    private static FrontierPolicy Whalley(double aversion) => new(WhalleyWilmott, $"g {Text(aversion)}", new WhalleyWilmottPolicy(RiskAversion.Of(aversion)));

    private static FrontierPolicy Zakamoulines(double aversion) => new(Zakamouline, $"g {Text(aversion)}", new ZakamoulinePolicy(RiskAversion.Of(aversion)));

    private static Schedule Times(HedgeMarket market, Duration every) => new(every, market.Step, new(market.FirstExpiry.UnixNanoseconds % every.Nanoseconds));

    private static string EveryText(HedgeMarket market, Duration every) => every.Nanoseconds % 1_000_000_000 == 0 && every < Duration.FromDays(2) && market.Step < Duration.FromDays(1)
        ? DurationText.Of(every)
        : string.Create(CultureInfo.InvariantCulture, $"{every.Nanoseconds / market.Step.Nanoseconds} {(every == market.Step ? "date" : "dates")}");

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
