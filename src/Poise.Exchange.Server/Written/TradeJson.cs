using System.Globalization;
using System.Text.Json;
using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>Public trades and candles, as the protocol has them.</summary>
internal static class TradeJson
{
    public static string Id(long trade) => trade.ToString(CultureInfo.InvariantCulture);

    public static void Write(Utf8JsonWriter json, ListedInstrument instrument, in SeenTrade trade)
    {
        json.WriteStartObject();
        json.WriteString("trade_id"u8, Id(trade.Id));
        json.WriteNumber("trade_seq"u8, trade.Sequence);
        json.WriteString("instrument_name"u8, instrument.Contract.Id.Symbol);
        json.WriteNumber("timestamp"u8, trade.At.UnixMilliseconds);
        json.WriteString("direction"u8, trade.Side.Word());
        json.WriteNumber("tick_direction"u8, trade.Direction);
        json.WriteNumber("index_price"u8, Math.Round(trade.Index, 4));
        json.WriteNumber("price"u8, instrument.Price(trade.Price));
        json.WriteNumber("amount"u8, WireNames.Short(instrument.Amount(trade.Lots)));
        json.WriteNumber("contracts"u8, instrument.Contracts(trade.Lots));
        if (instrument.Contract.IsOption)
            json.WriteNumber("iv"u8, Math.Round(100 * trade.Vol, 2));
        if (trade.IsLiquidation)
            json.WriteString("liquidation"u8, "T"u8);
        json.WriteNumber("mark_price"u8, instrument.Round(trade.Mark));
        json.WriteEndObject();
    }

    /// <summary>A candle as the chart's channel has it.</summary>
    public static void Write(Utf8JsonWriter json, ListedInstrument instrument, in Candle candle)
    {
        json.WriteStartObject();
        json.WriteNumber("tick"u8, candle.Minute * 60_000);
        json.WriteNumber("open"u8, instrument.Price(candle.Open));
        json.WriteNumber("high"u8, instrument.Price(candle.High));
        json.WriteNumber("low"u8, instrument.Price(candle.Low));
        json.WriteNumber("close"u8, instrument.Price(candle.Close));
        json.WriteNumber("volume"u8, Math.Round(candle.Volume, 8));
        json.WriteNumber("cost"u8, Math.Round(candle.Cost, 4));
        json.WriteEndObject();
    }
}
