using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>Implied against realised, markouts, costs, and what holds were worth, on paths whose answers are known.</summary>
public sealed class HedgingWorthTests
{
    private static readonly Instant Start = ExplainedWorld.Start;
    private static readonly ContractIndex Perpetual = new(0);

    private static double Premium(ulong seeds, double realised, double implied, double lots)
    {
        double premium = 0, theta = 0;
        for (ulong seed = 1; seed <= seeds; seed++)
        {
            ExplainedWorld world = new(seed, PayoffStyle.Linear, realised: realised, implied: implied, volOfVol: 0, positions: [lots]);
            world.Day();
            premium += world.Explain.Strikes.Sum(s => s.Premium);
            theta += world.Explain.Strikes.Sum(s => Math.Abs(s.ThetaPaid));
        }
        return premium / theta;
    }

    [Fact]
    public void A_book_that_realises_what_it_implies_captures_no_premium() => Assert.Equal(0, Premium(10, 0.6, 0.6, -10), 0.05);

    [Fact]
    public void Short_gamma_captures_the_premium_where_less_is_realised_than_implied()
    {
        // 1/2 gamma S^2 (.4^2 - .8^2) dt against theta, -1/2 gamma S^2 .8^2 dt: three quarters of it, but for the smile and the carry.
        Assert.Equal(0.75, Premium(4, 0.4, 0.8, -10), 0.05);
        Assert.Equal(-0.75, Premium(4, 0.4, 0.8, 10), 0.05);
    }

    [Fact]
    public void What_was_implied_and_realised_comes_out_as_vols()
    {
        ExplainedWorld world = new(1, PayoffStyle.Inverse, realised: 0.5, implied: 0.7, volOfVol: 0, positions: [-10]);
        world.Day();
        StrikeLine atTheMoney = world.Explain.Strikes[22];
        Assert.Equal(0.7, atTheMoney.ImpliedVol, 0.01);
        Assert.Equal(0.5, atTheMoney.RealisedVol, 0.03);
        Assert.Equal(1439.0 / (365 * 1440), atTheMoney.Years, 12);
        Assert.True(atTheMoney is { GammaEarned: < 0, ThetaPaid: > 0, Premium: > 0 });
        StrikeLine ended = world.Explain.Strikes[2];
        Assert.Equal(0, ended.Units);
        Assert.Equal(480.0 / (365 * 1440), ended.Years, 12);
    }

