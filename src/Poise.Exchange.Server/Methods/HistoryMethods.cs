using System.Globalization;
using System.Text.Json;
using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>What happened: trades, candles, funding, deliveries, how the index moved.</summary>
internal sealed class HistoryMethods(ExchangeDesk desk) : IServerMethods
{
    private const int MostTrades = 1000, MostCandles = 5000;

    private static readonly WireWords<int> _resolutions = new(
        ("1", 1), ("3", 3), ("5", 5), ("10", 10), ("15", 15), ("30", 30), ("60", 60), ("120", 120), ("180", 180), ("360", 360), ("720", 720), ("1D", 1440));

    private static readonly WireWords<bool?> _sortings = new(("asc", true), ("desc", false), ("default", null));

    private SimulatedExchange Exchange => desk.Exchange;

    public void AddTo(MethodTable table)
    {
        table.Add("public/get_last_trades_by_instrument", RateClass.NonMatching, AccessNeed.Public, call => OfInstrument(call, isTimed: false));
        table.Add("public/get_last_trades_by_instrument_and_time", RateClass.NonMatching, AccessNeed.Public, call => OfInstrument(call, isTimed: true));
        table.Add("public/get_last_trades_by_currency", RateClass.NonMatching, AccessNeed.Public, call => OfCurrency(call, isTimed: false));
        table.Add("public/get_last_trades_by_currency_and_time", RateClass.NonMatching, AccessNeed.Public, call => OfCurrency(call, isTimed: true));
        table.Add("public/get_tradingview_chart_data", RateClass.NonMatching, AccessNeed.Public, Chart);
        table.Add("public/get_delivery_prices", RateClass.NonMatching, AccessNeed.Public, Deliveries);
        table.Add("public/get_funding_rate_value", RateClass.NonMatching, AccessNeed.Public, FundingValue);
        table.Add("public/get_funding_rate_history", RateClass.NonMatching, AccessNeed.Public, FundingHistory);
        table.Add("public/get_historical_volatility", RateClass.NonMatching, AccessNeed.Public, HistoricalVolatility);
        table.Add("public/get_volatility_index_data", RateClass.NonMatching, AccessNeed.Public, VolatilityIndex);
        table.Add("public/get_mark_price_history", RateClass.NonMatching, AccessNeed.Public, MarkHistory);
        table.Add("public/get_last_settlements_by_instrument", RateClass.NonMatching, AccessNeed.Public, Settlements);
    }

    private void OfInstrument(ServerCall call, bool isTimed)
    {
        long from = Time(call, "start_timestamp"u8, isTimed, 0), until = Time(call, "end_timestamp"u8, isNeeded: false, long.MaxValue);
        long first = call.Params.IntegerOrNull("start_seq"u8) ?? 0, last = call.Params.IntegerOrNull("end_seq"u8) ?? long.MaxValue;
        if (desk.Instrument(call) is { } instrument)
            Write(call, desk.Record(instrument).Trades.Where(t => t.Sequence >= first && t.Sequence <= last && Within(t, from, until)).Select(t => (instrument, t)), isTimed);
    }

    private void OfCurrency(ServerCall call, bool isTimed)
    {
        string currency = call.Params.Text("currency"u8);
        ContractKind? kind = call.Params.OneOf("kind"u8, WireNames.Kinds, null);
        long from = Time(call, "start_timestamp"u8, isTimed, 0), until = Time(call, "end_timestamp"u8, isNeeded: false, long.MaxValue);
        var found = Exchange.Instruments.Where(i => i.IsOfCurrency(currency) && i.Contract.Kind.IsOf(kind))
            .SelectMany(i => desk.Record(i).Trades.Where(t => Within(t, from, until)).Select(t => (i, t))).OrderBy(t => t.t.Id);
        Write(call, found, isTimed);
    }

    private static void Write(ServerCall call, IEnumerable<(ListedInstrument Instrument, SeenTrade Trade)> trades, bool isTimed)
    {
        int count = Count(call, MostTrades);
        bool ascends = call.Params.OneOf("sorting"u8, _sortings, null) ?? isTimed;
        if (call.IsRefused)
            return;
        (ListedInstrument Instrument, SeenTrade Trade)[] all = [.. trades];
        if (!ascends)
            Array.Reverse(all);
        Utf8JsonWriter json = call.Result;
        json.WriteStartObject();
        json.WriteStartArray("trades"u8);
        foreach ((ListedInstrument instrument, SeenTrade trade) in all.Take(count))
            TradeJson.Write(json, instrument, trade);
        json.WriteEndArray();
        json.WriteBoolean("has_more"u8, all.Length > count);
        json.WriteEndObject();
    }

