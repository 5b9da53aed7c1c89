using System.Text;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>Limits over all that a desk hedges, in one currency: BTC at 100 and ETH at 10, lots of a tenth.</summary>
public sealed class DeskSumStories
{
    public static DeskLimits Limits { get; } = new()
    {
        Base = "USDC",
        Sums = new SumLimits { MaxDelta = 600, MaxGross = 1e6 },
        Drawdown = new DrawdownLimits(100, 250, DrawdownAction.Flatten, Duration.FromSeconds(1)),
        Books = DeskLimits.None.Books.Add("bänk", new SumLimits { MaxVega = 12.5 }).Add("desk", new SumLimits { MaxDelta = 3 }),
    };

    private static DeskSettings Settings(SumLimits sums, DrawdownLimits? drawdown = null, string currency = "USD") => new()
    {
        Hedgers = [HedgerStories.On("BTC", 1), HedgerStories.On("ETH", 5)],
        Limits = new DeskLimits { Base = currency, Sums = sums, Drawdown = drawdown },
    };

    private static HedgerStories.Story Sees(HedgerStories.Story story, double seconds = 1) => story.After(seconds).Quote("BTC", 100).Quote("ETH", 10).Fit("BTC").Fit("ETH");

    private static DeskSums SumsIn(string currency)
    {
        var story = new HedgerStories.Story(Settings(new SumLimits { MaxVega = 1e9 }, currency: currency));
        return story.Hold("BTC", -20).Hold("ETH", 150).EndBatch().Desk.Sums;
    }

    [Fact]
    public void What_underlyings_have_is_added_up_in_the_base_currency()
    {
        var story = new HedgerStories.Story(Settings(SumLimits.None));
        story.Hold("BTC", -20).Hold("ETH", 150).EndBatch();
        story.Fill(story.Placed[0]).EndBatch();
        (NetGreeks btc, NetGreeks eth) = (story.Desk.Hedgers[0].Greeks.Net, story.Desk.Hedgers[1].Greeks.Net);
        double hedge = story.Placed[0].Quantity.Count * 0.1 * 100;
        DeskSums sums = story.Desk.Sums;
        Assert.Equal(100 * btc.Delta + 10 * eth.Delta, sums.Delta, 1e-9);
        Assert.Equal(100 * btc.Gamma + eth.Gamma, sums.Gamma, 1e-9); // S² a hundredth
        Assert.Equal(0.01 * (btc.Vega + eth.Vega), sums.Vega, 1e-9);
        Assert.Equal((btc.Theta + eth.Theta) / 365, sums.Theta, 1e-9);
        Assert.Equal(20 * 100 + 150 * 10 + hedge, sums.Gross, 1e-9); // short and long alike
        Assert.True(sums.IsKnown);

        DeskSums plain = SumsIn("USD"), coins = SumsIn("ETH");
        Assert.Equal(plain, SumsIn("USDT")); // dollars count as one
        Assert.Equal(plain.Delta / 10, coins.Delta, 1e-9);
        Assert.Equal(plain.Vega / 10, coins.Vega, 1e-9);
        Assert.False(SumsIn("EUR").IsKnown);
    }

    [Fact]
    public void A_currency_without_a_price_holds_all_and_says_so()
    {
        var story = new HedgerStories.Story(Settings(new SumLimits { MaxDelta = 1e9 }, currency: "EUR"));
        story.Hold("BTC", -20).Hold("ETH", 150).EndBatch();
        Assert.Empty(story.Placed);
        Assert.All(story.Desk.Hedgers, static h => Assert.Equal((DecisionAction.Hold, DecisionReason.DeskUnknown), (h.LastDecision.Action, h.LastDecision.Reason)));
        story.Apply(DeskEvent.DeskLimitsSet(story.Now, new DeskLimits { Sums = new SumLimits { MaxDelta = 1e9 } })).EndBatch();
        Assert.Equal(2, story.Placed.Count);
    }

