using System.Runtime.InteropServices;
using Poise.Domain;
using Poise.Engine;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>
/// Between a venue's session and a desk that runs elsewhere: the session speaks on its thread, the desk listens and orders on its own. Facts are kept in order and none is lost, of
/// quotes the latest, of prints the last so many. Where the link is called up the account is reconciled before anything that came after it; an order that was decided on before a link
/// was lost never leaves on the next one.
/// </summary>
/// <param name="lateReason">Of an order that is refused because a link was lost after it was decided on.</param>
/// <param name="ring">Called when something waits, on the session's thread; must return at once.</param>
public sealed class VenueQueue(int lateReason, Action? ring = null) : IVenueSink, IOrderGateway
{
    private const int MostFacts = 1024;

    private readonly record struct News(DeskEvent Event, IAccountQuery? Account);

    private readonly Lock _gate = new();
    private readonly Dictionary<ContractId, (ContractIndex Number, Contract Terms)> _numbers = [];
    private readonly Inbox _market = new(facts: 1); // quotes and prints alone: facts wait beside it, with the account where they bring one
    private readonly DeskEvent[] _part = new DeskEvent[256];
    private readonly List<DeskEvent> _takenMarket = [];
    private List<News> _facts = [], _takenFacts = [];
    private long _losses, _lossesHeard;
    private Instant _heardAt;
    private IOrderGateway _gateway = null!;
    private Func<IAccountQuery> _account = null!;

    /// <summary>Prints that the desk was too slow to see.</summary>
    public long LostPrints
    {
        get
        {
            lock (_gate)
                return _market.LostPrints;
        }
    }

    /// <summary>What reconciliations found, over all links. On the desk's thread.</summary>
    public Reconciliation Found { get; private set; }

    /// <summary>Who answers. Before anything is heard.</summary>
    /// <param name="gateway">The way to the session; any thread may call it.</param>
    /// <param name="account">The account as it was when the link went live; called on the session's thread.</param>
    public void Connect(IOrderGateway gateway, Func<IAccountQuery> account) => (_gateway, _account) = (gateway, account);

    /// <summary>The contracts of the desk's book have its numbers. Before anything is heard.</summary>
    public void Know(Book book)
    {
        for (int i = 0; i < book.Count; i++)
            _numbers.Add(book.ContractOf(new(i)).Id, (new(i), book.ContractOf(new(i))));
    }

