using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>Accounts that lose more than they have.</summary>
public class LiquidationTests
{
    private const int Perpetual = 0, Fund = 1;

    private sealed class Venue
    {
        public readonly MarginAccounts Accounts = new(1, new MarginRules(), [new FeeTier(0, 0, 0, 0, 0)]);
        public readonly MatchingEngine<MarginAccounts> Engine;
        public readonly Liquidation Liquidation;
        private readonly List<LiquidationEvent> _told = [];

        public Venue(long fund)
        {
            Engine = new MatchingEngine<MarginAccounts>(Accounts);
            Accounts.List(new InstrumentTerms(new Contract
            {
                Id = new ContractId("test", "BTC_USDC-PERPETUAL"),
                Kind = ContractKind.Perpetual,
                Underlying = "BTC",
                SettlementCurrency = "USDC",
                PriceTick = 0.5m,
                LotSize = 0.001m,
            }, 0));
            Engine.List();
            Assert.Equal(Fund, Open(fund));
            Liquidation = new Liquidation(Accounts, Engine, Fund);
            Accounts.Mark(Perpetual, 100_000, 100_000);
        }

        /// <param name="cash">USDC.</param>
        public int Open(long cash, MarginModel model = MarginModel.SegregatedStandard)
        {
            int account = Accounts.Open(model);
            Accounts.Deposit(account, 0, cash * InstrumentTerms.Unit);
            return account;
        }

        public void Trade(int buyer, int seller, long lots, long price = 200_000) => Accounts.Traded(Perpetual, Side.Buy, buyer, seller, lots, price);

        public LiquidationEvent[] Step()
        {
            Liquidation.Step(0, _told);
            return [.. _told];
        }

        /// <summary>Steps until nothing happens.</summary>
        public List<LiquidationEvent> Run()
        {
            var all = new List<LiquidationEvent>();
            for (int i = 0; i < 1000 && Step() is { Length: > 0 } told; i++)
                all.AddRange(told);
            return all;
        }

        public long Cash => Enumerable.Range(0, Accounts.Count).Sum(a => Accounts.Cash(a, 0));

        public long Lots => Enumerable.Range(0, Accounts.Count).Sum(a => Accounts.Position(a, Perpetual));
    }

    [Fact]
    public void Orders_go_first_then_a_part_of_the_position_at_a_time()
    {
        var venue = new Venue(1_000_000);
        int trader = venue.Open(3_000), maker = venue.Open(10_000_000);
        venue.Trade(trader, maker, 1_000); // a coin at 100,000, a thousand of maintenance
        long own = venue.Engine.Place(new OrderRequest(trader, Perpetual, Side.Sell, 1, 300_000));
        venue.Engine.Place(new OrderRequest(maker, Perpetual, Side.Buy, 10_000, 195_600));
        Assert.Empty(venue.Step());
        venue.Accounts.Mark(Perpetual, 97_900, 97_900);
        Assert.True(venue.Accounts.IsShort(trader, 0)); // 900 are left, 984 are asked for
        LiquidationEvent[] first = venue.Step();
        Assert.Equal([new(LiquidationStep.Began, trader, 0), new(LiquidationStep.Reduced, trader, 0, Perpetual, 250)], first);
        Assert.True(venue.Liquidation.IsUnder(trader, 0));
        Assert.False(venue.Engine.TryFind(own, out _, out _, out _, out _, out _));
        Assert.Equal([new(LiquidationStep.Ended, trader, 0)], venue.Step());
        Assert.Equal(750, venue.Accounts.Position(trader, Perpetual));
        Assert.False(venue.Liquidation.IsUnder(trader, 0));
        Assert.Empty(venue.Step());
    }

    [Fact]
    public void Who_finds_nobody_to_trade_with_is_taken_over()
    {
        var venue = new Venue(1_000_000);
        int trader = venue.Open(3_000), maker = venue.Open(10_000_000);
        venue.Trade(trader, maker, 1_000);
        venue.Accounts.Mark(Perpetual, 97_900, 97_900);
        Assert.Equal([LiquidationStep.Began, LiquidationStep.TakenOver], venue.Step().Select(static e => e.Step));
        Assert.Equal((0, 0), (venue.Accounts.Position(trader, Perpetual), venue.Accounts.Cash(trader, 0)));
        Assert.Equal(1_000, venue.Accounts.Position(Fund, Perpetual));
        Assert.Equal(1_000_900, venue.Accounts.Equity(Fund, 0), 1e-6); // what was left of it with it
        Assert.Empty(venue.Step());
    }

