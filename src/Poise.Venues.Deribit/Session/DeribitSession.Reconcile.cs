using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

public sealed partial class DeribitSession
{
    private const int TradesAtOnce = 1000;
    private const int MostRounds = 8;

    /// <summary>Recent answers reach back a day; older ones are asked for apart.</summary>
    private static readonly Duration Recent = Duration.FromHours(23), Overlap = Duration.FromSeconds(60), Ahead = Duration.FromSeconds(60);

    /// <summary>What ends within so long may be gone already: what is known of the venue's clock may be wrong by as much while frames are held up.</summary>
    private static readonly Duration Moments = Duration.FromSeconds(10);

    private enum Stage : byte
    {
        Asking, Naming, Resolving, Settling,
    }

    private readonly List<DeribitOrder> _openFound = [];
    private readonly List<DeribitPosition> _positionsFound = [];
    private readonly List<DeribitUserTrade> _tradesFound = [];
    private readonly List<(OrderId Order, ContractId Contract)> _expected = [];
    private readonly List<ContractId> _heldBefore = [];
    private Stage _stage;
    private Instant _tradesFrom, _tradesTo;
    private long _fillsAtPositions;
    private int _rounds;

    /// <summary>An order without an outcome in the desk's memory: the picture will have it, or the venue does not. Before the first link.</summary>
    public void Expect(OrderId order, ContractId contract) => _expected.Add((order, contract));

    /// <summary>A contract that the desk holds, which may have ended meanwhile. Before the first link.</summary>
    public void Expect(ContractId held) => _heldBefore.Add(held);

    /// <summary>What the venue has is asked for, and only when all of it is known and told the link is called up.</summary>
    private void Reconcile()
    {
        Phase = DeribitPhase.Reconciling;
        _stage = Stage.Asking;
        _rounds = 0;
        Instant venue = _clock.Venue(_now);
        if (!_tradesFrom.IsKnown)
            _tradesFrom = _settings.TradesSince.IsKnown ? _clock.Venue(_settings.TradesSince) : venue;
        _tradesTo = venue + Ahead;
        _openFound.Clear();
        _tradesFound.Clear();
        Query(Ask.OpenOrders, id => DeribitRequests.Bare(id, "private/get_open_orders"), isStep: true);
        foreach (string currency in _currencies)
            AskTrades(currency, _tradesFrom, isHistorical: venue - _tradesFrom > Recent);
        AskFunding(isStep: true);
        AskMargins();
        AskPositions();
    }

    /// <summary>Without an account: contracts that somebody holds and that are not listed any more have ended at a price.</summary>
    private void AskWhatEnded()
    {
        Phase = DeribitPhase.Reconciling;
        _stage = Stage.Naming;
        AskNames();
        if (_steps == 0)
            ReconcileFurther();
    }

    private void AskPositions()
    {
        _positionsFound.Clear();
        _fillsAtPositions = _fillsTold;
        foreach (string currency in _currencies)
            Query(Ask.Positions, id => DeribitRequests.Positions(id, currency), isStep: true, subject: currency);
    }

    private void AskTrades(string currency, Instant from, bool isHistorical) =>
        Query(Ask.Trades, id => DeribitRequests.TradesOfCurrency(id, currency, from.UnixMilliseconds, _tradesTo.UnixMilliseconds, TradesAtOnce, isHistorical),
            isStep: true, subject: currency, isHistorical: isHistorical);

    private bool TakeTrades(Asked asked, JsonElement body, out string why)
    {
        var fields = new DeribitFields(body, "trades");
        bool hasMore = fields.Flag("has_more");
        int before = _tradesFound.Count;
        if (fields.TryGet("trades", out JsonElement list) && !DeribitAccountChanges.TryReadAll(list, DeribitUserTrade.TryRead, _tradesFound, out why))
            return false;
        why = fields.Fault ?? "";
        if (fields.Fault is not null)
            return false;
        if (!hasMore)
        {
            if (asked.IsHistorical)
                AskTrades(asked.Subject, _tradesFrom, isHistorical: false);
            return true;
        }
        if (_tradesFound.Count == before)
        {
            why = "there are more, and none came";
            return false;
        }
        Instant last = _tradesFound[^1].At;
        why = "more of them in a millisecond than an answer holds";
        if (last.UnixMilliseconds <= _tradesFound[before].At.UnixMilliseconds)
            return false;
        AskTrades(asked.Subject, last, asked.IsHistorical);
        return true;
    }

    private void ReconcileFurther()
    {
        switch (_stage)
        {
            case Stage.Asking:
                _stage = Stage.Naming;
                AskNames();
                if (_steps == 0)
                    ReconcileFurther();
                break;
            case Stage.Naming:
                _stage = Stage.Resolving;
                TakeFound();
                break;
            case Stage.Resolving when !IsAnyAskedAgain():
                _stage = Stage.Settling;
                ReconcileFurther();
                break;
            case Stage.Settling when _fillsTold != _fillsAtPositions && _rounds++ < MostRounds:
                AskPositions(); // something traded after they were asked for
                break;
            case Stage.Settling:
                FinishReconciling();
                break;
            default:
                break; // an order is asked about again when what was sent can no longer enter
        }
    }

