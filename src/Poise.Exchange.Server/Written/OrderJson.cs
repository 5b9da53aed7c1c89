using System.Text.Json;
using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>Orders and trades of an account, as the protocol has them.</summary>
internal static class OrderJson
{
    public static void Write(Utf8JsonWriter json, SimulatedExchange exchange, in OrderRecord order)
    {
        ListedInstrument instrument = exchange.Instruments[order.Instrument];
        json.WriteStartObject();
        json.WriteString("order_id"u8, WireNames.OrderId(exchange, order));
        json.WriteString("order_state"u8, order.Stage.Word());
        json.WriteString("order_type"u8, WireNames.Type(order));
        if (order.Number > 0 && order.Kind == OrderKind.MarketLimit)
            json.WriteString("original_order_type"u8, "market_limit"u8);
        json.WriteString("time_in_force"u8, WireNames.Times.Of(order.TimeInForce));
        json.WriteString("instrument_name"u8, instrument.Contract.Id.Symbol);
        json.WriteNumber("creation_timestamp"u8, order.Created.UnixMilliseconds);
        json.WriteNumber("last_update_timestamp"u8, order.Updated.UnixMilliseconds);
        json.WriteString("direction"u8, order.Side.Word());
        if (order.Number < 0 && order.Kind == OrderKind.Market)
            json.WriteString("price"u8, "market_price"u8);
        else
            json.WriteNumber("price"u8, instrument.Price(order.Price));
        if (order.In != PricedIn.Own)
        {
            json.WriteString("advanced"u8, WireNames.Units.Of(order.In));
            json.WriteNumber(WireNames.Units.Of(order.In), order.In == PricedIn.Vol ? Math.Round(100 * order.Asked, 8) : order.Asked);
        }
        json.WriteString("label"u8, order.Label ?? "");
        json.WriteBoolean("post_only"u8, order.PostOnly != PostOnly.No);
        if (order.PostOnly == PostOnly.Reject)
            json.WriteBoolean("reject_post_only"u8, true);
        json.WriteBoolean("reduce_only"u8, order.ReduceOnly);
        json.WriteBoolean("api"u8, true);
        json.WriteBoolean("web"u8, false);
        json.WriteBoolean("is_liquidation"u8, order.IsLiquidation);
        json.WriteBoolean("replaced"u8, order.Updated > order.Created && order.Filled == 0 && order.Stage == OrderStage.Open);
        json.WriteNumber("amount"u8, WireNames.Short(instrument.Amount(order.Quantity)));
        json.WriteNumber("contracts"u8, instrument.Contracts(order.Quantity));
        json.WriteNumber("filled_amount"u8, WireNames.Short(instrument.Amount(order.Filled)));
        json.WriteNumber("average_price"u8, order.Filled > 0 ? Math.Round(order.AveragePrice * instrument.Terms.Tick, 8) : 0);
        if (order.Display > 0)
        {
            json.WriteNumber("display_amount"u8, WireNames.Short(instrument.Amount(order.Display)));
            json.WriteNumber("refresh_amount"u8, WireNames.Short(instrument.Amount(order.Display)));
        }
        if (order.Number < 0 || order.Origin < 0)
            WriteTrigger(json, exchange, order);
        json.WriteBoolean("mmp"u8, order.Group > 0);
        if (order.IsQuote)
        {
            json.WriteBoolean("quote"u8, true);
            json.WriteString("quote_set_id"u8, order.Label ?? "");
        }
        if (order.Stage == OrderStage.Cancelled)
        {
            json.WriteString("cancel_reason"u8, WireNames.CancelReason(order.Reason));
            if (order.Reason == VenueReason.Protection)
                json.WriteBoolean("mmp_cancelled"u8, true);
        }
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, SimulatedExchange exchange, in AccountTrade trade)
    {
        ListedInstrument instrument = exchange.Instruments[trade.Instrument];
        exchange.TryFind(trade.Order, out OrderRecord order);
        json.WriteStartObject();
        json.WriteString("trade_id"u8, TradeJson.Id(trade.Id));
        json.WriteNumber("trade_seq"u8, trade.Sequence);
        json.WriteString("instrument_name"u8, instrument.Contract.Id.Symbol);
        json.WriteNumber("timestamp"u8, trade.At.UnixMilliseconds);
        json.WriteString("order_type"u8, trade.IsLiquidation ? "liquidation"u8 : order.Kind == OrderKind.Market ? "market"u8 : "limit"u8);
        json.WriteString("order_id"u8, WireNames.OrderId(exchange, order.Number == trade.Order ? order : new OrderRecord { Number = trade.Order, Instrument = trade.Instrument }));
        json.WriteNull("matching_id"u8);
        json.WriteString("direction"u8, trade.Side.Word());
        json.WriteNumber("tick_direction"u8, trade.TickDirection);
        json.WriteNumber("index_price"u8, Math.Round(trade.Index, 4));
        json.WriteNumber("price"u8, instrument.Price(trade.Price));
        json.WriteNumber("amount"u8, WireNames.Short(instrument.Amount(trade.Lots)));
        json.WriteNumber("contracts"u8, instrument.Contracts(trade.Lots));
        if (instrument.Contract.IsOption)
        {
            json.WriteNumber("iv"u8, Math.Round(100 * trade.Vol, 2));
            json.WriteNumber("underlying_price"u8, Math.Round(instrument.Forward, 4));
        }
        json.WriteString("liquidity"u8, trade.IsMaker ? "M"u8 : "T"u8);
        json.WriteNumber("fee"u8, WireNames.Short((decimal)trade.Fee / InstrumentTerms.Unit));
        json.WriteString("fee_currency"u8, instrument.Contract.SettlementCurrency);
        json.WriteString("label"u8, trade.Label ?? "");
        json.WriteString("state"u8, (order.Number == trade.Order ? order.Stage : OrderStage.Filled).Word());
        json.WriteBoolean("post_only"u8, order.PostOnly != PostOnly.No);
        json.WriteBoolean("reduce_only"u8, order.ReduceOnly);
        json.WriteBoolean("mmp"u8, order.Group > 0);
        json.WriteBoolean("api"u8, true);
        json.WriteNumber("mark_price"u8, instrument.Round(trade.Mark));
        json.WriteEndObject();
    }

    private static void WriteTrigger(Utf8JsonWriter json, SimulatedExchange exchange, in OrderRecord order)
    {
        json.WriteBoolean("triggered"u8, order.Stage == OrderStage.Triggered || order.Number > 0);
        json.WriteString("trigger"u8, WireNames.Sources.Of(order.Source));
        if (double.IsFinite(order.TriggerPrice))
            json.WriteNumber("trigger_price"u8, Math.Round(order.TriggerPrice, 8));
        if (order.Trigger == TriggerKind.Trailing)
        {
            json.WriteNumber("trigger_offset"u8, Math.Round(order.TriggerOffset, 8));
            json.WriteNumber("trigger_reference_price"u8, Math.Round(order.TriggerPrice + (order.Side == Side.Sell ? order.TriggerOffset : -order.TriggerOffset), 8));
        }
        if (order.Number > 0)
            json.WriteString("trigger_order_id"u8, WireNames.OrderId(exchange, new OrderRecord { Number = order.Origin, Instrument = order.Instrument, Trigger = order.Trigger }));
    }
}
