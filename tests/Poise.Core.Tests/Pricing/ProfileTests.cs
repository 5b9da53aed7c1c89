using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

public class ProfileTests
{
    private readonly SampleColumns sample = new(1608);

    [Fact]
    public void At_spot_the_gamma_profile_is_the_sum_of_gammas()
    {
        var gammas = sample.Evaluate()[2];
        var terms = gammas.Select((g, i) => g * sample.Weights[i]).ToArray();
        double[] sum = [3.0];
        Black76.AddGammaProfile(sample.Terms, sample.Strikes, sample.Vols, sample.Weights, [sample.Terms.Spot], sum);
        Assert.Equal(3 + terms.Sum(), sum[0], 1e-13 * terms.Sum(Math.Abs));
    }

    [Fact]
    public void At_a_shifted_spot_the_profiles_are_repricings()
    {
        foreach (var move in (double[])[0.5, 0.93, 1.0001, 1.2, 1.5])
        {
            var t = sample.Terms;
            var moved = t with { Spot = t.Spot * move, Forward = t.Forward * move };
            double gamma = 0, gammaSize = 0, delta = 0, deltaSize = 0;
            var puts = sample.Weights.Reverse().ToArray();
            var columns = new double[2][].Select(_ => new double[sample.Strikes.Length]).ToArray();
            Black76.Evaluate(moved, sample.Strikes, sample.Vols, sample.Signs, new GreekColumns { Gamma = columns[0] });
            Black76.CallDelta(moved, sample.Strikes, sample.Vols, columns[1]);
            for (var i = 0; i < sample.Strikes.Length; i++)
            {
                gamma += sample.Weights[i] * columns[0][i];
                gammaSize += Math.Abs(sample.Weights[i] * columns[0][i]);
                var put = columns[1][i] - t.Discount * t.Forward / t.Spot;
                delta += sample.Weights[i] * columns[1][i] + puts[i] * put;
                deltaSize += Math.Abs(sample.Weights[i]) + Math.Abs(puts[i]);
            }

            var sums = new double[2];
            Black76.AddGammaProfile(t, sample.Strikes, sample.Vols, sample.Weights, [moved.Spot], sums.AsSpan(0, 1));
            Black76.AddDeltaProfile(t, sample.Strikes, sample.Vols, sample.Weights, puts, [moved.Spot], sums.AsSpan(1, 1));
            Assert.Equal(gamma, sums[0], 1e-12 * gammaSize);
            Assert.Equal(delta, sums[1], 1e-13 * deltaSize);
        }
    }

    /// <summary>Short and long, flat and steep: where d1 moves by more than 1 a step the ladder has no shortcut.</summary>
    [Theory]
    [InlineData(-0.7, 0.0028, 500)]
    [InlineData(-0.5, 0.02, 51)]
    [InlineData(-0.3, 0.006, 100)]
    [InlineData(0.4, -0.01, 80)]
    [InlineData(-2, 0.5, 9)]
    [InlineData(0, 0.001, 1)]
    [InlineData(-0.01, 0.001, 17)]
    public void A_ladder_is_the_profile_at_its_spots(double first, double step, int count)
    {
        var high = new double[sample.Strikes.Length];
        var low = new double[sample.Strikes.Length];
        LogStrikes.Fill(sample.Strikes, sample.Terms.Spot, high, low);
        var strikes = new LogStrikes(sample.Strikes, sample.Terms.Spot, high, low);
        var ladder = new SpotLadder(first, step, count);
        var spots = new double[count];
        ladder.Fill(sample.Terms.Spot, spots);
        Assert.Equal(sample.Terms.Spot * Math.Exp(first), spots[0], 1e-11);
        Assert.Equal(sample.Terms.Spot * Math.Exp(first + (count - 1) * step), spots[^1], 1e-10);
        var exact = new double[count];
        var size = new double[count];
        var stepped = new double[count];
        exact.AsSpan().Fill(2);
        stepped.AsSpan().Fill(2);
        Black76.AddGammaProfile(sample.Terms, strikes, sample.Vols, sample.Weights, spots, exact);
        Black76.AddGammaProfile(sample.Terms, strikes, sample.Vols, [.. sample.Weights.Select(Math.Abs)], spots, size);
        Black76.AddGammaLadder(sample.Terms, strikes, sample.Vols, sample.Weights, ladder, stepped);
        for (var j = 0; j < count; j++)
            Assert.Equal(exact[j], stepped[j], 1e-12 * size[j]);
    }

