using System.Text.Json;
using Microsoft.Playwright;

namespace Poise.Web.Tests;

/// <summary>The Flow page of a live desk.</summary>
[Collection(SharedDashboardTests.Name)]
public sealed class FlowPageTests(Chromium chromium, SharedDashboard shared) : IAsyncLifetime
{
    // What the page holds as full numbers, against the API's answers to the same choice: the whole view, or the levels as the quotes now are.
    private const string ShowsTheLevels =
        """
        async query => {
          const ask = async path => (await (await fetch(path + query)).json()).view;
          const [view, levels] = await Promise.all([ask('/api/v1/flow'), ask('/api/v1/flow/levels')]);
          const said = [{ ...view.levels, gex: view.totals.gex, spot: view.spot, asOf: view.asOf }, levels];
          const cell = id => document.querySelector(`[data-testid=${id}]`);
          const number = id => cell(id).title.startsWith('–') ? null : parseFloat(cell(id).title);
          const written = id => cell(id).querySelector('.value').innerText.replaceAll(',', '');
          const isWall = (id, wall) => number(id) === wall && (wall === null ? written(id) === '–' : parseFloat(written(id)) === wall);
          const regimes = { 'long-gamma': 'LONG GAMMA', 'short-gamma': 'SHORT GAMMA', transition: 'TRANSITION' };
          return said.some(s => number('flow-zero-gamma') === s.zeroGamma
            && isWall('flow-call-wall', s.callWall) && isWall('flow-put-wall', s.putWall)
            && number('flow-gex') === s.gex && number('flow-spot') === s.spot
            && cell('flow-regime').innerText === regimes[s.regime]
            && cell('flow-age').title.split('\n')[0].endsWith(s.asOf));
        }
        """;

