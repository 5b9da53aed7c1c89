using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Poise.Edge.Tests;

/// <summary><c>poise exchange --data</c> as a process that is killed, on a real disk.</summary>
[Trait("part", "crash")]
public sealed class ExchangeDataTests : IDisposable
{
    private static readonly string[] _questions =
    [
        """private/get_open_orders""", """private/get_order_history_by_currency?currency=BTC""", """private/get_user_trades_by_currency?currency=BTC""", """private/get_transaction_log?currency=BTC&start_timestamp=0&end_timestamp=9999999999999""",
        """private/get_mmp_config?index_name=btc_usd""", """private/get_transfers?currency=BTC""",
    ];

    private readonly TemporaryFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "data");

    private string Keys => Path.Combine(_folder.Path, "keys.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_and_started_again_it_has_the_same_orders_positions_money_and_past()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("signals are a matter of Unix");
        string[] before;
        string position, balance, order;
        using (PoiseProcess first = Start("--market", "btc", "--seed", "3", "--empty"))
        {
            using HttpClient maker = await Connect(first, 1), taker = await Connect(first, 0, first.Output);
            Assert.EndsWith("new", first.Output.Single(static l => l.StartsWith("Data", StringComparison.Ordinal)), StringComparison.Ordinal);
            await Ask(maker, "private/sell?instrument_name=BTC-PERPETUAL&amount=1000&price=100000");
            await Ask(taker, "private/buy?instrument_name=BTC-PERPETUAL&amount=400&price=100000&label=mine");
            await Ask(taker, "private/set_mmp_config?index_name=btc_usd&interval=5&frozen_time=0&quantity_limit=3&mmp_group=g");
            order = (await Ask(taker, "private/buy?instrument_name=BTC-PERPETUAL&amount=200&price=99000")).GetProperty("order").GetProperty("order_id").GetString()!;
            await Ask(taker, "private/buy?instrument_name=BTC-PERPETUAL&amount=200&type=stop_market&trigger=index_price&trigger_price=150000");
            (before, position, balance) = await Picture(taker);
            await first.Kill();
        }
        using (PoiseProcess second = Start())
        {
            using HttpClient taker = await Connect(second, 0);
            string banner = await second.NextLine(static l => l.StartsWith("Data", StringComparison.Ordinal));
            Assert.Contains("2 accounts, 3 orders, 2 positions brought back; the market slept for 0 min", banner, StringComparison.Ordinal);
            (string[] after, string positionAfter, string balanceAfter) = await Picture(taker);
            Assert.Equal(before, after);
            Assert.Equal((position, balance), (positionAfter, balanceAfter));
            string next = (await Ask(taker, "private/buy?instrument_name=BTC-PERPETUAL&amount=200&price=98000")).GetProperty("order").GetProperty("order_id").GetString()!;
            Assert.NotEqual(order, next);
            Assert.Equal("cancelled", (await Ask(taker, "private/cancel?order_id=" + order)).GetProperty("order_state").GetString());
            second.Interrupt();
            Assert.Contains(await second.Ended(), new[] { 130, 0 });
            Assert.Empty(second.Errors);
        }
        using PoiseProcess third = Start("--for", "1");
        Assert.Contains("3 orders", await third.NextLine(static l => l.StartsWith("Data", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_a_file_in_its_place_another_market_and_a_second_process_are_one_line_each()
    {
        using (PoiseProcess first = Start("--empty"))
        {
            await first.NextLine(static l => l.StartsWith("Data", StringComparison.Ordinal));
            await Refused("another process has it open");
            await first.Kill();
        }
        await Refused("--market eth", "--market", "eth");
        string state = Directory.GetFiles(Data, "*.state").Single(), segment = Directory.GetFiles(Data, "*.seg").Single();
        byte[] whole = await File.ReadAllBytesAsync(state), log = await File.ReadAllBytesAsync(segment);
        await File.WriteAllBytesAsync(state, whole[..(whole.Length / 2)]);
        await Refused($"{Path.GetFileName(state)}, byte {whole.Length / 2}: the snapshot has {whole.Length / 2} bytes in place of {whole.Length}");
        await File.WriteAllBytesAsync(state, whole);
        log[40] ^= 1;
        await File.WriteAllBytesAsync(segment, log);
        await Refused($"{Path.GetFileName(segment)}, byte 32: record");
        Directory.Delete(Data, recursive: true);
        await File.WriteAllTextAsync(Data, "");
        await Refused("is a file; a folder is needed");
    }

    private PoiseProcess Start(params string[] more) => PoiseProcess.Start(["exchange", "--port", "0", "--data", Data, "--keys", Keys, .. more]);

    private async Task Refused(string why, params string[] more)
    {
        using PoiseProcess process = Start(["--for", "1", .. more]);
        Assert.Equal(2, await process.Ended());
        string line = Assert.Single(process.Errors);
        Assert.StartsWith("poise exchange: --", line, StringComparison.Ordinal);
        Assert.Contains(why, line, StringComparison.Ordinal);
        Assert.Empty(process.Output);
    }

    /// <summary>A client of one of the two accounts, once the exchange listens.</summary>
    private async Task<HttpClient> Connect(PoiseProcess exchange, int account, IReadOnlyList<string>? printed = null)
    {
        string line = printed?.First(static l => l.StartsWith("REST", StringComparison.Ordinal)) ?? await exchange.NextLine(static l => l.StartsWith("REST", StringComparison.Ordinal));
        if (printed is null && account > 0)
            await exchange.NextLine(static l => l.StartsWith("Data", StringComparison.Ordinal));
        JsonElement key = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(Keys))[account];
        string secret = $"{key.GetProperty("client_id").GetString()}:{key.GetProperty("client_secret").GetString()}";
        var client = new HttpClient { BaseAddress = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..line.IndexOf("public", StringComparison.Ordinal)]) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(secret)));
        return client;
    }

    private static async Task<JsonElement> Ask(HttpClient client, string target)
    {
        using HttpResponseMessage answer = await client.GetAsync(target);
        JsonElement json = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
        Assert.True(json.TryGetProperty("result", out JsonElement result), json.GetRawText());
        return result;
    }

    private static async Task<(string[] Answers, string Position, string Balance)> Picture(HttpClient client)
    {
        var answers = new List<string>();
        foreach (string question in _questions)
            answers.Add((await Ask(client, question)).GetRawText());
        JsonElement position = (await Ask(client, "private/get_position?instrument_name=BTC-PERPETUAL")), summary = await Ask(client, "private/get_account_summary?currency=BTC");
        return ([.. answers], position.GetProperty("size").GetRawText() + " at " + position.GetProperty("average_price").GetRawText(), summary.GetProperty("balance").GetRawText());
    }
}
