using System.Text.Json;
using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>What an instrument's market is at this moment, as the protocol has it.</summary>
internal static class TickerJson
{
    public static void Write(Utf8JsonWriter json, ExchangeDesk desk, ListedInstrument instrument)
    {
        json.WriteStartObject();
        WriteFields(json, desk, instrument);
        json.WriteEndObject();
    }

    /// <param name="depth">Levels a side.</param>
    public static void WriteBook(Utf8JsonWriter json, ExchangeDesk desk, ListedInstrument instrument, int depth)
    {
        json.WriteStartObject();
        WriteFields(json, desk, instrument);
        json.WriteNumber("change_id"u8, desk.Record(instrument).Changes);
        WriteSide(json, desk.Exchange, instrument, Side.Buy, "bids"u8, depth);
        WriteSide(json, desk.Exchange, instrument, Side.Sell, "asks"u8, depth);
        json.WriteEndObject();
    }

    /// <summary>Prices and amounts, the best first.</summary>
    /// <param name="group">Ticks that are joined to one price.</param>
    public static void WriteSide(Utf8JsonWriter json, SimulatedExchange exchange, ListedInstrument instrument, Side side, ReadOnlySpan<byte> name, int depth, long group = 1)
    {
        var levels = new DepthLevel[group > 1 ? 10_000 : Math.Min(depth, 10_000)];
        int count = exchange.Depth(instrument.Number, side, levels), written = 0;
        json.WriteStartArray(name);
        for (int i = 0; i < count && written < depth;)
        {
            long price = Grouped(levels[i].Price.Count, side, group), lots = 0;
            for (; i < count && Grouped(levels[i].Price.Count, side, group) == price; i++)
                lots += levels[i].Quantity.Count;
            json.WriteStartArray();
            json.WriteNumberValue(instrument.Price(price));
            json.WriteNumberValue(WireNames.Short(instrument.Amount(lots)));
            json.WriteEndArray();
            written++;
        }
        json.WriteEndArray();
    }

    public static void WriteQuote(Utf8JsonWriter json, SimulatedExchange exchange, ListedInstrument instrument, Instant at)
    {
        json.WriteStartObject();
        json.WriteString("instrument_name"u8, instrument.Contract.Id.Symbol);
        json.WriteNumber("timestamp"u8, at.UnixMilliseconds);
        WriteBest(json, exchange, instrument, out _, out _);
        json.WriteEndObject();
    }

    /// <summary>BookSummary.</summary>
    public static void WriteSummary(Utf8JsonWriter json, ExchangeDesk desk, ListedInstrument instrument)
    {
        SimulatedExchange exchange = desk.Exchange;
        Contract contract = instrument.Contract;
        ListingSettings listing = exchange.Settings.Listings[instrument.Listing];
        Candle day = desk.Record(instrument).Day(exchange.Now);
        json.WriteStartObject();
        json.WriteString("instrument_name"u8, contract.Id.Symbol);
        json.WriteString("base_currency"u8, contract.Underlying);
        json.WriteString("quote_currency"u8, contract is { IsOption: true, Style: PayoffStyle.Inverse } ? contract.Underlying : listing.Quote);
        WriteDay(json, instrument, day);
        json.WriteNumber("volume"u8, Math.Round(day.Volume, 8));
        json.WriteNumber("volume_usd"u8, Math.Round(day.Cost, 2));
        if (!contract.IsOption)
            json.WriteNumber("volume_notional"u8, Math.Round(day.Cost, 2));
        (double bid, double ask) = Best(exchange, instrument);
        WritePrice(json, "bid_price"u8, instrument, bid);
        WritePrice(json, "ask_price"u8, instrument, ask);
        WritePrice(json, "mid_price"u8, instrument, 0.5 * (bid + ask));
        json.WriteNumber("mark_price"u8, instrument.Round(instrument.Mark));
        WriteLast(json, "last"u8, desk, instrument);
        json.WriteNumber("open_interest"u8, WireNames.Short(instrument.Amount(exchange.Accounts.OpenInterest(instrument.Number))));
        json.WriteNumber("creation_timestamp"u8, exchange.Now.UnixMilliseconds);
        json.WriteNumber("estimated_delivery_price"u8, Math.Round(exchange.EstimatedSettlement(instrument.Listing), 4));
        if (contract.IsOption)
        {
            json.WriteNumber("mark_iv"u8, Math.Round(100 * instrument.Vol, 2));
            json.WriteNumber("interest_rate"u8, 0);
            json.WriteString("underlying_index"u8, desk.UnderlyingOf(instrument));
            json.WriteNumber("underlying_price"u8, Math.Round(instrument.Forward, 4));
        }
        if (contract.Kind == ContractKind.Perpetual)
        {
            json.WriteNumber("current_funding"u8, instrument.Premium!.Rate);
            json.WriteNumber("funding_8h"u8, desk.FundingOfEightHours(instrument));
        }
        json.WriteEndObject();
    }

    public static (double Bid, double Ask) Best(SimulatedExchange exchange, ListedInstrument instrument)
    {
        Span<DepthLevel> best = stackalloc DepthLevel[1];
        double bid = exchange.Depth(instrument.Number, Side.Buy, best) > 0 ? best[0].Price.Count * instrument.Terms.Tick : double.NaN;
        double ask = exchange.Depth(instrument.Number, Side.Sell, best) > 0 ? best[0].Price.Count * instrument.Terms.Tick : double.NaN;
        return (bid, ask);
    }

