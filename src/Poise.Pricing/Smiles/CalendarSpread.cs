namespace Poise.Pricing;

/// <summary>
/// Calendar arbitrage between two SVI smiles of one underlying: at equal k = ln(strike / forward) total variance must not fall with time
/// (Gatheral and Jacquier 2014, lemma 2.1).
/// </summary>
public static class CalendarSpread
{
    /// <summary>
    /// The least of w(later) - w(earlier) over all k, and where: below 0 is arbitrage. Minus infinity where a wing of the later smile is
    /// flatter than the earlier one's; NaN where either is no smile.
    /// </summary>
    public static double Minimum(in RawSvi earlier, in RawSvi later, out double at)
    {
        at = double.NaN;
        if (!earlier.IsSmile || !later.IsSmile)
            return double.NaN;
        // A slope that differs by rounding alone crosses only where no strike will ever be.
        if (later.LeftSlope < earlier.LeftSlope * (1 - 1e-13) || later.RightSlope < earlier.RightSlope * (1 - 1e-13))
        {
            at = later.LeftSlope < earlier.LeftSlope * (1 - 1e-13) ? double.NegativeInfinity : double.PositiveInfinity;
            return double.NegativeInfinity;
        }
        Span<double> points = stackalloc double[SviSample.Room];
        Span<double> values = stackalloc double[SviSample.Room];
        var count = SviSample.Around(earlier, points);
        count += SviSample.Around(later, points[count..]);
        points = points[..count];
        points.Sort();
        return SviSample.Least(new Gap(earlier, later), points, values, out at);
    }

    /// <summary>The same over the k from <paramref name="low"/> to <paramref name="high"/> only.</summary>
    public static double Minimum(in RawSvi earlier, in RawSvi later, double low, double high, out double at)
    {
        at = double.NaN;
        if (!earlier.IsSmile || !later.IsSmile || !(low < high))
            return double.NaN;
        Span<double> points = stackalloc double[SviSample.Room + 2];
        Span<double> values = stackalloc double[SviSample.Room + 2];
        var count = SviSample.Around(earlier, points);
        count += SviSample.Around(later, points[count..]);
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            if (points[i] > low && points[i] < high)
                points[kept++] = points[i];
        }
        (points[kept], points[kept + 1]) = (low, high);
        points = points[..(kept + 2)];
        points.Sort();
        return SviSample.Least(new Gap(earlier, later), points, values, out at);
    }

    private readonly struct Gap(RawSvi earlier, RawSvi later) : ISviFunction
    {
        public double At(double k) => later.TotalVariance(k) - earlier.TotalVariance(k);
    }
}
