using Poise.Domain;
using Poise.Hedging;
using Poise.Lab;

namespace Poise.Core.Tests.Lab;

/// <summary>The frontier: its anchor in what is published, its bits on any number of threads, and what it says of made-up results.</summary>
public class FrontierTests
{
    private static readonly IHedgePolicy Any = new FixedBandPolicy(DeltaBand.Around(0, 1));

    /// <summary>The design's table, of another simulation: a short call of a year on 250 dates, one way at 0.5 %, aversion 1, unwound.</summary>
    [Fact]
    public void The_year_is_the_published_one()
    {
        (string Policy, string Parameter, double Pnl, double Sd, double Cost, double[] Certainty)[] published =
        [
            (FrontierPolicies.Scheduled, "1 date", -3.039, 1.102, 3.040, [-3.66, -0.41, -0.22]),
            (FrontierPolicies.Leland, "1 date", -2.741, 0.575, 2.742, [-2.91, -0.40, -0.22]),
            (FrontierPolicies.Scheduled, "5 dates", -1.643, 1.134, 1.650, [-2.31, -0.65, -0.54]),
            (FrontierPolicies.BandToEdge, "+-0.05", -1.279, 1.023, 1.282, [-1.81, -0.54, -0.46]),
            (FrontierPolicies.WhalleyWilmott, "g 1", -1.080, 1.178, 1.084, [-1.77, -0.38, -0.24]),
            (FrontierPolicies.Zakamouline, "g 1", -1.161, 1.024, 1.165, [-1.69, -0.34, -0.22]),
        ];
        HedgeMarket market = HedgeMarket.Year();
        var run = new FrontierRun(market, [0.005, 0.0005, 0.0002], FrontierPolicies.Of(market));
        FrontierView view = Frontier.Of(run, Threads.Run(run, 1, Deep.Times(1000), 2), 1);
        Assert.Equal(published.Length, view.Costs[0].Points.Count);
        foreach ((string policy, string parameter, double pnl, double sd, double cost, double[] certainty) in published)
        {
            for (int c = 0; c < view.Costs.Count; c++)
            {
                FrontierPointView point = Assert.Single(view.Costs[c].Points, p => p.Policy == policy && p.Parameter == parameter);
                Assert.Equal(certainty[c], point.Certainty, 4 * point.CertaintyError + 0.01);
                if (c > 0)
                    continue;
                Assert.Equal(pnl, point.Pnl, 4 * point.PnlError + 0.003);
                Assert.Equal(sd, point.Sd, 4 * point.SdError + 0.005);
                Assert.Equal(cost, point.Cost, 4 * point.CostError + 0.003);
            }
        }
        // Where trading is cheap the band and the rare schedule lose to each date, where it is dear they do not.
        Assert.DoesNotContain(view.Costs[0].Findings, f => f.Contains("simple bands lose", StringComparison.Ordinal));
        foreach (FrontierCostView cheap in view.Costs.Skip(1))
            Assert.Contains(cheap.Findings, f => f.StartsWith("To that hedger simple bands lose to the best schedule, 1 date", StringComparison.Ordinal) && f.EndsWith("at: band to the edge +-0.05.", StringComparison.Ordinal));
    }

    /// <summary>A book of three expiries, dear: where hardly anything is hedged a plain wide band was better while an expiry near its end widened the whole book's band.</summary>
    [Fact]
    public void A_wide_band_does_not_better_Zakamouline_where_little_is_hedged()
    {
        HedgeMarket market = HedgeMarket.Day(Duration.FromSeconds(300));
        var run = new FrontierRun(market, [0.005], [.. FrontierPolicies.Of(market).Where(static p => (p.Family == FrontierPolicies.BandToEdge && p.Parameter is "+-2" or "+-3" or "+-4") || (p.Family == FrontierPolicies.Zakamouline && p.Parameter is "g 0.00005" or "g 0.00003" or "g 0.00002" or "g 0.00001"))]);
        FrontierCostView at = Frontier.Of(run, Threads.Run(run, 1, 400, 2), 1).Costs[0];
        Assert.StartsWith("Zakamouline is not dominated", at.Findings[0], StringComparison.Ordinal);
        EqualCostView[] equal = [.. at.EqualCost.Where(static e => e.Policy == FrontierPolicies.Zakamouline)];
        Assert.True(equal.Length >= 2);
        Assert.All(equal, static e => Assert.True(e.Difference < 0.05, e.ToString()));
    }

