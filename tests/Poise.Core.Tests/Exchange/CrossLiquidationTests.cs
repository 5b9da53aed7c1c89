using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>Accounts that lose in one currency more than all others carry.</summary>
public class CrossLiquidationTests
{
    private const int Btc = 0, Eth = 1, Usdc = 2, Fund = 1;
    private const int BtcPerpetual = 0, EthPerpetual = 1, Linear = 2;

    /// <summary>Perpetuals that are settled in BTC, ETH and USDC, and no fees.</summary>
    private sealed class Venue
    {
        private static readonly CollateralRules Rules = new("test", new Dictionary<string, double> { ["BTC"] = 0.03, ["ETH"] = 0.05, ["USDC"] = 0 });
        public readonly MarginAccounts Accounts = new(3, new MarginRules(), [new FeeTier(0, 0, 0, 0, 0)], null, [.. ((string[])["BTC", "ETH", "USDC"]).Select(Rules.WeightOf)]);
        public readonly MatchingEngine<MarginAccounts> Engine;
        public readonly Liquidation Liquidation;
        public readonly double[] Spot = [100_000, 4_000, 1];
        private readonly List<LiquidationEvent> _told = [];

        public Venue(params ReadOnlySpan<long> fund)
        {
            Engine = new MatchingEngine<MarginAccounts>(Accounts);
            foreach ((string coin, string money, decimal tick) in ((string, string, decimal)[])[("BTC", "BTC", 0.5m), ("ETH", "ETH", 0.05m), ("BTC", "USDC", 0.5m)])
            {
                Accounts.List(new InstrumentTerms(new Contract
                {
                    Id = new ContractId("test", $"{coin}_{money}"),
                    Kind = ContractKind.Perpetual,
                    Underlying = coin,
                    Style = coin == money ? PayoffStyle.Inverse : PayoffStyle.Linear,
                    Multiplier = coin == money ? 10 : 1,
                    SettlementCurrency = money,
                    PriceTick = tick,
                    LotSize = coin == money ? 1 : 0.001m,
                }, Array.IndexOf(["BTC", "ETH", "USDC"], money)));
                Engine.List();
            }
            Assert.Equal(Fund, Open(MarginModel.SegregatedStandard, fund));
            Liquidation = new Liquidation(Accounts, Engine, Fund);
            Mark(100_000, 4_000);
        }

        /// <param name="cash">Of each currency.</param>
        public int Open(MarginModel model, params ReadOnlySpan<long> cash)
        {
            int account = Accounts.Open(model);
            for (int currency = 0; currency < cash.Length; currency++)
                Accounts.Deposit(account, currency, cash[currency] * InstrumentTerms.Unit);
            return account;
        }

        public void Mark(double btc, double eth)
        {
            (Spot[Btc], Spot[Eth]) = (btc, eth);
            Accounts.Price(Btc, btc);
            Accounts.Price(Eth, eth);
            Accounts.Mark(BtcPerpetual, btc, btc);
            Accounts.Mark(EthPerpetual, eth, eth);
            Accounts.Mark(Linear, btc, btc);
        }

        public LiquidationEvent[] Step(int currency = Liquidation.All)
        {
            Liquidation.Step(currency, _told);
            return [.. _told];
        }

        /// <summary>Steps until nothing happens, of cross accounts and of each currency.</summary>
        public List<LiquidationEvent> Run()
        {
            var all = new List<LiquidationEvent>();
            for (int before = -1; before != all.Count && all.Count < 5_000;)
            {
                before = all.Count;
                for (int currency = Liquidation.All; currency < 3; currency++)
                {
                    for (int i = 0; i < 1_000 && Step(currency) is { Length: > 0 } told; i++)
                        all.AddRange(told);
                }
            }
            return all;
        }

        public long[] Cash => [.. Enumerable.Range(0, 3).Select(c => Enumerable.Range(0, Accounts.Count).Sum(a => Accounts.Cash(a, c)))];

