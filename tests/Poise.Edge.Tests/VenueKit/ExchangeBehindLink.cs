using Poise.Domain;
using Poise.Exchange;
using Poise.Exchange.Server;
using Poise.Venues.Deribit;
using Poise.Venues.TestKit;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>A whole exchange with its server, at the far end of a memory link: our account, another one, and perhaps a crowd.</summary>
internal sealed class ExchangeBehindLink
{
    public const string Key = "DESK", Secret = "only-the-desk-knows";

    private readonly ApiKey[] _keys;
    private readonly SeededRandom _tokens;

    /// <param name="quiet">How long the market lives before anybody connects.</param>
    public ExchangeBehindLink(ulong seed, bool hasCrowd = false, LinkSettings? link = null, Duration quiet = default, bool hasLinear = false)
    {
        Instant start = Instant.FromUtc(2026, 11, 25, 9);
        MarketSettings small = MarketSettings.Inverse with { Expiries = 1, Strikes = 3, OptionTradesPerSecond = 0.2, PerpetualTradesPerSecond = 4, LeveragedAccounts = 1, TrendFollowers = 1 };
        var settings = new ExchangeSettings { Venue = "deribit", Listings = hasLinear ? [small.Listing, ListingSettings.Linear with { Expiries = 2, Strikes = 3 }] : [small.Listing] };
        Market = new ExchangeMarket(settings, hasCrowd ? Crowd.Of(small, 0, seed, start) : [], start);
        Desk = new ExchangeDesk(Market);
        var funds = new Dictionary<string, long>(StringComparer.Ordinal) { ["BTC"] = 100 * InstrumentTerms.Unit };
        if (hasLinear)
            funds["USDC"] = 10_000_000 * InstrumentTerms.Unit;
        (Account, Other) = (Desk.Open("desk", start, funds).Account, Desk.Open("other", start, funds).Account);
        _keys = [new ApiKey(Key, Secret, Account, new(AccessRight.ReadWrite, AccessRight.ReadWrite, AccessRight.None))];
        _tokens = new SeededRandom(seed).Split("tokens");
        DeribitServer server = Serve();
        Market.AdvanceTo(start + quiet);
        Link = new MemoryLink(server, link ?? new LinkSettings(), seed, start + quiet);
    }

    public ExchangeMarket Market { get; }

    public ExchangeDesk Desk { get; }

    public MemoryLink Link { get; }

    public int Account { get; }

    public int Other { get; }

    public SimulatedExchange Exchange => Market.Exchange;

    public ListedInstrument Perpetual => Exchange.Perpetual(0);

    public long Held => Exchange.Accounts.Position(Account, Perpetual.Number);

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

    /// <summary>Another server before the same exchange.</summary>
    public DeribitServer Serve()
    {
        var server = new DeribitServer(new ServerSettings(), _keys, Desk, Desk.Methods, bytes =>
        {
            for (int i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)_tokens.NextUInt64();
        });
        Desk.Serve(server);
        return server;
    }

    public void OtherPlaces(Side side, long lots, long ticks, TimeInForce time = TimeInForce.GoodTillCancelled, ListedInstrument? instrument = null)
    {
        ExchangeAnswer answer = Market.Apply(ExchangeCommand.Place(At, new OrderRequest(Other, (instrument ?? Perpetual).Number, side, lots, ticks, TimeInForce: time)));
        Assert.True(answer.IsDone, answer.Reason.ToString());
        Desk.EndBatch(At);
    }

    public void OtherLeaves()
    {
        Market.Apply(ExchangeCommand.CancelAll(At, Other, OrderFilter.All));
        Desk.EndBatch(At);
    }

    /// <summary>NaN where nobody stands.</summary>
    public double Best(Side side, ListedInstrument? instrument = null)
    {
        var into = new DepthLevel[1];
        ListedInstrument of = instrument ?? Perpetual;
        return Exchange.Depth(of.Number, side, into) > 0 ? (double)(into[0].Price.Count * of.Contract.PriceTick) : double.NaN;
    }

    private Instant At => Link.Now > Exchange.Now ? Link.Now : Exchange.Now;

    private static OrderStatus StatusOf(OrderStage stage) => stage switch
    {
        OrderStage.Open => OrderStatus.Open,
        OrderStage.Filled => OrderStatus.Filled,
        OrderStage.Cancelled => OrderStatus.Cancelled,
        _ => OrderStatus.Rejected,
    };
}