    [Fact]
    public void Same_seeds_same_bits_on_any_number_of_threads()
    {
        HedgeMarket market = HedgeMarket.Day(Duration.FromSeconds(600));
        var run = new FrontierRun(market, [0.0002, 0.005], FrontierPolicies.Of(market));
        HedgeResult[] one = Threads.Run(run, 1, 12, 1);
        Assert.Equal(one, Threads.Run(run, 1, 12, 2));
        // Seeds may come in ranges of any length, in any order.
        Assert.Equal(one[(5 * run.Width)..], Threads.Run(run, 6, 7, 2));
        Assert.Equal(12 * run.Width, one.Length);
        foreach ((HedgeResult first, HedgeResult again) in one.Zip(Threads.Run(run, 1, 12, 2)))
            Assert.Equal(BitConverter.DoubleToInt64Bits(first.Pnl), BitConverter.DoubleToInt64Bits(again.Pnl));
    }

    /// <summary>Derman and Kamal 1999: without costs sd = sqrt(pi / 4) vega vol / sqrt N for N hedges.</summary>
    [Fact]
    public void Without_costs_risk_falls_with_the_root_of_the_number_of_hedges()
    {
        HedgeMarket market = HedgeMarket.Year();
        int[] every = [1, 2, 5, 10, 25];
        FrontierPolicy[] policies = [.. every.Select(e => new FrontierPolicy(FrontierPolicies.Scheduled, $"{e}", new ScheduledPolicy(
            new FixedBandPolicy(new DeltaBand(0, 0, 0, BandRebalance.ToTarget)), new Schedule(new(e * market.Step.Nanoseconds), market.Step, new(market.FirstExpiry.UnixNanoseconds % (e * market.Step.Nanoseconds))))))];
        var run = new FrontierRun(market, [0], [.. policies]);
        FrontierPointView[] points = [.. Frontier.Of(run, Threads.Run(run, 1, Deep.Times(800), 2), 1).Costs[0].Points];
        double[] x = [.. every.Select(static e => Math.Log(250.0 / e))], y = [.. points.Select(static p => Math.Log(p.Sd))];
        double slope = x.Zip(y, (a, b) => (a - x.Average()) * (b - y.Average())).Sum() / x.Sum(a => Math.Pow(a - x.Average(), 2));
        Assert.Equal(-0.5, slope, 0.035);
        Assert.Equal(Math.Sqrt(Math.PI / 4) * 39.695 * 0.2 / Math.Sqrt(250), points[0].Sd, 4 * points[0].SdError);
        Assert.All(points, static p => Assert.Equal(0, p.Cost));
    }

    [Fact]
    public void Dominated_is_who_pays_more_for_more_risk_beyond_the_error()
    {
        // Risk, cost: the second is better than the first in both, the third has less risk for more.
        FrontierCostView at = Made(("a", "1", 2, 10), ("b", "1", 1, 9), ("c", "1", 0.5, 11));
        Assert.Equal(new("b", "1", at.Points[0].DominatedBy!.Errors), at.Points[0].DominatedBy);
        Assert.True(at.Points[0].DominatedBy!.Errors > 5);
        Assert.Null(at.Points[1].DominatedBy);
        Assert.Null(at.Points[2].DominatedBy);
        // Better in one and the same in the other is not better in both.
        Assert.Null(Made(("a", "1", 2, 10), ("b", "1", 2, 9)).Points[0].DominatedBy);
    }

    [Fact]
    public void Zakamouline_is_said_to_stand_only_where_it_does()
    {
        const string z = FrontierPolicies.Zakamouline;
        Assert.StartsWith("Zakamouline is not dominated: no other policy costs less with less risk than any of its 2 points by more than a standard error.", Made((z, "g 1", 1, 10), (z, "g 2", 2, 5), ("b", "1", 3, 4)).Findings[0], StringComparison.Ordinal);
        Assert.StartsWith("Zakamouline is dominated at g 1 (by b 1, ", Made((z, "g 1", 1, 10), (z, "g 2", 2, 5), ("b", "1", 0.8, 9)).Findings[0], StringComparison.Ordinal);
        // A point that its own curve betters is no loss to another policy, and is told apart.
        FrontierCostView turned = Made((z, "g 9", 1.2, 20), (z, "g 1", 1, 10), (z, "g 2", 2, 5), ("b", "1", 1.1, 15));
        Assert.Contains("any of its 2 points by more than a standard error before its curve turns back", turned.Findings[0], StringComparison.Ordinal);
        Assert.Contains("turns back at g 9: its own g 1 costs less", turned.Findings[1], StringComparison.Ordinal);
    }

