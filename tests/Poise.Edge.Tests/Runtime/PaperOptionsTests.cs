using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Worlds;
using static Poise.Edge.Tests.PaperOptionsRig;

namespace Poise.Edge.Tests;

/// <summary>Orders in options answered on paper at a real venue's quotes.</summary>
public sealed class PaperOptionsTests
{
    private static PaperOptionsRig Rig(bool isLinear = false, Func<HedgerSettings, HedgerSettings>? change = null) => new(Disk(1), Disk(2), Start, isLinear, change);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_order_trades_at_the_real_best_price_for_no_more_than_is_shown_and_pays_the_fee(bool isLinear)
    {
        PaperOptionsRig rig = Rig(isLinear);
        rig.QuoteHedge(99_999.5, 100_000.5);
        rig.Quote(0.0190, 0.0200, 50, 50);
        rig.Place(Side.Buy, 30, 0.0210);
        Assert.Equal(30, rig.Held());
        OrderUpdate rest = rig.StateOf(rig.Place(Side.Buy, 30, 0.0210)); // 20 are left, the rest is cancelled
        Assert.Equal((50, OrderStatus.Cancelled, new Lots(20)), (rig.Held(), rest.Status, rest.Filled));
        Assert.Equal(new Lots(0), rig.StateOf(rig.Place(Side.Buy, 30, 0.0210)).Filled);
        rig.Place(Side.Sell, 30, 0.0185); // the other side is whole
        Assert.Equal(20, rig.Held());
        rig.Quote(0.0190, 0.0200, 50, 50);
        rig.Place(Side.Buy, 5, 0.0200); // told again, there again
        Assert.Equal(25, rig.Held());
        Position position = rig.Desk.Book.PositionOf(new(1));
        decimal lot = isLinear ? 0.01m : 0.1m, unit = isLinear ? 100_000 : 1;
        Assert.Equal(-(55 * 0.0200m - 30 * 0.0190m) * lot * unit, position.Cash);
        Assert.Equal(85 * 0.0003m * lot * unit, position.Fees);
        Assert.Equal(TradingState.Normal, rig.Desk.State);
    }

    [Theory]
    [InlineData(0.0004, 0.0005, 0.0003, 0.125, 0.0000625)]
    [InlineData(0.0190, 0.0200, 0.0005, 0.125, 0.0005)]
    [InlineData(0.0190, 0.0200, 0.0005, 0.01, 0.0002)]
    [InlineData(0.0190, 0.0200, 0, 0.125, 0)]
    public void The_fee_is_of_the_underlying_and_no_more_than_a_part_of_the_price(double bid, double ask, double fee, double cap, double each)
    {
        PaperOptionsRig rig = Rig(change: h => h with { Costs = h.Costs with { OptionFee = fee, OptionFeeCap = cap } });
        rig.Quote(bid, ask);
        rig.Place(Side.Buy, 7, ask);
        Assert.Equal((7, Math.Round(0.7m * (decimal)each, 8)), (rig.Held(), rig.Desk.Book.PositionOf(new(1)).Fees));
    }

    [Fact]
    public void A_linear_option_without_a_price_of_the_underlying_has_no_fee_and_is_not_traded()
    {
        PaperOptionsRig rig = Rig(isLinear: true);
        rig.Quote(0.0190, 0.0200);
        Assert.Equal(OrderStatus.Cancelled, rig.StateOf(rig.Place(Side.Buy, 7, 0.0200)).Status);
        Assert.Equal(0, rig.Held());
        rig.QuoteHedge(99_999.5, 100_000.5);
        rig.Place(Side.Buy, 7, 0.0200);
        Assert.Equal(7, rig.Held());
    }

    [Fact]
    public void A_limit_that_is_not_met_fills_nothing_and_one_that_is_beyond_pays_the_touch()
    {
        PaperOptionsRig rig = Rig();
        rig.Quote(0.0190, 0.0200);
        OrderUpdate low = rig.StateOf(rig.Place(Side.Buy, 10, 0.0199)), high = rig.StateOf(rig.Place(Side.Sell, 10, 0.0191));
        Assert.Equal((OrderStatus.Cancelled, Lots.Zero, (int)VenueReason.ImmediateOrCancel), (low.Status, low.Filled, low.Reason));
        Assert.Equal((OrderStatus.Cancelled, Lots.Zero), (high.Status, high.Filled));
        rig.Place(Side.Buy, 10, 0.0230);
        rig.Place(Side.Sell, 4, 0.0150);
        Assert.Equal((6, -(1.0m * 0.0200m - 0.4m * 0.0190m)), (rig.Held(), rig.Desk.Book.PositionOf(new(1)).Cash));
    }

    /// <summary>Above half a hundredth of a coin the venue's steps are coarser than the contract's tick.</summary>
    [Fact]
    public void A_limit_between_the_steps_of_a_coarse_grid_takes_what_is_within_it()
    {
        PaperOptionsRig rig = Rig();
        rig.Quote(0.0190, 0.0195);
        rig.Place(Side.Buy, 10, 0.0197);
        Assert.Equal((10, -0.0195m), (rig.Held(), rig.Desk.Book.PositionOf(new(1)).Cash));
        rig.Place(Side.Buy, 10, 0.0194);
        Assert.Equal(10, rig.Held());
    }

