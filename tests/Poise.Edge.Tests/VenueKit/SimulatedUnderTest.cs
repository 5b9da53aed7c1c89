using Poise.Domain;
using Poise.Exchange;
using Poise.Runtime;
using Poise.Venues;
using Poise.Venues.TestKit;

namespace Poise.Edge.Tests;

/// <summary>The in-process venue. Its market has one account against the house, whose quotes stand still here.</summary>
internal sealed class SimulatedUnderTest : IVenueUnderTest
{
    private readonly SimulatedMarket _market;
    private readonly SimulatedVenue _venue;
    private readonly ContractIndex _perpetual;

    public SimulatedUnderTest(ulong seed)
    {
        MarketSettings still = MarketSettings.Inverse with { Expiries = 1, Strikes = 3, Step = Duration.FromHours(12), PerpetualTradesPerSecond = 1e-9, OptionTradesPerSecond = 1e-9, PerpetualSize = 5, TrendFollowers = 0, LeveragedAccounts = 0, Vol = 0.1 };
        _market = new SimulatedMarket(still, seed, Instant.FromUtc(2026, 11, 25, 9));
        _venue = new SimulatedVenue(_market);
        _venue.Connect(Heard);
        _perpetual = new(Enumerable.Range(0, _market.Contracts).First(i => !_market.ContractAt(new(i)).IsOption));
        Pass(Duration.FromMilliseconds(100));
        Assert.True(Heard.Quotes[Contract.Value].IsTwoSided, $"seed {seed}: {Heard.Quotes[Contract.Value]}");
    }

    public VenueAbilities Abilities => VenueAbilities.None;

    public VenueRecorder Heard { get; } = new();

    public IOrderGateway Gateway => _venue;

    public ContractIndex Contract => new(Heard.Contracts.ToList().FindIndex(c => c.Id == _market.ContractAt(_perpetual).Id));

    public Instant Now => _market.Now;

    public Lots Held => _market.PositionOf(_perpetual);

    /// <summary>What was refused at once was never taken.</summary>
    public IReadOnlyList<VenueOrder> Orders => [.. Enumerable.Range(0, _market.Orders).Select(_market.OrderAt).Where(o => o.Status != OrderStatus.Rejected)
        .Select(o => new VenueOrder(o.Order.Id, o.Status, o.Order.Side, o.Order.Quantity, o.Filled, o.Order.Limit))];

    public void Pass(Duration time) => _venue.AdvanceTo(Now + time);

    public Ticks Passive(Side side, int ticks = 0) => new(side == Side.Buy ? Middle - 1000 - ticks : Middle + 1000 + ticks);

    public Ticks BeyondBand(Side side) => new(side == Side.Buy ? Middle + Middle / 10 : Middle - Middle / 10);

    public (Ticks Limit, Lots Lots) Offer(Side side, Lots about)
    {
        Quote quote = Heard.Quotes[Contract.Value];
        (double price, double size) = side == Side.Buy ? (quote.Ask, quote.AskSize) : (quote.Bid, quote.BidSize);
        return (new((long)Math.Round(price / 0.5)), new((long)size));
    }

    public void OtherPlaces(Side side, Lots lots, Ticks limit) => throw new NotSupportedException("the market has one account");

    public IReadOnlyList<int> CodesOf(VenueRefusal refusal) => refusal switch
    {
        VenueRefusal.PriceBand => [(int)VenueReason.PriceBand],
        VenueRefusal.PostOnlyWouldTake => [(int)VenueReason.PostOnlyWouldTake],
        VenueRefusal.NothingToReduce => [(int)VenueReason.ReduceOnly],
        VenueRefusal.SelfTrade => [(int)VenueReason.SelfTrade],
        VenueRefusal.BelowFilled => [(int)VenueReason.BadQuantity],
        _ => [],
    };

    public void Rest() => Pass(Duration.FromSeconds(1));

    private long Middle => (long)(2 * Heard.Quotes[Contract.Value].Mid);
}
