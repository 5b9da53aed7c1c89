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

    private static DeskStory Marks(DeskStory story, double equity, int seconds = 1)
    {
        for (int i = 0; i < seconds; i++)
            story.After(1).Quotes(100).Fits(0.5).Apply(DeskEvent.EquityMarked(story.Now, equity)).EndsBatch();
        return story;
    }

    [Fact]
    public void The_fold_waits_for_the_limit_to_stand_and_remembers_the_peak()
    {
        Drawdown at = default;
        double[] marks = [-50, 0, 20, -85, -85, 0, -85, -85, -85, -85, -35, -29, -300, -300, -300, -300, 500];
        List<DrawdownStep> steps = [];
        for (int i = 0; i < marks.Length; i++)
        {
            at = at.With(DeskStory.Start + Duration.FromSeconds(i), marks[i], Limits);
            steps.Add(at.Step);
        }
        DrawdownStep none = DrawdownStep.None, soft = DrawdownStep.Soft, hard = DrawdownStep.Hard;
        Assert.Equal([none, none, none, none, none, none, none, none, none, soft, soft, none, none, none, none, hard, hard], steps);
        Assert.Equal((500, 0), (at.Peak, at.Fall));
        Assert.Equal((none, 500, 0), (at.Anew().Step, at.Anew().Peak, at.Anew().Fall));
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
        Marks(story.Acknowledges(resting), -40);
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
        Assert.Equal((TradingState.Halted, TradingStateReason.Drawdown), (story.Desk.State, story.Desk.StateReason));

        // Recovery comes to the same, and the first batch halts again.
        Desk again = new(story.Desk.Settings);
        foreach (DeskEvent e in story.Recording)
            if (e.Kind is not (DeskEventKind.Quoted or DeskEventKind.BatchEnded))
                again.Apply(e);
        Assert.True(again.Hedgers[0].IsFlattening);
        Assert.Equal(story.Desk.Hedgers[0].Drawdown, again.Hedgers[0].Drawdown);
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
