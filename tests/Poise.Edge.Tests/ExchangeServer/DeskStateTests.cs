using System.Globalization;
using System.Text.Json;
using Poise.Domain;
using Poise.Exchange;
using Poise.Exchange.Server;

namespace Poise.Edge.Tests;

/// <summary>A desk that is saved and loaded, or brought back from what came to it, is the same in every answer and to the last byte.</summary>
public class DeskStateTests
{
    private static readonly string[] _keys = [ExchangeRig.Alice, ExchangeRig.Bob, ExchangeRig.Carol];

    [Fact]
    public void A_loaded_desk_gives_every_answer_that_the_saved_one_gives_and_goes_on_like_it()
    {
        for (ulong seed = 1; seed <= Deep.Seeds(2); seed++)
        {
            var rig = new ExchangeRig(crowd: seed % 2 == 0, seed);
            var random = new SeededRandom(seed);
            var player = new RandomOwners(rig, random);
            player.Play(150 + random.NextInt32(400));
            player.DropAll();
            ExchangeRig loaded = rig.Loaded(StateOf(rig).Bytes);
            Assert.Equal(StateOf(rig).Hash, StateOf(loaded).Hash);
            Assert.True(AskAll(rig, loaded) > 400);

            ExchangeClient[] before = [.. _keys.Select(k => rig.Connect(k))], after = [.. _keys.Select(k => loaded.Connect(k))];
            for (int step = 0; step < 200; step++)
            {
                int who = random.NextInt32(3);
                (string method, string parameters) = player.Next();
                JsonElement answer = before[who].Call(method, parameters);
                Assert.Equal(answer.GetRawText(), after[who].Call(method, parameters).GetRawText());
                player.Heard(answer);
                if (random.NextInt32(8) > 0)
                    continue;
                double seconds = 0.02 * random.NextInt32(200);
                rig.Pass(seconds);
                loaded.Pass(seconds);
            }
            AskAll(rig, loaded);
            for (int who = 0; who < 3; who++)
            {
                before[who].Drop();
                after[who].Drop();
            }
            Assert.Equal(StateOf(rig).Hash, StateOf(loaded).Hash);
        }
    }

    /// <summary>Numbers of connections begin anew after a restart: what came over one that is gone must not be cancelled with another of its number.</summary>
    [Fact]
    public void A_connection_that_logged_in_twice_leaves_nothing_behind()
    {
        var rig = new ExchangeRig();
        ExchangeClient client = rig.Connect(ExchangeRig.Alice);
        client.Result("private/buy", """{"instrument_name":"BTC-PERPETUAL","amount":10,"price":97000}""");
        client.Result("public/auth", $$"""{"grant_type":"client_credentials","client_id":"{{ExchangeRig.Bob}}","client_secret":"b"}""");
        client.Drop();
        ExchangeRig loaded = rig.Loaded(StateOf(rig).Bytes);
        ExchangeClient next = loaded.Connect(ExchangeRig.Alice), witness = loaded.Connect(ExchangeRig.Alice);
        Assert.Equal(client.Session.Number, next.Session.Number);
        next.Result("private/enable_cancel_on_disconnect", """{"scope":"connection"}""");
        next.Drop();
        Assert.Equal(1, witness.Result("private/get_open_orders").GetArrayLength());
    }

    [Fact]
    public void An_account_is_opened_though_the_clock_is_behind_the_exchange()
    {
        var market = ExchangeMarket.Of(MarketSettings.Inverse with { Expiries = 1, Strikes = 1 }, 1, Instant.FromUtc(2026, 11, 25, 9));
        var desk = new ExchangeDesk(market);
        AccountHolder holder = desk.Open("late", market.Now - Duration.FromSeconds(1), new Dictionary<string, long> { ["BTC"] = InstrumentTerms.Unit });
        Assert.Equal(InstrumentTerms.Unit, desk.Exchange.Accounts.Cash(holder.Account, 0));
    }

