using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;
using Poise.Venues;
using Poise.Worlds;
using static Poise.Edge.Tests.AbcDesk;

namespace Poise.Edge.Tests;

/// <summary>Rule 9: what leaves, and what must be durable before it.</summary>
public sealed class DeskDriverTests
{
    private static readonly HeldPosition TenOfSpot = new(Spot.Id, "ABC", new(100));

    private sealed class World : IOrderGateway, IAccountQuery
    {
        public World(SimulatedDisk? disk = null, params HeldPosition[] held) : this(disk, settling: null, held)
        {
        }

        public World(SimulatedDisk? disk, ContractId? settling, params HeldPosition[] held) : this(disk, settling, [], held)
        {
        }

        public World(SimulatedDisk? disk, ContractId? settling, FundingPayment[] paid, params HeldPosition[] held)
        {
            (_held, _settling, _paid) = (held, settling, paid);
            Disk = disk ?? new SimulatedDisk(new SeededRandom(1));
            Journal = Journal.Open(Disk, new JournalOptions(), out _);
            DeskStart start = DeskStart.Fold(Settings, Journal);
            Driver = start.Attach(this, Now, new Watch(this));
            Driver.Listed(Now, Perpetual);
            Driver.Listed(Now, Spot);
            Report = start.Reconcile(Driver, this, this, Now);
        }

        private readonly HeldPosition[] _held;

        private readonly FundingPayment[] _paid;

        private readonly ContractId? _settling;

        public SimulatedDisk Disk { get; }
        public Journal Journal { get; }
        public DeskDriver Driver { get; }
        public StartReport Report { get; }
        public List<(NewOrder Order, long Durable)> Placed { get; } = [];
        public List<Cancel> Cancelled { get; } = [];

        /// <summary>Cancels that were out when the watch last looked on.</summary>
        public int CancelledBeforeWatch { get; private set; }

        private sealed class Watch(World world) : IDeskWatch
        {
            public void OnEvent(Desk desk, in DeskEvent e)
            {
            }

            public void OnDecision(Desk desk, Hedger hedger, in HedgeDecision decision) => world.CancelledBeforeWatch = world.Cancelled.Count;
        }

        public void Place(in Approved<NewOrder> order) => Placed.Add((order.Value, Journal.DurableSequence));

        public void Amend(in Approved<Amend> amend) => Assert.Fail("this policy amends nothing");

        public void Cancel(in Cancel cancel) => Cancelled.Add(cancel);

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
            int at = Array.FindIndex(_held, p => p.Contract == contract);
            held = at < 0 ? Lots.Zero : _held[at].Held;
            return at >= 0;
        }

        public void Positions(List<HeldPosition> into) => into.AddRange(_held);

        public void Funding(List<FundingPayment> into) => into.AddRange(_paid);

        public bool TrySettlement(ContractId contract, out decimal price)
        {
            price = 0;
            return false;
        }

        public bool IsSettling(ContractId contract) => contract == _settling;

        /// <summary>Ten units of spot to be hedged, and a quote.</summary>
        public World Exposed()
        {
            Driver.Offer(DeskEvent.PositionOpened(Now, new(1), new(100), 100m));
            return Quoted();
        }

        public World Quoted()
        {
            Driver.Quoted(Now, new(0), new Quote(99.99, 100.01, 10, 10, Now));
            return this;
        }

