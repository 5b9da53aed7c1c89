using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>What the parts do together: days that end, contracts that settle, marks, quotes under protection, orders that wait.</summary>
public class JoinedExchangeTests
{
    private static readonly Instant Born = Instant.FromUtc(2026, 11, 26, 5);
    private static readonly Instant Expiry = Instant.FromUtc(2026, 11, 26, 8);

    private static readonly ExchangeSettings Inverse = new() { Listings = [new ListingSettings { Expiries = 2, Strikes = 9 }] };
    private static readonly ExchangeSettings Linear = new() { Listings = [ListingSettings.Linear with { Expiries = 2, Strikes = 9 }] };

    private readonly List<ExchangeNotice> _notices = [];
    private SimulatedExchange _exchange = null!;

    [Fact]
    public void An_option_settles_on_the_mean_of_the_last_half_hour_and_its_delta_decays_in_it()
    {
        Begin(Linear, Born);
        (int a, int b) = (Open("USDC", 1_000_000), Open("USDC", 1_000_000));
        ListedInstrument call = Options(Expiry).First(o => o.Contract.Type == OptionType.Call && o.Contract.Strike < 97_000);
        Trade(a, b, call.Number, 10, Ticks(call, 0));
        long aPaid = _exchange.Accounts.Cash(a, 0);
        // Half the window at 100,000, half at 102,000.
        double before = Delta(Expiry - Duration.FromSeconds(1801));
        Say(100_000, Expiry - Duration.FromSeconds(1800), Expiry - Duration.FromSeconds(900));
        double half = call.Delta;
        Say(102_000, Expiry - Duration.FromSeconds(900), Expiry - Duration.FromSeconds(10));
        double estimate = _exchange.EstimatedSettlement(0);
        Say(102_000, Expiry - Duration.FromSeconds(10), Expiry);
        Assert.Equal(1, before, 0.02);
        Assert.Equal(0.5, half, 0.01);
        Assert.Equal(101_000, call.Settlement, 10.0);
        Assert.Equal(call.Settlement, estimate, 1.0);
        long worth = (long)Math.Round((call.Settlement - call.Contract.Strike) * 10 * 0.1 * 1e8);
        Assert.Equal(worth, _exchange.Accounts.Cash(a, 0) - aPaid, 200.0);
        Assert.Equal(0, _exchange.Accounts.Position(a, call.Number));
        Assert.False(call.IsOpen);
        Assert.Equal(VenueReason.Expired, Place(a, call.Number, Side.Buy, 1, 1).Reason);
        Assert.Contains(_notices, n => n.Kind == NoticeKind.Settled && n.Instrument == call.Number && n.Price == call.Settlement);
        Assert.Contains(_exchange.Instruments, i => i.IsOpen && i.Contract.IsOption && i.ListedAt == Expiry);

        double Delta(Instant at)
        {
            Say(100_000, at - Duration.FromSeconds(60), at);
            return call.Delta;
        }
    }

    [Fact]
    public void Day_orders_and_waiting_day_orders_end_with_the_day_and_others_stay()
    {
        Begin(Inverse, Born);
        int a = Open("BTC", 10);
        long day = Place(a, 0, Side.Buy, 1, 198_000, TimeInForce.Day).Number;
        long stays = Place(a, 0, Side.Buy, 1, 198_000).Number;
        long waits = _exchange.Apply(ExchangeCommand.Wait(_exchange.Now, new TriggerRequest(
            new OrderRequest(a, 0, Side.Sell, 1, 180_000, TimeInForce: TimeInForce.Day), TriggerKind.Stop, TriggerSource.Mark, 90_000))).Number;
        Pass(Expiry - Duration.FromSeconds(1));
        Assert.Equal(3, _exchange.OpenOrders(a).Count);
        Pass(Expiry);
        Assert.Equal([stays], _exchange.OpenOrders(a).Select(o => o.Number));
        Assert.Equal([(day, VenueReason.DayEnd), (waits, VenueReason.DayEnd)], _exchange.EndedOrders(a).Select(o => (o.Number, o.Reason)));
    }

