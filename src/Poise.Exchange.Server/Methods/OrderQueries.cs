using System.Text.Json;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>What an account may ask of its orders and trades, as far as they are remembered.</summary>
internal sealed class OrderQueries(ExchangeDesk desk) : IServerMethods
{
    private const int Most = 1000;

    /// <summary>Which types of orders: of each word those that wait (true) or stand (false), and by which trigger.</summary>
    private static readonly WireWords<(bool? Waiting, TriggerKind? Trigger, bool? Market)> _types = new(
        ("all", (null, null, null)), ("limit", (false, null, null)), ("trigger_all", (true, null, null)), ("stop_all", (true, TriggerKind.Stop, null)), ("stop_limit", (true, TriggerKind.Stop, false)),
        ("stop_market", (true, TriggerKind.Stop, true)), ("take_all", (true, TriggerKind.Take, null)), ("take_limit", (true, TriggerKind.Take, false)), ("take_market", (true, TriggerKind.Take, true)),
        ("trailing_all", (true, TriggerKind.Trailing, null)), ("trailing_stop", (true, TriggerKind.Trailing, null)));

    private static readonly WireWords<bool> _sortings = new(("asc", true), ("desc", false), ("default", false));

    private SimulatedExchange Exchange => desk.Exchange;

    public void AddTo(MethodTable table)
    {
        table.Add("private/get_open_orders", RateClass.NonMatching, AccessNeed.TradeRead, call => Open(call, static (_, _) => true));
        table.Add("private/get_open_orders_by_currency", RateClass.NonMatching, AccessNeed.TradeRead, OpenByCurrency);
        table.Add("private/get_open_orders_by_instrument", RateClass.NonMatching, AccessNeed.TradeRead, OpenByInstrument);
        table.Add("private/get_open_orders_by_label", RateClass.NonMatching, AccessNeed.TradeRead, OpenByLabel);
        table.Add("private/get_order_state", RateClass.NonMatching, AccessNeed.TradeRead, State);
        table.Add("private/get_order_state_by_label", RateClass.NonMatching, AccessNeed.TradeRead, StateByLabel);
        table.Add("private/get_order_history_by_instrument", RateClass.NonMatching, AccessNeed.TradeRead, HistoryByInstrument);
        table.Add("private/get_order_history_by_currency", RateClass.NonMatching, AccessNeed.TradeRead, HistoryByCurrency);
        table.Add("private/get_user_trades_by_order", RateClass.NonMatching, AccessNeed.TradeRead, TradesByOrder);
        table.Add("private/get_user_trades_by_instrument", RateClass.NonMatching, AccessNeed.TradeRead, call => TradesByInstrument(call, isTimed: false));
        table.Add("private/get_user_trades_by_instrument_and_time", RateClass.NonMatching, AccessNeed.TradeRead, call => TradesByInstrument(call, isTimed: true));
        table.Add("private/get_user_trades_by_currency", RateClass.NonMatching, AccessNeed.TradeRead, call => TradesByCurrency(call, isTimed: false));
        table.Add("private/get_user_trades_by_currency_and_time", RateClass.NonMatching, AccessNeed.TradeRead, call => TradesByCurrency(call, isTimed: true));
    }

    private void OpenByCurrency(ServerCall call)
    {
        string currency = call.Params.Text("currency"u8);
        Open(call, (_, instrument) => instrument.IsOfCurrency(currency));
    }

    private void OpenByInstrument(ServerCall call)
    {
        if (desk.Instrument(call) is { } asked)
            Open(call, (_, instrument) => instrument == asked);
    }

    private void OpenByLabel(ServerCall call)
    {
        string currency = call.Params.Text("currency"u8);
        string? label = call.Params.TextOrNull("label"u8);
        Open(call, (order, instrument) => instrument.IsOfCurrency(currency) && (label is null || string.Equals(order.Label, label, StringComparison.Ordinal)));
    }

    private void Open(ServerCall call, Func<OrderRecord, ListedInstrument, bool> isAsked)
    {
        ContractKind? kind = call.Params.OneOf("kind"u8, WireNames.Kinds, null);
        (bool? waiting, TriggerKind? trigger, bool? market) = call.Params.OneOf("type"u8, _types, default);
        if (call.IsRefused)
            return;
        WriteAll(call, Exchange.OpenOrders(call.Account).Where(o => Exchange.Instruments[o.Instrument].Contract.Kind.IsOf(kind) && isAsked(o, Exchange.Instruments[o.Instrument])
            && (waiting is null || o.Number < 0 == waiting) && (trigger is null || o.Trigger == trigger) && (market is null || o.Kind == OrderKind.Market == market)));
    }

    private void State(ServerCall call)
    {
        string id = call.Params.Text("order_id"u8);
        if (call.IsRefused)
            return;
        if (WireNames.TryOrderNumber(id, out long number) && Exchange.TryFind(number, out OrderRecord order) && order.Account == call.Account)
            OrderJson.Write(call.Result, Exchange, order);
        else
            call.Refuse(DeribitError.OrderNotFound, "", "order_id");
    }

