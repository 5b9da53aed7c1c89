using Poise.Domain;
using Poise.Hedging;
using Poise.Storage;
using Poise.Worlds;
using static Poise.Edge.Tests.PaperOptionsRig;

namespace Poise.Edge.Tests;

/// <summary>What is left of orders in options on paper once the process has died, at whatever step.</summary>
public sealed class PaperOptionsRecoveryTests
{
    private static readonly Duration Later = Duration.FromSeconds(60);

    private static PaperOptionsRig Again(SimulatedDisk journal, SimulatedDisk paper, Instant at)
    {
        journal.Crash();
        paper.Crash();
        return new PaperOptionsRig(journal, paper, at);
    }

    [Fact]
    public void An_order_that_was_not_answered_is_closed_as_never_sent()
    {
        SimulatedDisk journal = Disk(1), paper = Disk(2);
        var rig = new PaperOptionsRig(journal, paper, Start);
        rig.Quote(0.0190, 0.0200);
        rig.Place(Side.Buy, 10, 0.0200);
        rig.Driver.FlushAll();
        rig.Place(Side.Buy, 5, 0.0200, isAnswered: false);
        PaperOptionsRig again = Again(journal, paper, Start + Later);
        Assert.Equal((TradingState.Normal, 10L, 0), (again.Desk.State, again.Held(), again.Desk.Working.Count));
        Assert.Equal((0, 1), (again.Queue.Found.Adopted, again.Queue.Found.NotSent));
        again.Quote(0.0190, 0.0200);
        again.Pass(2000);
        Assert.Equal(10, again.Held());
    }

    [Fact]
    public void An_order_that_was_answered_and_not_told_is_adopted_with_its_execution_and_fee()
    {
        SimulatedDisk journal = Disk(1), paper = Disk(2);
        var rig = new PaperOptionsRig(journal, paper, Start);
        rig.Quote(0.0190, 0.0200);
        rig.Place(Side.Buy, 10, 0.0210); // the intent is durable, what came of it is not
        Position before = rig.Desk.Book.PositionOf(new(1));
        journal.HoleChance = 0;
        PaperOptionsRig again = Again(journal, paper, Start + Later);
        Assert.Equal((before.Quantity, before.Cash, before.Fees), (again.Desk.Book.PositionOf(new(1)).Quantity, again.Desk.Book.PositionOf(new(1)).Cash, again.Desk.Book.PositionOf(new(1)).Fees));
        Assert.Equal((TradingState.Normal, 0), (again.Desk.State, again.Desk.Working.Count));
    }

    /// <summary>The machine stops before each operation of the paper's disk in turn: an order is either done, once, or never was.</summary>
    [Fact]
    public void Wherever_the_machine_stops_no_execution_is_lost_and_none_is_doubled()
    {
        int done = 0, never = 0;
        for (int stop = 0; ; stop++)
        {
            SimulatedDisk journal = Disk(1 + (ulong)stop), paper = Disk(100 + (ulong)stop);
            var rig = new PaperOptionsRig(journal, paper, Start);
            rig.Quote(0.0190, 0.0200);
            rig.Place(Side.Buy, 10, 0.0200);
            rig.Driver.FlushAll();
            long from = paper.Operations;
            paper.BeforeOperation = step =>
            {
                if (paper.Operations - from > stop)
                    throw new SimulatedCrash(step);
            };
            bool isThrough = false;
            try
            {
                rig.Place(Side.Buy, 7, 0.0200);
                isThrough = true;
            }
            catch (SimulatedCrash)
            {
            }
            paper.BeforeOperation = null;
            PaperOptionsRig again = Again(journal, paper, Start + Later);
            Assert.Equal((stop, TradingState.Normal, 0), (stop, again.Desk.State, again.Desk.Working.Count));
            Assert.True(again.Held() is 10 or 17, $"{again.Held()} held");
            (done, never) = (done + (again.Held() == 17 ? 1 : 0), never + (again.Held() == 10 ? 1 : 0));
            long held = again.Held();
            again.Quote(0.0190, 0.0200);
            again.Place(Side.Sell, 3, 0.0190);
            Assert.Equal((held - 3, TradingState.Normal), (again.Held(), again.Desk.State));
            PaperOptionsRig third = Again(journal, paper, Start + Later + Later);
            Assert.Equal((held - 3, TradingState.Normal), (third.Held(), third.Desk.State));
            if (isThrough)
                break;
        }
        Assert.True(done > 0 && never > 2, $"done {done}, never {never}");
    }

    [Fact]
    public void Over_many_lives_the_paper_holds_what_the_book_says()
    {
        SimulatedDisk journal = Disk(1), paper = Disk(2);
        var random = new SeededRandom(5);
        Instant now = Start;
        int adopted = 0, notSent = 0;
        for (int life = 0; life < 60; life++)
        {
            var rig = new PaperOptionsRig(journal, paper, now);
            Assert.Equal((life, TradingState.Normal, 0), (life, rig.Desk.State, rig.Desk.Working.Count));
            (adopted, notSent) = (adopted + rig.Queue.Found.Adopted, notSent + rig.Queue.Found.NotSent);
            for (int i = random.NextInt32(4); i >= 0; i--)
            {
                int option = 1 + random.NextInt32(2);
                rig.Quote(0.0190, 0.0200, 20, 20, option);
                rig.Place(random.NextInt32(2) == 0 ? Side.Buy : Side.Sell, 1 + random.NextInt32(30), 0.0195 + (random.NextInt32(2) == 0 ? 0.0005 : -0.0005), option, isAnswered: i > 0 || random.NextInt32(2) == 0);
            }
            now = rig.Now + Later;
            journal.Crash();
            paper.Crash();
        }
        Assert.True(adopted > 5 && notSent > 5, $"{adopted} adopted, {notSent} never sent");
    }

