using Poise.Domain;
using Poise.Hedging;
using Poise.Lab;
using Poise.Pricing;

namespace Poise.Core.Tests.Lab;

/// <summary>A desk over a path: what it pays, what it makes, and that it is what a plain loop of the same policy makes.</summary>
public class HedgedPathTests
{
    private static readonly HedgeMarket Day = HedgeMarket.Day(Duration.FromSeconds(300)) with { Lot = 0.0000001m }, Year = HedgeMarket.Year();

    private static FrontierPolicy[] Of(HedgeMarket market, params string[] families) => [.. FrontierPolicies.Of(market).Where(p => families.Contains(p.Family))];

    [Fact]
    public void Who_never_trades_pays_nothing_and_bears_the_whole_move()
    {
        FrontierPolicy none = Assert.Single(Of(Day, FrontierPolicies.None));
        for (ulong seed = 1; seed <= 5; seed++)
        {
            double[] mids = Mids(Day, seed);
            HedgeResult result = HedgedPath.Run(Day, mids, none.Policy, 0.005);
            Assert.Equal((0, 0, 0), (result.Cost, result.Trades, result.Turnover));
            Assert.Equal(Plain(Day, mids, none.Policy, 0.005).Pnl, result.Pnl, 0.05); // prices are on a grid
        }
    }

    /// <summary>What does not look at the cost trades the same at any, and pays it to the cent.</summary>
    [Fact]
    public void Costs_are_charged()
    {
        foreach (FrontierPolicy policy in Of(Day, FrontierPolicies.Scheduled, FrontierPolicies.BandToEdge, FrontierPolicies.BandToTarget))
        {
            double[] mids = Mids(Day, 7);
            HedgeResult free = HedgedPath.Run(Day, mids, policy.Policy, 0), dear = HedgedPath.Run(Day, mids, policy.Policy, 0.005);
            Assert.Equal(0, free.Cost);
            Assert.Equal(free.Trades, dear.Trades);
            Assert.Equal(free.Turnover, dear.Turnover, 1e-9 * dear.Turnover);
            Assert.True(dear.Cost > 0);
            Assert.Equal(free.Pnl - dear.Cost, dear.Pnl, 1e-6 * dear.Turnover);
            // Half by the spread on the mid, half by the fee on the touch.
            Assert.Equal(0.005 * dear.Turnover, dear.Cost, 1e-5 * dear.Turnover);
        }
    }

    /// <summary>The same policies without a desk: one loop, options priced one by one.</summary>
    [Theory]
    [InlineData("year", 0.005)]
    [InlineData("year", 0.0002)]
    [InlineData("day", 0.0005)]
    public void A_desk_makes_what_a_plain_loop_makes(string name, double cost)
    {
        HedgeMarket market = name == "day" ? Day : Year;
        foreach (FrontierPolicy policy in Of(market, FrontierPolicies.Scheduled, FrontierPolicies.BandToEdge, FrontierPolicies.BandToTarget, FrontierPolicies.Leland, FrontierPolicies.WhalleyWilmott, FrontierPolicies.Zakamouline))
        {
            for (ulong seed = 1; seed <= (name == "day" ? 2u : 5u); seed++)
            {
                double[] mids = Mids(market, seed);
                HedgeResult desk = HedgedPath.Run(market, mids, policy.Policy, cost);
                (double pnl, double paid, double turnover) = Plain(market, mids, policy.Policy, cost);
                // Prices are on a grid at the desk, and a scale of variance that changes by less than a thousandth is taken as it was.
                double near = policy.Family is FrontierPolicies.Leland or FrontierPolicies.Zakamouline ? 2e-3 : 1e-4;
                Assert.Equal(turnover, desk.Turnover, near * turnover + 1e-5 * market.Spot);
                Assert.Equal(paid, desk.Cost, near * paid + 1e-6 * market.Spot);
                Assert.Equal(pnl, desk.Pnl, near * (turnover * cost + 0.02 * market.Spot) + 1e-6 * market.Spot);
            }
        }
    }

    [Fact]
    public void Nothing_but_costs_is_lost_on_average()
    {
        FrontierPolicy[] policies = [.. FrontierPolicies.Of(Year)];
        var run = new FrontierRun(Year, [0.005], [.. policies]);
        FrontierView view = Frontier.Of(run, Threads.Run(run, 1, 400, 2), 1);
        foreach (FrontierPointView point in view.Costs[0].Points)
            Assert.Equal(0, point.Pnl + point.Cost, 4 * (point.PnlError + point.CostError));
    }

