using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Orders of accounts: placed, edited, cancelled, and those that wait.</summary>
public sealed partial class SimulatedExchange
{
    private readonly Queue<(long Id, OrderRequest Order)> _due = [];
    private readonly List<(long Id, OrderRequest Order)> _fired = [];
    private readonly Dictionary<long, OrderRecord> _waitingRecords = [];
    private readonly SortedSet<(int Account, long Number)> _dayOrders = [];
    private readonly List<long> _numbers = [];

    private ExchangeAnswer Place(in ExchangeCommand command)
    {
        OrderRequest order = command.Order;
        if (order.Quantity > _settings.MostLots)
            return new ExchangeAnswer(VenueReason.BadQuantity);
        if (command.IsProtected)
        {
            VenueReason closed = Protected(command.Account, command.Other);
            if (closed != VenueReason.None)
                return new ExchangeAnswer(closed);
            order = order with { Label = command.Other };
        }
        _template = new OrderRecord { Label = command.Label, Group = command.IsProtected ? command.Other : 0 };
        if (command.In != PricedIn.Own)
        {
            VenueReason why = Priced(order, command.In, command.Price, out long ticks);
            if (why != VenueReason.None)
                return new ExchangeAnswer(why);
            order = order with { Price = ticks };
            (_template.In, _template.Asked, _template.SelfTrade) = (command.In, command.Price, order.SelfTrade);
        }
        return Place(order);
    }

    private ExchangeAnswer Place(in OrderRequest order)
    {
        long number = Enter(order);
        VenueReason refusal = _refusal;
        PlaceFired();
        return new ExchangeAnswer(refusal, number);
    }

    /// <summary>An order comes to its book, with what <see cref="_template"/> says beside it; <see cref="_refusal"/> is why it did not.</summary>
    private long Enter(in OrderRequest order)
    {
        (_template.Kind, _template.TimeInForce, _template.PostOnly, _template.ReduceOnly, _template.Display) = (order.Kind, order.TimeInForce, order.PostOnly, order.ReduceOnly, order.Display);
        _refusal = VenueReason.None;
        long number = _engine.Place(order);
        Follow();
        return number;
    }

    private ExchangeAnswer Edit(in ExchangeCommand command)
    {
        if (command.Edit.Quantity > _settings.MostLots)
            return new ExchangeAnswer(VenueReason.BadQuantity);
        if (command.Edit.Order < 0)
            return EditWaiting(command);
        if (command.In != PricedIn.Own || _following.Contains((command.Edit.Account, command.Edit.Order)))
            return EditPriced(command);
        _refusal = VenueReason.None;
        _engine.Edit(command.Edit);
        Follow();
        VenueReason refusal = _refusal;
        PlaceFired();
        return new ExchangeAnswer(refusal, command.Edit.Order);
    }

    private ExchangeAnswer EditWaiting(in ExchangeCommand command)
    {
        OrderEdit edit = command.Edit;
        if (edit.Quantity <= 0)
            return new ExchangeAnswer(VenueReason.BadQuantity);
        if (!_waiting.TryFind(-edit.Order, out TriggerRequest before, out _) || before.Order.Account != edit.Account)
            return new ExchangeAnswer(VenueReason.UnknownOrder);
        TriggerRequest after = before with
        {
            Order = before.Order with { Quantity = edit.Quantity, Price = edit.Price, PostOnly = edit.PostOnly },
            Price = command.Price > 0 ? command.Price : before.Price,
            Offset = command.Offset > 0 ? command.Offset : before.Offset,
        };
        VenueReason refusal = _waiting.Change(-edit.Order, after, PriceOf(_instruments[before.Order.Instrument], before.Source));
        if (refusal != VenueReason.None)
            return new ExchangeAnswer(refusal);
        ref OrderRecord record = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(_waitingRecords, edit.Order);
        (record.Quantity, record.Price, record.PostOnly, record.TriggerPrice, record.TriggerOffset, record.Updated) = (edit.Quantity, edit.Price, edit.PostOnly, after.Price, after.Offset, Now);
        Tell(new ExchangeNotice(NoticeKind.Waiting, edit.Account, before.Order.Instrument, Number: edit.Order));
        return new ExchangeAnswer(VenueReason.None, edit.Order);
    }

    private ExchangeAnswer Cancel(in ExchangeCommand command)
    {
        VenueReason reason = command.Reason == VenueReason.None ? VenueReason.Asked : command.Reason;
        if (command.Number < 0)
        {
            if (!_waiting.Cancel(command.Account, -command.Number))
                return new ExchangeAnswer(VenueReason.UnknownOrder);
            End(command.Number, OrderStage.Cancelled, reason);
            return new ExchangeAnswer(VenueReason.None, command.Number, 1);
        }
        _refusal = VenueReason.None;
        _engine.Cancel(command.Account, command.Number, reason);
        Follow();
        return new ExchangeAnswer(_refusal, command.Number, _refusal == VenueReason.None ? 1 : 0);
    }

    private ExchangeAnswer CancelAll(in ExchangeCommand command)
    {
        int gone = 0, account = command.Account;
        OrderFilter filter = command.Filter;
        if (filter.Waiting != true)
        {
            _numbers.Clear();
            _engine.OrdersOf(command.Account, _numbers);
            foreach (long number in _numbers)
            {
                if (!Passes(_records[OrderPool.SlotOf(number)], filter))
                    continue;
                _engine.Cancel(command.Account, number, command.Reason);
                Follow();
                gone++;
            }
        }
        if (filter.Waiting != false)
            gone += EndWaiting(command.Reason, o => o.Account == account && Passes(o, filter));
        return new ExchangeAnswer(VenueReason.None, Count: gone);
    }

