using Poise.Domain;

namespace Poise.Venues;

/// <summary>Who hears a source of chains as time goes on: whole pictures from files and polls, single quotes from a stream. Any thread may call.</summary>
public interface IChainSink
{
    /// <summary>All that the source knows at an instant. The contracts that it names are those that there are.</summary>
    void Pictured(MarketSnapshot market);

    /// <summary>One option's quote, which replaces the one before. A contract that no picture named is not taken.</summary>
    void Quoted(ContractId contract, in Quote quote);

    /// <summary>Spot, in the quote currency, at an instant.</summary>
    void SpotMoved(Instant at, double spot);

    /// <summary>The source could not be read or understood; what it said before stands, and ages.</summary>
    /// <param name="why">One line for the user; null when it can be again.</param>
    void Failed(string? why);
}
