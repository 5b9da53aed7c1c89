using System.Net;
using System.Text.Json;
using Poise.App;
using Poise.Domain;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>Limits of options, costs and rules changed while the desk runs: by whom, with whom, and what a restart makes of them.</summary>
public sealed class SettingsCommandTests
{
    [Fact]
    public async Task Settings_are_changed_by_the_role_risk_and_what_is_not_named_stays()
    {
        await using GuardedServer server = await GuardedServer.Start();
        Assert.Equal(HttpStatusCode.Forbidden, await server.Post("settings?underlying=BTC", server.Tokens["trader"], """{"takerFee":4}"""));
        Assert.Equal((HttpStatusCode.OK, "taken: takerFee 5 to 4, latency \"0d\" to \"20ms\""), await Ask(server, "risk", """{"takerFee":4,"latency":"20ms"}"""));
        Assert.Equal((HttpStatusCode.OK, "these are the settings in force: nothing is changed"), await Ask(server, "risk", """{"takerFee":4}"""));
        (HttpStatusCode status, string text) = await Ask(server, "risk", """{"keep":{"mostVega":150,"then":"trade"}, "options":{"maxOrder":10,"maxPosition":50}}""");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("taken: options {\"maxOrder\":20,", text, StringComparison.Ordinal);
        Assert.Equal((10.0, 0.0004, 150.0, true), (server.Desk.Live.Options!.MaxOrder, server.Desk.Live.Costs.TakerFee, server.Desk.Live.Rules.Keep!.MostVega, server.Desk.Live.Rules.Keep.Trades), (a, b) => a.Item1.Equals(b.Item1) && Math.Abs(a.Item2 - b.Item2) < 1e-12 && a.Item3.Equals(b.Item3) && a.Item4 == b.Item4);
        Assert.Equal((HttpStatusCode.OK, true), await Says("""{"keep":null}""", "keep {\"mostVega\":150,\"sellsOptions\":false,\"lasts\":\"2d\",\"every\":\"10m\",\"then\":\"trade\"} to none"));
        Assert.Null(server.Desk.Live.Rules.Keep);
        Assert.Equal(["settings BTC", "settings BTC", "settings BTC"], server.Desk.Commands);
        Assert.Contains("\"command\":\"setSettings\",\"detail\":\"BTC takerFee 5 to 4, latency", await File.ReadAllTextAsync(server.AuditFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        JsonElement answer = await Json(await server.Ask(HttpMethod.Get, "/api/v1/desk/settings?underlying=ETH", server.Tokens["viewer"]));
        Assert.Equal("ETH", answer.GetProperty("underlying").GetString());
        Assert.Equal("""{"options":{"maxOrder":10,"maxPosition":50,"collar":0.5},"takerFee":4,"makerFee":0,"latency":"20ms","optionFee":3,"optionFeeCap":0.125}""", answer.GetProperty("settings").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, await server.Get("/api/v1/desk/settings?underlying=SOL", server.Tokens["viewer"]));

        async Task<(HttpStatusCode, bool)> Says(string body, string says)
        {
            (HttpStatusCode code, string said) = await Ask(server, "risk", body);
            return (code, said.Contains(says, StringComparison.Ordinal));
        }
    }

    /// <summary>A command that lets options be traded further waits as a whole, as a raise of limits does; less is at once.</summary>
    [Fact]
    public async Task Options_are_traded_further_by_two_people_only()
    {
        var time = new HandTime();
        await using GuardedServer server = await GuardedServer.Start(time: time);
        string second = GuardedServer.Add(server.UsersFile, "rita", "risk");
        time.Pass(2);
        Assert.True(server.App.Services.GetService(typeof(Access)) is Access access && access.Refresh());
        LiveSettings before = server.Desk.Live;
        (HttpStatusCode status, string text) = await Ask(server, "risk", """{"options":{"maxOrder":25,"maxPosition":10},"takerFee":4}""");
        Assert.Equal((HttpStatusCode.OK, true), (status, text.StartsWith("raise 1 waits until 2024-10-04T00:10:02", StringComparison.Ordinal)));
        Assert.Equal(before, server.Desk.Live);
        JsonElement waiting = Assert.Single((await Json(await server.Ask(HttpMethod.Get, "/api/v1/desk/raises", server.Tokens["viewer"]))).GetProperty("raises").EnumerateArray());
        Assert.Contains("takerFee 5 to 4", waiting.GetProperty("limits").GetString(), StringComparison.Ordinal);
        Assert.Contains("another person approves it", (await Approve(server, server.Tokens["risk"], 1)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Approve(server, second, 1)).Status);
        Assert.Equal((25.0, 10.0), (server.Desk.Live.Options!.MaxOrder, server.Desk.Live.Options.MaxPosition));

        // What was changed meanwhile is not put back by an old yes.
        Assert.StartsWith("raise 2 waits", (await Ask(server, "risk", """{"options":{"maxOrder":30,"maxPosition":10}}""")).Text, StringComparison.Ordinal);
        Assert.StartsWith("taken:", (await Ask(server, "risk", """{"options":null}""")).Text, StringComparison.Ordinal);
        Assert.Contains("the settings have changed", (await Approve(server, second, 2)).Text, StringComparison.Ordinal);
        Assert.Null(server.Desk.Live.Options);
        Assert.StartsWith("raise 3 waits", (await Ask(server, "risk", """{"options":{"maxOrder":1,"maxPosition":1}}""")).Text, StringComparison.Ordinal); // from none it is a raise, however little
        time.Pass(601);
        Assert.Contains("no raise 3 waits", (await Approve(server, second, 3)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alone_options_can_be_traded_less_and_no_further()
    {
        await using GuardedServer server = await GuardedServer.Start(hasUsers: false);
        Assert.Equal(HttpStatusCode.OK, (await Ask(server, "local", """{"options":{"maxOrder":5,"maxPosition":50}}""")).Status);
        Assert.Contains("needs a second person", (await Ask(server, "local", """{"options":{"maxOrder":6,"maxPosition":50}}""")).Text, StringComparison.Ordinal);
        Assert.Equal(5, server.Desk.Live.Options!.MaxOrder);
    }

    [Theory]
    [InlineData("""{}""", "settings: nothing; allowed: options, takerFee, makerFee, latency, optionFee, optionFeeCap, protect, keep")]
    [InlineData("""{"band":1}""", "settings.band: changed by a command of its own; allowed: options, takerFee")]
    [InlineData("""{"maxOrder":1,"takerFee":4}""", "settings.maxOrder: changed by a command of its own")]
    [InlineData("""{"takerFee":4,"also":[]}""", "settings.also: changed by a start alone; allowed: options, takerFee")]
    [InlineData("""{"venues":[]}""", "settings.venues: changed by a start alone")]
    [InlineData("""{"takerFees":4}""", "settings.takerFees: no such setting; allowed: options, takerFee, makerFee, latency, optionFee, optionFeeCap, protect, keep")]
    [InlineData("""{"takerFee":4,"makerFees":1}""", "settings.makerFees: no such setting")]
    [InlineData("""{"takerFee":400}""", "settings.takerFee: 400; allowed: a number from 0 to 100")]
    [InlineData("""{"protect":{"mostLoss":5,"then":"tell"},"options":null}""", "settings.options: absent, and protect is set; allowed: limits of options beside it")]
    [InlineData("""{"protect":{"mostLoss":5,"then":"tell"},"keep":{"mostGamma":1,"sellsOptions":true,"then":"tell"}}""", "settings.keep.sellsOptions: true, and protect is set; allowed: false beside it")]
    [InlineData("""{"keep":{"mostGamma":-1,"then":"tell"}}""", "settings.keep.mostGamma: -1; allowed: a number above 0")]
    [InlineData("junk", "settings is no JSON, line 1")]
    public async Task What_cannot_be_is_refused_as_a_file_of_settings_would_be(string body, string says)
    {
        await using GuardedServer server = await GuardedServer.Start();
        LiveSettings before = server.Desk.Live;
        (HttpStatusCode status, string text) = await Ask(server, "risk", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(says, text, StringComparison.Ordinal);
        Assert.Equal((before, 0), (server.Desk.Live, server.Desk.Commands.Count));
        Assert.Contains("say of which underlying", (await Answer(await server.Ask(HttpMethod.Post, "/api/v1/desk/commands/settings", server.Tokens["risk"], """{"takerFee":1}"""))).Text, StringComparison.Ordinal);
    }

    /// <summary>A real desk: the rule that it was told is there after a stop, and told to who starts it; options that the settings allow less are less again.</summary>
    [Fact]
    public async Task What_a_desk_was_told_is_there_after_a_stop()
    {
        using TemporaryFolder folder = new();
        var settings = new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 11 };
        LiveSettings asked, told;
        await using (SimulatedDesk desk = SimulatedDesk.Start(settings, TimeProvider.System))
        {
            (string underlying, asked) = desk.Settings()[0];
            told = new LiveSettings(
                new OptionLimits { MaxOrder = 5, MaxPosition = 200 }, asked.Costs with { TakerFee = 0.0004 },
                new BookRules(null, new KeepRule(2, 150, 40, true, Duration.FromDays(2), Duration.FromSeconds(600), Trades: true)));
            string?[] answers = await Task.WhenAll(desk.SetSettings(asked, told, underlying), desk.SetSettings(asked, told with { Options = null, Rules = BookRules.None }, underlying));
            Assert.Equal(1, answers.Count(static a => a is null));
            Assert.Contains("the settings have changed meanwhile", answers.Single(static a => a is not null), StringComparison.Ordinal);
            Assert.Null(await desk.SetSettings(desk.Settings()[0].Live, told, underlying));
            Assert.Equal(told, desk.Settings()[0].Live);
            Assert.NotNull(await desk.SetSettings(told, told, "DOGE"));
            Assert.Equal(0.0004, desk.View().Outlets[0].TakerFee);
        }
        await using SimulatedDesk again = SimulatedDesk.Start(settings, TimeProvider.System);
        Assert.Equal(told with { Options = new OptionLimits { MaxOrder = 5, MaxPosition = 100 } }, again.Settings()[0].Live);
        string banner = LiveDesk.ToldOf(again, [asked]);
        Assert.StartsWith("; of BTC what was told while it ran is followed, not the settings': options {\"maxOrder\":25,\"maxPosition\":100,\"collar\":0.5} to {\"maxOrder\":5,\"maxPosition\":100,\"collar\":0.5}, takerFee ", banner, StringComparison.Ordinal);
        Assert.Contains("keep none to {\"mostGamma\":2", banner, StringComparison.Ordinal);
        Assert.Equal("", LiveDesk.ToldOf(again, [again.Settings()[0].Live]));
    }

    private static async Task<(HttpStatusCode Status, string Text)> Ask(GuardedServer server, string who, string json) => await Answer(await server.Ask(HttpMethod.Post, "/api/v1/desk/commands/settings?underlying=BTC", server.Tokens[who], json));

    private static async Task<(HttpStatusCode Status, string Text)> Approve(GuardedServer server, string token, int raise) => await Answer(await server.Ask(HttpMethod.Post, $"/api/v1/desk/commands/approve?raise={raise}", token));

    private static async Task<(HttpStatusCode Status, string Text)> Answer(HttpResponseMessage answer)
    {
        JsonElement json = await Json(answer);
        return (answer.StatusCode, (json.TryGetProperty("message", out JsonElement message) ? message : json.GetProperty("detail")).GetString()!);
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer) => JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
}