    /// <summary>The latest first.</summary>
    private void StateByLabel(ServerCall call)
    {
        string currency = call.Params.Text("currency"u8);
        string? label = call.Params.TextOrNull("label"u8);
        if (call.IsRefused)
            return;
        WriteAll(call, Exchange.OpenOrders(call.Account).Concat(Exchange.EndedOrders(call.Account))
            .Where(o => Exchange.Instruments[o.Instrument].IsOfCurrency(currency) && (label is null || string.Equals(o.Label, label, StringComparison.Ordinal)))
            .OrderByDescending(static o => o.Created).ThenByDescending(static o => o.Number).Take(Most));
    }

    private void HistoryByInstrument(ServerCall call)
    {
        if (desk.Instrument(call) is { } instrument)
            History(call, i => i == instrument);
    }

    private void HistoryByCurrency(ServerCall call)
    {
        string currency = call.Params.Text("currency"u8);
        ContractKind? kind = call.Params.OneOf("kind"u8, WireNames.Kinds, null);
        History(call, i => i.IsOfCurrency(currency) && i.Contract.Kind.IsOf(kind));
    }

    /// <summary>Ended orders, the latest first; those that never traded by wish alone.</summary>
    private void History(ServerCall call, Func<ListedInstrument, bool> isAsked)
    {
        int count = HistoryMethods.Count(call, Most, otherwise: 20);
        long offset = call.Params.IntegerOrNull("offset"u8) ?? 0;
        bool unfilled = call.Params.FlagOrNull("include_unfilled"u8) ?? false;
        if (call.IsRefused)
            return;
        WriteAll(call, Exchange.EndedOrders(call.Account).Reverse().Where(o => isAsked(Exchange.Instruments[o.Instrument]) && (unfilled || o.Filled > 0)).Skip((int)Math.Clamp(offset, 0, int.MaxValue)).Take(count));
    }

    private void WriteAll(ServerCall call, IEnumerable<OrderRecord> orders)
    {
        Utf8JsonWriter json = call.Result;
        json.WriteStartArray();
        foreach (OrderRecord order in orders)
            OrderJson.Write(json, Exchange, order);
        json.WriteEndArray();
    }

    /// <summary>A bare list, unlike the others.</summary>
    private void TradesByOrder(ServerCall call)
    {
        string id = call.Params.Text("order_id"u8);
        bool ascends = call.Params.OneOf("sorting"u8, _sortings, true);
        if (call.IsRefused)
            return;
        if (!WireNames.TryOrderNumber(id, out long number))
        {
            call.Refuse(DeribitError.InvalidOrderId, "", "order_id");
            return;
        }
        // Of an order that waited the trades are those of what it became.
        if (number < 0 && Exchange.TryFind(number, out OrderRecord waited) && waited.Origin > 0)
            number = waited.Origin;
        IEnumerable<AccountTrade> trades = Exchange.TradesOfAccount(call.Account).Where(t => t.Order == number);
        call.Result.WriteStartArray();
        foreach (AccountTrade trade in ascends ? trades : trades.Reverse())
            OrderJson.Write(call.Result, Exchange, trade);
        call.Result.WriteEndArray();
    }

    private void TradesByInstrument(ServerCall call, bool isTimed)
    {
        long first = call.Params.IntegerOrNull("start_seq"u8) ?? 0, last = call.Params.IntegerOrNull("end_seq"u8) ?? long.MaxValue;
        if (desk.Instrument(call) is { } instrument)
            Trades(call, t => t.Instrument == instrument.Number && t.Sequence >= first && t.Sequence <= last, isTimed);
    }

    private void TradesByCurrency(ServerCall call, bool isTimed)
    {
        string currency = call.Params.Text("currency"u8);
        ContractKind? kind = call.Params.OneOf("kind"u8, WireNames.Kinds, null);
        Trades(call, t => Exchange.Instruments[t.Instrument].IsOfCurrency(currency) && Exchange.Instruments[t.Instrument].Contract.Kind.IsOf(kind), isTimed);
    }

    private void Trades(ServerCall call, Func<AccountTrade, bool> isAsked, bool isTimed)
    {
        long from = HistoryMethods.Time(call, "start_timestamp"u8, isTimed, 0), until = HistoryMethods.Time(call, "end_timestamp"u8, isNeeded: false, long.MaxValue);
        int count = HistoryMethods.Count(call, Most);
        bool ascends = call.Params.OneOf("sorting"u8, _sortings, isTimed);
        if (call.IsRefused)
            return;
        AccountTrade[] all = [.. Exchange.TradesOfAccount(call.Account).Where(t => t.At.UnixMilliseconds >= from && t.At.UnixMilliseconds <= until && isAsked(t))];
        if (!ascends)
            Array.Reverse(all);
        Utf8JsonWriter json = call.Result;
        json.WriteStartObject();
        json.WriteStartArray("trades"u8);
        foreach (AccountTrade trade in all.Take(count))
            OrderJson.Write(json, Exchange, trade);
        json.WriteEndArray();
        json.WriteBoolean("has_more"u8, all.Length > count);
        json.WriteEndObject();
    }
}
