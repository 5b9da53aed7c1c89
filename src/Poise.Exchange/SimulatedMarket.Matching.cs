using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Orders of the account against the house: price first; at one price the house stands before the account, then the earlier order.</summary>
public sealed partial class SimulatedMarket
{
    private static long Better(Side side, long a, long b) => side == Side.Buy ? Math.Max(a, b) : Math.Min(a, b);

    private static Side Opposite(Side side) => side == Side.Buy ? Side.Sell : Side.Buy;

    /// <summary>True when an order of this side and limit may trade at a price.</summary>
    private static bool Reaches(Side side, long limit, long price) => side == Side.Buy ? price <= limit : price >= limit;

    private long LimitOf(int slot) => _orders.At(slot).Order.Limit.Count;

    private long Remaining(int slot) => _orders.At(slot).Order.Quantity.Count - _orders.At(slot).Filled;

    /// <summary>What an order may still trade: for a reduce-only order not more than the position that it reduces.</summary>
    private long Executable(int slot)
    {
        ref OrderLedger.Entry entry = ref _orders.At(slot);
        long remaining = entry.Order.Quantity.Count - entry.Filled;
        return entry.Order.ReduceOnly ? Math.Min(remaining, Reducible(entry.Order)) : remaining;
    }

    private long Reducible(in NewOrder order)
    {
        long held = _account.LotsOf(order.Contract);
        return Math.Max(0, order.Side == Side.Buy ? -held : held);
    }

    private void Place(in NewOrder order)
    {
        if (_orders.TryFind(order.Id, out int first))
        {
            DuplicateSubmissions++;
            Report(new OrderUpdate(order.Id, order.Contract, OrderStatus.Rejected, new(_orders.At(first).Filled), (int)VenueReason.DuplicateId, Now));
            return;
        }
        int slot = _orders.Add(order, Now);
        VenueReason refusal = Refusal(order, order.Quantity.Count);
        if (refusal != VenueReason.None)
        {
            Close(slot, OrderStatus.Rejected, refusal);
            return;
        }
        Instrument instrument = _instruments[order.Contract.Value];
        if (order.TimeInForce == TimeInForce.FillOrKill && Available(instrument, order) < order.Quantity.Count)
        {
            Close(slot, OrderStatus.Cancelled, VenueReason.FillOrKill);
            return;
        }
        Take(instrument, slot);
        Rest(instrument, slot);
        Show(instrument, always: false);
    }

    private VenueReason Refusal(in NewOrder order, long toTrade)
    {
        if ((uint)order.Contract.Value >= (uint)_instruments.Count)
            return VenueReason.UnknownContract;
        Instrument instrument = _instruments[order.Contract.Value];
        if (!instrument.IsLive)
            return VenueReason.Expired;
        if (toTrade <= 0 || order.Quantity.Count > _settings.MaxOrderLots)
            return VenueReason.BadQuantity;
        if (order.PostOnly && order.TimeInForce != TimeInForce.GoodTillCancelled)
            return VenueReason.Contradiction;
        if (!IsInBand(instrument, order.Side, order.Limit.Count))
            return VenueReason.PriceBand;
        if (order.ReduceOnly && Reducible(order) == 0)
            return VenueReason.ReduceOnly;
        List<int> opposite = instrument.Resting(Opposite(order.Side));
        if (opposite.Count > 0 && Reaches(order.Side, order.Limit.Count, LimitOf(opposite[0])))
            return VenueReason.SelfTrade;
        if (order.PostOnly && BestHouse(instrument, Opposite(order.Side), order.Limit.Count) >= 0)
            return VenueReason.PostOnlyWouldTake;
        return VenueReason.None;
    }

    private bool IsInBand(Instrument instrument, Side side, long limit)
    {
        if (limit <= 0)
            return false;
        double band = _settings.PriceBand * instrument.Mark;
        if (instrument.Contract.IsOption)
            band = Math.Max(band, _settings.OptionBandOfIndex * (IsInverse ? 1 : _path.Spot));
        double beyond = (limit * instrument.Tick - instrument.Mark) * (side == Side.Buy ? 1 : -1);
        return beyond <= band;
    }

