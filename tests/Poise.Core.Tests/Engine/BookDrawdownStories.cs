using System.Text;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>Books whose own profit has fallen: first all that they are hedged with is small and rests, then their wishes hold, and the others go on.</summary>
public sealed class BookDrawdownStories
{
    private static readonly DrawdownLimits Fall = new(100, 250, DrawdownAction.Freeze, Duration.FromSeconds(1));

    private static DeskSettings With(params string[] books) => DeskStory.With(h => h with { Options = new OptionLimits { MaxOrder = 20, MaxPosition = 50 }, Policy = new FixedBandPolicy(new DeltaBand(-0.15, 0, 0.15, BandRebalance.ToTarget)) }) with { Limits = Of(books) };

    private static DeskLimits Of(params string[] books) => DeskLimits.None with { BookDrawdowns = DeskLimits.None.BookDrawdowns.AddRange(books.Select(b => KeyValuePair.Create(b, Fall))) };

    private static BookDesk Marks(BookDesk desk, string book, double profit, int times = 3)
    {
        for (int i = 0; i < times; i++)
        {
            desk.Story.After(1).Apply(DeskEvent.BookMarked(desk.Story.Now, book, profit, "USD"));
            desk.Sees(seconds: 0);
        }
        return desk;
    }

    private static void Replays(BookDesk desk, DeskSettings? settings = null)
    {
        var replay = new Replay(new Desk(settings ?? desk.Story.Desk.Settings));
        byte[] bytes = new byte[DeskEventCodec.UsualLength];
        foreach (DeskEvent e in desk.Story.Recording)
        {
            Assert.True(DeskEventCodec.TryEncode(e, bytes, out int length));
            Assert.True(DeskEventCodec.TryDecode(bytes.AsSpan(0, length), out DeskEvent read, out string? refusal), refusal);
            Assert.True(replay.Step(read), replay.Difference);
        }
        Assert.True(replay.Step(DeskEvent.StateHashed(desk.Story.Now, desk.Story.Desk.StateHash())), replay.Difference);
    }

    /// <summary>Bank and fund hold coins, both hedged; the bank loses.</summary>
    private static BookDesk Frozen()
    {
        BookDesk desk = new BookDesk(With(BookDesk.Bank)).Holds(BookDesk.BankCoins, 2).Holds(BookDesk.FundCoins, 3).Sees().FillsAll();
        Assert.Equal((-20L, -30L), (desk.Of("bank").Lots, desk.Of("fund").Lots));
        Marks(desk, "bank", 0, 1);
        Marks(desk, "bank", -260);
        Assert.Equal((DrawdownStep.Frozen, 260), (desk.Story.Desk.DrawdownOf("bank").Step, desk.Story.Desk.DrawdownOf("bank").Fall));
        Assert.True(desk.Story.Desk.IsHeldBack("bank") && !desk.Story.Desk.IsHeldBack("fund") && !desk.Story.Desk.IsHeldBack("desk"));
        Assert.Equal(TradingState.Normal, desk.Story.Desk.State);
        return desk;
    }

    [Fact]
    public void Beyond_the_hard_limit_nothing_is_traded_for_a_book_and_the_others_go_on()
    {
        BookDesk desk = Frozen();
        int before = desk.Story.Placed.Count;
        desk.Holds(BookDesk.BankCoins, 4).Sees().Sees(seconds: 15);
        Assert.Equal(before, desk.Story.Placed.Count);
        Assert.Equal((DecisionAction.Hold, DecisionReason.InsideBand), (desk.Story.Decision.Action, desk.Story.Decision.Reason));
        Assert.Equal(4, desk.Story.Decision.NetDelta, 1e-9);
        Assert.Equal((4 - 0.15, 4.0, 4 + 0.15), (desk.Story.Decision.Band.Lower, Math.Round(desk.Story.Decision.Band.Target, 9), desk.Story.Decision.Band.Upper));
        // What would be the bank's other side crosses with nobody: the market has it.
        desk.Holds(BookDesk.FundCoins, -1).Sees(seconds: 15).FillsAll();
        Assert.Equal((Side.Buy, 10L), (desk.Story.Placed[^1].Side, desk.Story.Placed[^1].Quantity.Count));
        Assert.Equal((-20L, -20L, 0L), (desk.Of("bank").Lots, desk.Of("fund").Lots, desk.Of("desk").Lots));
        Assert.Empty(desk.Trades);
        Replays(desk);

        // One resumes: what was lost is lost, and it is hedged again.
        desk.Story.Apply(DeskEvent.TradingStateSet(desk.Story.Now, TradingState.Normal, TradingStateReason.Operator));
        Assert.Equal(default, desk.Story.Desk.DrawdownOf("bank"));
        Assert.True(desk.Story.Desk.IsHeldBack("bank")); // until there is a mark
        Marks(desk, "bank", -260, 1).FillsAll();
        Assert.Equal((-60L, -20L), (desk.Of("bank").Lots, desk.Of("fund").Lots));
        Marks(desk, "bank", -260);
        Assert.Equal((DrawdownStep.None, 0), (desk.Story.Desk.DrawdownOf("bank").Step, desk.Story.Desk.DrawdownOf("bank").Fall));
        Replays(desk);
    }