        public List<DeskEventKind> Kept()
        {
            Journal.Flush();
            List<DeskEventKind> kinds = [];
            foreach (JournalRecord record in Journal.ReadAll())
                if (DeskEventCodec.TryDecode(record.Payload.Span, out DeskEvent e, out _))
                    kinds.Add(e.Kind);
            return kinds;
        }
    }

    /// <summary>Told each second and moving a little: the journal has what is news, and a desk that is taken up has what the one before had.</summary>
    [Fact]
    public void Margin_is_kept_where_it_is_news_and_outlives_the_process()
    {
        World world = new();
        for (int i = 0; i < 100; i++)
            Tell(i % 2 == 0 ? 100 : 100.9, 30);
        Assert.Single(world.Kept(), DeskEventKind.MarginReported);
        Tell(99, 30);
        Tell(99, 99.1); // the call
        Tell(99, 98.9); // over by too little
        Assert.Equal(MarginState.Call, world.Driver.Desk.Accounts[0].MarginOf("USD"));
        Tell(99, 98);
        Assert.Equal(MarginState.Ok, world.Driver.Desk.Accounts[0].MarginOf("USD"));
        Assert.Equal(4, world.Kept().Count(static k => k == DeskEventKind.MarginReported));
        world.Driver.LinkChanged(Now, isUp: false);
        Tell(99, 98.9); // of a new link
        Tell(99, 98.9);
        Assert.Equal(5, world.Kept().Count(static k => k == DeskEventKind.MarginReported));
        Tell(99, 120);
        ToldMargin before = world.Driver.Desk.Accounts[0].Margins[0];
        Assert.Equal((MarginState.Call, false), (before.Report.State, before.IsOld));
        world.Journal.Flush();
        world.Disk.Crash();
        ToldMargin after = new World(world.Disk).Driver.Desk.Accounts[0].Margins[0];
        Assert.Equal(before with { IsOld = true }, after);

        void Tell(double equity, double initial)
        {
            world.Driver.MarginReported(Now, "USD", new MarginReport(equity, initial, 10));
            world.Driver.Run(Now);
        }
    }

    [Fact]
    public void An_order_leaves_only_after_its_intent_is_durable()
    {
        World world = new World().Exposed();
        Assert.True(world.Driver.Step(Now));
        Assert.Equal(DriverPhase.Decided, world.Driver.Phase);
        Assert.Empty(world.Placed);
        long before = world.Journal.DurableSequence;
        world.Driver.Step(Now);
        Assert.Equal(DriverPhase.Durable, world.Driver.Phase);
        Assert.Empty(world.Placed);
        world.Driver.Run(Now);

        (NewOrder order, long durable) = Assert.Single(world.Placed);
        Assert.Equal(Side.Sell, order.Side);
        Assert.True(durable > before);
        Assert.Equal(world.Journal.NextSequence - 1, durable);
        Assert.Equal([DeskEventKind.BatchEnded, DeskEventKind.Placed], world.Kept().TakeLast(2));
    }

    [Fact]
    public void Batches_of_quotes_alone_leave_no_record_and_wait_for_no_flush()
    {
        World world = new();
        world.Quoted().Driver.Run(Now);
        long records = world.Journal.NextSequence, flushes = world.Driver.Flushes;
        for (int i = 0; i < 100; i++)
            world.Quoted().Driver.Run(Now);
        Assert.Equal(records, world.Journal.NextSequence);
        Assert.Equal(flushes, world.Driver.Flushes);
    }

    [Fact]
    public void A_kill_sends_its_cancels_before_anything_is_flushed()
    {
        World world = new World().Exposed();
        world.Driver.Run(Now);
        long flushes = world.Driver.Flushes;
        world.Driver.Offer(DeskEvent.Kill(Now));
        world.Driver.Step(Now);

        Assert.Equal(world.Placed[0].Order.Id, Assert.Single(world.Cancelled).Id);
        Assert.Equal(flushes, world.Driver.Flushes);
        Assert.Equal(1, world.CancelledBeforeWatch); // nor is anything explained first
        world.Driver.Run(Now);
        Assert.Equal(flushes + 1, world.Driver.Flushes); // the operator's word itself
        Assert.Equal(DeskEventKind.CancelSent, world.Kept()[^1]);
    }

    [Fact]
    public void A_disk_that_fails_lets_no_order_out_and_halts_the_desk()
    {
        World world = new World().Exposed();
        world.Disk.FailingFlushes = 1;
        world.Driver.Run(Now);

        Assert.Empty(world.Placed);
        Assert.NotNull(world.Driver.JournalFailure);
        Assert.Equal(TradingState.Halted, world.Driver.Desk.State);
        Assert.Equal(TradingStateReason.JournalFailed, world.Driver.Desk.StateReason);
        Assert.Equal(0, world.Driver.Desk.Working.Count);
    }

    [Fact]
    public void An_event_that_cannot_be_halts_the_desk_and_spares_the_journal()
    {
        World world = new World().Exposed();
        world.Driver.Offer(DeskEvent.PositionReported(Now, new(99), new(1)));
        world.Driver.Run(Now);

        Assert.Contains("not listed", world.Driver.BrokenBy, StringComparison.Ordinal);
        Assert.Equal(TradingStateReason.BrokenInvariant, world.Driver.Desk.StateReason);
        Assert.Equal(0, world.Kept().Count(k => k == DeskEventKind.PositionReported));
        world.Journal.Dispose();
        World again = new(world.Disk);
        Assert.Equal(TradingState.Halted, again.Driver.Desk.State);
    }

    [Fact]
    public void An_intent_that_the_venue_never_saw_is_closed_at_the_next_start()
    {
        World world = new World().Exposed();
        world.Driver.Step(Now);
        world.Driver.Step(Now); // durable, and the process dies before the order leaves
        world.Journal.Dispose();
        world.Disk.Crash();

        World again = new(world.Disk, TenOfSpot);
        Assert.Equal(1, again.Report.NotSent);
        Assert.Equal(0, again.Driver.Desk.Working.Count);
        again.Quoted().Driver.Run(Now);
        Assert.Equal(2, Assert.Single(again.Placed).Order.Id.Sequence);
    }

    /// <summary>A later start goes by the journal, and one with another underlying beside it by what that was told for itself.</summary>
    [Fact]
    public void What_each_underlying_is_hedged_by_is_in_the_journal_by_name()
    {
        DeskSettings two = Settings with { Hedgers = [Settings.Hedgers[0], Settings.Hedgers[0] with { Underlying = "XYZ", Hedge = new ContractId("t", "XYZ-PERP") }] };
        var disk = new SimulatedDisk(new SeededRandom(1));
        Assert.Equal(["ABC", "XYZ"], Told(two, disk));
        Assert.Empty(Told(two, disk));
        var wider = new FixedBandPolicy(new DeltaBand(-9, 0, 9, BandRebalance.ToTarget));
        DeskSettings changed = two with { Hedgers = [.. two.Hedgers.Select(h => h with { Policy = wider })] };
        using (Journal journal = Journal.Open(disk, new JournalOptions(), out _))
            Assert.All(DeskStart.Fold(changed, journal).Desk.Hedgers, static h => Assert.Equal(1, h.Band.Upper));

        // An older build named nobody: which of two was meant cannot be known.
        var old = new SimulatedDisk(new SeededRandom(2));
        using (Journal journal = Journal.Open(old, new JournalOptions(), out _))
        {
            Append(journal, DeskEvent.Started(Now));
            Append(journal, DeskEvent.PolicySet(Now, wider));
            journal.Flush();
        }
        using (Journal journal = Journal.Open(old, new JournalOptions(), out _))
        {
            Assert.Equal(9, DeskStart.Fold(Settings, journal).Desk.Hedgers[0].Band.Upper);
            Assert.Contains("which of them is meant is not said", Assert.Throws<JournalException>(() => DeskStart.Fold(two, journal)).Message, StringComparison.Ordinal);
        }

        static void Append(Journal journal, DeskEvent e)
        {
            var bytes = new byte[1024];
            Assert.True(DeskEventCodec.TryEncode(e, bytes, out int length));
            journal.Append(bytes.AsSpan(0, length));
        }

        static string[] Told(DeskSettings settings, SimulatedDisk disk)
        {
            using Journal journal = Journal.Open(disk, new JournalOptions(), out _);
            DeskStart start = DeskStart.Fold(settings, journal);
            long before = journal.NextSequence;
            DeskDriver driver = start.Attach(new NoVenue(), Now);
            driver.Run(Now);
            Assert.True(driver.FlushAll());
            return [.. journal.ReadAll().Where(r => r.Sequence >= before).Select(static r => DeskEventCodec.TryDecode(r.Payload.Span, out DeskEvent e, out _) ? e : default)
                .Where(static e => e.Kind == DeskEventKind.PolicySet).Select(static e => e.Underlying)];
        }
    }

    private sealed class NoVenue : IOrderGateway
    {
        public void Place(in Approved<NewOrder> order) => Assert.Fail("nothing is hedged");

        public void Amend(in Approved<Amend> amend) => Assert.Fail("nothing is hedged");

        public void Cancel(in Cancel cancel) => Assert.Fail("nothing is hedged");
    }

    /// <summary>A desk that holds ten units of spot, durable, and then dies.</summary>
    private static World Left()
    {
        World world = new();
        world.Driver.Offer(DeskEvent.PositionOpened(Now, new(1), new(100), 100m));
        world.Driver.Run(Now);
        Assert.True(world.Driver.FlushAll());
        world.Journal.Dispose();
        return world;
    }

    [Fact]
    public void A_position_that_the_venue_denies_halts_the_start()
    {
        World again = new(Left().Disk);
        Assert.Equal(TradingStateReason.PositionMismatch, again.Driver.Desk.StateReason);
        again.Quoted().Driver.Run(Now);
        Assert.Empty(again.Placed);

        again.Journal.Dispose();
        World agreed = new(again.Disk, TenOfSpot); // put right at the venue: a person may go on
        Assert.False(agreed.Driver.Desk.IsLocked);
        agreed.Driver.Offer(DeskEvent.TradingStateSet(Now, TradingState.Normal, TradingStateReason.Operator));
        agreed.Quoted().Driver.Run(Now);
        Assert.Single(agreed.Placed);
    }

    /// <summary>Found by the hunt: a link lost in the moments between an expiry and its price halted the desk for good.</summary>
    [Fact]
    public void What_has_ended_and_has_no_price_yet_is_no_mismatch()
    {
        World again = new(Left().Disk, settling: Spot.Id);
        Assert.Equal(TradingState.Normal, again.Driver.Desk.State);
        Assert.Equal(new Lots(100), again.Driver.Desk.Book.QuantityOf(new(1)));

        World other = new(Left().Disk, settling: Spot.Id, TenOfSpot with { Held = new(99) }); // held, and not what we hold
        Assert.Equal(TradingStateReason.PositionMismatch, other.Driver.Desk.StateReason);
    }

    [Fact]
    public void Funding_from_before_the_desk_began_is_not_its_own_and_what_came_while_it_was_away_counts_once()
    {
        FundingPayment[] paid = [.. Enumerable.Range(1, 3).Select(static n => new FundingPayment(n, new(0), -n, Now + Duration.FromSeconds(n == 1 ? -1 : n)))];
        World first = new(new SimulatedDisk(new SeededRandom(1)), settling: null, paid[..1]);
        Assert.Equal(0, first.Driver.Desk.Book.Ledger(0).Funding);
        first.Driver.Funded(Now, paid[0] with { Id = 0 });
        first.Driver.Funded(Now, paid[0]); // told again, and told late for the first time: neither is the desk's
        first.Driver.Funded(Now, paid[1]);
        first.Driver.Run(Now);
        Assert.Equal(-2, first.Driver.Desk.Book.Ledger(0).Funding);
        Assert.True(first.Driver.FlushAll());
        first.Journal.Dispose();

        World again = new(first.Disk, settling: null, paid);
        Assert.Equal(-5, again.Driver.Desk.Book.Ledger(0).Funding);
        again.Driver.Desk.Invariants();
    }

    [Fact]
    public void A_position_that_only_the_venue_has_halts_the_start()
    {
        World ours = new(Left().Disk, TenOfSpot, new HeldPosition(new ContractId("t", "FUT"), "ABC", new(1)));
        Assert.Equal(TradingStateReason.PositionMismatch, ours.Driver.Desk.StateReason);
        World others = new(Left().Disk, TenOfSpot, new HeldPosition(new ContractId("t", "XYZ-PERP"), "XYZ", new(1)));
        Assert.Equal(TradingState.Normal, others.Driver.Desk.State); // another underlying is another desk's
    }

    [Fact]
    public void Sums_that_do_not_agree_let_the_order_of_their_own_batch_not_out()
    {
        World world = new World().Exposed();
        NewOrder impossible = new(new OrderId(1, 7), new(0), Side.Buy, Lots.Zero, new(1), TimeInForce.ImmediateOrCancel, false, false);
        world.Driver.Offer(DeskEvent.Placed(Now, new Intent(impossible, DecisionReason.None, 0)));
        world.Driver.Run(Now);

        Assert.Empty(world.Placed);
        Assert.Contains("impossible quantity", world.Driver.BrokenBy, StringComparison.Ordinal);
        Assert.Equal(TradingStateReason.BrokenInvariant, world.Driver.Desk.StateReason);
        Assert.Equal(1, world.Kept().Count(k => k == DeskEventKind.OrderNotFound)); // closed in the journal too
    }

    [Fact]
    public void A_last_flush_that_fails_is_told()
    {
        World world = new();
        world.Driver.Offer(DeskEvent.PositionOpened(Now, new(1), new(100), 100m));
        world.Driver.Run(Now);
        world.Disk.FailingFlushes = 1;
        Assert.False(world.Driver.FlushAll());
        Assert.NotNull(world.Driver.JournalFailure);
    }

    [Fact]
    public void The_policy_of_the_first_start_is_the_journals()
    {
        World world = new();
        Assert.Contains(DeskEventKind.PolicySet, world.Kept());
        world.Journal.Dispose();
        using Journal journal = Journal.Open(world.Disk, new JournalOptions(), out _);
        DeskStart start = DeskStart.Fold(Settings with { Hedgers = [Settings.Hedgers[0] with { Policy = new FixedBandPolicy(new DeltaBand(-9, 0, 9, BandRebalance.ToEdge)) }] }, journal);
        Assert.Equal(Settings.Hedgers[0].Policy, start.Desk.Hedgers[0].Policy);
    }

    [Fact]
    public void The_desk_is_woken_when_it_asked()
    {
        World world = new();
        world.Quoted().Driver.Run(Now);
        Instant wake = world.Driver.WakeAt;
        Assert.True(wake > Now && wake < Now + Duration.FromSeconds(5));
        Assert.False(world.Driver.Step(wake - new Duration(1)));
        long batches = world.Driver.Desk.Batches;
        Assert.Equal(1, world.Driver.Run(wake));
        Assert.Equal(batches + 1, world.Driver.Desk.Batches);
        Assert.True(world.Driver.WakeAt > wake);
    }
}
