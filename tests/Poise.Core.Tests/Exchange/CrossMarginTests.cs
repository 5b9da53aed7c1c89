using Poise.Domain;
using Poise.Exchange;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>Accounts all of whose currencies count together.</summary>
public class CrossMarginTests
{
    private const int Btc = 0, Eth = 1, Usdc = 2, Sol = 3;
    private static readonly CollateralRules Rules = new("test", new Dictionary<string, double> { ["BTC"] = 0.03, ["ETH"] = 0.05, ["USDC"] = 0 });
    private static readonly CollateralWeight[] Weights = [.. ((string[])["BTC", "ETH", "USDC", "SOL"]).Select(Rules.WeightOf)];

    private static Contract Inverse(string coin, decimal tick) => new()
    {
        Id = new ContractId("test", coin + "-PERPETUAL"),
        Kind = ContractKind.Perpetual,
        Underlying = coin,
        Style = PayoffStyle.Inverse,
        Multiplier = 10,
        SettlementCurrency = coin,
        PriceTick = tick,
        LotSize = 1,
    };

    private static readonly Contract Linear = new()
    {
        Id = new ContractId("test", "BTC_USDC-PERPETUAL"),
        Kind = ContractKind.Perpetual,
        Underlying = "BTC",
        SettlementCurrency = "USDC",
        PriceTick = 0.5m,
        LotSize = 0.001m,
    };

    private static Contract Option(string coin, PayoffStyle style, OptionType type, double strike) => new()
    {
        Id = new ContractId("test", $"{coin}-{style}-{strike}-{type}"),
        Kind = ContractKind.Option,
        Underlying = coin,
        Style = style,
        SettlementCurrency = style == PayoffStyle.Inverse ? coin : "USDC",
        PriceTick = style == PayoffStyle.Inverse ? 0.0001m : 1m,
        LotSize = 0.1m,
        Type = type,
        Strike = strike,
    };

    private static MarginAccounts Accounts() => new(4, new MarginRules(), [new FeeTier(0, 0, 0, 0, 0, 0, 0)], null, Weights);

    /// <summary>What is sold and not owned is owed, and counts by its haircut more: 100,000 dollars carry 0.97 coins of 100,000 that are owed (99,910), not one (103,000).</summary>
    [Fact]
    public void Coins_that_are_not_owned_are_sold_as_far_as_the_debt_is_carried()
    {
        MarginAccounts accounts = Accounts();
        Contract coin = Linear with { Id = new ContractId("test", "BTC_USDC"), Kind = ContractKind.Spot, LotSize = 0.01m };
        int spot = accounts.List(new InstrumentTerms(coin, Usdc, Btc));
        int account = accounts.Open(MarginModel.CrossStandard), owner = accounts.Open(MarginModel.CrossStandard);
        accounts.Deposit(account, Usdc, 100_000 * InstrumentTerms.Unit);
        accounts.Deposit(owner, Btc, InstrumentTerms.Unit);
        accounts.Price(Btc, 100_000);
        accounts.Mark(spot, 100_000, 100_000);
        Assert.Equal(VenueReason.Funds, accounts.Admit(account, spot, Side.Sell, 100, 200_000));
        Assert.Equal(VenueReason.None, accounts.Admit(account, spot, Side.Sell, 97, 200_000));
        Assert.Equal(VenueReason.None, accounts.Admit(owner, spot, Side.Sell, 100, 200_000)); // what is owned
    }

