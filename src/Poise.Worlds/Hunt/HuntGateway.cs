using Poise.Domain;
using Poise.Venues;

namespace Poise.Worlds;

public sealed partial class HuntWorld
{
    /// <summary>What a desk gives is witnessed on its way to the queue, and the machine may stop before and after.</summary>
    private sealed class HuntGateway(HuntWorld world) : IOrderGateway
    {
        public void Place(in Approved<NewOrder> order)
        {
            NewOrder value = order.Value;
            world.Point("before an order leaves");
            world.CheckOrder(value);
            if (!world._witness.Left.TryAdd(value.Id.Sequence, order))
                world.Break($"order {value.Id} left twice");
            world.Say($"order {value.Id}: {value.Side} {value.Quantity.Count} at {value.Limit.Count}");
            if (world._fault == HuntFault.LateOrderSent)
                world._session.Place(order, world.Link.ClientNow);
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

    /// <summary>The session's own door.</summary>
    private sealed class SessionDoor(HuntWorld world) : IOrderGateway
    {
        public void Place(in Approved<NewOrder> order) => world._session.Place(order, world.Link.ClientNow);

        public void Amend(in Approved<Amend> amend) => world._session.Amend(amend, world.Link.ClientNow);

        public void Cancel(in Cancel cancel)
        {
            if (world._fault != HuntFault.CancelsLost)
                world._session.Cancel(cancel, world.Link.ClientNow);
        }
    }
}
