using System.Globalization;

namespace Poise.Bench;

/// <summary>A mean, and half of its 95 % interval by Student's t.</summary>
internal readonly record struct Interval(double Mean, double Half)
{
    public static Interval Of(double[] values)
    {
        double mean = values.Average(), variance = values.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, values.Length - 1);
        return new(mean, Student(values.Length - 1) * Math.Sqrt(variance / values.Length));
    }

    public string Text(double scale, string format) => $"{(scale * Mean).ToString(format, CultureInfo.InvariantCulture)} ± {(scale * Half).ToString(format, CultureInfo.InvariantCulture)}";

    /// <summary>The 97.5 % quantile of Student's t: the expansion of Cornish and Fisher about the normal's, to a thousandth from five degrees of freedom on (Abramowitz and Stegun 26.7.5).</summary>
    private static double Student(int freedom)
    {
        const double z = 1.959963985;
        double g1 = (z * z * z + z) / 4, g2 = (5 * Math.Pow(z, 5) + 16 * z * z * z + 3 * z) / 96, g3 = (3 * Math.Pow(z, 7) + 19 * Math.Pow(z, 5) + 17 * z * z * z - 15 * z) / 384;
        return z + g1 / freedom + g2 / (freedom * freedom) + g3 / Math.Pow(freedom, 3);
    }
}
