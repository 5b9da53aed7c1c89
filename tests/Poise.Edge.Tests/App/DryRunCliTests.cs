using System.Text.Json;

namespace Poise.Edge.Tests;

/// <summary><c>--dry-run</c> as a user types it: what it says, and that the exchange hears of nothing.</summary>
public sealed class DryRunCliTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Keys => Path.Combine(_folder.Path, "keys.json");

    private string KeyFile => Path.Combine(_folder.Path, "desk.key");

    public void Dispose() => _folder.Dispose();

    private PoiseProcess StartExchange() => PoiseProcess.Start("exchange", "--port", "0", "--keys", Keys, "--no-limits", "--for", "300");

    /// <summary>A desk whose orders go to the exchange.</summary>
    private string[] Live(string address) => ["hedge", "--venue", "deribit", "--venue-address", $"ws://{address}", "--orders", "live", "--venue-key", KeyFile, "--band", "0.005", "--max-position", "50"];

    private static async Task<string> AddressOf(PoiseProcess exchange)
    {
        string rest = await exchange.NextLine(static l => l.StartsWith("REST", StringComparison.Ordinal));
        await exchange.NextLine(static l => l.StartsWith("Accounts", StringComparison.Ordinal));
        return new Uri(rest[rest.IndexOf("http", StringComparison.Ordinal)..]).Authority;
    }

    [Fact]
    public async Task At_the_exchange_nothing_is_placed_and_nothing_cancelled()
    {
        string log = Path.Combine(_folder.Path, "dry.log");
        using PoiseProcess exchange = StartExchange();
        string address = await AddressOf(exchange);
        using VenueAccount account = await VenueAccount.LogInAsync(address, Keys, KeyFile);
        await account.SellOptionsAsync();
        await account.RestAsync("poise-1-5"); // as a desk of a life before would have left it: one that is meant cancels it
        string before = await account.OrdersAsync();
        Assert.Contains("poise-1-5 open", before, StringComparison.Ordinal);

        string[] words = [.. Live(address), "--dry-run", "--log", log];
        using (PoiseProcess desk = PoiseProcess.Start([.. words, "--for", "20"]))
        {
            string banner = await desk.NextLine(static l => l.StartsWith("poise hedge: ", StringComparison.Ordinal));
            Assert.StartsWith($"poise hedge: DRY RUN, nothing is sent: BTC at ws://{address}", banner, StringComparison.Ordinal);
            Assert.DoesNotContain("ORDERS GO", banner, StringComparison.Ordinal);
            string would = await desk.NextLine(static l => l.Contains(" would ", StringComparison.Ordinal));
            Assert.Matches(@"^\S+Z would (buy|sell) \d+ BTC-PERPETUAL at \d+(\.\d)? or better, order 0-\d+ delta -?\d+\.\d{4} in \[-0\.005, 0\.005\]: net delta is ", would);
            await desk.Ended();
            Assert.Empty(desk.Errors);
            Assert.DoesNotContain(desk.Output, static l => l.Contains(" fill ", StringComparison.Ordinal) && l.Contains("PERPETUAL", StringComparison.Ordinal)); // those of the options were before
        }
        Assert.Equal(before, await account.OrdersAsync());

        // It ended by itself: a link that goes cancels nothing either, and the folder is gone.
        JsonElement[] lines = [.. File.ReadLines(log).Select(static l => JsonDocument.Parse(l).RootElement)];
        Assert.Contains(lines, static l => l.GetProperty("kind").GetString() == "order");
        Assert.All(lines.Where(static l => l.GetProperty("kind").GetString() == "update" && l.GetProperty("order").GetString() != "1-5"), static l => Assert.Equal("notSent", l.GetProperty("status").GetString()));
        Assert.Equal("dry-run", lines[0].GetProperty("market").GetString());

        // One that is meant, on the same account, hedges, and takes the order of the life before away.
        using (PoiseProcess desk = PoiseProcess.Start([.. words[..^3], "--data", Path.Combine(_folder.Path, "meant"), "--for", "60"]))
        {
            await desk.NextLine(static l => l.Contains(" fill ", StringComparison.Ordinal) && l.Contains("PERPETUAL", StringComparison.Ordinal));
            await desk.Kill();
        }
        Assert.Contains("poise-1-5 cancelled", await account.OrdersAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beside_a_desk_that_is_meant_it_follows_what_the_account_holds()
    {
        string log = Path.Combine(_folder.Path, "dry.log");
        using PoiseProcess exchange = StartExchange();
        string address = await AddressOf(exchange);
        using VenueAccount account = await VenueAccount.LogInAsync(address, Keys, KeyFile);
        await account.SellOptionsAsync();

        string[] words = [.. Live(address), "--store", "none"];
        using PoiseProcess dry = PoiseProcess.StartIn([("TMPDIR", _folder.Path)], [.. words, "--dry-run", "--log", log]);
        await dry.NextLine(static l => l.Contains(" would ", StringComparison.Ordinal));
        using PoiseProcess meant = PoiseProcess.Start([.. words, "--data", Path.Combine(_folder.Path, "meant")]);
        string filled = await meant.NextLine(static l => l.Contains(" fill ", StringComparison.Ordinal) && l.Contains("PERPETUAL", StringComparison.Ordinal));
        string heard = await dry.NextLine(static l => l.Contains(" fill ", StringComparison.Ordinal) && l.Contains("PERPETUAL", StringComparison.Ordinal));
        Assert.Equal(filled[filled.IndexOf(" fill ", StringComparison.Ordinal)..], heard[heard.IndexOf(" fill ", StringComparison.Ordinal)..]);
        await dry.NextLine(static l => l.Contains(" fill ", StringComparison.Ordinal) && l.Contains("PERPETUAL", StringComparison.Ordinal)); // and it goes on
        await dry.Kill();
        await meant.Kill();
        Assert.DoesNotContain("\"halt\"", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        string orders = await account.OrdersAsync();
        Assert.Contains("poise-1-", orders, StringComparison.Ordinal);
        Assert.DoesNotContain("poise-0-", orders, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_paper_nothing_is_answered_and_no_folder_stays()
    {
        using PoiseProcess exchange = PoiseProcess.Start("exchange", "--port", "0", "--keys", Keys, "--for", "300");
        string address = await AddressOf(exchange);
        string state = Path.Combine(_folder.Path, "state"), temporary = Path.Combine(_folder.Path, "temporary");
        Directory.CreateDirectory(temporary);
        using PoiseProcess desk = PoiseProcess.StartIn(
            [("XDG_STATE_HOME", state), ("TMPDIR", temporary)],
            "hedge", "--venue", "deribit", "--venue-address", $"ws://{address}", "--band", "0.01", "--dry-run", "--for", "25");
        await desk.NextLine(static l => l.Contains("DRY RUN, nothing is sent", StringComparison.Ordinal) && l.Contains("a demo book", StringComparison.Ordinal));
        string folder = Assert.Single(Directory.GetDirectories(temporary, "poise-dry-run-*"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        await desk.NextLine(static l => l.Contains(" would ", StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(folder, "paper", "paper.state"))); // it is written before an order is answered
        Assert.Equal(0, await desk.Ended());
        Assert.DoesNotContain(desk.Output, static l => l.Contains(" fill ", StringComparison.Ordinal));
        Assert.Empty(Directory.GetDirectories(temporary, "poise-dry-run-*"));
        Assert.False(Directory.Exists(state));
    }

    [Fact]
    public async Task The_page_says_that_nothing_is_sent()
    {
        await using DashboardServer server = await DashboardServer.DryRun();
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", server.Token);
        Assert.Equal("dry-run-simulated", (await server.Get("/api/v1/status")).GetProperty("market").GetString());
        JsonElement view = (await server.Get("/api/v1/desk")).GetProperty("view");
        Assert.Equal(("dry run", "simulated, nothing is sent"), (view.GetProperty("desk").GetString(), view.GetProperty("market").GetString()));
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); ;)
        {
            JsonElement[] hedges = [.. (await server.Get("/api/v1/desk")).GetProperty("view").GetProperty("decisions").EnumerateArray().Where(static d => d.GetProperty("action").GetString() == "hedge")];
            if (hedges.Length > 0)
            {
                Assert.All(hedges, static d => Assert.True(d.GetProperty("limit").GetDouble() > 0));
                Assert.All(hedges, static d => Assert.StartsWith("0-", d.GetProperty("order").GetString(), StringComparison.Ordinal));
                break;
            }
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "nothing is decided");
        }
    }

    [Theory]
    [InlineData("--data", "x", "--data and --dry-run")]
    [InlineData("--webhook", "https://example.com/", "--webhook and --dry-run")]
    [InlineData("--record", null, "--record and --dry-run")]
    [InlineData("--underlying", "BTC", "--underlying needs --venue NAME")]
    [InlineData("--stale-after", "1m", "--stale-after needs --venue NAME")]
    [InlineData("--band", "1", "--band needs --venue NAME")]
    [InlineData("--port", "0", "--port")]
    [InlineData("--chain", "x.csv", "--chain")]
    [InlineData("--combine", "SPX", "--combine")]
    public void What_does_not_go_with_it_is_one_line(string option, string? value, string says)
    {
        var error = new StringWriter();
        string[] words = value is null ? [option] : [option, value];
        Assert.Equal(2, App.PoiseCommandLine.Run(["hedge", "--dry-run", .. words], TextWriter.Null, error));
        Assert.Contains(says, error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("hedge", "--venue", "deribit", "--orders", "none")]
    [InlineData("desk", "--venue", "deribit", "--orders", "none", "--dry-run")]
    [InlineData("desk", "--chain", "samples/chain.csv", "--dry-run")]
    [InlineData("desk", "--follow", ".", "--log", "x.log")]
    public void A_desk_that_does_not_trade_is_none_to_try(params string[] words)
    {
        var error = new StringWriter();
        Assert.Equal(2, App.PoiseCommandLine.Run(words, TextWriter.Null, error));
        Assert.Contains(words[0] == "hedge" ? "hedges nothing" : "is for a desk that trades", error.ToString(), StringComparison.Ordinal);
    }
}
