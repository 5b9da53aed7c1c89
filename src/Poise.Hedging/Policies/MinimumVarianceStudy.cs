namespace Poise.Hedging;

/// <summary>A <see cref="MinimumVarianceFit"/> with what it is to be trusted.</summary>
/// <param name="Fit">Of all samples.</param>
/// <param name="Errors">Standard errors of its coefficients, intervals taken as independent; NaN of fewer than four.</param>
/// <param name="Intervals">Intervals that have samples.</param>
/// <param name="GainAfter">
/// The gain where each tenth of the intervals, the first left out, is hedged by the coefficients fitted to all before it; NaN where no part could be. Errors of all such tenths together over those of Black-Scholes' delta on the same samples.
/// </param>
/// <param name="SamplesAfter">Samples that it was judged by.</param>
public sealed record MinimumVarianceStudy(MinimumVarianceFit Fit, (double A, double B, double C) Errors, int Intervals, double GainAfter, int SamplesAfter)
{
    private const int Parts = 10;

    /// <param name="samples">By time.</param>
    /// <param name="intervals">Which interval each is of, ascending.</param>
    /// <param name="why">Why there is no fit; null where there is one.</param>
    /// <returns>Null where there is no fit.</returns>
    /// <exception cref="ArgumentException">There are not as many intervals as samples, or they do not ascend.</exception>
    public static MinimumVarianceStudy? Of(ReadOnlySpan<HedgeSample> samples, ReadOnlySpan<int> intervals, out string? why)
    {
        if (samples.Length != intervals.Length)
            throw new ArgumentException($"{samples.Length} samples and {intervals.Length} intervals", nameof(intervals));
        List<int> starts = [];
        for (int i = 0; i < intervals.Length; i++)
        {
            if (i > 0 && intervals[i] < intervals[i - 1])
                throw new ArgumentException("the intervals do not ascend", nameof(intervals));
            if (i == 0 || intervals[i] != intervals[i - 1])
                starts.Add(i);
        }
        if (!MinimumVarianceFit.TryOf(samples, out MinimumVarianceFit fit, out why))
            return null;
        double own = 0, plain = 0;
        int judged = 0;
        for (int part = 1; part < Parts; part++)
        {
            int first = starts.Count * part / Parts, end = starts.Count * (part + 1) / Parts;
            if (first == end || !MinimumVarianceFit.TryOf(samples[..starts[first]], out MinimumVarianceFit earlier, out _))
                continue;
            (double more, double morePlain, int count) = earlier.ErrorsOn(samples[starts[first]..(end < starts.Count ? starts[end] : samples.Length)]);
            (own, plain, judged) = (own + more, plain + morePlain, judged + count);
        }
        return new(fit, fit.StandardErrors(samples, intervals), starts.Count, judged > 0 ? 1 - own / plain : double.NaN, judged);
    }
}
