using Microsoft.Playwright;

namespace Poise.Web.Tests;

/// <summary>The Risk page of a live desk.</summary>
[Collection(SharedDashboardTests.Name)]
public sealed class RiskPageTests(Chromium chromium, SharedDashboard shared)
{
    [Fact]
    public async Task Scenarios_and_ladder_are_those_of_the_desks_book()
    {
        foreach ((int width, int height) in DashboardPage.Sizes)
        {
            await using DashboardPage page = await DashboardPage.Open(chromium, shared.Server.Link, "risk", width, height);
            await page.Expect("risk-page").ToBeVisibleAsync();
            ILocator cells = page.This("scenario-grid").Locator("tbody td:not(.text)");
            await Assertions.Expect(cells).ToHaveCountAsync(66);
            await Assertions.Expect(page.This("scenario-grid").Locator("td.worst")).ToHaveCountAsync(1);
            await Assertions.Expect(page.Rows("ladder-panel").Filter(new() { HasText = "+1 %" }).First).ToContainTextAsync("band");
            await Assertions.Expect(page.This("limit").First).ToBeVisibleAsync();
            string now = await cells.First.InnerTextAsync();
            await page.This("scenario-ahead").SelectOptionAsync("2");
            await Assertions.Expect(cells.First).Not.ToHaveTextAsync(now);
            await page.Until("() => document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth");
            await page.Shoot("risk");
            await page.IsClean();
        }
    }

    [Fact]
    public async Task A_digit_turns_to_it_and_the_kill_switch_works_there()
    {
        await using DashboardPage page = await DashboardPage.Open(chromium, shared.Server.Link, "flow");
        await page.Expect("flow-page").ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("3");
        await page.Expect("risk-page").ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("k");
        await page.Page.Keyboard.PressAsync("k");
        await page.This("kill-dialog-confirm").ClickAsync();
        await page.Expect("risk-trading").ToContainTextAsync("Halted");
        await page.This("resume").ClickAsync();
        await page.This("resume-dialog-confirm").ClickAsync();
        await page.Expect("risk-trading").ToContainTextAsync("Normal");
        await page.IsClean();
    }
}
