using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

public class ImpliedVolTests
{
    /// <summary>How far from the attainable accuracy the solver may be; 1.8 was measured.</summary>
    private const double Factor = 3;

    [Fact]
    public void Every_row_of_the_table_to_the_attainable_accuracy()
    {
        foreach (var row in ReferenceTable.Rows("implied_vol_mpmath.csv"))
            Holds(row[0].Number(), row[1].Number(), row[2].Number(), row[4].Number(), row[5].Number(), row[7].Number());
    }

    /// <summary>Rows of that table, 50-digit arithmetic: at the money, near it at a tiny vol, far out, and close to the largest price.</summary>
    [Theory]
    [InlineData(100.0, 0.039894226377883826, 0.00099999999999999994612, 4.44e-16)]
    [InlineData(100.01000050001667, 0.03509528620156378, 0.0010000000000000000612, 4.18e-16)]
    [InlineData(738.905609893065, 3.719450726804615e-89, 0.099999999999999999977, 2.23e-16)]
    [InlineData(164.87212707001282, 94.19161566877955, 4.0000000000000005395, 9.82e-16)]
    public void Typed_rows(double strike, double price, double vol, double attainable) => Holds(100, strike, 1, price, vol, attainable);

    private static void Holds(double forward, double strike, double years, double price, double expected, double attainable)
    {
        var vol = ImpliedVol.Solve(OptionType.Call, price, forward, strike, years, 1, out var status);
        Assert.Equal(ImpliedVolStatus.Ok, status);
        Assert.True(Math.Abs(vol / expected - 1) <= Factor * attainable, $"K={strike}: {vol:r} for {expected:r}");
    }

    [Theory]
    [InlineData(OptionType.Call, 9.69, 90, ImpliedVolStatus.BelowIntrinsic)]
    [InlineData(OptionType.Put, 9.69, 110, ImpliedVolStatus.BelowIntrinsic)]
    [InlineData(OptionType.Put, -0.01, 90, ImpliedVolStatus.BelowIntrinsic)]
    [InlineData(OptionType.Call, 97, 90, ImpliedVolStatus.AboveMaximum)]
    [InlineData(OptionType.Put, 87.3, 90, ImpliedVolStatus.AboveMaximum)]
    [InlineData(OptionType.Call, double.PositiveInfinity, 90, ImpliedVolStatus.AboveMaximum)]
    [InlineData(OptionType.Call, double.NaN, 90, ImpliedVolStatus.NotANumber)]
    [InlineData(OptionType.Call, 5, double.NaN, ImpliedVolStatus.NotANumber)]
    [InlineData(OptionType.Call, 5, 0, ImpliedVolStatus.NotANumber)]
    [InlineData(OptionType.Put, 5, -0.0, ImpliedVolStatus.NotANumber)]
    [InlineData(OptionType.Put, 5, -90, ImpliedVolStatus.NotANumber)]
    [InlineData(OptionType.Call, 5, double.PositiveInfinity, ImpliedVolStatus.NotANumber)]
    [InlineData(OptionType.Call, -double.Epsilon, 110, ImpliedVolStatus.BelowIntrinsic)]
    [InlineData(OptionType.Put, double.NegativeInfinity, 90, ImpliedVolStatus.BelowIntrinsic)]
    [InlineData(OptionType.Call, 0, 90, ImpliedVolStatus.BelowIntrinsic)]
    [InlineData(OptionType.Put, double.PositiveInfinity, 90, ImpliedVolStatus.AboveMaximum)]
    [InlineData(OptionType.Put, double.MaxValue, 90, ImpliedVolStatus.AboveMaximum)]
    public void A_price_without_a_vol_says_why(OptionType type, double price, double strike, ImpliedVolStatus expected)
    {
        Assert.Equal(double.NaN, ImpliedVol.Solve(type, price, 100, strike, 1, 0.97, out var status));
        Assert.Equal(expected, status);
    }

    [Theory]
    [InlineData(double.NaN, 1, 1)]
    [InlineData(100, double.NaN, 1)]
    [InlineData(100, 1, double.NaN)]
    [InlineData(100, 0, 1)]
    [InlineData(100, -1, 1)]
    [InlineData(-100, 1, 1)]
    [InlineData(100, 1, 0)]
    [InlineData(100, 1, -0.97)]
    [InlineData(0, 1, 1)]
    [InlineData(double.PositiveInfinity, 1, 1)]
    [InlineData(100, double.PositiveInfinity, 1)]
    [InlineData(100, 1, double.PositiveInfinity)]
    public void Terms_that_are_not_numbers(double forward, double years, double discount)
    {
        Assert.Equal(double.NaN, ImpliedVol.Solve(OptionType.Call, 5, forward, 100, years, discount, out var status));
        Assert.Equal(ImpliedVolStatus.NotANumber, status);
    }

    [Fact]
    public void Intrinsic_value_has_no_vol_left()
    {
        Assert.Equal(0, ImpliedVol.Solve(OptionType.Call, 10, 100, 90, 1, 1, out var status));
        Assert.Equal(ImpliedVolStatus.Ok, status);
        Assert.Equal(0, ImpliedVol.Solve(OptionType.Put, 0, 100, 100, 1, 0.97, out status));
        Assert.Equal(ImpliedVolStatus.Ok, status);
    }

