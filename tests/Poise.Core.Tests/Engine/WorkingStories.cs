using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>What a desk makes of a working algorithm: short 100 calls at 100, some 53 to buy, in lots of 0.1.</summary>
public class WorkingStories
{
    private static readonly PeggedOrder _peg = new();
    private static readonly PassiveThenCross _passive = new(_peg, 1e6, Duration.FromSeconds(10));
    private static readonly ScheduledWorking _twap = new(new EvenSchedule(), Duration.FromSeconds(100), 10, double.PositiveInfinity, new Sweep());

    private static DeskSettings By(IWorkingAlgorithm working) => DeskStory.With(h => h with { Working = working });

    private static DeskStory Short(IWorkingAlgorithm working) => DeskStory.Ready(By(working)).Holds(DeskStory.CallIndex, -100).EndsBatch();

    private static Hedger HedgerOf(DeskStory story) => story.Desk.Hedgers[0];

    private static DeskStory Ended(DeskStory story, long filled = 0) => story.Updates(story.Placed[^1], OrderStatus.Cancelled, filled);

    [Fact]
    public void A_hedge_rests_at_the_touch()
    {
        DeskStory story = Short(_peg);
        NewOrder order = Assert.Single(story.Placed);
        Assert.Equal((Side.Buy, 9998, TimeInForce.GoodTillCancelled, true), (order.Side, order.Limit.Count, order.TimeInForce, order.PostOnly));
        Assert.Equal((long)Math.Truncate(-story.Decision.NetDelta / 0.1), order.Quantity.Count);
        Assert.Equal((DecisionAction.Hedge, DecisionReason.BelowBand), (story.Decision.Action, story.Decision.Reason));
        Assert.Equal(new WorkedWish(Side.Buy, story.Now, 100, Orders: 1, OrderedAt: story.Now), HedgerOf(story).Wish);

        story.Acknowledges(order).After(0.5).SeesMarket(100);
        Assert.Equal((DecisionAction.Hold, DecisionReason.Resting), (story.Decision.Action, story.Decision.Reason));
        story.FillsWhole(order).EndsBatch();
        Assert.Equal(DecisionReason.BelowLeastOrder, story.Decision.Reason);
        Assert.False(HedgerOf(story).Wish.IsStanding);
        Assert.Single(story.Placed);
    }

    [Fact]
    public void It_follows_the_touch_by_a_cancel_and_an_order_once_that_is_confirmed()
    {
        DeskStory story = Short(_peg);
        NewOrder first = story.Placed[0];
        story.Acknowledges(first).After(2).SeesMarket(100.1);
        Assert.Equal(DecisionReason.TouchMoved, story.Decision.Reason);
        Assert.Equal(first.Id, Assert.Single(story.Cancelled).Id);
        story.After(0.1).SeesMarket(100.1);
        Assert.Equal(DecisionReason.TakingOff, story.Decision.Reason);
        Assert.Single(story.Cancelled);
        Assert.Single(story.Placed);

        // 30 lots were filled while the cancel was on its way: told of before they are told.
        story.Updates(first, OrderStatus.Cancelled, 30).SeesMarket(100.1);
        Assert.Equal(2, story.Placed.Count);
        Assert.Equal(10_008, story.Placed[1].Limit.Count);
        Assert.True(story.Placed[1].Quantity.Count * 0.1 + 3 <= -story.Decision.NetDelta + 1e-9);
        story.Fills(first, 30).SeesMarket(100.1);
        Assert.Equal(DecisionReason.OrderUnderWay, story.Decision.Reason);
        story.Acknowledges(story.Placed[1]).EndsBatch();
        Assert.Equal(DecisionReason.Resting, story.Decision.Reason);
        Assert.Equal((30, 2), (HedgerOf(story).Wish.Done.Count, HedgerOf(story).Wish.Orders));
    }

