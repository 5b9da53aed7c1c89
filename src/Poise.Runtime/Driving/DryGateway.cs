using Poise.Domain;
using Poise.Engine;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>
/// Takes a desk's orders and sends none. Each is under way for a while, so that a person can read of it, and is then closed as never sent: the desk decides again, on a delta that no order has changed. On the
/// desk's thread.
/// </summary>
public sealed class DryGateway(Desk desk) : IOrderGateway
{
    /// <summary>By its number no order of a desk that only tries can be taken for one that was sent, nor another desk's execution on the account for one of its own; and no desk goes on from the journal of the other sort.</summary>
    public const int DeskNumber = 0;

    internal const string NeedsNewFolder = "a dry run needs a folder of its own, and this one has the journal of another";

    public static readonly Duration Pause = Duration.FromSeconds(10);

    private readonly List<(OrderId Order, Instant Due)> _taken = [];

    public void Place(in Approved<NewOrder> order) => _taken.Add((order.Value.Id, desk.Now + Pause));

    public void Amend(in Approved<Amend> amend) => _ = amend.Value;

    /// <summary>An order of ours is closed at once; one that others gave stays as it is.</summary>
    public void Cancel(in Cancel cancel)
    {
        OrderId wanted = cancel.Id;
        int at = _taken.FindIndex(t => t.Order == wanted);
        if (at >= 0)
            _taken[at] = (wanted, desk.Now);
    }

    /// <summary>Closes what is due. Between two batches.</summary>
    public void Advance(DeskDriver driver, Instant now)
    {
        for (int i = 0; i < _taken.Count; i++)
        {
            if (_taken[i].Due > now)
                continue;
            driver.Offer(DeskEvent.OrderNotFound(now, _taken[i].Order));
            _taken.RemoveAt(i--);
        }
    }
}
