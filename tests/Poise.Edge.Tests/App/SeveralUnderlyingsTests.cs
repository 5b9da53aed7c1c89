using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Poise.App;
using Poise.Hedging;

namespace Poise.Edge.Tests;

/// <summary>One desk that hedges BTC and ETH, from the file of settings to the page's API.</summary>
public sealed class SeveralUnderlyingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_paper_desk_hedges_both_and_goes_on_after_a_stop()
    {
        using PoiseProcess exchange = PoiseProcess.Start("exchange", "--market", "btc", "eth", "--port", "0", "--keys", Path.Combine(_folder.Path, "keys.json"), "--for", "300");
        string rest = await exchange.NextLine(static l => l.StartsWith("REST", StringComparison.Ordinal));
        string address = $"ws://{new Uri(rest[rest.IndexOf("http", StringComparison.Ordinal)..]).Authority}", data = Path.Combine(_folder.Path, "desk"), settings = Path.Combine(_folder.Path, "hedges.json");
        await File.WriteAllTextAsync(settings, """{ "hedges": [{ "underlying": "BTC", "band": 0.01, "maxOrder": 10, "maxPosition": 100 }, { "underlying": "ETH", "band": 0.2, "maxOrder": 100, "maxPosition": 1000 }] }""", TestContext.Current.CancellationToken);
        PoiseProcess Start(params string[] more) => PoiseProcess.Start(["desk", "--venue", "deribit", "--venue-address", address, "--settings", settings, "--store", "none", "--data", data, .. more]);

        using (PoiseProcess desk = Start("--no-page", "--for", "20"))
        {
            Assert.Contains("BTC, ETH at", await desk.NextLine(static l => l.StartsWith("poise desk:", StringComparison.Ordinal)), StringComparison.Ordinal);
            await desk.NextLine(static l => Regex.IsMatch(l, "^\\S+ BTC fill ", RegexOptions.None, TimeSpan.FromSeconds(1)));
            await desk.NextLine(static l => Regex.IsMatch(l, "^\\S+ ETH fill ", RegexOptions.None, TimeSpan.FromSeconds(1)));
            string stopped = await desk.NextLine(static l => l.Contains("stopped at", StringComparison.Ordinal));
            Assert.Matches("P&L BTC -?[0-9.E-]+ BTC, ETH -?[0-9.E-]+ ETH", stopped);
        }

        using PoiseProcess again = Start("--port", "0");
        Assert.Contains("recovered", await again.NextLine(static l => l.StartsWith("poise desk:", StringComparison.Ordinal)), StringComparison.Ordinal);
        string open = await again.NextLine(static l => l.StartsWith("open ", StringComparison.Ordinal));
        Uri page = new(open[5..]);
        using var http = new HttpClient { BaseAddress = new Uri(page.GetLeftPart(UriPartial.Authority)) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", page.Fragment["#token=".Length..]);
        JsonElement btc = await Desk("BTC"), eth = await Desk("ETH");
        Assert.Equal(("BTC", "ETH"), (btc.GetProperty("hedge").GetProperty("underlying").GetString(), eth.GetProperty("hedge").GetProperty("underlying").GetString()));
        Assert.Equal(["BTC", "ETH"], btc.GetProperty("underlyings").EnumerateArray().Select(static u => u.GetProperty("underlying").GetString()));
        foreach ((JsonElement view, string root) in ((JsonElement, string)[])[(btc, "BTC-"), (eth, "ETH-")])
        {
            Assert.NotEmpty(view.GetProperty("positions").EnumerateArray());
            Assert.All(view.GetProperty("positions").EnumerateArray(), p => Assert.StartsWith(root, p.GetProperty("contract").GetString(), StringComparison.Ordinal));
            Assert.Equal("Normal", view.GetProperty("tradingState").GetString());
        }
        Assert.Equal(400, (int)(await http.GetAsync("/api/v1/desk?underlying=SOL", TestContext.Current.CancellationToken)).StatusCode);

        const string policy = """{"policy":"fixed","lower":-7,"upper":7}""";
        Assert.Equal(409, await Send(""));
        Assert.Equal(409, await Send("?underlying=SOL"));
        Assert.Equal(200, await Send("?underlying=ETH"));
        for (int tries = 0; (await Desk("ETH")).GetProperty("hedge").GetProperty("upper").GetDouble() != 7; tries++)
        {
            Assert.True(tries < 1000, "the policy is not followed");
            await Task.Yield();
        }
        Assert.Equal(0.01, (await Desk("BTC")).GetProperty("hedge").GetProperty("upper").GetDouble());

        async Task<JsonElement> Desk(string underlying) =>
            JsonDocument.Parse(await http.GetStringAsync($"/api/v1/desk?underlying={underlying}", TestContext.Current.CancellationToken)).RootElement.GetProperty("view");

        async Task<int> Send(string query) =>
            (int)(await http.PostAsync("/api/v1/desk/commands/policy" + query, new StringContent(policy, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken)).StatusCode;
    }

    [Fact]
    public void The_sample_hedges_two()
    {
        (IReadOnlyList<HedgeChoice> hedges, OrderLimits orders, _) = SettingsFile.Read("--settings", Path.Combine(Repository.Root, "samples", "hedges.json"), HedgesText.Parse);
        Assert.Equal(["BTC", "ETH"], hedges.Select(static h => h.Underlying));
        Assert.IsType<ZakamoulinePolicy>(hedges[0].Policy);
        Assert.Equal((25, 500, 0, 20), (hedges[1].MaxOrder, hedges[1].MaxPosition, hedges[1].MinOrder, orders.MaxOrders));
    }

    [Fact]
    public void The_sample_of_venues_has_three()
    {
        HedgesFile file = SettingsFile.Read("--settings", Path.Combine(Repository.Root, "samples", "venues.json"), HedgesText.Parse);
        Assert.Equal(["second", "test"], file.Venues.Select(static v => v.Name));
        Assert.Equal((10, 50_000), (file.Venues[0].Orders!.MaxOrders, file.Venues[0].Orders!.MaxMessages));
        Assert.Equal((0.00035, -0.00005), (file.Hedges[0].Also[0].Costs.TakerFee, file.Hedges[0].Also[0].Costs.MakerFee), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-12 && Math.Abs(a.Item2 - b.Item2) < 1e-12);
        Assert.Equal((0.02, 0.12, 0), (file.Hedges[0].Live.Costs.Latency.Seconds, file.Hedges[0].Also[0].Costs.Latency.Seconds, file.Hedges[0].Also[1].Costs.Latency.Seconds));
    }

    [Theory]
    [InlineData("", 8)]
    [InlineData(""", "fundingHorizon": "30m" """, 0.5)]
    [InlineData(""", "fundingHorizon": "0h" """, 0)]
    public void Funding_counts_for_eight_hours_where_nothing_else_is_said(string more, double hours)
    {
        HedgesFile file = HedgesText.Parse(Encoding.UTF8.GetBytes($$"""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1{{more}} }] }"""));
        Assert.Equal(hours * 3600, file.Hedges[0].FundingHorizon.Seconds);
    }

    [Theory]
    [InlineData("", 0.0003, 0.125)]
    [InlineData(""", "optionFee": 2.5, "optionFeeCap": 0.1""", 0.00025, 0.1)]
    [InlineData(""", "optionFee": 0, "optionFeeCap": 0""", 0, 0)]
    public void The_fee_of_options_is_Deribits_where_nothing_else_is_said(string more, double fee, double cap)
    {
        HedgesFile file = HedgesText.Parse(Encoding.UTF8.GetBytes($$"""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1{{more}} }] }"""));
        Assert.Equal(fee, file.Hedges[0].Live.Costs.OptionFee, 1e-15);
        Assert.Equal(cap, file.Hedges[0].Live.Costs.OptionFeeCap);
    }

    [Theory]
    [InlineData("""{}""", "settings.hedges: absent")]
    [InlineData("""{ "hedges": [] }""", "settings.hedges: []; allowed: a list of hedges")]
    [InlineData("""{ "hedges": [{ "underlying": "btc", "band": 1, "maxOrder": 1, "maxPosition": 1 }] }""", "settings.hedges[0].underlying: \"btc\"; allowed: an underlying of the venue")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "maxOrder": 1, "maxPosition": 1 }] }""", "settings.hedges[0].band: absent; allowed: a number above 0 to 1000000")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "minOrder": 2, "maxPosition": 1 }] }""", "settings.hedges[0].minOrder: 2; allowed: a number from 0 to 1")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "maxJump": 0 }] }""", "settings.hedges[0].maxJump: 0; allowed: a number above 0 to 100")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "maxorder": 2 }] }""", "settings.hedges[0].maxorder: no such setting")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "policy": { "policy": "leland", "every": "1x" }, "maxOrder": 1, "maxPosition": 1 }] }""", "settings.hedges[0].policy.every: \"1x\"")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1 }, { "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1 }] }""", "settings.hedges[1].underlying: BTC; allowed: each underlying once")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1 }], "orders": { "most": 0 } }""", "settings.orders.most: 0; allowed: a number from 1 to 10000")]
    [InlineData("""{ "venues": [{ "name": "b", "address": "ws://127.0.0.1:1" }], "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1 }] }""", "settings.venues[0].name: \"b\"; allowed: a name of its own")]
    [InlineData("""{ "venues": [{ "name": "deribit", "address": "ws://127.0.0.1:1" }], "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1 }] }""", "settings.venues[0].name: \"deribit\"; allowed: a name of its own")]
    [InlineData("""{ "venues": [{ "name": "bb", "address": "ws://example.org" }], "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1 }] }""", "settings.venues[0].address: \"ws://example.org\"; allowed: wss://host")]
    [InlineData("""{ "venues": [{ "name": "bb", "address": "test" }], "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1 }] }""", "settings.venues[0].name: bb; allowed: a venue that some hedge is also at")]
    [InlineData("""{ "venues": [{ "name": "bb", "address": "test" }, { "name": "bb", "address": "test" }], "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "also": [{ "venue": "bb", "maxOrder": 1, "maxPosition": 1 }] }] }""", "settings.venues[1].name: bb; allowed: each venue once")]
    [InlineData("""{ "venues": [{ "name": "bb", "address": "test", "orders": { "underWay": 3 } }], "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "also": [{ "venue": "bb", "maxOrder": 1, "maxPosition": 1 }] }] }""", "settings.venues[0].orders.underWay: no such setting")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "also": [{ "venue": "bb", "maxOrder": 1, "maxPosition": 1 }] }] }""", "settings.hedges[0].also[0].venue: bb; allowed: deribit")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "also": [{ "venue": "deribit", "instrument": "BTC-1", "maxOrder": 1, "maxPosition": 1 }, { "venue": "deribit", "instrument": "btc-1", "maxOrder": 1, "maxPosition": 1 }] }] }""", "settings.hedges[0].also[1].instrument: BTC-1; allowed: each instrument of a venue once")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "also": [{ "venue": "deribit", "instrument": "BTC-1", "maxOrder": 1 }] }] }""", "settings.hedges[0].also[0].maxPosition: absent")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "fundingHorizon": "soon" }] }""", "settings.hedges[0].fundingHorizon: \"soon\"")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "takerFee": 101 }] }""", "settings.hedges[0].takerFee: 101; allowed: a number from 0 to 100")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "optionFee": -1 }] }""", "settings.hedges[0].optionFee: -1; allowed: a number from 0 to 100")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "optionFeeCap": 12.5 }] }""", "settings.hedges[0].optionFeeCap: 12.5; allowed: a number from 0 to 1")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "also": [{ "venue": "deribit", "instrument": "BTC-1", "maxOrder": 1, "maxPosition": 1, "optionFee": 1 }] }] }""", "settings.hedges[0].also[0].optionFee: no such setting")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "latency": "soon" }] }""", "settings.hedges[0].latency: \"soon\"")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "options": { "maxOrder": 1 } }] }""", "settings.hedges[0].options.maxPosition: absent")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "options": { "maxOrder": 1, "maxPosition": 5, "collar": 1 } }] }""", "settings.hedges[0].options.collar: 1; allowed: a number above 0 to 0.99")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "protect": { "mostLoss": 5, "then": "trade" } }] }""", "settings.hedges[0].options: absent, and protect is set")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "options": { "maxOrder": 1, "maxPosition": 5 }, "protect": { "mostLoss": 5, "then": "hope" } }] }""", "settings.hedges[0].protect.then: \"hope\"; allowed: trade, tell")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "options": { "maxOrder": 1, "maxPosition": 5 }, "protect": { "then": "tell" } }] }""", "settings.hedges[0].protect.mostLoss: absent")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "keep": { "mostGamma": 5, "then": "trade" } }] }""", "settings.hedges[0].options: absent, and keep is set")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "options": { "maxOrder": 1, "maxPosition": 5 }, "keep": { "then": "trade" } }] }""", "settings.hedges[0].keep.mostGamma: absent, and mostVega too; allowed: a number above 0")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "options": { "maxOrder": 1, "maxPosition": 5 }, "keep": { "mostGamma": 0, "then": "trade" } }] }""", "settings.hedges[0].keep.mostGamma: 0; allowed: a number above 0")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "options": { "maxOrder": 1, "maxPosition": 5 }, "keep": { "mostVega": "x", "then": "trade" } }] }""", "settings.hedges[0].keep.mostVega: \"x\"; allowed: a number above 0")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "options": { "maxOrder": 1, "maxPosition": 5 }, "keep": { "mostGamma": 5, "mostCost": -1, "then": "trade" } }] }""", "settings.hedges[0].keep.mostCost: -1; allowed: a number from 0")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "options": { "maxOrder": 1, "maxPosition": 5 }, "keep": { "mostGamma": 5, "sellsOptions": "yes", "then": "trade" } }] }""", "settings.hedges[0].keep.sellsOptions: \"yes\"; allowed: true or false")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "options": { "maxOrder": 1, "maxPosition": 5 }, "keep": { "mostGamma": 5, "lasts": "2", "then": "trade" } }] }""", "settings.hedges[0].keep.lasts: \"2\"")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "options": { "maxOrder": 1, "maxPosition": 5 }, "keep": { "mostGamma": 5, "every": "0s", "then": "trade" } }] }""", "settings.hedges[0].keep.every: \"0s\"")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "options": { "maxOrder": 1, "maxPosition": 5 }, "keep": { "mostGamma": 5 } }] }""", "settings.hedges[0].keep.then: absent; allowed: trade, tell")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "options": { "maxOrder": 1, "maxPosition": 5 }, "keep": { "mostGama": 5, "mostVega": 1, "then": "tell" } }] }""", "settings.hedges[0].keep.mostGama: no such setting")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "options": { "maxOrder": 1, "maxPosition": 5 }, "protect": { "mostLoss": 5, "then": "tell" }, "keep": { "mostGamma": 5, "sellsOptions": true, "then": "tell" } }] }""", "settings.hedges[0].keep.sellsOptions: true, and protect is set; allowed: false beside it")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "also": [{ "venue": "deribit", "maxOrder": 1, "maxPosition": 1 }] }] }""", "settings.hedges[0].also[0].instrument: absent; allowed: each instrument of a venue once")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "also": [{ "venue": "deribit", "instrument": "BTC-PERPETUAL", "maxOrder": 1, "maxPosition": 1 }] }] }""", "settings.hedges[0].also[0].instrument: BTC-PERPETUAL; allowed: each instrument of a venue once")]
    [InlineData("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "minOrder": 0.5, "also": [{ "venue": "deribit", "instrument": "BTC-1", "maxOrder": 0.2, "maxPosition": 1 }] }] }""", "settings.hedges[0].also[0].maxOrder: 0.2; allowed: a number from minOrder on")]
    public void What_cannot_be_is_refused_by_key_value_and_what_is_allowed(string text, string says) =>
        Assert.StartsWith(says, Assert.Throws<SettingsException>(() => HedgesText.Parse(Encoding.UTF8.GetBytes(text))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_rule_has_what_is_said_of_it_and_else_the_usual()
    {
        BookRules all = RulesOf(""" "protect": { "mostLoss": 5, "then": "tell" }, "keep": { "mostGamma": 2, "mostVega": 150, "mostCost": 40, "lasts": "3d", "every": "5m", "then": "trade" } """);
        Assert.Equal(new BookRules(new ProtectionRule(5, double.PositiveInfinity, Domain.Duration.FromDays(2), Domain.Duration.FromSeconds(600), false), new KeepRule(2, 150, 40, false, Domain.Duration.FromDays(3), Domain.Duration.FromSeconds(300), true)), all);
        Assert.Equal(new BookRules(null, new KeepRule(double.PositiveInfinity, 150, double.PositiveInfinity, true, Domain.Duration.FromDays(2), Domain.Duration.FromSeconds(600), false)), RulesOf(""" "keep": { "mostVega": 150, "sellsOptions": true, "then": "tell" } """));

        static BookRules RulesOf(string rules) =>
            HedgesText.Parse(Encoding.UTF8.GetBytes($$"""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "options": { "maxOrder": 1, "maxPosition": 5 }, {{rules}} }] }""")).Hedges[0].Live.Rules;
    }

    [Theory]
    [InlineData("--band", "1")]
    [InlineData("--max-order", "1")]
    [InlineData("--underlying", "BTC")]
    [InlineData("--policy", "samples/policies/zakamouline.json")]
    [InlineData("--orders", "none")]
    public void What_the_file_says_is_not_said_twice(string option, string value)
    {
        var error = new StringWriter();
        string said = value.StartsWith("samples/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, value) : value;
        Assert.Equal(ExitCode.BadInput, PoiseCommandLine.Run(["desk", "--venue", "deribit", "--settings", Path.Combine(Repository.Root, "samples", "hedges.json"), option, said], TextWriter.Null, error));
        Assert.Contains("--settings", error.ToString(), StringComparison.Ordinal);
    }
}
