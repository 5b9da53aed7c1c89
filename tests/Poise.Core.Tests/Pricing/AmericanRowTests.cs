using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>Rows: the width of a lane and its other options show in no bit, special rows harm none, nothing is allocated.</summary>
public class AmericanRowTests
{
    private const int Count = 200;
    private readonly double[][] columns = [.. Enumerable.Range(0, 7).Select(_ => new double[Count])];
    private readonly double[] strikes = [.. Enumerable.Repeat(100.0, Count)];

    public AmericanRowTests()
    {
        var row = 0;
        foreach (var o in AmericanProperties.Sample(Count, 61))
        {
            (columns[0][row], columns[1][row], columns[2][row], columns[3][row], columns[4][row], columns[5][row]) = (o.Spot, o.Years, o.Rate, o.Yield, o.Vol, o.Sign);
            row++;
        }

        // Every special case sits in some lane.
        (columns[0][3], columns[1][7], columns[2][12], columns[3][17], columns[4][21], columns[5][26], strikes[31]) = (double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        (columns[0][35], columns[1][41], columns[4][46], strikes[52]) = (0, 0, 0, 0);
        (columns[2][57], columns[3][57]) = (-0.01, -0.01);
        (columns[1][63], columns[4][63]) = (30, 2);
    }

    [Theory]
    [InlineData(AmericanSetting.Fast)]
    [InlineData(AmericanSetting.Accurate)]
    public void Any_width_and_alone_the_same_bits(AmericanSetting setting)
    {
        var first = Evaluate(setting, LaneWidth.Bits128, out var statuses);
        foreach (var width in (LaneWidth[])[LaneWidth.Bits256, LaneWidth.Bits512, LaneWidth.Widest])
        {
            Assert.Equal(first, Evaluate(setting, width, out var others));
            Assert.Equal(statuses, others);
        }

        for (var i = 0; i < Count; i += setting == AmericanSetting.Fast ? 1 : 7)
        {
            var lone = American.Evaluate(columns[5][i] > 0 ? OptionType.Call : OptionType.Put, columns[0][i], strikes[i], columns[1][i], columns[2][i], columns[3][i], columns[4][i], setting, out var status);
            if (double.IsNaN(columns[5][i]))
                continue;
            Assert.Equal(statuses[i], status);
            Assert.Equal([first[i], first[Count + i], first[(2 * Count) + i], first[(3 * Count) + i], first[(4 * Count) + i]], Bits([lone.Price, lone.Delta, lone.Gamma, lone.Vega, lone.Theta]));
            Assert.Equal(first[i], BitConverter.DoubleToInt64Bits(American.Price(columns[5][i] > 0 ? OptionType.Call : OptionType.Put, columns[0][i], strikes[i], columns[1][i], columns[2][i], columns[3][i], columns[4][i], setting, out _)));
        }
    }

    [Theory]
    [InlineData(AmericanSetting.Fast, 1000)]
    [InlineData(AmericanSetting.Accurate, 240)]
    public void Neighbours_show_in_no_bit(AmericanSetting setting, int count)
    {
        // Every second row has a drift at which integrals are split; the others lie around their boundary, yields next to rates.
        var random = new Random(67);
        double Between(double low, double high) => low + ((high - low) * random.NextDouble());
        var c = Enumerable.Range(0, 8).Select(_ => new double[2 * count]).ToArray();
        for (var i = 0; i < 2 * count; i++)
        {
            var strong = i % 2 == 1;
            (c[1][i], c[2][i], c[6][i]) = (100, strong ? Between(1, 4) : Between(0.1, 4), -1);
            c[5][i] = strong ? Between(0.02, 0.05) : Between(0.3, 1.2);
            c[3][i] = strong ? Between(0.01, 0.03) : Between(0.02, 0.1);
            c[4][i] = strong ? c[3][i] + Between(0.04, 0.1) : c[3][i] + Between(-0.01, 0.02);
            c[0][i] = 100 * Math.Exp(strong ? Between(-0.1, 0.2) : Between(-1.2, 0) * c[5][i] * Math.Sqrt(c[2][i]));
        }

        var rows = new OptionRows { Spots = c[0], Strikes = c[1], Years = c[2], Rates = c[3], Yields = c[4], Vols = c[5], Signs = c[6] };
        foreach (var width in (LaneWidth[])[LaneWidth.Bits256, LaneWidth.Bits512])
        {
            American.Evaluate(rows, setting, new AmericanColumns { Price = c[7] }, new AmericanStatus[2 * count], width);
            for (var i = 0; i < 2 * count; i += 2)
                Assert.Equal(American.Price(OptionType.Put, c[0][i], 100, c[2][i], c[3][i], c[4][i], c[5][i], setting, out _), c[7][i]);
        }
    }

    [Fact]
    public void Rows_without_a_number_stand_alone()
    {
        Evaluate(AmericanSetting.Fast, LaneWidth.Widest, out var statuses);
        int[] none = [3, 7, 12, 17, 21, 26, 31];
        for (var i = 0; i < Count; i++)
            Assert.Equal(none.Contains(i) ? AmericanStatus.NotANumber : AmericanStatus.Ok, statuses[i]);
    }

    [Fact]
    public void Implied_vols_in_rows_and_alone()
    {
        var prices = new double[Count];
        American.Evaluate(Rows(), AmericanSetting.Fast, new AmericanColumns { Price = prices }, new AmericanStatus[Count]);
        var vols = new double[Count];
        var statuses = new ImpliedVolStatus[Count];
        American.ImpliedVol(Rows(), prices, AmericanSetting.Fast, vols, statuses, LaneWidth.Bits128);
        var others = new double[Count];
        American.ImpliedVol(Rows(), prices, AmericanSetting.Fast, others, new ImpliedVolStatus[Count], LaneWidth.Bits512);
        Assert.Equal(Bits(vols), Bits(others));
        for (var i = 0; i < Count; i += 5)
        {
            if (double.IsNaN(columns[5][i]))
                continue;
            var lone = American.ImpliedVol(columns[5][i] > 0 ? OptionType.Call : OptionType.Put, prices[i], columns[0][i], strikes[i], columns[1][i], columns[2][i], columns[3][i], AmericanSetting.Fast, out var status);
            Assert.Equal(BitConverter.DoubleToInt64Bits(vols[i]), BitConverter.DoubleToInt64Bits(lone));
            Assert.Equal(statuses[i], status);
        }

        Assert.Equal(ImpliedVolStatus.NotANumber, statuses[3]);
    }

    [Fact]
    public void Columns_have_to_fit()
    {
        Assert.Throws<ArgumentException>(() => American.Evaluate(Rows(), AmericanSetting.Fast, new AmericanColumns { Price = new double[8] }, new AmericanStatus[Count]));
        Assert.Throws<ArgumentException>(() => American.Evaluate(Rows(), AmericanSetting.Fast, new AmericanColumns { Price = new double[Count] }, new AmericanStatus[8]));
        Assert.Throws<ArgumentException>(() => American.ImpliedVol(Rows(), new double[8], AmericanSetting.Fast, new double[Count], new ImpliedVolStatus[Count]));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var results = Enumerable.Range(0, 5).Select(_ => new double[Count]).ToArray();
        var statuses = new AmericanStatus[Count];
        var vols = new double[Count];
        var found = new ImpliedVolStatus[Count];
        CashDividend[] dividends = [new(0.2, 1)];
        Assert.Equal(0, AllocatedBytes.Of(Run));

        void Run()
        {
            American.Evaluate(Rows(), AmericanSetting.Fast, Into(results), statuses);
            American.ImpliedVol(Rows(), results[0], AmericanSetting.Fast, vols, found);
            American.Evaluate(OptionType.Put, 95, 100, 1, 0.05, 0.01, 0.2, AmericanSetting.Accurate, out _);
            American.Evaluate(OptionType.Put, 95, 100, 1, -0.01, -0.03, 0.2, AmericanSetting.Fast, out _);
            American.Price(OptionType.Call, 95, 100, 1, 0.05, 0.01, 0.2, dividends, AmericanSetting.Fast, out _);
        }
    }

    private OptionRows Rows() => new() { Spots = columns[0], Strikes = strikes, Years = columns[1], Rates = columns[2], Yields = columns[3], Vols = columns[4], Signs = columns[5] };

    private long[] Evaluate(AmericanSetting setting, LaneWidth width, out AmericanStatus[] statuses)
    {
        var results = Enumerable.Range(0, 5).Select(_ => new double[Count]).ToArray();
        statuses = new AmericanStatus[Count];
        American.Evaluate(Rows(), setting, Into(results), statuses, width);
        return [.. results.SelectMany(Bits)];
    }

    private static AmericanColumns Into(double[][] c) => new() { Price = c[0], Delta = c[1], Gamma = c[2], Vega = c[3], Theta = c[4] };

    private static long[] Bits(double[] values) => [.. values.Select(BitConverter.DoubleToInt64Bits)];
}
