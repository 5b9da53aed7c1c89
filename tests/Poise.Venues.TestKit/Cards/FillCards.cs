using Poise.Domain;

namespace Poise.Venues.TestKit;

/// <summary>Orders that others trade with, and the races of what we want with what they do.</summary>
internal static class FillCards
{
    public static IEnumerable<VenueCard> All =>
    [
        Card("V30", "filled in parts", "A resting order that others take in parts is told of each part once, as a maker's, and as filled at the last.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 6);
            for (int part = 1; part <= 3; part++)
            {
                Take(desk, Side.Buy, part);
                desk.Settle();
                desk.DemandState(id, part < 3 ? OrderStatus.Open : OrderStatus.Filled, part * (part + 1) / 2);
                CardDesk.Demand(desk.Of(id).Fills.Count == part && desk.Of(id).Fills.TrueForAll(f => f.IsMaker && f.Price == desk.Venue.Passive(Side.Buy)), "each part should be one execution at our price");
            }
        }),
        Card("V31", "filled in part and cancelled", "What traded before a cancel stays traded.", desk =>
        {
            OrderId id = desk.Resting(Side.Sell, 5);
            Take(desk, Side.Sell, 2);
            desk.Settle();
            desk.Cancel(id);
            desk.Settle();
            desk.DemandState(id, OrderStatus.Cancelled, 2);
        }),
        Card("V32", "below what is filled", "An amend to no more than what has traded is refused, or ends the order with what has traded.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 5);
            Take(desk, Side.Buy, 3);
            desk.Settle();
            desk.Amend(id, 2, desk.Venue.Passive(Side.Buy));
            desk.Settle();
            CardDesk.Demand(desk.Of(id).Filled.Count == 3, "what has traded stays");
            if (desk.Of(id).Status == OrderStatus.Open)
                desk.DemandReason(desk.Of(id).AmendReason, VenueRefusal.BelowFilled);
        }),
        Card("V33", "all of it while the cancel is under way", "Others take all before the cancel comes: the order is filled, whatever became of the cancel.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 3);
            desk.Cancel(id);
            Take(desk, Side.Buy, 3);
            desk.Settle();
            desk.DemandState(id, OrderStatus.Filled, 3);
        }),
        Card("V34", "a part while the cancel is under way", "Others take a part before the cancel comes: the rest is cancelled.", desk =>
        {
            OrderId id = desk.Resting(Side.Sell, 4);
            desk.Cancel(id);
            Take(desk, Side.Sell, 1);
            desk.Settle();
            desk.DemandState(id, OrderStatus.Cancelled, 1);
        }),
        Card("V35", "all of it while the amend is under way", "Others take all before the amend comes: the order is filled and the amend refused.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 3);
            desk.Amend(id, 6, desk.Venue.Passive(Side.Buy, 4));
            Take(desk, Side.Buy, 3);
            desk.Settle();
            desk.DemandState(id, OrderStatus.Filled, 3);
        }),
        Card("V36", "a part while the amend is under way", "Others take a part before the amend comes: the amend's quantity is of the whole, the filled part included.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 3);
            desk.Amend(id, 6, desk.Venue.Passive(Side.Buy, 4));
            Take(desk, Side.Buy, 2);
            desk.Settle();
            desk.DemandState(id, OrderStatus.Open, 2);
            CardDesk.Demand(desk.Venue.Orders.Single(o => o.Id == id).Quantity.Count == 6, "six in all");
        }),
        Bare("V37", "a cancel behind the order", "A cancel that is given right behind its order ends it: it does not stay open.", desk =>
        {
            OrderId id = desk.Place(Side.Buy, 3, desk.Venue.Passive(Side.Buy));
            desk.Cancel(id);
            desk.Pass(3);
            CardDesk.Demand(desk.Of(id).HasEnded, "it should have ended");
            CardDesk.Demand(desk.Venue.Orders.All(o => o.Status != OrderStatus.Open), "nothing should be open");
        }),
        Bare("V38", "an amend behind the order", "An amend that is given right behind its order is done, or refused in words: what the desk heard is what the venue has.", desk =>
        {
            OrderId id = desk.Place(Side.Sell, 3, desk.Venue.Passive(Side.Sell));
            desk.Amend(id, 5, desk.Venue.Passive(Side.Sell, 3));
            desk.Pass(1);
            desk.DemandState(id, OrderStatus.Open, 0);
            long there = desk.Venue.Orders.Single(o => o.Id == id).Quantity.Count;
            CardDesk.Demand(there == (desk.Of(id).AmendRefusals == 0 ? 5 : 3), $"{there} lots with {desk.Of(id).AmendRefusals} refusals");
        }),
        Bare("V39", "a cancel behind an amend", "A cancel that is given right behind an amend ends the order.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 3);
            desk.Amend(id, 5, desk.Venue.Passive(Side.Buy, 2));
            desk.Cancel(id);
            desk.Pass(1);
            desk.DemandState(id, OrderStatus.Cancelled, 0);
        }),
        Bare("V40", "amends behind each other", "Of amends that are given faster than they are answered the last one holds.", desk =>
        {
            OrderId id = desk.Resting(Side.Sell, 3);
            for (int i = 1; i <= 4; i++)
                desk.Amend(id, 3 + i, desk.Venue.Passive(Side.Sell, i));
            desk.Pass(1);
            desk.DemandState(id, OrderStatus.Open, 0);
            CardDesk.Demand(desk.Venue.Orders.Single(o => o.Id == id).Quantity.Count == 7, "the last amend should hold");
        }),
    ];

    /// <summary>Another account takes so much of what rests of ours on a side.</summary>
    internal static void Take(CardDesk desk, Side ours, long lots) =>
        desk.Venue.OtherPlaces(ours == Side.Buy ? Side.Sell : Side.Buy, new Lots(lots), desk.Venue.Passive(ours));

    private static VenueCard Card(string number, string name, string shows, Action<CardDesk> play) => new(number, name, shows, CardSort.Order, VenueAbilities.OtherAccount, play);

    private static VenueCard Bare(string number, string name, string shows, Action<CardDesk> play) => new(number, name, shows, CardSort.Order, VenueAbilities.None, play);
}
