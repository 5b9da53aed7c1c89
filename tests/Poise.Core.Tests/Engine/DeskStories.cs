using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

public sealed class DeskStories
{
    [Fact]
    public void A_short_call_is_hedged_by_buying_the_perpetual()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();

        NewOrder order = Assert.Single(story.Placed);
        Assert.Equal(Side.Buy, order.Side);
        Assert.Equal(DecisionAction.Hedge, story.Decision.Action);
        Assert.Equal(DecisionReason.BelowBand, story.Decision.Reason);
        // Short 100 calls of delta a little above one half: about -53; lots of 0.1, towards zero.
        Assert.InRange(story.Decision.NetDelta, -54, -52);
        Assert.Equal((long)Math.Truncate(-story.Decision.NetDelta / 0.1), order.Quantity.Count);
        Assert.Equal(TimeInForce.ImmediateOrCancel, order.TimeInForce);
    }

    [Fact]
    public void A_short_put_is_hedged_by_selling()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.PutIndex, -100).EndsBatch();

        Assert.Equal(Side.Sell, Assert.Single(story.Placed).Side);
        Assert.Equal(DecisionReason.AboveBand, story.Decision.Reason);
    }

    [Fact]
    public void After_the_fill_net_delta_is_at_the_target_and_the_desk_says_why_it_holds()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.FillsWhole(story.Placed[0]).EndsBatch();

        Assert.Equal(DecisionReason.InsideBand, story.Decision.Reason);
        Assert.InRange(story.Decision.NetDelta, -0.1, 0);
        Assert.Single(story.Placed);
        Assert.Equal(0, story.Desk.Working.Count);
    }

    [Fact]
    public void To_the_edge_trades_no_more_than_needed()
    {
        DeskStory story = DeskStory.Ready(DeskStory.With(h => h with { Policy = new FixedBandPolicy(new DeltaBand(-5, 0, 5, BandRebalance.ToEdge)) }))
            .Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.FillsWhole(story.Placed[0]).EndsBatch();

        Assert.InRange(story.Decision.NetDelta, -5.1, -5);
        Assert.Equal(DecisionReason.BelowLeastOrder, story.Decision.Reason);
    }

    [Fact]
    public void Less_than_the_least_order_beyond_the_edge_is_left_alone()
    {
        DeskStory story = DeskStory.Ready(DeskStory.With(h => h with { Policy = new FixedBandPolicy(new DeltaBand(-5, 0, 5, BandRebalance.ToEdge)), Plan = new CrossingPlan(0.001, new(1000), new(20)) }))
            .Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.FillsWhole(story.Placed[0]).EndsBatch();
        story.After(1).SeesMarket(100.5); // some 1.4 of delta more
        Assert.InRange(story.Decision.NetDelta, -7, -6);
        Assert.Equal((DecisionAction.Hold, DecisionReason.BelowLeastOrder), (story.Decision.Action, story.Decision.Reason));
        story.After(1).SeesMarket(101);
        Assert.Equal(DecisionAction.Hedge, story.Decision.Action);
    }

    [Fact]
    public void An_order_under_way_is_never_hedged_twice()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        for (int i = 0; i < 20; i++)
            story.After(0.05).Quotes(100).EndsBatch();

        Assert.Single(story.Placed);
        Assert.Equal(DecisionReason.OrderUnderWay, story.Decision.Reason);
    }

    [Fact]
    public void While_an_order_is_under_way_only_what_it_cannot_cover_is_traded()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.After(0.1).Quotes(120).EndsBatch();

        Assert.Equal(2, story.Placed.Count);
        double ordered = (story.Placed[0].Quantity.Count + story.Placed[1].Quantity.Count) * 0.1;
        Assert.InRange(ordered + story.Decision.NetDelta, -0.1, 0);
    }

    [Fact]
    public void An_update_that_runs_ahead_of_its_fill_keeps_the_order_under_way()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        NewOrder order = story.Placed[0];
        story.Updates(order, OrderStatus.Filled, order.Quantity.Count).After(0.1).Quotes(100).EndsBatch();
        Assert.Single(story.Placed);
        Assert.Equal(DecisionReason.OrderUnderWay, story.Decision.Reason);

        story.Fills(order, order.Quantity.Count).EndsBatch();
        Assert.Single(story.Placed);
        Assert.Equal(DecisionReason.InsideBand, story.Decision.Reason);
    }

    [Fact]
    public void The_rest_of_a_partly_filled_order_is_decided_again()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        NewOrder order = story.Placed[0];
        story.Fills(order, 200).Updates(order, OrderStatus.Cancelled, 200).EndsBatch();

        Assert.Equal(2, story.Placed.Count);
        Assert.Equal(order.Quantity.Count - 200, story.Placed[1].Quantity.Count);
        Assert.Equal(2, story.Placed[1].Id.Sequence);
    }

    [Fact]
    public void A_fill_seen_twice_changes_nothing()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        NewOrder order = story.Placed[0];
        story.Fills(order, 100, trade: 7).Fills(order, 100, trade: 7).EndsBatch();

        Assert.Equal(100, story.Desk.Book.QuantityOf(DeskStory.PerpetualIndex).Count);
        Assert.Equal(order.Quantity.Count - 100, story.Desk.Working[0].Remaining.Count);
    }

    [Fact]
    public void A_rejected_order_is_over_and_another_follows()
    {
        // At once: there is no other venue that could take it meanwhile.
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.Updates(story.Placed[0], OrderStatus.Rejected, 0).EndsBatch();

        Assert.Equal(2, story.Placed.Count);
    }

    [Fact]
    public void The_kill_switch_halts_within_one_batch_and_cancels_leave()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.Apply(DeskEvent.Kill(story.Now)).EndsBatch();

        Assert.Equal(story.Placed[0].Id, Assert.Single(story.Cancelled).Id);
        Assert.Equal(DecisionAction.Halted, story.Decision.Action);
        story.Updates(story.Placed[0], OrderStatus.Cancelled, 0).EndsBatch().After(1).SeesMarket(130);
        Assert.Single(story.Placed);

        story.Apply(DeskEvent.TradingStateSet(story.Now, TradingState.Normal, TradingStateReason.Operator)).EndsBatch();
        Assert.Equal(2, story.Placed.Count);
    }

    [Fact]
    public void Reduce_only_flattens_but_does_not_build_up()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100)
            .Apply(DeskEvent.TradingStateSet(DeskStory.Start, TradingState.ReduceOnly, TradingStateReason.Operator)).EndsBatch();
        Assert.Empty(story.Placed);
        Assert.Equal(DecisionAction.Blocked, story.Decision.Action);
        Assert.Equal(DecisionReason.ReduceOnly, story.Decision.Reason);

        story.Holds(DeskStory.PerpetualIndex, 80, 100m).EndsBatch();
        Assert.Equal(Side.Sell, Assert.Single(story.Placed).Side);
        Assert.True(story.Placed[0].ReduceOnly);
    }

    [Fact]
    public void Every_hold_has_its_reason()
    {
        DeskStory story = new DeskStory(DeskStory.Settings).Holds(DeskStory.CallIndex, -100);
        Assert.Equal(DecisionReason.Recovering, story.EndsBatch().Decision.Reason);
        story.Apply(DeskEvent.Reconciled(story.Now));
        Assert.Equal(DecisionReason.LinkDown, story.EndsBatch().Decision.Reason);
        story.Apply(DeskEvent.LinkUp(story.Now));
        Assert.Equal(DecisionReason.NoHedgeQuote, story.EndsBatch().Decision.Reason);
        story.Quotes(100);
        Assert.Equal(DecisionReason.NoVol, story.EndsBatch().Decision.Reason);
        story.Fits(double.NaN);
        Assert.Equal(DecisionReason.NoVol, story.EndsBatch().Decision.Reason);
        story.Fits(0.5).After(3);
        Assert.Equal(DecisionReason.HedgeQuoteStale, story.EndsBatch().Decision.Reason);
        story.After(60).Quotes(100);
        Assert.Equal(DecisionReason.VolsStale, story.EndsBatch().Decision.Reason);
        Assert.Empty(story.Placed);
        story.Fits(0.5);
        Assert.Equal(DecisionReason.BelowBand, story.EndsBatch().Decision.Reason);
        foreach (DecisionReason reason in Enum.GetValues<DecisionReason>())
            Assert.Equal(reason == DecisionReason.None, DecisionWords.Of(reason).Length == 0);
    }

    [Fact]
    public void Too_many_orders_in_the_window_are_blocked_until_it_has_passed()
    {
        DeskStory story = DeskStory.Ready(DeskStory.Settings with { Orders = new OrderLimits { MaxOrders = 3 } })
            .Holds(DeskStory.CallIndex, -100);
        for (int i = 0; i < 5; i++)
        {
            story.EndsBatch();
            if (story.Decision.Action == DecisionAction.Hedge)
                story.Updates(story.Placed[^1], OrderStatus.Cancelled, 0);
        }
        Assert.Equal(3, story.Placed.Count);
        Assert.Equal(DecisionReason.OrderRate, story.Decision.Reason);

        story.After(10).SeesMarket(100);
        Assert.Equal(4, story.Placed.Count);
    }

    [Fact]
    public void An_overfill_halts_the_desk()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.Fills(story.Placed[0], story.Placed[0].Quantity.Count + 1).EndsBatch();

        Assert.Equal(TradingState.Halted, story.Desk.State);
        Assert.Equal(TradingStateReason.Overfilled, story.Desk.StateReason);
    }

    [Theory]
    [InlineData(true, false, 0)]
    [InlineData(false, true, 0)]
    [InlineData(false, false, 1)]
    public void A_fill_that_is_not_of_what_was_ordered_is_booked_as_it_is_and_halts_the_desk(bool otherContract, bool otherSide, long beyond)
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        NewOrder order = story.Placed[0];
        ContractIndex contract = otherContract ? DeskStory.PutIndex : order.Contract;
        story.Apply(DeskEvent.Filled(story.Now, new Fill(1, order.Id, contract, otherSide ? Side.Sell : order.Side, new(3), new(order.Limit.Count + beyond), 0, false, story.Now))).EndsBatch();
        Assert.Equal((TradingState.Halted, TradingStateReason.WrongFill, true), (story.Desk.State, story.Desk.StateReason, story.Desk.IsLocked));
        Assert.Equal(otherSide ? -3 : 3, story.Desk.Book.QuantityOf(contract).Count);
        DeskStory better = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        better.Apply(DeskEvent.Filled(better.Now, new Fill(1, order.Id, order.Contract, order.Side, new(3), new(order.Limit.Count - 1), 0, false, better.Now))).EndsBatch();
        Assert.Equal(TradingState.Normal, better.Desk.State);
    }

    [Fact]
    public void A_quote_that_stands_still_while_trades_pass_it_by_is_not_believed()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -4).EndsBatch(); // inside the band
        void Trades(double price) => story.Apply(DeskEvent.Traded(story.Now, new Print(DeskStory.PerpetualIndex, Side.Buy, new(1), new((long)Math.Round(100 * price)))));
        Trades(100.5); // a block: one alone says nothing of a calm market
        story.After(4).SeesMarket(100);
        Assert.Equal(DecisionReason.InsideBand, story.Decision.Reason);
        Trades(100.6);
        story.EndsBatch();
        Assert.Equal((DecisionAction.Hold, DecisionReason.QuoteFrozen), (story.Decision.Action, story.Decision.Reason));
        Trades(100); // at the quote: that may be an old one
        story.After(1).SeesMarket(100);
        Assert.Equal(DecisionReason.QuoteFrozen, story.Decision.Reason);
        story.SeesMarket(100.5); // it moves
        Assert.Equal(DecisionReason.InsideBand, story.Decision.Reason);
        story.After(1).SeesMarket(100); // and is where it was: that is no frozen one
        Trades(100.6);
        story.EndsBatch();
        Assert.Equal(DecisionReason.InsideBand, story.Decision.Reason);
        story.SeesMarket(100.5);
        Trades(100.55);
        story.After(5).SeesMarket(100.5);
        Assert.Equal(DecisionReason.InsideBand, story.Decision.Reason); // within a thousandth
        Trades(99);
        for (int i = 0; i < 10; i++)
            story.After(0.5).SeesMarket(100.5 + 0.01 * i); // it moves, wherever others trade
        Assert.Equal(DecisionReason.InsideBand, story.Decision.Reason);
    }

    [Fact]
    public void A_liquidation_is_booked_and_halts_the_desk_until_somebody_resumes_it()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.FillsWhole(story.Placed[0]).EndsBatch();
        story.Apply(DeskEvent.Kill(story.Now)); // whoever resumes is to know of it
        story.Apply(DeskEvent.Filled(story.Now, new Fill(77, default, DeskStory.PerpetualIndex, Side.Sell, new(200), new(9_000), 1m, false, story.Now) { IsLiquidation = true })).EndsBatch();
        Assert.Equal((TradingState.Halted, TradingStateReason.Liquidated, false), (story.Desk.State, story.Desk.StateReason, story.Desk.IsLocked));
        Assert.Equal(story.Placed[0].Quantity.Count - 200, story.Desk.Book.QuantityOf(DeskStory.PerpetualIndex).Count);
        Assert.Single(story.Placed);
        story.Apply(DeskEvent.TradingStateSet(story.Now, TradingState.Normal, TradingStateReason.Operator)).EndsBatch();
        Assert.Equal(2, story.Placed.Count);
    }

    [Fact]
    public void A_price_that_jumps_is_believed_once_it_has_stood()
    {
        DeskStory story = DeskStory.Ready(DeskStory.With(h => h with { Limits = h.Limits with { MaxJump = RiskLimits.UsualJump } })).Holds(DeskStory.CallIndex, -20).EndsBatch();
        story.FillsWhole(story.Placed[0]).After(1).SeesMarket(70); // 30 % down: the calls' delta is gone, and the hedge too much
        Assert.Equal((DecisionAction.Hold, DecisionReason.PriceJumped), (story.Decision.Action, story.Decision.Reason));
        story.After(1).SeesMarket(100); // it was wrong
        Assert.Equal(DecisionReason.InsideBand, story.Decision.Reason);
        story.After(1).SeesMarket(70).After(1.5).SeesMarket(50); // and another one
        story.After(2.9).SeesMarket(52);
        story.After(0.2).EndsBatch(); // three seconds, and no quote since: that may be the same wrong one
        Assert.Equal(DecisionReason.PriceJumped, story.Decision.Reason);
        Assert.Single(story.Placed);
        story.After(0.1).SeesMarket(53); // three seconds within a tenth of itself
        Assert.Equal((DecisionAction.Hedge, DecisionReason.AboveBand), (story.Decision.Action, story.Decision.Reason));
        Assert.Equal((Side.Sell, true), (story.Placed[1].Side, story.Placed[1].Limit.Count is > 5200 and < 5300));
        DeskStory wide = DeskStory.Ready().Holds(DeskStory.CallIndex, -20).EndsBatch();
        wide.FillsWhole(wide.Placed[0]).After(1).SeesMarket(70);
        Assert.Equal(DecisionAction.Hedge, wide.Decision.Action);
    }

    [Fact]
    public void A_fill_of_an_order_that_was_full_already_halts_the_desk()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        NewOrder order = story.Placed[0];
        story.Fills(order, order.Quantity.Count, trade: 7).EndsBatch();
        story.Fills(order, order.Quantity.Count, trade: 7).EndsBatch(); // the same one again is none
        Assert.Equal(TradingState.Normal, story.Desk.State);
        story.Fills(order, 1, trade: 8).EndsBatch();

        Assert.Equal(TradingStateReason.Overfilled, story.Desk.StateReason);
        Assert.Equal(order.Quantity.Count + 1, story.Desk.Book.QuantityOf(DeskStory.PerpetualIndex).Count);
        Assert.Equal(DecisionAction.Halted, story.Decision.Action);
    }

    [Fact]
    public void A_fill_of_an_order_that_the_venue_did_not_know_halts_the_desk()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.Apply(DeskEvent.OrderNotFound(story.Now, story.Placed[0].Id)).Fills(story.Placed[0], 5).EndsBatch();

        Assert.Equal(TradingStateReason.Overfilled, story.Desk.StateReason);
        Assert.Single(story.Placed);
    }

    [Fact]
    public void A_late_fill_of_somebody_elses_order_is_folded_and_halts_nothing()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        NewOrder foreign = story.Placed[0] with { Id = new OrderId(9, 1) };
        story.Fills(foreign, 5).EndsBatch();

        Assert.Equal(TradingState.Normal, story.Desk.State);
        Assert.Equal(5, story.Desk.Book.QuantityOf(DeskStory.PerpetualIndex).Count);
    }

    [Theory]
    [InlineData(TradingStateReason.FactsLaneFull)]
    [InlineData(TradingStateReason.BrokenInvariant)]
    [InlineData(TradingStateReason.PositionMismatch)]
    [InlineData(TradingStateReason.Overfilled)]
    [InlineData(TradingStateReason.WrongFill)]
    [InlineData(TradingStateReason.JournalFailed)]
    public void A_halt_that_nobody_asked_for_is_lifted_by_no_wish_until_the_venue_confirms_the_book(TradingStateReason reason)
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100)
            .Apply(DeskEvent.TradingStateSet(DeskStory.Start, TradingState.Halted, reason)).EndsBatch();
        foreach (TradingState wish in Enum.GetValues<TradingState>())
            story.Apply(DeskEvent.TradingStateSet(story.Now, wish, TradingStateReason.Operator)).EndsBatch();
        Assert.True(story.Desk.IsLocked);
        Assert.Equal((TradingState.Halted, reason), (story.Desk.State, story.Desk.StateReason));
        Assert.Empty(story.Placed);

        story.Opens().EndsBatch(); // a new start, and the venue agrees: a person may now say so
        Assert.Equal(TradingState.Halted, story.Desk.State);
        story.Apply(DeskEvent.TradingStateSet(story.Now, TradingState.Normal, TradingStateReason.Operator)).EndsBatch();
        Assert.Single(story.Placed);
    }

    [Fact]
    public void A_lost_link_needs_the_venues_word_before_anything_is_traded()
    {
        DeskStory story = DeskStory.Ready().Apply(DeskEvent.LinkDown(DeskStory.Start)).Apply(DeskEvent.LinkUp(DeskStory.Start))
            .Holds(DeskStory.CallIndex, -100).EndsBatch();
        Assert.Equal(DecisionReason.Recovering, story.Decision.Reason);
        Assert.Empty(story.Placed);
        story.Apply(DeskEvent.Reconciled(story.Now)).EndsBatch();
        Assert.Single(story.Placed);
    }

    [Fact]
    public void While_all_is_being_cancelled_nothing_is_placed()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        // Net delta falls further, so that another order would be due.
        story.After(0.1).Apply(DeskEvent.CancelAllAsked(story.Now)).SeesMarket(120);
        Assert.Single(story.Cancelled);
        Assert.Single(story.Placed);
        Assert.Equal(DecisionReason.CancellingAll, story.Decision.Reason);
        story.Updates(story.Placed[0], OrderStatus.Cancelled, 0).EndsBatch();
        Assert.Equal(2, story.Placed.Count);
    }

    [Fact]
    public void A_hedge_that_passes_the_position_limit_is_cut_to_it_and_says_so()
    {
        DeskSettings tight = DeskStory.With(h => h with { Limits = h.Limits with { MaxPosition = new(60) } });
        DeskStory story = DeskStory.Ready(tight).Holds(DeskStory.PerpetualIndex, 5.7, 100m).Holds(DeskStory.CallIndex, -100).EndsBatch();
        Assert.Equal(3, Assert.Single(story.Placed).Quantity.Count);
        Assert.Equal(3, story.Decision.Quantity.Count);
        Assert.Equal((DecisionAction.Hedge, DecisionReason.CutToMaxPosition), (story.Decision.Action, story.Decision.Reason));
        story.FillsWhole(story.Placed[0]).EndsBatch();
        Assert.Equal((DecisionAction.Blocked, DecisionReason.MaxPosition), (story.Decision.Action, story.Decision.Reason));
    }

    [Fact]
    public void A_hedge_that_passes_the_largest_order_is_cut_to_it()
    {
        DeskSettings tight = DeskStory.With(h => h with { Limits = h.Limits with { MaxOrder = new(40) } });
        DeskStory story = DeskStory.Ready(tight).Holds(DeskStory.CallIndex, -100).EndsBatch();
        Assert.Equal(40, Assert.Single(story.Placed).Quantity.Count);
        Assert.Equal(DecisionReason.CutToMaxOrder, story.Decision.Reason);
    }

    [Fact]
    public void Reduce_only_goes_to_flat_and_no_further()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).Holds(DeskStory.PerpetualIndex, -2, 100m)
            .Apply(DeskEvent.TradingStateSet(DeskStory.Start, TradingState.ReduceOnly, TradingStateReason.Operator)).EndsBatch();
        Assert.Equal((Side.Buy, 20), (story.Placed[0].Side, story.Placed[0].Quantity.Count));
        Assert.Equal(DecisionReason.CutToReduceOnly, story.Decision.Reason);
    }

    [Fact]
    public void An_expired_option_leaves_its_settlement_in_the_ledger_and_no_delta()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100, 5m).EndsBatch();
        story.FillsWhole(story.Placed[0]).Apply(DeskEvent.Delisted(story.Now, DeskStory.CallIndex, 8)).EndsBatch();

        Assert.Equal(-300m, story.Desk.Book.PnlAt(DeskStory.CallIndex, 0));
        Assert.Equal(Side.Sell, story.Placed[1].Side); // the hedge itself is what is left
        Assert.Throws<ArgumentException>(() => story.Holds(DeskStory.PutIndex, -1).Apply(DeskEvent.Delisted(story.Now, DeskStory.PutIndex, double.NaN)));
    }

    [Fact]
    public void An_inverse_book_hedges_the_premium_adjusted_delta()
    {
        DeskStory linear = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        DeskStory inverse = DeskStory.Ready(isInverse: true).Holds(DeskStory.CallIndex, -100, 0.05m).EndsBatch();

        NetGreeks perLot = inverse.Desk.Hedgers[0].Greeks.PerLot(DeskStory.CallIndex);
        double premium = perLot.Value / 100;
        Assert.Equal(linear.Desk.Hedgers[0].Greeks.PerLot(DeskStory.CallIndex).Delta - premium, perLot.Delta, 12);
        // One lot of the perpetual is one contract of 10 USD: 0.1 coin at 100.
        NewOrder order = Assert.Single(inverse.Placed);
        Assert.Equal((long)Math.Truncate(-inverse.Decision.NetDelta / 0.1), order.Quantity.Count);
        Assert.True(order.Quantity < linear.Placed[0].Quantity);
    }

    [Fact]
    public void A_dead_link_is_waited_for_and_its_cancels_are_asked_again()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.Apply(DeskEvent.Kill(story.Now)).EndsBatch().Apply(DeskEvent.LinkDown(story.Now)).EndsBatch();
        Assert.Single(story.Cancelled);
        story.Apply(DeskEvent.LinkUp(story.Now)).EndsBatch();
        Assert.Equal(2, story.Cancelled.Count);
    }

    [Fact]
    public void A_quiet_desk_asks_to_be_woken_once()
    {
        DeskStory story = DeskStory.Ready().EndsBatch();
        for (int i = 0; i < 5; i++)
            story.After(0.1).EndsBatch();
        Assert.Equal(DeskStory.Start + Duration.FromSeconds(1), Assert.Single(story.Wakes));

        story.After(0.5).Apply(DeskEvent.TimerFired(story.Now)).EndsBatch();
        Assert.Equal(2, story.Wakes.Count);
    }
}
