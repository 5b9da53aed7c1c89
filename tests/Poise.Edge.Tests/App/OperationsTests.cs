using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Poise.App;
using Poise.Domain;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>What a watcher over a desk is told: readiness, and its metrics.</summary>
public sealed class OperationsTests
{
    [Fact]
    public async Task A_desk_is_ready_until_it_is_killed_and_says_why_not()
    {
        await using DashboardServer server = await DashboardServer.Simulated(speed: 20);
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", server.Token);
        await Until(server, HttpStatusCode.OK);
        (await server.Http.PostAsync("/api/v1/desk/commands/kill", null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        JsonElement ready = await Until(server, HttpStatusCode.ServiceUnavailable);
        Assert.False(ready.GetProperty("isReady").GetBoolean());
        Assert.Equal("trading is Halted: asked for by an operator", Assert.Single(ready.GetProperty("reasons").EnumerateArray()).GetString());
        Assert.Equal("ok", (await server.Get("/health")).GetProperty("status").GetString()); // the process is well
    }

    [Fact]
    public async Task Metrics_carry_the_underlying_and_are_the_views_numbers()
    {
        using TemporaryFolder folder = new();
        SimulatedDesk desk = SimulatedDesk.Start(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 11, Speed = 20 }, TimeProvider.System);
        TaskCompletionSource hedged = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LiveDesk live = new(desk, TimeProvider.System);
        desk.Viewed = () =>
        {
            if (desk.View().Fills.Count > 0)
                hedged.TrySetResult();
        };
        await hedged.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await desk.StopAsync(); // its view stands still now
        using var meter = new Meter("test");
        Telemetry.Measure(meter, live);
        var seen = new Dictionary<string, List<(double Value, string? Underlying)>>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = (instrument, to) => { if (instrument.Meter == meter) to.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => See(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => See(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => See(instrument.Name, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        DeskView view = desk.View();
        Assert.Equal((view.Net.Delta!.Value, "BTC"), Assert.Single(seen["poise.desk.delta"]));
        Assert.Equal((view.Obstacle is null ? 1.0 : 0, "BTC"), Assert.Single(seen["poise.desk.trading"]));
        Assert.Equal(view.Events, Assert.Single(seen["poise.desk.events"]).Value);
        Assert.Equal(((double)view.Pnl.Total!.Value, "BTC"), Assert.Single(seen["poise.desk.pnl"]));
        Assert.Equal(view.Limits.Count, seen["poise.desk.limit_used"].Count);
        Assert.All(seen["poise.desk.limit_used"], static m => Assert.InRange(m.Value, 0, 1));
        Assert.Equal(view.Limits.Count(static l => !l.IsShared), seen["poise.desk.limit_used"].Count(static m => m.Underlying == "BTC"));
        Assert.Contains("poise.desk.band_used", seen.Keys);
        Assert.Equal((1, 1), (Assert.Single(seen["poise.desk.links"]).Value, Assert.Single(seen["poise.desk.takes_orders"]).Value));

        // What hinders the hedge makes the desk not ready, and so does a thread that stands still.
        var door = new FakeDesk { View = view with { TradingState = "Normal", TradingStateReason = null, IsStale = false, Obstacle = null } };
        Assert.True(ReadyOf(door).IsReady);
        door.View = door.View with { Obstacle = "no vol" };
        Assert.Equal(["BTC: no vol", "ETH: no vol"], ReadyOf(door).Reasons);
        (door.View, door.PictureAge) = (door.View with { Obstacle = null }, TimeSpan.FromSeconds(11));
        Assert.Equal(["the desk's thread stands still: its last picture is 11 s old"], ReadyOf(door).Reasons);

        static ReadyView ReadyOf(IDeskDoor desk) => Readiness.Of(new Dashboard(FlowFeed.OfFiles([TestChains.Market(0)], []), desk, "simulated", DateTimeOffset.UnixEpoch, HasFlow: true));

        void See(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string? underlying = null;
            foreach ((string key, object? of) in tags)
                underlying = key == "underlying" ? (string?)of : underlying;
            if (!seen.TryGetValue(name, out List<(double, string?)>? values))
                seen.Add(name, values = []);
            values.Add((value, underlying));
        }
    }

    private static async Task<JsonElement> Until(DashboardServer server, HttpStatusCode status)
    {
        for (int tries = 0; ; tries++)
        {
            using HttpResponseMessage answer = await server.Http.GetAsync("/ready", TestContext.Current.CancellationToken);
            if (answer.StatusCode == status)
                return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
            Assert.True(tries < 2000, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void Each_batch_is_timed_once()
    {
        using TemporaryFolder folder = new();
        using var meter = new Meter("decisions");
        List<double> seen = [];
        using var listener = new MeterListener { InstrumentPublished = (instrument, to) => { if (instrument.Meter == meter) to.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => seen.Add(value));
        listener.Start();
        var settings = new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 3, Watch = new DecisionClock(beside: null, TimeProvider.System, Telemetry.Decisions(meter)) };
        using StartedDesk started = SimulatedDeskStart.Bring(settings, Instant.FromUtc(2026, 1, 5, 9), new InlineLane());
        started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(5));
        Assert.Equal(started.Run.Driver.Desk.Batches, seen.Count);
        Assert.All(seen, static s => Assert.True(s >= 0));
    }
}
