using System.Runtime.InteropServices;
using Poise.Domain;
using Poise.Engine;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>
/// Between the sessions at a desk's venues and the desk, which runs elsewhere: each session speaks on its thread, by its <see cref="VenuePort"/>; the desk listens and orders on its own. Facts
/// are kept in order and none is lost, of quotes the latest, of prints the last so many. Where a link is called up its account is reconciled before anything that came after it; an order
/// that was decided on before its venue's link was lost never leaves on the next one.
/// </summary>
/// <param name="lateReason">Of an order that is refused because a link was lost after it was decided on.</param>
/// <param name="ring">Called when something waits, on a session's thread; must return at once.</param>
public sealed class VenueQueue(int lateReason, Action? ring = null) : IOrderGateway
{
    private const int MostFacts = 1024;

    internal readonly record struct News(DeskEvent Event, VenuePort? Port = null, IAccountQuery? Account = null);

    private readonly Lock _gate = new();
    private readonly List<VenuePort> _ports = [];
    private readonly Dictionary<ContractId, ContractIndex> _numbers = [];
    private readonly List<(Contract Terms, VenuePort? Port)> _contracts = [];
    private readonly Inbox _market = new(facts: 1); // quotes and prints alone: facts wait beside it, with the account where they bring one
    private readonly DeskEvent[] _part = new DeskEvent[256];
    private readonly List<DeskEvent> _takenMarket = [];
    private List<News> _facts = [], _takenFacts = [];

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

    /// <summary>What a venue's session speaks to. Before anything is heard; the desk's first venue first.</summary>
    /// <param name="venue">As its contracts name it.</param>
    public VenuePort Open(string venue)
    {
        var port = new VenuePort(this, venue, _ports.Count == 0 ? "" : venue);
        _ports.Add(port);
        return port;
    }

    /// <summary>The contracts of the desk's book have its numbers. Once its ports are open, before anything is heard.</summary>
    public void Know(Book book)
    {
        for (int i = 0; i < book.Count; i++)
            Number(book.ContractOf(new(i)));
    }

    /// <summary>Numbers a contract, of any venue.</summary>
    public ContractIndex Listed(Instant at, Contract contract)
    {
        lock (_gate)
        {
            if (!_numbers.TryGetValue(contract.Id, out ContractIndex number))
            {
                number = Number(contract);
                _facts.Add(new(DeskEvent.Listed(at, contract)));
            }
            else if (!AreSame(_contracts[number.Value].Terms, contract))
            {
                // The desk counts in ticks and lots of the terms that it knows: in others they would be other prices and amounts.
                _facts.Add(new(DeskEvent.TradingStateSet(at, Hedging.TradingState.Halted, Hedging.TradingStateReason.BrokenInvariant)));
            }
            return number;
        }
    }

    /// <summary>Hands all that waits to the desk, between two of its batches and on its thread.</summary>
    /// <param name="now">For batches that end meanwhile: where more waits than the desk's inbox holds, it is not kept for one.</param>
    /// <param name="papers">Hear each thing before the desk does; none where orders are not answered on paper.</param>
    public void Deliver(DeskDriver driver, Instant now, params ReadOnlySpan<PaperVenues> papers)
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
            foreach (PaperVenues paper in papers)
                paper.Hear(news.Event);
            Deliver(driver, news);
            if (++offered % MostFacts == 0)
                driver.Run(now);
        }
        foreach (ref readonly DeskEvent e in CollectionsMarshal.AsSpan(_takenMarket))
        {
            foreach (PaperVenues paper in papers)
                paper.Hear(e);
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
            VenuePort port = PortOf(order.Value.Contract);
            if (!port.IsLost)
            {
                port.Gateway.Place(order);
                return;
            }
            NewOrder late = order.Value;
            _facts.Add(new(DeskEvent.OrderUpdated(port.ChangedAt, new OrderUpdate(late.Id, late.Contract, OrderStatus.Rejected, Lots.Zero, lateReason, port.ChangedAt))));
        }
    }

    /// <summary>On the desk's thread. What the order is after a lost link the reconciliation tells.</summary>
    public void Amend(in Approved<Amend> amend)
    {
        lock (_gate)
        {
            VenuePort port = PortOf(amend.Value.Contract);
            if (!port.IsLost)
                port.Gateway.Amend(amend);
        }
    }

    public void Cancel(in Cancel cancel)
    {
        VenuePort port;
        lock (_gate)
            port = PortOf(cancel.Contract);
        port.Gateway.Cancel(cancel);
    }

    internal void Hear(in DeskEvent e)
    {
        lock (_gate)
            _market.Offer(e);
        ring?.Invoke();
    }

    internal void Keep(in News news)
    {
        lock (_gate)
        {
            if (news is { Event.Kind: DeskEventKind.LinkChanged, Port: { } port })
                port.Changed(news.Event.At, isLost: news.Account is null);
            _facts.Add(news);
        }
        ring?.Invoke();
    }

    private static bool AreSame(Contract a, Contract b) =>
        (a.Kind, a.PriceTick, a.LotSize, a.Style, a.SettlementCurrency, a.Type) == (b.Kind, b.PriceTick, b.LotSize, b.Style, b.SettlementCurrency, b.Type)
        && a.Multiplier.Equals(b.Multiplier) && a.Strike.Equals(b.Strike) && a.Expiry == b.Expiry;

    private ContractIndex Number(Contract contract)
    {
        ContractIndex number = new(_contracts.Count);
        _numbers.Add(contract.Id, number);
        _contracts.Add((contract, _ports.Find(p => p.Venue == contract.Id.Venue)));
        return number;
    }

    private VenuePort PortOf(ContractIndex contract) =>
        _contracts[contract.Value].Port ?? throw new ArgumentException($"{_contracts[contract.Value].Terms.Id} is at no venue of this desk", nameof(contract));

    private void Deliver(DeskDriver driver, in News news)
    {
        switch (news.Event.Kind)
        {
            case DeskEventKind.Listed:
                driver.Listed(news.Event.At, news.Event.Contract);
                break;
            case DeskEventKind.LinkChanged when news.Account is not null:
                Reconciliation found = Reconciliation.Run(driver, news.Account, this, news.Event.At, news.Port!.Name);
                Found = new(Found.Adopted + found.Adopted, Found.NotSent + found.NotSent, Found.Foreign + found.Foreign);
                break;
            case DeskEventKind.LinkChanged:
                lock (_gate)
                    news.Port!.HeardLoss();
                driver.Offer(news.Event);
                break;
            default:
                driver.Offer(news.Event);
                break;
        }
    }
}
