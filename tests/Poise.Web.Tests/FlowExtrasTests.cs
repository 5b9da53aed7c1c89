using System.Text.Json;
using Microsoft.Playwright;

namespace Poise.Web.Tests;

/// <summary>What the page shows beside one chain of one underlying: products, an order book, a split.</summary>
public sealed class FlowExtrasTests(Chromium chromium)
{
    [Fact]
    public async Task Products_and_the_order_book_are_on_the_page()
    {
        await using DashboardServer server = await DashboardServer.Chains(CsvChains.IndexAndFund(), "--combine", "SPX", "--depth", "3e9", "--daily-volume", "2e9");
        foreach ((int width, int height) in DashboardPage.Sizes)
        {
            await using DashboardPage page = await DashboardPage.Open(chromium, server.Link, "flow", width, height);
            await page.Expect("snapshots-at").ToContainTextAsync("2 / 2");
            await page.Expect("flow-underlying").ToContainTextAsync("with SPY");
            await Assertions.Expect(page.This("product-row")).ToHaveCountAsync(2);
            await Assertions.Expect(page.This("product-row").First).ToContainTextAsync("SPX1");
            await Assertions.Expect(page.This("product-row").Last).ToContainTextAsync("SPY10");
            JsonElement[] products = [.. (await server.View("/api/v1/flow/1")).GetProperty("products").EnumerateArray()];
            Assert.Contains("zero gamma of it alone", await page.This("product-row").Last.GetAttributeAsync("title"), StringComparison.Ordinal);
            await Assertions.Expect(page.This("product-row").Last).ToContainTextAsync($"{100 * products[1].GetProperty("gexShare").GetDouble():0.0} %");
            await page.Expect("hedging-panel").ToContainTextAsync("book g");
            Assert.Contains("given for 1 % of mid", await page.Title("depth-column"), StringComparison.Ordinal);
            // Both products end on one day: two rows, by their names.
            await Assertions.Expect(page.Rows("expiry-panel").GetByText("2014-06-20 SPX")).ToHaveCountAsync(1);
            await Assertions.Expect(page.Rows("expiry-panel").GetByText("2014-06-20 SPY")).ToHaveCountAsync(1);
            await page.Shoot("flow-combined");
            await page.IsClean();
        }
        await using DashboardServer usual = await DashboardServer.Chains(CsvChains.AcrossASplit());
        await using DashboardPage plain = await DashboardPage.Open(chromium, usual.Link, "flow");
        await plain.Expect("snapshots-at").ToContainTextAsync("4 / 4");
        await Assertions.Expect(plain.This("products")).ToHaveCountAsync(0);
        await Assertions.Expect(plain.This("depth-column")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_split_breaks_lines_and_is_named()
    {
        await using DashboardServer server = await DashboardServer.Chains(CsvChains.AcrossASplit());
        JsonElement split = (await server.Get("/api/v1/flow/series")).GetProperty("splits").EnumerateArray().Single();
        Assert.Equal(("2014-06-09T14:00:00Z", 7.0), (split.GetProperty("time").GetString(), split.GetProperty("ratio").GetDouble()));
        foreach ((int width, int height) in DashboardPage.Sizes)
        {
            // The charts' own words, as they are drawn.
            await using DashboardPage page = await DashboardPage.Open(chromium, server.Link, "flow", width, height, p => p.AddInitScriptAsync("""
                window.drawn = new Set();
                const fill = CanvasRenderingContext2D.prototype.fillText;
                CanvasRenderingContext2D.prototype.fillText = function (text, ...at) { window.drawn.add(text); return fill.call(this, text, ...at); };
                """));
            await page.Expect("snapshots-at").ToContainTextAsync("4 / 4");
            await page.Until("() => window.drawn.has('7:1 split, before it ÷ 7')");
            await page.Painted("price-chart", 40, "8796a8"); // what lies before
            await page.Painted("price-chart", 40, "f4f7fa");
            Assert.False(await page.Page.EvaluateAsync<bool>("() => [...window.drawn].some(text => /^6\\d\\d(\\.\\d+)?$/.test(text))")); // no scale reaches to the old shares
            await page.Page.EvaluateAsync("() => window.drawn.clear()");
            await page.This("expiry-shown").SelectOptionAsync("history");
            await page.Until("() => window.drawn.has('7:1 split, before it ÷ 7')");
            await page.Shoot("flow-split");

            // Before the split there is none to be seen.
            await page.This("snapshots-slider").FocusAsync();
            await page.Page.Keyboard.PressAsync("Home");
            await page.Expect("flow-spot").ToContainTextAsync("647.35");
            await page.IsClean();
        }
    }
}
