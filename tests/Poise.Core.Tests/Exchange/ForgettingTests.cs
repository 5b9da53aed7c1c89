using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>A market that lives for ever stays as large as it is: what ended long ago is forgotten, and nothing takes what is new for it.</summary>
public class ForgettingTests
{
    private const int Days = 3;
    private static readonly Instant Born = Instant.FromUtc(2026, 11, 26, 7, 50);

    private static readonly MarketSettings Slow = MarketSettings.Inverse with
    {
        Step = Duration.FromSeconds(1200),
        Strikes = 5,
        Expiries = 2,
        OptionTradesPerSecond = 0.005,
        PerpetualTradesPerSecond = 0.005,
        LeveragedAccounts = 2,
    };

    private static ExchangeSettings Settings => new() { Venue = "sim", Listings = [Slow.Listing, ListingSettings.Linear with { Expiries = 1, Strikes = 3 }], ForgetAfterDays = Days, MarkEvery = Duration.FromSeconds(600), FitEvery = Duration.FromHours(2) };

    [Fact]
    public void A_market_of_two_months_is_no_larger_than_one_of_three_weeks_and_each_number_is_one_instrument()
    {
        var market = new ExchangeMarket(Settings, Crowd.Of(Slow, 0, 7, Born), Born);
        SimulatedExchange exchange = market.Exchange;
        var listed = new HashSet<string>(StringComparer.Ordinal);
        int most = 0, bytes = 0;
        for (int day = 0; day < 60; day++)
        {
            market.AdvanceTo(Born + Duration.FromDays(day) + Duration.FromHours(1));
            listed.UnionWith(exchange.Instruments.Select(static i => i.Contract.Id.Symbol));
            int length = Check(market);
            if (day < 21)
                (most, bytes) = (Math.Max(most, exchange.Instruments.Count), Math.Max(bytes, length));
        }
        Assert.True(exchange.Instruments.Count <= 1.3 * most && listed.Count > 3 * exchange.Instruments.Count, $"{exchange.Instruments.Count} numbers, {most} before, for {listed.Count} instruments");
        Assert.True(Check(market) < 1.5 * bytes, $"{Check(market)} bytes, {bytes} before");
        Assert.Equal(listed.Count, exchange.ListedSoFar);
        Assert.True(exchange.Trades > 1000, $"{exchange.Trades} trades");
    }

    [Fact]
    public void A_market_that_was_saved_amid_its_forgetting_goes_on_the_same()
    {
        var market = new ExchangeMarket(Settings, Crowd.Of(Slow, 0, 8, Born), Born);
        for (int step = 1; step <= 12; step++)
        {
            market.AdvanceTo(Born + Duration.FromHours(19 * step));
            var saved = new StateWriter();
            market.Save(saved);
            var from = new StateReader(saved.Bytes);
            ExchangeMarket loaded = ExchangeMarket.Load(Settings, Crowd.Of(Slow, 0, 8, Born), ref from);
            Assert.Equal(saved.Hash, HashOf(loaded));
            loaded.AdvanceTo(Born + Duration.FromHours(19 * step + 9));
            market.AdvanceTo(Born + Duration.FromHours(19 * step + 9));
            Assert.Equal(HashOf(market), HashOf(loaded));
        }
    }

    [Fact]
    public void A_market_asleep_for_longer_than_it_remembers_wakes()
    {
        var market = new ExchangeMarket(Settings, Crowd.Of(Slow, 0, 9, Born), Born);
        market.AdvanceTo(Born + Duration.FromHours(2));
        market.Sleep(Born + Duration.FromDays(20));
        Check(market);
        market.AdvanceTo(Born + Duration.FromDays(24));
        Check(market);
    }

