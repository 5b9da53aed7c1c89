using System.Globalization;
using Poise.Chains;
using Poise.Domain;
using Poise.Flow;
using Poise.Runtime;
using Poise.Venues;

namespace Poise.App;

/// <summary>A live market's chains on their way to the page: the lane that follows its quotes, the feed that shows them, the watch over their age.</summary>
internal sealed class LiveMarket : IChainSink, IAsyncDisposable
{
    /// <summary>What is wrong for less long is no alert.</summary>
    private static readonly TimeSpan Passing = TimeSpan.FromSeconds(60);

    private readonly FlowFeed _feed;
    private readonly TimeProvider _time;
    private readonly TimeSpan _staleAfter;
    private readonly FlowLane _lane;
    private readonly SurfaceLane _surface;
    private readonly ITimer _ageing;
    private readonly LivePast? _past;
    private readonly Lock _publishing = new();
    private long _heard, _wrongSince;
    private MarketSnapshot? _latest;

    /// <param name="watchers">Who looks, by which choices.</param>
    /// <param name="staleAfter">Silence that is longer than this, while the market is open, is told.</param>
    /// <param name="past">Where its chains are stored; null where they are not.</param>
    /// <param name="fit">What fits its vol surface; null: what fits that of any chain.</param>
    public LiveMarket(FlowFeed feed, Watchers watchers, TimeSpan staleAfter, TimeProvider time, LivePast? past = null, Func<MarketSnapshot, VolSurface>? fit = null)
    {
        (_feed, _time, _staleAfter, _past) = (feed, time, staleAfter, past);
        _surface = new SurfaceLane(fit ?? FlowSurfaces.Fit, time);
        _lane = new FlowLane(new ChainSettings(), feed.SettingsOf, () => [.. watchers.Flow.Select(static w => w.Choice).Append(default).Distinct()], Remade, time);
        (feed.LevelsOf, feed.SurfaceOf) = (Levels, Surface);
        _heard = time.GetTimestamp();
        _ageing = time.CreateTimer(_ => CheckAge(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>What the source could last not say; null when it could.</summary>
    public string? WhyNot => _lane.WhyNot;

    public void Pictured(MarketSnapshot market)
    {
        // The same instant again is no news: a source that stands still falls silent.
        if (!(market.AsOf <= Volatile.Read(ref _latest)?.AsOf))
            Heard();
        Volatile.Write(ref _latest, market);
        _lane.Pictured(market);
    }

    /// <summary>By what is known at its beginning: what is stored already is shown behind it, and not watched again.</summary>
    /// <param name="until">The last instant that is known of it.</param>
    /// <returns>The last chain that was stored before; null where none was.</returns>
    public MarketSnapshot? Begin(MarketSnapshot first, Instant until)
    {
        lock (_publishing)
        {
            _past?.Begin(first, until, _feed);
            return _past?.LastChain;
        }
    }

    /// <summary>A chain whose turn it is: shown, watched and stored.</summary>
    public void Publish(MarketSnapshot market)
    {
        lock (_publishing)
        {
            _past?.Begin(market, market.AsOf, _feed);
            if (!(market.AsOf < _past?.Last))
                _feed.Publish(market);
        }
    }

    public void Quoted(ContractId contract, in Quote quote)
    {
        Heard();
        _lane.Quoted(contract, quote);
    }

    public void SpotMoved(Instant at, double spot)
    {
        Heard();
        _lane.SpotMoved(at, spot);
    }

    public void Failed(string? why) => _lane.Failed(why);

    public async ValueTask DisposeAsync()
    {
        await _ageing.DisposeAsync();
        await _lane.DisposeAsync();
        await _surface.DisposeAsync();
        if (_past is not null)
            await _past.DisposeAsync();
    }

    /// <summary>Tells the feed whether its picture can still be trusted.</summary>
    internal void CheckAge()
    {
        Instant now = Instant.FromUtc(_time.GetUtcNow().UtcDateTime);
        TimeSpan silent = _time.GetElapsedTime(Volatile.Read(ref _heard));
        // A closed market is silent; one that has just opened has been for no longer than it is open.
        TimeSpan? open = Volatile.Read(ref _latest) is MarketSnapshot latest ? FlowDefaults.OpenFor(latest, now) : TimeSpan.MaxValue;
        if (open < silent)
            silent = open.Value;
        string? silence = silent > _staleAfter && open is not null ? string.Create(CultureInfo.InvariantCulture, $"nothing new for {silent.TotalSeconds:0} s") : null;
        string? why = _lane.WhyNot;
        if (why is null)
            _wrongSince = 0;
        else if (_wrongSince == 0)
            _wrongSince = _time.GetTimestamp();
        bool isBroken = _lane.IsBroken;
        _feed.SetStale(isBroken ? why : silence is null || why is null ? silence : $"{silence}: {why}", now);
        // One answer that fails is shown; an alert is what stays wrong. Levels do without the surface: of it there is no alert.
        _feed.SetNotice(isBroken ? null : why ?? _surface.WhyNot, now, why is not null && _time.GetElapsedTime(_wrongSince) >= Passing);
    }

    private void Remade(MarketSnapshot market)
    {
        _surface.Offer(market);
        Publish(market);
    }

    private void Heard() => Volatile.Write(ref _heard, _time.GetTimestamp());

    private LevelsFrame? Levels(FlowChoice choice) => _lane.Levels(choice) is LevelsTick t
        ? new(t.Seq, new(
            t.Underlying, t.AsOf.ToString(), t.Spot, t.Levels.Gex, t.Levels.ZeroGamma, t.Levels.ZeroGammaAll, t.Levels.CallWall, t.Levels.PutWall, t.Levels.Regime,
            t.FittedAt.ToString(), (t.AsOf - t.FittedAt).Seconds, _surface.Last?.AsOf.ToString(), _surface.WhyNot), null, null)
        : null;

    private LiveSurface Surface()
    {
        VolSurface? fit = _surface.Last;
        Duration age = fit is not null && _lane.Levels(default) is LevelsTick t && t.AsOf > fit.AsOf ? t.AsOf - fit.AsOf : default;
        return new(fit, age, _surface.WhyNot);
    }
}
