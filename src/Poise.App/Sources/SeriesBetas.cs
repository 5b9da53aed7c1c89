using Poise.Chains;
using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>The spot-vol beta of each chain of a series, from what was seen until then, where the user wants it so.</summary>
internal sealed class SeriesBetas(BetaChoice choice)
{
    /// <summary>Of a live market's chains the latest.</summary>
    private const int Kept = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Seen> _series = new(StringComparer.Ordinal);

    /// <summary>The next chain; one that is no later than the last of its underlying tells nothing new.</summary>
    public void See(OptionChain chain)
    {
        if (!choice.IsSeries)
            return;
        lock (_lock)
        {
            if (!_series.TryGetValue(chain.Underlying, out Seen? seen))
                _series.Add(chain.Underlying, seen = new Seen());
            if (seen.Fits.Count > 0 && chain.AsOf <= seen.Fits[^1].At)
                return;
            seen.Series.Add(chain);
            seen.Fits.Add((chain.AsOf, seen.Series.Fit(), seen.Series.Count));
            if (seen.Fits.Count > 2 * Kept)
                seen.Fits.RemoveRange(0, Kept);
        }
    }

    /// <summary>The settings of a chain, itself among what was seen.</summary>
    public FlowSettings With(FlowSettings settings, string underlying, Instant asOf)
    {
        if (!choice.IsSeries)
            return settings;
        VolBeta? fit = null;
        int count = 0;
        lock (_lock)
        {
            if (_series.GetValueOrDefault(underlying) is Seen seen && seen.Fits.FindLastIndex(f => f.At <= asOf) is >= 0 and int at)
                (_, fit, count) = seen.Fits[at];
        }
        return fit is not null
            ? settings with { VolBeta = fit }
            : settings with { Assumed = [.. settings.Assumed, $"spot-vol beta: {count} changes of the 30-day vol so far, {SpotVolSeries.LeastChanges} with some move of spot are needed: taken from the skew"] };
    }

    private sealed class Seen
    {
        public SpotVolSeries Series { get; } = new();

        /// <summary>By chain: the beta so far and from how many changes.</summary>
        public List<(Instant At, VolBeta? Fit, int Count)> Fits { get; } = [];
    }
}