    private ExchangeAnswer Wait(in ExchangeCommand command)
    {
        OrderRequest order = command.Order;
        if ((uint)order.Instrument >= (uint)_instruments.Count)
            return new ExchangeAnswer(VenueReason.UnknownContract);
        ListedInstrument instrument = _instruments[order.Instrument];
        if (!instrument.IsOpen)
            return new ExchangeAnswer(VenueReason.Expired);
        if (order.Quantity is <= 0 || order.Quantity > _settings.MostLots)
            return new ExchangeAnswer(VenueReason.BadQuantity);
        double now = PriceOf(instrument, command.Source);
        long id = _waiting.Add(new TriggerRequest(order, command.Trigger, command.Source, command.Price, command.Offset), now, out VenueReason refusal);
        if (refusal != VenueReason.None)
            return new ExchangeAnswer(refusal);
        _waitingRecords.Add(-id, new OrderRecord
        {
            Number = -id,
            Account = command.Account,
            Instrument = order.Instrument,
            Side = order.Side,
            Kind = order.Kind,
            TimeInForce = order.TimeInForce,
            PostOnly = order.PostOnly,
            ReduceOnly = order.ReduceOnly,
            Stage = OrderStage.Waiting,
            Price = order.Price,
            Quantity = order.Quantity,
            Display = order.Display,
            Created = Now,
            Updated = Now,
            Label = command.Label,
            Trigger = command.Trigger,
            Source = command.Source,
            TriggerPrice = command.Price,
            TriggerOffset = command.Offset,
        });
        Tell(new ExchangeNotice(NoticeKind.Waiting, command.Account, order.Instrument, Number: -id));
        return new ExchangeAnswer(VenueReason.None, -id);
    }

    private double PriceOf(ListedInstrument instrument, TriggerSource source) => source switch
    {
        TriggerSource.Index => _listings[instrument.Listing].Price,
        TriggerSource.Mark => instrument.Mark,
        // Before the first trade the mark stands for it.
        _ => _engine.LastPrice(instrument.Number) is > 0 and long last ? last * instrument.Terms.Tick : instrument.Mark,
    };

    /// <summary>A source has a new price: what it sets off is due.</summary>
    private void See(ListedInstrument instrument, TriggerSource source, double price)
    {
        if (_waiting.Count == 0)
            return;
        _waiting.See(instrument.Number, source, price, _fired);
        foreach ((long id, OrderRequest order) in _fired)
            _due.Enqueue((id, order));
    }

    /// <summary>Places what went off; its trades may set off more.</summary>
    private void PlaceFired()
    {
        while (true)
        {
            while (_traded.TryDequeue(out int traded))
            {
                ListedInstrument instrument = _instruments[traded];
                See(instrument, TriggerSource.Last, _engine.LastPrice(traded) * instrument.Terms.Tick);
            }
            if (!_due.TryDequeue(out (long Id, OrderRequest Order) due))
                return;
            OrderRecord waited = _waitingRecords[-due.Id];
            _template = new OrderRecord
            {
                Label = waited.Label,
                Origin = -due.Id,
                Trigger = waited.Trigger,
                Source = waited.Source,
                TriggerPrice = waited.TriggerPrice,
                TriggerOffset = waited.TriggerOffset,
            };
            long number = Enter(due.Order);
            End(-due.Id, _refusal == VenueReason.None ? OrderStage.Triggered : OrderStage.Rejected, _refusal, number);
        }
    }

    /// <summary>Waiting orders of some sort are gone.</summary>
    /// <returns>How many they were.</returns>
    private int EndWaiting(VenueReason reason, Func<OrderRecord, bool> isMeant)
    {
        if (_waiting.Count == 0)
            return 0;
        _numbers.Clear();
        foreach ((long number, OrderRecord record) in _waitingRecords)
        {
            if (isMeant(record))
                _numbers.Add(number);
        }
        // The older first: their numbers descend.
        _numbers.Sort(static (a, b) => b.CompareTo(a));
        foreach (long number in _numbers)
        {
            _waiting.Cancel(_waitingRecords[number].Account, -number);
            End(number, OrderStage.Cancelled, reason);
        }
        return _numbers.Count;
    }

    private void End(long number, OrderStage stage, VenueReason reason, long became = 0)
    {
        _waitingRecords.Remove(number, out OrderRecord record);
        (record.Stage, record.Reason, record.Updated, record.Origin) = (stage, reason, Now, became);
        Remember(record);
        Tell(new ExchangeNotice(NoticeKind.Waiting, record.Account, record.Instrument, Number: number));
    }

    private bool Passes(in OrderRecord record, in OrderFilter filter) =>
        (filter.Instrument is not { } instrument || record.Instrument == instrument)
        && (filter.Listing is not { } listing || _instruments[record.Instrument].Listing == listing)
        && (filter.Kind is not { } kind || _instruments[record.Instrument].Contract.Kind == kind)
        && (filter.Label is null || string.Equals(record.Label, filter.Label, StringComparison.Ordinal));

    private void EndDayOrders()
    {
        foreach ((int account, long number) in _dayOrders.ToArray())
        {
            _engine.Cancel(account, number, VenueReason.DayEnd);
            Follow();
        }
        EndWaiting(VenueReason.DayEnd, static o => o.TimeInForce == TimeInForce.Day);
    }
}
