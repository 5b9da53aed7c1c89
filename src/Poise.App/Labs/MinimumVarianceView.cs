using Poise.Chains;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.App;

/// <summary>The minimum-variance delta's coefficients as past chains of an underlying have them (docs/policies.md).</summary>
/// <param name="From">The first chain, and <paramref name="To"/> the last.</param>
/// <param name="Intervals">Between chains, of those that have pairs.</param>
/// <param name="Pairs">An option at both ends of an interval each.</param>
/// <param name="Gain">1 - the sum of squared hedging errors over Black-Scholes', of the pairs that were fitted.</param>
/// <param name="GainAfter">Of pairs that came after those that were fitted; null where there were too few before any.</param>
/// <param name="PairsAfter">By which it was judged.</param>
public sealed record MinimumVarianceView(
    string Underlying, string From, string To, int Chains, int Intervals, int Pairs, CoefficientView A, CoefficientView B, CoefficientView C, double? Gain, double? GainAfter, int PairsAfter, MinimumVarianceConventionsView Conventions, IReadOnlyList<string> Notes)
{
    /// <summary>A longer time without a chain is no interval: the rules of docs/history.md.</summary>
    private static readonly Duration _longest = Duration.FromDays(7);

    private const int FewIntervals = 30;

    /// <param name="chains">Of one underlying, by time.</param>
    /// <param name="every">From the beginning of an interval to its end at least; zero for from chain to chain.</param>
    /// <param name="leastLeft">Options that end sooner after an interval's beginning are left out.</param>
    /// <param name="study">What it tells.</param>
    /// <exception cref="BadInputException">There is nothing to fit.</exception>
    public static MinimumVarianceView Of(IReadOnlyList<MarketSnapshot> chains, Duration every, Duration leastLeft, out MinimumVarianceStudy study)
    {
        List<HedgeSample> samples = [];
        List<int> intervals = [];
        (OptionChain? before, int used, int cuts) = (null, 0, 0);
        foreach (MarketSnapshot chain in chains)
        {
            bool isCut = before is not null && (chain.Split is not null || chain.AsOf - before.AsOf > _longest);
            if (before is not null && !isCut && (chain.AsOf <= before.AsOf || chain.AsOf - before.AsOf < every))
                continue;
            OptionChain now = OptionChain.Of(chain, new ChainSettings());
            used++;
            if (isCut)
                cuts++;
            else if (before is not null)
            {
                HedgeSamples.Add(before, now, leastLeft, samples);
                intervals.AddRange(Enumerable.Repeat(used, samples.Count - intervals.Count));
            }
            before = now;
        }
        string underlying = chains[0].Underlying, range = $"{underlying}: {used} chains from {chains[0].AsOf} to {chains[^1].AsOf}";
        study = MinimumVarianceStudy.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(samples), System.Runtime.InteropServices.CollectionsMarshal.AsSpan(intervals), out string? why)
            ?? throw new BadInputException($"{range}: {why}: a sample is an option with two-sided quotes in two chains one after the other, its call's delta between 0.05 and 0.95, {leastLeft.Seconds / 86_400:0.##} days or more before its end");
        List<string> notes = [];
        if (study.Intervals < FewIntervals)
            notes.Add($"{study.Intervals} intervals are few: all options of one see the same move");
        if (cuts > 0)
            notes.Add($"{cuts} {(cuts == 1 ? "time is" : "times are")} no interval: longer than 7 days, or with a split");
        if (!(study.GainAfter > 0))
            notes.Add(double.IsNaN(study.GainAfter) ? "too few chains to judge it by later ones" : "on later chains it hedged no better than Black-Scholes' delta: it is not to be used");
        MinimumVarianceFit fit = study.Fit;
        return new(
            underlying, chains[0].AsOf.ToString(), chains[^1].AsOf.ToString(), used, study.Intervals, fit.Samples, new(fit.A, Real(study.Errors.A)), new(fit.B, Real(study.Errors.B)), new(fit.C, Real(study.Errors.C)),
            Real(fit.Gain), Real(study.GainAfter), study.SamplesAfter, MinimumVarianceConventionsView.All, notes);
    }

    private static double? Real(double number) => double.IsFinite(number) ? number : null;
}

/// <summary>A number with its standard error, null where there are too few intervals for one.</summary>
public sealed record CoefficientView(double Value, double? Error);

public sealed record MinimumVarianceConventionsView(string Delta, string Fit, string Error, string Gain, string GainAfter)
{
    public static readonly MinimumVarianceConventionsView All = new(
        "black-scholes + vega / (S sqrt T) (a + b d + c d^2), d the call's delta of that strike, vega per 1.00",
        "least squares of the mid's change less delta times spot's change less what time alone brings, out-of-the-money options, all of equal weight",
        "standard error, intervals taken as independent",
        "1 - squared hedging errors over those of black-scholes, the pairs fitted to",
        "the same where each tenth of the intervals is hedged by the coefficients of all before it");
}
