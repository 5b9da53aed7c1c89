using System.Text;
using System.Text.Json;
using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Deribit;

/// <summary>
/// The venue's public answers: get_instruments, get_book_summary_by_currency, ticker, get_order_book. One answer, an
/// array of them or one after the other; with the JSON-RPC envelope or without. Joined by instrument_name; summaries
/// alone are enough. One market moment a source: a second quote of the same sort for an instrument is refused.
/// </summary>
public sealed class DeribitJsonReader : ISourceReader
{
    public string Name => "deribit-json";

    public bool Recognises(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = Shown.Trim(head);
        return !text.IsEmpty && text[0] is (byte)'{' or (byte)'['
            && (text.IndexOf("\"instrument_name\""u8) >= 0 || text.IndexOf("\"jsonrpc\""u8) >= 0 || text.IndexOf("\"usOut\""u8) >= 0);
    }

    public Reading Read(ReadOnlySpan<byte> bytes, in ReadingOptions options)
    {
        if (UnknownSource.Refusal(bytes) is { } refused)
            return refused;
        ReadOnlySpan<byte> text = bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? bytes[3..] : bytes;
        var answers = new DeribitJsonAnswers();
        try
        {
            answers.Read(text);
        }
        catch (JsonException thrown)
        {
            return JsonDamage.Refuse(text, thrown);
        }
        if (answers.Error.Length > 0)
            return Reading.Refused($"the venue answered with an error: {answers.Error}");
        if (answers.Quotes.Count == 0)
            return Reading.Refused(answers.Instruments.Count > 0
                ? $"lists {answers.Instruments.Count} instruments but no book summary or ticker of any"
                : "holds no instrument");
        var chains = new DeribitChains();
        bool fromDelivery = false;
        for (int i = 0; i < answers.Quotes.Count; i++)
            Enter(answers, i, chains, ref fromDelivery);
        var notes = new List<string>();
        if (fromDelivery)
            notes.Add("no answer gives the index itself: estimated_delivery_price, which is the index outside the settlement window, was taken");
        int silent = answers.SilentInstruments();
        if (silent > 0)
            notes.Add($"{silent} listed instruments have neither summary nor ticker");
        return chains.Finish(Name, "index", options, notes);
    }

    private static void Enter(DeribitJsonAnswers answers, int number, DeribitChains chains, ref bool fromDelivery)
    {
        DeribitJsonItem quote = answers.Quotes[number];
        DeribitJsonItem? listing = answers.Instruments.GetValueOrDefault(quote.Name);
        ReadOnlySpan<byte> symbol = Encoding.UTF8.GetBytes(quote.Name);
        string place = $"instrument {number + 1}";
        if (!DeribitName.TryParse(symbol, out DeribitName name))
        {
            chains.Orphans.Add(0, 0, place, $"'{quote.Name}' is no option, future or perpetual");
            return;
        }
        DeribitChain chain = chains.At(name.Prefix, default);
        double at = double.IsNaN(quote.At) ? answers.SentAt : quote.At;
        string? reason = quote.Complaint(name.Kind) ?? listing?.Fault?.ToString();
        if (quote.State is not ("" or "open") || listing is { State: not ("" or "open") } or { IsInactive: true })
            reason ??= "closed";
        if (!Stamps.TryMilliseconds(at, out Instant stamp) && !double.IsNaN(at))
            reason ??= $"its time {at} is no time in milliseconds";
        Instant expiry = default;
        if (listing is not null && name.Kind != ContractKind.Perpetual && !Stamps.TryMilliseconds(listing.Expiry, out expiry))
            reason ??= $"its expiration_timestamp {listing.Expiry} is no time";
        DeribitTerms terms = listing is null
            ? DeribitTerms.None
            : new DeribitTerms(listing.TickSize, listing.MinTrade, listing.ContractSize, expiry, listing.Strike);
        Contract contract = null!;
        if (reason is null && !terms.TryResolve(name, symbol, chain.Underlying, out contract, out string no))
            reason = no;
        if (reason is null && !chain.TryEnter(quote.Name, number + 1, out int earlier))
            reason = $"duplicate of instrument {earlier}";
        if (reason is not null)
        {
            chain.Log.Add(0, 0, $"{place}, {quote.Name}", reason);
            return;
        }
        fromDelivery |= double.IsNaN(quote.Index) && !double.IsNaN(quote.DeliveryIndex);
        chain.Saw(stamp, double.IsNaN(quote.Index) ? quote.DeliveryIndex : quote.Index);
        chain.Add(quote, contract, quote.Top(contract, stamp), number + 1);
    }
}

