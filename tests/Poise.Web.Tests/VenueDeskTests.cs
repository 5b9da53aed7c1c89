using Microsoft.Playwright;
using Poise.Edge.Tests;

namespace Poise.Web.Tests;

/// <summary>A desk at <c>poise exchange</c>, its orders answered on paper: both pages of one process.</summary>
[Collection(SharedDashboardTests.Name)]
public sealed class VenueDeskTests(Chromium chromium)
{
    [Fact]
    public async Task A_paper_desk_says_so_hedges_its_demo_book_and_shows_the_venues_levels()
    {
        string keys = Path.Combine(Directory.CreateTempSubdirectory("poise-paper-").FullName, "keys.json");
        using PoiseProcess exchange = PoiseProcess.Start("exchange", "--port", "0", "--keys", keys, "--for", "600");
        string rest = await exchange.NextLine(static l => l.StartsWith("REST", StringComparison.Ordinal));
        string address = $"ws://{new Uri(rest[rest.IndexOf("http", StringComparison.Ordinal)..]).Authority}";
        await using DashboardServer server = await DashboardServer.Venue(address);

        await using DashboardPage desk = await DashboardPage.Open(chromium, server.Link, "desk");
        await desk.Expect("market").ToHaveTextAsync("PAPER ORDERS");
        await desk.Expect("desk-name").ToContainTextAsync("paper, deribit's prices");
        await Assertions.Expect(desk.Rows("fills-panel").First).ToBeVisibleAsync();
        await Assertions.Expect(desk.Rows("positions-panel").Nth(4)).ToBeVisibleAsync();
        await desk.Painted("delta-chart", 40, "f4f7fa");
        await desk.Shoot("desk-paper");
        await desk.This("kill").ClickAsync();
        await desk.This("kill-dialog-confirm").ClickAsync();
        await desk.Expect("trading-state").ToHaveTextAsync("Halted");

        await using DashboardPage flow = await DashboardPage.Open(chromium, server.Link, "flow");
        await flow.Painted("strike-chart", 300, "4aa3ff");
        await flow.Shoot("flow-paper");
        await desk.IsClean();
        await flow.IsClean();

        await exchange.Kill();
        await desk.Expect("trading-state").ToHaveTextAsync("Halted"); // and nothing of it is lost
        await Assertions.Expect(desk.Rows("positions-panel").Nth(4)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_desk_on_two_underlyings_shows_a_line_for_each_and_the_chosen_one_below()
    {
        string folder = Directory.CreateTempSubdirectory("poise-two-").FullName, settings = Path.Combine(folder, "hedges.json");
        await File.WriteAllTextAsync(settings, """{ "hedges": [{ "underlying": "BTC", "band": 0.05, "maxOrder": 10, "maxPosition": 100 }, { "underlying": "ETH", "band": 0.3, "maxOrder": 100, "maxPosition": 1000 }] }""", TestContext.Current.CancellationToken);
        using PoiseProcess exchange = PoiseProcess.Start("exchange", "--market", "btc", "eth", "--port", "0", "--keys", Path.Combine(folder, "keys.json"), "--for", "600");
        string rest = await exchange.NextLine(static l => l.StartsWith("REST", StringComparison.Ordinal));
        await using DashboardServer server = await DashboardServer.Venue($"ws://{new Uri(rest[rest.IndexOf("http", StringComparison.Ordinal)..]).Authority}", "--settings", settings, "--store", "none");

        await using DashboardPage desk = await DashboardPage.Open(chromium, server.Link, "desk");
        await Assertions.Expect(desk.This("underlyings").Locator("xpath=./table/tbody/tr")).ToHaveCountAsync(2);
        await Assertions.Expect(desk.Rows("positions-panel").Filter(new() { HasText = "BTC-" }).First).ToBeVisibleAsync();
        await Assertions.Expect(desk.Rows("fills-panel").First).ToBeVisibleAsync();
        await desk.This("underlying-ETH").ClickAsync();
        await Assertions.Expect(desk.Rows("positions-panel").Filter(new() { HasText = "ETH-" }).First).ToBeVisibleAsync();
        await Assertions.Expect(desk.Rows("positions-panel").Filter(new() { HasText = "BTC-" })).ToHaveCountAsync(0);
        await desk.Painted("delta-chart", 40, "f4f7fa");
        await desk.Shoot("desk-two");
        await desk.This("band-button").ClickAsync();
        await desk.This("band-upper").FillAsync("2.5");
        await desk.This("band-confirm").ClickAsync();
        await desk.Until("async () => (await (await fetch('/api/v1/desk?underlying=ETH')).json()).view.hedge.upper === 2.5");
        await desk.Until("async () => (await (await fetch('/api/v1/desk?underlying=BTC')).json()).view.hedge.upper === 0.05");
        await Assertions.Expect(desk.This("underlyings").Locator("tbody tr.shown")).ToContainTextAsync("2.5");
        await desk.IsClean();

        await using DashboardPage flow = await DashboardPage.Open(chromium, server.Link, "flow");
        await flow.Painted("strike-chart", 300, "4aa3ff");
        await flow.IsClean();
    }
}