    /// <summary>Numbers worked out by hand from the rules.</summary>
    [Fact]
    public void A_loss_in_dollars_is_carried_by_coins()
    {
        MarginAccounts accounts = Accounts();
        int future = accounts.List(new InstrumentTerms(Linear, Usdc));
        int account = accounts.Open(MarginModel.CrossStandard), plain = accounts.Open(), other = accounts.Open();
        foreach (int each in (int[])[account, plain])
        {
            accounts.Deposit(each, Btc, InstrumentTerms.Unit);
            accounts.Deposit(each, Usdc, 1_000 * InstrumentTerms.Unit);
        }
        Mark(100_000);

        // 20 coins ask for 2 % and 0.005 % more a coin: 2,000,000 * 0.021 = 42,000. There are 97,000 and 1,000.
        Assert.Equal(98_000, accounts.Available(account, Usdc), 1e-6);
        Assert.Equal(0.98, accounts.Available(account, Btc), 1e-12);
        Assert.Equal(VenueReason.None, accounts.Admit(account, future, Side.Buy, 20_000, 200_000));
        Assert.Equal(VenueReason.Funds, accounts.Admit(plain, future, Side.Buy, 20_000, 200_000));
        // 41 coins: 4,100,000 * 0.02205 = 90,405; 45: 4,500,000 * 0.02225 = 100,125.
        Assert.Equal(VenueReason.None, accounts.Admit(account, future, Side.Buy, 41_000, 200_000));
        Assert.Equal(VenueReason.Funds, accounts.Admit(account, future, Side.Buy, 45_000, 200_000));
        accounts.Traded(future, Side.Buy, account, other, 20_000, 200_000);

        // At 98,000 the coins have lost 40,000, and 39,000 dollars are owed.
        Mark(98_000);
        Assert.Equal(-39_000, accounts.Equity(account, Usdc), 1e-6);
        AccountTotals totals = accounts.Totals(account);
        Assert.Equal(98_000 - 39_000, totals.Equity, 1e-6);
        Assert.Equal(0.97 * 98_000 - 39_000, totals.Balance, 1e-6); // 56,060
        Assert.Equal(1_960_000 * 0.021, totals.Initial, 1e-6); // 41,160
        Assert.Equal(1_960_000 * 0.011, totals.Maintenance, 1e-6); // 21,560
        Assert.Equal(14_900, totals.Available, 1e-6);
        Assert.Equal(14_900 / (0.97 * 98_000), accounts.Withdrawable(account, Btc), 1e-12); // a coin that goes counted for 0.97
        Assert.Equal(-39_000, accounts.Withdrawable(account, Usdc), 1e-6);
        Assert.False(accounts.IsShort(account));
        Assert.Equal(VenueReason.Funds, accounts.Switch(account, MarginModel.SegregatedStandard)); // dollars are owed, and nothing else would stand for them
        Assert.Equal(MarginModel.CrossStandard, accounts.ModelOf(account));

        // 0.97 S + 1,000 - 20 (100,000 - S) covers 0.22 S down to S = 1,999,000 / 20.75 = 96,337.3.
        Mark(96_338);
        Assert.False(accounts.IsShort(account));
        Mark(96_337);
        Assert.True(accounts.IsShort(account));

        void Mark(double price)
        {
            accounts.Price(Btc, price);
            accounts.Mark(future, price, price);
        }
    }

    [Fact]
    public void What_is_no_collateral_counts_only_where_it_is_owed()
    {
        MarginAccounts accounts = Accounts();
        accounts.Price(Sol, 200);
        int account = accounts.Open(MarginModel.CrossStandard), other = accounts.Open();
        accounts.Deposit(account, Sol, 100 * InstrumentTerms.Unit);
        Assert.Equal(new AccountTotals(20_000, 0, 0, 0), accounts.Totals(account));
        Assert.Equal(100, accounts.Withdrawable(account, Sol)); // it stands for nothing, so that it may go
        accounts.Deposit(account, Usdc, 50_000 * InstrumentTerms.Unit);
        accounts.Pay(account, other, Sol, 200 * InstrumentTerms.Unit);
        Assert.Equal(30_000, accounts.Totals(account).Equity, 1e-9);
        Assert.Equal(50_000 - 1.1 * 20_000, accounts.Totals(account).Balance, 1e-9);
        Assert.Equal(28_000, accounts.Withdrawable(account, Usdc), 1e-9);
    }

