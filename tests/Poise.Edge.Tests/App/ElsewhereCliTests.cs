using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Poise.App;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>The file of what is held elsewhere, and the command by hand.</summary>
public sealed class ElsewhereCliTests : IDisposable
{
    private const string Header = "symbol,quantity,price,venue,kind,underlying,strike,expiry,style,multiplier,currency,window\n";

    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "elsewhere.csv");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_reads_as_it_is_written()
    {
        System.IO.File.WriteAllText(File, "\uFEFFSymbol, quantity,price,Venue,kind,underlying,strike,expiry,style,multiplier,currency,window\r\nBTC-PERPETUAL,-1.5,100000,cme,,,,,,,,\r\n\r\n\"OTC, one\",2,0.05,,put,BTC,90000,2026-12-25,inverse,0.1,,30m\r\n");
        IReadOnlyList<HeldLine> lines = ElsewhereFile.Read(File);
        Assert.Equal(new HeldLine("cme", "BTC-PERPETUAL", null, -1.5m, 100_000m), lines[0]);
        (HeldLine line, Domain.Contract terms) = (lines[1], lines[1].Terms!);
        Assert.Equal(("elsewhere", "OTC, one", 2m, 0.05m), (line.Venue, line.Symbol, line.Quantity, line.Price));
        Assert.Equal((Domain.ContractKind.Option, Domain.OptionType.Put, 90_000.0, "2026-12-25T08:00:00Z", Domain.PayoffStyle.Inverse), (terms.Kind, terms.Type, terms.Strike, terms.Expiry.ToString(), terms.Style));
        Assert.Equal((0.1, "BTC", 1800.0), (terms.Multiplier, terms.SettlementCurrency, terms.SettlementWindow.Seconds));
        System.IO.File.WriteAllText(File, "quantity,price,symbol\n");
        Assert.Empty(ElsewhereFile.Read(File)); // nothing is held elsewhere any more
    }

    [Theory]
    [InlineData("", "line 1: a file of positions starts with a header")]
    [InlineData("symbol,price\n", "line 1: has no column quantity")]
    [InlineData("symbol,quantity,price,color\n", "line 1: column \"color\" is not known; allowed: symbol")]
    [InlineData("symbol,quantity,price,price\n", "line 1: a column stands twice")]
    [InlineData("symbol,quantity,price\nA,1\n", "line 2: 2 fields where the header has 3")]
    [InlineData("symbol,quantity,price\nA,x,1\n", "line 2: quantity: \"x\" is no number")]
    [InlineData("symbol,quantity,price\nA,1,\n", "line 2: price: \"\" is no number")]
    [InlineData("symbol,quantity,price\n,1,1\n", "line 2: symbol and venue: 1 to 64 characters")]
    [InlineData(Header + "A,1,1,,cal,BTC,1,2026-12-25,,,,\n", "line 2: kind: \"cal\"; allowed: call, put, future, perpetual, spot")]
    [InlineData(Header + "A,1,1,,,BTC,,,,,,\n", "line 2: kind: missing")]
    [InlineData(Header + "A,1,1,,call,,1,2026-12-25,,,,\n", "line 2: underlying: missing")]
    [InlineData(Header + "A,1,1,,call,BTC,,2026-12-25,,,,\n", "line 2: strike: missing; allowed: above 0")]
    [InlineData(Header + "A,1,1,,call,BTC,-5,2026-12-25,,,,\n", "line 2: strike: -5; allowed: above 0")]
    [InlineData(Header + "A,1,1,,future,BTC,5,2026-12-25,,,,\n", "line 2: strike: 5; a future has none")]
    [InlineData(Header + "A,1,1,,call,BTC,5,25 December,,,,\n", "line 2: expiry: \"25 December\"; allowed: an instant")]
    [InlineData(Header + "A,1,1,,spot,BTC,,2026-12-25,,,,\n", "line 2: expiry: \"2026-12-25\"; a spot has none")]
    [InlineData(Header + "A,1,1,,spot,BTC,,,inverse,,,\n", "line 2: style: \"inverse\"; allowed: linear")]
    [InlineData(Header + "A,1,1,,spot,BTC,,,,0,,\n", "line 2: multiplier: 0; allowed: above 0")]
    [InlineData(Header + "A,1,1,,call,BTC,5,2026-12-25,,,,3 moons\n", "line 2: window: \"3 moons\"; allowed: up to a day")]
    public void What_is_no_list_of_positions_is_refused_by_line_and_column(string text, string says)
    {
        System.IO.File.WriteAllText(File, text);
        Assert.Contains(says, Assert.Throws<BadInputException>(() => ElsewhereFile.Read(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_desk_follows_its_file_and_halts_where_it_cannot_be_used()
    {
        await System.IO.File.WriteAllTextAsync(File, Header + "coins,2,100000,wallet,spot,BTC,,,,,,\n");
        using PoiseProcess desk = PoiseProcess.Start("desk", "--seed", "7", "--data", Path.Combine(_folder.Path, "data"), "--port", "0", "--elsewhere", File);
        Assert.EndsWith("; 1 positions held elsewhere are hedged with it", await desk.NextLine(static l => l.StartsWith("poise desk:", StringComparison.Ordinal)), StringComparison.Ordinal);
        string[] open = (await desk.NextLine(static l => l.StartsWith("open ", StringComparison.Ordinal)))[5..].Split("/#token=");
        using var http = new HttpClient { BaseAddress = new Uri(open[0]) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", open[1]);
        Assert.Equal(2, await Until(http, static v => v.GetProperty("byVenue").EnumerateArray().FirstOrDefault(static b => b.GetProperty("venue").GetString() == "wallet") is { ValueKind: JsonValueKind.Object } wallet ? wallet.GetProperty("delta").GetDouble() : null));

        await System.IO.File.WriteAllTextAsync(File, Header + "coins,3,100000,wallet,spot,BTC,,,,,,\n");
        await desk.NextLine(static l => l.EndsWith(": taken", StringComparison.Ordinal));
        await Until(http, static v => v.GetProperty("byVenue").EnumerateArray().Any(static b => b.GetProperty("venue").GetString() == "wallet" && b.GetProperty("delta").GetDouble() == 3) ? 3 : null);

        // By hand, beside it.
        (HttpStatusCode status, string text) = await Hold(http, """{"symbol":"cold","quantity":-0.5,"price":100000,"kind":"spot","underlying":"BTC"}""");
        Assert.Equal((HttpStatusCode.OK, true), (status, text.Contains("taken", StringComparison.Ordinal)));
        await Until(http, static v => v.GetProperty("byVenue").EnumerateArray().Any(static b => b.GetProperty("venue").GetString() == "hand" && b.GetProperty("delta").GetDouble() == -0.5) ? 1 : null);
        Assert.Equal(HttpStatusCode.BadRequest, (await Hold(http, """{"symbol":"cold","quantity":1,"price":1,"kind":"boat"}""")).Status);
        (status, text) = await Hold(http, """{"symbol":"NOTHING","quantity":1,"price":1}""");
        Assert.Equal((HttpStatusCode.Conflict, true), (status, text.Contains("lists no such contract", StringComparison.Ordinal)));

        await System.IO.File.WriteAllTextAsync(File, Header + "coins,three,100000,wallet,spot,BTC,,,,,,\n");
        Assert.Contains("line 2: quantity: \"three\" is no number: the desk is halted until the file can be used", await desk.NextLine(static l => l.Contains("halted", StringComparison.Ordinal)), StringComparison.Ordinal);
        await Until(http, static v => v.GetProperty("tradingStateReason").GetString() == "the file of what is held elsewhere cannot be used" ? 1 : null);

        // Nobody resumes it blind; once the file can be read again somebody does.
        Assert.Contains("what is held elsewhere is not known", await Resume(http), StringComparison.Ordinal);
        await System.IO.File.WriteAllTextAsync(File, Header + "coins,3,100000,wallet,spot,BTC,,,,,,\n");
        await desk.NextLine(static l => l.EndsWith(": taken", StringComparison.Ordinal));
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); (await Resume(http)).Contains("not known", StringComparison.Ordinal);)
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "the file can be used again");
        await Until(http, static v => v.GetProperty("tradingState").GetString() == "Normal" ? 1 : null);

        // Mended without a write: rights given, and the same file moved back.
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(File, (UnixFileMode)0b110_110_110);
            await System.IO.File.WriteAllTextAsync(File, Header + "coins,4,100000,wallet,spot,BTC,,,,,,\n");
            await desk.NextLine(static l => l.Contains("anybody on this machine can write it", StringComparison.Ordinal));
            System.IO.File.SetUnixFileMode(File, (UnixFileMode)0b110_100_100);
            await desk.NextLine(static l => l.EndsWith(": taken", StringComparison.Ordinal));
        }
        System.IO.File.Move(File, File + ".away");
        await desk.NextLine(static l => l.Contains("no such file", StringComparison.Ordinal));
        System.IO.File.Move(File + ".away", File);
        await desk.NextLine(static l => l.EndsWith(": taken", StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_for_a_desk_that_trades()
    {
        System.IO.File.WriteAllText(File, "symbol,quantity,price\nA,x,1\n");
        foreach ((string says, string[] words) in ((string, string[])[])
        [
            ("--elsewhere is for a desk that trades", ["desk", "--chain", File, "--elsewhere", File]),
            ("is no number", ["desk", "--no-page", "--data", Path.Combine(_folder.Path, "data"), "--elsewhere", File]),
        ])
        {
            var error = new StringWriter();
            Assert.Equal(ExitCode.BadInput, PoiseCommandLine.Run(words, TextWriter.Null, error));
            Assert.Contains(says, error.ToString(), StringComparison.Ordinal);
        }
    }

    private static async Task<string> Resume(HttpClient http)
    {
        using HttpResponseMessage answer = await http.PostAsync("/api/v1/desk/commands/resume", content: null);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<(HttpStatusCode Status, string Text)> Hold(HttpClient http, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await http.PostAsync("/api/v1/desk/commands/hold", content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<double> Until(HttpClient http, Func<JsonElement, double?> holds)
    {
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); ;)
        {
            JsonElement view = (await http.GetFromJsonAsync<JsonElement>("/api/v1/desk")).GetProperty("view");
            if (holds(view) is double found)
                return found;
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), view.ToString());
        }
    }
}
