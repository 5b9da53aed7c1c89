using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>A desk on paper at an exchange that it hears through Deribit's protocol, without a key: options that it trades by command, what they bring, a crash, their end.</summary>
public sealed class PaperDeskStories
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 9);

    private sealed class Place(MarketSettings market, Instant start)
    {
        private readonly SimulatedDisk _journal = new(new SeededRandom(1)), _hedges = new(new SeededRandom(2)), _options = new(new SeededRandom(3));

        public LinkedExchange Exchange { get; } = new(
            market.OwnExchange, Crowd.Of(market, 0, 7, Start), Start, start, new Dictionary<string, long>(), new LinkSettings { TickEvery = Duration.FromMilliseconds(50) }, 7);

        public Contract Hedge => Exchange.Perpetual.Contract with { Id = new ContractId("deribit", Exchange.Perpetual.Contract.Id.Symbol), Underlying = Exchange.Perpetual.Contract.Root };

        public LinkedDesk Begin()
        {
            Contract hedge = Hedge;
            var settings = new VenueDeskSettings
            {
                DataFolder = "",
                IsPaper = true,
                Hedges = [new VenueHedge { Hedge = hedge, Spot = market.Spot, Policy = new FixedBandPolicy(new DeltaBand(-0.1, 0, 0.1, BandRebalance.ToTarget)), MaxOrder = 5, MaxPosition = 100, Live = LiveSettings.Usual with { Options = new OptionLimits { MaxOrder = 50, MaxPosition = 200 } } }],
            };
            return new LinkedDesk(
                settings.Desk(), [("deribit", Exchange)], Journal.Open(_journal, new JournalOptions(), out _), new InlineLane(), Duration.FromSeconds(1), 1,
                paper: (driver, venue) => new PaperVenues(driver, [new PaperVenue(driver, hedge, market.Spot, new VenueCosts(), _hedges, Exchange.Link.Now)], new PaperOptions(driver, venue, _options)));
        }

        public void Crash()
        {
            Exchange.Link.Detach();
            foreach (SimulatedDisk disk in (SimulatedDisk[])[_journal, _hedges, _options])
                disk.Crash();
            Exchange.Link.AdvanceTo(Exchange.Link.Now + Duration.FromMilliseconds(1500));
        }
    }

    private static void Run(LinkedDesk desk, double seconds) => desk.AdvanceTo(desk.Now + new Duration((long)(1e9 * seconds)));

    private static void OpenDemoBook(LinkedDesk linked)
    {
        Desk desk = linked.Driver.Desk;
        ContractIndex[] options = [.. Enumerable.Range(0, desk.Book.Count).Select(static i => new ContractIndex(i)).Where(i => desk.Book.ContractOf(i).IsOption && desk.QuoteOf(i).IsTwoSided)];
        foreach (DemoPosition position in DemoBook.Of([.. options.Select(i => (desk.Book.ContractOf(i), desk.QuoteOf(i).Mid))], desk.Hedgers[0].Greeks.Spot))
        {
            Assert.True(desk.TryIndexOf(position.Contract, out ContractIndex index));
            linked.Driver.Offer(DeskEvent.PositionOpened(linked.Now, index, position.Quantity, position.Price));
        }
        linked.Driver.Run(linked.Now);
        Assert.True(linked.Driver.FlushAll());
    }

    private static Lots[] OptionsOf(Desk desk) => [.. Enumerable.Range(0, desk.Book.Count).Select(i => desk.Book.ContractOf(new(i)).IsOption ? desk.Book.QuantityOf(new(i)) : Lots.Zero)];

    private static double WorstAtOnce(Desk desk) => -RiskSnapshot.Of(desk, desk.Hedgers[0]).View().Layers[0].Pnl.Min(static row => row.Min(static p => p!.Value));

    private static BookProtectionView Trade(LinkedDesk linked, double of)
    {
        Desk desk = linked.Driver.Desk;
        BookProtectionView view = ProtectionQuestion.Of(desk, desk.Hedgers[0]).Answer(of * WorstAtOnce(desk), double.PositiveInfinity, Duration.FromHours(1));
        Assert.True(view.Suffices, view.Status);
        Assert.Null(Packages.Trade(linked.Driver, [.. view.Legs.Select(static l => new PackageOrder(l.Contract, (decimal)l.Quantity, l.Limit))], desk.Hedgers[0].Underlying, linked.Now));
        return view;
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void It_buys_protection_at_the_venues_quotes_and_hedges_what_that_brought(PayoffStyle style)
    {
        var place = new Place((style == PayoffStyle.Inverse ? MarketSettings.Inverse : new MarketSettings()) with { PathSeed = 3, Expiries = 3, Strikes = 9 }, Start);
        LinkedDesk linked = place.Begin();
        Desk desk = linked.Driver.Desk;
        Run(linked, 10);
        OpenDemoBook(linked);
        Run(linked, 20);
        Assert.InRange(desk.Hedgers[0].Greeks.Net.Delta, -0.3, 0.3);
        double before = WorstAtOnce(desk);
        Lots[] held = OptionsOf(desk);
        double[] asks = [.. Enumerable.Range(0, desk.Book.Count).Select(i => desk.QuoteOf(new(i)).Ask)];
        BookProtectionView view = Trade(linked, 0.7);
        Assert.Equal(view.Legs.Count, desk.Working.Count);
        Run(linked, 0.3);
        Assert.DoesNotContain(Enumerable.Range(0, desk.Working.Count), i => desk.Book.ContractOf(desk.Working[i].Order.Contract).IsOption);
        double wanted = view.Legs.Sum(static l => l.Quantity), bought = 0, unit = style == PayoffStyle.Inverse ? 1 : desk.Hedgers[0].Greeks.Spot;
        foreach (BookProtectionLegView leg in view.Legs)
        {
            Assert.True(desk.TryIndexOf(new("deribit", leg.Contract), out ContractIndex index));
            Position position = desk.Book.PositionOf(index);
            Assert.InRange((double)position.BoughtContracts, 0, leg.Quantity);
            bought += (double)position.BoughtContracts;
            double each = Math.Min(0.0003 * unit, 0.125 * asks[index.Value]) * (double)position.BoughtContracts;
            Assert.InRange((double)position.Fees, 0.9 * each - 1e-8, 1.1 * each + 1e-8); // prices of moments before
        }
        Assert.InRange(bought, 0.6 * wanted, wanted + 1e-9); // people trade meanwhile
        Run(linked, 20);
        Assert.InRange(desk.Hedgers[0].Greeks.Net.Delta, -0.3, 0.3);
        Assert.InRange(WorstAtOnce(desk), 0.6 * before, 0.88 * before);
        Assert.Equal((TradingState.Normal, null, null), (desk.State, linked.Driver.BrokenBy, linked.Driver.JournalFailure));
        Assert.Empty(place.Exchange.Exchange.EndedOrders(place.Exchange.Account)); // the venue heard of none

        LinkedDesk.Restart(place.Exchange, Duration.FromSeconds(5));
        Run(linked, 20);
        Assert.Equal((TradingState.Normal, false), (desk.State, desk.Accounts[0].IsAway));

        Lots[] had = OptionsOf(desk);
        Assert.NotEqual(held, had);
        Assert.True(linked.Driver.FlushAll());
        place.Crash();
        LinkedDesk again = place.Begin();
        Run(again, 10);
        Assert.Equal(had, OptionsOf(again.Driver.Desk)[..had.Length]);
        Assert.Equal((TradingState.Normal, true), (again.Driver.Desk.State, again.Driver.Desk.IsReconciled));
    }

    /// <summary>Killed at random moments while packages are under way; twice the same.</summary>
    [Fact]
    public void Killed_while_packages_are_under_way_it_loses_and_doubles_nothing()
    {
        ulong[] hashes = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            var place = new Place(MarketSettings.Inverse with { PathSeed = 3, Expiries = 2, Strikes = 7 }, Start);
            LinkedDesk linked = place.Begin();
            Run(linked, 10);
            OpenDemoBook(linked);
            var random = new SeededRandom(4);
            int adopted = 0, notSent = 0;
            for (int life = 0; life < 9; life++)
            {
                Run(linked, 4);
                Desk desk = linked.Driver.Desk;
                Assert.Equal((life, TradingState.Normal), (life, desk.State));
                (adopted, notSent) = (adopted + linked.Found.Adopted, notSent + linked.Found.NotSent);
                List<PackageOrder> orders = [.. Enumerable.Range(0, desk.Book.Count).Select(static i => new ContractIndex(i))
                    .Where(i => desk.Book.ContractOf(i).IsOption && desk.QuoteOf(i).IsTwoSided && desk.Hedgers[0].Greeks.VolOf(i) > 0).Skip(life % 5).Take(3)
                    .Select(i => new PackageOrder(desk.Book.ContractOf(i).Id.Symbol, life % 2 == 0 ? 0.4m : -0.3m, Grid.Count((life % 2 == 0 ? 1.1 : 0.9) * desk.QuoteOf(i).Mid, desk.Book.ContractOf(i).PriceTick, Rounding.Nearest) * desk.Book.ContractOf(i).PriceTick))];
                Assert.Null(Packages.Trade(linked.Driver, orders, "BTC", linked.Now));
                Run(linked, 0.001 * random.NextInt32(120));
                place.Crash();
                linked = place.Begin();
            }
            Run(linked, 10);
            Assert.Equal(TradingState.Normal, linked.Driver.Desk.State);
            Assert.Equal(0, linked.Driver.Desk.Working.Count);
            Assert.True(adopted > 0 && notSent > 0, $"{adopted} adopted, {notSent} never sent");
            return linked.Driver.Desk.StateHash();
        })];
        Assert.Equal(hashes[0], hashes[1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Options_that_were_bought_end_at_the_venues_delivery_price(bool isDownAtTheHour)
    {
        Instant end = Instant.FromUtc(2026, 1, 6, 8);
        var place = new Place(MarketSettings.Inverse with { PathSeed = 3, Expiries = 2, Strikes = 5 }, end - Duration.FromSeconds(100));
        LinkedDesk linked = place.Begin();
        Run(linked, 10);
        Desk desk = linked.Driver.Desk;
        ContractIndex call = Enumerable.Range(0, desk.Book.Count).Select(static i => new ContractIndex(i))
            .First(i => desk.Book.ContractOf(i) is { IsOption: true, Type: OptionType.Call } c && c.Expiry == end && c.Strike < 0.999 * desk.Hedgers[0].Greeks.Spot && desk.QuoteOf(i).AskSize >= 0.5);
        Contract contract = desk.Book.ContractOf(call);
        Assert.Null(Packages.Trade(linked.Driver, [new PackageOrder(contract.Id.Symbol, 0.5m, Grid.Count(1.2 * desk.QuoteOf(call).Ask, contract.PriceTick, Rounding.Nearest) * contract.PriceTick)], "BTC", linked.Now));
        Run(linked, 1);
        Position bought = desk.Book.PositionOf(call);
        Assert.Equal(0.5m, bought.BoughtContracts);
        if (isDownAtTheHour)
        {
            Assert.True(linked.Driver.FlushAll());
            place.Crash();
            place.Exchange.Link.AdvanceTo(end + Duration.FromSeconds(30));
            linked = place.Begin();
            desk = linked.Driver.Desk;
        }
        linked.AdvanceTo(end + Duration.FromSeconds(90));
        Position ended = desk.Book.PositionOf(call);
        Assert.Equal((Lots.Zero, TradingState.Normal), (ended.Quantity, desk.State));
        ListedInstrument there = place.Exchange.Exchange.Instruments.First(i => i.Contract.Id.Symbol == contract.Id.Symbol);
        Assert.False(there.IsOpen);
        Assert.InRange(ended.Cash - bought.Cash, 0.0001m, 0.1m);
        // What others hold of it was paid the same.
        decimal paid = (ended.Cash - bought.Cash) / 0.5m, delivery = (decimal)contract.Strike / (1 - paid);
        Assert.Equal((double)delivery, place.Exchange.Exchange.IndexOf(0), 0.01 * (double)delivery);
    }
}
