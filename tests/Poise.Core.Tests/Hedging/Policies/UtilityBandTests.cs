using Poise.Domain;
using Poise.Hedging;
using Poise.Pricing;

namespace Poise.Core.Tests.Hedging.Policies;

/// <summary>The two formulas against the exact band, a short call of three months at the money, vol 20 %, aversion 1.</summary>
public class UtilityBandTests
{
    private static readonly OptionGreeks _call = Black76.Evaluate(OptionType.Call, 100, 100, 0.25, 0, 0, 0.2);

    /// <summary>A tree looks now and then, for which its band is narrower by a multiple of the root of its step: two trees tell what none of them would have.</summary>
    private static (double Lower, double Upper) Exact(double cost)
    {
        (double lower, double upper) = UtilityBand.Of(100, 100, 0.25, 0.2, cost, 1, 400, 801, 0, 1);
        (double lowerRough, double upperRough) = UtilityBand.Of(100, 100, 0.25, 0.2, cost, 1, 100, 801, 0, 1);
        return (2 * lower - lowerRough, 2 * upper - upperRough);
    }

    [Fact]
    public void The_band_tends_to_Whalley_and_Wilmotts_as_cost_vanishes_and_its_width_to_the_cube_root()
    {
        double[] costs = [0.016, 0.004, 0.001];
        double[] halves = [.. costs.Select(static c => Exact(c)).Select(static b => (b.Upper - b.Lower) / 2)];
        double[] ratios = [.. costs.Zip(halves, static (c, half) => half / WhalleyWilmottPolicy.HalfWidth(100, _call.Gamma, 0.25, 0, c, 1))];
        Assert.True(ratios[0] < ratios[1] && ratios[1] < ratios[2], string.Join(' ', ratios));
        Assert.InRange(ratios[2], 0.9, 1);
        double first = Math.Log(halves[0] / halves[1]) / Math.Log(4), second = Math.Log(halves[1] / halves[2]) / Math.Log(4);
        Assert.True(first < second, $"slopes {first} and {second}");
        Assert.InRange(second, 0.25, 1.0 / 3);
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.01)]
    public void Zakamoulines_edges_are_nearer_to_the_exact_ones_where_cost_is_not_small(double cost)
    {
        (double lower, double upper) = Exact(cost);
        double plain = WhalleyWilmottPolicy.HalfWidth(100, _call.Gamma, 0.25, 0, cost, 1);
        double half = ZakamoulinePolicy.HalfWidth(100, _call.Gamma, 0.2, 0.25, 0, cost, 1), k = ZakamoulinePolicy.Adjustment(100, _call.Gamma, 0.2, 0.25, 0, cost, 1);
        double delta = Black76.Evaluate(OptionType.Call, 100, 100, 0.25, 0, 0, 0.2 * Math.Sqrt(1 - k)).Delta;
        foreach ((double exact, double zakamouline, double whalleyWilmott) in new[] { (lower, delta - half, _call.Delta - plain), (upper, delta + half, _call.Delta + plain) })
        {
            Assert.True(Math.Abs(zakamouline - exact) < Math.Abs(whalleyWilmott - exact), $"{exact}: {zakamouline} and {whalleyWilmott}");
            Assert.Equal(exact, zakamouline, 0.035);
        }
    }
}
