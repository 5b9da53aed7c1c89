using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>What the house quotes makes sense: two sides, parity, no arbitrage that a taker could lock in.</summary>
public class QuoteTests
{
    public static TheoryData<bool> Styles => [false, true];

    [Theory]
    [MemberData(nameof(Styles))]
    public void The_chain_has_its_expiries_and_strikes_and_proper_names(bool inverse)
    {
        SimulatedMarket market = new(Settings(inverse), 1, Listener.Start);
        Contract[] options = [.. Enumerable.Range(1, market.Contracts - 1).Select(i => market.ContractAt(new(i)))];
        Assert.Equal(4 * 15 * 2, options.Length);
        Assert.Equal(["22NOV26", "27NOV26", "4DEC26", "25DEC26"], options.Select(o => o.Id.Symbol.Split('-')[1]).Distinct());
        Assert.All(options, o => Assert.Equal((8, 0), (o.Expiry.ToUtc().Hour, o.Expiry.ToUtc().Minute)));
        Assert.Contains(options, o => o.Id.Symbol == (inverse ? "BTC-27NOV26-100000-C" : "BTC_USDC-27NOV26-100000-C"));
        Assert.Equal(inverse ? "BTC-PERPETUAL" : "BTC_USDC-PERPETUAL", market.ContractAt(new(0)).Id.Symbol);
        Assert.All(options, o => Assert.Equal(inverse ? "BTC" : "USDC", o.SettlementCurrency));
        Assert.True(options.Select(o => o.Strike).Min() < 80_000 && options.Select(o => o.Strike).Max() > 120_000);
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Quotes_are_two_sided_or_have_an_offer_and_parity_holds_within_the_spread(bool inverse)
    {
        foreach ((SimulatedMarket market, Dictionary<int, Quote> quotes) in Snapshots(inverse))
        {
            int pairs = 0;
            foreach ((int index, Quote call) in quotes)
            {
                Contract contract = market.ContractAt(new(index));
                Assert.True(call.Ask > 0 && call.AskSize > 0);
                Assert.True(double.IsNaN(call.Bid) || (call.Bid > 0 && call.Bid < call.Ask && call.BidSize > 0));
                if (contract.Type != OptionType.Call || !contract.IsOption || !market.IsLive(new(index)))
                    continue;
                Quote put = quotes[index + 1];
                double years = (contract.Expiry - market.Now).Years;
                double forward = market.Index * Math.Exp(market.Settings.Carry * years);
                double parity = inverse ? 1 - contract.Strike / forward : forward - contract.Strike;
                Assert.True((double.IsNaN(call.Bid) ? 0 : call.Bid) - put.Ask <= parity + 1e-9);
                Assert.True(call.Ask - (double.IsNaN(put.Bid) ? 0 : put.Bid) >= parity - 1e-9);
                pairs++;
            }
            Assert.True(pairs >= 60);
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void No_spread_and_no_butterfly_can_be_bought_for_less_than_nothing(bool inverse)
    {
        foreach ((SimulatedMarket market, Dictionary<int, Quote> quotes) in Snapshots(inverse))
        {
            var chains = quotes.Where(q => market.ContractAt(new(q.Key)).IsOption && market.IsLive(new(q.Key)))
                .Select(q => (Contract: market.ContractAt(new(q.Key)), q.Value))
                .GroupBy(q => (q.Contract.Expiry, q.Contract.Type));
            foreach (var chain in chains)
            {
                // Along the strikes puts are rising, calls falling: begin where they are worth most.
                double sign = chain.Key.Type == OptionType.Call ? 1 : -1;
                var line = chain.OrderBy(q => sign * q.Contract.Strike).ToArray();
                for (int i = 1; i < line.Length; i++)
                    Assert.True(line[i - 1].Value.Ask - Bid(line[i].Value) >= -1e-12, $"{line[i].Contract.Id}: a vertical for nothing");
                for (int i = 2; i < line.Length; i++)
                {
                    double a = Math.Abs(line[i - 1].Contract.Strike - line[i - 2].Contract.Strike);
                    double b = Math.Abs(line[i].Contract.Strike - line[i - 1].Contract.Strike);
                    double cost = line[i - 2].Value.Ask / a - Bid(line[i - 1].Value) * (1 / a + 1 / b) + line[i].Value.Ask / b;
                    Assert.True(cost >= -1e-12, $"{line[i - 1].Contract.Id}: a butterfly for nothing");
                }
            }
        }
    }

    [Fact]
    public void Open_interest_lies_above_for_calls_and_below_for_puts_and_moves_slowly()
    {
        SimulatedMarket market = new(new MarketSettings { OptionTradesPerSecond = 5 }, 3, Listener.Start);
        double[] first = [.. Enumerable.Range(1, market.Contracts - 1).Select(i => market.OpenInterestOf(new(i)))];
        double Sum(OptionType type, bool above) => Enumerable.Range(1, market.Contracts - 1)
            .Where(i => market.ContractAt(new(i)).Type == type && market.ContractAt(new(i)).Strike > market.Index == above).Sum(i => market.OpenInterestOf(new(i)));
        Assert.True(Sum(OptionType.Call, true) > 1.5 * Sum(OptionType.Call, false));
        Assert.True(Sum(OptionType.Put, false) > 1.5 * Sum(OptionType.Put, true));
        var listener = new Listener();
        market.AdvanceTo(Listener.Start + Duration.FromSeconds(300), listener);
        double[] later = [.. Enumerable.Range(1, first.Length).Select(i => market.OpenInterestOf(new(i)))];
        Assert.NotEqual(first, later);
        Assert.InRange(later.Sum() / first.Sum(), 0.8, 1.3);
        Assert.All(later, oi => Assert.True(oi >= 0));
        var said = listener.Events.Where(e => e.Kind == ExchangeEventKind.OpenInterest).GroupBy(e => e.Contract.Value).ToDictionary(g => g.Key, g => g.Last().OpenInterest);
        Assert.Equal(first.Length, said.Count);
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Options_end_at_eight_are_paid_on_the_mean_of_half_an_hour_and_new_ones_come(bool inverse)
    {
        MarketSettings settings = Settings(inverse) with { Step = Duration.FromSeconds(30), DataLatency = default, AccountLatency = default, OrderLatency = default };
        SimulatedMarket market = new(settings, 4, Listener.Start);
        var listener = new Listener { Keep = kind => kind is not (ExchangeEventKind.Quote or ExchangeEventKind.Depth) };
        market.AdvanceTo(Listener.Start, listener);
        int contract = Enumerable.Range(1, 30).Where(i => market.ContractAt(new(i)).Type == OptionType.Call).MinBy(i => Math.Abs(market.ContractAt(new(i)).Strike - 98_000));
        long limit = (long)(1.2 * market.MarkOf(new(contract)) / (double)market.ContractAt(new(contract)).PriceTick);
        market.Submit(DeskMessage.Place(new NewOrder(new(1, 1), new(contract), Side.Buy, new(20), new(limit), TimeInForce.ImmediateOrCancel, false, false)), market.Now);
        market.Submit(DeskMessage.Place(new NewOrder(new(1, 2), new(contract), Side.Buy, new(20), new(1), TimeInForce.GoodTillCancelled, false, false)), market.Now);
        Instant expiry = market.ContractAt(new(contract)).Expiry;
        int before = market.Contracts;
        market.AdvanceTo(expiry, listener);
        decimal mean = Math.Round((decimal)listener.Events.Where(e => e.Kind == ExchangeEventKind.Index && e.DeliveredAt >= expiry - Duration.FromSeconds(1800) && e.DeliveredAt < expiry).Average(e => e.Index), 2);
        ExchangeEvent settled = Assert.Single(listener.Events, e => e.Kind == ExchangeEventKind.Settled && e.Contract.Value == contract);
        decimal payoff = Math.Max(0, mean - (decimal)market.ContractAt(new(contract)).Strike);
        Assert.Equal((double)(inverse ? payoff / mean : payoff), (double)settled.Settlement.Price, inverse ? 1e-4 : 10);
        Assert.True(settled.Settlement.Held.Count >= 20);
        Assert.Equal(settled.Settlement.Price * settled.Settlement.Held.Count * 0.1m, settled.Settlement.Cash, 6);
        Assert.False(market.IsLive(new(contract)));
        Assert.True(market.TrySettlement(new(contract), out Settlement asked));
        Assert.Equal(settled.Settlement, asked);
        Assert.Equal(Lots.Zero, market.PositionOf(new(contract)));
        Assert.True(market.TryOrder(new(1, 2), out OrderState state) && state.Status != OrderStatus.Open);
        Assert.Equal(30, listener.Events.Count(e => e.Kind == ExchangeEventKind.Settled));
        Assert.True(market.Contracts >= before + 30);
        Assert.Contains(listener.Events, e => e.Kind == ExchangeEventKind.Listed && e.Listing.Id.Symbol.StartsWith(inverse ? "BTC-23NOV26-" : "BTC_USDC-23NOV26-", StringComparison.Ordinal));
        market.Submit(DeskMessage.Place(new NewOrder(new(1, 3), new(contract), Side.Buy, new(1), new(limit), TimeInForce.GoodTillCancelled, false, false)), market.Now);
        market.AdvanceTo(market.Now, listener);
        Assert.Equal((int)VenueReason.Expired, listener.Updates.Last().Reason);
    }

    [Fact]
    public void A_running_market_allocates_little()
    {
        SimulatedMarket market = new(new MarketSettings(), 6, Listener.Start);
        var listener = new Listener { Keep = _ => false };
        // Fits of smiles, and lists of those who act: 2 kB a second of the market.
        Assert.InRange(AllocatedBytes.Of(() => market.AdvanceTo(market.Now + Duration.FromSeconds(60), listener)), 0, 60 * 2_500);
    }

    [Fact]
    public void Settings_out_of_range_and_time_that_runs_back_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new SimulatedMarket(new MarketSettings { Spot = double.NaN }, 1, Listener.Start));
        Assert.Throws<ArgumentException>(() => new SimulatedMarket(new MarketSettings { SmileCurvature = 1.9 }, 1, Listener.Start));
        var market = new SimulatedMarket(new MarketSettings(), 1, Listener.Start);
        Assert.Throws<ArgumentException>(() => market.AdvanceTo(Listener.Start - Duration.FromSeconds(1), new Listener()));
        Assert.Throws<ArgumentException>(() => market.Submit(DeskMessage.Cancel(default), Listener.Start - Duration.FromSeconds(1)));
        Assert.Throws<ArgumentException>(() => market.Submit(default, Listener.Start));
    }

    private static double Bid(Quote quote) => double.IsNaN(quote.Bid) ? 0 : quote.Bid;

    private static MarketSettings Settings(bool inverse) => inverse ? MarketSettings.Inverse : new MarketSettings();

    /// <summary>All tops at one instant, after two days of rough seas, in several markets.</summary>
    private static IEnumerable<(SimulatedMarket Market, Dictionary<int, Quote> Tops)> Snapshots(bool inverse)
    {
        MarketSettings settings = Settings(inverse) with { DataLatency = default, Step = Duration.FromSeconds(600), PerpetualTradesPerSecond = 0, OptionTradesPerSecond = 0, Vol = 0.7 };
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var market = new SimulatedMarket(settings, seed, Listener.Start);
            var listener = new Listener { Keep = kind => kind == ExchangeEventKind.Quote };
            market.AdvanceTo(Listener.Start + Duration.FromHours(50) + Duration.FromMilliseconds(2), listener);
            var tops = new Dictionary<int, Quote>();
            foreach (ExchangeEvent e in listener.Events)
                tops[e.Contract.Value] = e.Quote;
            yield return (market, tops);
        }
    }
}
