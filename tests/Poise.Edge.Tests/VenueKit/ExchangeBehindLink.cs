using Poise.Domain;
using Poise.Exchange;
using Poise.Venues.Deribit;
using Poise.Venues.TestKit;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>An exchange behind a memory link as the cards and the tests want it.</summary>
internal sealed class ExchangeBehindLink : LinkedExchange
{
    private static readonly Instant Born = Instant.FromUtc(2026, 11, 25, 9);

    /// <param name="quiet">How long the market lives before anybody connects.</param>
    public ExchangeBehindLink(ulong seed, bool hasCrowd = false, LinkSettings? link = null, Duration quiet = default, bool hasLinear = false)
        : base(Settings(hasLinear), hasCrowd ? Crowd.Of(Small, 0, seed, Born) : [], Born, Born + quiet, Funds(hasLinear), link ?? new LinkSettings(), seed)
    {
    }

    private static MarketSettings Small =>
        MarketSettings.Inverse with { Expiries = 1, Strikes = 3, OptionTradesPerSecond = 0.2, PerpetualTradesPerSecond = 4, LeveragedAccounts = 1, TrendFollowers = 1 };

    /// <summary>Orders of the desk's that the exchange ever took.</summary>
    public IReadOnlyList<VenueOrder> Orders()
    {
        var orders = new List<VenueOrder>();
        foreach (OrderRecord order in Exchange.OpenOrders(Account).Concat(Exchange.EndedOrders(Account)).OrderBy(static o => o.Number))
        {
            if (DeribitLabel.TryParse(order.Label ?? "", out OrderId id))
                orders.Add(new VenueOrder(id, StatusOf(order.Stage), order.Side, new(order.Quantity), new(order.Filled), new(order.Price)));
        }
        return orders;
    }

    public void OtherPlaces(Side side, long lots, long ticks, TimeInForce time = TimeInForce.GoodTillCancelled, ListedInstrument? instrument = null)
    {
        ExchangeAnswer answer = Apply(ExchangeCommand.Place(At, new OrderRequest(Other, (instrument ?? Perpetual).Number, side, lots, ticks, TimeInForce: time)));
        Assert.True(answer.IsDone, answer.Reason.ToString());
    }

    public void OtherLeaves() => Apply(ExchangeCommand.CancelAll(At, Other, OrderFilter.All));

    private static ExchangeSettings Settings(bool hasLinear) =>
        new() { Venue = "deribit", Listings = hasLinear ? [Small.Listing, ListingSettings.Linear with { Expiries = 2, Strikes = 3 }] : [Small.Listing] };

    private static Dictionary<string, long> Funds(bool hasLinear)
    {
        var funds = new Dictionary<string, long>(StringComparer.Ordinal) { ["BTC"] = 100 * InstrumentTerms.Unit };
        if (hasLinear)
            funds["USDC"] = 10_000_000 * InstrumentTerms.Unit;
        return funds;
    }

    private static OrderStatus StatusOf(OrderStage stage) => stage switch
    {
        OrderStage.Open => OrderStatus.Open,
        OrderStage.Filled => OrderStatus.Filled,
        OrderStage.Cancelled => OrderStatus.Cancelled,
        _ => OrderStatus.Rejected,
    };
}