    [Theory]
    [InlineData(MarginModel.SegregatedStandard)]
    [InlineData(MarginModel.CrossStandard)]
    public void Orders_allocate_nothing_once_the_tables_are_there(MarginModel model)
    {
        MarginAccounts accounts = Accounts();
        var engine = new MatchingEngine<MarginAccounts>(accounts);
        accounts.List(new InstrumentTerms(Linear, Usdc));
        engine.List();
        int buyer = accounts.Open(model), seller = accounts.Open(model);
        accounts.Deposit(buyer, Btc, 10 * InstrumentTerms.Unit);
        accounts.Deposit(seller, Btc, 10 * InstrumentTerms.Unit);
        accounts.Deposit(seller, Usdc, 1_000_000 * InstrumentTerms.Unit);
        accounts.Deposit(buyer, Usdc, 1_000_000 * InstrumentTerms.Unit);
        Trade();
        Assert.Equal(0, AllocatedBytes.Of(Trade));

        void Trade()
        {
            for (int i = 0; i < 200; i++)
            {
                accounts.Price(Btc, 100_000 + i);
                accounts.Mark(0, 100_000 + i, 100_000 + i);
                engine.Place(new OrderRequest(seller, 0, Side.Sell, 10, 200_000));
                engine.Place(new OrderRequest(buyer, 0, Side.Buy, 10, 200_000));
                engine.Place(new OrderRequest(seller, 0, Side.Buy, 10, 199_000));
                engine.Place(new OrderRequest(buyer, 0, Side.Sell, 10, 199_000));
                engine.Cancel(seller, engine.Place(new OrderRequest(seller, 0, Side.Buy, 10, 198_000)));
            }
        }
    }

