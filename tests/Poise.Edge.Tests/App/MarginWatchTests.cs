using Poise.App;
using Poise.Domain;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>What is told of margin: each step once, on the way up and down, and nothing of what is not known.</summary>
public sealed class MarginWatchTests
{
    [Fact]
    public void Each_step_is_told_once_and_a_little_less_is_no_all_clear()
    {
        var watch = new MarginWatch(new FakeDesk(), static _ => { });
        (double? Maintenance, double? Equity, string? Says)[] steps =
        [
            (50, 100, null),
            (79.9, 100, null),
            (80, 100, "margin: BTC: maintenance 80 USDC of equity 100, 80 %: short"),
            (95, 100, null),
            (null, 100, null),
            (75, 100, null), // not yet
            (100, 100, "margin: BTC: maintenance 100 USDC of equity 100: the venue may liquidate; add margin or take positions off"),
            (500, 100, null),
            (95, 100, null),
            (100, 100, null), // not between
            (85, 100, null),
            (100, 100, "margin: BTC: maintenance 100 USDC of equity 100: the venue may liquidate; add margin or take positions off"), // a second time
            (69, 100, "margin: BTC: maintenance 69 USDC of equity 100: enough again"),
            (10, 0, "margin: BTC: maintenance 10 USDC of equity 0: the venue may liquidate; add margin or take positions off"),
            (10, -5, null),
            (0, -5, "margin: BTC: maintenance 0 USDC of equity -5: enough again"), // nothing is held
            (90, 100, "margin: BTC: maintenance 90 USDC of equity 100, 90 %: short"),
        ];
        foreach ((double? maintenance, double? equity, string? says) in steps)
            Assert.Equal(says, watch.LineOf("BTC", "USDC", new MarginView("", maintenance, null, equity, null, null, null, null)));
        Assert.Null(watch.LineOf("BTC", "USDC", null));
        Assert.NotNull(watch.LineOf("ETH", "ETH", new MarginView("", 9, null, 10, null, null, null, null))); // of its own
    }

    [Fact]
    public void What_a_venue_tells_is_said_by_account_with_its_calls()
    {
        var watch = new MarginWatch(new FakeDesk(), static _ => { });
        const string none = "initial 120 BTC of equity 100: the venue takes no order that adds, and none is sent there; add margin or take positions off";
        (double Equity, double Initial, double Maintenance, string[] Says)[] steps =
        [
            (100, 50, 20, []),
            (100, 120, 60, [none]),
            (100, 121, 60, []),
            (100, 99, 60, ["initial 99 BTC of equity 100: orders that add are sent again"]), // as the desk does
            (100, 120, 60, [none]),
            (100, 95, 60, ["initial 95 BTC of equity 100: orders that add are sent again"]),
            (100, 120, 85, ["maintenance 85 BTC of equity 100, 85 %: short", none]),
            (100, 120, 100, ["maintenance 100 BTC of equity 100: the venue may liquidate; add margin or take positions off"]),
            (100, 0, 0, ["maintenance 0 BTC of equity 100: enough again", "initial 0 BTC of equity 100: orders that add are sent again"]),
        ];
        foreach ((double equity, double initial, double maintenance, string[] says) in steps)
            Assert.Equal(says.Select(static s => "margin: deribit: " + s), watch.LinesOf(Told("deribit", "BTC", equity, initial, maintenance)));
        Assert.Single(watch.LinesOf(Told("deribit", "ETH", 100, 90, 85)));
        Assert.Single(watch.LinesOf(Told("other", "BTC", 100, 90, 85)));
    }

    /// <summary>What was reckoned is over once the venue tells it: what is told stands beside no second account.</summary>
    [Fact]
    public async Task What_was_reckoned_is_forgotten_once_the_venue_tells()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = SimulatedDeskStart.Bring(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 11 }, Instant.FromUtc(2026, 1, 5, 9), new InlineLane());
        started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(30));
        BookRiskView seen = RiskSnapshot.Of(started.Run.Driver.Desk, started.Run.Driver.Desk.Hedgers[0]).View();
        var lines = new List<string>();
        BookRiskView shown = seen with { MarginTold = null, Margin = new MarginView("", 100, null, 100, null, null, null, null) };
        var watch = new MarginWatch(new FakeDesk { RiskView = () => shown }, lines.Add);
        await watch.LookAsync("BTC");
        await watch.LookAsync("BTC");
        Assert.Equal([("margin-short", $"BTC {seen.Currency}"), ("margin-gone", $"BTC {seen.Currency}")], watch.Standing.Select(static a => (a.Rule, a.About)));
        Assert.Single(lines);
        shown = seen with { MarginTold = Told("deribit", seen.Currency, 100, 10, 5), Margin = shown.Margin };
        await watch.LookAsync("BTC");
        Assert.Empty(watch.Standing);
        Assert.Single(lines); // and nothing is said of it
        shown = seen with { MarginTold = null, Margin = new MarginView("", 100, null, 100, null, null, null, null) };
        await watch.LookAsync("BTC");
        Assert.Equal(2, lines.Count); // it begins anew
    }

    private static ToldMarginView Told(string venue, string currency, double equity, double initial, double maintenance) =>
        new(venue, currency, equity, initial, maintenance, null, new MarginReport(equity, initial, maintenance).State.ToString().ToLowerInvariant(), "", IsOld: false);
}
