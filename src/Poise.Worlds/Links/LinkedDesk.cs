using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;
using Poise.Venues;
using Poise.Venues.Deribit;

namespace Poise.Worlds;

/// <summary>
/// A desk with an account at each of some exchanges, or on paper at their prices, all through Deribit's protocol from both ends: sessions, frames that travel, servers, without threads and by one clock. The same
/// exchanges, journal and seed give the same bits.
/// </summary>
public sealed class LinkedDesk
{
    private readonly (LinkedExchange Exchange, DeribitSession Session)[] _venues;
    private readonly VenueQueue _queue;
    private readonly PaperVenues[] _papers = [];
    private readonly ISlowLane _lane;
    private readonly Duration _fitEvery;
    private Instant _nextFit;
    private bool _hasNews = true;

    /// <param name="exchanges">By the names that the settings have for them; the first is the one with options. All at one instant.</param>
    /// <param name="seed">Of the sessions.</param>
    /// <param name="paper">What answers the orders at a venue in its place, by its name; null where the venues do.</param>
    public LinkedDesk(DeskSettings settings, IReadOnlyList<(string Venue, LinkedExchange Exchange)> exchanges, Journal journal, ISlowLane lane, Duration fitEvery, ulong seed, IDeskWatch? watch = null, Func<DeskDriver, string, PaperVenues>? paper = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(exchanges);
        (_lane, _fitEvery) = (lane, fitEvery);
        Now = exchanges[0].Exchange.Link.Now;
        DeskStart start = DeskStart.Fold(settings, journal, watch);
        _queue = new VenueQueue((int)DeribitReason.NotSent, () => _hasNews = true);
        VenuePort[] ports = [.. exchanges.Select(e => _queue.Open(e.Venue))];
        _queue.Know(start.Desk.Book);
        Driver = start.Attach(_queue, Now, watch);
        if (paper is not null)
            _papers = [.. exchanges.Select(e => paper(Driver, e.Venue))];
        _venues = [.. exchanges.Select((e, i) => (e.Exchange, Connect(e.Exchange, ports[i], start, seed + (ulong)i, paper is null ? null : _papers[i])))];
    }

    public DeskDriver Driver { get; }

    public Instant Now { get; private set; }

    /// <summary>What reconciliations found so far.</summary>
    public Reconciliation Found => _queue.Found;

    /// <summary>Lets everything happen until an instant, each thing at its own time.</summary>
    public void AdvanceTo(Instant until)
    {
        while (true)
        {
            Turn();
            Instant next = Driver.WakeAt;
            foreach ((LinkedExchange exchange, _) in _venues)
                next = exchange.Link.NextAt < next ? exchange.Link.NextAt : next;
            if (next > until)
                break;
            Advance(next > Now ? next : Now);
        }
        Advance(until > Now ? until : Now);
        Turn();
    }

    /// <summary>A venue's server ends, with what was under way, and another takes its place after a while.</summary>
    public static void Restart(LinkedExchange exchange, Duration away)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        exchange.Link.Restart(exchange.Serve(), away);
    }

    private DeribitSession Connect(LinkedExchange exchange, VenuePort port, DeskStart start, ulong seed, PaperVenues? paper)
    {
        Desk desk = start.Desk;
        OutletSettings[] there = [.. desk.Hedgers.SelectMany(static h => h.Outlets).Select(static o => o.Settings).Where(o => o.Hedge.Venue == port.Venue)];
        var settings = new DeribitSettings
        {
            Venue = port.Venue,
            Underlyings = [.. desk.Hedgers.Where(h => h.Outlets.Any(o => o.Settings.Hedge.Venue == port.Venue)).Select(static h => h.Underlying)],
            Books = [.. there.Select(static o => o.Hedge.Symbol)],
            QuotesOfAll = port.Venue == desk.Accounts[0].Venue,
            Prints = true,
            TradesSince = start.TradesSince(Now, port.Venue),
            FundingSince = start.FundingSince(Now, port.Venue),
        };
        var session = new DeribitSession(settings, paper is null ? new DeribitKey(LinkedExchange.Key, LinkedExchange.Secret) : null, seed, port, exchange.Link);
        port.Connect((IOrderGateway?)paper ?? new Door(session, exchange.Link), () => (IAccountQuery?)paper ?? session.Picture!);
        for (int i = 0; i < desk.Working.Count; i++)
            if (desk.AccountOf(desk.Working[i].Order.Contract)?.Venue == port.Venue)
                session.Expect(desk.Working[i].Order.Id, desk.Book.ContractOf(desk.Working[i].Order.Contract).Id);
        for (int i = 0; i < desk.Book.Count; i++)
            if ((desk.Book.QuantityOf(new(i)) != Lots.Zero || desk.Working.PendingOf(new(i)) != (Lots.Zero, Lots.Zero)) && desk.AccountOf(new(i))?.Venue == port.Venue)
                session.Expect(desk.Book.ContractOf(new(i)).Id);
        exchange.Link.Attach(session);
        return session;
    }

    private void Advance(Instant now)
    {
        Now = now;
        foreach ((LinkedExchange exchange, _) in _venues)
            exchange.Link.AdvanceTo(now);
    }

    private void Turn()
    {
        while (_lane.TryTake(out FittedSlice fit))
            Driver.Offer(DeskEvent.SurfaceFitted(Now, fit));
        if (_hasNews)
        {
            _hasNews = false;
            _queue.Deliver(Driver, Now, _papers);
        }
        foreach (PaperVenues paper in _papers)
            paper.Advance(Now);
        Driver.Run(Now);
        if (Now >= _nextFit && SurfaceQuestion.Of(Driver.Desk) is { IsEmpty: false } question && _lane.TryAsk(question))
            _nextFit = Now + _fitEvery;
        foreach ((_, DeribitSession session) in _venues)
            if (session.StopReason is { } why)
                throw new InvalidOperationException($"a session stopped for good: {why}");
    }

    /// <summary>The way to a session at the client's time.</summary>
    private sealed class Door(DeribitSession session, MemoryLink link) : IOrderGateway
    {
        public void Place(in Approved<NewOrder> order) => session.Place(order, link.ClientNow);

        public void Amend(in Approved<Amend> amend) => session.Amend(amend, link.ClientNow);

        public void Cancel(in Cancel cancel) => session.Cancel(cancel, link.ClientNow);
    }
}
