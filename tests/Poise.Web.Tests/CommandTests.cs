using System.Net;
using System.Text.Json;
using Microsoft.Playwright;

namespace Poise.Web.Tests;

/// <summary>Keys, the kill switch and the token.</summary>
[Collection(SharedDashboardTests.Name)]
public sealed class CommandTests(Chromium chromium, SharedDashboard shared)
{
    [Fact]
    public async Task Digits_turn_the_pages_and_slash_finds_the_search()
    {
        await using DashboardPage page = await DashboardPage.Open(chromium, shared.Server.Link, "flow");
        await page.Expect("flow-page").ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("2");
        await page.Expect("desk-page").ToBeVisibleAsync();
        await page.Expect("tab-desk").ToHaveAttributeAsync("aria-current", "page");
        await page.Page.Keyboard.PressAsync("/");
        await page.Expect("search").ToBeFocusedAsync();
        await page.Page.Keyboard.TypeAsync("1kk"); // goes into the box, not to the keys
        await page.Expect("desk-page").ToBeVisibleAsync();
        await Assertions.Expect(page.This("kill-dialog")).ToHaveCountAsync(0);
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.Keyboard.PressAsync("1");
        await page.Expect("flow-page").ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("?");
        await page.Expect("keys-dialog").ToContainTextAsync("kill switch");
        await page.IsClean();
    }

    [Fact]
    public async Task K_twice_and_enter_halts_until_resumed()
    {
        await using DashboardPage page = await DashboardPage.Open(chromium, shared.Server.Link, "desk");
        await page.Expect("trading-state").ToHaveTextAsync("Normal");
        await page.Page.Keyboard.PressAsync("k");
        await page.Page.Keyboard.PressAsync("x");
        await page.Page.Keyboard.PressAsync("k"); // not twice in a row
        await Assertions.Expect(page.This("kill-dialog")).ToHaveCountAsync(0);
        await page.Page.Keyboard.PressAsync("k");
        await page.Expect("kill-dialog").ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.This("kill-dialog")).ToHaveCountAsync(0);
        await page.Expect("trading-state").ToHaveTextAsync("Normal");

        await page.Page.Keyboard.PressAsync("k");
        await page.Page.Keyboard.PressAsync("k");
        await page.Expect("kill-dialog").ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Expect("trading-state").ToHaveTextAsync("Halted");
        await page.Expect("notice").ToContainTextAsync("Kill switch taken");
        JsonElement halted = await shared.Server.View("/api/v1/desk");
        Assert.Equal("Halted", halted.GetProperty("tradingState").GetString());
        Assert.Empty(halted.GetProperty("workingOrders").EnumerateArray());
        await page.Expect("trading-state-reason").ToHaveTextAsync(halted.GetProperty("tradingStateReason").GetString()!);

        await page.Expect("alarms").ToContainTextAsync("kill-switch halted, nothing is hedged: asked for by an operator");

        await page.This("resume").ClickAsync();
        await page.This("resume-dialog-confirm").ClickAsync();
        await page.Expect("trading-state").ToHaveTextAsync("Normal");
        await Assertions.Expect(page.This("alarms")).ToHaveCountAsync(0);
        Assert.Equal("Normal", (await shared.Server.View("/api/v1/desk")).GetProperty("tradingState").GetString());
        await page.IsClean();
    }

    [Fact]
    public async Task Without_the_token_commands_are_refused_and_say_so()
    {
        using HttpResponseMessage answer = await shared.Server.Http.PostAsync("/api/v1/desk/commands/kill", null);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        foreach (string address in (string[])["/", "/#token=0123456789abcdef"])
        {
            await using DashboardPage page = await DashboardPage.Open(chromium, shared.Server.Address + address, "desk");
            await page.Expect("trading-state").ToHaveTextAsync("Normal");
            await Assertions.Expect(page.This("kill")).ToBeDisabledAsync();
            await Assertions.Expect(page.This("band-button")).ToBeDisabledAsync();
            await page.Page.Keyboard.PressAsync("k");
            await page.Page.Keyboard.PressAsync("k");
            await page.Expect("notice").ToContainTextAsync("Needs the token");
            await Assertions.Expect(page.This("kill-dialog")).ToHaveCountAsync(0);
            await page.IsClean();
        }
        Assert.Equal("Normal", (await shared.Server.View("/api/v1/desk")).GetProperty("tradingState").GetString());
    }

    [Fact]
    public async Task The_token_leaves_the_address_bar()
    {
        await using DashboardPage page = await DashboardPage.Open(chromium, shared.Server.Link, "desk");
        await page.Expect("desk-page").ToBeVisibleAsync();
        Assert.DoesNotContain("token", page.Page.Url, StringComparison.Ordinal);
        await page.Page.ReloadAsync();
        await Assertions.Expect(page.This("kill")).ToBeEnabledAsync(); // and outlives a reload
    }
}
