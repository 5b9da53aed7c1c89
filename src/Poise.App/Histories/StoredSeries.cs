using Poise.Domain;
using Poise.Flow;
using Poise.Storage;

namespace Poise.App;

/// <summary>The stored chains of one underlying, which may grow while they are shown. Chains are read when they are asked for; the last few are kept.</summary>
internal sealed class StoredSeries(IHistory history) : IFlowSeries
{
    /// <summary>Of a longer range the latest are shown.</summary>
    public const int Most = 20_000;

    private const int KeptChains = 12;

    private readonly Lock _lock = new();
    private readonly List<(Instant At, double Spot, SeriesLevels? Levels)> _points = [];
    private readonly List<(Instant At, double Ratio)> _splits = [];
    private readonly Dictionary<Instant, StoredChain> _kept = [];
    private readonly Queue<Instant> _order = [];
    private string? _underlying;

    /// <summary>What is stored up to here was stored by an earlier start.</summary>
    public Instant Before { get; private set; } = new(long.MinValue);

    /// <summary>From here on the past of an underlying is there. Once.</summary>
    /// <param name="from">Earliest instant.</param>
    /// <param name="to">Latest instant; those that are added may be later.</param>
    /// <returns>The latest levels; null where there are none.</returns>
    /// <exception cref="HistoryException">It cannot be read.</exception>
    public LevelsRow? Begin(string underlying, Instant from, Instant to)
    {
        IReadOnlyList<LevelsRow> rows = history.Levels(underlying, ExpiryFilter.All.Name(), from, to);
        Dictionary<Instant, LevelsRow> levels = rows.ToDictionary(static r => r.AsOf);
        lock (_lock)
        {
            (_underlying, Before) = (underlying, to);
            foreach (LevelsRow row in rows)
                Divide(row);
            foreach (HistoryPoint point in history.Points(underlying, from, to).Where(static p => p.HasSnapshot && p.Spot > 0).TakeLast(Most))
                _points.Add((point.At, point.Spot!.Value, levels.TryGetValue(point.At, out LevelsRow? row) ? Of(row) : null));
        }
        return rows.Count > 0 ? rows[^1] : null;
    }

    /// <summary>A chain that has just been stored.</summary>
    public void Added(LevelsRow levels)
    {
        lock (_lock)
        {
            if (levels.Spot is not double spot || _points.Count > 0 && levels.AsOf < _points[^1].At)
                return;
            if (_points.Count > 0 && levels.AsOf == _points[^1].At)
            {
                _points.RemoveAt(_points.Count - 1);
                _kept.Remove(levels.AsOf);
            }
            Divide(levels);
            _points.Add((levels.AsOf, spot, Of(levels)));
        }
    }

    public string Underlying => _underlying ?? "";

    public int Count
    {
        get
        {
            lock (_lock)
                return _points.Count;
        }
    }

    public Instant TimeOf(int index) => Point(index).At;

    public double SpotOf(int index) => Point(index).Spot;

    public SeriesLevels? LevelsOf(int index) => Point(index).Levels;

    public IReadOnlyList<SeriesLevels?> LevelsOf(ExpiryFilter expiries)
    {
        Instant[] times;
        lock (_lock)
        {
            if (_points.Count == 0 || expiries == ExpiryFilter.All)
                return _points.ConvertAll(static p => p.Levels);
            times = [.. _points.Select(static p => p.At)];
        }
        Dictionary<Instant, LevelsRow> rows = history.Levels(_underlying!, expiries.Name(), times[0], times[^1]).ToDictionary(static r => r.AsOf);
        return Array.ConvertAll(times, at => rows.TryGetValue(at, out LevelsRow? row) ? Of(row) : null);
    }

    public IReadOnlyList<(Instant At, double Ratio)> Splits
    {
        get
        {
            lock (_lock)
                return [.. _splits];
        }
    }

    public InventoryState? Inventory(int index) => Read(index)?.Inventory;

    public MarketSnapshot? Chain(int index) => Read(index)?.Snapshot;

    private StoredChain? Read(int index)
    {
        Instant at = TimeOf(index);
        lock (_lock)
        {
            if (_kept.TryGetValue(at, out StoredChain? kept))
                return kept;
        }
        StoredChain? chain = history.Read(_underlying!, at);
        if (chain is null)
            return null;
        lock (_lock)
        {
            // A snapshot is stored as its file told it: the split is known of the series.
            if (index > 0 && chain.Snapshot.Split is null && _splits.FindIndex(s => s.At == at) is >= 0 and int split)
                chain = chain with { Snapshot = chain.Snapshot.With(split: new StockSplit(_splits[split].Ratio, _points[index - 1].At)) };
            if (!_kept.TryAdd(at, chain))
                return _kept[at];
            _order.Enqueue(at);
            if (_order.Count > KeptChains)
                _kept.Remove(_order.Dequeue());
            return chain;
        }
    }

    private void Divide(LevelsRow row)
    {
        if (row.Split is double ratio)
            _splits.Add((row.AsOf, ratio));
    }

    private (Instant At, double Spot, SeriesLevels? Levels) Point(int index)
    {
        lock (_lock)
            return _points[index];
    }

    /// <summary>Null where they were made under other conventions than those that views have by default.</summary>
    public static SeriesLevels? Of(LevelsRow row) => (row.Signs == FlowDefaults.Signs(null, null).Name() || row.Signs == SignModel.Inventory.Name()) && row.Walls == default(WallDefinition).Name()
        ? new(row.Gex, row.ZeroGamma, row.CallWall, row.PutWall, row.Regime, row.Signs)
        : null;
}
