using System.Text.Json;
using Poise.Domain;
using Poise.Exchange;

namespace Poise.Edge.Tests;

/// <summary>What the wire says of an instrument that ended so long ago that its number is another's.</summary>
public class ForgettingTests
{
    [Fact]
    public void The_log_keeps_the_old_name_and_the_new_instrument_has_no_past()
    {
        var rig = new ExchangeRig();
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice), bob = rig.Connect(ExchangeRig.Bob);
        ListedInstrument old = rig.Exchange.Instruments.First(i => i.Contract.IsOption && i.Contract.Expiry == rig.Exchange.NextRoll && i.Delta is > 0.3 and < 0.9);
        string name = old.Contract.Id.Symbol;
        bob.Place("sell", name, "2", "0.02");
        alice.Place("buy", name, "2", "0.02");
        string log = Log(alice);
        Assert.Contains(name, log, StringComparison.Ordinal);

        ExchangeRig after = rig.Loaded(DeskStateTests.StateOf(rig).Bytes);
        after.Sleep(2 * 86_400);
        string settled = Log(after.Connect(ExchangeRig.Alice));
        Assert.Contains("delivery", settled, StringComparison.Ordinal);
        ExchangeClient listener = after.Connect(ExchangeRig.Alice);
        listener.Result("public/subscribe", $$"""{"channels":["book.{{name}}.100ms","ticker.{{name}}.100ms"]}""");
        int days = 2;
        for (; after.Exchange.Instruments[old.Number].Contract.Id.Symbol == name; days++)
            after.Sleep(86_400);
        Assert.InRange(days, after.Exchange.Settings.ForgetAfterDays, 60);
        after.Pass(1);
        ListedInstrument next = after.Exchange.Instruments[old.Number];
        string other = next.Contract.Id.Symbol;
        Assert.NotEqual(name, other);
        Assert.Equal(settled, Log(after.Connect(ExchangeRig.Alice)));
        foreach (string method in (string[])["public/ticker", "public/get_order_book", "public/get_last_trades_by_instrument"])
        {
            Assert.True(listener.Call(method, $$"""{"instrument_name":"{{name}}"}""").TryGetProperty("error", out _), method);
            Assert.True(listener.Call(method, $$"""{"instrument_name":"{{other}}"}""").TryGetProperty("result", out _), method);
        }
        Assert.Equal(0, listener.Result("public/get_last_trades_by_instrument", $$"""{"instrument_name":"{{other}}"}""").GetProperty("trades").GetArrayLength());
        Assert.DoesNotContain(name, listener.Result("public/get_instruments", """{"currency":"BTC","expired":true}""").GetRawText(), StringComparison.Ordinal);

        // Its channels are the new one's own.
        ExchangeClient fresh = after.Connect(ExchangeRig.Bob), taker = after.Connect(ExchangeRig.Alice);
        fresh.Result("public/subscribe", $$"""{"channels":["book.{{other}}.100ms"]}""");
        decimal price = next.OnGrid((long)(next.Mark / next.Terms.Tick) + 20, Side.Buy) * next.Contract.PriceTick;
        taker.Place("buy", other, "1", price.ToString(System.Globalization.CultureInfo.InvariantCulture));
        after.Pass(1);
        JsonElement[] books = [.. fresh.Of($"book.{other}.100ms")];
        Assert.Equal(2, books.Length);
        Assert.Equal(books[0].GetProperty("change_id").GetInt64(), books[1].GetProperty("prev_change_id").GetInt64());
        ExchangeRig again = after.Loaded(DeskStateTests.StateOf(after).Bytes);
        Assert.Equal(DeskStateTests.StateOf(after).Hash, DeskStateTests.StateOf(again).Hash);
        Assert.Equal(Log(after.Connect(ExchangeRig.Alice)), Log(again.Connect(ExchangeRig.Alice)));

        static string Log(ExchangeClient client) =>
            client.Result("private/get_transaction_log", """{"currency":"BTC","start_timestamp":0,"end_timestamp":9999999999999,"count":250}""").GetProperty("logs").GetRawText();
    }
}