    /// <summary>Intervals without trades repeat the last close; nothing stands before the first trade.</summary>
    private void Chart(ServerCall call)
    {
        long from = Time(call, "start_timestamp"u8, isNeeded: true, 0) / 60_000, until = Math.Min(Time(call, "end_timestamp"u8, isNeeded: true, 0), call.Now.UnixMilliseconds) / 60_000;
        int length = call.Params.OneOf("resolution"u8, _resolutions);
        if (desk.Instrument(call) is not { } instrument || call.IsRefused)
            return;
        var candles = new List<Candle>();
        foreach (Candle minute in desk.Record(instrument).Candles)
        {
            long at = minute.Minute / length * length;
            if (minute.Minute > until)
                break;
            if (candles.Count > 0 && candles[^1].Minute == at)
            {
                candles[^1] = candles[^1].With(minute);
                continue;
            }
            Fill(candles, at, length);
            candles.Add(minute with { Minute = at });
        }
        if (candles.Count > 0)
            Fill(candles, until / length * length + length, length);
        candles.RemoveAll(c => c.Minute + length <= from);
        Utf8JsonWriter json = call.Result;
        json.WriteStartObject();
        json.WriteString("status"u8, candles.Count > 0 ? "ok"u8 : "no_data"u8);
        Column("ticks"u8, c => json.WriteNumberValue(c.Minute * 60_000));
        Column("open"u8, c => json.WriteNumberValue(instrument.Price(c.Open)));
        Column("high"u8, c => json.WriteNumberValue(instrument.Price(c.High)));
        Column("low"u8, c => json.WriteNumberValue(instrument.Price(c.Low)));
        Column("close"u8, c => json.WriteNumberValue(instrument.Price(c.Close)));
        Column("volume"u8, c => json.WriteNumberValue(Math.Round(c.Volume, 8)));
        Column("cost"u8, c => json.WriteNumberValue(Math.Round(c.Cost, 4)));
        json.WriteEndObject();

        void Column(ReadOnlySpan<byte> name, Action<Candle> write)
        {
            json.WriteStartArray(name);
            foreach (Candle candle in candles)
                write(candle);
            json.WriteEndArray();
        }
    }

    private static void Fill(List<Candle> candles, long until, int length)
    {
        while (candles.Count is > 0 and < MostCandles && candles[^1].Minute + length < until)
        {
            Candle last = candles[^1];
            candles.Add(new Candle { Minute = last.Minute + length, Open = last.Close, High = last.Close, Low = last.Close, Close = last.Close });
        }
    }

