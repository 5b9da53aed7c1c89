using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>Limits of the books of the house: what an order is for other books is not the desk's own, and what nobody else wishes is.</summary>
public sealed class OwnBookStories
{
    private static readonly OptionLimits Options = new() { MaxOrder = 20, MaxPosition = 50 };

    /// <param name="target">Where the policy brings net delta: nobody else's wish.</param>
    private static DeskSettings With(SumLimits own, double target = 0, SumLimits? all = null) => DeskStory.With(h => h with { Options = Options, Policy = new FixedBandPolicy(new DeltaBand(target - 1, target, target + 1, BandRebalance.ToTarget)) }) with
    {
        Limits = DeskLimits.None with { Sums = all ?? SumLimits.None, Books = DeskLimits.None.Books.Add("desk", own) },
    };

    [Fact]
    public void What_an_order_is_for_another_book_does_not_count()
    {
        var desk = new BookDesk(With(new SumLimits { MaxDelta = 200 }));
        desk.Holds(BookDesk.BankCoins, 10).Sees();
        NewOrder order = Assert.Single(desk.Story.Placed);
        Assert.Equal((Side.Sell, 100L), (order.Side, order.Quantity.Count)); // 1,000 of delta, all of it the bank's
        desk.FillsAll();
        Assert.Equal(-100, desk.Of(BookDesk.Bank).Lots);
        Assert.Equal(0, desk.Story.Desk.SumsOf("desk").Delta, 1e-9);
        Assert.Equal(0, desk.Story.Desk.SumsOf(BookDesk.Bank).Delta, 1e-9);
        Assert.Equal(2_000, desk.Story.Desk.SumsOf(BookDesk.Bank).Gross, 1e-9);
        Assert.Equal(default, desk.Story.Desk.SumsOf("nobody"));
    }

    [Fact]
    public void What_nobody_else_wishes_is_cut_to_what_the_own_book_may_have()
    {
        var desk = new BookDesk(With(new SumLimits { MaxDelta = 200 }, target: 5));
        desk.Holds(BookDesk.BankCoins, 10).Sees(); // to 5: five of the bank's ten are sold
        desk.FillsAll().Sees();
        Assert.Equal((Side.Sell, 50L), (desk.Story.Placed[0].Side, desk.Story.Placed[0].Quantity.Count));
        desk.Holds(BookDesk.FundCoins, -30).Sees(); // 25 are to be bought, 5 of them for the desk itself
        DeskSums own = desk.Story.Desk.SumsOf("desk");
        Assert.InRange(own.Delta, -200, 200);
        for (int i = 0; i < 15; i++)
        {
            desk.FillsAll().Sees(seconds: 3);
            Assert.InRange(desk.Story.Desk.SumsOf("desk").Delta, -205, 205); // a share is whole lots
        }

        foreach ((double most, long lots, DecisionReason reason) in ((double, long, DecisionReason)[])[(200, 20, DecisionReason.CutToOwnBook), (1_000, 50, DecisionReason.BelowBand)])
        {
            var alone = new BookDesk(With(new SumLimits { MaxDelta = most }, target: 5));
            alone.Sees();
            Assert.Equal((lots, reason), (Assert.Single(alone.Story.Placed).Quantity.Count, alone.Story.Decision.Reason));
            if (reason != DecisionReason.CutToOwnBook)
                continue;
            alone.FillsAll().Sees();
            Assert.Equal((DecisionAction.Blocked, DecisionReason.BookDelta), (alone.Story.Decision.Action, alone.Story.Decision.Reason));
        }
    }

    [Fact]
    public void Gross_of_the_own_book_counts_what_it_has_alone()
    {
        var desk = new BookDesk(With(new SumLimits { MaxGross = 300 }, target: 5));
        desk.Holds(BookDesk.BankCoins, 100).Sees(); // far beyond, and the bank's
        Assert.Equal((Side.Sell, 950L), (desk.Story.Placed[0].Side, desk.Story.Placed[0].Quantity.Count));
        var alone = new BookDesk(With(new SumLimits { MaxGross = 300 }, target: 5));
        alone.Sees();
        Assert.Equal(30, Assert.Single(alone.Story.Placed).Quantity.Count);
        alone.FillsAll().Sees();
        Assert.Equal(DecisionReason.BookGross, alone.Story.Decision.Reason);
    }

    [Theory]
    [InlineData(DecisionReason.BookVega)]
    [InlineData(DecisionReason.BookGamma)]
    [InlineData(DecisionReason.BookDelta)]
    [InlineData(DecisionReason.BookGross)]
    [InlineData(DecisionReason.DeskVega)]
    [InlineData(DecisionReason.DeskGamma)]
    [InlineData(DecisionReason.DeskDelta)]
    [InlineData(DecisionReason.DeskGross)]
    public void A_package_that_takes_desk_or_own_book_further_out_is_refused(DecisionReason reason)
    {
        SumLimits limits = (int)reason % 4 is var of && of == (int)DecisionReason.DeskVega % 4 ? new SumLimits { MaxVega = 0.2 }
            : of == (int)DecisionReason.DeskGamma % 4 ? new SumLimits { MaxGamma = 6 }
            : of == (int)DecisionReason.DeskDelta % 4 ? new SumLimits { MaxDelta = 150 }
            : new SumLimits { MaxGross = 250 };
        bool isDesk = reason < DecisionReason.BookDelta;
        var desk = new BookDesk(With(isDesk ? SumLimits.None with { MaxVega = 1e9 } : limits, all: isDesk ? limits : null));
        desk.Story.Apply(DeskEvent.Quoted(desk.Story.Now, DeskStory.CallIndex, new Quote(5, 6, 10, 10, desk.Story.Now))).EndsBatch();
        PackageLeg Leg(long lots) => new(DeskStory.CallIndex, new(lots), new(lots > 0 ? 600 : 500));

        Assert.Equal(PackageRefusal.None, desk.Story.Desk.RefusalOf(new Package([Leg(15)])));
        Assert.Equal(new PackageRefusal(-1, reason), desk.Story.Desk.RefusalOf(new Package([Leg(40)])));
        Assert.Equal(new PackageRefusal(-1, reason), desk.Story.Desk.RefusalOf(new Package([Leg(-40)])));
        desk.Story.Apply(DeskEvent.PositionOpened(desk.Story.Now, DeskStory.CallIndex, new(40), 5m)).EndsBatch();
        Assert.Equal(PackageRefusal.None, desk.Story.Desk.RefusalOf(new Package([Leg(-15)]))); // nearer
    }

