using System.Text.Json;
using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Deribit;

/// <summary>What one JSON object said of an instrument: an instrument's terms, a book summary, a ticker or an order book.</summary>
internal sealed class DeribitJsonItem
{
    public string Name { get; private set; } = "";

    /// <summary>It has the fields of get_instruments: terms, no quotes.</summary>
    public bool IsInstrument { get; private set; }

    /// <summary>Milliseconds at which the quotes were made; NaN where none is said.</summary>
    public double At { get; private set; } = double.NaN;

    public double Bid = double.NaN, Ask = double.NaN, BidSize = double.NaN, AskSize = double.NaN, Mark = double.NaN;
    public double OpenInterest = double.NaN, Volume = double.NaN, Index = double.NaN, DeliveryIndex = double.NaN, Forward = double.NaN;
    public double Vol = double.NaN, Delta = double.NaN, Gamma = double.NaN, Vega = double.NaN, Theta = double.NaN, Rho = double.NaN;
    public double TickSize = double.NaN, MinTrade = double.NaN, ContractSize = double.NaN, Expiry = double.NaN, Strike = double.NaN;
    public string ForwardName = "", State = "";
    public bool IsInactive;

    private double _created = double.NaN, _stamp = double.NaN;
    private bool _isTicker;

    public Refusal? Fault { get; private set; }

    /// <summary>Reads one property whose value the reader stands on; false when this is none of an item's.</summary>
    public bool Take(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ref JsonFields fields)
    {
        switch (name.Length)
        {
            case > 24:
                return false;
            case 15 when name.SequenceEqual("instrument_name"u8):
                Name = Text(ref reader);
                return true;
        }
        if (name.SequenceEqual("best_bid_price"u8) || name.SequenceEqual("bid_price"u8))
            Bid = fields.Side(ref reader, "bid_price");
        else if (name.SequenceEqual("best_ask_price"u8) || name.SequenceEqual("ask_price"u8))
            Ask = fields.Side(ref reader, "ask_price");
        else if (name.SequenceEqual("best_bid_amount"u8))
        {
            BidSize = fields.Quantity(ref reader, "best_bid_amount", Bounds.Notional);
            _isTicker = true;
        }
        else if (name.SequenceEqual("best_ask_amount"u8))
            AskSize = fields.Quantity(ref reader, "best_ask_amount", Bounds.Notional);
        else if (name.SequenceEqual("mark_price"u8))
            Mark = fields.Quantity(ref reader, "mark_price", Bounds.Price);
        else if (name.SequenceEqual("mark_iv"u8))
            Vol = fields.Vol(ref reader, "mark_iv", 0.01);
        else if (name.SequenceEqual("open_interest"u8))
            OpenInterest = fields.Quantity(ref reader, "open_interest", Bounds.Notional);
        else if (name.SequenceEqual("volume"u8))
            Volume = fields.Quantity(ref reader, "volume", Bounds.Notional);
        else if (name.SequenceEqual("index_price"u8))
            Index = fields.Side(ref reader, "index_price");
        else if (name.SequenceEqual("estimated_delivery_price"u8))
            DeliveryIndex = fields.Side(ref reader, "estimated_delivery_price");
        else if (name.SequenceEqual("underlying_price"u8))
            Forward = fields.Side(ref reader, "underlying_price");
        else if (name.SequenceEqual("underlying_index"u8))
            ForwardName = Text(ref reader);
        else if (name.SequenceEqual("timestamp"u8))
            _stamp = fields.Number(ref reader, "timestamp");
        else if (name.SequenceEqual("creation_timestamp"u8))
            _created = fields.Number(ref reader, "creation_timestamp");
        else if (name.SequenceEqual("delta"u8))
            Delta = fields.Number(ref reader, "delta");
        else if (name.SequenceEqual("gamma"u8))
            Gamma = fields.Number(ref reader, "gamma");
        else if (name.SequenceEqual("vega"u8))
            Vega = fields.Number(ref reader, "vega");
        else if (name.SequenceEqual("theta"u8))
            Theta = fields.Number(ref reader, "theta");
        else if (name.SequenceEqual("rho"u8))
            Rho = fields.Number(ref reader, "rho");
        else if (name.SequenceEqual("tick_size"u8))
            TickSize = fields.Number(ref reader, "tick_size");
        else if (name.SequenceEqual("min_trade_amount"u8))
            MinTrade = fields.Number(ref reader, "min_trade_amount");
        else if (name.SequenceEqual("contract_size"u8))
            ContractSize = fields.Number(ref reader, "contract_size");
        else if (name.SequenceEqual("strike"u8))
            Strike = fields.Number(ref reader, "strike");
        else if (name.SequenceEqual("expiration_timestamp"u8))
        {
            Expiry = fields.Number(ref reader, "expiration_timestamp");
            IsInstrument = true;
        }
        else if (name.SequenceEqual("state"u8))
            State = Text(ref reader);
        else if (name.SequenceEqual("is_active"u8))
            IsInactive = reader.TokenType == JsonTokenType.False;
        else
            return false;
        return true;
    }

    /// <summary>Called at the object's end. An instrument's creation is no time of quotes; a summary's is.</summary>
    public void Close(in JsonFields fields)
    {
        At = _stamp > 0 ? _stamp : IsInstrument ? double.NaN : _created;
        Fault = fields.Fault;
    }

    /// <summary>Why it is not taken, where something is wrong with it alone; null where nothing is.</summary>
    public string? Complaint(ContractKind kind) =>
        Fault?.ToString() ?? (kind == ContractKind.Option && Bounds.Complaint(OpenInterest, Bounds.Quantity) is { } absurd ? $"open_interest {absurd}" : null);

    /// <summary>Best bid and ask with their sizes in contracts; NaN where a side or its size is not said.</summary>
    public Quote Top(Contract contract, Instant at)
    {
        // An inverse future's amounts are dollars; a contract is Multiplier of them.
        double unit = contract.IsOption ? 1 : contract.Multiplier;
        return new(Bid, Ask, Bid > 0 ? BidSize / unit : double.NaN, Ask > 0 ? AskSize / unit : double.NaN, at);
    }

    /// <summary>Fills what this leaves open from another word on the same instrument; a ticker's word goes before a summary's.</summary>
    public static DeribitJsonItem Join(DeribitJsonItem one, DeribitJsonItem other)
    {
        DeribitJsonItem first = other._isTicker && !one._isTicker ? other : one, second = ReferenceEquals(first, one) ? other : one;
        Fill(ref first.Bid, second.Bid);
        Fill(ref first.Ask, second.Ask);
        Fill(ref first.Mark, second.Mark);
        Fill(ref first.OpenInterest, second.OpenInterest);
        Fill(ref first.Volume, second.Volume);
        Fill(ref first.Index, second.Index);
        Fill(ref first.DeliveryIndex, second.DeliveryIndex);
        Fill(ref first.Forward, second.Forward);
        Fill(ref first.Vol, second.Vol);
        if (first.ForwardName.Length == 0)
            first.ForwardName = second.ForwardName;
        first.Fault ??= second.Fault;
        return first;
    }

    /// <summary>One of the two is a ticker (or order book), the other a summary: they complete each other.</summary>
    public bool Completes(DeribitJsonItem other) => _isTicker != other._isTicker;

    private static void Fill(ref double mine, double theirs) => mine = double.IsNaN(mine) ? theirs : mine;

    private static string Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return Shown.Text(reader.ValueSpan, 60);
        reader.Skip();
        return "";
    }
}
