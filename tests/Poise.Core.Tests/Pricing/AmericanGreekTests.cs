using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

public class AmericanGreekTests
{
    [Fact]
    public void Greeks_are_differences_of_the_accurate_price()
    {
        var compared = 0;
        foreach (var o in AmericanProperties.Sample(120, 21).Where(o => o.Vol * Math.Sqrt(o.Years) is > 0.02 and < 2))
        {
            double At(double spot, double vol, double years) => American.Price(o.Type, spot, 100, years, o.Rate, o.Yield, vol, AmericanSetting.Accurate, out _);
            var h = 0.02 * o.Spot * Math.Min(o.Vol * Math.Sqrt(o.Years), 1);
            double[] p = [.. Enumerable.Range(-2, 5).Select(k => At(o.Spot + (k * h), o.Vol, o.Years))];

            // No difference across the boundary, where gamma jumps.
            if (p.Where((price, k) => price <= o.Sign * (o.Spot + ((k - 2) * h) - 100)).Any())
                continue;
            var delta = ((p[0] - p[4]) + (8 * (p[3] - p[1]))) / (12 * h);
            var gamma = (-p[0] + (16 * p[1]) - (30 * p[2]) + (16 * p[3]) - p[4]) / (12 * h * h);
            var vega = (At(o.Spot, o.Vol * 1.003, o.Years) - At(o.Spot, o.Vol * 0.997, o.Years)) / (0.006 * o.Vol);
            var theta = (At(o.Spot, o.Vol, o.Years * 0.997) - At(o.Spot, o.Vol, o.Years * 1.003)) / (0.006 * o.Years);
            var root = Math.Sqrt(o.Years);
            foreach (var (setting, slack) in ((AmericanSetting, double)[])[(AmericanSetting.Accurate, 1), (AmericanSetting.Fast, 20)])
            {
                var g = American.Evaluate(o.Type, o.Spot, 100, o.Years, o.Rate, o.Yield, o.Vol, setting, out _);
                Near(delta, g.Delta, slack * 2e-5, "delta");
                Near(gamma, g.Gamma, slack * 1e-4 / (o.Spot * o.Vol * root), "gamma");
                Near(vega, g.Vega, slack * 1e-4 * 100 * root, "vega");
                Near(theta, g.Theta, slack * 1e-4 * 100 * ((o.Vol / root) + o.Rate + o.Yield), "theta");
            }

            compared++;
            void Near(double wanted, double got, double slack, string what) => Assert.True(Math.Abs(wanted - got) <= slack, $"{what} {got}, by differences {wanted}: {o}");
        }

        Assert.True(compared > 50, $"{compared}");
    }

    [Fact]
    public void Signs()
    {
        foreach (var setting in (AmericanSetting[])[AmericanSetting.Fast, AmericanSetting.Accurate])
        {
            var put = American.Evaluate(OptionType.Put, 100, 100, 1, 0.05, 0.02, 0.25, setting, out _);
            Assert.True(put is { Delta: < 0 and > -1, Gamma: > 0, Vega: > 30, Theta: < 0 });
            var call = American.Evaluate(OptionType.Call, 100, 100, 1, 0.02, 0.05, 0.25, setting, out _);
            Assert.True(call is { Delta: > 0 and < 1, Gamma: > 0, Vega: > 30, Theta: < 0 });
        }
    }

    [Fact]
    public void Delta_meets_exercise_smoothly_and_gamma_is_still_there()
    {
        // From the side where the option is kept: dV/dS -> -1, 1/2 vol^2 B^2 gamma -> rK - qB.
        double low = 50, high = 100;
        for (var k = 0; k < 60; k++)
        {
            var middle = 0.5 * (low + high);
            if (American.Price(OptionType.Put, middle, 100, 1, 0.06, 0.02, 0.25, AmericanSetting.Accurate, out _) > 100 - middle + 1e-13)
                high = middle;
            else
                low = middle;
        }

        var g = American.Evaluate(OptionType.Put, high * 1.0001, 100, 1, 0.06, 0.02, 0.25, AmericanSetting.Accurate, out _);
        Assert.Equal(-1, g.Delta, 2e-3);
        Assert.Equal((6 - (0.02 * high)) * 2 / (0.0625 * high * high), g.Gamma, 2e-3 * g.Gamma + 1e-4);
        Assert.Equal(0, g.Theta, 0.02);
    }
}
