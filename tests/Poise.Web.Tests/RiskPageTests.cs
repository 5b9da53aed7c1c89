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
            Assert.InRange(await WorstCells(page), 1, 2); // at some time ahead, which the next picture may move
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

    /// <summary>Cells that are marked as the worst of all, over all times ahead.</summary>
    private static async Task<int> WorstCells(DashboardPage page)
    {
        ILocator ahead = page.This("scenario-ahead");
        int times = await ahead.Locator("option").CountAsync(), worst = 0;
        for (int i = times - 1; i >= 0; i--)
        {
            await ahead.SelectOptionAsync(new SelectOptionValue { Index = i });
            worst += await page.This("scenario-grid").Locator("td.worst").CountAsync();
        }
        return worst;
    }

    /// <summary>An asset crashes: the account before and after, and what is left, of the move that is chosen.</summary>
    [Fact]
    public async Task A_crash_is_chosen_on_the_page()
    {
        foreach ((int width, int height) in DashboardPage.Sizes)
        {
            await using DashboardPage page = await DashboardPage.Open(chromium, shared.Server.Link, "risk", width, height);
            await Assertions.Expect(page.This("stress-account")).ToHaveCountAsync(1);
            await page.Expect("stress-account").ToContainTextAsync("stands");
            await page.Expect("stress-loss").ToContainTextAsync("none liquidated");
            ILocator left = page.This("stress-underlying").Locator("td").Nth(3);
            string mild = await left.InnerTextAsync();
            await page.This("stress-move").SelectOptionAsync("-0.9");
            await page.This("stress-vols").SelectOptionAsync("0.6");
            await Assertions.Expect(left).Not.ToHaveTextAsync(mild);
            await page.Expect("stress-first").ToContainTextAsync("BTC: ");
            await page.Until("() => document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth");
            await page.Shoot("risk-stress");
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

        await page.This("audit-button").ClickAsync();
        await Assertions.Expect(page.This("audit-entry").First).ToContainTextAsync("resume");
        await Assertions.Expect(page.This("audit-entry").Nth(1)).ToContainTextAsync("kill");
        await page.Shoot("risk-audit");
        await page.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.This("audit-dialog")).ToHaveCountAsync(0);
        await page.IsClean();
    }

    /// <summary>A loss is asked for, the cheapest options that leave no more are shown, and bought.</summary>
    [Fact]
    public async Task The_book_is_protected_from_the_page()
    {
        await using DashboardServer server = await DashboardServer.Simulated(speed: 1);
        await using DashboardPage page = await DashboardPage.Open(chromium, server.Link, "risk");
        await page.Expect("risk-page").ToBeVisibleAsync();
        await page.This("protect").ClickAsync();
        await page.This("protection-loss").FillAsync("x");
        await page.Expect("protection-hint").ToHaveTextAsync("Loss, premium and days are numbers from 0");
        await page.Expect("protection-find").ToBeDisabledAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.This("protection-dialog")).ToHaveCountAsync(0);
        await page.This("protect").ClickAsync();
        await page.This("protection-find").ClickAsync();
        await page.Expect("protection-found").ToContainTextAsync("would be lost at spot");
        await Assertions.Expect(page.This("protection-legs").Locator("tbody tr").First).ToBeVisibleAsync();
        await page.Shoot("risk-protection");
        await page.This("protection-trade").ClickAsync();
        await page.Expect("protection-confirm").ToContainTextAsync("at once at its limit or better");
        await page.Shoot("risk-protection-confirm");
        await page.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.This("protection-confirm")).ToHaveCountAsync(0);
        await page.Expect("protection-dialog").ToBeVisibleAsync(); // and nothing was bought
        await page.This("protection-trade").ClickAsync();
        await page.This("protection-confirm-confirm").ClickAsync();
        await page.Expect("notice").ToContainTextAsync("left: what was not filled at once is not tried again");
        await Assertions.Expect(page.This("protection-dialog")).ToHaveCountAsync(0);

        // Something is held at another venue: what would be left without either.
        await Assertions.Expect(page.This("venues-panel")).ToHaveCountAsync(0);
        using var hold = new HttpRequestMessage(HttpMethod.Post, "/api/v1/desk/commands/hold") { Content = new StringContent("""{"symbol":"BTC_USDC-PERPETUAL","quantity":3,"price":100000}""", System.Text.Encoding.UTF8, "application/json") };
        hold.Headers.Authorization = new("Bearer", server.Token);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await server.Http.SendAsync(hold, TestContext.Current.CancellationToken)).StatusCode);
        await Assertions.Expect(page.Rows("venues-panel")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Rows("venues-panel").Filter(new() { HasText = "sim" })).ToContainTextAsync("+3.00");
        await page.Until("() => document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth");
        await page.Shoot("risk-venues");
        await page.IsClean();
    }
}
