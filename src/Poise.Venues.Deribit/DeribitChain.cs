using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Deribit;

/// <summary>One underlying's rows at one time while a source is read.</summary>
internal sealed class DeribitChain(string underlying, Instant stamp)
{
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly List<double> _indexes = [];

    public string Underlying => underlying;

    /// <summary>The time that all rows share; unknown where each row has its own.</summary>
    public Instant Stamp => stamp;

    public List<OptionRow> Options { get; } = [];

    public List<FutureRow> Futures { get; } = [];

    public RefusalLog Log { get; } = new();

    public Instant Earliest { get; private set; } = Instant.Never;

    public Instant Latest { get; private set; }

    /// <summary>The index at the latest row; NaN when no row gave one.</summary>
    public double LatestIndex { get; private set; } = double.NaN;

    public Instant AsOf => stamp.IsKnown ? stamp : Latest;

    /// <summary>False when the chain has this contract already; the earlier place is told.</summary>
    public bool TryEnter(string symbol, int place, out int earlier)
    {
        if (_seen.TryAdd(symbol, place))
        {
            earlier = 0;
            return true;
        }
        earlier = _seen[symbol];
        return false;
    }

    /// <summary>Notes a row's own time and index.</summary>
    public void Saw(Instant at, double index)
    {
        if (index > 0)
            _indexes.Add(index);
        if (at.IsKnown && at < Earliest)
            Earliest = at;
        // Of rows at one time the largest index counts, so that the rows' order does not.
        if (index > 0 && (at > Latest || double.IsNaN(LatestIndex) || (at == Latest && index > LatestIndex)))
            LatestIndex = index;
        if (at > Latest)
            Latest = at;
    }

    /// <summary>The index: at the latest row, or where all rows share one time, the median.</summary>
    public double Index()
    {
        if (!stamp.IsKnown || _indexes.Count == 0)
            return LatestIndex;
        _indexes.Sort();
        return _indexes[_indexes.Count / 2];
    }

    /// <summary>Adds what a source says of a contract.</summary>
    /// <param name="top">Its best bid and ask.</param>
    /// <param name="place">1-based, in the source.</param>
    public void Add(DeribitJsonItem said, Contract contract, in Quote top, int place)
    {
        if (contract.IsOption)
            Options.Add(new OptionRow(
                contract, top, said.Mark, said.OpenInterest, said.Volume, new VendorGreeks(said.Vol, said.Delta, said.Gamma, said.Vega, said.Theta, said.Rho),
                said.Forward, DeribitTerms.ListedFuture(said.ForwardName), place));
        else
            Futures.Add(new FutureRow(contract, top, said.Mark, said.OpenInterest / contract.Multiplier, place));
    }

    public MarketSnapshot Snapshot(string source, Instant asOf, double spot, string spotSource, IReadOnlyList<string> notes) => new()
    {
        Underlying = underlying,
        Source = source,
        AsOf = asOf,
        QuoteDate = DateOnly.FromDateTime(asOf.ToUtc()),
        Spot = spot,
        SpotSource = spotSource,
        Options = Options,
        Futures = Futures,
        Rows = Options.Count + Futures.Count + Log.Count,
        Refusals = Log.Refusals,
        RefusedCount = Log.Count,
        Notes = notes,
    };

    public void Describe(List<string> notes)
    {
        if (!stamp.IsKnown && Latest - Earliest > Duration.FromSeconds(1) && Earliest < Latest)
            notes.Add($"its rows were taken over {(Latest - Earliest).Seconds:0} s, up to {Latest}");
        if (_indexes.Count == 0)
            return;
        double low = double.PositiveInfinity, high = 0;
        foreach (double index in _indexes)
            (low, high) = (Math.Min(low, index), Math.Max(high, index));
        if (high > low)
            notes.Add($"the index ran from {low} to {high} over its rows; taken: {Index()} ({(stamp.IsKnown ? "median" : "latest row")})");
    }
}

/// <summary>The chains of one source, by underlying and time.</summary>
internal sealed class DeribitChains
{
    private readonly List<DeribitChain> _chains = [];
    private readonly Dictionary<(string Underlying, Instant Stamp), DeribitChain> _byKey = [];
    private DeribitChain? _last;

    /// <summary>Rows of which not even the chain can be told.</summary>
    public RefusalLog Orphans { get; } = new();

    public DeribitChain At(ReadOnlySpan<byte> prefix, Instant stamp)
    {
        if (_last is { } last && last.Stamp == stamp && System.Text.Ascii.Equals(prefix, last.Underlying))
            return last;
        string underlying = System.Text.Encoding.ASCII.GetString(prefix);
        if (!_byKey.TryGetValue((underlying, stamp), out _last))
        {
            _byKey[(underlying, stamp)] = _last = new DeribitChain(underlying, stamp);
            _chains.Add(_last);
        }
        return _last;
    }

    /// <summary>The reading: a snapshot for each chain that holds anything.</summary>
    /// <param name="spotSource">What an index of the source is called; "none" where it has none.</param>
    public Reading Finish(string source, string spotSource, in ReadingOptions options, IReadOnlyList<string> notes)
    {
        List<DeribitChain> filled = _chains.FindAll(chain => chain.Options.Count + chain.Futures.Count > 0);
        filled.Sort((a, b) => a.AsOf != b.AsOf ? a.AsOf.CompareTo(b.AsOf) : string.CompareOrdinal(a.Underlying, b.Underlying));
        foreach (DeribitChain chain in _chains)
        {
            if (chain.Options.Count + chain.Futures.Count == 0)
                Orphans.Take(chain.Log);
        }
        if (filled.Count == 0)
            return Orphans.Count == 0
                ? Reading.Refused("has column names but no rows")
                : Reading.Refused($"none of its {Orphans.Count} instruments can be read; the first: {Orphans.Refusals[0]}");
        filled[0].Log.Take(Orphans);

        bool oneUnderlying = filled.TrueForAll(chain => string.Equals(chain.Underlying, filled[0].Underlying, StringComparison.Ordinal));
        bool oneTime = filled.TrueForAll(chain => chain.Stamp == filled[0].Stamp);
        var snapshots = new List<MarketSnapshot>(filled.Count);
        foreach (DeribitChain chain in filled)
        {
            var said = new List<string>(notes);
            chain.Describe(said);
            if (options.HasSpot && !oneUnderlying)
                said.Add("the given spot is not used: the source holds more than one underlying");
            if (options.AsOf.IsKnown && !oneTime)
                said.Add("the given time is not used: the source holds more than one");
            Instant asOf = options.AsOf.IsKnown && oneTime ? options.AsOf : chain.AsOf;
            double index = chain.Index();
            bool isGiven = options.HasSpot && oneUnderlying;
            if (!asOf.IsKnown)
                return Reading.Refused("has no time stamp");
            snapshots.Add(chain.Snapshot(source, asOf, isGiven ? options.Spot : index, isGiven ? "given" : index > 0 ? spotSource : "none", said));
        }
        return Reading.Of(snapshots);
    }
}