    [Fact]
    public void Options_are_marked_by_the_smile_of_what_is_quoted()
    {
        Begin(Inverse, Born);
        int maker = Open("BTC", 10_000);
        Instant expiry = Instant.FromUtc(2026, 11, 27, 8);
        List<ListedInstrument> options = Options(expiry);
        Assert.All(options, o => Assert.Equal(0.5, o.Vol, 1e-9));
        // A smile: higher to the left.
        foreach (ListedInstrument option in options)
        {
            double years = (expiry - _exchange.Now).Years, k = Math.Log(option.Contract.Strike / option.Forward);
            double vol = Smile(k), price = Pricing.Black76.EvaluateForward(option.Contract.Type, option.Forward, option.Contract.Strike, years, 1, vol).Price / option.Forward;
            long low = Math.Max(1, (long)(price * 0.98 / 0.0001)), high = (long)Math.Ceiling(price * 1.02 / 0.0001) + 1;
            Place(maker, option.Number, Side.Buy, 5, low >= 50 ? low / 5 * 5 : low);
            Place(maker, option.Number, Side.Sell, 5, high >= 50 ? (high + 4) / 5 * 5 : high);
        }
        Pass(_exchange.Now + Duration.FromSeconds(20));
        foreach (ListedInstrument option in options.Where(o => Math.Abs(o.Delta) is > 0.1 and < 0.9))
            Assert.Equal(Smile(Math.Log(option.Contract.Strike / option.Forward)), option.Vol, 0.03);
        // Calls and puts of a strike have one vol, and parity holds: inverse, in coin.
        foreach (IGrouping<double, ListedInstrument> pair in options.GroupBy(o => o.Contract.Strike))
        {
            ListedInstrument call = pair.Single(o => o.Contract.Type == OptionType.Call), put = pair.Single(o => o.Contract.Type == OptionType.Put);
            Assert.Equal(call.Vol, put.Vol);
            Assert.Equal(1 - pair.Key / call.Forward, call.Mark - put.Mark, 1e-9);
        }

        static double Smile(double k) => 0.6 - 0.8 * k + 4 * k * k;
    }

    [Fact]
    public void Protection_takes_all_quotes_of_the_group_away_and_takes_none_until_the_freeze_ends()
    {
        Begin(Inverse, Born);
        (int maker, int taker) = (Open("BTC", 100), Open("BTC", 100));
        ListedInstrument option = Options(Instant.FromUtc(2026, 11, 27, 8)).First(o => Math.Abs(o.Delta) is > 0.4 and < 0.6);
        long price = Ticks(option, 0);
        Assert.Equal(VenueReason.NoProtection, Quote(Side.Sell, 10, price).Reason);
        _exchange.Apply(ExchangeCommand.Protect(_exchange.Now, maker, 1, new ProtectionSettings(Duration.FromSeconds(5), Duration.FromSeconds(2), 1.5)));
        long ask = Quote(Side.Sell, 10, price).Number;
        Quote(Side.Buy, 10, price / 10 * 5);
        Assert.Equal(ask, Quote(Side.Sell, 8, price).Number); // fewer lots: the same order, the same place
        long other = Place(maker, 0, Side.Buy, 1, 199_000).Number; // no part of the group
        Place(taker, option.Number, Side.Buy, 8, price);
        Assert.Equal([other], _exchange.OpenOrders(maker).Select(o => o.Number).Where(n => n == other)); // 0.8 contracts do not trip it
        Assert.Equal(2, _exchange.OpenOrders(maker).Count);
        Quote(Side.Sell, 8, price);
        Place(taker, option.Number, Side.Buy, 8, price);
        Assert.Equal([other], _exchange.OpenOrders(maker).Select(o => o.Number));
        Assert.Contains(_notices, n => n.Kind == NoticeKind.Tripped && n.Account == maker && n.Group == 1);
        Assert.Equal(VenueReason.Protection, _exchange.EndedOrders(maker).Last().Reason);
        Assert.Equal(VenueReason.Protection, Quote(Side.Sell, 8, price).Reason);
        Pass(_exchange.Now + Duration.FromSeconds(2));
        Assert.True(Quote(Side.Sell, 8, price).IsDone);

        ExchangeAnswer Quote(Side side, long lots, long at) =>
            _exchange.Apply(ExchangeCommand.Quote(_exchange.Now, new OrderRequest(maker, option.Number, side, lots, at), 1, "set"));
    }