    [Fact]
    public void A_settled_option_steps_at_its_strike()
    {
        var strikes = Enumerable.Repeat(100.0, 8).ToArray();
        double[] weights = [1, 0, 0, 0, 0, 0, 0, 0];
        var sums = new double[3];
        Black76.AddDeltaProfile(new SliceTerms(90, 90, 1, 0), strikes, weights, weights, new double[8], [99, 100, 101], sums);
        Assert.Equal(0, sums[0]);
        Assert.Equal(0.5, sums[1], 1e-6);
        Assert.Equal(1, sums[2]);
        Black76.AddGammaProfile(new SliceTerms(90, 90, 1, 0), strikes, weights, weights, [99, 100, 101], sums.AsSpan());
        Assert.Equal(1, sums[2]);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(double.PositiveInfinity)]
    public void An_expired_option_has_no_gamma_at_its_strike_whatever_its_vol(double vol)
    {
        var terms = new SliceTerms(100, 100, 1, 0);
        double[] strikes = [100, 110, 120, 130, 140, 150, 160, 170], weights = [1, 1, 1, 1, 1, 1, 1, 1];
        double[] high = new double[8], low = new double[8], vols = new double[8], sums = new double[3];
        vols.AsSpan().Fill(vol);
        LogStrikes.Fill(strikes, 100, high, low);
        var kept = new LogStrikes(strikes, 100, high, low);
        Black76.AddGammaProfile(terms, kept, vols, weights, [90, 100, 105], sums);
        Black76.AddGammaLadder(terms, kept, vols, weights, new SpotLadder(-0.01, 0.01, 3), sums);
        Assert.Equal([0, 0, 0], sums);
        Black76.AddDeltaProfile(terms, kept, vols, weights, new double[8], [90, 100, 105], sums);
        Assert.Equal([0, 0.5, 1], sums);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var columns = new double[12][].Select(_ => new double[sample.Strikes.Length]).ToArray();
        var spots = Enumerable.Range(0, 100).Select(j => 5000.0 + 20 * j).ToArray();
        var sums = new double[spots.Length];
        var vols = new double[sample.Strikes.Length];
        var statuses = new ImpliedVolStatus[vols.Length];
        Assert.Equal(0, AllocatedBytes.Of(Run));

        void Run()
        {
            Black76.Evaluate(sample.Terms, sample.Strikes, sample.Vols, sample.Signs, SampleColumns.Into(columns));
            Black76.CallDelta(sample.Terms, sample.Strikes, sample.Vols, vols);
            Black76.AddGammaProfile(sample.Terms, sample.Strikes, sample.Vols, sample.Weights, spots, sums);
            Black76.AddDeltaProfile(sample.Terms, sample.Strikes, sample.Vols, sample.Weights, sample.Weights, spots, sums);
            Black76.AddGammaLadder(sample.Terms, new LogStrikes(sample.Strikes, 6000, columns[0], columns[1]), sample.Vols, sample.Weights, new SpotLadder(-0.5, 0.01, 100), sums);
            ImpliedVol.Solve(sample.Terms, columns[0], sample.Strikes, sample.Signs, vols, statuses);
            Black76.Evaluate(OptionType.Call, 100, 101, 0.5, 0.01, 0, 0.2);
            Black76.EvaluateForward(OptionType.Call, 100, 101, 0.5, 0.99, 0.2);
            ImpliedVol.Solve(OptionType.Put, 3, 100, 101, 0.5, 0.99, out _);
        }
    }
}
