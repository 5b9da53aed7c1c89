using System.Collections.Immutable;
using System.Text.Json;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.Lab;

/// <summary>What the results of many seeds say: points with their errors, who dominates whom, and who has less risk at equal cost.</summary>
public static class Frontier
{
    /// <summary>Fewest seeds of which an error can be told.</summary>
    public const int LeastSeeds = 10;

    /// <summary>Of a normal distribution, for 95 %: of few seeds the intervals are a little too short (of 30 by 4 %).</summary>
    internal const double Wide = 1.96;

    private static readonly ImmutableArray<(string Policy, string Against)> Compared =
    [
        .. ((string[])[FrontierPolicies.WhalleyWilmott, FrontierPolicies.Leland, FrontierPolicies.BandToEdge, FrontierPolicies.BandToTarget, FrontierPolicies.Scheduled]).Select(static f => (FrontierPolicies.Zakamouline, f)),
        (FrontierPolicies.BandToEdge, FrontierPolicies.Scheduled),
        (FrontierPolicies.BandToTarget, FrontierPolicies.Scheduled),
    ];

    /// <param name="results">Of each seed the run's <see cref="FrontierRun.Width"/> results, one seed after the other.</param>
    public static FrontierView Of(FrontierRun run, ReadOnlySpan<HedgeResult> results, ulong firstSeed)
    {
        int seeds = results.Length / run.Width;
        if (seeds < LeastSeeds || seeds * run.Width != results.Length)
            throw new ArgumentException($"{results.Length} results are not those of {LeastSeeds} seeds or more, {run.Width} each", nameof(results));
        var costs = new List<FrontierCostView>();
        HedgeResult[] column = new HedgeResult[seeds];
        for (int c = 0; c < run.Costs.Length; c++)
        {
            var points = new List<FrontierPoint>();
            for (int p = 0; p < run.Policies.Length; p++)
            {
                for (int s = 0; s < seeds; s++)
                    column[s] = results[s * run.Width + c * run.Policies.Length + p];
                points.Add(FrontierPoint.Of(run.Policies[p], column, run.Market.Aversion));
            }
            costs.Add(At(run.Costs[c], points, run.Market));
        }
        return new FrontierView(Of(run.Market), seeds, (long)firstSeed, run.Conventions, costs);
    }

    private static FrontierCostView At(double cost, List<FrontierPoint> points, HedgeMarket market)
    {
        List<EqualCostView> equal = [.. Compared.SelectMany(pair => AtEqualCost(points, pair.Policy, pair.Against))];
        return new FrontierCostView(cost, [.. points.Select(p => Of(p, points))], equal, FrontierFindings.Of(points, equal, market.Aversion));
    }

    private static List<EqualCostView> AtEqualCost(List<FrontierPoint> points, string policy, string against)
    {
        var curve = new FrontierCurve(points.Where(p => p.Policy.Family == against));
        var rows = new List<EqualCostView>();
        foreach (FrontierPoint point in new FrontierCurve(points.Where(p => p.Policy.Family == policy)).Points)
        {
            if (curve.LogRatio(point) is not { } log)
                continue;
            (double low, double high) = (log.Value - Wide * log.Error, log.Value + Wide * log.Error);
            rows.Add(new EqualCostView(
                policy, point.Policy.Parameter, against, point.Cost.Value, Math.Exp(log.Value) - 1, Math.Exp(low) - 1, Math.Exp(high) - 1, high < 0 ? "lower" : low > 0 ? "higher" : "same"));
        }
        return rows;
    }

    private static FrontierPointView Of(FrontierPoint point, List<FrontierPoint> all) => new(
        point.Policy.Family, point.Policy.Parameter, TextOf(point.Policy.Policy),
        point.Cost.Value, point.Cost.Error, point.Sd.Value, point.Sd.Error, point.Pnl.Value, point.Pnl.Error, point.Certainty.Value, point.Certainty.Error,
        point.Trades.Value, point.Trades.Error, point.Turnover.Value, point.Turnover.Error, point.DominatorIn(all) is { } by ? new DominatorView(by.Policy.Family, by.Policy.Parameter, point.ErrorsAbove(by)) : null);

    private static JsonElement? TextOf(IHedgePolicy policy)
    {
        if (PolicyText.Of(policy) is not { } text)
            return null;
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static FrontierMarketView Of(HedgeMarket market) => new(
        market.Name, market.Spot, market.Vol, market.Start.ToString(), market.End.ToString(), DurationText.Of(market.Step), market.Steps, market.StartsHedged, market.Unwinds, market.Aversion,
        [.. market.Book.Select(static o => new FrontierOptionView(o.Type == OptionType.Call ? "call" : "put", o.Strike, o.Expiry.ToString(), o.Quantity))]);
}