    [Fact]
    public void Whoever_had_the_old_one_has_nothing_of_the_new_one()
    {
        var exchange = new SimulatedExchange(Settings, Born);
        Instant now = Born + Duration.FromSeconds(2);
        int[] who = [.. Enumerable.Range(0, 2).Select(_ => exchange.Apply(ExchangeCommand.Open(now)).Count)];
        foreach (int one in who)
            exchange.Apply(ExchangeCommand.Deposit(now, one, 0, 100 * InstrumentTerms.Unit));
        ListedInstrument old = exchange.Instruments.First(i => i.Contract.IsOption && i.Listing == 0), perpetual = exchange.Perpetual(0);
        foreach (ListedInstrument traded in (ListedInstrument[])[old, perpetual])
        {
            long price = traded.OnGrid(Math.Max(1, (long)(traded.Mark / traded.Terms.Tick)), Side.Buy);
            Trade(traded, seller: 0, price, 7);
            Trade(traded, seller: 1, traded.OnGrid(price + 2 * traded.CoarseStep, Side.Sell), 2);
        }
        long order = exchange.EndedOrders(who[0]).First().Number;
        long[] cash = [.. who.Select(w => exchange.Accounts.Cash(w, 0))];

        exchange.Apply(ExchangeCommand.Pass(old.Contract.Expiry + Duration.FromDays(Days) - Duration.FromHours(1)));
        Assert.Same(old, exchange.Find(old.Contract.Id.Symbol));
        Assert.True(exchange.TryFind(order, out _));
        Assert.NotEqual(0, exchange.Accounts.Held(who[1], old.Number).Realized);
        long[] settled = [.. who.Select(w => exchange.Accounts.Cash(w, 0))];
        exchange.Apply(ExchangeCommand.Pass(old.Contract.Expiry + Duration.FromDays(Days) + Duration.FromHours(1)));
        ListedInstrument next = exchange.Instruments[old.Number];
        Assert.NotSame(old, next);
        Assert.True(next.IsOpen && next.Order > old.Order);
        Assert.Null(exchange.Find(old.Contract.Id.Symbol));
        Assert.Same(next, exchange.Find(next.Contract.Id.Symbol));
        Assert.False(exchange.TryFind(order, out _));
        Assert.Equal((0, 0), (exchange.TradesOf(next.Number), exchange.LastPrice(next.Number)));
        foreach (int one in who)
        {
            Assert.Equal((0, 0), (exchange.Accounts.Held(one, next.Number).Realized, exchange.Accounts.Position(one, next.Number)));
            Assert.Equal(5, Math.Abs(exchange.Accounts.Position(one, perpetual.Number)));
            Assert.Equal([perpetual.Number, perpetual.Number], exchange.TradesOfAccount(one).Select(static t => t.Instrument));
            Assert.Equal([perpetual.Number, perpetual.Number], exchange.EndedOrders(one).Select(static o => o.Instrument));
        }
        Assert.Equal(settled, who.Select(w => exchange.Accounts.Cash(w, 0)));
        Assert.NotEqual(cash, settled);

        void Trade(ListedInstrument traded, int seller, long price, long lots)
        {
            Assert.True(exchange.Apply(ExchangeCommand.Place(now, new OrderRequest(who[seller], traded.Number, Side.Sell, lots, price))).IsDone);
            Assert.True(exchange.Apply(ExchangeCommand.Place(now, new OrderRequest(who[1 - seller], traded.Number, Side.Buy, lots, price))).IsDone);
        }
    }

    /// <returns>Bytes of its state.</returns>
    private static int Check(ExchangeMarket market)
    {
        SimulatedExchange exchange = market.Exchange;
        MarginAccounts accounts = exchange.Accounts;
        Assert.Equal(exchange.Instruments.Count, exchange.Instruments.Select(static i => i.Contract.Id).Distinct().Count());
        foreach (ListedInstrument instrument in exchange.Instruments)
        {
            Assert.Same(instrument, exchange.Find(instrument.Contract.Id.Symbol));
            Assert.Equal(instrument.Contract.Expiry > exchange.Now, instrument.IsOpen);
            long[] held = [.. Enumerable.Range(0, accounts.Count).Select(a => accounts.Position(a, instrument.Number))];
            Assert.Equal(0, held.Sum());
            Assert.Equal(accounts.OpenInterest(instrument.Number), held.Where(static l => l > 0).Sum());
        }
        for (int account = 0; account < accounts.Count; account++)
        {
            Assert.All(exchange.TradesOfAccount(account), t => Assert.True(t.At >= exchange.Instruments[t.Instrument].ListedAt));
            Assert.All(exchange.EndedOrders(account), o => Assert.True(o.Created >= exchange.Instruments[o.Instrument].ListedAt));
        }
        for (int currency = 0; currency < exchange.Currencies.Count; currency++)
            Assert.Equal(accounts.PaidIn(currency), Enumerable.Range(0, accounts.Count).Sum(a => accounts.Cash(a, currency)));
        var state = new StateWriter();
        market.Save(state);
        return state.Length;
    }

    private static ulong HashOf(ExchangeMarket market)
    {
        var state = new StateWriter();
        market.Save(state);
        return state.Hash;
    }
}
