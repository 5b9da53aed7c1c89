using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Poise.App;
using Poise.Domain;
using Poise.Flow;

namespace Poise.Edge.Tests;

/// <summary>A live market behind the real server: levels between two pictures, and what is said when it falls silent.</summary>
public sealed class LiveMarketTests
{
    [Fact]
    public async Task The_hub_sends_levels_that_follow_single_quotes()
    {
        var watchers = new Watchers();
        FlowFeed feed = FlowFeed.Live();
        await using var market = new LiveMarket(feed, watchers, TimeSpan.FromMinutes(1), TimeProvider.System);
        await using WebApplication app = PoiseServer.Create(
            PageSettings.Local(0), new Dashboard(feed, null, "followed", DateTimeOffset.UnixEpoch, HasFlow: true) { Watchers = watchers }, Access.Local(TimeProvider.System, out _), null, TimeProvider.System);
        await app.StartAsync();
        await using HubClient hub = await HubClient.ConnectAsync(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()));
        await hub.Invoke("Watch", """[["flow"],"short-all",null,null,null]""");
        MarketSnapshot chain = TestChains.Market(0);
        market.Pictured(chain);
        JsonElement first = (await hub.Next("levels")).GetProperty("view");
        Assert.Equal(chain.AsOf.ToString(), first.GetProperty("asOf").GetString());
        Assert.True(first.GetProperty("gex").GetDouble() < 0); // short-all
        Instant later = chain.AsOf + Duration.FromSeconds(2);
        market.SpotMoved(later, chain.Spot + 250);
        JsonElement moved = first;
        while (moved.GetProperty("asOf").GetString() != later.ToString())
            moved = (await hub.Next("levels")).GetProperty("view");
        Assert.Equal(chain.Spot + 250, moved.GetProperty("spot").GetDouble());
        Assert.NotEqual(first.GetProperty("gex").GetDouble(), moved.GetProperty("gex").GetDouble());
        Assert.InRange(moved.GetProperty("fitAge").GetDouble(), 0, 2);
        JsonElement view;
        do
            view = (await hub.Next("flow")).GetProperty("view");
        while (view.ValueKind == JsonValueKind.Null); // the frame before the first chain
        Assert.Equal("short-all", view.GetProperty("conventions").GetProperty("signs").GetString());
    }

    [Fact]
    public async Task A_surface_that_cannot_be_fitted_is_told_and_the_last_one_ages()
    {
        var watchers = new Watchers();
        FlowFeed feed = FlowFeed.Live();
        bool breaks = false;
        await using var market = new LiveMarket(feed, watchers, TimeSpan.FromMinutes(1), new SwiftTime(), fit: chain => breaks ? throw new ArithmeticException("no fit") : FlowSurfaces.Fit(chain));
        await using WebApplication app = PoiseServer.Create(
            PageSettings.Local(0), new Dashboard(feed, null, "followed", DateTimeOffset.UnixEpoch, HasFlow: true) { Watchers = watchers }, Access.Local(TimeProvider.System, out _), null, TimeProvider.System);
        await app.StartAsync();
        await using HubClient hub = await HubClient.ConnectAsync(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()));
        await hub.Invoke("Watch", """[["flow"],null,null,null,null]""");
        MarketSnapshot chain = TestChains.Market(0);
        market.Pictured(chain);
        await Until(v => v.GetProperty("surfaceFittedAt").GetString() == chain.AsOf.ToString());
        SurfaceFrame first = feed.Surface(null, default)!;
        Assert.Equal((4, 0.0, null, null), (first.View!.Smiles.Count, first.FitAge, first.WhyNot, first.Reason));

        breaks = true;
        Instant later = chain.AsOf + Duration.FromSeconds(30);
        market.Pictured(chain.With(asOf: later));
        string why = $"the vol surface of {later} could not be fitted: no fit";
        JsonElement levels = await Until(static v => v.GetProperty("surfaceWhyNot").ValueKind == JsonValueKind.String);
        Assert.Equal((why, chain.AsOf.ToString(), later.ToString()), (levels.GetProperty("surfaceWhyNot").GetString(), levels.GetProperty("surfaceFittedAt").GetString(), levels.GetProperty("asOf").GetString()));
        SurfaceFrame aged = feed.Surface(null, default)!;
        Assert.Equal((chain.AsOf.ToString(), 30.0, why), (aged.FittedAt, aged.FitAge, aged.WhyNot));
        Assert.Equal(first.View.Smiles, aged.View!.Smiles);
        market.CheckAge();
        FlowFrame frame = feed.Frame(null, default)!;
        Assert.Equal((why, null), (frame.Notice, frame.Stale)); // the levels are as good as ever

        breaks = false;
        Instant last = later + Duration.FromSeconds(30);
        market.Pictured(chain.With(asOf: last));
        levels = await Until(v => v.GetProperty("surfaceFittedAt").GetString() == last.ToString());
        Assert.Equal(JsonValueKind.Null, levels.GetProperty("surfaceWhyNot").ValueKind);
        Assert.Equal((last.ToString(), 0.0, null), (feed.Surface(null, default)!.FittedAt, feed.Surface(null, default)!.FitAge, feed.Surface(null, default)!.WhyNot));

        async Task<JsonElement> Until(Func<JsonElement, bool> holds)
        {
            while (true)
            {
                if ((await hub.Next("levels")).GetProperty("view") is { ValueKind: JsonValueKind.Object } view && holds(view))
                    return view;
            }
        }
    }

    [Fact]
    public async Task Silence_is_told_once_and_so_is_its_end()
    {
        var time = new HandTime();
        var alerts = new List<AlertView>();
        FlowFeed feed = FlowFeed.Live();
        feed.Alerted = alerts.Add;
        await using var market = new LiveMarket(feed, new Watchers(), TimeSpan.FromSeconds(30), time);
        market.CheckAge();
        Assert.Equal("no chain has arrived yet", feed.Frame(null, default)!.Reason);
        time.Pass(31);
        market.CheckAge();
        market.CheckAge();
        Assert.Equal("nothing new for 31 s", feed.Frame(null, default)!.Reason);
        market.Failed("chain.csv: line 3: no strike");
        market.CheckAge();
        Assert.Equal("nothing new for 31 s: chain.csv: line 3: no strike", feed.LevelsNow(default).Stale);
        feed.Publish(TestChains.Market(0));
        market.Pictured(TestChains.Market(0));
        market.CheckAge();
        FlowFrame frame = feed.Frame(null, default)!;
        Assert.Null(frame.Stale);
        Assert.Equal([("data-stale", "data is stale: nothing new for 31 s"), ("data-stale", "quotes are back")], alerts.Select(static a => (a.Rule, a.Text)));
        Assert.Equal(alerts, frame.Alerts);
    }

    [Fact]
    public async Task A_source_that_stands_still_falls_silent()
    {
        var time = new HandTime();
        FlowFeed feed = FlowFeed.Live();
        await using var market = new LiveMarket(feed, new Watchers(), TimeSpan.FromSeconds(30), time);
        for (int i = 0; i < 3; i++)
        {
            market.Pictured(TestChains.Market(0)); // the same instant each time
            time.Pass(20);
            market.CheckAge();
        }
        Assert.Equal("nothing new for 60 s", feed.LevelsNow(default).Stale);
        market.Pictured(TestChains.Market(1));
        market.CheckAge();
        Assert.Null(feed.LevelsNow(default).Stale);
    }

    [Fact]
    public async Task A_source_that_fails_once_is_no_alert()
    {
        var time = new HandTime();
        var alerts = new List<AlertView>();
        FlowFeed feed = FlowFeed.Live();
        feed.Alerted = alerts.Add;
        await using var market = new LiveMarket(feed, new Watchers(), TimeSpan.FromMinutes(15), time);
        market.Failed("SPX: the server answers 503");
        market.CheckAge();
        FlowFrame frame = feed.Frame(null, default)!;
        Assert.Equal((null, "SPX: the server answers 503", "SPX: the server answers 503"), (frame.Stale, frame.Notice, frame.Reason)); // the page says so at once
        time.Pass(59);
        market.CheckAge();
        Assert.Empty(alerts);
        time.Pass(1);
        market.CheckAge();
        market.CheckAge();
        Assert.Equal(("not-read", "SPX: the server answers 503"), (Assert.Single(alerts).Rule, alerts[0].Text));
        market.Failed(null);
        market.CheckAge();
        Assert.Null(feed.Frame(null, default)!.Notice);
        Assert.Single(alerts);
    }

    [Fact]
    public void Who_cannot_hear_an_alert_does_not_stop_the_market()
    {
        var heard = new List<string>();
        FlowFeed feed = FlowFeed.Live();
        feed.Alerted += static _ => throw new IOException("disk full");
        feed.Alerted += a => heard.Add(a.Rule);
        feed.SetStale("silence", TestChains.Start);
        Assert.Equal(["data-stale"], heard);
        feed.Publish(TestChains.Market(0));
        Assert.Contains(feed.Frame(null, default)!.Alerts, static a => a.Rule == "alert-not-kept" && a.Text == "data-stale could not be passed on: disk full");
    }

    [Fact]
    public async Task A_slow_client_gets_the_last_frame_in_the_end()
    {
        FlowFeed feed = FlowFeed.Live();
        var watchers = new Watchers();
        watchers.Set("slow", desk: null, default(FlowChoice));
        var hub = new SlowHub();
        using var pump = new StreamPump(hub, watchers, new Dashboard(feed, null, "followed", DateTimeOffset.UnixEpoch, HasFlow: true) { Watchers = watchers }, Access.Local(TimeProvider.System, out _), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<StreamPump>.Instance);
        feed.Publish(TestChains.Market(0));
        await pump.StartAsync(TestContext.Current.CancellationToken);
        Assert.Null((await hub.Next()).Stale);
        feed.SetStale("nothing new for 900 s", TestChains.Start); // while the first is under way
        hub.Let();
        Assert.Equal("nothing new for 900 s", (await hub.Next()).Stale);
        hub.Let();
        await pump.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_market_that_is_closed_is_not_called_silent()
    {
        Contract listed = new() { Id = new("cboe", "SPXW 1"), Kind = ContractKind.Option, Underlying = "SPX", Strike = 6000, Expiry = Instant.FromUtc(2026, 12, 18, 21) };
        MarketSnapshot chain = TestChains.Market(0).With(options: [new(listed, Quote.Absent, double.NaN, 10, 0, VendorGreeks.Absent, double.NaN, null, 1)]);
        Assert.NotNull(FlowDefaults.OpenFor(chain, Instant.FromUtc(2026, 7, 2, 13, 30)));
        Assert.Null(FlowDefaults.OpenFor(chain, Instant.FromUtc(2026, 7, 2, 13, 29)));
        Assert.Null(FlowDefaults.OpenFor(chain, Instant.FromUtc(2026, 7, 3, 15, 0))); // Independence Day, observed
        Assert.Null(FlowDefaults.OpenFor(chain, Instant.FromUtc(2026, 11, 27, 18, 0))); // a half day ends at 13:00 in New York
        Assert.NotNull(FlowDefaults.OpenFor(chain, Instant.FromUtc(2026, 11, 27, 17, 59)));
        Assert.NotNull(FlowDefaults.OpenFor(TestChains.Market(0), Instant.FromUtc(2026, 7, 4, 3, 0)));
    }

    /// <summary>A hub whose only client takes a message when it is let.</summary>
    private sealed class SlowHub : IHubContext<StreamHub>, IHubClients, ISingleClientProxy
    {
        private readonly System.Threading.Channels.Channel<FlowFrame> _frames = System.Threading.Channels.Channel.CreateUnbounded<FlowFrame>();
        private TaskCompletionSource _under = new();

        public IHubClients Clients => this;

        public IGroupManager Groups => throw new NotSupportedException();

        public IClientProxy All => this;

        public ValueTask<FlowFrame> Next() => _frames.Reader.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);

        public void Let()
        {
            TaskCompletionSource under = _under;
            _under = new TaskCompletionSource();
            under.SetResult();
        }

        public Task SendCoreAsync(string method, object?[] args, CancellationToken cancellationToken = default)
        {
            Task under = _under.Task;
            if (args[0] is FlowFrame frame)
                _frames.Writer.TryWrite(frame);
            return under;
        }

        ISingleClientProxy IHubClients.Client(string connectionId) => this;

        public IClientProxy Client(string connectionId) => this;

        public IClientProxy AllExcept(IReadOnlyList<string> excludedConnectionIds) => this;

        IClientProxy IHubClients<IClientProxy>.Clients(IReadOnlyList<string> connectionIds) => this;

        public IClientProxy Group(string groupName) => this;

        public IClientProxy GroupExcept(string groupName, IReadOnlyList<string> excludedConnectionIds) => this;

        IClientProxy IHubClients<IClientProxy>.Groups(IReadOnlyList<string> groupNames) => this;

        public IClientProxy User(string userId) => this;

        public IClientProxy Users(IReadOnlyList<string> userIds) => this;

        public Task<T> InvokeCoreAsync<T>(string method, object?[] args, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
