using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>What leaves when: cancels first and from a reserve of their own, then edits, orders, and last all questions.</summary>
public sealed partial class DeribitSession
{
    private void Flush()
    {
        FlushCancels();
        FlushEdits();
        FlushOrders();
        FlushQueries();
    }

    private bool MayCancel => Phase is DeribitPhase.Live or DeribitPhase.Reconciling && !_isLoggingInAgain && _key is not null && !_settings.IsReadOnly && _now >= _cancelsAt;

    private void FlushCancels()
    {
        if (!MayCancel)
            return;
        foreach (TrackedOrder order in _living)
        {
            if (!order.WantsCancel || order.IsCancelUnderWay)
                continue;
            if (!_matching.TryTake(_now, 1))
                return;
            order.IsCancelUnderWay = true;
            if (order.VenueId.Length > 0)
                SendOrder(Ask.Cancel, order, id => DeribitRequests.Cancel(id, order.VenueId));
            else
                SendOrder(Ask.CancelByLabel, order, id => DeribitRequests.CancelByLabel(id, DeribitLabel.Of(order.Id), CurrencyOf(order)));
        }
    }

    private void FlushEdits()
    {
        foreach (TrackedOrder order in _living)
        {
            if (order.Amendment is null || order.State != TrackedState.Open || _now - order.AmendAskedAt <= _settings.OrderPatience)
                continue;
            order.Amendment = null;
            RefuseAmend(order, (int)DeribitReason.TooLate);
        }
        for (int i = 0; i < _living.Count; i++)
        {
            TrackedOrder order = _living[i];
            if (order.Amendment is not { } amend || order.State != TrackedState.Open || order.IsEditUnderWay)
                continue;
            if (!MayOrder || !_matching.TryTake(_now, 1, _settings.CancelReserve))
                return;
            order.Amendment = null;
            order.IsEditUnderWay = true;
            order.SentOnLink = _linkCount;
            order.ValidUntil = _clock.Venue(_now) + _settings.OrderLife;
            SendOrder(Ask.Edit, order, id => DeribitRequests.Edit(
                id, order.VenueId, amend, order.IsPostOnly, order.IsReduceOnly, order.Instrument, order.ValidUntil.UnixMilliseconds));
        }
    }

    private void FlushOrders()
    {
        while (_waiting.TryPeek(out TrackedOrder? order))
        {
            if (order.State != TrackedState.Waiting)
            {
                _waiting.Dequeue();
                continue;
            }
            if (_now - order.AskedAt > _settings.OrderPatience)
            {
                _waiting.Dequeue();
                Close(order, OrderStatus.Rejected, Lots.Zero, (int)DeribitReason.TooLate, _now);
                continue;
            }
            if (!MayOrder || !_matching.TryTake(_now, 1, _settings.CancelReserve))
                return;
            _waiting.Dequeue();
            order.State = TrackedState.Sent;
            order.SentOnLink = _linkCount;
            order.ValidUntil = _clock.Venue(_now) + _settings.OrderLife;
            SendOrder(Ask.Place, order, id => DeribitRequests.Place(id, order.Wanted, order.Instrument, order.ValidUntil.UnixMilliseconds));
        }
    }

    private Instant NextOrderWake()
    {
        Instant next = Instant.Never;
        if (Phase is not (DeribitPhase.Live or DeribitPhase.Reconciling))
            return next;
        bool isCancelWaiting = false, isOrderWaiting = _waiting.Count > 0;
        if (isOrderWaiting)
            Sooner(_waiting.Peek().AskedAt + _settings.OrderPatience + new Duration(1));
        foreach (TrackedOrder order in _living)
        {
            isCancelWaiting |= order.WantsCancel && !order.IsCancelUnderWay;
            Sooner(order.AskAgainAt);
            if (order.Amendment is not null && order.State == TrackedState.Open)
            {
                isOrderWaiting |= !order.IsEditUnderWay;
                Sooner(order.AmendAskedAt + _settings.OrderPatience + new Duration(1));
            }
        }
        if (isCancelWaiting && !_isLoggingInAgain)
            Sooner(_cancelsAt > _now ? _cancelsAt : _matching.NextAt(_now, 1));
        if (isOrderWaiting && MayOrder)
            Sooner(_matching.NextAt(_now, 1, _settings.CancelReserve));
        foreach (TrackedOrder order in _short)
            if (!order.AreTradesAsked)
                Sooner(order.ShortSince + TradesWait);
        return next;

        void Sooner(Instant at) => next = at < next ? at : next;
    }
}
