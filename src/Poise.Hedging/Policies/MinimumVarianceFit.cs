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
    public static MinimumVarianceFit Of(ReadOnlySpan<HedgeSample> samples)
    {
        Span<double> m = stackalloc double[9], v = stackalloc double[3];
        m.Clear();
        v.Clear();
        int count = 0;
        foreach (ref readonly HedgeSample s in samples)
        {
            (double x, double error) = (Weight(s), s.PriceChange - s.Delta * s.SpotChange);
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
        if (count < Least)
            throw new ArgumentException($"{count} samples are too few to fit: {Least} at least", nameof(samples));
        if (!Solve(m, v))
            throw new ArgumentException("the samples' deltas are too alike to tell three coefficients", nameof(samples));
        MinimumVarianceFit fit = new(v[0], v[1], v[2], 0, count);
        return fit with { Gain = fit.GainOn(samples) };
    }

    /// <summary>The gain of these coefficients on other samples.</summary>
    public double GainOn(ReadOnlySpan<HedgeSample> samples)
    {
        double own = 0, plain = 0;
        foreach (ref readonly HedgeSample s in samples)
        {
            double error = s.PriceChange - s.Delta * s.SpotChange, left = error - Weight(s) * (A + B * s.CallDelta + C * s.CallDelta * s.CallDelta);
            if (!double.IsFinite(left))
                continue;
            own += left * left;
            plain += error * error;
        }
        return 1 - own / plain;
    }

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