    [Fact]
    public void A_path_is_a_function_of_its_seed()
    {
        Assert.Equal(Mids(Day, 3), Mids(Day, 3));
        Assert.NotEqual(Mids(Day, 3)[1], Mids(Day, 4)[1]);
        // Its variance is the market's.
        double sum = 0;
        for (ulong seed = 1; seed <= 50; seed++)
        {
            double[] mids = Mids(Day, seed);
            for (int i = 1; i < mids.Length; i++)
                sum += Math.Pow(Math.Log(mids[i] / mids[i - 1]), 2);
        }
        Assert.Equal(1, sum / 50 / (Day.Vol * Day.Vol * Duration.FromDays(1).Years), 4 * Math.Sqrt(2.0 / 50 / Day.Steps));
        Assert.Throws<ArgumentException>(() => SpotPath.Fill(Day, 1, new double[Day.Steps]));
        Assert.Throws<ArgumentException>(() => HedgeMarket.Day(Duration.FromSeconds(7)));
    }

    [Fact]
    public void A_desk_that_cannot_follow_its_policy_is_no_sample()
    {
        string said = Assert.Throws<InvalidOperationException>(() => HedgedPath.Run(Day, Mids(Day, 1), new LostPolicy(), 0.0005)).Message;
        Assert.Contains("not a number", said, StringComparison.Ordinal);
    }

    private sealed record LostPolicy : IHedgePolicy
    {
        public PolicyOutput Decide(in PolicyInput input) => new(new DeltaBand(double.NaN, 0, 0, BandRebalance.ToTarget));
    }

    private static double[] Mids(HedgeMarket market, ulong seed)
    {
        double[] mids = new double[market.Steps + 1];
        SpotPath.Fill(market, seed, mids);
        return mids;
    }

    private static (double Pnl, double Cost, double Turnover) Plain(HedgeMarket market, double[] mids, IHedgePolicy policy, double cost)
    {
        double held = 0, cash = 0, paid = 0, turnover = 0;
        Instant settled = default;
        for (int step = 0; step < mids.Length; step++)
        {
            (Instant now, double spot) = (market.At(step), mids[step]);
            foreach (HeldOption option in market.Book)
            {
                if (step == 0)
                    cash -= option.Quantity * GreeksOf(option, now, spot, 1).Price;
                else if (option.Expiry > market.At(step - 1) && option.Expiry <= now)
                    cash += option.Quantity * Math.Max(option.Type == OptionType.Call ? spot - option.Strike : option.Strike - spot, 0);
            }
            HeldOption[] live = [.. market.Book.Where(o => o.Expiry > now)];
            double delta = live.Sum(o => o.Quantity * GreeksOf(o, now, spot, 1).Delta), gamma = live.Sum(o => o.Quantity * GreeksOf(o, now, spot, 1).Gamma);
            double weight = live.Sum(o => Math.Abs(o.Quantity) * GreeksOf(o, now, spot, 1).Gamma);
            if (step == 0 && market.StartsHedged)
                (held, cash) = (-delta, cash + delta * spot);
            PolicyOutput output = policy.Decide(new PolicyInput
            {
                Now = now,
                Spot = spot,
                NetDelta = held + delta,
                OptionDelta = delta,
                Gamma = gamma,
                Years = weight == 0 ? 0 : live.Sum(o => Math.Abs(o.Quantity) * GreeksOf(o, now, spot, 1).Gamma * (o.Expiry - now).Years) / weight,
                CarriedYears = weight == 0 ? 0 : live.Sum(o => Math.Abs(o.Quantity) * GreeksOf(o, now, spot, 1).Gamma * Math.Pow((o.Expiry - now).Years, 2)) / live.Sum(o => Math.Abs(o.Quantity) * GreeksOf(o, now, spot, 1).Gamma * (o.Expiry - now).Years),
                Vol = weight == 0 ? 0 : market.Vol,
                CostRate = cost,
                SettledAt = settled,
            });
            if (step == market.Steps && market.Unwinds)
                Trade(-held - delta, spot);
            else if (output.Hold == DecisionReason.None)
            {
                settled = now;
                double own = held + live.Sum(o => o.Quantity * GreeksOf(o, now, spot, output.Delta.VarianceScale).Delta);
                Trade(BandTrade.Of(new BandInput(output.Band, own, 0, 0)).Trade, spot);
            }
            if (step == market.Steps)
                cash += held * spot + live.Sum(o => o.Quantity * GreeksOf(o, now, spot, 1).Price);
        }
        return (cash - paid, paid, turnover);

        void Trade(double quantity, double spot)
        {
            held += quantity;
            cash -= quantity * spot;
            paid += cost * Math.Abs(quantity) * spot;
            turnover += Math.Abs(quantity) * spot;
        }

        OptionGreeks GreeksOf(HeldOption option, Instant now, double spot, double scale) =>
            Black76.Evaluate(option.Type, spot, option.Strike, (option.Expiry - now).Years, 0, 0, market.Vol * Math.Sqrt(scale));
    }
}
