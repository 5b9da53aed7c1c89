using Poise.Domain;
using Poise.Exchange;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>Money and margin of accounts that trade with each other.</summary>
public class MarginAccountsTests
{
    private static readonly Contract Perpetual = new()
    {
        Id = new ContractId("test", "BTC-PERPETUAL"),
        Kind = ContractKind.Perpetual,
        Underlying = "BTC",
        Style = PayoffStyle.Inverse,
        Multiplier = 10,
        SettlementCurrency = "BTC",
        PriceTick = 0.5m,
        LotSize = 1,
    };

    private static readonly Contract Linear = new()
    {
        Id = new ContractId("test", "BTC_USDC-PERPETUAL"),
        Kind = ContractKind.Perpetual,
        Underlying = "BTC",
        Multiplier = 1,
        SettlementCurrency = "USDC",
        PriceTick = 0.5m,
        LotSize = 0.001m,
    };

    private static Contract Option(OptionType type, double strike) => new()
    {
        Id = new ContractId("test", $"BTC-{strike}-{type}"),
        Kind = ContractKind.Option,
        Underlying = "BTC",
        Style = PayoffStyle.Inverse,
        SettlementCurrency = "BTC",
        PriceTick = 0.0001m,
        LotSize = 0.1m,
        Type = type,
        Strike = strike,
    };

    private static MarginAccounts Accounts(params FeeTier[] tiers) => new(2, new MarginRules(), tiers.Length > 0 ? tiers : [new FeeTier()]);

    [Fact]
    public void Worth_is_whole_odd_and_right()
    {
        var inverse = new InstrumentTerms(Perpetual, 0);
        Assert.Equal(-100_000, inverse.Worth(10, 200_000)); // 100 USD at 100,000: 0.001 coin
        Assert.Equal(-33_333_333, inverse.Worth(1000, 60_000)); // 10,000 USD at 30,000
        var linear = new InstrumentTerms(Linear, 1);
        Assert.Equal(3 * 100 * InstrumentTerms.Unit, linear.Worth(3, 200_000)); // 0.003 coins at 100,000
        Assert.Equal(500_000, new InstrumentTerms(Option(OptionType.Call, 100_000), 0).Worth(10, 50)); // one coin's option at 0.005
        var random = new SeededRandom(1);
        foreach (InstrumentTerms terms in (InstrumentTerms[])[inverse, linear])
        {
            for (int i = 0; i < 2000; i++)
            {
                long lots = 1 + random.NextInt32(1 << 24), price = 1 + random.NextInt32(1 << 22);
                if (terms.IsInverseFuture && i % 2 == 0)
                    (lots, price) = (lots << 10, price + 100_000);
                Assert.Equal(-terms.Worth(-lots, price), terms.Worth(lots, price));
                decimal exact = terms.IsInverseFuture ? -(decimal)lots * 10 / (price * 0.5m) : lots * 0.001m * price * 0.5m;
                Assert.Equal(Math.Round(exact * InstrumentTerms.Unit, MidpointRounding.AwayFromZero), terms.Worth(lots, price));
            }
        }
        Assert.Throws<OverflowException>(() => linear.Worth(1L << 40, 1L << 40));
        Assert.Throws<ArgumentException>(() => new InstrumentTerms(Linear with { PriceTick = 0.0000001m, LotSize = 0.0001m }, 0));
    }

    /// <summary>Maintenance of a short call is 0.075 and its mark: what is left of cash must cover that, and not the mark twice.</summary>
    [Theory]
    [InlineData(0.15, false)]
    [InlineData(0.17, false)]
    [InlineData(0.19, true)]
    public void The_mark_of_a_short_option_is_asked_for_once(double mark, bool isShort)
    {
        MarginAccounts accounts = Accounts();
        int call = accounts.List(new InstrumentTerms(Option(OptionType.Call, 110_000), 0)), buyer = accounts.Open(), seller = accounts.Open();
        accounts.Deposit(buyer, 0, 10 * InstrumentTerms.Unit);
        accounts.Deposit(seller, 0, (long)(0.2303 * InstrumentTerms.Unit)); // with the premium of 0.02, less a fee of 0.0003: a quarter of a coin
        accounts.Mark(call, 0.02, 100_000);
        accounts.Traded(call, Side.Buy, buyer, seller, 10, 200);
        accounts.Mark(call, mark, 100_000);
        Assert.Equal(0.25 - mark, accounts.Equity(seller, 0), 1e-12);
        Assert.Equal(0.25, accounts.Behind(seller, 0), 1e-12);
        Assert.Equal(0.075 + mark, accounts.MaintenanceMargin(seller, 0), 1e-12);
        Assert.Equal(isShort, accounts.IsShort(seller, 0));
    }