    [Fact]
    public void One_that_is_not_known_holds_the_others_only_where_sums_are_limited()
    {
        foreach ((SumLimits sums, int orders) in ((SumLimits, int)[])[(SumLimits.None, 1), (new SumLimits { MaxVega = 1e9 }, 0)])
        {
            var story = new HedgerStories.Story(Settings(sums));
            story.Apply(DeskEvent.SurfaceFitted(story.Now, new FittedSlice { Expiry = story.Now + Duration.FromDays(30), AsOf = story.Now, Basis = 1, Discount = 1, Contracts = [new(3)], Vols = [double.NaN] }));
            story.Hold("BTC", -20).Hold("ETH", 150).EndBatch();
            Assert.Equal(orders, story.Placed.Count);
            Assert.Equal(DecisionReason.NoVol, story.Desk.Hedgers[1].LastDecision.Reason);
        }
    }

    [Fact]
    public void A_hedge_is_cut_to_what_the_whole_desk_may_have_and_both_get_there_in_turns()
    {
        var story = new HedgerStories.Story(Settings(new SumLimits { MaxDelta = 300 }));
        story.Hold("BTC", -20).Hold("ETH", 150).EndBatch(); // -1,060 and +790
        double before = story.Desk.Sums.Delta;
        NewOrder bought = story.Placed[0];
        Assert.Equal((long)Math.Floor((300 - before) / 10), bought.Quantity.Count); // a lot is 10
        Assert.Equal(DecisionReason.CutToDesk, story.Desk.Hedgers[0].LastDecision.Reason);
        Assert.Equal((long)Math.Floor(300 + before), story.Placed[1].Quantity.Count); // what is bought may not be filled
        for (int filled = 0, turn = 0; turn < 20; turn++)
        {
            for (; filled < story.Placed.Count; filled++)
                story.Fill(story.Placed[filled]);
            Sees(story).EndBatch();
            Assert.InRange(story.Desk.Sums.Delta, -300.001, 300.001);
        }
        Assert.All(story.Desk.Hedgers, static h => Assert.Equal(DecisionReason.InsideBand, h.LastDecision.Reason));
    }

    /// <summary>Both want to trade in one batch: what the first one sends is under way when the second one asks.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gross_counts_what_is_under_way_on_other_underlyings(bool isOfBook)
    {
        var limits = new SumLimits { MaxGross = 3_500 + 1_200 };
        var story = new HedgerStories.Story(Settings(SumLimits.None) with { Limits = isOfBook ? new DeskLimits { Books = DeskLimits.None.Books.Add("desk", limits) } : new DeskLimits { Sums = limits } });
        story.Hold("BTC", -20).Hold("ETH", 150).EndBatch(); // 3,500 of options; 1,060 and 790 of hedges are wanted
        double sent = story.Placed.Sum(o => o.Quantity.Count * (o.Contract == story.Desk.Hedgers[0].Hedge ? 10.0 : 1));
        Assert.InRange(sent, 1_190, 1_200);
        Assert.Equal(2, story.Placed.Count);
    }

    [Fact]
    public void Beyond_its_limit_only_what_brings_it_nearer_is_sent()
    {
        var story = new HedgerStories.Story(Settings(new SumLimits { MaxDelta = 100 }));
        story.Hold("BTC", -20).Hold("ETH", -40).EndBatch(); // -1,060 and -210
        Assert.All(story.Placed, static o => Assert.Equal(Side.Buy, o.Side));
        Assert.Equal(2, story.Placed.Count);

        story = new HedgerStories.Story(Settings(new SumLimits { MaxDelta = 100 }));
        story.Hold("BTC", -20).Hold("ETH", 40).EndBatch(); // ETH's sale takes the sum further out
        Assert.Equal(story.Desk.Hedgers[0].Hedge, Assert.Single(story.Placed).Contract);
        Assert.Equal((DecisionAction.Blocked, DecisionReason.DeskDelta), (story.Desk.Hedgers[1].LastDecision.Action, story.Desk.Hedgers[1].LastDecision.Reason));
    }

