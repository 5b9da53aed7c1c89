using Poise.Domain;

namespace Poise.Exchange;

/// <summary>The account's orders: commands to the exchange, and its answers as messages: the fills of a step, then one report an order.</summary>
public sealed partial class SimulatedMarket
{
    private readonly Dictionary<long, int> _slots = [];
    private readonly List<(int Slot, VenueReason Reason)> _touched = [];
    private int _placing = -1;

    void IExchangeWatch.Matched(Instant at, ReadOnlySpan<MatchEvent> events)
    {
        foreach (ref readonly MatchEvent e in events)
        {
            if (e.Kind == MatchEventKind.Level)
                Touch(e.Instrument);
            else if (e.Kind == MatchEventKind.Trade)
                Trade(e);
            else if (e.Account == _account)
                Follow(e);
        }
        foreach ((int slot, VenueReason reason) in _touched)
            ReportState(slot, reason);
        _touched.Clear();
    }

    private void Receive()
    {
        DeskMessage command = _inbound.Peek();
        _inbound.Drop();
        switch (command.Kind)
        {
            case DeskMessageKind.Place:
                Place(command.Order);
                break;
            case DeskMessageKind.Amend:
                Amend(command.Amendment);
                break;
            default:
                Cancel(command.Cancellation);
                break;
        }
    }

    private void Place(in NewOrder order)
    {
        if (_orders.TryFind(order.Id, out int first))
        {
            DuplicateSubmissions++;
            Report(new OrderUpdate(order.Id, order.Contract, OrderStatus.Rejected, new(_orders.At(first).Filled), (int)VenueReason.DuplicateId, Now));
            return;
        }
        _placing = _orders.Add(order, Now);
        // What does not rest trades at its limit or better: on a coarser grid that is the next price towards the better side.
        long limit = order.TimeInForce is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill && (uint)order.Contract.Value < (uint)Exchange.Instruments.Count ? Exchange.Instruments[order.Contract.Value].OnGrid(order.Limit.Count, order.Side) : order.Limit.Count;
        var request = new OrderRequest(
            _account, order.Contract.Value, order.Side, order.Quantity.Count, limit, TimeInForce: order.TimeInForce, PostOnly: order.PostOnly ? PostOnly.Reject : PostOnly.No, ReduceOnly: order.ReduceOnly);
        ExchangeAnswer answer = Exchange.Apply(ExchangeCommand.Place(Now, request));
        // What was refused before it came to a book has no event.
        if (!answer.IsDone && _placing >= 0)
            Close(_placing, answer.Reason == VenueReason.FillOrKill ? OrderStatus.Cancelled : OrderStatus.Rejected, answer.Reason);
        _placing = -1;
    }

    private void Amend(in Amend amend)
    {
        if (!TryOpen(amend.Id, amend.Contract, out int slot))
            return;
        ref OrderLedger.Entry entry = ref _orders.At(slot);
        var edit = new OrderEdit(_account, entry.Number, amend.Quantity.Count, amend.Limit.Count, entry.Order.PostOnly ? PostOnly.Reject : PostOnly.No);
        ExchangeAnswer answer = Exchange.Apply(ExchangeCommand.Change(Now, edit));
        if (!answer.IsDone)
            ReportState(slot, answer.Reason);
    }

    private void Cancel(in Cancel cancel)
    {
        if (TryOpen(cancel.Id, cancel.Contract, out int slot))
            Exchange.Apply(ExchangeCommand.Cancel(Now, _account, _orders.At(slot).Number));
    }

    private bool TryOpen(OrderId id, ContractIndex contract, out int slot)
    {
        if (!_orders.TryFind(id, out slot))
        {
            Report(new OrderUpdate(id, contract, OrderStatus.Rejected, Lots.Zero, (int)VenueReason.UnknownOrder, Now));
            return false;
        }
        if (_orders.At(slot).Status == OrderStatus.Open)
            return true;
        ReportState(slot, VenueReason.AlreadyClosed);
        return false;
    }

    private void Follow(in MatchEvent e)
    {
        switch (e.Kind)
        {
            case MatchEventKind.Placed when _placing >= 0:
                _slots.Add(e.Order, _placing);
                (_orders.At(_placing).Number, _orders.At(_placing).Taken) = (e.Order, e.Quantity);
                Told(_placing, VenueReason.None);
                _placing = -1;
                break;
            case MatchEventKind.Edited when _slots.TryGetValue(e.Order, out int edited):
                ref OrderLedger.Entry entry = ref _orders.At(edited);
                entry.Order = entry.Order with { Quantity = new(e.Quantity), Limit = new(e.Price) };
                (entry.At, entry.Taken) = (Now, e.Quantity);
                Told(edited, VenueReason.None);
                break;
            case MatchEventKind.Cancelled when _slots.Remove(e.Order, out int cancelled):
                ref OrderLedger.Entry gone = ref _orders.At(cancelled);
                (gone.Status, gone.Reason, gone.At) = (OrderStatus.Cancelled, e.Reason, Now);
                Told(cancelled, e.Reason);
                break;
            default:
                break;
        }
    }

    private void Trade(in MatchEvent e)
    {
        if (e.Account == _account && _slots.TryGetValue(e.Order, out int taker))
            Fill(e, e.Order, taker, isMaker: false);
        if (e.MakerAccount == _account && _slots.TryGetValue(e.Maker, out int maker))
            Fill(e, e.Maker, maker, isMaker: true);
        SendPublic(new ExchangeEvent(_public.Delay(Now), new(e.Instrument), new PublicTrade(e.TradeId, e.Side, new(e.Quantity), new(e.Price), Now)));
    }

    private void Fill(in MatchEvent e, long number, int slot, bool isMaker)
    {
        NewOrder order = _orders.At(slot).Order;
        decimal fee = (decimal)Exchange.Accounts.Fee(_account, e.Instrument, e.Quantity, e.Price, isMaker) / InstrumentTerms.Unit;
        var fill = new Fill(e.TradeId, order.Id, order.Contract, order.Side, new(e.Quantity), new(e.Price), fee, isMaker, Now);
        _orders.Record(slot, fill);
        SendPrivate(new ExchangeEvent(_private.Delay(Now), fill));
        ref OrderLedger.Entry entry = ref _orders.At(slot);
        entry.At = Now;
        if (entry.Filled >= entry.Taken)
        {
            bool isWhole = entry.Filled >= entry.Order.Quantity.Count;
            (entry.Status, entry.Reason) = isWhole ? (OrderStatus.Filled, VenueReason.None) : (OrderStatus.Cancelled, VenueReason.ReduceOnly);
            _slots.Remove(number);
        }
        Told(slot, entry.Reason);
    }

    /// <summary>An order is to be reported once the step is over; the last reason counts.</summary>
    private void Told(int slot, VenueReason reason)
    {
        int at = _touched.FindIndex(t => t.Slot == slot);
        if (at < 0)
            _touched.Add((slot, reason));
        else
            _touched[at] = (slot, reason);
    }

    private void Close(int slot, OrderStatus status, VenueReason reason)
    {
        ref OrderLedger.Entry entry = ref _orders.At(slot);
        (entry.Status, entry.Reason, entry.At) = (status, reason, Now);
        ReportState(slot, reason);
    }

    private void ReportState(int slot, VenueReason reason)
    {
        ref OrderLedger.Entry entry = ref _orders.At(slot);
        Report(new OrderUpdate(entry.Order.Id, entry.Order.Contract, entry.Status, new(entry.Filled), (int)reason, Now));
    }

    private void Report(in OrderUpdate update) => SendPrivate(new ExchangeEvent(_private.Delay(Now), update));
}