    [Fact]
    public void What_was_filled_in_part_goes_on_to_the_target_or_stops_at_the_edge()
    {
        DeskStory story = Short(_twap);
        NewOrder slice = story.Placed[0];
        Assert.InRange(slice.Quantity.Count, 52, 54);
        for (int i = 1; HedgerOf(story).Wish.IsStanding; i++)
        {
            story.FillsWhole(story.Placed[^1]).EndsBatch().After(10).SeesMarket(100);
            Assert.True(i <= 10, "it ends with its length");
            if (HedgerOf(story).Wish.IsStanding && story.Decision.NetDelta > -5)
                Assert.Equal(DecisionReason.OnTheWay, story.Decision.Reason);
        }
        Assert.Equal(10, story.Placed.Count);
        Assert.InRange(story.Decision.NetDelta, -0.2, 0.1);

        DeskStory edge = DeskStory.Ready(DeskStory.With(h => h with { Working = _peg, Policy = new FixedBandPolicy(new DeltaBand(-5, 0, 5, BandRebalance.ToEdge)) })).Holds(DeskStory.CallIndex, -100).EndsBatch();
        edge.FillsWhole(edge.Placed[0]).EndsBatch();
        Assert.Single(edge.Placed);
        Assert.InRange(edge.Decision.NetDelta, -5.1, -5);
    }

    [Fact]
    public void What_is_not_wanted_any_more_is_taken_off_and_the_wish_is_over()
    {
        DeskStory story = Short(_peg);
        story.Acknowledges(story.Placed[0]).Holds(DeskStory.CallIndex, 100).EndsBatch();
        Assert.Equal(DecisionReason.InsideBand, story.Decision.Reason);
        Assert.Single(story.Cancelled);
        Assert.False(HedgerOf(story).Wish.IsStanding);
        WishChange[] wishes = [.. story.Recording.Where(static e => e.Kind == DeskEventKind.WishSet).Select(static e => e.Wish)];
        Assert.Equal([true, false], wishes.Select(static w => w.Since.IsKnown));
        story.After(0.1).EndsBatch();
        Assert.Single(story.Cancelled);
        Ended(story).EndsBatch();
        Assert.Single(story.Placed);
    }

    [Fact]
    public void The_other_way_is_another_wish_and_waits_for_what_rests_to_end()
    {
        DeskStory story = Short(_peg);
        story.Acknowledges(story.Placed[0]).After(3).Holds(DeskStory.CallIndex, 200).SeesMarket(100);
        Assert.Equal(DecisionReason.WrongSide, story.Decision.Reason);
        Assert.Equal((Side.Sell, story.Now), (HedgerOf(story).Wish.Side, HedgerOf(story).Wish.Since));
        // It is filled in part on its way out: that was of the wish before, and is sold again.
        story.Fills(story.Placed[0], 50).Updates(story.Placed[0], OrderStatus.Cancelled, 50).EndsBatch();
        Assert.Equal(Side.Sell, story.Placed[1].Side);
        Assert.Equal((long)Math.Truncate(story.Decision.NetDelta / 0.1), story.Placed[1].Quantity.Count);
        Assert.Equal(Lots.Zero, HedgerOf(story).Wish.Done);
    }

    [Fact]
    public void A_venue_that_refuses_post_only_is_asked_again_after_a_pause_until_patience_is_over()
    {
        DeskStory story = Short(_passive);
        int asked = 0;
        for (double seconds = 0; seconds < 9.5; seconds += 0.5)
        {
            if (story.Placed.Count > asked)
                story.Updates(story.Placed[asked++], OrderStatus.Rejected, 0);
            story.EndsBatch();
            Assert.Equal(0, story.Desk.Working.Count);
            Assert.Equal(DecisionReason.JustOrdered, story.Decision.Reason);
            story.After(0.5).SeesMarket(100);
        }
        Assert.InRange(asked, 9, 10); // one a second
        Assert.All(story.Placed, static o => Assert.True(o.PostOnly));
        if (story.Desk.Working.Count > 0)
            story.Updates(story.Placed[^1], OrderStatus.Rejected, 0);
        story.After(0.6).SeesMarket(100);
        Assert.Equal((DecisionAction.Hedge, DecisionReason.PatienceOver), (story.Decision.Action, story.Decision.Reason));
        Assert.Equal((false, TimeInForce.ImmediateOrCancel), (story.Placed[^1].PostOnly, story.Placed[^1].TimeInForce));
    }

