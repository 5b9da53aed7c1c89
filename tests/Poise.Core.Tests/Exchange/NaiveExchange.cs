using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>Positions and what stands in books, by account; an account may have so many lots open on a side of an instrument.</summary>
internal sealed class PlainAccounts(long mostOpen) : IMatchAccounts
{
    public Dictionary<(int Account, int Instrument), long> Positions { get; } = [];

    public Dictionary<(int Account, int Instrument, Side Side), long> Open { get; } = [];

    public decimal Cash { get; private set; }

    public long Position(int account, int instrument) => Positions.GetValueOrDefault((account, instrument));

    public VenueReason Admit(int account, int instrument, Side side, long lots, long price) =>
        Open.GetValueOrDefault((account, instrument, side)) + lots > mostOpen ? VenueReason.Funds : VenueReason.None;

    public void Opened(int account, int instrument, Side side, long lots, long price) => Open[(account, instrument, side)] = Open.GetValueOrDefault((account, instrument, side)) + lots;

    public void Closed(int account, int instrument, Side side, long lots, long price) => Open[(account, instrument, side)] -= lots;

    public void Traded(int instrument, Side side, int taker, int maker, long lots, long price)
    {
        long signed = side == Side.Buy ? lots : -lots;
        Positions[(taker, instrument)] = Position(taker, instrument) + signed;
        Positions[(maker, instrument)] = Position(maker, instrument) - signed;
    }
}

/// <summary>The rules of matching as one would write them without a thought of speed: a list of orders, sorted whenever somebody asks.</summary>
internal sealed class NaiveExchange(PlainAccounts accounts, int instruments)
{
    public sealed class Order
    {
        public required long Id;
        public required OrderRequest Request;
        public long Price, Shown, Hidden, Filled, Queue;

        public long Left => Shown + Hidden;
    }

    private readonly List<Order> _orders = [];
    private readonly (long Least, long Most)[] _bands = [.. Enumerable.Repeat((1L, long.MaxValue / 4), instruments)];
    private readonly bool[] _isClosed = new bool[instruments];
    private readonly SortedSet<(int, Side, long)> _touched = [];
    private long _queue, _trades;

    public List<MatchEvent> Events { get; } = [];

    public IReadOnlyList<Order> Orders => _orders;

    public void Band(int instrument, long least, long most) => _bands[instrument] = (least, most);

    public IEnumerable<(long Price, long Shown)> Depth(int instrument, Side side) =>
        Book(instrument, side).GroupBy(static o => o.Price).Select(static g => (g.Key, g.Sum(static o => o.Shown)));

    public void Place(OrderRequest r, long id) => Do(() =>
    {
        long lots = r.Quantity, price = r.Price;
        if (Refusal(r, ref lots, ref price) is VenueReason refused and not VenueReason.None)
        {
            Events.Add(new MatchEvent { Kind = MatchEventKind.Rejected, Side = r.Side, Reason = refused, Instrument = r.Instrument, Account = r.Account, Price = r.Price, Quantity = r.Quantity, Label = r.Label });
            return;
        }
        var order = new Order { Id = id, Request = r, Price = price, Shown = lots };
        Tell(MatchEventKind.Placed, order, VenueReason.None);
        VenueReason ends = Take(order, r.SelfTrade);
        Settle(order, ends, r.Kind != OrderKind.Market && r.TimeInForce != TimeInForce.ImmediateOrCancel && r.TimeInForce != TimeInForce.FillOrKill);
    });

    public void Edit(OrderEdit e) => Do(() =>
    {
        Order? order = _orders.Find(o => o.Id == e.Order && o.Request.Account == e.Account);
        long left = e.Quantity - (order?.Filled ?? 0);
        VenueReason refused = order is null ? VenueReason.UnknownOrder
            : left <= 0 || e.Quantity > 1L << 40 ? VenueReason.BadQuantity
            : e.Price != order.Price && IsOutside(order.Request.Instrument, order.Request.Side, e.Price) ? VenueReason.PriceBand
            : order.Request.ReduceOnly && left > Reducible(order.Request.Account, order.Request.Instrument, order.Request.Side) ? VenueReason.ReduceOnly
            : VenueReason.None;
        bool isKept = order is not null && refused == VenueReason.None && e.Price == order.Price && left <= order.Left;
        if (order is not null && refused == VenueReason.None && !isKept)
        {
            OrderRequest r = order.Request;
            accounts.Closed(r.Account, r.Instrument, r.Side, order.Left, order.Price);
            refused = accounts.Admit(r.Account, r.Instrument, r.Side, left, e.Price);
            if (refused != VenueReason.None)
                accounts.Opened(r.Account, r.Instrument, r.Side, order.Left, order.Price);
        }
        if (refused != VenueReason.None)
        {
            Events.Add(new MatchEvent
            {
                Kind = MatchEventKind.EditRejected,
                Reason = refused,
                Account = e.Account,
                Order = e.Order,
                Price = e.Price,
                Quantity = e.Quantity,
                Instrument = order?.Request.Instrument ?? 0,
                Side = order?.Request.Side ?? Side.Buy,
                Label = order?.Request.Label ?? 0,
            });
            return;
        }
        OrderRequest request = order!.Request;
        if (isKept)
        {
            long off = order.Left - left;
            if (off > 0)
            {
                accounts.Closed(request.Account, request.Instrument, request.Side, off, order.Price);
                long hidden = Math.Min(order.Hidden, off);
                order.Hidden -= hidden;
                order.Shown -= off - hidden;
                Touch(order);
            }
            Tell(MatchEventKind.Edited, order, VenueReason.None);
            return;
        }
        Touch(order);
        _orders.Remove(order);
        (order.Price, order.Shown, order.Hidden) = (e.Price, left, 0);
        bool wouldTake = e.PostOnly != PostOnly.No && Against(order).Any(o => Crosses(order, o.Price));
        if (wouldTake && e.PostOnly == PostOnly.Slide)
            order.Price = Against(order)[0].Price + (request.Side == Side.Buy ? -1 : 1);
        Tell(MatchEventKind.Edited, order, VenueReason.None);
        bool ends = wouldTake && (e.PostOnly == PostOnly.Reject || IsOutside(request.Instrument, request.Side, order.Price));
        Settle(order, ends ? VenueReason.PostOnlyWouldTake : Take(order, e.SelfTrade), true);
    });

