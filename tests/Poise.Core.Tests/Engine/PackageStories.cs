using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>Options by command: all of a package leaves or none of it, within what each leg, the book and the desk may.</summary>
public sealed class PackageStories
{
    private static readonly OptionLimits Options = new() { MaxOrder = 20, MaxPosition = 50 };

    private static DeskStory Ready(Func<HedgerSettings, HedgerSettings>? change = null, OrderLimits? orders = null, bool isInverse = false)
    {
        DeskSettings settings = DeskStory.With(h => (change ?? (static s => s))(h with { Options = Options, Policy = new FixedBandPolicy(new DeltaBand(-1e6, 0, 1e6, BandRebalance.ToTarget)) }));
        DeskStory story = DeskStory.Ready(settings with { Orders = orders ?? new OrderLimits() }, isInverse);
        return QuotesOptions(story).EndsBatch();
    }

    private static DeskStory QuotesOptions(DeskStory story, bool isInverse = false) => story
        .Apply(DeskEvent.Quoted(story.Now, DeskStory.CallIndex, isInverse ? new Quote(0.05, 0.06, 10, 10, story.Now) : new Quote(5, 6, 10, 10, story.Now)))
        .Apply(DeskEvent.Quoted(story.Now, DeskStory.PutIndex, isInverse ? new Quote(0.03, 0.04, 10, 10, story.Now) : new Quote(3, 4, 10, 10, story.Now)));

    /// <summary>Lots of a tenth at cents.</summary>
    private static PackageLeg Call(long lots, long limit = 600) => new(DeskStory.CallIndex, new(lots), new(limit));

    private static PackageLeg Put(long lots, long limit = 400) => new(DeskStory.PutIndex, new(lots), new(limit));

    private static DeskStory Asks(DeskStory story, params PackageLeg[] legs) => story.Apply(DeskEvent.PackageAsked(story.Now, new Package([.. legs]))).EndsBatch();

    [Fact]
    public void All_legs_leave_at_once_and_their_fills_are_booked()
    {
        DeskStory story = Asks(Ready(), Call(-30, 500), Put(50));
        Assert.Equal(PackageRefusal.None, story.Desk.LastRefusal);
        Assert.Equal([(DeskStory.CallIndex, Side.Sell, 30L, 500L), (DeskStory.PutIndex, Side.Buy, 50L, 400L)], story.Placed.Select(static o => (o.Contract, o.Side, o.Quantity.Count, o.Limit.Count)));
        Assert.All(story.Placed, static o => Assert.Equal((TimeInForce.ImmediateOrCancel, false), (o.TimeInForce, o.PostOnly)));
        Assert.Equal([1L, 2L], story.Placed.Select(static o => o.Id.Sequence));
        Assert.Equal([DecisionReason.Package, DecisionReason.Package], story.Recording.Where(static e => e.Kind == DeskEventKind.Placed).Select(static e => e.Intent.Reason));
        story.FillsWhole(story.Placed[0]).Fills(story.Placed[1], 20).Updates(story.Placed[1], OrderStatus.Cancelled, 20).SeesMarket(100);
        Assert.Equal((-30L, 20L, 0), (story.Desk.Book.QuantityOf(DeskStory.CallIndex).Count, story.Desk.Book.QuantityOf(DeskStory.PutIndex).Count, story.Desk.Working.Count));
        story.After(60).SeesMarket(100);
        Assert.Equal(2, story.Placed.Count); // what is not filled is not tried again
        Assert.InRange(story.Desk.Hedgers[0].Greeks.Net.Delta, -3, 0);
    }

    /// <summary>Delta of options of which nothing is held yet is counted as under way, and hedged once it is there.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_under_way_is_counted_and_what_is_filled_is_hedged(bool isInverse)
    {
        DeskSettings settings = DeskStory.With(static h => h with { Options = Options });
        DeskStory story = DeskStory.Ready(settings, isInverse);
        QuotesOptions(story, isInverse).EndsBatch();
        Asks(story, isInverse ? new PackageLeg(DeskStory.CallIndex, new(-150), new(500)) : Call(-150, 500));
        Assert.Equal(PackageRefusal.None, story.Desk.LastRefusal);
        story.SeesMarket(100);
        double each = story.Desk.Hedgers[0].Greeks.DeltaPerLot(DeskStory.CallIndex);
        Assert.InRange(each, 0.04, 0.06);
        Assert.Equal(150 * each, story.Decision.PendingSell, 1e-9);
        Assert.Single(story.Placed);
        double alone = each;
        story.FillsWhole(story.Placed[0]).SeesMarket(100);
        Assert.Equal(alone, story.Desk.Hedgers[0].Greeks.DeltaPerLot(DeskStory.CallIndex), 1e-12); // as the column prices it
        Assert.Equal((DecisionAction.Hedge, DeskStory.PerpetualIndex, Side.Buy), (story.Decision.Action, story.Placed[1].Contract, story.Placed[1].Side));
    }

