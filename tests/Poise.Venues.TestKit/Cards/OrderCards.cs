using Poise.Domain;

namespace Poise.Venues.TestKit;

/// <summary>An order's life where nothing goes wrong.</summary>
internal static class OrderCards
{
    public static IEnumerable<VenueCard> All =>
    [
        Card("V01", "an order rests", "An order that nobody takes is told open once the venue has it, and works there as it was given.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 4);
            VenueOrder there = desk.Venue.Orders.Single(o => o.Id == id);
            CardDesk.Demand(there == new VenueOrder(id, OrderStatus.Open, Side.Buy, new(4), Lots.Zero, desk.Venue.Passive(Side.Buy)), $"the venue has {there}");
        }),
        Card("V02", "an order is cancelled", "A cancel ends a resting order on either side, and the desk hears that nothing of it traded.", desk =>
        {
            foreach (Side side in (Side[])[Side.Buy, Side.Sell])
            {
                OrderId id = desk.Resting(side, 3);
                desk.Cancel(id);
                desk.Settle();
                desk.DemandState(id, OrderStatus.Cancelled, 0);
            }
        }),
        Card("V03", "an order takes all that it wants", "What trades at once is told by its executions and as filled, at the price of who stood there, as a taker.", desk =>
        {
            (Ticks limit, Lots lots) = desk.Venue.Offer(Side.Buy, new(5));
            long wanted = Math.Min(5, lots.Count);
            OrderId id = desk.Place(Side.Buy, wanted, limit);
            desk.Settle();
            desk.DemandState(id, OrderStatus.Filled, wanted);
            CardDesk.Demand(desk.Of(id).Fills.TrueForAll(f => f.Side == Side.Buy && f.Price <= limit && !f.IsMaker && f.Contract == desk.Venue.Contract), "the executions should be a taker's, at the limit or better");
        }),
        Card("V04", "immediate or cancel", "Of an immediate-or-cancel order what can trade does, the rest ends, and the desk hears how much was filled.", desk =>
        {
            (Ticks limit, Lots lots) = desk.Venue.Offer(Side.Sell, new(3));
            OrderId id = desk.Place(Side.Sell, lots.Count + 2, limit, TimeInForce.ImmediateOrCancel);
            desk.Settle();
            desk.DemandState(id, OrderStatus.Cancelled, lots.Count);
        }),
        Card("V05", "fill or kill, killed", "A fill-or-kill order for more than there is trades nothing and ends.", desk =>
        {
            (Ticks limit, Lots lots) = desk.Venue.Offer(Side.Buy, new(3));
            OrderId id = desk.Place(Side.Buy, lots.Count + 1, limit, TimeInForce.FillOrKill);
            desk.Settle();
            CardDesk.Demand(desk.Of(id) is { HasEnded: true, Status: not OrderStatus.Filled, Fills.Count: 0 }, "it should have ended without a trade");
        }),
        Card("V06", "fill or kill, filled", "A fill-or-kill order for what there is trades whole.", desk =>
        {
            (Ticks limit, Lots lots) = desk.Venue.Offer(Side.Sell, new(3));
            OrderId id = desk.Place(Side.Sell, lots.Count, limit, TimeInForce.FillOrKill);
            desk.Settle();
            desk.DemandState(id, OrderStatus.Filled, lots.Count);
        }),
        Card("V07", "a rest stays", "An order for more than there is takes that and rests with what is left.", desk =>
        {
            (Ticks limit, Lots lots) = desk.Venue.Offer(Side.Buy, new(3));
            OrderId id = desk.Place(Side.Buy, lots.Count + 4, limit);
            desk.Settle();
            desk.DemandState(id, OrderStatus.Open, lots.Count);
            desk.Cancel(id);
            desk.Settle();
            desk.DemandState(id, OrderStatus.Cancelled, lots.Count);
        }),
        Card("V08", "an amend", "An amend of price and quantity keeps the order, is told, and is what the venue then has.", desk =>
        {
            OrderId id = desk.Resting(Side.Sell, 4);
            Ticks further = desk.Venue.Passive(Side.Sell, 6);
            desk.Amend(id, 9, further);
            desk.Settle();
            desk.DemandState(id, OrderStatus.Open, 0);
            VenueOrder there = desk.Venue.Orders.Single(o => o.Id == id);
            CardDesk.Demand(there is { Quantity.Count: 9 } && there.Limit == further && desk.Of(id).AmendRefusals == 0, $"the venue has {there}");
        }),
        Card("V09", "an amend that takes", "An order that is amended to a price where somebody stands trades.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 2);
            (Ticks limit, Lots lots) = desk.Venue.Offer(Side.Buy, new(2));
            long wanted = Math.Min(2, lots.Count);
            desk.Amend(id, wanted, limit);
            desk.Settle();
            desk.DemandState(id, OrderStatus.Filled, wanted);
        }),
        Card("V10", "orders side by side", "Five orders live five lives: what befalls one is told of that one.", desk =>
        {
            OrderId[] ids = [.. Enumerable.Range(1, 5).Select(i => desk.Place(i % 2 == 0 ? Side.Buy : Side.Sell, i, desk.Venue.Passive(i % 2 == 0 ? Side.Buy : Side.Sell, i)))];
            desk.Settle();
            desk.Cancel(ids[1]);
            desk.Cancel(ids[4]);
            desk.Amend(ids[2], 7, desk.Venue.Passive(Side.Sell, 9));
            desk.Settle();
            for (int i = 0; i < ids.Length; i++)
                desk.DemandState(ids[i], i is 1 or 4 ? OrderStatus.Cancelled : OrderStatus.Open, 0);
        }),
        Card("V11", "there and back", "What is bought and sold again leaves nothing held.", desk =>
        {
            Lots before = desk.Venue.Held;
            foreach (Side side in (Side[])[Side.Buy, Side.Sell])
            {
                (Ticks limit, Lots lots) = desk.Venue.Offer(side, new(1));
                CardDesk.Demand(lots > Lots.Zero, "something should be on offer");
                desk.Place(side, 1, limit, TimeInForce.ImmediateOrCancel);
                desk.Settle();
                CardDesk.Demand(desk.Venue.Held.Count == before.Count + (side == Side.Buy ? 1 : 0), "the position should move with each trade");
            }
            CardDesk.Demand(desk.Venue.Held == before, "the position should be what it was");
        }),
        Card("V12", "given twice", "An order that is given twice is one order at the venue.", desk =>
        {
            var order = new NewOrder(new OrderId(7, 1), desk.Venue.Contract, Side.Buy, new(3), desk.Venue.Passive(Side.Buy), TimeInForce.GoodTillCancelled, PostOnly: false, ReduceOnly: false);
            desk.Place(order);
            desk.Settle();
            desk.Place(order);
            desk.Settle();
            CardDesk.Demand(desk.Venue.Orders.Count(o => o.Id == order.Id) == 1, "there should be one order");
            desk.DemandState(order.Id, OrderStatus.Open, 0);
        }),
    ];

    private static VenueCard Card(string number, string name, string shows, Action<CardDesk> play) => new(number, name, shows, CardSort.Order, VenueAbilities.None, play);
}
