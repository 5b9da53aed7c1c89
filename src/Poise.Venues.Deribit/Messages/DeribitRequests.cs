using System.Buffers;
using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>
/// Writes requests: JSON-RPC over UTF-8, named parameters, each with its id. Prices and amounts are written as they are
/// on the venue's grid, without a detour over binary numbers.
/// </summary>
public static class DeribitRequests
{
    public static byte[] Hello(long id, string name, string version) => Write(id, "public/hello", w =>
    {
        w.WriteString("client_name", name);
        w.WriteString("client_version", version);
    });

    /// <summary>Of a session that only looks.</summary>
    public const string ReadingScope = "account:read trade:read";

    /// <summary>A login by signature: the secret itself does not travel.</summary>
    /// <param name="timestamp">Milliseconds since 1970 by the venue's clock.</param>
    /// <param name="scope">What the login may do at most; null: all that the key may.</param>
    public static byte[] Login(long id, string key, long timestamp, string nonce, string signature, string? scope = null) => Write(id, "public/auth", w =>
    {
        w.WriteString("grant_type", "client_signature");
        w.WriteString("client_id", key);
        w.WriteNumber("timestamp", timestamp);
        w.WriteString("nonce", nonce);
        w.WriteString("data", "");
        w.WriteString("signature", signature);
        if (scope is not null)
            w.WriteString("scope", scope);
    });

    public static byte[] Refresh(long id, string refreshToken) => Write(id, "public/auth", w =>
    {
        w.WriteString("grant_type", "refresh_token");
        w.WriteString("refresh_token", refreshToken);
    });

    public static byte[] SetHeartbeat(long id, int seconds) => Write(id, "public/set_heartbeat", w => w.WriteNumber("interval", seconds));

    /// <summary>A request of a method without parameters: public/test, public/get_time, public/status, private/get_open_orders.</summary>
    public static byte[] Bare(long id, string method) => Write(id, method, static _ => { });

    public static byte[] CancelOnDisconnect(long id) => Write(id, "private/enable_cancel_on_disconnect", w => w.WriteString("scope", "connection"));

    /// <param name="currency">Null: of all currencies.</param>
    public static byte[] Instruments(long id, string? currency, string kind) => Write(id, "public/get_instruments", w =>
    {
        if (currency is not null)
            w.WriteString("currency", currency);
        w.WriteString("kind", kind);
        w.WriteBoolean("expired", value: false);
    });

    public static byte[] Instrument(long id, string name) => Write(id, "public/get_instrument", w => w.WriteString("instrument_name", name));

    public static byte[] Summaries(long id, string currency, string kind) => Write(id, "public/get_book_summary_by_currency", w =>
    {
        w.WriteString("currency", currency);
        w.WriteString("kind", kind);
    });

    public static byte[] IndexPrice(long id, string index) => Write(id, "public/get_index_price", w => w.WriteString("index_name", index));

    /// <param name="method">public/subscribe, private/subscribe, public/unsubscribe.</param>
    public static byte[] Channels(long id, string method, IEnumerable<string> channels) => Write(id, method, w =>
    {
        w.WriteStartArray("channels");
        foreach (string channel in channels)
            w.WriteStringValue(channel);
        w.WriteEndArray();
    });

    public static byte[] Positions(long id, string currency) => Write(id, "private/get_positions", w => w.WriteString("currency", currency));

    public static byte[] AccountSummary(long id, string currency) => Write(id, "private/get_account_summary", w => w.WriteString("currency", currency));

    public static byte[] OrderByLabel(long id, string currency, string label) => Write(id, "private/get_order_state_by_label", w =>
    {
        w.WriteString("currency", currency);
        w.WriteString("label", label);
    });

    public static byte[] TradesOfOrder(long id, string order) => Write(id, "private/get_user_trades_by_order", w =>
    {
        w.WriteString("order_id", order);
        w.WriteString("sorting", "asc");
    });

    /// <param name="from">Milliseconds, included.</param>
    /// <param name="to">Milliseconds, included.</param>
    public static byte[] TradesOfCurrency(long id, string currency, long from, long to, int count, bool isHistorical) =>
        Write(id, "private/get_user_trades_by_currency_and_time", w =>
        {
            w.WriteString("currency", currency);
            w.WriteNumber("start_timestamp", from);
            w.WriteNumber("end_timestamp", to);
            w.WriteNumber("count", count);
            w.WriteString("sorting", "asc");
            w.WriteBoolean("historical", isHistorical);
        });

