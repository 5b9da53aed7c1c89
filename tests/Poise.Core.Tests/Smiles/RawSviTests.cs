using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

public class RawSviTests
{
    /// <summary>The slice with butterfly arbitrage of Gatheral and Jacquier 2014, example 3.1 (after Vogt).</summary>
    public static readonly RawSvi Vogt = new(-0.041, 0.1331, 0.306, 0.3586, 0.4153);

    // A name may hold commas: cells are counted from the end.
    private static RawSvi Reference(string[] row) => new(row[^10].Number(), row[^9].Number(), row[^7].Number(), row[^8].Number(), row[^6].Number());

    [Fact]
    public void Published_slices_have_their_least_g_where_it_is_known()
    {
        Span<(double Low, double High)> found = stackalloc (double, double)[4];
        foreach (var row in ReferenceTable.Rows("svi_butterfly.csv"))
        {
            var smile = Reference(row);
            Assert.Equal(bool.Parse(row[^1]), Butterfly.IsFree(smile));
            var at = row[^4].Number();
            Assert.Equal(row[^5].Number(), smile.Durrleman(at), 1e-7);
            var count = Butterfly.NegativeIntervals(smile, found);
            Assert.Equal(row[^3].Length > 0 ? 1 : 0, count);
            if (count == 0)
                continue;
            Assert.Equal(row[^3].Number(), found[0].Low, 1e-8);
            Assert.Equal(row[^2].Number(), found[0].High, 1e-8);
            Assert.Equal(row[^5].Number(), Butterfly.Minimum(smile, out var least), 1e-7);
            Assert.Equal(at, least, 1e-3);
        }
    }

    [Fact]
    public void Published_points_have_their_total_variance_and_g()
    {
        var smiles = ReferenceTable.Rows("svi_butterfly.csv").ToDictionary(r => string.Join(',', r[..^10]), Reference, StringComparer.Ordinal);
        foreach (var row in ReferenceTable.Rows("svi_points.csv"))
        {
            var smile = smiles[string.Join(',', row[..^3])];
            var k = row[^3].Number();
            Assert.Equal(row[^2].Number(), smile.TotalVariance(k), 1e-14);
            Assert.Equal(row[^1].Number(), smile.Durrleman(k), 1e-12);
        }
    }

    [Fact]
    public void Vogts_slice_is_found_and_repaired()
    {
        Span<(double Low, double High)> found = stackalloc (double, double)[4];
        Assert.False(Butterfly.IsFree(Vogt));
        Assert.Equal(1, Butterfly.NegativeIntervals(Vogt, found));
        Assert.Equal(0.64240788, found[0].Low, 1e-7);
        Assert.Equal(1.25691299, found[0].High, 1e-7);
        Assert.Equal(-0.03286354, Butterfly.Minimum(Vogt, out _), 1e-7);

        var closed = SviRepair.Closed(Vogt, 1);
        Assert.True(Butterfly.IsFree(closed));
        // Section 5.1: at-the-money variance, skew and put wing stay.
        JumpWings before = JumpWings.Of(Vogt, 1), after = JumpWings.Of(closed, 1);
        Assert.Equal(before.Variance, after.Variance, 1e-14);
        Assert.Equal(before.Skew, after.Skew, 1e-13);
        Assert.Equal(before.PutWing, after.PutWing, 1e-13);
        Assert.Equal(before.PutWing + 2 * before.Skew, after.CallWing, 1e-13);

        var nearest = SviRepair.Nearest(Vogt, 1, 1);
        Assert.True(Butterfly.IsFree(nearest));
        Assert.True(Distance(nearest) < Distance(closed));
    }

    private static double Distance(RawSvi smile) =>
        Enumerable.Range(-100, 201).Sum(i => Math.Pow(smile.TotalVariance(0.01 * i) - Vogt.TotalVariance(0.01 * i), 2));

    [Fact]
    public void Forms_come_back_to_themselves()
    {
        var random = new SeededRandom(11);
        for (var i = 0; i < 2000; i++)
        {
            var raw = Random(random);
            Near(raw, NaturalSvi.Of(raw).ToRaw(), 1e-9);
            Near(raw, JumpWings.Of(raw, 0.7).ToRaw(0.7), 1e-6);
            Near(raw, RawSvi.OfSlopes(raw.A, raw.LeftSlope, raw.RightSlope, raw.M, raw.Sigma), 1e-9);
        }
    }