    /// <summary>After every command the sums are those of a list of trades and orders worked out anew, and orders were let through as it would have.</summary>
    [Fact]
    public void Sums_and_orders_are_those_of_a_naive_account()
    {
        var seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int seed = 1; seed <= Deep.Times(6); seed++)
        {
            var random = new SeededRandom((ulong)seed);
            MarginAccounts accounts = Accounts();
            var engine = new MatchingEngine<MarginAccounts>(accounts);
            var naive = new NaiveCross(new MarginRules(), ScenarioRules.Deribit, Weights);
            double[] spot = [100_000, 4_000, 1, 200];
            Contract[] contracts =
            [
                Inverse("BTC", 0.5m), Inverse("ETH", 0.05m), Linear, Inverse("SOL", 0.01m), Option("BTC", PayoffStyle.Inverse, OptionType.Call, 105_000), Option("BTC", PayoffStyle.Inverse, OptionType.Put, 95_000),
                Option("ETH", PayoffStyle.Inverse, OptionType.Call, 4_000), Option("BTC", PayoffStyle.Linear, OptionType.Put, 100_000),
            ];
            string[] names = ["BTC", "ETH", "USDC", "SOL"];
            foreach (Contract contract in contracts)
            {
                int currency = Array.IndexOf(names, contract.SettlementCurrency);
                Assert.Equal(engine.List(), accounts.List(new InstrumentTerms(contract, currency)));
                naive.Instruments.Add(new NaiveCross.Listed(contract, currency, Array.IndexOf(names, contract.Underlying)));
            }
            for (int i = 0; i < 8; i++)
            {
                int account = accounts.Open((MarginModel)(i % 4));
                for (int currency = 0; currency < 4; currency++)
                    Deposit(account, currency, (long)(InstrumentTerms.Unit / spot[currency] * (i % 4 < 2 ? 20_000 : random.NextInt32(60_000))));
            }
            MarkAll(0);
            var ids = new List<(int Account, long Order)>();
            for (int step = 0; step < 400; step++)
            {
                int account = 1 + random.NextInt32(8);
                string did = "";
                switch (random.NextInt32(12))
                {
                    case 0:
                        MarkAll(random.NextInt32(8) == 0 ? 0.04 : 0.005);
                        break;
                    case 1:
                        Deposit(account, random.NextInt32(4), random.NextInt32(1_000_000));
                        break;
                    case 2 when ids.Count > 0:
                        (int whose, long order) = ids[random.NextInt32(ids.Count)];
                        engine.Cancel(whose, order);
                        Hear();
                        break;
                    case 3:
                        int to = 1 + random.NextInt32(8), of = random.NextInt32(4);
                        double most = accounts.Withdrawable(account, of);
                        long units = (long)(Math.Max(0, most) * InstrumentTerms.Unit * (random.NextInt32(3) == 0 ? 1 : random.NextDouble()));
                        accounts.Pay(account, to, of, units);
                        naive.Add(account, of, -units);
                        naive.Add(to, of, units);
                        Assert.True(units == 0 || !accounts.ModelOf(account).IsCross() || account == to || accounts.Totals(account).Available > -1e-6, "more went than was free");
                        did = units > 0 ? "paid" : "";
                        break;
                    case 4:
                        var model = (MarginModel)random.NextInt32(4);
                        bool covers = model.IsCross() ? naive.Totals(account, model.IsPortfolio()).Available >= 0 : accounts.ModelOf(account) == model && Enumerable.Range(0, 4).All(c => accounts.Available(account, c) >= 0);
                        MarginModel was = accounts.ModelOf(account);
                        VenueReason answer = accounts.Switch(account, model);
                        if (model.IsCross() || was == model)
                            Assert.Equal(covers ? VenueReason.None : VenueReason.Funds, answer);
                        Assert.Equal(answer == VenueReason.None ? model : was, accounts.ModelOf(account));
                        Assert.True(answer != VenueReason.None || model.IsCross() || Enumerable.Range(0, 4).All(c => accounts.Available(account, c) >= 0));
                        did = (answer == VenueReason.None ? "switched to " : "refused ") + model;
                        break;
                    default:
                        did = Place(account);
                        break;
                }
                seen[did] = seen.GetValueOrDefault(did) + 1;
                for (int each = 1; each <= 8; each++)
                {
                    MarginModel model = accounts.ModelOf(each);
                    AccountTotals expected = naive.Totals(each, model.IsPortfolio()), totals = accounts.Totals(each);
                    Same(expected.Equity, totals.Equity);
                    Same(expected.Balance, totals.Balance);
                    Same(expected.Initial, totals.Initial);
                    Same(expected.Maintenance, totals.Maintenance);
                    if (!model.IsCross())
                        continue;
                    Same(expected.Available / spot[Eth], accounts.Available(each, Eth));
                    Assert.Equal(naive.IsShort(each, model.IsPortfolio()), accounts.IsShort(each));
                    seen["short"] = seen.GetValueOrDefault("short") + (accounts.IsShort(each) ? 1 : 0);
                }
                for (int currency = 0; currency < 4; currency++)
                    Assert.Equal(accounts.PaidIn(currency), Enumerable.Range(0, accounts.Count).Sum(a => accounts.Cash(a, currency)));
            }

            void Deposit(int account, int currency, long units)
            {
                accounts.Deposit(account, currency, units);
                naive.Add(account, currency, units);
            }

            void MarkAll(double move)
            {
                foreach (int coin in (int[])[Btc, Eth, Sol])
                {
                    spot[coin] *= Math.Exp(move * random.NextNormal());
                    accounts.Price(coin, spot[coin]);
                    naive.Index[coin] = spot[coin];
                }
                for (int i = 0; i < contracts.Length; i++)
                {
                    NaiveCross.Listed one = naive.Instruments[i];
                    double index = spot[one.Underlying];
                    if (!one.Contract.IsOption)
                    {
                        accounts.Mark(i, one.Mark = index * 1.0003, index);
                        continue;
                    }
                    (one.Forward, one.Vol, one.Years) = (index * 1.001, 0.5 + 0.02 * i, 0.1);
                    one.Mark = Black76.EvaluateForward(one.Contract.Type, one.Forward, one.Contract.Strike, one.Years, 1, one.Vol).Price / (one.Contract.Style == PayoffStyle.Inverse ? one.Forward : 1);
                    accounts.Mark(i, one.Mark, index, one.Forward, one.Vol, one.Years);
                }
            }

            string Place(int account)
            {
                int instrument = random.NextInt32(contracts.Length);
                NaiveCross.Listed one = naive.Instruments[instrument];
                var side = (Side)random.NextInt32(2);
                long price = Math.Max(1, (long)(one.Mark * (1 + 0.004 * random.NextNormal()) / (double)one.Contract.PriceTick));
                long lots = 1 + random.NextInt32(one.Contract.IsOption ? 12 : one.IsInverseFuture ? 20_000 : 2_000), signed = side == Side.Buy ? lots : -lots;
                MarginModel model = accounts.ModelOf(account);
                double limit = price * (double)one.Contract.PriceTick, usd = naive.Index[one.Currency];
                AccountTotals now = naive.Totals(account, model.IsPortfolio()), with = naive.Totals(account, model.IsPortfolio(), instrument, signed, limit);
                long opens = Math.Max(0, lots - Math.Max(0, -Math.Sign(signed) * naive.Held(account, instrument))) * Math.Sign(signed); // what closes gives nothing away
                double lost = usd * Math.Max(0, one.Worth(opens, limit) - one.Worth(opens, one.Mark)), more = with.Initial - now.Initial;
                double room;
                if (model.IsPortfolio())
                {
                    naive.Lots[(account, instrument)] = naive.Held(account, instrument) + signed;
                    double then = naive.Totals(account, isPortfolio: true).Initial - now.Initial;
                    naive.Lots[(account, instrument)] -= signed;
                    room = then <= 0 ? double.PositiveInfinity : now.Available - lost - Math.Min(more, then);
                }
                else
                {
                    more += one.Contract.IsOption ? 0 : lost;
                    room = more <= 0 ? double.PositiveInfinity : now.Available - more;
                }
                ids.Add((account, engine.Place(new OrderRequest(account, instrument, side, lots, price, SelfTrade: SelfTrade.CancelMaker))));
                bool isRefused = Hear();
                if (model.IsCross() && Math.Abs(room) > 1e-5)
                    Assert.Equal(room < 0, isRefused);
                return (isRefused ? "refused by " : "placed by ") + model;
            }

            bool Hear()
            {
                bool isRefused = false;
                foreach (MatchEvent e in engine.Events)
                {
                    switch (e.Kind)
                    {
                        case MatchEventKind.Rejected:
                            isRefused |= e.Reason == VenueReason.Funds;
                            break;
                        case MatchEventKind.Placed:
                            naive.Orders[e.Order] = new NaiveCross.OpenOrder(e.Account, e.Instrument, e.Side, e.Price) { Lots = e.Quantity };
                            break;
                        case MatchEventKind.Trade:
                            long signed = e.Side == Side.Buy ? e.Quantity : -e.Quantity;
                            naive.Trade(e.Account, e.Instrument, signed, e.Price);
                            naive.Trade(e.MakerAccount, e.Instrument, -signed, e.Price);
                            foreach (long order in (long[])[e.Order, e.Maker])
                            {
                                if ((naive.Orders[order].Lots -= e.Quantity) == 0)
                                    naive.Orders.Remove(order);
                            }
                            break;
                        case MatchEventKind.Cancelled:
                            naive.Orders.Remove(e.Order);
                            break;
                        default:
                            break;
                    }
                }
                return isRefused;
            }
        }
        string all = string.Join(", ", seen.Select(static s => $"{s.Value} {s.Key}"));
        foreach (string needed in (string[])["placed by CrossStandard", "placed by CrossPortfolio", "refused by CrossStandard", "refused by CrossPortfolio", "switched to CrossStandard", "switched to CrossPortfolio", "refused CrossPortfolio", "paid", "short"])
            Assert.True(seen.GetValueOrDefault(needed) > Deep.Times(1), $"too little of {needed}: {all}");

        static void Same(double expected, double is_) => Assert.Equal(expected, is_, 1e-9 * (1000 + Math.Abs(expected)));
    }
}
