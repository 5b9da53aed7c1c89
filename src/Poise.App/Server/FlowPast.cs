using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>The chains of a feed that stand, alone or behind a live market: their views, their levels and what they raised.</summary>
internal sealed class FlowPast(IFlowSeries series, bool isLive, FlowTerms terms, FlowViews views, FlowAlerts alerts)
{
    /// <summary>Of a longer series what was not stored is not made: alerts and levels need all views before them.</summary>
    private const int Most = 60;

    /// <summary>Held while the series is gone through, for alerts or a beta.</summary>
    private readonly Lock _watching = new();
    private readonly Dictionary<(int At, ExpiryFilter Expiries), SeriesLevels?> _made = [];
    private int _watched, _seen;

    public IFlowSeries Series => series;

    /// <summary>How many there are before a live market's latest, which may be stored already: it is shown once.</summary>
    public int Before(MarketSnapshot? latest)
    {
        int count = series.Count;
        return latest is not null && count > 0 && series.TimeOf(count - 1) >= latest.AsOf ? count - 1 : count;
    }

    /// <param name="at">The place of <paramref name="chain"/>.</param>
    /// <param name="whyNot">Why there is no view; null where there is.</param>
    public FlowView? View(int at, MarketSnapshot chain, FlowChoice choice, out string? whyNot)
    {
        See(at);
        return views.Of(chain, choice, series.Inventory(at), out whyNot);
    }

    /// <summary>Those that were stored, or of a short series those of its views under the default signs and walls; null where neither is there.</summary>
    /// <param name="count">So many from the beginning.</param>
    public IReadOnlyList<SeriesLevels?> Levels(int count, ExpiryFilter expiries)
    {
        var levels = new SeriesLevels?[count];
        IReadOnlyList<SeriesLevels?> stored = terms.HasUsualLevels ? series.LevelsOf(expiries) : [];
        for (int i = 0; i < count; i++)
            levels[i] = i < stored.Count && stored[i] is SeriesLevels known ? known : Made(i, expiries);
        return levels;
    }

    private SeriesLevels? Made(int at, ExpiryFilter expiries)
    {
        if (isLive || series.Count > Most)
            return null;
        lock (_made)
        {
            if (_made.TryGetValue((at, expiries), out SeriesLevels? known))
                return known;
        }
        SeriesLevels? levels = series.Chain(at) is MarketSnapshot chain && View(at, chain, new FlowChoice(null, default, expiries), out _) is FlowView view ? FlowFeed.Levels(view) : null;
        lock (_made)
            _made[(at, expiries)] = levels;
        return levels;
    }

    /// <summary>What the series raised up to a place; of the past of a live market nothing.</summary>
    public IReadOnlyList<AlertView> Alerts(int at)
    {
        if (isLive)
            return [];
        lock (_watching)
        {
            for (; _watched <= at; _watched++)
            {
                if (Watched(_watched) is WatchedLevels levels)
                    alerts.SeePast(_watched, levels);
            }
        }
        return alerts.UpTo(at);
    }

    /// <summary>Of a long series what is stored, which knows no liquidity: nothing of a squeeze.</summary>
    private WatchedLevels? Watched(int at)
    {
        Instant asOf = series.TimeOf(at);
        if (series.Count <= Most)
            return series.Chain(at) is MarketSnapshot chain && View(at, chain, default, out _) is FlowView view ? WatchedLevels.Of(view, asOf) : null;
        return terms.HasUsualLevels && series.LevelsOf(at) is SeriesLevels l
            ? new(asOf, series.Underlying, l.Signs ?? "", series.SpotOf(at), l.Gex, l.ZeroGamma, l.CallWall, l.PutWall, l.Regime, series.Splits.Any(s => s.At == asOf), IsUnsure: l.Signs == SignModel.Inventory.Name(), WhyMissing: "none were stored")
            : null;
    }

    /// <summary>A beta of the series needs all chains up to the one that is asked for; a live market's are those that were published.</summary>
    private void See(int at)
    {
        if (isLive || !terms.Beta.IsSeries)
            return;
        lock (_watching)
        {
            for (; _seen <= at; _seen++)
            {
                if (series.Chain(_seen) is MarketSnapshot chain)
                    views.See(chain);
            }
        }
    }
}
