using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>A desk against a naive venue under random events: positions, what is under way, replay, memory.</summary>
public sealed class DeskMachineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_desk_agrees_with_a_naive_venue_and_replays_to_the_same_bits(ulong seed)
    {
        (DeskStory story, long position) = Live(seed, 800);

        Assert.Equal(position, story.Desk.Book.QuantityOf(DeskStory.PerpetualIndex).Count);
        Assert.True(story.Placed.Count > 20, $"only {story.Placed.Count} orders");

        Desk again = new(DeskStory.Settings);
        Replay replay = new(again);
        foreach (DeskEvent e in story.Recording)
            Assert.True(replay.Step(e), replay.Difference);
        Assert.True(replay.Finish(), replay.Difference);
        Assert.Equal(story.Desk.StateHash(), again.StateHash());
        Assert.Equal(story.Placed.Count, replay.Orders);
    }

    /// <summary>As it was before hedges could be worked otherwise: numbers of orders and hashes of the state written down then.</summary>
    [Theory]
    [InlineData(1, 103, 0x14fc4cb1c7d70e5aUL)]
    [InlineData(2, 163, 0xb97f21c85edf15b4UL)]
    [InlineData(3, 153, 0xc0059fdd6afc44e2UL)]
    [InlineData(4, 133, 0x9c2846680d365808UL)]
    public void A_desk_that_sweeps_is_what_it_was_to_the_bit(ulong seed, int orders, ulong hash)
    {
        (DeskStory story, _) = Live(seed, 800);
        Assert.Equal((orders, hash), (story.Placed.Count, story.Desk.StateHash()));
    }

    [Fact]
    public void A_changed_recording_is_found_out()
    {
        (DeskStory story, _) = Live(5, 200);
        int placed = story.Recording.FindIndex(e => e.Kind == DeskEventKind.Placed);
        Intent intent = story.Recording[placed].Intent;
        story.Recording[placed] = DeskEvent.Placed(story.Recording[placed].At, intent with { Order = intent.Order with { Quantity = intent.Order.Quantity + new Lots(1) } });

        Replay replay = new(new Desk(DeskStory.Settings));
        foreach (DeskEvent e in story.Recording)
            replay.Step(e);
        Assert.NotNull(replay.Difference);
    }

    [Fact]
    public void The_journal_alone_brings_back_the_book_and_the_orders_under_way()
    {
        (DeskStory story, _) = Live(6, 400);
        Desk recovered = new(DeskStory.Settings);
        Recovery recovery = new(recovered);
        byte[] bytes = new byte[DeskEventCodec.UsualLength];
        foreach (DeskEvent e in story.Recording)
        {
            if (e.Kind == DeskEventKind.Quoted)
                continue; // quotes are in the recording, not in the journal
            Assert.True(DeskEventCodec.TryEncode(e, bytes, out int length));
            Assert.Null(recovery.Fold(bytes.AsSpan(0, length)));
        }
        Assert.Equal(story.Desk.BookHash(), recovered.BookHash());
        Assert.Equal(story.Desk.LastSequence, recovered.LastSequence);
        Assert.Equal(story.Desk.Working.Count, recovery.Unresolved);
        for (int i = 0; i < recovery.Unresolved; i++)
            Assert.Equal(story.Desk.Working[i], recovered.Working[i]);
    }

    [Fact]
    public void Running_sums_do_not_drift()
    {
        DeskStory story = DeskStory.Ready(DeskStory.Settings with { RecomputeEvery = int.MaxValue, RepriceEvery = Duration.FromDays(1) })
            .Holds(DeskStory.CallIndex, -100).EndsBatch();
        SeededRandom random = new(9);
        for (int i = 0; i < 20_000; i++)
        {
            Side side = random.NextInt32(2) == 0 ? Side.Buy : Side.Sell;
            ContractIndex option = random.NextInt32(2) == 0 ? DeskStory.CallIndex : DeskStory.PutIndex;
            story.Desk.Apply(DeskEvent.Filled(story.Now, new Fill(1000 + i, default, option, side, new(1 + random.NextInt32(50)), new(500), 0, false, story.Now)));
        }
        story.EndsBatch();
        story.Desk.CheckDrift(1e-11);
    }

    [Fact]
    public void A_steady_desk_allocates_nothing_over_ten_thousand_quotes()
    {
        DeskStory story = DeskStory.Ready(DeskStory.With(h => h with { Policy = new FixedBandPolicy(new DeltaBand(-500, 0, 500, BandRebalance.ToTarget)) }))
            .Holds(DeskStory.CallIndex, -100).Holds(DeskStory.PutIndex, -50).EndsBatch();
        Inbox inbox = new();
        Effect[] effects = new Effect[32];
        DeskEvent[] batch = new DeskEvent[64];
        int tick = 0;
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            for (int i = 0; i < 10_000; i++, tick++)
            {
                Instant at = story.Now + new Duration(tick * 1_000_000L);
                double mid = 100 + Math.Sin(tick * 0.01);
                inbox.Offer(DeskEvent.Quoted(at, DeskStory.PerpetualIndex, new Quote(mid - 0.01, mid + 0.01, 5, 5, at)));
                inbox.Offer(DeskEvent.Quoted(at, DeskStory.CallIndex, new Quote(5, 5.1, 5, 5, at)));
                int count = inbox.Take(batch, at);
                for (int e = 0; e < count; e++)
                    story.Desk.Apply(batch[e]);
                EffectWriter writer = new(effects);
                story.Desk.EndBatch(at, ref writer);
            }
        }));
        Assert.Equal(DecisionReason.InsideBand, story.Desk.Hedgers[0].LastDecision.Reason);
    }

    [Fact]
    public void The_state_hash_sees_what_matters()
    {
        DeskStory a = DeskStory.Ready().Holds(DeskStory.CallIndex, -1).EndsBatch(), b = DeskStory.Ready().Holds(DeskStory.CallIndex, -1).EndsBatch();
        Assert.Equal(a.Desk.StateHash(), b.Desk.StateHash());
        b.Quotes(100, 0.03);
        Assert.NotEqual(a.Desk.StateHash(), b.Desk.StateHash());
    }

    /// <summary>A venue that fills, part-fills, cancels and reorders its messages at random.</summary>
    private static (DeskStory Story, long Position) Live(ulong seed, int steps)
    {
        SeededRandom random = new(seed);
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -150).Holds(DeskStory.PutIndex, -80);
        List<(NewOrder Order, long Filled)> open = [];
        double mid = 100;
        long position = 0;
        int seen = 0;
        for (int i = 0; i < steps; i++)
        {
            story.After(random.NextDouble() * 0.8);
            mid *= Math.Exp(0.004 * random.NextNormal());
            story.Quotes(mid);
            if (random.NextInt32(20) == 0)
                story.Fits(0.45 + 0.1 * random.NextDouble());
            else if (i % 20 == 0)
                story.Fits(0.5);
            if (open.Count > 0 && random.NextInt32(2) == 0)
            {
                (NewOrder order, long filled) = open[0];
                open.RemoveAt(0);
                long now = random.NextInt32(3) switch { 0 => 0, 1 => order.Quantity.Count - filled, _ => random.NextInt32((int)(order.Quantity.Count - filled) + 1) };
                OrderStatus status = filled + now == order.Quantity.Count ? OrderStatus.Filled : OrderStatus.Cancelled;
                bool isUpdateFirst = random.NextInt32(2) == 0;
                if (isUpdateFirst)
                    story.Updates(order, status, filled + now);
                if (now > 0)
                    story.Fills(order, now, 0.01m);
                if (!isUpdateFirst)
                    story.Updates(order, status, filled + now);
                position += order.Side == Side.Buy ? now : -now;
            }
            story.EndsBatch();
            for (; seen < story.Placed.Count; seen++)
                open.Add((story.Placed[seen], 0));
            // Whatever the orders under way come to, the desk never has more of them than its hedge needs.
            double reach = story.Desk.Hedgers[0].LastDecision.NetDelta + story.Desk.Hedgers[0].LastDecision.PendingBuy;
            if (story.Decision.Action == DecisionAction.Hedge && story.Decision.Quantity.Count > 0)
                Assert.True(reach + story.Decision.Quantity.Count * 0.1 <= 1e-9 + story.Desk.Hedgers[0].Band.Upper, $"step {i}");
        }
        return (story, position);
    }
}
