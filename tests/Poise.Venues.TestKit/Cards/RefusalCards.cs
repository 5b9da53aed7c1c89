using Poise.Domain;

namespace Poise.Venues.TestKit;

/// <summary>What a venue does not do, and by which number it says so.</summary>
internal static class RefusalCards
{
    public static IEnumerable<VenueCard> All =>
    [
        Card("V20", "post-only that would take", "A post-only order that would take is refused and trades nothing.", desk =>
        {
            (Ticks limit, _) = desk.Venue.Offer(Side.Buy, new(3));
            Refused(desk, desk.Place(Side.Buy, 2, limit, isPostOnly: true), VenueRefusal.PostOnlyWouldTake);
        }),
        Card("V21", "post-only that rests", "A post-only order away from the market rests.", desk =>
        {
            OrderId id = desk.Place(Side.Sell, 2, desk.Venue.Passive(Side.Sell), isPostOnly: true);
            desk.Settle();
            desk.DemandState(id, OrderStatus.Open, 0);
        }),
        Card("V22", "nothing to reduce", "A reduce-only order without a position is refused.", desk =>
        {
            CardDesk.Demand(desk.Venue.Held == Lots.Zero, "the card begins flat");
            Refused(desk, desk.Place(Side.Buy, 2, desk.Venue.Passive(Side.Buy), reduces: true), VenueRefusal.NothingToReduce);
        }),
        Card("V23", "reduce-only closes at most", "A reduce-only order for more than is held never turns the position around.", desk =>
        {
            const long held = 1;
            (Ticks limit, _) = desk.Venue.Offer(Side.Buy, new(held));
            desk.Place(Side.Buy, held, limit, TimeInForce.ImmediateOrCancel);
            desk.Settle();
            (limit, _) = desk.Venue.Offer(Side.Sell, new(held + 4));
            OrderId id = desk.Place(Side.Sell, held + 4, limit, TimeInForce.ImmediateOrCancel, reduces: true);
            desk.Settle();
            CardDesk.Demand(desk.Venue.Held == Lots.Zero && desk.Of(id).Filled.Count == held && desk.Of(id).HasEnded, $"held {desk.Venue.Held.Count} after {desk.Of(id).Filled.Count}");
        }),
        Card("V24", "outside the band", "A limit beyond the venue's price band is refused, on either side.", desk =>
        {
            Refused(desk, desk.Place(Side.Buy, 1, desk.Venue.BeyondBand(Side.Buy)), VenueRefusal.PriceBand);
            Refused(desk, desk.Place(Side.Sell, 1, desk.Venue.BeyondBand(Side.Sell)), VenueRefusal.PriceBand);
        }),
        Card("V25", "against oneself", "An order that would trade with one's own is refused; the one that rests goes on.", desk =>
        {
            Ticks at = desk.Venue.Passive(Side.Buy);
            OrderId rests = desk.Resting(Side.Buy, 2);
            OrderId id = desk.Place(Side.Sell, 1, at, TimeInForce.GoodTillCancelled);
            desk.Settle();
            CardDesk.Demand(desk.Of(id).Fills.TrueForAll(f => !desk.Of(rests).Fills.Exists(o => o.TradeId == f.TradeId)), "it should not trade with oneself");
            desk.DemandState(rests, OrderStatus.Open, 0);
            if (desk.Of(id).Filled == Lots.Zero)
                Refused(desk, id, VenueRefusal.SelfTrade);
        }),
        Card("V26", "an amend after the end", "An amend of an order that has ended changes nothing and wakes nothing.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 2);
            desk.Cancel(id);
            desk.Settle();
            desk.Amend(id, 5, desk.Venue.Passive(Side.Buy, 2));
            desk.Settle();
            desk.DemandState(id, OrderStatus.Cancelled, 0);
            CardDesk.Demand(desk.Venue.Orders.Single(o => o.Id == id).Quantity.Count == 2, "the venue's order should be what it was");
        }),
        Card("V27", "a cancel after the end", "A cancel of an order that has ended changes nothing, however often.", desk =>
        {
            (Ticks limit, Lots lots) = desk.Venue.Offer(Side.Buy, new(1));
            CardDesk.Demand(lots > Lots.Zero, "something should be on offer");
            OrderId id = desk.Place(Side.Buy, 1, limit);
            desk.Settle();
            desk.Cancel(id);
            desk.Cancel(id);
            desk.Settle();
            desk.DemandState(id, OrderStatus.Filled, 1);
        }),
        Card("V28", "an amend outside the band", "An amend that the venue refuses leaves the order as it was, and says why.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 2);
            desk.Amend(id, 3, desk.Venue.BeyondBand(Side.Buy));
            desk.Settle();
            desk.DemandState(id, OrderStatus.Open, 0);
            CardDesk.Demand(desk.Of(id).AmendRefusals == 1, $"one amend should have been refused, {desk.Of(id).AmendRefusals} were");
            desk.DemandReason(desk.Of(id).AmendReason, VenueRefusal.PriceBand);
            CardDesk.Demand(desk.Venue.Orders.Single(o => o.Id == id).Quantity.Count == 2, "the venue's order should be what it was");
        }),
    ];

    private static void Refused(CardDesk desk, OrderId id, VenueRefusal why)
    {
        desk.Settle();
        desk.DemandState(id, OrderStatus.Rejected, 0);
        desk.DemandReason(desk.Of(id).Reason, why);
    }

    private static VenueCard Card(string number, string name, string shows, Action<CardDesk> play) => new(number, name, shows, CardSort.Order, VenueAbilities.None, play);
}
