using Poise.Domain;
using Poise.Engine;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>The paper of a desk's account at a venue: a market of each hedge instrument there, and options at the first venue. Each order goes to its own.</summary>
/// <param name="options">Null where the desk trades none.</param>
public sealed class PaperVenues(DeskDriver driver, IReadOnlyList<PaperVenue> venues, PaperOptions? options = null) : IOrderGateway, IAccountQuery
{
    public void Hear(in DeskEvent e)
    {
        foreach (PaperVenue venue in venues)
            venue.Hear(e);
        options?.Hear(e);
    }

    public void Advance(Instant now)
    {
        foreach (PaperVenue venue in venues)
            venue.Advance(now);
        options?.Advance(now);
    }

    public void Place(in Approved<NewOrder> order)
    {
        if (IsOption(order.Value.Contract))
            options!.Place(order);
        else
            Of(order.Value.Contract).Place(order);
    }

    /// <summary>No order in options is there to be amended or cancelled once it is answered.</summary>
    public void Amend(in Approved<Amend> amend)
    {
        if (!IsOption(amend.Value.Contract))
            Of(amend.Value.Contract).Amend(amend);
    }

    public void Cancel(in Cancel cancel)
    {
        if (IsOption(cancel.Contract))
            options!.AnswerAll();
        else
            Of(cancel.Contract).Cancel(cancel);
    }

    public bool TryOrder(OrderId id, out OrderUpdate state, List<Fill> fills)
    {
        foreach (PaperVenue venue in venues)
            if (venue.TryOrder(id, out state, fills))
                return true;
        state = default;
        return options is not null && options.TryOrder(id, out state, fills);
    }

    public void OpenOrders(List<Cancel> into)
    {
        foreach (PaperVenue venue in venues)
            venue.OpenOrders(into);
    }

    /// <summary>What nobody trades here is what the desk's book says.</summary>
    public bool TryPosition(ContractId contract, out Lots held)
    {
        held = Lots.Zero;
        if (!driver.Desk.TryIndexOf(contract, out ContractIndex index))
            return false;
        held = IsOption(index) ? options!.HeldOf(index) : driver.Desk.Book.QuantityOf(index);
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
        return options is not null && options.TrySettlement(contract, out price);
    }

    private bool IsOption(ContractIndex contract) => options is not null && options.Owns(driver.Desk.Book.ContractOf(contract));

    // What is none's own is refused by the first.
    private PaperVenue Of(ContractIndex contract)
    {
        ContractId id = driver.Desk.Book.ContractOf(contract).Id;
        return venues.FirstOrDefault(v => v.Instrument == id) ?? venues[0];
    }
}
