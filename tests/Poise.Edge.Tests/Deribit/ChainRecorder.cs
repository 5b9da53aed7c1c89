using Poise.Domain;
using Poise.Venues;

namespace Poise.Edge.Tests;

/// <summary>Keeps what somebody who hears a chain is told.</summary>
internal sealed class ChainRecorder : IChainSink
{
    public List<MarketSnapshot> Pictures { get; } = [];

    public List<(string Name, Quote Quote)> Quotes { get; } = [];

    public List<double> Spots { get; } = [];

    /// <summary>Null: what was wrong is so no more.</summary>
    public List<string?> Failures { get; } = [];

    public void Pictured(MarketSnapshot market) => Pictures.Add(market);

    public void Quoted(ContractId contract, in Quote quote) => Quotes.Add((contract.Symbol, quote));

    public void SpotMoved(Instant at, double spot) => Spots.Add(spot);

    public void Failed(string? why) => Failures.Add(why);
}
