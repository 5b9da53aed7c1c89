using Poise.Domain;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Edge.Tests;

public sealed class SimulatedDeskTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static Task<DeskView> Until(SimulatedDesk desk, Func<DeskView, bool> holds)
    {
        TaskCompletionSource<DeskView> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        desk.Viewed = view =>
        {
            if (holds(view))
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

            Assert.True(desk.SetBand(new DeltaBand(-2, 0, 2, BandRebalance.ToEdge)));
            DeskView banded = await Until(desk, v => v.Hedge.Upper == 2);
            Assert.Contains("edge", banded.Hedge.Policy, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => desk.SetBand(new DeltaBand(2, 0, -2, BandRebalance.ToEdge)));

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
}
