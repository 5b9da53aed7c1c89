using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Worlds;

/// <summary>What must hold of each order that is about to leave.</summary>
public sealed partial class HuntWorld
{
    private Instant[] _left = [];

    private void CheckOrder(in NewOrder order)
    {
        Desk desk = _driver.Desk;
        if (_isDead && _isDeadAsked)
            Break($"order {order.Id} leaves after the kill switch");
        if (desk.State == TradingState.Halted)
            Break($"order {order.Id} leaves a desk that is halted: {desk.StateReason}");
        if (_witness.IsFrozen)
            Break($"order {order.Id} leaves after a drawdown has halted the desk");
        CheckSize(desk, order);
        CheckPlace(desk, order);
        Instant now = desk.Now;
        _left = [.. _left.Where(at => now - at < _desk.Settings.Orders.RateWindow), now];
        if (_left.Length > _desk.Settings.Orders.MaxOrders)
            Break($"{_left.Length} orders left within {_desk.Settings.Orders.RateWindow.Seconds} s");
        if (_witness.Left.Count >= _desk.Settings.Orders.MaxMessages)
            Break($"order {order.Id} is more than the messages of a day");
        _report = _report with { Rested = _report.Rested + (order.TimeInForce is TimeInForce.GoodTillCancelled or TimeInForce.Day ? 1 : 0) };
    }

    private void CheckSize(Desk desk, in NewOrder order)
    {
        Contract contract = desk.Book.ContractOf(order.Contract);
        HuntVenue venue = VenueOf(order.Contract)!;
        double most = contract.IsOption ? Math.Max(_live.Was.Options?.MaxOrder ?? 0, _live.Now.Options?.MaxOrder ?? 0) / ((double)contract.LotSize * contract.Multiplier)
            : venue == First ? Math.Max(_limits.Was.MaxOrder.Count, _limits.Now.MaxOrder.Count)
            : HuntDesk.MaxOrder / HuntDesk.SizeOfLot(venue.Number);
        if (order.Quantity.Count > most + 1e-6)
            Break($"order {order.Id} of {order.Quantity.Count} lots of {contract.Id} is larger than an order may be, {most}");
    }

    /// <summary>Nothing goes where the desk is not known, and into a call nothing that adds.</summary>
    private void CheckPlace(Desk desk, in NewOrder order)
    {
        HuntVenue venue = VenueOf(order.Contract)!;
        AccountState account = desk.AccountOf(order.Contract)!;
        if (account.IsAway || account.IsSetAside)
            Break($"order {order.Id} leaves to {venue.Name}, which is away");
        if (order.ReduceOnly)
            return;
        if (account.MarginOf(HuntDesk.Underlying) == MarginState.Call)
            Break($"order {order.Id} may add to a position at {venue.Name}, which has called for margin");
        if (venue.CalledSince.IsKnown && venue.IsCalled && Now - venue.CalledSince > CallIsHeard)
            Break($"order {order.Id} may add to a position at {venue.Name}, which has called for margin {(Now - venue.CalledSince).Seconds:0.0} s ago; the desk knows {string.Join(", ", account.Margins.ToArray())}");
    }

    private string WhereOf(in NewOrder order) => _trace is null ? "" : $" of {_driver.Desk.Book.ContractOf(order.Contract).Id}{(order.TimeInForce == TimeInForce.ImmediateOrCancel ? "" : ", rests")}{(order.ReduceOnly ? ", reduces" : "")}";
}
