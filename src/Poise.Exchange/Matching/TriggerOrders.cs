using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Which price an order waits for.</summary>
public enum TriggerSource : byte
{
    Index,
    Mark,
    Last,
}

public enum TriggerKind : byte
{
    /// <summary>A buy waits for a rise to its price, a sell for a fall.</summary>
    Stop,

    /// <summary>A buy waits for a fall to its price, a sell for a rise.</summary>
    Take,

    /// <summary>A stop whose price follows the best one seen, so far away: a sell's goes up with the highest, a buy's down with the lowest.</summary>
    Trailing,
}

/// <summary>An order that waits for a price.</summary>
/// <param name="Order">What is placed then.</param>
/// <param name="Price">Of the source, its own unit; of a trailing one nothing.</param>
/// <param name="Offset">Of a trailing one: how far its price stays away, above zero.</param>
public readonly record struct TriggerRequest(OrderRequest Order, TriggerKind Kind, TriggerSource Source, double Price, double Offset = 0);

/// <summary>
/// Orders that are not in a book yet. They hold no margin and no place; when their price comes they are handed out, those first whose price it reached first, of one price the older, and it is their
/// holder's business to place them.
/// </summary>
/// <param name="most">Orders that one account may have waiting.</param>
public sealed class TriggerOrders(int most = 100)
{
    private sealed class Waiting
    {
        public required long Id;
        public required TriggerRequest Request;

        /// <summary>At which it goes off.</summary>
        public double Price;

        public bool Rises => Request.Kind == TriggerKind.Take ? Request.Order.Side == Side.Sell : Request.Order.Side == Side.Buy;
    }

    /// <summary>Those of one price: by their own prices, nearest first.</summary>
    private sealed class Watch
    {
        public readonly SortedSet<(double Price, long Id)> Rising = [];
        public readonly SortedSet<(double MinusPrice, long Id)> Falling = [];
        public readonly SortedSet<long> Trailing = [];
    }

    private readonly Dictionary<long, Waiting> _all = [];
    private readonly Dictionary<(int Instrument, TriggerSource Source), Watch> _watches = [];
    private readonly Dictionary<int, SortedSet<long>> _accounts = [];
    private long _last;

    public int Count => _all.Count;

    /// <summary>Takes an order to wait.</summary>
    /// <param name="now">The source's price.</param>
    /// <param name="refusal">None, or why it was not taken: it would go off at once, it has no price, or the account has too many.</param>
    /// <returns>Its number, of these orders alone; 0 where it was refused.</returns>
    public long Add(in TriggerRequest request, double now, out VenueReason refusal)
    {
        var waiting = new Waiting { Id = _last + 1, Request = request, Price = PriceOf(request, now) };
        int own = _accounts.TryGetValue(request.Order.Account, out SortedSet<long>? known) ? known.Count : 0;
        refusal = !MayWait(waiting, now) ? VenueReason.TriggerPrice : own >= most ? VenueReason.TooManyOrders : VenueReason.None;
        if (refusal != VenueReason.None)
            return 0;
        _last++;
        Insert(waiting);
        return _last;
    }

    /// <summary>New terms of an order that waits; of one whose own price stays, what a trailing one has followed to stays too.</summary>
    /// <param name="request">Of the same account, instrument, side and sort as before.</param>
    /// <param name="now">The source's price.</param>
    /// <returns>None, or why it stays as it was: nothing of this account waits there, or it would go off at once.</returns>
    public VenueReason Change(long id, in TriggerRequest request, double now)
    {
        if (!_all.TryGetValue(id, out Waiting? before) || before.Request.Order.Account != request.Order.Account)
            return VenueReason.UnknownOrder;
        bool keepsPrice = before.Request.Price.Equals(request.Price) && before.Request.Offset.Equals(request.Offset);
        var after = new Waiting { Id = id, Request = request, Price = keepsPrice ? before.Price : PriceOf(request, now) };
        if (!MayWait(after, now))
            return VenueReason.TriggerPrice;
        Remove(before);
        Insert(after);
        return VenueReason.None;
    }

    /// <summary>What waits under a number, with the price at which it now goes off; false where nothing does.</summary>
    public bool TryFind(long id, out TriggerRequest request, out double price)
    {
        bool isThere = _all.TryGetValue(id, out Waiting? waiting);
        (request, price) = isThere ? (waiting!.Request, waiting.Price) : default;
        return isThere;
    }

    /// <returns>Whether an order of this account waited under the number.</returns>
    public bool Cancel(int account, long id)
    {
        if (!_all.TryGetValue(id, out Waiting? waiting) || waiting.Request.Order.Account != account)
            return false;
        Remove(waiting);
        return true;
    }