    private bool IsAnyAskedAgain() => _living.Exists(static o => o.AskAgainAt != Instant.Never || o.IsBeingAsked);

    /// <summary>The catalog holds what lives; what ended while nobody listened is asked for by name.</summary>
    private void AskNames()
    {
        IEnumerable<string> names = _openFound.Select(static o => o.Instrument).Concat(_positionsFound.Select(static p => p.Instrument))
            .Concat(_tradesFound.Select(static t => t.Instrument)).Concat(_expected.Select(static e => e.Contract.Symbol)).Concat(_heldBefore.Select(static c => c.Symbol));
        foreach (string name in names.Distinct(StringComparer.Ordinal).Where(n => IsWanted(n) && !_listed.ContainsKey(n)).Order(StringComparer.Ordinal))
            Query(Ask.Instrument, id => DeribitRequests.Instrument(id, name), isStep: true, subject: name);
    }

    private void TakeFound()
    {
        foreach ((OrderId id, ContractId contract) in _expected)
            if (!_orders.ContainsKey(id) && _listed.TryGetValue(contract.Symbol, out Listed? listed))
            {
                // The process before this one sent it before this one began, and what it sent may still be on its way.
                TrackedOrder order = Track(id, listed, Side.Buy);
                (order.State, order.ValidUntil) = (TrackedState.Sent, _clock.Venue(_bornAt) + _settings.OrderLife);
            }
        _expected.Clear();
        _heldBefore.Clear();
        foreach (DeribitUserTrade trade in _tradesFound)
            if (!TakeTrade(trade, out string why))
            {
                Stop($"the account cannot be read: {why}");
                return;
            }
        var open = new HashSet<OrderId>();
        foreach (DeribitOrder order in _openFound)
        {
            if (!TakeOrder(order, isAnswer: false, out string why))
            {
                Stop($"the account cannot be read: {why}");
                return;
            }
            if (!IsUp)
                return;
            if (DeribitLabel.TryParse(order.Label, out OrderId id))
                open.Add(id);
            else if (IsWanted(order.Instrument))
                _link.Noted(_now, DeribitNotice.Order, $"the account has an open order in {order.Instrument} that no desk gave");
        }
        // An open order may have been edited by what was under way: it is open, and that is what it is now.
        foreach (TrackedOrder order in _living.ToArray())
        {
            if (open.Contains(order.Id) && !order.IsUnknown)
            {
                if (order.IsShort)
                    AskTrades(order);
            }
            else
                Resolve(order);
        }
        foreach (TrackedOrder order in _short)
            if (!order.AreTradesAsked)
                AskTrades(order);
        AskDeliveries(isStep: true);
        if (_steps == 0)
            ReconcileFurther();
    }

    private void Resolve(TrackedOrder order)
    {
        if (order.IsBeingAsked || order.State == TrackedState.Closed)
            return;
        order.IsBeingAsked = true;
        order.AskAgainAt = Instant.Never;
        Query(Ask.OrderByLabel, id => DeribitRequests.OrderByLabel(id, CurrencyOf(order), DeribitLabel.Of(order.Id)),
            isStep: Phase == DeribitPhase.Reconciling, order: order.Id);
    }

    private void AskTrades(TrackedOrder order)
    {
        order.AreTradesAsked = true;
        Query(Ask.TradesOfOrder, id => DeribitRequests.TradesOfOrder(id, order.VenueId), isStep: Phase == DeribitPhase.Reconciling, order: order.Id);
    }

    private bool TakeOrderByLabel(Asked asked, JsonElement body, out string why)
    {
        List<DeribitOrder> found = [];
        if (!DeribitAccountChanges.TryReadAll(body, DeribitOrder.TryRead, found, out why))
            return false;
        string label = DeribitLabel.Of(asked.Order);
        found.RemoveAll(o => o.Label != label);
        if (!_orders.TryGetValue(asked.Order, out TrackedOrder? order))
            return true;
        order.IsBeingAsked = false;
        foreach (DeribitOrder one in found)
            if (IsUp && !TakeOrder(one, isAnswer: false, out why))
                return false;
        if (!IsUp || order.State == TrackedState.Closed && found.Count == 0)
            return true;
        if (found.Count == 0)
        {
            NotFound(order, asked);
            return true;
        }
        // An amend that may still enter would change what was just read.
        if (order.IsEditUnknown && !IsPast(order, asked))
        {
            order.AskAgainAt = PastAt(order);
            return true;
        }
        if (order.IsUnknown)
            _link.Noted(_now, DeribitNotice.Order, $"order {order.Id} is known again: {order.ToldStatus}");
        ClearUnknown(order);
        if (order.WantsCancel)
            order.IsCancelUnderWay = false;
        if (order.IsShort && !order.AreTradesAsked)
            AskTrades(order);
        return true;
    }

