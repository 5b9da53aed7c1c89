using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Poise.Domain;
using Poise.Engine;
using Poise.Runtime;
using Poise.Storage;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

/// <summary>A desk that trades at <c>poise exchange</c> over a real socket, killed by the real signal again and again: the exchange lives on, and at the end both know the same.</summary>
[Trait("part", "crash")]
public sealed class VenueSigkillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    private string Keys => Path.Combine(_folder.Path, "keys.json");

    private string KeyFile => Path.Combine(_folder.Path, "desk.key");

    private string Data => Path.Combine(_folder.Path, "desk");

    [Fact]
    public async Task Kills_of_a_desk_at_the_exchange_leave_both_with_the_same_book()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is asked for by name");
        int kills = Deep.IsOn ? 100 : 20;
        var random = new SeededRandom(20261129);
        using PoiseProcess exchange = PoiseProcess.Start("exchange", "--port", "0", "--keys", Keys, "--no-limits", "--for", "3000");
        string rest = await exchange.NextLine(l => l.StartsWith("REST", StringComparison.Ordinal));
        string address = new Uri(rest[rest.IndexOf("http", StringComparison.Ordinal)..]).Authority;
        await exchange.NextLine(l => l.StartsWith("Accounts", StringComparison.Ordinal));
        await LogInAsync(address);
        await SellOptionsAsync();

        int hedged = 0;
        for (int round = 0; round < kills; round++)
        {
            using PoiseProcess desk = Desk(address);
            switch (random.NextInt32(4))
            {
                case 0:
                    await desk.NextLine(l => l.StartsWith("poise desk:", StringComparison.Ordinal));
                    break;
                case 1:
                    await desk.NextLine(l => l.Contains("link: live", StringComparison.Ordinal));
                    break;
                default:
                    for (int i = 1 + random.NextInt32(3); i > 0; i--)
                        await desk.NextLine(l => l.Contains(" hedge ", StringComparison.Ordinal) || l.Contains(" blocked ", StringComparison.Ordinal));
                    break;
            }
            await desk.Kill();
            hedged += desk.Output.Count(l => l.Contains(" hedge ", StringComparison.Ordinal));
            Assert.Empty(desk.Errors);
        }
        Assert.True(hedged > kills / 2, $"{hedged} hedges in {kills} lives");

        using (PoiseProcess last = Desk(address, "--for", "8"))
        {
            Assert.Equal(0, await last.Ended());
            Assert.Empty(last.Errors);
            Assert.Contains(last.Output, l => l.Contains("link: live", StringComparison.Ordinal));
        }
        await CompareAsync(kills + 1);
        Assert.Empty(exchange.Errors);
    }

    private PoiseProcess Desk(string address, params string[] more) => PoiseProcess.Start(
        ["desk", "--venue", "deribit", "--venue-address", $"ws://{address}", "--orders", "live", "--venue-key", KeyFile, "--band", "0.005", "--max-position", "50", "--max-order", "0.5", "--store", "none", "--no-page", "--data", Data, .. more]);

    private async Task LogInAsync(string address)
    {
        JsonElement key = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(Keys))[0];
        string id = key.GetProperty("client_id").GetString()!, secret = key.GetProperty("client_secret").GetString()!;
        await File.WriteAllTextAsync(KeyFile, $"{id}\n{secret}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _http.BaseAddress = new Uri($"http://{address}/api/v2/");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));
    }

    /// <summary>A book to hedge: the account sells what is near the money and ends first.</summary>
    private async Task SellOptionsAsync()
    {
        double index = (await Ask("public/get_index_price?index_name=btc_usd")).GetProperty("index_price").GetDouble();
        IEnumerable<JsonElement> options = (await Ask("public/get_instruments?currency=BTC&kind=option")).EnumerateArray()
            .OrderBy(static o => o.GetProperty("expiration_timestamp").GetInt64()).ThenBy(o => Math.Abs(o.GetProperty("strike").GetDouble() - index)).Take(6);
        foreach (JsonElement option in options)
            await Ask($"private/sell?instrument_name={option.GetProperty("instrument_name").GetString()}&amount=5&type=market");
    }

    private async Task CompareAsync(int starts)
    {
        var settings = new DeskSettings
        {
            Underlying = "BTC",
            Hedge = new ContractId("deribit", "BTC-PERPETUAL"),
            Band = new(-1, 0, 1, Poise.Hedging.BandRebalance.ToTarget),
            Limits = new() { MaxOrder = new(1), MaxPosition = new(1) },
            Plan = new(0.001, new(1)),
        };
        using Journal journal = Journal.Open(new FileDisk(Data), new JournalOptions { Desk = 1 }, out _);
        DeskStart start = DeskStart.Fold(settings, journal);
        List<DeskEvent> events = [.. journal.ReadAll().Select(r => DeskEventCodec.TryDecode(r.Payload.Span, out DeskEvent e, out _) ? e : default)];
        Assert.InRange(start.Desk.Starts, 1, starts);

        Dictionary<string, decimal> positions = (await Ask("private/get_positions?currency=BTC")).EnumerateArray()
            .ToDictionary(static p => p.GetProperty("instrument_name").GetString()!, static p => p.GetProperty("size").GetDecimal(), StringComparer.Ordinal);
        for (int i = 0; i < start.Desk.Book.Count; i++)
        {
            Contract contract = start.Desk.Book.ContractOf(new(i));
            decimal held = start.Desk.Book.QuantityOf(new(i)).Count * contract.LotSize * (contract.IsOption ? 1 : (decimal)contract.Multiplier);
            Assert.Equal((contract.Id.Symbol, positions.GetValueOrDefault(contract.Id.Symbol)), (contract.Id.Symbol, held));
        }

        JsonElement trades = await Ask("private/get_user_trades_by_currency?currency=BTC&kind=future&count=1000");
        Assert.False(trades.GetProperty("has_more").GetBoolean());
        List<(string Label, decimal Amount)> venue = [.. trades.GetProperty("trades").EnumerateArray().Select(static t => (t.GetProperty("label").GetString()!, t.GetProperty("amount").GetDecimal())).Order()];
        List<(string Label, decimal Amount)> desk = [.. events.Where(static e => e.Kind == DeskEventKind.Filled && e.Fill.Order.IsKnown).Select(static e => e.Fill).DistinctBy(static f => f.TradeId).Select(static f => (DeribitLabel.Of(f.Order), 10m * f.Quantity.Count)).Order()];
        Assert.Equal(venue, desk);

        List<string> orders = [.. (await Ask("private/get_order_history_by_currency?currency=BTC&kind=future&count=1000&include_unfilled=true")).EnumerateArray().Select(static o => o.GetProperty("label").GetString()!)];
        Assert.Equal(orders.Count, orders.Distinct(StringComparer.Ordinal).Count());
        HashSet<string> intents = [.. events.Where(static e => e.Kind == DeskEventKind.Placed).Select(static e => DeribitLabel.Of(e.Intent.Order.Id))];
        Assert.Empty(orders.Except(intents));
        Assert.Equal(0, (await Ask("private/get_open_orders_by_currency?currency=BTC")).GetArrayLength());
    }

    private async Task<JsonElement> Ask(string what)
    {
        JsonElement answer = JsonSerializer.Deserialize<JsonElement>(await _http.GetStringAsync(new Uri(what, UriKind.Relative)));
        return answer.GetProperty("result");
    }
}
