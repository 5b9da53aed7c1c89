using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

public sealed class RecoveryStories
{
    /// <summary>A desk that died with an order under way, folded anew from its journal.</summary>
    private static (DeskStory Before, DeskStory After, NewOrder Order) Died()
    {
        DeskStory before = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        DeskStory after = new(DeskStory.Settings);
        // The new story lists its contracts itself; the rest of the journal follows.
        foreach (DeskEvent e in before.Recording.Where(e => e.Kind is not (DeskEventKind.Quoted or DeskEventKind.Listed)))
            after.Desk.Apply(e);
        after.After(5).Apply(DeskEvent.Started(after.Now));
        return (before, after, before.Placed[0]);
    }

    [Fact]
    public void Nothing_is_decided_before_the_venue_has_confirmed_the_book()
    {
        (_, DeskStory after, NewOrder order) = Died();
        after.Apply(DeskEvent.LinkUp(after.Now)).SeesMarket(100);
        Assert.Equal(DecisionReason.Recovering, after.Decision.Reason);
        Assert.Equal(order.Id, after.Desk.Working[0].Order.Id);
    }

    [Fact]
    public void An_intent_that_the_venue_filled_is_adopted()
    {
        (_, DeskStory after, NewOrder order) = Died();
        after.FillsWhole(order)
            .Apply(DeskEvent.PositionReported(after.Now, DeskStory.PerpetualIndex, order.Quantity))
            .Apply(DeskEvent.LinkUp(after.Now)).Apply(DeskEvent.Reconciled(after.Now)).SeesMarket(100);
        Assert.Equal(TradingState.Normal, after.Desk.State);
        Assert.Equal(DecisionReason.InsideBand, after.Decision.Reason);
        Assert.Empty(after.Placed);
    }

    [Fact]
    public void An_intent_that_the_venue_does_not_know_is_closed_and_its_number_never_used_again()
    {
        (_, DeskStory after, NewOrder order) = Died();
        after.Apply(DeskEvent.OrderNotFound(after.Now, order.Id))
            .Apply(DeskEvent.PositionReported(after.Now, DeskStory.PerpetualIndex, Lots.Zero))
            .Apply(DeskEvent.LinkUp(after.Now)).Apply(DeskEvent.Reconciled(after.Now)).SeesMarket(100);
        NewOrder next = Assert.Single(after.Placed);
        Assert.Equal(order.Id.Sequence + 1, next.Id.Sequence);
    }

    [Fact]
    public void A_venue_that_holds_something_else_halts_the_desk_until_a_person_looks()
    {
        (_, DeskStory after, NewOrder order) = Died();
        after.Apply(DeskEvent.OrderNotFound(after.Now, order.Id))
            .Apply(DeskEvent.PositionReported(after.Now, DeskStory.PerpetualIndex, new(5)))
            .Apply(DeskEvent.LinkUp(after.Now)).Apply(DeskEvent.Reconciled(after.Now)).SeesMarket(100);
        Assert.Equal(TradingStateReason.PositionMismatch, after.Desk.StateReason);
        Assert.Empty(after.Placed);
    }

    [Fact]
    public void A_position_in_a_contract_that_the_desk_does_not_list_is_a_mismatch_too()
    {
        DeskStory story = DeskStory.Ready();
        story.Apply(DeskEvent.Started(story.Now)).Apply(DeskEvent.PositionReported(story.Now, ContractIndex.None, new(3)))
            .Apply(DeskEvent.LinkUp(story.Now)).Apply(DeskEvent.Reconciled(story.Now));
        Assert.Equal(TradingStateReason.PositionMismatch, story.Desk.StateReason);
        byte[] bytes = new byte[DeskEventCodec.UsualLength];
        Assert.True(DeskEventCodec.TryEncode(DeskEvent.PositionReported(story.Now, ContractIndex.None, new(3)), bytes, out int length));
        Assert.True(DeskEventCodec.TryDecode(bytes.AsSpan(0, length), out DeskEvent back, out _));
        Assert.Equal(ContractIndex.None, back.Report.Contract);
    }

    [Fact]
    public void A_kill_outlives_the_process()
    {
        DeskStory before = DeskStory.Ready();
        before.Apply(DeskEvent.Kill(before.Now));
        DeskStory after = new(DeskStory.Settings);
        foreach (DeskEvent e in before.Recording.Where(e => e.Kind != DeskEventKind.Listed))
            after.Desk.Apply(e);
        after.Opens().Holds(DeskStory.CallIndex, -100).SeesMarket(100);
        Assert.Equal(DecisionAction.Halted, after.Decision.Action);
    }

    [Fact]
    public void A_damaged_or_impossible_record_stops_the_start_with_its_number()
    {
        Recovery recovery = new(new Desk(DeskStory.Settings));
        byte[] bytes = new byte[256];
        DeskEventCodec.TryEncode(DeskEvent.Started(DeskStory.Start), bytes, out int length);
        Assert.Null(recovery.Fold(bytes.AsSpan(0, length)));
        Assert.StartsWith("journal record 2:", recovery.Fold(bytes.AsSpan(0, length - 1)), StringComparison.Ordinal);
        DeskEventCodec.TryEncode(DeskEvent.PositionOpened(DeskStory.Start, new(9), new(1), 1), bytes, out length);
        Assert.Contains("not listed", recovery.Fold(bytes.AsSpan(0, length)), StringComparison.Ordinal);
    }
}
