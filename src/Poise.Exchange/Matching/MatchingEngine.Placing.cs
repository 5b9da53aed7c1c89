using Poise.Domain;

namespace Poise.Exchange;

/// <summary>New orders: what is refused, what trades, what rests.</summary>
public sealed partial class MatchingEngine<TAccounts>
{
    /// <summary>Lots of one order at most: sums of many stay whole numbers.</summary>
    public const long MostLots = 1L << 40;

    /// <returns>The order's number; 0 where it was refused.</returns>
    public long Place(in OrderRequest request)
    {
        Begin();
        long lots = request.Quantity, price = request.Price;
        VenueReason refusal = Refusal(request, ref lots, ref price);
        int slot = refusal == VenueReason.None ? _orders.Take(request.Account) : -1;
        if (slot < 0)
        {
            Refuse(request, refusal == VenueReason.None ? VenueReason.TooManyOrders : refusal);
            return 0;
        }
        ref RestingOrder order = ref _orders.At(slot);
        (order.Instrument, order.Side, order.Price, order.Label, order.ReduceOnly, order.TimeInForce) =
            (request.Instrument, request.Side, price, request.Label, request.ReduceOnly, request.TimeInForce);
        // Nothing of it is hidden while it takes.
        (order.Display, order.Shown) = (request.Display, lots);
        Tell(MatchEventKind.Placed, order, VenueReason.None);
        long id = order.Id;
        OrderBook book = _books[request.Instrument];
        Settle(book, slot, Take(book, slot, request.SelfTrade), rests: request.Kind != OrderKind.Market && request.TimeInForce is TimeInForce.GoodTillCancelled or TimeInForce.Day);
        ShowLevels();
        return id;
    }

    /// <summary>Why an order cannot be. It may become smaller (reduce-only), and its price another (market, post-only).</summary>
    private VenueReason Refusal(in OrderRequest request, ref long lots, ref long price)
    {
        if ((uint)request.Instrument >= (uint)_books.Count || request.Account < 0)
            return VenueReason.UnknownContract;
        OrderBook book = _books[request.Instrument];
        if (!book.IsOpen)
            return VenueReason.Expired;
        if (lots is <= 0 or > MostLots || request.Display < 0 || request.Display > lots)
            return VenueReason.BadQuantity;
        bool takesOnly = request.Kind == OrderKind.Market || request.TimeInForce is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill;
        if (takesOnly && request.Display > 0 || request.PostOnly != PostOnly.No && (takesOnly || request.Kind != OrderKind.Limit))
            return VenueReason.Contradiction;
        if (request.Kind != OrderKind.Limit)
        {
            BookSide against = book.Against(request.Side);
            if (against.Count == 0)
                return VenueReason.NothingToTake;
            price = request.Kind == OrderKind.MarketLimit ? against.At(against.Best).Price : request.Side == Side.Buy ? book.MostPrice : book.LeastPrice;
        }
        if (!book.IsInBand(request.Side, price))
            return VenueReason.PriceBand;
        if (request.Kind == OrderKind.Limit && !book.IsOnGrid(price))
            return VenueReason.PriceStep;
        if (request.ReduceOnly)
        {
            lots = Math.Min(lots, Reducible(request.Account, request.Instrument, request.Side));
            if (lots == 0)
                return VenueReason.ReduceOnly;
        }
        if (request.PostOnly != PostOnly.No && book.WouldTake(request.Side, price))
        {
            if (request.PostOnly == PostOnly.Reject)
                return VenueReason.PostOnlyWouldTake;
            BookSide against = book.Against(request.Side);
            price = book.Before(request.Side, against.At(against.Best).Price);
            if (!book.IsInBand(request.Side, price))
                return VenueReason.PriceBand;
        }
        if (request.TimeInForce == TimeInForce.FillOrKill && Takeable(book, request, price, lots) < lots)
            return VenueReason.FillOrKill;
        if (request.SelfTrade == SelfTrade.RejectTaker && MeetsItself(book, request, price))
            return VenueReason.SelfTrade;
        return accounts.Admit(request.Account, request.Instrument, request.Side, lots, price);
    }

    private void Refuse(in OrderRequest request, VenueReason reason)
    {
        ref MatchEvent told = ref Next();
        (told.Kind, told.Side, told.Reason, told.Instrument, told.Account, told.Price, told.Quantity, told.Label) =
            (MatchEventKind.Rejected, request.Side, reason, request.Instrument, request.Account, request.Price, request.Quantity, request.Label);
    }

    private long Reducible(int account, int instrument, Side side)
    {
        long held = accounts.Position(account, instrument);
        return Math.Max(0, side == Side.Buy ? -held : held);
    }

