using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Poise.Domain;
using Poise.Engine;
using Poise.Runtime;
using Poise.Storage;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

/// <summary>An account of <c>poise exchange</c> as its owner sees it beside the desk, over HTTP.</summary>
internal sealed class VenueAccount : IDisposable
{
    private readonly HttpClient _http = new();

    private VenueAccount()
    {
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Takes the first key that the exchange made, and writes it down for a desk.</summary>
    /// <param name="keys">The exchange's file.</param>
    /// <param name="keyFile">The desk's.</param>
    public static async Task<VenueAccount> LogInAsync(string address, string keys, string keyFile)
    {
        JsonElement key = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(keys))[0];
        string id = key.GetProperty("client_id").GetString()!, secret = key.GetProperty("client_secret").GetString()!;
        await File.WriteAllTextAsync(keyFile, $"{id}\n{secret}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var account = new VenueAccount();
        account._http.BaseAddress = new Uri($"http://{address}/api/v2/");
        account._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));
        return account;
    }

    /// <summary>A book to hedge: the account sells what is near the money and ends first.</summary>
    public async Task SellOptionsAsync()
    {
        double index = (await Ask("public/get_index_price?index_name=btc_usd")).GetProperty("index_price").GetDouble();
        IEnumerable<JsonElement> options = (await Ask("public/get_instruments?currency=BTC&kind=option")).EnumerateArray()
            .OrderBy(static o => o.GetProperty("expiration_timestamp").GetInt64()).ThenBy(o => Math.Abs(o.GetProperty("strike").GetDouble() - index)).Take(6);
        foreach (JsonElement option in options)
            await Ask($"private/sell?instrument_name={option.GetProperty("instrument_name").GetString()}&amount=5&type=market");
    }

    /// <summary>Leaves an order of its own far below the market.</summary>
    public async Task RestAsync(string label)
    {
        double index = (await Ask("public/get_index_price?index_name=btc_usd")).GetProperty("index_price").GetDouble();
        await Ask($"private/buy?instrument_name=BTC-PERPETUAL&amount=10&type=limit&price={(int)(0.95 * index)}&label={label}");
    }

    /// <summary>All that the exchange knows of the account's orders, a line each with label, state and what is filled, and how many trades there were.</summary>
    public async Task<string> OrdersAsync()
    {
        List<string> lines = [];
        foreach (string kind in (string[])["future", "option"])
        {
            foreach (string asked in (string[])[$"private/get_open_orders_by_currency?currency=BTC&kind={kind}", $"private/get_order_history_by_currency?currency=BTC&kind={kind}&count=1000&include_unfilled=true"])
            {
                foreach (JsonElement order in (await Ask(asked)).EnumerateArray())
                    lines.Add($"{order.GetProperty("order_id").GetString()} {order.GetProperty("label").GetString()} {order.GetProperty("order_state").GetString()} {order.GetProperty("filled_amount").GetRawText()}");
            }
            lines.Add($"{kind} trades {(await Ask($"private/get_user_trades_by_currency?currency=BTC&kind={kind}&count=1000")).GetProperty("trades").GetArrayLength()}");
        }
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    /// <summary>Positions, executions by label and amount, labels of orders: the exchange's are those of the desk's journal, and nothing is open.</summary>
    /// <param name="data">The desk's folder; nobody has it open.</param>
    /// <param name="starts">Most lives that the desk had.</param>
    /// <param name="venue">As the desk calls this exchange.</param>
    public async Task CompareAsync(string data, int starts, string venue = "deribit")
    {
        var settings = new DeskSettings
        {
            Hedgers =
            [
                new HedgerSettings
                {
                    Underlying = "BTC",
                    Hedge = new ContractId("deribit", "BTC-PERPETUAL"),
                    Policy = new Poise.Hedging.FixedBandPolicy(new(-1, 0, 1, Poise.Hedging.BandRebalance.ToTarget)),
                    Limits = new() { MaxOrder = new(1), MaxPosition = new(1) },
                    Plan = new(0.001, new(1)),
                },
            ],
        };
        using Journal journal = Journal.Open(new FileDisk(data), new JournalOptions { Desk = 1 }, out _);
        DeskStart start = DeskStart.Fold(settings, journal);
        List<DeskEvent> events = [.. journal.ReadAll().Select(r => DeskEventCodec.TryDecode(r.Payload.Span, out DeskEvent e, out _) ? e : default)];
        Assert.InRange(start.Desk.Starts, 1, starts);

        Dictionary<string, decimal> positions = (await Ask("private/get_positions?currency=BTC")).EnumerateArray()
            .ToDictionary(static p => p.GetProperty("instrument_name").GetString()!, static p => p.GetProperty("size").GetDecimal(), StringComparer.Ordinal);
        for (int i = 0; i < start.Desk.Book.Count; i++)
        {
            Contract contract = start.Desk.Book.ContractOf(new(i));
            if (contract.Id.Venue != venue)
                continue;
            decimal held = start.Desk.Book.QuantityOf(new(i)).Count * contract.LotSize * (contract.IsOption ? 1 : (decimal)contract.Multiplier);
            Assert.Equal((contract.Id.Symbol, positions.GetValueOrDefault(contract.Id.Symbol)), (contract.Id.Symbol, held));
        }

        List<JsonElement> trades = await TradesAsync();
        List<(string Label, decimal Amount)> there = [.. trades.Select(static t => (t.GetProperty("label").GetString()!, t.GetProperty("amount").GetDecimal())).Order()];
        List<(string Label, decimal Amount)> desk = [.. events.Where(e => e.Kind == DeskEventKind.Filled && e.Fill.Order.IsKnown && IsThere(e.Fill.Contract)).Select(static e => e.Fill).DistinctBy(static f => f.TradeId).Select(static f => (DeribitLabel.Of(f.Order), 10m * f.Quantity.Count)).Order()];
        Assert.Equal(there, desk);

        List<string> orders = [];
        for (int before = -1; before < orders.Count;)
        {
            before = orders.Count;
            orders.AddRange((await Ask($"private/get_order_history_by_currency?currency=BTC&kind=future&count=1000&include_unfilled=true&offset={before}")).EnumerateArray().Select(static o => o.GetProperty("label").GetString()!));
        }
        Assert.Equal(orders.Count, orders.Distinct(StringComparer.Ordinal).Count());
        HashSet<string> intents = [.. events.Where(e => e.Kind == DeskEventKind.Placed && IsThere(e.Intent.Order.Contract)).Select(static e => DeribitLabel.Of(e.Intent.Order.Id))];
        Assert.Empty(orders.Except(intents));
        Assert.Equal(0, (await Ask("private/get_open_orders_by_currency?currency=BTC")).GetArrayLength());

        bool IsThere(ContractIndex contract) => start.Desk.Book.ContractOf(contract).Id.Venue == venue;
    }

    /// <summary>All executions in futures, a page after the other by time.</summary>
    private async Task<List<JsonElement>> TradesAsync()
    {
        var trades = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        long from = 0, to = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + 60_000;
        while (true)
        {
            JsonElement page = await Ask($"private/get_user_trades_by_currency_and_time?currency=BTC&kind=future&start_timestamp={from}&end_timestamp={to}&count=1000&sorting=asc");
            foreach (JsonElement trade in page.GetProperty("trades").EnumerateArray())
            {
                trades[trade.GetProperty("trade_id").GetString()!] = trade;
                from = trade.GetProperty("timestamp").GetInt64();
            }
            if (!page.GetProperty("has_more").GetBoolean())
                return [.. trades.Values];
        }
    }

    private async Task<JsonElement> Ask(string what)
    {
        JsonElement answer = JsonSerializer.Deserialize<JsonElement>(await _http.GetStringAsync(new Uri(what, UriKind.Relative)));
        return answer.GetProperty("result");
    }
}
