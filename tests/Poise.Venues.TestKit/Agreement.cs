using Poise.Domain;

namespace Poise.Venues.TestKit;

/// <summary>What must hold at rest, whatever happened before: the desk knows what the venue has.</summary>
public static class Agreement
{
    /// <exception cref="CardFailedException">Desk and venue differ.</exception>
    public static void Check(IVenueUnderTest venue)
    {
        VenueRecorder heard = venue.Heard;
        if (heard.Faults.Count > 0)
            throw new CardFailedException(string.Join("; ", heard.Faults));
        if (venue is IWireUnderTest wire)
        {
            if (!wire.IsLive)
                throw new CardFailedException($"the link is not live: {wire.StopReason}");
            if (wire.Unknowns > 0)
                throw new CardFailedException($"{wire.Unknowns} orders of unknown outcome are left");
        }
        foreach (IGrouping<OrderId, VenueOrder> same in venue.Orders.GroupBy(static o => o.Id))
        {
            if (same.Count() > 1)
                throw new CardFailedException($"order {same.Key} was taken {same.Count()} times");
            Compare(same.Single(), heard.Of(same.Key));
        }
        var taken = venue.Orders.Select(static o => o.Id).ToHashSet();
        foreach ((OrderId id, HeardOrder order) in heard.Orders)
        {
            if (taken.Contains(id))
                continue;
            if (order.Status != OrderStatus.Rejected && !(order.Status == OrderStatus.Cancelled && order.Filled == Lots.Zero))
                throw new CardFailedException($"order {id} is {order.Status?.ToString() ?? "not heard of"} and the venue does not have it");
            if (order.Fills.Count > 0)
                throw new CardFailedException($"order {id} has executions and the venue does not have it");
        }
        if (heard.HeldOf(venue.Contract) != venue.Held)
            throw new CardFailedException($"the desk counts {heard.HeldOf(venue.Contract).Count} lots held, the venue {venue.Held.Count}");
    }

    private static void Compare(in VenueOrder order, HeardOrder heard)
    {
        if (heard.Status != order.Status)
            throw new CardFailedException($"order {order.Id} is {order.Status}, the desk heard {heard.Status?.ToString() ?? "nothing"} ({heard.Reason})");
        if (heard.Filled != order.Filled)
            throw new CardFailedException($"order {order.Id} is filled {order.Filled.Count}, the desk heard {heard.Filled.Count}");
        if (heard.FillsSum != order.Filled)
            throw new CardFailedException($"order {order.Id} is filled {order.Filled.Count}, the desk's executions of it are {heard.FillsSum.Count}");
    }
}
