using Poise.Domain;

namespace Poise.Exchange;

/// <summary>
/// Orders of many accounts against each other, in price-time priority: commands in, events out, one writer, no clock. The same commands give the same events. Nothing is
/// allocated once its tables have grown to what stands in the books at once.
/// </summary>
/// <param name="accounts">Asked before an order is in, told of every trade while it happens.</param>
public sealed partial class MatchingEngine<TAccounts>(TAccounts accounts)
    where TAccounts : IMatchAccounts
{
    private readonly OrderPool _orders = new();
    private readonly List<OrderBook> _books = [];
    private MatchEvent[] _events = new MatchEvent[256];
    private (int Instrument, Side Side, long Price)[] _touched = new (int, Side, long)[64];
    private int _count, _touchedCount;
    private long _trades;

    /// <summary>What the last command made happen. Valid until the next one.</summary>
    public ReadOnlySpan<MatchEvent> Events => _events.AsSpan(0, _count);

    /// <summary>Orders in all books.</summary>
    public int Resting => _orders.Count;

    public long Trades => _trades;

    /// <summary>Opens a book.</summary>
    /// <returns>The instrument's number: they run from 0.</returns>
    public int List()
    {
        _books.Add(new OrderBook(_books.Count, _orders));
        return _books.Count - 1;
    }

    /// <summary>Opens another book in the place of one that has ended.</summary>
    public void List(int instrument) => _books[instrument] = _books[instrument].IsOpen
        ? throw new ArgumentException($"book {instrument} has not ended", nameof(instrument))
        : new OrderBook(instrument, _orders);

    /// <summary>The least that sellers may ask and the most that buyers may bid, ticks. What rests outside already stays.</summary>
    public void Band(int instrument, long least, long most)
    {
        if (least < 1 || most < least)
            throw new ArgumentException($"no band of prices: {least} to {most}");
        (_books[instrument].LeastPrice, _books[instrument].MostPrice) = (least, most);
    }

    /// <summary>From a price on, ticks, only its multiples of a step are taken.</summary>
    /// <param name="from">A multiple of the step.</param>
    public void Coarsen(int instrument, long from, long step)
    {
        if (step < 1 || from < step || from % step != 0)
            throw new ArgumentException($"no steps of {step} from {from} on");
        (_books[instrument].CoarseFrom, _books[instrument].CoarseStep) = (from, step);
    }

    /// <summary>Ticks; 0 before the first trade.</summary>
    public long LastPrice(int instrument) => _books[instrument].LastPrice;

    /// <summary>The prices between which orders are taken, ticks.</summary>
    public (long Least, long Most) BandOf(int instrument) => (_books[instrument].LeastPrice, _books[instrument].MostPrice);

    /// <summary>The book ends: all orders are cancelled, no more are taken.</summary>
    public void Close(int instrument, VenueReason reason)
    {
        Begin();
        OrderBook book = _books[instrument];
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            BookSide levels = book.Of(side);
            while (levels.Count > 0)
                Withdraw(book, levels.At(levels.Best).First, reason);
        }
        book.End();
        ShowLevels();
    }

    /// <summary>The best prices of a side, best first, without the hidden lots.</summary>
    /// <returns>How many there were, at most as many as there is room for.</returns>
    public int Depth(int instrument, Side side, Span<DepthLevel> into)
    {
        BookSide levels = _books[instrument].Of(side);
        int n = Math.Min(levels.Count, into.Length);
        for (int i = 0; i < n; i++)
        {
            ref PriceLevel level = ref levels.At(levels.Rank(i));
            into[i] = new DepthLevel(new Ticks(level.Price), new Lots(level.Shown));
        }
        return n;
    }

    /// <summary>What an order of an account now is; false where none of this number rests.</summary>
    /// <param name="left">Lots, the hidden ones too.</param>
    public bool TryFind(long order, out int account, out Side side, out long price, out long filled, out long left)
    {
        int slot = _orders.Find(order);
        ref RestingOrder found = ref _orders.At(Math.Max(slot, 0));
        (account, side, price, filled, left) = slot < 0 ? default : (found.Account, found.Side, found.Price, found.Filled, found.Left);
        return slot >= 0;
    }

    /// <summary>All that the books hold.</summary>
    public void Save(StateWriter to)
    {
        to.Write(_trades);
        _orders.Save(to);
        foreach (OrderBook book in _books)
            book.Save(to);
    }

    /// <summary>Takes over what was saved; as many books must have been listed.</summary>
    public void Load(ref StateReader from)
    {
        _trades = from.Read<long>();
        _orders.Load(ref from);
        foreach (OrderBook book in _books)
            book.Load(ref from);
        Begin();
    }

    private void Begin() => (_count, _touchedCount) = (0, 0);

    private ref MatchEvent Next()
    {
        if (_count == _events.Length)
            Array.Resize(ref _events, 2 * _count);
        ref MatchEvent next = ref _events[_count++];
        next = default;
        return ref next;
    }

    private void Touch(int instrument, Side side, long price)
    {
        // A sweep touches price after price; an edit comes back to where it began.
        if (_touchedCount > 0 && (_touched[_touchedCount - 1] == (instrument, side, price) || _touched[0] == (instrument, side, price)))
            return;
        if (_touchedCount == _touched.Length)
            Array.Resize(ref _touched, 2 * _touchedCount);
        _touched[_touchedCount++] = (instrument, side, price);
    }

    private void ShowLevels()
    {
        for (int i = 0; i < _touchedCount; i++)
        {
            (int instrument, Side side, long price) = _touched[i];
            BookSide levels = _books[instrument].Of(side);
            int level = levels.Find(price);
            ref MatchEvent shown = ref Next();
            (shown.Kind, shown.Instrument, shown.Side, shown.Price) = (MatchEventKind.Level, instrument, side, price);
            shown.Quantity = level >= 0 ? levels.At(level).Shown : 0;
        }
    }

    private void Tell(MatchEventKind kind, in RestingOrder order, VenueReason reason)
    {
        ref MatchEvent told = ref Next();
        (told.Kind, told.Side, told.Reason, told.Instrument, told.Account, told.Order, told.Price, told.Label) =
            (kind, order.Side, reason, order.Instrument, order.Account, order.Id, order.Price, order.Label);
        (told.Quantity, told.Filled) = (order.Filled + order.Left, order.Filled);
    }

    /// <summary>A resting order is out of its book and forgotten.</summary>
    private void Withdraw(OrderBook book, int slot, VenueReason reason)
    {
        ref RestingOrder order = ref _orders.At(slot);
        accounts.Closed(order.Account, order.Instrument, order.Side, order.Left, order.Price);
        Touch(order.Instrument, order.Side, order.Price);
        book.Remove(slot);
        Tell(MatchEventKind.Cancelled, order, reason);
        _orders.Give(slot);
    }
}
