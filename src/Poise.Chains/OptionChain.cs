using Poise.Domain;

namespace Poise.Chains;

/// <summary>Contracts of a chain by what became of them; each counts once.</summary>
public sealed record ChainCoverage(
    int Rows, int Used, int Expired, int NoVol, int NoOpenInterest, int Crossed, int Stale, int Malformed,
    double OpenInterest, double OpenInterestUsed);

/// <summary>Choices of a chain's making.</summary>
public sealed record ChainSettings
{
    /// <summary>A row whose own quote is older than this against the snapshot is stale.</summary>
    public Duration StaleAfter { get; init; } = Duration.FromHours(1);

    /// <summary>Take the vendor's vols even where there are quotes.</summary>
    public bool VendorVols { get; init; }
}

/// <summary>
/// What the market says of one underlying at one instant: live expiries ascending in time, each with its forward and one
/// vol a strike. Expired series are dropped before anything else and counted.
/// </summary>
public sealed class OptionChain
{
    internal OptionChain(MarketSnapshot snapshot, double spot, IReadOnlyList<ExpirySlice> slices, ChainCoverage coverage, IReadOnlyList<string> notes)
    {
        Snapshot = snapshot;
        AsOf = snapshot.AsOf;
        Spot = spot;
        Slices = slices;
        Coverage = coverage;
        Notes = notes;
    }

    public MarketSnapshot Snapshot { get; }

    public string Underlying => Snapshot.Underlying;

    /// <summary>The instant that the chain stands for: the snapshot's, or a later one to which <see cref="QuotedChain"/> has moved it.</summary>
    public Instant AsOf { get; internal set; }

    /// <summary>Spot in the quote currency, greater than zero.</summary>
    public double Spot { get; internal set; }

    public IReadOnlyList<ExpirySlice> Slices { get; }

    public ChainCoverage Coverage { get; }

    public IReadOnlyList<string> Notes { get; }

    /// <summary>What a chain of several underlyings is made of, its own the first; empty of a chain of one.</summary>
    public IReadOnlyList<ChainProduct> Products { get; internal init; } = [];

    /// <exception cref="ArgumentException">The snapshot has no spot: say where the world stands before asking what follows.</exception>
    public static OptionChain Of(MarketSnapshot snapshot, ChainSettings settings)
    {
        if (!(snapshot.Spot > 0))
            throw new ArgumentException("the snapshot has no spot", nameof(snapshot));
        return new ChainBuilder(snapshot, settings).Build();
    }
}
