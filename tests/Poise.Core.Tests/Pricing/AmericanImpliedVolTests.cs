using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

public class AmericanImpliedVolTests
{
    [Theory]
    [InlineData(AmericanSetting.Fast, 400)]
    [InlineData(AmericanSetting.Accurate, 40)]
    public void A_price_gives_back_its_vol(AmericanSetting setting, int count)
    {
        var compared = 0;
        foreach (var o in AmericanProperties.Sample(count, 51))
        {
            var g = American.Evaluate(o.Type, o.Spot, 100, o.Years, o.Rate, o.Yield, o.Vol, setting, out _);
            var vol = American.ImpliedVol(o.Type, g.Price, o.Spot, 100, o.Years, o.Rate, o.Yield, setting, out var status);
            Assert.Equal(ImpliedVolStatus.Ok, status);
            Assert.Equal(g.Price, American.Price(o.Type, o.Spot, 100, o.Years, o.Rate, o.Yield, vol, setting, out _), (1e-11 * o.Spot) + 1e-11);

            // Where a vol shows in the price at all.
            if (g.Vega < 1e-2)
                continue;
            Assert.True(Math.Abs(vol - o.Vol) <= 1e-7, $"{vol} {g} {o}");
            compared++;
        }

        Assert.True(compared > count / 2);
    }

    [Fact]
    public void Prices_without_a_vol_are_told_why()
    {
        Expect(9.9, ImpliedVolStatus.BelowIntrinsic);
        Expect(100, ImpliedVolStatus.AboveMaximum);
        Expect(double.NaN, ImpliedVolStatus.NotANumber);
        Expect(double.PositiveInfinity, ImpliedVolStatus.NotANumber);
        Assert.Equal(0, American.ImpliedVol(OptionType.Put, 10, 90, 100, 1, 0.05, 0, AmericanSetting.Fast, out var status));
        Assert.Equal(ImpliedVolStatus.Ok, status);
        Assert.Equal(0, American.ImpliedVol(OptionType.Call, 0, 90, 100, 1, 0, 0, AmericanSetting.Fast, out status));
        Assert.Equal(ImpliedVolStatus.Ok, status);
        Assert.True(double.IsNaN(American.ImpliedVol(OptionType.Put, 10, 90, 100, 0, 0.05, 0, AmericanSetting.Fast, out status)));
        Assert.Equal(ImpliedVolStatus.NotANumber, status);

        static void Expect(double price, ImpliedVolStatus wanted)
        {
            Assert.True(double.IsNaN(American.ImpliedVol(OptionType.Put, price, 90, 100, 1, 0.05, 0, AmericanSetting.Fast, out var status)));
            Assert.Equal(wanted, status);
        }
    }
}