    [Fact]
    public void What_adds_to_gross_is_cut_and_what_takes_from_it_is_not()
    {
        var story = new HedgerStories.Story(Settings(new SumLimits { MaxGross = 2_500 }));
        story.Hold("BTC", -20).EndBatch(); // 2,000 of options
        Assert.Equal((50L, DecisionReason.CutToDesk), (story.Placed[0].Quantity.Count, story.Desk.Hedgers[0].LastDecision.Reason));
        story.Fill(story.Placed[0]);
        Sees(story).EndBatch();
        Assert.Equal(DecisionReason.DeskGross, story.Desk.Hedgers[0].LastDecision.Reason);
        Assert.Equal(2_500, story.Desk.Sums.Gross, 1e-6);
        story.Hold("BTC", 40); // long now: the hedge is sold, which turns round what was bought
        Sees(story).EndBatch();
        Assert.Equal((Side.Sell, 100L), (story.Placed[1].Side, story.Placed[1].Quantity.Count));
    }

    [Fact]
    public void Profit_of_all_that_falls_is_soft_first_then_all_are_flattened_and_the_desk_freezes()
    {
        var settings = Settings(SumLimits.None, Limits.Drawdown);
        var story = new HedgerStories.Story(settings);
        story.Hold("BTC", -1).Hold("ETH", 8).EndBatch(); // inside their bands
        Assert.Empty(story.Placed);
        void Marks(params double[] profits)
        {
            foreach (double profit in profits)
                Sees(story).Apply(DeskEvent.DeskMarked(story.Now, profit, "USD")).EndBatch();
        }

        Marks(0, -120, -120);
        Assert.Equal(DrawdownStep.Soft, story.Desk.Drawdown.Step);
        Assert.All(story.Desk.Hedgers, static h => Assert.Equal((DrawdownStep.Soft, DrawdownStep.None), (h.StepNow, h.Drawdown.Step)));
        Marks(-300, -300);
        Assert.Equal(DrawdownStep.Flattening, story.Desk.Drawdown.Step);
        Assert.Equal(2, story.Placed.Count);
        story.Fill(story.Placed[0]).EndBatch().EndBatch();
        Assert.Equal(TradingState.Normal, story.Desk.State); // the other one's order is under way
        story.Fill(story.Placed[1]).EndBatch().EndBatch();
        Assert.Equal((TradingState.Halted, TradingStateReason.Drawdown, DrawdownStep.Frozen), (story.Desk.State, story.Desk.StateReason, story.Desk.Drawdown.Step));

        foreach (DrawdownLimits? limits in (DrawdownLimits?[])[Limits.Drawdown, null])
        {
            Desk again = new(Settings(SumLimits.None, limits));
            foreach (DeskEvent e in story.Recording)
                again.Apply(e);
            Assert.Equal((TradingState.Halted, DrawdownStep.Frozen), (again.State, again.Drawdown.Step));
        }
        var replay = new Replay(new Desk(settings));
        Assert.All(story.Recording, e => Assert.True(replay.Step(e), replay.Difference));
        Assert.True(replay.Step(DeskEvent.StateHashed(story.Now, story.Desk.StateHash())), replay.Difference);

        story.Apply(DeskEvent.TradingStateSet(story.Now, TradingState.Normal, TradingStateReason.Operator)).EndBatch();
        Assert.Equal(default, story.Desk.Drawdown);
        Marks(-300, -301);
        Assert.Equal(1, story.Desk.Drawdown.Fall);
        story.Apply(DeskEvent.DeskMarked(story.Now, 5_000, "BTC")); // of other settings
        Assert.Equal(1, story.Desk.Drawdown.Fall);
        story.After(31).Quote("BTC", 100).Quote("ETH", 10).Fit("BTC").Fit("ETH").EndBatch();
        Assert.All(story.Desk.Hedgers, static h => Assert.Equal(DecisionReason.ProfitUnknown, h.LastDecision.Reason));
    }

