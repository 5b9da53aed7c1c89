using System.Globalization;
using System.Text;
using System.Text.Json;
using Poise.Domain;
using Poise.Exchange;
using Poise.Exchange.Server;

namespace Poise.Edge.Tests;

/// <summary>Every method of the exchange with parameters of the right names and any values: an answer each time, nothing broken, nothing lost.</summary>
public class MethodFuzzTests
{
    private static readonly string[] _names =
    [
        "instrument_name", "amount", "contracts", "price", "type", "label", "time_in_force", "display_amount", "post_only", "reject_post_only", "reduce_only", "trigger", "trigger_price", "trigger_offset", "mmp", "valid_until",
        "advanced", "order_id", "currency", "kind", "detailed", "freeze_quotes", "mode", "extended_to_subaccounts", "ids", "quotes", "quote_id", "mmp_group", "cancel_type", "min_delta", "max_delta", "quote_set_id",
        "currency_pair", "index_name", "interval", "frozen_time", "quantity_limit", "delta_limit", "vega_limit", "max_quote_quantity", "count", "offset", "sorting", "start_timestamp", "end_timestamp", "start_seq", "end_seq",
        "resolution", "depth", "expired", "channels", "scope", "continuation", "query", "destination", "simulated_positions", "add_positions", "with_portfolio", "extended", "include_unfilled", "search_start_timestamp",
    ];

    private static readonly string[] _words =
    [
        "\"BTC-PERPETUAL\"", "\"BTC_USDC\"", "\"BTC_USDC-PERPETUAL\"", "\"BTC\"", "\"USDC\"", "\"any\"", "\"btc_usd\"", "\"btc_usdc\"", "\"limit\"", "\"market\"", "\"market_limit\"", "\"stop_limit\"", "\"stop_market\"", "\"take_market\"",
        "\"trailing_stop\"", "\"good_til_day\"", "\"immediate_or_cancel\"", "\"fill_or_kill\"", "\"index_price\"", "\"mark_price\"", "\"last_price\"", "\"option\"", "\"future\"", "\"spot\"", "\"all\"", "\"delta\"", "\"g\"", "\"a\"", "\"\"",
        "\"reject_taker\"", "\"cancel_maker\"", "\"account\"", "\"1\"", "\"60\"", "\"1D\"", "\"asc\"", "\"desc\"", "\"{\\\"BTC-PERPETUAL\\\":1000}\"", "\"{}\"", "\"\\u0000\\ud83d\\ude00\"",
        "true", "false", "null", "[]", "{}", "[1,2]", "{\"price\":1}", "[\"book.BTC-PERPETUAL.raw\",\"user.changes.any.any.raw\",\"user.portfolio.any\",\"trades.any.any.100ms\"]",
        "[{\"instrument_name\":\"BTC-PERPETUAL\",\"bid\":{\"price\":99000,\"amount\":10},\"ask\":{\"price\":101000,\"amount\":10}}]",
        "0", "-1", "1", "10", "100", "1000", "0.1", "0.0001", "99000", "99999.5", "100000", "100500", "101000", "1e3", "1e-9", "1e300", "-1e300", "9223372036854775807", "9223372036854775808", "79228162514264337593543950335", "0.5", "1795970166330",
    ];