    /// <summary>The first house level of a side with something left that an incoming limit reaches, or -1.</summary>
    private static int BestHouse(Instrument instrument, Side side, long limit)
    {
        HouseLevel[] levels = instrument.House(side);
        for (int i = 0; i < levels.Length; i++)
        {
            if (!Reaches(Opposite(side), limit, levels[i].Ticks))
                return -1;
            if (levels[i].Left > 0)
                return i;
        }
        return -1;
    }

    private long Available(Instrument instrument, in NewOrder order)
    {
        long available = 0;
        foreach (ref readonly HouseLevel level in instrument.House(Opposite(order.Side)).AsSpan())
        {
            if (Reaches(order.Side, order.Limit.Count, level.Ticks))
                available += level.Left;
        }
        return order.ReduceOnly ? Math.Min(available, Reducible(order)) : available;
    }

    private void Take(Instrument instrument, int slot)
    {
        NewOrder order = _orders.At(slot).Order;
        HouseLevel[] levels = instrument.House(Opposite(order.Side));
        int at;
        long wanted;
        while ((wanted = Executable(slot)) > 0 && (at = BestHouse(instrument, Opposite(order.Side), order.Limit.Count)) >= 0)
        {
            long lots = Math.Min(wanted, levels[at].Left);
            levels[at].Left -= lots;
            Execute(instrument, slot, lots, levels[at].Ticks, isMaker: false);
        }
    }

    /// <summary>What becomes of an order after it took what it could: done, cancelled, or in the book. One report.</summary>
    private void Rest(Instrument instrument, int slot)
    {
        NewOrder order = _orders.At(slot).Order;
        if (Remaining(slot) == 0)
            Close(slot, OrderStatus.Filled, VenueReason.None);
        else if (Executable(slot) == 0)
            Close(slot, OrderStatus.Cancelled, VenueReason.ReduceOnly);
        else if (order.TimeInForce != TimeInForce.GoodTillCancelled)
            Close(slot, OrderStatus.Cancelled, VenueReason.ImmediateOrCancel);
        else
        {
            List<int> resting = instrument.Resting(order.Side);
            int place = 0;
            while (place < resting.Count && Reaches(order.Side, LimitOf(resting[place]), order.Limit.Count))
                place++;
            resting.Insert(place, slot);
            ReportState(slot, VenueReason.None);
        }
    }

    /// <summary>The house's new quotes run into resting orders of a side: these trade at their own limits.</summary>
    private void MeetResting(Instrument instrument, Side side)
    {
        List<int> resting = instrument.Resting(side);
        HouseLevel[] levels = instrument.House(Opposite(side));
        int at;
        while (resting.Count > 0 && (at = BestHouse(instrument, Opposite(side), LimitOf(resting[0]))) >= 0)
            levels[at].Left -= FillFirst(instrument, side, levels[at].Left);
    }

    /// <summary>A size of others meets a side: house before account at one price.</summary>
    private void Sweep(Instrument instrument, Side aggressor, long lots)
    {
        Side side = Opposite(aggressor);
        HouseLevel[] levels = instrument.House(side);
        List<int> resting = instrument.Resting(side);
        long farthest = levels[Math.Min(2, levels.Length - 1)].Ticks;
        while (lots > 0)
        {
            int at = BestHouse(instrument, side, farthest);
            bool isAccountFirst = resting.Count > 0 && (at < 0 || Better(side, LimitOf(resting[0]), levels[at].Ticks) != levels[at].Ticks);
            if (isAccountFirst && Reaches(aggressor, farthest, LimitOf(resting[0])))
            {
                lots -= FillFirst(instrument, side, lots);
                continue;
            }
            if (at < 0)
                return;
            long done = Math.Min(lots, levels[at].Left);
            levels[at].Left -= done;
            lots -= done;
            Print(instrument, ++_tradeId, aggressor, done, levels[at].Ticks);
        }
    }

