using System.Text;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;

namespace Poise.Edge.Tests;

/// <summary>Desks that work their hedges on the simulated market.</summary>
public sealed class WorkingRunTests
{
    private const string Passive = """{ "work": "passive-then-cross", "urgency": 2, "patience": "20s", "chase": 10, "budget": 50 }""";
    private const string Peg = """{ "work": "peg", "chase": 5, "beyond": "cross" }""";
    private const string Twap = """{ "work": "twap", "length": "30s", "slices": 6, "urgency": 4, "by": { "work": "passive-then-cross", "urgency": 4, "patience": "4s" } }""";
    private const string Share = """{ "work": "participation", "rate": 0.3, "urgency": 3 }""";
    private const string Ladder = """{ "work": "ladder", "every": "1s" }""";

    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 9);

    private static SimulatedDeskSettings Settings(TemporaryFolder folder, string work, PayoffStyle style = PayoffStyle.Linear) =>
        new() { DataFolder = folder.Path, Seed = 5, Style = style, Working = WorkingText.Parse(Encoding.UTF8.GetBytes(work)) };

    private static StartedDesk Ran(SimulatedDeskSettings settings, double seconds)
    {
        StartedDesk started = SimulatedDeskStart.Bring(settings, Start, new InlineLane());
        started.Run.AdvanceTo(started.Run.Now + new Duration((long)(seconds * 1e9)));
        return started;
    }

    [Theory]
    [InlineData(Passive, PayoffStyle.Linear)]
    [InlineData(Passive, PayoffStyle.Inverse)]
    [InlineData(Peg, PayoffStyle.Linear)]
    [InlineData(Twap, PayoffStyle.Inverse)]
    [InlineData(Share, PayoffStyle.Linear)]
    [InlineData(Ladder, PayoffStyle.Linear)]
    public void The_demo_book_is_hedged_and_its_costs_have_the_algorithms_name(string work, PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = Ran(Settings(folder, work, style), 300);
        Desk desk = started.Run.Driver.Desk;
        desk.Invariants();
        desk.CheckDrift();
        Assert.Null(started.Run.Driver.BrokenBy);
        Assert.Equal(TradingState.Normal, desk.State);
        Assert.InRange(desk.Hedgers[0].Greeks.Net.Delta, -0.9, 0.9);
        DeskView view = DeskViews.Of(desk, started.Fold, "desk 1", "simulated")[0];
        CostView cost = Assert.Single(view.Explain.Costs);
        Assert.Equal((desk.Hedgers[0].Working.Name, true), (cost.Algorithm, cost.Fills > 3));
        Assert.Equal((double)view.Explain.Days[0].Terms.Single(static t => t.Term == "slippage").Amount, cost.Slippage!.Value, 1e-7);
        Assert.True(started.Run.Venue.TryPosition(desk.Hedgers[0].Settings.Hedge, out Lots held));
        if (desk.Working.Count == 0)
            Assert.Equal(held, desk.Book.QuantityOf(desk.Hedgers[0].Hedge));
        if (work is Passive or Peg)
            Assert.Contains(started.Fold.Of(desk.Hedgers[0]).Fills, static f => f.IsMaker);
    }

    [Theory]
    [InlineData(Passive)]
    [InlineData(Twap)]
    [InlineData(Share)]
    public void Each_recorded_life_replays_to_the_same_bits_and_is_told_nothing_of_the_algorithm(string work)
    {
        using TemporaryFolder folder = new();
        string[] hashes = new string[4];
        for (int life = 0; life < 4; life++)
        {
            bool isSwept = life is 0 or 3;
            using StartedDesk started = Ran(Settings(folder, isSwept ? """{ "work": "sweep" }""" : work) with { IsRecorded = true }, 90);
            started.Run.Driver.FlushAll();
            hashes[life] = started.Run.Driver.Desk.StateHash().ToString("x16");
            Assert.NotEqual(isSwept, started.Run.Driver.Desk.Hedgers[0].Working.FollowsWish);
            Assert.True(started.Run.Driver.Desk.Batches > 1000, "hashes are noted every thousand");
        }
        DeskSettings usual = new SimulatedDeskSettings { DataFolder = folder.Path }.Desk();
        for (int life = 0; life < 4; life++)
        {
            ReplayReport report = RecordedLife.Replay(new FileDisk(folder.Path), usual, life + 1);
            Assert.Null(report.Difference);
            Assert.Equal(hashes[life], report.StateHash);
            Assert.True(report.Orders > 0);
        }
    }

    [Fact]
    public void A_restart_takes_up_what_rests_and_a_kill_takes_it_off()
    {
        using TemporaryFolder folder = new();
        SimulatedDeskSettings settings = Settings(folder, """{ "work": "peg", "chase": 0 }""");
        WorkedWish wish;
        OrderId resting;
        using (StartedDesk first = Ran(settings, 30))
        {
            for (int i = 0; !(first.Run.Driver.Desk.Working.Count == 1 && first.Run.Driver.Desk.Working[0].IsAcknowledged); i++)
            {
                Assert.True(i < 6000, "nothing rests");
                first.Run.AdvanceTo(first.Run.Now + Duration.FromMilliseconds(100));
            }
            (wish, resting) = (first.Run.Driver.Desk.Hedgers[0].Wish, first.Run.Driver.Desk.Working[0].Order.Id);
            first.Run.Driver.FlushAll();
            first.WriteMarket();
        }
        using StartedDesk second = SimulatedDeskStart.Bring(settings, Start, new InlineLane());
        Desk desk = second.Run.Driver.Desk;
        // The market inside a desk takes off what rests when its link is cut; what was wanted stands as it did.
        Assert.Equal((1, 0, wish.Since, wish.Arrival), (second.Report.Adopted + second.Report.NotSent, second.Report.Foreign, desk.Hedgers[0].Wish.Since, desk.Hedgers[0].Wish.Arrival));
        Assert.True(desk.LastSequence >= resting.Sequence);
        second.Run.Driver.Offer(DeskEvent.Kill(second.Run.Now));
        second.Run.AdvanceTo(second.Run.Now + Duration.FromSeconds(1));
        Assert.Equal((0, TradingState.Halted, false), (desk.Working.Count, desk.State, desk.Hedgers[0].Wish.IsStanding));
        var open = new List<Cancel>();
        second.Run.Venue.OpenOrders(open);
        Assert.Empty(open);
        long last = desk.LastSequence;
        second.Run.AdvanceTo(second.Run.Now + Duration.FromSeconds(30));
        Assert.Equal(last, desk.LastSequence);
    }

    [Fact]
    public void A_cut_link_is_survived_with_an_order_at_rest()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = Ran(Settings(folder, Passive), 20);
        for (int i = 0; i < 40; i++)
        {
            started.Run.AdvanceTo(started.Run.Now + Duration.FromMilliseconds(2500 + 137 * i));
            started.Run.Reconnect();
            started.Run.Driver.Desk.Invariants();
            Assert.Equal(TradingState.Normal, started.Run.Driver.Desk.State);
            var open = new List<Cancel>();
            started.Run.Venue.OpenOrders(open);
            Assert.True(open.Count <= 1, $"{open.Count} orders rest");
        }
        Assert.True(started.Run.Venue.TryPosition(started.Run.Driver.Desk.Hedgers[0].Settings.Hedge, out Lots held));
        started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(20));
        Assert.Null(started.Run.Driver.BrokenBy);
        Assert.NotEqual(Lots.Zero, held);
    }
}
