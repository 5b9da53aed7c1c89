using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>The single-precision scan against the double kernel, over the whole domain for which its error is stated.</summary>
public class BlackScanTests
{
    private const int Spots = 256;
    private static readonly LaneWidth[] Widths = [LaneWidth.Bits128, LaneWidth.Bits256, LaneWidth.Bits512];

    [Fact]
    public void The_stated_error_holds_all_over_the_domain()
    {
        var random = new Random(5);
        var seen = 0;
        for (var n = 0; n < 1500; n++)
        {
            var strike = Math.Exp((random.NextDouble() - 0.5) * (n % 5 == 0 ? 20 : 14));
            var total = 0.001001 * Math.Exp(random.NextDouble() * Math.Log(3990));
            var years = 1e-5 * Math.Exp(random.NextDouble() * Math.Log(9.9e6));
            var vol = total / Math.Sqrt(years);
            var rate = (2 * random.NextDouble() - 1) * Math.Min(1, 4.99 / years);
            var yield = (2 * random.NextDouble() - 1) * Math.Min(1, 4.99 / years);
            var sign = random.Next(2) * 2 - 1;
            var atTheMoney = strike * Math.Exp((yield - rate) * years);
            double[] spots = [.. Enumerable.Range(0, Spots).Select(k => atTheMoney * Math.Exp((random.NextDouble() - 0.5) * (k % 2 == 0 ? 11.99 : Math.Min(11.99, 8 * total))))];
            var cells = Cells(Spots);
            Assert.Equal(0, BlackScan.OverTimes(new ScanOptions { Strikes = [strike], Vols = [vol], Signs = [sign] }, rate, yield, [years], spots, Into(cells)));

            var exact = Enumerable.Range(0, 4).Select(_ => new double[Spots]).ToArray();
            var rows = new OptionRows { Spots = spots, Strikes = Column(strike), Years = Column(years), Rates = Column(rate), Yields = Column(yield), Vols = Column(vol), Signs = Column(sign) };
            Black76.Evaluate(rows, new GreekColumns { Price = exact[0], Delta = exact[1], Gamma = exact[2], Vega = exact[3] });
            var share = Math.Exp(-yield * years);
            // Over all spots gamma is largest at d1 = -s, vega at d1 = s.
            var gammaPeak = BlackScholes.Evaluate(OptionType.Call, atTheMoney * Math.Exp(-1.5 * total * total), strike, years, rate, yield, vol).Gamma;
            var vegaPeak = BlackScholes.Evaluate(OptionType.Call, atTheMoney * Math.Exp(0.5 * total * total), strike, years, rate, yield, vol).Vega;
            for (var k = 0; k < Spots; k++)
            {
                Near(exact[0][k], cells[0][k], 5e-7 * Math.Max(spots[k] * share, strike * Math.Exp(-rate * years)));
                Near(exact[1][k], cells[1][k], 5e-7 * share);
                Near(exact[2][k], cells[2][k], 2e-6 * gammaPeak);
                Near(exact[3][k], cells[3][k], 2e-6 * vegaPeak);
                seen++;

                void Near(double value, float cell, double allowed)
                {
                    if (!(Math.Abs(cell - value) <= allowed))
                        Assert.Fail($"{cell:r} for {value:r}, off by {Math.Abs(cell - value):e2}, allowed {allowed:e2}: S {spots[k]:r} K {strike:r} T {years:r} r {rate:r} q {yield:r} vol {vol:r} {sign}");
                }
            }
        }

        Assert.Equal(1500 * Spots, seen);
    }