    /// <summary>Trades up to a size with the first resting order of a side; returns what it took, 0 when the order had to go instead.</summary>
    private long FillFirst(Instrument instrument, Side side, long lots)
    {
        List<int> resting = instrument.Resting(side);
        int slot = resting[0];
        long done = Math.Min(lots, Executable(slot));
        if (done > 0)
            Execute(instrument, slot, done, LimitOf(slot), isMaker: true);
        if (Remaining(slot) == 0 || Executable(slot) == 0)
        {
            resting.RemoveAt(0);
            bool isFilled = Remaining(slot) == 0;
            Close(slot, isFilled ? OrderStatus.Filled : OrderStatus.Cancelled, isFilled ? VenueReason.None : VenueReason.ReduceOnly);
        }
        else
            ReportState(slot, VenueReason.None);
        return done;
    }

    private void Execute(Instrument instrument, int slot, long lots, long ticks, bool isMaker)
    {
        NewOrder order = _orders.At(slot).Order;
        Contract contract = instrument.Contract;
        long signed = order.Side == Side.Buy ? lots : -lots;
        decimal price = ticks * contract.PriceTick;
        decimal fee = _settings.Fees.Of(contract, new(lots), new(ticks), isMaker, (decimal)_path.Spot);
        _account.Trade(contract, instrument.Index, signed, price, fee);
        _house.Trade(contract, instrument.Index, -signed, price, -fee);
        var fill = new Fill(++_tradeId, order.Id, order.Contract, order.Side, new(lots), new(ticks), fee, isMaker, Now);
        _orders.Record(slot, fill);
        SendPrivate(new ExchangeEvent(_private.Delay(Now), fill));
        Print(instrument, _tradeId, isMaker ? Opposite(order.Side) : order.Side, lots, ticks);
    }

    private void Print(Instrument instrument, long tradeId, Side aggressor, long lots, long ticks) =>
        SendPublic(new ExchangeEvent(_public.Delay(Now), instrument.Index, new PublicTrade(tradeId, aggressor, new(lots), new(ticks), Now)));

    private void Amend(in Amend amend)
    {
        if (!TryOpen(amend.Id, amend.Contract, out int slot))
            return;
        ref OrderLedger.Entry entry = ref _orders.At(slot);
        NewOrder before = entry.Order;
        NewOrder after = before with { Quantity = amend.Quantity, Limit = amend.Limit };
        Instrument instrument = _instruments[before.Contract.Value];
        VenueReason refusal = Refusal(after, amend.Quantity.Count - entry.Filled);
        if (refusal != VenueReason.None)
        {
            ReportState(slot, refusal);
            return;
        }
        entry.Order = after;
        entry.At = Now;
        if (after.Limit == before.Limit && after.Quantity <= before.Quantity)
            ReportState(slot, VenueReason.None);
        else
        {
            instrument.Resting(before.Side).Remove(slot);
            Take(instrument, slot);
            Rest(instrument, slot);
        }
        Show(instrument, always: false);
    }

    private void Cancel(in Cancel cancel)
    {
        if (!TryOpen(cancel.Id, cancel.Contract, out int slot))
            return;
        NewOrder order = _orders.At(slot).Order;
        Instrument instrument = _instruments[order.Contract.Value];
        instrument.Resting(order.Side).Remove(slot);
        Close(slot, OrderStatus.Cancelled, VenueReason.Asked);
        Show(instrument, always: false);
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

    private void CloseResting(Instrument instrument, VenueReason reason)
    {
        foreach (int slot in instrument.RestingBids)
            Close(slot, OrderStatus.Cancelled, reason);
        foreach (int slot in instrument.RestingAsks)
            Close(slot, OrderStatus.Cancelled, reason);
        instrument.RestingBids.Clear();
        instrument.RestingAsks.Clear();
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
