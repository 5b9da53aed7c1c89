using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;
using Poise.Venues;
using Poise.Worlds;
using static Poise.Edge.Tests.AbcDesk;

namespace Poise.Edge.Tests;

/// <summary>A session on one thread, a desk on another: what passes between them, and in which order.</summary>
public sealed class VenueQueueTests
{
    private const int Late = -7;

    private sealed class Venue : IOrderGateway, IAccountQuery
    {
        public Venue()
        {
            Queue = new VenueQueue(Late);
            Port = Queue.Open(Perpetual.Id.Venue);
            Port.Connect(this, () => this);
            DeskStart start = DeskStart.Fold(Settings, Journal.Open(new SimulatedDisk(new SeededRandom(1)), new JournalOptions(), out _));
            Driver = start.Attach(Queue, Now);
            Assert.Equal(new ContractIndex(0), Queue.Listed(Now, Perpetual));
            Assert.Equal(new ContractIndex(1), Queue.Listed(Now, Spot));
            Assert.Equal(new ContractIndex(0), Queue.Listed(Now, Perpetual));
        }

        public VenueQueue Queue { get; }
        public VenuePort Port { get; }
        public DeskDriver Driver { get; }
        public List<NewOrder> Placed { get; } = [];
        public List<Cancel> Cancelled { get; } = [];
        public List<Cancel> Open { get; } = [];
        public Lots Held { get; set; }

        public void Place(in Approved<NewOrder> order) => Placed.Add(order.Value);

        public void Amend(in Approved<Amend> amend) => Assert.Fail("this policy amends nothing");

        public void Cancel(in Cancel cancel) => Cancelled.Add(cancel);

        public bool TryOrder(OrderId id, out OrderUpdate state, List<Fill> fills)
        {
            state = default;
            return false;
        }

        public void OpenOrders(List<Cancel> into) => into.AddRange(Open);

        public bool TryPosition(ContractId contract, out Lots held)
        {
            held = contract == Perpetual.Id ? Held : Lots.Zero;
            return true;
        }

        public void Positions(List<HeldPosition> into)
        {
        }

        public void Funding(List<FundingPayment> into)
        {
        }

        public bool TrySettlement(ContractId contract, out decimal price)
        {
            price = 0;
            return false;
        }

        /// <summary>Live, and a perpetual whose sale is wanted.</summary>
        public void Up()
        {
            Port.LinkChanged(Now, isUp: true);
            Deliver();
        }

        public void Deliver()
        {
            Queue.Deliver(Driver, Now);
            Driver.Run(Now);
        }

        public void Quote() => Port.Quoted(Now, new(0), new Quote(99.99, 100.01, 10, 10, Now));
    }

    [Fact]
    public void Nothing_is_traded_before_the_account_was_reconciled()
    {
        Venue venue = new();
        venue.Driver.Offer(DeskEvent.Started(Now));
        venue.Quote();
        venue.Deliver();
        Assert.False(venue.Driver.Desk.IsReconciled);
        venue.Up();
        Assert.True(venue.Driver.Desk is { IsReconciled: true, IsLinkUp: true, State: TradingState.Normal });
        Assert.Equal(100, venue.Driver.Desk.QuoteOf(new(0)).Mid, 6);
    }

    [Fact]
    public void What_came_before_the_link_was_up_is_folded_before_the_account_is_compared_and_what_came_after_it_after()
    {
        Venue venue = new() { Held = new(5) };
        venue.Port.Filled(Now, new Fill(1, new OrderId(9, 1), new(0), Side.Buy, new(5), new(10_000), 0, false, Now));
        venue.Port.LinkChanged(Now, isUp: true);
        venue.Port.Filled(Now, new Fill(2, new OrderId(9, 1), new(0), Side.Buy, new(2), new(10_000), 0, false, Now));
        venue.Deliver();
        Assert.Equal(TradingState.Normal, venue.Driver.Desk.State);
        Assert.Equal(new Lots(7), venue.Driver.Desk.Book.QuantityOf(new(0)));
    }

    [Fact]
    public void An_order_that_was_decided_on_before_a_link_was_lost_never_leaves_on_the_next()
    {
        Venue venue = new();
        venue.Up();
        venue.Driver.Offer(DeskEvent.PositionOpened(Now, new(1), new(100), 100m));
        venue.Quote();
        venue.Queue.Deliver(venue.Driver, Now);
        Assert.True(venue.Driver.Step(Now)); // decided; while its intent is made durable the link goes and comes
        venue.Port.LinkChanged(Now, isUp: false);
        venue.Port.LinkChanged(Now, isUp: true);
        venue.Driver.Run(Now);
        Assert.Empty(venue.Placed);
        Assert.Equal(1, venue.Driver.Desk.Working.Count);
        venue.Held = Lots.Zero;
        venue.Queue.Deliver(venue.Driver, Now);
        Assert.Equal(0, venue.Driver.Desk.Working.Count);
        Assert.Equal(1, venue.Queue.Found.NotSent);
    }

    [Fact]
    public void Of_quotes_the_last_is_told_and_orders_of_others_are_cancelled()
    {
        Venue venue = new();
        venue.Open.Add(new Cancel(new OrderId(3, 4), new(0)));
        for (int i = 0; i < 100; i++)
            venue.Port.Quoted(Now, new(0), new Quote(90 + i, 91 + i, 1, 1, Now));
        for (int i = 0; i < 5000; i++)
            venue.Port.Traded(Now, new(0), Side.Buy, new(1), new(10_000));
        venue.Up();
        Assert.Equal(189, venue.Driver.Desk.QuoteOf(new(0)).Bid);
        Assert.Equal(5000 - 4096, venue.Queue.LostPrints);
        Assert.Equal(4096, venue.Driver.Desk.Prints);
        Assert.Equal(new OrderId(3, 4), Assert.Single(venue.Cancelled).Id);
        Assert.Equal(1, venue.Queue.Found.Foreign);
    }