    [Fact]
    public void Derivatives_are_those_of_the_total_variance()
    {
        var random = new SeededRandom(12);
        for (var i = 0; i < 500; i++)
        {
            var raw = Random(random);
            double k = random.NextDouble() * 2 - 1, h = 1e-4;
            raw.Derivatives(k, out var w, out var first, out var second);
            Assert.Equal(raw.TotalVariance(k), w, 1e-15);
            Assert.Equal((raw.TotalVariance(k + h) - raw.TotalVariance(k - h)) / (2 * h), first, 1e-4 * raw.B / raw.Sigma);
            Assert.Equal((raw.TotalVariance(k + h) - 2 * w + raw.TotalVariance(k - h)) / (h * h), second, 1e-2 * raw.B / raw.Sigma);
            Assert.Equal((raw.Vol(k + h, 0.5) - raw.Vol(k - h, 0.5)) / (2 * h), raw.VolSlope(k, 0.5), 1e-3 * (1 + Math.Abs(raw.VolSlope(k, 0.5))));
        }
    }

    [Fact]
    public void Steep_wings_and_what_is_no_smile_are_not_free()
    {
        Assert.Equal(double.NegativeInfinity, Butterfly.Minimum(new RawSvi(0.01, 1.5, 0.5, 0, 0.1), out var at));
        Assert.Equal(double.PositiveInfinity, at);
        Assert.True(double.IsNaN(Butterfly.Minimum(RawSvi.None, out _)));
        Assert.False(Butterfly.IsFree(new RawSvi(double.NaN, 1, 0, 0, 1)));
        Assert.False(new RawSvi(-1, 0.1, 0, 0, 0.1).IsSmile);
        Assert.True(double.IsNaN(CalendarSpread.Minimum(RawSvi.None, Vogt, out _)));
    }

    [Fact]
    public void A_crossing_is_found_where_it_is()
    {
        RawSvi early = new(0.01, 0.1, -0.3, 0, 0.1), late = new(0.012, 0.1, -0.3, 0.05, 0.1);
        var gap = CalendarSpread.Minimum(early, late, out _);
        var dense = Enumerable.Range(-40_000, 80_001).Min(i => late.TotalVariance(1e-4 * i) - early.TotalVariance(1e-4 * i));
        Assert.True(gap < 0);
        Assert.True(gap <= dense + 1e-9);
        Assert.Equal(late.TotalVariance(0.2) - early.TotalVariance(0.2), CalendarSpread.Minimum(early, late, 0.2, 0.2000001, out _), 1e-7);
        Assert.Equal(double.NegativeInfinity, CalendarSpread.Minimum(early, early with { B = 0.09, A = 0.05 }, out _));
        Assert.True(CalendarSpread.Minimum(early, early with { A = 0.011 }, out _) > 0.0009);
    }

    [Fact]
    public void Prices_along_a_smile_are_Blacks_and_their_slopes_differences()
    {
        var random = new SeededRandom(13);
        for (var i = 0; i < 500; i++)
        {
            var raw = Random(random);
            double x = Math.Exp(random.NextDouble() * 1.6 - 0.8), root = Math.Sqrt(raw.TotalVariance(Math.Log(x)));
            foreach (var isCall in (bool[])[true, false])
            {
                var price = SmilePrice.Of(raw, x, isCall, out var slope);
                var black = Black76.EvaluateForward(isCall ? OptionType.Call : OptionType.Put, 1, x, 1, 1, root).Price;
                Assert.Equal(black, price, 1e-15 + 1e-10 * black);
                double h = 1e-5 * x, up = SmilePrice.Of(raw, x + h, isCall, out _), down = SmilePrice.Of(raw, x - h, isCall, out _);
                Assert.Equal((up - down) / (2 * h), slope, 1e-7);
            }
        }
    }

    /// <summary>A smile free of butterfly arbitrage, of an expiry from days to years.</summary>
    public static RawSvi Random(SeededRandom random)
    {
        while (true)
        {
            double deviation = 0.01 * Math.Exp(random.NextDouble() * 3.5), sum = deviation * (0.3 + 1.5 * random.NextDouble());
            var smile = new RawSvi(
                deviation * deviation * (0.2 + random.NextDouble()), 0.5 * sum, 1.2 * random.NextDouble() - 0.85, deviation * (random.NextDouble() - 0.3), deviation * (0.3 + 1.5 * random.NextDouble()));
            if (Butterfly.IsFree(smile))
                return smile;
        }
    }

    private static void Near(RawSvi expected, RawSvi actual, double tolerance)
    {
        for (var k = -1.0; k <= 1; k += 0.125)
            Assert.Equal(expected.TotalVariance(k), actual.TotalVariance(k), tolerance * (expected.TotalVariance(k) + Math.Abs(expected.A)));
    }
}
