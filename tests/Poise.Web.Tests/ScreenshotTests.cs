using System.Globalization;
using Microsoft.Playwright;

namespace Poise.Web.Tests;

/// <summary>Both pages at both sizes, live and halted, as pictures for people; and how long a page takes.</summary>
[Collection(SharedDashboardTests.Name)]
public sealed class ScreenshotTests(Chromium chromium, SharedDashboard shared)
{
    [Fact]
    public async Task Pages_fit_their_window_live_and_halted()
    {
        foreach ((int width, int height) in DashboardPage.Sizes)
        {
            await using DashboardPage flow = await DashboardPage.Open(chromium, shared.Server.Link, "flow", width, height);
            await flow.Painted("strike-chart", 300, "4aa3ff");
            await flow.Painted("price-chart", 1150, "f4f7fa"); // the price label alone has a thousand: with a line across the chart
            await Fits(flow);
            await flow.Shoot("flow-live");
            await using DashboardPage desk = await DashboardPage.Open(chromium, shared.Server.Link, "desk", width, height);
            await desk.Painted("delta-chart", 40, "f4f7fa");
            await Assertions.Expect(desk.Rows("fills-panel").First).ToBeVisibleAsync();
            await Fits(desk);
            await desk.Shoot("desk-live");

            await desk.This("kill").ClickAsync();
            await desk.Shoot("desk-kill");
            await desk.This("kill-dialog-confirm").ClickAsync();
            await desk.Expect("trading-state").ToHaveTextAsync("Halted");
            await desk.Expect("alarms").ToBeVisibleAsync();
            await Fits(desk);
            await desk.Shoot("desk-halted");
            await flow.Shoot("flow-halted");
            await desk.This("resume").ClickAsync();
            await desk.This("resume-dialog-confirm").ClickAsync();
            await desk.Expect("trading-state").ToHaveTextAsync("Normal");
            await flow.IsClean();
            await desk.IsClean();
        }
    }

    [Fact]
    public async Task The_time_that_a_page_takes_is_told()
    {
        foreach ((string name, string testId) in ((string, string)[])[("flow", "flow-page"), ("desk", "desk-page")])
        {
            await using DashboardPage page = await DashboardPage.Open(chromium, shared.Server.Link, name);
            await page.Expect(testId).ToBeVisibleAsync();
            // From navigation to the first drawn frame that shows numbers, as the page's own clock has it.
            await page.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });
            double milliseconds = await page.Page.EvaluateAsync<double>(
                """
                testId => new Promise(shown => {
                  const look = () => document.querySelector(`[data-testid=${testId}]`) ? requestAnimationFrame(() => shown(performance.now())) : requestAnimationFrame(look);
                  look();
                })
                """, testId);
            string line = string.Create(CultureInfo.InvariantCulture, $"page load, {name}: {milliseconds:0} ms to its first numbers");
            Console.WriteLine(line);
            TestContext.Current.TestOutputHelper?.WriteLine(line);
            await page.IsClean();
        }
    }

    /// <summary>No page scrolls as a whole, and no panel or header number is cut off by the window.</summary>
    private static async Task Fits(DashboardPage page) =>
        await page.Until(
            """
            () => [...document.querySelectorAll('.panel, .metric, header.top > *')].every(e => {
              const r = e.getBoundingClientRect();
              return r.left >= -1 && r.top >= -1 && r.right <= innerWidth + 1 && r.bottom <= innerHeight + 1;
            }) && document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth
            """);
}