    [Fact]
    public void Told_limits_hold_and_a_start_keeps_the_tighter_of_them()
    {
        DeskSettings settings = Settings(new SumLimits { MaxDelta = 500, MaxVega = 100 });
        DeskLimits told = settings.Limits with { Sums = new SumLimits { MaxDelta = 900, MaxVega = 50 }, Books = Limits.Books };
        var story = new HedgerStories.Story(settings);
        story.Apply(DeskEvent.DeskLimitsSet(story.Now, told)).EndBatch();
        Assert.Equal(told, story.Desk.Limits);
        Desk again = new(settings);
        var recovery = new Recovery(again);
        byte[] bytes = new byte[DeskEventCodec.UsualLength];
        foreach (DeskEvent e in story.Recording)
        {
            Assert.True(DeskEventCodec.TryEncode(e, bytes, out int length));
            Assert.Null(recovery.Fold(bytes.AsSpan(0, length)));
        }
        Assert.Equal(told, again.Limits);
        again.Apply(DeskEvent.Started(story.Now));
        Assert.Equal((500.0, 50.0, 3.0), (again.Limits.Sums.MaxDelta, again.Limits.Sums.MaxVega, again.Limits.Of("desk").MaxDelta));
        ulong before = story.Desk.StateHash();
        story.Apply(DeskEvent.DeskLimitsSet(story.Now, told with { Sums = told.Sums with { MaxVega = 49 } }));
        Assert.NotEqual(before, story.Desk.StateHash());

        Desk other = new(settings with { Limits = settings.Limits with { Base = "ETH" } });
        foreach (DeskEvent e in story.Recording)
            other.Apply(e);
        other.Apply(DeskEvent.Started(story.Now));
        Assert.Equal(("ETH", 500.0), (other.Limits.Base, other.Limits.Sums.MaxDelta)); // what was told was in dollars
    }

    [Fact]
    public void Of_two_limits_the_tighter_is_taken_and_a_looser_one_is_a_raise()
    {
        DeskLimits lower = Limits with { Sums = Limits.Sums with { MaxDelta = 500 } };
        Assert.Equal((false, true), (Limits.IsRaisedBy(lower), lower.IsRaisedBy(Limits)));
        DeskLimits without = Limits with { Books = Limits.Books.Remove("desk") };
        Assert.Equal((true, false), (Limits.IsRaisedBy(without), without.IsRaisedBy(Limits)));
        Assert.Equal(Limits, without.Tighter(Limits));
        Assert.True(Limits.IsRaisedBy(Limits with { Drawdown = Limits.Drawdown! with { Hard = 251 } }));
        Assert.Equal(Limits, DeskLimitsText.Parse(DeskLimitsText.Of(Limits)));
        Assert.Throws<ArgumentException>(() => Limits.Tighter(Limits with { Base = "BTC" }));
        foreach ((string text, string says) in ((string, string)[])
        [
            ("""{"maxDelta":0}""", "limits.maxDelta: 0; allowed: a number above 0"),
            ("""{"maxDelte":5}""", "limits.maxDelte: no such setting; allowed: base, maxDelta"),
            ("""{"books":{"fund":{}}}""", "limits.books.fund: nothing; allowed: maxDelta"),
            ("""{"books":{"fund":{"maxVega":1,"drawdown":4}}}""", "limits.books.fund.drawdown: 4; allowed: "),
            ("""{"books":{"":{"maxDelta":4}}}""", "limits.books.: a book's name; allowed: 1 to 40"),
        ])
            Assert.StartsWith(says, Assert.Throws<SettingsException>(() => DeskLimitsText.Parse(Encoding.UTF8.GetBytes(text))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_over_all_cost_no_memory()
    {
        DeskSettings settings = Settings(new SumLimits { MaxDelta = 1e6, MaxGamma = 1e6, MaxVega = 1e6, MaxGross = 1e6 });
        settings = settings with { Limits = settings.Limits with { Books = Limits.Books } };
        var story = new HedgerStories.Story(settings);
        story.Hold("BTC", -20).Hold("ETH", 150).EndBatch();
        foreach (NewOrder order in story.Placed.ToArray())
            story.Fill(order);
        story.EndBatch();
        var effects = new Effect[8];
        long batch = 0;
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            var writer = new EffectWriter(effects);
            story.Desk.EndBatch(story.Now + new Duration(++batch), ref writer);
            _ = story.Desk.ViewOf(story.Desk.Hedgers[1].Hedge);
        }));
    }
}
