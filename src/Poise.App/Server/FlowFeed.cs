using Poise.Chains;
using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>The chains that the Flow page shows: a series that stands (files, history), and behind it the latest of a live market where there is one.</summary>
public sealed class FlowFeed
{
    private const string Nothing = "no chain has arrived yet", Dropped = "this chain was dropped from the history: its levels alone are left";
    private const int KeptSpots = 3600;
    private static readonly Duration SpotEvery = Duration.FromSeconds(1);

    /// <summary>Guards the state; nothing is computed under it.</summary>
    private readonly Lock _lock = new();

    private readonly FlowPast _past;
    private readonly FlowTerms _terms;
    private readonly FlowViews _views;
    private readonly FlowSurfaces _surfaces = new();
    private readonly FlowAlerts _alerts;

    private readonly List<(Instant At, double Spot)> _recent = [];
    private readonly List<(Instant At, double Ratio)> _splits = [];
    private MarketSnapshot? _latest;
    private long _seq;
    private string? _stale, _notice;
    private bool _isNoticeTold, _isUnseen;

    private FlowFeed(IFlowSeries series, bool isLive, FlowTerms? terms, Func<MarketSnapshot, OptionChain>? chainOf = null, int? holds = null)
    {
        _terms = terms ?? new FlowTerms();
        _views = new FlowViews(isLive, _terms, chainOf);
        _seq = series.Count;
        // The chains of a series that stands are far apart: a wall that is elsewhere in one has moved.
        _alerts = new FlowAlerts(new AlertSettings { Holds = holds ?? (isLive ? new AlertSettings().Holds : 1) });
        _past = new FlowPast(series, isLive, _terms, _views, _alerts);
    }

    /// <summary>A series that stands.</summary>
    /// <param name="holds">Views in a row that must agree on a moved wall before it is an alert; null for one.</param>
    public static FlowFeed Of(IFlowSeries series, FlowTerms? terms = null, int? holds = null) => new(series, isLive: false, terms, holds: holds);

    /// <summary>A fixed series, oldest first.</summary>
    /// <param name="inventories">What trades told of the dealers by each snapshot, null where none did; empty without trades.</param>
    /// <param name="chainOf">From a snapshot to its chain where that takes more than the snapshot.</param>
    public static FlowFeed OfFiles(
        IReadOnlyList<MarketSnapshot> snapshots, IReadOnlyList<InventoryState?> inventories, FlowTerms? terms = null, Func<MarketSnapshot, OptionChain>? chainOf = null, int? holds = null) =>
        new(new FileSeries(snapshots, inventories), isLive: false, terms, chainOf, holds);

    /// <summary>A live market, empty until its first chain is published.</summary>
    /// <param name="past">What came before it.</param>
    /// <param name="holds">Views in a row that must agree on a moved wall before it is an alert.</param>
    public static FlowFeed Live(FlowTerms? terms = null, IFlowSeries? past = null, int? holds = null) => new(past ?? new FileSeries([], []), isLive: true, terms, holds: holds);

    /// <summary>Counts the chains published and what else changes a frame; a frame with a greater number is newer.</summary>
    public long Seq
    {
        get
        {
            lock (_lock)
                return _seq;
        }
    }

    /// <summary>The levels of a live market as its quotes now are, where they are followed under a choice.</summary>
    public Func<FlowChoice, LevelsFrame?>? LevelsOf { private get; set; }

    /// <summary>The vol surface of a live market, where it is fitted in the background.</summary>
    public Func<LiveSurface>? SurfaceOf { private get; set; }

    /// <summary>What trades told of the dealers by a live market's chain, null where none did; unset without trades.</summary>
    public Func<MarketSnapshot, InventoryState?>? InventoryOf { private get; set; }

    /// <summary>Told each chain of a live market with its view under the default choice, null where that cannot be made, what trades told by then, and whether it raised an alert.</summary>
    public Action<MarketSnapshot, FlowView?, InventoryState?, bool>? Published { private get; set; }

