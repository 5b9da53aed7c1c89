using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

/// <summary>Messages of the venue, field by field after the tables of its document, and what is refused in them.</summary>
public sealed class MessageTests
{
    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static JsonElement Json(JsonNode node) => Json(node.ToJsonString());

    internal static DeribitInstrument InstrumentOf(string name)
    {
        Assert.True(DeribitInstrument.TryRead(Json(DeribitPeer.Known(name)!), out DeribitInstrument instrument, out string why), why);
        return instrument;
    }

    [Fact]
    public void InverseFuturesCountDollars()
    {
        DeribitInstrument perpetual = InstrumentOf(DeribitPeer.Perpetual);
        Contract contract = perpetual.Contract;
        Assert.Equal((ContractKind.Perpetual, PayoffStyle.Inverse, 10.0, 1m, 0.5m, "BTC", Instant.Never), (
            contract.Kind, contract.Style, contract.Multiplier, contract.LotSize, contract.PriceTick, contract.SettlementCurrency, contract.Expiry));
        Assert.True(perpetual.TryLots(120, out Lots lots) && perpetual.TryTicks(90_000.5m, out Ticks ticks) && ticks.Count == 180_001);
        Assert.Equal((12, 120m, 90_000.5m, 12.0), (lots.Count, perpetual.AmountOf(lots), perpetual.PriceOf(new(180_001)), perpetual.ContractsOf(120)));
    }

    [Fact]
    public void OptionsCountCoinsAndAreCoarserAbove()
    {
        DeribitInstrument call = InstrumentOf(DeribitPeer.Call);
        Assert.Equal((100_000.0, OptionType.Call, 0.1m, 0.0001m), (call.Contract.Strike, call.Contract.Type, call.Contract.LotSize, call.Contract.PriceTick));
        Assert.True(call.TryLots(0.3m, out Lots lots) && lots.Count == 3);
        Assert.True(call.Accepts(new(50)) && call.Accepts(new(49)) && call.Accepts(new(55)));
        Assert.False(call.Accepts(new(51)) || call.Accepts(new(0)));
        Assert.Equal("2026-03-27T08:00:00Z", call.Contract.Expiry.ToString());
    }

    [Fact]
    public void StepsAreReadAsAnObjectToo()
    {
        JsonObject option = DeribitPeer.Known(DeribitPeer.Call)!;
        option["tick_size_steps"] = new JsonObject { ["above_price"] = 0.005m, ["tick_size"] = 0.0005m };
        Assert.True(DeribitInstrument.TryRead(Json(option), out DeribitInstrument call, out _));
        Assert.False(call.Accepts(new(51)));
    }

    [Theory]
    [InlineData("kind", "\"option\"")]
    [InlineData("kind", null)]
    [InlineData("tick_size", "0")]
    [InlineData("tick_size", "\"0.5\"")]
    [InlineData("tick_size", "1e40")]
    [InlineData("min_trade_amount", "-10")]
    [InlineData("contract_size", null)]
    [InlineData("settlement_period", "\"week\"")]
    [InlineData("settlement_currency", "\"ETH\"")]
    [InlineData("instrument_name", "\"BTC-FS-27MAR26_PERP\"")]
    [InlineData("instrument_name", "\"BTC-27MAR26\"")]
    [InlineData("is_active", "1")]
    [InlineData("price_index", "\"Nonsense.\"")]
    [InlineData("tick_size_steps", "[{\"above_price\":1}]")]
    public void InstrumentsThatMakeNoSenseAreRefused(string field, string? value)
    {
        JsonObject instrument = DeribitPeer.Known(DeribitPeer.Perpetual)!;
        if (value is null)
            instrument.Remove(field);
        else
            instrument[field] = JsonNode.Parse(value);
        Assert.False(DeribitInstrument.TryRead(Json(instrument), out _, out string why));
        Assert.NotEmpty(why);
    }

