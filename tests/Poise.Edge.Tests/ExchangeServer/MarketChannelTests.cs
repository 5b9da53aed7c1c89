using System.Text.Json;
using Poise.Domain;
using Poise.Exchange;

namespace Poise.Edge.Tests;

/// <summary>Public channels in a market that moves: who folds what he is told knows what is.</summary>
public class MarketChannelTests
{
    [Theory]
    [InlineData("raw")]
    [InlineData("100ms")]
    [InlineData("agg2")]
    public void Books_that_are_folded_from_changes_are_the_exchanges_own(string interval)
    {
        var rig = new ExchangeRig(crowd: true, seed: 3);
        ExchangeClient early = rig.Connect(ExchangeRig.Alice), late = rig.Connect(ExchangeRig.Bob);
        string channel = $"book.BTC-PERPETUAL.{interval}";
        early.Subscribe(channel);
        int changes = 0, compared = 0;
        for (int tick = 0; tick < 350; tick++)
        {
            if (tick == 150)
                late.Subscribe(channel);
            int[] before = [early.Of(channel).Count(), late.Of(channel).Count()];
            rig.Pass(0.02);
            foreach ((ExchangeClient client, int known) in ((ExchangeClient, int)[])[(early, before[0]), (late, before[1])])
            {
                // What a beat tells is the book of its moment.
                if (client.Of(channel).Count() == known)
                    continue;
                (SortedDictionary<double, double> bids, SortedDictionary<double, double> asks, _) = Fold(client.Of(channel), ref changes);
                Assert.Equal(Side(rig, Domain.Side.Buy), bids);
                Assert.Equal(Side(rig, Domain.Side.Sell), asks);
                compared++;
            }
        }
        Assert.True(compared > 8, $"{compared} books compared");
        Assert.True(changes > 8, $"{changes} changes");
    }

    [Fact]
    public void After_a_stall_sessions_are_told_in_their_turns_again()
    {
        var rig = new ExchangeRig(crowd: true, seed: 3);
        ExchangeClient[] clients = [.. Enumerable.Range(0, 40).Select(_ => rig.Connect())];
        foreach (ExchangeClient client in clients)
            client.Subscribe("ticker.BTC-PERPETUAL.100ms");
        rig.Pass(0.5);
        rig.Stall(0.7);
        int most = 0, all = 0;
        for (int step = 0; step < 400; step++)
        {
            int before = clients.Sum(static c => c.Notices.Count);
            rig.Pass(0.005);
            int told = clients.Sum(static c => c.Notices.Count) - before;
            (most, all) = (Math.Max(most, told), all + told);
        }
        Assert.InRange(most, 1, 8);
        Assert.True(all > 200, $"{all} told");
    }

