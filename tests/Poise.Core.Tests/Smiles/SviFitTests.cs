using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

public class SviFitTests
{
    private static readonly SviFit Fit = new(200);

    private static SmileFit Alone(SmileRows rows) => Fit.Fit(rows.Quotes, SviFence.None, RawSvi.None);

    [Fact]
    public void Fits_are_near_the_truth_and_free_of_butterfly_arbitrage()
    {
        var random = new SeededRandom(21);
        var far = 0;
        for (var i = 0; i < 300; i++)
        {
            var truth = RawSviTests.Random(random);
            var rows = SmileRows.Around(truth, 20 + random.NextInt32(100), 3 + 3 * random.NextDouble(), 0.02, random);
            var fit = Alone(rows);
            Assert.True(fit.IsFitted);
            FreeOfButterflies(fit.Smile, rows);
            var errors = Errors(fit.Smile, rows);
            if (errors.MedianError > 0.25 || errors.ShareInside < 0.95)
                far++;
        }
        Assert.True(far <= 3, $"{far} of 300 fits are far off");
    }

    [Fact]
    public void Vogts_quotes_give_a_smile_without_arbitrage()
    {
        var rows = SmileRows.Around(RawSviTests.Vogt, 60, 12, 0.05);
        var fit = Alone(rows);
        Assert.True(fit.IsFitted);
        FreeOfButterflies(fit.Smile, rows);
        Assert.True(Errors(fit.Smile, rows).MedianError < 1);
    }

    /// <summary>As in an index, where far puts are many and of another shape than the rest.</summary>
    [Fact]
    public void Where_the_money_decides_many_far_strikes_do_not_move_it()
    {
        var random = new SeededRandom(23);
        var money = new SviFit(200, SviWeights.Money);
        double spread = 0, worst = 0;
        for (var i = 0; i < 60; i++)
        {
            var truth = RawSviTests.Random(random);
            var rows = SmileRows.Around(truth, 200, 12, 0.02, random);
            double w = truth.TotalVariance(0), far = -3 * Math.Sqrt(w);
            for (var j = 0; j < rows.K.Length; j++)
            {
                var more = rows.K[j] < far ? 1 + 0.15 * (rows.K[j] / far - 1) * 3 : 1;
                rows.Change(j, more * rows.Bid[j], more * rows.Mid[j], more * rows.Ask[j]);
            }
            spread = Math.Max(spread, Math.Abs(Alone(rows).Smile.TotalVariance(0) / w - 1));
            var fit = money.Fit(rows.Quotes, SviFence.None, RawSvi.None);
            FreeOfButterflies(fit.Smile, rows);
            worst = Math.Max(worst, Math.Abs(fit.Smile.TotalVariance(0) / w - 1));
        }
        Assert.True(worst < 0.02 && spread > 2 * worst, $"{worst} where the money decides, {spread} by spreads alone");
    }

    [Fact]
    public void Stale_wings_and_lone_stale_quotes_hardly_pull_the_middle()
    {
        var random = new SeededRandom(22);
        double wings = 0, lone = 0;
        const int Smiles = 60;
        for (var i = 0; i < Smiles; i++)
        {
            var truth = RawSviTests.Random(random);
            // A seventh of the rows, all on one side, are 20 spreads off.
            var rows = SmileRows.Around(truth, 80, 4, 0.02, random);
            for (var j = 0; j < 11; j++)
                rows.Change(j, 1.4 * rows.Bid[j], 1.4 * rows.Mid[j], 1.4 * rows.Ask[j]);
            wings += MedianError(rows, 4);
            // Every sixth row is, here and there.
            rows = SmileRows.Around(truth, 80, 4, 0.02, random);
            for (var j = 0; j < 80; j += 6)
                rows.Change(j, 1.4 * rows.Bid[j], 1.4 * rows.Mid[j], 1.4 * rows.Ask[j]);
            lone += MedianError(rows, 0.35);
        }
        Assert.True(wings / Smiles < 0.6 && lone / Smiles < 0.2, $"wings {wings / Smiles}, lone {lone / Smiles}");
    }