    [Fact]
    public void A_contract_whose_terms_have_changed_halts_the_desk()
    {
        Venue venue = new();
        venue.Up();
        venue.Queue.Listed(Now, Perpetual with { Root = "another word for it" });
        venue.Deliver();
        Assert.Equal(TradingState.Normal, venue.Driver.Desk.State);
        Assert.Equal(new ContractIndex(0), venue.Queue.Listed(Now, Perpetual with { PriceTick = 0.1m }));
        venue.Deliver();
        Assert.Equal((TradingState.Halted, true), (venue.Driver.Desk.State, venue.Driver.Desk.IsLocked));
    }

    /// <summary>Who answers at a venue where nothing is held.</summary>
    private sealed class Flat : IOrderGateway, IAccountQuery
    {
        public List<NewOrder> Placed { get; } = [];

        public void Place(in Approved<NewOrder> order) => Placed.Add(order.Value);

        public void Amend(in Approved<Amend> amend) => _ = amend.Value;

        public void Cancel(in Cancel cancel)
        {
        }

        public bool TryOrder(OrderId id, out OrderUpdate state, List<Fill> fills)
        {
            state = default;
            return false;
        }

        public void OpenOrders(List<Cancel> into)
        {
        }

        public bool TryPosition(ContractId contract, out Lots held)
        {
            held = Lots.Zero;
            return true;
        }

        public void Positions(List<HeldPosition> into)
        {
        }

        public void Funding(List<FundingPayment> into)
        {
        }

        public bool TrySettlement(ContractId contract, out decimal price)
        {
            price = 0;
            return false;
        }
    }

    [Fact]
    public void A_link_lost_at_one_venue_keeps_its_own_orders_back_and_no_others()
    {
        Contract there = Perpetual with { Id = new ContractId("u", "PERP") };
        DeskSettings settings = Settings with { Hedgers = [Settings.Hedgers[0] with { Further = [new OutletSettings { Hedge = there.Id, TakerFee = 0.0005, MaxOrder = new(1000), MaxPosition = new(1000) }] }] };
        var queue = new VenueQueue(Late);
        Flat[] venues = [new(), new()];
        VenuePort[] ports = [queue.Open("t"), queue.Open("u")];
        DeskDriver driver = DeskStart.Fold(settings, Journal.Open(new SimulatedDisk(new SeededRandom(1)), new JournalOptions(), out _)).Attach(queue, Now);
        for (int i = 0; i < 2; i++)
        {
            Flat venue = venues[i];
            ports[i].Connect(venue, () => venue);
            ports[i].Listed(Now, i == 0 ? Perpetual : there);
        }
        ports[0].Listed(Now, Spot);
        foreach (VenuePort port in ports)
            port.LinkChanged(Now, isUp: true);
        Deliver();
        Assert.All(driver.Desk.Accounts, static a => Assert.True(a.IsReconciled && a.IsLinkUp, a.Venue));

        driver.Offer(DeskEvent.PositionOpened(Now, new(2), new(100), 100m));
        for (int i = 0; i < 2; i++)
            ports[i].Quoted(Now, new(i), new Quote(99.99, 100.01, 6, 6, Now));
        queue.Deliver(driver, Now);
        Assert.True(driver.Step(Now)); // decided: 100 lots, each venue shows 60; then the second one's link goes
        ports[1].LinkChanged(Now, isUp: false);
        driver.Run(Now);
        Assert.Equal((1, 0, 2), (venues[0].Placed.Count, venues[1].Placed.Count, driver.Desk.Working.Count));
        Deliver();
        Assert.Equal((false, true), (driver.Desk.Accounts[0].IsAway, driver.Desk.Accounts[1].IsAway));
        Assert.Equal((2, 0), (venues[0].Placed.Count, venues[1].Placed.Count)); // what did not leave is refused, and hedged where it can be
        Assert.Equal(venues[0].Placed.Select(static o => o.Id), Enumerable.Range(0, driver.Desk.Working.Count).Select(i => driver.Desk.Working[i].Order.Id));
        ports[1].LinkChanged(Now, isUp: true);
        Deliver();
        Assert.False(driver.Desk.Accounts[1].IsAway);
        Assert.Equal(TradingState.Normal, driver.Desk.State);

        void Deliver()
        {
            queue.Deliver(driver, Now);
            driver.Run(Now);
        }
    }

    [Fact]
    public async Task Two_threads_lose_no_fact()
    {
        const int Fills = 20_000;
        Venue venue = new();
        venue.Up();
        Task session = Task.Run(() =>
        {
            for (int i = 1; i <= Fills; i++)
            {
                venue.Port.Filled(Now, new Fill(i, new OrderId(9, 1), new(0), i % 2 == 0 ? Side.Buy : Side.Sell, new(1 + i % 2), new(10_000), 0, false, Now));
                venue.Quote();
                // A contract is quoted as soon as it is listed.
                if (i % 100 == 0)
                    venue.Port.Quoted(Now, venue.Queue.Listed(Now, Spot with { Id = new("t", $"SPOT-{i}") }), new Quote(1, 2, 1, 1, Now));
            }
        }, TestContext.Current.CancellationToken);
        while (!session.IsCompleted)
            venue.Deliver();
        await session;
        venue.Deliver();
        Assert.Null(venue.Driver.BrokenBy);
        Assert.Equal(2 + Fills / 100, venue.Driver.Desk.Book.Count);
        Assert.Equal(Fills, venue.Driver.Desk.Book.Fills);
        Assert.Equal(new Lots(-Fills / 2), venue.Driver.Desk.Book.QuantityOf(new(0)));
    }
}