    [Fact]
    public void Trades_tickers_quotes_candles_and_indices_agree_with_the_exchange()
    {
        var rig = new ExchangeRig(crowd: true, seed: 4);
        ExchangeClient client = rig.Connect(ExchangeRig.Alice);
        string option = rig.Option();
        client.Subscribe(
            "trades.BTC-PERPETUAL.raw", "trades.future.BTC.100ms", "trades.any.any.agg2", "ticker.BTC-PERPETUAL.100ms", $"ticker.{option}.raw", "incremental_ticker.BTC-PERPETUAL", "quote.BTC-PERPETUAL",
            "chart.trades.BTC-PERPETUAL.1", "perpetual.BTC-PERPETUAL.100ms", "deribit_price_index.btc_usd", "deribit_volatility_index.btc_usd", "markprice.options.btc_usd", "estimated_expiration_price.btc_usd",
            "book.BTC-PERPETUAL.none.10.100ms");
        rig.Pass(8.3);
        string[] one = Ids("trades.BTC-PERPETUAL.raw"), two = Ids("trades.future.BTC.100ms");
        Assert.True(one.Length > 10);
        Assert.Equal(one, two.Intersect(one));
        Assert.Equal(one.Length, client.Of("trades.BTC-PERPETUAL.raw").SelectMany(t => t.EnumerateArray()).Select(t => t.GetProperty("trade_seq").GetInt64()).Distinct().Count());
        Assert.True(Ids("trades.any.any.agg2").Length >= two.Length / 2);
        JsonElement ticker = client.Of("ticker.BTC-PERPETUAL.100ms").Last();
        Assert.Equal(Math.Round(rig.Exchange.Perpetual(0).Mark, 4), ticker.GetProperty("mark_price").GetDouble());
        JsonElement greeks = client.Of($"ticker.{option}.raw").Last().GetProperty("greeks");
        Assert.InRange(Math.Abs(greeks.GetProperty("delta").GetDouble()), 0.1, 0.9);

        // What is told of changes, put together, is the ticker.
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonElement part in client.Of("incremental_ticker.BTC-PERPETUAL"))
        {
            foreach (JsonProperty field in part.EnumerateObject())
                told[field.Name] = field.Value.GetRawText();
        }
        Assert.Equal("snapshot", client.Of("incremental_ticker.BTC-PERPETUAL").First().GetProperty("type").GetString());
        foreach (JsonProperty field in ticker.EnumerateObject())
            Assert.True(field.Name == "timestamp" || told[field.Name] == field.Value.GetRawText(), $"{field.Name}: {told[field.Name]} and {field.Value}");

        JsonElement quote = client.Of("quote.BTC-PERPETUAL").Last();
        Assert.Equal(Side(rig, Domain.Side.Buy).Keys.Max(), quote.GetProperty("best_bid_price").GetDouble());
        Assert.Equal(Side(rig, Domain.Side.Sell).Keys.Min(), quote.GetProperty("best_ask_price").GetDouble());
        Assert.True(client.Of("chart.trades.BTC-PERPETUAL.1").Last().GetProperty("volume").GetDouble() > 0);
        Assert.Equal(Math.Round(rig.Exchange.IndexOf(0), 4), client.Of("deribit_price_index.btc_usd").Last().GetProperty("price").GetDouble());
        Assert.InRange(client.Of("deribit_volatility_index.btc_usd").Last().GetProperty("volatility").GetDouble(), 30, 90);
        Assert.Equal(rig.Exchange.Instruments.Count(i => i.IsOpen && i.Contract.IsOption), client.Of("markprice.options.btc_usd").Last().GetArrayLength());
        Assert.Equal(10, client.Of("book.BTC-PERPETUAL.none.10.100ms").Last().GetProperty("bids").GetArrayLength() + client.Of("book.BTC-PERPETUAL.none.10.100ms").Last().GetProperty("asks").GetArrayLength());
        Assert.Equal(8, client.Of("perpetual.BTC-PERPETUAL.100ms").Count());

