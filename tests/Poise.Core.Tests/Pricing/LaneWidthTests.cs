using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>The width of a lane does not show in any bit, nor does filling a lane with one option.</summary>
public class LaneWidthTests
{
    private static readonly LaneWidth[] Widths = [LaneWidth.Bits128, LaneWidth.Bits256, LaneWidth.Bits512];

    private readonly SampleColumns sample = new(2048);

    public LaneWidthTests()
    {
        // Every special case sits in some lane.
        (sample.Vols[3], sample.Vols[9], sample.Vols[17], sample.Vols[30]) = (0, -1, double.NaN, double.PositiveInfinity);
        (sample.Strikes[5], sample.Strikes[12], sample.Strikes[21]) = (0, double.NaN, -3);
        (sample.Strikes[41], sample.Vols[41]) = (sample.Terms.Forward, 0);
    }

    [Fact]
    public void Greeks() => Same(width => [.. sample.Evaluate(width).SelectMany(c => c)]);

    [Fact]
    public void Lone_options_are_columns_of_one() => Same(width =>
    [
        .. Enumerable.Range(0, 256).SelectMany(i => Fields(Black76.EvaluateForward(i % 2 == 0 ? OptionType.Call : OptionType.Put, 6031.5, sample.Strikes[i], 0.27, 0.983, sample.Vols[i], width))),
        .. Enumerable.Range(0, 256).SelectMany(i => Fields(Black76.Evaluate(i % 2 == 0 ? OptionType.Call : OptionType.Put, 6000, sample.Strikes[i], 0.27, 0.04, 0.01, sample.Vols[i], width))),
    ]);

    [Fact]
    public void A_lone_option_by_forward_is_its_row()
    {
        var c = sample.Evaluate();
        for (var i = 0; i < 512; i++)
        {
            var lone = Black76.EvaluateForward(sample.Signs[i] > 0 ? OptionType.Call : OptionType.Put, sample.Terms.Forward, sample.Strikes[i], sample.Terms.Years, sample.Terms.Discount, sample.Vols[i]);
            Assert.Equal(BitConverter.DoubleToInt64Bits(c[0][i]), BitConverter.DoubleToInt64Bits(lone.Price));
        }
    }

    /// <summary>A block with an option that has no vol takes other passes: the rest must not notice.</summary>
    [Fact]
    public void An_option_without_vol_does_not_show_in_its_neighbours()
    {
        double[] strikes = [80, 90, 100, 110, 120, 130, 90, 100];
        double[] vols = [0.2, double.PositiveInfinity, 1e9, 1e20, 3, 1e8, 0.3, 0.3];
        double[] signs = [1, -1, 1, -1, 1, -1, -1, 1];
        foreach (var years in (double[])[0.1, 1, 4, 100])
        {
            foreach (var width in Widths)
            {
                var usual = Both(vols);
                var beside = Both([.. vols[..7], 0]);
                for (var c = 0; c < usual.Length; c++)
                {
                    for (var i = 0; i < 7; i++)
                        Assert.True(BitConverter.DoubleToInt64Bits(usual[c][i]) == BitConverter.DoubleToInt64Bits(beside[c][i]), $"{years} years, column {c} of option {i}: {usual[c][i]:r} and {beside[c][i]:r}");
                }

                double[][] Both(double[] theirs)
                {
                    double[][] all = [.. Enumerable.Range(0, 24).Select(_ => new double[8])];
                    Black76.Evaluate(new SliceTerms(100, 101, 0.98, years), strikes, theirs, signs, SampleColumns.Into(all[..12]), width);
                    Black76.Evaluate(new OptionRows { Spots = Of(100), Strikes = strikes, Years = Of(years), Rates = Of(0.02), Yields = Of(0.01), Vols = theirs, Signs = signs }, SampleColumns.Into(all[12..]), width);
                    return all;
                }
            }
        }

        static double[] Of(double value) => [.. Enumerable.Repeat(value, 8)];
    }

