using System.Text.Json;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>Orders: placed, edited, cancelled, positions closed.</summary>
internal sealed class TradingMethods(ExchangeDesk desk) : IServerMethods
{
    private enum OrderType
    {
        Limit,
        Market,
        MarketLimit,
        StopLimit,
        StopMarket,
        TakeLimit,
        TakeMarket,
        TrailingStop,
    }

    private static readonly WireWords<OrderType> _types = new(
        ("limit", OrderType.Limit), ("market", OrderType.Market), ("market_limit", OrderType.MarketLimit), ("stop_limit", OrderType.StopLimit), ("stop_market", OrderType.StopMarket),
        ("take_limit", OrderType.TakeLimit), ("take_market", OrderType.TakeMarket), ("trailing_stop", OrderType.TrailingStop));

    private static readonly WireWords<bool> _closings = new(("limit", false), ("market", true));

    /// <summary>Which orders a cancel is for: all, only those in books, only those that wait.</summary>
    private static readonly WireWords<bool?> _cancelled = new(("all", null), ("limit", false), ("trigger_all", true), ("stop", true), ("take", true), ("trailing_stop", true));

    private SimulatedExchange Exchange => desk.Exchange;

    public void AddTo(MethodTable table)
    {
        table.Add("private/buy", RateClass.Matching, AccessNeed.TradeWrite, call => Place(call, Side.Buy));
        table.Add("private/sell", RateClass.Matching, AccessNeed.TradeWrite, call => Place(call, Side.Sell));
        table.Add("private/edit", RateClass.Matching, AccessNeed.TradeWrite, EditById);
        table.Add("private/edit_by_label", RateClass.Matching, AccessNeed.TradeWrite, EditByLabel);
        table.Add("private/cancel", RateClass.Matching, AccessNeed.TradeWrite, Cancel);
        table.Add("private/cancel_all", RateClass.Matching, AccessNeed.TradeWrite, call => CancelAll(call, OrderFilter.All));
        table.Add("private/cancel_all_by_currency", RateClass.Matching, AccessNeed.TradeWrite, CancelByCurrency);
        table.Add("private/cancel_all_by_instrument", RateClass.Matching, AccessNeed.TradeWrite, CancelByInstrument);
        table.Add("private/cancel_by_label", RateClass.Matching, AccessNeed.TradeWrite, CancelByLabel);
        table.Add("private/close_position", RateClass.Matching, AccessNeed.TradeWrite, ClosePosition);
        table.Add("private/get_margins", RateClass.NonMatching, AccessNeed.TradeRead, GetMargins);
        table.Add("private/get_order_margin_by_ids", RateClass.NonMatching, AccessNeed.TradeRead, GetOrderMargins);
        table.Add("private/set_self_trading_config", RateClass.NonMatching, AccessNeed.AccountWrite, SetSelfTrading);
    }

    private void Place(ServerCall call, Side side)
    {
        RequestParams p = call.Params;
        OrderType type = p.OneOf("type"u8, _types, OrderType.Limit);
        TimeInForce time = p.OneOf("time_in_force"u8, WireNames.Times, TimeInForce.GoodTillCancelled);
        bool postOnly = p.FlagOrNull("post_only"u8) ?? false, rejects = p.FlagOrNull("reject_post_only"u8) ?? false, reduces = p.FlagOrNull("reduce_only"u8) ?? false;
        bool isProtected = p.FlagOrNull("mmp"u8) ?? false;
        string? label = OrderTerms.Label(p);
        PricedIn unit = OrderTerms.Unit(p);
        decimal? price = p.DecimalOrNull("price"u8), display = p.DecimalOrNull("display_amount"u8);
        double trigger = p.DoubleOrNull("trigger_price"u8) ?? 0, offset = p.DoubleOrNull("trigger_offset"u8) ?? 0;
        bool isWaiting = type >= OrderType.StopLimit;
        TriggerSource source = isWaiting ? p.OneOf("trigger"u8, WireNames.Sources) : default;
        if (desk.Instrument(call) is not { } instrument || call.IsRefused || OrderTerms.IsOutdated(call) || OrderTerms.IsLinked(call))
            return;
        bool needsPrice = type is OrderType.Limit or OrderType.StopLimit or OrderType.TakeLimit;
        if (needsPrice && price is null)
        {
            call.Refuse(DeribitError.InvalidPrice, "value required", "price");
            return;
        }
        if (isWaiting && !(type == OrderType.TrailingStop ? offset > 0 : trigger > 0))
        {
            call.Refuse(DeribitError.InvalidPrice, "value required", type == OrderType.TrailingStop ? "trigger_offset" : "trigger_price");
            return;
        }
        if (!OrderTerms.TryAsked(call, instrument, unit, type == OrderType.Limit, postOnly, price, out double asked))
            return;
        if (!OrderTerms.TryLots(call, instrument, out long lots) || !OrderTerms.TryTicks(call, instrument, needsPrice && unit == PricedIn.Own ? price!.Value : 0, out long ticks) || !OrderTerms.TryShown(call, instrument, display, out long shown))
            return;
        bool isMarket = type is OrderType.Market or OrderType.StopMarket or OrderType.TakeMarket or OrderType.TrailingStop;
        var order = new OrderRequest(
            call.Account, instrument.Number, side, lots, ticks, isMarket ? OrderKind.Market : type == OrderType.MarketLimit ? OrderKind.MarketLimit : OrderKind.Limit, time,
            !postOnly ? PostOnly.No : rejects ? PostOnly.Reject : PostOnly.Slide, reduces, shown, desk.Holder(call.Account).SelfTrade);
        ExchangeCommand command = isWaiting ? ExchangeCommand.Wait(desk.At(call), new TriggerRequest(order, KindOf(type), source, trigger, offset), label)
            : isProtected ? ExchangeCommand.PlaceProtected(desk.At(call), order, desk.Holder(call.Account).Group(instrument.Listing, ""), label)
            : ExchangeCommand.Place(desk.At(call), order, label);
        Answer(call, desk.Apply(unit == PricedIn.Own ? command : command.Saying(unit, asked), call.Session), instrument, side, isWaiting);
    }