    private void Deliveries(ServerCall call)
    {
        long offset = call.Params.IntegerOrNull("offset"u8) ?? 0;
        int count = Count(call, MostTrades);
        if (desk.Listing(call) is not { } listing || call.IsRefused)
            return;
        IReadOnlyList<(DateOnly Day, double Price)> all = desk.Index(listing).Deliveries;
        Utf8JsonWriter json = call.Result;
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach ((DateOnly day, double price) in all.Reverse().Skip((int)Math.Clamp(offset, 0, all.Count)).Take(count))
        {
            json.WriteStartObject();
            json.WriteString("date"u8, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteNumber("delivery_price"u8, price);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("records_total"u8, all.Count);
        json.WriteEndObject();
    }

    private void FundingValue(ServerCall call)
    {
        if (Hours(call) is { } hours)
            call.Result.WriteNumberValue(hours.Sum(static h => h.Hour));
    }

    private void FundingHistory(ServerCall call)
    {
        if (Hours(call) is not { } hours)
            return;
        Utf8JsonWriter json = call.Result;
        json.WriteStartArray();
        foreach ((Instant at, double before, double price, double hour, double eight) in hours)
        {
            json.WriteStartObject();
            json.WriteNumber("timestamp"u8, at.UnixMilliseconds);
            json.WriteNumber("prev_index_price"u8, Math.Round(before, 4));
            json.WriteNumber("index_price"u8, Math.Round(price, 4));
            json.WriteNumber("interest_1h"u8, hour);
            json.WriteNumber("interest_8h"u8, eight);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private List<(Instant At, double Before, double Price, double Hour, double Eight)>? Hours(ServerCall call)
    {
        long from = Time(call, "start_timestamp"u8, isNeeded: true, 0), until = Time(call, "end_timestamp"u8, isNeeded: true, 0);
        if (desk.Instrument(call) is not { } instrument || call.IsRefused)
            return null;
        return [.. desk.Index(instrument.Listing).Hours.Where(h => h.At.UnixMilliseconds >= from && h.At.UnixMilliseconds <= until)];
    }

    /// <summary>Of the last day alone: more is not known.</summary>
    private void HistoricalVolatility(ServerCall call)
    {
        string currency = call.Params.Text("currency"u8);
        if (call.IsRefused)
            return;
        Utf8JsonWriter json = call.Result;
        json.WriteStartArray();
        int listing = Exchange.Settings.Listings.ToList().FindIndex(l => string.Equals(l.Currency, currency, StringComparison.OrdinalIgnoreCase));
        if (listing >= 0 && desk.Index(listing).RealizedVol() is double vol && double.IsFinite(vol))
        {
            json.WriteStartArray();
            json.WriteNumberValue(Exchange.Now.UnixMilliseconds);
            json.WriteNumberValue(Math.Round(vol, 6));
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    /// <summary>Its present value alone: its past is not kept.</summary>
    private void VolatilityIndex(ServerCall call)
    {
        string currency = call.Params.Text("currency"u8);
        Time(call, "start_timestamp"u8, isNeeded: true, 0);
        Time(call, "end_timestamp"u8, isNeeded: true, 0);
        if (call.IsRefused)
            return;
        Utf8JsonWriter json = call.Result;
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        int listing = Exchange.Settings.Listings.ToList().FindIndex(l => string.Equals(l.Currency, currency, StringComparison.OrdinalIgnoreCase));
        if (listing >= 0)
        {
            double vol = VolIndex.Of(Exchange, listing);
            json.WriteStartArray();
            json.WriteNumberValue(Exchange.Now.UnixMilliseconds);
            for (int i = 0; i < 4; i++)
                json.WriteNumberValue(vol);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteNull("continuation"u8);
        json.WriteEndObject();
    }

    /// <summary>The venue keeps it for a few options only; here the present mark alone.</summary>
    private void MarkHistory(ServerCall call)
    {
        if (desk.Instrument(call) is not { } instrument)
            return;
        call.Result.WriteStartArray();
        call.Result.WriteStartArray();
        call.Result.WriteNumberValue(Exchange.Now.UnixMilliseconds);
        call.Result.WriteNumberValue(instrument.Round(instrument.Mark));
        call.Result.WriteEndArray();
        call.Result.WriteEndArray();
    }

    private void Settlements(ServerCall call)
    {
        if (desk.Instrument(call) is not { } instrument)
            return;
        Utf8JsonWriter json = call.Result;
        json.WriteStartObject();
        json.WriteStartArray("settlements"u8);
        if (double.IsFinite(instrument.Settlement) && call.Params.TextOrNull("type"u8) is null or "delivery")
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "delivery"u8);
            json.WriteNumber("timestamp"u8, instrument.Contract.Expiry.UnixMilliseconds);
            json.WriteString("instrument_name"u8, instrument.Contract.Id.Symbol);
            json.WriteNumber("index_price"u8, instrument.Settlement);
            json.WriteNumber("mark_price"u8, instrument.Round(instrument.Mark));
            json.WriteNumber("position"u8, 0);
            json.WriteNumber("funding"u8, 0);
            json.WriteNumber("session_profit_loss"u8, 0);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("continuation"u8, "none"u8);
        json.WriteEndObject();
    }

    internal static int Count(ServerCall call, int most, int otherwise = 10)
    {
        long count = call.Params.IntegerOrNull("count"u8) ?? otherwise;
        if (count < 1)
            call.Params.Refuse("count"u8, "must be above zero");
        return (int)Math.Clamp(count, 1, most);
    }

    /// <summary>An end is never needed: clients ask for all since a time.</summary>
    internal static long Time(ServerCall call, ReadOnlySpan<byte> name, bool isNeeded, long otherwise) => isNeeded ? call.Params.Integer(name) : call.Params.IntegerOrNull(name) ?? otherwise;

    private static bool Within(in SeenTrade trade, long from, long until) => trade.At.UnixMilliseconds >= from && trade.At.UnixMilliseconds <= until;
}