    [Fact]
    public void A_stop_goes_off_by_the_last_trade_and_may_set_off_the_next()
    {
        Begin(Inverse, Born);
        (int a, int b, int maker) = (Open("BTC", 100), Open("BTC", 100), Open("BTC", 100));
        foreach (long price in (long[])[199_800, 199_600, 199_400, 199_200])
            Place(maker, 0, Side.Buy, 10, price);
        long first = Stop(a, 99_800), second = Stop(b, 99_600);
        Place(a, 0, Side.Sell, 10, 199_800); // 99,900: none
        Assert.Equal(0, _exchange.Accounts.Position(b, 0));
        Place(a, 0, Side.Sell, 10, 199_600); // 99,800 sets off the first, which trades at 99,700; not the second
        Assert.Equal(-30, _exchange.Accounts.Position(a, 0));
        Assert.Equal(0, _exchange.Accounts.Position(b, 0));
        Place(a, 0, Side.Sell, 5, 199_200); // 99,600 sets off the second
        Assert.Equal(-5, _exchange.Accounts.Position(b, 0));
        Assert.True(_exchange.TryFind(first, out OrderRecord fired));
        Assert.Equal(OrderStage.Triggered, fired.Stage);
        Assert.True(_exchange.TryFind(fired.Origin, out OrderRecord became));
        Assert.Equal((first, OrderStage.Filled, "stop"), (became.Origin, became.Stage, became.Label));
        Assert.True(_exchange.TryFind(second, out _));

        long Stop(int account, double at) => _exchange.Apply(ExchangeCommand.Wait(
            _exchange.Now, new TriggerRequest(new OrderRequest(account, 0, Side.Sell, 10, 0, OrderKind.Market, TimeInForce.ImmediateOrCancel), TriggerKind.Stop, TriggerSource.Last, at), "stop")).Number;
    }

    [Fact]
    public void Orders_are_cancelled_by_what_they_are()
    {
        Begin(new ExchangeSettings { Listings = [.. Inverse.Listings, .. Linear.Listings] }, Born);
        int a = Open("BTC", 100);
        _exchange.Apply(ExchangeCommand.Deposit(_exchange.Now, a, 1, 1_000_000_00000000));
        ListedInstrument option = Options(Instant.FromUtc(2026, 11, 27, 8))[0], spot = _exchange.Find("BTC_USDC")!, linear = _exchange.Find("BTC_USDC-PERPETUAL")!;
        long[] all = [
            Place(a, 0, Side.Buy, 1, 198_000, label: "x").Number, Place(a, 0, Side.Buy, 1, 198_000, label: "y").Number,
            Place(a, option.Number, Side.Buy, 1, Ticks(option, -1), label: "x").Number, Place(a, spot.Number, Side.Buy, 1, 198_000).Number, Place(a, linear.Number, Side.Buy, 1, 198_000).Number];
        Assert.All(all, n => Assert.True(n > 0));
        Assert.Equal(2, Cancel(new OrderFilter(Label: "x")));
        Assert.Equal(1, Cancel(new OrderFilter(Kind: ContractKind.Spot)));
        Assert.Equal(0, Cancel(new OrderFilter(Instrument: option.Number)));
        Assert.Equal(1, Cancel(new OrderFilter(Listing: 1)));
        Place(a, option.Number, Side.Buy, 1, Ticks(option, -1));
        Assert.Equal(2, Cancel(OrderFilter.All));
        Assert.Equal(OrderFilter.All, new OrderFilter());
        Assert.Empty(_exchange.OpenOrders(a));

        int Cancel(OrderFilter filter) => _exchange.Apply(ExchangeCommand.CancelAll(_exchange.Now, a, filter)).Count;
    }