    /// <summary>Numbers worked out by hand from the rules.</summary>
    [Fact]
    public void Margins_are_those_of_the_rules()
    {
        MarginAccounts accounts = Accounts();
        int perpetual = accounts.List(new InstrumentTerms(Perpetual, 0)), call = accounts.List(new InstrumentTerms(Option(OptionType.Call, 110_000), 0)), put = accounts.List(new InstrumentTerms(Option(OptionType.Put, 50_000), 0));
        int buyer = accounts.Open(), seller = accounts.Open();
        accounts.Deposit(buyer, 0, 10 * InstrumentTerms.Unit);
        accounts.Deposit(seller, 0, 10 * InstrumentTerms.Unit);
        accounts.Mark(perpetual, 100_000, 100_000);
        accounts.Mark(call, 0.02, 100_000);
        accounts.Mark(put, 0.001, 100_000);

        // 200,000 USD are 2 coins: 2 % and 0.005 % more for each coin.
        accounts.Traded(perpetual, Side.Buy, buyer, seller, 20_000, 200_000);
        Assert.Equal(2 * (0.02 + 2 * 0.00005), accounts.InitialMargin(buyer, 0), 1e-12);
        Assert.Equal(2 * (0.01 + 2 * 0.00005), accounts.MaintenanceMargin(seller, 0), 1e-12);
        Assert.Equal(10 - 0.001, accounts.Equity(buyer, 0), 1e-12); // 0.05 % of 2 coins
        Assert.Equal(10, accounts.Equity(seller, 0), 1e-12);

        // Ten per cent out of the money: 0.15 - 0.1 is below the least of 0.1. Three calls sold, for 0.02 each.
        accounts.Traded(call, Side.Buy, buyer, seller, 30, 200);
        Assert.Equal(2 * (0.02 + 2 * 0.00005) + 3 * (0.1 + 0.02), accounts.InitialMargin(seller, 0), 1e-12);
        Assert.Equal(2 * (0.01 + 2 * 0.00005) + 3 * (0.075 + 0.02), accounts.MaintenanceMargin(seller, 0), 1e-12);
        Assert.Equal(10 - 3 * 0.0003, accounts.Equity(seller, 0), 1e-12);
        Assert.Equal(10 + 3 * 0.02 - 3 * 0.0003 - accounts.InitialMargin(seller, 0), accounts.Available(seller, 0), 1e-12);
        Assert.Equal(10 - 0.001 - 3 * 0.02 - 3 * 0.0003 - accounts.InitialMargin(buyer, 0), accounts.Available(buyer, 0), 1e-12); // a long option is no margin

        // At 105,000 the call is 4.76 % out of the money.
        accounts.Mark(call, 0.03, 105_000);
        Assert.Equal(2 * (0.02 + 2 * 0.00005) + 3 * (0.15 - 5.0 / 105 + 0.03), accounts.InitialMargin(seller, 0), 1e-12);

        // An option's fee is an eighth of its premium at most.
        accounts.Traded(put, Side.Buy, buyer, seller, 10, 10);
        Assert.Equal(100_000 + 3 * 30_000 + 12_500, accounts.Fees(buyer, 0));
        Assert.Equal(-(accounts.Fees(buyer, 0) + accounts.Fees(seller, 0)), accounts.Fees(MarginAccounts.House, 0));
    }

