using System.Globalization;
using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

public sealed partial class DeribitSession
{
    /// <summary>For so long a position may be another than its executions say.</summary>
    private static readonly Duration DoubtFor = Duration.FromSeconds(1), LongestDoubt = Duration.FromSeconds(10);

    private readonly Dictionary<string, TrackedOrder> _byVenueId = new(StringComparer.Ordinal);
    private readonly List<TrackedOrder> _short = [];
    private readonly Dictionary<string, DeribitPosition> _positions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _byTrades = new(StringComparer.Ordinal);
    private Instant _filledAt, _doubtSince, _doubtAt = Instant.Never;
    private long _fillsTold;

    private bool TakeChanges(JsonElement data, out string why) =>
        DeribitAccountChanges.TryRead(data, out DeribitAccountChanges changes, out why) && TakeChanges(changes, isAnswer: false, out why);

    /// <summary>Trades before orders: the desk counts an order's executions before it hears that it has ended.</summary>
    private bool TakeChanges(DeribitAccountChanges changes, bool isAnswer, out string why)
    {
        why = "";
        foreach (DeribitUserTrade trade in changes.Trades)
            if (!TakeTrade(trade, out why))
                return false;
        foreach (DeribitOrder order in changes.Orders)
            if (!TakeOrder(order, isAnswer, out why))
                return false;
        foreach (DeribitPosition position in changes.Positions)
            if (IsWanted(position.Instrument))
                _positions[position.Instrument] = position;
        if (changes.Positions.Count > 0 && _doubtAt == Instant.Never && Doubted() is not null)
            (_doubtSince, _doubtAt) = (_now, _now + DoubtFor);
        return true;
    }

    /// <summary>The first position that is not what its executions make of it; null where there is none.</summary>
    private string? Doubted()
    {
        foreach ((string name, DeribitPosition position) in _positions)
            if (_byTrades.GetValueOrDefault(name) is var size && position.Size != size && !HasEnded(name))
                return string.Create(CultureInfo.InvariantCulture, $"the account's position in {name} is {position.Size}, its executions make {size} of it");
        return null;

        bool HasEnded(string name) => _listed.TryGetValue(name, out Listed? listed) && listed.Instrument.Contract.Expiry <= _clock.Venue(_now);
    }

    // An execution may be told a moment before the position that it makes, and one that was lost is asked for by its order. What stays is read again with the whole account, and whoever compares that with a book finds what nobody traded.
    private void MendPositions()
    {
        if (_now < _doubtAt)
            return;
        _doubtAt = Instant.Never;
        if (Doubted() is not { } why)
            return;
        if ((_short.Count > 0 || _now - _filledAt < DoubtFor) && _now - _doubtSince < LongestDoubt)
            _doubtAt = _now + DoubtFor;
        else
            Drop(why);
    }

    /// <summary>Tells an execution once, however often and in whatever order it is heard. False: it cannot be told.</summary>
    private bool TakeTrade(DeribitUserTrade trade, out string why)
    {
        why = "";
        if (!IsWanted(trade.Instrument))
            return true;
        Ticks price = default;
        Lots lots = default;
        if (!_listed.TryGetValue(trade.Instrument, out Listed? listed) || listed.HasChanged)
            why = $"an execution in {trade.Instrument}, which is not listed";
        else if (!listed.Instrument.TryTicks(trade.Price, out price) || !listed.Instrument.TryLots(trade.Amount, out lots) || lots <= Lots.Zero)
            why = $"an execution of {trade.Amount} at {trade.Price} is off the grids of {trade.Instrument}";
        else if (trade.FeeCurrency != listed.Instrument.Contract.SettlementCurrency)
            why = $"a fee in {DeribitFields.Printable(trade.FeeCurrency)} of {trade.Instrument}, which settles in {listed.Instrument.Contract.SettlementCurrency}";
        if (why.Length > 0)
            return false;
        // Both sides of a trade with oneself have the number of the trade.
        long number = 2 * trade.Sequence + (trade.Side == Side.Sell ? 1 : 0);
        if (!listed!.Told.IsNew(number))
            return true;
        OrderId id = default;
        if (_byVenueId.TryGetValue(trade.Order, out TrackedOrder? order) || (DeribitLabel.TryParse(trade.Label, out id) && _orders.TryGetValue(id, out order)))
            id = order.Id;
        else if (id.IsKnown)
        {
            order = Track(id, listed, trade.Side); // of a life before: its state will be asked for
            order.State = TrackedState.Sent;
        }
        var fill = new Fill(number, id, listed.Number, trade.Side, lots, price, trade.Fee, trade.IsMaker, trade.At) { IsLiquidation = trade.IsLiquidation };
        if (order is not null)
        {
            order.Fills.Add(fill);
            order.FillsSum += lots;
            NoteShort(order);
        }
        _fillsTold++;
        _filledAt = _now;
        _byTrades[trade.Instrument] = _byTrades.GetValueOrDefault(trade.Instrument) + (trade.Side == Side.Buy ? trade.Amount : -trade.Amount);
        _desk.Filled(_now, fill);
        return true;
    }

