using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests.Hedging.Working;

/// <summary>Each algorithm by itself, on a book of 99.98 to 100.02 in ticks of 0.01.</summary>
public class WorkingAlgorithmTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 9);

    private static Instant After(double seconds) => Start + new Duration((long)(1e9 * seconds));

    /// <param name="wanted">Lots, + buy.</param>
    private static WorkInput At(double seconds, long wanted, double mid = 100, long done = 0, int orders = 0, double orderedAt = double.NaN) => new()
    {
        Now = After(seconds),
        Wanted = new(wanted),
        Urgency = 0.5,
        Quote = new Quote(mid - 0.02, mid + 0.02, 5, 5, After(seconds)),
        PriceTick = 0.01m,
        Furthest = new(wanted > 0 ? (long)Math.Round(100 * mid) + 100 : (long)Math.Round(100 * mid) - 100),
        Most = new(1000),
        Wish = new WorkedWish(wanted > 0 ? Side.Buy : Side.Sell, Start, 100, new(done), orders, double.IsNaN(orderedAt) ? default : After(orderedAt)),
    };

    private static ChildOrder Resting(Side side, long lots, long limit, double at = 0) => new(side, new(lots), new(limit), After(at), Rests: true, IsOpen: true, IsCancelSent: false);

    private static WorkOutput Decide(IWorkingAlgorithm algorithm, in WorkInput input) => WorkingRules.Decide(algorithm, input);

    [Fact]
    public void A_sweep_takes_all_up_to_the_furthest_price()
    {
        Assert.Equal(WorkOutput.Take(new(40), new(10_100)), Decide(new Sweep(), At(0, 40)));
        Assert.Equal(WorkOutput.Take(new(40), new(9900)), Decide(new Sweep(), At(0, -40)));
        Assert.Equal(new Lots(30), Decide(new Sweep(), At(0, 40) with { Most = new(30) }).Quantity);
        Assert.Equal(WorkAction.Cancel, Decide(new Sweep(), At(0, 40) with { Child = Resting(Side.Buy, 40, 9998) }).Action);
    }

    [Fact]
    public void A_ladder_goes_outwards_and_begins_again()
    {
        var ladder = new CrossingLadder(3, 2, 0.25, Duration.FromSeconds(1));
        // A quarter of the whole of 40 each, from 100.02 in steps of two basis points.
        long[] limits = [10_002, 10_004, 10_006, 10_002];
        for (int i = 0; i < 4; i++)
            Assert.Equal(WorkOutput.Take(new(10), new(limits[i])), Decide(ladder, At(2 * i, 40 - 10 * i, done: 10 * i, orders: i, orderedAt: 2 * i - 1.5)));
        Assert.Equal(WorkOutput.Take(new(10), new(9997)), Decide(ladder, At(2, -40, orders: 1))); // 99.960004, and no worse
        Assert.Equal(WorkOutput.Wait(DecisionReason.NotDue), Decide(ladder, At(2, 30, done: 10, orders: 1, orderedAt: 1.5)));
        Assert.Equal(new Ticks(10_003), Decide(ladder, At(2, 30, done: 10, orders: 2) with { Furthest = new(10_003) }).Limit);
    }

    [Fact]
    public void A_peg_rests_at_the_touch_and_never_takes()
    {
        var peg = new PeggedOrder();
        Assert.Equal(WorkOutput.Rest(new(40), new(9998)), Decide(peg, At(0, 40)));
        Assert.Equal(WorkOutput.Rest(new(40), new(10_002)), Decide(peg, At(0, -40)));
        // A locked book: at the touch it would take.
        Quote locked = new(100, 100, 5, 5, Start);
        Assert.Equal(new Ticks(9999), Decide(peg, At(0, 40) with { Quote = locked }).Limit);
        Assert.Equal(new Ticks(10_001), Decide(peg, At(0, -40) with { Quote = locked }).Limit);
        Assert.Equal(WorkOutput.Wait(DecisionReason.Resting), Decide(peg, At(5, 40) with { Child = Resting(Side.Buy, 40, 9998) }));
        Assert.Equal(WorkOutput.Wait(DecisionReason.JustOrdered), Decide(peg, At(5, 40, orders: 1, orderedAt: 4.5)));
    }

    [Fact]
    public void A_peg_follows_the_touch_that_moves_away_after_its_pause_and_not_the_one_that_comes()
    {
        var peg = new PeggedOrder { Pause = Duration.FromSeconds(2) };
        WorkInput away = At(5, 40, mid: 100.10) with { Child = Resting(Side.Buy, 40, 9998, at: 3.5) };
        Assert.Equal(WorkOutput.Wait(DecisionReason.Resting), Decide(peg, away));
        Assert.Equal(WorkOutput.Amend(new(40), new(10_008), DecisionReason.TouchMoved), Decide(peg, away with { Now = After(5.5) }));
        Assert.Equal(WorkOutput.Wait(DecisionReason.Resting), Decide(peg, At(9, 40, mid: 99.9) with { Child = Resting(Side.Buy, 40, 9998) }));
        Assert.Equal(WorkOutput.Amend(new(40), new(9992), DecisionReason.TouchMoved), Decide(peg, At(9, -40, mid: 99.9) with { Child = Resting(Side.Sell, 40, 10_002) }));
    }

    [Theory]
    [InlineData(4.0, null, 10_004)]
    [InlineData(double.PositiveInfinity, 6L, 10_006)]
    [InlineData(4.0, 3L, 10_003)]
    [InlineData(0.0, null, 10_000)]
    public void A_peg_goes_no_further_than_its_chase(double points, long? ticks, long limit)
    {
        var peg = new PeggedOrder { Chase = points, ChaseTicks = ticks };
        WorkInput far = At(5, 40, mid: 100.50);
        Assert.Equal(WorkOutput.Rest(new(40), new(limit)), Decide(peg, far));
        WorkInput sell = At(5, -40, mid: 99.50);
        Assert.Equal(WorkOutput.Rest(new(40), new(20_000 - limit)), Decide(peg, sell));
        // There it rests and says why, or crosses.
        WorkInput resting = far with { Child = Resting(Side.Buy, 40, limit) };
        Assert.Equal(WorkOutput.Wait(DecisionReason.BeyondChase), Decide(peg, resting));
        Assert.Equal(WorkOutput.Cancel(DecisionReason.BeyondChase), Decide(peg with { CrossesBeyond = true }, resting));
        Assert.Equal(WorkOutput.Take(new(40), new(10_150), DecisionReason.BeyondChase), Decide(peg with { CrossesBeyond = true }, far));
    }

    [Fact]
    public void What_rests_may_be_a_little_off_what_is_wanted()
    {
        var peg = new PeggedOrder();
        WorkInput Wanted(long lots) => At(9, lots) with { Slack = new(10), Child = Resting(Side.Buy, 40, 9998) };
        foreach (long lots in (long[])[30, 40, 50])
            Assert.Equal(WorkOutput.Wait(DecisionReason.Resting), Decide(peg, Wanted(lots)));
        Assert.Equal(WorkOutput.Cancel(DecisionReason.RestsTooMuch), Decide(peg, Wanted(29)));
        Assert.Equal(WorkOutput.Amend(new(51), new(9998), DecisionReason.RestsTooLittle), Decide(peg, Wanted(51)));
        Assert.Equal(WorkOutput.Cancel(DecisionReason.WrongSide), Decide(peg, Wanted(-40)));
        Assert.Equal(WorkOutput.Cancel(DecisionReason.None), Decide(peg, Wanted(0)));
    }

    [Fact]
    public void Passive_crosses_when_it_is_urgent_or_late_and_not_else()
    {
        var passive = new PassiveThenCross(new PeggedOrder(), 1, Duration.FromSeconds(10));
        Assert.Equal(WorkOutput.Rest(new(40), new(9998)), Decide(passive, At(0, 40)));
        Assert.Equal(WorkOutput.Rest(new(40), new(9998)), Decide(passive, At(9.9, 40)));
        Assert.Equal(WorkOutput.Take(new(40), new(10_100), DecisionReason.PatienceOver), Decide(passive, At(10, 40)));
        Assert.Equal(WorkOutput.Take(new(40), new(10_100), DecisionReason.Urgent), Decide(passive, At(0, 40) with { Urgency = 1 }));
        Assert.Equal(WorkOutput.Take(new(40), new(9900), DecisionReason.Urgent), Decide(passive, At(0, -40) with { Urgency = double.PositiveInfinity }));
        WorkInput resting = At(3, 40) with { Child = Resting(Side.Buy, 40, 9998) };
        Assert.Equal(WorkOutput.Wait(DecisionReason.Resting), Decide(passive, resting));
        Assert.Equal(WorkOutput.Cancel(DecisionReason.Urgent), Decide(passive, resting with { Urgency = 2 }));
        Assert.Equal(WorkOutput.Wait(DecisionReason.TakingOff), Decide(passive, resting with { Urgency = 2, Child = resting.Child!.Value with { IsCancelSent = true } }));
    }

    [Fact]
    public void Twap_is_due_slice_by_slice_and_counts_what_is_done()
    {
        var twap = new ScheduledWorking(new EvenSchedule(), Duration.FromSeconds(100), 10, double.PositiveInfinity, new Sweep());
        Assert.Equal(WorkOutput.Take(new(10), new(10_100)), Decide(twap, At(0, 100)));
        Assert.Equal(WorkOutput.Wait(DecisionReason.NotDue), Decide(twap, At(9.9, 90, done: 10)));
        Assert.Equal(new Lots(10), Decide(twap, At(10, 90, done: 10)).Quantity);
        Assert.Equal(new Lots(6), Decide(twap, At(10, 86, done: 14)).Quantity);
        Assert.Equal(new Lots(30), Decide(twap, At(29, 100)).Quantity); // what was not filled stays due
        Assert.Equal(new Lots(70), Decide(twap, At(99.9, 70, done: 30)).Quantity);
        Assert.Equal(new Lots(70), Decide(twap, At(1e6, 70, done: 30)).Quantity);
        // The wish has grown by 100: of 200 three tenths are due.
        Assert.Equal(new Lots(30), Decide(twap, At(29, 170, done: 30)).Quantity);
        Assert.Equal(WorkOutput.Wait(DecisionReason.NotDue), Decide(twap, At(29, 20, done: 60))); // it has shrunk
        Assert.Equal(new Lots(90), Decide(twap with { Urgency = 2 }, At(9.9, 90, done: 10) with { Urgency = 2 }).Quantity);
    }

    [Fact]
    public void A_slice_that_is_due_rests_and_then_crosses_by_the_time_it_was_due()
    {
        var twap = new ScheduledWorking(new EvenSchedule(), Duration.FromSeconds(100), 10, double.PositiveInfinity, new PassiveThenCross(new PeggedOrder(), 5, Duration.FromSeconds(8)));
        Assert.Equal(WorkOutput.Rest(new(10), new(9998)), Decide(twap, At(7.9, 100)));
        Assert.Equal(WorkOutput.Take(new(10), new(10_100), DecisionReason.PatienceOver), Decide(twap, At(8, 100)));
        // The first slice is done; the second was due at 10 and crosses at 18.
        Assert.Equal(WorkOutput.Rest(new(10), new(9998)), Decide(twap, At(17.9, 90, done: 10)));
        Assert.Equal(WorkOutput.Take(new(10), new(10_100), DecisionReason.PatienceOver), Decide(twap, At(18, 90, done: 10)));
        // Half of the second is done: the rest was due with it.
        Assert.Equal(DecisionReason.PatienceOver, Decide(twap, At(22, 85, done: 15)).Reason);
        // What rests for one slice waits for the next and is made larger then.
        WorkInput resting = At(5, 100) with { Child = Resting(Side.Buy, 10, 9998) };
        Assert.Equal(WorkOutput.Wait(DecisionReason.Resting), Decide(twap, resting));
        Assert.Equal(WorkOutput.Amend(new(20), new(9998), DecisionReason.RestsTooLittle), Decide(twap with { By = new PeggedOrder() }, resting with { Now = After(10) }));
    }

    [Fact]
    public void Participation_is_a_share_of_what_was_traded()
    {
        var share = new Participation(0.2, double.PositiveInfinity, new Sweep());
        WorkInput With(long volume, long own) => At(5, 100) with { Wish = new WorkedWish(Side.Buy, Start, 100, Done: new(own), Volume: new(volume), DoneInVolume: new(own)) };
        Assert.Equal(WorkOutput.Wait(DecisionReason.NotDue), Decide(share, With(4, 0)));
        Assert.Equal(new Lots(2), Decide(share, With(10, 0)).Quantity);
        Assert.Equal(WorkOutput.Wait(DecisionReason.NotDue), Decide(share, With(10, 2)));
        Assert.Equal(new Lots(18), Decide(share, With(100, 2)).Quantity);
        Assert.Equal(new Lots(100), Decide(share, With(100_000, 2)).Quantity);
        Assert.Equal(new Lots(100), Decide(share with { Urgency = 0.5 }, With(0, 0)).Quantity);
    }

    [Fact]
    public void Nothing_crosses_beyond_the_budget()
    {
        var budgeted = new BudgetedWorking(new Sweep(), 5); // 100.05
        Assert.Equal(WorkOutput.Take(new(40), new(10_005)), Decide(budgeted, At(5, 40)));
        Assert.Equal(WorkOutput.Take(new(40), new(10_005)), Decide(budgeted, At(5, 40, mid: 100.03)));
        Assert.Equal(WorkOutput.Wait(DecisionReason.OverBudget), Decide(budgeted, At(5, 40, mid: 100.04)));
        Assert.Equal(WorkOutput.Wait(DecisionReason.OverBudget), Decide(budgeted, At(5, -40, mid: 99.96)));
        Assert.Equal(WorkOutput.Take(new(40), new(9995)), Decide(budgeted, At(5, -40, mid: 99.97)));
        // What is passive rests within it, and does not cross however long it has waited.
        var passive = new BudgetedWorking(new PassiveThenCross(new PeggedOrder(), 1, Duration.FromSeconds(10)), 5);
        Assert.Equal(WorkOutput.Take(new(40), new(10_005), DecisionReason.PatienceOver), Decide(passive, At(20, 40, mid: 100.03)));
        Assert.Equal(WorkOutput.Rest(new(40), new(10_005)), Decide(passive, At(20, 40, mid: 100.50)));
        Assert.Equal(WorkOutput.Wait(DecisionReason.OverBudget), Decide(passive, At(20, 40, mid: 100.05) with { Child = Resting(Side.Buy, 40, 10_003) }));
        Assert.Equal(WorkOutput.Wait(DecisionReason.NotANumber), Decide(budgeted, At(5, 40) with { Wish = new WorkedWish(Side.Buy, Start, double.NaN) }));
    }

    [Fact]
    public void Orders_are_no_smaller_than_is_worth_a_trade_and_leave_no_crumb()
    {
        WorkInput Worth(long wanted, long done = 0) => At(0, wanted, done: done) with { Least = new(15) };
        var twap = new ScheduledWorking(new EvenSchedule(), Duration.FromSeconds(100), 10, double.PositiveInfinity, new Sweep());
        Assert.Equal(WorkOutput.Wait(DecisionReason.NotDue), Decide(twap, Worth(100))); // ten are due
        Assert.Equal(new Lots(20), Decide(twap, Worth(100) with { Now = After(10) }).Quantity);
        Assert.Equal(new Lots(22), Decide(twap, Worth(22, done: 78) with { Now = After(95) }).Quantity);
        Assert.Equal(new Lots(18), Decide(twap, Worth(18, done: 62) with { Now = After(85) }).Quantity); // ten of the 18 would leave eight
        Assert.Equal(new Lots(40), Decide(new CrossingLadder(5, 1, 0.7, Duration.Zero), Worth(40)).Quantity); // 28 would leave 12
        Assert.Equal(new Lots(15), Decide(new CrossingLadder(5, 1, 0.5, Duration.Zero), Worth(30)).Quantity);
    }
}
