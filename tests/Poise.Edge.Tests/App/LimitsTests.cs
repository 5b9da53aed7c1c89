using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Poise.App;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>Limits are lowered by one person and raised by two.</summary>
public sealed class LimitsTests
{
    [Fact]
    public async Task A_limit_is_lowered_at_once_and_raised_with_a_second_person()
    {
        var time = new HandTime();
        await using GuardedServer server = await GuardedServer.Start(time: time);
        string second = GuardedServer.Add(server.UsersFile, "rita", "risk");
        time.Pass(2);
        Assert.True(server.App.Services.GetService(typeof(Access)) is Access access && access.Refresh());

        Assert.Equal((HttpStatusCode.OK, "taken: max order 1 to 0.5 contracts, max delta 5 to 3"), await Ask("trader", """{"maxDelta":3,"maxOrder":0.5}"""));
        Assert.Equal((HttpStatusCode.OK, "these are the limits in force: nothing is changed"), await Ask("trader", """{"maxDelta":3}"""));
        Assert.Equal((3.0, 5L), (server.Desk.Limits.MaxDelta, server.Desk.Limits.MaxOrder.Count));
        (HttpStatusCode status, string text) = await Ask("trader", """{"maxDelta":4}""");
        Assert.Equal((HttpStatusCode.Conflict, true), (status, text.Contains("needs the role risk", StringComparison.Ordinal)));
        (status, text) = await Ask("risk", """{"maxDelta":4}""");
        Assert.Equal((HttpStatusCode.OK, true), (status, text.StartsWith("raise 1 waits until 2024-10-04T00:10:02", StringComparison.Ordinal) && text.EndsWith("max delta 3 to 4", StringComparison.Ordinal)));
        Assert.Equal(3, server.Desk.Limits.MaxDelta);
        JsonElement waiting = Assert.Single((await Json(await server.Ask(HttpMethod.Get, "/api/v1/desk/raises", server.Tokens["viewer"]))).GetProperty("raises").EnumerateArray());
        Assert.Equal(("risk", "BTC", 1), (waiting.GetProperty("askedBy").GetString(), waiting.GetProperty("underlying").GetString(), waiting.GetProperty("raise").GetInt32()));

        Assert.Contains("another person approves it", (await Approve(server.Tokens["risk"], 1)).Text, StringComparison.Ordinal); // nobody says yes to himself
        Assert.Equal(HttpStatusCode.Forbidden, (await Approve(server.Tokens["trader"], 1)).Status);
        Assert.Contains("no raise 9 waits", (await Approve(second, 9)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Approve(second, 1)).Status);
        Assert.Equal(4, server.Desk.Limits.MaxDelta);
        Assert.Contains("no raise 1 waits", (await Approve(second, 1)).Text, StringComparison.Ordinal);

        // What was lowered meanwhile is not raised by an old yes, and a raise does not wait for ever.
        await Ask("risk", """{"maxPosition":100}""");
        await Ask("trader", """{"maxDelta":1}""");
        Assert.Contains("the limits have changed", (await Approve(second, 2)).Text, StringComparison.Ordinal);
        await Ask("risk", """{"maxDelta":2}""");
        time.Pass(601);
        Assert.Contains("no raise 3 waits", (await Approve(second, 3)).Text, StringComparison.Ordinal);
        Assert.Equal(1, server.Desk.Limits.MaxDelta);
        Assert.Contains("\"command\":\"setLimits\",\"detail\":\"BTC max delta 3 to 4\"", await File.ReadAllTextAsync(server.AuditFile), StringComparison.Ordinal);

        foreach ((string body, string says) in ((string, string)[])
        [
            ("""{"maxDelta":-1}""", "limits.maxDelta: -1; allowed: a number above 0 to"),
            ("""{"maxOrder":0.05}""", "maxOrder: 0.05; allowed: whole lots, of 0.1 contracts each"),
            ("""{"maxPosition":0.05}""", "maxPosition: 0.05; allowed: whole lots, of 0.1 contracts each"),
            ("""{"maxPosition":1.25}""", "maxPosition: 1.25; allowed: whole lots"),
            ("""{"maxOrdr":4}""", "limits.maxOrdr: no such setting"),
            ("""{}""", "limits: nothing; allowed: maxOrder, maxPosition"),
            ("""{"drawdown":null}""", "limits: nothing"), // a limit on it cannot be taken away while the desk runs
            ("junk", "limits is no JSON, line 1"),
            ("""{"drawdown":{"soft":5,"hard":1,"then":"freeze"}}""", "limits.drawdown.hard: 1; allowed: a number from 5"),
            ("""{"drawdown":{"soft":1,"hard":5,"then":"panic"}}""", "limits.drawdown.then: \"panic\""),
        ])
        {
            (status, text) = await Ask("risk", body);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains(says, text, StringComparison.Ordinal);
        }
        Assert.Contains("say of which underlying", (await Answer(await server.Ask(HttpMethod.Post, "/api/v1/desk/commands/limits", server.Tokens["risk"], """{"maxDelta":1}"""))).Text, StringComparison.Ordinal);

        async Task<(HttpStatusCode Status, string Text)> Ask(string who, string json) => await Answer(await server.Ask(HttpMethod.Post, "/api/v1/desk/commands/limits?underlying=BTC", server.Tokens[who], json));

        async Task<(HttpStatusCode Status, string Text)> Approve(string token, int raise) => await Answer(await server.Ask(HttpMethod.Post, $"/api/v1/desk/commands/approve?raise={raise}", token));
    }

