using Poise.Domain;
using Poise.Lab;

namespace Poise.Core.Tests.Lab;

/// <summary>Errors of what seeds say, against textbook formulas and against resampling.</summary>
public class EstimateTests
{
    private static readonly double[] One = Normals("one", 400), Other = Normals("other", 400);

    [Fact]
    public void Mean_and_deviation_have_the_textbook_errors()
    {
        double[] values = [1, 2, 4, 9];
        Estimate mean = Estimate.Mean(values), deviation = Estimate.Deviation(values);
        Assert.Equal(4, mean.Value, 1e-15);
        Assert.Equal(Math.Sqrt(38.0 / 3 / 4), mean.Error, 1e-15);
        Assert.Equal(Math.Sqrt(38.0 / 3), deviation.Value, 1e-15);
        // Of a normal sample the deviation's error is sd / sqrt(2 n).
        Assert.Equal(1 / Math.Sqrt(2 * One.Length), Estimate.Deviation(One).Error / Estimate.Deviation(One).Value, 0.004);
    }

    [Fact]
    public void What_is_the_same_differs_by_nothing_and_is_never_sure()
    {
        Estimate difference = Estimate.Deviation(One) - Estimate.Deviation(One);
        Assert.Equal(0, difference.Value);
        Assert.Equal(0, difference.Error);
        Assert.Equal(0, difference.Errors);
        Assert.Equal(0, Estimate.Deviation(new double[20]).Error);
    }

    /// <summary>Paired: what both have in common falls out of a difference.</summary>
    [Fact]
    public void A_paired_difference_has_the_error_of_what_is_not_shared()
    {
        double[] shifted = [.. One.Zip(Other, static (a, b) => a + 0.01 * b)];
        Estimate difference = Estimate.Mean(shifted) - Estimate.Mean(One);
        Assert.Equal(0.01 * Estimate.Mean(Other).Error, difference.Error, 1e-12);
        Assert.True(difference.Error < 0.02 * Estimate.Mean(One).Error);
    }

    /// <summary>An expression with all the arithmetic in it, against 4,000 resamples of the seeds.</summary>
    [Fact]
    public void Arithmetic_carries_errors_as_resampling_finds_them()
    {
        double[] first = [.. One.Select(static x => 3 + x)], second = [.. One.Zip(Other, static (a, b) => 5 + 0.8 * a + 0.6 * b)];
        Estimate told = Of(first, second);
        var random = new SeededRandom(3);
        double[] found = new double[4000];
        for (int r = 0; r < found.Length; r++)
        {
            int[] drawn = [.. Enumerable.Range(0, first.Length).Select(_ => random.NextInt32(first.Length))];
            found[r] = Of([.. drawn.Select(i => first[i])], [.. drawn.Select(i => second[i])]).Value;
        }
        Assert.Equal(1, told.Error / Estimate.Deviation(found).Value, 0.06);

        static Estimate Of(double[] a, double[] b)
        {
            Estimate weight = Estimate.Mean(a).Log() / (Estimate.Mean(b).Log() + 0.5 * Estimate.Mean(a));
            return Estimate.Deviation(a).Log() - weight * Estimate.Variance(b);
        }
    }

    private static double[] Normals(string name, int count)
    {
        SeededRandom random = new SeededRandom(20260105).Split(name);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];
    }
}
