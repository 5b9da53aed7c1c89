using System.Globalization;
using System.Text.Json;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>What the channels of an instrument say, and those that speak with the marks.</summary>
internal sealed partial class MarketFeeds
{
    public void Happened(in ExchangeNotice notice)
    {
        switch (notice.Kind)
        {
            case NoticeKind.Marked:
                foreach (InstrumentFeed feed in _feeds)
                {
                    if (feed.HasListeners && feed.Instrument.IsOpen)
                        feed.Renew();
                }
                TellMarks();
                break;
            case NoticeKind.Listed or NoticeKind.Settled:
                if (notice.Kind == NoticeKind.Listed && notice.Instrument < _feeds.Count)
                    _feeds[notice.Instrument] = NewFeed(notice.Instrument);
                TellState(Exchange.Instruments[notice.Instrument], notice.Kind == NoticeKind.Listed);
                break;
            default:
                break;
        }
    }

    private ReadOnlySpan<byte> Write(in DeribitChannel channel, InstrumentFeed feed)
    {
        Frames.BeginNotification(channel.Name);
        Utf8JsonWriter json = Frames.Json;
        switch (channel.Kind)
        {
            case DeribitChannelKind.Quote:
                TickerJson.WriteQuote(json, Exchange, feed.Instrument, Exchange.Now);
                break;
            case DeribitChannelKind.GroupedBook:
                WriteGrouped(json, channel, feed);
                break;
            case DeribitChannelKind.ChartTrades:
                int length = channel.Resolution == "1D" ? 1440 : int.Parse(channel.Resolution, CultureInfo.InvariantCulture);
                TradeJson.Write(json, feed.Instrument, desk.Record(feed.Instrument).At(Exchange.Now.UnixNanoseconds / 60_000_000_000, length));
                break;
            case DeribitChannelKind.Perpetual:
                json.WriteStartObject();
                json.WriteNumber("interest"u8, feed.Instrument.Premium!.Rate);
                json.WriteNumber("index_price"u8, Math.Round(Exchange.IndexOf(feed.Instrument.Listing), 4));
                json.WriteNumber("timestamp"u8, Exchange.Now.UnixMilliseconds);
                json.WriteEndObject();
                break;
            default:
                TickerJson.Write(json, desk, feed.Instrument);
                break;
        }
        return Frames.EndNotification();
    }

    private void WriteGrouped(Utf8JsonWriter json, in DeribitChannel channel, InstrumentFeed feed)
    {
        // A group is so many ticks.
        long group = channel.Group == "none" ? 1 : long.Parse(channel.Group, CultureInfo.InvariantCulture);
        json.WriteStartObject();
        json.WriteString("instrument_name"u8, feed.Instrument.Contract.Id.Symbol);
        json.WriteNumber("timestamp"u8, Exchange.Now.UnixMilliseconds);
        json.WriteNumber("change_id"u8, feed.Changes);
        TickerJson.WriteSide(json, Exchange, feed.Instrument, Side.Buy, "bids"u8, channel.Depth, group);
        TickerJson.WriteSide(json, Exchange, feed.Instrument, Side.Sell, "asks"u8, channel.Depth, group);
        json.WriteEndObject();
    }

    /// <summary>The whole ticker to one who has just come.</summary>
    private void SendTicker(ServerSession session, in DeribitChannel channel, InstrumentFeed feed)
    {
        ref Dictionary<string, string>? told = ref feed.Told[BeatTurn.Of(session.Number).Number];
        if (told is null)
            Changed(feed, told = new Dictionary<string, string>(StringComparer.Ordinal));
        Frames.BeginNotification(channel.Name);
        WriteFields(feed, "snapshot", told);
        session.Send(Frames.EndNotification());
    }

    private void TellTicker(in DeribitChannel channel, BeatTurn turn, InstrumentFeed feed)
    {
        // A turn that nobody was told in yet begins with its first listener.
        if (feed.Told[turn.Number] is not { } told)
            return;
        Dictionary<string, string> changed = Changed(feed, told);
        if (changed.Count == 0)
            return;
        Frames.BeginNotification(channel.Name);
        WriteFields(feed, "change", changed);
        server.Audience.Publish(channel, turn, Frames.EndNotification());
    }

    private void WriteFields(InstrumentFeed feed, string type, Dictionary<string, string> fields)
    {
        Utf8JsonWriter json = Frames.Json;
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("instrument_name"u8, feed.Instrument.Contract.Id.Symbol);
        json.WriteNumber("timestamp"u8, Exchange.Now.UnixMilliseconds);
        foreach ((string name, string value) in fields.OrderBy(static f => f.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value);
        }
        json.WriteEndObject();
    }