    /// <param name="from">Milliseconds, included.</param>
    /// <param name="to">Milliseconds, included.</param>
    /// <param name="before">Where an answer that was cut goes on; null for the newest entries.</param>
    public static byte[] Log(long id, string currency, long from, long to, int count, long? before) => Write(id, "private/get_transaction_log", w =>
    {
        w.WriteString("currency", currency);
        w.WriteNumber("start_timestamp", from);
        w.WriteNumber("end_timestamp", to);
        w.WriteNumber("count", count);
        if (before is { } continuation)
            w.WriteNumber("continuation", continuation);
    });

    public static byte[] DeliveryPrices(long id, string index) => Write(id, "public/get_delivery_prices", w =>
    {
        w.WriteString("index_name", index);
        w.WriteNumber("offset", 0);
        w.WriteNumber("count", 100);
    });

    /// <param name="validUntil">Milliseconds by the venue's clock after which it must not enter any more.</param>
    public static byte[] Place(long id, in NewOrder order, DeribitInstrument instrument, long validUntil)
    {
        NewOrder placed = order;
        return Write(id, order.Side == Side.Buy ? "private/buy" : "private/sell", w =>
        {
            w.WriteString("instrument_name", instrument.Name);
            w.WriteNumber("amount", Plain(instrument.AmountOf(placed.Quantity)));
            w.WriteString("type", "limit");
            w.WriteNumber("price", Plain(instrument.PriceOf(placed.Limit)));
            w.WriteString("label", DeribitLabel.Of(placed.Id));
            w.WriteString("time_in_force", Word(placed.TimeInForce));
            Flags(w, placed.PostOnly, placed.ReduceOnly);
            w.WriteNumber("valid_until", validUntil);
        });
    }

    public static byte[] Edit(long id, string order, in Amend amend, bool isPostOnly, bool isReduceOnly, DeribitInstrument instrument, long validUntil)
    {
        Amend wanted = amend;
        return Write(id, "private/edit", w =>
        {
            w.WriteString("order_id", order);
            w.WriteNumber("amount", Plain(instrument.AmountOf(wanted.Quantity)));
            w.WriteNumber("price", Plain(instrument.PriceOf(wanted.Limit)));
            Flags(w, isPostOnly, isReduceOnly);
            w.WriteNumber("valid_until", validUntil);
        });
    }

    public static byte[] Cancel(long id, string order) => Write(id, "private/cancel", w => w.WriteString("order_id", order));

    public static byte[] CancelByLabel(long id, string label, string currency) => Write(id, "private/cancel_by_label", w =>
    {
        w.WriteString("label", label);
        w.WriteString("currency", currency);
    });

    /// <summary>The same request under another id.</summary>
    internal static byte[] Renumbered(byte[] frame, long id)
    {
        using JsonDocument old = JsonDocument.Parse(frame);
        JsonElement parameters = old.RootElement.GetProperty("params");
        return Write(id, old.RootElement.GetProperty("method").GetString()!, w =>
        {
            foreach (JsonProperty parameter in parameters.EnumerateObject())
                parameter.WriteTo(w);
        });
    }

    private static void Flags(Utf8JsonWriter w, bool isPostOnly, bool isReduceOnly)
    {
        if (isPostOnly)
        {
            // Together: a post-only order that would take is refused, never moved.
            w.WriteBoolean("post_only", value: true);
            w.WriteBoolean("reject_post_only", value: true);
        }
        if (isReduceOnly)
            w.WriteBoolean("reduce_only", value: true);
    }

    private static string Word(TimeInForce time) => time switch
    {
        TimeInForce.ImmediateOrCancel => "immediate_or_cancel",
        TimeInForce.FillOrKill => "fill_or_kill",
        TimeInForce.Day => "good_til_day",
        _ => "good_til_cancelled",
    };

    // Without trailing zeros: 0.1000 is 0.1.
    private static decimal Plain(decimal value) => value / 1.0000000000000000000000000000m;

    private static byte[] Write(long id, string method, Action<Utf8JsonWriter> parameters)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            writer.WriteNumber("id", id);
            writer.WriteString("method", method);
            writer.WriteStartObject("params");
            parameters(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return bytes.WrittenSpan.ToArray();
    }
}
