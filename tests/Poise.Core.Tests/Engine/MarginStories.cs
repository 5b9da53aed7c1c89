using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>Margin as the venue tells it: what a call stops, what it lets through, and that it outlives links and processes.</summary>
public sealed class MarginStories
{
    private static readonly MarginReport Fine = new(100, 20, 10), Called = new(100, 120, 60);

    private static DeskStory Tells(DeskStory story, in MarginReport report, string currency = "USD") => story.Apply(DeskEvent.MarginReported(story.Now, currency, report));

    private static MarginState StateOf(DeskStory story, string currency = "USD") => story.Desk.Accounts[0].MarginOf(currency);

    [Theory]
    [InlineData(100, 50, 20, MarginState.Ok)]
    [InlineData(100, 100, 79.9, MarginState.Ok)]
    [InlineData(100, 100, 80, MarginState.Short)]
    [InlineData(100, 100.1, 80, MarginState.Call)]
    [InlineData(100, 90, 100, MarginState.Call)]
    [InlineData(0, 0, 0, MarginState.Ok)] // an empty account needs nothing
    [InlineData(0, 0.1, 0.1, MarginState.Call)]
    [InlineData(-1, 0, 0, MarginState.Call)]
    public void A_report_says_how_the_account_stands(double equity, double initial, double maintenance, MarginState state)
    {
        DeskStory story = DeskStory.Ready();
        Assert.Equal(MarginState.None, StateOf(story));
        Assert.Equal(state, StateOf(Tells(story, new MarginReport(equity, initial, maintenance))));
        Assert.Equal(MarginState.None, StateOf(story, "BTC"));
    }

    [Fact]
    public void News_is_a_call_or_a_hundredth_of_equity()
    {
        MarginReport last = new(100, 60, 30);
        Assert.False(last.IsNewsAfter(last));
        Assert.False(new MarginReport(100.99, 60.9, 29.1).IsNewsAfter(last));
        Assert.True(new MarginReport(101, 60, 30).IsNewsAfter(last));
        Assert.True(new MarginReport(100, 61, 30).IsNewsAfter(last));
        Assert.True(new MarginReport(100, 60, 29).IsNewsAfter(last));
        Assert.True(new MarginReport(100, 100.1, 79).IsNewsAfter(new(100, 99.9, 79))); // the call
        Assert.False(new MarginReport(100, 99.9, 79).IsNewsAfter(new(100, 100.1, 79))); // not over yet
        Assert.True(new MarginReport(101.1, 100.1, 79).IsNewsAfter(new(100, 100.1, 79)));
        Assert.False(new MarginReport(100, 90, 80).IsNewsAfter(new(100, 90, 79.5)));
        Assert.False(default(MarginReport).IsNewsAfter(default));
    }

    [Fact]
    public void A_call_lets_nothing_through_that_adds_and_ok_again_trades()
    {
        DeskStory story = Tells(DeskStory.Ready(), Called).Holds(DeskStory.CallIndex, -100).EndsBatch();
        Assert.Equal((DecisionAction.Blocked, DecisionReason.MarginCall), (story.Decision.Action, story.Decision.Reason));
        Assert.Empty(story.Placed);
        Assert.Equal(TradingState.Normal, story.Desk.State);
        Tells(story.After(1), Fine).SeesMarket(100);
        Assert.Equal((DecisionAction.Hedge, DecisionReason.BelowBand), (story.Decision.Action, story.Decision.Reason));
        Assert.False(Assert.Single(story.Placed).ReduceOnly);
    }

    [Theory]
    [InlineData(100, 100, 85)] // short
    [InlineData(100, 20, 10)]
    public void What_is_no_call_stops_nothing(double equity, double initial, double maintenance)
    {
        DeskStory story = Tells(DeskStory.Ready(), new(equity, initial, maintenance)).Holds(DeskStory.CallIndex, -100).EndsBatch();
        Assert.Equal(DecisionAction.Hedge, story.Decision.Action);
    }