    [Fact]
    public void Cells_stand_where_they_are_said_to_stand()
    {
        double[] strikes = [90, 100, 120], vols = [0.3, 0.2, 0.4], signs = [-1, 1, 1], shifts = [-0.05, 0, 0.1, 0.2], years = [0.01, 0.5];
        double[] spots = [.. Enumerable.Range(0, 272).Select(k => 60.0 + k / 4.0)];
        var options = new ScanOptions { Strikes = strikes, Vols = vols, Signs = signs };
        var byVol = Cells(3 * 4 * 272);
        var byTime = Cells(3 * 2 * 272);
        Assert.Equal(0, BlackScan.OverVols(options, 0.04, 0.01, 0.5, spots, shifts, Into(byVol)));
        Assert.Equal(0, BlackScan.OverTimes(options, 0.04, 0.01, years, spots, Into(byTime)));
        for (var i = 0; i < 3; i++)
        {
            var type = signs[i] > 0 ? OptionType.Call : OptionType.Put;
            foreach (var k in (int[])[0, 17, 255, 256, 271])
            {
                for (var j = 0; j < 4; j++)
                    Same(BlackScholes.Evaluate(type, spots[k], strikes[i], 0.5, 0.04, 0.01, vols[i] + shifts[j]), byVol, (i * 4 + j) * 272 + k);
                for (var j = 0; j < 2; j++)
                    Same(BlackScholes.Evaluate(type, spots[k], strikes[i], years[j], 0.04, 0.01, vols[i]), byTime, (i * 2 + j) * 272 + k);
            }
        }

        static void Same(OptionGreeks g, float[][] cells, int at)
        {
            Assert.Equal(g.Price, cells[0][at], 6e-5);
            Assert.Equal(g.Delta, cells[1][at], 5e-7);
            Assert.Equal(g.Gamma, cells[2][at], 5e-7);
            Assert.Equal(g.Vega, cells[3][at], 8e-5);
        }
    }

    [Fact]
    public void The_width_shows_in_no_bit_and_nothing_is_allocated()
    {
        var random = new Random(11);
        const int count = 80, rows = 3, spots = 304;
        double[] strikes = [.. Enumerable.Range(0, count).Select(_ => 50 + 100 * random.NextDouble())];
        double[] vols = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
        double[] signs = [.. Enumerable.Range(0, count).Select(i => i % 2 * 2.0 - 1)];
        double[] axis = [.. Enumerable.Range(0, spots).Select(_ => 1 + 300 * random.NextDouble())];
        (axis[7], axis[100], strikes[5], vols[70], signs[79]) = (double.NaN, -4, 0, double.NaN, 0);
        double[] years = [0.001, 0.4, 2];
        var first = Cells(count * rows * spots);
        var refused = Run(LaneWidth.Bits128, first);
        Assert.Equal(refused, first[0].Count(float.IsNaN));
        Assert.InRange(refused, 3 * rows * spots, count * rows * spots / 4);
        foreach (var width in Widths[1..])
        {
            var other = Cells(count * rows * spots);
            Assert.Equal(refused, Run(width, other));
            for (var c = 0; c < 4; c++)
            {
                for (var i = 0; i < other[c].Length; i++)
                {
                    if (BitConverter.SingleToInt32Bits(first[c][i]) != BitConverter.SingleToInt32Bits(other[c][i]))
                        Assert.True(float.IsNaN(first[c][i]) && float.IsNaN(other[c][i]), $"{width}: {other[c][i]:r} for {first[c][i]:r}");
                }
            }
        }

        var only = new float[count * rows * spots];
        BlackScan.OverTimes(new ScanOptions { Strikes = strikes, Vols = vols, Signs = signs }, 0.03, 0.01, years, axis, new ScanColumns { Gamma = only });
        Assert.Equal(first[2], only);
        Assert.Equal(0, AllocatedBytes.Of(() => Run(LaneWidth.Widest, first)));

        int Run(LaneWidth width, float[][] into) =>
            BlackScan.OverTimes(new ScanOptions { Strikes = strikes, Vols = vols, Signs = signs }, 0.03, 0.01, years, axis, Into(into), width);
    }