    /// <summary>Points on the curve sd = 10 / cost, and another policy's that lie above it by half, on it, and below it.</summary>
    [Fact]
    public void At_equal_cost_risk_is_read_off_the_other_curve()
    {
        const string edge = FrontierPolicies.BandToEdge, schedule = FrontierPolicies.Scheduled;
        FrontierCostView at = Made((schedule, "1", 10, 1), (schedule, "2", 1, 10), (edge, "x", 1.5 * 10 / 2, 2), (edge, "y", 10 / 4.0, 4), (edge, "z", 0.5 * 10 / 8, 8), (edge, "far", 0.1, 20));
        EqualCostView[] rows = [.. at.EqualCost.Where(static e => e.Policy == edge)];
        Assert.Equal(["x", "y", "z"], rows.Select(static r => r.Parameter)); // the schedule does not reach to a cost of 20
        Assert.Equal([0.5, 0, -0.5], rows.Select(static r => Math.Round(r.Difference, 9)));
        Assert.Equal(["higher", "same", "lower"], rows.Select(static r => r.Verdict));
        Assert.All(rows, static r => Assert.InRange(r.Difference, r.Low, r.High));
        Assert.Contains("band to the edge against schedule at equal cost: less risk by 50 % at z; more risk by 50 % at x; nothing gained at y.", at.Findings);
    }

    /// <summary>A hollow curve, log sd = (log cost - 3)^2: between points it is met as it is, where a chord would lie above it.</summary>
    [Fact]
    public void A_hollow_curve_is_met_between_its_points()
    {
        static double On(double cost) => Math.Exp(Math.Pow(Math.Log(cost) - 3, 2));
        (string, string, double, double)[] curve = [.. ((double[])[1, 2, 5, 10]).Select(static c => (FrontierPolicies.Scheduled, $"{c}", On(c), c))];
        FrontierCostView at = Made([.. curve, .. ((double[])[1.5, 3, 4, 9]).Select(static c => (FrontierPolicies.BandToEdge, $"{c}", On(c), c))]);
        EqualCostView[] rows = [.. at.EqualCost.Where(static e => e.Policy == FrontierPolicies.BandToEdge)];
        Assert.Equal(["1.5", "3", "4", "9"], rows.Select(static r => r.Parameter));
        Assert.All(rows, static r => Assert.Equal(0, r.Difference, 1e-9));
    }

    [Fact]
    public void Too_few_seeds_are_refused()
    {
        HedgeMarket market = HedgeMarket.Year();
        var run = new FrontierRun(market, [0.005], FrontierPolicies.Of(market));
        Assert.Throws<ArgumentException>(() => Frontier.Of(run, new HedgeResult[9 * run.Width], 1));
        Assert.Throws<ArgumentException>(() => Frontier.Of(run, new HedgeResult[10 * run.Width + 1], 1));
    }

    /// <summary>Results of 200 seeds with exactly these deviations and mean costs, and a noise of their own in both.</summary>
    private static FrontierCostView Made(params (string Family, string Parameter, double Sd, double Cost)[] points)
    {
        const int seeds = 200;
        var run = new FrontierRun(HedgeMarket.Year(), [0.005], [.. points.Select(static p => new FrontierPolicy(p.Family, p.Parameter, Any))]);
        HedgeResult[] results = new HedgeResult[seeds * points.Length];
        for (int p = 0; p < points.Length; p++)
        {
            SeededRandom random = new SeededRandom(11).Split($"{p}");
            double[] pnl = [.. Enumerable.Range(0, seeds).Select(_ => random.NextNormal())], cost = [.. Enumerable.Range(0, seeds).Select(_ => random.NextNormal())];
            (double mean, double deviation, double costs) = (Estimate.Mean(pnl).Value, Estimate.Deviation(pnl).Value, Estimate.Mean(cost).Value);
            for (int s = 0; s < seeds; s++)
                results[s * points.Length + p] = new HedgeResult((pnl[s] - mean) / deviation * points[p].Sd, points[p].Cost * (1 + 0.01 * (cost[s] - costs)), 1, 1);
        }
        return Frontier.Of(run, results, 1).Costs[0];
    }
}
