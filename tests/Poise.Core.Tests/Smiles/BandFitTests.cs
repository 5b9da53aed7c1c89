using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

public class BandFitTests
{
    private static readonly BandFit Fit = new(200);

    private sealed record Bands(double[] X, double[] Bid, double[] Ask)
    {
        public double[] Floor { get; } = new double[X.Length];

        public double[] Ceiling { get; } = [.. X.Select(_ => double.PositiveInfinity)];

        public BandQuotes Quotes => new() { X = X, Bid = Bid, Ask = Ask, Floor = Floor, Ceiling = Ceiling };

        public int[] Missed(BandSmile smile) =>
            [.. Enumerable.Range(0, X.Length).Where(j => !SmileErrors.IsInside(Bid[j], Ask[j], smile.Price(X[j], out _)))];
    }

    // Out-of-the-money prices of a smile that no SVI has: two of them mixed, half a tick to both sides.
    private static Bands Mixed(RawSvi one, RawSvi other, int count, double halfSpread, double noise, SeededRandom random)
    {
        var deviation = Math.Sqrt(one.TotalVariance(0));
        var bands = new Bands(new double[count], new double[count], new double[count]);
        for (var j = 0; j < count; j++)
        {
            var x = bands.X[j] = Math.Exp(deviation * (7.0 * j / (count - 1) - 4.3));
            var price = 0.5 * (SmilePrice.Of(one, x, x >= 1, out _) + SmilePrice.Of(other, x, x >= 1, out _));
            var middle = price + halfSpread * noise * (2 * random.NextDouble() - 1);
            (bands.Bid[j], bands.Ask[j]) = (Math.Max(0, middle - halfSpread), middle + halfSpread);
            if (bands.Ask[j] <= 0)
                bands.Ask[j] = halfSpread;
        }
        return bands;
    }

    private static IEnumerable<(Bands Bands, RawSvi Base)> Chains(ulong seed, int number, double noise = 0.8)
    {
        var random = new SeededRandom(seed);
        for (var i = 0; i < number; i++)
        {
            RawSvi one = RawSviTests.Random(random), other = one with { A = one.A + 0.1 * one.TotalVariance(0) };
            if (!Butterfly.IsFree(other))
                other = one;
            yield return (Mixed(one, other, 40 + random.NextInt32(80), HalfSpread(one), noise, random), one);
        }
    }

    private static double HalfSpread(RawSvi smile) => 0.01 * Math.Sqrt(smile.TotalVariance(0));

    [Fact]
    public void Quotes_around_prices_without_arbitrage_are_all_met()
    {
        foreach (var (bands, around) in Chains(31, 100))
        {
            var smile = Fit.Fit(bands.Quotes, around, out var status, out var steps);
            Assert.Equal(BandFitStatus.Ok, status);
            Assert.InRange(steps, 1, 40);
            Assert.Empty(bands.Missed(smile!));
        }
    }

    [Fact]
    public void Fitted_densities_are_positive_of_mass_one_and_mean_one()
    {
        foreach (var (bands, around) in Chains(32, 60))
        {
            var smile = Fit.Fit(bands.Quotes, around, out _, out _)!;
            foreach (var ratio in smile.Ratios)
                Assert.True(ratio >= 0);
            // Puts and calls are made from the two ends: they meet only if mass and mean are one.
            double below = smile.Price(Math.BitDecrement(1.0), out var putSlope), above = smile.Price(1, out var callSlope);
            Assert.Equal(below, above, 1e-14);
            Assert.Equal(1, putSlope - callSlope, 1e-12);
        }
    }

    [Fact]
    public void Prices_are_convex_and_decreasing_at_the_nodes_and_between_them()
    {
        foreach (var (bands, around) in Chains(33, 60))
        {
            var smile = Fit.Fit(bands.Quotes, around, out _, out _)!;
            var grid = bands.X.SelectMany((x, j) => j + 1 < bands.X.Length ? Enumerable.Range(0, 8).Select(i => x + (bands.X[j + 1] - x) * i / 8) : [x])
                .Concat(Enumerable.Range(1, 60).Select(i => bands.X[0] * i / 61)).Concat(Enumerable.Range(1, 60).Select(i => bands.X[^1] * (1 + 0.03 * i))).Order().ToArray();
            var before = -1.0;
            foreach (var x in grid)
            {
                var price = smile.Price(x, out var slope);
                Assert.True(price >= 0);
                var callSlope = x < 1 ? slope - 1 : slope;
                // The call's slope is minus the probability above x: it rises from -1 to 0.
                Assert.True(callSlope >= before - 1e-13, $"x {x}");
                Assert.InRange(callSlope, -1 - 1e-13, 1e-13);
                before = callSlope;
                Assert.True(smile.Density(x) >= 0);
            }
            for (var i = 1; i + 1 < grid.Length; i++)
            {
                double a = Call(grid[i - 1]), b = Call(grid[i]), c = Call(grid[i + 1]);
                var share = (grid[i] - grid[i - 1]) / (grid[i + 1] - grid[i - 1]);
                Assert.True(b <= a + share * (c - a) + 1e-14);
            }

            double Call(double x) => smile.Price(x, out _) + Math.Max(1 - x, 0);
        }
    }

