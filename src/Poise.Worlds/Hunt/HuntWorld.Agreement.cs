using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Venues.Deribit;

namespace Poise.Worlds;

/// <summary>What must hold at rest: the desk at work, and its book the accounts at its venues.</summary>
public sealed partial class HuntWorld
{
    /// <summary>Faults are over: the desk must be at work again, not waiting for what never comes.</summary>
    private void CheckLiveness()
    {
        Desk desk = _driver.Desk;
        foreach (HuntVenue venue in _venues)
            if (!IsLive(venue) || desk.AccountAt(venue.Name) is not { IsReconciled: true, IsLinkUp: true })
                Break($"at rest the session at {venue.Name} is {venue.Session.Phase} with {venue.Session.Unknowns} unknown outcomes, the desk {(desk.AccountAt(venue.Name)!.IsReconciled ? "" : "not ")}reconciled");
        // The crowd trades on: a side of the book may be empty for a moment, and what it has now is told a moment later.
        for (int wait = 0; wait < 40 && (DoesWait() || !Array.TrueForAll(_venues, IsTold)); wait++)
            Breathe(Duration.FromMilliseconds(50));
        if (DoesWait())
            Break($"at rest the desk waits: {desk.Hedgers[0].LastDecision.Reason}");
        foreach (HuntVenue venue in _venues)
            CheckTold(venue);
        if (!WorkingText.Of(desk.Hedgers[0].Working).AsSpan().SequenceEqual(WorkingText.Of(_working)))
            Break($"hedges are worked by {desk.Hedgers[0].Working.Name}, and should be by {_working.Name}");

        bool DoesWait() => desk.Hedgers[0].LastDecision.Reason is DecisionReason.Recovering or DecisionReason.LinkDown or DecisionReason.NoHedgeQuote
            or DecisionReason.HedgeQuoteStale or DecisionReason.NoVol or DecisionReason.VolsStale or DecisionReason.ProfitUnknown;
    }

    /// <summary>A lost frame of the book is noticed by the frames that follow it, on the same link.</summary>
    private void CheckBook(HuntVenue venue)
    {
        int made = venue.Link.Connections;
        for (int wait = 0; wait < 300 && IsUp() && !IsTold(venue); wait++)
            Breathe(Duration.FromMilliseconds(50));
        if (IsUp())
            CheckTold(venue);

        bool IsUp() => venue.Session.Phase == DeribitPhase.Live && venue.Link.Connections == made;
    }

    private void CheckTold(HuntVenue venue)
    {
        if (!IsTold(venue))
            Break($"at {venue.Name} the desk sees {Told(venue).Bid} and {Told(venue).Ask}, the book has {venue.Exchange.Best(Side.Buy)} and {venue.Exchange.Best(Side.Sell)}");
    }

    private bool IsTold(HuntVenue venue) => Told(venue) is var told && told.Bid.Equals(venue.Exchange.Best(Side.Buy)) && told.Ask.Equals(venue.Exchange.Best(Side.Sell));

    private Quote Told(HuntVenue venue) => _driver.Desk.QuoteOf(_driver.Desk.Hedgers[0].Outlets[venue.Number].Contract);

    /// <summary>Options that have ended are still in the desk's book: their price is asked for every ten seconds.</summary>
    private bool IsSettling()
    {
        Book book = _driver.Desk.Book;
        for (int i = 0; i < book.Count; i++)
            if (book.QuantityOf(new(i)) != Lots.Zero && First.Exchange.Exchange.Find(book.ContractOf(new(i)).Id.Symbol) is not { IsOpen: true })
                return true;
        return false;
    }

    /// <summary>Nothing is under way: the desk's book is the accounts at its venues, execution by execution.</summary>
    private void CheckAgreement()
    {
        Desk desk = _driver.Desk;
        if (desk.Working.Count > 0)
            Break($"order {desk.Working[0].Order.Id} never came to an end");
        int settled = 0;
        for (int i = 0; i < desk.Book.Count; i++)
        {
            long held = desk.Book.QuantityOf(new(i)).Count;
            ContractId id = desk.Book.ContractOf(new(i)).Id;
            if (VenueOf(new ContractIndex(i)) is not { } at)
            {
                CheckElsewhere(id, held);
                continue;
            }
            ListedInstrument? listed = at.Exchange.Exchange.Find(id.Symbol);
            long venue = listed is null ? 0 : at.Exchange.Exchange.Accounts.Position(at.Exchange.Account, listed.Number);
            settled += listed is { IsOpen: true } ? 0 : 1;
            if (held != venue)
                Break($"at rest the desk holds {held} lots of {id}, the venue {venue}");
        }
        _report = _report with { Settled = settled };
        var seen = new HashSet<long>();
        decimal fees = 0, funding = 0;
        foreach (HuntVenue venue in _venues)
        {
            CheckOrders(venue, seen);
            fees += CheckTrades(venue);
            funding += CheckFunding(venue);
        }
        if (desk.Book.Currencies == 0)
            return;
        LedgerLine ledger = desk.Book.Ledger(0);
        if (settled == 0 && ledger.Fees != fees)
            Break($"the desk's ledger has {ledger.Fees} of fees, the venues' {fees}");
        if (ledger.Funding != funding)
            Break($"the desk's ledger has {ledger.Funding} of funding, it was told {funding}");
    }

