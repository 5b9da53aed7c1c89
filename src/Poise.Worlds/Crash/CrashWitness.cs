using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Venues;

namespace Poise.Worlds;

/// <summary>
/// Outlives the desks of a world and remembers what they did: which orders left, which intents their journals held,
/// which orders they gave up.
/// </summary>
internal sealed class CrashWitness : IDeskWatch
{
    /// <summary>Orders that passed the gateway, with their approvals.</summary>
    public SortedDictionary<long, Approved<NewOrder>> Left { get; } = [];

    /// <summary>Intents of the journal that was folded last.</summary>
    public SortedDictionary<long, NewOrder> Journalled { get; } = [];

    /// <summary>Orders that a desk closed as not sent.</summary>
    public SortedSet<long> GivenUp { get; } = [];

    /// <summary>Executions that were told, by their numbers.</summary>
    public SortedDictionary<long, Fill> Fills { get; } = [];

    /// <summary>Payments of funding that the present desk was told, by their numbers, as it was told them first; nothing where they are from before it began.</summary>
    public SortedDictionary<long, decimal> Payments { get; } = [];

    public void OnEvent(Desk desk, in DeskEvent e)
    {
        if (e.Kind == DeskEventKind.Placed)
            Journalled[e.Intent.Order.Id.Sequence] = e.Intent.Order;
        else if (e.Kind == DeskEventKind.OrderNotFound)
            GivenUp.Add(e.MissingOrder.Sequence);
        else if (e.Kind == DeskEventKind.Filled)
            Fills[e.Fill.TradeId] = e.Fill;
        else if (e.Kind == DeskEventKind.Funded)
            Payments.TryAdd(e.Funding.Id, desk.Owns(e.Funding) ? e.Funding.Amount : 0);
    }

    public void OnDecision(Desk desk, Hedger hedger, in HedgeDecision decision)
    {
    }
}

/// <summary>The gateway of one life: passes orders on and lets the machine stop before and after.</summary>
internal sealed class WitnessedGateway(IOrderGateway inner, CrashWitness witness, Action<string> point, Action<string> broken) : IOrderGateway
{
    public void Place(in Approved<NewOrder> order)
    {
        NewOrder value = order.Value; // throws where nothing was approved
        point("before an order leaves");
        if (!witness.Left.TryAdd(value.Id.Sequence, order))
            broken($"order {value.Id} left twice");
        inner.Place(order);
        point("after an order left");
    }

    public void Amend(in Approved<Amend> amend)
    {
        _ = amend.Value;
        point("before an amend leaves");
        inner.Amend(amend);
    }

    public void Cancel(in Cancel cancel)
    {
        point("before a cancel leaves");
        inner.Cancel(cancel);
    }
}

/// <summary>The account as a faulty recovery would ask it.</summary>
internal sealed class FaultyAccount(IAccountQuery inner, WorldFault fault) : PassedAccount(inner)
{
    public override bool TryOrder(OrderId id, out OrderUpdate state, List<Fill> fills)
    {
        if (fault == WorldFault.NotAsked)
        {
            state = default;
            return false;
        }
        bool isKnown = base.TryOrder(id, out state, fills);
        if (fault == WorldFault.FillsForgotten)
            fills.Clear();
        for (int i = 0; fault == WorldFault.FillsCountedTwice && i < fills.Count; i++)
            fills[i] = fills[i] with { TradeId = fills[i].TradeId + (1L << 60) };
        return isKnown;
    }
}