    [Fact]
    public void Any_parameters_are_answered_and_money_contracts_and_books_stay_whole()
    {
        int answered = 0, refused = 0;
        var codes = new SortedSet<int>();
        for (ulong seed = 1; seed <= Deep.Seeds(6); seed++)
        {
            var rig = new ExchangeRig(crowd: seed % 2 == 0, seed);
            var random = new SeededRandom(seed);
            MethodEntry[] methods = [.. rig.Server.Methods.All.Where(m => m.Name is not ("private/logout" or "public/auth")).OrderBy(m => m.Name, StringComparer.Ordinal)];
            ExchangeClient[] clients = [rig.Connect(ExchangeRig.Alice), rig.Connect(ExchangeRig.Bob), rig.Connect(ExchangeRig.Carol)];
            foreach (ExchangeClient client in clients)
                client.Result("private/enable_cancel_on_disconnect");
            long[] paidIn = [.. rig.Exchange.Currencies.Select((_, c) => Sum(rig, c))];
            var orders = new List<string>();
            for (int step = 0; step < 1500; step++)
            {
                ExchangeClient client = clients[random.NextInt32(3)];
                // Half of all are orders, which is where things may break.
                string method = random.NextInt32(4) switch { 0 => "private/buy", 1 => "private/sell", _ => methods[random.NextInt32(methods.Length)].Name };
                JsonElement answer = client.Call(method, Parameters(rig, random, method, orders));
                if (answer.TryGetProperty("error", out JsonElement error))
                {
                    codes.Add(error.GetProperty("code").GetInt32());
                    refused++;
                }
                else
                {
                    answered++;
                    if (answer.GetProperty("result") is { ValueKind: JsonValueKind.Object } result && result.TryGetProperty("order", out JsonElement order))
                        orders.Add(order.GetProperty("order_id").GetString()!);
                }
                if (random.NextInt32(8) == 0)
                    rig.Pass(0.02 * random.NextInt32(100));
                foreach (ExchangeClient each in clients)
                    each.Notices.Clear();
                for (int currency = 0; currency < paidIn.Length; currency++)
                    Assert.Equal(paidIn[currency], Sum(rig, currency));
            }
            foreach (ListedInstrument instrument in rig.Exchange.Instruments)
                Assert.Equal(0, Enumerable.Range(0, rig.Exchange.Accounts.Count).Sum(a => rig.Exchange.Accounts.Position(a, instrument.Number)));
        }
        Assert.True(answered > 1500 && refused > 2000, $"{answered} answered, {refused} refused");
        Assert.True(codes.Count > 12, string.Join(' ', codes));
        Assert.DoesNotContain(11094, codes);

        // No participant pays in while the crowd of the rig has leveraged accounts: theirs are counted out.
        static long Sum(ExchangeRig rig, int currency) =>
            Enumerable.Range(0, rig.Exchange.Accounts.Count).Sum(a => rig.Exchange.Accounts.Cash(a, currency)) - rig.Exchange.Accounts.PaidIn(currency);
    }

    /// <summary>Of a call: of orders mostly right, of all else anything.</summary>
    internal static string Parameters(ExchangeRig rig, SeededRandom random, string method, List<string> orders)
    {
        var text = new StringBuilder("{");
        bool isOrder = method is "private/buy" or "private/sell";
        if (isOrder)
        {
            ListedInstrument instrument = rig.Exchange.Instruments[random.NextInt32(3) == 0 ? random.NextInt32(rig.Exchange.Instruments.Count) : 0];
            decimal tick = instrument.Contract.PriceTick, price = Math.Max(tick, Math.Round((decimal)(instrument.Mark * (1 + 0.01 * random.NextNormal())) / tick) * tick);
            decimal amount = (1 + random.NextInt32(40)) * instrument.Contract.LotSize * (decimal)instrument.Contract.Multiplier;
            text.Append(CultureInfo.InvariantCulture, $"\"instrument_name\":\"{instrument.Contract.Id.Symbol}\",\"amount\":{amount},\"price\":{price}");
        }
        for (int i = random.NextInt32(isOrder ? 3 : 5); i > 0; i--)
        {
            string name = _names[random.NextInt32(_names.Length)];
            string value = name == "order_id" && orders.Count > 0 && random.NextInt32(3) > 0 ? $"\"{orders[random.NextInt32(orders.Count)]}\"" : _words[random.NextInt32(_words.Length)];
            text.Append(text.Length > 1 ? "," : "").Append('"').Append(name).Append("\":").Append(value);
        }
        if (!isOrder && random.NextInt32(2) == 0)
            text.Append(text.Length > 1 ? "," : "").Append("\"instrument_name\":\"").Append(rig.Exchange.Instruments[random.NextInt32(rig.Exchange.Instruments.Count)].Contract.Id.Symbol).Append('"');
        return text.Append('}').ToString();
    }
}