    /// <summary>Told each alert of a live market, once.</summary>
    public Action<AlertView>? Alerted
    {
        get => _alerts.Told;
        set => _alerts.Told = value;
    }

    /// <summary>How a live market's chain is to be seen under a choice.</summary>
    public FlowSettings SettingsOf(MarketSnapshot chain, FlowChoice choice) => _views.Settings(chain, choice, InventoryOf?.Invoke(chain));

    /// <summary>The live market's chain now. One without a spot, or older than the last, is not shown.</summary>
    public void Publish(MarketSnapshot chain)
    {
        if (!(chain.Spot > 0) || chain.AsOf < _latest?.AsOf)
            return;
        // A chain made anew from the first one after a split says it again.
        if (chain.Split is StockSplit said && _splits.Count > 0 && said.Since < _splits[^1].At)
            chain = chain.With(isSplitTold: true);
        InventoryState? inventory = InventoryOf?.Invoke(chain);
        FlowView? view = _views.OfNext(chain, inventory, out string? whyNot);
        IReadOnlyList<AlertView> alerts = view is null ? Unseen(chain, whyNot) : _alerts.SeeLive(view, chain.AsOf);
        _isUnseen = view is null;
        lock (_lock)
        {
            _latest = chain;
            _seq++;
            if (_recent.Count == 0 || chain.AsOf - _recent[^1].At >= SpotEvery)
                _recent.Add((chain.AsOf, chain.Spot));
            if (_recent.Count > KeptSpots)
                _recent.RemoveAt(0);
            if (chain.Split is StockSplit split)
                _splits.Add((chain.AsOf, split.Ratio));
        }
        Published?.Invoke(chain, view, inventory, alerts.Count > 0);
        foreach (AlertView alert in alerts)
            _alerts.Tell(alert);
    }

    /// <summary>No view can be made of a chain: told once, until one can.</summary>
    private AlertView[] Unseen(MarketSnapshot chain, string? whyNot)
    {
        if (_isUnseen)
            return [];
        var alert = new AlertView("levels-missing", chain.AsOf.ToString(), chain.Underlying, $"levels cannot be computed: {whyNot}", null, chain.Spot);
        _alerts.Raise(alert);
        return [alert];
    }

    /// <summary>Where the watch for alerts goes on that ended at an earlier stop; for the beginning.</summary>
    /// <param name="levels">As a history keeps them: other terms begin anew.</param>
    public void Resume(Instant at, string signs, double spot, SeriesLevels levels)
    {
        if (_terms.HasUsualLevels)
            _alerts.Resume(at, signs, spot, levels);
    }

    /// <summary>A chain's view as a history keeps it, whatever the terms here.</summary>
    /// <param name="view">That under the default choice.</param>
    public FlowView UsualView(MarketSnapshot chain, FlowView? view, InventoryState? inventory) => _terms.HasUsualLevels && view is not null
        ? view
        : FlowReport.Of(chain, new FlowTerms().Settings(chain, default, inventory) with { CompareWithCompat = false, CompareSigns = false, MapsHedging = false, MapsGamma = false });

    /// <summary>An alert that is not of a chain, for the list and for whoever is told.</summary>
    public void Raise(AlertView alert)
    {
        lock (_lock)
        {
            _seq++;
            _alerts.Raise(alert);
        }
        _alerts.Tell(alert);
    }

    /// <summary>Says that the live market's picture is no longer to be trusted, or, by null, that it is again.</summary>
    /// <param name="stale">Why, in words.</param>
    /// <param name="at">The instant at which it was noticed.</param>
    public void SetStale(string? stale, Instant at)
    {
        AlertView alert;
        lock (_lock)
        {
            bool isSame = stale is null == _stale is null;
            _stale = stale;
            if (isSame)
                return;
            _seq++;
            alert = new AlertView("data-stale", at.ToString(), _latest?.Underlying ?? "", stale is null ? "quotes are back" : $"data is stale: {stale}", null, _latest?.Spot);
            _alerts.Raise(alert);
        }
        _alerts.Tell(alert);
    }

