using System.Text.Json;
using Microsoft.Playwright;

namespace Poise.Web.Tests;

/// <summary><c>poise desk --chain</c>: files as a series, and no desk.</summary>
public sealed class ChainFileTests(Chromium chromium)
{
    [Fact]
    public async Task A_series_has_a_slider_and_plays()
    {
        await using DashboardServer server = await DashboardServer.Series();
        await using DashboardPage page = await DashboardPage.Open(chromium, server.Link, "flow");
        await page.Expect("market").ToHaveTextAsync("FROM FILES");
        await page.Expect("snapshots-at").ToContainTextAsync("3 / 3");
        await Shows(page, server, 2);
        await page.Painted("price-chart", 40, "f4f7fa");
        await page.Painted("price-chart", 40, "b79cff"); // zero gamma is near spot here
        await Assertions.Expect(page.Page.Locator("main.stale")).ToHaveCountAsync(0); // a file is as old as it says, not stale

        await page.Expect("hedging-panel").ToContainTextAsync("squeeze watch: none");
        await page.Expect("hedging-panel").ToContainTextAsync("of a day");
        await page.Shoot("flow-liquidity");

        await page.This("snapshots-slider").FocusAsync();
        await page.Page.Keyboard.PressAsync("Home");
        await page.Expect("snapshots-at").ToContainTextAsync("1 / 3");
        await Shows(page, server, 0);
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await Shows(page, server, 1);
        await page.Page.Keyboard.PressAsync("[");
        await Shows(page, server, 0);
        await page.Page.Keyboard.PressAsync("]");
        await Shows(page, server, 1);
        await page.This("snapshots-slider").BlurAsync();
        await page.Page.Keyboard.PressAsync("Home");
        await Shows(page, server, 0);
        await page.This("exposure").FocusAsync(); // a drop-down leaves the player its keys
        await page.Page.Keyboard.PressAsync("]");
        await Shows(page, server, 1);
        await page.This("search").FillAsync("nowhere");
        await page.Expect("strike-panel").ToContainTextAsync("no strike and no expiry is called \"nowhere\"");
        await page.This("search").FillAsync("");

        await page.This("snapshots-newest").ClickAsync();
        await page.Expect("snapshots-at").ToContainTextAsync("3 / 3");
        // The page itself notes what it shows: a busy machine may look too late for a snapshot that has passed.
        await page.Page.EvaluateAsync("""
            () => {
              window.seen = [];
              const at = document.querySelector('[data-testid=snapshots-at]');
              new MutationObserver(() => window.seen.push(at.textContent.slice(0, 5))).observe(at, { childList: true, characterData: true, subtree: true });
            }
            """);
        await page.This("snapshots-play").ClickAsync();
        await page.Page.WaitForFunctionAsync("() => window.seen.includes('3 / 3')");
        await page.Expect("snapshots-play").ToHaveTextAsync("Play");
        string[] seen = await page.Page.EvaluateAsync<string[]>("() => window.seen");
        Assert.Equal(["1 / 3", "2 / 3", "3 / 3"], seen.Distinct());
        await Shows(page, server, 2);

        // How spot and levels moved; what came after the snapshot that is shown is not in the price chart's past.
        await page.This("expiry-shown").SelectOptionAsync("history");
        await page.Painted("history-chart", 20, "b79cff");
        await page.Expect("expiry-panel").ToContainTextAsync("3 · by default signs and walls");
        await page.This("hedging-time").SelectOptionAsync(new SelectOptionValue { Label = "GEX over spot and time" });
        await page.Expect("gamma-ahead").ToContainTextAsync("+1 week");
        // As many columns as there is room for, whichever way the window has changed; no number is cut.
        foreach ((int width, int height, int columns) in new[] { (1920, 1080, 9), (1280, 800, 5) })
        {
            await page.Page.SetViewportSizeAsync(width, height);
            await page.Until(
                """
                columns => {
                  const map = document.querySelector('[data-testid=gamma-ahead]');
                  return map.querySelectorAll('th').length >= 2 + columns && map.offsetWidth <= map.parentElement.clientWidth
                    && [...map.querySelectorAll('td, th')].every(cell => cell.scrollWidth <= cell.clientWidth);
                }
                """, columns);
        }
        await page.Shoot("flow-history");
        await page.IsClean();
    }

