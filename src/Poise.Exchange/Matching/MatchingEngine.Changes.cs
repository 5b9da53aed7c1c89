using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Orders that rest: edits and cancels.</summary>
public sealed partial class MatchingEngine<TAccounts>
{
    /// <summary>Gives an order new terms. Fewer lots at the same price keep its place in the queue; anything else takes it out, lets it take, and puts it last.</summary>
    /// <returns>Whether the edit was taken; the order may have ended by it.</returns>
    public bool Edit(in OrderEdit edit)
    {
        Begin();
        int slot = _orders.Find(edit.Order);
        VenueReason refusal = Refusal(edit, slot);
        if (refusal != VenueReason.None)
        {
            Refuse(edit, slot, refusal);
            return false;
        }
        ref RestingOrder order = ref _orders.At(slot);
        OrderBook book = _books[order.Instrument];
        long left = edit.Quantity - order.Filled, price = edit.Price;
        if (price == order.Price && left <= order.Left)
        {
            if (left < order.Left)
            {
                accounts.Closed(order.Account, order.Instrument, order.Side, order.Left - left, order.Price);
                book.Shrink(slot, order.Left - left);
                Touch(order.Instrument, order.Side, order.Price);
            }
            Tell(MatchEventKind.Edited, order, VenueReason.None);
            ShowLevels();
            return true;
        }
        // Admitted as if it were new: what it holds of the account's room is free for that.
        accounts.Closed(order.Account, order.Instrument, order.Side, order.Left, order.Price);
        VenueReason refused = accounts.Admit(order.Account, order.Instrument, order.Side, left, price);
        if (refused != VenueReason.None)
        {
            accounts.Opened(order.Account, order.Instrument, order.Side, order.Left, order.Price);
            Refuse(edit, slot, refused);
            return false;
        }
        Touch(order.Instrument, order.Side, order.Price);
        book.Remove(slot);
        (order.Price, order.Shown, order.Hidden) = (price, left, 0);
        bool wouldTake = edit.PostOnly != PostOnly.No && book.WouldTake(order.Side, price);
        if (wouldTake && edit.PostOnly == PostOnly.Slide)
        {
            BookSide against = book.Against(order.Side);
            order.Price = book.Before(order.Side, against.At(against.Best).Price);
        }
        Tell(MatchEventKind.Edited, order, VenueReason.None);
        VenueReason ends = wouldTake && (edit.PostOnly == PostOnly.Reject || !book.IsInBand(order.Side, order.Price))
            ? VenueReason.PostOnlyWouldTake
            : Take(book, slot, edit.SelfTrade);
        Settle(book, slot, ends, rests: true);
        ShowLevels();
        return true;
    }

    /// <returns>Whether there was such an order.</returns>
    public bool Cancel(int account, long order, VenueReason reason = VenueReason.Asked)
    {
        Begin();
        int slot = _orders.Find(order);
        if (slot >= 0 && _orders.At(slot).Account == account)
        {
            Withdraw(_books[_orders.At(slot).Instrument], slot, reason);
            ShowLevels();
            return true;
        }
        ref MatchEvent told = ref Next();
        (told.Kind, told.Reason, told.Account, told.Order) = (MatchEventKind.CancelRejected, VenueReason.UnknownOrder, account, order);
        return false;
    }

    /// <summary>All orders of an account.</summary>
    /// <param name="instrument">Of one instrument alone; null for all.</param>
    /// <param name="label">Of one label alone; 0 for all.</param>
    /// <returns>How many there were.</returns>
    public int CancelAll(int account, VenueReason reason, int? instrument = null, long label = 0)
    {
        Begin();
        int gone = 0;
        for (int slot = _orders.FirstOf(account), next; slot >= 0; slot = next)
        {
            ref RestingOrder order = ref _orders.At(slot);
            next = order.NextOfAccount;
            if (instrument is int only && order.Instrument != only || label != 0 && order.Label != label)
                continue;
            Withdraw(_books[order.Instrument], slot, reason);
            gone++;
        }
        ShowLevels();
        return gone;
    }

    /// <summary>Adds the numbers of an account's orders, the latest first.</summary>
    public void OrdersOf(int account, List<long> into)
    {
        for (int slot = _orders.FirstOf(account); slot >= 0; slot = _orders.At(slot).NextOfAccount)
            into.Add(_orders.At(slot).Id);
    }

    private VenueReason Refusal(in OrderEdit edit, int slot)
    {
        if (slot < 0 || _orders.At(slot).Account != edit.Account)
            return VenueReason.UnknownOrder;
        ref RestingOrder order = ref _orders.At(slot);
        if (edit.Quantity <= order.Filled || edit.Quantity > MostLots)
            return VenueReason.BadQuantity;
        OrderBook book = _books[order.Instrument];
        if (edit.Price != order.Price && !book.IsInBand(order.Side, edit.Price))
            return VenueReason.PriceBand;
        if (edit.Price != order.Price && !book.IsOnGrid(edit.Price))
            return VenueReason.PriceStep;
        return order.ReduceOnly && edit.Quantity - order.Filled > Reducible(order.Account, order.Instrument, order.Side) ? VenueReason.ReduceOnly : VenueReason.None;
    }

    private void Refuse(in OrderEdit edit, int slot, VenueReason reason)
    {
        ref MatchEvent told = ref Next();
        (told.Kind, told.Reason, told.Account, told.Order, told.Price, told.Quantity) = (MatchEventKind.EditRejected, reason, edit.Account, edit.Order, edit.Price, edit.Quantity);
        if (reason != VenueReason.UnknownOrder)
            (told.Instrument, told.Side, told.Label) = (_orders.At(slot).Instrument, _orders.At(slot).Side, _orders.At(slot).Label);
    }
}
