using Poise.Domain;

namespace Poise.Venues;

/// <summary>Who hears a venue. Contracts by the desk's numbers; the first argument is when the message arrived.</summary>
public interface IVenueSink
{
    /// <summary>A contract is listed, or was and is told again.</summary>
    /// <returns>The desk's number for it, which all later messages carry.</returns>
    ContractIndex Listed(Instant at, Contract contract);

    /// <param name="detail">Further levels of the same book, of instruments that hedges are traded in; null where they are not told.</param>
    void Quoted(Instant at, ContractIndex contract, in Quote quote, QuoteDetail? detail = null);

    /// <summary>A trade between others, or ours as the public sees it.</summary>
    void Traded(Instant at, ContractIndex contract, Side aggressor, Lots quantity, Ticks price);

    void Updated(Instant at, in OrderUpdate update);

    void Filled(Instant at, in Fill fill);

    /// <summary>A perpetual paid funding or cost it. A payment may be told again, and counts once.</summary>
    void Funded(Instant at, in FundingPayment payment);

    /// <summary>A contract has ended at a settlement price, in the contract's price unit.</summary>
    void Settled(Instant at, ContractIndex contract, decimal price);

    void LinkChanged(Instant at, bool isUp);

    /// <summary>What the account has and needs in a settlement currency: before the link is called up, and about once a second at most while it changes.</summary>
    void MarginReported(Instant at, string currency, in MarginReport report)
    {
        // Who holds nothing there need not hear it.
    }
}
