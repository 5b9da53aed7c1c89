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
}
