using System.Text.Json;

namespace Poise.Edge.Tests;

/// <summary>Margin models over the wire: asked for, changed, and what accounts say of themselves then.</summary>
public class MarginModelTests
{
    private const string Linear = "BTC_USDC-PERPETUAL";

    [Fact]
    public void An_account_is_put_on_cross_margin_and_says_its_sums_in_dollars()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice);
        Assert.False(Summary(alice, "BTC").TryGetProperty("total_equity_usd", out _));
        JsonElement asked = alice.Result("private/change_margin_model", """{"margin_model":"cross_sm","dry_run":true}""");
        Assert.Equal(["btc", "usdc"], asked.EnumerateArray().Select(a => a.GetProperty("currency").GetString()!));
        Assert.Equal((100.0, 197.0), (Number(asked[0].GetProperty("old_state"), "available_balance"), Number(asked[0].GetProperty("new_state"), "available_balance")));
        Assert.Equal("segregated_sm", Summary(alice, "BTC").GetProperty("margin_model").GetString());

        alice.Subscribe("user.portfolio.any");
        alice.Result("private/change_margin_model", """{"margin_model":"cross_sm"}""");
        JsonElement btc = Summary(alice, "BTC");
        Assert.Equal(("cross_sm", true, false), (btc.GetProperty("margin_model").GetString(), btc.GetProperty("cross_collateral_enabled").GetBoolean(), btc.GetProperty("portfolio_margining_enabled").GetBoolean()));
        // 100 coins of 100,000 less 3 %, and ten million dollars.
        Assert.Equal((20_000_000.0, 19_700_000.0, 0.0), (Number(btc, "total_equity_usd"), Number(btc, "total_margin_balance_usd"), Number(btc, "total_initial_margin_usd")));
        Assert.Equal((100.0, 100.0, 197.0, 197.0, 100.0), (Number(btc, "equity"), Number(btc, "balance"), Number(btc, "margin_balance"), Number(btc, "available_funds"), Number(btc, "available_withdrawal_funds")));

        // Dollars that are not there are lost to bob, who pays in what he has.
        ExchangeClient bob = rig.Connect(ExchangeRig.Bob);
        bob.Place("sell", Linear, "100", "104000");
        alice.Place("buy", Linear, "100", "104000");
        JsonElement usdc = Summary(alice, "USDC");
        btc = Summary(alice, "BTC");
        Assert.Equal(10_000_000 * (0.02 + 100 * 0.00005), Number(usdc, "total_initial_margin_usd"), 2);
        Assert.Equal(10_000_000 * (0.01 + 100 * 0.00005), Number(usdc, "maintenance_margin"), 2);
        Assert.Equal(Number(usdc, "initial_margin") / 100_000, Number(btc, "initial_margin"), 6);
        Assert.Equal(Number(usdc, "margin_balance") - Number(usdc, "initial_margin"), Number(usdc, "available_funds"), 6);
        Assert.Equal(10_000_000, Number(btc, "total_delta_total_usd"), 2);
        rig.Pass(1.5);
        Assert.Equal(["BTC", "USDC"], alice.Of("user.portfolio.any").Select(p => p.GetProperty("currency").GetString()!).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal("cross_sm", alice.Of("user.portfolio.any").Last().GetProperty("margin_model").GetString());
        Assert.All(alice.Result("private/get_account_summaries").GetProperty("summaries").EnumerateArray(), s => Assert.Equal(Number(usdc, "total_initial_margin_usd"), Number(s, "total_initial_margin_usd"), 1));
        Assert.All(alice.Result("public/get_currencies").EnumerateArray(), c => Assert.True(c.GetProperty("in_cross_collateral_pool").GetBoolean()));
    }

    [Fact]
    public void A_model_that_would_not_cover_initial_margin_is_refused_and_so_are_others_accounts()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice), bob = rig.Connect(ExchangeRig.Bob), watcher = rig.Connect(ExchangeRig.Watcher);
        int carol = Id(rig.Connect(ExchangeRig.Carol)), stranger = Id(bob);
        alice.Result("private/change_margin_model", $$"""{"margin_model":"cross_pm","user_id":{{carol}}}""");
        Assert.Equal("cross_pm", alice.Result("private/get_subaccounts").EnumerateArray().Single(a => a.GetProperty("id").GetInt32() == carol).GetProperty("margin_model").GetString());
        Assert.Equal(13020, alice.Error("private/change_margin_model", $$"""{"margin_model":"cross_sm","user_id":{{stranger}}}"""));
        Assert.Equal(-32602, alice.Error("private/change_margin_model", """{"margin_model":"cross"}"""));
        Assert.Equal(13021, watcher.Error("private/change_margin_model", """{"margin_model":"cross_sm"}"""));

        alice.Result("private/change_margin_model", """{"margin_model":"cross_sm"}""");
        alice.Result("private/submit_transfer_to_subaccount", $$"""{"currency":"USDC","amount":10000000,"destination":{{carol}}}""");
        bob.Place("sell", Linear, "10", "101000");
        alice.Place("buy", Linear, "10", "101000");
        Assert.True(Number(Summary(alice, "USDC"), "equity") < -9_000);
        Assert.Equal(10009, alice.Error("private/change_margin_model", """{"margin_model":"segregated_sm"}"""));
        Assert.Equal(10009, alice.Error("private/submit_transfer_to_subaccount", $$"""{"currency":"USDC","amount":1,"destination":{{carol}}}"""));
        alice.Result("private/submit_transfer_to_subaccount", $$"""{"currency":"BTC","amount":90,"destination":{{carol}}}""");
        Assert.Equal("cross_sm", Summary(alice, "BTC").GetProperty("margin_model").GetString());
    }

    private static int Id(ExchangeClient client) => Summary(client, "BTC").GetProperty("id").GetInt32();

    private static JsonElement Summary(ExchangeClient client, string currency) => client.Result("private/get_account_summary", $$"""{"currency":"{{currency}}","extended":true}""");

    private static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();
}
