using Poise.App;
using Poise.Flow;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>What stands wrong with a desk is told when it begins and when it is over, and what each picture means for it.</summary>
public sealed class AlarmWatchTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    [Fact]
    public void An_alarm_is_told_once_when_it_began_and_once_when_it_is_over()
    {
        (HandTime time, List<AlertView> told, List<DeskAlarm> now) = (new(), [], []);
        var watch = new AlarmWatch(() => now, told.Add, TimeSpan.FromSeconds(30), [], time);
        watch.Look();
        now.Add(new("kill-switch", "", "", "halted: asked for"));
        watch.Look();
        now[0] = now[0] with { Text = "halted: other words" }; // the same alarm
        watch.Look();
        Assert.Equal(("kill-switch", "began", "halted: asked for"), Said(Assert.Single(told)));
        Assert.Equal(told, watch.Standing);
        now.Add(new("link-down", "", "cheap", "down"));
        now.Add(new("link-down", "", "dear", "down"));
        time.Pass(1);
        watch.Look();
        now.Clear();
        time.Pass(1);
        watch.Look();
        watch.Look();
        Assert.Equal(
            [("kill-switch", "began", null), ("link-down", "began", "cheap"), ("link-down", "began", "dear"), ("kill-switch", "ended", null), ("link-down", "ended", "cheap"), ("link-down", "ended", "dear")],
            told.Select(static a => (a.Rule, a.State, a.About)));
        Assert.Equal("over: halted: asked for", told[3].Text);
        Assert.Empty(watch.Standing);
        now.Add(new("kill-switch", "", "", "again"));
        watch.Look();
        Assert.Equal(("kill-switch", "began", "again"), Said(told[^1]));
    }

    [Fact]
    public void What_stands_for_less_long_than_its_patience_is_not_told()
    {
        (HandTime time, List<AlertView> told, List<DeskAlarm> now) = (new(), [], []);
        var watch = new AlarmWatch(() => now, told.Add, TimeSpan.FromSeconds(30), [], time);
        DeskAlarm down = new("link-down", "", "deribit", "down") { After = Silence };
        for (int i = 0; i < 3; i++)
        {
            now.Add(down);
            watch.Look();
            time.Pass(14);
            watch.Look();
            now.Clear();
            watch.Look();
        }
        Assert.Empty(told);
        now.Add(down);
        watch.Look();
        time.Pass(15);
        watch.Look();
        Assert.Single(told);
    }

    /// <summary>Over a restart: what still stands is not told again, and what does not is over once the desk has had time to find out.</summary>
    [Fact]
    public void What_an_earlier_life_told_is_not_told_again()
    {
        AlertView halted = new("desk-halted", "2026-03-02T15:00:00Z", "", "halted", null, null, AlertView.Began), down = new("link-down", "2026-03-02T15:00:01Z", "", "down", null, null, AlertView.Began, "deribit");
        (HandTime time, List<AlertView> told, List<DeskAlarm> now) = (new(), [], [new("desk-halted", "", "", "halted")]);
        var watch = new AlarmWatch(() => now, told.Add, TimeSpan.FromSeconds(30), [halted, down], time);
        watch.Look();
        time.Pass(29);
        watch.Look();
        Assert.Empty(told);
        time.Pass(1);
        watch.Look();
        Assert.Equal(("link-down", "ended", "over: down"), Said(Assert.Single(told)));
        Assert.Equal([halted], watch.Standing);
        now.Clear();
        watch.Look();
        Assert.Equal(("desk-halted", "ended", "over: halted"), Said(told[1]));
    }

    /// <summary>Each picture with what stands wrong in it, and the patience before it is told.</summary>
    [Fact]
    public async Task Each_thing_that_goes_wrong_has_its_rule()
    {
        using TemporaryFolder folder = new();
        await using SimulatedDesk desk = SimulatedDesk.Start(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 3 }, TimeProvider.System);
        DeskView seen = desk.View();
        OutletView outlet = Assert.Single(seen.Outlets) with { State = OutletView.TakesOrders };
        DeskView well = seen with { TradingState = "Normal", TradingStateReason = null, TradingStateCode = null, IsStale = false, Obstacle = null, Drawdown = null, Outlets = [outlet], Explain = seen.Explain with { Days = [] } };
        ExplainDayView day = new("2026-03-02T00:00:00Z", 1, [], 0.05, 0.02, HasJump: false, 0, IsAlarm: true, 60, 0);
        DrawdownView fall = new("USDC", 10, 110, 100, 50, 90, "freeze", "soft");

        Assert.Empty(Of(well));
        foreach ((string code, string rule) in ((string, string)[])[("operator", "kill-switch"), ("killFile", "kill-switch"), ("positionMismatch", "venue-mismatch"), ("overfilled", "venue-mismatch"), ("wrongFill", "venue-mismatch"), ("liquidated", "liquidated"), ("clockApart", "clock-apart"), ("drawdown", "drawdown-hard"), ("journalFailed", "journal-failed"), ("failed", "desk-failed"), ("heldElsewhere", "desk-halted"), ("brokenInvariant", "desk-halted")])
            Assert.Equal((rule, "halted, nothing is hedged: why", 0.0), Only(well with { TradingState = "Halted", TradingStateReason = "why", TradingStateCode = code }));
        Assert.Equal(("desk-reduces", "nothing is done that adds: why", 0.0), Only(well with { TradingState = "ReduceOnly", TradingStateReason = "why" }));
        Assert.Equal(("link-stopped", "the key is refused", 0.0), Only(well with { TradingStateReason = "the key is refused", TradingStateCode = "linkStopped" }));
        Assert.Empty(Of(well with { TradingStateReason = "asked for by an operator", TradingStateCode = "operator" })); // resumed by one
        Assert.Equal(("link-down", $"the link to {outlet.Venue} is down", 15.0), Only(well with { IsStale = true, Obstacle = "stale", Outlets = [outlet with { State = OutletView.LinkDown }] }));
        Assert.Equal(["link-down", "quote-stale"], Of(well with { IsStale = true, Outlets = [outlet, outlet with { Venue = "other", State = OutletView.LinkDown }] }).Select(static a => a.Rule));
        Assert.Equal(("not-confirmed", $"{outlet.Venue} has not confirmed what is held there", 15.0), Only(well with { Outlets = [outlet with { State = OutletView.NotConfirmed }] }));
        Assert.Equal(("venue-silent", $"{outlet.Venue} does not answer orders", 15.0), Only(well with { Outlets = [outlet with { State = OutletView.Silent }] }));
        Assert.Equal(("quote-stale", $"{well.Hedge.Instrument} has no quote: BTC is not hedged", 15.0), Only(well with { IsStale = true, DataAge = null, Obstacle = "stale" }));
        Assert.Equal(("cannot-hedge", "BTC cannot be hedged: no vol", 15.0), Only(well with { Obstacle = "no vol" }));
        Assert.Equal(("not-explained", "profit on BTC of 2026-03-02 is not explained: the residual is 5 % of the terms, and 2 % may be", 15.0), Only(well with { Explain = seen.Explain with { Days = [day] } }));
        Assert.Empty(Of(well with { Explain = seen.Explain with { Days = [day with { IsAlarm = false }] } }));
        Assert.Equal(("drawdown-soft", "profit on BTC has fallen by 100 USDC from its highest, and the soft limit is 50", 0.0), Only(well with { Drawdown = fall }));
        Assert.Empty(Of(well with { Drawdown = fall with { Step = "none" } }));
        Assert.Equal(["drawdown-soft", "drawdown-hard"], Of(well with { TradingState = "Halted", TradingStateReason = "why", TradingStateCode = "drawdown", Drawdown = fall with { Step = "frozen" } }).Select(static a => a.Rule));
        DeskTotalView total = well.Total with { Drawdown = null, Limits = [] };
        Assert.Equal(("drawdown-soft", "the profit of all underlyings has fallen by 100 USDC from its highest, and the soft limit is 50", 0.0), Only(well with { Total = total with { Drawdown = fall } }));
        Assert.Equal(["drawdown-soft", "drawdown-hard"], Of(well with { TradingState = "Halted", TradingStateReason = "why", TradingStateCode = "drawdown", Total = total with { Drawdown = fall with { Step = "frozen" } } }).Select(static a => a.Rule));
        BookDrawdownView book = new("fund", IsHeldBack: true, fall with { Step = "frozen", Hard = 80 });
        Assert.Equal([("drawdown-soft", "fund"), ("drawdown-hard", "fund")], Of(well with { Total = total with { BookDrawdowns = [book] } }).Select(static a => (a.Rule, a.About)));
        Assert.Equal(("drawdown-soft", "the profit of book fund has fallen by 100 USDC from its highest, and the soft limit is 50", 0.0), Only(well with { Total = total with { BookDrawdowns = [book with { IsHeldBack = false, Drawdown = fall }] } }));
        Assert.Equal(("book-not-marked", "the profit of book fund is not known: nothing is traded for it", 15.0), Only(well with { Total = total with { BookDrawdowns = [book with { Drawdown = fall with { Step = "none" } }] } }));
        Assert.Equal("desk-still", Assert.Single(new DeskAlarms(new FakeDesk { View = well, PictureAge = TimeSpan.FromSeconds(11) }, Silence).Standing().DistinctBy(static a => a.Name)).Rule);

        static List<DeskAlarm> Of(DeskView view) => [.. new DeskAlarms(new FakeDesk { View = view }, Silence).Standing().DistinctBy(static a => a.Name)];

        static (string Rule, string Text, double After) Only(DeskView view) => Assert.Single(Of(view)) is var alarm ? (alarm.Rule, alarm.Text, alarm.After.TotalSeconds) : default;
    }

    [Fact]
    public void Margin_stands_until_it_is_enough_again()
    {
        var watch = new MarginWatch(new FakeDesk(), static _ => { });
        (double Maintenance, double Initial, string[] Stands)[] steps = [(50, 60, []), (85, 90, ["margin-short"]), (75, 90, ["margin-short"]), (100, 120, ["margin-short", "margin-gone", "margin-call"]), (95, 120, ["margin-short", "margin-gone", "margin-call"]), (85, 90, ["margin-short"]), (60, 90, [])];
        foreach ((double maintenance, double initial, string[] stands) in steps)
        {
            watch.LinesOf(new ToldMarginView("deribit", "BTC", 100, initial, maintenance, null, initial > 100 ? ToldMarginView.Call : "ok", "", IsOld: false));
            Assert.Equal(stands, watch.Standing.Select(static a => a.Rule));
            Assert.All(watch.Standing, static a => Assert.Equal("deribit BTC", a.About));
        }
    }

    /// <summary>Minutes ahead and back: the desk's clock is not set by it, and the machine's is told to be another.</summary>
    [Theory]
    [InlineData(300, "300 s ahead of")]
    [InlineData(-600, "600 s behind")]
    public void A_clock_that_is_set_is_told_and_moves_no_quote(int seconds, string says)
    {
        HandTime machine = new();
        var desk = new SteadyTime(machine);
        var watch = new ClockWatch(desk, machine);
        machine.Pass(3600);
        Assert.Null(watch.Standing);
        DateTimeOffset before = desk.GetUtcNow();
        machine.Set(seconds);
        Assert.Equal(before, desk.GetUtcNow());
        DeskAlarm? told = watch.Standing;
        Assert.Equal("clock-set", told?.Rule);
        Assert.Contains(says, told?.Text, StringComparison.Ordinal);
        machine.Pass(60);
        Assert.Equal(before.AddSeconds(60), desk.GetUtcNow());
        machine.Set(-seconds);
        Assert.Null(watch.Standing);
    }

    private static (string Rule, string? State, string Text) Said(AlertView alert) => (alert.Rule, alert.State, alert.Text);
}