    /// <summary>Takes in what the venue says of an order; only news is told. False: it cannot be told.</summary>
    private bool TakeOrder(DeribitOrder said, bool isAnswer, out string why)
    {
        why = "";
        if (!DeribitLabel.TryParse(said.Label, out OrderId id) || !IsWanted(said.Instrument))
            return true; // somebody else's: its executions count, itself it does not
        Lots filled = default;
        if (!_listed.TryGetValue(said.Instrument, out Listed? listed))
            why = $"order {id} in {said.Instrument}, which is not listed";
        else if (!listed.Instrument.TryLots(said.Filled, out filled) || !listed.Instrument.TryLots(said.Amount ?? 0, out _))
            why = $"order {id} of {said.Amount}, {said.Filled} of it filled, is off the amount grid of {said.Instrument}";
        if (why.Length > 0)
            return false;
        if (!_orders.TryGetValue(id, out TrackedOrder? order))
        {
            order = Track(id, listed!, said.Side);
            order.State = TrackedState.Sent;
            (order.IsPostOnly, order.IsReduceOnly) = (said.IsPostOnly, said.IsReduceOnly);
            _link.Noted(_now, DeribitNotice.Order, $"order {id} is taken over from a life before");
        }
        bool isNamed = order.VenueId.Length > 0;
        if (order.Instrument.Name != said.Instrument || (isNamed && order.VenueId != said.Id))
        {
            Stop($"the venue has two orders with the label of order {id}");
            return true;
        }
        if (!isNamed)
        {
            order.VenueId = said.Id;
            _byVenueId[said.Id] = order;
            order.IsCancelUnderWay = false; // by label it may have come too early: again, by name
        }
        if (order.State == TrackedState.Closed)
        {
            if (said.Status == OrderStatus.Open)
                CancelStray(order);
            if (filled > order.ToldFilled)
                Tell(order, order.ToldStatus == OrderStatus.Rejected ? OrderStatus.Cancelled : order.ToldStatus, filled, order.ToldCode, said.At);
            return true;
        }
        bool isOld = said.At < order.ChangedAt || filled < order.ToldFilled;
        if (isOld && said.Status == OrderStatus.Open)
            return true;
        order.ChangedAt = said.At > order.ChangedAt ? said.At : order.ChangedAt;
        if (filled < order.FillsSum)
            filled = order.FillsSum;
        if (filled < order.ToldFilled)
            filled = order.ToldFilled;
        if (said.Status != OrderStatus.Open)
            Close(order, said.Status, filled, said.Status == OrderStatus.Filled ? 0 : (int)DeribitReasons.OfCancel(said.CancelReason), said.At);
        else if (!order.IsTold || filled > order.ToldFilled || isAnswer)
            TellOpen(order, filled, said.At);
        else
            order.State = TrackedState.Open;
        return true;
    }