    [Fact]
    public void Markouts_of_a_known_path_are_its_moves()
    {
        Markouts markouts = new();
        double Mid(double seconds) => 100 + 0.01 * seconds;
        markouts.Fill(At100(Side.Buy, Start));
        markouts.Fill(At100(Side.Sell, Start + Duration.FromSeconds(20)));
        for (int half = 0; half <= 200; half++)
        {
            Instant now = Start + Duration.FromMilliseconds(500 * half);
            while (markouts.IsDue(now, out ContractIndex contract))
            {
                Assert.Equal(Perpetual, contract);
                markouts.See(now, Mid(0.5 * half));
            }
        }
        ReadOnlySpan<Markout> delays = markouts.Delays;
        double[] bought = [1, 10, 60], sold = [-21, -30, -80]; // basis points
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(2, delays[i].Count);
            Assert.Equal(0.5 * (bought[i] + sold[i]), delays[i].Mean, 9);
            Assert.Equal(0.5 * Math.Abs(bought[i] - sold[i]), delays[i].StandardError, 9);
        }
        Assert.Equal(0, markouts.Missed);
    }

    private static HedgeFill At100(Side side, Instant at, double quantity = 3) => new(Perpetual, new("t", "PERPETUAL"), side, quantity, 100, at, double.NaN);

    [Fact]
    public void Each_of_the_newest_hedges_has_markouts_of_its_own()
    {
        Markouts markouts = new();
        for (int i = 0; i < 30; i++)
            markouts.Fill(At100(i % 2 == 0 ? Side.Buy : Side.Sell, Start + Duration.FromSeconds(i), i));
        for (int second = 0; second <= 40; second++)
            while (markouts.IsDue(Start + Duration.FromSeconds(second), out _))
                markouts.See(Start + Duration.FromSeconds(second), 100 + 0.01 * second);
        (HedgeFill Fill, double[] Seen)[] last = markouts.Last();
        Assert.Equal(Enumerable.Range(10, 20).Reverse(), last.Select(static l => (int)l.Fill.Quantity));
        foreach ((HedgeFill fill, double[] seen) in last)
        {
            double second = (fill.At - Start).Seconds, sign = fill.Side == Side.Buy ? 1 : -1;
            Assert.Equal(sign * (second + 1), seen[0], 9);
            Assert.Equal(sign * (second + 10), seen[1], 9); // the last one's came at 39
            Assert.True(double.IsNaN(seen[2]), "a minute is not over");
        }
    }

    [Fact]
    public void A_markout_without_a_mid_at_its_time_is_missed_and_counted()
    {
        Markouts markouts = new();
        markouts.Fill(At100(Side.Buy, Start));
        while (markouts.IsDue(Start + Duration.FromSeconds(12), out _))
            markouts.See(Start + Duration.FromSeconds(12), 101);
        while (markouts.IsDue(Start + Duration.FromSeconds(60), out _))
            markouts.See(Start + Duration.FromSeconds(60), double.NaN);
        Assert.Equal(2, markouts.Missed);
        Assert.Equal([0L, 1, 0], markouts.Delays.ToArray().Select(d => d.Count));
        Assert.True(double.IsNaN(markouts.Delays[0].Mean));
        for (int i = 0; i < 2000; i++)
            markouts.Fill(At100(Side.Buy, Start + Duration.FromSeconds(100)));
        Assert.Equal(2 + 3 * (2000 - 1024), markouts.Missed);
    }

    [Fact]
    public void Costs_add_up_by_venue_and_algorithm()
    {
        TradeCosts costs = new();
        costs.Fill("a", "sweep", 10_000, 5, -1, 1);
        costs.Fill("a", "sweep", 10_000, 5, -3, 1);
        costs.Fill("b", TradeCosts.None, 100_000, 0.0005, double.NaN, 100_000);
        CostLine a = costs.Lines[0], b = costs.Lines[1];
        Assert.Equal((2, 10.0, -4.0, 7.0), (a.Fills, a.Fees, a.Slippage, a.PerTurnover));
        Assert.Equal(5, b.PerTurnover, 9);
        Assert.True(double.IsNaN(b.Slippage));
    }

    [Fact]
    public void Standing_still_saves_costs_and_bears_the_move()
    {
        StandingDelta standing = new(isInverse: false);
        standing.Decide(100, 2, 0.1, 0.001, isHold: true); // the other desk sells 2 here
        standing.Decide(101, 2.05, 0.1, 0.001, isHold: true); // less than a lot more: it waits
        standing.Decide(99, 1, 0.1, 0.001, isHold: true); // and buys 1 back
        Assert.Equal(3, standing.Decisions);
        Assert.Equal(0.001 * (2 * 100 + 1 * 99), standing.Saved, 12);
        Assert.Equal(2 * 1 - 2 * 2, standing.Drift, 12);
        standing.Decide(98, 1, 0.1, 0.001, isHold: false);
        standing.Hedge(-1, 0.001);
        Assert.Equal(0, standing.Standing, 12);
        Assert.Equal(0.001 * (2 * 100 + 1 * 99 - 1 * 98), standing.Saved, 12);
        Assert.Equal(-2 - 1, standing.Drift, 12);
        standing.Decide(50, 0.01, 0.1, 0.001, isHold: true);
        Assert.Equal(-3, standing.Drift, 12);
        Assert.Equal(3, standing.Decisions);
    }

    [Fact]
    public void In_coin_standing_still_is_told_in_coin()
    {
        StandingDelta standing = new(isInverse: true);
        standing.Decide(100, 2, 0.1, 0.001, isHold: true);
        standing.Decide(125, 2, 0.1, 0.001, isHold: true);
        Assert.Equal(0.002, standing.Saved, 12);
        Assert.Equal(2 * (1 - 100.0 / 125), standing.Drift, 12);
    }

    [Fact]
    public void Where_net_delta_is_not_known_nothing_new_stands()
    {
        StandingDelta standing = new(isInverse: false);
        standing.Decide(100, double.NaN, 0.1, 0.001, isHold: true);
        standing.Decide(double.NaN, 2, 0.1, 0.001, isHold: true);
        Assert.Equal((0, 0.0, 0.0), (standing.Decisions, standing.Saved, standing.Drift));
    }
}
