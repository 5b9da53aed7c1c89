using Poise.Domain;
using Poise.Engine;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>
/// After a start and after a lost link: the venue is asked for each intent without an outcome, for working orders and for
/// positions, and its answers are folded as facts. Only then may the desk trade.
/// </summary>
/// <param name="Adopted">Intents without an outcome that the venue knew.</param>
/// <param name="NotSent">Intents that the venue did not know: closed, never sent again.</param>
/// <param name="Foreign">Working orders of the account that the desk does not know: cancelled.</param>
public readonly record struct Reconciliation(int Adopted, int NotSent, int Foreign)
{
    /// <summary>Asks the venue and enables trading. Call after the venue's listings were handed to the driver.</summary>
    /// <param name="venue">Whose account it is; empty for the desk's first.</param>
    public static Reconciliation Run(DeskDriver driver, IAccountQuery account, IOrderGateway gateway, Instant now, string venue = "")
    {
        driver.Run(now); // listings first: everything below names contracts
        Desk desk = driver.Desk;
        AccountState there = venue.Length == 0 ? desk.Accounts[0] : desk.AccountAt(venue) ?? throw new ArgumentException($"the desk has no account at {venue}", nameof(venue));
        if (!there.HasBegun)
            OpenBook(driver, account, there, now);
        int adopted = 0, notSent = 0;
        List<Fill> fills = [];
        for (int i = 0; i < desk.Working.Count; i++)
        {
            if (desk.AccountOf(desk.Working[i].Order.Contract) != there)
                continue;
            OrderId id = desk.Working[i].Order.Id;
            fills.Clear();
            if (!account.TryOrder(id, out OrderUpdate state, fills))
            {
                driver.Offer(DeskEvent.OrderNotFound(now, id));
                notSent++;
                continue;
            }
            foreach (Fill fill in fills)
                driver.Offer(DeskEvent.Filled(now, fill));
            driver.Offer(DeskEvent.OrderUpdated(now, state));
            adopted++;
        }
        List<FundingPayment> paid = [];
        account.Funding(paid);
        foreach (FundingPayment payment in paid)
            driver.Offer(DeskEvent.Funded(now, payment));
        driver.Run(now);
        int foreign = CancelForeign(desk, account, gateway);
        AskPositions(driver, account, there, now);
        driver.Offer(DeskEvent.LinkUp(now, venue));
        driver.Offer(DeskEvent.Reconciled(now, venue));
        driver.Run(now);
        return new Reconciliation(adopted, notSent, foreign);
    }

    /// <summary>
    /// A desk that begins takes over what its account holds and it does not, at the venue's prices. Executions of moments before, which may be told again later, are folded as such, and
    /// are part of what it holds.
    /// </summary>
    private static void OpenBook(DeskDriver driver, IAccountQuery account, AccountState own, Instant now)
    {
        Desk desk = driver.Desk;
        List<HeldPosition> held = [];
        account.Positions(held);
        for (int i = 0; i < desk.Book.Count; i++)
        {
            if (desk.AccountOf(new(i)) != own)
                continue;
            ContractId id = desk.Book.ContractOf(new(i)).Id;
            if (!account.TryPosition(id, out Lots there) || there == desk.Book.QuantityOf(new(i)))
                continue;
            Quote quote = desk.QuoteOf(new(i));
            decimal? price = held.Find(p => p.Contract == id).Price ?? (there == Lots.Zero && quote.IsTwoSided ? (decimal)quote.Mid : null);
            if (price is { } at)
                driver.Offer(DeskEvent.PositionOpened(now, new(i), there - desk.Book.QuantityOf(new(i)), at));
        }
        driver.Run(now);
    }

    private static int CancelForeign(Desk desk, IAccountQuery account, IOrderGateway gateway)
    {
        List<Cancel> open = [];
        account.OpenOrders(open);
        int foreign = 0;
        foreach (Cancel order in open)
        {
            if (desk.Working.Find(order.Id) >= 0)
                continue;
            gateway.Cancel(order);
            foreign++;
        }
        return foreign;
    }

    private static void AskPositions(DeskDriver driver, IAccountQuery account, AccountState own, Instant now)
    {
        Book book = driver.Desk.Book;
        for (int i = 0; i < book.Count; i++)
        {
            ContractIndex contract = new(i);
            if (driver.Desk.AccountOf(contract) == own && (book.QuantityOf(contract) != Lots.Zero || driver.Desk.HedgerOf(contract).Books.HasLots(contract)) && account.TrySettlement(book.ContractOf(contract).Id, out decimal price))
                driver.Offer(DeskEvent.Delisted(now, contract, (double)price));
        }
        driver.Run(now);
        // A venue that does not know a contract holds nothing of it, and must say so where the book does.
        for (int i = 0; i < book.Count; i++)
        {
            if (driver.Desk.AccountOf(new(i)) != own)
                continue;
            ContractId id = book.ContractOf(new(i)).Id;
            account.TryPosition(id, out Lots held);
            if (held == Lots.Zero && account.IsSettling(id))
                continue; // its end comes as an event of its own
            // Of what neither has nothing need be said: contracts are many.
            if (held != Lots.Zero || book.QuantityOf(new(i)) != Lots.Zero)
                driver.Offer(DeskEvent.PositionReported(now, new(i), held));
        }
        List<HeldPosition> elsewhere = [];
        account.Positions(elsewhere);
        foreach (HeldPosition position in elsewhere)
            if (position.Held != Lots.Zero
                && driver.Desk.HedgerOf(position.Underlying) is not null
                && !driver.Desk.TryIndexOf(position.Contract, out _))
                driver.Offer(DeskEvent.PositionReported(now, ContractIndex.None, position.Held));
    }
}