    public static TheoryData<string, DecisionReason, int> Refused() => new()
    {
        { "too many of one", DecisionReason.MaxOrder, 1 },
        { "too large a position", DecisionReason.MaxPosition, 0 },
        { "far from the market", DecisionReason.PriceCollar, 1 },
        { "no quote", DecisionReason.NoHedgeQuote, 0 },
        { "a hedge", DecisionReason.BadOrder, 0 },
        { "no options", DecisionReason.NoOptions, 0 },
        { "halted", DecisionReason.Halted, -1 },
        { "recovering", DecisionReason.Recovering, -1 },
        { "orders in the window", DecisionReason.OrderRate, -1 },
        { "orders under way", DecisionReason.TooManyOrders, -1 },
        { "messages", DecisionReason.MessageBudget, -1 },
        { "delta", DecisionReason.MaxDelta, -1 },
        { "gamma", DecisionReason.MaxGamma, -1 },
        { "vega", DecisionReason.MaxVega, -1 },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void None_leaves_where_one_may_not(string why, DecisionReason reason, int leg)
    {
        DeskStory story = why switch
        {
            "no options" => Ready(static h => h with { Options = null }),
            "orders in the window" => Ready(orders: new OrderLimits { MaxOrders = 1 }),
            "orders under way" => Ready(orders: new OrderLimits { MaxWorking = 1 }),
            "messages" => Ready(orders: new OrderLimits { MaxMessages = 1 }),
            "delta" => Ready(static h => h with { Limits = h.Limits with { MaxDelta = 1 } }),
            "gamma" => Ready(static h => h with { Limits = h.Limits with { MaxGamma = 0.01 } }),
            "vega" => Ready(static h => h with { Limits = h.Limits with { MaxVega = 0.3 } }),
            _ => Ready(),
        };
        if (why == "too large a position")
            story.Holds(DeskStory.CallIndex, 49).EndsBatch();
        if (why == "no quote")
            story.Apply(DeskEvent.Quoted(story.Now, DeskStory.CallIndex, new Quote(double.NaN, 6, 0, 10, story.Now)));
        if (why == "halted")
            story.Apply(DeskEvent.Kill(story.Now));
        if (why == "recovering")
            story.Apply(DeskEvent.Started(story.Now));
        PackageLeg[] legs = why switch
        {
            "too many of one" => [Call(10), Put(201)],
            "far from the market" => [Call(10), Put(10, 700)],
            "a hedge" => [new(DeskStory.PerpetualIndex, new(5), new(10_000))],
            _ => [Call(20), Put(-20, 300)], // long delta and little vega
        };
        if (why is "vega" or "gamma")
            legs = [Call(20), Put(20)];
        Asks(story, legs);
        Assert.Equal(new PackageRefusal(leg, reason), story.Desk.LastRefusal);
        Assert.Empty(story.Placed);
        Assert.Equal(0, story.Desk.Working.Count);
    }

    /// <summary>Beyond a limit already, nearer to it is not refused, and through zero to the other side is.</summary>
    [Fact]
    public void What_brings_the_book_nearer_to_its_limits_is_not_refused()
    {
        DeskStory story = Ready(static h => h with { Limits = h.Limits with { MaxVega = 0.5, MaxGamma = 0.01 } }).Holds(DeskStory.CallIndex, -40).SeesMarket(100);
        Assert.Equal(PackageRefusal.None, Asks(story, Call(200)).Desk.LastRefusal);
        Assert.Single(story.Placed);
    }

    /// <summary>Each leg may be filled alone: what nets to nothing together may be too much by itself, and twice what is under way is twice.</summary>
    [Fact]
    public void Legs_that_offset_each_other_and_options_under_way_are_counted_at_their_worst()
    {
        DeskStory story = Ready(static h => h with { Limits = h.Limits with { MaxVega = 1 } });
        Assert.Equal(new PackageRefusal(-1, DecisionReason.MaxVega), Asks(story, Call(-150, 500), Put(150)).Desk.LastRefusal);
        Assert.Equal(PackageRefusal.None, Asks(story, Call(70)).Desk.LastRefusal); // 0.8 a vol point
        Assert.Equal(new PackageRefusal(-1, DecisionReason.MaxVega), Asks(story, Put(70)).Desk.LastRefusal);
        story.Updates(story.Placed[0], OrderStatus.Cancelled, 0);
        Assert.Equal(PackageRefusal.None, Asks(story, Put(70)).Desk.LastRefusal);
    }

    /// <summary>An option without a vol would stop all hedging once it is held; nor is one traded while its underlying could not be hedged.</summary>
    [Fact]
    public void What_could_not_be_hedged_is_not_traded()
    {
        DeskStory story = new DeskStory(DeskStory.With(static h => h with { Options = Options })).Opens().Quotes(100);
        QuotesOptions(story).EndsBatch();
        Assert.Equal(new PackageRefusal(-1, DecisionReason.NoVol), Asks(story, Call(10)).Desk.LastRefusal);
        story.Fits(0.5).EndsBatch();
        story.After(10);
        QuotesOptions(story).EndsBatch();
        Assert.Equal(new PackageRefusal(-1, DecisionReason.HedgeQuoteStale), Asks(story, Call(10)).Desk.LastRefusal);
        story.SeesMarket(100);
        Assert.Equal(PackageRefusal.None, Asks(story, Call(10)).Desk.LastRefusal);
        Assert.Single(story.Placed);
    }

    /// <summary>A quarter of the orders is left for hedges.</summary>
    [Fact]
    public void A_package_leaves_room_for_its_hedge()
    {
        DeskStory story = Ready(orders: new OrderLimits { MaxOrders = 4, MaxWorking = 40 });
        Assert.Equal(PackageRefusal.None, Asks(story, Call(10), Put(10)).Desk.LastRefusal);
        Assert.Equal(new PackageRefusal(-1, DecisionReason.OrderRate), Asks(story, Call(10), Put(10)).Desk.LastRefusal);
        Assert.Equal(PackageRefusal.None, Asks(story, Call(10)).Desk.LastRefusal);
        Assert.Equal(new PackageRefusal(-1, DecisionReason.OrderRate), Asks(story, Put(10)).Desk.LastRefusal);
    }

    [Fact]
    public void A_package_is_for_its_moment_alone()
    {
        DeskStory story = Ready();
        story.Apply(DeskEvent.PackageAsked(story.Now, new Package([Call(10)]))).Apply(DeskEvent.Started(story.Now)).Apply(DeskEvent.LinkUp(story.Now)).Apply(DeskEvent.Reconciled(story.Now));
        QuotesOptions(story).SeesMarket(100);
        Assert.Empty(story.Placed);
        Assert.Equal(PackageRefusal.None, Asks(story, Call(10)).Desk.LastRefusal);
        Assert.Single(story.Placed);
    }

    /// <summary>A journal comes to the same orders and the same book.</summary>
    [Fact]
    public void A_desk_that_died_with_a_package_under_way_takes_its_orders_up()
    {
        DeskStory before = Asks(Ready(), Call(-30, 500), Put(50));
        var after = new Desk(before.Desk.Settings);
        var recovery = new Recovery(after);
        byte[] bytes = new byte[DeskEventCodec.UsualLength];
        foreach (DeskEvent e in before.Recording.Where(static e => e.Lane == Lane.Facts))
        {
            Assert.True(DeskEventCodec.TryEncode(e, bytes, out int length));
            Assert.Null(recovery.Fold(bytes.AsSpan(0, length)));
        }
        Assert.Equal([before.Placed[0].Id, before.Placed[1].Id], [recovery.UnresolvedAt(0), recovery.UnresolvedAt(1)]);
        Assert.Equal(before.Desk.BookHash(), after.BookHash());
    }

    [Fact]
    public void What_cannot_be_a_package_is_none()
    {
        Assert.Throws<ArgumentException>(static () => new Package([]));
        Assert.Throws<ArgumentException>(static () => new Package([Call(0)]));
        Assert.Throws<ArgumentException>(static () => new Package([Call(1, 0)]));
        Assert.Throws<ArgumentException>(static () => new Package([Call(1), Call(2)]));
        Assert.Throws<ArgumentException>(static () => new Package([.. Enumerable.Range(0, 13).Select(static i => new PackageLeg(new(i), new(1), new(1)))]));
        DeskStory story = Ready();
        Assert.Throws<ArgumentException>(() => story.Apply(DeskEvent.PackageAsked(story.Now, new Package([new(new(99), new(1), new(1))]))));
    }
}
