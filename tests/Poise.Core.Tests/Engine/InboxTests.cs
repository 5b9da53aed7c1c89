using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

public sealed class InboxTests
{
    private static readonly Instant At = Instant.FromUtc(2026, 1, 5);

    private static DeskEvent Quote(int contract, double mid) => DeskEvent.Quoted(At, new(contract), new Quote(mid - 1, mid + 1, 1, 1, At));

    private static DeskEvent Print(long price) => DeskEvent.Traded(At, new Print(new(0), Side.Buy, new(1), new(price)));

    [Fact]
    public void Facts_come_first_then_prints_then_the_latest_quote_of_each_contract()
    {
        Inbox inbox = new();
        inbox.Offer(Quote(2, 100));
        inbox.Offer(Print(1));
        inbox.Offer(Quote(1, 50));
        inbox.Offer(DeskEvent.TimerFired(At));
        inbox.Offer(Quote(2, 101));
        var batch = new DeskEvent[16];
        Assert.Equal(4, inbox.Take(batch, At));
        Assert.Equal(
            [DeskEventKind.TimerFired, DeskEventKind.Traded, DeskEventKind.Quoted, DeskEventKind.Quoted], batch.Take(4).Select(e => e.Kind));
        Assert.Equal(101, batch[2].Quote.Quote.Mid);
        Assert.Equal(new ContractIndex(1), batch[3].Quote.Contract);
        Assert.Equal(1, inbox.ConflatedQuotes);
        Assert.True(inbox.IsEmpty);
    }

    [Fact]
    public void A_batch_ends_when_it_is_full_and_the_rest_follows()
    {
        Inbox inbox = new();
        for (int i = 0; i < 10; i++)
            inbox.Offer(Quote(i, 100));
        var batch = new DeskEvent[4];
        Assert.Equal(4, inbox.Take(batch, At));
        inbox.Offer(DeskEvent.TimerFired(At));
        Assert.Equal(4, inbox.Take(batch, At));
        Assert.Equal(DeskEventKind.TimerFired, batch[0].Kind);
        Assert.Equal(3, inbox.Take(batch, At));
    }

    [Fact]
    public void A_full_facts_lane_halts_the_desk()
    {
        Inbox inbox = new(facts: 2);
        Assert.True(inbox.Offer(DeskEvent.TimerFired(At)));
        Assert.True(inbox.Offer(DeskEvent.TimerFired(At)));
        Assert.False(inbox.Offer(DeskEvent.TimerFired(At)));
        var batch = new DeskEvent[8];
        Assert.Equal(3, inbox.Take(batch, At));
        Assert.Equal(new TradingStateChange(TradingState.Halted, TradingStateReason.FactsLaneFull), batch[0].StateChange);
    }

    [Fact]
    public void Prints_that_overflow_are_counted_and_the_newest_stay()
    {
        Inbox inbox = new(prints: 2);
        for (int i = 1; i <= 5; i++)
            Assert.True(inbox.Offer(Print(i)));
        var batch = new DeskEvent[8];
        Assert.Equal(2, inbox.Take(batch, At));
        Assert.Equal(4, batch[0].Print.Price.Count);
        Assert.Equal(3, inbox.LostPrints);
    }
}
