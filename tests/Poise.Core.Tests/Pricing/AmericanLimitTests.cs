using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

public class AmericanLimitTests
{
    private static readonly AmericanSetting[] Settings = [AmericanSetting.Fast, AmericanSetting.Accurate];

    [Theory]
    [InlineData(OptionType.Call, 90, 10, 1)]
    [InlineData(OptionType.Call, 110, 0, 0)]
    [InlineData(OptionType.Call, 100, 0, 0.5)]
    [InlineData(OptionType.Put, 90, 0, 0)]
    [InlineData(OptionType.Put, 110, 10, -1)]
    [InlineData(OptionType.Put, 100, 0, -0.5)]
    public void At_expiry_an_option_is_its_payoff(OptionType type, double strike, double price, double delta)
    {
        foreach (var years in (double[])[0, -0.1])
        {
            var g = American.Evaluate(type, 100, strike, years, 0.05, 0.02, 0.3, AmericanSetting.Fast, out var status);
            Assert.Equal(AmericanStatus.Ok, status);
            Assert.Equal(new AmericanGreeks(price, delta, 0, 0, 0), g);
        }
    }

    [Fact]
    public void Just_before_expiry_it_is_nearly_that()
    {
        foreach (var years in (double[])[1e-12, 1e-9, 1e-6])
        {
            foreach (var (type, spot) in ((OptionType, double)[])[(OptionType.Put, 90), (OptionType.Put, 110), (OptionType.Call, 110), (OptionType.Call, 90)])
            {
                var intrinsic = Math.Max(type == OptionType.Call ? spot - 100 : 100 - spot, 0);
                var g = American.Evaluate(type, spot, 100, years, 0.05, 0.02, 0.3, AmericanSetting.Accurate, out _);
                Assert.Equal(intrinsic, g.Price, 1e-5);
                Assert.Equal(intrinsic > 0 ? type == OptionType.Call ? 1 : -1 : 0, g.Delta, 1e-6);
            }
        }
    }

    [Fact]
    public void Without_vol_it_is_the_best_moment_along_the_forward()
    {
        foreach (var (type, spot, rate, yield) in ((OptionType, double, double, double)[])
            [(OptionType.Put, 90, 0.05, 0), (OptionType.Put, 90, 0.01, 0.08), (OptionType.Put, 110, 0.02, 0.3), (OptionType.Call, 110, 0.01, 0.06), (OptionType.Call, 120, 0.06, 0.01), (OptionType.Call, 105, 0.1, 0.04)])
        {
            var sign = type == OptionType.Call ? 1 : -1;
            var best = 0.0;
            for (var k = 0; k <= 100_000; k++)
                best = Math.Max(best, sign * (spot * Math.Exp(-yield * 3 * k / 100_000) - 100 * Math.Exp(-rate * 3 * k / 100_000)));
            Assert.Equal(best, American.Price(type, spot, 100, 3, rate, yield, 0, AmericanSetting.Fast, out _), 1e-8);
            foreach (var setting in Settings)
            {
                Assert.Equal(best, American.Price(type, spot, 100, 3, rate, yield, 1e-6, setting, out _), 1e-4);
                Assert.Equal(best, American.Price(type, spot, 100, 3, rate, yield, 1e-12, setting, out _), 1e-8);
            }
        }
    }

    [Theory]
    [InlineData(OptionType.Put, -0.01, 0.02)]
    [InlineData(OptionType.Put, 0, 0)]
    [InlineData(OptionType.Put, 0, 0.05)]
    [InlineData(OptionType.Put, -0.02, -0.01)]
    [InlineData(OptionType.Call, 0.05, 0)]
    [InlineData(OptionType.Call, 0.03, -0.01)]
    public void Where_waiting_costs_nothing_it_is_european(OptionType type, double rate, double yield)
    {
        foreach (var spot in (double[])[60, 100, 140])
        {
            var g = American.Evaluate(type, spot, 100, 0.7, rate, yield, 0.3, AmericanSetting.Fast, out var status);
            var e = Black76.Evaluate(type, spot, 100, 0.7, rate, yield, 0.3);
            Assert.Equal(AmericanStatus.Ok, status);
            Assert.Equal(new AmericanGreeks(e.Price, e.Delta, e.Gamma, e.Vega, e.Theta), g);
        }
    }