    private static void WriteFields(Utf8JsonWriter json, ExchangeDesk desk, ListedInstrument instrument)
    {
        SimulatedExchange exchange = desk.Exchange;
        Candle day = desk.Record(instrument).Day(exchange.Now);
        json.WriteString("instrument_name"u8, instrument.Contract.Id.Symbol);
        json.WriteNumber("timestamp"u8, exchange.Now.UnixMilliseconds);
        json.WriteString("state"u8, instrument.IsOpen ? "open"u8 : "delivered"u8);
        json.WriteStartObject("stats"u8);
        json.WriteNumber("volume"u8, Math.Round(day.Volume, 8));
        json.WriteNumber("volume_usd"u8, Math.Round(day.Cost, 2));
        WriteDay(json, instrument, day);
        json.WriteEndObject();
        json.WriteNumber("open_interest"u8, WireNames.Short(instrument.Amount(exchange.Accounts.OpenInterest(instrument.Number))));
        WriteBest(json, exchange, instrument, out double bid, out double ask);
        json.WriteNumber("index_price"u8, Math.Round(exchange.IndexOf(instrument.Listing), 4));
        (long least, long most) = exchange.BandOf(instrument.Number);
        json.WriteNumber("min_price"u8, instrument.Price(least));
        json.WriteNumber("max_price"u8, instrument.Price(most));
        json.WriteNumber("mark_price"u8, instrument.Round(instrument.Mark));
        WriteLast(json, "last_price"u8, desk, instrument);
        if (instrument.Contract.IsOption)
            WriteOption(json, desk, instrument, bid, ask);
        if (instrument.Contract.Kind == ContractKind.Perpetual)
        {
            json.WriteNumber("current_funding"u8, instrument.Premium!.Rate);
            json.WriteNumber("funding_8h"u8, desk.FundingOfEightHours(instrument));
            json.WriteNumber("interest_value"u8, instrument.Premium.Rate);
        }
        if (double.IsFinite(instrument.Settlement))
        {
            json.WriteNumber("settlement_price"u8, instrument.Settlement);
            json.WriteNumber("delivery_price"u8, instrument.Settlement);
        }
        json.WriteNumber("estimated_delivery_price"u8, Math.Round(exchange.EstimatedSettlement(instrument.Listing), 4));
    }

    /// <summary>Vols in percent; theta a day, vega for a point of vol, rho for a point of rate, all USD.</summary>
    private static void WriteOption(Utf8JsonWriter json, ExchangeDesk desk, ListedInstrument option, double bid, double ask)
    {
        json.WriteString("underlying_index"u8, desk.UnderlyingOf(option));
        json.WriteNumber("underlying_price"u8, Math.Round(option.Forward, 4));
        json.WriteNumber("interest_rate"u8, 0);
        json.WriteNumber("mark_iv"u8, Math.Round(100 * option.Vol, 2));
        json.WriteNumber("bid_iv"u8, Vol(bid));
        json.WriteNumber("ask_iv"u8, Vol(ask));
        json.WriteStartObject("greeks"u8);
        json.WriteNumber("delta"u8, Math.Round(option.Delta, 5));
        json.WriteNumber("gamma"u8, Math.Round(option.Gamma, 8));
        json.WriteNumber("vega"u8, Math.Round(option.Vega / 100, 5));
        json.WriteNumber("theta"u8, Math.Round(option.Theta / 365, 5));
        json.WriteNumber("rho"u8, Math.Round(option.Rho / 100, 5));
        json.WriteEndObject();

        double Vol(double price)
        {
            double vol = price > 0 ? desk.Exchange.VolOf(option, price) : double.NaN;
            return vol > 0 ? Math.Round(100 * vol, 2) : 0;
        }
    }

    private static void WriteBest(Utf8JsonWriter json, SimulatedExchange exchange, ListedInstrument instrument, out double bid, out double ask)
    {
        bid = One(Side.Buy, "best_bid_price"u8, "best_bid_amount"u8);
        ask = One(Side.Sell, "best_ask_price"u8, "best_ask_amount"u8);

        double One(Side side, ReadOnlySpan<byte> price, ReadOnlySpan<byte> amount)
        {
            Span<DepthLevel> best = stackalloc DepthLevel[1];
            if (exchange.Depth(instrument.Number, side, best) == 0)
            {
                json.WriteNull(price);
                json.WriteNumber(amount, 0);
                return double.NaN;
            }
            json.WriteNumber(price, instrument.Price(best[0].Price.Count));
            json.WriteNumber(amount, WireNames.Short(instrument.Amount(best[0].Quantity.Count)));
            return best[0].Price.Count * instrument.Terms.Tick;
        }
    }

    private static void WriteDay(Utf8JsonWriter json, ListedInstrument instrument, in Candle day)
    {
        if (day.Close == 0)
        {
            json.WriteNull("high"u8);
            json.WriteNull("low"u8);
            json.WriteNull("price_change"u8);
            return;
        }
        json.WriteNumber("high"u8, instrument.Price(day.High));
        json.WriteNumber("low"u8, instrument.Price(day.Low));
        json.WriteNumber("price_change"u8, Math.Round(100 * ((double)day.Close / day.Open - 1), 4));
    }

    private static void WriteLast(Utf8JsonWriter json, ReadOnlySpan<byte> name, ExchangeDesk desk, ListedInstrument instrument)
    {
        if (desk.Exchange.LastPrice(instrument.Number) is > 0 and long last)
            json.WriteNumber(name, instrument.Price(last));
        else
            json.WriteNull(name);
    }

    private static void WritePrice(Utf8JsonWriter json, ReadOnlySpan<byte> name, ListedInstrument instrument, double price)
    {
        if (double.IsFinite(price))
            json.WriteNumber(name, instrument.Round(price));
        else
            json.WriteNull(name);
    }

    private static long Grouped(long price, Side side, long group) => group <= 1 ? price : side == Side.Buy ? price / group * group : (price + group - 1) / group * group;
}