    [Fact]
    public void Coarse_prices_are_kept_and_a_slide_lands_on_them()
    {
        Begin(Inverse, Born);
        (int a, int b) = (Open("BTC", 100), Open("BTC", 100));
        ListedInstrument option = Options(Instant.FromUtc(2026, 11, 27, 8)).First(o => o.Mark is > 0.008 and < 0.03);
        Assert.Equal(VenueReason.PriceStep, Place(a, option.Number, Side.Sell, 1, 101).Reason);
        Assert.True(Place(a, option.Number, Side.Sell, 1, 100).IsDone);
        long slid = _exchange.Apply(ExchangeCommand.Place(_exchange.Now, new OrderRequest(b, option.Number, Side.Buy, 1, 105, PostOnly: PostOnly.Slide))).Number;
        Assert.True(_exchange.TryFind(slid, out OrderRecord found));
        Assert.Equal(95, found.Price);
    }

    [Fact]
    public void Spot_changes_one_currency_for_the_other_and_what_is_offered_cannot_be_offered_twice()
    {
        Begin(Linear, Born);
        int btc = 1, usdc = 0;
        Assert.Equal(["USDC", "BTC"], _exchange.Currencies);
        (int a, int b) = (Open("USDC", 100_000), Open("BTC", 1));
        ListedInstrument spot = _exchange.Find("BTC_USDC")!;
        Assert.Equal(VenueReason.Funds, Place(a, spot.Number, Side.Buy, 10_001, 200_000).Reason);
        Assert.Equal(VenueReason.Funds, Place(b, spot.Number, Side.Sell, 10_001, 200_000).Reason);
        Assert.True(Place(b, spot.Number, Side.Sell, 6_000, 200_000).IsDone);
        Assert.Equal(VenueReason.Funds, Place(b, spot.Number, Side.Sell, 4_001, 200_000).Reason);
        Assert.Equal(0.4, _exchange.Accounts.Available(b, btc), 1e-9);
        Place(a, spot.Number, Side.Buy, 5_000, 200_000);
        Assert.Equal(50_000_000, _exchange.Accounts.Cash(a, btc));
        Assert.Equal(100_000_00000000 - 50_000_00000000 - _exchange.Accounts.Fees(a, usdc), _exchange.Accounts.Cash(a, usdc));
        Assert.Equal(0, _exchange.Accounts.Position(a, spot.Number));
        Assert.True(_exchange.Apply(ExchangeCommand.Deposit(_exchange.Now, a, btc, -50_000_000)).IsDone);
        Assert.Equal(VenueReason.Funds, _exchange.Apply(ExchangeCommand.Deposit(_exchange.Now, b, btc, -50_000_000)).Reason); // a tenth of it is offered
    }

    [Fact]
    public void Time_does_not_go_back_and_strangers_are_refused()
    {
        Begin(Inverse, Born);
        int a = Open("BTC", 1);
        Assert.Throws<ArgumentException>(() => _exchange.Apply(ExchangeCommand.Pass(Born - Duration.FromSeconds(1))));
        foreach (int stranger in (int[])[MarginAccounts.House, SimulatedExchange.Fund, a + 1, -1])
            Assert.Equal(VenueReason.UnknownAccount, Place(stranger, 0, Side.Buy, 1, 199_000).Reason);
        Assert.Equal(VenueReason.UnknownContract, Place(a, _exchange.Instruments.Count, Side.Buy, 1, 1).Reason);
        Assert.Equal(VenueReason.UnknownContract, Place(a, -1, Side.Buy, 1, 1).Reason);
        Assert.Throws<ArgumentException>(() => new SimulatedExchange(new ExchangeSettings { Listings = [] }, Born));
        Assert.Throws<ArgumentException>(() => new SimulatedExchange(new ExchangeSettings { Listings = [new(), new()] }, Born));
    }