    private static double MedianError(SmileRows rows, double most)
    {
        var fit = Alone(rows);
        FreeOfButterflies(fit.Smile, rows);
        var error = Errors(fit.Smile, rows).MedianError;
        Assert.InRange(error, 0, most);
        return error;
    }

    [Fact]
    public void Rows_without_bid_only_cap_the_smile()
    {
        RawSvi truth = new(0.002, 0.05, -0.4, 0.01, 0.06);
        var rows = SmileRows.Around(truth, 60, 4, 0.02);
        for (var j = 48; j < 60; j++)
            rows.Change(j, 0, double.NaN, 3 * rows.Ask[j]);
        var fit = Alone(rows);
        Assert.Equal(SmileFitStatus.Ok, fit.Status);
        for (var j = 0; j < 48; j++)
            Assert.InRange(fit.Smile.TotalVariance(rows.K[j]), rows.Bid[j], rows.Ask[j]);
        for (var j = 48; j < 60; j++)
            Assert.True(fit.Smile.TotalVariance(rows.K[j]) <= rows.Ask[j]);
    }

    [Fact]
    public void One_sided_rows_NaN_infinity_and_duplicates_are_survived()
    {
        RawSvi truth = new(0.002, 0.05, -0.4, 0.01, 0.06);
        var rows = SmileRows.Around(truth, 40, 4, 0.02);
        rows.K[3] = rows.K[2];
        rows.K[30] = double.NaN;
        rows.Change(5, rows.Bid[5], rows.Mid[5], double.PositiveInfinity);
        rows.Change(6, double.NaN, double.NaN, double.NaN);
        rows.Change(7, rows.Ask[7], rows.Mid[7], rows.Bid[7]);
        rows.Change(8, rows.Mid[8], rows.Mid[8], rows.Mid[8]);
        var fit = Alone(rows);
        Assert.True(fit.IsFitted);
        Assert.Equal(truth.TotalVariance(0), fit.Smile.TotalVariance(0), 0.01 * truth.TotalVariance(0));
    }

    [Fact]
    public void Thin_expiries_say_so()
    {
        RawSvi truth = new(0.002, 0.05, -0.4, 0.01, 0.06);
        var few = SmileRows.Around(truth, SviFit.LeastQuotes - 1, 3, 0.02);
        var fit = Alone(few);
        Assert.Equal(SmileFitStatus.FewQuotes, fit.Status);
        Assert.False(fit.IsFitted);
        for (var j = 0; j < few.Length; j++)
            few.Change(j, 0, double.NaN, few.Ask[j]);
        Assert.Equal(SmileFitStatus.NoQuotes, Alone(few).Status);
        Assert.Equal(SmileFitStatus.NoQuotes, Fit.Fit(default, SviFence.None, RawSvi.None).Status);
    }

    [Fact]
    public void A_later_smile_is_not_below_an_earlier_one_where_quotes_allow_it()
    {
        var random = new SeededRandom(23);
        var crossed = 0;
        for (var i = 0; i < 150; i++)
        {
            var early = RawSviTests.Random(random);
            var late = early with { A = early.A + 0.15 * early.TotalVariance(0), M = early.M + 0.02 * Math.Sqrt(early.TotalVariance(0)) };
            if (!Butterfly.IsFree(late))
                continue;
            SmileRows first = SmileRows.Around(early, 50, 4, 0.02, random), second = SmileRows.Around(late, 50, 4, 0.04, random);
            var reach = new SviReach(Alone(first).Smile, first.K[0], first.K[^1]);
            var fit = Fit.Fit(second.Quotes, new SviFence(reach, default), RawSvi.None);
            FreeOfButterflies(fit.Smile, second);
            if (fit.Status != SmileFitStatus.Ok)
            {
                crossed++;
                continue;
            }
            double low = Math.Min(first.K[0], second.K[0]), high = Math.Max(first.K[^1], second.K[^1]);
            for (var j = 0; j <= 2000; j++)
            {
                var k = low + (high - low) * j / 2000;
                Assert.True(fit.Smile.TotalVariance(k) >= reach.Smile.TotalVariance(k) * (1 - 1e-12));
            }
        }
        Assert.True(crossed <= 8, $"{crossed} crossed");
    }