    [Fact]
    public void An_order_meets_the_market_of_twenty_milliseconds_later()
    {
        PaperOptionsRig rig = Rig();
        rig.Quote(0.0190, 0.0200);
        OrderId id = rig.Place(Side.Buy, 10, 0.0200, isAnswered: false);
        rig.Pass(19);
        Assert.Equal(1, rig.Desk.Working.Count);
        rig.Quote(0.0200, 0.0210);
        rig.Pass(1);
        Assert.Equal((0, 0, Lots.Zero), (rig.Desk.Working.Count, rig.Held(), rig.StateOf(id).Filled));
        rig.Quote(0.0190, 0.0195);
        rig.Place(Side.Buy, 10, 0.0200);
        Assert.Equal((10, -0.0195m), (rig.Held(), rig.Desk.Book.PositionOf(new(1)).Cash));
    }

    [Theory]
    [InlineData("never told")]
    [InlineData("no bid")]
    [InlineData("no ask")]
    [InlineData("withdrawn")]
    [InlineData("crossed")]
    [InlineData("no size")]
    [InlineData("less than a lot")]
    [InlineData("below a tick")]
    [InlineData("stale")]
    [InlineData("link lost")]
    [InlineData("ended")]
    public void A_quote_that_is_none_fills_nothing(string what)
    {
        PaperOptionsRig rig = Rig();
        if (what != "never told")
            rig.Quote(0.0190, 0.0200);
        if (what == "stale")
            rig.Pass(599_990);
        OrderId id = rig.Place(Side.Sell, 10, 0.0190, isAnswered: false);
        rig.Pass(1);
        switch (what)
        {
            case "no bid":
                rig.Quote(double.NaN, 0.0200, double.NaN);
                break;
            case "no ask":
                rig.Quote(0.0190, double.NaN, 50, double.NaN);
                break;
            case "withdrawn":
                rig.Told(1, Quote.Absent);
                break;
            case "crossed":
                rig.Quote(0.0210, 0.0200);
                break;
            case "no size":
                rig.Quote(0.0190, 0.0200, double.NaN);
                break;
            case "less than a lot":
                rig.Quote(0.0190, 0.0200, 0.9);
                break;
            case "below a tick":
                rig.Quote(0.00009, 0.0200);
                break;
            case "link lost":
                rig.Port.Quoted(rig.Now, new(1), new Quote(0.0190, 0.0200, 5, 5, rig.Now)); // waits until after the loss
                rig.Link(false);
                break;
            case "ended":
                rig.Pass((Option(false, OptionType.Call).Expiry - rig.Now).Seconds * 1000);
                break;
        }
        rig.Pass();
        OrderUpdate state = rig.StateOf(id);
        Assert.Equal((what == "ended" ? OrderStatus.Rejected : OrderStatus.Cancelled, Lots.Zero, 0L, 0), (state.Status, state.Filled, rig.Held(), rig.Desk.Working.Count));
        if (what is "stale" or "link lost" or "no bid")
        {
            if (what == "link lost")
                rig.Link(true);
            rig.Place(Side.Sell, 10, 0.0190);
            Assert.Equal(0, rig.Held());
            rig.Quote(0.0190, 0.0200); // told again
            rig.Place(Side.Sell, 10, 0.0190);
            Assert.Equal(-10, rig.Held());
        }
    }

    [Fact]
    public void What_was_taken_is_there_again_after_a_second()
    {
        PaperOptionsRig rig = Rig();
        rig.Quote(0.0190, 0.0200);
        rig.Pass(5000); // an old quote's sizes are gone as long as a new one's
        rig.Place(Side.Buy, 50, 0.0200);
        rig.Pass(800);
        rig.Place(Side.Buy, 10, 0.0200);
        Assert.Equal(50, rig.Held());
        rig.Pass(100);
        rig.Place(Side.Buy, 60, 0.0200);
        Assert.Equal(100, rig.Held());
    }

    [Fact]
    public void Orders_of_one_package_share_what_is_shown()
    {
        PaperOptionsRig rig = Rig();
        rig.Quote(0.0190, 0.0200);
        rig.Quote(0.0090, 0.0100, option: 2);
        OrderId[] ids = [rig.Place(Side.Buy, 40, 0.0200, isAnswered: false), rig.Place(Side.Buy, 40, 0.0200, isAnswered: false), rig.Place(Side.Buy, 40, 0.0100, option: 2, isAnswered: false)];
        rig.Pass();
        Assert.Equal([40, 10, 40], ids.Select(i => rig.StateOf(i).Filled.Count));
        Assert.Equal((50, 40), (rig.Held(), rig.Held(2)));
    }

