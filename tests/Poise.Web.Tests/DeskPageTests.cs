using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Poise.Web.Tests;

/// <summary>The Desk page of a live desk.</summary>
[Collection(SharedDashboardTests.Name)]
public sealed class DeskPageTests(Chromium chromium, SharedDashboard shared) : IAsyncLifetime
{
    private DashboardPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        _page = await DashboardPage.Open(chromium, shared.Server.Link, "desk");
        await _page.Expect("desk-page").ToBeVisibleAsync();
    }

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task Delta_is_drawn_within_its_band()
    {
        await _page.Painted("delta-chart", 40, "f4f7fa"); // net delta
        await _page.Painted("delta-chart", 40, "8796a8"); // the band's edges
        await _page.Expect("market").ToHaveTextAsync("SIMULATED MARKET");
        await _page.Expect("desk-name").ToContainTextAsync("simulated");
        await _page.IsClean();
    }

    [Fact]
    public async Task A_mark_tells_of_its_decision_while_the_pointer_is_near()
    {
        await _page.Painted("delta-chart", 20, "b79cff"); // a hedge's mark
        LocatorBoundingBoxResult chart = (await _page.This("delta-chart").BoundingBoxAsync())!;
        string told = "";
        for (int sweep = 0; told.Length == 0; sweep++)
        {
            Assert.True(sweep < 10, "no mark tells of anything");
            for (float across = chart.Width - 80; across > 0 && told.Length == 0; across -= 10)
            {
                await _page.Page.Mouse.MoveAsync(chart.X + across, chart.Y + (chart.Height / 2));
                told = await _page.Page.EvaluateAsync<string>("() => new Promise(r => requestAnimationFrame(() => r(document.querySelector('[data-testid=delta-tip]')?.innerText ?? '')))");
            }
        }
        await _page.Shoot("desk-decision-tip");
        string[] lines = [.. told.Split('\n', StringSplitOptions.TrimEntries)];
        string Of(string name) => Assert.Single(lines, l => l.StartsWith(name + "\t", StringComparison.Ordinal)).Split('\t')[1];
        JsonElement decided = (await shared.Server.View("/api/v1/desk")).GetProperty("decisions").EnumerateArray().Single(d => d.GetProperty("order").GetString() == Of("order"));
        Assert.Equal("hedge", Of("action"));
        Assert.Equal(decided.GetProperty("at").GetString()![..19].Replace('T', ' ') + " UTC", Of("time"));
        Assert.Equal(decided.GetProperty("reason").GetString(), Of("reason"));
        double quantity = decided.GetProperty("quantity").GetDouble();
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{(quantity > 0 ? "buy" : "sell")} {Math.Abs(quantity)} contracts at {decided.GetProperty("limit").GetDouble():#,0.0} or better"), Of("quantity"));
        Assert.Equal(Math.Sign(decided.GetProperty("netDelta").GetDouble()), Of("net delta")[0] == '−' ? -1 : 1);
        Assert.Equal(Math.Sign(quantity), -Math.Sign(decided.GetProperty("netDelta").GetDouble())); // what it trades takes its delta back
        Assert.Equal("−0.15 … +0.15", Of("band"));
        await _page.Page.Mouse.MoveAsync(chart.X + (chart.Width / 2), chart.Y - 200); // away from the chart
        await Assertions.Expect(_page.This("delta-tip")).ToHaveCountAsync(0);
        await _page.IsClean();
    }

    [Fact]
    public async Task Positions_are_the_books()
    {
        await _page.Until(
            """
            async () => {
              const { view } = await (await fetch('/api/v1/desk')).json();
              const rows = [...document.querySelectorAll('[data-testid=positions-panel] .ag-row')];
              const shown = rows.map(r => r.querySelector('[aria-colindex="1"]').innerText);
              return shown.length > 1 && view.positions.every(p => shown.includes(p.contract)) && shown.length === view.positions.length;
            }
            """);
        await Assertions.Expect(_page.Rows("positions-panel").Filter(new() { HasText = "BTC_USDC-PERPETUAL" })).ToHaveCountAsync(1);
        await _page.IsClean();
    }

    [Fact]
    public async Task Decisions_carry_their_reason_hold_too()
    {
        ILocator held = _page.Rows("decisions-panel").Filter(new() { HasText = "hold" }).First;
        await Assertions.Expect(held).ToContainTextAsync("band");
        ILocator hedged = _page.Rows("decisions-panel").Filter(new() { HasText = "hedge" }).First;
        await Assertions.Expect(hedged).ToContainTextAsync("its band");
        await _page.IsClean();
    }

    [Fact]
    public async Task Fills_appear_by_themselves()
    {
        const string newest = "[data-testid=fills-panel] .ag-row[row-index='0']";
        string before = await _page.Page.Locator(newest).GetAttributeAsync("row-id") ?? "";
        await _page.Until($"before => document.querySelector(`{newest}`).getAttribute('row-id') !== before", before);
        await _page.Until(
            $$"""
            async () => {
              const { fills } = (await (await fetch('/api/v1/desk')).json()).view;
              const text = document.querySelector(`{{newest}}`).innerText;
              return fills.length > 1 && text.includes(fills[0].order) && text.includes(fills[0].contract) && text.includes(fills[0].side);
            }
            """);
        await _page.IsClean();
    }

    [Fact]
    public async Task The_explained_profit_adds_up_on_the_page_and_in_the_API()
    {
        JsonElement pnl = (await shared.Server.View("/api/v1/desk")).GetProperty("pnl");
        double total = pnl.GetProperty("total").GetDouble();
        Assert.Equal(total, pnl.GetProperty("explain").EnumerateArray().Sum(t => t.GetProperty("amount").GetDouble()), 1e-6);
        Assert.Equal(total, pnl.GetProperty("options").GetDouble() + pnl.GetProperty("hedge").GetDouble() + pnl.GetProperty("funding").GetDouble() - pnl.GetProperty("fees").GetDouble(), 1e-6);

        string[] lines = await _page.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('[data-testid=pnl-explain] tr')].map(r => r.className + '|' + r.cells[0].innerText + '|' + r.cells[2].innerText)");
        (string Name, double Amount)[] shown = [.. lines.Select(l => l.Split('|')).Select(p => (p[1], Number(p[2])))];
        int terms = shown.Length - 5; // then come options, hedge, funding, fees and total
        Assert.True(terms >= 4);
        Assert.Equal("total", shown[^1].Name);
        Assert.Equal(shown[^1].Amount, shown[..terms].Sum(s => s.Amount), 0.005 * shown.Length);
        Assert.Equal(shown[^1].Amount, shown[terms..^1].Sum(s => s.Amount), 0.02);
        await _page.IsClean();

        static double Number(string text) => double.Parse(text.Replace('−', '-').Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Profit_is_shown_as_a_waterfall_by_strike_and_with_what_hedging_cost()
    {
        await _page.Until("() => document.querySelectorAll('[data-testid=pnl-explain] tbody tr').length >= 8");
        Assert.Contains("share of the sum of the terms", await _page.Title("residual"), StringComparison.Ordinal);
        await _page.This("explain-choice").SelectOptionAsync("waterfall");
        await _page.Painted("explain-chart", 60, "4aa3ff"); // gains
        await _page.Painted("explain-chart", 60, "ff9a3d"); // losses
        await _page.Shoot("explain-waterfall");

        JsonElement explain = (await shared.Server.View("/api/v1/desk")).GetProperty("explain");
        await _page.This("explain-choice").SelectOptionAsync("strikes");
        await Assertions.Expect(_page.This("explain-strikes").Locator("tbody tr")).ToHaveCountAsync(explain.GetProperty("strikes").GetArrayLength());
        Assert.Contains("realised − implied variance", await _page.This("explain-strikes").Locator("tbody td").Nth(5).GetAttributeAsync("title"), StringComparison.Ordinal);
        await _page.Shoot("explain-strikes");

        await _page.This("explain-choice").SelectOptionAsync("costs");
        await Assertions.Expect(_page.This("explain-costs").Locator("tbody tr").First).ToContainTextAsync("sweep");
        await Assertions.Expect(_page.This("explain-markouts").Locator("tbody tr").First).ToContainTextAsync("1 s");
        await Assertions.Expect(_page.This("explain-standing").Locator("tr")).ToHaveCountAsync(4);
        await Assertions.Expect(_page.This("explain-hedges").Locator("tbody tr").First.Locator("td")).ToHaveCountAsync(6);
        await _page.Shoot("explain-costs");
        await _page.IsClean();
    }

    [Fact]
    public async Task Limits_and_header_numbers_have_their_conventions()
    {
        JsonElement[] limits = [.. (await shared.Server.View("/api/v1/desk")).GetProperty("limits").EnumerateArray()];
        Assert.NotEmpty(limits);
        await Assertions.Expect(_page.This("limit")).ToHaveCountAsync(limits.Length);
        for (int i = 0; i < limits.Length; i++)
            await Assertions.Expect(_page.This("limit").Nth(i)).ToContainTextAsync(limits[i].GetProperty("limit").GetString()!);
        Assert.Contains("in units of the underlying", await _page.Title("net-delta"), StringComparison.Ordinal);
        Assert.Contains("1 % move", await _page.Title("net-gamma"), StringComparison.Ordinal);
        Assert.Contains("per vol point", await _page.Title("net-vega"), StringComparison.Ordinal);
        Assert.Contains("per calendar day", await _page.Title("net-theta"), StringComparison.Ordinal);
        Assert.Contains("Options + hedge + funding − fees", await _page.Title("pnl-total"), StringComparison.Ordinal);
        Assert.Contains("No hedge while net delta is within the band", await _page.Title("band"), StringComparison.Ordinal);
        await _page.IsClean();
    }

    [Fact]
    public async Task The_stream_brings_new_pictures_in_order()
    {
        string before = await _page.Title("data-age");
        await _page.Until("before => document.querySelector('[data-testid=data-age]').title !== before", before);
        await _page.Until("before => document.querySelector('[data-testid=data-age]').title !== before", await _page.Title("data-age"));
        FlowPageTests.StreamGrows(_page, "desk", atLeast: 2);
        await _page.IsClean();
    }

    [Fact]
    public async Task A_new_band_is_taken_over()
    {
        await Band("-0.4", "0.4");
        await _page.Expect("band").ToContainTextAsync("+0.4");
        JsonElement hedge = (await shared.Server.View("/api/v1/desk")).GetProperty("hedge");
        Assert.Equal((-0.4, 0.4), (hedge.GetProperty("lower").GetDouble(), hedge.GetProperty("upper").GetDouble()));
        await Band("-0.15", "0.15");
        await _page.Expect("band").ToContainTextAsync("+0.15");
        await _page.IsClean();

        async Task Band(string lower, string upper)
        {
            await _page.This("band-button").ClickAsync();
            await _page.This("band-lower").FillAsync(upper); // above the target: it cannot be set
            await Assertions.Expect(_page.This("band-confirm")).ToBeDisabledAsync();
            await _page.This("band-lower").FillAsync(lower);
            await _page.This("band-upper").FillAsync(upper);
            await _page.This("band-confirm").ClickAsync();
        }
    }

    [Fact]
    public async Task Greeks_are_shown_by_expiry_where_hedges_go_and_delta_by_convention()
    {
        await _page.This("positions-shown").SelectOptionAsync("expiries");
        JsonElement view = await shared.Server.View("/api/v1/desk");
        await Assertions.Expect(_page.Rows("positions-panel")).ToHaveCountAsync(view.GetProperty("byExpiry").GetArrayLength());
        await _page.Expect("positions-panel").ToContainTextAsync("no expiry");
        double sum = view.GetProperty("byExpiry").EnumerateArray().Sum(static e => e.GetProperty("delta").GetDouble());
        Assert.Equal(view.GetProperty("net").GetProperty("delta").GetDouble(), sum, 1e-9);
        await _page.Shoot("desk-by-expiry");
        await _page.This("positions-shown").SelectOptionAsync("outlets");
        JsonElement outlet = Assert.Single(view.GetProperty("outlets").EnumerateArray());
        Assert.Equal(("sim", 5e-4), (outlet.GetProperty("venue").GetString(), outlet.GetProperty("takerFee").GetDouble()));
        await _page.Expect("positions-panel").ToContainTextAsync("takes orders · spot");
        await _page.Shoot("desk-outlets");
        await _page.This("positions-shown").SelectOptionAsync("deltas");
        await _page.Expect("positions-panel").ToContainTextAsync("black-scholes · hedged");
        await Assertions.Expect(_page.Rows("positions-panel")).ToHaveCountAsync(3);
        await _page.Shoot("desk-deltas");
        await _page.This("positions-shown").SelectOptionAsync("positions");
        await _page.IsClean();
    }

    [Fact]
    public async Task A_policy_is_taken_over_and_one_that_cannot_be_is_told_where_it_was_typed()
    {
        await _page.This("policy-button").ClickAsync();
        await Assertions.Expect(_page.This("policy-text")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("\"policy\": \"fixed\""));
        string before = await _page.This("policy-text").InputValueAsync();
        await _page.This("policy-text").FillAsync("{ \"policy\": \"zakamouline\"");
        await _page.This("policy-confirm").ClickAsync();
        await _page.Expect("policy-hint").ToContainTextAsync("policy is no JSON, line 1, column");
        await _page.This("policy-text").FillAsync("{ \"policy\": \"zakamouline\", \"dailySd\": -1 }");
        await _page.This("policy-confirm").ClickAsync();
        await _page.Expect("policy-hint").ToHaveTextAsync("policy.dailySd: -1; allowed: a number above 0");
        await _page.Shoot("desk-policy-refused");
        await _page.This("policy-text").FillAsync("{ // a day\n \"policy\": \"zakamouline\", \"dailySd\": 2000, \"maxHalfWidth\": 0.5 }");
        await _page.This("policy-confirm").ClickAsync();
        await _page.Expect("band").ToContainTextAsync("Zakamouline");
        await Assertions.Expect(_page.This("policy-dialog")).ToHaveCountAsync(0);
        await _page.This("band-button").ClickAsync();
        await _page.Expect("band-dialog").ToContainTextAsync("takes the place of the policy: Zakamouline");
        await _page.Page.Keyboard.PressAsync("Escape");
        await _page.Shoot("desk-policy");
        await _page.This("policy-button").ClickAsync();
        await _page.This("policy-text").FillAsync(before);
        await _page.This("policy-confirm").ClickAsync();
        await _page.Expect("band").ToContainTextAsync("fixed delta band");
        await _page.IsClean("400");
    }

    [Fact]
    public async Task Hedges_are_worked_otherwise_and_what_cannot_be_is_told_where_it_was_typed()
    {
        await _page.Expect("working-button").ToHaveTextAsync("Work: sweep");
        await Work("{ \"work\": \"peg\", \"chase\": -1 }");
        await _page.Expect("working-hint").ToHaveTextAsync("work.chase: -1; allowed: a number from 0 to 9999");
        await Assertions.Expect(_page.This("working-text")).ToHaveValueAsync("{ \"work\": \"peg\", \"chase\": -1 }");
        await _page.Shoot("desk-working-refused");
        await _page.This("working-text").FillAsync("{ \"work\": \"peg\", \"chase\": 10 }");
        await _page.This("working-confirm").ClickAsync();
        await _page.Expect("working-button").ToHaveTextAsync("Work: peg");
        await Assertions.Expect(_page.This("working-dialog")).ToHaveCountAsync(0);
        await Work("{ \"work\": \"sweep\" }");
        await _page.Expect("working-button").ToHaveTextAsync("Work: sweep");
        await _page.IsClean("400");

        async Task Work(string text)
        {
            await _page.This("working-button").ClickAsync();
            await _page.This("working-text").FillAsync(text);
            await _page.This("working-confirm").ClickAsync();
        }
    }
}