        public long[] Lots => [.. Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, Accounts.Count).Sum(a => Accounts.Position(a, i)))];
    }

    [Fact]
    public void The_position_that_relieves_most_in_dollars_goes_first_whatever_it_is_settled_in()
    {
        var venue = new Venue(100, 1_000, 10_000_000);
        int trader = venue.Open(MarginModel.CrossStandard, 1), maker = venue.Open(MarginModel.CrossStandard, 1_000, 10_000, 100_000_000);
        // 100,000 USD of ETH by inverse contracts, 10 coins of BTC by linear ones.
        venue.Accounts.Traded(EthPerpetual, Side.Buy, trader, maker, 10_000, 80_000);
        venue.Accounts.Traded(Linear, Side.Buy, trader, maker, 10_000, 200_000);
        venue.Engine.Place(new OrderRequest(maker, EthPerpetual, Side.Buy, 100_000, 79_000));
        Assert.Empty(venue.Step());
        // 9 % down: 90,000 dollars are owed, the coin is worth 91,000. Nobody buys the linear contract: what relieves next is closed.
        venue.Mark(91_000, 4_000);
        Assert.Equal([new(LiquidationStep.Began, trader, Liquidation.All), new(LiquidationStep.Reduced, trader, Liquidation.All, EthPerpetual, 2_500)], venue.Step());
        Assert.True(venue.Liquidation.IsUnder(trader) && venue.Liquidation.IsUnder(trader, Liquidation.All) && !venue.Liquidation.IsUnder(maker));
        venue.Engine.Place(new OrderRequest(maker, Linear, Side.Buy, 100_000, 181_000));
        Assert.Equal([new(LiquidationStep.Reduced, trader, Liquidation.All, Linear, 2_500)], venue.Step());
        Assert.Empty(venue.Step(Usdc)); // what is owed of one currency alone is nobody's affair
    }

    [Fact]
    public void The_fund_takes_over_all_currencies_at_once()
    {
        var venue = new Venue(0, 0, 100_000);
        int trader = venue.Open(MarginModel.CrossStandard, 1), maker = venue.Open(MarginModel.SegregatedStandard, 0, 0, 100_000_000);
        venue.Accounts.Traded(Linear, Side.Buy, trader, maker, 10_000, 200_000);
        venue.Mark(91_000, 4_000);
        Assert.Equal([LiquidationStep.Began, LiquidationStep.TakenOver], venue.Step().Select(static e => e.Step));
        Assert.Equal(new AccountTotals(0, 0, 0, 0), venue.Accounts.Totals(trader));
        Assert.Equal((10_000, 1.0, 10_000.0), (venue.Accounts.Position(Fund, Linear), venue.Accounts.Equity(Fund, Btc), Math.Round(venue.Accounts.Equity(Fund, Usdc), 6)));
        Assert.Empty(venue.Step());
    }

    /// <summary>By hand: 200,000 dollars are lost, and a coin of 90,000 is there. The fund has 10,000.</summary>
    [Fact]
    public void Who_pays_what_is_owed_gets_what_was_owned_of_the_others()
    {
        var venue = new Venue(0, 0, 10_000);
        int trader = venue.Open(MarginModel.CrossStandard, 1), winner = venue.Open(MarginModel.SegregatedStandard, 0, 0, 100_000), idle = venue.Open(MarginModel.CrossStandard, 5, 0, 5_000);
        venue.Accounts.Traded(Linear, Side.Buy, trader, winner, 20_000, 200_000);
        venue.Mark(90_000, 4_000);
        Assert.Equal([LiquidationStep.Began, LiquidationStep.Deleveraged, LiquidationStep.Ended], venue.Run().Select(static e => e.Step));
        Assert.Equal(new AccountTotals(0, 0, 0, 0), venue.Accounts.Totals(trader));
        // The fund gives its 10,000 and the winner 190,000 of the 200,000 that it has gained; the coin goes to both as they paid, then the fund's part of it to the winner, who bears 100,000.
        Assert.Equal((0.0, 0.0), (Math.Round(venue.Accounts.Equity(Fund, Usdc), 6), Math.Round(venue.Accounts.Equity(Fund, Btc), 6)));
        Assert.Equal(100_000 + 200_000 - 190_000, venue.Accounts.Equity(winner, Usdc), 1e-6);
        Assert.Equal(1, venue.Accounts.Equity(winner, Btc), 1e-6);
        Assert.Equal((5.0, 5_000.0), (venue.Accounts.Equity(idle, Btc), venue.Accounts.Equity(idle, Usdc)));
        Assert.Equal([6 * InstrumentTerms.Unit, 0, 115_000 * InstrumentTerms.Unit], venue.Cash);
    }

    /// <summary>Crashes of one coin, with thin books, poor funds and all models: afterwards nobody owes over all that he has, and nothing was made or lost.</summary>
    [Fact]
    public void Nobody_is_left_owing_across_currencies()
    {
        var seen = new Dictionary<(LiquidationStep, bool), int>();
        int across = 0;
        for (int seed = 1; seed <= Deep.Times(60); seed++)
        {
            var random = new SeededRandom((ulong)seed);
            var venue = new Venue(random.NextInt32(2), random.NextInt32(20), random.NextInt32(3) * 30_000);
            MarginAccounts accounts = venue.Accounts;
            var traders = new List<int>();
            for (int i = 0; i < 12; i++)
            {
                var model = (MarginModel)(i % 4);
                // On cross margin one currency has to do for all.
                int only = random.NextInt32(3);
                traders.Add(venue.Open(model, Has(Btc, 1 + random.NextInt32(2)), Has(Eth, 5 + random.NextInt32(40)), Has(Usdc, 20_000 + random.NextInt32(100_000))));

                long Has(int currency, long cash) => model.IsCross() && currency != only ? 0 : cash;
            }
            int maker = venue.Open(MarginModel.SegregatedStandard, 10_000, 100_000, 500_000_000);
            long[] cash = venue.Cash;
            double btc = 100_000, eth = 4_000;
            for (int step = 0; step < 25; step++)
            {
                for (int i = 0; i < 20; i++)
                {
                    int instrument = random.NextInt32(3);
                    double middle = instrument == EthPerpetual ? eth / 0.05 : btc / 0.5;
                    var side = (Side)random.NextInt32(2);
                    bool isMaker = random.NextInt32(3) == 0;
                    double away = isMaker ? -0.002 * random.NextDouble() : 0.003;
                    long price = (long)(middle * (side == Side.Buy ? 1 + away : 1 - away)), lots = (isMaker ? 1 : 2) * (1 + random.NextInt32(instrument == BtcPerpetual ? 30_000 : instrument == EthPerpetual ? 15_000 : 3_000));
                    venue.Engine.Place(new OrderRequest(isMaker ? maker : traders[random.NextInt32(traders.Count)], instrument, side, lots, price, SelfTrade: SelfTrade.CancelMaker));
                }
                btc *= Math.Exp((random.NextInt32(6) == 0 ? 0.12 : 0.01) * random.NextNormal());
                eth *= Math.Exp((random.NextInt32(6) == 0 ? 0.15 : 0.01) * random.NextNormal());
                venue.Mark(btc, eth);
                List<LiquidationEvent> told = venue.Run();
                Assert.True(told.Count < 5_000, "it does not come to rest");
                foreach (LiquidationEvent e in told)
                    seen[(e.Step, e.Currency == Liquidation.All)] = seen.GetValueOrDefault((e.Step, e.Currency == Liquidation.All)) + 1;
                across += told.Where(static e => e.Currency == Liquidation.All && e.Instrument >= 0).GroupBy(static e => e.Account).Count(static g => g.Select(static e => e.Instrument).Distinct().Count() > 1) > 0 ? 1 : 0;
                Assert.Equal(cash, venue.Cash);
                Assert.Equal([0, 0, 0], venue.Lots);
                foreach (int trader in traders)
                {
                    bool isCross = accounts.ModelOf(trader).IsCross();
                    Assert.True(accounts.Totals(trader).Equity > -0.01, $"seed {seed} step {step}: account {trader} owes {accounts.Totals(trader).Equity} USD");
                    for (int currency = 0; currency < 3 && !isCross; currency++)
                        Assert.True(accounts.Equity(trader, currency) > -1e-6, $"seed {seed} step {step}: account {trader} owes {accounts.Equity(trader, currency)} of currency {currency}");
                    Assert.False(venue.Liquidation.IsUnder(trader));
                    Assert.False(isCross && accounts.IsShort(trader));
                }
            }
        }
        Assert.True(seen.Count == 10 && across > 10, $"{across} across currencies, {string.Join(", ", seen.Select(static s => $"{s.Value} {s.Key}"))}");
    }
}
