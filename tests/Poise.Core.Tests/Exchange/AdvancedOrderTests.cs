using Poise.Domain;
using Poise.Exchange;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>Orders whose price is said in USD or vol.</summary>
public class AdvancedOrderTests
{
    private const double Spot = 100_000;

    private readonly SimulatedExchange _exchange = new(
        new ExchangeSettings { Listings = [new ListingSettings { Expiries = 1, Strikes = 3 }, ListingSettings.Linear with { Expiries = 1, Strikes = 3 }], IndexSources = 1 }, Instant.FromUtc(2026, 11, 26, 9));

    private readonly int _account, _other;

    public AdvancedOrderTests()
    {
        (_account, _other) = (Open(), Open());
        Move(Spot);

        int Open()
        {
            int account = _exchange.Apply(ExchangeCommand.Open(_exchange.Now)).Count;
            for (int currency = 0; currency < _exchange.Currencies.Count; currency++)
                _exchange.Apply(ExchangeCommand.Deposit(_exchange.Now, account, currency, 10_000_000L * InstrumentTerms.Unit));
            return account;
        }
    }

    private ListedInstrument Call => _exchange.Instruments.First(i => i.Contract is { IsOption: true, Style: PayoffStyle.Inverse, Type: OptionType.Call } && i.Contract.Strike >= Spot);

    /// <summary>The index is somewhere else, and a mark has seen it.</summary>
    private void Move(double index)
    {
        Instant until = _exchange.Now + Duration.FromSeconds(5);
        for (int listing = 0; listing < 2; listing++)
            _exchange.Apply(ExchangeCommand.Index(_exchange.Now, listing, 0, index));
        _exchange.Apply(ExchangeCommand.Pass(until));
    }

    private ExchangeAnswer Place(PricedIn unit, double price, Side side = Side.Buy, ListedInstrument? instrument = null, long lots = 10, int? account = null) => _exchange.Apply(
        ExchangeCommand.Place(_exchange.Now, new OrderRequest(account ?? _account, (instrument ?? Call).Number, side, lots, 0), "mine").Saying(unit, price));

    private OrderRecord Of(long number)
    {
        Assert.True(_exchange.TryFind(number, out OrderRecord order));
        return order;
    }

    private double Worth(double vol) => Black76.EvaluateForward(OptionType.Call, Call.Forward, Call.Contract.Strike, (Call.Contract.Expiry - _exchange.Now).Years, 1, vol).Price / Call.Forward;

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void A_price_in_vol_stands_where_the_vol_is_worth_now(Side side)
    {
        long number = Place(PricedIn.Vol, side == Side.Buy ? Call.Vol - 0.05 : Call.Vol + 0.05, side).Number;
        double asked = Of(number).Asked;
        long before = Of(number).Price;
        foreach (double index in (double[])[Spot * 1.01, Spot * 0.985, Spot])
        {
            Move(index);
            double ticks = Worth(asked) / Call.Terms.Tick;
            long grid = Call.OnGrid((long)(side == Side.Buy ? Math.Floor(ticks) : Math.Ceiling(ticks)), side);
            Assert.Equal(grid, Of(number).Price);
            Assert.Equal((OrderStage.Open, 10L, asked, "mine"), (Of(number).Stage, Of(number).Quantity, Of(number).Asked, Of(number).Label));
            Assert.Contains(_exchange.OpenOrders(_account), o => o.Number == number && o.Price == grid);
            Assert.True(index == Spot || grid != before);
        }
    }

    [Fact]
    public void A_price_in_usd_is_less_coin_where_a_coin_is_worth_more()
    {
        long number = Place(PricedIn.Usd, 500).Number;
        Assert.Equal(Math.Floor(500 / Call.Forward / Call.Terms.Tick), Of(number).Price);
        Move(Spot * 1.015);
        long lower = Of(number).Price;
        Assert.Equal(Math.Floor(500 / Call.Forward / Call.Terms.Tick), lower);
        Move(Spot * 0.985);
        Assert.True(Of(number).Price > lower);
    }

    [Fact]
    public void What_is_far_below_stands_there_and_what_is_far_above_stands_at_the_band()
    {
        Move(1.1 * Spot); // its mark is above its band's width
        (long least, long most) = _exchange.BandOf(Call.Number);
        long low = Of(Place(PricedIn.Usd, 20).Number).Price;
        Assert.Equal(Math.Floor(20 / Call.Forward / Call.Terms.Tick), low);
        Assert.True(low < least, $"{low} and {least}");
        Assert.Equal(Call.OnGrid(most, Side.Buy), Of(Place(PricedIn.Vol, 4).Number).Price);
        Assert.Equal(Call.OnGrid(least, Side.Sell), Of(Place(PricedIn.Usd, 0.01, Side.Sell, account: _other).Number).Price);
        Assert.Equal(VenueReason.PriceStep, Place(PricedIn.Usd, 0.01).Reason); // less than a tick
    }

    [Fact]
    public void What_is_worth_less_than_a_tick_ends()
    {
        ListedInstrument put = _exchange.Instruments.Where(i => i.Contract is { IsOption: true, Style: PayoffStyle.Inverse, Type: OptionType.Put }).MinBy(i => Math.Abs(i.Contract.Strike - Spot))!;
        ExchangeAnswer placed = Place(PricedIn.Vol, 0.3, instrument: put);
        Assert.True(placed.IsDone, placed.Reason.ToString());
        Move(Spot * 1.3);
        Assert.Equal((OrderStage.Cancelled, VenueReason.PriceStep), (Of(placed.Number).Stage, Of(placed.Number).Reason));
    }

