using Poise.App;
using Poise.Domain;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>The rule that protects: when it looks on, tells, trades, and waits.</summary>
public sealed class ProtectionWatchTests
{
    private static readonly BookProtectionView Beyond = new(
        "2026-01-05T09:00:00Z", "BTC", "USDC", 100, "optimal", true, 0, 40, new ScenarioLossView(-0.16, 0.6, 250), new ScenarioLossView(-0.12, 0, 99), 100, 7.5, 7.5, 42,
        [new BookProtectionLegView("BTC-P", 2.5, 0.0124m, 0.0125m, 30, 5), new BookProtectionLegView("BTC-C", 1, 0.49m, 0.5m, 12, 2.5)]);

    private static (FakeDesk Desk, ProtectionWatch Watch, List<string> Told, HandTime Time) Make(bool trades, Duration? every = null)
    {
        var desk = new FakeDesk { Protection = Beyond, Worst = -250 };
        var told = new List<string>();
        var time = new HandTime();
        return (desk, new ProtectionWatch(desk, [("BTC", new ProtectionRule(100, 1000, Duration.FromDays(2), every ?? Duration.FromSeconds(600), trades))], told.Add, time), told, time);
    }

    [Fact]
    public async Task It_trades_at_the_second_look_and_not_again_before_its_pause_is_over()
    {
        (FakeDesk desk, ProtectionWatch watch, List<string> told, HandTime time) = Make(trades: true);
        await using (watch)
        {
            await watch.LookAsync(0);
            Assert.Empty(told); // quotes jump
            await watch.LookAsync(0);
            Assert.Equal("package BTC 2.5 BTC-P at 0.0125, 1 BTC-C at 0.5", Assert.Single(desk.Commands));
            Assert.StartsWith("protection: BTC: 250 USDC would be lost at spot -16%, vols +60%, and 100 may be: buy 2.5 BTC-P at 0.0125 or less, buy 1 BTC-C at 0.5 or less, premium 42, cost 7.5: ", Assert.Single(told), StringComparison.Ordinal);
            time.Pass(599);
            await watch.LookAsync(0);
            Assert.Equal((1, 1), (desk.Commands.Count, desk.Looks)); // nor is it looked for
            time.Pass(2);
            await watch.LookAsync(0);
            Assert.Equal(2, desk.Commands.Count);
        }
    }

    [Fact]
    public async Task It_tells_where_that_is_all_it_may()
    {
        (FakeDesk desk, ProtectionWatch watch, List<string> told, _) = Make(trades: false);
        await using (watch)
        {
            for (int i = 0; i < 5; i++)
                await watch.LookAsync(0);
            Assert.Empty(desk.Commands);
            Assert.EndsWith("buy 1 BTC-C at 0.5 or less would suffice, premium 42, cost 7.5", Assert.Single(told), StringComparison.Ordinal);
        }
    }

    /// <summary>What is refused is tried again at the next look, and told once.</summary>
    [Fact]
    public async Task A_package_that_is_refused_is_tried_again()
    {
        (FakeDesk desk, ProtectionWatch watch, List<string> told, HandTime time) = Make(trades: true);
        desk.RefusesPackages = "refused: too many orders in the window";
        await using (watch)
        {
            for (int i = 0; i < 4; i++)
                await watch.LookAsync(0);
            Assert.EndsWith(": refused: too many orders in the window", Assert.Single(told), StringComparison.Ordinal);
            desk.RefusesPackages = null;
            time.Pass(5);
            await watch.LookAsync(0);
            Assert.Single(desk.Commands);
            Assert.Equal(2, told.Count);
        }
    }

    [Theory]
    [InlineData("within")]
    [InlineData("unknown")]
    [InlineData("insufficient")]
    [InlineData("stopped")]
    public async Task It_trades_nothing_where_nothing_is_known_needed_or_enough(string what)
    {
        (FakeDesk desk, ProtectionWatch watch, List<string> told, _) = Make(trades: true);
        desk.Protection = what switch
        {
            "within" => Beyond with { Before = new ScenarioLossView(-0.16, 0.6, 100) },
            "unknown" => Beyond,
            "insufficient" => Beyond with { Suffices = false, Status = "infeasible" },
            _ => null,
        };
        desk.Worst = what == "unknown" ? null : -250;
        await using (watch)
        {
            for (int i = 0; i < 3; i++)
                await watch.LookAsync(0);
            Assert.Empty(desk.Commands);
            Assert.Equal(
                what switch
                {
                    "insufficient" => ["protection: BTC: 250 USDC would be lost at spot -16%, vols +60%, and 100 may be: no package of the listed options suffices (infeasible)"],
                    "stopped" => ["protection: BTC: it could not be looked for: not now"],
                    _ => [],
                },
                told);
        }
    }

    /// <summary>Inside again in between: it begins anew.</summary>
    [Fact]
    public async Task A_loss_that_comes_and_goes_is_none()
    {
        (FakeDesk desk, ProtectionWatch watch, _, _) = Make(trades: true);
        await using (watch)
        {
            for (int i = 0; i < 6; i++)
            {
                desk.Worst = i % 2 == 0 ? -250 : -90;
                await watch.LookAsync(0);
            }
            Assert.Empty(desk.Commands);
        }
    }
}
