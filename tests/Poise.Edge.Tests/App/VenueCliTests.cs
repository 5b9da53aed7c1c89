using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Poise.App;
using Poise.Chains;
using Poise.Domain;
using Poise.Exchange;
using Poise.Exchange.Server;
using Poise.Flow;
using static Poise.Edge.Tests.CliRun;

namespace Poise.Edge.Tests;

/// <summary>Levels of a venue's public data: the command line against our own exchange over a real socket.</summary>
public sealed class VenueCliTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poise-venue").FullName;
    private ExchangeDesk _desk = null!;
    private DeribitServer _server = null!;
    private ExchangePump _pump = null!;
    private bool _isGone;

    /// <summary>A market that has lived for some seconds, and stands still since.</summary>
    public async ValueTask InitializeAsync()
    {
        Instant now = Instant.FromUtc(DateTime.UtcNow), born = now - Duration.FromSeconds(10);
        _desk = new ExchangeDesk(ExchangeMarkets.Of(new ExchangeBirth(["btc", "btc-linear"], 3, IsEmpty: false, born)));
        _server = new DeribitServer(new ServerSettings(), [], _desk, _desk.Methods, static bytes => bytes.Clear());
        _desk.Serve(_server);
        for (Instant at = born; at < now; at += Duration.FromMilliseconds(20))
            _desk.Tick(at);
        _desk.EndBatch(now);
        _pump = await ExchangePump.StartAsync(_server, new PumpSettings(), new StillTime(now.ToUtc()));
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task EndAsync()
    {
        if (!_isGone)
            await _pump.DisposeAsync();
        _isGone = true;
    }

    private SimulatedExchange Exchange => _desk.Exchange;

    private string Address => $"ws://{_pump.Address.Authority}/ws/api/v2";

    [Theory]
    [InlineData("BTC")]
    [InlineData("btc_usdc")]
    public void Flow_of_a_venue_is_that_of_the_exchanges_own_chain(string underlying)
    {
        (int code, string output, string error) = Run("flow", "--venue", "deribit", "--venue-address", Address, "--underlying", underlying, "--format", "json");
        Assert.Equal((0, ""), (code, error));
        JsonElement view = JsonSerializer.Deserialize<JsonElement>(output);
        MarketSnapshot own = Own(underlying.ToUpperInvariant(), Instant.FromUtc(DateTimeOffset.Parse(view.GetProperty("asOf").GetString()!, CultureInfo.InvariantCulture).UtcDateTime));
        FlowView expected = FlowReport.Of(OptionChain.Of(own, new ChainSettings()), new FlowTerms().Settings(own, default, null));
        Assert.Equal((expected.Underlying, "deribit", "index"), (view.GetProperty("underlying").GetString(), view.GetProperty("source").GetString(), view.GetProperty("spotSource").GetString()));
        Assert.Equal(expected.Spot!.Value, view.GetProperty("spot").GetDouble(), 1e-4);
        Assert.Equal(expected.Coverage.Rows, view.GetProperty("coverage").GetProperty("rows").GetInt32());
        Assert.Equal(expected.Coverage.Used, view.GetProperty("coverage").GetProperty("used").GetInt32());
        Assert.Equal(
            expected.ByStrike.Select(static s => (s.Strike, s.CallOi, s.PutOi)),
            view.GetProperty("byStrike").EnumerateArray().Select(static s => (s.GetProperty("strike").GetDouble(), s.GetProperty("callOi").GetDouble(), s.GetProperty("putOi").GetDouble())));
        Assert.Equal((expected.Levels.CallWall, expected.Levels.PutWall, expected.Levels.Regime), (Level("callWall"), Level("putWall"), view.GetProperty("levels").GetProperty("regime").GetString()));
        // What is printed is rounded: the index to a hundredth of a cent, marks' vols to a hundredth of a point.
        Near(expected.Levels.ZeroGamma, Level("zeroGamma"));
        Near(expected.Totals.Gex, view.GetProperty("totals").GetProperty("gex").GetDouble(), 1e-4 * expected.Totals.CallGex!.Value);
        Near(expected.Totals.Dex, view.GetProperty("totals").GetProperty("dex").GetDouble());
        Assert.Equal(expected.Totals.HedgeInstrument, view.GetProperty("totals").GetProperty("hedgeInstrument").GetString());
        Assert.Contains(view.GetProperty("notes").EnumerateArray(), n => n.GetString()!.Contains($"of {_pump.Address.Authority}, without a key", StringComparison.Ordinal));

        double? Level(string name) => view.GetProperty("levels").GetProperty(name) is { ValueKind: JsonValueKind.Number } level ? level.GetDouble() : null;
        static void Near(double? is_, double? was, double within = 0) =>
            Assert.True(is_ is double a && was is double b && Math.Abs(a - b) <= Math.Max(within, 1e-4 * Math.Abs(a)), $"{is_} and {was}");
    }

    /// <summary>The same answers, saved to a file and read again, say the same.</summary>
    [Fact]
    public async Task Flow_of_a_venue_is_that_of_its_answers_in_a_file()
    {
        using var http = new HttpClient { BaseAddress = _pump.Address };
        var answers = new List<string>();
        foreach (string question in (string[])["get_instruments?currency=BTC&kind=option", "get_instruments?currency=BTC&kind=future", "get_book_summary_by_currency?currency=BTC&kind=option", "get_book_summary_by_currency?currency=BTC&kind=future"])
            answers.Add(await http.GetStringAsync(new Uri($"api/v2/public/{question}", UriKind.Relative), TestContext.Current.CancellationToken));
        string file = Path.Combine(_folder, "answers.json");
        await File.WriteAllTextAsync(file, string.Join('\n', answers), TestContext.Current.CancellationToken);
        double spot = Math.Round(Exchange.IndexOf(0), 4);
        JsonElement read = View("flow", file, "--spot", spot.ToString("R", CultureInfo.InvariantCulture)), asked = View("flow", "--venue", "deribit", "--venue-address", Address);
        Assert.Equal(read.GetProperty("coverage").GetRawText(), asked.GetProperty("coverage").GetRawText());
        JsonElement[] strikes = [.. read.GetProperty("byStrike").EnumerateArray()], askedStrikes = [.. asked.GetProperty("byStrike").EnumerateArray()];
        Assert.Equal(strikes.Length, askedStrikes.Length);
        for (int i = 0; i < strikes.Length; i++)
        {
            foreach (string exact in (string[])["strike", "callOi", "putOi"])
                Assert.Equal(strikes[i].GetProperty(exact).GetDouble(), askedStrikes[i].GetProperty(exact).GetDouble());
            Assert.Equal(strikes[i].GetProperty("netGex").GetDouble(), askedStrikes[i].GetProperty("netGex").GetDouble(), 2e-3 * Math.Abs(strikes[i].GetProperty("callGex").GetDouble()) + 1);
        }
        Assert.Equal(
            read.GetProperty("byExpiry").EnumerateArray().Select(static e => (e.GetProperty("expiry").GetString(), e.GetProperty("forwardRung").GetString())),
            asked.GetProperty("byExpiry").EnumerateArray().Select(static e => (e.GetProperty("expiry").GetString(), e.GetProperty("forwardRung").GetString())));

        static JsonElement View(params string[] args)
        {
            (int code, string output, string error) = Run([.. args, "--format", "json"]);
            Assert.Equal((0, ""), (code, error));
            return JsonSerializer.Deserialize<JsonElement>(output);
        }
    }

    [Fact]
    public void The_switches_of_files_are_taken_too()
    {
        (int code, string output, string error) = Run("flow", "--venue", "deribit", "--venue-address", Address, "--spot", "101000", "--signs", "short-all", "--levels", "csv");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("put wall", output, StringComparison.Ordinal);
        string to = Path.Combine(_folder, "surface.json");
        Assert.Equal((0, "", ""), Run("flow", "--venue", "deribit", "--venue-address", Address, "--surface", "--format", "json", "--out", to));
        Assert.Contains("smiles", File.ReadAllText(to), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_asked_is_one_line()
    {
        Bad($"deribit: {Address}: no options on XYZ are listed; there are BTC, BTC_USDC", "flow", "--venue", "deribit", "--venue-address", Address, "--underlying", "XYZ");
        Bad("deribit: no answer from ws://127.0.0.1:9/ws/api/v2 within 2 s: the socket failed: Connection refused", "flow", "--venue", "deribit", "--venue-address", "ws://127.0.0.1:9", "--venue-wait", "2s");
        Bad($"deribit: no answer from {Address}x within 2 s: the socket failed: The server returned status code '404'", "flow", "--venue", "deribit", "--venue-address", Address + "x", "--venue-wait", "2s");
        Bad("--venue deribit is asked for what is there now: leave out the files", "flow", "chain.csv", "--venue", "deribit");
        Bad("--venue deribit is asked for what is there now: leave out --history", "flow", "--history", "levels.db", "--venue", "deribit");
        Bad("--venue deribit is asked for what is there now: leave out --as-of", "flow", "--as-of", "2026-03-02T16:00:00Z", "--venue", "deribit");
        foreach (string command in (string[])["flow", "desk"])
        {
            Bad("--venue: \"nasdaq\" is not one of deribit", command, "--venue", "nasdaq");
            Bad("--venue-address needs --venue NAME", command, "--venue-address", Address);
            Bad("--venue-address: \"ws://example.com/\": ws is for this machine alone", command, "--venue", "deribit", "--venue-address", "ws://example.com/");
            Bad("--venue-address: \"https://example.com/\" is not an address; write wss://host/ws/api/v2, or test", command, "--venue", "deribit", "--venue-address", "https://example.com/");
            Bad("--venue-address: \"nowhere\" is not an address", command, "--venue", "deribit", "--venue-address", "nowhere");
            Bad("--underlying: \"BTC-USD\" is not an underlying of the venue", command, "--venue", "deribit", "--underlying", "BTC-USD");
        }
        Bad("--venue-wait needs --venue NAME", "flow", "chain.csv", "--venue-wait", "10s");
        Bad("--venue-wait: from 1s to 10m", "flow", "--venue", "deribit", "--venue-wait", "1h");
        Bad("--spot: must be a price greater than zero", "flow", "--venue", "deribit", "--venue-address", Address, "--spot", "-1");
        Bad("--follow and --venue: a page shows one market: choose", "desk", "--follow", _folder, "--venue", "deribit");
        Bad("--seed is for the simulated market: leave it out with --venue", "desk", "--venue", "deribit", "--seed", "2");

        static void Bad(string why, params string[] args)
        {
            (int code, string output, string error) = Run(args);
            Assert.Equal((2, "", 1), (code, output, error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
            Assert.Contains(why, error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("BTC", "BTC-NOPE", "BTC-NOPE is no future of BTC; there are BTC-PERPETUAL")]
    [InlineData("XYZ", null, "XYZ")]
    public void A_desk_whose_instrument_the_venue_does_not_know_does_not_start(string underlying, string? instrument, string says)
    {
        string settings = Path.Combine(_folder, "settings.json"), data = Path.Combine(_folder, "desk");
        File.WriteAllText(settings, $$"""{ "hedges": [{ "underlying": "{{underlying}}", {{(instrument is null ? "" : $"\"instrument\": \"{instrument}\", ")}}"band": 0.1, "maxOrder": 1, "maxPosition": 5 }] }""");
        (int code, _, string error) = Run("desk", "--venue", "deribit", "--venue-address", Address, "--settings", settings, "--no-page", "--for", "2", "--data", data);
        Assert.Equal((2, 1), (code, error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data) && Directory.EnumerateFiles(data, "journal*").Any()); // nothing was begun
    }

    [Theory]
    [InlineData("hedge")]
    [InlineData("desk")]
    public void A_data_folder_that_is_a_file_is_refused(string command)
    {
        string file = Path.Combine(_folder, "no-folder");
        File.WriteAllText(file, "");
        (int code, _, string error) = Run([command, "--data", file, "--for", "1", .. command == "desk" ? ["--no-page"] : Array.Empty<string>()]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains($"--data {file}: is a file; a folder is needed", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("60s:-30%", "write AFTER:MOVE:OVER")]
    [InlineData("60s:-99%:5s", "a move from -95% to 1000%")]
    [InlineData("60s:-0.3:5s", "write AFTER:MOVE:OVER")]
    [InlineData("soon:-30%:5s", "write AFTER:MOVE:OVER")]
    public void A_shock_that_is_none_is_refused(string shock, string says)
    {
        (int code, _, string error) = Run("exchange", "--port", "0", "--keys", Path.Combine(_folder, "keys.json"), "--for", "1", "--shock", shock);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains($"--shock \"{shock}\": ", error, StringComparison.Ordinal);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--data", "x")]
    [InlineData("--empty", null)]
    public void A_shock_does_not_go_with_what_is_kept_or_stands_still(string option, string? value)
    {
        (int code, _, string error) = Run(["exchange", "--port", "0", "--for", "1", "--shock", "60s:-30%:5s", option, .. value is null ? Array.Empty<string>() : [Path.Combine(_folder, value)]]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains($"--shock and {option}", error, StringComparison.Ordinal);
    }

    /// <summary>A key that the venue does not know: the desk ends and says why, whatever it was asked to last.</summary>
    [Fact]
    public void A_key_that_the_venue_refuses_ends_the_desk()
    {
        string key = Path.Combine(_folder, "wrong.key");
        File.WriteAllText(key, "NOBODY\nno-secret\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (int code, _, string error) = Run("desk", "--venue", "deribit", "--venue-address", Address, "--orders", "live", "--venue-key", key, "--store", "none", "--no-page", "--for", "20", "--data", Path.Combine(_folder, "desk"));
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("the desk stopped by itself: deribit: ", error, StringComparison.Ordinal);
        Assert.Contains("13004", error, StringComparison.Ordinal); // its code for credentials that are none
    }

    [Theory]
    [InlineData(true, "second.key", "--settings: venues[0].key: ")]
    [InlineData(true, null, "--settings: venues[0].key: absent; allowed: the file of the key's id and secret")]
    [InlineData(true, "first.key", "--settings: venues[0].key: key NOBODY is another account's too")]
    [InlineData(false, null, "has never seen what second lists: start once it answers, or name it in the settings no more")]
    public void Further_venues_are_asked_before_anything_is_begun(bool isLive, string? key, string says)
    {
        string settings = Path.Combine(_folder, "settings.json"), data = Path.Combine(_folder, "desk"), first = Path.Combine(_folder, "first.key");
        File.WriteAllText(first, "NOBODY\nno-secret\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(first, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string there = isLive ? Address : "ws://127.0.0.1:1";
        File.WriteAllText(settings, $$"""{ "venues": [{ "name": "second", "address": "{{there}}"{{(key is null ? "" : $", \"key\": \"{key}\"")}} }], "hedges": [{ "underlying": "BTC", "band": 0.1, "maxOrder": 1, "maxPosition": 5, "also": [{ "venue": "second", "maxOrder": 1, "maxPosition": 5 }] }] }""");
        string[] live = isLive ? ["--orders", "live", "--venue-key", first] : [];
        (int code, _, string error) = Run(["desk", "--venue", "deribit", "--venue-address", Address, "--settings", settings, "--no-page", "--for", "30", "--data", data, .. live]);
        Assert.Equal((2, 1), (code, error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data) && Directory.EnumerateFiles(data, "journal*").Any());
    }

    [Fact]
    public void A_desk_shows_the_stream_and_says_that_nothing_is_traded()
    {
        (int code, string output, string error) = Run("desk", "--venue", "deribit", "--venue-address", Address, "--orders", "none", "--no-page", "--for", "6", "--data", _folder);
        Assert.Equal((0, ""), (code, error));
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal($"poise desk: BTC at {Address}: public data alone, asked for without a key; nothing is traded here", lines[0].TrimEnd());
        Assert.Contains(lines, l => l.Contains($" BTC {Math.Round(Exchange.IndexOf(0), 4).ToString(CultureInfo.InvariantCulture)} ", StringComparison.Ordinal) && l.Contains("call wall ", StringComparison.Ordinal));
        // It is stored as a live market is.
        (code, output, error) = Run("flow", "--history", Path.Combine(_folder, "history.db"), "--format", "json");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal("deribit", JsonSerializer.Deserialize<JsonElement>(output).GetProperty("source").GetString());
    }

    [Fact]
    public async Task A_desk_whose_venue_is_gone_says_so_and_shows_what_it_had()
    {
        var choices = new DeskChoices(new StreamChoice(new VenueChoice(new Uri(Address), "BTC"), TimeSpan.FromHours(1), Orders: null), PageSettings.Local(0), HasPage: false, null, null, new FlowTerms(), null, "none", Duration.FromSeconds(60), 1);
        FlowFeed feed = FlowFeed.Live(choices.Terms, null, choices.AlertHolds ?? 1);
        var printed = new LineWriter();
        await using LiveFeed live = LiveFeed.Of(choices, feed, null, printed, TimeProvider.System);
        live.Begin();
        using var ending = new CancellationTokenSource();
        Task printing = live.PrintAsync(ending.Token);
        await printed.Line(static l => l.Contains("call wall", StringComparison.Ordinal));
        await EndAsync();
        await printed.Line(static l => l.Contains("the socket failed", StringComparison.Ordinal) || l.Contains("closed by the venue", StringComparison.Ordinal));
        await ending.CancelAsync();
        await printing;
        Assert.Equal("BTC", feed.Frame(null, default)!.View!.Underlying);
    }

    /// <summary>Whole lines, to be waited for.</summary>
    private sealed class LineWriter : StringWriter
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public override void WriteLine(string? value) => _lines.Writer.TryWrite(value ?? "");

        public async Task Line(Func<string, bool> fits)
        {
            using var patience = new CancellationTokenSource(PoiseProcess.Patience);
            await foreach (string line in _lines.Reader.ReadAllAsync(patience.Token))
            {
                if (fits(line))
                    return;
            }
        }
    }

    /// <summary>What the exchange itself has, not by way of its protocol.</summary>
    private MarketSnapshot Own(string underlying, Instant asOf)
    {
        int listing = underlying == "BTC" ? 0 : 1;
        var options = new List<OptionRow>();
        var futures = new List<FutureRow>();
        foreach (ListedInstrument i in Exchange.Instruments.Where(i => i.IsOpen && i.Listing == listing && i.Contract.Kind != ContractKind.Spot))
        {
            Contract contract = i.Contract with { Underlying = underlying };
            double interest = (double)(Exchange.Accounts.OpenInterest(i.Number) * contract.LotSize);
            var quote = new Quote(Best(i, Side.Buy), Best(i, Side.Sell), double.NaN, double.NaN, asOf);
            if (contract.IsOption)
                options.Add(new OptionRow(contract, quote, i.Mark, interest, double.NaN, VendorGreeks.Absent with { Vol = i.Vol }, i.Forward, null, options.Count + 1));
            else
                futures.Add(new FutureRow(contract, quote, i.Mark, interest, futures.Count + 1));
        }
        return new MarketSnapshot
        {
            Underlying = underlying,
            Source = "exchange",
            AsOf = asOf,
            QuoteDate = DateOnly.FromDateTime(asOf.ToUtc()),
            Spot = Exchange.IndexOf(listing),
            SpotSource = "index",
            Options = options,
            Futures = futures,
            Rows = options.Count + futures.Count,
        };
    }

    private double Best(ListedInstrument of, Side side)
    {
        var level = new DepthLevel[1];
        return Exchange.Depth(of.Number, side, level) > 0 ? (double)(level[0].Price.Count * of.Contract.PriceTick) : double.NaN;
    }

    /// <summary>A clock that stands, while timers run.</summary>
    private sealed class StillTime(DateTime now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(now, TimeSpan.Zero);
    }
}
