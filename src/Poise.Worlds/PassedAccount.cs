using Poise.Domain;
using Poise.Venues;

namespace Poise.Worlds;

/// <summary>An account as it is; a faulty recovery asks it otherwise.</summary>
internal class PassedAccount(IAccountQuery inner) : IAccountQuery
{
    public virtual bool TryOrder(OrderId id, out OrderUpdate state, List<Fill> fills) => inner.TryOrder(id, out state, fills);

    public virtual void OpenOrders(List<Cancel> into) => inner.OpenOrders(into);

    public bool TryPosition(ContractId contract, out Lots held) => inner.TryPosition(contract, out held);

    public void Positions(List<HeldPosition> into) => inner.Positions(into);

    public virtual void Funding(List<FundingPayment> into) => inner.Funding(into);

    public bool TrySettlement(ContractId contract, out decimal price) => inner.TrySettlement(contract, out price);

    public bool IsSettling(ContractId contract) => inner.IsSettling(contract);
}