    [Fact]
    public void Orders_are_admitted_as_far_as_funds_reach()
    {
        MarginAccounts accounts = Accounts();
        int perpetual = accounts.List(new InstrumentTerms(Perpetual, 0)), call = accounts.List(new InstrumentTerms(Option(OptionType.Call, 100_000), 0));
        int account = accounts.Open(), other = accounts.Open();
        Assert.Equal(VenueReason.NoMark, accounts.Admit(account, perpetual, Side.Buy, 1, 200_000));
        accounts.Mark(perpetual, 100_000, 100_000);
        accounts.Mark(call, 0.05, 100_000);
        Assert.Equal(VenueReason.Funds, accounts.Admit(account, perpetual, Side.Buy, 1, 200_000));
        accounts.Deposit(account, 0, InstrumentTerms.Unit / 10);
        accounts.Deposit(other, 0, 100 * InstrumentTerms.Unit);

        // 0.1 coin at 2 %: five coins, less for what size adds.
        Assert.Equal(VenueReason.None, accounts.Admit(account, perpetual, Side.Buy, 49_000, 200_000));
        Assert.Equal(VenueReason.BadQuantity, accounts.Admit(account, perpetual, Side.Buy, 1L << 40, 1)); // more than money can count
        Assert.Equal(VenueReason.Funds, accounts.Admit(account, perpetual, Side.Buy, 50_000, 200_000));
        Assert.Equal(VenueReason.Funds, accounts.Admit(account, perpetual, Side.Buy, 49_000, 210_000)); // it would buy at 105,000 what is worth 100,000

        // Orders of both sides: the worse one counts.
        accounts.Opened(account, perpetual, Side.Buy, 40_000, 200_000);
        Assert.Equal(VenueReason.None, accounts.Admit(account, perpetual, Side.Sell, 40_000, 200_000));
        Assert.Equal(VenueReason.Funds, accounts.Admit(account, perpetual, Side.Buy, 10_000, 200_000));
        accounts.Closed(account, perpetual, Side.Buy, 40_000, 200_000);
        Assert.Equal(0, accounts.InitialMargin(account, 0), 1e-15);

        // A premium is paid, a short option margined.
        Assert.Equal(VenueReason.None, accounts.Admit(account, call, Side.Buy, 20, 500)); // 2 at 0.05
        Assert.Equal(VenueReason.Funds, accounts.Admit(account, call, Side.Buy, 21, 500));
        Assert.Equal(VenueReason.None, accounts.Admit(account, call, Side.Sell, 5, 500)); // half of 0.15 + 0.05
        Assert.Equal(VenueReason.Funds, accounts.Admit(account, call, Side.Sell, 6, 500));

        // Buying a short option back frees more than it costs, and is let through without a coin; what is bought beyond is paid for.
        int writer = accounts.Open();
        accounts.Traded(call, Side.Sell, writer, other, 20, 500);
        Assert.True(accounts.Available(writer, 0) < 0);
        Assert.Equal(VenueReason.None, accounts.Admit(writer, call, Side.Buy, 20, 500));
        Assert.Equal(VenueReason.Funds, accounts.Admit(writer, call, Side.Buy, 21, 500));

        // What makes a position smaller is let through even where funds are short.
        accounts.Traded(perpetual, Side.Buy, account, other, 45_000, 200_000);
        accounts.Mark(perpetual, 90_000, 90_000);
        Assert.True(accounts.Available(account, 0) < 0);
        Assert.Equal(VenueReason.None, accounts.Admit(account, perpetual, Side.Sell, 10_000, 180_000));
        Assert.Equal(VenueReason.Funds, accounts.Admit(account, perpetual, Side.Buy, 1, 180_000));
    }

    /// <summary>Scenarios that nobody has valued are no reason to let an order through.</summary>
    [Fact]
    public void A_portfolio_holds_where_an_option_has_a_mark_and_no_vol()
    {
        MarginAccounts accounts = Accounts();
        int call = accounts.List(new InstrumentTerms(Option(OptionType.Call, 100_000), 0)), account = accounts.Open(MarginModel.SegregatedPortfolio);
        accounts.Deposit(account, 0, 1_000 * InstrumentTerms.Unit);
        accounts.Mark(call, 0.05, 100_000);
        Assert.Equal(VenueReason.NoMark, accounts.Admit(account, call, Side.Sell, 1, 500));
        accounts.Mark(call, 0.05, 100_000, 100_000, 0.5, 0.1);
        Assert.Equal(VenueReason.None, accounts.Admit(account, call, Side.Sell, 1, 500));
    }