    /// <summary>All orders of an account, or those of one instrument and label.</summary>
    /// <param name="gone">Gets their numbers, the oldest first.</param>
    public void CancelAll(int account, List<long> gone, int? instrument = null, long label = 0)
    {
        gone.Clear();
        if (!_accounts.TryGetValue(account, out SortedSet<long>? own))
            return;
        foreach (long id in own)
        {
            OrderRequest order = _all[id].Request.Order;
            if ((instrument is null || order.Instrument == instrument) && (label == 0 || order.Label == label))
                gone.Add(id);
        }
        foreach (long id in gone)
            Remove(_all[id]);
    }

    /// <summary>A new price of a source: trailing orders follow it, and what it reaches goes off.</summary>
    /// <param name="fired">Gets the orders to be placed, in their order.</param>
    public void See(int instrument, TriggerSource source, double price, List<(long Id, OrderRequest Order)> fired)
    {
        fired.Clear();
        if (!(price > 0) || !_watches.TryGetValue((instrument, source), out Watch? watch))
            return;
        while (watch.Rising.Count > 0 && watch.Rising.Min is var (at, id) && at <= price)
            Fire(id);
        while (watch.Falling.Count > 0 && watch.Falling.Min is var (minus, id) && -minus >= price)
            Fire(id);
        foreach (long id in watch.Trailing)
        {
            Waiting waiting = _all[id];
            double follows = waiting.Rises ? Math.Min(waiting.Price, price + waiting.Request.Offset) : Math.Max(waiting.Price, price - waiting.Request.Offset);
            if (follows == waiting.Price)
                continue;
            Leave(watch, waiting);
            waiting.Price = follows;
            Enter(watch, waiting);
        }

        void Fire(long id)
        {
            Waiting waiting = _all[id];
            fired.Add((id, waiting.Request.Order));
            Remove(waiting);
        }
    }

    private static double PriceOf(in TriggerRequest request, double now) =>
        request.Kind != TriggerKind.Trailing ? request.Price : request.Order.Side == Side.Sell ? now - request.Offset : now + request.Offset;

    private static bool MayWait(Waiting waiting, double now) =>
        now > 0 && waiting.Price > 0 && double.IsFinite(waiting.Price) && double.IsFinite(now)
        && (waiting.Request.Kind != TriggerKind.Trailing || waiting.Request.Offset > 0) && !IsReached(waiting, now);

    private void Insert(Waiting waiting)
    {
        _all.Add(waiting.Id, waiting);
        int account = waiting.Request.Order.Account;
        if (!_accounts.TryGetValue(account, out SortedSet<long>? own))
            _accounts.Add(account, own = []);
        own.Add(waiting.Id);
        Watch watch = WatchOf(waiting.Request);
        Enter(watch, waiting);
        if (waiting.Request.Kind == TriggerKind.Trailing)
            watch.Trailing.Add(waiting.Id);
    }

    private static bool IsReached(Waiting waiting, double price) => waiting.Rises ? price >= waiting.Price : price <= waiting.Price;

    private Watch WatchOf(in TriggerRequest request)
    {
        var key = (request.Order.Instrument, request.Source);
        if (!_watches.TryGetValue(key, out Watch? watch))
            _watches.Add(key, watch = new Watch());
        return watch;
    }

    private static void Enter(Watch watch, Waiting waiting)
    {
        if (waiting.Rises)
            watch.Rising.Add((waiting.Price, waiting.Id));
        else
            watch.Falling.Add((-waiting.Price, waiting.Id));
    }

    private static void Leave(Watch watch, Waiting waiting)
    {
        if (waiting.Rises)
            watch.Rising.Remove((waiting.Price, waiting.Id));
        else
            watch.Falling.Remove((-waiting.Price, waiting.Id));
    }

    private void Remove(Waiting waiting)
    {
        Watch watch = WatchOf(waiting.Request);
        Leave(watch, waiting);
        watch.Trailing.Remove(waiting.Id);
        _all.Remove(waiting.Id);
        SortedSet<long> own = _accounts[waiting.Request.Order.Account];
        own.Remove(waiting.Id);
        if (own.Count == 0)
            _accounts.Remove(waiting.Request.Order.Account);
    }

    public void Save(StateWriter to)
    {
        to.Write(_last);
        to.Write(_all.Count);
        foreach ((long id, Waiting waiting) in _all.OrderBy(static w => w.Key))
        {
            to.Write(id);
            to.Write(waiting.Price);
            to.Write(waiting.Request.Order);
            to.Write(waiting.Request.Kind);
            to.Write(waiting.Request.Source);
            to.Write((waiting.Request.Price, waiting.Request.Offset));
        }
    }

    public void Load(ref StateReader from)
    {
        _last = from.Read<long>();
        for (int left = from.Read<int>(); left > 0; left--)
        {
            (long id, double price) = (from.Read<long>(), from.Read<double>());
            (OrderRequest order, TriggerKind kind, TriggerSource source) = (from.ReadOrder(), from.Read<TriggerKind>(), from.Read<TriggerSource>());
            (double asked, double offset) = from.Read<(double, double)>();
            var waiting = new Waiting { Id = id, Price = price, Request = new TriggerRequest(order, kind, source, asked, offset) };
            Insert(waiting);
        }
    }
}
