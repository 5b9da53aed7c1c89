using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Market makers' quotes: one a side, instrument and group, taken away together when they are hit too much.</summary>
public sealed partial class SimulatedExchange
{
    private readonly Dictionary<(int Account, int Group, int Instrument, Side Side), long> _quotes = [];

    private VenueReason Protected(int account, int group) =>
        group <= 0 || _protection.Of(account, group) is null ? VenueReason.NoProtection
        : _protection.FrozenUntil(account, group, Now) is not null ? VenueReason.Protection
        : VenueReason.None;

    private ExchangeAnswer Protect(in ExchangeCommand command)
    {
        if (command.Other <= 0 || command.Protection is null)
            return new ExchangeAnswer(VenueReason.NoProtection);
        _protection.Set(command.Account, command.Other, command.Protection);
        return default;
    }

    private ExchangeAnswer Quote(in ExchangeCommand command)
    {
        OrderRequest order = command.Order;
        VenueReason closed = Protected(command.Account, command.Other);
        if (closed != VenueReason.None)
            return new ExchangeAnswer(closed);
        if (order.Quantity < 0 || order.Quantity > _settings.MostLots)
            return new ExchangeAnswer(VenueReason.BadQuantity);
        var key = (command.Account, command.Other, order.Instrument, order.Side);
        bool stands = _quotes.TryGetValue(key, out long number) && _engine.TryFind(number, out _, out _, out _, out _, out _);
        if (order.Quantity == 0)
        {
            _quotes.Remove(key);
            return stands ? Cancel(ExchangeCommand.Cancel(Now, command.Account, number)) : default;
        }
        if (!stands)
        {
            _template = new OrderRecord { Label = command.Label, Group = command.Other, IsQuote = true };
            ExchangeAnswer placed = Place(order with { Label = command.Other, Kind = OrderKind.Limit, TimeInForce = TimeInForce.GoodTillCancelled });
            if (placed.Number > 0)
                _quotes[key] = placed.Number;
            return placed;
        }
        ref OrderRecord record = ref RecordOf(number);
        record.Label = command.Label;
        // What stands already keeps its place.
        if (record.Price == order.Price && record.Quantity - record.Filled == order.Quantity)
            return new ExchangeAnswer(VenueReason.None, number);
        return Edit(ExchangeCommand.Change(Now, new OrderEdit(command.Account, number, record.Filled + order.Quantity, order.Price, order.PostOnly, order.SelfTrade)));
    }

    private ExchangeAnswer CancelQuotes(in ExchangeCommand command)
    {
        _numbers.Clear();
        _engine.OrdersOf(command.Account, _numbers);
        int gone = 0;
        foreach (long number in _numbers)
        {
            ref OrderRecord record = ref RecordOf(number);
            if (!record.IsQuote || !Passes(record, command.Filter))
                continue;
            _engine.Cancel(command.Account, number);
            Follow();
            gone++;
        }
        return new ExchangeAnswer(VenueReason.None, Count: gone);
    }

    private void TakeQuotesAway()
    {
        (int Account, int Group)[] trips = [.. _trips];
        _trips.Clear();
        foreach ((int account, int group) in trips)
        {
            _engine.CancelAll(account, VenueReason.Protection, label: group);
            Follow();
            Tell(new ExchangeNotice(NoticeKind.Tripped, account, Group: group));
        }
    }
}