    [Fact]
    public void An_account_that_falls_short_is_liquidated_and_what_the_fund_takes_over_it_sells_again()
    {
        Begin(Inverse, Born);
        (int a, int maker, int late) = (Open("BTC", 0.1m), Open("BTC", 1000), Open("BTC", 1000));
        _exchange.Apply(ExchangeCommand.Deposit(_exchange.Now, SimulatedExchange.Fund, 0, 100_00000000));
        Place(maker, 0, Side.Sell, 20_000, 200_000);
        Assert.True(Place(a, 0, Side.Buy, 20_000, 200_000).IsDone); // 200,000 USD on a tenth of a coin
        Say(94_000, _exchange.Now + Duration.FromSeconds(2), _exchange.Now + Duration.FromSeconds(30)); // nobody bids
        Assert.Equal(0, _exchange.Accounts.Position(a, 0));
        Assert.Equal(20_000, _exchange.Accounts.Position(SimulatedExchange.Fund, 0));
        Assert.Contains(_notices, n => n.Kind == NoticeKind.Liquidation && n.Account == a && n.Liquidation.Step == LiquidationStep.TakenOver);
        Assert.True(Place(late, 0, Side.Buy, 100_000, 187_000).IsDone);
        Say(94_000, _exchange.Now + Duration.FromSeconds(1), _exchange.Now + Duration.FromSeconds(60));
        Assert.InRange(_exchange.Accounts.Position(SimulatedExchange.Fund, 0), 0, 10);
    }

    private void Begin(ExchangeSettings settings, Instant at) => _exchange = new SimulatedExchange(settings, at, new Listening(_notices));

    private int Open(string currency, decimal amount)
    {
        int account = _exchange.Apply(ExchangeCommand.Open(_exchange.Now)).Count;
        int number = _exchange.Currencies.ToList().IndexOf(currency);
        _exchange.Apply(ExchangeCommand.Deposit(_exchange.Now, account, number, (long)(amount * 100_000_000)));
        return account;
    }

    private ExchangeAnswer Place(int account, int instrument, Side side, long lots, long price, TimeInForce time = TimeInForce.GoodTillCancelled, string? label = null) =>
        _exchange.Apply(ExchangeCommand.Place(_exchange.Now, new OrderRequest(account, instrument, side, lots, price, TimeInForce: time), label));

    private void Trade(int buyer, int seller, int instrument, long lots, long price)
    {
        Assert.True(Place(seller, instrument, Side.Sell, lots, price).IsDone);
        Assert.True(Place(buyer, instrument, Side.Buy, lots, price).IsDone);
        Assert.Equal(lots, _exchange.Accounts.Position(buyer, instrument));
    }

    /// <summary>All sources say one price, every second from one instant to another.</summary>
    private void Say(double index, Instant from, Instant until)
    {
        for (Instant at = from > _exchange.Now ? from : _exchange.Now; at <= until; at += Duration.FromSeconds(1))
        {
            for (int source = 0; source < 3; source++)
                _exchange.Apply(ExchangeCommand.Index(at, 0, source, index));
        }
        Pass(until);
    }

    private void Pass(Instant until) => _exchange.Apply(ExchangeCommand.Pass(until));

    /// <summary>The mark in ticks on the grid, so many steps away.</summary>
    private static long Ticks(ListedInstrument option, int steps)
    {
        long ticks = Math.Max(1, (long)Math.Round(option.Mark / option.Terms.Tick));
        long step = option.Contract.Style == PayoffStyle.Inverse && ticks >= 50 ? 5 : 1;
        return Math.Max(1, ticks / step * step + steps * step);
    }

    private List<ListedInstrument> Options(Instant expiry) => [.. _exchange.Instruments.Where(i => i.Contract.IsOption && i.Contract.Expiry == expiry)];

    private sealed class Listening(List<ExchangeNotice> notices) : IExchangeWatch
    {
        public void Matched(Instant at, ReadOnlySpan<MatchEvent> events)
        {
        }

        public void Happened(Instant at, in ExchangeNotice notice) => notices.Add(notice);
    }
}