    [Fact]
    public void A_call_in_a_currency_that_the_hedge_does_not_settle_in_stops_nothing()
    {
        DeskStory story = Tells(DeskStory.Ready(), Called, "BTC").Holds(DeskStory.CallIndex, -100).EndsBatch();
        Assert.Equal(DecisionAction.Hedge, story.Decision.Action);
    }

    [Fact]
    public void A_hedge_that_reduces_leaves_and_ends_at_nothing_held()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.FillsWhole(story.Placed[0]);
        long held = story.Placed[0].Quantity.Count;
        Tells(story, Called).After(1).SeesMarket(90);
        NewOrder less = story.Placed[1];
        Assert.Equal((Side.Sell, true, DecisionAction.Hedge), (less.Side, less.ReduceOnly, story.Decision.Action));
        Assert.InRange(less.Quantity.Count, 1, held);
        story.FillsWhole(less);

        // The options are gone: all of the hedge goes; were they long, no more than that.
        story.Holds(DeskStory.CallIndex, 200).After(1).SeesMarket(90);
        NewOrder rest = story.Placed[2];
        Assert.Equal((Side.Sell, held - less.Quantity.Count, DecisionReason.CutToMarginCall), (rest.Side, rest.Quantity.Count, story.Decision.Reason));
        story.FillsWhole(rest).After(1).SeesMarket(90);
        Assert.Equal((DecisionAction.Blocked, DecisionReason.MarginCall, 3), (story.Decision.Action, story.Decision.Reason, story.Placed.Count));
    }

    [Fact]
    public void What_rests_and_would_add_is_taken_off()
    {
        DeskStory story = DeskStory.Ready(DeskStory.With(static h => h with { Working = new PeggedOrder() })).Holds(DeskStory.CallIndex, -100).EndsBatch();
        NewOrder resting = Assert.Single(story.Placed);
        story.Acknowledges(resting).After(1).SeesMarket(100);
        Assert.Empty(story.Cancelled);
        Tells(story, Called).EndsBatch();
        Assert.Equal(resting.Id, Assert.Single(story.Cancelled).Id);
        story.Updates(resting, OrderStatus.Cancelled, 0).After(1).SeesMarket(100);
        Assert.Equal((DecisionReason.MarginCall, 1), (story.Decision.Reason, story.Placed.Count));
    }

    [Fact]
    public void A_package_must_reduce_what_is_held()
    {
        DeskStory story = DeskStory.Ready(DeskStory.With(static h => h with { Options = new OptionLimits { MaxOrder = 20, MaxPosition = 50 }, Policy = new FixedBandPolicy(new DeltaBand(-1e6, 0, 1e6, BandRebalance.ToTarget)) }))
            .Holds(DeskStory.CallIndex, -3);
        story.Apply(DeskEvent.Quoted(story.Now, DeskStory.CallIndex, new Quote(5, 6, 10, 10, story.Now))).Apply(DeskEvent.Quoted(story.Now, DeskStory.PutIndex, new Quote(3, 4, 10, 10, story.Now)));
        Tells(story, Called).EndsBatch();
        PackageLeg back = new(DeskStory.CallIndex, new(30), new(600));
        foreach ((PackageLeg[] legs, int leg) in ((PackageLeg[], int)[])[([back, new(DeskStory.PutIndex, new(10), new(400))], 1), ([new(DeskStory.CallIndex, new(-1), new(500))], 0)])
        {
            story.Apply(DeskEvent.PackageAsked(story.Now, new Package([.. legs]))).EndsBatch();
            Assert.Equal(new PackageRefusal(leg, DecisionReason.MarginCall), story.Desk.LastRefusal);
            Assert.Empty(story.Placed);
        }
        story.Apply(DeskEvent.PackageAsked(story.Now, new Package([back]))).EndsBatch();
        Assert.Equal((PackageRefusal.None, true), (story.Desk.LastRefusal, Assert.Single(story.Placed).ReduceOnly));
    }

    /// <summary>A long future that the venue calls for is worst where it falls: puts take that off, calls and what is sold do not.</summary>
    [Fact]
    public void A_package_that_takes_off_more_maintenance_than_it_costs_is_let_through()
    {
        DeskStory story = DeskStory.Ready(DeskStory.With(static h => h with { Options = new OptionLimits { MaxOrder = 20, MaxPosition = 50, Collar = 0.99 }, Policy = new FixedBandPolicy(new DeltaBand(-1e6, 0, 1e6, BandRebalance.ToTarget)) }))
            .Holds(DeskStory.PerpetualIndex, 1, 100m);
        story.Apply(DeskEvent.Quoted(story.Now, DeskStory.CallIndex, new Quote(5, 6, 10, 10, story.Now))).Apply(DeskEvent.Quoted(story.Now, DeskStory.PutIndex, new Quote(3.4, 3.6, 10, 10, story.Now)));
        Tells(story, Called).EndsBatch();
        static PackageLeg Put(long lots, long limit = 360) => new(DeskStory.PutIndex, new(lots), new(limit));
        foreach (PackageLeg[] legs in (PackageLeg[][])[[new(DeskStory.CallIndex, new(50), new(600))], [Put(-10, 340)], [Put(50), new(DeskStory.CallIndex, new(10), new(600))], [Put(200, 690)]])
            Assert.NotEqual(PackageRefusal.None, story.Desk.RefusalOf(new Package([.. legs]))); // the last one costs more than it takes off
        story.Apply(DeskEvent.PackageAsked(story.Now, new Package([Put(50)]))).EndsBatch();
        Assert.Equal((PackageRefusal.None, false), (story.Desk.LastRefusal, Assert.Single(story.Placed).ReduceOnly));
        Tells(story, Fine);
        Assert.Equal(PackageRefusal.None, story.Desk.RefusalOf(new Package([new(DeskStory.CallIndex, new(50), new(600))])));
    }

    [Fact]
    public void What_was_told_before_a_link_was_lost_stands_until_it_is_told_again()
    {
        DeskStory story = Tells(DeskStory.Ready(), Called).Holds(DeskStory.CallIndex, -100);
        Assert.False(story.Desk.IsNews(DeskEvent.MarginReported(story.Now, "USD", Called)));
        story.Apply(DeskEvent.LinkDown(story.Now)).After(1);
        Assert.True(story.Desk.Accounts[0].Margins[0].IsOld);
        Assert.True(story.Desk.IsNews(DeskEvent.MarginReported(story.Now, "USD", Called)));
        story.Apply(DeskEvent.LinkUp(story.Now)).Apply(DeskEvent.Reconciled(story.Now)).SeesMarket(100);
        Assert.Equal(DecisionReason.MarginCall, story.Decision.Reason); // nobody has lifted it
        story.Apply(DeskEvent.Started(story.Now)).Apply(DeskEvent.LinkUp(story.Now)).Apply(DeskEvent.Reconciled(story.Now)).SeesMarket(100);
        Assert.Equal(DecisionReason.MarginCall, story.Decision.Reason);
        Tells(story, Fine).SeesMarket(100);
        Assert.Equal((DecisionAction.Hedge, false), (story.Decision.Action, story.Desk.Accounts[0].Margins[0].IsOld));
    }

    [Fact]
    public void A_liquidation_halts_a_called_desk_and_a_resume_trades_only_what_reduces()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.FillsWhole(story.Placed[0]);
        Tells(story, new(10, 30, 20)).EndsBatch();
        story.Apply(DeskEvent.Filled(story.Now, new Fill(77, default, DeskStory.PerpetualIndex, Side.Sell, new(200), new(9_000), 1m, false, story.Now) { IsLiquidation = true })).After(1).SeesMarket(100);
        Assert.Equal((TradingState.Halted, TradingStateReason.Liquidated, DecisionReason.Halted), (story.Desk.State, story.Desk.StateReason, story.Decision.Reason));
        Assert.Equal(story.Placed[0].Quantity.Count - 200, story.Desk.Book.QuantityOf(DeskStory.PerpetualIndex).Count);
        story.Apply(DeskEvent.TradingStateSet(story.Now, TradingState.Normal, TradingStateReason.Operator)).EndsBatch();
        Assert.Equal((DecisionReason.MarginCall, 1), (story.Decision.Reason, story.Placed.Count)); // short of what was sold, and still called
        Tells(story, new(10, 8, 4)).EndsBatch();
        Assert.Equal((DecisionAction.Hedge, 2), (story.Decision.Action, story.Placed.Count));
    }

    [Fact]
    public void The_state_is_another_only_once_margin_was_told()
    {
        DeskStory a = DeskStory.Ready().Holds(DeskStory.CallIndex, -1).EndsBatch(), b = DeskStory.Ready().Holds(DeskStory.CallIndex, -1).EndsBatch();
        Assert.Equal(a.Desk.StateHash(), b.Desk.StateHash());
        Tells(b, Fine);
        Assert.NotEqual(a.Desk.StateHash(), b.Desk.StateHash());
        Tells(a, Fine with { Maintenance = 11 });
        Assert.NotEqual(a.Desk.StateHash(), b.Desk.StateHash());
        Tells(a, Fine);
        Tells(b, Fine);
        Assert.Equal(a.Desk.StateHash(), b.Desk.StateHash());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_margin_never_lets_an_order_add_and_journal_and_replay_come_to_the_same_bits(ulong seed)
    {
        SeededRandom random = new(seed);
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -150).Holds(DeskStory.PutIndex, -80);
        long position = 0;
        int seen = 0, called = 0, calls = 0;
        bool isCalled = false;
        double mid = 100;
        for (int i = 0; i < 600; i++)
        {
            mid *= 1 + 0.01 * (random.NextDouble() - 0.5);
            if (random.NextInt32(6) == 0)
            {
                double maintenance = 100 * random.NextDouble(), initial = maintenance * (1 + random.NextDouble());
                MarginReport report = new(100, initial, maintenance);
                isCalled = initial > 100;
                calls += isCalled ? 1 : 0;
                Tells(story, report);
            }
            story.After(0.5).SeesMarket(mid);
            for (; seen < story.Placed.Count; seen++)
            {
                NewOrder order = story.Placed[seen];
                long after = position + (order.Side == Side.Buy ? order.Quantity.Count : -order.Quantity.Count);
                Assert.True(!isCalled || Math.Abs(after) < Math.Abs(position) && after * position >= 0, $"{order} at {position}");
                called += isCalled ? 1 : 0;
                position = after;
                story.FillsWhole(order);
            }
            Assert.Equal(position, story.Desk.Book.QuantityOf(DeskStory.PerpetualIndex).Count);
        }
        Assert.True(calls > 10 && called > 0 && seen > called, $"{calls} calls, {called} of {seen} orders in one");

        Desk again = new(DeskStory.Settings);
        Replay replay = new(again);
        foreach (DeskEvent e in story.Recording)
            Assert.True(replay.Step(e), replay.Difference);
        Assert.True(replay.Finish(), replay.Difference);
        Assert.Equal(story.Desk.StateHash(), again.StateHash());

        // The journal, cut where it may be: what it says of margin is what was told up to there.
        byte[] bytes = new byte[DeskEventCodec.UsualLength];
        DeskEvent[] kept = [.. story.Recording.Where(static e => e.Kind != DeskEventKind.Quoted)];
        int cut = kept.Length / 2;
        Desk[] folded = [new(DeskStory.Settings), new(DeskStory.Settings)];
        Recovery[] recoveries = [new(folded[0]), new(folded[1])];
        for (int i = 0; i < kept.Length; i++)
        {
            Assert.True(DeskEventCodec.TryEncode(kept[i], bytes, out int length));
            Assert.Null(recoveries[0].Fold(bytes.AsSpan(0, length)));
            if (i < cut)
                Assert.Null(recoveries[1].Fold(bytes.AsSpan(0, length)));
        }
        Assert.Equal(story.Desk.Accounts[0].Margins.ToArray(), folded[0].Accounts[0].Margins.ToArray());
        for (int i = cut; i < kept.Length; i++)
            folded[1].Apply(kept[i]);
        Assert.Equal(folded[0].StateHash(), folded[1].StateHash());
    }

    [Fact]
    public void A_call_costs_no_bytes_over_ten_thousand_quotes()
    {
        DeskStory story = Tells(Tells(DeskStory.Ready(), Fine, "BTC"), Called).Holds(DeskStory.CallIndex, -100).EndsBatch();
        Effect[] effects = new Effect[32];
        int tick = 0;
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            for (int i = 0; i < 10_000; i++, tick++)
            {
                Instant at = story.Now + new Duration(tick * 1_000_000L);
                double mid = 100 + Math.Sin(tick * 0.01);
                story.Desk.Apply(DeskEvent.Quoted(at, DeskStory.PerpetualIndex, new Quote(mid - 0.01, mid + 0.01, 5, 5, at)));
                EffectWriter writer = new(effects);
                story.Desk.EndBatch(at, ref writer);
            }
        }));
        Assert.Equal(DecisionReason.MarginCall, story.Desk.Hedgers[0].LastDecision.Reason);
    }

    [Fact]
    public void Margin_of_a_venue_that_is_named_no_more_is_passed_over()
    {
        byte[] bytes = new byte[DeskEventCodec.UsualLength];
        Assert.True(DeskEventCodec.TryEncode(DeskEvent.MarginReported(DeskStory.Start, "USD", Called, "gone"), bytes, out int length));
        Assert.True(DeskEventCodec.TryDecode(bytes.AsSpan(0, length), out DeskEvent read, out string? refusal), refusal);
        Assert.Equal(("gone", "USD", Called), (read.Venue, read.Currency, read.Margin));
        Desk desk = new(DeskStory.Settings);
        Assert.Null(new Recovery(desk).Fold(bytes.AsSpan(0, length)));
        Assert.Equal(0, desk.Accounts[0].Margins.Length);
    }

    [Theory]
    [InlineData(double.NaN, 0, 0)]
    [InlineData(1, -1, 0)]
    [InlineData(1, 0, -1)]
    [InlineData(1, double.PositiveInfinity, 0)]
    public void Margin_that_cannot_be_is_no_event(double equity, double initial, double maintenance)
    {
        Assert.Throws<ArgumentException>(() => DeskEvent.MarginReported(DeskStory.Start, "USD", new(equity, initial, maintenance)));
        Assert.Throws<ArgumentException>(() => DeskEvent.MarginReported(DeskStory.Start, "", Fine));
        byte[] bytes = new byte[DeskEventCodec.UsualLength];
        Assert.True(DeskEventCodec.TryEncode(DeskEvent.MarginReported(DeskStory.Start, "USD", new(1, 2, 3)), bytes, out int length));
        int at = bytes.AsSpan(0, length).IndexOf(BitConverter.GetBytes(1.0));
        double[] wrong = [equity, initial, maintenance];
        for (int i = 0; i < wrong.Length; i++)
            BitConverter.TryWriteBytes(bytes.AsSpan(at + 8 * i), wrong[i]);
        Assert.False(DeskEventCodec.TryDecode(bytes.AsSpan(0, length), out _, out string? refusal));
        Assert.Contains("margin", refusal, StringComparison.Ordinal);
    }
}
