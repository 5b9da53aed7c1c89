using System.Net.Http.Headers;
using System.Text.Json;

namespace Poise.Edge.Tests;

/// <summary>What stands wrong with a desk, from the running program to a real server: once when it began and once when it is over, over a restart too.</summary>
public sealed class AlarmCliTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Data => Path.Combine(_folder.Path, "desk");

    [Fact]
    public async Task A_kill_is_posted_once_and_that_it_is_over_once_over_a_crash()
    {
        await using WebhookTests.Receiver receiver = await WebhookTests.Receiver.Start(static () => 200);
        using (PoiseProcess desk = PoiseProcess.Start("hedge", "--data", Data, "--store", "none", "--webhook", receiver.Address.ToString()))
        {
            await desk.NextLine(static l => l.StartsWith("poise hedge: simulated", StringComparison.Ordinal));
            Assert.Equal(0, CliRun.Run("kill", "--data", Data).Code);
            await receiver.Heard(1);
            await desk.NextLine(static l => l.Contains("kill-switch: halted, nothing is hedged: the file KILL", StringComparison.Ordinal));
            await desk.Kill();
        }
        Assert.Equal(0, CliRun.Run("kill", "--data", Data, "--off").Code);
        using (PoiseProcess desk = PoiseProcess.Start("desk", "--data", Data, "--store", "none", "--port", "0", "--webhook", receiver.Address.ToString()))
        {
            string open = await desk.NextLine(static l => l.StartsWith("open ", StringComparison.Ordinal));
            using var http = new HttpClient { BaseAddress = new Uri(open[5..open.IndexOf("/#", StringComparison.Ordinal)]) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", open[(open.IndexOf("token=", StringComparison.Ordinal) + 6)..]);
            await using HubClient hub = await HubClient.ConnectAsync(http.BaseAddress, open[(open.IndexOf("token=", StringComparison.Ordinal) + 6)..]);
            Assert.Equal("", await hub.Invoke("Watch", """[["desk"],null,null,null,null]"""));
            JsonElement alarm = (await Until(hub, static alarms => alarms.GetArrayLength() > 0))[0];
            Assert.Equal(("kill-switch", "began"), (alarm.GetProperty("rule").GetString(), alarm.GetProperty("state").GetString()));
            Assert.Single(receiver.Posts.Select(static p => p.Id).Distinct(StringComparer.Ordinal)); // what was taken may come again after a crash, under its id
            using HttpResponseMessage resumed = await http.PostAsync("/api/v1/desk/commands/resume", content: null, TestContext.Current.CancellationToken);
            Assert.True(resumed.IsSuccessStatusCode, await resumed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            await Until(hub, static alarms => alarms.GetArrayLength() == 0);
            while (receiver.Posts[^1].Text.StartsWith("halted", StringComparison.Ordinal))
                await receiver.Heard(1);
        }
        Assert.Equal([("alert.kill-switch", "began"), ("alert.kill-switch", "ended")], receiver.Posts.DistinctBy(static p => p.Id, StringComparer.Ordinal).Select(static p => JsonSerializer.Deserialize<JsonElement>(p.Body)).Select(static b => (b.GetProperty("type").GetString(), b.GetProperty("data").GetProperty("state").GetString())));
    }

    /// <summary>A link that was lost is posted after the silence that --stale-after allows, and a key that the venue refuses before the process ends.</summary>
    [Fact]
    public async Task A_lost_link_and_a_refused_key_are_posted()
    {
        await using WebhookTests.Receiver receiver = await WebhookTests.Receiver.Start(static () => 200);
        string keys = Path.Combine(_folder.Path, "keys.json"), keyFile = Path.Combine(_folder.Path, "desk.key");
        using PoiseProcess exchange = PoiseProcess.Start("exchange", "--port", "0", "--keys", keys, "--for", "300");
        string rest = await exchange.NextLine(static l => l.StartsWith("REST", StringComparison.Ordinal));
        var address = new Uri(rest[rest.IndexOf("http", StringComparison.Ordinal)..]);
        await exchange.NextLine(static l => l.StartsWith("Accounts", StringComparison.Ordinal));
        using VenueAccount account = await VenueAccount.LogInAsync(address.Authority, keys, keyFile);
        string[] command = ["hedge", "--venue", "deribit", "--venue-address", $"ws://{address.Authority}", "--orders", "live", "--max-order", "0.5", "--max-position", "5", "--store", "none", "--stale-after", "3s", "--webhook", receiver.Address.ToString()];

        string refused = Path.Combine(_folder.Path, "refused.key");
        await File.WriteAllTextAsync(refused, $"{(await File.ReadAllLinesAsync(keyFile, TestContext.Current.CancellationToken))[0]}\nnot-the-secret\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(refused, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using (PoiseProcess desk = PoiseProcess.Start([.. command, "--venue-key", refused, "--data", Path.Combine(_folder.Path, "other")]))
            Assert.Equal(1, await desk.Ended());
        WebhookTests.Post failed = Assert.Single(receiver.Posts, static p => p.Body.StartsWith("{\"type\":\"alert.desk-failed\"", StringComparison.Ordinal)); // beside what a slow machine may have to say of levels
        Assert.StartsWith("halted, nothing is hedged: deribit: ", failed.Text, StringComparison.Ordinal);

        using PoiseProcess hedging = PoiseProcess.Start([.. command, "--venue-key", keyFile, "--data", Data]);
        await hedging.NextLine(static l => l.Contains("link: live", StringComparison.Ordinal));
        await exchange.Kill();
        await hedging.NextLine(static l => l.Contains("link-down: the link to deribit is down", StringComparison.Ordinal));
        while (!receiver.Posts.Any(static p => p.Text == "the link to deribit is down"))
            await receiver.Heard(1);
    }

    private static async Task<JsonElement> Until(HubClient hub, Func<JsonElement, bool> holds)
    {
        while (true)
        {
            JsonElement alarms = (await hub.Next("desk")).GetProperty("alarms");
            if (holds(alarms))
                return alarms;
        }
    }
}
