using System.Runtime.InteropServices;

namespace Poise.Domain;

/// <summary>One option as a source reported it. NaN where the source said nothing.</summary>
/// <param name="Contract">The contract, with its expiry instant resolved.</param>
/// <param name="Quote">Top of book in the contract's price unit.</param>
/// <param name="Mark">The venue's mark price, same unit.</param>
/// <param name="OpenInterest">Contracts, at least zero.</param>
/// <param name="Volume">Contracts traded in the session.</param>
/// <param name="Vendor">The vendor's vol and greeks.</param>
/// <param name="Forward">The forward that the source itself uses for this expiry, quote currency.</param>
/// <param name="ForwardName">The listed future that the forward is the price of; null where the venue made it itself.</param>
/// <param name="Line">1-based line (CSV) or element (JSON) in the source, for messages.</param>
public readonly record struct OptionRow(
    Contract Contract,
    Quote Quote,
    double Mark,
    double OpenInterest,
    double Volume,
    VendorGreeks Vendor,
    double Forward,
    string? ForwardName,
    int Line);

/// <summary>A future or perpetual as a source reported it.</summary>
public readonly record struct FutureRow(Contract Contract, Quote Quote, double Mark, double OpenInterest, int Line);

/// <summary>One reading of one underlying's market at one instant: what the source said, before any judgement of ours.</summary>
public sealed class MarketSnapshot
{
    private OptionRow[]? _copied;

    public required string Underlying { get; init; }

    /// <summary>The reader that made it: cboe-csv, cboe-json, deribit-tickers, deribit-chart ...</summary>
    public required string Source { get; init; }

    public required Instant AsOf { get; init; }

    /// <summary>The quote date in the venue's calendar (New York for CBOE).</summary>
    public required DateOnly QuoteDate { get; init; }

    /// <summary>Spot in the quote currency; NaN when the source gives none.</summary>
    public double Spot { get; init; } = double.NaN;

    /// <summary>Where the spot came from: last, index, mid, given ...; "none" without one.</summary>
    public string SpotSource { get; init; } = "none";

    /// <summary>In the source's order. A contract stands at most once.</summary>
    public required IReadOnlyList<OptionRow> Options { get; init; }

    /// <summary>The same, to be read in place: a row is some 250 bytes.</summary>
    public ReadOnlySpan<OptionRow> OptionSpan => Options switch
    {
        OptionRow[] array => array,
        List<OptionRow> list => CollectionsMarshal.AsSpan(list),
        _ => _copied ??= [.. Options],
    };

    public IReadOnlyList<FutureRow> Futures { get; init; } = [];

    /// <summary>Contracts that the source listed, the refused ones included.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows that were left out while reading, each with its place and reason; of very many, the first ones.</summary>
    public IReadOnlyList<Refusal> Refusals { get; init; } = [];

    /// <summary>Contracts that were left out while reading, all of them: <see cref="Rows"/> less the options and futures held.</summary>
    public int RefusedCount { get; init; }

    /// <summary>Facts about the reading that a user should see (a clock that was assumed, a unit that was inferred).</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The split that lies between the snapshot before it and this one; null without one, or where no series was looked at.</summary>
    public StockSplit? Split { get; init; }

    /// <summary>The same picture with futures or options that another source gave, at another instant, with a spot that the user gave, or with what a series says of it.</summary>
    /// <param name="spotSource">Where the spot came from; "given" where a spot is given without one.</param>
    /// <param name="isSplitTold">A picture before it told of its split.</param>
    public MarketSnapshot With(
        IReadOnlyList<FutureRow>? futures = null, double? spot = null, string? spotSource = null, Instant? asOf = null, IReadOnlyList<OptionRow>? options = null,
        IReadOnlyList<string>? notes = null, StockSplit? split = null, bool isSplitTold = false) => new()
        {
            Underlying = Underlying,
            Source = Source,
            AsOf = asOf ?? AsOf,
            QuoteDate = QuoteDate,
            Spot = spot ?? Spot,
            SpotSource = spotSource ?? (spot is null ? SpotSource : "given"),
            Options = options ?? Options,
            Futures = futures ?? Futures,
            Rows = Rows,
            RefusedCount = RefusedCount,
            Refusals = Refusals,
            Notes = notes ?? Notes,
            Split = split ?? (isSplitTold ? null : Split),
        };
}

/// <summary>Shares were split, or joined, between two snapshots.</summary>
/// <param name="Ratio">New shares for an old one: 7 for 7 to 1, below 1 where shares were joined. Prices and strikes are divided by it.</param>
/// <param name="Since">The instant of the snapshot before.</param>
public sealed record StockSplit(double Ratio, Instant Since);

/// <summary>Why a row, or a whole source, was not taken.</summary>
/// <param name="Line">1-based line, or 0 for the whole source.</param>
/// <param name="Column">1-based column of the field (CSV) or byte in the line, or 0.</param>
/// <param name="Field">The field's name, or empty.</param>
/// <param name="Reason">What is wrong and, where it helps, what was found.</param>
public sealed record Refusal(int Line, int Column, string Field, string Reason)
{
    public override string ToString()
    {
        string place = Line > 0 ? $"line {Line}" : "";
        if (Column > 0)
            place += $", column {Column}";
        if (Field.Length > 0)
            place += place.Length > 0 ? $" ({Field})" : Field;
        return place.Length > 0 ? $"{place}: {Reason}" : Reason;
    }
}

/// <summary>What came of reading one source: its snapshots in time order and its trades, or the reason for which it was refused whole.</summary>
public sealed class Reading
{
    private Reading(IReadOnlyList<MarketSnapshot> snapshots, IReadOnlyList<TradeTape> tapes, Refusal? failure)
    {
        Snapshots = snapshots;
        Tapes = tapes;
        Failure = failure;
    }

    /// <summary>By time, then by underlying.</summary>
    public IReadOnlyList<MarketSnapshot> Snapshots { get; }

    /// <summary>One an underlying. Snapshots and tapes are both empty exactly when <see cref="Failure"/> is set.</summary>
    public IReadOnlyList<TradeTape> Tapes { get; }

    public Refusal? Failure { get; }

    public static Reading Of(IReadOnlyList<MarketSnapshot> snapshots) =>
        snapshots.Count > 0 ? new(snapshots, [], null) : Refused("holds no option and no future");

    public static Reading Of(IReadOnlyList<MarketSnapshot> snapshots, IReadOnlyList<TradeTape> tapes) =>
        snapshots.Count > 0 || tapes.Count > 0 ? new(snapshots, tapes, null) : Refused("holds no option, no future and no trade");

    public static Reading Refused(string reason, int line = 0, int column = 0, string field = "") =>
        new([], [], new Refusal(line, column, field, reason));
}
