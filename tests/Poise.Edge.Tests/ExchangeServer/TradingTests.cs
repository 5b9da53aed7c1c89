using System.Globalization;
using System.Text.Json;
using Poise.Domain;
using Poise.Exchange;

namespace Poise.Edge.Tests;

/// <summary>Orders over the protocol, as two owners of accounts meet them.</summary>
public class TradingTests
{
    private const string Perpetual = "BTC-PERPETUAL";

    [Fact]
    public void An_order_lives_from_open_over_partly_filled_to_filled_and_both_sides_hear_of_it()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice), bob = rig.Connect(ExchangeRig.Bob);
        alice.Subscribe("user.orders.any.any.raw", "user.trades.BTC-PERPETUAL.raw", "user.changes.any.any.100ms", "user.portfolio.btc");
        string id = Text(alice.Place("buy", Perpetual, "100", "99000", ",\"label\":\"mine\",\"post_only\":true"), "order_id");
        JsonElement taken = bob.Result("private/sell", $$"""{"instrument_name":"{{Perpetual}}","amount":30,"price":99000}""");
        Assert.Equal("filled", Text(taken.GetProperty("order"), "order_state"));
        Assert.Equal(1, taken.GetProperty("trades").GetArrayLength());
        Assert.Equal(0.0005 * 30 / 99000, taken.GetProperty("trades")[0].GetProperty("fee").GetDouble(), 8);
        bob.Place("sell", Perpetual, "70", "98990");

        string[] states = [.. alice.Of("user.orders.any.any.raw").Select(o => $"{Text(o, "order_state")} {Number(o, "filled_amount")} {Text(o, "label")}")];
        Assert.Equal(["open 0 mine", "open 30 mine", "filled 100 mine"], states);
        Assert.Equal([30.0, 70.0], alice.Of("user.trades.BTC-PERPETUAL.raw").SelectMany(t => t.EnumerateArray()).Select(t => Number(t, "amount")));
        Assert.All(alice.Of("user.trades.BTC-PERPETUAL.raw").SelectMany(t => t.EnumerateArray()), t => Assert.Equal((id, "M"), (Text(t, "order_id"), Text(t, "liquidity"))));
        Assert.Empty(alice.Of("user.changes.any.any.100ms"));
        rig.Pass(0.2);
        JsonElement change = Assert.Single(alice.Of("user.changes.any.any.100ms"));
        Assert.Equal((2, 1, 100.0), (change.GetProperty("trades").GetArrayLength(), change.GetProperty("orders").GetArrayLength(), Number(change.GetProperty("positions")[0], "size")));
        Assert.True(alice.Of("user.portfolio.btc").Count() >= 2);
        JsonElement state = alice.Result("private/get_order_state", $$"""{"order_id":"{{id}}"}""");
        Assert.Equal(("filled", 99000.0), (Text(state, "order_state"), Number(state, "average_price")));
        Assert.Equal(id, Text(alice.Result("private/get_order_state_by_label", """{"currency":"BTC","label":"mine"}""")[0], "order_id"));
        JsonElement position = bob.Result("private/get_position", $$"""{"instrument_name":"{{Perpetual}}"}""");
        Assert.Equal(("sell", -100.0, 99000.0), (Text(position, "direction"), Number(position, "size"), Number(position, "average_price")));
        Assert.Empty(bob.Notices);
    }

    [Theory]
    [InlineData("\"amount\":10", 10023)] // no price
    [InlineData("\"amount\":10,\"price\":99000.3", 10043)]
    [InlineData("\"amount\":15,\"price\":99000", 10021)]
    [InlineData("\"amount\":-10,\"price\":99000", 10021)]
    [InlineData("\"price\":99000", -32602)]
    [InlineData("\"amount\":20,\"contracts\":1,\"price\":99000", 10021)]
    [InlineData("\"amount\":10,\"price\":120000", 10007)]
    [InlineData("\"amount\":10,\"price\":99000,\"type\":\"sideways\"", -32602)]
    [InlineData("\"amount\":10,\"price\":99000,\"time_in_force\":7", -32602)]
    [InlineData("\"amount\":\"ten\",\"price\":99000", -32602)]
    [InlineData("\"amount\":10,\"price\":99000,\"advanced\":\"usd\"", 11038)]
    [InlineData("\"amount\":10,\"price\":99000,\"reduce_only\":true", 11030)]
    [InlineData("\"amount\":10,\"price\":99000,\"time_in_force\":\"fill_or_kill\"", 11030)]
    [InlineData("\"amount\":10,\"price\":99000,\"post_only\":true,\"time_in_force\":\"immediate_or_cancel\"", 11047)]
    [InlineData("\"amount\":10,\"type\":\"stop_market\",\"trigger\":\"mark_price\"", 10023)]
    [InlineData("\"amount\":10,\"type\":\"stop_market\",\"trigger\":\"mark_price\",\"trigger_price\":90000", 10035)] // a buy's stop below the mark
    [InlineData("\"amount\":10,\"type\":\"market\"", 11030)] // nobody offers
    [InlineData("\"amount\":10,\"price\":99000,\"mmp\":true", 13040)]
    [InlineData("\"amount\":10,\"price\":99000,\"valid_until\":1", 10001)]
    [InlineData("\"amount\":1e30,\"price\":99000", -32602)]
    [InlineData("\"amount\":90000000,\"price\":104000", 10009)]
    public void What_cannot_be_ordered_is_refused_by_its_number(string order, int code)
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice);
        if (code == 10009)
            alice.Result("private/submit_transfer_to_subaccount", """{"currency":"BTC","amount":90,"destination":4}""");
        Assert.Equal(code, alice.Error("private/buy", $$"""{"instrument_name":"{{Perpetual}}",{{order}}}"""));
        Assert.Equal(0, alice.Result("private/get_open_orders").GetArrayLength());
    }

    [Fact]
    public void Strangers_readers_and_those_without_a_login_do_not_trade()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice), bob = rig.Connect(ExchangeRig.Bob), watcher = rig.Connect(ExchangeRig.Watcher), nobody = rig.Connect();
        string id = Text(alice.Place("buy", Perpetual, "10", "99000"), "order_id");
        Assert.Equal(10029, bob.Error("private/cancel", $$"""{"order_id":"{{id}}"}"""));
        Assert.Equal(10004, bob.Error("private/get_order_state", $$"""{"order_id":"{{id}}"}"""));
        Assert.Equal(10029, bob.Error("private/edit", $$"""{"order_id":"{{id}}","amount":20,"price":99000}"""));
        Assert.Equal(13021, watcher.Error("private/cancel", $$"""{"order_id":"{{id}}"}"""));
        Assert.Equal("open", Text(watcher.Result("private/get_order_state", $$"""{"order_id":"{{id}}"}"""), "order_state"));
        Assert.Equal(10000, nobody.Error("private/buy", $$"""{"instrument_name":"{{Perpetual}}","amount":10,"price":99000}"""));
        Assert.Equal(10020, alice.Error("private/buy", """{"instrument_name":"BTC-1JAN20","amount":10,"price":99000}"""));
        foreach (string none in (string[])["x", "BTC-", "BTC--1", "BTC-0", "-5", "BTC-9999999999999999999999"])
            Assert.Equal(10025, alice.Error("private/cancel", $$"""{"order_id":"{{none}}"}"""));
        Assert.Equal(10004, alice.Error("private/cancel", """{"order_id":"BTC-77"}"""));
    }

    [Fact]
    public void Edits_cancels_and_closings_do_what_they_say()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice), bob = rig.Connect(ExchangeRig.Bob);
        string id = Text(alice.Place("buy", Perpetual, "100", "99000", ",\"label\":\"e\""), "order_id");
        JsonElement edited = alice.Result("private/edit", $$"""{"order_id":"{{id}}","amount":60,"price":99100}""").GetProperty("order");
        Assert.Equal((60.0, 99100.0), (Number(edited, "amount"), Number(edited, "price")));
        edited = alice.Result("private/edit_by_label", $$"""{"instrument_name":"{{Perpetual}}","label":"e","price":99000}""").GetProperty("order");
        Assert.Equal((60.0, 99000.0, id), (Number(edited, "amount"), Number(edited, "price"), Text(edited, "order_id")));
        bob.Place("sell", Perpetual, "20", "99000");
        Assert.Equal(10021, alice.Error("private/edit", $$"""{"order_id":"{{id}}","amount":20,"price":99000}""")); // all of it is filled already
        JsonElement cancelled = alice.Result("private/cancel", $$"""{"order_id":"{{id}}"}""");
        Assert.Equal(("cancelled", "user_request", 20.0), (Text(cancelled, "order_state"), Text(cancelled, "cancel_reason"), Number(cancelled, "filled_amount")));
        Assert.Equal(11044, alice.Error("private/cancel", $$"""{"order_id":"{{id}}"}"""));
        Assert.Equal(11044, alice.Error("private/edit", $$"""{"order_id":"{{id}}","amount":60,"price":99000}"""));
        for (int i = 0; i < 3; i++)
            alice.Place("buy", Perpetual, "10", "98000", $",\"label\":\"{(i == 0 ? "one" : "two")}\"");
        alice.Result("private/buy", $$"""{"instrument_name":"{{Perpetual}}","amount":10,"type":"stop_market","trigger":"index_price","trigger_price":110000}""");
        Assert.Equal(2, alice.Result("private/cancel_by_label", """{"label":"two"}""").GetInt32());
        Assert.Equal(1, alice.Result("private/cancel_all_by_instrument", $$"""{"instrument_name":"{{Perpetual}}","type":"limit"}""").GetInt32());
        Assert.Equal(1, alice.Result("private/cancel_all_by_currency", """{"currency":"BTC","type":"trigger_all"}""").GetInt32());
        Assert.Equal(0, alice.Result("private/cancel_all").GetInt32());
        bob.Place("buy", Perpetual, "50", "98500");
        JsonElement closed = alice.Result("private/close_position", $$"""{"instrument_name":"{{Perpetual}}","type":"market"}""").GetProperty("order");
        Assert.Equal(("sell", 20.0, true), (Text(closed, "direction"), Number(closed, "filled_amount"), closed.GetProperty("reduce_only").GetBoolean()));
        Assert.Equal(10010, alice.Error("private/close_position", $$"""{"instrument_name":"{{Perpetual}}","type":"market"}"""));
        Assert.Equal(0, alice.Result("private/get_positions", """{"currency":"BTC"}""").GetArrayLength());
    }

    [Fact]
    public void A_stop_is_told_when_it_waits_when_it_goes_off_and_what_it_became()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice), bob = rig.Connect(ExchangeRig.Bob);
        alice.Subscribe("user.orders.BTC-PERPETUAL.raw");
        bob.Place("buy", Perpetual, "500", "98000");
        JsonElement waits = alice.Result("private/sell", $$"""{"instrument_name":"{{Perpetual}}","amount":50,"type":"stop_market","trigger":"last_price","trigger_price":98500,"label":"s"}""").GetProperty("order");
        string id = Text(waits, "order_id");
        Assert.Equal(("untriggered", "market_price", "stop_market"), (Text(waits, "order_state"), Text(waits, "price"), Text(waits, "order_type")));
        alice.Place("sell", Perpetual, "10", "98000"); // trades at 98,000
        JsonElement[] told = [.. alice.Of("user.orders.BTC-PERPETUAL.raw")];
        Assert.Contains(told, o => Text(o, "order_id") == id && Text(o, "order_state") == "triggered");
        JsonElement became = told.Single(o => o.TryGetProperty("trigger_order_id", out JsonElement from) && from.GetString() == id);
        Assert.Equal(("filled", "s", 50.0), (Text(became, "order_state"), Text(became, "label"), Number(became, "filled_amount")));
        Assert.Equal("triggered", Text(alice.Result("private/get_order_state", $$"""{"order_id":"{{id}}"}"""), "order_state"));
        Assert.Equal(1, alice.Result("private/get_user_trades_by_order", $$"""{"order_id":"{{id}}"}""").GetArrayLength());
    }

    [Fact]
    public void An_order_that_waits_is_edited_and_goes_off_at_its_new_price()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice), bob = rig.Connect(ExchangeRig.Bob);
        alice.Subscribe("user.orders.BTC-PERPETUAL.raw");
        bob.Place("buy", Perpetual, "500", "98000");
        string id = Text(alice.Result("private/sell", $$"""{"instrument_name":"{{Perpetual}}","amount":50,"type":"stop_market","trigger":"last_price","trigger_price":97000}""").GetProperty("order"), "order_id");
        JsonElement edited = alice.Result("private/edit", $$"""{"order_id":"{{id}}","amount":70,"trigger_price":98500}""").GetProperty("order");
        Assert.Equal((id, "untriggered", 70.0, 98500.0), (Text(edited, "order_id"), Text(edited, "order_state"), Number(edited, "amount"), Number(edited, "trigger_price")));
        Assert.Contains(alice.Of("user.orders.BTC-PERPETUAL.raw"), o => Number(o, "amount") == 70);
        Assert.Equal(10034, alice.Error("private/edit", $$"""{"order_id":"{{id}}","amount":70,"trigger_price":150000}"""));
        Assert.Equal(98500, Number(Assert.Single(alice.Result("private/get_open_orders").EnumerateArray().ToArray()), "trigger_price"));
        Assert.Equal(-32602, alice.Error("private/edit", $$"""{"order_id":"{{id}}","amount":70,"trigger_price":0}"""));
        Assert.Equal(-32602, alice.Error("private/edit", $$"""{"order_id":"{{id}}","amount":70,"trigger_offset":10}""")); // it does not trail
        string rests = Text(alice.Result("private/buy", $$"""{"instrument_name":"{{Perpetual}}","amount":10,"price":97000}""").GetProperty("order"), "order_id");
        Assert.Equal(-32602, alice.Error("private/edit", $$"""{"order_id":"{{rests}}","amount":10,"price":97000,"trigger_price":98000}""")); // it waits for nothing
        string limit = Text(alice.Result("private/buy", $$"""{"instrument_name":"{{Perpetual}}","amount":10,"price":103000,"type":"stop_limit","trigger":"last_price","trigger_price":102000}""").GetProperty("order"), "order_id");
        JsonElement posts = alice.Result("private/edit", $$"""{"order_id":"{{limit}}","amount":10,"post_only":true}""").GetProperty("order");
        Assert.Equal((true, 102000.0), (posts.GetProperty("post_only").GetBoolean(), Number(posts, "trigger_price")));
        alice.Result("private/cancel", $$"""{"order_id":"{{limit}}"}""");
        alice.Place("sell", Perpetual, "10", "98000"); // trades at 98,000
        Assert.Equal("triggered", Text(alice.Result("private/get_order_state", $$"""{"order_id":"{{id}}"}"""), "order_state"));
        Assert.Equal(70, alice.Result("private/get_user_trades_by_order", $$"""{"order_id":"{{id}}"}""").EnumerateArray().Sum(t => Number(t, "amount")));
    }

    [Fact]
    public void A_dropped_link_cancels_what_its_stops_became()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice), second = rig.Connect(ExchangeRig.Alice), bob = rig.Connect(ExchangeRig.Bob);
        alice.Result("private/enable_cancel_on_disconnect");
        bob.Place("buy", Perpetual, "500", "98000");
        alice.Result("private/sell", $$"""{"instrument_name":"{{Perpetual}}","amount":50,"price":99500,"type":"stop_limit","trigger":"last_price","trigger_price":98500}""");
        alice.Place("sell", Perpetual, "10", "98000"); // trades at 98,000
        Assert.Equal(99500, Number(Assert.Single(second.Result("private/get_open_orders").EnumerateArray().ToArray()), "price"));
        alice.Drop();
        Assert.Equal(0, second.Result("private/get_open_orders").GetArrayLength());
    }

    [Fact]
    public void Each_trade_says_which_way_the_price_went_to_the_public_and_to_its_owner()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice), bob = rig.Connect(ExchangeRig.Bob);
        foreach (string price in (string[])["98000", "98100", "98100", "97900", "97900", "98000"])
        {
            alice.Place("buy", Perpetual, "10", price);
            bob.Place("sell", Perpetual, "10", price);
        }
        string named = $$"""{"instrument_name":"{{Perpetual}}","count":10,"sorting":"asc"}""";
        double[] seen = [.. rig.Connect().Result("public/get_last_trades_by_instrument", named).GetProperty("trades").EnumerateArray().Select(static t => Number(t, "tick_direction"))];
        Assert.Equal([0, 1, 2, 3, 0], seen[1..]);
        Assert.Equal(seen, alice.Result("private/get_user_trades_by_instrument", named).GetProperty("trades").EnumerateArray().Select(static t => Number(t, "tick_direction")));
    }

    [Fact]
    public void A_dropped_link_cancels_what_it_was_told_to()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice), second = rig.Connect(ExchangeRig.Alice);
        alice.Result("private/enable_cancel_on_disconnect");
        string first = Text(alice.Place("buy", Perpetual, "10", "99000"), "order_id");
        string other = Text(second.Place("buy", Perpetual, "10", "99000"), "order_id");
        second.Subscribe("user.orders.any.any.raw");
        alice.Drop();
        JsonElement gone = Assert.Single(second.Of("user.orders.any.any.raw"));
        Assert.Equal((first, "cancelled", "cancel_on_disconnect"), (Text(gone, "order_id"), Text(gone, "order_state"), Text(gone, "cancel_reason")));
        Assert.Equal(other, Text(Assert.Single(second.Result("private/get_open_orders").EnumerateArray().ToArray()), "order_id"));
        second.Result("private/enable_cancel_on_disconnect", """{"scope":"account"}""");
        second.Drop();
        Assert.Equal(0, rig.Connect(ExchangeRig.Alice).Result("private/get_open_orders").GetArrayLength());
    }

    [Fact]
    public void Mass_quotes_need_protection_and_cancel_on_disconnect_and_each_side_is_judged_by_itself()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice), bob = rig.Connect(ExchangeRig.Bob);
        string option = rig.Option(), ask = ((long)(rig.Exchange.Find(option)!.Mark / 0.0005) * 0.0005m + 0.005m).ToString(CultureInfo.InvariantCulture);
        string quotes = $$$"""{"mmp_group":"g","quote_id":"1","detailed":true,"quotes":[{"instrument_name":"{{{option}}}","quote_set_id":"s1","bid":{"price":0.0045,"amount":2},"ask":{"price":{{{ask}}},"amount":2}},{"instrument_name":"{{{option}}}x","bid":{"price":0.1,"amount":1}}]}""";
        Assert.Equal(13042, alice.Error("private/mass_quote", quotes));
        alice.Result("private/enable_cancel_on_disconnect");
        JsonElement without = alice.Result("private/mass_quote", quotes);
        Assert.Equal(3, without.GetProperty("errors_count").GetInt32());
        Assert.Contains(13040, without.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("error").GetProperty("code").GetInt32()));
        alice.Subscribe("user.mmp_trigger.btc_usd");
        alice.Result("private/set_mmp_config", """{"index_name":"btc_usd","mmp_group":"g","interval":5,"frozen_time":0,"quantity_limit":2,"max_quote_quantity":5}""");
        JsonElement taken = alice.Result("private/mass_quote", quotes);
        Assert.Equal((1, 2), (taken.GetProperty("errors_count").GetInt32(), taken.GetProperty("orders").GetArrayLength()));
        Assert.All(taken.GetProperty("orders").EnumerateArray(), o => Assert.Equal(("s1", true), (Text(o, "quote_set_id"), o.GetProperty("quote").GetBoolean())));
        bob.Place("sell", option, "2", "0.0045");
        Assert.Equal(0, alice.Result("private/get_open_orders").GetArrayLength());
        JsonElement trip = Assert.Single(alice.Of("user.mmp_trigger.btc_usd"));
        Assert.Equal((0, "g"), (trip.GetProperty("frozen_until").GetInt32(), Text(trip, "mmp_group")));
        Assert.Equal(13030, alice.Result("private/mass_quote", quotes).GetProperty("errors")[0].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal("g", Text(alice.Result("private/get_mmp_status")[0], "mmp_group"));
        Assert.Equal("ok", alice.Result("private/reset_mmp", """{"index_name":"btc_usd","mmp_group":"g"}""").GetString());
        Assert.Equal(1, alice.Result("private/mass_quote", quotes).GetProperty("errors_count").GetInt32());
        Assert.Equal(2, alice.Result("private/cancel_quotes", """{"cancel_type":"quote_set_id","quote_set_id":"s1"}""").GetInt32());
        alice.Drop();
    }

    [Fact]
    public void Accounts_say_what_they_own_and_money_goes_to_ones_own_accounts_alone()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice), bob = rig.Connect(ExchangeRig.Bob), carol = rig.Connect(ExchangeRig.Carol);
        JsonElement before = alice.Result("private/get_account_summary", """{"currency":"BTC","extended":true}""");
        Assert.Equal((100.0, 100.0, "segregated_sm"), (Number(before, "equity"), Number(before, "available_funds"), Text(before, "margin_model")));
        int subaccount = alice.Result("private/get_subaccounts").EnumerateArray().Single(a => Text(a, "type") == "subaccount").GetProperty("id").GetInt32();
        int stranger = bob.Result("private/get_account_summary", """{"currency":"BTC"}""").GetProperty("id").GetInt32();
        Assert.Equal("confirmed", Text(alice.Result("private/submit_transfer_to_subaccount", $$"""{"currency":"BTC","amount":1.5,"destination":{{subaccount}}}"""), "state"));
        Assert.Equal(101.5, Number(carol.Result("private/get_account_summary", """{"currency":"BTC"}"""), "equity"));
        Assert.Equal(13020, alice.Error("private/submit_transfer_to_subaccount", $$"""{"currency":"BTC","amount":1,"destination":{{stranger}}}"""));
        Assert.Equal(10009, alice.Error("private/submit_transfer_to_subaccount", $$"""{"currency":"BTC","amount":500,"destination":{{subaccount}}}"""));
        Assert.Equal(-32602, alice.Error("private/get_account_summary", """{"currency":"DOGE"}"""));

        string option = rig.Option();
        carol.Place("sell", option, "10", "0.02");
        alice.Place("buy", option, "10", "0.02");
        JsonElement summary = carol.Result("private/get_account_summary", """{"currency":"BTC"}""");
        Assert.Equal("segregated_pm", Text(summary, "margin_model"));
        Assert.True(Number(summary, "initial_margin") > 0 && Number(summary, "options_value") < 0);
        JsonElement log = alice.Result("private/get_transaction_log", $$"""{"currency":"BTC","start_timestamp":0,"end_timestamp":{{rig.Now.UnixMilliseconds}}}""").GetProperty("logs");
        Assert.Equal(["trade", "withdrawal", "deposit"], log.EnumerateArray().Select(e => Text(e, "type")));
        Assert.Equal(100, log.EnumerateArray().Sum(e => Number(e, "change")) + 0.2 + log[0].GetProperty("commission").GetDouble() + 1.5, 6);
        JsonElement simulated = carol.Result("private/simulate_portfolio", $$"""{"currency":"BTC","add_positions":true,"simulated_positions":"{\"{{Perpetual}}\":1000000}"}""");
        Assert.True(Number(simulated, "initial_margin") > Number(summary, "initial_margin"));
        JsonElement margins = alice.Result("private/get_margins", $$"""{"instrument_name":"{{Perpetual}}","amount":10000,"price":100000}""");
        Assert.Equal(0.1 * 0.02, Number(margins, "buy"), 4);
    }

    [Fact]
    public void An_option_can_be_asked_for_in_vol_and_in_dollars()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice);
        string option = rig.Option();
        JsonElement vol = alice.Result("private/buy", $$"""{"instrument_name":"{{option}}","amount":1,"price":42.5,"advanced":"implv","label":"v"}""").GetProperty("order");
        Assert.Equal(("implv", 42.5, "open"), (Text(vol, "advanced"), Number(vol, "implv"), Text(vol, "order_state")));
        Assert.InRange(Number(vol, "price"), 0.0001, 0.5);
        JsonElement usd = alice.Result("private/sell", $$"""{"instrument_name":"{{option}}","amount":1,"price":90000,"advanced":"usd"}""").GetProperty("order");
        Assert.Equal(("usd", 90000.0), (Text(usd, "advanced"), Number(usd, "usd")));

        string id = Text(vol, "order_id");
        JsonElement edited = alice.Result("private/edit", $$"""{"order_id":"{{id}}","amount":2,"price":40,"advanced":"implv"}""").GetProperty("order");
        Assert.Equal((40.0, 2.0), (Number(edited, "implv"), Number(edited, "amount")));
        Assert.Equal(40.0, Number(alice.Result("private/edit_by_label", $$"""{"instrument_name":"{{option}}","label":"v","amount":3,"advanced":"implv"}""").GetProperty("order"), "implv"));
        Assert.Equal(10023, alice.Error("private/edit", $$"""{"order_id":"{{id}}","amount":2,"advanced":"usd"}""")); // 40 what?
        Assert.Equal(11039, alice.Error("private/edit", $$"""{"order_id":"{{id}}","amount":2,"price":40,"advanced":"implv","post_only":true}"""));
        JsonElement plain = alice.Result("private/edit", $$"""{"order_id":"{{id}}","amount":2,"price":0.001}""").GetProperty("order");
        Assert.False(plain.TryGetProperty("advanced", out _));
        Assert.Equal(0.001, Number(plain, "price"));
        Assert.Equal(11041, alice.Error("private/edit", $$"""{"order_id":"{{id}}","amount":2,"price":40,"advanced":"implv"}"""));

        foreach ((string more, int code) in ((string, int)[])[("\"price\":40,\"advanced\":\"implv\",\"post_only\":true", 11039), ("\"type\":\"market\",\"advanced\":\"implv\",\"price\":40", 11047), ("\"price\":40,\"advanced\":\"vol\"", -32602), ("\"price\":0,\"advanced\":\"implv\"", 10023)])
            Assert.Equal(code, alice.Error("private/buy", $"{{\"instrument_name\":\"{option}\",\"amount\":1,{more}}}"));
    }

    /// <summary>What the log says sums to the cash, and funding to nothing between two who hold against each other.</summary>
    [Fact]
    public void Funding_is_in_the_log_of_who_holds()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice), bob = rig.Connect(ExchangeRig.Bob);
        bob.Place("sell", Perpetual, "100000", "100000");
        alice.Place("buy", Perpetual, "100000", "100000");
        bob.Place("sell", Perpetual, "10", "104000"); // a dear book, so that longs pay
        bob.Place("buy", Perpetual, "10", "102000");
        rig.Pass(7300);
        JsonElement[] paid = [.. Funding(alice)], got = [.. Funding(bob)];
        Assert.True(paid.Length >= 1);
        Assert.Equal(paid.Length, got.Length);
        Assert.All(paid, e => Assert.True(Number(e, "interest_pl") < 0 && Number(e, "change").Equals(Number(e, "interest_pl")) && Number(e, "position") > 0 && Text(e, "instrument_name") == Perpetual));
        Assert.Equal(0, paid.Concat(got).Sum(e => Number(e, "interest_pl")), 7);
        JsonElement log = Log(alice);
        Assert.Equal(Number(log[0], "balance"), log.EnumerateArray().Sum(e => Number(e, "change")), 8);

        JsonElement Log(ExchangeClient of) => of.Result("private/get_transaction_log", $$"""{"currency":"BTC","start_timestamp":0,"end_timestamp":{{rig.Now.UnixMilliseconds}}}""").GetProperty("logs");

        IEnumerable<JsonElement> Funding(ExchangeClient of) => Log(of).EnumerateArray().Where(e => Text(e, "type") == "settlement");
    }

    [Fact]
    public void Settled_options_are_told_logged_and_listed_as_expired()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice), bob = rig.Connect(ExchangeRig.Bob);
        ListedInstrument call = rig.Exchange.Instruments.First(i => i.Contract.IsOption && i.Listing == 0 && i.Contract.Type == OptionType.Call && i.Contract.Strike < 100_000);
        string option = call.Contract.Id.Symbol, price = ((long)(call.Mark / 0.0005) * 0.0005m).ToString(CultureInfo.InvariantCulture);
        bob.Place("sell", option, "1", price);
        alice.Place("buy", option, "1", price);
        alice.Subscribe("instrument.state.option.BTC");
        rig.Market.AdvanceTo(call.Contract.Expiry);
        Assert.Contains(alice.Of("instrument.state.option.BTC"), s => Text(s, "instrument_name") == option && Text(s, "state") == "settled");
        JsonElement delivery = alice.Result("private/get_settlement_history_by_instrument", $$"""{"instrument_name":"{{option}}"}""").GetProperty("settlements")[0];
        Assert.Equal((1 - call.Contract.Strike / call.Settlement), Number(delivery, "session_profit_loss"), 6);
        Assert.Contains(alice.Result("public/get_instruments", """{"currency":"BTC","kind":"option","expired":true}""").EnumerateArray(), i => Text(i, "instrument_name") == option);
        Assert.DoesNotContain(alice.Result("public/get_instruments", """{"currency":"BTC","kind":"option"}""").EnumerateArray(), i => Text(i, "instrument_name") == option);
        Assert.Equal(10012, alice.Error("private/buy", $$"""{"instrument_name":"{{option}}","amount":1,"price":0.01}"""));
        Assert.True(Number(alice.Result("public/get_delivery_prices", """{"index_name":"btc_usd"}""").GetProperty("data")[0], "delivery_price") > 0);
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();
}
