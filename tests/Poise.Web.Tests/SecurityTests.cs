using Microsoft.Playwright;
using Poise.App;

namespace Poise.Web.Tests;

/// <summary>What the browser lets the page do, and what the page lets a user do.</summary>
[Collection(SharedDashboardTests.Name)]
public sealed class SecurityTests(Chromium chromium, SharedDashboard shared)
{
    /// <summary>Charts and tables are drawn, hovered over and opened under a policy without a word of "unsafe".</summary>
    [Theory]
    [InlineData("flow", "strike-chart")]
    [InlineData("desk", "delta-chart")]
    public async Task Pages_work_under_a_strict_content_policy(string name, string chart)
    {
        using HttpResponseMessage answer = await shared.Server.Http.GetAsync("/");
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        await using DashboardPage page = await DashboardPage.Open(chromium, shared.Server.Link, name);
        await page.Expect(chart).ToBeVisibleAsync();
        foreach (ILocator canvas in await page.Page.Locator("canvas:visible").AllAsync())
            await canvas.HoverAsync(new LocatorHoverOptions { Force = true });
        if (name == "desk")
            await page.Until("() => [...document.querySelectorAll('.ag-row')].some(r => getComputedStyle(r).position === 'absolute')"); // the table's own styles are let in
        await page.IsClean();
        await page.Page.EvaluateAsync("() => { const s = document.createElement('style'); s.textContent = 'body { display: none }'; document.head.append(s); const j = document.createElement('script'); j.textContent = 'window.ran = true'; document.head.append(j); }");
        await page.Until("() => window.violations.length === 2 && window.ran === undefined");
    }

    [Fact]
    public async Task A_user_sees_the_page_by_his_token_and_may_what_his_role_may()
    {
        string folder = Directory.CreateTempSubdirectory("poise-users").FullName, users = Path.Combine(folder, "users.json");
        string vera = Add("vera", "viewer"), tom = Add("tom", "trader"), rita = Add("rita", "risk");
        await using (DashboardServer server = await DashboardServer.Users(users))
        {
            await using (DashboardPage page = await DashboardPage.Open(chromium, server.Address + "/", "desk"))
            {
                await page.Expect("token-form").ToBeVisibleAsync();
                await page.This("token-text").FillAsync("no such token");
                await page.This("token-confirm").ClickAsync();
                await page.Expect("token-form").ToContainTextAsync("does not open");
                await page.This("token-text").FillAsync(vera);
                await page.This("token-confirm").ClickAsync();
                await page.Expect("user").ToHaveTextAsync("vera · viewer");
                await page.Expect("trading-state").ToHaveTextAsync("Normal");
                await page.Expect("link").ToHaveTextAsync("connected");
                foreach (string button in (string[])["kill", "resume", "band-button", "policy-button", "working-button"])
                    await page.Expect(button).ToBeDisabledAsync();
                Assert.Equal("Needs the role trader: vera is viewer", await page.Title("kill"));
                await page.IsClean("401", "WebSocket connection to");
            }
            await using (DashboardPage page = await DashboardPage.Open(chromium, $"{server.Address}/#token={tom}", "desk"))
            {
                await page.Expect("user").ToHaveTextAsync("tom · trader");
                await page.Expect("resume").ToBeDisabledAsync();
                await page.This("kill").ClickAsync();
                await page.This("kill-dialog-confirm").ClickAsync();
                await page.Expect("trading-state").ToHaveTextAsync("Halted");
                await page.IsClean();
            }
            await using (DashboardPage page = await DashboardPage.Open(chromium, $"{server.Address}/#token={rita}", "desk"))
            {
                await page.This("resume").ClickAsync();
                await page.This("resume-dialog-confirm").ClickAsync();
                await page.Expect("trading-state").ToHaveTextAsync("Normal");
                await page.IsClean();
                PoiseCommandLine.Run(["token", "remove", "rita", "--users", users], TextWriter.Null, TextWriter.Null);
                await page.Expect("token-form").ToBeVisibleAsync(); // her stream is cut, and the page asks in vain
            }
        }
        Directory.Delete(folder, recursive: true);

        string Add(string name, string role)
        {
            var output = new StringWriter();
            Assert.Equal(0, PoiseCommandLine.Run(["token", "add", name, "--role", role, "--users", users], output, TextWriter.Null));
            return output.ToString().Trim();
        }
    }
}
