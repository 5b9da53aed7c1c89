using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>The venue's object of an order. Amounts and prices as the wire has them.</summary>
/// <param name="Id">The venue's own name of it.</param>
/// <param name="Price">Null for a market order that waits.</param>
/// <param name="CancelReason">Empty for none.</param>
/// <param name="At">Its last change.</param>
public sealed record DeribitOrder(
    string Id, string Label, string Instrument, OrderStatus Status, Side Side, decimal? Price, decimal? Amount, decimal Filled, bool IsPostOnly, bool IsReduceOnly,
    string CancelReason, Instant At)
{
    public static bool TryRead(JsonElement element, out DeribitOrder order, out string why)
    {
        var fields = new DeribitFields(element, "order");
        string state = fields.Text("order_state");
        OrderStatus status = OrderStatus.Open;
        switch (state)
        {
            case "open" or "untriggered" or "triggered":
                break;
            case "filled":
                status = OrderStatus.Filled;
                break;
            case "rejected":
                status = OrderStatus.Rejected;
                break;
            case "cancelled":
                status = OrderStatus.Cancelled;
                break;
            default:
                fields.Refuse("order_state", $"'{DeribitFields.Printable(state)}' is not known");
                break;
        }
        decimal? price = null;
        if (fields.TryGet("price", out JsonElement said) && !(DeribitFields.TryText(said, out string word) && word == "market_price"))
            price = fields.Number("price");
        order = new DeribitOrder(
            fields.Text("order_id"), fields.TextOrEmpty("label"), fields.Text("instrument_name", 60), status, fields.Side("direction"), price,
            fields.NumberOrNull("amount"), fields.NumberOrNull("filled_amount") ?? 0, fields.Flag("post_only"), fields.Flag("reduce_only"), fields.TextOrEmpty("cancel_reason"), fields.Time("last_update_timestamp"));
        if (fields.Fault is null && (order.Amount < 0 || order.Filled < 0 || order.Id.Length == 0))
            fields.Refuse("filled_amount", $"{order.Filled} of {order.Amount} is none");
        why = fields.Fault ?? "";
        return fields.Fault is null;
    }
}

/// <summary>An execution of ours.</summary>
/// <param name="Sequence">Counts the instrument's trades: unique within it, and ascending.</param>
/// <param name="Fee">Paid; negative for a rebate.</param>
/// <param name="IsLiquidation">The venue gave the order, for want of margin.</param>
public sealed record DeribitUserTrade(
    string Id, long Sequence, string Instrument, string Order, string Label, Side Side, decimal Price, decimal Amount, decimal Fee, string FeeCurrency, bool IsMaker, bool IsLiquidation, Instant At)
{
    public static bool TryRead(JsonElement element, out DeribitUserTrade trade, out string why)
    {
        var fields = new DeribitFields(element, "user trade");
        string liquidity = fields.TextOrEmpty("liquidity");
        trade = new DeribitUserTrade(
            fields.Text("trade_id"), fields.Whole("trade_seq"), fields.Text("instrument_name", 60), fields.Text("order_id"), fields.TextOrEmpty("label"),
            fields.Side("direction"), fields.Number("price"), fields.Number("amount"), fields.Number("fee"), fields.Text("fee_currency"), liquidity == "M", fields.TextOrEmpty("order_type") == "liquidation", fields.Time("timestamp"));
        if (liquidity is not ("M" or "T" or ""))
            fields.Refuse("liquidity", $"'{DeribitFields.Printable(liquidity)}' is not known");
        if (fields.Fault is null && (trade.Price <= 0 || trade.Amount <= 0))
            fields.Refuse("amount", $"{trade.Amount} at {trade.Price} is no trade");
        why = fields.Fault ?? "";
        return fields.Fault is null;
    }
}

/// <summary>A position, signed: + long.</summary>
public sealed record DeribitPosition(string Instrument, decimal Size, decimal? Price)
{
    public static bool TryRead(JsonElement element, out DeribitPosition position, out string why)
    {
        var fields = new DeribitFields(element, "position");
        string direction = fields.Text("direction");
        decimal size = fields.Number("size");
        // Printed with a sign in some answers and without in others: the direction decides.
        decimal signed = direction switch
        {
            "buy" => size,
            "sell" => -Math.Abs(size),
            "zero" => 0,
            _ => Refused(ref fields, direction),
        };
        if (fields.Fault is null && ((direction == "buy" && size < 0) || (direction == "zero" && size != 0)))
            fields.Refuse("size", $"{size} is not what direction {direction} says");
        position = new DeribitPosition(fields.Text("instrument_name", 60), signed, fields.NumberOrNull("average_price"));
        why = fields.Fault ?? "";
        return fields.Fault is null;
    }

    private static decimal Refused(ref DeribitFields fields, string direction)
    {
        fields.Refuse("direction", $"'{DeribitFields.Printable(direction)}' is not known");
        return 0;
    }
}

/// <summary>What a login gives. It holds tokens: it is never shown.</summary>
public sealed class DeribitLogin
{
    private DeribitLogin(string refreshToken, long seconds, string[] scope) => (RefreshToken, Lasts, Scope) = (refreshToken, Duration.FromSeconds(seconds), scope);

    public string RefreshToken { get; }

    public Duration Lasts { get; }

    /// <summary>What the key may do: connection, account:read, trade:read_write, wallet:none ...</summary>
    public IReadOnlyList<string> Scope { get; }

    /// <summary>Why a desk must not use this key; null when it may.</summary>
    /// <param name="isReadOnly">The desk only looks.</param>
    public string? Complaint(bool isReadOnly)
    {
        if (May("wallet:read_write"))
            return "the key may withdraw (wallet:read_write): a desk needs a key without it";
        if (!May("trade:read_write") && !(isReadOnly && May("trade:read")))
            return isReadOnly ? "the key may not see its orders: it lacks trade:read" : "the key may not trade: it lacks trade:read_write";
        return May("account:read") || May("account:read_write") ? null : "the key may not see its account: it lacks account:read";
    }

    private bool May(string what) => Scope.Contains(what, StringComparer.Ordinal);

    public static bool TryRead(JsonElement result, out DeribitLogin login, out string why)
    {
        var fields = new DeribitFields(result, "login");
        fields.Text("access_token", 4096);
        string refresh = fields.Text("refresh_token", 4096), scope = fields.Text("scope", 2000);
        long seconds = fields.Whole("expires_in");
        if (fields.Fault is null && seconds is < 1 or > 1_000_000_000)
            fields.Refuse("expires_in", $"{seconds} is no time");
        login = new DeribitLogin(refresh, seconds, scope.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        why = fields.Fault ?? "";
        return fields.Fault is null;
    }
}