    [Fact]
    public void The_slope_and_the_density_are_the_prices_derivatives()
    {
        foreach (var (bands, around) in Chains(34, 20))
        {
            var smile = Fit.Fit(bands.Quotes, around, out _, out _)!;
            for (var j = 0; j + 1 < bands.X.Length; j++)
            {
                // A quarter along the stretch: within one cell.
                double x = 0.75 * bands.X[j] + 0.25 * bands.X[j + 1], h = 0.05 * (bands.X[j + 1] - bands.X[j]);
                if (x - h < 1 && x + h >= 1)
                    continue;
                double up = smile.Price(x + h, out var slopeUp), down = smile.Price(x - h, out var slopeDown);
                var price = smile.Price(x, out var slope);
                var scale = Math.Max(Math.Abs(slope), 1e-6);
                Assert.Equal((up - down) / (2 * h), slope, 1e-2 * scale + 1e-13 * price / h);
                Assert.Equal((slopeUp - slopeDown) / (2 * h), smile.Density(x), 2e-2 * smile.Density(x) + 1e-9 / h * scale);
            }
        }
    }

    [Fact]
    public void Injected_arbitrage_is_missed_and_nothing_else()
    {
        var random = new SeededRandom(35);
        foreach (var (bands, around) in Chains(36, 60))
        {
            // A bid above what any convex price through its neighbours' asks can be.
            var j = bands.X.Length / 4 + random.NextInt32(bands.X.Length / 2);
            if (bands.X[j - 1] < 1 && bands.X[j + 1] >= 1)
                continue;
            var most = Math.Max(bands.Ask[j - 1], bands.Ask[j + 1]);
            (bands.Bid[j], bands.Ask[j]) = (most + 2 * HalfSpread(around), most + 8 * HalfSpread(around));
            var smile = Fit.Fit(bands.Quotes, around, out _, out _)!;
            Assert.Equal([j], bands.Missed(smile));
        }
    }

    [Fact]
    public void Zero_bids_locked_quotes_and_wide_gaps_are_met()
    {
        foreach (var (bands, around) in Chains(37, 30, noise: 0))
        {
            var locked = bands.X.Length / 3;
            bands.Bid[locked] = bands.Ask[locked] = 0.5 * (bands.Bid[locked] + bands.Ask[locked]);
            for (var j = 0; j < bands.X.Length; j += 7)
                bands.Bid[j] = j == locked ? bands.Bid[j] : 0;
            var keep = Enumerable.Range(0, bands.X.Length).Where(j => j < 20 || j > 28).ToArray();
            var thinned = new Bands([.. keep.Select(j => bands.X[j])], [.. keep.Select(j => bands.Bid[j])], [.. keep.Select(j => bands.Ask[j])]);
            var smile = Fit.Fit(thinned.Quotes, around, out var status, out _);
            Assert.Equal(BandFitStatus.Ok, status);
            Assert.Empty(thinned.Missed(smile!));
        }
    }

    [Fact]
    public void What_cannot_be_fitted_says_why()
    {
        var (bands, around) = Chains(38, 1).First();
        Assert.Null(Fit.Fit(bands.Quotes, RawSvi.None, out var status, out _));
        Assert.Equal(BandFitStatus.NotANumber, status);
        foreach (var column in (double[][])[bands.X, bands.Bid, bands.Ask, bands.Floor, bands.Ceiling])
        {
            var kept = column[9];
            column[9] = double.NaN;
            Assert.Null(Fit.Fit(bands.Quotes, around, out status, out _));
            Assert.Equal(BandFitStatus.NotANumber, status);
            column[9] = kept;
        }
        bands.X[9] = bands.X[8];
        Assert.Null(Fit.Fit(bands.Quotes, around, out status, out _));
        Assert.Equal(BandFitStatus.NotANumber, status);
        Assert.Null(Fit.Fit(default, around, out status, out _));
        Assert.Equal(BandFitStatus.FewQuotes, status);
        Assert.Throws<ArgumentException>(() => Fit.Fit(new BandQuotes { X = new double[7] }, around, out _, out _));
    }

    [Fact]
    public void A_smile_answers_NaN_where_there_is_no_strike()
    {
        var (bands, around) = Chains(39, 1).First();
        var smile = Fit.Fit(bands.Quotes, around, out _, out _)!;
        foreach (var x in (double[])[0, -1, double.NaN, double.PositiveInfinity])
        {
            Assert.True(double.IsNaN(smile.Price(x, out var slope)));
            Assert.True(double.IsNaN(slope));
            Assert.True(double.IsNaN(smile.Density(x)));
        }
    }

    [Fact]
    public void The_same_bands_give_the_same_bits()
    {
        foreach (var (bands, around) in Chains(40, 10))
        {
            BandSmile first = Fit.Fit(bands.Quotes, around, out _, out _)!, second = new BandFit(200).Fit(bands.Quotes, around, out _, out _)!;
            Assert.True(first.Ratios.SequenceEqual(second.Ratios));
        }
    }
}