    /// <summary>Just outside of the domain, and what is no number at all: refused and counted. Just inside: answered.</summary>
    [Theory]
    [InlineData(100, 0.2, 1, 0.05, 0.02, false)]
    [InlineData(100, 0.2, 0, 0.05, 0.02, true)]
    [InlineData(100, 0.2, -1, 0.05, 0.02, true)]
    [InlineData(100, 0.2, 101, 0.01, 0.02, true)]
    [InlineData(100, 0.00101, 1, 0, 0, false)]
    [InlineData(100, 0.00099, 1, 0, 0, true)]
    [InlineData(100, 3.99, 1, 0, 0, false)]
    [InlineData(100, 4.01, 1, 0, 0, true)]
    [InlineData(100, 0.2, 1, 5.01, 5, true)]
    [InlineData(100, 0.2, 1, -4.99, -4.99, false)]
    [InlineData(100, 0.2, 1, 0, -5.01, true)]
    [InlineData(0, 0.2, 1, 0, 0, true)]
    [InlineData(-100, 0.2, 1, 0, 0, true)]
    [InlineData(1e13, 0.2, 1, 0, 0, true)]
    [InlineData(40200, 0.2, 1, 0, 0, false)]
    [InlineData(40400, 0.2, 1, 0, 0, true)]
    [InlineData(double.NaN, 0.2, 1, 0, 0, true)]
    [InlineData(100, double.NaN, 1, 0, 0, true)]
    [InlineData(100, 0.2, double.NaN, 0, 0, true)]
    [InlineData(100, 0.2, 1, double.NaN, 0, true)]
    [InlineData(100, 0.2, 1, 0, double.NaN, true)]
    [InlineData(double.PositiveInfinity, 0.2, 1, 0, 0, true)]
    [InlineData(100, double.PositiveInfinity, 1, 0, 0, true)]
    [InlineData(100, 0.2, double.PositiveInfinity, 0, 0, true)]
    public void Outside_of_the_domain_a_cell_is_refused(double strike, double vol, double years, double rate, double yield, bool refused)
    {
        double[] spots = [.. Enumerable.Repeat(100.0, 16)];
        var cells = Cells(16);
        var count = BlackScan.OverTimes(new ScanOptions { Strikes = [strike], Vols = [vol], Signs = [1] }, rate, yield, [years], spots, Into(cells));
        Assert.Equal(refused ? 16 : 0, count);
        Assert.All(cells, c => Assert.All(c, v => Assert.Equal(refused, float.IsNaN(v))));
        Assert.Equal(count, BlackScan.OverVols(new ScanOptions { Strikes = [strike], Vols = [vol], Signs = [1] }, rate, yield, years, spots, [0], Into(cells)));
    }

    [Fact]
    public void Columns_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => BlackScan.OverTimes(new ScanOptions { Strikes = [1], Vols = [1], Signs = [1] }, 0, 0, [1], new double[15], new ScanColumns { Price = new float[15] }));
        Assert.Throws<ArgumentException>(() => BlackScan.OverTimes(new ScanOptions { Strikes = [1], Vols = [1], Signs = [1] }, 0, 0, [1, 2], new double[16], new ScanColumns { Gamma = new float[16] }));
        Assert.Throws<ArgumentException>(() => BlackScan.OverVols(new ScanOptions { Strikes = [1], Vols = [1, 2], Signs = [1] }, 0, 0, 1, new double[16], [0], default));
        Assert.Throws<ArgumentException>(() => BlackScan.OverVols(new ScanOptions { Strikes = [1], Vols = [1], Signs = [] }, 0, 0, 1, new double[16], [0], default));
        Assert.Equal(0, BlackScan.OverVols(default, 0, 0, 1, new double[16], [0], default));
        Assert.Equal(0, BlackScan.OverTimes(new ScanOptions { Strikes = [1], Vols = [1], Signs = [1] }, 0, 0, [], new double[16], default));
        Assert.Equal(0, BlackScan.OverTimes(new ScanOptions { Strikes = [1], Vols = [1], Signs = [1] }, 0, 0, [1], [], default));
    }

    private static double[] Column(double value)
    {
        var column = new double[Spots];
        Array.Fill(column, value);
        return column;
    }

    private static float[][] Cells(int count) => [.. Enumerable.Range(0, 4).Select(_ => new float[count])];

    private static ScanColumns Into(float[][] c) => new() { Price = c[0], Delta = c[1], Gamma = c[2], Vega = c[3] };
}