    private void EditById(ServerCall call)
    {
        string id = call.Params.Text("order_id"u8);
        if (!call.IsRefused && TryOwn(call, id, out OrderRecord order))
            Edit(call, order);
    }

    private void EditByLabel(ServerCall call)
    {
        string label = call.Params.Text("label"u8);
        if (desk.Instrument(call) is not { } instrument || call.IsRefused)
            return;
        OrderRecord[] found = [.. Exchange.OpenOrders(call.Account).Where(o => o.Instrument == instrument.Number && string.Equals(o.Label, label, StringComparison.Ordinal))];
        if (found.Length == 1)
            Edit(call, found[0]);
        else
            call.Refuse(DeribitError.OrderNotFound, found.Length == 0 ? "no open order has this label" : "several open orders have this label", "label");
    }

    private void Edit(ServerCall call, in OrderRecord order)
    {
        RequestParams p = call.Params;
        ListedInstrument instrument = Exchange.Instruments[order.Instrument];
        bool postOnly = p.FlagOrNull("post_only"u8) ?? order.PostOnly != PostOnly.No, rejects = p.FlagOrNull("reject_post_only"u8) ?? order.PostOnly == PostOnly.Reject;
        decimal? price = p.DecimalOrNull("price"u8);
        if (call.IsRefused || OrderTerms.IsOutdated(call) || OrderTerms.IsLinked(call))
            return;
        if (order.Stage is not (OrderStage.Open or OrderStage.Waiting))
        {
            call.Refuse(order.Stage == OrderStage.Filled ? DeribitError.AlreadyFilled : DeribitError.NotOpen);
            return;
        }
        long lots = order.Quantity, ticks = order.Price;
        if ((p.Has("amount"u8) || p.Has("contracts"u8)) && !OrderTerms.TryLots(call, instrument, out lots))
            return;
        if (order.In == PricedIn.Own && p.Has("advanced"u8))
        {
            call.Refuse(instrument.Contract.IsOption ? DeribitError.NotAdvanced : DeribitError.NoAdvancedForFutures, "", "advanced");
            return;
        }
        // Of an order in vol or dollars the price is said in that again, and stays where it is not said; without the word it is the option's own from now on.
        PricedIn unit = OrderTerms.Unit(p);
        decimal? said = price ?? (unit != order.In ? null : unit == PricedIn.Vol ? 100 * (decimal)order.Asked : (decimal)order.Asked);
        if (!OrderTerms.TryAsked(call, instrument, unit, isLimit: true, postOnly, said, out double asked))
            return;
        if (unit == PricedIn.Own && price is { } own && !OrderTerms.TryTicks(call, instrument, own, out ticks))
            return;
        var edit = new OrderEdit(call.Account, order.Number, lots, ticks, !postOnly ? PostOnly.No : rejects ? PostOnly.Reject : PostOnly.Slide, desk.Holder(call.Account).SelfTrade);
        double? trigger = p.DoubleOrNull("trigger_price"u8), offset = p.DoubleOrNull("trigger_offset"u8);
        bool isTrailing = order.Trigger == TriggerKind.Trailing;
        if (trigger is not null && (order.Stage != OrderStage.Waiting || isTrailing || !(trigger > 0)))
            p.Refuse("trigger_price"u8, "is for an order that waits for a price, and above zero");
        if (offset is not null && (order.Stage != OrderStage.Waiting || !isTrailing || !(offset > 0)))
            p.Refuse("trigger_offset"u8, "is for a trailing order that waits, and above zero");
        if (!call.IsRefused)
            Answer(call, desk.Apply(unit == PricedIn.Own ? ExchangeCommand.Change(desk.At(call), edit, trigger ?? 0, offset ?? 0) : ExchangeCommand.Change(desk.At(call), edit).Saying(unit, asked)), instrument, order.Side, isWaiting: order.Stage == OrderStage.Waiting);
    }

