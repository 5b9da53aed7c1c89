using System.Text;
using System.Text.Json;
using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Cboe;

/// <summary>One element of data.options; its symbol stays in the source.</summary>
internal record struct CboeJsonOption
{
    public int SymbolStart, SymbolLength;
    public Quote Quote;
    public double OpenInterest, Volume;
    public VendorGreeks Vendor;
    public Refusal? Fault;
}

/// <summary>The answer's values as they stand, before contracts are resolved: the symbol may come after the options.</summary>
internal sealed class CboeJsonAnswer
{
    public string Timestamp { get; private set; } = "";

    public string Symbol { get; private set; } = "";

    public string SecurityType { get; private set; } = "";

    public string LastTradeTime { get; private set; } = "";

    public string Message { get; private set; } = "";

    public double CurrentPrice { get; private set; } = double.NaN;

    public double Close { get; private set; } = double.NaN;

    public bool HasOptions { get; private set; }

    public List<CboeJsonOption> Options { get; } = [];

    /// <exception cref="JsonException">The text is not whole JSON.</exception>
    public void Read(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        reader.Read();
        ReadObject(ref reader, isRoot: true);
        while (reader.Read())
        {
        }
    }

    /// <summary>
    /// The stamp has no zone. CBOE sends UTC; delayed quotes are never older than the last trade, whose time is New York's,
    /// so that a stamp that would come before it is New York's too.
    /// </summary>
    public Instant AsOf(List<string> notes)
    {
        bool hasTrade = Stamps.TryRead(Encoding.UTF8.GetBytes(LastTradeTime), out Instant tradeClock, out _);
        Instant trade = hasTrade ? InNewYork(tradeClock) : default;
        if (!Stamps.TryRead(Encoding.UTF8.GetBytes(Timestamp), out Instant stamp, out bool hasZone))
        {
            if (Timestamp.Length > 0 || !hasTrade)
                return default;
            notes.Add($"no timestamp: the time of the last trade, {LastTradeTime} New York, was taken");
            return trade;
        }
        if (hasZone)
            return stamp;
        if (hasTrade && stamp < trade)
        {
            notes.Add($"timestamp {Timestamp} names no zone: New York, for as UTC it would come before the last trade at {LastTradeTime} New York");
            return InNewYork(stamp);
        }
        notes.Add(hasTrade
            ? $"timestamp {Timestamp} names no zone: UTC (the last trade at {LastTradeTime} New York comes before it)"
            : $"timestamp {Timestamp} names no zone: UTC");
        return stamp;
    }

    private static Instant InNewYork(Instant clock)
    {
        DateTime local = clock.ToUtc();
        return NewYork.At(DateOnly.FromDateTime(local), local.Hour, local.Minute, local.Second);
    }

    private void ReadObject(ref Utf8JsonReader reader, bool isRoot)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            reader.Read();
            if (isRoot && name.SequenceEqual("data"u8))
                ReadObject(ref reader, isRoot: false);
            else if (name.SequenceEqual("options"u8) && reader.TokenType == JsonTokenType.StartArray)
                ReadOptions(ref reader);
            else if (name.SequenceEqual("timestamp"u8))
                Timestamp = Text(ref reader);
            else if (name.SequenceEqual("symbol"u8))
                Symbol = Symbol.Length > 0 && isRoot ? Skipped(ref reader, Symbol) : Text(ref reader);
            else if (name.SequenceEqual("security_type"u8))
                SecurityType = Text(ref reader);
            else if (name.SequenceEqual("last_trade_time"u8))
                LastTradeTime = Text(ref reader);
            else if (isRoot && (name.SequenceEqual("message"u8) || name.SequenceEqual("error"u8)))
                Message = Text(ref reader);
            else if (name.SequenceEqual("current_price"u8))
                CurrentPrice = Price(ref reader);
            else if (name.SequenceEqual("close"u8))
                Close = Price(ref reader);
            else
                reader.Skip();
        }
    }

    private void ReadOptions(ref Utf8JsonReader reader)
    {
        HasOptions = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var fields = new JsonFields($"options[{Options.Count}]");
            var option = new CboeJsonOption { OpenInterest = double.NaN, Volume = double.NaN };
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadOption(ref reader, ref fields, ref option);
            else
            {
                reader.Skip();
                fields.Refuse("", "is not an object");
            }
            option.Fault = fields.Fault;
            Options.Add(option);
        }
    }

    private static void ReadOption(ref Utf8JsonReader reader, ref JsonFields fields, ref CboeJsonOption option)
    {
        double bid = double.NaN, ask = double.NaN, bidSize = double.NaN, askSize = double.NaN;
        double vol = double.NaN, delta = double.NaN, gamma = double.NaN, vega = double.NaN, theta = double.NaN, rho = double.NaN;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("option"u8))
            {
                if (reader.TokenType == JsonTokenType.String)
                    (option.SymbolStart, option.SymbolLength) = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
                else
                    reader.Skip();
            }
            else if (name.SequenceEqual("bid"u8))
                bid = fields.Side(ref reader, "bid");
            else if (name.SequenceEqual("ask"u8))
                ask = fields.Side(ref reader, "ask");
            else if (name.SequenceEqual("bid_size"u8))
                bidSize = fields.Quantity(ref reader, "bid_size");
            else if (name.SequenceEqual("ask_size"u8))
                askSize = fields.Quantity(ref reader, "ask_size");
            else if (name.SequenceEqual("iv"u8))
                vol = fields.Vol(ref reader, "iv", 1);
            else if (name.SequenceEqual("open_interest"u8))
                option.OpenInterest = fields.Quantity(ref reader, "open_interest");
            else if (name.SequenceEqual("volume"u8))
                option.Volume = fields.Quantity(ref reader, "volume");
            else if (name.SequenceEqual("delta"u8))
                delta = fields.Number(ref reader, "delta");
            else if (name.SequenceEqual("gamma"u8))
                gamma = fields.Number(ref reader, "gamma");
            else if (name.SequenceEqual("vega"u8))
                vega = fields.Number(ref reader, "vega");
            else if (name.SequenceEqual("theta"u8))
                theta = fields.Number(ref reader, "theta");
            else if (name.SequenceEqual("rho"u8))
                rho = fields.Number(ref reader, "rho");
            else
                reader.Skip();
        }
        // An absent side has no size.
        option.Quote = new Quote(bid, ask, bid > 0 ? bidSize : double.NaN, ask > 0 ? askSize : double.NaN, default);
        option.Vendor = new VendorGreeks(vol, delta, gamma, vega, theta, rho);
    }

    private static string Skipped(ref Utf8JsonReader reader, string kept)
    {
        reader.Skip();
        return kept;
    }

    /// <summary>The value's text, shortened: damage may put a book there.</summary>
    private static string Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            reader.Skip();
            return "";
        }
        return reader.TokenType == JsonTokenType.Null ? "" : Shown.Text(reader.ValueSpan, 80);
    }

    private static double Price(ref Utf8JsonReader reader)
    {
        var ignored = new JsonFields("data");
        double value = ignored.Side(ref reader, "price");
        return value;
    }
}