    [Fact]
    public void An_order_that_rests_for_it_is_taken_off()
    {
        DeskSettings settings = With(BookDesk.Bank);
        BookDesk desk = new(settings with { Hedgers = [settings.Hedgers[0] with { Working = new PassiveThenCross(new PeggedOrder { Chase = 5 }, 1e9, Duration.FromSeconds(600)) }] });
        desk.Sees();
        Marks(desk, "bank", 0, 1);
        desk.Holds(BookDesk.BankCoins, 2).Sees();
        NewOrder resting = Assert.Single(desk.Story.Placed);
        desk.Story.Acknowledges(resting);
        Marks(desk, "bank", 0, 1);
        Marks(desk, "bank", -260, 4);
        Assert.True(desk.Story.Desk.IsHeldBack("bank"));
        Assert.Contains(desk.Story.Cancelled, c => c.Id == resting.Id);
        Replays(desk);
    }

    [Fact]
    public void The_desks_own_book_holds_alone()
    {
        BookDesk desk = new BookDesk(With("desk")).Holds(DeskStory.CallIndex, -40).Holds(BookDesk.BankCoins, 2).Sees().FillsAll();
        desk.Sees().FillsAll();
        long own = desk.Of("desk").Lots;
        Assert.True(own > 100, $"{own}");
        Marks(desk, "desk", 0, 1);
        Assert.Equal(PackageRefusal.None, Refusal());
        Marks(desk, "desk", -1_000);
        int before = desk.Story.Placed.Count;
        desk.Sees(110).Sees(110, 15);
        Assert.Equal(before, desk.Story.Placed.Count); // though its delta has changed by much
        Assert.True(Math.Abs(desk.Story.Decision.NetDelta) > 1, $"{desk.Story.Decision.NetDelta}");
        Assert.Equal(new PackageRefusal(-1, DecisionReason.BookHeldBack), Refusal());
        desk.Holds(BookDesk.BankCoins, 3).Sees(110, 15).FillsAll();
        Assert.Equal((-50L, own), (desk.Of("bank").Lots, desk.Of("desk").Lots));

        PackageRefusal Refusal()
        {
            desk.Story.Apply(DeskEvent.Quoted(desk.Story.Now, DeskStory.PutIndex, new Quote(3, 4, 10, 10, desk.Story.Now)));
            return desk.Story.Desk.RefusalOf(new Package([new PackageLeg(DeskStory.PutIndex, new(1), new(400))]));
        }

        // A target is the desk's own wish too, and a book alone has no others.
        DeskStory alone = DeskStory.Ready(With("desk") with { Hedgers = [With().Hedgers[0] with { Policy = new FixedBandPolicy(new DeltaBand(1, 2, 3, BandRebalance.ToTarget)) }] }).Holds(DeskStory.CallIndex, -40);
        for (int i = 0; i < 5; i++)
            alone.After(1).Quotes(100).Fits(0.5).Apply(DeskEvent.BookMarked(alone.Now, "desk", i == 0 ? 0 : -1_000, "USD"));
        alone.Desk.Apply(DeskEvent.BookStepped(alone.Now, new BookStep("desk", DrawdownStep.Frozen)));
        alone.EndsBatch();
        Assert.Empty(alone.Placed);
        Assert.Equal(DecisionReason.InsideBand, alone.Decision.Reason);
    }

    [Fact]
    public void Beyond_the_soft_limit_hedges_are_small_and_rest_where_the_book_holds_something()
    {
        BookDesk desk = new BookDesk(With(BookDesk.Bank)).Sees();
        Marks(desk, "bank", 0, 1);
        Marks(desk, "bank", -120);
        Assert.Equal((DrawdownStep.Soft, DrawdownStep.None), (desk.Story.Desk.DrawdownOf("bank").Step, desk.Hedger.StepNow)); // it holds nothing here
        desk.Holds(BookDesk.BankCoins, 40);
        Marks(desk, "bank", -120, 1);
        Assert.Equal(DrawdownStep.Soft, desk.Hedger.StepNow);
        NewOrder order = desk.Story.Placed[^1];
        Assert.Equal((true, TimeInForce.GoodTillCancelled), (order.PostOnly, order.TimeInForce));
        Assert.Equal(250, order.Quantity.Count); // a quarter of the largest, of 400
        Marks(desk, "bank", -40);
        Assert.Equal(DrawdownStep.None, desk.Hedger.StepNow);
        Replays(desk);
    }

