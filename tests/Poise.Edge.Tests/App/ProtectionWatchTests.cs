using Poise.Domain;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>The rule that protects: when it looks on, tells, trades, and waits.</summary>
public sealed class ProtectionWatchTests
{
    private static readonly BookProtectionView Beyond = new(
        "2026-01-05T09:00:00Z", "BTC", "USDC", 100, "optimal", true, 0, 40, new ScenarioLossView(-0.16, 0.6, 250), new ScenarioLossView(-0.12, 0, 99), 100, 7.5, 7.5, 42,
        [new BookProtectionLegView("BTC-P", 2.5, 0.0124m, 0.0125m, 30, 5), new BookProtectionLegView("BTC-C", 1, 0.49m, 0.5m, 12, 2.5)]);

    private static RuleRig Make(bool trades) => new(new BookRules(new ProtectionRule(100, 1000, Duration.FromDays(2), Duration.FromSeconds(600), trades), null)) { Worst = -250, Desk = { Protection = Beyond } };

    [Fact]
    public async Task It_trades_at_the_second_look_and_not_again_before_its_pause_is_over()
    {
        RuleRig rig = Make(trades: true);
        await rig.Look();
        Assert.Empty(rig.Told); // quotes jump
        await rig.Look();
        Assert.Equal("package BTC 2.5 BTC-P at 0.0125, 1 BTC-C at 0.5", Assert.Single(rig.Desk.Commands));
        Assert.StartsWith("protection: BTC: 250 USDC would be lost at spot -16%, vols +60%, and 100 may be: buy 2.5 BTC-P at 0.0125 or less, buy 1 BTC-C at 0.5 or less, premium 42, cost 7.5: ", Assert.Single(rig.Told), StringComparison.Ordinal);
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
        RuleRig rig = Make(trades: false);
        await rig.Look(5);
        Assert.Empty(rig.Desk.Commands);
        Assert.EndsWith("buy 1 BTC-C at 0.5 or less would suffice, premium 42, cost 7.5", Assert.Single(rig.Told), StringComparison.Ordinal);
    }

    /// <summary>What is refused is tried again at the next look, and told once.</summary>
    [Fact]
    public async Task A_package_that_is_refused_is_tried_again()
    {
        RuleRig rig = Make(trades: true);
        rig.Desk.RefusesPackages = "refused: too many orders in the window";
        await rig.Look(4);
        Assert.EndsWith(": refused: too many orders in the window", Assert.Single(rig.Told), StringComparison.Ordinal);
        rig.Desk.RefusesPackages = null;
        rig.Time.Pass(5);
        await rig.Look();
        Assert.Single(rig.Desk.Commands);
        Assert.Equal(2, rig.Told.Count);
    }

    [Theory]
    [InlineData("within")]
    [InlineData("unknown")]
    [InlineData("insufficient")]
    [InlineData("stopped")]
    public async Task It_trades_nothing_where_nothing_is_known_needed_or_enough(string what)
    {
        RuleRig rig = Make(trades: true);
        rig.Desk.Protection = what switch
        {
            "within" => Beyond with { Before = new ScenarioLossView(-0.16, 0.6, 100) },
            "unknown" => Beyond,
            "insufficient" => Beyond with { Suffices = false, Status = "infeasible" },
            _ => null,
        };
        rig.Worst = what == "unknown" ? null : -250;
        await rig.Look(3);
        Assert.Empty(rig.Desk.Commands);
        Assert.Equal(
            what switch
            {
                "insufficient" => ["protection: BTC: 250 USDC would be lost at spot -16%, vols +60%, and 100 may be: no package of the listed options suffices (infeasible)"],
                "stopped" => ["protection: BTC: it could not be looked for: not now"],
                _ => [],
            },
            rig.Told);
    }

    /// <summary>Inside again in between: it begins anew.</summary>
    [Fact]
    public async Task A_loss_that_comes_and_goes_is_none()
    {
        RuleRig rig = Make(trades: true);
        for (int i = 0; i < 6; i++)
        {
            rig.Worst = i % 2 == 0 ? -250 : -90;
            await rig.Look();
        }
        Assert.Empty(rig.Desk.Commands);
    }

    /// <summary>What it was told is over with it: no pause of the old rule holds the new one back, and none is followed that is taken away.</summary>
    [Fact]
    public async Task A_rule_that_is_changed_begins_anew()
    {
        RuleRig rig = Make(trades: true);
        await rig.Look(2);
        BookRules first = rig.Rules;
        rig.Rules = BookRules.None;
        await rig.Look(3);
        Assert.Single(rig.Desk.Commands);
        rig.Rules = first;
        await rig.Look(2);
        Assert.Equal(2, rig.Desk.Commands.Count);
        rig.Rules = first with { Protect = first.Protect! with { MostLoss = 200 } };
        await rig.Look();
        Assert.Equal(2, rig.Desk.Commands.Count); // two looks in a row are asked for again
        await rig.Look();
        Assert.Equal(3, rig.Desk.Commands.Count);
    }
}