    [Fact]
    public void The_same_quotes_give_the_same_bits()
    {
        var random = new SeededRandom(24);
        for (var i = 0; i < 20; i++)
        {
            var rows = SmileRows.Around(RawSviTests.Random(random), 70, 4, 0.02, random);
            Assert.Equal(Alone(rows), new SviFit(70).Fit(rows.Quotes, SviFence.None, RawSvi.None));
        }
    }

    [Fact]
    public void Columns_of_two_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Fit.Fit(new SmileQuotes { K = new double[3], Bid = new double[2], Mid = new double[3], Ask = new double[3] }, SviFence.None, RawSvi.None));
        Assert.Throws<ArgumentException>(() => new SviFit(2).Fit(SmileRows.Around(RawSviTests.Vogt, 3, 1, 0.1).Quotes, SviFence.None, RawSvi.None));
    }

    [Fact]
    public void An_ssvi_surface_is_found_again()
    {
        Ssvi truth = new(-0.6, 0.9, 0.35);
        Assert.True(truth.IsFree);
        var thetas = new List<double>();
        List<double> k = [], targets = [], scales = [];
        foreach (var theta in (double[])[0.001, 0.004, 0.01, 0.03, 0.08])
        {
            var slice = truth.Slice(theta);
            Assert.True(Butterfly.IsFree(slice));
            Assert.Equal(theta, slice.TotalVariance(0), 1e-14);
            for (var d = -4.0; d <= 2.5; d += 0.25)
            {
                thetas.Add(theta);
                k.Add(d * Math.Sqrt(theta));
                targets.Add(slice.TotalVariance(k[^1]));
                scales.Add(0.01 * targets[^1]);
            }
        }
        var found = SsviFit.Fit([.. thetas], [.. k], [.. targets], [.. scales], out _);
        Assert.Equal(truth.Rho, found.Rho, 1e-4);
        Assert.Equal(truth.Eta, found.Eta, 1e-3);
        Assert.Equal(truth.Gamma, found.Gamma, 1e-3);
    }

    [Fact]
    public void Ssvi_slices_within_the_bounds_have_no_arbitrage_of_either_sort()
    {
        var random = new SeededRandom(25);
        for (var i = 0; i < 200; i++)
        {
            var rho = 1.9 * random.NextDouble() - 0.95;
            Ssvi surface = new(rho, 2 / (1 + Math.Abs(rho)) * (0.05 + 0.95 * random.NextDouble()), 0.02 + 0.48 * random.NextDouble());
            Assert.True(surface.IsFree);
            var theta = 1e-3 * Math.Exp(6 * random.NextDouble());
            RawSvi early = surface.Slice(theta), late = surface.Slice(theta * (1 + random.NextDouble()));
            Assert.True(Butterfly.Minimum(early, out _) >= -1e-9);
            Assert.True(CalendarSpread.Minimum(early, late, -5, 5, out _) >= -1e-12);
        }
    }

    private static SmileErrors Errors(RawSvi smile, SmileRows rows)
    {
        var variances = new double[rows.Length];
        smile.TotalVariance(rows.K, variances);
        return SmileErrors.Of(rows.Quotes, variances, new double[rows.Length]);
    }

    private static void FreeOfButterflies(RawSvi smile, SmileRows rows)
    {
        var reach = rows.K[^1] - rows.K[0];
        for (var j = 0; j <= 2000; j++)
            Assert.True(smile.Durrleman(rows.K[0] - 2 * reach + 5 * reach * j / 2000) >= 0);
    }
}
