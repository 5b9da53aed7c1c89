using System.Net;
using System.Text;
using System.Text.Json;
using Poise.App;
using Poise.Domain;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>Limits over all underlyings and of books: from the file, by one person and by two, and on a running desk.</summary>
public sealed class DeskLimitsTests
{
    [Fact]
    public async Task They_are_lowered_at_once_and_raised_with_a_second_person()
    {
        var time = new HandTime();
        await using GuardedServer server = await GuardedServer.Start(time: time);
        string second = GuardedServer.Add(server.UsersFile, "rita", "risk");
        time.Pass(2);
        Assert.True(server.App.Services.GetService(typeof(Access)) is Access access && access.Refresh());
        Assert.Equal("""{"base":"USD","maxDelta":500000}""", (await Json(await server.Ask(HttpMethod.Get, "/api/v1/desk/desk-limits", server.Tokens["viewer"]))).GetProperty("limits").GetString());

        Assert.Equal(HttpStatusCode.Forbidden, await server.Post("desk-limits", server.Tokens["viewer"], """{"maxDelta":1}"""));
        Assert.Equal((HttpStatusCode.OK, "taken: maxDelta 500000 to 300000, books none to {\"fund\":{\"maxVega\":50}}"), await Ask("trader", """{"maxDelta":300000,"books":{"fund":{"maxVega":50}}}"""));
        Assert.Equal((HttpStatusCode.OK, "these are the limits in force: nothing is changed"), await Ask("trader", """{"maxDelta":300000}"""));
        Assert.Contains("needs the role risk", (await Ask("trader", """{"maxDelta":300001}""")).Text, StringComparison.Ordinal);
        (HttpStatusCode status, string text) = await Ask("risk", """{"maxDelta":400000,"maxGross":900000}""");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("lowered: maxGross none to 900000; raise 1 waits until", text, StringComparison.Ordinal);
        Assert.Equal((300_000.0, 900_000.0), (server.Desk.DeskLimits.Sums.MaxDelta, server.Desk.DeskLimits.Sums.MaxGross));
        JsonElement waiting = Assert.Single((await Json(await server.Ask(HttpMethod.Get, "/api/v1/desk/raises", server.Tokens["viewer"]))).GetProperty("raises").EnumerateArray());
        Assert.Equal(("whole desk", "maxDelta 300000 to 400000"), (waiting.GetProperty("underlying").GetString(), waiting.GetProperty("limits").GetString()));
        Assert.Equal(HttpStatusCode.OK, await server.Post("approve?raise=1", second));
        Assert.Equal((400_000.0, 50.0), (server.Desk.DeskLimits.Sums.MaxDelta, server.Desk.DeskLimits.Of("fund").MaxVega));
        Assert.Contains("\"command\":\"setDeskLimits\",\"detail\":\"maxDelta 300000 to 400000, maxGross none to 900000\"", await File.ReadAllTextAsync(server.AuditFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        foreach ((string body, string says) in ((string, string)[])
        [
            ("{}", "limits: nothing; allowed: maxDelta, maxGamma"),
            ("""{"base":"EUR"}""", "limits.base: changed by a start alone; allowed: maxDelta"),
            ("""{"maxOrder":4}""", "limits.maxOrder: no such setting; allowed:"),
            ("""{"books":{"fund":{"maxDelta":-4}}}""", "limits.books.fund.maxDelta: -4; allowed: a number above 0"),
            ("""{"drawdown":{"soft":5,"hard":1,"then":"freeze"}}""", "limits.drawdown.hard: 1; allowed: a number from 5"),
        ])
        {
            (status, text) = await Ask("risk", body);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains(says, text, StringComparison.Ordinal);
        }

        async Task<(HttpStatusCode Status, string Text)> Ask(string who, string json)
        {
            HttpResponseMessage answer = await server.Ask(HttpMethod.Post, "/api/v1/desk/commands/desk-limits", server.Tokens[who], json);
            JsonElement read = await Json(answer);
            return (answer.StatusCode, (read.TryGetProperty("message", out JsonElement message) ? message : read.GetProperty("detail")).GetString()!);
        }
    }

    [Fact]
    public void The_file_has_them_below_limits()
    {
        HedgesFile file = Parse("""{ "base": "BTC", "maxDelta": 4, "maxGross": 100, "drawdown": { "soft": 1, "hard": 2, "then": "freeze" }, "books": { "desk": { "maxVega": 0.01 } } }""");
        Assert.Equal(("BTC", 4.0, 100.0, 2.0, 0.01), (file.Limits.Base, file.Limits.Sums.MaxDelta, file.Limits.Sums.MaxGross, file.Limits.Drawdown!.Hard, file.Limits.Of("desk").MaxVega));
        Assert.Equal("settings.limits.base: \"EUR\"; allowed: USD, USDC, USDT, BTC", Assert.Throws<SettingsException>(() => Parse("""{ "base": "EUR" }""")).Message);
        Assert.StartsWith("settings.limits.maxOrder: no such setting; allowed: base, maxDelta", Assert.Throws<SettingsException>(() => Parse("""{ "maxOrder": 1 }""")).Message, StringComparison.Ordinal);
        const string equity = """{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "equityAsDelta": true{0} }] }""";
        Assert.Equal("settings.hedges[0].equityAsDelta: true, and capital is not said; allowed: capital beside it, what the account held of the coin", Assert.Throws<SettingsException>(static () => HedgesText.Parse(Encoding.UTF8.GetBytes(equity.Replace("{0}", "", StringComparison.Ordinal)))).Message);
        Assert.True(HedgesText.Parse(Encoding.UTF8.GetBytes(equity.Replace("{0}", """, "capital": 3""", StringComparison.Ordinal))).Hedges[0].Live.EquityAsDelta);
        HedgesFile sample = SettingsFile.Read("--settings", Path.Combine(Repository.Root, "samples", "hedges.json"), HedgesText.Parse);
        Assert.Equal(("USD", DrawdownAction.Flatten), (sample.Limits.Base, sample.Limits.Drawdown!.Action));
        Assert.True(sample.Limits.Of(RiskGate.OwnBook).IsSet);

        static HedgesFile Parse(string limits) => HedgesText.Parse(Encoding.UTF8.GetBytes($$"""{ "hedges": [{ "underlying": "BTC_USDC", "band": 1, "maxOrder": 1, "maxPosition": 1 }], "limits": {{limits}} }"""));
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public async Task A_running_desk_shows_its_sums_and_takes_other_limits(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        await using SimulatedDesk desk = SimulatedDesk.Start(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 11, Style = style, DeskLimits = DeskLimits.None with { Sums = new SumLimits { MaxVega = 1 } } }, TimeProvider.System);
        DeskLimits seen = desk.DeskLimits();
        Assert.Equal(1, seen.Sums.MaxVega);
        Assert.Contains("limits are in USD until a start", await desk.SetDeskLimits(seen, seen with { Base = "BTC" }), StringComparison.Ordinal);
        Assert.Null(await desk.SetDeskLimits(seen, seen with { Sums = seen.Sums with { MaxGross = 5e9 }, Books = seen.Books.Add("desk", new SumLimits { MaxDelta = 1e9 }) }));
        Assert.Contains("the limits have changed meanwhile", await desk.SetDeskLimits(seen, seen with { Drawdown = null }), StringComparison.Ordinal);
        TaskCompletionSource<DeskView> known = new(TaskCreationOptions.RunContinuationsAsynchronously);
        desk.Viewed = () =>
        {
            if (desk.View() is { Total: { Vega: not null, Pnl: not null }, Limits.Count: > 0 } view)
                known.TrySetResult(view);
        };
        DeskView view = await known.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        DeskTotalView total = view.Total;
        double spot = view.Hedge.Spot!.Value;
        Assert.Equal("USD", total.Currency);
        Assert.Equal(view.Net.Delta!.Value * spot, total.Delta!.Value, Math.Abs(1e-9 * total.Gross!.Value));
        Assert.Equal(view.Net.Vega!.Value, total.Vega!.Value, 1e-6 * Math.Abs(total.Vega.Value));
        Assert.Equal(view.Net.Theta!.Value, total.Theta!.Value, 1e-6 * Math.Abs(total.Theta.Value));
        Assert.Equal((double)view.Pnl.Total!.Value * (style == PayoffStyle.Inverse ? spot : 1), total.Pnl!.Value, 1e-6 * total.Gross.Value);
        foreach ((double? all, Func<TotalPartView, double?> part) in ((double?, Func<TotalPartView, double?>)[])[(total.Delta, static p => p.Delta), (total.Gamma, static p => p.Gamma), (total.Vega, static p => p.Vega), (total.Theta, static p => p.Theta), (total.Gross, static p => p.Gross)])
            Assert.Equal(all!.Value, total.Parts.Sum(p => part(p)!.Value), 1e-9 * total.Gross.Value);
        Assert.True(total.Parts.Select(static p => p.Bucket).Distinct().Count() > 1);
        Assert.Equal(view.Positions.Count, total.Parts.Sum(static p => p.Positions));
        Assert.Equal(["whole desk: net vega, vol point", "whole desk: gross notional", "book desk: net delta"], total.Limits.Select(static l => l.Limit));
        Assert.All(total.Limits, l => Assert.Contains(l, view.Limits));
        Assert.True(total.Limits[0].Value > total.Limits[0].Max); // told: no order of a hedge can mend it
        Assert.StartsWith("whole desk in USD: delta ", LiveDesk.TotalWords(total), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_desk_whose_sum_loses_is_frozen()
    {
        using TemporaryFolder folder = new();
        var limits = new DrawdownLimits(1e-6, 2e-6, DrawdownAction.Freeze, Duration.Zero); // the first fee is more
        await using SimulatedDesk desk = SimulatedDesk.Start(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 11, Speed = 10, DeskLimits = DeskLimits.None with { Drawdown = limits } }, TimeProvider.System);
        TaskCompletionSource<DeskView> halted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        desk.Viewed = () =>
        {
            if (desk.View() is { TradingState: "Halted" } view)
                halted.TrySetResult(view);
        };
        DeskView seen = await halted.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal("profit has fallen by its hard limit", seen.TradingStateReason);
        Assert.Null(seen.Drawdown);
        Assert.Equal(("frozen", "USD"), (seen.Total.Drawdown!.Step, seen.Total.Drawdown.Currency));
        Assert.Contains(seen.Limits, static l => l.Limit == "whole desk: drawdown" && l.Max == 2e-6); // what has fallen may have come back when it is pictured
    }

    [Fact]
    public async Task A_limit_that_is_reached_is_told_once_and_again_once_there_is_room()
    {
        var lines = new List<string>();
        var desk = new FakeDesk();
        var watch = new LimitWatch(desk, lines.Add);
        foreach ((double value, int told) in ((double, int)[])[(99, 0), (100, 1), (101, 1), (96, 1), (94, 2), (100, 3)])
        {
            DeskView view = await View.Value;
            desk.View = view with { Total = view.Total with { Limits = [new LimitView("whole desk: net vega, vol point", value, 100, "USD", IsShared: true)] } };
            await watch.LookAsync();
            Assert.Equal((value, told), (value, lines.Count));
        }
        Assert.Equal(["limits: whole desk: net vega, vol point: 100 of 100 USD: no more is added to it", "limits: whole desk: net vega, vol point: 94 of 100 USD: there is room again"], lines.Take(2));
    }

    /// <summary>As an alarm: begun once, though its figures change while it stands, and ended once; one whose limit is gone is over.</summary>
    [Fact]
    public async Task A_limit_that_is_reached_is_one_alarm_until_there_is_room()
    {
        var desk = new FakeDesk();
        var limits = new LimitWatch(desk, static _ => { });
        List<(string? State, string Text)> told = [];
        var alarms = new AlarmWatch(() => limits.Standing, a => told.Add((a.State, a.Text)), default, [], TimeProvider.System);
        (double Vega, double? Delta, int Stands, int Told)[] steps = [(99, 5, 0, 0), (100, 5, 1, 1), (103, 5, 1, 1), (96, 5, 1, 1), (96, 50, 2, 2), (94, 50, 1, 3), (99, 50, 1, 3), (90, null, 0, 4)];
        foreach ((double vega, double? delta, int stands, int count) in steps)
        {
            DeskView view = await View.Value;
            LimitView[] all = [new LimitView("whole desk: net vega, vol point", vega, 100, "USD", IsShared: true), .. delta is double at ? [new LimitView("whole desk: net delta", at, 50, "USD", IsShared: true)] : (LimitView[])[]];
            desk.View = view with { Total = view.Total with { Limits = all } };
            await limits.LookAsync();
            alarms.Look();
            Assert.Equal((vega, stands, count), (vega, limits.Standing.Count, told.Count));
        }
        Assert.Equal(
            [
                ("began", "whole desk: net vega, vol point: 100 of 100 USD: no more is added to it"), ("began", "whole desk: net delta: 50 of 50 USD: no more is added to it"),
                ("ended", "over: whole desk: net vega, vol point: 100 of 100 USD: no more is added to it"), ("ended", "over: whole desk: net delta: 50 of 50 USD: no more is added to it"),
            ], told);
    }

    private static readonly Lazy<Task<DeskView>> View = new(static async () =>
    {
        using TemporaryFolder folder = new();
        await using SimulatedDesk desk = SimulatedDesk.Start(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 11 }, TimeProvider.System);
        return desk.View();
    });

    private static async Task<JsonElement> Json(HttpResponseMessage answer) => JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
}
