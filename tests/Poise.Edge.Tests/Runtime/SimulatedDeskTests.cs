using Poise.App;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Worlds;

namespace Poise.Edge.Tests;

public sealed class SimulatedDeskTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static Task<DeskView> Until(SimulatedDesk desk, Func<DeskView, bool> holds)
    {
        TaskCompletionSource<DeskView> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        desk.Viewed = () =>
        {
            if (desk.View() is var view && holds(view))
                seen.TrySetResult(view);
        };
        return seen.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task It_hedges_shows_itself_obeys_and_comes_back()
    {
        using TemporaryFolder folder = new();
        SimulatedDeskSettings settings = new() { DataFolder = folder.Path, Seed = 11, Speed = 50, ViewEvery = TimeSpan.FromMilliseconds(5) };
        DeskView last;
        await using (SimulatedDesk desk = SimulatedDesk.Start(settings, TimeProvider.System))
        {
            DeskView hedged = await Until(desk, v => v.Fills.Count > 0 && v.WorkingOrders.Count == 0);
            Assert.Equal("simulated", hedged.Market);
            Assert.Equal("Normal", hedged.TradingState);
            Assert.True(desk.Market().Options.Count > 50);

            Assert.True(desk.SetPolicy(new FixedBandPolicy(new DeltaBand(-2, 0, 2, BandRebalance.ToEdge))));
            DeskView banded = await Until(desk, v => v.Hedge.Upper == 2);
            Assert.Contains("edge", banded.Hedge.Policy, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => desk.SetPolicy(new FixedBandPolicy(new DeltaBand(2, 0, -2, BandRebalance.ToEdge))));

            Assert.True(desk.Kill());
            DeskView killed = await Until(desk, v => v.TradingState == "Halted");
            Assert.Equal("asked for by an operator", killed.TradingStateReason);
            Assert.Throws<Poise.Storage.JournalException>(() => SimulatedDesk.Start(settings, TimeProvider.System));
            await desk.StopAsync();
            last = desk.View();
            Assert.Null(desk.Failure);
        }

        await using SimulatedDesk again = SimulatedDesk.Start(settings, TimeProvider.System);
        Assert.True(again.StartReport.Records > 0);
        DeskView after = await Until(again, v => v.Pnl.Total is not null);
        Assert.Equal("Halted", after.TradingState); // a kill outlives the process
        Assert.Equal(2, after.Hedge.Upper);
        Assert.Equal(last.Positions.Select(p => (p.Contract, p.Quantity)), after.Positions.Select(p => (p.Contract, p.Quantity)));
        Assert.Equal(last.Fills.Count, after.Fills.Count);

        Assert.True(again.SetTradingState(TradingState.Normal));
        await Until(again, v => v.TradingState == "Normal");
    }

    [Fact]
    public async Task A_disk_that_fails_locks_the_desk_and_its_end_is_an_error()
    {
        using TemporaryFolder folder = new();
        SimulatedDisk disk = new(new SeededRandom(1));
        SimulatedDeskSettings settings = new() { DataFolder = folder.Path, Seed = 11, OpenDisk = _ => disk, ViewEvery = TimeSpan.FromMilliseconds(5) };
        SimulatedDesk desk = SimulatedDesk.Start(settings, TimeProvider.System);
        await using LiveDesk live = new(desk, TimeProvider.System);
        disk.FailingFlushes = int.MaxValue;
        Assert.True(live.Kill().Accepted);
        await Until(desk, v => v.TradingStateReason?.Contains("durable", StringComparison.Ordinal) == true && desk.ResumeRefusal is not null);

        CommandResult refused = live.Resume();
        Assert.False(refused.Accepted);
        Assert.StartsWith("refused: the journal cannot be written", refused.Message, StringComparison.Ordinal);
        Assert.Contains("restart", refused.Message, StringComparison.Ordinal);
        InvalidOperationException ended = await Assert.ThrowsAsync<InvalidOperationException>(() => live.StopAsync(TextWriter.Null));
        Assert.Contains("not everything is on the disk", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_last_flush_fails_and_the_end_is_an_error_all_the_same()
    {
        using TemporaryFolder folder = new();
        SimulatedDisk disk = new(new SeededRandom(1));
        SimulatedDesk desk = SimulatedDesk.Start(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 11, OpenDisk = _ => disk, Speed = 20, ViewEvery = TimeSpan.FromMilliseconds(5) }, TimeProvider.System);
        await using LiveDesk live = new(desk, TimeProvider.System);
        await Until(desk, v => v.Fills.Count > 0 && v.WorkingOrders.Count == 0); // what became of the orders waits for a flush
        disk.FailingFlushes = int.MaxValue;
        await Assert.ThrowsAsync<InvalidOperationException>(() => live.StopAsync(TextWriter.Null));
        Assert.Null(desk.Failure);
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public async Task Greeks_by_expiry_add_up_and_delta_is_there_by_each_convention(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        SimulatedDeskSettings settings = new() { DataFolder = folder.Path, Seed = 11, Speed = 50, Style = style, ViewEvery = TimeSpan.FromMilliseconds(5), Policy = new DeltaPolicy(new FixedBandPolicy(DeltaBand.Around(0, 0.2)), DeltaKind.MinimumVariance, -0.2, 0, 0) };
        await using SimulatedDesk desk = SimulatedDesk.Start(settings, TimeProvider.System);
        DeskView view = await Until(desk, static v => v.Fills.Count > 0 && v.Deltas.All(d => d.Delta is not null));

        Assert.Null(view.ByExpiry[^1].Expiry);
        Assert.Equal(view.Positions.Count, view.ByExpiry.Sum(static e => e.Positions));
        foreach (Func<ExpiryGreeksView, double?> part in new Func<ExpiryGreeksView, double?>[] { static e => e.Delta, static e => e.Gamma, static e => e.Vega, static e => e.Theta })
            Assert.All(view.ByExpiry, e => Assert.NotNull(part(e)));
        Assert.Equal(view.Net.Delta!.Value, view.ByExpiry.Sum(static e => e.Delta!.Value), 1e-9);
        Assert.Equal(view.Net.Gamma!.Value, view.ByExpiry.Sum(static e => e.Gamma!.Value), 1e-9);
        Assert.True(view.ByExpiry.Zip(view.ByExpiry.Skip(1)).All(static p => p.Second.Expiry is null || string.CompareOrdinal(p.First.Expiry, p.Second.Expiry) < 0));

        DeltaView plain = view.Deltas.Single(static d => d.Convention == "black-scholes"), least = view.Deltas.Single(static d => d.Convention == "minimum-variance");
        Assert.Equal(view.Net.Delta!.Value, (style == PayoffStyle.Inverse ? plain.PremiumAdjusted : plain.Delta)!.Value, 1e-9);
        Assert.True(plain.PremiumAdjusted > plain.Delta); // options are sold here: their value is a debt
        Assert.Equal((false, true), (plain.IsHedged, least.IsHedged));
        Assert.NotEqual(plain.Delta, least.Delta);
        Assert.Equal(plain.Delta!.Value - plain.PremiumAdjusted!.Value, least.Delta!.Value - least.PremiumAdjusted!.Value, 1e-9);
        // What is hedged is inside its band, in the terms of net delta.
        double shift = view.Net.Delta.Value - (style == PayoffStyle.Inverse ? least.PremiumAdjusted : least.Delta)!.Value;
        Assert.Equal(shift, view.Hedge.Target!.Value, 0.02);
    }

    [Fact]
    public async Task A_desk_that_has_ended_takes_no_command_and_says_so()
    {
        using TemporaryFolder folder = new();
        SimulatedDesk desk = SimulatedDesk.Start(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 11 }, TimeProvider.System);
        await using LiveDesk live = new(desk, TimeProvider.System);
        await desk.StopAsync();
        foreach (CommandResult answer in new[] { live.Kill(), live.Resume(), live.CancelAll(), live.SetPolicy(new FixedBandPolicy(DeltaBand.Around(0, 1)), null) })
        {
            Assert.False(answer.Accepted);
            Assert.Equal("the desk has stopped and takes no command", answer.Message);
        }
    }

    [Fact]
    public async Task A_folder_keeps_its_seed_and_the_banner_says_so()
    {
        using TemporaryFolder folder = new();
        SimulatedDeskSettings settings = new() { DataFolder = folder.Path, Seed = 11 };
        await using (LiveDesk first = new(SimulatedDesk.Start(settings, TimeProvider.System), TimeProvider.System))
            Assert.DoesNotContain("seed", first.Banner, StringComparison.Ordinal);
        await using LiveDesk again = new(SimulatedDesk.Start(settings with { Seed = 12 }, TimeProvider.System), TimeProvider.System);
        Assert.Contains("--seed 12 is not followed: this folder's market has seed 11", again.Banner, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_stride_leaves_is_carried_over()
    {
        Pace pace = new(Duration.FromSeconds(2), Duration.FromSeconds(1000));
        Duration gone = Duration.Zero;
        int strides = 0;
        for (int beat = 0; beat < 100; beat++) // one second at a speed of 1000
        {
            gone += pace.Take(Duration.FromSeconds(10));
            strides++;
            for (; pace.IsBehind; strides++)
                gone += pace.Take(Duration.Zero);
        }
        Assert.Equal(1000, gone.Seconds);
        Assert.Equal(500, strides);
        pace.Take(Duration.FromSeconds(1_000_000));
        for (gone = Duration.Zero; pace.IsBehind;)
            gone += pace.Take(Duration.Zero);
        Assert.Equal(1000, gone.Seconds); // the rest is let go
    }

    [Fact]
    public void A_net_delta_that_is_no_number_is_shown_as_none()
    {
        Desk desk = new(new SimulatedDeskSettings { DataFolder = "" }.Desk());
        DeskViewFold fold = new(Duration.FromSeconds(1));
        fold.OnDecision(desk, desk.Hedgers[0], new HedgeDecision(1, default, DecisionAction.Hold, DecisionReason.NotANumber, double.NaN, 0, 0, desk.Hedgers[0].Band, Lots.Zero, default));
        DeskView view = DeskViews.Of(desk, fold, "desk 1", "simulated")[0];
        Assert.Null(Assert.Single(view.Decisions).NetDelta);
    }

    [Fact]
    public async Task A_desk_that_was_disposed_of_takes_a_late_word_and_another_stop_without_harm()
    {
        using TemporaryFolder folder = new();
        SimulatedDesk desk = SimulatedDesk.Start(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 11 }, TimeProvider.System);
        await desk.DisposeAsync();
        Assert.False(desk.Kill());
        await desk.StopAsync();
        await desk.DisposeAsync();
    }
}