    /// <summary>Says what of the live market's source cannot be read, while what it showed stands; null when all can.</summary>
    /// <param name="isNews">It stands long enough to be an alert, which is told once.</param>
    public void SetNotice(string? notice, Instant at, bool isNews)
    {
        AlertView alert;
        lock (_lock)
        {
            if (!string.Equals(notice, _notice, StringComparison.Ordinal))
            {
                _isNoticeTold = false;
                _seq++;
            }
            _notice = notice;
            if (notice is null || !isNews || _isNoticeTold)
                return;
            _isNoticeTold = true;
            _seq++;
            alert = new AlertView("not-read", at.ToString(), _latest?.Underlying ?? "", notice, null, _latest?.Spot);
            _alerts.Raise(alert);
        }
        _alerts.Tell(alert);
    }

    /// <param name="index">0 is the oldest; null the latest.</param>
    /// <returns>Null when there is no such frame.</returns>
    public FlowFrame? Frame(int? index, FlowChoice choice)
    {
        if (Find(index) is not Place p)
            return null;
        if (p.Count == 0)
            return new(p.Seq, null, 0, 0, p.Stale ?? p.Notice ?? Nothing, [], p.Stale, p.Notice);
        InventoryState? inventory = p.IsLatest ? InventoryOf?.Invoke(p.Latest!) : _past.Series.Inventory(p.At);
        if (choice.Signs == SignModel.Inventory && inventory is null)
            return new(p.Seq, null, p.At, p.Count, "no trades were given to infer an inventory from", [], p.Stale);
        if (Chain(p) is not MarketSnapshot chain)
            return new(p.Seq, null, p.At, p.Count, Dropped, [], p.Stale);
        string? whyNot;
        FlowView? view = p.IsLatest ? _views.Of(chain, choice, inventory, out whyNot) : _past.View(p.At, chain, choice, out whyNot);
        return new(p.Seq, view, p.At, p.Count, whyNot, p.IsLatest ? _alerts.UpTo(0) : _past.Alerts(p.At), p.IsLatest ? p.Stale : null, p.IsLatest ? p.Notice : null);
    }

    /// <summary>The vol surface of a chain; of a live market's latest the last that was fitted in the background.</summary>
    /// <param name="index">0 is the oldest; null the latest.</param>
    /// <returns>Null when there is no such frame.</returns>
    public SurfaceFrame? Surface(int? index, ExpiryFilter expiries)
    {
        if (Find(index) is not Place p)
            return null;
        if (p.Count == 0)
            return Answer(null, default, p.Stale ?? p.Notice ?? Nothing, null);
        if (_views.IsCombined)
            return Answer(null, default, "a surface is of one underlying: leave out --combine to see it", null);
        if (p.IsLatest && SurfaceOf?.Invoke() is LiveSurface live)
            return Answer(live.Fit, live.Age, live.Fit is null ? live.WhyNot ?? "no surface has been fitted yet" : null, live.WhyNot);
        if (Chain(p) is not MarketSnapshot chain)
            return Answer(null, default, Dropped, null);
        return chain.Spot > 0 ? Answer(_surfaces.Of(chain), default, null, null) : Answer(null, default, "the chain has no spot", null);

        SurfaceFrame Answer(VolSurface? fit, Duration age, string? reason, string? whyNot) =>
            new(p.Seq, fit?.View(expiries), p.At, p.Count, fit?.AsOf.ToString(), fit is null ? null : age.Seconds, reason, whyNot, p.IsLatest ? p.Stale : null);
    }

    /// <summary>Where a frame stands.</summary>
    /// <param name="IsLatest">It is a live market's latest chain, not one of the series.</param>
    private readonly record struct Place(long Seq, int At, int Count, bool IsLatest, MarketSnapshot? Latest, string? Stale, string? Notice);

