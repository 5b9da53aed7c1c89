using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.TestShared;

namespace Poise.Core.Tests;

/// <summary>What is told of the books behind their best prices.</summary>
public partial class RouteStories
{
    /// <summary>The second venue's book: bid and ask two cents from the mid, and what stands behind the ask.</summary>
    private static DeskStory Shows(DeskStory story, double size, params BookLevel[] behind) => ShowsBoth(story, size, new QuoteDetail { Asks = [.. behind] });

    private static DeskStory ShowsBoth(DeskStory story, double size, QuoteDetail detail) =>
        story.Apply(DeskEvent.Quoted(story.Now, SecondIndex, new Quote(99.98, 100.02, size, size, story.Now), detail));

    [Fact]
    public void A_second_level_is_taken_before_the_first_of_a_dearer_venue()
    {
        // All-in: 100.030, 100.040 and 100.060 there, 100.070 here.
        DeskStory story = Shows(Ready(), 20, new BookLevel(100.03, 15), new(100.05, 10), new(100.07, 50)).Holds(DeskStory.CallIndex, -100).EndsBatch();
        double wanted = -story.Decision.NetDelta;
        NewOrder there = Assert.Single(At(story, SecondIndex)), here = Assert.Single(At(story, DeskStory.PerpetualIndex));
        Assert.Equal((4_500, 10_012), (there.Quantity.Count, there.Limit.Count)); // a book that has moved when it arrives is hedged at, as far as slippage may go
        Assert.Equal(((long)Math.Truncate((wanted - 45) / 0.1), 10_012), (here.Quantity.Count, here.Limit.Count));
    }

    [Fact]
    public void A_sale_goes_down_the_bids()
    {
        DeskStory story = ShowsBoth(Ready(), 20, new QuoteDetail { Bids = [new(99.97, 15), new(99.95, 10)], Asks = [new(100.03, 500)] }).Holds(DeskStory.CallIndex, 100).EndsBatch();
        NewOrder there = Assert.Single(At(story, SecondIndex));
        Assert.Equal((Side.Sell, 4_500, 9_989), (there.Side, there.Quantity.Count, there.Limit.Count));
        Assert.Equal(9_989, Assert.Single(At(story, DeskStory.PerpetualIndex)).Limit.Count); // 99.98 x 0.999, rounded to the passive side
    }

    [Fact]
    public void What_no_level_shows_goes_in_proportion_to_all_of_them()
    {
        DeskStory story = Quotes(Shows(Ready(), 5, new BookLevel(100.03, 5)), 100, size: 5);
        story.Apply(DeskEvent.Quoted(story.Now, DeskStory.PerpetualIndex, new Quote(99.98, 100.02, 10, 10, story.Now)));
        Shows(story, 5, new BookLevel(100.03, 5)).Holds(DeskStory.CallIndex, -100).EndsBatch();
        double wanted = -story.Decision.NetDelta;
        NewOrder there = Assert.Single(At(story, SecondIndex));
        Assert.Equal(wanted / 2, there.Quantity.Count * 0.01, 0.11); // ten coins are shown at each
        Assert.Equal(10_012, there.Limit.Count);
        Assert.Equal(wanted, there.Quantity.Count * 0.01 + Assert.Single(At(story, DeskStory.PerpetualIndex)).Quantity.Count * 0.1, 0.1);
    }

    [Fact]
    public void Levels_that_are_too_far_or_out_of_order_are_not_taken()
    {
        foreach (BookLevel[] behind in (BookLevel[][])[[new(100.13, 500)], [new(100.02, 500)], [new(100.01, 500)], [new(double.NaN, 500)], [new(100.03, 0), new(100.04, 500)], [new(100.03, double.NaN)]])
        {
            DeskStory story = Shows(Ready(), 20, behind).Holds(DeskStory.CallIndex, -100).EndsBatch();
            Assert.Equal(2_000, Assert.Single(At(story, SecondIndex)).Quantity.Count); // the best price alone
            Assert.Single(At(story, DeskStory.PerpetualIndex));
        }
        Assert.Throws<ArgumentException>(static () => new QuoteDetail { Asks = [.. new BookLevel[QuoteDetail.MostLevels + 1]] });
    }

    [Fact]
    public void A_quote_that_tells_of_no_depth_leaves_none()
    {
        DeskStory story = Shows(Ready(), 20, new BookLevel(100.03, 500));
        ulong deep = story.Desk.StateHash();
        Quotes(story, 100, size: 20);
        Assert.NotEqual(deep, story.Desk.StateHash());
        Assert.NotEqual(deep, Shows(story, 20, new BookLevel(100.03, 499)).Desk.StateHash());
        Quotes(story, 100, size: 20).Holds(DeskStory.CallIndex, -100).EndsBatch();
        Assert.Equal(2_000, Assert.Single(At(story, SecondIndex)).Quantity.Count);
    }

    [Fact]
    public void One_order_that_crosses_goes_where_all_of_it_is_cheapest()
    {
        DeskStory Worked(double size) => Shows(Ready(Settings(static h => h with { Working = new CrossingLadder(1, 0, 1, Duration.Zero) })), size, new BookLevel(100.11, 500)).Holds(DeskStory.CallIndex, -100).EndsBatch();
        Assert.Equal(SecondIndex, Assert.Single(Worked(50).Placed).Contract);
        Assert.Equal(DeskStory.PerpetualIndex, Assert.Single(Worked(5).Placed).Contract); // a tenth of it is cheaper there, the whole dearer
    }

    [Fact]
    public void A_recording_brings_the_depth_back()
    {
        DeskStory story = Shows(Ready(), 20, new BookLevel(100.03, 15), new(100.05, 10)).Holds(DeskStory.CallIndex, -100).EndsBatch();
        var replay = new Replay(new Desk(story.Desk.Settings));
        byte[] bytes = new byte[DeskEventCodec.UsualLength];
        foreach (DeskEvent e in story.Recording)
        {
            Assert.True(DeskEventCodec.TryEncode(e, bytes, out int length));
            Assert.True(DeskEventCodec.TryDecode(bytes.AsSpan(0, length), out DeskEvent read, out string? refusal), refusal);
            Assert.True(replay.Step(read), replay.Difference);
        }
        Assert.True(replay.Finish(), replay.Difference);
    }

    [Fact]
    public void Routing_over_whole_books_allocates_nothing()
    {
        // Nothing that goes there is worth an order, and the first venue is away: each batch asks anew.
        DeskStory story = Ready(Settings(static h => h with { Further = [h.Further[0] with { Least = new(9_000) }] })).Holds(DeskStory.CallIndex, -100);
        story.Apply(DeskEvent.LinkDown(story.Now));
        var detail = new QuoteDetail { Asks = [new(100.03, 15), new(100.05, 10)] };
        Effect[] effects = new Effect[32];
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                story.Desk.Apply(DeskEvent.Quoted(story.Now, SecondIndex, new Quote(99.98, 100.02, 20, 20, story.Now), detail));
                EffectWriter writer = new(effects);
                story.Desk.EndBatch(story.Now, ref writer);
            }
        }));
        Assert.Equal(DecisionReason.BelowLeastOrder, story.Desk.Hedgers[0].LastDecision.Reason);
    }
}