    /// <summary>A hedge of 500 is under way: what a package adds comes on top of it, as of the desk so of its own book.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_package_counts_the_hedges_that_are_under_way(bool isDesk)
    {
        var limits = new SumLimits { MaxDelta = 600 };
        BookDesk desk = Bought(0);
        PackageLeg Leg(long lots) => new(DeskStory.CallIndex, new(lots), new(lots > 0 ? 600 : 500));
        Assert.InRange(WorthOf(desk, 30), 110, 590);
        Assert.Equal(PackageRefusal.None, desk.Story.Desk.RefusalOf(new Package([Leg(30)])));
        desk = Bought(5);
        Assert.Equal((Side.Buy, 50L), (Assert.Single(desk.Story.Placed).Side, desk.Story.Placed[0].Quantity.Count));
        Assert.Equal(new PackageRefusal(-1, isDesk ? DecisionReason.DeskDelta : DecisionReason.BookDelta), desk.Story.Desk.RefusalOf(new Package([Leg(30)])));
        Assert.Equal(PackageRefusal.None, desk.Story.Desk.RefusalOf(new Package([Leg(-30)]))); // neither side is beyond

        BookDesk Bought(double target)
        {
            var to = new BookDesk(With(isDesk ? SumLimits.None with { MaxVega = 1e9 } : limits, target, all: isDesk ? limits : null));
            Quotes(to);
            to.Story.EndsBatch();
            return to;
        }
    }

    /// <summary>A package is under way: a hedge of the same side is cut to what it leaves.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_hedge_counts_the_options_that_are_under_way(bool isDesk)
    {
        (long alone, _) = Hedged(400, options: 0);
        Assert.Equal(40, alone);
        (long beside, double worth) = Hedged(400, options: 30);
        Assert.InRange(worth, 110, 390);
        Assert.Equal((long)Math.Floor((400 - worth) / 10), beside);

        (long Lots, double Worth) Hedged(double most, long options)
        {
            var limits = new SumLimits { MaxDelta = most };
            var desk = new BookDesk(With(isDesk ? SumLimits.None with { MaxVega = 1e9 } : limits, target: 8, all: isDesk ? limits : null));
            Quotes(desk);
            if (options > 0)
                desk.Story.Apply(DeskEvent.PackageAsked(desk.Story.Now, new Package([new(DeskStory.CallIndex, new(options), new(600))])));
            desk.Story.EndsBatch();
            return (desk.Story.Placed.Where(static o => o.Contract == DeskStory.PerpetualIndex).Sum(static o => o.Quantity.Count), WorthOf(desk, options));
        }
    }

    private static void Quotes(BookDesk desk) => desk.Story.Apply(DeskEvent.Quoted(desk.Story.Now, DeskStory.CallIndex, new Quote(5, 6, 100, 100, desk.Story.Now)));

    /// <summary>What so many calls add to delta, money.</summary>
    private static double WorthOf(BookDesk desk, long lots) => lots * desk.Hedger.Greeks.PerLot(DeskStory.CallIndex).Delta * 100;

    [Fact]
    public void Books_add_up_to_the_desk()
    {
        var desk = new BookDesk(With(new SumLimits { MaxVega = 1e9 }));
        desk.Holds(BookDesk.BankCoins, 10).Holds(BookDesk.BankCall, -20, 5).Holds(BookDesk.FundCoins, -3).Holds(DeskStory.PutIndex, 7, 3).Sees().FillsAll().Sees();
        Desk all = desk.Story.Desk;
        DeskSums sum = all.SumsOf("desk") + all.SumsOf(BookDesk.Bank) + all.SumsOf(BookDesk.Fund);
        Assert.Equal((all.Sums.Delta, all.Sums.Gamma, all.Sums.Vega), (sum.Delta, sum.Gamma, sum.Vega), new Near());
        Assert.Equal(-20 * desk.Hedger.Greeks.PerLot(BookDesk.BankCall).Vega * 10 * 0.01, all.SumsOf(BookDesk.Bank).Vega, 1e-9);
        Assert.Equal(700, all.SumsOf("desk").Gross - Math.Abs(desk.Of("desk").Lots) * 10.0, 1e-6);
    }

    private sealed class Near : IEqualityComparer<(double, double, double)>
    {
        public bool Equals((double, double, double) a, (double, double, double) b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) + Math.Abs(a.Item3 - b.Item3) < 1e-9;

        public int GetHashCode((double, double, double) of) => 0;
    }
}