    [Fact]
    public async Task Of_what_is_asked_together_what_is_lower_holds_and_what_is_higher_waits()
    {
        await using GuardedServer server = await GuardedServer.Start(time: new HandTime());
        Assert.Equal((HttpStatusCode.Conflict, true), await Ask("trader", "needs the role risk"));
        Assert.Equal(10, server.Desk.Limits.MaxOrder.Count); // all of it is refused
        Assert.Equal((HttpStatusCode.OK, true), await Ask("risk", "lowered: max order 1 to 0.5 contracts; raise 1 waits until 2024-10-04T00:10:00.000Z for another person of the role risk to approve it: max delta 5 to 6"));
        Assert.Equal((5L, 5.0), (server.Desk.Limits.MaxOrder.Count, server.Desk.Limits.MaxDelta));

        async Task<(HttpStatusCode, bool)> Ask(string who, string says)
        {
            (HttpStatusCode status, string text) = await Answer(await server.Ask(HttpMethod.Post, "/api/v1/desk/commands/limits?underlying=BTC", server.Tokens[who], """{"maxDelta":6,"maxOrder":0.5}"""));
            return (status, text.Contains(says, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_limits_in_force_are_told_in_the_commands_units()
    {
        await using GuardedServer server = await GuardedServer.Start();
        server.Desk.Limits = server.Desk.Limits with { Drawdown = new DrawdownLimits(5, 12, DrawdownAction.Flatten, DrawdownLimits.UsualConfirm) };
        Assert.Equal(
            """{"underlying":"ETH","maxOrder":1,"maxPosition":10,"maxDelta":5,"maxGamma":null,"maxVega":null,"drawdown":{"soft":5,"hard":12,"then":"flatten"}}""",
            (await Json(await server.Ask(HttpMethod.Get, "/api/v1/desk/limits?underlying=ETH", server.Tokens["viewer"]))).GetRawText());
        Assert.Equal("BTC", (await Json(await server.Ask(HttpMethod.Get, "/api/v1/desk/limits", server.Tokens["viewer"]))).GetProperty("underlying").GetString());
        Assert.Contains("not SOL", (await Answer(await server.Ask(HttpMethod.Get, "/api/v1/desk/limits?underlying=SOL", server.Tokens["viewer"]))).Text, StringComparison.Ordinal);
        Assert.Null(LimitsAnswer.Of("BTC", server.Desk.Limits, lotSize: 0).MaxOrder); // not listed yet
    }

    [Fact]
    public async Task Alone_a_limit_can_be_lowered()
    {
        await using GuardedServer server = await GuardedServer.Start(hasUsers: false);
        Assert.Equal(HttpStatusCode.OK, (await server.Ask(HttpMethod.Post, "/api/v1/desk/commands/limits?underlying=BTC", server.Tokens["local"], """{"maxDelta":3}""")).StatusCode);
        Assert.Contains("needs a second person", (await Answer(await server.Ask(HttpMethod.Post, "/api/v1/desk/commands/limits?underlying=BTC", server.Tokens["local"], """{"maxDelta":4}"""))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_who_change_what_they_both_saw_one_is_told_to_look_again()
    {
        using TemporaryFolder folder = new();
        await using SimulatedDesk desk = SimulatedDesk.Start(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 11 }, TimeProvider.System);
        (string underlying, RiskLimits seen, _) = desk.Limits()[0];
        string?[] answers = await Task.WhenAll(desk.SetLimits(seen, seen with { MaxDelta = 3 }, underlying), desk.SetLimits(seen, seen with { MaxDelta = 2, MaxVega = 1 }, underlying));
        Assert.Equal(1, answers.Count(static a => a is null));
        Assert.Contains("the limits have changed meanwhile", answers.Single(static a => a is not null), StringComparison.Ordinal);
        Assert.NotNull(await desk.SetLimits(seen, seen with { MaxDelta = 1 }, "DOGE"));
    }

    [Fact]
    public async Task A_desk_that_loses_is_frozen_and_shows_why()
    {
        using TemporaryFolder folder = new();
        var limits = new DrawdownLimits(1e-6, 2e-6, DrawdownAction.Freeze, Domain.Duration.Zero); // the first fee is more
        await using SimulatedDesk desk = SimulatedDesk.Start(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 11, Speed = 10, Limits = new BookLimits { Drawdown = limits, MaxVega = 1 } }, TimeProvider.System);
        TaskCompletionSource<DeskView> halted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        desk.Viewed = () =>
        {
            if (desk.View() is { TradingState: "Halted" } view)
                halted.TrySetResult(view);
        };
        DeskView seen = await halted.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal("profit has fallen by its hard limit", seen.TradingStateReason);
        Assert.Equal(("frozen", "freeze"), (seen.Drawdown!.Step, seen.Drawdown.Then));
        Assert.True(seen.Drawdown.Fall >= 2e-6 && seen.Drawdown.Fall == seen.Drawdown.Peak - seen.Drawdown.Profit);
        Assert.True(seen.Limits.Single(static l => l.Limit.StartsWith("net vega", StringComparison.Ordinal)).Value > 1); // told, though no order can mend it
        Assert.Equal(desk.Limits()[0].Limits.MaxVega, seen.Limits.Single(static l => l.Limit.StartsWith("net vega", StringComparison.Ordinal)).Max);
    }

    private static async Task<(HttpStatusCode Status, string Text)> Answer(HttpResponseMessage answer)
    {
        JsonElement json = await Json(answer);
        return (answer.StatusCode, (json.TryGetProperty("message", out JsonElement message) ? message : json.GetProperty("detail")).GetString()! is { Length: > 0 } said ? said : "done");
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer) => JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
}