    private void Cancel(ServerCall call)
    {
        string id = call.Params.Text("order_id"u8);
        if (call.IsRefused || !TryOwn(call, id, out OrderRecord order))
            return;
        if (order.Stage is not (OrderStage.Open or OrderStage.Waiting))
        {
            call.Refuse(order.Stage == OrderStage.Filled ? DeribitError.AlreadyFilled : DeribitError.NotOpen);
            return;
        }
        ExchangeAnswer answer = desk.Apply(ExchangeCommand.Cancel(desk.At(call), call.Account, order.Number));
        if (answer.IsDone && Exchange.TryFind(order.Number, out OrderRecord now))
            OrderJson.Write(call.Result, Exchange, now);
        else
            call.Refuse(WireNames.Error(answer.Reason, order.Side));
    }

    private void CancelByCurrency(ServerCall call)
    {
        string currency = call.Params.Text("currency"u8);
        ContractKind? kind = call.Params.OneOf("kind"u8, WireNames.Kinds, null);
        bool? waiting = call.Params.OneOf("type"u8, _cancelled, null);
        if (call.IsRefused)
            return;
        CancelEach(call, [.. Exchange.OpenOrders(call.Account).Where(o => Exchange.Instruments[o.Instrument].IsOfCurrency(currency)
            && Exchange.Instruments[o.Instrument].Contract.Kind.IsOf(kind) && (waiting is null || o.Number < 0 == waiting))]);
    }

    private void CancelByInstrument(ServerCall call)
    {
        bool? waiting = call.Params.OneOf("type"u8, _cancelled, null);
        if (desk.Instrument(call) is { } instrument && !call.IsRefused)
            CancelAll(call, new OrderFilter(instrument.Number, Waiting: waiting));
    }

    private void CancelByLabel(ServerCall call)
    {
        string label = call.Params.Text("label"u8), currency = call.Params.TextOrNull("currency"u8) ?? DeribitChannel.Any;
        if (call.IsRefused)
            return;
        CancelEach(call, [.. Exchange.OpenOrders(call.Account).Where(o => string.Equals(o.Label, label, StringComparison.Ordinal) && Exchange.Instruments[o.Instrument].IsOfCurrency(currency))]);
    }

    private void CancelAll(ServerCall call, OrderFilter filter)
    {
        bool isDetailed = call.Params.FlagOrNull("detailed"u8) ?? false, freezes = call.Params.FlagOrNull("freeze_quotes"u8) ?? false;
        if (call.IsRefused)
            return;
        if (freezes)
            desk.Freeze(call.Account, isFrozen: true);
        ExchangeAnswer answer = desk.Apply(ExchangeCommand.CancelAll(desk.At(call), call.Account, filter));
        if (isDetailed)
            call.Result.WriteStartArray();
        call.Result.WriteNumberValue(answer.Count);
        if (isDetailed)
            call.Result.WriteEndArray();
    }

    private void CancelEach(ServerCall call, OrderRecord[] orders)
    {
        int gone = 0;
        foreach (OrderRecord order in orders)
            gone += desk.Apply(ExchangeCommand.Cancel(desk.At(call), call.Account, order.Number)).Count;
        call.Result.WriteNumberValue(gone);
    }

    private void ClosePosition(ServerCall call)
    {
        bool isMarket = call.Params.OneOf("type"u8, _closings);
        decimal? price = call.Params.DecimalOrNull("price"u8);
        if (desk.Instrument(call) is not { } instrument || call.IsRefused)
            return;
        long held = Exchange.Accounts.Position(call.Account, instrument.Number);
        if (held == 0)
        {
            call.Refuse(DeribitError.AlreadyClosed, "no position", "instrument_name");
            return;
        }
        if (!isMarket && price is null)
        {
            call.Refuse(DeribitError.InvalidPrice, "value required", "price");
            return;
        }
        if (!OrderTerms.TryTicks(call, instrument, isMarket ? 0 : price!.Value, out long ticks))
            return;
        Side side = held > 0 ? Side.Sell : Side.Buy;
        var order = new OrderRequest(call.Account, instrument.Number, side, Math.Abs(held), ticks, isMarket ? OrderKind.Market : OrderKind.Limit, ReduceOnly: true, SelfTrade: desk.Holder(call.Account).SelfTrade);
        Answer(call, desk.Apply(ExchangeCommand.Place(desk.At(call), order), call.Session), instrument, side, isWaiting: false);
    }