    [Theory]
    [InlineData(SelfTrade.RejectTaker)]
    [InlineData(SelfTrade.CancelMaker)]
    public void What_moves_onto_an_order_of_its_own_account_does_as_that_account_wants(SelfTrade mode)
    {
        long ask = (long)Math.Ceiling(Call.Mark / 0.0005) * 5;
        long resting = _exchange.Apply(ExchangeCommand.Place(_exchange.Now, new OrderRequest(_account, Call.Number, Side.Sell, 4, ask))).Number;
        long number = _exchange.Apply(ExchangeCommand.Place(_exchange.Now, new OrderRequest(_account, Call.Number, Side.Buy, 4, 0, SelfTrade: mode)).Saying(PricedIn.Vol, Call.Vol - 0.05)).Number;
        Move(Spot * 1.02);
        bool takes = mode == SelfTrade.CancelMaker;
        Assert.Equal((takes ? OrderStage.Cancelled : OrderStage.Open, takes ? OrderStage.Open : OrderStage.Cancelled), (Of(resting).Stage, Of(number).Stage));
    }

    [Fact]
    public void What_follows_trades_where_it_meets_others_and_is_forgotten_then()
    {
        double ask = Math.Round(Call.Mark / 0.0005) * 0.0005;
        long resting = _exchange.Apply(ExchangeCommand.Place(_exchange.Now, new OrderRequest(_other, Call.Number, Side.Sell, 4, (long)Math.Round(ask / Call.Terms.Tick)))).Number;
        long number = Place(PricedIn.Vol, Call.Vol - 0.02).Number;
        Assert.Equal(0, Of(number).Filled);
        Move(Spot * 1.02);
        Assert.Equal((4L, OrderStage.Filled), (Of(number).Filled, Of(resting).Stage));
        _exchange.Apply(ExchangeCommand.Cancel(_exchange.Now, _account, number));
        Move(Spot);
        Assert.Equal(OrderStage.Cancelled, Of(number).Stage);
    }

    [Fact]
    public void Where_the_account_has_not_enough_for_the_new_price_the_order_ends()
    {
        int poor = _exchange.Apply(ExchangeCommand.Open(_exchange.Now)).Count;
        _exchange.Apply(ExchangeCommand.Deposit(_exchange.Now, poor, 0, InstrumentTerms.Unit / 1000));
        ExchangeAnswer placed = Place(PricedIn.Vol, 0.02, lots: 1, account: poor);
        Assert.True(placed.IsDone, placed.Reason.ToString());
        Move(Spot * 1.02);
        Assert.Equal((OrderStage.Cancelled, VenueReason.Funds), (Of(placed.Number).Stage, Of(placed.Number).Reason));
    }

    [Fact]
    public void An_edit_says_it_anew_or_makes_it_a_price_that_stays()
    {
        long number = Place(PricedIn.Vol, Call.Vol - 0.1).Number;
        Assert.True(_exchange.Apply(ExchangeCommand.Change(_exchange.Now, new OrderEdit(_account, number, 7, 0)).Saying(PricedIn.Vol, Call.Vol - 0.05)).IsDone);
        Assert.Equal((7L, Call.Vol - 0.05), (Of(number).Quantity, Of(number).Asked));
        ExchangeCommand nonsense = ExchangeCommand.Change(_exchange.Now, new OrderEdit(_account, number, 7, 0)).Saying(PricedIn.Vol, double.NaN);
        Assert.Equal(VenueReason.Contradiction, _exchange.Apply(nonsense).Reason);
        Assert.Equal(VenueReason.UnknownOrder, _exchange.Apply(ExchangeCommand.Change(_exchange.Now, new OrderEdit(_other, number, 7, 0)).Saying(PricedIn.Vol, 0.3)).Reason);
        // Less than it has... as it was: refused edits change nothing.
        Assert.Equal((7L, Call.Vol - 0.05), (Of(number).Quantity, Of(number).Asked));

        long price = Of(number).Price;
        Assert.True(_exchange.Apply(ExchangeCommand.Change(_exchange.Now, new OrderEdit(_account, number, 7, price))).IsDone);
        Assert.Equal(PricedIn.Own, Of(number).In);
        Move(Spot * 1.02);
        Assert.Equal(price, Of(number).Price);
    }

    [Fact]
    public void It_is_for_limit_orders_of_options_that_may_take()
    {
        Assert.Equal(VenueReason.Contradiction, Place(PricedIn.Vol, 0.5, instrument: _exchange.Perpetual(0)).Reason);
        Assert.Equal(VenueReason.Contradiction, Place(PricedIn.Vol, -0.5).Reason);
        ListedInstrument linear = _exchange.Instruments.First(i => i.Contract is { IsOption: true, Style: PayoffStyle.Linear });
        Assert.Equal(VenueReason.Contradiction, Place(PricedIn.Usd, 500, instrument: linear).Reason);
        Assert.True(Place(PricedIn.Vol, 0.3, instrument: linear).IsDone);
        var order = new OrderRequest(_account, Call.Number, Side.Buy, 1, 0);
        foreach (OrderRequest other in (OrderRequest[])[order with { PostOnly = PostOnly.Reject }, order with { Kind = OrderKind.Market }, order with { Instrument = 999 }])
            Assert.False(_exchange.Apply(ExchangeCommand.Place(_exchange.Now, other).Saying(PricedIn.Vol, 0.5)).IsDone);
    }
}
