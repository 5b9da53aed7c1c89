using Poise.Domain;

namespace Poise.Venues.TestKit;

/// <summary>Links that break, fall silent, or say things twice, late or not at all.</summary>
internal static class LinkCards
{
    private static readonly WireFrame[] Steps =
    [
        WireFrame.Greeting, WireFrame.GreetingAnswer, WireFrame.Login, WireFrame.LoginAnswer, WireFrame.Catalog, WireFrame.CatalogAnswer, WireFrame.Subscribe, WireFrame.SubscribeAnswer,
        WireFrame.OpenOrders, WireFrame.OpenOrdersAnswer, WireFrame.Positions, WireFrame.PositionsAnswer, WireFrame.Trades, WireFrame.TradesAnswer,
    ];

    public static IEnumerable<VenueCard> All =>
    [
        Card("V50", "a quiet link stays", "A link over which nothing is said but heartbeats stays up for ten minutes.", desk =>
        {
            int connections = desk.Wire.Connections;
            desk.Pass(600);
            CardDesk.Demand(desk.Wire.IsLive && desk.Wire.Connections == connections, "the link should not have been made anew");
        }),
        Card("V51", "a login is renewed", "A login that runs out is renewed in time: an hour later orders go through on the same link.", desk =>
        {
            int connections = desk.Wire.Connections;
            desk.Pass(3700);
            desk.Resting(Side.Buy, 1);
            CardDesk.Demand(desk.Wire.Connections == connections, "the link should not have been made anew");
        }),
        Card("V52", "a break at rest", "A broken link is told, made again, and what the venue cancelled meanwhile is told as cancelled.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 3);
            desk.Wire.Break();
            desk.Pass(0.2);
            CardDesk.Demand(!desk.Venue.Heard.IsLinkUp, "the desk should hear that the link is down");
            desk.AwaitLive();
            desk.Settle();
            CardDesk.Demand(desk.Venue.Heard.IsLinkUp && desk.Of(id).Status == desk.Venue.Orders.Single(o => o.Id == id).Status, $"the order is {desk.Of(id).Status}");
        }),
        Card("V53", "a break while the link comes up", "In whatever step of coming up a link breaks, it comes up in the end.", desk =>
        {
            foreach (WireFrame step in Steps)
            {
                desk.Wire.Suffer(step, WireFault.Drop);
                desk.Wire.Break();
                desk.Pass(0.1);
                desk.AwaitLive(600);
            }
        }),
        Card("V54", "an answer is lost while the link comes up", "A question of coming up that is never answered is not waited for without end.", desk =>
        {
            foreach (WireFrame step in Steps)
            {
                desk.Wire.Suffer(step, WireFault.Lose);
                desk.Wire.Break();
                desk.Pass(0.1);
                desk.AwaitLive(600);
            }
        }),
        Card("V55", "fills while nobody listens", "What traded while the link was down is told once when it is back.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 5);
            FillCards.Take(desk, Side.Buy, 1);
            desk.Wire.Break(serverHearsAfter: Duration.FromSeconds(1));
            FillCards.Take(desk, Side.Buy, 2);
            desk.Pass(0.5);
            FillCards.Take(desk, Side.Buy, 1);
            desk.AwaitLive();
            desk.Pass(5);
            CardDesk.Demand(desk.Of(id).Filled.Count == 4, $"{desk.Of(id).Filled.Count} should be 4");
        }),
        Card("V56", "a break that the venue hears late", "The old connection's end reaches the venue when the new link is live: orders that end by it are told.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 3);
            desk.Wire.Break(serverHearsAfter: Duration.FromSeconds(8));
            desk.Pass(0.1);
            desk.AwaitLive(6);
            desk.DemandState(id, OrderStatus.Open, 0);
            OrderId later = desk.Resting(Side.Sell, 2);
            desk.Pass(10);
            CardDesk.Demand(desk.Of(later).Status == OrderStatus.Open, "an order of the new link should live on");
            CardDesk.Demand(desk.Of(id).Status == desk.Venue.Orders.Single(o => o.Id == id).Status, $"the order is {desk.Of(id).Status}");
        }),
        Card("V57", "silence", "A venue that says nothing any more, though the connection stands, is left and tried again.", desk =>
        {
            desk.Resting(Side.Buy, 1);
            desk.Wire.Mute(isMute: true);
            desk.Await(() => !desk.Venue.Heard.IsLinkUp, 60, "the desk should hear that the link is down");
            desk.Wire.Mute(isMute: false);
            desk.AwaitLive(300);
        }),
        Card("V58", "news twice", "News of the account that come twice are told once.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 5);
            for (int i = 0; i < 3; i++)
            {
                desk.Wire.Suffer(WireFrame.AccountNews, WireFault.Duplicate);
                FillCards.Take(desk, Side.Buy, 1);
                desk.Settle();
            }
            desk.DemandState(id, OrderStatus.Open, 3);
        }),
        Card("V59", "news out of order", "News of the account that are passed by later ones are counted all the same, and wake nothing that has ended.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 3);
            desk.Wire.Suffer(WireFrame.AccountNews, WireFault.HoldBack, Duration.FromMilliseconds(400));
            FillCards.Take(desk, Side.Buy, 1);
            desk.Pass(0.05);
            FillCards.Take(desk, Side.Buy, 2);
            desk.Pass(0.1);
            desk.Pass(1);
            desk.DemandState(id, OrderStatus.Filled, 3);
        }),
        Card("V60", "news lost", "News of executions that are lost are made up for when later news show that they are missing.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 3);
            desk.Wire.Suffer(WireFrame.AccountNews, WireFault.Lose);
            FillCards.Take(desk, Side.Buy, 1);
            desk.Pass(0.1);
            FillCards.Take(desk, Side.Buy, 1);
            desk.Pass(4);
            desk.DemandState(id, OrderStatus.Open, 2);
            CardDesk.Demand(desk.Of(id).FillsSum.Count == 2, "both executions should be told");
        }),
        Card("V61", "a frame cut short", "A frame of which only the beginning comes leads to a new link, and nothing is missed by it.", desk =>
        {
            OrderId id = desk.Resting(Side.Buy, 3);
            desk.Wire.Suffer(WireFrame.AccountNews, WireFault.Cut);
            FillCards.Take(desk, Side.Buy, 2);
            desk.Pass(0.2);
            desk.AwaitLive();
            desk.Settle();
            CardDesk.Demand(desk.Of(id).Filled.Count == 2, "the execution should be told");
        }),
        Card("V62", "a gap in the book", "A change of the book that is lost is noticed at the next one: the quote is taken away until the book is whole.", desk =>
        {
            foreach (WireFault fault in (WireFault[])[WireFault.Lose, WireFault.Duplicate, WireFault.HoldBack])
            {
                desk.Wire.Suffer(WireFrame.BookNews, fault, Duration.FromMilliseconds(300));
                for (int i = 0; i < 4; i++)
                {
                    desk.Venue.OtherPlaces(Side.Buy, new(1 + i), desk.Venue.Passive(Side.Buy, 20 - i));
                    desk.Venue.OtherPlaces(Side.Sell, new(2 + i), desk.Venue.Passive(Side.Sell, 20 - i));
                    desk.Settle();
                }
                desk.Pass(5);
                Quote quote = desk.Venue.Heard.Quotes[desk.Venue.Contract.Value];
                CardDesk.Demand((quote.Bid, quote.Ask) == desk.Wire.Touch, $"after {fault} the desk sees {quote.Bid}/{quote.Ask}, the venue has {desk.Wire.Touch}");
            }
        }),
        Card("V63", "the venue begins anew", "A venue whose server is begun anew is found again, and its books and ours agree.", desk =>
        {
            desk.Resting(Side.Buy, 2);
            desk.Wire.RestartServer(Duration.FromSeconds(7));
            desk.Pass(0.3);
            CardDesk.Demand(!desk.Venue.Heard.IsLinkUp, "the desk should hear that the link is down");
            desk.AwaitLive();
            desk.Resting(Side.Sell, 2);
        }),
        Card("V64", "our clock is set ahead", "An hour that our clock jumps ahead stops no order for long.", desk => Jump(desk, Duration.FromHours(1))),
        Card("V65", "our clock is set back", "An hour that our clock jumps back stops no order for long.", desk => Jump(desk, Duration.Zero - Duration.FromHours(1))),
        Card("V66", "our clock is a little off", "Some seconds that our clock jumps either way stop no order for long.", desk =>
        {
            Jump(desk, Duration.FromSeconds(9));
            Jump(desk, Duration.Zero - Duration.FromSeconds(4));
        }),
    ];

    private static void Jump(CardDesk desk, Duration ahead)
    {
        desk.Resting(Side.Buy, 1);
        desk.Wire.SetClock(ahead);
        // Not once by luck: also a while later.
        for (int i = 0; i < 3; i++)
        {
            GoThrough(desk);
            desk.Pass(7);
        }
    }

    private static void GoThrough(CardDesk desk)
    {
        OrderId? told = null;
        desk.Await(
            () =>
            {
                if (told is { } last && desk.Of(last).Status == OrderStatus.Open)
                    return true;
                if (desk.Wire.IsLive && (told is null || desk.Of(told.Value).HasEnded))
                    told = desk.Place(Side.Sell, 1, desk.Venue.Passive(Side.Sell, 3));
                return false;
            },
            120,
            "an order should go through again");
    }

    private static VenueCard Card(string number, string name, string shows, Action<CardDesk> play) => new(number, name, shows, CardSort.Wire, VenueAbilities.OtherAccount, play);
}