    [Fact]
    public void Values_at_several_forwards() => Same(width =>
    {
        double[] high = new double[2048], low = new double[2048], values = new double[150];
        LogStrikes.Fill(sample.Strikes, 6000, high, low);
        for (int first = 0; first < 2048; first += 64) // those with special cases too
        {
            LogStrikes some = new(sample.Strikes.AsSpan(first, 64), 6000, high.AsSpan(first, 64), low.AsSpan(first, 64));
            Black76.Values(sample.Terms, some, sample.Vols.AsSpan(first, 64), sample.Signs.AsSpan(first, 64), sample.Weights.AsSpan(first, 64), Spots(150), values, width);
        }
        return values;
    });

    [Fact]
    public void Gamma_profile() => Same(width =>
    {
        var sums = new double[150];
        Black76.AddGammaProfile(sample.Terms, sample.Strikes.AsSpan(64), sample.Vols.AsSpan(64), sample.Weights.AsSpan(64), Spots(150), sums, width);
        return sums;
    });

    [Fact]
    public void Delta_profile() => Same(width =>
    {
        var sums = new double[150];
        Black76.AddDeltaProfile(sample.Terms, sample.Strikes.AsSpan(64), sample.Vols.AsSpan(64), sample.Weights.AsSpan(64), sample.Signs.AsSpan(64), Spots(150), sums, width);
        return sums;
    });

    [Fact]
    public void Gamma_ladder() => Same(width =>
    {
        var high = new double[sample.Strikes.Length - 64];
        var low = new double[high.Length];
        LogStrikes.Fill(sample.Strikes.AsSpan(64), 5900, high, low);
        var sums = new double[150];
        Black76.AddGammaLadder(sample.Terms, new LogStrikes(sample.Strikes.AsSpan(64), 5900, high, low), sample.Vols.AsSpan(64), sample.Weights.AsSpan(64), new SpotLadder(-0.5, 1 / 150.0, 150), sums, width);
        return sums;
    });

    [Fact]
    public void Greeks_of_kept_logarithms() => Same(width =>
    {
        var high = new double[sample.Strikes.Length];
        var low = new double[high.Length];
        LogStrikes.Fill(sample.Strikes, 5900, high, low);
        var columns = new double[12][].Select(_ => new double[high.Length]).ToArray();
        Black76.Evaluate(sample.Terms, new LogStrikes(sample.Strikes, 5900, high, low), sample.Vols, sample.Signs, SampleColumns.Into(columns), width);
        return [.. columns.SelectMany(c => c)];
    });

    [Fact]
    public void Implied_vols_in_columns_and_alone()
    {
        var prices = sample.Evaluate()[0];
        prices[100] = double.NaN;
        prices[101] = -1;
        prices[102] = 1e9;
        Same(width =>
        {
            var vols = new double[prices.Length];
            var statuses = new ImpliedVolStatus[prices.Length];
            ImpliedVol.Solve(sample.Terms, prices, sample.Strikes, sample.Signs, vols, statuses, width);
            for (var i = 0; i < 512; i++)
            {
                var lone = ImpliedVol.Solve(sample.Signs[i] > 0 ? OptionType.Call : OptionType.Put, prices[i], sample.Terms.Forward, sample.Strikes[i], sample.Terms.Years, sample.Terms.Discount, out var status, width);
                Assert.Equal(BitConverter.DoubleToInt64Bits(vols[i]), BitConverter.DoubleToInt64Bits(lone));
                Assert.Equal(statuses[i], status);
            }

            return [.. vols, .. statuses.Select(s => (double)s)];
        });
    }

    private double[] Spots(int count) => [.. Enumerable.Range(0, count).Select(j => sample.Terms.Spot * Math.Exp((j - count / 2) / (double)count))];

    private static double[] Fields(OptionGreeks g) => [g.Price, g.Delta, g.Gamma, g.Vega, g.Theta, g.Rho, g.Vanna, g.Volga, g.Charm, g.Speed, g.Zomma, g.Color];

    private static void Same(Func<LaneWidth, double[]> run)
    {
        var first = run(Widths[0]);
        Assert.Contains(first, double.IsFinite);
        foreach (var width in Widths[1..])
        {
            var other = run(width);
            for (var i = 0; i < first.Length; i++)
                Assert.True(BitConverter.DoubleToInt64Bits(first[i]) == BitConverter.DoubleToInt64Bits(other[i]) || (double.IsNaN(first[i]) && double.IsNaN(other[i])), $"{width} at {i}: {other[i]:r} for {first[i]:r}");
        }
    }
}
