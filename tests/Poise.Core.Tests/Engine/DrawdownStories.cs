using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>Profit falls: hedges become smaller and rest, then the desk freezes, or is flattened first.</summary>
public class DrawdownStories
{
    private static readonly DrawdownLimits Limits = new(100, 250, DrawdownAction.Freeze, Duration.FromSeconds(3));

    private static DeskStory Ready(DrawdownAction action = DrawdownAction.Freeze) =>
        DeskStory.Ready(DeskStory.With(h => h with { Limits = h.Limits with { Drawdown = Limits with { Action = action } } })).Holds(DeskStory.CallIndex, -20).EndsBatch();

    private static DeskStory Marks(DeskStory story, double profit, int seconds = 1)
    {
        for (int i = 0; i < seconds; i++)
            story.After(1).Quotes(100).Fits(0.5).Apply(DeskEvent.ProfitMarked(story.Now, profit)).Apply(DeskEvent.TimerFired(story.Now)).EndsBatch();
        return story;
    }

    [Fact]
    public void The_fold_waits_for_the_limit_to_stand_and_remembers_the_peak()
    {
        (double Mark, DrawdownStep Step)[] told =
        [
            (-50, DrawdownStep.None), (0, DrawdownStep.None), (20, DrawdownStep.None), (-85, DrawdownStep.None), (-85, DrawdownStep.None), (0, DrawdownStep.None),
            (-85, DrawdownStep.None), (-85, DrawdownStep.None), (-85, DrawdownStep.None), (-85, DrawdownStep.Soft), (-31, DrawdownStep.Soft), (-29, DrawdownStep.None),
            (-300, DrawdownStep.None), (-300, DrawdownStep.None), (-300, DrawdownStep.None), (-300, DrawdownStep.Frozen), (500, DrawdownStep.Frozen),
        ];
        Drawdown at = default;
        for (int i = 0; i < told.Length; i++)
        {
            at = at.With(DeskStory.Start + Duration.FromSeconds(i), told[i].Mark, Limits);
            at = at with { Step = at.Next(Limits) };
            Assert.Equal((i, told[i].Step), (i, at.Step));
        }
        Assert.Equal((500, 0), (at.Peak, at.Fall));
    }

    [Fact]
    public void A_gap_between_marks_begins_the_wait_anew_and_a_stated_price_is_neither_won_nor_lost()
    {
        Drawdown Mark(Drawdown before, double seconds, double profit) => before.With(DeskStory.Start + new Duration((long)(1e9 * seconds)), profit, Limits);

        Drawdown at = Mark(Mark(default, 0, 0), 1, -120);
        Assert.Equal(DrawdownStep.Soft, Mark(Mark(at, 2.5, -120), 4, -120).Next(Limits));
        at = Mark(at, 4, -120); // three seconds unseen
        Assert.Equal(DrawdownStep.None, at.Next(Limits));
        Assert.Equal(DrawdownStep.Soft, Mark(Mark(at, 5.5, -120), 7, -120).Next(Limits));

        at = Mark(at with { KeepsFall = true }, 5, 5_000);
        Assert.Equal((120, 5_120, false), (at.Fall, at.Peak, at.KeepsFall));
        Assert.Equal(130, Mark(at, 6, 4_990).Fall);
        Assert.Equal(0, Mark(default(Drawdown) with { KeepsFall = true }, 6, 4_990).Fall);
    }

    [Fact]
    public void Without_limits_only_what_stops_the_desk_stays()
    {
        Assert.Equal(DrawdownStep.None, (default(Drawdown) with { Step = DrawdownStep.Soft }).Next(null));
        Assert.Equal(DrawdownStep.Flattening, (default(Drawdown) with { Step = DrawdownStep.Flattening }).Next(null));
        Assert.Equal(DrawdownStep.Frozen, (default(Drawdown) with { Step = DrawdownStep.Frozen }).Next(null));
    }

    [Fact]
    public void Beyond_the_soft_limit_a_hedge_is_a_quarter_as_large_and_rests()
    {
        DeskStory story = Ready();
        NewOrder first = Assert.Single(story.Placed);
        Assert.Equal(TimeInForce.ImmediateOrCancel, first.TimeInForce);
        story.FillsWhole(first);
        Marks(story, 0);
        Marks(story, -120, 4);
        Assert.Equal(DrawdownStep.Soft, story.Desk.Hedgers[0].Drawdown.Step);
        int before = story.Placed.Count;
        story.Holds(DeskStory.CallIndex, -2000).EndsBatch(); // far more than an order's worth
        NewOrder resting = Assert.Single(story.Placed.Skip(before));
        Assert.Equal((true, TimeInForce.GoodTillCancelled, 250L), (resting.PostOnly, resting.TimeInForce, resting.Quantity.Count));
        Assert.Equal(9998, resting.Limit.Count); // the bid, nothing is crossed
        Marks(story.Acknowledges(resting), -120); // of which nothing counts that the new position's price made
        Assert.Equal((DrawdownStep.Soft, 120), (story.Desk.Hedgers[0].Drawdown.Step, story.Desk.Hedgers[0].Drawdown.Fall));
        Marks(story, -40);
        Assert.Equal(DrawdownStep.None, story.Desk.Hedgers[0].Drawdown.Step);
        Assert.Contains(story.Cancelled, c => c.Id == resting.Id); // worked as usual again: what rests is taken off first
    }