    [Fact]
    public void Patience_takes_off_what_rests_and_crosses_for_what_is_left()
    {
        DeskStory story = Short(_passive);
        NewOrder resting = story.Placed[0];
        story.Acknowledges(resting).Fills(resting, 130).After(5).SeesMarket(100).After(5).SeesMarket(100);
        Assert.Equal(DecisionReason.PatienceOver, story.Decision.Reason);
        Assert.Equal(resting.Id, Assert.Single(story.Cancelled).Id);
        Assert.Single(story.Placed);
        story.Updates(resting, OrderStatus.Cancelled, 130).EndsBatch();
        Assert.Equal((TimeInForce.ImmediateOrCancel, (long)Math.Truncate(-story.Decision.NetDelta / 0.1)), (story.Placed[1].TimeInForce, story.Placed[1].Quantity.Count));
    }

    [Fact]
    public void Far_outside_its_band_a_hedge_crosses_at_once()
    {
        // 53 of delta are nine and a half half-widths beyond the edge.
        Assert.Equal(DecisionReason.Urgent, Short(_passive with { Urgency = 9 }).Decision.Reason);
        Assert.Equal(DecisionReason.BelowBand, Short(_passive with { Urgency = 10 }).Decision.Reason);
        DeskStory story = DeskStory.Ready(DeskStory.With(h => h with { Working = _passive, Policy = new FixedBandPolicy(new DeltaBand(0, 0, 0, BandRebalance.ToTarget)) })).Holds(DeskStory.CallIndex, -100).EndsBatch();
        Assert.Equal(DecisionReason.Urgent, story.Decision.Reason); // a band without width
    }

    [Fact]
    public void A_budget_is_kept_from_the_arrival_mid_on()
    {
        DeskStory story = Short(new BudgetedWorking(new Sweep(), 10));
        Assert.Equal(10_010, story.Placed[0].Limit.Count);
        Ended(story).After(1).SeesMarket(100.2);
        Assert.Equal((DecisionAction.Hold, DecisionReason.OverBudget), (story.Decision.Action, story.Decision.Reason));
        story.After(1).SeesMarket(100.05);
        Assert.Equal(10_010, story.Placed[1].Limit.Count);
    }

    [Fact]
    public void Participation_counts_what_is_traded_in_the_hedge_instrument_alone()
    {
        DeskStory story = Short(new Participation(0.1, double.PositiveInfinity, new Sweep()));
        Assert.Equal(DecisionReason.NotDue, story.Decision.Reason);
        story.Apply(DeskEvent.Traded(story.Now, new Print(DeskStory.CallIndex, Side.Buy, new(1000), new(500)))).EndsBatch();
        Assert.Empty(story.Placed);
        story.Apply(DeskEvent.Traded(story.Now, new Print(DeskStory.PerpetualIndex, Side.Sell, new(250), new(9998)))).EndsBatch();
        Assert.Equal(25, Assert.Single(story.Placed).Quantity.Count);
        story.FillsWhole(story.Placed[0]).EndsBatch();
        Assert.Equal(DecisionReason.NotDue, story.Decision.Reason);
        story.Apply(DeskEvent.Traded(story.Now, new Print(DeskStory.PerpetualIndex, Side.Buy, new(100), new(9998)))).EndsBatch();
        Assert.Equal(10, story.Placed[1].Quantity.Count);
    }

    [Fact]
    public void With_the_days_messages_used_up_what_rests_stays_where_it_is()
    {
        DeskStory story = DeskStory.Ready(By(_peg) with { Orders = new OrderLimits { MaxMessages = 2 } }).Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.Acknowledges(story.Placed[0]).After(2).SeesMarket(100.1);
        Assert.Equal((DecisionReason.MessageBudget, 0), (story.Decision.Reason, story.Cancelled.Count)); // off, and nothing could take its place
        story.Holds(DeskStory.CallIndex, 100).EndsBatch();
        Assert.Single(story.Cancelled); // not wanted any more: cancels are never refused
    }

    [Fact]
    public void What_rests_beyond_a_limit_that_was_lowered_is_taken_off()
    {
        DeskStory story = Short(_peg);
        RiskLimits limits = story.Desk.Hedgers[0].Limits;
        story.Acknowledges(story.Placed[0]).Apply(DeskEvent.LimitsSet(story.Now, limits with { MaxDelta = 1 })).EndsBatch();
        Assert.Empty(story.Cancelled); // it comes nearer to zero
        story.Apply(DeskEvent.LimitsSet(story.Now, limits with { MaxOrder = new(10) })).EndsBatch();
        Assert.Equal(story.Placed[0].Id, Assert.Single(story.Cancelled).Id);
    }