/// <summary>All instruments and quotes that the answers hold, wherever they stand in the JSON.</summary>
internal sealed class DeribitJsonAnswers
{
    private readonly Dictionary<string, int> _quoteOf = new(StringComparer.Ordinal);

    /// <summary>By name.</summary>
    public Dictionary<string, DeribitJsonItem> Instruments { get; } = new(StringComparer.Ordinal);

    /// <summary>In the source's order.</summary>
    public List<DeribitJsonItem> Quotes { get; } = [];

    /// <summary>The venue's own error, code and message; empty without one.</summary>
    public string Error { get; private set; } = "";

    /// <summary>Milliseconds at which the latest answer left the venue; NaN when no envelope says.</summary>
    public double SentAt { get; private set; } = double.NaN;

    /// <exception cref="JsonException">The text is not whole JSON.</exception>
    public void Read(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: true, new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true }));
        while (reader.Read())
            Walk(ref reader);
    }

    public int SilentInstruments()
    {
        int silent = 0;
        foreach (string name in Instruments.Keys)
            silent += _quoteOf.ContainsKey(name) ? 0 : 1;
        return silent;
    }

    /// <summary>The reader's own depth limit (64) bounds the recursion.</summary>
    private void Walk(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                Walk(ref reader);
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
            WalkObject(ref reader);
    }

    private void WalkObject(ref Utf8JsonReader reader)
    {
        var item = new DeribitJsonItem();
        var fields = new JsonFields("");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            reader.Read();
            bool isNested = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            if (isNested && (name.SequenceEqual("greeks"u8) || name.SequenceEqual("stats"u8)))
                ReadInto(ref reader, item, ref fields);
            else if (name.SequenceEqual("error"u8) && isNested)
                ReadError(ref reader);
            else if (name.SequenceEqual("usOut"u8) && reader.TokenType == JsonTokenType.Number)
                SentAt = Math.Max(double.IsNaN(SentAt) ? 0 : SentAt, fields.Number(ref reader, "usOut") / 1000);
            else if (name.SequenceEqual("result"u8) || name.SequenceEqual("params"u8) || name.SequenceEqual("data"u8))
                Walk(ref reader);
            else if (!item.Take(ref reader, name, ref fields))
                reader.Skip();
        }
        item.Close(fields);
        if (item.Name.Length > 0)
            Add(item);
    }

    private void Add(DeribitJsonItem item)
    {
        if (item.IsInstrument)
            Instruments.TryAdd(item.Name, item);
        else if (_quoteOf.TryGetValue(item.Name, out int at) && Quotes[at].Completes(item))
            Quotes[at] = DeribitJsonItem.Join(Quotes[at], item);
        else
        {
            _quoteOf.TryAdd(item.Name, Quotes.Count);
            Quotes.Add(item);
        }
    }

    /// <summary>Greeks and stats of a ticker, one level down.</summary>
    private static void ReadInto(ref Utf8JsonReader reader, DeribitJsonItem item, ref JsonFields fields)
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
            if (!item.Take(ref reader, name, ref fields))
                reader.Skip();
        }
    }

    private void ReadError(ref Utf8JsonReader reader)
    {
        string code = "", message = "";
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isCode = reader.ValueSpan.SequenceEqual("code"u8), isMessage = reader.ValueSpan.SequenceEqual("message"u8);
            reader.Read();
            if (isCode && reader.TokenType == JsonTokenType.Number)
                code = Shown.Text(reader.ValueSpan);
            else if (isMessage && reader.TokenType == JsonTokenType.String)
                message = Shown.Text(reader.ValueSpan, 80);
            reader.Skip();
        }
        if (Error.Length == 0)
            Error = $"{code} {message}".Trim();
    }
}