    [Fact]
    public void A_vanishing_rate_leads_there_smoothly()
    {
        foreach (var setting in Settings)
        {
            foreach (var spot in (double[])[60, 90, 100, 140])
            {
                var european = Black76.Evaluate(OptionType.Put, spot, 100, 1, 0, 0, 0.3).Price;
                foreach (var rate in (double[])[1e-5, 1e-7, 1e-9, 1e-12])
                    Assert.Equal(european, American.Price(OptionType.Put, spot, 100, 1, rate, 0, 0.3, setting, out _), (100 * rate) + 1e-6);
            }
        }
    }

    [Fact]
    public void Where_exercise_is_due_it_is_intrinsic()
    {
        foreach (var setting in Settings)
        {
            Assert.Equal(new AmericanGreeks(60, -1, 0, 0, 0), American.Evaluate(OptionType.Put, 40, 100, 1, 0.06, 0.01, 0.2, setting, out _));
            Assert.Equal(new AmericanGreeks(150, 1, 0, 0, 0), American.Evaluate(OptionType.Call, 250, 100, 1, 0.01, 0.06, 0.2, setting, out _));
        }
    }

    [Fact]
    public void A_worthless_stock_leaves_what_is_certain()
    {
        Assert.Equal(100, American.Price(OptionType.Put, 0, 100, 1, 0.05, 0, 0.3, AmericanSetting.Fast, out _));
        Assert.Equal(100 * Math.Exp(0.05), American.Price(OptionType.Put, 0, 100, 1, -0.05, 0, 0.3, AmericanSetting.Fast, out _), 1e-12);
        Assert.Equal(0, American.Price(OptionType.Call, 0, 100, 1, 0.05, 0, 0.3, AmericanSetting.Fast, out _));
        Assert.Equal(100, American.Price(OptionType.Call, 100, 0, 1, 0.05, 0.02, 0.3, AmericanSetting.Fast, out _));
    }

    [Theory]
    [InlineData(double.NaN, 100, 1, 0.05, 0, 0.2)]
    [InlineData(100, double.NaN, 1, 0.05, 0, 0.2)]
    [InlineData(100, 100, double.NaN, 0.05, 0, 0.2)]
    [InlineData(100, 100, 1, double.NaN, 0, 0.2)]
    [InlineData(100, 100, 1, 0.05, double.NaN, 0.2)]
    [InlineData(100, 100, 1, 0.05, 0, double.NaN)]
    [InlineData(double.PositiveInfinity, 100, 1, 0.05, 0, 0.2)]
    [InlineData(100, 100, 1, 0.05, 0, double.PositiveInfinity)]
    [InlineData(-1, 100, 1, 0.05, 0, 0.2)]
    [InlineData(100, -1, 1, 0.05, 0, 0.2)]
    public void What_is_no_number_gives_none(double spot, double strike, double years, double rate, double yield, double vol)
    {
        foreach (var setting in Settings)
        {
            var g = American.Evaluate(OptionType.Put, spot, strike, years, rate, yield, vol, setting, out var status);
            Assert.Equal(AmericanStatus.NotANumber, status);
            Assert.True(double.IsNaN(g.Price) && double.IsNaN(g.Delta) && double.IsNaN(g.Gamma) && double.IsNaN(g.Vega) && double.IsNaN(g.Theta));
        }
    }

    [Fact]
    public void Two_boundaries_are_priced_on_a_grid_or_refused_by_name()
    {
        var g = American.Evaluate(OptionType.Put, 90, 100, 1, -0.01, -0.04, 0.2, AmericanSetting.Fast, out var status);
        Assert.Equal(AmericanStatus.Ok, status);
        var grid = AmericanGrid.Price(OptionType.Put, 90, 100, 1, -0.01, -0.04, 0.2, [], 2000, 500, out var error);
        Assert.Equal(grid, g.Price, 1e-4 + error);
        Assert.Equal(grid, American.Price(OptionType.Call, 100, 90, 1, -0.04, -0.01, 0.2, AmericanSetting.Fast, out _), 1e-4 + error);
        Assert.True(g.Price > Black76.Evaluate(OptionType.Put, 90, 100, 1, -0.01, -0.04, 0.2).Price + 0.01);
        Assert.True(g.Vega > 0);

        Assert.True(double.IsNaN(American.Price(OptionType.Put, 90, 100, 1, -0.01, -0.4, 0.001, AmericanSetting.Fast, out status)));
        Assert.Equal(AmericanStatus.DoubleBoundary, status);
    }
}