    [Fact]
    public void What_an_order_may_not_do_it_does_not()
    {
        PaperOptionsRig rig = Rig();
        rig.Quote(0.0190, 0.0200);
        Assert.Equal((int)VenueReason.PostOnlyWouldTake, rig.StateOf(rig.Place(Side.Buy, 10, 0.0200, postOnly: true)).Reason);
        Assert.Equal((int)VenueReason.ReduceOnly, rig.StateOf(rig.Place(Side.Sell, 10, 0.0190, reduceOnly: true)).Reason);
        Assert.Equal(Lots.Zero, rig.StateOf(rig.Place(Side.Buy, 51, 0.0200, time: TimeInForce.FillOrKill)).Filled);
        Assert.Equal(0, rig.Held());
        rig.Place(Side.Buy, 20, 0.0200, time: TimeInForce.FillOrKill);
        OrderUpdate reduced = rig.StateOf(rig.Place(Side.Sell, 30, 0.0190, reduceOnly: true));
        Assert.Equal((0, OrderStatus.Cancelled, new Lots(20)), (rig.Held(), reduced.Status, reduced.Filled));
        OrderUpdate rests = rig.StateOf(rig.Place(Side.Buy, 5, 0.0150, time: TimeInForce.GoodTillCancelled));
        Assert.Equal((OrderStatus.Cancelled, 0), (rests.Status, rig.Desk.Working.Count)); // none rests
    }

    [Fact]
    public void A_cancel_comes_after_the_order_that_was_given_before_it()
    {
        PaperOptionsRig rig = Rig();
        rig.Quote(0.0190, 0.0200);
        OrderId id = rig.Place(Side.Buy, 10, 0.0200, isAnswered: false);
        rig.Queue.Cancel(new Cancel(id, new(1)));
        rig.Driver.Run(rig.Now);
        Assert.Equal((10, 0, OrderStatus.Filled), (rig.Held(), rig.Desk.Working.Count, rig.StateOf(id).Status));
    }

    /// <summary>Random quotes, orders and pauses, against a list of what is there that is kept by hand.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_comes_it_fills_what_a_list_kept_by_hand_says(ulong seed)
    {
        PaperOptionsRig rig = Rig();
        var random = new SeededRandom(seed);
        (double Bid, double Ask, long BidLots, long AskLots, double TookAt)[] there = [.. Enumerable.Repeat((double.NaN, double.NaN, 0L, 0L, 0.0), 3)];
        (long Bids, long Asks)[] told = new (long, long)[3];
        long[] held = new long[3];
        double now = 0;
        int filled = 0, cut = 0;
        for (int i = 0; i < 600; i++)
        {
            int option = 1 + random.NextInt32(2);
            ref var market = ref there[option];
            switch (random.NextInt32(3))
            {
                case 0:
                    double bid = random.NextInt32(8) == 0 ? double.NaN : (150 + random.NextInt32(20)) * 0.0001, ask = (155 + random.NextInt32(25)) * 0.0001;
                    market = (bid, ask, random.NextInt32(60), random.NextInt32(60), 0);
                    told[option] = (market.BidLots, market.AskLots);
                    rig.Quote(bid, ask, market.BidLots, market.AskLots, option);
                    break;
                case 1:
                    double pause = random.NextInt32(1500);
                    rig.Pass(pause);
                    now += pause;
                    break;
                default:
                    Side side = random.NextInt32(2) == 0 ? Side.Buy : Side.Sell;
                    long lots = 1 + random.NextInt32(40);
                    double limit = (150 + random.NextInt32(30)) * 0.0001;
                    now += 100;
                    if (market.TookAt > 0 && now - market.TookAt >= 1000)
                        (market.BidLots, market.AskLots) = told[option];
                    bool isMet = market.Bid <= market.Ask && (side == Side.Buy ? limit >= market.Ask - 1e-9 : limit <= market.Bid + 1e-9);
                    long takes = isMet ? Math.Min(lots, side == Side.Buy ? market.AskLots : market.BidLots) : 0;
                    if (takes > 0)
                        market.TookAt = now;
                    (market.AskLots, market.BidLots) = (market.AskLots - (side == Side.Buy ? takes : 0), market.BidLots - (side == Side.Buy ? 0 : takes));
                    held[option] += side == Side.Buy ? takes : -takes;
                    (filled, cut) = (filled + (takes == lots ? 1 : 0), cut + (takes > 0 && takes < lots ? 1 : 0));
                    OrderUpdate state = rig.StateOf(rig.Place(side, lots, limit, option));
                    Assert.Equal((i, takes, takes == lots ? OrderStatus.Filled : OrderStatus.Cancelled), (i, state.Filled.Count, state.Status));
                    break;
            }
            Assert.Equal((held[1], held[2]), (rig.Held(1), rig.Held(2)));
            Assert.Equal((held[1], held[2]), (rig.Options.HeldOf(new(1)).Count, rig.Options.HeldOf(new(2)).Count));
        }
        Assert.True(filled > 20 && cut > 5, $"{filled} filled, {cut} in part");
    }
}
