using Poise.Domain;
using Poise.Flow;

namespace Poise.Storage;

/// <summary>
/// Snapshots of markets and their levels, kept by underlying and instant. Opened by <see cref="History.Open"/>; one may write while others read, from any threads
/// and processes. What <see cref="Add"/> returned from is durable. Ranges hold both their ends. Every call throws a <see cref="HistoryException"/> where the
/// database cannot answer, and then nothing of it was done.
/// </summary>
public interface IHistory : IDisposable
{
    /// <summary>The file, or the server and database without the password: for messages.</summary>
    string Place { get; }

    /// <summary>Keeps a snapshot with its levels, all of it or nothing; what is there of the same underlying and instant is replaced.</summary>
    /// <param name="snapshot">Its instant must be known.</param>
    /// <param name="levels">Of the same underlying and instant, a bucket at most once; numbers finite or null.</param>
    /// <param name="inventory">What trades had told of the dealers by then; null where none did.</param>
    /// <exception cref="ArgumentException">The levels are not such.</exception>
    void Add(MarketSnapshot snapshot, IReadOnlyList<LevelsRow> levels, InventoryState? inventory = null);

    /// <summary>What there is, by underlying in ordinal order.</summary>
    IReadOnlyList<HistoryContents> Contents();

    /// <summary>The instants of an underlying, ascending; those of dropped snapshots too.</summary>
    /// <param name="underlying">As the snapshot spells it.</param>
    IReadOnlyList<HistoryPoint> Points(string underlying, Instant from, Instant to);

    /// <summary>The levels of one bucket (all, 0dte, week, month), ascending in time.</summary>
    IReadOnlyList<LevelsRow> Levels(string underlying, string bucket, Instant from, Instant to);

    /// <summary>The snapshot of exactly this instant with its inventory, bit for bit as it was added; null where there is none or it was dropped.</summary>
    StoredChain? Read(string underlying, Instant asOf);

    /// <summary>The snapshot alone.</summary>
    MarketSnapshot? Load(string underlying, Instant asOf) => Read(underlying, asOf)?.Snapshot;

    /// <summary>Drops the snapshots before an instant, which frees their space; their instants, spots and levels stay.</summary>
    /// <returns>How many.</returns>
    int Prune(Instant before);
}

/// <summary>A market at one instant.</summary>
/// <param name="Inventory">What trades had told of the dealers by then; null where none did.</param>
public sealed record StoredChain(MarketSnapshot Snapshot, InventoryState? Inventory);

/// <summary>What a history holds of one underlying.</summary>
/// <param name="First">Earliest instant.</param>
/// <param name="Last">Latest instant.</param>
/// <param name="Instants">How many.</param>
/// <param name="Snapshots">Instants whose snapshot can be loaded.</param>
/// <param name="Bytes">Of these snapshots as they are stored.</param>
public sealed record HistoryContents(string Underlying, Instant First, Instant Last, int Instants, int Snapshots, long Bytes);

/// <summary>An instant of the history.</summary>
/// <param name="Spot">Quote currency; null where the snapshot had none.</param>
/// <param name="HasSnapshot">The snapshot can be loaded: it was not dropped.</param>
public readonly record struct HistoryPoint(Instant At, double? Spot, bool HasSnapshot);

/// <summary>The levels of one bucket of expiries at one instant. A number that could not be computed is null.</summary>
public sealed record LevelsRow
{
    public required string Underlying { get; init; }

    public required Instant AsOf { get; init; }

    /// <summary>The quote date in the venue's calendar.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Days a year on which the underlying moves: 252, or 365 where it never closes.</summary>
    public required int MarketDays { get; init; }

    /// <summary>Quote currency.</summary>
    public double? Spot { get; init; }

    /// <summary>New shares for an old one since the instant before, where they were split or joined: no level before can be compared with this one.</summary>
    public double? Split { get; init; }

    /// <summary>Name of the sign model that the levels were made with.</summary>
    public required string Signs { get; init; }

    /// <summary>Name of the walls' definition.</summary>
    public required string Walls { get; init; }

    /// <summary>Expiries that count: all, 0dte, week, month.</summary>
    public required string Bucket { get; init; }

    /// <summary>Currency of delta per +1 % move of spot, + dealers long gamma.</summary>
    public double? Gex { get; init; }

    public double? ZeroGamma { get; init; }

    public double? CallWall { get; init; }

    public double? PutWall { get; init; }

    /// <summary>long-gamma, short-gamma or transition.</summary>
    public string? Regime { get; init; }

    /// <summary>Share of the chain's open interest that the levels rest on, 0 to 1.</summary>
    public double? OpenInterestUsed { get; init; }
}

/// <summary>A history cannot be opened, read or written: one line with the place and the reason, without passwords.</summary>
public sealed class HistoryException(string place, string reason, Exception? cause = null) : IOException($"{place}: {reason}", cause);