    /// <summary>A portfolio's account may order what its scenarios can bear: neither more nor less, whichever way it was found out.</summary>
    [Fact]
    public void A_portfolio_is_admitted_by_its_scenarios()
    {
        var random = new SeededRandom(9);
        int admitted = 0, refused = 0, hedged = 0;
        for (int round = 0; round < Deep.Times(300); round++)
        {
            MarginAccounts accounts = Accounts(new FeeTier(0, 0, 0, 0, 0));
            var risk = new ScenarioRisk(ScenarioRules.Deribit);
            var portfolio = new ScenarioPortfolio(risk);
            int account = accounts.Open(MarginModel.SegregatedPortfolio), plain = accounts.Open(), other = accounts.Open();
            Contract[] contracts = [Perpetual, .. Enumerable.Range(0, 6).Select(static i => Option((OptionType)(i % 2), 85_000 + 5000 * i))];
            for (int i = 0; i < contracts.Length; i++)
            {
                var terms = new InstrumentTerms(contracts[i], 0);
                accounts.List(terms);
                risk.List(terms);
                if (i == 0)
                {
                    accounts.Mark(0, 100_000, 100_000);
                    risk.Value(0, 100_000);
                }
                else
                {
                    double mark = Pricing.Black76.EvaluateForward(contracts[i].Type, 100_000, contracts[i].Strike, 0.1, 1, 0.5).Price / 100_000;
                    accounts.Mark(i, mark, 100_000, 100_000, 0.5, 0.1);
                    risk.Value(i, 100_000, 0.5, 0.1);
                }
            }
            foreach (int each in (int[])[account, plain])
                accounts.Deposit(each, 0, InstrumentTerms.Unit * (1 + random.NextInt32(5)));
            for (int i = 0; i < 5; i++)
            {
                int instrument = random.NextInt32(contracts.Length);
                long traded = 1 + random.NextInt32(instrument == 0 ? 20_000 : 30);
                Side way = (Side)random.NextInt32(2);
                long at = instrument == 0 ? 200_000 : 500;
                accounts.Traded(instrument, way, account, other, traded, at);
                accounts.Traded(instrument, way, plain, other, traded, at);
                portfolio.Trade(instrument, way == Side.Buy ? traded : -traded);
            }
            Assert.Equal(portfolio.Initial, accounts.InitialMargin(account, 0), 1e-9);
            Assert.Equal(portfolio.Maintenance, accounts.MaintenanceMargin(account, 0), 1e-9);
            Assert.Equal(accounts.Equity(account, 0) - portfolio.Initial, accounts.Available(account, 0), 1e-9);
            for (int i = 0; i < 20; i++)
            {
                int instrument = random.NextInt32(contracts.Length);
                long lots = 1 + random.NextInt32(instrument == 0 ? 40_000 : 60), price = instrument == 0 ? 200_000 : 400 + random.NextInt32(200);
                Side side = (Side)random.NextInt32(2);
                var asked = new InstrumentTerms(contracts[instrument], 0);
                long signed = side == Side.Buy ? lots : -lots;
                double mark = instrument == 0 ? 100_000 : Pricing.Black76.EvaluateForward(contracts[instrument].Type, 100_000, contracts[instrument].Strike, 0.1, 1, 0.5).Price / 100_000;
                long held = portfolio.Lots(instrument), opens = Math.Sign(signed) * Math.Max(0, lots - Math.Max(0, Math.Sign(-signed) * held)); // what closes gives nothing away
                double lost = opens == 0 ? 0 : Math.Max(0, asked.WorthAt(opens, price * asked.Tick) - asked.WorthAt(opens, mark)), then = portfolio.InitialWith(instrument, signed), room = accounts.Available(account, 0) - lost + portfolio.Initial - then;
                if (Math.Abs(room) < 1e-9)
                    continue;
                bool may = then <= portfolio.Initial || room > 0;
                Assert.Equal(may ? VenueReason.None : VenueReason.Funds, accounts.Admit(account, instrument, side, lots, price));
                admitted += may ? 1 : 0;
                refused += may ? 0 : 1;
                hedged += may && accounts.Admit(plain, instrument, side, lots, price) == VenueReason.Funds ? 1 : 0;
            }
        }
        Assert.True(admitted > 500 && refused > 500 && hedged > 50, $"{admitted} admitted, {refused} refused, {hedged} for what they hedge");
    }

