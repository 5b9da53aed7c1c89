using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

public class BachelierVolTests
{
    /// <summary>Out of the money every digit of the vol comes back; in the money what the price's last digit leaves of the time value.</summary>
    [Fact]
    public void The_vol_of_each_reference_row()
    {
        foreach (var row in BachelierReferenceRows.All)
        {
            var v = row[1..].Select(ReferenceTable.Number).ToArray();
            var call = row[0] == "C";
            var vol = BachelierVol.Solve(call ? OptionType.Call : OptionType.Put, v[5], v[0], v[1], v[2], v[3], out var status);
            var outside = call ? v[1] >= v[0] : v[1] <= v[0];
            // Two roundings of the price's size, over vega.
            var attainable = outside ? 0 : 3e-16 * v[5] / (v[8] * v[4]);
            if (attainable > 0.1)
                continue;
            Assert.Equal(ImpliedVolStatus.Ok, status);
            Assert.True(Math.Abs(vol / v[4] - 1) <= 2e-15 + attainable, $"{vol:r} for {v[4]:r} at {string.Join(',', row[..6])}");
        }
    }

    /// <summary>From the money to 37 standard deviations out, in steps of 3 % and over sixteen decades of s.</summary>
    [Fact]
    public void The_vol_comes_back_over_the_whole_range()
    {
        foreach (var s in (double[])[1e-9, 0.013, 1, 7e6])
        {
            for (var h = 1e-25; h < 37.4; h *= 1.03)
            {
                var price = Bachelier.EvaluateForward(OptionType.Call, 0, h * s, 1, 1, s).Price;
                var vol = BachelierVol.Solve(OptionType.Call, price, 0, h * s, 1, 1, out var status);
                Assert.Equal(ImpliedVolStatus.Ok, status);
                if (price > 1e-307)
                    Assert.True(Math.Abs(vol / s - 1) <= 2e-15, $"h={h} s={s}: {vol:r}");
            }

            var atForward = Bachelier.EvaluateForward(OptionType.Put, -5, -5, 1, 1, s).Price;
            Assert.Equal(s, BachelierVol.Solve(OptionType.Put, atForward, -5, -5, 1, 1, out _), 1e-15 * s);
        }
    }

    [Theory]
    [InlineData(5e-324, 1.0)]
    [InlineData(1e-320, 1e-10)]
    [InlineData(1e-250, 1e80)]
    public void Prices_at_the_edge_of_a_double_have_a_vol(double price, double strike)
    {
        var vol = BachelierVol.Solve(OptionType.Call, price, 0, strike, 1, 1, out var status);
        Assert.Equal(ImpliedVolStatus.Ok, status);
        // The logarithm of the price, since the price itself may have few digits or lie below what the model can return.
        var h = strike / vol;
        var log = -h * h / 2 - Math.Log(Math.Sqrt(2 * Math.PI)) + Math.Log(strike / (h * h * h)) + Math.Log(1 - 3 / (h * h) + 15 / (h * h * h * h));
        Assert.Equal(Math.Log(price), log, 1e-6 * Math.Abs(log));
    }

    [Theory]
    [InlineData(OptionType.Call, 9.69, -110, ImpliedVolStatus.BelowIntrinsic)]
    [InlineData(OptionType.Put, -0.01, -110, ImpliedVolStatus.BelowIntrinsic)]
    [InlineData(OptionType.Put, double.NegativeInfinity, -110, ImpliedVolStatus.BelowIntrinsic)]
    [InlineData(OptionType.Call, double.PositiveInfinity, -90, ImpliedVolStatus.AboveMaximum)]
    [InlineData(OptionType.Call, 1.7e308, -100, ImpliedVolStatus.AboveMaximum)]
    [InlineData(OptionType.Call, double.NaN, -90, ImpliedVolStatus.NotANumber)]
    [InlineData(OptionType.Call, 5, double.NaN, ImpliedVolStatus.NotANumber)]
    [InlineData(OptionType.Call, 5, double.PositiveInfinity, ImpliedVolStatus.NotANumber)]
    public void A_price_without_a_vol_says_why(OptionType type, double price, double strike, ImpliedVolStatus expected)
    {
        Assert.Equal(double.NaN, BachelierVol.Solve(type, price, -100, strike, 1, 0.97, out var status));
        Assert.Equal(expected, status);
    }

    [Theory]
    [InlineData(double.NaN, 1, 1)]
    [InlineData(double.NegativeInfinity, 1, 1)]
    [InlineData(100, double.NaN, 1)]
    [InlineData(100, 0, 1)]
    [InlineData(100, -1, 1)]
    [InlineData(100, double.PositiveInfinity, 1)]
    [InlineData(100, 1, 0)]
    [InlineData(100, 1, double.NaN)]
    public void Terms_that_are_not_numbers(double forward, double years, double discount)
    {
        Assert.Equal(double.NaN, BachelierVol.Solve(OptionType.Call, 5, forward, 100, years, discount, out var status));
        Assert.Equal(ImpliedVolStatus.NotANumber, status);
    }

    [Fact]
    public void A_price_at_the_payoff_has_no_vol_left()
    {
        Assert.Equal(0, BachelierVol.Solve(OptionType.Call, 0.97 * 7.25, -100, -107.25, 1, 0.97, out var status));
        Assert.Equal(ImpliedVolStatus.Ok, status);
        Assert.Equal(0, BachelierVol.Solve(OptionType.Put, 0, -100, -100, 1, 0.97, out status));
        Assert.Equal(ImpliedVolStatus.Ok, status);
        Assert.Equal(0, BachelierVol.Solve(OptionType.Call, 0, -100, -90, 1, 0.97, out status));
        Assert.Equal(ImpliedVolStatus.Ok, status);
    }

    [Fact]
    public void Columns_and_widths_give_the_same_bits()
    {
        var s = new SampleColumns(512);
        var prices = new double[512];
        Bachelier.Evaluate(s.Terms, s.Strikes, s.Vols.Select(v => 6000 * v).ToArray(), s.Signs, new GreekColumns { Price = prices });
        (prices[100], prices[101], prices[102], prices[103], s.Strikes[104]) = (double.NaN, -1, double.PositiveInfinity, 0, s.Terms.Forward);
        var first = new double[512];
        var firstStatuses = new ImpliedVolStatus[512];
        BachelierVol.Solve(s.Terms, prices, s.Strikes, s.Signs, first, firstStatuses, LaneWidth.Bits128);
        foreach (var width in (LaneWidth[])[LaneWidth.Bits256, LaneWidth.Bits512])
        {
            var vols = new double[512];
            var statuses = new ImpliedVolStatus[512];
            BachelierVol.Solve(s.Terms, prices, s.Strikes, s.Signs, vols, statuses, width);
            Assert.Equal(first.Select(Bits), vols.Select(Bits));
            Assert.Equal(firstStatuses, statuses);
            for (var i = 64; i < 128; i++)
            {
                var lone = BachelierVol.Solve(s.Signs[i] > 0 ? OptionType.Call : OptionType.Put, prices[i], s.Terms.Forward, s.Strikes[i], s.Terms.Years, s.Terms.Discount, out var status, width);
                Assert.Equal(Bits(first[i]), Bits(lone));
                Assert.Equal(firstStatuses[i], status);
            }
        }
    }

    private static long Bits(double x) => double.IsNaN(x) ? long.MinValue + 1 : BitConverter.DoubleToInt64Bits(x);
}
