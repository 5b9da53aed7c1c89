using System.Text.Json;
using Microsoft.Playwright;
using Poise.App;

namespace Poise.Web.Tests;

/// <summary>The Lab page: a run that the command keeps while the page is open, and a file that is none.</summary>
[Collection(SharedDashboardTests.Name)]
public sealed class LabPageTests(Chromium chromium, SharedDashboard shared)
{
    /// <summary>Where a mark of the band to the edge is, in the page's pixels.</summary>
    private const string BandMark =
        """
        () => {
          const canvas = document.querySelector('[data-testid=frontier-chart] canvas'), { width, height } = canvas;
          const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
          const isOwn = (x, y) => [0xe6, 0x9f, 0x00].every((c, i) => Math.abs(data[4 * (y * width + x) + i] - c) < 12);
          for (let y = 40; y < height - 40; y++)
            for (let x = 60; x < width - 20; x++)
              if ([-2, 0, 2].every(dx => [-2, 0, 2].every(dy => isOwn(x + dx, y + dy)))) {
                const box = canvas.getBoundingClientRect();
                return [box.left + x * box.width / width, box.top + y * box.height / height];
              }
          return null;
        }
        """;

    [Fact]
    public async Task A_run_appears_once_it_is_kept_and_shows_cost_against_risk()
    {
        await using (DashboardPage page = await DashboardPage.Open(chromium, shared.Server.Link, "flow"))
        {
            await page.Expect("flow-page").ToBeVisibleAsync();
            await page.Page.Keyboard.PressAsync("4");
            await page.Expect("lab-empty").ToContainTextAsync("poise lab frontier --seeds 200 --save");
            await page.Shoot("lab-empty");
            Assert.Equal(ExitCode.Done, PoiseCommandLine.Run(["lab", "frontier", "--seeds", "30", "--step", "5m", "--save", "day", "--data", shared.Server.DataFolder], TextWriter.Null, TextWriter.Null));
            await page.Expect("lab-page").ToBeVisibleAsync();
            await page.IsClean();
        }
        JsonElement[] costs = [.. (await shared.Server.Get("/api/v1/lab/frontiers/day")).GetProperty("costs").EnumerateArray()];
        foreach ((int width, int height) in DashboardPage.Sizes)
        {
            await using DashboardPage page = await DashboardPage.Open(chromium, shared.Server.Link, "lab", width, height);
            await page.Painted("frontier-chart", 60, "e69f00");
            await page.Expect("frontier-legend").ToContainTextAsync("Zakamouline");
            await page.Expect("frontier-panel").ToContainTextAsync("0.02 % one way");
            await Assertions.Expect(page.This("findings-panel").Locator("li")).ToHaveTextAsync(costs[0].GetProperty("findings").EnumerateArray().Select(static f => f.GetString()!));
            await Assertions.Expect(page.Rows("points-panel").First).ToContainTextAsync("no hedge");
            await page.Shoot("lab");
            float[] mark = (await page.Page.EvaluateAsync<float[]?>(BandMark))!;
            await page.Page.Mouse.MoveAsync(mark[0], mark[1]);
            await Assertions.Expect(page.This("frontier-chart").Locator("table.tip")).ToContainTextAsync("band to the edge");
            await page.Shoot("lab-tip");
            await page.This("lab-rate").SelectOptionAsync("0.005");
            await page.Expect("frontier-panel").ToContainTextAsync("0.5 % one way");
            await Assertions.Expect(page.This("findings-panel").Locator("li")).ToHaveTextAsync(costs[2].GetProperty("findings").EnumerateArray().Select(static f => f.GetString()!));
            int dominated = costs[2].GetProperty("points").EnumerateArray().Count(static p => p.GetProperty("dominatedBy").ValueKind != JsonValueKind.Null);
            await page.Expect("points-panel").ToContainTextAsync($"{dominated} dominated");
            await Assertions.Expect(page.Page.Locator("[data-testid=points-panel] .dominated").First).ToBeVisibleAsync();
            await page.Page.Locator("[data-testid=points-panel] .ag-header-cell-text", new() { HasTextString = "sd" }).ClickAsync();
            await Assertions.Expect(page.Page.Locator("[data-testid=points-panel] .ag-row[row-index='0']")).Not.ToContainTextAsync("no hedge"); // it has the most
            await page.Until("() => document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth");
            await page.Shoot("lab-dear");
            await page.IsClean();
        }
        File.Delete(Path.Combine(shared.Server.DataFolder, "lab", "day.json"));
    }

    [Fact]
    public async Task A_file_that_is_no_frontier_is_told()
    {
        string folder = Directory.CreateDirectory(Path.Combine(shared.Server.DataFolder, "lab")).FullName, file = Path.Combine(folder, "torn.json");
        await File.WriteAllTextAsync(file, "{", TestContext.Current.CancellationToken);
        await using DashboardPage page = await DashboardPage.Open(chromium, shared.Server.Link, "lab");
        await page.Expect("lab-problem").ToContainTextAsync("torn.json is no frontier");
        await page.Shoot("lab-torn");
        File.Delete(file);
        await page.Expect("lab-empty").ToBeVisibleAsync();
        await page.IsClean("409");
    }
}
