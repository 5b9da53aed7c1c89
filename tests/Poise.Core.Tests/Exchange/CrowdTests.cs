using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>A market of makers, customers, trend followers and leveraged accounts: the same each time, whole over a day, and like a market.</summary>
public class CrowdTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 26, 7, 50);
    private static readonly MarketSettings Small = MarketSettings.Inverse with { Expiries = 2, Strikes = 7, LeveragedAccounts = 4, OptionTradesPerSecond = 1, PerpetualTradesPerSecond = 2 };

    [Theory]
    [InlineData(-0.3, 8)]
    [InlineData(0.2, 0)]
    [InlineData(-0.6, 1)]
    public void A_shock_moves_the_index_by_so_much_over_so_long_and_stays(double move, int seconds)
    {
        Instant born = Start - Duration.FromSeconds(60), at = Start + Duration.FromSeconds(10);
        List<IParticipant> crowd = Crowd.Of(Small, 0, 5, born);
        crowd.Add(new Shock(crowd.OfType<World>().Single(), move, at, Duration.FromSeconds(seconds)));
        var market = new ExchangeMarket(Small.OwnExchange, crowd, born);
        market.AdvanceTo(at - Duration.FromSeconds(1));
        double before = market.Exchange.IndexOf(0);
        market.AdvanceTo(at + new Duration(seconds * 500_000_000L));
        double half = market.Exchange.IndexOf(0) / before;
        market.AdvanceTo(at + Duration.FromSeconds(seconds) + Duration.FromSeconds(6));
        Assert.Equal(1 + move, market.Exchange.IndexOf(0) / before, 0.02);
        if (seconds == 8)
            Assert.Equal(Math.Sqrt(1 + move), half, 0.05);
        market.AdvanceTo(at + Duration.FromSeconds(60));
        Assert.Equal(1 + move, market.Exchange.IndexOf(0) / before, 0.04);
    }

    [Fact]
    public void The_same_seed_gives_the_same_market_however_time_is_cut_and_when_it_is_saved_between()
    {
        MarketSettings slow = Small with { Step = Duration.FromSeconds(5), OptionTradesPerSecond = 0.3, PerpetualTradesPerSecond = 0.3 };
        Instant born = Start - Duration.FromHours(2), end = Start + Duration.FromSeconds(1200);
        var hashes = new HashSet<ulong>();
        for (ulong seed = 1; seed <= Deep.Seeds(3); seed++)
        {
            ExchangeMarket whole = ExchangeMarket.Of(slow, seed, born), cut = ExchangeMarket.Of(slow, seed, born);
            whole.AdvanceTo(end);
            var random = new SeededRandom(seed);
            while (cut.Now < Start)
                cut.AdvanceTo(cut.Now + new Duration(random.NextInt32(2_000_000_000) * 10L));
            var saved = new StateWriter();
            cut.Save(saved);
            var from = new StateReader(saved.Bytes);
            ExchangeMarket loaded = ExchangeMarket.Load(cut.Exchange.Settings, Crowd.Of(slow, 0, seed, born), ref from);
            Assert.True(from.IsAtEnd);
            cut.AdvanceTo(end);
            loaded.AdvanceTo(end);
            Assert.Equal(HashOf(whole), HashOf(cut));
            Assert.Equal(HashOf(whole), HashOf(loaded));
            Assert.True(hashes.Add(HashOf(whole)));
            Assert.Contains(whole.Exchange.Instruments, i => !i.IsOpen); // the roll was among it
        }
    }

    [Fact]
    public void Books_are_two_sided_and_near_what_the_world_holds_for_fair()
    {
        ExchangeMarket market = ExchangeMarket.Of(Small, 5, Start);
        market.AdvanceTo(Start + Duration.FromSeconds(1200));
        SimulatedExchange exchange = market.Exchange;
        double index = exchange.IndexOf(0);
        Span<DepthLevel> bid = stackalloc DepthLevel[1], ask = stackalloc DepthLevel[1];
        int options = 0;
        foreach (ListedInstrument instrument in exchange.Instruments)
        {
            if (!instrument.IsOpen)
                continue;
            Assert.True(exchange.Depth(instrument.Number, Side.Sell, ask) > 0, instrument.Contract.Id.Symbol);
            double high = ask[0].Price.Count * instrument.Terms.Tick;
            Assert.True(high > instrument.Mark - 3 * Math.Max(instrument.Terms.Tick, 0.01 * instrument.Mark), $"{instrument.Contract.Id.Symbol}: asked at {high}, mark {instrument.Mark}");
            if (exchange.Depth(instrument.Number, Side.Buy, bid) == 0)
            {
                Assert.True(instrument.Mark < 3 * instrument.Terms.Tick, $"{instrument.Contract.Id.Symbol} has no bid at a mark of {instrument.Mark}");
                continue;
            }
            double low = bid[0].Price.Count * instrument.Terms.Tick;
            Assert.True(low < high);
            if (instrument.Contract.IsOption)
            {
                Assert.InRange(instrument.Vol, 0.2, 1.5);
                options++;
            }
            else
            {
                Assert.Equal(index, 0.5 * (low + high), 0.01 * index);
            }
        }
        Assert.True(options > 20);
        Assert.True(exchange.Trades > 1500, $"{exchange.Trades} trades");
        Assert.True(exchange.Accounts.OpenInterest(exchange.Perpetual(0).Number) > 0);
    }

    [Fact]
    public void A_fall_liquidates_the_leveraged_and_nobody_is_left_owing()
    {
        long liquidated = 0, trends = 0;
        for (ulong seed = 1; seed <= Deep.Seeds(2); seed++)
        {
            MarketSettings wild = Small with { Vol = 4, JumpsPerDay = 2000, JumpSize = 0.03, LeveragedAccounts = 12 };
            ExchangeMarket market = ExchangeMarket.Of(wild, seed, Start + Duration.FromSeconds(900));
            var notices = new Notices();
            market.Watch = notices;
            market.AdvanceTo(market.Now + Duration.FromSeconds(3600));
            liquidated += notices.Liquidations;
            MarginAccounts accounts = market.Exchange.Accounts;
            for (int account = SimulatedExchange.Fund; account < accounts.Count; account++)
                Assert.True(accounts.Equity(account, 0) >= accounts.MaintenanceMargin(account, 0) - 1e-6, $"account {account} owns {accounts.Equity(account, 0)}");
            trends += Enumerable.Range(2, accounts.Count - 2).Count(a => accounts.Position(a, market.Exchange.Perpetual(0).Number) != 0);
        }
        Assert.True(liquidated > 3, $"{liquidated} steps of liquidation");
        Assert.True(trends > 4);
    }

    [Fact]
    public void What_takers_buy_moves_the_price_everywhere()
    {
        MarketSettings still = Small with { Vol = 1e-4, VolOfVol = 0, OptionTradesPerSecond = 0, PerpetualTradesPerSecond = 0, TrendFollowers = 0, LeveragedAccounts = 0, Impact = 1e-5, SourceNoise = 0 };
        ExchangeMarket market = ExchangeMarket.Of(still, 1, Start + Duration.FromSeconds(900));
        int account = market.Apply(ExchangeCommand.Open(market.Now)).Count;
        market.Apply(ExchangeCommand.Deposit(market.Now, account, 0, 1000 * InstrumentTerms.Unit));
        market.AdvanceTo(market.Now + Duration.FromSeconds(5));
        double before = market.Exchange.IndexOf(0);
        market.Apply(ExchangeCommand.Place(market.Now, new OrderRequest(account, market.Exchange.Perpetual(0).Number, Side.Buy, 100_000, 0, OrderKind.Market, TimeInForce.ImmediateOrCancel)));
        long bought = market.Exchange.Accounts.Position(account, market.Exchange.Perpetual(0).Number);
        market.AdvanceTo(market.Now + Duration.FromSeconds(5));
        Assert.True(bought > 10_000);
        Assert.Equal(1e-5 * bought * 10 / before, Math.Log(market.Exchange.IndexOf(0) / before), 2e-5);
    }

    private static ulong HashOf(ExchangeMarket market)
    {
        var state = new StateWriter();
        market.Save(state);
        return state.Hash;
    }

    private sealed class Notices : IExchangeWatch
    {
        public long Liquidations { get; private set; }

        public void Matched(Instant at, ReadOnlySpan<MatchEvent> events)
        {
        }

        public void Happened(Instant at, in ExchangeNotice notice) => Liquidations += notice.Kind == NoticeKind.Liquidation ? 1 : 0;
    }
}
