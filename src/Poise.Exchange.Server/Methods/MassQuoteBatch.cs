using System.Text.Json;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>The quotes of one message: each side by itself is taken or refused, and the answer says which.</summary>
internal sealed class MassQuoteBatch(ExchangeDesk desk, ServerCall call, AccountHolder holder, string group, string id)
{
    private readonly List<long> _orders = [];
    private readonly List<AccountTrade> _trades = [];
    private readonly List<(string Instrument, Side Side, DeribitError Error)> _errors = [];

    public void Add(RequestParams quote)
    {
        string name = quote.Text("instrument_name"u8), set = quote.TextOrNull("quote_set_id"u8) ?? id;
        RequestParams? bid = quote.ObjectOrNull("bid"u8), ask = quote.ObjectOrNull("ask"u8);
        if (call.IsRefused)
            return;
        if (desk.Exchange.Find(name) is not { IsOpen: true } instrument || instrument.Terms.IsSpot || bid is null && ask is null)
        {
            _errors.Add((name, bid is null ? Side.Sell : Side.Buy, DeribitError.UnknownInstrument));
            return;
        }
        // Moving up the ask goes first, moving down the bid, so that the quote does not meet itself.
        decimal? asked = bid?.DecimalOrNull("price"u8);
        bool isUp = asked is not null && desk.Exchange.Depth(instrument.Number, Side.Sell, _best) > 0 && asked >= instrument.Price(_best[0].Price.Count);
        if (isUp)
            One(instrument, Side.Sell, ask, set);
        One(instrument, Side.Buy, bid, set);
        if (!isUp)
            One(instrument, Side.Sell, ask, set);
    }

    private readonly DepthLevel[] _best = new DepthLevel[1];

    public void Write(bool isDetailed)
    {
        SimulatedExchange exchange = desk.Exchange;
        Utf8JsonWriter json = call.Result;
        json.WriteStartObject();
        json.WriteNumber("errors_count"u8, _errors.Count);
        json.WriteNumber("pending_requests_count"u8, 0);
        if (isDetailed)
        {
            json.WriteStartArray("orders"u8);
            foreach (long number in _orders)
            {
                if (exchange.TryFind(number, out OrderRecord order))
                    OrderJson.Write(json, exchange, order);
            }
            json.WriteEndArray();
            json.WriteStartArray("trades"u8);
            foreach (AccountTrade trade in _trades)
                OrderJson.Write(json, exchange, trade);
            json.WriteEndArray();
            json.WriteStartArray("errors"u8);
            foreach ((string instrument, Side side, DeribitError error) in _errors)
            {
                json.WriteStartObject();
                json.WriteString("instrument_name"u8, instrument);
                json.WriteString("side"u8, side == Side.Buy ? "bid"u8 : "ask"u8);
                json.WriteStartObject("error"u8);
                json.WriteNumber("code"u8, error.Code);
                json.WriteString("message"u8, error.Message);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("pending_requests"u8);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private void One(ListedInstrument instrument, Side side, RequestParams? quote, string set)
    {
        if (quote is null)
            return;
        decimal price = quote.DecimalOrNull("price"u8) ?? 0, amount = quote.Decimal("amount"u8);
        bool postOnly = quote.FlagOrNull("post_only"u8) ?? false, rejects = quote.FlagOrNull("reject_post_only"u8) ?? false;
        if (call.IsRefused)
            return;
        int number = holder.Group(instrument.Listing, group);
        DeribitError? wrong = amount < 0 || amount > 1e12m || amount % instrument.LotAmount() != 0 ? DeribitError.InvalidAmount
            : number > 0 && holder.Groups[number - 1].Most is > 0 and var limit && amount > limit ? DeribitError.InvalidAmount
            : amount > 0 && (price <= 0 || price > 1e12m) ? DeribitError.InvalidPrice
            : price % instrument.Contract.PriceTick != 0 ? DeribitError.WrongTick
            : null;
        if (wrong is { } error)
        {
            _errors.Add((instrument.Contract.Id.Symbol, side, error));
            return;
        }
        var order = new OrderRequest(
            holder.Account, instrument.Number, side, (long)(amount / instrument.LotAmount()), (long)(price / instrument.Contract.PriceTick),
            PostOnly: !postOnly ? PostOnly.No : rejects ? PostOnly.Reject : PostOnly.Slide, SelfTrade: holder.SelfTrade);
        ExchangeAnswer answer = desk.Apply(ExchangeCommand.Quote(desk.At(call), order, number, set), call.Session);
        if (!answer.IsDone)
        {
            _errors.Add((instrument.Contract.Id.Symbol, side, WireNames.Error(answer.Reason, side)));
            return;
        }
        if (answer.Number != 0)
            _orders.Add(answer.Number);
        _trades.AddRange(desk.Fills.Where(f => f.Order == answer.Number));
    }
}
