using System.Globalization;
using Microsoft.Playwright;
using Poise.App;

namespace Poise.Web.Tests;

/// <summary>Limits on the Risk page of a desk with named users: a trader lowers, two of the role risk raise, a viewer looks on.</summary>
[Collection(SharedDashboardTests.Name)]
public sealed class LimitsPageTests(Chromium chromium) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poise-users").FullName;

    private string Users => Path.Combine(_folder, "users.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_trader_lowers_and_two_of_the_role_risk_raise()
    {
        string vera = Add("vera", "viewer"), tom = Add("tom", "trader"), rita = Add("rita", "risk"), ralph = Add("ralph", "risk");
        await using DashboardServer server = await DashboardServer.Users(Users);
        string before = "";
        await As(tom, async page =>
        {
            before = await InForce(page, "limits-maxOrder");
            string half = (double.Parse(before, CultureInfo.InvariantCulture) / 2).ToString(CultureInfo.InvariantCulture);
            await Set(page, "limits-maxOrder", half);
            await page.Expect("notice").ToContainTextAsync("Limits: taken: max order");
            Assert.Equal(half, await InForce(page, "limits-maxOrder")); // the desk has it
            await Set(page, "limits-maxOrder", before);
            await page.Expect("limits-hint").ToContainTextAsync("needs the role risk");
            await Assertions.Expect(page.This("limits-maxOrder")).ToHaveValueAsync(before); // what was typed stays
            await page.Shoot("risk-limits-refused");
            await page.IsClean("409");
        });
        await As(tom, async page =>
        {
            await page.This("desk-limits-button").ClickAsync();
            await page.This("limits-maxGross").FillAsync("900000000");
            await page.This("limits-confirm").ClickAsync();
            await page.Expect("notice").ToContainTextAsync("Limits: taken");
            await page.This("desk-limits-button").ClickAsync();
            Assert.Equal("900000000", await page.This("limits-maxGross").InputValueAsync());
            await page.This("limits-of").SelectOptionAsync("desk");
            Assert.Equal("", await page.This("limits-maxGross").InputValueAsync()); // the book has none of its own
            await page.This("limits-maxVega").FillAsync("4000000");
            await page.This("limits-soft").FillAsync("900000");
            await page.This("limits-hard").FillAsync("950000");
            await page.Shoot("risk-desk-limits");
            await page.This("limits-confirm").ClickAsync();
            await Assertions.Expect(page.This("limit").Filter(new() { HasText = "desk" }).First).ToBeVisibleAsync(); // with its headroom
            await page.IsClean();
        });
        await As(rita, async page =>
        {
            await Set(page, "limits-maxOrder", before);
            await page.Expect("notice").ToContainTextAsync("raise 1 waits until");
            await page.Expect("raise").ToContainTextAsync("rita asks, waits until");
            await page.Expect("approve").ToBeDisabledAsync();
            Assert.Equal("You asked for it: another person approves it", await page.Title("approve"));
            await page.Shoot("risk-raise-waits");
            await page.IsClean();
        });
        await As(vera, async page =>
        {
            await page.Expect("raise").ToContainTextAsync("max order");
            await page.Expect("approve").ToBeDisabledAsync();
            await page.Expect("limits-button").ToBeDisabledAsync();
            await page.IsClean();
        });
        await As(ralph, async page =>
        {
            await page.This("approve").ClickAsync();
            await page.This("approve-dialog-confirm").ClickAsync();
            await page.Expect("notice").ToHaveTextAsync("Raise 1 approved");
            await Assertions.Expect(page.This("raise")).ToHaveCountAsync(0);
            Assert.Equal(before, await InForce(page, "limits-maxOrder"));
            await page.IsClean();
        });

        async Task As(string token, Func<DashboardPage, Task> live)
        {
            await using DashboardPage page = await DashboardPage.Open(chromium, $"{server.Address}/#token={token}", "risk");
            await live(page);
        }
    }

    /// <summary>What the dialog shows when it opens.</summary>
    private static async Task<string> InForce(DashboardPage page, string part)
    {
        await page.This("limits-button").ClickAsync();
        string shown = await page.This(part).InputValueAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        return shown;
    }

    private static async Task Set(DashboardPage page, string part, string text)
    {
        await page.This("limits-button").ClickAsync();
        await page.This(part).FillAsync(text);
        await page.This("limits-confirm").ClickAsync();
    }

    private string Add(string name, string role)
    {
        var output = new StringWriter();
        Assert.Equal(0, PoiseCommandLine.Run(["token", "add", name, "--role", role, "--users", Users], output, TextWriter.Null));
        return output.ToString().Trim();
    }
}