    private void GetMargins(ServerCall call)
    {
        decimal price = call.Params.Decimal("price"u8);
        if (desk.Instrument(call) is not { } instrument || call.IsRefused || !OrderTerms.TryLots(call, instrument, out long lots) || !OrderTerms.TryTicks(call, instrument, price, out long ticks))
            return;
        (long least, long most) = Exchange.BandOf(instrument.Number);
        call.Result.WriteStartObject();
        call.Result.WriteNumber("buy"u8, Math.Round(Exchange.Accounts.Needs(call.Account, instrument.Number, Side.Buy, lots, ticks), 8));
        call.Result.WriteNumber("sell"u8, Math.Round(Exchange.Accounts.Needs(call.Account, instrument.Number, Side.Sell, lots, ticks), 8));
        call.Result.WriteNumber("min_price"u8, instrument.Price(least));
        call.Result.WriteNumber("max_price"u8, instrument.Price(most));
        call.Result.WriteEndObject();
    }

    private void GetOrderMargins(ServerCall call)
    {
        string[] ids = call.Params.Texts("ids"u8);
        if (call.IsRefused)
            return;
        call.Result.WriteStartArray();
        foreach (string id in ids)
        {
            if (!WireNames.TryOrderNumber(id, out long number) || !Exchange.TryFind(number, out OrderRecord order) || order.Account != call.Account)
                continue;
            ListedInstrument instrument = Exchange.Instruments[order.Instrument];
            call.Result.WriteStartObject();
            call.Result.WriteString("order_id"u8, id);
            call.Result.WriteNumber("initial_margin"u8, order.Stage == OrderStage.Open ? Math.Round(Exchange.Accounts.Needs(call.Account, order.Instrument, order.Side, order.Quantity - order.Filled, order.Price), 8) : 0);
            call.Result.WriteString("initial_margin_currency"u8, instrument.Contract.SettlementCurrency);
            call.Result.WriteEndObject();
        }
        call.Result.WriteEndArray();
    }

    private void SetSelfTrading(ServerCall call)
    {
        SelfTrade mode = call.Params.OneOf("mode"u8, WireNames.SelfTrades);
        if (call.Params.Flag("extended_to_subaccounts"u8))
            call.Refuse(DeribitError.NotImplemented, "self-trades between accounts are not looked at", "extended_to_subaccounts");
        if (call.IsRefused)
            return;
        desk.SetSelfTrade(call.Account, mode);
        call.Ok();
    }

    private void Answer(ServerCall call, in ExchangeAnswer answer, ListedInstrument instrument, Side side, bool isWaiting)
    {
        if (!answer.IsDone || !Exchange.TryFind(answer.Number, out OrderRecord order))
        {
            call.Refuse(WireNames.Error(answer.Reason, side), Said(answer.Reason));
            return;
        }
        Utf8JsonWriter json = call.Result;
        json.WriteStartObject();
        json.WritePropertyName("order"u8);
        OrderJson.Write(json, Exchange, order);
        json.WriteStartArray("trades"u8);
        foreach (AccountTrade trade in desk.Fills)
        {
            if (!isWaiting && trade.Order == order.Number)
                OrderJson.Write(json, Exchange, trade);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Said(VenueReason reason) => reason switch
    {
        VenueReason.ReduceOnly => "reduce_only: there is no position to reduce",
        VenueReason.FillOrKill => "fill_or_kill: the book does not hold as much",
        VenueReason.NothingToTake => "there is nothing to trade with",
        _ => "",
    };

    private bool TryOwn(ServerCall call, string id, out OrderRecord order)
    {
        if (!WireNames.TryOrderNumber(id, out long number))
        {
            order = default;
            call.Refuse(DeribitError.InvalidOrderId, "", "order_id");
            return false;
        }
        if (!Exchange.TryFind(number, out order))
            call.Refuse(DeribitError.OrderNotFound, "", "order_id");
        else if (order.Account != call.Account)
            call.Refuse(DeribitError.NotOwner, "", "order_id");
        return !call.IsRefused;
    }

    private static TriggerKind KindOf(OrderType type) => type switch
    {
        OrderType.TrailingStop => TriggerKind.Trailing,
        OrderType.TakeLimit or OrderType.TakeMarket => TriggerKind.Take,
        _ => TriggerKind.Stop,
    };
}