    [Fact]
    public void A_profit_that_is_not_known_for_too_long_holds_as_a_fall_does()
    {
        BookDesk desk = new BookDesk(With(BookDesk.Bank)).Holds(BookDesk.BankCoins, 2).Sees().FillsAll();
        Marks(desk, "bank", 0, 1);
        desk.Sees(seconds: 29);
        Assert.False(desk.Story.Desk.IsHeldBack("bank"));
        desk.Sees(seconds: 2).Holds(BookDesk.BankCoins, 2).Sees();
        Assert.True(desk.Story.Desk.IsHeldBack("bank"));
        Assert.Equal(-20L, desk.Of("bank").Lots);
        Marks(desk, "bank", 0, 1).FillsAll();
        Assert.Equal(-40L, desk.Of("bank").Lots);
        Replays(desk);
    }

    /// <summary>Hours after the start: the first mark may be a second away.</summary>
    [Fact]
    public void A_limit_that_is_told_while_it_runs_waits_for_its_first_mark_as_a_start_does()
    {
        BookDesk desk = new BookDesk(With()).Holds(BookDesk.BankCoins, 2).Sees().FillsAll();
        desk.Sees(seconds: 3_600);
        desk.Story.Apply(DeskEvent.DeskLimitsSet(desk.Story.Now, With(BookDesk.Bank).Limits));
        Assert.False(desk.Story.Desk.IsHeldBack("bank"));
        desk.Sees(seconds: 29);
        Assert.False(desk.Story.Desk.IsHeldBack("bank"));
        desk.Sees(seconds: 2);
        Assert.True(desk.Story.Desk.IsHeldBack("bank"));
    }

    [Fact]
    public void A_batch_beside_a_frozen_book_allocates_nothing()
    {
        BookDesk desk = Frozen();
        desk.Holds(BookDesk.BankCoins, 4).Sees();
        Instant now = desk.Story.Now;
        Effect[] buffer = new Effect[64];
        for (int i = 0; i < 200; i++)
            Batch(i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            Batch(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(DecisionReason.InsideBand, desk.Hedger.LastDecision.Reason);

        void Batch(int i)
        {
            desk.Story.Desk.Apply(DeskEvent.Quoted(now, DeskStory.PerpetualIndex, new Quote(99.98 + 0.01 * (i % 2), 100.02, 50, 50, now)));
            EffectWriter effects = new(buffer);
            desk.Story.Desk.EndBatch(now, ref effects);
        }
    }

    [Fact]
    public void A_start_finds_the_same_step_whatever_its_limits()
    {
        BookDesk desk = Frozen();
        foreach (DeskSettings settings in (DeskSettings[])[desk.Story.Desk.Settings, With()])
        {
            Desk again = new(settings);
            foreach (DeskEvent e in desk.Story.Recording)
                again.Apply(e);
            Assert.Equal(DrawdownStep.Frozen, again.DrawdownOf("bank").Step);
            again.Apply(DeskEvent.Started(desk.Story.Now));
            Assert.True(again.IsHeldBack("bank"));
        }
        // A price that somebody states is neither won nor lost.
        desk.Story.Apply(DeskEvent.PositionOpened(desk.Story.Now, BookDesk.FundCoins, new(100), 50m));
        Marks(desk, "bank", 5_000, 1);
        Assert.Equal(260, desk.Story.Desk.DrawdownOf("bank").Fall);
        // Marks in another currency are of other limits.
        desk.Story.Apply(DeskEvent.BookMarked(desk.Story.Now, "bank", 1, "EUR"));
        Assert.Equal(5_000, desk.Story.Desk.DrawdownOf("bank").Profit);
    }

    [Fact]
    public void Its_limits_are_text_tighter_and_raised()
    {
        DeskLimits limits = Of("bank", "desk") with { Books = DeskLimits.None.Books.Add("bank", new SumLimits { MaxVega = 5 }).Add("fund", new SumLimits { MaxDelta = 1 }) };
        string text = Encoding.UTF8.GetString(DeskLimitsText.Of(limits));
        Assert.Equal("""{"base":"USD","books":{"bank":{"maxVega":5,"drawdown":{"soft":100,"hard":250,"then":"freeze","confirm":"1s"}},"desk":{"drawdown":{"soft":100,"hard":250,"then":"freeze","confirm":"1s"}},"fund":{"maxDelta":1}}}""", text);
        Assert.Equal(limits, DeskLimitsText.Parse(DeskLimitsText.Of(limits)));
        DeskLimits looser = limits with { BookDrawdowns = limits.BookDrawdowns.SetItem("bank", Fall with { Hard = 251 }) }, less = limits with { BookDrawdowns = limits.BookDrawdowns.Remove("desk") };
        Assert.True(limits.IsRaisedBy(looser) && limits.IsRaisedBy(less) && !looser.IsRaisedBy(limits) && !less.IsRaisedBy(limits));
        Assert.Equal(limits, less.Tighter(looser).Tighter(limits));
        Assert.Contains("then: \"flatten\"; allowed: freeze", Assert.Throws<SettingsException>(() => DeskLimitsText.Parse(Encoding.UTF8.GetBytes(text.Replace("freeze", "flatten", StringComparison.Ordinal)))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => (DeskLimits.None with { BookDrawdowns = DeskLimits.None.BookDrawdowns.Add("x", Fall with { Action = DrawdownAction.Flatten }) }).Checked());
    }
}
