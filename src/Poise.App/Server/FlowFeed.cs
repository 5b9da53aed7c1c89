using Poise.Chains;
using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>One flow view of a series, as the API sends it. A null view has its reason.</summary>
/// <param name="Alerts">The last that the series up to this view raised, under the sign model that is the default for it; oldest first.</param>
public sealed record FlowFrame(long Seq, FlowView? View, int Index, int Count, IReadOnlyList<string> Times, string? Reason, IReadOnlyList<AlertView> Alerts);

/// <summary>
/// The chains that the Flow page shows: a fixed series from files, or the latest of a live market. Views are made when
/// first asked for and kept for as long as their chain is current.
/// </summary>
public sealed class FlowFeed
{
    private const int KeptLive = 600;

    /// <summary>A longer series of files is not watched: each alert needs all views before it.</summary>
    private const int MostWatched = 60;

    private const int KeptAlerts = 50;

    private readonly Lock _lock = new();
    private readonly List<MarketSnapshot> _series;
    private readonly IReadOnlyList<InventoryState?> _inventories;
    private readonly Dictionary<(MarketSnapshot, FlowChoice), FlowView> _made = [];
    private readonly AlertWatch _watch;
    private readonly List<(int Index, AlertView Alert)> _alerts = [];
    private int _watched;
    private readonly bool _isLive;
    private readonly Liquidity? _liquidity;
    private long _seq;

    private FlowFeed(List<MarketSnapshot> series, IReadOnlyList<InventoryState?> inventories, bool isLive, Liquidity? liquidity)
    {
        _series = series;
        _inventories = inventories;
        _isLive = isLive;
        _liquidity = liquidity;
        _seq = series.Count;
        // The snapshots of files are far apart: a wall that stands elsewhere in one has moved.
        _watch = new AlertWatch(new AlertSettings { Holds = isLive ? new AlertSettings().Holds : 1 });
    }

    /// <summary>A fixed series, oldest first.</summary>
    /// <param name="inventories">What trades told of the dealers by each snapshot, null where none did; empty without trades.</param>
    public static FlowFeed OfFiles(IReadOnlyList<MarketSnapshot> snapshots, IReadOnlyList<InventoryState?> inventories, Liquidity? liquidity = null) => new([.. snapshots], inventories, isLive: false, liquidity);

    /// <summary>A live market: empty until its first chain is published.</summary>
    public static FlowFeed Live(Liquidity? liquidity = null) => new([], [], isLive: true, liquidity);

    /// <summary>Counts the chains published; a frame with a greater number is newer.</summary>
    public long Seq
    {
        get
        {
            lock (_lock)
                return _seq;
        }
    }

    /// <summary>Replaces the current chain; only the instants and spots of earlier ones are kept by the clients.</summary>
    public void Publish(MarketSnapshot snapshot)
    {
        lock (_lock)
        {
            _series.Add(snapshot);
            if (_series.Count > KeptLive)
                _series.RemoveAt(0);
            _seq++;
            _made.Clear();
            if (!(snapshot.Spot > 0))
                return;
            foreach (AlertView alert in _watch.See(View(_series.Count - 1, default), snapshot.AsOf))
                _alerts.Add((0, alert));
            if (_alerts.Count > KeptAlerts)
                _alerts.RemoveRange(0, _alerts.Count - KeptAlerts);
        }
    }

    /// <param name="index">0 is the oldest; null the latest.</param>
    /// <returns>Null when there is no such frame.</returns>
    public FlowFrame? Frame(int? index, FlowChoice choice)
    {
        lock (_lock)
        {
            string[] times = [.. _series.Select(s => s.AsOf.ToString())];
            if (_series.Count == 0)
                return index is null ? new(_seq, null, 0, 0, times, "no chain has arrived yet", []) : null;
            int at = index ?? _series.Count - 1;
            if (at < 0 || at >= _series.Count)
                return null;
            if (choice.Signs == SignModel.Inventory && Known(at) is null)
                return new(_seq, null, at, _series.Count, times, "no trades were given to infer an inventory from", []);
            return new(_seq, View(at, choice), at, _series.Count, times, null, Alerts(at));
        }
    }

    private InventoryState? Known(int at) => _inventories.Count > 0 ? _inventories[at] : null;

    private FlowView View(int at, FlowChoice choice)
    {
        MarketSnapshot snapshot = _series[at];
        if (_made.TryGetValue((snapshot, choice), out FlowView? made))
            return made;
        FlowView view = FlowReport.Of(snapshot, FlowDefaults.For(snapshot) with
        {
            Signs = FlowDefaults.Signs(choice.Signs, Known(at)),
            Inventory = Known(at),
            Walls = choice.Walls,
            Liquidity = _liquidity,
            CompareWithCompat = !_isLive,
        });
        if (_made.Count > 64)
            _made.Clear();
        return _made[(snapshot, choice)] = view;
    }

    private List<AlertView> Alerts(int at)
    {
        for (; !_isLive && _series.Count <= MostWatched && _watched <= at; _watched++)
        {
            foreach (AlertView alert in _watch.See(View(_watched, default), _series[_watched].AsOf))
                _alerts.Add((_watched, alert));
        }
        return [.. _alerts.Where(a => a.Index <= at).Select(static a => a.Alert).TakeLast(KeptAlerts)];
    }
}