    /// <summary>As it is stated, until it ends.</summary>
    private void CheckElsewhere(ContractId id, long held)
    {
        HeldLine? line = _held.Find(h => h.Venue == id.Venue && h.Symbol == id.Symbol);
        bool hasEnded = First.Exchange.Exchange.Find(id.Symbol) is not { IsOpen: true };
        decimal stated = line is null || hasEnded ? 0 : line.Quantity / HeldElsewhere.Step;
        if (held != stated)
            Break($"at rest the desk counts {held} of {id} as held elsewhere, {stated} is stated");
    }

    private void CheckOrders(HuntVenue venue, HashSet<long> seen)
    {
        if (venue.Exchange.Exchange.OpenOrders(venue.Exchange.Account) is { Count: > 0 } open)
            Break($"{open.Count} orders stand at the venue after the kill switch: {open[0].Label}");
        foreach (OrderRecord order in venue.Exchange.Exchange.EndedOrders(venue.Exchange.Account))
        {
            if (!DeribitLabel.TryParse(order.Label ?? "", out OrderId id) || id.Desk != DeskNumber)
                continue;
            if (!_witness.Left.TryGetValue(id.Sequence, out Approved<NewOrder> left))
            {
                Break($"the venue has order {id}, which never left");
                continue;
            }
            if (!seen.Add(id.Sequence))
                Break($"the venue took order {id} twice");
            NewOrder wanted = left.Value;
            ContractId contract = venue.Exchange.Exchange.Instruments[order.Instrument].Contract.Id;
            bool isSize = order.Quantity == wanted.Quantity.Count || wanted.ReduceOnly && order.Quantity < wanted.Quantity.Count; // it is cut to what there is
            if (wanted.Side != order.Side || !isSize || wanted.Limit.Count != order.Price || _driver.Desk.Book.ContractOf(wanted.Contract).Id != contract)
                Break($"order {id} left as {wanted}, the venue has {order.Side} {order.Quantity} of {contract} at {order.Price}");
            if (_witness.GivenUp.Contains(id.Sequence))
                Break($"the venue has order {id}, which the desk gave up as not sent");
            if (order.Filled > order.Quantity)
                Break($"order {id} is overfilled");
        }
    }

    /// <returns>What the venue has taken for them.</returns>
    private decimal CheckTrades(HuntVenue at)
    {
        decimal fees = 0;
        var venue = new List<(string Order, long Lots, long Price, decimal Fee)>();
        foreach (AccountTrade trade in at.Exchange.Exchange.TradesOfAccount(at.Exchange.Account))
        {
            bool isOurs = DeribitLabel.TryParse(trade.Label ?? "", out OrderId id); // not what was traded by hand before the desk began
            venue.Add((DeribitLabel.Of(isOurs ? id : default), trade.Lots, trade.Price, (decimal)trade.Fee / InstrumentTerms.Unit));
            fees += venue[^1].Fee;
        }
        List<(string Order, long Lots, long Price, decimal Fee)> told =
            [.. _witness.Fills.Where(f => f.Key.Contract.Venue == at.Name).Select(static f => (DeribitLabel.Of(f.Value.Order), f.Value.Quantity.Count, f.Value.Price.Count, f.Value.Fee))];
        venue.Sort();
        told.Sort();
        if (!venue.SequenceEqual(told))
            Break($"{at.Name} has {venue.Count} executions, the desk was told {told.Count}, and they are not the same");
        _report = _report with { Fills = _report.Fills + venue.Count, Unknowns = _report.Unknowns + at.Link.Notices.Count(static n => n.Text.Contains("is not known:", StringComparison.Ordinal)) };
        return fees;
    }

    /// <summary>But for what was paid before the desk began, and within moments.</summary>
    /// <returns>What the desk was told.</returns>
    private decimal CheckFunding(HuntVenue at)
    {
        var all = _witness.Payments.Where(p => p.Key.Venue == at.Name).ToDictionary(static p => p.Key.Id, static p => p.Value);
        long before = all.Where(static p => p.Value == 0).Select(static p => p.Key).DefaultIfEmpty().Max();
        var told = all.Where(p => p.Key > before).ToDictionary(static p => p.Key, static p => p.Value);
        decimal sum = told.Values.Sum();
        foreach ((long id, Instant paid, long units) in at.Exchange.Desk.FundingOf(at.Exchange.Account).Where(p => p.Id > before))
        {
            bool isTold = told.Remove(id, out decimal amount);
            if (isTold ? amount != (decimal)units / InstrumentTerms.Unit : at.Exchange.At - paid > FundingRead + FundingRead)
                Break($"{at.Name} paid {units} units of funding, {id}, the desk was told {(isTold ? amount : null)}");
        }
        if (told.Count > 0)
            Break($"the desk was told of {told.Count} payments of funding that {at.Name} never made: {told.Keys.Min()}");
        return sum;
    }
}
