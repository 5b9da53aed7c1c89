using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>Orders answered on paper at a real market's prices, and what survives the process.</summary>
public sealed class PaperVenueTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 29, 9);

    private static readonly Contract Inverse = new()
    {
        Id = new("deribit", "BTC-PERPETUAL"),
        Kind = ContractKind.Perpetual,
        Underlying = "BTC",
        Root = "BTC",
        Style = PayoffStyle.Inverse,
        Multiplier = 10,
        SettlementCurrency = "BTC",
        PriceTick = 0.5m,
        LotSize = 1m,
    };

    private static readonly Contract Linear = Inverse with
    {
        Id = new("deribit", "BTC_USDC-PERPETUAL"),
        Underlying = "BTC_USDC",
        Root = "BTC_USDC",
        Style = PayoffStyle.Linear,
        Multiplier = 1,
        SettlementCurrency = "USDC",
        LotSize = 0.001m,
    };

    private sealed class Paper
    {
        private readonly Contract _hedge;
        private long _sequence;

        public Paper(Contract hedge, SimulatedDisk journal, SimulatedDisk paper, Instant now)
        {
            _hedge = hedge;
            Now = now;
            var settings = new DeskSettings
            {
                Hedgers =
                [
                    new HedgerSettings
                    {
                        Underlying = hedge.Underlying,
                        Hedge = hedge.Id,
                        Policy = new FixedBandPolicy(new DeltaBand(-1e9, 0, 1e9, BandRebalance.ToTarget)),
                        Limits = new RiskLimits { MaxOrder = new(1_000_000), MaxPosition = new(10_000_000) },
                        Plan = new CrossingPlan(0.001, new(1000)),
                    },
                ],
            };
            DeskStart start = DeskStart.Fold(settings, Journal.Open(journal, new JournalOptions(), out _));
            Queue = new VenueQueue(-1);
            Port = Queue.Open(hedge.Id.Venue);
            Queue.Know(start.Desk.Book);
            Driver = start.Attach(Queue, now);
            Venue = new PaperVenues(Driver, [new PaperVenue(Driver, hedge, 100_000, new VenueCosts(), paper, now)]);
            Port.Connect(Venue, () => Venue);
            Queue.Listed(now, hedge);
            Port.LinkChanged(now, isUp: true);
            Deliver();
        }

        public Instant Now { get; private set; }

        public VenueQueue Queue { get; }

        public VenuePort Port { get; }

        public DeskDriver Driver { get; }

        public PaperVenues Venue { get; }

        public Desk Desk => Driver.Desk;

        public Lots Held => Desk.Book.QuantityOf(new(0));

        public void Quote(double bid, double ask, double bidSize = 50, double askSize = 50)
        {
            Now += Duration.FromMilliseconds(1500);
            Port.Quoted(Now, new(0), new Quote(bid, ask, bidSize, askSize, Now));
            Deliver();
        }

        public void Pass(Duration time)
        {
            Now += time;
            Venue.Advance(Now);
            Driver.Run(Now);
        }

        public OrderId Place(Side side, long lots, double price, TimeInForce time = TimeInForce.ImmediateOrCancel, bool isAnswered = true)
        {
            var order = new NewOrder(new OrderId(1, Desk.LastSequence + ++_sequence), new(0), side, new(lots), new(Grid.Count(price, _hedge.PriceTick, Rounding.Nearest)), time, false, false);
            _sequence = 0;
            Driver.Offer(DeskEvent.Placed(Now, new Intent(order, DecisionReason.None, 0)));
            Driver.Run(Now);
            Assert.True(Driver.FlushAll());
            Verdict<NewOrder> verdict = Desk.Hedgers[0].Gate.Check(order, Desk.ViewOf(new(0), order.Id));
            Assert.True(verdict.IsApproved, verdict.Refusal.ToString());
            Queue.Place(verdict.Approved);
            Assert.Equal(1, Desk.Working.Count);
            if (isAnswered)
                Pass(Duration.FromMilliseconds(100));
            return order.Id;
        }

        public void Deliver()
        {
            Queue.Deliver(Driver, Now, Venue);
            Driver.Run(Now);
        }
    }

    private static SimulatedDisk Disk(ulong seed) => new(new SeededRandom(seed));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_order_trades_at_the_real_best_price_and_for_no_more_than_is_shown(bool isLinear)
    {
        Contract hedge = isLinear ? Linear : Inverse;
        var paper = new Paper(hedge, Disk(1), Disk(2), Start);
        paper.Quote(99_999.5, 100_000.5, isLinear ? 0.05 : 50, isLinear ? 0.05 : 50);
        paper.Place(Side.Buy, 30, 100_050);
        Assert.Equal(new Lots(30), paper.Held);
        paper.Place(Side.Buy, 30, 100_050); // 20 are left, the rest is cancelled
        Assert.Equal(new Lots(50), paper.Held);
        paper.Place(Side.Buy, 30, 100_050);
        Assert.Equal(new Lots(50), paper.Held);
        Assert.Equal(0, paper.Desk.Working.Count);
        paper.Quote(99_999.5, 100_000.5, isLinear ? 0.05 : 50, isLinear ? 0.05 : 50); // told again, there again
        paper.Place(Side.Sell, 45, 99_900);
        Assert.Equal(new Lots(5), paper.Held);
        Position position = paper.Desk.Book.PositionOf(new(0));
        Assert.True(position.Fees > 0);
        Assert.Equal(TradingState.Normal, paper.Desk.State);
    }

    [Fact]
    public void An_order_under_way_is_answered_before_the_account_is_read_and_sizes_come_back_after_a_second()
    {
        var paper = new Paper(Inverse, Disk(1), Disk(2), Start);
        paper.Quote(99_999.5, 100_000.5);
        OrderId id = paper.Place(Side.Buy, 50, 100_050, isAnswered: false);
        Assert.Equal((Lots.Zero, 1), (paper.Held, paper.Desk.Working.Count));
        paper.Port.LinkChanged(paper.Now, isUp: false);
        paper.Port.LinkChanged(paper.Now, isUp: true);
        paper.Deliver();
        Assert.Equal((new Lots(50), 0, TradingState.Normal), (paper.Held, paper.Desk.Working.Count, paper.Desk.State));
        Assert.True(paper.Venue.TryOrder(id, out OrderUpdate state, []) && state.Status == OrderStatus.Filled);
        paper.Place(Side.Buy, 10, 100_050); // nothing is left
        Assert.Equal(new Lots(50), paper.Held);
        paper.Pass(Duration.FromSeconds(1));
        paper.Place(Side.Buy, 10, 100_050);
        Assert.Equal(new Lots(60), paper.Held);
    }

    [Fact]
    public void A_market_that_comes_to_a_standing_order_fills_it()
    {
        var paper = new Paper(Inverse, Disk(1), Disk(2), Start);
        paper.Quote(99_999.5, 100_000.5);
        paper.Place(Side.Buy, 10, 99_900, TimeInForce.GoodTillCancelled);
        Assert.Equal(1, paper.Desk.Working.Count);
        paper.Quote(99_800, 99_850);
        Assert.Equal((new Lots(10), 0), (paper.Held, paper.Desk.Working.Count));
        OrderId second = paper.Place(Side.Buy, 10, 99_700, TimeInForce.GoodTillCancelled);
        paper.Queue.Cancel(new Cancel(second, new(0)));
        paper.Driver.Run(paper.Now);
        Assert.Equal((new Lots(10), 0), (paper.Held, paper.Desk.Working.Count));
    }

    [Fact]
    public void What_was_answered_is_there_after_the_process_died()
    {
        SimulatedDisk journal = Disk(1), state = Disk(2);
        var paper = new Paper(Inverse, journal, state, Start);
        paper.Quote(99_999.5, 100_000.5);
        paper.Place(Side.Buy, 30, 100_050);
        paper.Place(Side.Sell, 7, 99_900); // the intent is durable, what came of it is not
        journal.Crash();
        state.Crash();
        var again = new Paper(Inverse, journal, state, Start + Duration.FromSeconds(60));
        Assert.Equal(TradingState.Normal, again.Desk.State);
        Assert.True(again.Venue.TryPosition(Inverse.Id, out Lots held));
        Assert.Equal(held, again.Held);
        again.Quote(99_999.5, 100_000.5);
        again.Place(Side.Buy, 1, 100_050);
        Assert.Equal(held + new Lots(1), again.Held);
    }

    [Fact]
    public void A_paper_market_that_cannot_be_read_is_not_begun_anew()
    {
        SimulatedDisk journal = Disk(1), state = Disk(2);
        var paper = new Paper(Inverse, journal, state, Start);
        paper.Quote(99_999.5, 100_000.5);
        paper.Place(Side.Buy, 30, 100_050);
        byte[] bytes = state.Bytes("paper.state");
        bytes[bytes.Length / 2] ^= 1;
        state.Put("paper.state", bytes);
        journal.Crash();
        Assert.Contains("paper.state", Assert.Throws<JournalException>(() => new Paper(Inverse, journal, state, Start)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_that_is_set_does_not_set_the_desks()
    {
        var machine = new SetTime();
        var steady = new SteadyTime(machine);
        DateTimeOffset before = steady.GetUtcNow();
        machine.Wall -= TimeSpan.FromHours(1);
        machine.Stamp += 3 * machine.TimestampFrequency;
        Assert.Equal(before + TimeSpan.FromSeconds(3), steady.GetUtcNow());
    }

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Wall { get; set; } = new(2026, 11, 29, 9, 0, 0, TimeSpan.Zero);

        public long Stamp { get; set; }

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => Stamp;
    }

    [Fact]
    public void What_the_paper_market_lost_halts_the_desk()
    {
        SimulatedDisk journal = Disk(1);
        var paper = new Paper(Inverse, journal, Disk(2), Start);
        paper.Quote(99_999.5, 100_000.5);
        paper.Place(Side.Buy, 30, 100_050);
        paper.Driver.FlushAll();
        journal.Crash();
        var again = new Paper(Inverse, journal, Disk(3), Start + Duration.FromSeconds(60));
        Assert.Equal(TradingStateReason.PositionMismatch, again.Desk.StateReason);
    }
}
