namespace Poise.Hedging;

/// <summary>One option over one interval, one unit of it, all at the interval's start but the changes.</summary>
/// <param name="Delta">Black-Scholes' of the option.</param>
/// <param name="CallDelta">Of the call of its strike: a call's own, a put's and the discounted forward a unit of spot, 1 without carry. One vol has one slope.</param>
/// <param name="Vega">Per 1.00.</param>
/// <param name="Years">To expiry.</param>
/// <param name="SpotChange">Over the interval, and the option's price change with it.</param>
public readonly record struct HedgeSample(double Spot, double Delta, double CallDelta, double Vega, double Years, double SpotChange, double PriceChange);

/// <summary>
/// The coefficients of the minimum-variance delta by least squares over past intervals: PriceChange - delta SpotChange on
/// vega / sqrt T (SpotChange / S) (a + b d + c d^2), d the call's delta, Hull and White 2017 (see <see cref="DeltaKind.MinimumVariance"/>).
/// </summary>
/// <param name="Gain">1 - the sum of squared errors of this delta over that of Black-Scholes', on the same samples; below zero where it hedges worse.</param>
public readonly record struct MinimumVarianceFit(double A, double B, double C, double Gain, int Samples)
{
    /// <summary>Fewer samples than this make no fit.</summary>
    public const int Least = 30;

    public HedgeDelta Delta => new(1, DeltaKind.MinimumVariance, A, B, C);

    /// <summary>Samples with a number that is none are left out.</summary>
    /// <exception cref="ArgumentException">There are fewer than <see cref="Least"/>, or their deltas are too alike to tell three coefficients.</exception>
    public static MinimumVarianceFit Of(ReadOnlySpan<HedgeSample> samples) =>
        TryOf(samples, out MinimumVarianceFit fit, out string? why) ? fit : throw new ArgumentException(why, nameof(samples));

    /// <summary>The same, where it may be that there is none.</summary>
    /// <param name="why">Why there is none; null where there is one.</param>
    public static bool TryOf(ReadOnlySpan<HedgeSample> samples, out MinimumVarianceFit fit, out string? why)
    {
        Span<double> m = stackalloc double[9], v = stackalloc double[3];
        int count = Normal(samples, m, v);
        fit = default;
        why = count < Least ? $"{count} samples are too few to fit: {Least} at least"
            : !Solve(m, v) ? "the samples' deltas are too alike to tell three coefficients"
            : null;
        if (why is not null)
            return false;
        fit = new(v[0], v[1], v[2], 0, count);
        fit = fit with { Gain = fit.GainOn(samples) };
        return true;
    }

    /// <summary>The gain of these coefficients on other samples; NaN where plain delta leaves no error.</summary>
    public double GainOn(ReadOnlySpan<HedgeSample> samples)
    {
        (double own, double plain, _) = ErrorsOn(samples);
        return 1 - own / plain;
    }

    /// <summary>Sums of squared errors of this delta and of Black-Scholes' on samples, and how many had their numbers.</summary>
    public (double Own, double Plain, int Samples) ErrorsOn(ReadOnlySpan<HedgeSample> samples)
    {
        double own = 0, plain = 0;
        int count = 0;
        foreach (ref readonly HedgeSample s in samples)
        {
            (double error, double left) = (Error(s), Left(s));
            if (!double.IsFinite(left))
                continue;
            own += left * left;
            plain += error * error;
            count++;
        }
        return (own, plain, count);
    }

    /// <summary>
    /// Standard errors of the three. All options of one interval see the same move, so that intervals are what is independent: the sandwich of sums by interval, with n / (n - 1) of n intervals (Liang and Zeger, Biometrika 73, 1986). NaN for fewer
    /// than four intervals.
    /// </summary>
    /// <param name="samples">Those that were fitted.</param>
    /// <param name="intervals">Which interval each is of, those of one side by side.</param>
    /// <exception cref="ArgumentException">There are not as many intervals as samples.</exception>
    public (double A, double B, double C) StandardErrors(ReadOnlySpan<HedgeSample> samples, ReadOnlySpan<int> intervals)
    {
        if (samples.Length != intervals.Length)
            throw new ArgumentException($"{samples.Length} samples and {intervals.Length} intervals", nameof(intervals));
        Span<double> m = stackalloc double[9], copy = stackalloc double[9], v = stackalloc double[3], sums = stackalloc double[3];
        Normal(samples, m, v);
        sums.Clear();
        int clusters = 0;
        for (int from = 0, to; from < samples.Length; from = to)
        {
            for (to = from + 1; to < samples.Length && intervals[to] == intervals[from]; to++)
            {
            }
            v.Clear();
            int count = 0;
            foreach (ref readonly HedgeSample s in samples[from..to])
            {
                double x = Weight(s), left = Left(s);
                if (!double.IsFinite(left))
                    continue;
                count++;
                (v[0], v[1], v[2]) = (v[0] + x * left, v[1] + x * s.CallDelta * left, v[2] + x * s.CallDelta * s.CallDelta * left);
            }
            if (count == 0)
                continue;
            clusters++;
            m.CopyTo(copy);
            Solve(copy, v);
            for (int i = 0; i < 3; i++)
                sums[i] += v[i] * v[i];
        }
        double scale = clusters < 4 ? double.NaN : clusters / (clusters - 1.0);
        return (Math.Sqrt(scale * sums[0]), Math.Sqrt(scale * sums[1]), Math.Sqrt(scale * sums[2]));
    }

    /// <summary>The normal equations; samples with a number that is none have no part in them.</summary>
    private static int Normal(ReadOnlySpan<HedgeSample> samples, Span<double> m, Span<double> v)
    {
        m.Clear();
        v.Clear();
        int count = 0;
        foreach (ref readonly HedgeSample s in samples)
        {
            (double x, double error) = (Weight(s), Error(s));
            if (!double.IsFinite(x) || !double.IsFinite(error))
                continue;
            count++;
            ReadOnlySpan<double> row = [x, x * s.CallDelta, x * s.CallDelta * s.CallDelta];
            for (int i = 0; i < 3; i++)
            {
                v[i] += row[i] * error;
                for (int j = 0; j < 3; j++)
                    m[3 * i + j] += row[i] * row[j];
            }
        }
        return count;
    }

    private static double Error(in HedgeSample s) => s.PriceChange - s.Delta * s.SpotChange;

    private double Left(in HedgeSample s) => Error(s) - Weight(s) * (A + B * s.CallDelta + C * s.CallDelta * s.CallDelta);

    private static double Weight(in HedgeSample s) => s.Vega / Math.Sqrt(s.Years) * s.SpotChange / s.Spot;

    /// <summary>By Cholesky; false where a pivot is lost in rounding.</summary>
    private static bool Solve(Span<double> m, Span<double> v)
    {
        for (int i = 0; i < 3; i++)
        {
            double whole = m[4 * i];
            for (int j = 0; j <= i; j++)
            {
                double sum = m[3 * i + j];
                for (int k = 0; k < j; k++)
                    sum -= m[3 * i + k] * m[3 * j + k];
                if (i != j)
                    m[3 * i + j] = sum / m[4 * j];
                else if (sum > 1e-10 * whole)
                    m[4 * i] = Math.Sqrt(sum);
                else
                    return false;
            }
        }
        for (int i = 0; i < 3; i++)
        {
            for (int k = 0; k < i; k++)
                v[i] -= m[3 * i + k] * v[k];
            v[i] /= m[4 * i];
        }
        for (int i = 2; i >= 0; i--)
        {
            for (int k = i + 1; k < 3; k++)
                v[i] -= m[3 * k + i] * v[k];
            v[i] /= m[4 * i];
        }
        return true;
    }
}
