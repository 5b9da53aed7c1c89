using Poise.App;
using Poise.Domain;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>The rule that keeps gamma and vega within bounds: when it looks on, tells, trades, and waits, alone and beside the one that protects.</summary>
public sealed class KeepWatchTests
{
    private static readonly KeepRule Rule = new(2, 150, 40, SellsOptions: true, Duration.FromDays(2), Duration.FromSeconds(600), Trades: true);

    private static readonly BookPlanView Plan = new(
        "2026-01-05T09:00:00Z", "BTC", "USDC", "within-gap", true, new PlanPointView(0.1, -5.25, -90), new PlanPointView(0, -1.9, -20), 32.5, 32.4, new BookPlanCostsView(30, 2.5, 0, 0, 0),
        [
            new BookPlanLegView("BTC-C", "deribit", false, 2.5, 0.0124m, 0.0125m, 20, null, ""),
            new BookPlanLegView("BTC-P", "deribit", false, -1, 0.5m, 0.49m, 10, null, ""),
            new BookPlanLegView("BTC-PERPETUAL", "deribit", true, -0.4, 100_000m, null, 2.5, null, ""),
        ],
        []);

    private static RuleRig Make(KeepRule? rule = null, BookPlanView? plan = null) => new(new BookRules(null, rule ?? Rule)) { Gamma = -5.25, Vega = -90, Desk = { Plan = _ => plan ?? Plan } };

    [Fact]
    public async Task It_trades_the_options_at_the_second_look_and_not_again_before_its_pause_is_over()
    {
        RuleRig rig = Make();
        PlanWish? asked = null;
        rig.Desk.Plan = wish =>
        {
            asked = wish;
            return Plan;
        };
        await rig.Look();
        Assert.Empty(rig.Told);
        await rig.Look();
        Assert.Equal("package BTC 2.5 BTC-C at 0.0125, -1 BTC-P at 0.49", Assert.Single(rig.Desk.Commands)); // the rest is the policy's
        Assert.StartsWith("keep: BTC: net gamma of a 1 % move is -5.25, and 2 may be: buy 2.5 BTC-C at 0.0125 or less, sell 1 BTC-P at 0.49 or more, cost 32.5 USDC: ", Assert.Single(rig.Told), StringComparison.Ordinal);
        Assert.Equal(new PlanWish(2, 150) { BuysAlone = false, Lasts = Duration.FromDays(2), IsPackage = true }, asked);
        rig.Time.Pass(599);
        await rig.Look();
        Assert.Equal((1, 1), (rig.Desk.Commands.Count, rig.Desk.Looks)); // nor is it looked for
        rig.Time.Pass(2);
        await rig.Look();
        Assert.Equal(2, rig.Desk.Commands.Count);
    }

    [Fact]
    public async Task It_tells_where_that_is_all_it_may()
    {
        RuleRig rig = Make(Rule with { Trades = false, SellsOptions = false });
        await rig.Look(5);
        Assert.Empty(rig.Desk.Commands);
        Assert.EndsWith("sell 1 BTC-P at 0.49 or more would suffice, cost 32.5 USDC", Assert.Single(rig.Told), StringComparison.Ordinal);
        rig.Time.Pass(601);
        await rig.Look();
        Assert.Equal(2, rig.Told.Count);
    }

    [Fact]
    public async Task A_package_that_is_refused_is_tried_again()
    {
        RuleRig rig = Make();
        rig.Desk.RefusesPackages = "refused: net vega would be beyond its limit";
        await rig.Look(4);
        Assert.EndsWith(": refused: net vega would be beyond its limit", Assert.Single(rig.Told), StringComparison.Ordinal);
        rig.Desk.RefusesPackages = null;
        await rig.Look();
        Assert.Single(rig.Desk.Commands);
    }

    /// <summary>A rule that fails, or says what it may not do, is an alarm until the book is within it, it has traded, or it is another.</summary>
    [Fact]
    public async Task What_fails_stands_until_it_does_not()
    {
        RuleRig rig = Make();
        rig.Desk.RefusesPackages = "refused: net vega would be beyond its limit";
        await rig.Look();
        Assert.Empty(rig.Standing);
        await rig.Look(3);
        Assert.Equal(("rule-failed", "keep"), Assert.Single(rig.Standing));
        rig.Gamma = null; // not known: nobody says that it is over
        await rig.Look();
        Assert.Single(rig.Standing);
        rig.Gamma = 0;
        await rig.Look();
        Assert.Empty(rig.Standing);
        rig.Gamma = -5.25;
        rig.Time.Pass(601);
        await rig.Look(2);
        Assert.Single(rig.Standing);
        rig.Desk.RefusesPackages = null;
        await rig.Look();
        Assert.Empty(rig.Standing);
        rig.Rules = new(null, Rule with { Trades = false });
        await rig.Look(2);
        Assert.Equal(("rule-beyond", "keep"), Assert.Single(rig.Standing));
        rig.Rules = new(null, null);
        await rig.Look();
        Assert.Empty(rig.Standing);
    }

