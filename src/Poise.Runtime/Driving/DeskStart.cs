using Poise.Domain;
using Poise.Engine;
using Poise.Storage;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>What came of taking a desk up.</summary>
/// <param name="Records">Journal records folded; 0 for a new desk.</param>
/// <param name="Adopted">Intents without an outcome that the venue knew.</param>
/// <param name="NotSent">Intents that the venue did not know: closed, never sent again.</param>
/// <param name="Foreign">Working orders of the account that this journal does not know: cancelled.</param>
public sealed record StartReport(long Records, int Adopted, int NotSent, int Foreign);

/// <summary>
/// Start-up is recovery, and the only path there is: fold the journal without deciding, then ask the venue for each intent
/// without an outcome, for working orders and for positions, fold the answers as facts, and only then enable trading.
/// </summary>
public sealed class DeskStart
{
    private readonly Desk _desk;
    private readonly Inbox _inbox = new();
    private readonly Journal _journal;
    private readonly long _records;

    private DeskStart(Desk desk, Journal journal, long records)
    {
        _desk = desk;
        _journal = journal;
        _records = records;
    }

    /// <summary>The desk as its journal left it. Nothing was asked of the venue yet.</summary>
    public Desk Desk => _desk;

    public bool IsNew => _records == 0;

    /// <summary>Folds the journal.</summary>
    /// <exception cref="JournalException">A record cannot be folded: start-up stops.</exception>
    public static DeskStart Fold(DeskSettings settings, Journal journal, IDeskWatch? watch = null)
    {
        Desk desk = new(settings);
        Recovery recovery = new(desk);
        foreach (JournalRecord record in journal.ReadAll())
        {
            string? refusal = recovery.Fold(record.Payload.Span);
            if (refusal is not null)
                throw new JournalException("journal", record.Sequence, refusal);
            if (watch is not null && DeskEventCodec.TryDecode(record.Payload.Span, out DeskEvent e, out _))
                watch.OnEvent(desk, e);
        }
        return new DeskStart(desk, journal, recovery.Records);
    }

    /// <summary>A driver for the folded desk; the venue may send its listings to it. It does not trade yet.</summary>
    public DeskDriver Attach(IOrderGateway gateway, Instant now, IDeskWatch? watch = null, Recording? recording = null)
    {
        DeskDriver driver = new(_desk, _inbox, _journal, gateway, watch, recording);
        driver.Offer(DeskEvent.Started(now));
        return driver;
    }

    /// <summary>Asks the venue and enables trading. Call after the venue's listings were handed to the driver.</summary>
    public StartReport Reconcile(DeskDriver driver, IAccountQuery account, IOrderGateway gateway, Instant now)
    {
        driver.Run(now); // listings first: everything below names contracts
        int adopted = 0, notSent = 0;
        List<Fill> fills = [];
        for (int i = 0; i < _desk.Working.Count; i++)
        {
            OrderId id = _desk.Working[i].Order.Id;
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
        driver.Run(now);
        int foreign = CancelForeign(account, gateway);
        AskPositions(driver, account, now);
        driver.Offer(DeskEvent.LinkUp(now));
        driver.Offer(DeskEvent.Reconciled(now));
        driver.Run(now);
        driver.FlushAll();
        return new StartReport(_records, adopted, notSent, foreign);
    }

    private int CancelForeign(IAccountQuery account, IOrderGateway gateway)
    {
        List<Cancel> open = [];
        account.OpenOrders(open);
        int foreign = 0;
        foreach (Cancel order in open)
        {
            if (_desk.Working.Find(order.Id) >= 0)
                continue;
            gateway.Cancel(order);
            foreign++;
        }
        return foreign;
    }

    private void AskPositions(DeskDriver driver, IAccountQuery account, Instant now)
    {
        for (int i = 0; i < _desk.Book.Count; i++)
        {
            ContractIndex contract = new(i);
            if (_desk.Book.QuantityOf(contract) != Lots.Zero && account.TrySettlement(_desk.Book.ContractOf(contract).Id, out decimal price))
                driver.Offer(DeskEvent.Delisted(now, contract, (double)price));
        }
        driver.Run(now);
        for (int i = 0; i < _desk.Book.Count; i++)
            if (account.TryPosition(_desk.Book.ContractOf(new(i)).Id, out Lots held))
                driver.Offer(DeskEvent.PositionReported(now, new(i), held));
    }
}