    [Fact]
    public void Funding_goes_from_longs_to_shorts()
    {
        MarginAccounts accounts = Accounts(new FeeTier(0, 0, 0, 0, 0));
        int perpetual = accounts.List(new InstrumentTerms(Perpetual, 0));
        int a = accounts.Open(), b = accounts.Open(MarginModel.SegregatedPortfolio), c = accounts.Open();
        accounts.Mark(perpetual, 100_000, 100_000);
        accounts.Traded(perpetual, Side.Buy, a, c, 20_000, 200_000);
        accounts.Traded(perpetual, Side.Buy, b, c, 1, 200_000);
        long[] before = [accounts.Cash(a, 0), accounts.Cash(b, 0), accounts.Cash(c, 0)];
        Assert.Equal(20_000 + 1, accounts.Fund(perpetual, 0.0001)); // 2 coins at a basis point, and 10 USD
        Assert.Equal(before[0] - 20_000, accounts.Cash(a, 0));
        Assert.Equal(before[1] - 1, accounts.Cash(b, 0));
        Assert.Equal(before[2] + 20_001, accounts.Cash(c, 0));
        // A third of it, halves rounded on each side by itself: the house takes what is over.
        accounts.Fund(perpetual, -0.00005 / 3);
        Assert.Equal(0, accounts.Cash(a, 0) + accounts.Cash(b, 0) + accounts.Cash(c, 0) + accounts.Cash(MarginAccounts.House, 0));
        Assert.InRange(accounts.Cash(MarginAccounts.House, 0), -1, 1);
        Assert.Throws<ArgumentException>(() => accounts.Fund(perpetual, double.NaN));
    }

    [Fact]
    public void What_ends_becomes_cash()
    {
        MarginAccounts accounts = Accounts(new FeeTier(0, 0, 0, 0, 0));
        int call = accounts.List(new InstrumentTerms(Option(OptionType.Call, 90_000), 0)), put = accounts.List(new InstrumentTerms(Option(OptionType.Put, 90_000), 0)), future = accounts.List(new InstrumentTerms(Perpetual with { Kind = ContractKind.Future }, 0));
        int a = accounts.Open(MarginModel.SegregatedPortfolio), b = accounts.Open();
        accounts.Mark(call, 0.1, 100_000, 100_000, 0.5, 0.01);
        accounts.Mark(put, 0.001, 100_000, 100_000, 0.5, 0.01);
        accounts.Mark(future, 100_000, 100_000);
        accounts.Traded(call, Side.Buy, a, b, 20, 1000); // two at 0.1
        accounts.Traded(put, Side.Sell, a, b, 10, 10);
        accounts.Traded(future, Side.Buy, a, b, 9_600, 200_000); // 96,000 USD
        long before = accounts.Cash(a, 0);
        accounts.Opened(b, put, Side.Buy, 1, 10);
        Assert.Throws<InvalidOperationException>(() => accounts.Settle(put, 96_000));
        accounts.Closed(b, put, Side.Buy, 1, 10);
        Assert.Equal(12_500_000, accounts.Settle(call, 96_000)); // 2 (96,000 - 90,000) / 96,000
        Assert.Equal(0, accounts.Settle(put, 96_000));
        Assert.Equal(before + 12_500_000, accounts.Cash(a, 0));
        Assert.Equal(100_000_000, accounts.Settle(future, 96_000)); // a coin
        Assert.Equal(before + 12_500_000 - 100_000_000, accounts.Cash(a, 0)); // what it cost is in there already: 0.96 coin
        Assert.Equal(0, accounts.Cash(a, 0) + accounts.Cash(b, 0) + accounts.Cash(MarginAccounts.House, 0));
        foreach (int account in (int[])[a, b])
        {
            Assert.Equal(0, accounts.InitialMargin(account, 0), 1e-12);
            Assert.Equal((double)accounts.Cash(account, 0) / InstrumentTerms.Unit, accounts.Equity(account, 0), 1e-12);
            Assert.All((int[])[call, put, future], i => Assert.Equal(0, accounts.Position(account, i)));
        }
        Assert.Equal(0, accounts.Settle(call, 96_000)); // nothing is left
        Assert.Throws<ArgumentException>(() => accounts.Settle(call, 0));
    }

