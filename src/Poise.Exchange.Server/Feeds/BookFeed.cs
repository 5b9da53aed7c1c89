using System.Text.Json;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>
/// A book as one channel has told it in one turn of its beat: what its listeners know, and what has changed since. A snapshot is what the others were told last, so that the next change follows on it for all.
/// </summary>
internal sealed class BookFeed
{
    private readonly DeribitChannel _channel;
    private readonly ListedInstrument _instrument;
    private readonly SortedDictionary<long, long> _bids = [], _asks = [];
    private readonly Dictionary<(Side Side, long Price), long> _changed = [];
    private readonly List<(Side Side, long Price)> _order = [];
    private long _told;

    /// <param name="turn">Of the beat by which it is told; of a raw book nothing.</param>
    public BookFeed(DeribitChannel channel, BeatTurn turn, ListedInstrument instrument, SimulatedExchange exchange, long change)
    {
        (_channel, Turn, _instrument, _told) = (channel, turn, instrument, change);
        var levels = new DepthLevel[10_000];
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            int count = exchange.Depth(instrument.Number, side, levels);
            for (int i = 0; i < count; i++)
                Of(side).Add(levels[i].Price.Count, levels[i].Quantity.Count);
        }
    }

    public DeribitChannel Channel => _channel;

    public BeatTurn Turn { get; }

    public bool IsRaw => _channel.Interval == DeribitInterval.Raw;

    /// <summary>A price of the book shows this much now.</summary>
    public void See(Side side, long price, long lots)
    {
        if (!_changed.ContainsKey((side, price)))
            _order.Add((side, price));
        _changed[(side, price)] = lots;
    }

    /// <summary>What a new listener begins with.</summary>
    public void WriteSnapshot(Utf8JsonWriter json, Instant at)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "snapshot"u8);
        WriteHead(json, at);
        json.WriteNumber("change_id"u8, _told);
        WriteAll(json, "bids"u8, Side.Buy);
        WriteAll(json, "asks"u8, Side.Sell);
        json.WriteEndObject();
    }

    /// <summary>Tells what has changed; false where nothing has.</summary>
    /// <param name="change">Count of the book's changes.</param>
    public bool TryWriteChange(FrameWriter frames, Instant at, long change)
    {
        bool any = false;
        foreach ((Side side, long price) in _order)
            any |= Of(side).GetValueOrDefault(price) != _changed[(side, price)];
        if (any)
        {
            Utf8JsonWriter json = frames.Json;
            frames.BeginNotification(_channel.Name);
            json.WriteStartObject();
            json.WriteString("type"u8, "change"u8);
            WriteHead(json, at);
            json.WriteNumber("prev_change_id"u8, _told);
            json.WriteNumber("change_id"u8, change);
            WriteChanged(json, "bids"u8, Side.Buy);
            WriteChanged(json, "asks"u8, Side.Sell);
            json.WriteEndObject();
            _told = change;
        }
        _order.Clear();
        _changed.Clear();
        return any;
    }

    private SortedDictionary<long, long> Of(Side side) => side == Side.Buy ? _bids : _asks;

    private void WriteHead(Utf8JsonWriter json, Instant at)
    {
        json.WriteNumber("timestamp"u8, at.UnixMilliseconds);
        json.WriteString("instrument_name"u8, _instrument.Contract.Id.Symbol);
    }

    private void WriteAll(Utf8JsonWriter json, ReadOnlySpan<byte> name, Side side)
    {
        json.WriteStartArray(name);
        foreach ((long price, long lots) in side == Side.Buy ? _bids.Reverse() : _asks)
            Write(json, "new"u8, price, lots);
        json.WriteEndArray();
    }

    private void WriteChanged(Utf8JsonWriter json, ReadOnlySpan<byte> name, Side wanted)
    {
        json.WriteStartArray(name);
        foreach ((Side side, long price) in _order)
        {
            if (side != wanted)
                continue;
            SortedDictionary<long, long> known = Of(side);
            long before = known.GetValueOrDefault(price), now = _changed[(side, price)];
            if (before == now)
                continue;
            Write(json, now == 0 ? "delete"u8 : before == 0 ? "new"u8 : "change"u8, price, now);
            if (now == 0)
                known.Remove(price);
            else
                known[price] = now;
        }
        json.WriteEndArray();
    }

    private void Write(Utf8JsonWriter json, ReadOnlySpan<byte> what, long price, long lots)
    {
        json.WriteStartArray();
        json.WriteStringValue(what);
        json.WriteNumberValue(_instrument.Price(price));
        json.WriteNumberValue(WireNames.Short(_instrument.Amount(lots)));
        json.WriteEndArray();
    }
}