    [Fact]
    public async Task That_another_is_being_looked_for_is_not_told_and_uses_no_pause_up()
    {
        RuleRig rig = Make(Rule with { Trades = false });
        (rig.Desk.Plan, rig.Desk.IsBusy) = (null, true);
        await rig.Look(3);
        Assert.Equal((0, 2), (rig.Told.Count, rig.Desk.Looks));
        (rig.Desk.Plan, rig.Desk.IsBusy) = (_ => Plan, false);
        await rig.Look();
        Assert.EndsWith("would suffice, cost 32.5 USDC", Assert.Single(rig.Told), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none suffices", "keep: BTC: net gamma of a 1 % move is -5.25, and 2 may be: no plan in the listed options suffices (infeasible)")]
    [InlineData("none bought suffices", "keep: BTC: net gamma of a 1 % move is -5.25, and 2 may be: no plan that buys the listed options suffices (infeasible)")]
    [InlineData("not in time", "keep: BTC: net gamma of a 1 % move is -5.25, and 2 may be: no plan was found in time (node-limit)")]
    [InlineData("too dear", "keep: BTC: net gamma of a 1 % move is -5.25, and 2 may be: the cheapest plan costs 32.5 USDC, and 32 may be paid")]
    [InlineData("too many", "keep: BTC: net gamma of a 1 % move is -5.25, and 2 may be: no plan in the listed options suffices (within-gap)")]
    [InlineData("both", "keep: BTC: net gamma of a 1 % move is -5.25, and 2 may be; net vega of a vol point is 151, and 150 may be: no plan in the listed options suffices (infeasible)")]
    [InlineData("stopped", "keep: BTC: it could not be looked for: not now: 2 150")]
    public async Task Where_nothing_suffices_that_is_told_once_and_nothing_is_traded(string what, string says)
    {
        BookPlanView none = Plan with { IsFound = false, Status = "infeasible", Cost = null, Legs = [] };
        RuleRig rig = Make(what switch { "too dear" => Rule with { MostCost = 32 }, "none bought suffices" => Rule with { SellsOptions = false }, _ => Rule }, what switch
        {
            "not in time" => none with { Status = "node-limit" },
            "too dear" => Plan,
            "too many" => Plan with { Legs = [.. Enumerable.Range(0, 13).Select(i => Plan.Legs[0] with { Contract = $"C{i}" })] },
            "both" => none with { Before = Plan.Before with { Vega = 151 } },
            _ => none,
        });
        if (what == "stopped")
            rig.Desk.Plan = null;
        await rig.Look(4);
        Assert.Empty(rig.Desk.Commands);
        Assert.Equal(says, Assert.Single(rig.Told));
    }

    [Theory]
    [InlineData(-2.0, -150.0)]
    [InlineData(2.0, 150.0)]
    [InlineData(null, -900.0)] // what is not known is not guessed
    [InlineData(-9.0, null)]
    public async Task Within_its_bounds_or_not_known_it_asks_for_nothing(double? gamma, double? vega)
    {
        RuleRig rig = Make();
        (rig.Gamma, rig.Vega) = (gamma, vega);
        await rig.Look(4);
        Assert.Equal((0, 0, 0), (rig.Desk.Looks, rig.Desk.Commands.Count, rig.Told.Count));
    }

    [Fact]
    public async Task Two_looks_are_in_a_row_where_nothing_unknown_is_between()
    {
        RuleRig rig = Make();
        await rig.Look();
        rig.Gamma = null;
        await rig.Look();
        rig.Gamma = -5.25;
        await rig.Look();
        Assert.Equal(0, rig.Desk.Looks);
        await rig.Look();
        Assert.Single(rig.Desk.Commands);
    }

    [Fact]
    public async Task A_rule_that_is_taken_away_while_it_is_looked_for_trades_nothing()
    {
        RuleRig rig = Make();
        rig.Desk.Plan = _ =>
        {
            rig.Rules = BookRules.None;
            return Plan;
        };
        await rig.Look(2);
        Assert.Equal((1, 0), (rig.Desk.Looks, rig.Desk.Commands.Count));
    }

    [Fact]
    public async Task It_is_looked_at_though_protection_cannot_be()
    {
        RuleRig rig = Make();
        rig.Rules = new BookRules(new ProtectionRule(100, double.PositiveInfinity, Duration.FromDays(2), Duration.FromSeconds(600), Trades: true), Rule);
        rig.Worst = -500;
        rig.Desk.Cause = new InvalidOperationException("a bound that is none");
        await rig.Look();
        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.Look());
        Assert.StartsWith("package BTC", Assert.Single(rig.Desk.Commands), StringComparison.Ordinal);
    }

    /// <summary>A picture may be a tenth of a second old: what the desk then says counts.</summary>
    [Fact]
    public async Task Looked_at_closely_it_may_be_within()
    {
        RuleRig rig = Make(plan: Plan with { Before = new PlanPointView(0, -1.9, 0) });
        await rig.Look(4);
        Assert.Equal((3, 0, 0), (rig.Desk.Looks, rig.Desk.Commands.Count, rig.Told.Count));
    }

    [Fact]
    public async Task A_greek_that_comes_and_goes_is_none()
    {
        RuleRig rig = Make();
        for (int i = 0; i < 6; i++)
        {
            rig.Vega = i % 2 == 0 ? -250 : -90;
            rig.Gamma = 0;
            await rig.Look();
        }
        Assert.Empty(rig.Desk.Commands);
    }

    /// <summary>What it buys the other sees at the next look; both have pauses of their own.</summary>
    [Fact]
    public async Task Protection_comes_first_and_the_other_rule_looks_after_it()
    {
        RuleRig rig = Make(Rule with { SellsOptions = false });
        rig.Rules = rig.Rules with { Protect = new ProtectionRule(100, 1000, Duration.FromDays(2), Duration.FromSeconds(600), Trades: true) };
        rig.Worst = -250;
        rig.Desk.Protection = new BookProtectionView(
            "2026-01-05T09:00:00Z", "BTC", "USDC", 100, "optimal", true, 0, 40, new ScenarioLossView(-0.16, 0.6, 250), new ScenarioLossView(-0.12, 0, 99), 100, 7.5, 7.5, 42, [new BookProtectionLegView("BTC-L", 1, 0.0124m, 0.0125m, 42, 7.5)]);
        await rig.Look(2);
        Assert.Equal(["package BTC 1 BTC-L at 0.0125"], rig.Desk.Commands);
        await rig.Look(2);
        Assert.Equal(["package BTC 1 BTC-L at 0.0125", "package BTC 2.5 BTC-C at 0.0125, -1 BTC-P at 0.49"], rig.Desk.Commands);
        await rig.Look(5);
        Assert.Equal(2, rig.Desk.Commands.Count);
    }

    /// <summary>One that only tells holds the other back by nothing.</summary>
    [Fact]
    public async Task A_protection_that_is_told_holds_nothing_back()
    {
        RuleRig rig = Make();
        rig.Rules = rig.Rules with { Protect = new ProtectionRule(100, 1000, Duration.FromDays(2), Duration.FromSeconds(600), Trades: false) };
        rig.Worst = -250;
        await rig.Look(2);
        Assert.Equal(2, rig.Told.Count);
        Assert.Single(rig.Desk.Commands);
    }

    /// <summary>The demo book is short: within some looks of a second each its gamma and vega are where the rule wants them, bought and sold or bought alone, and it goes on hedging.</summary>
    [Theory]
    [InlineData(PayoffStyle.Linear, true)]
    [InlineData(PayoffStyle.Linear, false)]
    [InlineData(PayoffStyle.Inverse, true)]
    [InlineData(PayoffStyle.Inverse, false)]
    public async Task A_desk_is_brought_within_its_bounds(PayoffStyle style, bool sells)
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = DemoDesk.Bring(folder, style);
        PlanPointView before = DemoDesk.Risk(started).Net;
        double mostGamma = 0.6 * -before.Gamma!.Value, mostVega = 0.6 * -before.Vega!.Value;
        RuleRig rig = new(new BookRules(null, new KeepRule(mostGamma, mostVega, double.PositiveInfinity, sells, Duration.FromDays(2), Duration.FromSeconds(60), Trades: true)));
        List<PackageOrder> traded = [];
        rig.Desk.RiskView = () => DemoDesk.Risk(started);
        rig.Desk.Plan = wish => BookPlanQuestion.Of(started.Run.Driver.Desk, started.Run.Driver.Desk.Hedgers[0]).Answer(wish);
        rig.Desk.Packages = orders =>
        {
            traded.AddRange(orders);
            return DemoDesk.Trade(started, orders);
        };
        await rig.Look(2);
        Assert.Contains("keep: BTC: net gamma", Assert.Single(rig.Told), StringComparison.Ordinal);
        Assert.NotEmpty(traded);
        Assert.True(sells || traded.TrueForAll(static o => o.Quantity > 0));
        for (int i = 0; i < 20; i++)
        {
            started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(1));
            await rig.Look();
        }
        PlanPointView after = DemoDesk.Risk(started).Net;
        Assert.InRange(after.Gamma!.Value, 1.1 * -mostGamma, 1.1 * mostGamma); // spot has moved since
        Assert.InRange(after.Vega!.Value, 1.1 * -mostVega, 1.1 * mostVega);
        Assert.InRange(after.Delta!.Value, -0.3, 0.3);
        Assert.Equal((TradingState.Normal, null), (started.Run.Driver.Desk.State, started.Run.Driver.BrokenBy));
    }
}
