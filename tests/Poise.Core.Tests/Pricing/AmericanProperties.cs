using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>What holds for any American option, on seeded samples from plain to absurd.</summary>
public class AmericanProperties
{
    private static readonly AmericanSetting[] Settings = [AmericanSetting.Fast, AmericanSetting.Accurate];

    /// <summary>What a setting may be off by, on a strike of 100.</summary>
    private static double Slack(AmericanSetting setting) => setting == AmericanSetting.Fast ? 1e-3 : 1e-6;

    [Fact]
    public void Never_less_than_exercise_nor_than_the_european_nor_more_than_all_there_is()
    {
        foreach (var setting in Settings)
        {
            foreach (var o in Sample(setting == AmericanSetting.Fast ? 3000 : 400, 3))
            {
                var price = o.Price(setting);
                Assert.True(price >= Math.Max(o.Sign * (o.Spot - 100), 0) - (1e-13 * o.Spot), $"{o} {price}");
                var european = Black76.Evaluate(o.Type, o.Spot, 100, o.Years, o.Rate, o.Yield, o.Vol).Price;
                Assert.True(price >= european - 1e-9, $"{o} {price} {european}");
                Assert.True(price <= (o.Sign > 0 ? o.Spot * Math.Exp(Math.Max(-o.Yield, 0) * o.Years) : 100 * Math.Exp(Math.Max(-o.Rate, 0) * o.Years)) * (1 + 1e-12), $"{o} {price}");
            }
        }
    }

    [Fact]
    public void Puts_fall_and_calls_rise_with_spot_by_no_more_than_it()
    {
        foreach (var setting in Settings)
        {
            foreach (var o in Sample(setting == AmericanSetting.Fast ? 1000 : 150, 4))
            {
                var change = o with { Spot = o.Spot * 1.01 };
                var move = o.Sign * (change.Price(setting) - o.Price(setting));
                Assert.True(move >= -Slack(setting), $"{o} {move}");
                Assert.True(move <= (change.Spot - o.Spot) * Math.Exp(Math.Max(-o.Yield, 0) * o.Years) + Slack(setting), $"{o} {move}");
            }
        }
    }

    [Fact]
    public void More_time_and_more_vol_are_worth_no_less()
    {
        foreach (var setting in Settings)
        {
            foreach (var o in Sample(setting == AmericanSetting.Fast ? 1000 : 150, 5))
            {
                var price = o.Price(setting);
                Assert.True((o with { Years = o.Years * 1.05 }).Price(setting) >= price - Slack(setting), $"{o}");
                Assert.True((o with { Vol = o.Vol * 1.05 }).Price(setting) >= price - Slack(setting), $"{o}");
            }
        }
    }

    [Fact]
    public void A_call_is_the_put_of_the_other_side()
    {
        foreach (var o in Sample(500, 6))
        {
            var call = American.Evaluate(OptionType.Call, o.Spot, 100, o.Years, o.Rate, o.Yield, o.Vol, AmericanSetting.Fast, out _);
            var put = American.Evaluate(OptionType.Put, 100, o.Spot, o.Years, o.Yield, o.Rate, o.Vol, AmericanSetting.Fast, out _);
            Assert.Equal(put.Price, call.Price, 1e-12 * (o.Spot + 100));
            Assert.Equal(put.Vega, call.Vega, 1e-9 * (o.Spot + 100));
        }
    }

    [Fact]
    public void Twice_the_currency_is_twice_the_price()
    {
        foreach (var o in Sample(200, 7))
        {
            var one = American.Evaluate(o.Type, o.Spot, 100, o.Years, o.Rate, o.Yield, o.Vol, AmericanSetting.Fast, out _);
            var two = American.Evaluate(o.Type, 2 * o.Spot, 200, o.Years, o.Rate, o.Yield, o.Vol, AmericanSetting.Fast, out _);
            Assert.Equal(2 * one.Price, two.Price, 1e-12 * o.Spot);
            Assert.Equal(one.Delta, two.Delta, 1e-12);
            Assert.Equal(0.5 * one.Gamma, two.Gamma, 1e-12);
        }
    }

    [Fact]
    public void The_fast_setting_is_near_the_accurate_one()
    {
        var sum = 0.0;
        var worst = 0.0;
        var count = 0;
        foreach (var o in Sample(600, 8))
        {
            var error = o.Price(AmericanSetting.Fast) - o.Price(AmericanSetting.Accurate);
            sum += error * error;
            worst = Math.Max(worst, Math.Abs(error));
            count++;
        }

        Assert.True(Math.Sqrt(sum / count) < 7e-5, $"{Math.Sqrt(sum / count)}");
        Assert.True(worst < 1e-3, $"{worst}");
    }

    internal static IEnumerable<AmericanSample> Sample(int count, int seed)
    {
        var random = new Random(seed);
        double Between(double low, double high) => low + ((high - low) * random.NextDouble());
        double Spread(double low, double high) => Math.Exp(Between(Math.Log(low), Math.Log(high)));
        for (var i = 0; i < count; i++)
        {
            var vol = Spread(0.02, 1.5);
            var years = Spread(0.002, 15);
            var rate = random.Next(5) == 0 ? Spread(1e-7, 0.01) : Between(0, 0.12);
            var yield = random.Next(3) == 0 ? 0 : Between(0, 0.12);
            var spot = 100 * Math.Exp(Between(-2, 2) * Math.Min(vol * Math.Sqrt(years), 0.8));
            yield return new AmericanSample(random.Next(2) == 0 ? OptionType.Call : OptionType.Put, spot, years, rate, yield, vol);
        }
    }
}

internal readonly record struct AmericanSample(OptionType Type, double Spot, double Years, double Rate, double Yield, double Vol)
{
    public int Sign => Type == OptionType.Call ? 1 : -1;

    public double Price(AmericanSetting setting) => American.Price(Type, Spot, 100, Years, Rate, Yield, Vol, setting, out _);
}