    [Fact]
    public async Task Without_a_desk_its_page_says_so_and_offers_no_commands()
    {
        await using DashboardServer server = await DashboardServer.Series();
        foreach ((int width, int height) in DashboardPage.Sizes)
        {
            await using DashboardPage page = await DashboardPage.Open(chromium, server.Link, "desk", width, height);
            await page.Expect("desk-empty").ToContainTextAsync("No desk runs");
            await page.Expect("link").ToHaveTextAsync("connected");
            await Assertions.Expect(page.This("kill")).ToHaveCountAsync(0);
            await page.Shoot("desk-empty");
            await page.IsClean();

            // A market without a chain yet: the answer that a server gives before its first one, with a hub that stays silent.
            await using DashboardPage empty = await DashboardPage.Open(chromium, server.Link, "flow", width, height, async p =>
            {
                await p.RouteAsync("**/api/v1/flow*", r => r.FulfillAsync(new() { ContentType = "application/json", Body = """{"seq":0,"view":null,"index":0,"count":0,"reason":"no chain has arrived yet","alerts":[],"stale":null}""" }));
                await p.RouteWebSocketAsync("**/api/v1/stream*", _ => { });
            });
            await empty.Expect("flow-empty").ToContainTextAsync("No chain yet");
            await empty.Shoot("flow-empty");
            await empty.IsClean();
        }
        using var kill = new HttpRequestMessage(HttpMethod.Post, "/api/v1/desk/commands/kill");
        kill.Headers.Authorization = new("Bearer", server.Token);
        using HttpResponseMessage answer = await server.Http.SendAsync(kill);
        Assert.Equal(System.Net.HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Fact]
    public async Task Real_files_of_the_exchange_are_shown()
    {
        string[] files = [Repository.SharedData("cboe/cboe_spx_quotedata_all_28-08-25.csv"), Repository.SharedData("cboe/cboe_spx_quotedata_all_02-09-25.csv")];
        await using DashboardServer server = await DashboardServer.Files(files);
        foreach ((int width, int height) in DashboardPage.Sizes)
        {
            await using DashboardPage page = await DashboardPage.Open(chromium, server.Link, "flow", width, height);
            await page.Expect("snapshots-at").ToContainTextAsync("2 / 2");
            await Shows(page, server, 1);
            Assert.InRange(Shown(await page.Title("flow-zero-gamma")), 6414.3 - 2, 6414.3 + 2);
            await page.Painted("strike-chart", 300, "4aa3ff");
            await page.Painted("strike-chart", 300, "ff9a3d");
            await page.Shoot("flow-files");

            await page.This("hedging-time").SelectOptionAsync(new SelectOptionValue { Label = "map, through next expiry" });
            JsonElement view = await server.View("/api/v1/flow/1");
            JsonElement map = view.GetProperty("map"), sheet = map.GetProperty("sheets").EnumerateArray().Single(s => s.GetProperty("time").GetString() == "through next expiry");
            int vol = map.GetProperty("volMoves").EnumerateArray().ToList().FindIndex(v => v.GetDouble() == 0.05), spot = map.GetProperty("spotMoves").EnumerateArray().ToList().FindIndex(v => v.GetDouble() == -0.05);
            double units = sheet.GetProperty("units")[vol][spot].GetDouble();
            await page.Expect("hedging-map").ToBeVisibleAsync();
            string told = await page.This("hedging-map").Locator($"td[title*='spot −5 %'][title*='vols +5 pt']").GetAttributeAsync("title") ?? "";
            Assert.Contains(units > 0 ? "dealers buy" : "dealers sell", told, StringComparison.Ordinal);
            await page.Expect("hedging-panel").ToContainTextAsync("The expiry takes GEX");
            await page.Shoot("flow-map");

            await page.This("heat").SelectOptionAsync("volume");
            await page.Painted("strike-chart", 30, "d5dde7"); // a count is on no side
            await page.This("expiry-shown").SelectOptionAsync("curve");
            await page.Painted("term-chart", 20, "b79cff"); // zero gamma by expiry
            await page.Painted("term-chart", 20, "ff9a3d"); // GEX by expiry
            await page.Shoot("flow-term");
            await Keeps(page.This("price-panel").GetByTestId("png"), "SPX-2025-09-02T233700Z-price.png", page);
            await Keeps(page.This("strike-panel").GetByTestId("png"), "SPX-2025-09-02T233700Z-strikes.png", page);
            await Keeps(page.This("expiry-panel").GetByTestId("png"), "SPX-2025-09-02T233700Z-term.png", page);

            await page.This("expiries").SelectOptionAsync("week");
            JsonElement week = await server.View("/api/v1/flow/1?expiries=week");
            await page.Until("gex => parseFloat(document.querySelector('[data-testid=flow-gex]').title) === gex", week.GetProperty("totals").GetProperty("gex").GetDouble());
            await page.Shoot("flow-week");
            string levels = await Keeps(page.This("export"), "SPX-2025-09-02T233700Z-levels.pine", page, new SelectOptionValue { Label = "levels: Pine Script" });
            Assert.Equal(await server.Http.GetStringAsync("/api/v1/flow/export?levels=pine&expiries=week"), await File.ReadAllTextAsync(levels));
            await page.IsClean();
        }
    }

    [Fact]
    public async Task Trades_beside_a_chain_show_the_dealers_inventory()
    {
        string samples = Path.Combine(Repository.Root, "samples");
        await using DashboardServer server = await DashboardServer.Files([Path.Combine(samples, "customers-chain.csv"), Path.Combine(samples, "customers-trades.csv")]);
        // The narrow page is the one on which room is short.
        (int width, int height) = DashboardPage.Sizes[0];
        {
            await using DashboardPage page = await DashboardPage.Open(chromium, server.Link, "flow", width, height);
            await page.Expect("snapshots-at").ToContainTextAsync("3 / 3");
            await Shows(page, server, 2);
            JsonElement view = await server.View("/api/v1/flow/2");
            await page.Expect("signs").ToHaveValueAsync("inventory");
            JsonElement largest = view.GetProperty("inventory").GetProperty("contracts").EnumerateArray().MaxBy(c => c.GetProperty("gex") is { ValueKind: JsonValueKind.Number } g ? Math.Abs(g.GetDouble()) : 0);
            await Assertions.Expect(page.This("inventory-row").First).ToContainTextAsync(largest.GetProperty("symbol").GetString()!);
            await page.Expect("flow-gex").ToContainTextAsync("±");
            await page.Expect("sign-models").ToContainTextAsync("short-all");
            JsonElement alerts = (await server.Get("/api/v1/flow/2")).GetProperty("alerts");
            Assert.NotEqual(0, alerts.GetArrayLength());
            await page.Expect("alerts").ToContainTextAsync(alerts[alerts.GetArrayLength() - 1].GetProperty("text").GetString()!);
            await page.Shoot("flow-inventory");

            // Under another model the picture follows, and says nothing of trades.
            await page.This("signs").SelectOptionAsync("short-all");
            await page.Expect("flow-gex").ToContainTextAsync("a point");
            await Assertions.Expect(page.This("inventory")).ToHaveCountAsync(0);
            await page.This("signs").SelectOptionAsync("inventory");
            await page.Expect("flow-gex").ToContainTextAsync("±");
            await page.IsClean();
        }

        // Where there are no trades there is no such model.
        await using DashboardServer series = await DashboardServer.Series();
        await using DashboardPage other = await DashboardPage.Open(chromium, series.Link, "flow");
        await other.Expect("snapshots-at").ToContainTextAsync("3 / 3");
        await Assertions.Expect(other.This("signs").Locator("option[value=inventory]")).ToHaveCountAsync(0);
        Assert.Equal("no trades were given to infer an inventory from", (await series.Get("/api/v1/flow?signs=inventory")).GetProperty("reason").GetString());
    }

    private static async Task Shows(DashboardPage page, DashboardServer server, int index)
    {
        JsonElement view = await server.View($"/api/v1/flow/{index}");
        await page.Until(
            "w => ['flow-spot', 'flow-zero-gamma', 'flow-gex'].every((id, i) => parseFloat(document.querySelector(`[data-testid=${id}]`).title) === w[i])",
            new[] { view.GetProperty("spot").GetDouble(), view.GetProperty("levels").GetProperty("zeroGamma").GetDouble(), view.GetProperty("totals").GetProperty("gex").GetDouble() });
    }

    /// <summary>A click, or a choice of the list, is a file of this name among the browser's downloads.</summary>
    private static async Task<string> Keeps(ILocator from, string name, DashboardPage page, SelectOptionValue? choice = null)
    {
        IDownload download = await page.Page.RunAndWaitForDownloadAsync(async () =>
        {
            if (choice is null)
                await from.ClickAsync();
            else
                await from.SelectOptionAsync(choice);
        });
        Assert.Equal(name, download.SuggestedFilename);
        string path = await download.PathAsync();
        Assert.NotEqual(0, new FileInfo(path).Length);
        if (name.EndsWith(".png", StringComparison.Ordinal))
            File.Copy(path, Path.Combine(Repository.Root, "artifacts", "screenshots", $"{name[..^4]}-{page.Page.ViewportSize!.Width}.png"), overwrite: true);
        return path;
    }

    private static double Shown(string title) => double.Parse(title.Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture);
}
