using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Csv;

/// <summary>One underlying at one time while a table is read.</summary>
internal sealed class PoiseCsvChain(string underlying, Instant asOf)
{
    private readonly Dictionary<ContractId, int> _seen = [];
    private string _spotSource = "";
    private DateOnly _quoteDate;

    public string Underlying => underlying;

    public Instant AsOf => asOf;

    public double Spot { get; private set; } = double.NaN;

    public List<OptionRow> Options { get; } = [];

    public List<FutureRow> Futures { get; } = [];

    public RefusalLog Log { get; } = new();

    public bool IsEmpty => Options.Count + Futures.Count == 0;

    /// <summary>False when the chain has this contract already; the earlier line is told.</summary>
    public bool TryEnter(ContractId id, int line, out int earlier)
    {
        bool isNew = _seen.TryAdd(id, line);
        earlier = isNew ? 0 : _seen[id];
        return isNew;
    }

    public void Saw(double spot, string spotSource, DateOnly quoteDate)
    {
        Spot = double.IsNaN(Spot) ? spot : Spot;
        _spotSource = _spotSource.Length == 0 ? spotSource : _spotSource;
        _quoteDate = _quoteDate == default ? quoteDate : _quoteDate;
    }

    public MarketSnapshot Close(string source, Instant at, double givenSpot, IReadOnlyList<string> notes) => new()
    {
        Underlying = underlying,
        Source = source,
        AsOf = at,
        QuoteDate = _quoteDate == default ? DateOnly.FromDateTime(at.ToUtc()) : _quoteDate,
        Spot = givenSpot > 0 ? givenSpot : Spot,
        SpotSource = givenSpot > 0 ? "given" : double.IsNaN(Spot) ? "none" : _spotSource.Length > 0 ? _spotSource : "file",
        Options = Options,
        Futures = Futures,
        Rows = Options.Count + Futures.Count + Log.Count,
        Refusals = Log.Refusals,
        RefusedCount = Log.Count,
        Notes = notes,
    };
}

/// <summary>The chains of one table, by underlying and time.</summary>
internal sealed class PoiseCsvChains
{
    private readonly Dictionary<(string Underlying, Instant AsOf), PoiseCsvChain> _byKey = [];
    private readonly List<PoiseCsvChain> _chains = [];

    public RefusalLog Orphans { get; } = new();

    public PoiseCsvChain At(string underlying, Instant asOf)
    {
        if (!_byKey.TryGetValue((underlying, asOf), out PoiseCsvChain? chain))
        {
            _byKey[(underlying, asOf)] = chain = new PoiseCsvChain(underlying, asOf);
            _chains.Add(chain);
        }
        return chain;
    }

    public Reading Finish(string source, in ReadingOptions options, List<string> notes)
    {
        List<PoiseCsvChain> filled = _chains.FindAll(chain => !chain.IsEmpty);
        filled.Sort((a, b) => a.AsOf != b.AsOf ? a.AsOf.CompareTo(b.AsOf) : string.CompareOrdinal(a.Underlying, b.Underlying));
        foreach (PoiseCsvChain chain in _chains)
        {
            if (chain.IsEmpty)
                Orphans.Take(chain.Log);
        }
        if (filled.Count == 0)
            return Orphans.Count == 0
                ? Reading.Refused("has column names but no rows")
                : Reading.Refused($"none of its {Orphans.Count} rows can be read; the first: {Orphans.Refusals[0]}");
        filled[0].Log.Take(Orphans);
        bool isOne = filled.Count == 1;
        bool oneUnderlying = filled.TrueForAll(chain => string.Equals(chain.Underlying, filled[0].Underlying, StringComparison.Ordinal));
        if (options.AsOf.IsKnown && !isOne)
            notes.Add("the given time is not used: the source holds more than one chain");
        if (options.HasSpot && !oneUnderlying)
            notes.Add("the given spot is not used: the source holds more than one underlying");
        var snapshots = new List<MarketSnapshot>(filled.Count);
        foreach (PoiseCsvChain chain in filled)
            snapshots.Add(chain.Close(source, options.AsOf.IsKnown && isOne ? options.AsOf : chain.AsOf, options.HasSpot && oneUnderlying ? options.Spot : double.NaN, notes));
        return Reading.Of(snapshots);
    }
}