    [Fact]
    public void Deeds_since_a_snapshot_bring_the_same_desk_back_with_its_connections()
    {
        int deeds = 0;
        for (ulong seed = 1; seed <= Deep.Seeds(4); seed++)
        {
            var rig = new ExchangeRig(crowd: seed % 2 == 0, seed);
            var random = new SeededRandom(seed);
            var player = new RandomOwners(rig, random);
            player.Play(random.NextInt32(200));
            StateWriter saved = StateOf(rig);
            rig.Desk.Deeds = new DeskDeeds();
            player.Play(100 + random.NextInt32(300));
            ExchangeRig loaded = rig.Loaded(saved.Bytes);
            loaded.Desk.Replay(rig.Desk.Deeds.Bytes);
            loaded.Market.AdvanceTo(rig.Exchange.Now);
            Assert.Equal(StateOf(rig).Hash, StateOf(loaded).Hash);
            deeds += rig.Desk.Deeds.Bytes.Length;

            // What outlives the process is what the connections leave when they drop.
            loaded.Desk.Resume(rig.Exchange.Now);
            player.DropAll();
            Assert.Equal(StateOf(rig).Hash, StateOf(loaded).Hash);
        }
        Assert.True(deeds > 20_000);
    }

    [Fact]
    public void Over_a_long_gap_contracts_end_and_what_each_connection_cancels_is_cancelled()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice), bob = rig.Connect(ExchangeRig.Bob), carol = rig.Connect(ExchangeRig.Carol);
        ListedInstrument option = rig.Exchange.Instruments.First(i => i.Contract.IsOption && i.Contract.Expiry == rig.Exchange.NextRoll && i.Delta is > 0.3 and < 0.9);
        string name = option.Contract.Id.Symbol;
        bob.Place("sell", name, "2", "0.02");
        alice.Place("buy", name, "2", "0.02");
        alice.Result("private/enable_cancel_on_disconnect");
        carol.Result("private/enable_cancel_on_disconnect", """{"scope":"account"}""");
        string[] stays = [bob.Place("buy", "BTC-PERPETUAL", "10", "99000").GetProperty("order_id").GetString()!];
        string[] goes = [alice.Place("buy", "BTC-PERPETUAL", "10", "99000").GetProperty("order_id").GetString()!, carol.Place("buy", "BTC-PERPETUAL", "10", "99000").GetProperty("order_id").GetString()!];
        string[] summaries = [.. new[] { alice, bob }.Select(c => c.Result("private/get_account_summary", """{"currency":"BTC"}""").GetProperty("balance").GetRawText())];
        long cash = Enumerable.Range(0, rig.Exchange.Accounts.Count).Sum(a => rig.Exchange.Accounts.Cash(a, 0)) - rig.Exchange.Accounts.PaidIn(0);

        ExchangeRig after = rig.Loaded(StateOf(rig).Bytes);
        Duration slept = after.Sleep(30 * 3600);
        Assert.Equal(30 * 3600.0, slept.Seconds, 6);
        Assert.False(after.Exchange.Instruments[option.Number].IsOpen);
        ExchangeClient again = after.Connect(ExchangeRig.Alice), other = after.Connect(ExchangeRig.Bob), third = after.Connect(ExchangeRig.Carol);
        Assert.Equal(0, after.Exchange.Accounts.Position(after.Desk.Holders.First().Account, option.Number));
        JsonElement settled = again.Result("private/get_settlement_history_by_instrument", $$"""{"instrument_name":"{{name}}"}""").GetProperty("settlements");
        Assert.Equal(1, settled.GetArrayLength());
        Assert.Equal(2, settled[0].GetProperty("position").GetDouble());
        Assert.NotEqual(summaries[0], again.Result("private/get_account_summary", """{"currency":"BTC"}""").GetProperty("balance").GetRawText());
        Assert.Equal("open", other.Result("private/get_order_state", $$"""{"order_id":"{{stays[0]}}"}""").GetProperty("order_state").GetString());
        Assert.All(goes.Zip([again, third]), g => Assert.Equal("cancel_on_disconnect", g.Second.Result("private/get_order_state", $$"""{"order_id":"{{g.First}}"}""").GetProperty("cancel_reason").GetString()));
        Assert.Equal(cash, Enumerable.Range(0, after.Exchange.Accounts.Count).Sum(a => after.Exchange.Accounts.Cash(a, 0)) - after.Exchange.Accounts.PaidIn(0));
        Assert.NotEqual(stays[0], other.Place("buy", "BTC-PERPETUAL", "10", "99000").GetProperty("order_id").GetString());
    }

    [Fact]
    public void Bytes_that_are_no_desk_are_refused_and_nothing_else()
    {
        var rig = new ExchangeRig();
        new RandomOwners(rig, new SeededRandom(5)).Play(200);
        byte[] state = StateOf(rig).Bytes.ToArray();
        var random = new SeededRandom(6);
        for (int i = 0; i < 200; i++)
        {
            byte[] cut = state[..random.NextInt32(state.Length)];
            Assert.Throws<StateDamagedException>(() =>
            {
                var from = new StateReader(cut);
                ExchangeDesk.Load(rig.Exchange.Settings, [], ref from);
            });
            byte[] noise = new byte[1 + random.NextInt32(60)];
            for (int b = 0; b < noise.Length; b++)
                noise[b] = (byte)random.NextUInt64();
            noise[0] |= 8;
            Assert.Throws<StateDamagedException>(() => rig.Loaded(state).Desk.Replay(noise));
        }
    }

    internal static StateWriter StateOf(ExchangeRig rig)
    {
        var state = new StateWriter();
        rig.Desk.Save(state);
        return state;
    }

    /// <summary>Asks both desks all that can be asked for without changing anything.</summary>
    /// <returns>How many questions had a result.</returns>
    private static int AskAll(ExchangeRig one, ExchangeRig other)
    {
        int results = 0;
        ExchangeClient[] first = [.. _keys.Select(k => one.Connect(k))], second = [.. _keys.Select(k => other.Connect(k))];
        string[] methods = [.. one.Server.Methods.All.Select(static m => m.Name).Where(static n => n.Contains("/get_", StringComparison.Ordinal) || n.EndsWith("simulate_portfolio", StringComparison.Ordinal) || n == "public/ticker").Order(StringComparer.Ordinal)];
        Assert.True(methods.Length > 40, $"{methods.Length} methods");
        var asked = new List<string>();
        foreach (ListedInstrument instrument in one.Exchange.Instruments)
            asked.Add($"\"instrument_name\":\"{instrument.Contract.Id.Symbol}\",\"currency\":\"{instrument.Contract.SettlementCurrency}\"");
        foreach (OrderRecord order in one.Desk.Holders.SelectMany(h => one.Exchange.OpenOrders(h.Account).Concat(one.Exchange.EndedOrders(h.Account).TakeLast(5))))
            asked.Add(string.Create(CultureInfo.InvariantCulture, $"\"order_id\":\"BTC-{(order.Number > 0 ? "" : "STOP-")}{Math.Abs(order.Number)}\",\"ids\":[\"BTC-{order.Number}\"],\"currency\":\"BTC\",\"label\":\"a\""));
        foreach (string parameters in asked)
        {
            foreach (string method in methods)
            {
                int who = results % 3;
                string text = "{" + parameters + string.Create(CultureInfo.InvariantCulture, $",\"kind\":\"any\",\"count\":200,\"depth\":20,\"resolution\":\"1\",\"index_name\":\"btc_usd\",\"historical\":true,\"start_timestamp\":{(one.Now - Duration.FromHours(1)).UnixMilliseconds},\"end_timestamp\":{one.Now.UnixMilliseconds},\"amount\":10,\"price\":100000}}");
                JsonElement answer = first[who].Call(method, text);
                Assert.Equal(answer.GetRawText(), second[who].Call(method, text).GetRawText());
                results += answer.TryGetProperty("result", out _) ? 1 : 0;
            }
        }
        foreach (ExchangeClient client in first.Concat(second))
            client.Drop();
        return results;
    }
}

