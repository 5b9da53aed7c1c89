namespace Poise.Web.Tests;

/// <summary>The page of a desk that only tries.</summary>
public sealed class DryRunPageTests(Chromium chromium)
{
    [Fact]
    public async Task It_says_that_nothing_is_sent_and_has_no_fill()
    {
        await using DashboardServer server = await DashboardServer.DryRun();
        await using DashboardPage page = await DashboardPage.Open(chromium, server.Link, "desk");
        await page.Expect("desk-page").ToBeVisibleAsync();
        await page.Expect("market").ToHaveTextAsync("DRY RUN, SIMULATED");
        Assert.Contains("sends nothing", await page.Title("market"), StringComparison.Ordinal);
        await page.Expect("desk-name").ToContainTextAsync("nothing is sent");
        await Microsoft.Playwright.Assertions.Expect(page.Rows("decisions-panel").Filter(new() { HasText = "hedge" }).First).ToContainTextAsync("its band");
        await page.Expect("fills-panel").ToContainTextAsync("No fills yet");
        await page.Shoot("dry-run");
        await page.This("tab-flow").ClickAsync();
        await page.Expect("market").ToHaveTextAsync("DRY RUN, SIMULATED");
        await page.Expect("flow-age").ToContainTextAsync("ago"); // by the market's own clock
        await page.IsClean();
    }
}