    [Fact]
    public void Answers_that_cannot_be_read_or_are_gone_are_not_begun_anew()
    {
        SimulatedDisk journal = Disk(1), paper = Disk(2);
        var rig = new PaperOptionsRig(journal, paper, Start);
        rig.Quote(0.0190, 0.0200);
        rig.Place(Side.Buy, 10, 0.0200);
        rig.Driver.FlushAll();
        byte[] good = paper.Bytes("options.state");
        byte[] bad = [.. good];
        bad[bad.Length / 2] ^= 1;
        paper.Put("options.state", bad);
        journal.Crash();
        Assert.Contains("options.state", Assert.Throws<JournalException>(() => new PaperOptionsRig(journal, paper, Start + Later)).Message, StringComparison.Ordinal);
        paper.Put("options.state", good[..^9]);
        journal.Crash();
        Assert.Throws<JournalException>(() => new PaperOptionsRig(journal, paper, Start + Later));
        StateFile.Replace(paper, "options.state", 1, 0, [1, 2, 3]);
        journal.Crash();
        Assert.Contains("options.state", Assert.Throws<InvalidDataException>(() => new PaperOptionsRig(journal, paper, Start + Later)).Message, StringComparison.Ordinal);
        journal.Crash();
        Assert.Equal(TradingStateReason.PositionMismatch, new PaperOptionsRig(journal, Disk(9), Start + Later).Desk.StateReason);
    }

    [Fact]
    public void What_the_book_began_with_is_held_and_ends_at_the_venues_price()
    {
        SimulatedDisk journal = Disk(1), paper = Disk(2);
        var rig = new PaperOptionsRig(journal, paper, Start);
        rig.Driver.Offer(Poise.Engine.DeskEvent.PositionOpened(rig.Now, new(1), new(-50), 0.0195m));
        rig.Driver.Run(rig.Now);
        rig.Quote(0.0190, 0.0200);
        rig.Place(Side.Buy, 10, 0.0200);
        Assert.Equal((-40, -40), (rig.Held(), rig.Options.HeldOf(new(1)).Count));
        rig.Driver.FlushAll();
        PaperOptionsRig again = Again(journal, paper, Start + Later);
        Assert.Equal((TradingState.Normal, -40L), (again.Desk.State, again.Held()));
        again.Quote(0.0190, 0.0200);
        Instant end = Option(false, Poise.Domain.OptionType.Call).Expiry;
        again.Pass((end - again.Now).Seconds * 1000 - 50);
        again.Quote(0.0190, 0.0200);
        again.Place(Side.Buy, 5, 0.0200, isAnswered: false);
        again.Pass(30); // filled before its end, and not told before the machine stops
        Assert.Equal(-35, again.Held());
        PaperOptionsRig third = Again(journal, paper, end + Later);
        Assert.Equal((TradingState.Normal, -35L), (third.Desk.State, third.Held()));
        third.Port.Settled(third.Now, new(1), 0.02m);
        third.Deliver();
        third.Link(false);
        third.Link(true);
        Assert.Equal((TradingState.Normal, 0L), (third.Desk.State, third.Held()));
        Assert.Equal(50 * 0.1m * 0.0195m - 15 * 0.1m * 0.0200m - 35 * 0.1m * 0.02m, third.Desk.Book.PositionOf(new(1)).Cash);
    }

    /// <summary>The venue may tell what ended before the account is asked for an order that was filled in it.</summary>
    [Fact]
    public void An_execution_that_is_found_after_the_end_was_told_is_settled_too()
    {
        SimulatedDisk journal = Disk(1), paper = Disk(2);
        var rig = new PaperOptionsRig(journal, paper, Start);
        rig.Pass((Option(false, Poise.Domain.OptionType.Call).Expiry - rig.Now).Seconds * 1000 - 500);
        rig.Quote(0.0190, 0.0200);
        rig.Driver.FlushAll();
        rig.Place(Side.Buy, 5, 0.0200, isAnswered: false);
        rig.Venue.Advance(rig.Now + Duration.FromMilliseconds(20)); // on the paper's disk, and the desk has not folded it
        journal.Crash();
        paper.Crash();
        var again = new PaperOptionsRig(journal, paper, rig.Now + Later, linksLater: true);
        again.Port.Settled(again.Now, new(1), 0.03m);
        again.Deliver();
        Assert.Equal(1, again.Desk.Working.Count);
        again.Link(true);
        Assert.Equal((TradingState.Normal, 0L, 0), (again.Desk.State, again.Held(), again.Desk.Working.Count));
        Assert.Equal(5 * 0.1m * (0.03m - 0.02m), again.Desk.Book.PositionOf(new(1)).Cash);
    }

    [Fact]
    public void A_folder_from_before_options_were_traded_is_taken_up()
    {
        SimulatedDisk journal = Disk(1);
        var rig = new PaperOptionsRig(journal, Disk(2), Start);
        rig.Driver.Offer(Poise.Engine.DeskEvent.PositionOpened(rig.Now, new(2), new(-50), 0.0195m));
        rig.Driver.Run(rig.Now);
        rig.Driver.FlushAll();
        journal.Crash();
        var again = new PaperOptionsRig(journal, Disk(3), Start + Later);
        Assert.Equal((TradingState.Normal, -50L), (again.Desk.State, again.Held(2)));
    }
}
