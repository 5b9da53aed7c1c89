using Poise.Domain;

namespace Poise.Venues.TestKit;

/// <summary>Orders of which nobody knows for a while what became of them, troubles of the venue, rates, and desks that begin anew.</summary>
internal static class UnknownCards
{
    public static IEnumerable<VenueCard> All =>
    [
        Card("V70", "an order is lost", "An order that never arrives is told as such, once it can no longer enter, and is not sent again.", desk =>
        {
            desk.Wire.Suffer(WireFrame.Place, WireFault.Lose);
            OrderId id = desk.Place(Side.Buy, 2, desk.Venue.Passive(Side.Buy));
            desk.Await(() => desk.Of(id).HasEnded, 60, "the order should end");
            desk.DemandState(id, OrderStatus.Rejected, 0);
            desk.DemandReason(desk.Of(id).Reason, VenueRefusal.NeverArrived);
            CardDesk.Demand(desk.Venue.Orders.Count == 0, "the venue should not have it");
        }),
        Card("V71", "the answer to an order is lost", "An order whose answer is lost is known again, and executed once.", desk => Lost(desk, WireFrame.PlaceAnswer, WireFault.Lose)),
        Card("V72", "the answer to an order is damaged", "An order whose answer is cut short is known again, and executed once.", desk => Lost(desk, WireFrame.PlaceAnswer, WireFault.Cut)),
        Card("V73", "the link breaks behind an order", "Whether or not an order left before the link broke, it is executed once or never, and the desk knows which.", desk => Lost(desk, WireFrame.Place, WireFault.Drop)),
        Card("V74", "the link breaks behind the answer", "An order whose answer is lost with the link is known again.", desk => Lost(desk, WireFrame.PlaceAnswer, WireFault.Drop)),
        Card("V75", "an order comes late", "An order that is held back on the way does not enter when nobody waits for it any more.", desk =>
        {
            desk.Wire.Suffer(WireFrame.Place, WireFault.HoldBack, Duration.FromSeconds(20));
            OrderId id = desk.Place(Side.Buy, 2, desk.Venue.Passive(Side.Buy));
            desk.Pass(60);
            desk.AwaitLive();
            desk.DemandState(id, OrderStatus.Rejected, 0);
        }),
        Card("V76", "a cancel comes twice", "A cancel that arrives twice ends the order once, and what the venue says to the second one is not taken for news.", desk =>
        {
            OrderId id = desk.Place(Side.Buy, 2, desk.Venue.Passive(Side.Buy));
            desk.Settle();
            desk.DemandState(id, OrderStatus.Open, 0);
            desk.Wire.Suffer(WireFrame.Cancel, WireFault.Duplicate);
            desk.Cancel(id);
            desk.Pass(2);
            desk.DemandState(id, OrderStatus.Cancelled, 0);
        }),
        Card("V77", "an amend is lost", "An amend that never arrives leaves the order as it was, and other orders go on afterwards.", desk => LostAmend(desk, WireFrame.Amend, WireFault.Lose)),
        Card("V78", "the answer to an amend is lost", "An amend whose answer is lost is known again.", desk => LostAmend(desk, WireFrame.AmendAnswer, WireFault.Lose)),
        Card("V79", "the link breaks behind an amend", "An amend with which the link breaks is done or not, and the desk goes on.", desk => LostAmend(desk, WireFrame.Amend, WireFault.Drop)),
        Card("V80", "a cancel is lost", "A cancel that never arrives is given again: the order ends.", desk => LostCancel(desk, WireFrame.Cancel, WireFault.Lose)),
        Card("V81", "the answer to a cancel is lost", "A cancel whose answer is lost ended the order, and the desk knows.", desk => LostCancel(desk, WireFrame.CancelAnswer, WireFault.Lose)),
        Card("V82", "the link breaks behind a cancel", "A cancel with which the link breaks ends the order in the end.", desk => LostCancel(desk, WireFrame.Cancel, WireFault.Drop)),
        Card("V83", "the venue is not sure, and did it", "An error that leaves the outcome open is looked into: the order that was taken is told.", desk =>
        {
            desk.Wire.Answer(WireFrame.Place, WireTrouble.TryAgain, isDone: true);
            OrderId id = desk.Place(Side.Buy, 2, desk.Venue.Passive(Side.Buy));
            desk.Pass(1);
            desk.DemandState(id, OrderStatus.Open, 0);
        }),
        Card("V84", "the venue is not sure, and did not", "An error that leaves the outcome open is looked into: the order that was not taken ends.", desk =>
        {
            desk.Wire.Answer(WireFrame.Place, WireTrouble.TryAgain, isDone: false);
            OrderId id = desk.Place(Side.Buy, 2, desk.Venue.Passive(Side.Buy));
            desk.Await(() => desk.Of(id).HasEnded, 60, "the order should end");
            desk.DemandState(id, OrderStatus.Rejected, 0);
        }),
        Card("V85", "maintenance", "A venue that is being worked on is waited for; the order that met it ends or lives, as the venue has it.", desk =>
        {
            foreach (bool isDone in (bool[])[false, true])
            {
                desk.Wire.Answer(WireFrame.Place, WireTrouble.Maintenance, isDone);
                desk.Place(Side.Buy, 2, desk.Venue.Passive(Side.Buy));
                desk.Pass(0.2);
                CardDesk.Demand(!desk.Venue.Heard.IsLinkUp, "the desk should hear that the link is down");
                desk.AwaitLive();
            }
        }),
        Card("V86", "the venue has had enough", "An order that the venue refuses for its rate is refused by that number, and later ones go through.", desk =>
        {
            desk.Wire.Answer(WireFrame.Place, WireTrouble.TooMany, isDone: false);
            OrderId id = desk.Place(Side.Buy, 2, desk.Venue.Passive(Side.Buy));
            desk.Settle();
            desk.DemandState(id, OrderStatus.Rejected, 0);
            desk.DemandReason(desk.Of(id).Reason, VenueRefusal.TooMany);
            desk.Pass(5);
            desk.Resting(Side.Buy, 2);
        }),
        Card("V87", "the login is gone", "Where the venue no longer knows who asks, the login is made again on the same link and later orders go through.", desk =>
        {
            int connections = desk.Wire.Connections;
            desk.Wire.Answer(WireFrame.Place, WireTrouble.LoggedOut, isDone: false);
            OrderId id = desk.Place(Side.Buy, 2, desk.Venue.Passive(Side.Buy));
            desk.Pass(1);
            CardDesk.Demand(desk.Of(id).HasEnded, "the order should have ended");
            desk.Resting(Side.Buy, 2);
            CardDesk.Demand(desk.Wire.Connections == connections, "the link should stay");
        }),
        Card("V88", "more orders than the rate allows", "Of a burst the venue gets no more than it allows; the others wait a little or are refused on our side, and the venue never complains.", desk =>
        {
            OrderId[] ids = [.. Enumerable.Range(0, 60).Select(i => desk.Place(Side.Buy, 1, desk.Venue.Passive(Side.Buy, i)))];
            desk.Pass(5);
            int open = ids.Count(i => desk.Of(i).Status == OrderStatus.Open);
            CardDesk.Demand(open is > 5 and < 60, $"{open} went through");
            foreach (OrderId id in ids.Where(i => desk.Of(i).Status != OrderStatus.Open))
                desk.DemandReason(desk.Of(id).Reason, VenueRefusal.TooMany);
            CardDesk.Demand(!ids.Any(i => desk.Of(i).Reason == desk.Venue.CodesOf(VenueRefusal.TooMany)[0]), "the venue itself should not have complained");
        }),
        Card("V89", "cancels pass orders", "When the rate is used up by orders a cancel still leaves at once.", desk =>
        {
            OrderId first = desk.Resting(Side.Sell, 1);
            for (int i = 0; i < 40; i++)
                desk.Place(Side.Buy, 1, desk.Venue.Passive(Side.Buy, i));
            desk.Cancel(first);
            desk.Pass(0.1);
            desk.DemandState(first, OrderStatus.Cancelled, 0);
        }),
        Card("V90", "the desk begins anew", "A desk that begins anew is told what it missed: its order, the executions of the time between, the position.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 5);
            FillCards.Take(desk, Side.Buy, 1);
            desk.Settle();
            desk.Wire.RestartDesk(Duration.FromSeconds(30), id);
            desk.AwaitLive();
            desk.Settle();
            ContractId contract = desk.Venue.Heard.Contracts[desk.Venue.Contract.Value].Id;
            List<Fill> fills = [];
            CardDesk.Demand(desk.Wire.Picture is { } picture && picture.TryOrder(id, out OrderUpdate state, fills) && state.Filled.Count == 1 && fills.Count == 1, "the picture should have the order and its execution");
            CardDesk.Demand(desk.Wire.Picture!.TryPosition(contract, out Lots held) && held == desk.Venue.Held, "the picture should have the position");
        }),
        Card("V91", "the desk begins anew with an order on its way", "An order that was on its way when the desk ended is found or is known never to come.", desk =>
        {
            OrderId id = desk.Place(Side.Buy, 2, desk.Venue.Passive(Side.Buy));
            desk.Wire.RestartDesk(Duration.FromSeconds(2), id);
            desk.AwaitLive();
            desk.Settle();
            bool isThere = desk.Venue.Orders.Any(o => o.Id == id);
            CardDesk.Demand(desk.Wire.Picture!.TryOrder(id, out _, []) == isThere, $"the picture should {(isThere ? "" : "not ")}have the order");
        }),
        Card("V92", "the desk begins anew without knowing", "An open order that the desk does not remember is taken over and told, and its end too.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 2);
            // The venue takes the old connection for alive a while longer.
            desk.Wire.Break(serverHearsAfter: Duration.FromSeconds(20));
            desk.Wire.RestartDesk(Duration.Zero);
            desk.Venue.Heard.Forget(id);
            desk.AwaitLive(10);
            desk.DemandState(id, OrderStatus.Open, 0);
            desk.Cancel(id);
            desk.Settle();
            desk.DemandState(id, OrderStatus.Cancelled, 0);
        }),
        Card("V93", "a cancel to a desk that has just begun", "A cancel that is given before the new link is up is not forgotten: the order ends.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 2);
            desk.Wire.Break(serverHearsAfter: Duration.FromSeconds(60));
            desk.Wire.RestartDesk(Duration.Zero, id);
            desk.Cancel(id);
            desk.AwaitLive(10);
            desk.Settle();
            desk.DemandState(id, OrderStatus.Cancelled, 0);
        }),
    ];

    private static void Lost(CardDesk desk, WireFrame frame, WireFault fault)
    {
        desk.Wire.Suffer(frame, fault);
        (Ticks limit, _) = desk.Venue.Offer(Side.Buy, new(2));
        OrderId id = desk.Place(Side.Buy, 3, limit);
        desk.Pass(0.5);
        desk.Await(() => desk.Wire.IsLive && desk.Wire.Unknowns == 0 && desk.Of(id).Status is not null, 120, "the order should be known again");
        CardDesk.Demand(desk.Of(id).Filled.Count == (desk.Venue.Orders.Count == 0 ? 0 : 2), $"filled {desk.Of(id).Filled.Count}");
    }

    private static void LostAmend(CardDesk desk, WireFrame frame, WireFault fault)
    {
        OrderId id = desk.Resting(Side.Buy, 2);
        desk.Wire.Suffer(frame, fault);
        desk.Amend(id, 4, desk.Venue.Passive(Side.Buy, 2));
        desk.Pass(0.5);
        desk.Await(() => desk.Wire.IsLive && desk.Wire.Unknowns == 0, 120, "the amend should be known again");
        desk.Settle();
        desk.Resting(Side.Sell, 1);
    }

    private static void LostCancel(CardDesk desk, WireFrame frame, WireFault fault)
    {
        OrderId id = desk.Resting(Side.Buy, 2);
        desk.Wire.Suffer(frame, fault);
        desk.Cancel(id);
        desk.Await(() => desk.Of(id).HasEnded, 120, "the order should end");
    }

    private static VenueCard Card(string number, string name, string shows, Action<CardDesk> play) => new(number, name, shows, CardSort.Wire, VenueAbilities.OtherAccount, play);
}
