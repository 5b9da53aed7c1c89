using Poise.Chains;
using Poise.Flow;

namespace Poise.App;

/// <summary>The spot-vol beta of each chain of a series, from what was seen until then.</summary>
internal sealed class SeriesBetas(BetaChoice choice)
{
    private readonly Dictionary<string, SpotVolSeries> _series = new(StringComparer.Ordinal);

    /// <summary>The settings of the next chain, itself among what was seen.</summary>
    public FlowSettings With(FlowSettings settings, OptionChain chain)
    {
        if (choice.Given is double beta)
            return settings with { VolBeta = new VolBeta(beta, "given") };
        if (!choice.IsSeries)
            return settings;
        if (!_series.TryGetValue(chain.Underlying, out SpotVolSeries? series))
            _series.Add(chain.Underlying, series = new SpotVolSeries());
        series.Add(chain);
        return series.Fit() is VolBeta fit
            ? settings with { VolBeta = fit }
            : settings with { Assumed = [.. settings.Assumed, $"spot-vol beta: {series.Count} changes of the 30-day vol so far, {SpotVolSeries.LeastChanges} with some move of spot are needed: taken from the skew"] };
    }
}
