using System.Text.Json;
using Microsoft.Playwright;

namespace Poise.Web.Tests;

/// <summary>A desk that falls silent, dies and comes back, as its pages show it.</summary>
public sealed class LinkTests(Chromium chromium)
{
    [Fact]
    public async Task Silence_fades_the_numbers_death_is_told_and_a_new_life_is_followed()
    {
        await using DashboardServer server = await DashboardServer.Simulated(speed: 20);
        await using DashboardPage flow = await DashboardPage.Open(chromium, server.Link, "flow");
        await using DashboardPage desk = await DashboardPage.Open(chromium, server.Link, "desk", 1920, 1080);
        DashboardPage[] all = [flow, desk];
        foreach (DashboardPage page in all)
            await page.Expect("link").ToHaveTextAsync("connected");
        await Assertions.Expect(desk.Rows("fills-panel").First).ToBeVisibleAsync();
        await flow.Painted("strike-chart", 300, "4aa3ff");
        int fills = (await server.View("/api/v1/desk")).GetProperty("fills").GetArrayLength();

        server.Freeze();
        await Stale(desk, "desk", "data-age");
        await Stale(flow, "flow", "flow-age");
        server.Thaw();
        await Assertions.Expect(desk.Page.Locator("main.desk.stale")).ToHaveCountAsync(0);
        await Assertions.Expect(flow.Page.Locator("main.flow.stale")).ToHaveCountAsync(0);

        await server.Kill();
        foreach (DashboardPage page in all)
        {
            await page.Expect("link-banner").ToContainTextAsync("Link down since");
            await page.Expect("link").ToHaveTextAsync("down");
            await page.Until("() => getComputedStyle(document.querySelector('main')).opacity === '0.5'");
        }
        await flow.Shoot("flow-down");
        await desk.Shoot("desk-down");
        await flow.Page.Keyboard.PressAsync("2"); // what is shown stays at hand
        await flow.Expect("desk-page").ToBeVisibleAsync();
        await flow.Page.Keyboard.PressAsync("1");

        await server.Restart();
        foreach (DashboardPage page in all)
        {
            await page.Expect("link").ToHaveTextAsync("connected");
            await Assertions.Expect(page.This("link-banner")).ToHaveCountAsync(0);
            await page.Until("() => getComputedStyle(document.querySelector('main')).opacity === '1'");
        }
        JsonElement again = await server.View("/api/v1/desk");
        Assert.True(again.GetProperty("fills").GetArrayLength() >= fills);
        string asOf = await desk.Title("data-age");
        await desk.Until("before => document.querySelector('[data-testid=data-age]').title > before", asOf);

        // The old life's token opens nothing, and the page says so.
        await desk.Page.Keyboard.PressAsync("k");
        await desk.Page.Keyboard.PressAsync("k");
        await desk.Expect("notice").ToContainTextAsync("Needs the token");
        foreach (DashboardPage page in all)
            await page.IsClean("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "ERR_INCOMPLETE_CHUNKED_ENCODING", "WebSocket connection to");
    }

    private static async Task Stale(DashboardPage page, string name, string age)
    {
        await Assertions.Expect(page.Page.Locator($"main.{name}.stale")).ToBeVisibleAsync();
        await page.Expect(age).ToContainTextAsync("STALE");
        await page.Until("name => parseFloat(getComputedStyle(document.querySelector(`main.${name} .panel`)).opacity) < 0.6", name);
        await page.Shoot($"{name}-stale");
    }
}