    public void Cancel(int account, long id) => Do(() =>
    {
        if (_orders.Find(o => o.Id == id && o.Request.Account == account) is Order order)
            Withdraw(order, VenueReason.Asked);
        else
            Events.Add(new MatchEvent { Kind = MatchEventKind.CancelRejected, Reason = VenueReason.UnknownOrder, Account = account, Order = id });
    });

    public void CancelAll(int account, int? instrument, long label) => Do(() =>
    {
        // The latest first.
        foreach (Order order in _orders.Where(o => o.Request.Account == account && (instrument is null || o.Request.Instrument == instrument) && (label == 0 || o.Request.Label == label)).OrderByDescending(static o => o.Id).ToArray())
            Withdraw(order, VenueReason.Asked);
    });

    public void Close(int instrument) => Do(() =>
    {
        _isClosed[instrument] = true;
        foreach (Order order in Book(instrument, Side.Buy).Concat(Book(instrument, Side.Sell)).ToArray())
            Withdraw(order, VenueReason.Expired);
    });

    private void Do(Action command)
    {
        Events.Clear();
        _touched.Clear();
        command();
        foreach ((int instrument, Side side, long price) in _touched)
            Events.Add(new MatchEvent { Kind = MatchEventKind.Level, Instrument = instrument, Side = side, Price = price, Quantity = Book(instrument, side).Where(o => o.Price == price).Sum(static o => o.Shown) });
    }

    private List<Order> Book(int instrument, Side side)
    {
        IEnumerable<Order> own = _orders.Where(o => o.Request.Instrument == instrument && o.Request.Side == side);
        return [.. side == Side.Buy ? own.OrderByDescending(static o => o.Price).ThenBy(static o => o.Queue) : own.OrderBy(static o => o.Price).ThenBy(static o => o.Queue)];
    }

    private List<Order> Against(Order order) => Book(order.Request.Instrument, order.Request.Side == Side.Buy ? Side.Sell : Side.Buy);

    private static bool Crosses(Order order, long price) => order.Request.Side == Side.Buy ? price <= order.Price : price >= order.Price;

    private bool IsOutside(int instrument, Side side, long price) => price < 1 || (side == Side.Buy ? price > _bands[instrument].Most : price < _bands[instrument].Least);

    private long Reducible(int account, int instrument, Side side) => Math.Max(0, side == Side.Buy ? -accounts.Position(account, instrument) : accounts.Position(account, instrument));