    private DashboardPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        _page = await DashboardPage.Open(chromium, shared.Server.Link, "flow");
        await _page.Expect("flow-page").ToBeVisibleAsync();
    }

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task Regime_and_levels_are_shown_as_the_API_says_them()
    {
        await _page.Until(ShowsTheLevels, "");
        await _page.Expect("market").ToHaveTextAsync("SIMULATED MARKET");
        await _page.Expect("flow-underlying").ToContainTextAsync("simulated");
        await _page.Expect("link").ToHaveTextAsync("connected");
        await _page.IsClean();
    }

    [Fact]
    public async Task Charts_are_painted_with_spot_levels_and_exposure()
    {
        await _page.Painted("price-chart", 40, "f4f7fa"); // spot
        await _page.Painted("strike-chart", 300, "4aa3ff"); // dealers long
        await _page.Painted("strike-chart", 300, "ff9a3d"); // dealers short
        await _page.IsClean();
    }

    /// <summary>How far the levels of this market are from spot depends on the hour.</summary>
    [Fact]
    public async Task A_level_is_named_beside_the_chart_when_it_is_far()
    {
        await _page.Until(
            """
            () => {
              const number = id => parseFloat(document.querySelector(`[data-testid=${id}]`).title);
              const note = document.querySelector('[data-testid=price-panel]').innerText;
              const wrong = [['flow-zero-gamma', 'zero Γ'], ['flow-call-wall', 'call wall'], ['flow-put-wall', 'put wall']]
                .filter(([id]) => Number.isFinite(number(id)))
                .filter(([id, name]) => Math.abs(number(id) / number('flow-spot') - 1) < 0.06 === note.includes(name));
              return wrong.length === 0;
            }
            """);
        await _page.IsClean();
    }

    [Fact]
    public async Task The_strike_chart_fills_its_panel()
    {
        await _page.Painted("strike-chart", 300, "4aa3ff");
        await _page.Until(
            """
            () => {
              const box = document.querySelector('[data-testid=strike-chart]').getBoundingClientRect();
              const canvas = document.querySelector('[data-testid=strike-chart] canvas').getBoundingClientRect();
              return box.height > 200 && Math.abs(canvas.height - box.height) < 2 && Math.abs(canvas.width - box.width) < 2;
            }
            """);
        foreach ((int width, int height) in DashboardPage.Sizes)
        {
            await _page.Page.SetViewportSizeAsync(width, height);
            await _page.Until("() => { const b = document.querySelector('[data-testid=strike-chart]'), c = b.querySelector('canvas'); return Math.abs(c.clientHeight - b.clientHeight) < 2 && Math.abs(c.clientWidth - b.clientWidth) < 2; }");
        }
        await _page.IsClean();
    }

    [Fact]
    public async Task The_sign_model_turns_regime_and_exposure_over()
    {
        await _page.Page.GetByTestId("signs").SelectOptionAsync("short-all");
        await _page.Expect("flow-regime").ToHaveTextAsync("SHORT GAMMA");
        await _page.Until(ShowsTheLevels, "?signs=short-all");
        Assert.Contains("one-signed", await _page.Title("flow-zero-gamma"), StringComparison.Ordinal);
        Assert.Equal("–", await _page.This("flow-zero-gamma").Locator(".value").InnerTextAsync());

        double usual = (await shared.Server.View("/api/v1/flow")).GetProperty("totals").GetProperty("gex").GetDouble();
        await _page.This("signs").SelectOptionAsync("calls-short-puts-long");
        await _page.Until(ShowsTheLevels, "?signs=calls-short-puts-long");
        double turned = double.Parse((await _page.Title("flow-gex")).Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(-Math.Sign(usual), Math.Sign(turned));

        await _page.This("walls").SelectOptionAsync("open-interest");
        await _page.Until(ShowsTheLevels, "?signs=calls-short-puts-long&walls=open-interest");
        await _page.Expect("walls").ToHaveValueAsync("open-interest");
        await _page.This("expiries").SelectOptionAsync("week");
        await _page.Until(ShowsTheLevels, "?signs=calls-short-puts-long&walls=open-interest&expiries=week");
        Assert.Contains("within 7 days", await _page.Title("flow-gex"), StringComparison.Ordinal);
        await _page.IsClean();
    }

    [Fact]
    public async Task Hedging_rows_are_the_scenarios_and_add_up()
    {
        JsonElement view = await shared.Server.View("/api/v1/flow");
        JsonElement[] rows = [.. view.GetProperty("flow").EnumerateArray()];
        Assert.NotEmpty(rows);
        await Assertions.Expect(_page.This("hedging-row")).ToHaveCountAsync(rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            ILocator shown = _page.This("hedging-row").Nth(i);
            string scenario = rows[i].GetProperty("scenario").GetString()!;
            await Assertions.Expect(shown).ToContainTextAsync(scenario);
            string title = await shown.GetAttributeAsync("title") ?? "";
            if (rows[i].GetProperty("units").ValueKind == JsonValueKind.Null)
            {
                Assert.StartsWith($"– flow \"{scenario}\": ", title, StringComparison.Ordinal); // and why
                continue;
            }
            Assert.StartsWith($"{scenario}: dealers", title, StringComparison.Ordinal);
            double units = rows[i].GetProperty("units").GetDouble();
            double parts = ((string[])["gamma", "vanna", "charm", "residual"]).Sum(p => rows[i].GetProperty(p).GetDouble());
            Assert.Equal(units, parts, 1e-6 * Math.Max(1, Math.Abs(units)));
        }
        await _page.IsClean();
    }

    [Fact]
    public async Task Each_number_has_its_convention_one_hover_away()
    {
        (string Number, string Convention)[] told =
        [
            ("flow-gex", "q × gamma × M × S² × 1 %"), ("flow-zero-gamma", "changes sign"),
            ("flow-call-wall", "call wall by definition net-gamma"), ("flow-put-wall", "put wall by definition net-gamma"),
            ("flow-regime-cell", "chase both"), ("flow-dex", "q × delta × M × S"), ("flow-vex", "per +1 vol point"), ("flow-cex", "one calendar day"),
        ];
        foreach ((string number, string convention) in told)
        {
            string title = await _page.Title(number);
            Assert.Contains(convention, title, StringComparison.Ordinal);
            Assert.Contains("Signs: calls-long-puts-short", title, StringComparison.Ordinal);
        }
        Assert.Contains("Share of live open interest", await _page.Title("flow-coverage"), StringComparison.Ordinal);
        Assert.Contains("Source: ", await _page.Title("flow-spot"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Column_heads_tell_their_convention_on_hover()
    {
        await _page.Page.Locator("[data-testid=expiry-panel] .ag-header-cell", new() { HasText = "GEX" }).First.HoverAsync();
        await Assertions.Expect(_page.Page.Locator(".ag-tooltip")).ToContainTextAsync("dealers’ gamma exposure");
        await _page.IsClean();
    }

    [Fact]
    public async Task Search_picks_a_strike_and_slash_finds_the_box()
    {
        JsonElement view = await shared.Server.View("/api/v1/flow");
        double wall = view.GetProperty("levels").GetProperty("callWall").GetDouble();
        await _page.Page.Keyboard.PressAsync("/");
        await _page.Expect("search").ToBeFocusedAsync();
        await _page.Page.Keyboard.TypeAsync(wall.ToString("0", System.Globalization.CultureInfo.InvariantCulture));
        await _page.Expect("strike-panel").ToContainTextAsync($"{wall:#,0}: calls");
        await _page.Page.Keyboard.PressAsync("Escape");
        await _page.Expect("search").ToHaveValueAsync("");
        await _page.Expect("strike-panel").ToContainTextAsync("scroll to zoom");
        await _page.IsClean();
    }

    [Fact]
    public async Task Expiry_buckets_stand_above_the_expiries_whatever_is_searched()
    {
        JsonElement view = await shared.Server.View("/api/v1/flow");
        ILocator top = _page.Page.Locator("[data-testid=expiry-panel] .ag-grid-pinned-top-rows");
        foreach (JsonElement bucket in view.GetProperty("buckets").EnumerateArray())
            await Assertions.Expect(top).ToContainTextAsync($"{bucket.GetProperty("bucket").GetString()} · {bucket.GetProperty("expiries").GetInt32()}");
        string last = view.GetProperty("byExpiry").EnumerateArray().Last().GetProperty("expiry").GetString()![..10];
        await _page.Page.Keyboard.PressAsync("/");
        await _page.Page.Keyboard.TypeAsync(last);
        await Assertions.Expect(_page.Page.Locator("[data-testid=expiry-panel] .ag-row:not(.ag-grid-pinned-top-rows .ag-row)")).ToHaveCountAsync(1);
        await Assertions.Expect(top).ToContainTextAsync("all · ");
        await _page.Shoot("flow-buckets");
        await _page.IsClean();
    }

    [Fact]
    public async Task Any_exposure_is_drawn_by_strike_in_any_unit()
    {
        JsonElement view = await shared.Server.View("/api/v1/flow");
        string wall = view.GetProperty("levels").GetProperty("callWall").GetDouble().ToString("0", System.Globalization.CultureInfo.InvariantCulture);
        await _page.Page.Keyboard.PressAsync("/");
        await _page.Page.Keyboard.TypeAsync(wall);
        await _page.Expect("strike-panel").ToContainTextAsync("GEX");
        foreach (string exposure in (string[])["DEX", "VEX", "CEX", "volga", "speed"])
        {
            await _page.This("exposure").SelectOptionAsync(exposure.ToLowerInvariant());
            foreach (string unit in (string[])["percent", "point", "contracts"])
            {
                await _page.This("units").SelectOptionAsync(unit);
                // Volga is no delta: there is no number of contracts of it, and none is shown.
                var shown = new System.Text.RegularExpressions.Regex(exposure == "volga" && unit == "contracts" ? "net – volga" : $"net [+−][0-9.,]+.* {exposure}");
                await _page.Expect("strike-panel").ToContainTextAsync(shown);
            }
        }
        await _page.This("exposure").SelectOptionAsync("vex");
        await _page.Painted("strike-chart", 300, "4aa3ff");
        await _page.Shoot("flow-vex-contracts");
        await _page.IsClean();
    }

    [Fact]
    public async Task The_stream_brings_new_pictures_in_order()
    {
        string before = await _page.Title("flow-age");
        await _page.Until("before => document.querySelector('[data-testid=flow-age]').title > before", before);
        await _page.Until("before => document.querySelector('[data-testid=flow-age]').title > before", await _page.Title("flow-age"));
        StreamGrows(_page, "levels", atLeast: 2);
        await _page.IsClean();
    }

    /// <summary>Numbers of one stream grow, and so do its instants; where a number comes again something else of it is new, as a surface that was fitted since.</summary>
    internal static void StreamGrows(DashboardPage page, string target, int atLeast)
    {
        JsonElement[] frames = [.. page.Frames.Where(f => f.GetProperty("target").GetString() == target).Select(f => f.GetProperty("arguments")[0])];
        Assert.True(frames.Length >= atLeast, $"{frames.Length} frames");
        long[] numbers = [.. frames.Select(f => f.GetProperty("seq").GetInt64())];
        string[] instants = [.. frames.Select(f => f.GetProperty("view").GetProperty("asOf").GetString()!)];
        for (int i = 1; i < frames.Length; i++)
        {
            bool isNewer = numbers[i] == numbers[i - 1] ? frames[i].GetRawText() != frames[i - 1].GetRawText() : numbers[i] > numbers[i - 1];
            Assert.True(isNewer, $"{target} {numbers[i]} after {numbers[i - 1]}");
            Assert.True(Instant(instants[i]) >= Instant(instants[i - 1]), $"{instants[i]} after {instants[i - 1]}");
        }
        Assert.True(Instant(instants[^1]) > Instant(instants[0]));

        static DateTimeOffset Instant(string iso) => DateTimeOffset.Parse(iso, System.Globalization.CultureInfo.InvariantCulture);
    }
}