    /// <summary>
    /// The venue has an order open that was told to have ended by a refusal or because it was not found: nobody watches it.
    /// </summary>
    private void CancelStray(TrackedOrder order)
    {
        bool wasJudged = order.ToldCode is (int)DeribitReason.NeverArrived or (int)DeribitReason.Forgotten or >= 9999 or <= -32000;
        if (!wasJudged || order.IsCancelUnderWay || _settings.IsReadOnly)
            return;
        _link.Noted(_now, DeribitNotice.Order, $"order {order.Id} is open at the venue though it was told to have ended: it is cancelled");
        order.IsCancelUnderWay = true;
        _matching.Take(_now, 1);
        SendOrder(Ask.Cancel, order, id => DeribitRequests.Cancel(id, order.VenueId));
    }

    private void NoteShort(TrackedOrder order)
    {
        bool isNoted = order.ShortSince != Instant.Never;
        if (order.IsShort == isNoted)
            return;
        order.ShortSince = order.IsShort ? _now : Instant.Never;
        if (order.IsShort)
            _short.Add(order);
        else
            _short.Remove(order);
    }

    private bool TakePlaced(Asked asked, JsonElement body, out string why)
    {
        if (!DeribitAccountChanges.TryReadPlaced(body, out DeribitAccountChanges changes, out why))
            return false;
        if (_orders.TryGetValue(asked.Order, out TrackedOrder? order) && changes.Orders[0].Label != DeribitLabel.Of(asked.Order))
        {
            why = "it is about another order";
            return false;
        }
        if (order is not null)
            order.IsEditUnderWay = false;
        return TakeChanges(changes, asked.What == Ask.Edit, out why);
    }

    private bool TakeCancelled(Asked asked, JsonElement body, out string why)
    {
        if (!DeribitOrder.TryRead(body, out DeribitOrder said, out why))
            return false;
        if (_orders.TryGetValue(asked.Order, out TrackedOrder? order))
            order.IsCancelUnderWay = order.WantsCancel = false;
        return TakeOrder(said, isAnswer: false, out why);
    }

    /// <summary>By label the venue says only how many it cancelled: what became of the order is asked.</summary>
    private void TakeCancelledByLabel(Asked asked)
    {
        if (!_orders.TryGetValue(asked.Order, out TrackedOrder? order) || order.State == TrackedState.Closed)
            return;
        // It may have come before the order: the wish stays, and is sent again when the venue has named it.
        if (!IsPlacing(order))
            Resolve(order);
    }

    /// <summary>The answer to its placing is still under way.</summary>
    private static bool IsPlacing(TrackedOrder order) => order is { State: TrackedState.Sent, IsUnknown: false, SentOnLink: > 0 };

    private void OnOrderFailure(Asked asked, in DeribitError error)
    {
        if (!_orders.TryGetValue(asked.Order, out TrackedOrder? order))
            return;
        if (order.State == TrackedState.Closed)
        {
            order.IsCancelUnderWay = false;
            return;
        }
        bool isLogin = error.Kind == DeribitErrorKind.Access;
        if (isLogin)
            LogInAgain(error.ToString());
        switch (asked.What)
        {
            case Ask.Place when error.Kind == DeribitErrorKind.Venue || order.VenueId.Length > 0:
            case Ask.Edit when error.Kind == DeribitErrorKind.Venue:
                MarkUnknown(order, error.ToString());
                if (!IsMaintenance(error))
                    Resolve(order);
                break;
            case Ask.Place:
                Close(order, OrderStatus.Rejected, order.FillsSum, error.Code, _now);
                break;
            case Ask.Edit:
                order.IsEditUnderWay = false;
                RefuseAmend(order, error.Code);
                if (error.Kind == DeribitErrorKind.NoSuchOrder)
                    Resolve(order);
                break;
            default:
                order.IsCancelUnderWay = false;
                if (isLogin || error.Kind == DeribitErrorKind.Limit)
                    break; // the wish stays: a cancel may be sent twice
                if (error.Kind == DeribitErrorKind.Venue)
                    _cancelsAt = _now + CancelRest;
                else
                {
                    (order.WantsCancel, order.IsCancelUnderWay) = (order.VenueId.Length == 0, order.VenueId.Length == 0);
                    if (!IsPlacing(order))
                        Resolve(order);
                }
                break;
        }
    }
}