    /// <summary>The very first that it would trade with is its own.</summary>
    private bool MeetsItself(OrderBook book, in OrderRequest request, long price)
    {
        if (!book.WouldTake(request.Side, price))
            return false;
        BookSide against = book.Against(request.Side);
        return _orders.At(against.At(against.Best).First).Account == request.Account;
    }

    /// <summary>Lots that an order could trade at once, as far as it asks.</summary>
    private long Takeable(OrderBook book, in OrderRequest request, long price, long wanted)
    {
        BookSide against = book.Against(request.Side);
        long found = 0;
        for (int rank = 0; rank < against.Count && found < wanted; rank++)
        {
            ref PriceLevel level = ref against.At(against.Rank(rank));
            if (!OrderBook.Reaches(request.Side, price, level.Price))
                break;
            for (int slot = level.First; slot >= 0 && found < wanted; slot = _orders.At(slot).Next)
            {
                ref RestingOrder resting = ref _orders.At(slot);
                if (resting.Account == request.Account)
                {
                    if (request.SelfTrade == SelfTrade.RejectTaker)
                        return found;
                    continue;
                }
                found += resting.ReduceOnly ? Math.Min(resting.Left, Reducible(resting.Account, request.Instrument, resting.Side)) : resting.Left;
            }
        }
        return found;
    }

    /// <summary>Trades an order with what stands within its limit.</summary>
    /// <returns>Why what is left must not rest; none where it may.</returns>
    private VenueReason Take(OrderBook book, int slot, SelfTrade selfTrade)
    {
        ref RestingOrder taker = ref _orders.At(slot);
        BookSide against = book.Against(taker.Side);
        while (taker.Shown > 0 && against.Count > 0)
        {
            ref PriceLevel level = ref against.At(against.Best);
            long price = level.Price;
            if (!OrderBook.Reaches(taker.Side, taker.Price, price))
                break;
            int resting = level.First;
            ref RestingOrder maker = ref _orders.At(resting);
            if (maker.Account == taker.Account)
            {
                if (selfTrade == SelfTrade.RejectTaker)
                    return VenueReason.SelfTrade;
                Withdraw(book, resting, VenueReason.SelfTrade);
                continue;
            }
            long lots = Math.Min(taker.Shown, maker.Shown);
            if (maker.ReduceOnly)
            {
                lots = Math.Min(lots, Reducible(maker.Account, maker.Instrument, maker.Side));
                if (lots == 0)
                {
                    Withdraw(book, resting, VenueReason.ReduceOnly);
                    continue;
                }
            }
            Trade(book, ref taker, resting, ref maker, lots, price);
        }
        return VenueReason.None;
    }

    private void Trade(OrderBook book, ref RestingOrder taker, int resting, ref RestingOrder maker, long lots, long price)
    {
        taker.Shown -= lots;
        taker.Filled += lots;
        Touch(maker.Instrument, maker.Side, price);
        book.LastPrice = price;
        accounts.Closed(maker.Account, maker.Instrument, maker.Side, lots, price);
        accounts.Traded(maker.Instrument, taker.Side, taker.Account, maker.Account, lots, price);
        long left = maker.Left - lots;
        ref MatchEvent trade = ref Next();
        trade.Kind = MatchEventKind.Trade;
        trade.Side = taker.Side;
        trade.Instrument = taker.Instrument;
        trade.Account = taker.Account;
        trade.Order = taker.Id;
        trade.Price = price;
        trade.Quantity = lots;
        trade.Filled = taker.Filled;
        trade.Maker = maker.Id;
        trade.MakerAccount = maker.Account;
        trade.MakerFilled = maker.Filled + lots;
        trade.MakerLeft = left;
        trade.TradeId = ++_trades;
        trade.Label = taker.Label;
        if (left > 0)
        {
            book.Fill(resting, lots);
            return;
        }
        book.Remove(resting);
        _orders.Give(resting);
    }

    /// <summary>What is left of an order that has taken: it rests, or is gone.</summary>
    private void Settle(OrderBook book, int slot, VenueReason ends, bool rests)
    {
        ref RestingOrder order = ref _orders.At(slot);
        if (order.Shown == 0)
        {
            _orders.Give(slot);
            return;
        }
        if (ends != VenueReason.None || !rests)
        {
            Tell(MatchEventKind.Cancelled, order, ends != VenueReason.None ? ends : VenueReason.ImmediateOrCancel);
            _orders.Give(slot);
            return;
        }
        if (order.Display > 0 && order.Display < order.Shown)
            (order.Shown, order.Hidden) = (order.Display, order.Shown - order.Display);
        accounts.Opened(order.Account, order.Instrument, order.Side, order.Left, order.Price);
        book.Rest(slot);
        Touch(order.Instrument, order.Side, order.Price);
    }
}