    public ContractIndex Listed(Instant at, Contract contract)
    {
        lock (_gate)
        {
            ref (ContractIndex Number, Contract Terms) known = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, contract.Id, out bool isKnown);
            if (!isKnown)
            {
                known = (new(_numbers.Count - 1), contract);
                _facts.Add(new(DeskEvent.Listed(at, contract), null));
            }
            else if (!AreSame(known.Terms, contract))
            {
                // The desk counts in ticks and lots of the terms that it knows: in others they would be other prices and amounts.
                _facts.Add(new(DeskEvent.TradingStateSet(at, Hedging.TradingState.Halted, Hedging.TradingStateReason.BrokenInvariant), null));
            }
            return known.Number;
        }
    }

    public void Quoted(Instant at, ContractIndex contract, in Quote quote)
    {
        lock (_gate)
            _market.Offer(DeskEvent.Quoted(at, contract, quote));
        ring?.Invoke();
    }

    public void Traded(Instant at, ContractIndex contract, Side aggressor, Lots quantity, Ticks price)
    {
        lock (_gate)
            _market.Offer(DeskEvent.Traded(at, new Print(contract, aggressor, quantity, price)));
        ring?.Invoke();
    }

    public void Updated(Instant at, in OrderUpdate update) => Add(DeskEvent.OrderUpdated(at, update));

    public void Filled(Instant at, in Fill fill) => Add(DeskEvent.Filled(at, fill));

    public void Funded(Instant at, in FundingPayment payment) => Add(DeskEvent.Funded(at, payment));

    public void Settled(Instant at, ContractIndex contract, decimal price) => Add(DeskEvent.Delisted(at, contract, (double)price));

    public void LinkChanged(Instant at, bool isUp)
    {
        IAccountQuery? now = isUp ? _account() : null;
        lock (_gate)
        {
            _losses += isUp ? 0 : 1;
            _heardAt = at;
            _facts.Add(new(isUp ? DeskEvent.LinkUp(at) : DeskEvent.LinkDown(at), now));
        }
        ring?.Invoke();
    }

    /// <summary>Hands all that waits to the desk, between two of its batches and on its thread.</summary>
    /// <param name="now">For batches that end meanwhile: where more waits than the desk's inbox holds, it is not kept for one.</param>
    /// <param name="paper">Hears each quote before the desk does; null where orders are not answered on paper.</param>
    public void Deliver(DeskDriver driver, Instant now, PaperVenues? paper = null)
    {
        // Together: a quote's contract is listed among the facts.
        lock (_gate)
        {
            (_takenFacts, _facts) = (_facts, _takenFacts);
            for (int count = _market.Take(_part, now); count > 0; count = _market.Take(_part, now))
                _takenMarket.AddRange(_part.AsSpan(0, count));
        }
        int offered = 0;
        foreach (ref readonly News news in CollectionsMarshal.AsSpan(_takenFacts))
        {
            Deliver(driver, news);
            if (++offered % MostFacts == 0)
                driver.Run(now);
        }
        foreach (ref readonly DeskEvent e in CollectionsMarshal.AsSpan(_takenMarket))
        {
            paper?.Hear(e);
            driver.Offer(e);
        }
        _takenFacts.Clear();
        _takenMarket.Clear();
    }

    /// <summary>On the desk's thread.</summary>
    public void Place(in Approved<NewOrder> order)
    {
        lock (_gate)
        {
            if (_losses == _lossesHeard)
            {
                _gateway.Place(order);
                return;
            }
            NewOrder late = order.Value;
            _facts.Add(new(DeskEvent.OrderUpdated(_heardAt, new OrderUpdate(late.Id, late.Contract, OrderStatus.Rejected, Lots.Zero, lateReason, _heardAt)), null));
        }
    }

    /// <summary>On the desk's thread. What the order is after a lost link the reconciliation tells.</summary>
    public void Amend(in Approved<Amend> amend)
    {
        lock (_gate)
        {
            if (_losses == _lossesHeard)
                _gateway.Amend(amend);
        }
    }

    public void Cancel(in Cancel cancel) => _gateway.Cancel(cancel);

    private static bool AreSame(Contract a, Contract b) =>
        (a.Kind, a.PriceTick, a.LotSize, a.Style, a.SettlementCurrency, a.Type) == (b.Kind, b.PriceTick, b.LotSize, b.Style, b.SettlementCurrency, b.Type)
        && a.Multiplier.Equals(b.Multiplier) && a.Strike.Equals(b.Strike) && a.Expiry == b.Expiry;

    private void Add(in DeskEvent e)
    {
        lock (_gate)
            _facts.Add(new(e, null));
        ring?.Invoke();
    }

    private void Deliver(DeskDriver driver, in News news)
    {
        switch (news.Event.Kind)
        {
            case DeskEventKind.Listed:
                driver.Listed(news.Event.At, news.Event.Contract);
                break;
            case DeskEventKind.LinkChanged when news.Account is not null:
                Reconciliation found = Reconciliation.Run(driver, news.Account, this, news.Event.At);
                Found = new(Found.Adopted + found.Adopted, Found.NotSent + found.NotSent, Found.Foreign + found.Foreign);
                break;
            case DeskEventKind.LinkChanged:
                lock (_gate)
                    _lossesHeard++;
                driver.Offer(news.Event);
                break;
            default:
                driver.Offer(news.Event);
                break;
        }
    }
}