    [Fact]
    public void A_kill_takes_off_what_rests_and_what_follows_begins_anew()
    {
        DeskStory story = Short(_twap with { By = _peg });
        story.Acknowledges(story.Placed[0]).After(3).Apply(DeskEvent.Kill(story.Now)).SeesMarket(100);
        Assert.Equal(DecisionAction.Halted, story.Decision.Action);
        Assert.Single(story.Cancelled);
        Assert.False(HedgerOf(story).Wish.IsStanding);
        Ended(story).After(30).SeesMarket(101);
        Assert.Single(story.Placed);

        story.Apply(DeskEvent.TradingStateSet(story.Now, TradingState.Normal, TradingStateReason.Operator)).EndsBatch();
        Assert.Equal((story.Now, 101), (HedgerOf(story).Wish.Since, HedgerOf(story).Wish.Arrival));
        Assert.InRange(story.Placed[1].Quantity.Count, 52, 60); // the first of ten slices again
    }

    [Fact]
    public void Cancel_all_takes_off_what_rests_and_the_wish_goes_on()
    {
        DeskStory story = Short(_peg);
        Instant since = HedgerOf(story).Wish.Since;
        story.Acknowledges(story.Placed[0]).After(2).Apply(DeskEvent.CancelAllAsked(story.Now)).SeesMarket(100);
        Assert.Equal(DecisionReason.CancellingAll, story.Decision.Reason);
        Assert.Single(story.Cancelled);
        Ended(story).EndsBatch();
        Assert.Equal(2, story.Placed.Count);
        Assert.Equal(since, HedgerOf(story).Wish.Since);
    }

    [Fact]
    public void Reduce_only_takes_off_what_would_build_up_and_places_what_flattens()
    {
        DeskStory story = Short(_peg);
        story.Acknowledges(story.Placed[0]).Apply(DeskEvent.TradingStateSet(story.Now, TradingState.ReduceOnly, TradingStateReason.Operator)).EndsBatch();
        Assert.Equal((DecisionAction.Hold, DecisionReason.CutToReduceOnly), (story.Decision.Action, story.Decision.Reason));
        Assert.Single(story.Cancelled);
        Ended(story).After(2).SeesMarket(100);
        Assert.Equal((DecisionAction.Blocked, DecisionReason.ReduceOnly), (story.Decision.Action, story.Decision.Reason));
        story.Holds(DeskStory.PerpetualIndex, -2, 100m).EndsBatch();
        Assert.Equal((20, true), (story.Placed[1].Quantity.Count, story.Placed[1].ReduceOnly));
        story.Acknowledges(story.Placed[1]).After(0.5).SeesMarket(100);
        Assert.Equal(DecisionReason.Resting, story.Decision.Reason);
    }

    [Fact]
    public void Blind_the_desk_takes_off_what_rests_and_places_nothing()
    {
        (Action<DeskStory> Blind, DecisionReason Why, Action<DeskStory> See)[] ways =
        [
            (static s => s.After(3), DecisionReason.HedgeQuoteStale, static s => s.Quotes(100)),
            (static s => s.Apply(DeskEvent.Quoted(s.Now, DeskStory.PerpetualIndex, Quote.Absent with { Bid = 99, At = s.Now })), DecisionReason.NoHedgeQuote, static s => s.Quotes(100)),
            (static s => s.Fits(double.NaN), DecisionReason.NoVol, static s => s.Fits(0.5)),
            (static s => s.After(31).Quotes(100), DecisionReason.VolsStale, static s => s.Fits(0.5)),
        ];
        foreach ((Action<DeskStory> blind, DecisionReason why, Action<DeskStory> see) in ways)
        {
            DeskStory story = Short(_peg);
            blind(story.Acknowledges(story.Placed[0]));
            story.EndsBatch().EndsBatch();
            Assert.Equal(why, story.Decision.Reason);
            Assert.Equal(story.Placed[0].Id, Assert.Single(story.Cancelled).Id);
            Ended(story).EndsBatch();
            Assert.Single(story.Placed);
            see(story.After(1));
            see(story.EndsBatch());
            story.Quotes(100).EndsBatch();
            Assert.Equal(2, story.Placed.Count);
        }
    }

