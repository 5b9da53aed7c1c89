using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>A portfolio's value at several forwards, against its options priced one by one there.</summary>
public class BlackLadderTests
{
    private static readonly double[] Forwards = [6031.5, 2050.7, 4040, 5790.25, 6031.5, 6272.8, 9000, 36_189];

    [Theory]
    [InlineData(0.27)]
    [InlineData(0.003)]
    [InlineData(1e-7)]
    [InlineData(0)]
    [InlineData(-1)]
    public void It_is_the_sum_of_the_prices(double years)
    {
        SampleColumns sample = new(512);
        (sample.Vols[3], sample.Vols[9], sample.Vols[20], sample.Vols[31]) = (0, -1, 1e9, double.PositiveInfinity);
        (sample.Strikes[12], sample.Strikes[40]) = (0, Forwards[2]); // at the money of one of them
        double[] values = Values(sample, years), prices = new double[512];
        for (int j = 0; j < Forwards.Length; j++)
        {
            Black76.Evaluate(new SliceTerms(Forwards[j], Forwards[j], 0.983, years), sample.Strikes, sample.Vols, sample.Signs, new GreekColumns { Price = prices });
            double expected = 0, worth = 0;
            for (int i = 0; i < prices.Length; i++)
                (expected, worth) = (expected + sample.Weights[i] * prices[i], worth + Math.Abs(sample.Weights[i]) * (Forwards[j] + sample.Strikes[i]));
            Assert.True(Math.Abs(values[j] - expected) <= 1e-15 * worth, $"at {Forwards[j]}: {values[j]:r}, not {expected:r}");
        }
        Assert.Equal(values[0], values[4]);
    }

    /// <summary>A price far from the money is what it is, not what rounding leaves of the rest.</summary>
    [Fact]
    public void An_option_far_from_the_money_has_its_own_digits()
    {
        SampleColumns sample = new(8);
        Array.Fill(sample.Strikes, 9000);
        Array.Fill(sample.Vols, 0.3);
        Array.Fill(sample.Signs, 1);
        Array.Fill(sample.Weights, 0);
        sample.Weights[5] = 2;
        double expected = 2 * Black76.EvaluateForward(Domain.OptionType.Call, Forwards[1], 9000, 0.27, 0.983, 0.3).Price;
        Assert.True(expected is > 0 and < 1e-10);
        Assert.Equal(expected, Values(sample, 0.27)[1], 1e-12 * expected);
    }

    [Fact]
    public void What_is_no_number_makes_the_sum_none()
    {
        SampleColumns sample = new(16);
        sample.Vols[11] = double.NaN;
        Assert.All(Values(sample, 0.27), static v => Assert.True(double.IsNaN(v)));
        Assert.All(Values(new(16), double.NaN), static v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void Columns_of_other_lengths_are_refused()
    {
        SampleColumns sample = new(16);
        Assert.Throws<ArgumentException>(() => Black76.Values(sample.Terms, default, sample.Vols, sample.Signs, sample.Weights, Forwards, new double[Forwards.Length]));
        double[] logs = new double[16];
        Assert.Throws<ArgumentException>(() => Black76.Values(sample.Terms, new LogStrikes(sample.Strikes, 1, logs, logs), sample.Vols, sample.Signs, sample.Weights.AsSpan(8), Forwards, new double[Forwards.Length]));
        Assert.Throws<ArgumentException>(() => Black76.Values(sample.Terms, new LogStrikes(sample.Strikes, 1, logs, logs), sample.Vols, sample.Signs, sample.Weights, Forwards, new double[3]));
    }

    private static double[] Values(SampleColumns sample, double years)
    {
        double[] high = new double[sample.Strikes.Length], low = new double[sample.Strikes.Length], values = new double[Forwards.Length];
        LogStrikes.Fill(sample.Strikes, 6000, high, low);
        Black76.Values(new SliceTerms(6000, 6031.5, 0.983, years), new LogStrikes(sample.Strikes, 6000, high, low), sample.Vols, sample.Signs, sample.Weights, Forwards, values);
        return values;
    }
}