    [Fact]
    public void OrdersAreRead()
    {
        JsonElement json = Json("""
            {"order_id":"BTC-1","order_state":"cancelled","order_type":"limit","time_in_force":"good_til_cancelled","instrument_name":"BTC-PERPETUAL","creation_timestamp":1700000000000,
             "last_update_timestamp":1700000000123,"direction":"sell","price":90000.5,"label":"poise-1-42","post_only":true,"api":true,"amount":120,"filled_amount":30,"cancel_reason":"mmp_trigger"}
            """);
        Assert.True(DeribitOrder.TryRead(json, out DeribitOrder order, out string why), why);
        Assert.Equal(new DeribitOrder("BTC-1", "poise-1-42", "BTC-PERPETUAL", OrderStatus.Cancelled, Side.Sell, 90_000.5m, 120, 30, true, false, "mmp_trigger", Instant.FromUnixMilliseconds(1_700_000_000_123)), order);
    }

    [Theory]
    [InlineData("order_state", "\"resting\"")]
    [InlineData("order_state", "4")]
    [InlineData("direction", "\"zero\"")]
    [InlineData("price", "\"cheap\"")]
    [InlineData("filled_amount", "\"3\"")]
    [InlineData("filled_amount", "-1")]
    [InlineData("order_id", null)]
    [InlineData("instrument_name", null)]
    [InlineData("last_update_timestamp", "12.5")]
    [InlineData("last_update_timestamp", "99999999999999")]
    [InlineData("label", "[]")]
    public void OrdersThatMakeNoSenseAreRefused(string field, string? value)
    {
        var order = (JsonObject)DeribitPeer.Shown(new DeribitPeer.Order { Id = "1", Label = "poise-1-1", Instrument = "BTC-PERPETUAL", Direction = "buy", Amount = 10, Price = 1, Changed = 1_700_000_000_000 });
        Assert.True(DeribitOrder.TryRead(Json(order), out _, out _));
        if (value is null)
            order.Remove(field);
        else
            order[field] = JsonNode.Parse(value);
        Assert.False(DeribitOrder.TryRead(Json(order), out _, out string why));
        Assert.Contains(field, why, StringComparison.Ordinal);
    }

    [Fact]
    public void AMarketOrderThatWaitsHasAWordForAPrice()
    {
        var order = (JsonObject)DeribitPeer.Shown(new DeribitPeer.Order { Id = "SLMB-1", Label = "", Instrument = "BTC-PERPETUAL", Direction = "buy", State = "untriggered", Changed = 1_700_000_000_000 });
        order["price"] = "market_price";
        Assert.True(DeribitOrder.TryRead(Json(order), out DeribitOrder read, out _));
        Assert.Equal((OrderStatus.Open, null), (read.Status, read.Price));
    }

