using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

public class BlackScholesTests
{
    /// <summary>Haug, The Complete Guide to Option Pricing Formulas (1998), pages 2, 5 and 7; exact values from 50-digit arithmetic.</summary>
    [Theory]
    [InlineData(OptionType.Call, 60.0, 65, 0.25, 0.08, 0, 0.3, 2.1333684449162)]
    [InlineData(OptionType.Put, 100.0, 95, 0.5, 0.1, 0.05, 0.2, 2.4647876467558)]
    [InlineData(OptionType.Call, 1.56, 1.6, 0.5, 0.06, 0.08, 0.12, 0.0290992531494)]
    public void Published_prices(OptionType type, double spot, double strike, double years, double rate, double yield, double vol, double price) =>
        Assert.Equal(price, BlackScholes.Evaluate(type, spot, strike, years, rate, yield, vol).Price, 1e-12);

    [Fact]
    public void Columns_of_an_expiry_are_the_rows()
    {
        var sample = new SampleColumns(256);
        foreach (var (rate, yield, years) in (ReadOnlySpan<(double, double, double)>)[(0.04, 0.01, 0.27), (-0.01, 0.06, 3), (0.3, 0, 0.01), (0.05, 0.02, 0), (0.05, 0.02, -1)])
        {
            var c = Enumerable.Range(0, 12).Select(_ => new double[256]).ToArray();
            Black76.Evaluate(BlackScholes.Terms(6000, rate, yield, years), sample.Strikes, sample.Vols, sample.Signs, SampleColumns.Into(c));
            for (var i = 0; i < 256; i++)
            {
                var g = BlackScholes.Evaluate(sample.Signs[i] > 0 ? OptionType.Call : OptionType.Put, 6000, sample.Strikes[i], years, rate, yield, sample.Vols[i]);
                Assert.Equal(g.Price, c[0][i], 1e-15 * (6000 + sample.Strikes[i]));
                Assert.Equal(g.Delta, c[1][i], 2e-14); // the rounding of F over the smallest s, 0.001
                Assert.Equal(g.Gamma, c[2][i], 5e-12 * g.Gamma); // the rounding of F, times d1 / s
                Assert.Equal(g.Theta, c[4][i], 1e-14 * (6000 + sample.Strikes[i]) + 1e-12 * Math.Abs(g.Theta));
            }
        }
    }

    [Fact]
    public void The_yields_rho_is_a_difference_of_prices()
    {
        foreach (var type in (OptionType[])[OptionType.Call, OptionType.Put])
        {
            const double step = 1e-5;
            var rho = BlackScholes.YieldRho(100, 0.7, BlackScholes.Evaluate(type, 100, 110, 0.7, 0.05, 0.02, 0.3).Delta);
            var slope = (BlackScholes.Evaluate(type, 100, 110, 0.7, 0.05, 0.02 + step, 0.3).Price - BlackScholes.Evaluate(type, 100, 110, 0.7, 0.05, 0.02 - step, 0.3).Price) / (2 * step);
            Assert.Equal(slope, rho, 1e-8 * Math.Abs(rho));
            Assert.True(type == OptionType.Call ? rho < 0 : rho > 0);
            Assert.Equal(0, BlackScholes.YieldRho(100, -1, 0.5));
        }

        double[] spots = [.. Enumerable.Repeat(100.0, 8)], years = [.. Enumerable.Repeat(0.7, 8)], deltas = [0.1, 0.2, -0.3, 0.4, 0.5, -0.6, 0.7, double.NaN], rhos = new double[8];
        var rows = new OptionRows { Spots = spots, Strikes = spots, Years = years, Rates = deltas, Yields = deltas, Vols = deltas, Signs = deltas };
        BlackScholes.YieldRhos(rows, deltas, rhos);
        for (var i = 0; i < 8; i++)
            Assert.Equal(BlackScholes.YieldRho(100, 0.7, deltas[i]), rhos[i]);
        Assert.Throws<ArgumentException>(() => BlackScholes.YieldRhos(new OptionRows { Spots = spots }, deltas, rhos));
    }

    [Fact]
    public void The_vol_comes_back()
    {
        foreach (var vol in (double[])[0.05, 0.3, 2])
        {
            var price = BlackScholes.Evaluate(OptionType.Put, 100, 90, 0.7, 0.05, 0.02, vol).Price;
            var back = BlackScholes.ImpliedVolOf(OptionType.Put, price, 100, 90, 0.7, 0.05, 0.02, out var status);
            Assert.Equal(ImpliedVolStatus.Ok, status);
            Assert.Equal(vol, back, 3e-14 * vol);
        }

        BlackScholes.ImpliedVolOf(OptionType.Put, 1, 100, 90, 0.7, double.NaN, 0.02, out var none);
        Assert.Equal(ImpliedVolStatus.NotANumber, none);
    }
}