    [Fact]
    public void What_the_fund_cannot_bear_the_winners_close()
    {
        var venue = new Venue(500);
        int trader = venue.Open(3_000), small = venue.Open(1_000), large = venue.Open(1_000_000), idle = venue.Open(1_000);
        venue.Trade(trader, small, 400);
        venue.Trade(trader, large, 600);
        venue.Accounts.Mark(Perpetual, 95_000, 95_000); // 5,000 lost of 3,000
        List<LiquidationEvent> told = venue.Run();
        Assert.Equal([LiquidationStep.Began, LiquidationStep.Deleveraged, LiquidationStep.Deleveraged, LiquidationStep.Ended], told.Select(static e => e.Step));
        Assert.Equal([(400, small), (600, large)], told.Where(static e => e.Step == LiquidationStep.Deleveraged).Select(static e => ((int)e.Lots, e.Other))); // the same gain with more leverage first
        Assert.Equal((0, 0), (venue.Accounts.Position(trader, Perpetual), venue.Accounts.Cash(trader, 0)));
        Assert.Equal(0, venue.Accounts.Cash(Fund, 0)); // 500 of the 2,000 that are missing
        Assert.Equal((1_000 + 2_000 - 600) * InstrumentTerms.Unit, venue.Accounts.Cash(small, 0), 1.0);
        Assert.Equal((1_000_000 + 3_000 - 900) * InstrumentTerms.Unit, venue.Accounts.Cash(large, 0), 1.0);
        Assert.Equal(1_000 * InstrumentTerms.Unit, venue.Accounts.Cash(idle, 0));
    }

    [Fact]
    public void Profit_is_over_what_a_position_cost()
    {
        var venue = new Venue(0);
        int a = venue.Open(1_000_000), b = venue.Open(1_000_000);
        venue.Trade(a, b, 1_000);
        venue.Trade(a, b, 1_000, 220_000); // 105,000 on average
        venue.Accounts.Mark(Perpetual, 115_500, 115_500);
        Assert.Equal(0.1, venue.Accounts.Profit(a, Perpetual), 1e-12);
        Assert.Equal(-0.1, venue.Accounts.Profit(b, Perpetual), 1e-12);
        venue.Trade(b, a, 500, 240_000); // closing takes its share of the cost along
        Assert.Equal(0.1, venue.Accounts.Profit(a, Perpetual), 1e-12);
        venue.Trade(b, a, 2_500, 231_000); // through zero: the rest cost what it was sold at
        Assert.Equal(-1_000, venue.Accounts.Position(a, Perpetual));
        Assert.Equal(0, venue.Accounts.Profit(a, Perpetual), 1e-12);
        venue.Trade(a, b, 1_000, 231_000);
        Assert.Equal(0, venue.Accounts.Profit(a, Perpetual));
    }

    /// <summary>Crashes and squeezes with thin books, poor funds and both sorts of margin: afterwards nobody owes, and nothing was made or lost.</summary>
    [Fact]
    public void Nobody_is_left_owing()
    {
        var seen = new HashSet<LiquidationStep>();
        for (int seed = 1; seed <= Deep.Times(60); seed++)
        {
            var random = new SeededRandom((ulong)seed);
            var venue = new Venue(random.NextInt32(3) * 20_000);
            var traders = new List<int>();
            for (int i = 0; i < 12; i++)
                traders.Add(venue.Open(1_000 + random.NextInt32(20_000), i % 5 == 4 ? MarginModel.SegregatedPortfolio : MarginModel.SegregatedStandard));
            int maker = venue.Open(50_000_000);
            long cash = venue.Cash;
            double spot = 100_000;
            for (int step = 0; step < 25; step++)
            {
                for (int i = 0; i < 10; i++)
                {
                    Side side = (Side)random.NextInt32(2);
                    long price = (long)(spot * 2) + (side == Side.Buy ? -1 - random.NextInt32(400) : 1 + random.NextInt32(400));
                    if (random.NextInt32(3) == 0)
                        venue.Engine.Place(new OrderRequest(maker, Perpetual, side, 1 + random.NextInt32(400), price, SelfTrade: SelfTrade.CancelMaker));
                    else
                        venue.Engine.Place(new OrderRequest(traders[random.NextInt32(traders.Count)], Perpetual, side, 1 + random.NextInt32(900), (long)(spot * 2) + (side == Side.Buy ? 300 : -300), SelfTrade: SelfTrade.CancelMaker));
                }
                spot *= Math.Exp((random.NextInt32(6) == 0 ? 0.12 : 0.01) * random.NextNormal());
                venue.Accounts.Mark(Perpetual, spot, spot);
                List<LiquidationEvent> told = venue.Run();
                Assert.True(told.Count < 2_000, "it does not come to rest");
                seen.UnionWith(told.Select(static e => e.Step));
                Assert.Equal((cash, 0), (venue.Cash, venue.Lots));
                foreach (int trader in traders)
                {
                    Assert.True(venue.Accounts.Equity(trader, 0) > -1e-6, $"seed {seed} step {step}: account {trader} owes {venue.Accounts.Equity(trader, 0)}");
                    Assert.False(venue.Liquidation.IsUnder(trader, 0));
                    Assert.False(venue.Accounts.MaintenanceMargin(trader, 0) > 1e-9 && venue.Accounts.IsShort(trader, 0));
                }
            }
        }
        Assert.Equal(5, seen.Count);
    }
}