    /// <summary>Intrinsic value is D (F - K) as a real number: a last digit above it is a vol, a few below it are rounding, and more are too little.</summary>
    [Theory]
    [InlineData(OptionType.Call, 64, 0.75)]
    [InlineData(OptionType.Put, 128, 0.75)]
    [InlineData(OptionType.Put, 113, 1)]
    public void One_digit_about_intrinsic_value(OptionType type, double strike, double discount)
    {
        var intrinsic = discount * Math.Abs(100 - strike);
        Assert.Equal(0, ImpliedVol.Solve(type, intrinsic, 100, strike, 0.5, discount, out var status));
        Assert.Equal(ImpliedVolStatus.Ok, status);
        Assert.Equal(0, ImpliedVol.Solve(type, Math.BitDecrement(intrinsic), 100, strike, 0.5, discount, out status));
        Assert.Equal(ImpliedVolStatus.Ok, status);
        Assert.Equal(double.NaN, ImpliedVol.Solve(type, intrinsic - 1e-15 * (2 * 100 * discount + intrinsic), 100, strike, 0.5, discount, out status));
        Assert.Equal(ImpliedVolStatus.BelowIntrinsic, status);
        var vol = ImpliedVol.Solve(type, Math.BitIncrement(intrinsic), 100, strike, 0.5, discount, out status);
        Assert.Equal(ImpliedVolStatus.Ok, status);
        Assert.InRange(vol, 0.01, 0.1);
    }

    [Theory]
    [InlineData(OptionType.Call, 64)]
    [InlineData(OptionType.Call, 100)]
    [InlineData(OptionType.Call, 1000)]
    [InlineData(OptionType.Put, 64)]
    [InlineData(OptionType.Put, 1000)]
    public void One_digit_below_the_largest_price(OptionType type, double strike)
    {
        var most = type == OptionType.Call ? 100 : strike;
        Assert.Equal(double.NaN, ImpliedVol.Solve(type, most, 100, strike, 1, 1, out var status));
        Assert.Equal(ImpliedVolStatus.AboveMaximum, status);
        var vol = ImpliedVol.Solve(type, Math.BitDecrement(most), 100, strike, 1, 1, out status);
        Assert.Equal(ImpliedVolStatus.Ok, status);
        Assert.InRange(vol, 15, 19);
        Assert.Equal(most, Black76.EvaluateForward(type, 100, strike, 1, 1, vol).Price, most * 1e-15);
    }

    /// <summary>The smallest price at the strike itself is a vol of that times sqrt(2 pi) / F.</summary>
    [Fact]
    public void The_smallest_price_at_the_strike()
    {
        Assert.Equal(2.5066282746310002e-305, ImpliedVol.Solve(OptionType.Call, 1e-305, 1, 1, 1, 1, out var status), 1e-318);
        Assert.Equal(ImpliedVolStatus.Ok, status);
        Assert.InRange(ImpliedVol.Solve(OptionType.Call, double.Epsilon, 1, 1, 1, 1, out status), 9e-324, 2e-323);
        Assert.Equal(ImpliedVolStatus.Ok, status);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(double.NaN)]
    public void A_sign_that_is_neither(double sign)
    {
        var vols = new double[8];
        var statuses = new ImpliedVolStatus[8];
        double[] signs = [1, sign, 1, 1, 1, 1, 1, 1];
        ImpliedVol.Solve(new SliceTerms(100, 100, 1, 1), [5, 5, 5, 5, 5, 5, 5, 5], [100, 100, 100, 100, 100, 100, 100, 100], signs, vols, statuses);
        Assert.Equal(ImpliedVolStatus.NotANumber, statuses[1]);
        Assert.Equal(double.NaN, vols[1]);
        Assert.Equal(ImpliedVolStatus.Ok, statuses[0]);
    }

    /// <summary>From a price of 1e-300 of the forward up to all but the last digits of it, over fourteen decades of moneyness.</summary>
    [Fact]
    public void The_vol_comes_back_over_the_whole_range()
    {
        foreach (var distance in (double[])[0, 1e-12, 1e-8, 1e-5, 1e-3, 0.01, 0.1, 0.5, 1, 3, 10, 50])
        {
            var strike = Math.Exp(distance);
            for (var s = 1e-7; s < 14; s *= 1.07)
            {
                var price = Black76.EvaluateForward(OptionType.Call, 1, strike, 1, 1, s).Price;
                if (price < 1e-300 || price >= 1)
                    continue;
                // The price's own last digit, carried to the vol: price / vega, and the rounding of the strike.
                var vega = Black76.EvaluateForward(OptionType.Call, 1, strike, 1, 1, s).Vega;
                var d1 = -distance / s + s / 2;
                var digit = 4e-16 * (1 + (price + (d1 > -1 ? 1 : 0) * 1) / (s * vega));
                var vol = ImpliedVol.Solve(OptionType.Call, price, 1, strike, 1, 1, out var status);
                Assert.Equal(ImpliedVolStatus.Ok, status);
                var cancelled = Math.Abs(d1) < 40 ? 4e-16 * Normal.Density(d1) * Math.Min(3, 1 / Math.Max(0.3, -d1)) / (s * vega) : 0;
                Assert.True(Math.Abs(vol / s - 1) <= 8 * (digit + cancelled), $"x={distance} s={s:r}: {vol:r}, off {Math.Abs(vol / s - 1):e2}, allowed {8 * (digit + cancelled):e2}");
            }
        }
    }
}
