using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>The formula for cash dividends against the grid, within the error that docs/pricing-american.md states.</summary>
public class AmericanDividendTests
{
    [Theory]
    [InlineData(OptionType.Call, 0.12, 0.5)]
    [InlineData(OptionType.Put, 0.13, 0.5)]
    public void The_formula_is_as_rough_as_it_says(OptionType type, double rmse, double worst)
    {
        var random = new Random(41);
        double Between(double low, double high) => low + ((high - low) * random.NextDouble());
        var sum = 0.0;
        const int count = 60;
        for (var i = 0; i < count; i++)
        {
            var spot = 100 * Math.Exp(Between(-0.25, 0.25));
            var years = Between(0.1, 1.5);
            var rate = Between(0.005, 0.07);
            var vol = Between(0.12, 0.6);
            var first = Between(0.02, 0.25);
            var amount = Between(0.2, 1.2);
            CashDividend[] dividends = [.. Enumerable.Range(0, 6).Select(k => new CashDividend(first + (0.25 * k), amount))];
            var price = American.Price(type, spot, 100, years, rate, 0, vol, dividends, AmericanSetting.Fast, out var status);
            Assert.Equal(AmericanStatus.Ok, status);
            var error = price - AmericanGrid.Price(type, spot, 100, years, rate, 0, vol, dividends, 300, 75, out _);
            Assert.True(Math.Abs(error) < worst, $"{error} {spot} {years} {rate} {vol} {first} {amount}");
            sum += error * error;
        }

        Assert.True(Math.Sqrt(sum / count) < rmse, $"{Math.Sqrt(sum / count)}");
    }

    [Fact]
    public void Hulls_american_call()
    {
        // Hull, Options, Futures and Other Derivatives: S = K = 40, 30 %, 9 %, half a year, 50 cents after two and five months; 3.67 as a European call.
        CashDividend[] dividends = [new(2.0 / 12, 0.5), new(5.0 / 12, 0.5)];
        var grid = AmericanGrid.Price(OptionType.Call, 40, 40, 0.5, 0.09, 0, 0.3, dividends, 800, 200, out _);
        var formula = American.Price(OptionType.Call, 40, 40, 0.5, 0.09, 0, 0.3, dividends, AmericanSetting.Fast, out _);
        Assert.InRange(grid, 3.67, 3.80);
        Assert.Equal(grid, formula, 0.05);
    }

    [Fact]
    public void No_dividends_change_no_bit_and_their_order_none_either()
    {
        CashDividend[] past = [new(-0.1, 3), new(0, 3), new(1.5, 3), new(1, 3), new(0.5, 0)];
        Assert.Equal(American.Price(OptionType.Put, 95, 100, 1, 0.05, 0.01, 0.3, AmericanSetting.Fast, out _), American.Price(OptionType.Put, 95, 100, 1, 0.05, 0.01, 0.3, past, AmericanSetting.Fast, out _));
        CashDividend[] forwards = [new(0.2, 1), new(0.7, 2)];
        CashDividend[] backwards = [new(0.7, 2), new(0.2, 1)];
        Assert.Equal(American.Price(OptionType.Put, 95, 100, 1, 0.05, 0.01, 0.3, forwards, AmericanSetting.Fast, out _), American.Price(OptionType.Put, 95, 100, 1, 0.05, 0.01, 0.3, backwards, AmericanSetting.Fast, out _), 1e-12);
        Assert.Equal(AmericanGrid.Price(OptionType.Put, 95, 100, 1, 0.05, 0.01, 0.3, forwards, 200, 50, out _), AmericanGrid.Price(OptionType.Put, 95, 100, 1, 0.05, 0.01, 0.3, backwards, 200, 50, out _));
    }

    [Fact]
    public void Dividends_raise_puts_and_lower_calls()
    {
        CashDividend[] dividends = [new(0.3, 2)];
        Assert.True(American.Price(OptionType.Put, 100, 100, 1, 0.03, 0, 0.3, dividends, AmericanSetting.Fast, out _) > American.Price(OptionType.Put, 100, 100, 1, 0.03, 0, 0.3, AmericanSetting.Fast, out _) + 0.5);
        Assert.True(American.Price(OptionType.Call, 100, 100, 1, 0.03, 0, 0.3, dividends, AmericanSetting.Fast, out _) < American.Price(OptionType.Call, 100, 100, 1, 0.03, 0, 0.3, AmericanSetting.Fast, out _) - 0.5);
    }

    [Fact]
    public void What_the_formula_cannot_do_it_refuses_by_name()
    {
        Assert.True(double.IsNaN(American.Price(OptionType.Put, 100, 100, 1, 0.03, 0, 0.3, [new CashDividend(0.5, 60)], AmericanSetting.Fast, out var status)));
        Assert.Equal(AmericanStatus.DividendsTooLarge, status);
        Assert.True(double.IsNaN(American.Price(OptionType.Put, 100, 100, 1, 0.03, 0, 0.3, [new CashDividend(0.5, double.NaN)], AmericanSetting.Fast, out status)));
        Assert.Equal(AmericanStatus.NotANumber, status);
    }
}
