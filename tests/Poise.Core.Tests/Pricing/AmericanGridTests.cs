using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

public class AmericanGridTests
{
    [Fact]
    public void The_grid_knows_european_prices()
    {
        foreach (var (type, spot, rate, yield, vol) in ((OptionType, double, double, double, double)[])
            [(OptionType.Call, 105, 0.05, 0.02, 0.25), (OptionType.Put, 95, 0.01, 0.06, 0.4), (OptionType.Put, 120, -0.02, -0.03, 0.3)])
        {
            var price = AmericanGrid.EuropeanPrice(type, spot, 100, 0.8, rate, yield, vol, [], 800, 200, out var error);
            Assert.Equal(Black76.Evaluate(type, spot, 100, 0.8, rate, yield, vol).Price, price, 2e-6);
            Assert.True(error is > 0 and < 2e-3);
        }
    }

    [Fact]
    public void The_grid_agrees_with_the_boundary()
    {
        foreach (var o in AmericanProperties.Sample(60, 31).Where(o => o.Vol * Math.Sqrt(o.Years) is > 0.03 and < 1.5 && o.Vol > 0.08))
        {
            var grid = AmericanGrid.Evaluate(o.Type, o.Spot, 100, o.Years, o.Rate, o.Yield, o.Vol, [], 800, 200, out var error);
            var boundary = American.Evaluate(o.Type, o.Spot, 100, o.Years, o.Rate, o.Yield, o.Vol, AmericanSetting.Accurate, out _);
            Assert.True(Math.Abs(grid.Price - boundary.Price) <= 1e-5 + (2 * error), $"{o} {grid.Price} {boundary.Price} {error}");
            if (boundary.Price > Math.Abs(o.Spot - 100) + 0.05)
                Assert.True(Math.Abs(grid.Delta - boundary.Delta) <= 2e-3, $"{o} {grid} {boundary}");
        }
    }

    [Fact]
    public void A_dividend_moves_a_european_option_as_a_split_of_spot_and_strike_says()
    {
        // On the eve of expiry it is a higher strike, right after now a lower spot: both exact in the limit.
        var late = AmericanGrid.EuropeanPrice(OptionType.Call, 100, 100, 1, 0.05, 0, 0.3, [new CashDividend(1 - 1e-9, 4)], 1200, 300, out _);
        Assert.Equal(Black76.Evaluate(OptionType.Call, 100, 104, 1, 0.05, 0, 0.3).Price, late, 2e-4);
        var near = AmericanGrid.EuropeanPrice(OptionType.Call, 100, 100, 1, 0.05, 0, 0.3, [new CashDividend(1e-9, 4)], 1200, 300, out _);
        Assert.Equal(Black76.Evaluate(OptionType.Call, 96, 100, 1, 0.05, 0, 0.3).Price, near, 2e-4);
    }

    [Fact]
    public void A_call_before_a_large_dividend_is_exercised_on_its_eve()
    {
        // Next to no time after the dividend: the call is the better of the European to its eve and of the one across it.
        var price = AmericanGrid.Price(OptionType.Call, 110, 100, 0.5, 0.03, 0, 0.2, [new CashDividend(0.499, 8)], 1200, 300, out _);
        var eve = Black76.Evaluate(OptionType.Call, 110, 100, 0.499, 0.03, 0, 0.2).Price;
        Assert.InRange(price, eve - 1e-4, eve + 2e-2);
        Assert.True(price > AmericanGrid.EuropeanPrice(OptionType.Call, 110, 100, 0.5, 0.03, 0, 0.2, [new CashDividend(0.499, 8)], 1200, 300, out _) + 3);
    }

    [Fact]
    public void What_is_too_coarse_or_no_number_is_refused()
    {
        Assert.Throws<ArgumentException>(() => AmericanGrid.Price(OptionType.Call, 100, 100, 1, 0.1, 10, 0.1, [], 400, 100, out _));
        Assert.Throws<ArgumentException>(() => AmericanGrid.Price(OptionType.Call, 100, 100, 1, 0.1, 0, 100, [], 400, 100, out _));
        Assert.Throws<ArgumentException>(() => AmericanGrid.Price(OptionType.Call, double.NaN, 100, 1, 0.1, 0, 0.2, [], 400, 100, out _));
        Assert.Throws<ArgumentException>(() => AmericanGrid.Price(OptionType.Call, 100, 100, 1, 0.1, 0, 0.2, [], 10, 100, out _));
        Assert.Throws<ArgumentException>(() => AmericanGrid.Price(OptionType.Call, 100, 100, 1, 0.1, 0, 0.2, [new CashDividend(0.5, -1)], 400, 100, out _));
    }
}
