using System.Buffers;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Poise.App;
using Poise.Domain;
using Poise.Flow;
using Poise.Storage;
using Poise.Venues.Csv;

namespace Poise.Edge.Tests;

/// <summary>The real server on a free port, asked as a client would ask.</summary>
public sealed class ApiTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poise-api").FullName;
    private readonly FakeDesk _desk = new();
    private WebApplication _app = null!;
    private HttpClient _http = null!;
    private Access _access = null!;
    private string _token = "";
    private FlowFeed _feed = null!;

    public async ValueTask InitializeAsync()
    {
        _access = Access.Local(TimeProvider.System, out _token);
        _feed = FlowFeed.OfFiles([TestChains.Market(0), TestChains.Market(1), TestChains.Market(2)], []);
        _app = PoiseServer.Create(PageSettings.Local(0), new Dashboard(_feed, _desk, "simulated", DateTimeOffset.UnixEpoch, HasFlow: true), _access, null, TimeProvider.System);
        await _app.StartAsync();
        string address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Flow_answers_the_latest_of_the_series_and_each_of_it()
    {
        JsonElement latest = await Get("/api/v1/flow"), first = await Get("/api/v1/flow/0");
        Assert.Equal(3, latest.GetProperty("count").GetInt32());
        Assert.Equal(2, latest.GetProperty("index").GetInt32());
        Assert.Equal(0, first.GetProperty("index").GetInt32());
        JsonElement series = await Get("/api/v1/flow/series");
        Assert.Equal(3, series.GetProperty("times").GetArrayLength());
        Assert.Equal(series.GetProperty("times")[0].GetString(), first.GetProperty("view").GetProperty("asOf").GetString());
        Assert.Equal(series.GetProperty("spots")[2].GetDouble(), latest.GetProperty("view").GetProperty("spot").GetDouble());
        Assert.Equal(series.GetProperty("levels")[2].GetProperty("zeroGamma").GetDouble(), latest.GetProperty("view").GetProperty("levels").GetProperty("zeroGamma").GetDouble());
        Assert.NotEqual(0, latest.GetProperty("view").GetProperty("totals").GetProperty("gex").GetDouble());
    }

    [Fact]
    public async Task Choices_change_the_view_and_unknown_ones_are_refused_by_name()
    {
        JsonElement shortAll = await Get("/api/v1/flow?signs=short-all&walls=open-interest");
        Assert.Equal("short-all", shortAll.GetProperty("view").GetProperty("conventions").GetProperty("signs").GetString());
        Assert.Equal(JsonValueKind.Null, shortAll.GetProperty("view").GetProperty("levels").GetProperty("zeroGamma").ValueKind);
        await Problem(await _http.GetAsync("/api/v1/flow?signs=nonsense"), 400, "nonsense");
        await Problem(await _http.GetAsync("/api/v1/flow?expiries=year"), 400, "0dte");
        await Problem(await _http.GetAsync("/api/v1/flow/9"), 404, "no frame 9");
        await Problem(await _http.GetAsync("/api/v1/nothing"), 404, "");
    }

    /// <summary>What the page shows of a bucket is what the command line prints with --expiries.</summary>
    [Theory]
    [InlineData("0dte")]
    [InlineData("week")]
    [InlineData("month")]
    [InlineData("all")]
    public async Task Expiries_are_filtered_as_on_the_command_line(string expiries)
    {
        string file = await ChainFile();
        var output = new StringWriter();
        Assert.Equal(0, PoiseCommandLine.Run(["flow", file, "--expiries", expiries, "--format", "json"], output, TextWriter.Null));
        JsonElement printed = JsonSerializer.Deserialize<JsonElement>(output.ToString()), served = (await Get($"/api/v1/flow/1?expiries={expiries}")).GetProperty("view");
        foreach (string part in (string[])["totals", "levels", "buckets", "byStrike", "byExpiry", "cells", "flow", "profile"])
            Assert.Equal(printed.GetProperty(part).GetRawText(), served.GetProperty(part).GetRawText());
        Assert.Equal(expiries, served.GetProperty("conventions").GetProperty("expiries").GetString());
    }

    /// <summary>Each number of the panel can be had again from the file alone.</summary>
    [Theory]
    [InlineData("week")]
    [InlineData("month")]
    [InlineData("all")]
    public async Task The_vol_surface_is_what_the_command_line_prints(string expiries)
    {
        var output = new StringWriter();
        Assert.Equal(0, PoiseCommandLine.Run(["flow", await ChainFile(), "--surface", "--expiries", expiries, "--format", "json"], output, TextWriter.Null));
        JsonElement served = await Get($"/api/v1/flow/surface?index=1&expiries={expiries}"), printed = JsonSerializer.Deserialize<JsonElement>(output.ToString());
        // The file's own name and the source it was generated from are all that differs.
        foreach (JsonProperty part in printed.EnumerateObject().Where(static p => p.Name is not "source"))
            Assert.True(JsonElement.DeepEquals(part.Value, served.GetProperty("view").GetProperty(part.Name)), part.Name);
        Assert.Equal((1, 3, TestChains.Market(1).AsOf.ToString(), 0.0), (served.GetProperty("index").GetInt32(), served.GetProperty("count").GetInt32(), served.GetProperty("fittedAt").GetString(), served.GetProperty("fitAge").GetDouble()));
        JsonElement smiles = served.GetProperty("view").GetProperty("smiles");
        Assert.Equal(expiries == "week" ? 2 : 4, smiles.GetArrayLength());
        Assert.All(smiles.EnumerateArray().Skip(1), static s => Assert.Equal("ok", s.GetProperty("status").GetString()));
        Assert.Equal("not fitted: 5 out-of-the-money quotes have a bid, fewer than 6", smiles[0].GetProperty("note").GetString()); // it ends the next morning
    }

    [Fact]
    public async Task A_surface_that_is_not_there_is_refused_by_name()
    {
        await Problem(await _http.GetAsync("/api/v1/flow/surface?expiries=year"), 400, "0dte");
        await Problem(await _http.GetAsync("/api/v1/flow/surface?index=9"), 404, "no frame 9");
        Assert.Equal(2, (await Get("/api/v1/flow/surface")).GetProperty("index").GetInt32());
        Assert.Equal("no chain has arrived yet", FlowFeed.Live().Surface(null, default)!.Reason);
        Assert.Null(FlowFeed.Live().Surface(0, default));
    }

    /// <summary>Page and command line share one writer.</summary>
    [Theory]
    [InlineData("format=json", "application/json", ".json", "--format", "json")]
    [InlineData("format=csv", "text/csv", "-strikes.csv", "--format", "csv")]
    [InlineData("levels=csv&signs=short-all", "text/csv", "-levels.csv", "--levels", "csv", "--signs", "short-all")]
    [InlineData("levels=pine&walls=open-interest", "text/plain", "-levels.pine", "--levels", "pine", "--walls", "open-interest")]
    [InlineData("levels=thinkscript&expiries=week", "text/plain", "-levels.thinkscript", "--levels", "thinkscript", "--expiries", "week")]
    public async Task Exports_are_what_the_command_line_prints(string query, string type, string ending, params string[] switches)
    {
        string file = await ChainFile();
        FlowFeed feed = FlowFeed.OfFiles(SourceFiles.Read([file], new SourceChoices(null, null, null)).Chains, []);
        await using WebApplication app = PoiseServer.Create(PageSettings.Local(0), new Dashboard(feed, null, "files", DateTimeOffset.UnixEpoch, HasFlow: true), _access, null, TimeProvider.System);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
        HttpResponseMessage answer = await http.GetAsync($"/api/v1/flow/export?index=0&{query}");
        var output = new StringWriter();
        Assert.Equal(0, PoiseCommandLine.Run(["flow", file, .. switches], output, TextWriter.Null));
        Assert.Equal(output.ToString(), await answer.Content.ReadAsStringAsync());
        Assert.Equal((type, "utf-8"), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentType.CharSet));
        Assert.Equal(("attachment", $"BTC-2026-03-02T160000Z{ending}"), (answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentDisposition.FileName));
    }

    /// <summary>The levels of the expiries that are looked at, of files as their views have them, of a history as they were stored.</summary>
    [Theory]
    [InlineData("0dte")]
    [InlineData("week")]
    [InlineData("all")]
    public async Task A_series_has_the_levels_of_some_expiries(string expiries)
    {
        JsonElement series = await Get($"/api/v1/flow/series?expiries={expiries}");
        Assert.Equal((expiries, 3), (series.GetProperty("expiries").GetString(), series.GetProperty("levels").GetArrayLength()));
        string place = Path.Combine(_folder, "series.db");
        using (IHistory history = HistoryPlaces.Open(place))
        {
            for (int i = 0; i < 3; i++)
            {
                JsonElement view = (await Get($"/api/v1/flow/{i}?expiries={expiries}")).GetProperty("view"), levels = series.GetProperty("levels")[i];
                Assert.Equal(view.GetProperty("totals").GetProperty("gex").GetDouble(), levels.GetProperty("gex").GetDouble());
                foreach (string level in (string[])["zeroGamma", "callWall", "putWall", "regime"])
                    Assert.Equal(view.GetProperty("levels").GetProperty(level).ToString(), levels.GetProperty(level).ToString());
                MarketSnapshot chain = TestChains.Market(i);
                history.Add(chain, HistoryRows.Of(chain, FlowReport.Of(chain, FlowDefaults.For(chain)), 365));
            }
        }
        using IHistory stored = HistoryPlaces.OpenExisting(place);
        var past = new StoredSeries(stored);
        past.Begin("BTC", new Instant(long.MinValue), Instant.Never);
        Assert.True(FlowNames.TryParse(expiries, FlowNames.Name, out ExpiryFilter filter));
        IReadOnlyList<SeriesLevels?> rows = FlowFeed.Of(past).Series(filter).Levels;
        Assert.Equal(series.GetProperty("levels").EnumerateArray().Select(static l => l.GetProperty("gex").GetDouble()), rows.Select(static l => l!.Gex!.Value));
        await Problem(await _http.GetAsync("/api/v1/flow/series?expiries=year"), 400, "0dte");
    }

    /// <summary>Each chain of a series with what it raised, under the conventions that are watched.</summary>
    [Fact]
    public async Task Exports_of_a_series_have_their_alerts()
    {
        MarketSnapshot[] chains = [TestChains.Market(0), LivePastTests.Short(TestChains.Market(1)), TestChains.Market(2)];
        FlowFeed feed = FlowFeed.OfFiles(chains, []);
        await using WebApplication app = PoiseServer.Create(PageSettings.Local(0), new Dashboard(feed, null, "files", DateTimeOffset.UnixEpoch, HasFlow: true), _access, null, TimeProvider.System);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
        var watch = new AlertWatch(new AlertSettings { Holds = 1 });
        for (int i = 0; i < 3; i++)
        {
            IReadOnlyList<AlertView> raised = watch.See(feed.Frame(i, default)!.View!, chains[i].AsOf);
            Assert.Equal(i > 0, raised.Count > 0);
            Assert.Equal(raised.Select(static a => a.Text), await Texts($"index={i}"));
            Assert.Equal(raised.Select(static a => a.Text), await Texts($"index={i}&signs=calls-long-puts-short"));
            Assert.Empty(await Texts($"index={i}&signs=short-all"));
        }

        async Task<IEnumerable<string?>> Texts(string query) =>
            JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync($"/api/v1/flow/export?format=json&{query}")).GetProperty("alerts").EnumerateArray().Select(static a => a.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("", 400, "either a format")]
    [InlineData("?format=json&levels=pine", 400, "either a format")]
    [InlineData("?format=xml", 400, "json, csv")]
    [InlineData("?levels=json", 400, "pine")]
    [InlineData("?format=csv&signs=nonsense", 400, "nonsense")]
    [InlineData("?format=csv&index=9", 404, "no frame 9")]
    [InlineData("?format=csv&signs=inventory", 409, "no trades were given")]
    public async Task An_export_that_cannot_be_is_refused(string query, int status, string says) =>
        await Problem(await _http.GetAsync($"/api/v1/flow/export{query}"), status, says);

    [Fact]
    public async Task Commands_need_the_token_and_reach_the_desk()
    {
        await Problem(await _http.PostAsync("/api/v1/desk/commands/kill", null), 401, "token");
        await Problem(await Post("/api/v1/desk/commands/kill", "wrong"), 401, "token");
        Assert.Empty(_desk.Commands);
        Assert.Equal(HttpStatusCode.OK, (await Post("/api/v1/desk/commands/kill", _token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Post("/api/v1/desk/commands/band", _token, new BandCommand(-2, 0, 2))).StatusCode);
        await Problem(await Post("/api/v1/desk/commands/band", _token, new BandCommand(2, 0, -2)), 400, "band");
        Assert.Equal(HttpStatusCode.OK, (await Post("/api/v1/desk/commands/policy", _token, new { policy = "zakamouline", dailySd = 500 })).StatusCode);
        await Problem(await Post("/api/v1/desk/commands/policy", _token, new { policy = "zakamouline", dailySd = -500 }), 400, "policy.dailySd: -500; allowed: a number above 0");
        await Problem(await Post("/api/v1/desk/commands/policy", _token, "zakamouline"), 400, "allowed: an object");
        await Problem(await Post("/api/v1/desk/commands/policy", _token), 400, "policy is no JSON");
        var rule = new { when = new { }, use = new { policy = "fixed", lower = -1, upper = 1 } };
        await Problem(await Post("/api/v1/desk/commands/policy", _token, new { policy = "rules", rules = Enumerable.Repeat(rule, 200), otherwise = rule.use }), 400, "allowed: 16384 bytes at most");
        Assert.Equal(HttpStatusCode.OK, (await Post("/api/v1/desk/commands/working?underlying=BTC", _token, new { work = "twap", length = "2m", slices = 4 })).StatusCode);
        await Problem(await Post("/api/v1/desk/commands/working", _token, new { work = "twap", length = "2m", slices = 0 }), 400, "work.slices: 0; allowed: a whole number from 1 to 1000");
        await Problem(await Post("/api/v1/desk/commands/working", _token, new { work = "fast" }), 400, "; allowed: sweep, ladder, peg");
        await Problem(await Post("/api/v1/desk/commands/working", _token), 400, "work is no JSON");
        Assert.Equal(
            [
                "kill", """policy {"policy":"fixed","lower":-2,"target":0,"upper":2,"rebalance":"to-target","ratio":1}""", """policy {"policy":"zakamouline","dailySd":500}""",
                """working BTC {"work":"twap","length":"2m","slices":4,"by":{"work":"sweep"}}""",
            ],
            _desk.Commands);
    }

    [Fact]
    public async Task Other_origins_and_other_hosts_stay_outside()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/desk/commands/kill");
        request.Headers.Add("Origin", "http://evil.example");
        request.Headers.Authorization = new("Bearer", _token);
        await Problem(await _http.SendAsync(request), 403, "origin");
        var named = new HttpRequestMessage(HttpMethod.Get, "/api/v1/status");
        named.Headers.Host = "evil.example";
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.SendAsync(named)).StatusCode);
        Assert.Empty(_desk.Commands);
    }

    [Fact]
    public async Task Answers_carry_a_strict_content_policy()
    {
        HttpResponseMessage answer = await _http.GetAsync("/api/v1/status");
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src 'self' 'unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("ok", (await Get("/health")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_hub_sends_the_shapes_of_rest_and_numbers_them()
    {
        await using HubClient hub = await HubClient.ConnectAsync(_http.BaseAddress!);
        await hub.Invoke("Watch", """[["flow","desk"],"calls-short-puts-long","net-gamma","week",null]""");
        JsonElement flow = await hub.Next("flow"), desk = await hub.Next("desk");
        Assert.Equal("calls-short-puts-long", flow.GetProperty("view").GetProperty("conventions").GetProperty("signs").GetString());
        Assert.Equal("week", flow.GetProperty("view").GetProperty("conventions").GetProperty("expiries").GetString());
        Assert.Equal(_feed.Seq, flow.GetProperty("seq").GetInt64());
        Assert.Equal(1, desk.GetProperty("seq").GetInt64());
        Assert.Contains("nonsense", await hub.Invoke("Watch", """[["flow"],"nonsense",null,null,null]"""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_feed_that_knows_the_daily_volume_says_what_flows_do_to_the_price()
    {
        FlowFeed known = FlowFeed.OfFiles([TestChains.Market(0)], [], new FlowTerms { Liquidity = new Liquidity(2e9, 0.03) });
        FlowView view = known.Frame(null, default)!.View!, usual = _feed.Frame(0, default)!.View!;
        Assert.Equal(2e9, view.Liquidity!.DailyVolume);
        Assert.All(view.Flow.Where(f => f.Currency is not null), f => Assert.Equal(0.03 * f.Currency!.Value / 2e9, f.Impact!.Value, 1e-12));
        Assert.Null(usual.Liquidity);
    }

    [Fact]
    public async Task The_committed_document_that_types_are_made_from_is_the_servers_own()
    {
        string served = Normal(await _http.GetStringAsync("/openapi/v1.json"));
        string file = Path.Combine(Repository.Root, "web", "openapi.json");
        if (Environment.GetEnvironmentVariable("POISE_WRITE_OPENAPI") is "1")
            await File.WriteAllTextAsync(file, served + "\n");
        Assert.Equal(served, Normal(await File.ReadAllTextAsync(file)));

        static string Normal(string json) =>
            JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(json), new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>The second chain of the series.</summary>
    private async Task<string> ChainFile()
    {
        string file = Path.Combine(_folder, "chain.csv");
        var bytes = new ArrayBufferWriter<byte>();
        PoiseCsv.Write(TestChains.Market(1), bytes);
        await File.WriteAllBytesAsync(file, bytes.WrittenMemory);
        return file;
    }

    private async Task<JsonElement> Get(string path) => await _http.GetFromJsonAsync<JsonElement>(path);

    private Task<HttpResponseMessage> Post(string path, string token, object? body = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Authorization = new("Bearer", token);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return _http.SendAsync(request);
    }

    private static async Task Problem(HttpResponseMessage answer, int status, string says)
    {
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }
}