    [Fact]
    public void Over_a_lost_link_nothing_is_done_and_after_it_what_rests_is_moved_as_before()
    {
        DeskStory story = Short(_peg);
        story.Acknowledges(story.Placed[0]).Apply(DeskEvent.LinkDown(story.Now)).After(2).SeesMarket(100.1);
        Assert.Equal(DecisionReason.Recovering, story.Decision.Reason);
        Assert.Empty(story.Cancelled);
        story.Apply(DeskEvent.LinkUp(story.Now)).Apply(DeskEvent.Reconciled(story.Now)).SeesMarket(100.1);
        Assert.Equal(DecisionReason.TouchMoved, story.Decision.Reason);
        Assert.Single(story.Cancelled);
        // That cancel is lost with the link: it is asked again on the next.
        story.Apply(DeskEvent.LinkDown(story.Now)).Apply(DeskEvent.LinkUp(story.Now)).Apply(DeskEvent.Reconciled(story.Now)).EndsBatch();
        Assert.Equal(2, story.Cancelled.Count);
        Assert.Single(story.Placed);
    }

    [Fact]
    public void What_rests_from_another_algorithm_is_taken_off_by_one_that_keeps_nothing()
    {
        DeskStory story = Short(_peg);
        story.Acknowledges(story.Placed[0]).Apply(DeskEvent.WorkingSet(story.Now, new Sweep())).EndsBatch();
        Assert.Single(story.Cancelled);
        Assert.Single(story.Placed);
        Ended(story).EndsBatch();
        Assert.Equal(TimeInForce.ImmediateOrCancel, story.Placed[1].TimeInForce);
        Assert.False(HedgerOf(story).Wish.IsStanding);
    }

    [Fact]
    public void A_policy_whose_hours_end_takes_off_what_rests_and_is_settled_once_it_is_gone()
    {
        var schedule = new Schedule(Duration.FromSeconds(60), Duration.FromSeconds(5));
        DeskStory story = DeskStory.Ready(DeskStory.With(h => h with { Working = _peg, Policy = new ScheduledPolicy(h.Policy, schedule) })).Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.Acknowledges(story.Placed[0]).After(6).SeesMarket(100);
        Assert.Equal(DecisionReason.OffSchedule, story.Decision.Reason);
        Assert.Single(story.Cancelled);
        Ended(story).After(1).SeesMarket(100);
        Assert.Single(story.Placed);
        story.After(53).SeesMarket(100);
        Assert.Equal(2, story.Placed.Count);
    }

    [Fact]
    public void A_desk_without_room_for_an_effect_goes_on_in_the_next_batch()
    {
        DeskStory story = DeskStory.Ready(By(_peg)).Holds(DeskStory.CallIndex, -100);
        var buffer = new Effect[2];
        List<EffectKind> kinds = [];
        for (int i = 0; i < 3; i++)
        {
            var effects = new EffectWriter(buffer);
            bool isHedging = story.Desk.EndBatch(story.Now, ref effects);
            foreach (ref readonly Effect effect in effects.Written)
                kinds.Add(effect.Kind);
            Assert.Equal(i == 1, isHedging);
        }
        Assert.Equal([EffectKind.Wish, EffectKind.WakeAt, EffectKind.Place], kinds);
    }

    [Fact]
    public void A_restart_in_the_middle_goes_on_by_the_clock()
    {
        DeskStory before = Short(_twap);
        before.FillsWhole(before.Placed[0]).EndsBatch().After(10).SeesMarket(100.5);
        NewOrder second = before.Placed[1];
        var after = new DeskStory(By(_twap));
        Restart(before, after, 15);
        Assert.Equal(HedgerOf(before).Wish with { DoneInVolume = Lots.Zero }, HedgerOf(after).Wish);

        // The venue had filled half of the second slice.
        after.Fills(second, 20, trade: 100).Updates(second, OrderStatus.Cancelled, 20)
            .Apply(DeskEvent.PositionReported(after.Now, DeskStory.PerpetualIndex, before.Placed[0].Quantity + new Lots(20)))
            .Apply(DeskEvent.LinkUp(after.Now)).Apply(DeskEvent.Reconciled(after.Now)).SeesMarket(100.5);
        long whole = before.Placed[0].Quantity.Count + 20 + (long)Math.Truncate(-after.Decision.NetDelta / 0.1 + 1e-9);
        Assert.Equal(Math.Floor(whole * 0.3) - before.Placed[0].Quantity.Count - 20, Assert.Single(after.Placed).Quantity.Count); // three of ten slices are due
        Assert.Equal(100, HedgerOf(after).Wish.Arrival);
    }

