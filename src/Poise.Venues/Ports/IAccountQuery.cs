using Poise.Domain;

namespace Poise.Venues;

/// <summary>A position as the venue has it: lots held, + long.</summary>
/// <param name="Price">What it was opened at in the mean, in the contract's price unit; null where the venue does not say.</param>
public readonly record struct HeldPosition(ContractId Contract, string Underlying, Lots Held, decimal? Price = null);

/// <summary>What an account may ask of its venue at start-up. Answers are the venue's state, not our memory of it.</summary>
public interface IAccountQuery
{
    /// <summary>What the venue knows of an order, with its executions, oldest first.</summary>
    /// <returns>False when the venue never received it, and never will: the link that carried it is gone.</returns>
    bool TryOrder(OrderId id, out OrderUpdate state, List<Fill> fills);

    /// <summary>Adds the account's working orders.</summary>
    void OpenOrders(List<Cancel> into);

    /// <summary>Lots held, + long; false for a contract that the venue does not know.</summary>
    bool TryPosition(ContractId contract, out Lots held);

    /// <summary>Adds every position that the venue has on this account, in any contract; flat ones may be left out.</summary>
    void Positions(List<HeldPosition> into);

    /// <summary>Adds the last payments of funding, of each contract the oldest first: at least all that were not told.</summary>
    void Funding(List<FundingPayment> into);

    /// <summary>The settlement price of a contract that has ended; false while it lives or where it is not known.</summary>
    bool TrySettlement(ContractId contract, out decimal price);

    /// <summary>A contract that has ended, or ends within moments, and whose settlement price is still to come: what was held of it is neither there nor settled.</summary>
    bool IsSettling(ContractId contract) => false;
}
