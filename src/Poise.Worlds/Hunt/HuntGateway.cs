using Poise.Domain;
using Poise.Venues;

namespace Poise.Worlds;

public sealed partial class HuntWorld
{
    /// <summary>What a desk gives is witnessed on its way to the queue, and the machine may stop before and after.</summary>
    private sealed class HuntGateway(HuntWorld world) : IOrderGateway
    {
        private int _legs;

        public void Place(in Approved<NewOrder> order)
        {
            NewOrder value = order.Value;
            world.Point("before an order leaves");
            if (world._fault == HuntFault.PackageHalved && world._driver.Desk.Book.ContractOf(value.Contract).IsOption && ++_legs % 2 == 0)
                return;
            world.CheckOrder(value);
            world._witness.IsLeaving();
            if (!world._witness.Left.TryAdd(value.Id.Sequence, order))
                world.Break($"order {value.Id} left twice");
            world.Say($"order {value.Id}: {value.Side} {value.Quantity.Count} at {value.Limit.Count}{world.WhereOf(value)}");
            if (world._fault == HuntFault.LateOrderSent)
                world.VenueOf(value.Contract)!.Session.Place(order, world.ClientNow);
            else
                world._queue.Place(order);
            world.Point("after an order left");
        }

        public void Amend(in Approved<Amend> amend) => world.Break($"an amend of {amend.Value.Id}, which this desk never gives");

        public void Cancel(in Cancel cancel)
        {
            world.Point("before a cancel leaves");
            world.Say($"cancel of {cancel.Id}");
            world._queue.Cancel(cancel);
        }
    }

    /// <summary>A session's own door.</summary>
    private sealed class SessionDoor(HuntWorld world, HuntVenue venue) : IOrderGateway
    {
        public void Place(in Approved<NewOrder> order) => venue.Session.Place(order, venue.Link.ClientNow);

        public void Amend(in Approved<Amend> amend) => venue.Session.Amend(amend, venue.Link.ClientNow);

        public void Cancel(in Cancel cancel)
        {
            if (world._fault != HuntFault.CancelsLost)
                venue.Session.Cancel(cancel, venue.Link.ClientNow);
        }
    }
}
