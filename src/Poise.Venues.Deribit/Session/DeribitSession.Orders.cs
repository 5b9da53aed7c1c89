using Poise.Domain;

namespace Poise.Venues.Deribit;

public sealed partial class DeribitSession
{
    /// <summary>Closed orders that are still known, for late executions and for the picture.</summary>
    private const int ClosedKept = 1024;

    private static readonly Duration CancelRest = Duration.FromSeconds(1), TradesWait = Duration.FromSeconds(1);

    private readonly Dictionary<OrderId, TrackedOrder> _orders = [];
    private readonly List<TrackedOrder> _living = [];
    private readonly Queue<TrackedOrder> _closed = [];
    private readonly Queue<TrackedOrder> _waiting = [];
    private readonly List<Cancel> _earlyCancels = [];
    private Instant _cancelsAt;

    private bool MayOrder => Phase == DeribitPhase.Live && Unknowns == 0 && !_isLoggingInAgain && !_isClockDoubted && _key is not null && !_settings.IsReadOnly;

    /// <summary>
    /// Takes an order. It leaves at once or, where the venue's rate or an order of unknown outcome forbids it, waits a
    /// little; what would leave late is refused instead, for its price is of a moment that is over.
    /// </summary>
    public void Place(in Approved<NewOrder> order, Instant at)
    {
        NewOrder wanted = order.Value;
        Begin(at);
        if (_orders.ContainsKey(wanted.Id))
        {
            _link.Noted(_now, DeribitNotice.Order, $"order {wanted.Id} was given before and is not sent again");
            return;
        }
        if (!_byNumber.TryGetValue(wanted.Contract.Value, out Listed? listed))
        {
            _desk.Updated(_now, new OrderUpdate(wanted.Id, wanted.Contract, OrderStatus.Rejected, Lots.Zero, (int)DeribitReason.NotListed, _now));
            return;
        }
        if (wanted.TimeInForce is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill)
            wanted = wanted with { Limit = listed.Instrument.OnGrid(wanted.Limit, wanted.Side) };
        TrackedOrder tracked = Track(wanted.Id, listed, wanted.Side);
        tracked.Wanted = wanted;
        (tracked.IsPostOnly, tracked.IsReduceOnly) = (wanted.PostOnly, wanted.ReduceOnly);
        tracked.AskedAt = _now;
        DeribitReason refusal = DeribitReason.None;
        if (Phase != DeribitPhase.Live || _key is null)
            refusal = DeribitReason.NotLive;
        else if (_settings.IsReadOnly)
            refusal = DeribitReason.ReadOnly;
        else if (!listed.Instrument.IsOpen || listed.HasChanged || _clock.Venue(_now) >= listed.Instrument.Contract.Expiry)
            refusal = DeribitReason.NotListed;
        else if (wanted.Quantity.Count <= 0 || !listed.Instrument.Accepts(wanted.Limit))
            refusal = DeribitReason.OffGrid;
        else if (_waiting.Count >= _settings.LongestQueue)
            refusal = DeribitReason.QueueFull;
        if (refusal != DeribitReason.None)
            Close(tracked, OrderStatus.Rejected, Lots.Zero, (int)refusal, _now);
        else
            _waiting.Enqueue(tracked);
        Finish();
    }

    /// <summary>Takes an amend. A later one of the same order replaces it while it waits.</summary>
    public void Amend(in Approved<Amend> amend, Instant at)
    {
        Amend wanted = amend.Value;
        Begin(at);
        if (!_orders.TryGetValue(wanted.Id, out TrackedOrder? order) || order.State == TrackedState.Closed || order.WantsCancel)
        {
            if (order is { IsTold: true })
                RefuseAmend(order, (int)DeribitReason.NoSuchOrder);
        }
        else if (wanted.Quantity.Count <= 0 || !order.Instrument.Accepts(wanted.Limit))
            RefuseAmend(order, (int)DeribitReason.OffGrid);
        else if (order.State == TrackedState.Waiting)
            order.Wanted = order.Wanted with { Quantity = wanted.Quantity, Limit = wanted.Limit };
        else
        {
            order.Amendment = wanted;
            order.AmendAskedAt = _now;
        }
        Finish();
    }

    /// <summary>Refuses an amend that could not be handed over.</summary>
    internal void RefuseAmend(in Approved<Amend> amend, Instant at)
    {
        Begin(at);
        if (_orders.TryGetValue(amend.Value.Id, out TrackedOrder? order))
            RefuseAmend(order, (int)DeribitReason.QueueFull);
    }

    /// <summary>Takes a cancel. It passes all orders, and is never refused: without a link it leaves when the link is back.</summary>
    public void Cancel(in Cancel cancel, Instant at)
    {
        Begin(at);
        if (_settings.IsReadOnly)
        {
            _link.Noted(_now, DeribitNotice.Order, $"order {cancel.Id} is not cancelled: the session only looks");
            Finish();
            return;
        }
        if (!_orders.TryGetValue(cancel.Id, out TrackedOrder? order))
        {
            if (!_byNumber.TryGetValue(cancel.Contract.Value, out Listed? listed))
            {
                _link.Noted(_now, DeribitNotice.Order, $"order {cancel.Id} is to be cancelled and its contract is not listed yet: the cancel waits");
                _earlyCancels.Add(cancel);
                return;
            }
            order = Track(cancel.Id, listed, Side.Buy); // of a life before: by its label, whatever it was
            order.State = TrackedState.Sent;
        }
        if (order.State == TrackedState.Waiting)
            Close(order, OrderStatus.Cancelled, Lots.Zero, (int)DeribitReason.NotSent, _now);
        else if (order.State != TrackedState.Closed)
        {
            order.WantsCancel = true;
            order.Amendment = null;
        }
        Finish();
    }