    private Place? Find(int? index)
    {
        MarketSnapshot? latest;
        long seq;
        string? stale, notice;
        lock (_lock)
            (latest, seq, stale, notice) = (_latest, _seq, _stale, _notice);
        int past = _past.Before(latest), count = past + (latest is null ? 0 : 1), at = index ?? Math.Max(0, count - 1);
        return at < 0 || at >= count && !(count == 0 && index is null) ? null : new(seq, at, count, latest is not null && at == past, latest, stale, notice);
    }

    private MarketSnapshot? Chain(in Place p) => p.IsLatest ? p.Latest : _past.Series.Chain(p.At);

    /// <summary>The latest levels: of a live market as its quotes now are, else those of the latest view.</summary>
    public LevelsFrame LevelsNow(FlowChoice choice)
    {
        if (LiveLevels(choice) is LevelsFrame live)
            return live;
        FlowFrame frame = Frame(null, choice)!;
        return frame.View is not FlowView v || v.Spot is not double spot
            ? new(frame.Seq, null, frame.Reason ?? "the latest chain has no spot", frame.Stale)
            : new(frame.Seq, new(v.Underlying, v.AsOf, spot, v.Totals.Gex, v.Levels.ZeroGamma, v.Levels.ZeroGammaAll, v.Levels.CallWall, v.Levels.PutWall, v.Levels.Regime, v.AsOf, 0), null, frame.Stale);
    }

    /// <summary>The levels of a live market as its quotes now are; null without one, and for a choice that nobody watches.</summary>
    public LevelsFrame? LiveLevels(FlowChoice choice)
    {
        if (LevelsOf?.Invoke(choice) is not LevelsFrame live)
            return null;
        lock (_lock)
        {
            // Of positions that nothing tells there are no levels.
            if (choice.Signs == SignModel.Inventory && (_latest is null || InventoryOf?.Invoke(_latest) is null))
                return null;
            return live with { Stale = _stale };
        }
    }

    /// <summary>The instants, spots and levels of all chains, the levels under the default signs and walls.</summary>
    public SeriesFrame Series(ExpiryFilter expiries = ExpiryFilter.All)
    {
        MarketSnapshot? latest;
        long seq;
        List<SpotAt> recent;
        List<SplitAt> splits;
        lock (_lock)
        {
            (latest, seq, recent) = (_latest, _seq, _recent.ConvertAll(static s => new SpotAt(s.At.ToString(), s.Spot)));
            splits = [.. _past.Series.Splits.Concat(_splits).DistinctBy(static s => s.At).OrderBy(static s => s.At).Select(static s => new SplitAt(s.At.ToString(), s.Ratio))];
        }
        var times = new List<string>();
        var spots = new List<double>();
        int past = _past.Before(latest);
        for (int i = 0; i < past; i++)
        {
            times.Add(_past.Series.TimeOf(i).ToString());
            spots.Add(_past.Series.SpotOf(i));
        }
        List<SeriesLevels?> levels = [.. _past.Levels(past, expiries)];
        if (latest is not null)
        {
            times.Add(latest.AsOf.ToString());
            spots.Add(latest.Spot);
            levels.Add(_views.Of(latest, new FlowChoice(null, default, expiries), InventoryOf?.Invoke(latest), out _) is FlowView view ? Levels(view) : null);
        }
        // Levels of other positions are no earlier place of these.
        string? signs = levels.FindLast(static l => l is not null)?.Signs;
        levels = levels.ConvertAll(l => l?.Signs == signs ? l : null);
        return new(seq, expiries.Name(), latest?.Underlying ?? (past > 0 ? _past.Series.Chain(past - 1)?.Underlying : null), times, spots, levels, recent, splits);
    }

    /// <summary>What a series keeps of a view.</summary>
    public static SeriesLevels Levels(FlowView view) => new(view.Totals.Gex, view.Levels.ZeroGamma, view.Levels.CallWall, view.Levels.PutWall, view.Levels.Regime, view.Conventions.Signs);
}
