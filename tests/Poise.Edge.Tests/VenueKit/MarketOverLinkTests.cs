using Poise.Domain;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Venues.Deribit;
using Poise.Venues.TestKit;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>What the server says of the market, as the session tells it to a desk: all that is listed, quoted, traded and settled.</summary>
public sealed class MarketOverLinkTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_quotes_are_those_of_the_books(bool hasKey)
    {
        var world = new ExchangeBehindLink(5, hasCrowd: true, hasLinear: true);
        VenueRecorder desk = new();
        DeribitSession session = Begin(world, desk, hasKey);
        for (int round = 0; round < 20; round++)
        {
            // The crowd acts in steps of a quarter of a second; in between nothing is under way for long.
            world.Link.AdvanceTo(world.Link.Now + Duration.FromMilliseconds(1000 - world.Link.Now.UnixMilliseconds % 1000 + 240));
            Assert.Equal(DeribitPhase.Live, session.Phase);
            int quoted = 0;
            foreach (ListedInstrument listed in world.Exchange.Instruments.Where(i => i.IsOpen && i.Contract.Kind is not ContractKind.Spot))
            {
                Contract contract = Assert.Single(desk.Contracts, c => c.Id.Symbol == listed.Contract.Id.Symbol);
                // The adapter names the chains of one coin apart by their currency.
                Assert.Equal(listed.Contract with { Id = contract.Id, Underlying = listed.Contract.Root }, contract);
                int number = desk.Contracts.ToList().IndexOf(contract);
                // Somebody may have traded this very moment: what is told is what is there, a fifth of a second at most behind it.
                for (int wait = 0; wait < 20 && Told() != There(); wait++)
                    world.Link.AdvanceTo(world.Link.Now + Duration.FromMilliseconds(10));
                Assert.Equal(There(), Told());
                quoted += double.IsNaN(There().Bid) ? 0 : 1;
                if (contract.Id.Symbol == world.Perpetual.Contract.Id.Symbol)
                {
                    QuoteDetail detail = desk.Details[number]!;
                    Assert.True(detail.DailyVolume > 0 && Math.Abs(detail.FundingPerDay) <= 0.015 && (world.Link.ClientNow - detail.ToldAt).Seconds < 5, $"{detail.DailyVolume} {detail.FundingPerDay}");
                    Assert.Equal((Behind(world, listed, Side.Buy), Behind(world, listed, Side.Sell)), (string.Join(' ', desk.Details[number]!.Bids), string.Join(' ', desk.Details[number]!.Asks)));
                }

                (string Name, double Bid, double Ask) There() => (contract.Id.Symbol, world.Best(Side.Buy, listed), world.Best(Side.Sell, listed));

                (string Name, double Bid, double Ask) Told()
                {
                    Quote quote = desk.Quotes.Count > number && desk.Quotes[number] != default ? desk.Quotes[number] : Quote.Absent;
                    return (contract.Id.Symbol, quote.Bid, quote.Ask);
                }
            }
            Assert.True(quoted > 6, $"{quoted} quoted");
        }
        Assert.Empty(desk.Faults);
        Assert.DoesNotContain(world.Link.Notices, n => n.About is DeribitNotice.Refused or DeribitNotice.Gap or DeribitNotice.Rate);
        Assert.True(desk.Prints > 20, $"{desk.Prints} trades of others");
        Assert.Equal(1, world.Link.Connections);
    }

    /// <summary>Levels behind the best one, as they are told.</summary>
    private static string Behind(ExchangeBehindLink world, ListedInstrument listed, Side side)
    {
        Span<DepthLevel> levels = stackalloc DepthLevel[1 + QuoteDetail.MostLevels];
        int count = world.Exchange.Depth(listed.Number, side, levels);
        Assert.True(count > 2);
        return string.Join(' ', levels[1..count].ToArray().Select(l => new BookLevel((double)(l.Price.Count * listed.Contract.PriceTick), (double)(l.Quantity.Count * listed.Contract.LotSize))));
    }

    /// <summary>With the link up at the hour, or down over it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_contract_that_ends_is_told_with_its_price_and_the_next_are_listed(bool isDown)
    {
        var world = new ExchangeBehindLink(6, quiet: Duration.FromSeconds(23 * 3600 - 180));
        VenueRecorder desk = new();
        DeribitSession session = Begin(world, desk, hasKey: true);
        world.Link.AdvanceTo(world.Link.Now + Duration.FromSeconds(5));
        ListedInstrument call = world.Exchange.Instruments.First(i => i.IsOpen && i.Contract is { IsOption: true, Type: OptionType.Call } && i.Contract.Strike < world.Exchange.IndexOf(0));
        long at = call.OnGrid((long)(call.Mark / call.Terms.Tick), Side.Buy);
        world.OtherPlaces(Side.Sell, 5, at, instrument: call);
        Place(session, world, desk, call, 5, at);
        world.Link.AdvanceTo(world.Link.Now + Duration.FromSeconds(1));
        Assert.Equal((OrderStatus.Filled, 0), (desk.Of(new OrderId(1, 1)).Status, desk.Of(new OrderId(1, 1)).Reason));
        Assert.True(call.Contract.Expiry - world.Link.Now < Duration.FromSeconds(300), "the hour should be near");
        if (isDown)
        {
            world.Link.AdvanceTo(call.Contract.Expiry - Duration.FromSeconds(5));
            world.Link.Restart(world.Serve(), Duration.FromSeconds(20));
        }
        world.Link.AdvanceTo(call.Contract.Expiry + Duration.FromSeconds(100));
        Assert.Equal(DeribitPhase.Live, session.Phase);
        int number = desk.Contracts.ToList().FindIndex(c => c.Id.Symbol == call.Contract.Id.Symbol);
        (_, decimal price) = Assert.Single(desk.Settlements, s => s.Contract.Value == number);
        Assert.Equal(Math.Max(0, 1 - call.Contract.Strike / call.Settlement), (double)price, 6);
        Assert.All(world.Exchange.Instruments.Where(i => i.IsOpen), i => Assert.Contains(desk.Contracts, c => c.Id.Symbol == i.Contract.Id.Symbol));
        Assert.Empty(desk.Faults);
    }

    /// <summary>Found by the hunt: the price of what has ended comes ten seconds after; a picture that is taken between says so.</summary>
    [Fact]
    public void Between_an_expiry_and_its_price_a_contract_is_settling()
    {
        var world = new ExchangeBehindLink(6, quiet: Duration.FromSeconds(23 * 3600 - 180));
        VenueRecorder desk = new();
        DeribitSession session = Begin(world, desk, hasKey: true);
        world.Link.AdvanceTo(world.Link.Now + Duration.FromSeconds(5));
        Contract first = world.Exchange.Instruments.Where(i => i.IsOpen && i.Contract.IsOption).MinBy(i => i.Contract.Expiry.UnixNanoseconds)!.Contract;
        Assert.False(session.Picture!.IsSettling(first.Id));
        world.Link.AdvanceTo(first.Expiry + Duration.FromSeconds(2));
        world.Link.Drop();
        world.Link.AdvanceTo(first.Expiry + Duration.FromSeconds(6));
        Assert.True(session.Picture.IsSettling(first.Id));
        Assert.False(session.Picture.TrySettlement(first.Id, out _));
        Assert.False(session.Picture.IsSettling(world.Perpetual.Contract.Id));
        world.Link.AdvanceTo(first.Expiry + Duration.FromSeconds(60));
        world.Link.Drop();
        world.Link.AdvanceTo(first.Expiry + Duration.FromSeconds(70));
        Assert.False(session.Picture.IsSettling(first.Id));
        Assert.True(session.Picture.TrySettlement(first.Id, out _));
    }

    /// <summary>Found by the hunt: a link that came back right after an expiry, while the clocks were believed seconds apart, halted the desk for positions that had ended.</summary>
    [Fact]
    public void What_ends_within_moments_counts_as_settling()
    {
        var world = new ExchangeBehindLink(6, quiet: Duration.FromSeconds(23 * 3600 - 180));
        DeribitSession session = Begin(world, new VenueRecorder(), hasKey: true);
        Contract first = world.Exchange.Instruments.Where(i => i.IsOpen && i.Contract.IsOption).MinBy(i => i.Contract.Expiry.UnixNanoseconds)!.Contract;
        world.Link.AdvanceTo(first.Expiry - Duration.FromSeconds(20));
        world.Link.Drop();
        world.Link.AdvanceTo(first.Expiry - Duration.FromSeconds(12));
        Assert.False(session.Picture!.IsSettling(first.Id));
        world.Link.AdvanceTo(first.Expiry - Duration.FromSeconds(8));
        world.Link.Drop();
        world.Link.AdvanceTo(first.Expiry - Duration.FromSeconds(3));
        Assert.True(session.Picture.IsSettling(first.Id));
        Assert.False(session.Picture.IsSettling(world.Perpetual.Contract.Id));
    }

    /// <summary>A desk on paper holds options that ended while it was away, and has no account that would say so.</summary>
    [Fact]
    public void Without_a_key_what_ended_while_nobody_listened_is_told_with_its_price()
    {
        var world = new ExchangeBehindLink(6, quiet: Duration.FromSeconds(23 * 3600 - 180));
        Contract first = world.Exchange.Instruments.Where(i => i.IsOpen && i.Contract.IsOption).MinBy(i => i.Contract.Expiry.UnixNanoseconds)!.Contract;
        world.Link.AdvanceTo(first.Expiry + Duration.FromSeconds(60));
        VenueRecorder desk = new();
        var session = new DeribitSession(new DeribitSettings { Underlyings = ["BTC"], Books = [world.Perpetual.Contract.Id.Symbol] }, key: null, 1, desk, world.Link);
        session.Expect(first.Id);
        session.Expect(world.Perpetual.Contract.Id);
        world.Link.Attach(session);
        world.Link.AdvanceTo(world.Link.Now + Duration.FromSeconds(5));
        Assert.Equal(DeribitPhase.Live, session.Phase);
        int number = desk.Contracts.ToList().FindIndex(c => c.Id == first.Id);
        Assert.Single(desk.Settlements, s => s.Contract.Value == number);
        Assert.Empty(desk.Faults);
    }

    /// <summary>Long ten coins' worth on half a coin, the index falls by four and a half percent, somebody stands to buy.</summary>
    [Fact]
    public void What_the_venue_liquidates_is_told_as_such()
    {
        var world = new ExchangeBehindLink(3);
        var desk = new VenueRecorder();
        DeribitSession session = Begin(world, desk, hasKey: true);
        world.Link.AdvanceTo(world.Link.Now + Duration.FromSeconds(5));
        Assert.Equal(DeribitPhase.Live, session.Phase);
        double index = world.Exchange.IndexOf(0);
        long tick = (long)(1 / world.Perpetual.Contract.PriceTick), lots = (long)(index * 10 / world.Perpetual.Contract.Multiplier);
        Assert.True(world.Apply(ExchangeCommand.Move(world.At, world.Other, world.Account, world.Perpetual.Number, lots, (long)index * tick)).IsDone);
        Assert.True(world.Apply(ExchangeCommand.Transfer(world.At, world.Account, world.Other, 0, 99 * InstrumentTerms.Unit + InstrumentTerms.Unit / 2)).IsDone);
        world.OtherPlaces(Side.Buy, 2 * lots, (long)(0.954 * index) * tick);
        for (int source = 0; source < world.Exchange.Settings.IndexSources; source++)
            world.Apply(ExchangeCommand.Index(world.At, 0, source, 0.955 * index));
        for (int i = 0; i < 100 && desk.FillsTold.Count == 0; i++)
        {
            world.Apply(ExchangeCommand.Pass(world.At));
            world.Link.AdvanceTo(world.Link.Now + Duration.FromSeconds(1));
        }
        Assert.True(desk.FillsTold.Count > 0, $"{world.Exchange.IndexOf(0)} of {index}, held {world.Held}");
        Assert.All(desk.FillsTold, static f => Assert.Equal((true, false, Side.Sell), (f.IsLiquidation, f.Order.IsKnown, f.Side)));
    }

    /// <summary>Found by the hunt: a clock set ahead by less than the session sleeps made every quote old for the five minutes until the venue's time was asked for again.</summary>
    [Theory]
    [InlineData(2800)]
    [InlineData(-450)]
    [InlineData(700)]
    public void Quotes_are_fresh_again_soon_after_our_clock_was_set(int milliseconds)
    {
        var world = new ExchangeBehindLink(5, hasCrowd: true);
        VenueRecorder desk = new();
        DeribitSession session = Begin(world, desk, hasKey: true);
        world.Link.AdvanceTo(world.Link.Now + Duration.FromSeconds(2));
        world.Link.ClientAhead = Duration.FromMilliseconds(milliseconds);
        world.Link.AdvanceTo(world.Link.Now + Duration.FromSeconds(4));
        int number = desk.Contracts.ToList().FindIndex(c => c.Id == world.Perpetual.Contract.Id);
        Duration age = world.Link.ClientNow - desk.Quotes[number].At;
        Assert.True(age < Duration.FromMilliseconds(milliseconds < 0 ? 1000 : 500), $"{age.Seconds} s");
        Assert.Equal(DeribitPhase.Live, session.Phase);
    }

    private static DeribitSession Begin(ExchangeBehindLink world, VenueRecorder desk, bool hasKey)
    {
        var settings = new DeribitSettings
        {
            Underlyings = world.Exchange.Settings.Listings.Count > 1 ? ["BTC", "BTC_USDC"] : ["BTC"],
            Books = [world.Perpetual.Contract.Id.Symbol],
            Prints = true,
        };
        var session = new DeribitSession(settings, hasKey ? new DeribitKey(ExchangeBehindLink.Key, ExchangeBehindLink.Secret) : null, 1, desk, world.Link);
        world.Link.Attach(session);
        return session;
    }

    private static void Place(DeribitSession session, ExchangeBehindLink world, VenueRecorder desk, ListedInstrument instrument, long lots, long ticks)
    {
        int number = desk.Contracts.ToList().FindIndex(c => c.Id.Symbol == instrument.Contract.Id.Symbol);
        double price = (double)(ticks * instrument.Contract.PriceTick);
        var gate = new RiskGate(new RiskLimits { MaxOrder = new(1000), MaxPosition = new(1000) });
        var view = new RiskView(TradingState.Normal, IsReconciled: true, IsLinkUp: true, world.Link.Now, new Quote(price, price, 1, 1, world.Link.Now), instrument.Contract.PriceTick, Lots.Zero, Lots.Zero, Lots.Zero, 0, 0);
        Verdict<NewOrder> verdict = gate.Check(new NewOrder(new OrderId(1, 1), new(number), Side.Buy, new(lots), new(ticks), TimeInForce.ImmediateOrCancel, PostOnly: false, ReduceOnly: false), view);
        session.Place(verdict.Approved, world.Link.ClientNow);
    }
}
