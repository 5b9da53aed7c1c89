using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Poise.Web.Tests;

/// <summary>The panel of the fitted vol surface, over chains that stand and over a live market.</summary>
[Collection(SharedDashboardTests.Name)]
public sealed class SmilesTests(Chromium chromium, SharedDashboard shared)
{
    [Fact]
    public async Task Smiles_of_a_series_are_those_of_the_snapshot_that_is_shown()
    {
        await using DashboardServer server = await DashboardServer.Series();
        foreach ((int width, int height) in DashboardPage.Sizes)
        {
            var asked = new List<string>();
            await using DashboardPage page = await DashboardPage.Open(chromium, server.Link, "flow", width, height, p => Note(p, asked));
            await page.Expect("snapshots-at").ToContainTextAsync("3 / 3");
            await page.Painted("strike-chart", 300, "4aa3ff");
            Assert.Empty(asked); // nobody looks
            await page.This("main-shown").SelectOptionAsync("smiles");
            JsonElement view = await server.View("/api/v1/flow/surface?index=2");
            await Shows(page, view);
            await page.Expect("fit-age").ToContainTextAsync("fitted to 2026-03-02 17:00:00 UTC");
            await page.Painted("smile-chart", 60, "5fd3bc");
            await page.Painted("smile-term", 30, "5fd3bc");
            await page.Shoot("flow-smiles");

            // The first expiry ends the next morning: few of its quotes have a bid, and nothing is made up.
            await page.This("smile-row").First.ClickAsync();
            await page.Expect("smile-note").ToContainTextAsync("fewer than 6");
            await Assertions.Expect(page.This("smile-row").First.Locator("td").Nth(1)).ToHaveTextAsync("–");
            await page.This("smile-expiry").SelectOptionAsync(view.GetProperty("smiles")[3].GetProperty("expiry").GetString()!);
            await Assertions.Expect(page.This("smile-row").Nth(3)).ToHaveClassAsync("chosen");
            await Assertions.Expect(page.This("smile-note")).ToHaveCountAsync(0);

            await page.This("snapshots-slider").FocusAsync();
            await page.Page.Keyboard.PressAsync("Home");
            await page.Expect("fit-age").ToContainTextAsync("fitted to 2026-03-02 15:00:00 UTC");
            await Shows(page, await server.View("/api/v1/flow/surface?index=0"));
            await page.This("expiries").SelectOptionAsync("week");
            await Shows(page, await server.View("/api/v1/flow/surface?index=0&expiries=week"));
            await page.IsClean();
        }
    }

    [Fact]
    public async Task Smiles_of_a_live_market_are_asked_for_when_there_is_a_new_fit_and_somebody_looks()
    {
        var asked = new List<string>();
        await using DashboardPage page = await DashboardPage.Open(chromium, shared.Server.Link, "flow", before: p => Note(p, asked));
        await page.This("main-shown").SelectOptionAsync("smiles");
        await page.Expect("fit-age").ToContainTextAsync("before the quotes");
        string first = await page.This("fit-age").InnerTextAsync();
        await page.Until("first => document.querySelector('[data-testid=fit-age]').innerText.slice(0, 20) !== first", first[..20]); // another fit
        await Assertions.Expect(page.Page.Locator(".smiles-place.old")).ToHaveCountAsync(0);
        await page.Painted("smile-chart", 60, "5fd3bc");
        await page.Shoot("flow-smiles-live");
        await page.This("main-shown").SelectOptionAsync("strikes");
        await page.Painted("strike-chart", 300, "4aa3ff");
        string[] fits = [.. page.Frames.Where(static f => f.GetProperty("target").GetString() == "levels").Select(static f => f.GetProperty("arguments")[0].GetProperty("view")).Where(static v => v.ValueKind == JsonValueKind.Object).Select(static v => v.GetProperty("surfaceFittedAt").GetString() ?? "").Distinct()];
        lock (asked)
            Assert.InRange(asked.Count, 2, fits.Length + 1); // one before the first levels came
        await page.IsClean();
    }

    [Fact]
    public async Task What_is_missing_is_said()
    {
        await using DashboardPage page = await DashboardPage.Open(chromium, shared.Server.Link, "flow", before: p =>
            p.RouteAsync("**/api/v1/flow/surface*", r => r.FulfillAsync(new() { ContentType = "application/json", Body = """{"seq":0,"view":null,"index":0,"count":1,"fittedAt":null,"fitAge":null,"reason":"no surface has been fitted yet","whyNot":null,"stale":null}""" })));
        await page.This("main-shown").SelectOptionAsync("smiles");
        await page.Expect("smiles-empty").ToContainTextAsync("no surface has been fitted yet");
        await page.Shoot("flow-smiles-empty");
        await page.IsClean();
    }

    private static Task Note(IPage page, List<string> asked)
    {
        page.Request += (_, request) =>
        {
            if (!request.Url.Contains("/flow/surface", StringComparison.Ordinal))
                return;
            lock (asked)
                asked.Add(request.Url);
        };
        return Task.CompletedTask;
    }

    /// <summary>A line an expiry, each with the API's own numbers.</summary>
    private static async Task Shows(DashboardPage page, JsonElement view)
    {
        JsonElement[] smiles = [.. view.GetProperty("smiles").EnumerateArray()];
        string[] vols = [.. smiles.Select(static s => s.GetProperty("atmVol") is { ValueKind: JsonValueKind.Number } vol ? (100 * vol.GetDouble()).ToString("0.00", CultureInfo.InvariantCulture) : "–")];
        await page.Until(
            "vols => { const rows = [...document.querySelectorAll('[data-testid=smile-row]')]; return rows.length === vols.length && rows.every((row, i) => row.cells[1].innerText === vols[i]); }", vols);
    }
}
