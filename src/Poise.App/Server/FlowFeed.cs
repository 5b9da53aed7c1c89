using Poise.Chains;
using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>How a client wants its flow view made.</summary>
/// <param name="Signs">Null: inventory where trades are known, else calls-long-puts-short.</param>
/// <param name="Walls">Which strike is called a wall.</param>
public readonly record struct FlowChoice(SignModel? Signs, WallDefinition Walls);

/// <summary>One flow view of a series, as the API sends it. A null view has its reason.</summary>
public sealed record FlowFrame(long Seq, FlowView? View, int Index, int Count, IReadOnlyList<string> Times, string? Reason);

/// <summary>
/// The chains that the Flow page shows: a fixed series from files, or the latest of a live market. Views are made when
/// first asked for and kept for as long as their chain is current.
/// </summary>
public sealed class FlowFeed
{
    private const int KeptLive = 600;

    private readonly Lock _lock = new();
    private readonly List<MarketSnapshot> _series;
    private readonly IReadOnlyList<InventoryState> _inventories;
    private readonly Dictionary<(MarketSnapshot, FlowChoice), FlowView> _made = [];
    private readonly bool _isLive;
    private readonly Liquidity? _liquidity;
    private long _seq;

    private FlowFeed(List<MarketSnapshot> series, IReadOnlyList<InventoryState> inventories, bool isLive, Liquidity? liquidity)
    {
        _series = series;
        _inventories = inventories;
        _isLive = isLive;
        _liquidity = liquidity;
        _seq = series.Count;
    }

    /// <summary>A fixed series, oldest first.</summary>
    /// <param name="inventories">What trades told of the dealers by each snapshot; empty without trades.</param>
    public static FlowFeed OfFiles(IReadOnlyList<MarketSnapshot> snapshots, IReadOnlyList<InventoryState> inventories, Liquidity? liquidity = null) => new([.. snapshots], inventories, isLive: false, liquidity);

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
                return index is null ? new(_seq, null, 0, 0, times, "no chain has arrived yet") : null;
            int at = index ?? _series.Count - 1;
            if (at < 0 || at >= _series.Count)
                return null;
            MarketSnapshot snapshot = _series[at];
            // Where there are trades, they are what is trusted most.
            SignModel signs = choice.Signs ?? (_inventories.Count > 0 ? SignModel.Inventory : SignModel.CallsLongPutsShort);
            if (signs == SignModel.Inventory && _inventories.Count == 0)
                return new(_seq, null, at, _series.Count, times, "no trades were given to infer an inventory from");
            if (!_made.TryGetValue((snapshot, choice), out FlowView? view))
            {
                FlowSettings settings = FlowDefaults.For(snapshot) with { Signs = signs, Inventory = _inventories.Count > 0 ? _inventories[at] : null, Walls = choice.Walls, Liquidity = _liquidity, CompareWithCompat = !_isLive };
                view = FlowReport.Of(snapshot, settings);
                if (_made.Count > 64)
                    _made.Clear();
                _made[(snapshot, choice)] = view;
            }
            return new(_seq, view, at, _series.Count, times, null);
        }
    }
}
