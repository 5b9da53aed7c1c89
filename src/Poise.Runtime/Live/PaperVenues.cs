using Poise.Domain;
using Poise.Engine;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>The paper of a desk's account at a venue: a market of each hedge instrument there, and each order goes to its own.</summary>
public sealed class PaperVenues(DeskDriver driver, IReadOnlyList<PaperVenue> venues) : IOrderGateway, IAccountQuery
{
    public void Hear(in DeskEvent e)
    {
        foreach (PaperVenue venue in venues)
            venue.Hear(e);
    }

    public void Advance(Instant now)
    {
        foreach (PaperVenue venue in venues)
            venue.Advance(now);
    }

    public void Place(in Approved<NewOrder> order) => Of(order.Value.Contract).Place(order);

    public void Amend(in Approved<Amend> amend) => Of(amend.Value.Contract).Amend(amend);

    public void Cancel(in Cancel cancel) => Of(cancel.Contract).Cancel(cancel);

    public bool TryOrder(OrderId id, out OrderUpdate state, List<Fill> fills)
    {
        foreach (PaperVenue venue in venues)
            if (venue.TryOrder(id, out state, fills))
                return true;
        state = default;
        return false;
    }

    public void OpenOrders(List<Cancel> into)
    {
        foreach (PaperVenue venue in venues)
            venue.OpenOrders(into);
    }

    /// <summary>Options are what the desk's book says: they were opened there, and nobody trades them here.</summary>
    public bool TryPosition(ContractId contract, out Lots held)
    {
        held = Lots.Zero;
        if (!driver.Desk.TryIndexOf(contract, out ContractIndex index))
            return false;
        held = driver.Desk.Book.QuantityOf(index);
        foreach (PaperVenue venue in venues)
            if (venue.Instrument == contract)
                held = venue.Held;
        return true;
    }

    public void Positions(List<HeldPosition> into)
    {
    }

    /// <summary>None is paid on paper.</summary>
    public void Funding(List<FundingPayment> into)
    {
    }

    /// <summary>The real venue tells it.</summary>
    public bool TrySettlement(ContractId contract, out decimal price)
    {
        price = 0;
        return false;
    }

    // What is none's own is refused by the first.
    private PaperVenue Of(ContractIndex contract)
    {
        ContractId id = driver.Desk.Book.ContractOf(contract).Id;
        return venues.FirstOrDefault(v => v.Instrument == id) ?? venues[0];
    }
}