    /// <summary>"Not found" is an answer only on another link than the one that carried the order, and after it may no longer enter.</summary>
    private void NotFound(TrackedOrder order, Asked asked)
    {
        if (IsPlacing(order))
            return; // its own answer is still under way
        if (order.IsUnknown && order.SentOnLink == _linkCount)
            Drop($"the venue does not answer for order {order.Id}: asked again on a new link");
        else if ((order.IsUnknown || order.State == TrackedState.Sent) && !IsPast(order, asked))
            order.AskAgainAt = PastAt(order);
        else if (order.IsTold)
            Close(order, OrderStatus.Cancelled, order.ToldFilled, (int)DeribitReason.Forgotten, _now);
        else
            Abandon(order);
    }

    private void Abandon(TrackedOrder order)
    {
        _link.Noted(_now, DeribitNotice.Order, $"order {order.Id} never reached the venue");
        Close(order, OrderStatus.Rejected, order.FillsSum, (int)DeribitReason.NeverArrived, _now);
    }

    private bool IsPast(TrackedOrder order, Asked asked) => _clock.Venue(asked.SentAt) > order.ValidUntil;

    private Instant PastAt(TrackedOrder order) => _clock.Ours(order.ValidUntil) + Duration.FromMilliseconds(100);

    private bool TakeTradesOfOrder(Asked asked, JsonElement body, out string why)
    {
        List<DeribitUserTrade> trades = [];
        // The document leaves the answer untyped: a list, or a list in an object.
        var fields = new DeribitFields(body, "trades");
        JsonElement list = fields.TryGet("trades", out JsonElement inner) ? inner : body;
        if (!DeribitAccountChanges.TryReadAll(list, DeribitUserTrade.TryRead, trades, out why))
            return false;
        foreach (DeribitUserTrade trade in trades)
            if (!TakeTrade(trade, out why))
                return false;
        if (_orders.TryGetValue(asked.Order, out TrackedOrder? order))
        {
            order.AreTradesAsked = false;
            if (order.IsShort)
                order.ShortSince = _now; // asked again after a while
        }
        return true;
    }

    private void FinishReconciling()
    {
        _positions.Clear();
        foreach (DeribitPosition position in _positionsFound)
            if (IsWanted(position.Instrument))
                _positions[position.Instrument] = position;
        foreach ((string name, DeribitPosition held) in _positions.OrderBy(static p => p.Key, StringComparer.Ordinal))
            if (!_listed.TryGetValue(name, out Listed? listed))
            {
                Drop($"a position in {name} came up while the account was read");
                return;
            }
            else if (!listed.Instrument.TryLots(Math.Abs(held.Size), out _))
            {
                Stop($"the account cannot be read: a position of {held.Size} is off the amount grid of {name}");
                return;
            }
        _byTrades.Clear();
        foreach ((string name, DeribitPosition held) in _positions)
            _byTrades[name] = held.Size;
        _doubtAt = Instant.Never;
        GoLive();
    }

    /// <summary>Whether the account has something in an instrument, or had of late.</summary>
    private bool IsNeeded(string name) => Phase == DeribitPhase.Reconciling
        && (_openFound.Exists(o => o.Instrument == name) || _positionsFound.Exists(p => p.Instrument == name) || _tradesFound.Exists(t => t.Instrument == name));

    /// <summary>The desk holds it, or has an order in it: what became of it is part of the account's picture.</summary>
    private bool IsExpected(string name) => _heldBefore.Exists(c => c.Symbol == name) || _expected.Exists(e => e.Contract.Symbol == name);

    /// <summary>What was told up to here is complete up to shortly before the last frame.</summary>
    private void LeaveAccount()
    {
        if (Phase != DeribitPhase.Live)
            return;
        Instant complete = _clock.Venue(_heardAt) - Overlap;
        if (complete > _tradesFrom)
            _tradesFrom = complete;
    }

    private DeribitPicture Paint()
    {
        var positions = new List<(DeribitInstrument, Lots, decimal?)>();
        foreach (Listed listed in _inOrder)
        {
            DeribitPosition? held = _positions.GetValueOrDefault(listed.Instrument.Name);
            if (listed.Instrument.TryLots(Math.Abs(held?.Size ?? 0), out Lots lots))
                positions.Add((listed.Instrument, held?.Size < 0 ? -lots : lots, held?.Price));
        }
        Instant ending = _clock.Venue(_now) + Moments;
        return new DeribitPicture(_now, _orders.Values, positions, _paid, _settled, _unsettled.TakeWhile(u => u.Expiry <= ending).Select(static u => u.Name));
    }
}