    /// <summary>Cancels that were given before the catalog was there, to a session that has just begun.</summary>
    private void TakeEarlyCancels()
    {
        Cancel[] early = [.. _earlyCancels];
        _earlyCancels.Clear();
        foreach (Cancel cancel in early)
            Cancel(cancel, _now);
    }

    private TrackedOrder Track(OrderId id, Listed listed, Side side)
    {
        var order = new TrackedOrder(id, listed.Instrument, listed.Number, side);
        _orders.Add(id, order);
        _living.Add(order);
        return order;
    }

    /// <summary>Orders whose executions are missing, and such as are to be asked about again.</summary>
    private void CheckOrders()
    {
        for (int i = 0; i < _living.Count && IsUp; i++)
            if (_now >= _living[i].AskAgainAt)
                Resolve(_living[i]);
        foreach (TrackedOrder order in _short)
            if (!order.AreTradesAsked && _now >= order.ShortSince + TradesWait)
                AskTrades(order);
    }

    /// <summary>The outcome of what was sent for an order is not known: it is asked for, and nothing else leaves before the answer.</summary>
    private void BecomeUnknown(OrderId id, string why)
    {
        if (!_orders.TryGetValue(id, out TrackedOrder? order) || order.State == TrackedState.Closed)
            return;
        MarkUnknown(order, why);
        Resolve(order);
    }

    private void MarkUnknown(TrackedOrder order, string why)
    {
        order.IsEditUnknown |= order.IsEditUnderWay;
        order.IsEditUnderWay = false;
        if (order.IsUnknown)
            return;
        order.IsUnknown = true;
        Unknowns++;
        _link.Noted(_now, DeribitNotice.Order, $"the outcome of order {order.Id} is not known: {why}");
    }

    private void ClearUnknown(TrackedOrder order)
    {
        if (!order.IsUnknown)
            return;
        order.IsUnknown = order.IsEditUnknown = false;
        Unknowns--;
    }

    /// <summary>The link is going: what waits never leaves, what is under way is unknown.</summary>
    private void LeaveOrders()
    {
        foreach (TrackedOrder order in _living.ToArray())
        {
            order.IsCancelUnderWay = order.IsBeingAsked = order.AreTradesAsked = false;
            order.AskAgainAt = Instant.Never;
            if (order.State == TrackedState.Waiting)
                Close(order, OrderStatus.Rejected, Lots.Zero, (int)DeribitReason.NotSent, _now);
            else if (order.State == TrackedState.Sent || order.IsEditUnderWay)
                MarkUnknown(order, "the link was lost");
            if (order.Amendment is not null)
            {
                order.Amendment = null;
                if (order.State == TrackedState.Open)
                    RefuseAmend(order, (int)DeribitReason.NotSent);
            }
        }
        foreach (TrackedOrder order in _closed)
            order.IsCancelUnderWay = false;
        foreach (TrackedOrder order in _short)
            order.AreTradesAsked = false;
        _waiting.Clear();
    }

    // The desk takes a rejection of an order that it holds for open as that of the amend.
    private void RefuseAmend(TrackedOrder order, int reason)
    {
        if (order.IsTold)
            _desk.Updated(_now, new OrderUpdate(order.Id, order.Contract, OrderStatus.Rejected, order.ToldFilled, reason, _now));
        else
            _link.Noted(_now, DeribitNotice.Order, $"an amend of order {order.Id} is refused before the order is open: {reason}");
    }

    private void TellOpen(TrackedOrder order, Lots filled, Instant at)
    {
        order.State = TrackedState.Open;
        Tell(order, OrderStatus.Open, filled, 0, at);
    }

    private void Tell(TrackedOrder order, OrderStatus status, Lots filled, int reason, Instant at)
    {
        (order.IsTold, order.ToldStatus, order.ToldFilled, order.ToldCode, order.ToldAt) = (true, status, filled, reason, at);
        NoteShort(order);
        _desk.Updated(_now, new OrderUpdate(order.Id, order.Contract, status, filled, reason, at));
    }

    private void Close(TrackedOrder order, OrderStatus status, Lots filled, int reason, Instant at)
    {
        if (order.State == TrackedState.Closed)
            return;
        // A rejection of what the desk holds for open would be taken for that of an amend.
        if (status == OrderStatus.Rejected && (order.IsTold || order.FillsSum > Lots.Zero))
            status = OrderStatus.Cancelled;
        order.State = TrackedState.Closed;
        order.WantsCancel = order.IsEditUnderWay = false;
        order.Amendment = null;
        order.AskAgainAt = Instant.Never;
        ClearUnknown(order);
        _living.Remove(order);
        _closed.Enqueue(order);
        while (_closed.Count > ClosedKept && _closed.TryDequeue(out TrackedOrder? oldest))
            Forget(oldest);
        Tell(order, status, filled, reason, at);
    }

    private void Forget(TrackedOrder order)
    {
        _orders.Remove(order.Id);
        _short.Remove(order);
        if (order.VenueId.Length > 0)
            _byVenueId.Remove(order.VenueId);
    }

    private static string CurrencyOf(TrackedOrder order) => DeribitInstrument.CurrencyOf(order.Instrument.Contract.Underlying);
}
