using Poise.Domain;
using Poise.Hedging;
using Poise.Pricing;

namespace Poise.Core.Tests.Hedging.Policies;

/// <summary>
/// A short call hedged to its expiry by each policy over the same paths, costs on, unwound at the end: the means, deviations, costs and numbers
/// of trades of the design's table, which were simulated there too.
/// </summary>
public class PolicyRankingTests
{
    private const int Dates = 250;
    private const double Vol = 0.2;

    private static readonly Duration _step = new((long)(Duration.NanosecondsPerYear / Dates));

    private readonly record struct Result(double Mean, double Deviation, double Cost, double Trades)
    {
        /// <summary>By exponential utility of aversion 1.</summary>
        public double Certainty => Mean - Deviation * Deviation / 2;
    }

    private static IHedgePolicy PolicyOf(string name) => name switch
    {
        "daily" => new ScheduledPolicy(new FixedBandPolicy(new DeltaBand(0, 0, 0, BandRebalance.ToTarget)), new Schedule(_step, new Duration(1))),
        "weekly" => new ScheduledPolicy(new FixedBandPolicy(new DeltaBand(0, 0, 0, BandRebalance.ToTarget)), new Schedule(new Duration(5 * _step.Nanoseconds), new Duration(1))),
        "Leland" => new LelandPolicy(new Schedule(_step, new Duration(1))),
        "band" => new FixedBandPolicy(DeltaBand.Around(0, 0.05)),
        "Whalley-Wilmott" => new WhalleyWilmottPolicy(RiskAversion.Of(1)),
        _ => new ZakamoulinePolicy(RiskAversion.Of(1)),
    };

    [Theory]
    [InlineData("daily", -3.039, 1.102, 3.040, 249)]
    [InlineData("Leland", -2.741, 0.575, 2.742, 250)]
    [InlineData("weekly", -1.643, 1.134, 1.650, 50)]
    [InlineData("band", -1.279, 1.023, 1.282, 84)]
    [InlineData("Whalley-Wilmott", -1.080, 1.178, 1.084, 68)]
    [InlineData("Zakamouline", -1.161, 1.024, 1.165, 69)]
    public void Half_a_percent_one_way(string policy, double mean, double deviation, double cost, double trades)
    {
        Result result = Hedge(PolicyOf(policy), 0.005, Deep.Times(4096));
        double paths = Deep.Times(4096);
        Assert.Equal(mean, result.Mean, 4 * deviation / Math.Sqrt(paths) + 0.003);
        Assert.Equal(1, result.Deviation / deviation, 6 / Math.Sqrt(paths) + 0.005);
        Assert.Equal(cost, result.Cost, 4 * 0.6 / Math.Sqrt(paths) + 0.003);
        Assert.Equal(trades, result.Trades, 2 + 4 * 25 / Math.Sqrt(paths)); // the table may count the first and the last trade otherwise
    }

    /// <summary>What a hedger of aversion 1 thinks of each: it turns with the cost, and where trading is cheap simple bands lose.</summary>
    [Theory]
    [InlineData(0.005, -3.66, -2.91, -2.31, -1.81, -1.77, -1.69)]
    [InlineData(0.0005, -0.41, -0.40, -0.65, -0.54, -0.38, -0.34)]
    [InlineData(0.0002, -0.22, -0.22, -0.54, -0.46, -0.24, -0.22)]
    public void Certainty_equivalents(double cost, double daily, double leland, double weekly, double band, double whalleyWilmott, double zakamouline)
    {
        (string Name, double Published)[] table = [("daily", daily), ("Leland", leland), ("weekly", weekly), ("band", band), ("Whalley-Wilmott", whalleyWilmott), ("Zakamouline", zakamouline)];
        int paths = Deep.Times(4096);
        Result[] results = [.. table.Select(row => Hedge(PolicyOf(row.Name), cost, paths))];
        foreach (((_, double published), Result result) in table.Zip(results))
            Assert.Equal(published, result.Certainty, 5 * result.Deviation / Math.Sqrt(paths) + 0.01);
        // The paths are the same for all, so that the order needs less room than the numbers.
        Assert.Equal(results.Max(r => r.Certainty), results[^1].Certainty, 0.005);
        Assert.Equal(cost < 0.001, results[3].Certainty < results[0].Certainty);
        Assert.Equal(cost < 0.001, results[2].Certainty < results[0].Certainty);
    }

    /// <param name="cost">One way, fraction of the price.</param>
    private static Result Hedge(IHedgePolicy policy, double cost, int paths)
    {
        double[] spots = Filled(paths, 100), strikes = Filled(paths, 100), years = new double[paths], zeros = new double[paths], vols = Filled(paths, Vol), signs = Filled(paths, 1);
        double[] delta = new double[paths], gamma = new double[paths], scaled = new double[paths];
        double[] held = new double[paths], cash = new double[paths], costs = new double[paths];
        int[] trades = new int[paths];
        PolicyOutput[] outputs = new PolicyOutput[paths];
        double premium = Black76.Evaluate(OptionType.Call, 100, 100, 1, 0, 0, Vol).Price;
        var random = new SeededRandom(20260105);
        double drift = -Vol * Vol / 2 / Dates, deviation = Vol / Math.Sqrt(Dates);
        for (int date = 0; date < Dates; date++)
        {
            double left = 1 - date / (double)Dates;
            Array.Fill(years, left);
            Array.Fill(vols, Vol);
            Black76.Evaluate(Rows(), new GreekColumns { Delta = delta, Gamma = gamma });
            for (int i = 0; i < paths; i++)
            {
                outputs[i] = policy.Decide(new PolicyInput
                {
                    Now = new Instant(date * _step.Nanoseconds),
                    Spot = spots[i],
                    NetDelta = held[i] - delta[i],
                    OptionDelta = -delta[i],
                    Gamma = -gamma[i],
                    Years = gamma[i] == 0 ? 0 : left,
                    Vol = gamma[i] == 0 ? 0 : Vol,
                    CostRate = cost,
                });
                vols[i] = Vol * Math.Sqrt(outputs[i].Delta.VarianceScale);
            }
            Black76.Evaluate(Rows(), new GreekColumns { Delta = scaled });
            for (int i = 0; i < paths; i++)
            {
                double trade = outputs[i].Hold == DecisionReason.None ? BandTrade.Of(new BandInput(outputs[i].Band, held[i] - scaled[i], 0, 0)).Trade : 0;
                Trade(i, trade);
                spots[i] *= Math.Exp(drift + deviation * random.NextNormal());
            }
        }
        double sum = 0, squares = 0;
        for (int i = 0; i < paths; i++)
        {
            Trade(i, -held[i]);
            double gain = premium - Math.Max(spots[i] - 100, 0) + cash[i] - costs[i];
            sum += gain;
            squares += gain * gain;
        }
        double mean = sum / paths;
        return new(mean, Math.Sqrt(squares / paths - mean * mean), costs.Average(), trades.Average());

        OptionRows Rows() => new() { Spots = spots, Strikes = strikes, Years = years, Rates = zeros, Yields = zeros, Vols = vols, Signs = signs };

        void Trade(int i, double trade)
        {
            if (trade == 0)
                return;
            held[i] += trade;
            cash[i] -= trade * spots[i];
            costs[i] += cost * Math.Abs(trade) * spots[i];
            trades[i]++;
        }
    }

    private static double[] Filled(int count, double value)
    {
        double[] column = new double[count];
        Array.Fill(column, value);
        return column;
    }
}
