using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Poise.App;

namespace Poise.Web.Tests;

/// <summary>The index falls by a quarter within seconds: a trader sees his desk hedge on the way and pulls the kill switch, a risk officer looks at what is left and lets it trade again.</summary>
[Collection(SharedDashboardTests.Name)]
public sealed class FlashCrashTests(Chromium chromium) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poise-crash-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_trader_and_a_risk_officer_live_through_a_flash_crash()
    {
        string tom = Add("tom", "trader"), rita = Add("rita", "risk");
        using PoiseProcess exchange = PoiseProcess.Start("exchange", "--port", "0", "--keys", Path.Combine(_folder, "keys.json"), "--shock", "50s:-25%:4s", "--for", "300");
        Assert.Contains("-25 %", await exchange.NextLine(static l => l.StartsWith("Shock", StringComparison.Ordinal)), StringComparison.Ordinal);
        string rest = await exchange.NextLine(static l => l.StartsWith("REST", StringComparison.Ordinal));
        await using DashboardServer server = await DashboardServer.Venue($"ws://{new Uri(rest[rest.IndexOf("http", StringComparison.Ordinal)..]).Authority}", "--users", Path.Combine(_folder, "users.json"), "--band", "0.05", "--max-order", "5", "--max-position", "100", "--store", "none");

        await using DashboardPage desk = await DashboardPage.Open(chromium, $"{server.Address}/#token={tom}", "desk");
        await Assertions.Expect(desk.Rows("fills-panel").First).ToBeVisibleAsync();
        JsonElement before = await Desk(desk, tom);
        Assert.True(before.GetProperty("hedge").GetProperty("spot").GetDouble() > 90_000, "it has not fallen yet");
        double spot = before.GetProperty("hedge").GetProperty("spot").GetDouble();
        await Until(desk, tom, $"v.hedge.spot !== null && v.hedge.spot < {(0.8 * spot).ToString(CultureInfo.InvariantCulture)}", TimeSpan.FromSeconds(90));
        await desk.Shoot("crash-desk");

        // It is hedged on the way: short gamma sells what falls.
        await Until(desk, tom, "v.net.delta !== null && Math.abs(v.net.delta) < 0.5");
        JsonElement fallen = await Desk(desk, tom);
        Assert.True(HedgeOf(fallen) < HedgeOf(before), $"{HedgeOf(before)} before, {HedgeOf(fallen)} after");

        await desk.Page.Keyboard.PressAsync("k");
        await desk.Page.Keyboard.PressAsync("k");
        await desk.This("kill-dialog-confirm").ClickAsync();
        await desk.Expect("trading-state").ToHaveTextAsync("Halted");
        await desk.Expect("resume").ToBeDisabledAsync(); // a trader stops, and does not start again
        await desk.Shoot("crash-killed");
        int fills = (await Desk(desk, tom)).GetProperty("fills").GetArrayLength();

        await using DashboardPage risk = await DashboardPage.Open(chromium, $"{server.Address}/#token={rita}", "risk");
        await risk.Expect("risk-trading").ToContainTextAsync("Halted");
        await Assertions.Expect(risk.This("scenario-grid").Locator("td.worst")).ToHaveCountAsync(1);
        await Assertions.Expect(risk.Rows("ladder-panel").First).ToBeVisibleAsync();
        await risk.Shoot("crash-risk");
        Assert.Equal(fills, (await Desk(desk, tom)).GetProperty("fills").GetArrayLength());
        await risk.This("resume").ClickAsync();
        await risk.This("resume-dialog-confirm").ClickAsync();
        await risk.Expect("risk-trading").ToContainTextAsync("Normal");
        await desk.Expect("trading-state").ToHaveTextAsync("Normal");
        await Until(risk, rita, "v.obstacle === null && v.net.delta !== null && Math.abs(v.net.delta) < 0.5");
        await desk.IsClean();
        await risk.IsClean();
        Assert.Equal(
            ["resume by rita", "kill by tom"],
            (await Get(risk, rita, "/api/v1/desk/audit")).GetProperty("entries").EnumerateArray().Select(static e => $"{e.GetProperty("command").GetString()} by {e.GetProperty("who").GetString()}"));
    }

    private static double HedgeOf(JsonElement view) => view.GetProperty("positions").EnumerateArray().Where(static p => p.GetProperty("contract").GetString() == "BTC-PERPETUAL").Sum(static p => p.GetProperty("quantity").GetDouble());

    private static async Task<JsonElement> Desk(DashboardPage page, string token) => (await Get(page, token, "/api/v1/desk")).GetProperty("view");

    private static async Task<JsonElement> Get(DashboardPage page, string token, string path) =>
        (await page.Page.EvaluateAsync<JsonElement?>("async ([path, token]) => await (await fetch(path, { headers: { Authorization: `Bearer ${token}` } })).json()", new[] { path, token }))!.Value;

    /// <param name="holds">Of the desk's view, v.</param>
    private static Task Until(DashboardPage page, string token, string holds, TimeSpan? patience = null) =>
        page.Until($"async () => {{ await new Promise(later => setTimeout(later, 200)); const v = (await (await fetch('/api/v1/desk', {{ headers: {{ Authorization: 'Bearer {token}' }} }})).json()).view; return v !== null && {holds}; }}", patience: patience);

    private string Add(string name, string role)
    {
        var output = new StringWriter();
        Assert.Equal(0, PoiseCommandLine.Run(["token", "add", name, "--role", role, "--users", Path.Combine(_folder, "users.json")], output, TextWriter.Null));
        return output.ToString().Trim();
    }
}