        string[] Ids(string channel) => [.. client.Of(channel).SelectMany(t => t.EnumerateArray()).Where(t => t.GetProperty("instrument_name").GetString() == "BTC-PERPETUAL").Select(t => t.GetProperty("trade_id").GetString()!)];
    }

    [Fact]
    public void Channels_of_what_is_not_there_are_silently_left_out_and_nobody_hears_of_anothers_account()
    {
        var rig = new ExchangeRig(crowd: true);
        ExchangeClient alice = rig.Connect(ExchangeRig.Alice), bob = rig.Connect(ExchangeRig.Bob);
        Assert.Equal(["ticker.BTC-PERPETUAL.100ms"], alice.Result("public/subscribe", """{"channels":["ticker.BTC-PERPETUAL.100ms","ticker.DOGE-PERPETUAL.100ms","deribit_price_index.doge_usd","perpetual.BTC-27NOV26.100ms","nonsense"]}""").EnumerateArray().Select(c => c.GetString()));
        bob.Subscribe("user.changes.any.any.raw", "user.portfolio.any");
        bob.Notices.Clear();
        alice.Result("private/buy", """{"instrument_name":"BTC-PERPETUAL","amount":10,"type":"market"}""");
        Assert.Empty(bob.Notices);
        bob.Result("private/buy", """{"instrument_name":"BTC-PERPETUAL","amount":10,"type":"market"}""");
        Assert.NotEmpty(bob.Of("user.changes.any.any.raw"));
        rig.Pass(0.12);
        Assert.NotEmpty(bob.Of("user.portfolio.any"));
    }

    [Fact]
    public void Candles_of_all_lengths_hold_the_same_trades()
    {
        var rig = new ExchangeRig(crowd: true, seed: 5);
        rig.Market.AdvanceTo(rig.Now + Duration.FromSeconds(1500));
        ExchangeClient client = rig.Connect();
        double whole = double.NaN;
        foreach (string resolution in (string[])["1", "3", "5", "60", "1D"])
        {
            JsonElement chart = client.Result("public/get_tradingview_chart_data", $$"""{"instrument_name":"BTC-PERPETUAL","resolution":"{{resolution}}","start_timestamp":0,"end_timestamp":{{rig.Exchange.Now.UnixMilliseconds}}}""");
            double volume = chart.GetProperty("volume").EnumerateArray().Sum(v => v.GetDouble());
            Assert.Equal("ok", chart.GetProperty("status").GetString());
            whole = double.IsNaN(whole) ? volume : whole;
            Assert.Equal(whole, volume, 5);
            double[] highs = [.. chart.GetProperty("high").EnumerateArray().Select(v => v.GetDouble())], lows = [.. chart.GetProperty("low").EnumerateArray().Select(v => v.GetDouble())];
            Assert.All(highs.Zip(lows), pair => Assert.True(pair.First >= pair.Second));
        }
        Assert.True(whole > 1);
    }

    private static SortedDictionary<double, double> Side(ExchangeRig rig, Side side)
    {
        var levels = new DepthLevel[1000];
        ListedInstrument perpetual = rig.Exchange.Perpetual(0);
        int count = rig.Exchange.Depth(perpetual.Number, side, levels);
        var book = new SortedDictionary<double, double>();
        for (int i = 0; i < count; i++)
            book.Add(levels[i].Price.Count * 0.5, levels[i].Quantity.Count * 10);
        return book;
    }

    private static (SortedDictionary<double, double> Bids, SortedDictionary<double, double> Asks, long Change) Fold(IEnumerable<JsonElement> messages, ref int changes)
    {
        SortedDictionary<double, double> bids = [], asks = [];
        long last = -1;
        foreach (JsonElement message in messages)
        {
            bool isSnapshot = message.GetProperty("type").GetString() == "snapshot";
            Assert.Equal(last < 0, isSnapshot);
            Assert.Equal(!isSnapshot, message.TryGetProperty("prev_change_id", out JsonElement before));
            if (!isSnapshot)
                Assert.Equal(last, before.GetInt64());
            last = message.GetProperty("change_id").GetInt64();
            changes += isSnapshot ? 0 : 1;
            foreach ((string name, SortedDictionary<double, double> side) in (ReadOnlySpan<(string, SortedDictionary<double, double>)>)[("bids", bids), ("asks", asks)])
            {
                foreach (JsonElement level in message.GetProperty(name).EnumerateArray())
                {
                    double price = level[1].GetDouble(), amount = level[2].GetDouble();
                    switch (level[0].GetString())
                    {
                        case "new":
                            side.Add(price, amount);
                            break;
                        case "change":
                            Assert.True(side.ContainsKey(price) && side[price] != amount);
                            side[price] = amount;
                            break;
                        default:
                            Assert.Equal(0, amount);
                            Assert.True(side.Remove(price));
                            break;
                    }
                }
            }
        }
        return (bids, asks, last);
    }
}