    [Theory]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","direction":"buy","size":50}""", 50)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","direction":"sell","size":-50}""", -50)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","direction":"sell","size":50}""", -50)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","direction":"zero","size":0}""", 0)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","direction":"zero","size":5}""", null)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","direction":"buy","size":-5}""", null)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","direction":"long","size":5}""", null)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","direction":"buy"}""", null)]
    public void PositionsHaveTheSignOfTheirDirection(string json, int? expected)
    {
        bool isRead = DeribitPosition.TryRead(Json(json), out DeribitPosition position, out _);
        Assert.Equal(expected, isRead ? (int)position.Size : null);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":7,"result":null}""", DeribitFrameKind.Reply, 7, 0)]
    [InlineData("""{"jsonrpc":"2.0","id":7,"error":{"code":10009,"message":"not_enough_funds","data":{"reason":"x"}}}""", DeribitFrameKind.Failure, 7, 10009)]
    [InlineData("""{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"}}""", DeribitFrameKind.Failure, -1, -32700)]
    [InlineData("""{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}""", DeribitFrameKind.TestRequest, -1, 0)]
    [InlineData("""{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}}""", DeribitFrameKind.Heartbeat, -1, 0)]
    [InlineData("""{"jsonrpc":"2.0","method":"subscription","params":{"channel":"platform_state","data":{}}}""", DeribitFrameKind.Update, -1, 0)]
    [InlineData("""{"jsonrpc":"2.0","method":"news","params":{}}""", DeribitFrameKind.Other, -1, 0)]
    public void FramesAreSorted(string json, DeribitFrameKind kind, long id, int code)
    {
        Assert.True(DeribitFrame.TryRead(Json(json), out DeribitFrame frame, out string why), why);
        Assert.Equal((kind, id, code), (frame.Kind, frame.Id, frame.Code));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"id":7}""")]
    [InlineData("""{"result":1}""")]
    [InlineData("""{"id":"7","result":1}""")]
    [InlineData("""{"id":7,"error":{"message":"x"}}""")]
    [InlineData("""{"id":7,"error":{"code":99999999999}}""")]
    [InlineData("""{"method":"heartbeat","params":{"type":"nap"}}""")]
    [InlineData("""{"method":"subscription","params":{"channel":"x"}}""")]
    [InlineData("""{"method":"subscription"}""")]
    public void OtherFramesAreRefused(string json) => Assert.False(DeribitFrame.TryRead(Json(json), out _, out _));

    [Theory]
    [InlineData("poise-1-42", 1, 42)]
    [InlineData("poise--3-1", -3, 1)]
    [InlineData("poise-1-0", 0, 0)]
    [InlineData("poise-01-2", 0, 0)]
    [InlineData("poise-1-02", 0, 0)]
    [InlineData("poise-1--2", 0, 0)]
    [InlineData("poise-1- 2", 0, 0)]
    [InlineData("poise-1", 0, 0)]
    [InlineData("poise-", 0, 0)]
    [InlineData("", 0, 0)]
    [InlineData("Poise-1-2", 0, 0)]
    [InlineData("poise-1-99999999999999999999", 0, 0)]
    public void LabelsAreOrders(string label, int desk, long sequence)
    {
        Assert.Equal(sequence > 0, DeribitLabel.TryParse(label, out OrderId id));
        if (sequence > 0)
            Assert.Equal((new OrderId(desk, sequence), label), (id, DeribitLabel.Of(id)));
    }

    [Fact]
    public void LabelsComeBackForAllOrders()
    {
        var random = new SeededRandom(11);
        for (int i = 0; i < 2000; i++)
        {
            var id = new OrderId((int)random.NextUInt64(), 1 + (long)(random.NextUInt64() >> (1 + random.NextInt32(60))) % long.MaxValue);
            Assert.True(DeribitLabel.TryParse(DeribitLabel.Of(id), out OrderId back));
            Assert.Equal(id, back);
            Assert.True(DeribitLabel.Of(id).Length <= 64);
        }
    }

    [Fact]
    public void DeliveriesPayWhatTheContractIsWorth()
    {
        var delivery = new DeribitDelivery(new DateOnly(2026, 3, 27), 80_000);
        Assert.Equal((0m, 0.25m, 80_000m), (
            delivery.WorthOf(InstrumentOf(DeribitPeer.Call).Contract), delivery.WorthOf(InstrumentOf("BTC-27MAR26-100000-P").Contract), delivery.WorthOf(InstrumentOf("BTC-27MAR26").Contract)));
    }

    [Fact]
    public void TradesNeedANumberAndASide()
    {
        JsonNode trade = DeribitPeer.Shown(new DeribitPeer.Trade(9, "BTC-PERPETUAL", "BTC-1", "poise-1-1", "sell", 90_000, 10, 1_700_000_000_000));
        Assert.True(DeribitUserTrade.TryRead(Json(trade), out DeribitUserTrade read, out string why), why);
        Assert.Equal((9L, Side.Sell, true, -0.00000001m), (read.Sequence, read.Side, read.IsMaker, read.Fee));
        Assert.False(read.IsLiquidation);
        var liquidated = (JsonObject)trade.DeepClone();
        liquidated["order_type"] = "liquidation";
        Assert.True(DeribitUserTrade.TryRead(Json(liquidated), out read, out _) && read.IsLiquidation);
        foreach (string field in (string[])["trade_seq", "direction", "price", "amount", "fee", "fee_currency", "order_id", "timestamp", "instrument_name"])
        {
            var without = (JsonObject)trade.DeepClone();
            without.Remove(field);
            Assert.False(DeribitUserTrade.TryRead(Json(without), out _, out why));
            Assert.Contains(field, why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void HalfSurrogatesAndBytesThatAreNoTextCloseTheLink()
    {
        foreach (byte[] bytes in (byte[][])[Encoding.UTF8.GetBytes("{\"id\":1,\"result\":\"\\ud800\"}"), [.. "{\"id\":1,\"result\":\""u8, 0xFF, (byte)'"', (byte)'}'], "{"u8.ToArray(), [], "nonsense"u8.ToArray()])
        {
            DeribitWorld world = DeribitWorld.Live();
            world.Session.Frame(bytes, world.Now);
            Assert.Single(world.Closings);
            world.RunUntilLive();
        }
    }
}