    [Fact]
    public void What_rests_over_a_restart_is_taken_up()
    {
        DeskStory before = Short(_passive);
        before.Acknowledges(before.Placed[0]);
        var after = new DeskStory(By(_passive));
        Restart(before, after, 4);
        after.Acknowledges(before.Placed[0]).Apply(DeskEvent.LinkUp(after.Now)).Apply(DeskEvent.Reconciled(after.Now)).SeesMarket(100);
        Assert.Equal(DecisionReason.Resting, after.Decision.Reason);
        after.After(6).SeesMarket(100);
        Assert.Equal(DecisionReason.PatienceOver, after.Decision.Reason); // ten seconds after it was wanted
        Assert.Equal(before.Placed[0].Id, Assert.Single(after.Cancelled).Id);
    }

    [Fact]
    public void After_a_restart_volume_is_counted_anew()
    {
        var share = new Participation(0.1, double.PositiveInfinity, new Sweep());
        DeskStory before = Short(share);
        before.Apply(DeskEvent.Traded(before.Now, new Print(DeskStory.PerpetualIndex, Side.Sell, new(250), new(9998)))).EndsBatch();
        before.FillsWhole(before.Placed[0]).EndsBatch();
        var after = new DeskStory(By(share));
        Restart(before, after, 5, static e => e.Kind != DeskEventKind.Traded);
        after.Apply(DeskEvent.LinkUp(after.Now)).Apply(DeskEvent.Reconciled(after.Now)).SeesMarket(100);
        Assert.Equal(DecisionReason.NotDue, after.Decision.Reason);
        after.Apply(DeskEvent.Traded(after.Now, new Print(DeskStory.PerpetualIndex, Side.Buy, new(70), new(9998)))).EndsBatch();
        Assert.Equal(7, Assert.Single(after.Placed).Quantity.Count);
        Assert.Equal(25, HedgerOf(after).Wish.Done.Count);
    }

    [Fact]
    public void A_steady_desk_with_an_order_at_rest_allocates_nothing()
    {
        DeskStory story = DeskStory.Ready(By(new ScheduledWorking(new AlmgrenChrissSchedule(Duration.FromSeconds(50)), Duration.FromSeconds(1000), 100, 1e6, _passive with { Patience = Duration.FromHours(1) })))
            .Holds(DeskStory.CallIndex, -100).Holds(DeskStory.PutIndex, -50).EndsBatch();
        story.Acknowledges(story.Placed[0]);
        Effect[] effects = new Effect[32];
        int tick = 0;
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            for (int i = 0; i < 2000; i++, tick++)
            {
                Instant at = story.Now + new Duration(tick * 100_000L);
                double mid = 100 - 0.01 * (tick % 7);
                story.Desk.Apply(DeskEvent.Quoted(at, DeskStory.PerpetualIndex, new Quote(mid - 0.01, mid + 0.01, 5, 5, at)));
                story.Desk.Apply(DeskEvent.Traded(at, new Print(DeskStory.PerpetualIndex, Side.Buy, new(1), new(10_000))));
                EffectWriter writer = new(effects);
                story.Desk.EndBatch(at, ref writer);
            }
        }));
        Assert.Equal(DecisionReason.Resting, HedgerOf(story).LastDecision.Reason);
        Assert.True(HedgerOf(story).Wish.Volume.Count > 0);
    }

    /// <summary>The journal of a desk that died, folded by the next, which starts so many seconds later.</summary>
    private static void Restart(DeskStory before, DeskStory after, double seconds, Func<DeskEvent, bool>? isKept = null)
    {
        byte[] bytes = new byte[DeskEventCodec.UsualLength];
        // The new story lists its contracts itself; quotes are not in a journal.
        foreach (DeskEvent e in before.Recording.Where(e => e.Kind is not (DeskEventKind.Quoted or DeskEventKind.Listed) && isKept?.Invoke(e) != false))
        {
            Assert.True(DeskEventCodec.TryEncode(e, bytes, out int length));
            Assert.True(DeskEventCodec.TryDecode(bytes.AsSpan(0, length), out DeskEvent read, out _));
            after.Desk.Apply(read);
        }
        after.After((before.Now - after.Now).Seconds + seconds).Apply(DeskEvent.Started(after.Now));
    }
}
