using System.Net;
using System.Text;
using System.Text.Json;
using Poise.App;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>Crashes over HTTP and in the settings: what is asked, what is refused and why.</summary>
public sealed class StressApiTests
{
    private const string Hedge = """{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1 }""";

    private const string Two = Hedge + """, { "underlying": "ETH_USDC", "band": 1, "maxOrder": 1, "maxPosition": 1, "also": [{ "venue": "bb", "maxOrder": 1, "maxPosition": 1, "capital": 5000 }] }""";

    [Theory]
    [InlineData("", "BTC -0.3 0 ")]
    [InlineData("?asset=ETH&move=0.5&vols=0.6", "ETH 0.5 0.6 ")]
    [InlineData("?asset=BTC&move=-0.9&vols=-0.9&betas=ETH:1.2", "BTC -0.9 -0.9 ETH:1.2")]
    [InlineData("?asset=ETH&betas=%20BTC:.5,", "ETH -0.3 0 BTC:0.5")]
    public async Task A_viewer_asks_what_a_crash_would_do(string query, string asked)
    {
        await using GuardedServer server = await GuardedServer.Start();
        HttpResponseMessage answer = await server.Ask(HttpMethod.Get, $"/api/v1/desk/stress{query}", server.Tokens["viewer"]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        AssetShock shock = server.Desk.Shock!;
        Assert.Equal(asked, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{shock.Asset} {shock.Move} {shock.VolChange} {string.Join(',', shock.Betas.Select(static b => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{b.Key}:{b.Value}")))}"));
    }

    [Theory]
    [InlineData("asset=XRP", "asset: XRP; allowed: BTC, ETH")]
    [InlineData("move=-0.91", "move: -0.91; allowed: a fraction from -0.9 to 3")]
    [InlineData("move=NaN", "move: NaN; allowed")]
    [InlineData("vols=5", "vols: 5; allowed: a fraction from -0.9 to 4")]
    [InlineData("betas=ETH", "betas: ETH; allowed: each once of ETH and a number from 0 to 3, such as ETH:1.2")]
    [InlineData("betas=BTC:1", "betas: BTC:1; allowed")]
    [InlineData("betas=ETH:-1", "betas: ETH:-1; allowed")]
    [InlineData("betas=ETH:4", "betas: ETH:4; allowed")]
    [InlineData("betas=ETH:1,ETH:2", "betas: ETH:2; allowed: each once")]
    [InlineData("betas=ETH:1e0", "betas: ETH:1e0; allowed")]
    public async Task What_is_no_crash_is_refused(string query, string says)
    {
        await using GuardedServer server = await GuardedServer.Start();
        HttpResponseMessage answer = await server.Ask(HttpMethod.Get, $"/api/v1/desk/stress?{query}", server.Tokens["viewer"]);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Null(server.Desk.Shock);
    }

    [Fact]
    public async Task A_running_desk_answers()
    {
        await using DashboardServer server = await DashboardServer.Simulated(speed: 20);
        JsonElement view;
        do
            view = (await server.Get("/api/v1/desk/stress?move=-0.5&vols=0.6")).GetProperty("view");
        while (view.GetProperty("accounts").EnumerateArray().All(static a => a.GetProperty("isLiquidated").ValueKind == JsonValueKind.Null));
        JsonElement account = Assert.Single(view.GetProperty("accounts").EnumerateArray()), left = Assert.Single(view.GetProperty("underlyings").EnumerateArray());
        Assert.Equal("sim", account.GetProperty("venue").GetString());
        Assert.False(account.GetProperty("isLiquidated").GetBoolean()); // the demo account is rich
        Assert.Equal(account.GetProperty("equity").GetDouble() + account.GetProperty("pnl").GetDouble(), account.GetProperty("equityAfter").GetDouble(), 1e-6 * account.GetProperty("equity").GetDouble());
        Assert.Equal(left.GetProperty("positions").GetInt32(), left.GetProperty("positionsLeft").GetInt32());
        Assert.Equal(0.5 * left.GetProperty("spot").GetDouble(), left.GetProperty("spotAfter").GetDouble(), 1e-9);
        Assert.Equal("BTC", Assert.Single(view.GetProperty("first").EnumerateArray()).GetProperty("asset").GetString());
    }

    [Fact]
    public void Settings_say_betas_margin_haircuts_and_capital_of_each_venue()
    {
        HedgesFile file = Parse($$"""
            { "margin": "cross", "haircuts": { "BTC": 0.1, "SOL": 0.5 }, "betas": { "BTC": { "ETH": 1.2 }, "ETH": { "BTC": 0 } },
              "venues": [{ "name": "bb", "address": "test", "maintenance": 0.01 }], "hedges": [{{Two}}] }
            """);
        AccountMargin first = file.Stress.MarginAt("deribit"), second = file.Stress.MarginAt("bb");
        Assert.True(first.IsCross);
        Assert.Equal((0.9, 0.5, 0.95, 0), (first.Collateral.WeightOf("BTC").Owned, first.Collateral.WeightOf("SOL").Owned, first.Collateral.WeightOf("ETH").Owned, first.Collateral.WeightOf("XRP").Owned));
        Assert.Equal((false, 0.01), (second.IsCross, second.OfOutrights));
        Assert.Equal((1.2, 0.0), (file.Stress.BetasTo("BTC", StressSettings.NoBetas)["ETH"], file.Stress.BetasTo("ETH", StressSettings.NoBetas)["BTC"]));
        Assert.Equal(5000, file.Hedges[1].Also[0].Capital);
        HedgesFile plain = Parse($$"""{ "hedges": [{{Hedge}}] }""");
        Assert.Equal(AccountMargin.Usual, plain.Stress.MarginAt("deribit"));
        Assert.Empty(plain.Stress.BetasTo("BTC", StressSettings.NoBetas));
    }

    [Theory]
    [InlineData("\"margin\": \"portfolio\"", Hedge, "settings.margin: \"portfolio\"; allowed: segregated, cross")]
    [InlineData("\"haircuts\": { \"BTC\": 0.1 }", Hedge, "settings.haircuts: set, and margin is segregated; allowed: haircuts where margin is cross")]
    [InlineData("\"margin\": \"cross\", \"haircuts\": { \"BTC\": 1 }", Hedge, "settings.haircuts.BTC: 1; allowed: a number from 0 to 0.99")]
    [InlineData("\"maintenance\": 0", Hedge, "settings.maintenance: 0; allowed: a number above 0 to 1")]
    [InlineData("\"betas\": { \"BTC\": { \"ETH\": 1 } }", Hedge, "settings.betas.BTC.ETH: is not hedged, or is the asset itself; allowed: none: the desk hedges one asset")]
    [InlineData("\"betas\": { \"ETH_USDC\": { \"BTC\": 1 } }, \"venues\": [{ \"name\": \"bb\", \"address\": \"test\" }]", Two, "settings.betas.ETH_USDC: is not hedged, or is the asset itself; allowed: BTC, ETH")]
    [InlineData("\"betas\": { \"ETH\": { \"ETH\": 1 } }, \"venues\": [{ \"name\": \"bb\", \"address\": \"test\" }]", Two, "settings.betas.ETH.ETH: is not hedged, or is the asset itself; allowed: BTC")]
    [InlineData("\"betas\": { \"ETH\": { \"BTC\": 4 } }, \"venues\": [{ \"name\": \"bb\", \"address\": \"test\" }]", Two, "settings.betas.ETH.BTC: 4; allowed: a number from 0 to 3")]
    [InlineData("\"venues\": [{ \"name\": \"bb\", \"address\": \"test\", \"margin\": 1 }]", Two, "settings.venues[0].margin: 1; allowed: segregated, cross")]
    public void What_cannot_be_is_refused_by_key_value_and_what_is_allowed(string keys, string hedges, string says) =>
        Assert.StartsWith(says, Assert.Throws<SettingsException>(() => Parse($$"""{ {{keys}}, "hedges": [{{hedges}}] }""")).Message, StringComparison.Ordinal);

    private static HedgesFile Parse(string text) => HedgesText.Parse(Encoding.UTF8.GetBytes(text));
}
