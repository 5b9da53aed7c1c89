using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Poise.App;
using Poise.Bench;
using Poise.Domain;
using Poise.TestShared;

namespace Poise.Web.Tests;

/// <summary>A page that follows a chain of the size of SPX, 250 quotes and a spot ten times a second; it measures itself, and prints what it saw.</summary>
public sealed class FullChainTests(Chromium chromium)
{
    private const int PerSecond = 10, QuotesEach = 250, Seconds = 20;

    // What the header's spot was, when; how far apart frames were; tasks that held the page up for 50 ms or more.
    private const string Watch = """
        () => {
          const seen = window.seen = { spots: [], frames: [], tasks: [] };
          const spot = document.querySelector('[data-testid=flow-spot] .value');
          new MutationObserver(() => seen.spots.push([performance.timeOrigin + performance.now(), spot.textContent])).observe(spot, { childList: true, characterData: true, subtree: true });
          new PerformanceObserver(list => seen.tasks.push(...list.getEntries().map(e => e.duration))).observe({ entryTypes: ['longtask'] });
          let last = performance.now();
          const frame = () => { const now = performance.now(); seen.frames.push(now - last); last = now; requestAnimationFrame(frame); };
          requestAnimationFrame(frame);
        }
        """;

    [Fact]
    public async Task A_page_follows_a_whole_chain()
    {
        Assert.SkipUnless(Deep.IsOn, "it takes half a minute: a part of ./test --deep");
        MarketSnapshot market = GeneratedSpx.Snapshot();
        FlowFeed feed = FlowFeed.Live();
        var dashboard = new Dashboard(feed, null, "followed", DateTimeOffset.UtcNow, HasFlow: true) { StaleAfter = TimeSpan.FromHours(1) };
        await using var live = new LiveMarket(feed, dashboard.Watchers, TimeSpan.FromHours(1), TimeProvider.System);
        await using WebApplication app = PoiseServer.Create(PageSettings.Local(0), dashboard, Access.Local(TimeProvider.System, out _), Path.Combine(Repository.Root, "web", "dist"), TimeProvider.System);
        await app.StartAsync(TestContext.Current.CancellationToken);
        live.Pictured(market);
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        await using DashboardPage page = await DashboardPage.Open(chromium, address, "flow", 1920, 1080);
        await page.Painted("strike-chart", 300, "4aa3ff");
        await page.Page.EvaluateAsync(Watch);

        var fed = new Dictionary<string, double>(StringComparer.Ordinal);
        using (var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PerSecond)))
        {
            for (int i = 1; i <= PerSecond * Seconds && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken); i++)
            {
                double spot = market.Spot + 0.25 * i;
                Instant at = market.AsOf + Duration.FromMilliseconds(1000 * i / PerSecond);
                int first = i % (GeneratedSpx.Strikes * 2 / 600) * 600 + 175;
                fed.TryAdd(spot.ToString("#,0.00", CultureInfo.InvariantCulture), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
                for (int row = first; row < first + QuotesEach; row++)
                    live.Quoted(market.Options[row].Contract.Id, market.Options[row].Quote with { Ask = market.Options[row].Quote.Ask + 0.01 * (i % 3), At = at });
                live.SpotMoved(at, spot);
            }
        }
        await page.Expect("flow-spot").ToContainTextAsync(fed.Keys.Last());
        JsonElement seen = await page.Page.EvaluateAsync<JsonElement>("() => window.seen");
        (double At, string Spot)[] spots = [.. seen.GetProperty("spots").EnumerateArray().Select(static s => (s[0].GetDouble(), s[1].GetString()!))];
        // Never back: what a page shows is no older than what it showed.
        Assert.Equal(spots.Select(static s => s.Spot).Order(StringComparer.Ordinal), spots.Select(static s => s.Spot));
        Assert.All(spots, s => Assert.Contains(s.Spot, fed.Keys));
        double[] lags = [.. spots.Select(s => s.At - fed[s.Spot]).Order()], frames = [.. seen.GetProperty("frames").EnumerateArray().Select(static f => f.GetDouble()).Order()];
        double[] tasks = [.. seen.GetProperty("tasks").EnumerateArray().Select(static t => t.GetDouble())];
        string told = string.Create(CultureInfo.InvariantCulture,
            $"{market.Options.Count} contracts, {PerSecond} updates a second for {Seconds} s: {spots.Length} of {fed.Count} spots shown; from quote to page p50 {At(lags, 0.5):0} p99 {At(lags, 0.99):0} ms; {1000 * frames.Length / frames.Sum():0.0} frames a second, p50 {At(frames, 0.5):0.0} p99 {At(frames, 0.99):0.0} longest {frames[^1]:0} ms; {tasks.Length} tasks of 50 ms and more, {tasks.Sum():0} ms in all");
        Console.WriteLine(told);
        TestContext.Current.TestOutputHelper?.WriteLine(told);
        await page.Shoot("flow-full-chain");
        await page.IsClean();
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    private static double At(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];
}