/// <summary>Three owners who ask a rig for anything, over connections that come and go.</summary>
internal sealed class RandomOwners
{
    private static readonly string[] _keys = [ExchangeRig.Alice, ExchangeRig.Bob, ExchangeRig.Carol];
    private readonly ExchangeRig _rig;
    private readonly SeededRandom _random;
    private readonly string[] _methods;
    private readonly List<string> _orders = [];
    private readonly ExchangeClient?[] _clients = new ExchangeClient?[3];

    public RandomOwners(ExchangeRig rig, SeededRandom random)
    {
        (_rig, _random) = (rig, random);
        _methods = [.. rig.Server.Methods.All.Select(static m => m.Name).Where(static n => n is not ("private/logout" or "public/auth") && !n.EndsWith("subscribe", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    public void Play(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            int who = _random.NextInt32(3);
            if (_clients[who] is { } old && _random.NextInt32(40) == 0)
            {
                old.Drop();
                _clients[who] = null;
            }
            ExchangeClient client = _clients[who] ??= _rig.Connect(_keys[who]);
            (string method, string parameters) = Next();
            Heard(client.Call(method, parameters));
            client.Notices.Clear();
            if (_random.NextInt32(6) == 0)
                _rig.Pass(0.02 * _random.NextInt32(100));
        }
    }

    /// <summary>All connections drop, the oldest first.</summary>
    public void DropAll()
    {
        foreach (ExchangeClient client in _clients.OfType<ExchangeClient>().OrderBy(static c => c.Session.Number))
            client.Drop();
        Array.Clear(_clients);
    }

    public (string Method, string Parameters) Next()
    {
        int price = 99_000 + 10 * _random.NextInt32(200);
        switch (_random.NextInt32(12))
        {
            case 0:
                return ("private/set_mmp_config", $$"""{"index_name":"btc_usd","interval":{{_random.NextInt32(10)}},"frozen_time":{{_random.NextInt32(3)}},"quantity_limit":{{1 + _random.NextInt32(3)}},"mmp_group":"{{(_random.NextInt32(2) == 0 ? "g" : "h")}}","max_quote_quantity":5000}""");
            case 1:
                return ("private/mass_quote", $$"""{"mmp_group":"g","quote_id":"q","quotes":[{"instrument_name":"BTC-PERPETUAL","bid":{"price":{{price}},"amount":{{10 * _random.NextInt32(50)}} },"ask":{"price":{{price + 200}},"amount":1000} }]}""");
            case 2:
                return ("private/submit_transfer_to_subaccount", $$"""{"currency":"BTC","amount":0.{{1 + _random.NextInt32(9)}},"destination":{{_rig.Desk.Holders.ElementAt(_random.NextInt32(3)).Account}}}""");
            case 3:
                return (_random.NextInt32(3) == 0 ? "private/disable_cancel_on_disconnect" : "private/enable_cancel_on_disconnect", _random.NextInt32(2) == 0 ? """{"scope":"account"}""" : "{}");
            case 4 or 5 or 6 or 7:
                string side = _random.NextInt32(2) == 0 ? "private/buy" : "private/sell";
                return (side, MethodFuzzTests.Parameters(_rig, _random, side, _orders));
            default:
                string method = _methods[_random.NextInt32(_methods.Length)];
                return (method, MethodFuzzTests.Parameters(_rig, _random, method, _orders));
        }
    }

    public void Heard(JsonElement answer)
    {
        if (answer.TryGetProperty("result", out JsonElement result) && result.ValueKind == JsonValueKind.Object && result.TryGetProperty("order", out JsonElement order))
            _orders.Add(order.GetProperty("order_id").GetString()!);
    }
}