    /// <summary>Fields whose text is another than it was told; they are held for told from now on.</summary>
    private Dictionary<string, string> Changed(InstrumentFeed feed, Dictionary<string, string> told)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            TickerJson.Write(json, desk, feed.Instrument);
        var changed = new Dictionary<string, string>(StringComparer.Ordinal);
        using JsonDocument ticker = JsonDocument.Parse(buffer.WrittenMemory);
        foreach (JsonProperty field in ticker.RootElement.EnumerateObject())
        {
            if (field.Name is "instrument_name" or "timestamp")
                continue;
            string text = field.Value.GetRawText();
            if (told.TryGetValue(field.Name, out string? before) && string.Equals(before, text, StringComparison.Ordinal))
                continue;
            changed[field.Name] = told[field.Name] = text;
        }
        return changed;
    }

    private void TellMarks()
    {
        foreach (InstrumentFeed feed in _feeds)
        {
            foreach (DeribitChannel channel in feed.Others)
            {
                if (channel.Kind == DeribitChannelKind.Perpetual)
                    server.Audience.Publish(channel, Write(channel, feed));
            }
        }
        foreach (DeribitChannel channel in _general)
        {
            int listing = channel.Index.Length > 0 ? ListingOf(channel.Index) : -1;
            if (listing < 0)
                continue;
            Frames.BeginNotification(channel.Name);
            Utf8JsonWriter json = Frames.Json;
            if (channel.Kind == DeribitChannelKind.MarkPriceOptions)
                WriteMarks(json, listing);
            else
                WriteIndex(json, channel, listing);
            server.Audience.Publish(channel, Frames.EndNotification());
        }
    }

    private void WriteIndex(Utf8JsonWriter json, in DeribitChannel channel, int listing)
    {
        json.WriteStartObject();
        switch (channel.Kind)
        {
            case DeribitChannelKind.EstimatedExpirationPrice:
                json.WriteNumber("seconds"u8, (long)(Exchange.NextRoll - Exchange.Now).Seconds);
                json.WriteNumber("price"u8, Math.Round(Exchange.EstimatedSettlement(listing), 4));
                json.WriteBoolean("is_estimated"u8, (Exchange.NextRoll - Exchange.Now) <= Exchange.Settings.SettlementWindow);
                break;
            case DeribitChannelKind.VolatilityIndex:
                json.WriteNumber("timestamp"u8, Exchange.Now.UnixMilliseconds);
                json.WriteNumber("volatility"u8, VolIndex.Of(Exchange, listing));
                json.WriteString("index_name"u8, channel.Index);
                break;
            default:
                json.WriteNumber("timestamp"u8, Exchange.Now.UnixMilliseconds);
                json.WriteNumber("price"u8, Math.Round(Exchange.IndexOf(listing), 4));
                json.WriteString("index_name"u8, channel.Index);
                break;
        }
        json.WriteEndObject();
    }

    private void WriteMarks(Utf8JsonWriter json, int listing)
    {
        json.WriteStartArray();
        foreach (ListedInstrument option in Exchange.Instruments)
        {
            if (option.Listing != listing || !option.IsOpen || !option.Contract.IsOption)
                continue;
            json.WriteStartObject();
            json.WriteString("instrument_name"u8, option.Contract.Id.Symbol);
            json.WriteNumber("mark_price"u8, option.Round(option.Mark));
            // As a fraction, unlike the ticker's.
            json.WriteNumber("iv"u8, Math.Round(option.Vol, 4));
            json.WriteNumber("timestamp"u8, Exchange.Now.UnixMilliseconds);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void TellState(ListedInstrument instrument, bool isNew)
    {
        foreach (DeribitChannel channel in _general)
        {
            if (channel.Kind != DeribitChannelKind.InstrumentState || !channel.IsAbout(instrument))
                continue;
            Frames.BeginNotification(channel.Name);
            Utf8JsonWriter json = Frames.Json;
            json.WriteStartObject();
            json.WriteNumber("timestamp"u8, Exchange.Now.UnixMilliseconds);
            json.WriteString("state"u8, isNew ? "created"u8 : "settled"u8);
            json.WriteString("instrument_name"u8, instrument.Contract.Id.Symbol);
            json.WriteEndObject();
            server.Audience.Publish(channel, Frames.EndNotification());
        }
    }
}