    [Fact]
    public void Beyond_the_hard_limit_it_freezes_until_somebody_resumes_it()
    {
        DeskStory story = Ready();
        story.FillsWhole(story.Placed[0]);
        Marks(story, 0);
        Marks(story, -260, 3);
        Assert.Equal(TradingState.Normal, story.Desk.State);
        Marks(story, -260);
        Assert.Equal((TradingState.Halted, TradingStateReason.Drawdown), (story.Desk.State, story.Desk.StateReason));
        Assert.False(story.Desk.IsLocked);
        story.Apply(DeskEvent.TradingStateSet(story.Now, TradingState.Normal, TradingStateReason.Operator));
        Assert.Equal(default, story.Desk.Hedgers[0].Drawdown);
        Marks(story, -260, 5);
        Assert.Equal((TradingState.Normal, 0.0), (story.Desk.State, story.Desk.Hedgers[0].Drawdown.Fall)); // what is lost is lost
        Marks(story, -511, 4);
        Assert.Equal(TradingState.Halted, story.Desk.State);
    }

    [Fact]
    public void Beyond_the_hard_limit_it_is_flattened_whatever_the_policy_says_and_then_halts()
    {
        DeskStory story = Ready(DrawdownAction.Flatten);
        story.FillsWhole(story.Placed[0]);
        story.Holds(DeskStory.CallIndex, -6).EndsBatch(); // inside the band of five
        Assert.Single(story.Placed);
        Marks(story, 0);
        Marks(story, -260, 4);
        Assert.Equal(TradingState.Normal, story.Desk.State);
        Assert.Equal((DecisionAction.Hedge, DecisionReason.Flattening), (story.Decision.Action, story.Decision.Reason));
        NewOrder flat = story.Placed[^1];
        story.FillsWhole(flat).EndsBatch();
        Assert.InRange(story.Desk.Hedgers[0].Greeks.Net.Delta, -0.1, 0.1);
        Assert.Equal((TradingState.Normal, story.Now), (story.Desk.State, story.Wakes[^1])); // the next batch, at once
        story.EndsBatch();
        Assert.Equal((TradingState.Halted, TradingStateReason.Drawdown), (story.Desk.State, story.Desk.StateReason));
        Assert.Equal([DrawdownStep.Flattening, DrawdownStep.Frozen], story.Recording.Where(static e => e.Kind == DeskEventKind.DrawdownStepped).Select(static e => e.Stepped.Step));

        // Recovery comes to the same, whatever its settings' limits are.
        foreach (DrawdownLimits? limits in (DrawdownLimits?[])[story.Desk.Hedgers[0].Limits.Drawdown, new(1e6, 1e7, DrawdownAction.Freeze, Duration.Zero), null])
        {
            Desk again = new(DeskStory.With(h => h with { Limits = h.Limits with { Drawdown = limits } }));
            foreach (DeskEvent e in story.Recording)
                if (e.Lane == Lane.Facts)
                    again.Apply(e);
            Assert.Equal((TradingState.Halted, TradingStateReason.Drawdown, DrawdownStep.Frozen), (again.State, again.StateReason, again.Hedgers[0].Drawdown.Step));
        }
        var replay = new Replay(new Desk(story.Desk.Settings));
        Assert.All(story.Recording, e => Assert.True(replay.Step(e), replay.Difference));
        Assert.True(replay.Finish(), replay.Difference);
    }

    [Fact]
    public void What_a_limit_keeps_from_being_flattened_stands_and_the_desk_freezes()
    {
        DeskStory story = DeskStory.Ready(DeskStory.With(h => h with { Limits = h.Limits with { MaxPosition = new(70), Drawdown = Limits with { Action = DrawdownAction.Flatten } } }));
        story.Holds(DeskStory.CallIndex, -20).EndsBatch(); // 10.7 of delta: seven can be bought
        story.FillsWhole(story.Placed[0]).EndsBatch();
        Marks(story, 0);
        Marks(story, -260, 4);
        Assert.Equal((DecisionAction.Blocked, DecisionReason.MaxPosition), (story.Decision.Action, story.Decision.Reason));
        Assert.Equal((TradingState.Normal, story.Now), (story.Desk.State, story.Wakes[^1]));
        story.EndsBatch();
        Assert.Equal((TradingState.Halted, TradingStateReason.Drawdown, 1), (story.Desk.State, story.Desk.StateReason, story.Placed.Count));
        Assert.True(story.Desk.Hedgers[0].Greeks.Net.Delta < -3);
    }