    private VenueReason Refusal(OrderRequest r, ref long lots, ref long price)
    {
        if (r.Instrument < 0 || r.Instrument >= instruments || r.Account < 0)
            return VenueReason.UnknownContract;
        if (_isClosed[r.Instrument])
            return VenueReason.Expired;
        if (lots <= 0 || lots > 1L << 40 || r.Display < 0 || r.Display > lots)
            return VenueReason.BadQuantity;
        bool takesOnly = r.Kind == OrderKind.Market || r.TimeInForce == TimeInForce.ImmediateOrCancel || r.TimeInForce == TimeInForce.FillOrKill;
        if (takesOnly && r.Display > 0 || r.PostOnly != PostOnly.No && (takesOnly || r.Kind != OrderKind.Limit))
            return VenueReason.Contradiction;
        List<Order> against = Book(r.Instrument, r.Side == Side.Buy ? Side.Sell : Side.Buy);
        if (r.Kind != OrderKind.Limit && against.Count == 0)
            return VenueReason.NothingToTake;
        if (r.Kind == OrderKind.MarketLimit)
            price = against[0].Price;
        if (r.Kind == OrderKind.Market)
            price = r.Side == Side.Buy ? _bands[r.Instrument].Most : _bands[r.Instrument].Least;
        if (IsOutside(r.Instrument, r.Side, price))
            return VenueReason.PriceBand;
        if (r.ReduceOnly && (lots = Math.Min(lots, Reducible(r.Account, r.Instrument, r.Side))) == 0)
            return VenueReason.ReduceOnly;
        var asked = new Order { Id = 0, Request = r, Price = price };
        if (r.PostOnly != PostOnly.No && against.Count > 0 && Crosses(asked, against[0].Price))
        {
            if (r.PostOnly == PostOnly.Reject)
                return VenueReason.PostOnlyWouldTake;
            price = asked.Price = against[0].Price + (r.Side == Side.Buy ? -1 : 1);
            if (IsOutside(r.Instrument, r.Side, price))
                return VenueReason.PriceBand;
        }
        if (r.TimeInForce == TimeInForce.FillOrKill)
        {
            long found = 0;
            foreach (Order o in against.Where(o => Crosses(asked, o.Price)))
            {
                if (o.Request.Account == r.Account && r.SelfTrade == SelfTrade.RejectTaker)
                    break;
                if (o.Request.Account != r.Account)
                    found += o.Request.ReduceOnly ? Math.Min(o.Left, Reducible(o.Request.Account, r.Instrument, o.Request.Side)) : o.Left;
            }
            if (found < lots)
                return VenueReason.FillOrKill;
        }
        if (r.SelfTrade == SelfTrade.RejectTaker && against.Count > 0 && Crosses(asked, against[0].Price) && against[0].Request.Account == r.Account)
            return VenueReason.SelfTrade;
        return accounts.Admit(r.Account, r.Instrument, r.Side, lots, price);
    }

    private VenueReason Take(Order taker, SelfTrade selfTrade)
    {
        while (taker.Shown > 0 && Against(taker).FirstOrDefault() is Order maker && Crosses(taker, maker.Price))
        {
            OrderRequest m = maker.Request;
            if (m.Account == taker.Request.Account)
            {
                if (selfTrade == SelfTrade.RejectTaker)
                    return VenueReason.SelfTrade;
                Withdraw(maker, VenueReason.SelfTrade);
                continue;
            }
            long lots = Math.Min(taker.Shown, maker.Shown);
            if (m.ReduceOnly)
                lots = Math.Min(lots, Reducible(m.Account, m.Instrument, m.Side));
            if (lots == 0)
            {
                Withdraw(maker, VenueReason.ReduceOnly);
                continue;
            }
            Touch(maker);
            accounts.Closed(m.Account, m.Instrument, m.Side, lots, maker.Price);
            accounts.Traded(m.Instrument, taker.Request.Side, taker.Request.Account, m.Account, lots, maker.Price);
            (taker.Shown, taker.Filled, maker.Shown, maker.Filled) = (taker.Shown - lots, taker.Filled + lots, maker.Shown - lots, maker.Filled + lots);
            Events.Add(new MatchEvent
            {
                Kind = MatchEventKind.Trade,
                Side = taker.Request.Side,
                Instrument = m.Instrument,
                Account = taker.Request.Account,
                Order = taker.Id,
                Price = maker.Price,
                Quantity = lots,
                Filled = taker.Filled,
                Maker = maker.Id,
                MakerAccount = m.Account,
                MakerFilled = maker.Filled,
                MakerLeft = maker.Left,
                TradeId = ++_trades,
                Label = taker.Request.Label,
            });
            if (maker.Left == 0)
            {
                _orders.Remove(maker);
            }
            else if (maker.Shown == 0)
            {
                maker.Shown = Math.Min(m.Display, maker.Hidden);
                maker.Hidden -= maker.Shown;
                maker.Queue = ++_queue;
            }
        }
        return VenueReason.None;
    }

    private void Settle(Order order, VenueReason ends, bool rests)
    {
        if (order.Shown == 0)
            return;
        if (ends != VenueReason.None || !rests)
        {
            Tell(MatchEventKind.Cancelled, order, ends != VenueReason.None ? ends : VenueReason.ImmediateOrCancel);
            return;
        }
        OrderRequest r = order.Request;
        if (r.Display > 0 && r.Display < order.Shown)
            (order.Shown, order.Hidden) = (r.Display, order.Shown - r.Display);
        order.Queue = ++_queue;
        accounts.Opened(r.Account, r.Instrument, r.Side, order.Left, order.Price);
        _orders.Add(order);
        Touch(order);
    }

    private void Withdraw(Order order, VenueReason reason)
    {
        accounts.Closed(order.Request.Account, order.Request.Instrument, order.Request.Side, order.Left, order.Price);
        Touch(order);
        _orders.Remove(order);
        Tell(MatchEventKind.Cancelled, order, reason);
    }

    private void Touch(Order order) => _touched.Add((order.Request.Instrument, order.Request.Side, order.Price));

    private void Tell(MatchEventKind kind, Order order, VenueReason reason) => Events.Add(new MatchEvent
    {
        Kind = kind,
        Side = order.Request.Side,
        Reason = reason,
        Instrument = order.Request.Instrument,
        Account = order.Request.Account,
        Order = order.Id,
        Price = order.Price,
        Quantity = order.Filled + order.Left,
        Filled = order.Filled,
        Label = order.Request.Label,
    });
}