    /// <summary>After every command: cash and lots are where they were, and every sum is what the positions and orders say when added anew.</summary>
    [Fact]
    public void Everything_is_conserved_and_no_sum_drifts()
    {
        int trades = 0, poor = 0;
        for (int seed = 1; seed <= Deep.Times(6); seed++)
        {
            var random = new SeededRandom((ulong)seed);
            MarginAccounts accounts = Accounts(new FeeTier(), new FeeTier(FutureMaker: -0.0001, FutureTaker: 0.0002));
            var engine = new MatchingEngine<MarginAccounts>(accounts);
            Contract[] contracts = [Perpetual, Linear, Option(OptionType.Call, 100_000), Option(OptionType.Put, 95_000)];
            long[] middle = [200_000, 200_000, 300, 150];
            var deposits = new long[2];
            for (int i = 0; i < contracts.Length; i++)
                Assert.Equal(engine.List(), accounts.List(new InstrumentTerms(contracts[i], contracts[i].SettlementCurrency == "BTC" ? 0 : 1)));
            for (int i = 0; i < 8; i++)
            {
                int account = accounts.Open(i % 4 < 2 ? MarginModel.SegregatedPortfolio : MarginModel.SegregatedStandard);
                accounts.Move(account, i % 2);
                accounts.Deposit(account, 0, InstrumentTerms.Unit / 5);
                accounts.Deposit(account, 1, 20_000 * InstrumentTerms.Unit);
                deposits[0] += InstrumentTerms.Unit / 5;
                deposits[1] += 20_000 * InstrumentTerms.Unit;
            }
            double spot = 100_000;
            var ids = new long[40];
            for (int step = 0; step < 3000; step++)
            {
                if (step % 50 == 0)
                {
                    spot *= Math.Exp(0.01 * random.NextNormal());
                    accounts.Mark(0, spot * 1.0001, spot);
                    accounts.Mark(1, spot, spot);
                    accounts.Mark(2, 0.03 * spot / 100_000, spot, spot, 0.5, 0.1);
                    accounts.Mark(3, 0.015 * 100_000 / spot, spot, spot, 0.55, 0.1);
                }
                int at = random.NextInt32(ids.Length), account = 1 + at % 8, instrument = at % 4;
                if (ids[at] != 0 && random.NextInt32(2) == 0)
                {
                    engine.Cancel(account, ids[at]);
                    ids[at] = 0;
                }
                else
                {
                    long price = middle[instrument] * (995 + random.NextInt32(11)) / 1000, lots = 1 + random.NextInt32(instrument switch { 0 => 3000, 1 => 300, _ => 6 });
                    ids[at] = engine.Place(new OrderRequest(account, instrument, (Side)random.NextInt32(2), lots, price, SelfTrade: SelfTrade.CancelMaker));
                }
                foreach (MatchEvent e in engine.Events)
                {
                    trades += e.Kind == MatchEventKind.Trade ? 1 : 0;
                    poor += e.Reason == VenueReason.Funds ? 1 : 0;
                }
                for (int currency = 0; currency < 2; currency++)
                {
                    Assert.Equal(deposits[currency], Enumerable.Range(0, accounts.Count).Sum(a => accounts.Cash(a, currency)));
                    Assert.Equal(0, Enumerable.Range(0, accounts.Count).Sum(a => accounts.Fees(a, currency)));
                }
                for (int i = 0; i < contracts.Length; i++)
                    Assert.Equal(0, Enumerable.Range(0, accounts.Count).Sum(a => accounts.Position(a, i)));
                if (step % 10 != 0)
                    continue;
                double[][] before = Sums(accounts);
                accounts.Mark(1, spot, spot); // sums all wallets of a currency anew
                accounts.Mark(0, spot * 1.0001, spot);
                double[][] after = Sums(accounts);
                Assert.All(before.Zip(after).SelectMany(static p => p.First.Zip(p.Second)), static p => Assert.Equal(p.Second, p.First, 1e-9 * (1 + Math.Abs(p.Second))));
            }
        }
        // Portfolios in which some far price decides trade little: no single world need have many.
        Assert.True(trades > 100 * Deep.Times(6) && poor > 20 * Deep.Times(6), $"{trades} trades, {poor} refused for funds");

        static double[][] Sums(MarginAccounts accounts) => [.. Enumerable.Range(0, accounts.Count).Select(a => (double[])
        [
            accounts.Equity(a, 0), accounts.Equity(a, 1), accounts.InitialMargin(a, 0), accounts.InitialMargin(a, 1), accounts.MaintenanceMargin(a, 0), accounts.MaintenanceMargin(a, 1), accounts.Available(a, 0), accounts.Available(a, 1),
        ])];
    }
}
