using Poise.Chains;
using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>What is known of a live market's vol surface.</summary>
/// <param name="Fit">The last; null before the first.</param>
/// <param name="Age">Market time since then.</param>
/// <param name="WhyNot">Why a later chain could not be fitted; null where nothing is wrong.</param>
public readonly record struct LiveSurface(VolSurface? Fit, Duration Age, string? WhyNot);

/// <summary>The vol surfaces of a feed's chains: fitted when first asked for, and kept.</summary>
internal sealed class FlowSurfaces
{
    private const int Kept = 12;

    /// <summary>One surface is fitted at a time.</summary>
    private readonly Lock _lock = new();
    private readonly Dictionary<MarketSnapshot, VolSurface> _fitted = [];

    /// <summary>As everywhere on the page, with the settings that views are made by.</summary>
    public static VolSurface Fit(MarketSnapshot market) => VolSurface.Fit(OptionChain.Of(market, new ChainSettings()), FlowDefaults.For(market).DayEnds);

    public VolSurface Of(MarketSnapshot market)
    {
        lock (_lock)
        {
            if (_fitted.TryGetValue(market, out VolSurface? kept))
                return kept;
            VolSurface surface = Fit(market);
            if (_fitted.Count >= Kept)
                _fitted.Clear();
            return _fitted[market] = surface;
        }
    }
}
