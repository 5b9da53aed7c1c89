using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Poise.App;
using Poise.Hedging;
using Poise.Runtime;
using static Poise.Edge.Tests.CliRun;

namespace Poise.Edge.Tests;

/// <summary>One desk with accounts at three exchanges, each a process with a socket of its own; one is killed and comes back, then the desk is. At the end each exchange and the journal have the same book.</summary>
[Trait("part", "crash")]
public sealed class SeveralAccountsTests : IDisposable
{
    private static readonly string[] Names = ["deribit", "second", "third"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Data => Path.Combine(_folder.Path, "desk");

    private string At(string name) => Path.Combine(_folder.Path, name);

    private async Task<(PoiseProcess Process, string Address)> Exchange(string name, string port = "0")
    {
        PoiseProcess exchange = PoiseProcess.Start("exchange", "--port", port, "--keys", At($"{name}.json"), "--data", At($"{name}-data"), "--no-limits", "--for", "600");
        string rest = await exchange.NextLine(static l => l.StartsWith("REST", StringComparison.Ordinal));
        await exchange.NextLine(static l => l.StartsWith("Data", StringComparison.Ordinal));
        return (exchange, new Uri(rest[rest.IndexOf("http", StringComparison.Ordinal)..]).Authority);
    }

    private PoiseProcess Desk(string address, params string[] more) => PoiseProcess.Start(
        ["desk", "--venue", "deribit", "--venue-address", $"ws://{address}", "--settings", At("hedges.json"), "--orders", "live", "--venue-key", At("deribit.key"), "--store", "none", "--no-page", "--data", Data, .. more]);

    /// <summary>The desk once its first venue takes orders: before, it waits for all.</summary>
    private static async Task<JsonElement> View(HttpClient http, Func<JsonElement, bool> fits)
    {
        for (int tries = 0; ; tries++)
        {
            JsonElement view = (await http.GetFromJsonAsync<JsonElement>("/api/v1/desk", TestContext.Current.CancellationToken)).GetProperty("view");
            if (view.GetProperty("outlets")[0].GetProperty("state").GetString() == OutletView.TakesOrders && fits(view))
                return view;
            Assert.True(tries < 20_000, view.ToString());
            await Task.Yield();
        }
    }

    private static async Task<string> SetAside(HttpClient http, string venue)
    {
        using HttpResponseMessage answer = await http.PostAsync($"/api/v1/desk/commands/set-aside?venue={venue}", content: null, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task One_desk_hedges_at_three_exchanges_and_all_end_with_the_same_book()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is asked for by name");
        var exchanges = new Dictionary<string, (PoiseProcess Process, string Address)>(StringComparer.Ordinal);
        var accounts = new Dictionary<string, VenueAccount>(StringComparer.Ordinal);
        try
        {
            foreach (string name in Names)
            {
                exchanges[name] = await Exchange(name);
                accounts[name] = await VenueAccount.LogInAsync(exchanges[name].Address, At($"{name}.json"), At($"{name}.key"));
            }
            await accounts["deribit"].SellOptionsAsync();
            // Named to be cheap, so that hedges go there.
            await File.WriteAllTextAsync(At("hedges.json"), $$"""
                {
                  "venues": [
                    { "name": "second", "address": "ws://{{exchanges["second"].Address}}", "key": "second.key" },
                    { "name": "third", "address": "ws://{{exchanges["third"].Address}}", "key": "third.key", "orders": { "most": 10, "within": "5s" } }
                  ],
                  "hedges": [{
                    "underlying": "BTC", "band": 0.005, "maxOrder": 0.5, "maxPosition": 50, "takerFee": 5,
                    "also": [{ "venue": "second", "takerFee": 1, "maxOrder": 0.5, "maxPosition": 50 }, { "venue": "third", "takerFee": 1, "maxOrder": 0.5, "maxPosition": 50 }]
                  }]
                }
                """, TestContext.Current.CancellationToken);

            using (PoiseProcess desk = Desk(exchanges["deribit"].Address))
            {
                Assert.Matches("ORDERS GO TO THE VENUE, by key [^ ]+ at deribit, key [^ ]+ at second, key [^ ]+ at third; at most", await desk.NextLine(static l => l.StartsWith("poise desk:", StringComparison.Ordinal)));
                await desk.NextLine(static l => Regex.IsMatch(l, "fill .* BTC-PERPETUAL \\((?:second|third)\\)", RegexOptions.None, TimeSpan.FromSeconds(1)));
                await exchanges["third"].Process.Kill();
                await desk.NextLine(static l => l.Contains("third: down", StringComparison.Ordinal));
                await desk.NextLine(static l => Regex.IsMatch(l, "fill .* BTC-PERPETUAL \\((?:deribit|second)\\)", RegexOptions.None, TimeSpan.FromSeconds(1)));
                string port = exchanges["third"].Address.Split(':')[1];
                exchanges["third"].Process.Dispose();
                exchanges["third"] = await Exchange("third", port);
                await desk.NextLine(static l => l.Contains("third: live", StringComparison.Ordinal));
                await desk.Kill();
                Assert.Empty(desk.Errors);
            }
            // It is taken up halted: what was under way is asked for, and nothing new is on its way when it ends.
            string kill = Path.Combine(Data, KillFile.Name);
            await File.WriteAllTextAsync(kill, "", TestContext.Current.CancellationToken);
            using (PoiseProcess last = Desk(exchanges["deribit"].Address))
            {
                for (HashSet<string> away = [.. Names]; away.Count > 0;)
                {
                    string line = await last.NextLine(l => away.Any(n => l.Contains($"{n}: live", StringComparison.Ordinal)));
                    away.RemoveWhere(n => line.Contains($"{n}: live", StringComparison.Ordinal));
                }
                last.Terminate();
                Assert.Equal(130, await last.Ended());
                Assert.Empty(last.Errors);
                Assert.Contains(last.Output, static l => l.Contains("recovered", StringComparison.Ordinal));
            }
            File.Delete(kill);
            foreach (string name in Names)
                await accounts[name].CompareAsync(Data, 2, name);

            // One is away when the desk starts: it waits for it, until somebody goes on without it.
            await exchanges["third"].Process.Kill();
            using (PoiseProcess waiting = PoiseProcess.Start(
                "desk", "--venue", "deribit", "--venue-address", $"ws://{exchanges["deribit"].Address}", "--settings", At("hedges.json"), "--orders", "live", "--venue-key", At("deribit.key"), "--store", "none", "--port", "0", "--data", Data))
            {
                await waiting.NextLine(static l => l.Contains("third does not answer: BTC-PERPETUAL is as the folder knows it", StringComparison.Ordinal));
                Uri page = new(Regex.Match(await waiting.NextLine(static l => l.Contains("http://", StringComparison.Ordinal)), "http://[^ ]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Value);
                using var http = new HttpClient { BaseAddress = new Uri(page.GetLeftPart(UriPartial.Authority)) };
                http.DefaultRequestHeaders.Authorization = new("Bearer", page.Fragment[(page.Fragment.IndexOf('=') + 1)..]);
                JsonElement view = await View(http, static _ => true);
                Assert.Equal(("third", DecisionWords.Of(DecisionReason.Halted)), (Assert.Single(view.GetProperty("awaited").EnumerateArray()).GetString(), view.GetProperty("obstacle").GetString()));
                Assert.Contains("deribit has confirmed since the start", await SetAside(http, "deribit"), StringComparison.Ordinal);
                Assert.Contains("third is left out until it confirms", await SetAside(http, "third"), StringComparison.Ordinal);
                using (HttpResponseMessage resumed = await http.PostAsync("/api/v1/desk/commands/resume", content: null, TestContext.Current.CancellationToken))
                    Assert.True(resumed.IsSuccessStatusCode);
                view = await View(http, static v => v.GetProperty("obstacle").ValueKind == JsonValueKind.Null);
                Assert.Empty(view.GetProperty("awaited").EnumerateArray());
                await waiting.Kill();
            }

            // What is held at a venue is not lost sight of.
            await File.WriteAllTextAsync(At("hedges.json"), """{ "hedges": [{ "underlying": "BTC", "band": 0.005, "maxOrder": 0.5, "maxPosition": 50 }] }""", TestContext.Current.CancellationToken);
            (int code, _, string error) = Run("desk", "--venue", "deribit", "--venue-address", $"ws://{exchanges["deribit"].Address}", "--settings", At("hedges.json"), "--orders", "live", "--venue-key", At("deribit.key"), "--no-page", "--data", Data);
            Assert.Equal(ExitCode.BadInput, code);
            Assert.Matches("the desk holds BTC-PERPETUAL at (second|third), or has an order there, and the settings name no such venue", error);
        }
        finally
        {
            foreach (VenueAccount account in accounts.Values)
                account.Dispose();
            foreach ((PoiseProcess process, _) in exchanges.Values)
                process.Dispose();
        }
    }
}