    [Fact]
    public void A_desk_whose_profit_is_not_marked_any_more_holds()
    {
        DeskStory story = Ready();
        story.FillsWhole(story.Placed[0]);
        Marks(story, 0);
        story.Holds(DeskStory.CallIndex, -20).After(30).Quotes(100).Fits(0.5).EndsBatch();
        Assert.Equal(2, story.Placed.Count);
        story.FillsWhole(story.Placed[1]).Holds(DeskStory.CallIndex, -20).After(0.1).Quotes(100).EndsBatch();
        Assert.Equal((DecisionAction.Hold, DecisionReason.ProfitUnknown, 2), (story.Decision.Action, story.Decision.Reason, story.Placed.Count));
        Marks(story, 0);
        Assert.Equal(DecisionAction.Hedge, story.Decision.Action);
    }

    [Fact]
    public void A_step_without_room_is_taken_in_the_next_batch()
    {
        DeskStory story = Ready();
        story.FillsWhole(story.Placed[0]);
        Marks(story, 0);
        Marks(story, -260, 3);
        story.After(1).Quotes(100).Fits(0.5).Apply(DeskEvent.ProfitMarked(story.Now, -260));
        story.Holds(DeskStory.CallIndex, -20);
        EffectWriter effects = new(new Effect[2]);
        story.Desk.EndBatch(story.Now, ref effects);
        Assert.Equal(TradingState.Halted, story.Desk.State); // first of all
        Assert.Equal(EffectKind.Step, effects.Written[0].Kind);
        Assert.DoesNotContain(effects.Written.ToArray(), static e => e.Kind == EffectKind.Place);
    }

    [Fact]
    public void Limits_that_were_lowered_live_stay_and_raised_ones_are_the_settings_again_at_a_start()
    {
        DeskStory story = DeskStory.Ready();
        RiskLimits settings = story.Desk.Settings.Hedgers[0].Limits;
        story.Apply(DeskEvent.LimitsSet(story.Now, settings with { MaxOrder = new(5), MaxPosition = new(9_000), MaxDelta = 7 }));
        Assert.Equal((5, 9_000), (story.Desk.Hedgers[0].Limits.MaxOrder.Count, story.Desk.Hedgers[0].Gate.Limits.MaxPosition.Count));
        story.Holds(DeskStory.CallIndex, -20).EndsBatch();
        Assert.Equal(5, Assert.Single(story.Placed).Quantity.Count);
        story.Apply(DeskEvent.Started(story.Now));
        Assert.Equal((5, 2_000, 7.0), (story.Desk.Hedgers[0].Limits.MaxOrder.Count, story.Desk.Hedgers[0].Limits.MaxPosition.Count, story.Desk.Hedgers[0].Limits.MaxDelta));
        Assert.Same(story.Desk.Hedgers[0].Limits, story.Desk.Hedgers[0].Gate.Limits);
        Assert.Throws<ArgumentException>(() => story.Apply(DeskEvent.LimitsSet(story.Now, settings, "XYZ")));
        Assert.Throws<ArgumentException>(() => DeskEvent.LimitsSet(story.Now, settings with { MaxDelta = -1 }));
    }

    [Fact]
    public void The_days_messages_are_counted_and_cancels_are_never_refused()
    {
        DeskStory story = DeskStory.Ready(DeskStory.Settings with { Orders = new OrderLimits { MaxMessages = 3 } });
        for (int i = 0; i < 3; i++)
        {
            story.Holds(DeskStory.CallIndex, -20).EndsBatch();
            story.FillsWhole(story.Placed[^1]);
        }
        Assert.Equal(3, story.Desk.Messages);
        story.Holds(DeskStory.CallIndex, -20).EndsBatch();
        Assert.Equal((DecisionAction.Blocked, DecisionReason.MessageBudget, 3), (story.Decision.Action, story.Decision.Reason, story.Placed.Count));
        story.After(86_400).Quotes(100).Fits(0.5).EndsBatch();
        Assert.Equal((4, 1), (story.Placed.Count, story.Desk.Messages));
        story.Apply(DeskEvent.Kill(story.Now)).EndsBatch();
        Assert.Equal((1, 2), (story.Cancelled.Count, story.Desk.Messages));
    }
}
