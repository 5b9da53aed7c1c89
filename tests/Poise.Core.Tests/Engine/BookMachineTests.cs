using FsCheck;
using FsCheck.Fluent;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.TestShared;

namespace Poise.Core.Tests;

/// <summary>Books under random positions, prices, fills and starts, against plain sums over what the journal keeps.</summary>
public sealed class BookMachineTests
{
    private static readonly string[] _books = ["desk", BookDesk.Bank, BookDesk.Fund];

    /// <param name="What">Which of the things that can happen.</param>
    /// <param name="Size">How much of it, -100 to 100.</param>
    public readonly record struct Step(int What, int Size);

    private static readonly Gen<IList<Step>> _steps =
        (from what in Gen.Choose(0, 9)
         from size in Gen.Choose(-100, 100)
         select new Step(what, size)).NonEmptyListOf().Select(static s => (IList<Step>)[.. s]).Resize(120);

    private static Config Runs(int times) => Config.QuickThrowOnFailure.WithMaxTest(Deep.Times(times));

    private static void Do(BookDesk desk, Step step, ref long trade)
    {
        DeskStory story = desk.Story;
        story.After(0.5 + Math.Abs(step.Size) / 10.0).Quotes(100 * Math.Exp(step.Size / 2000.0 * (step.What == 0 ? 10 : 1)));
        desk.Fits();
        switch (step.What)
        {
            case 1 or 2:
                desk.Holds(step.What == 1 ? BookDesk.BankCoins : BookDesk.FundCoins, step.Size / 5.0);
                break;
            case 3:
                desk.Holds(BookDesk.BankCall, step.Size, 5);
                break;
            case 4:
                desk.Holds(DeskStory.CallIndex, step.Size, 5);
                break;
            case 5: // it closes
                ContractIndex coins = step.Size > 0 ? BookDesk.BankCoins : BookDesk.FundCoins;
                story.Apply(DeskEvent.PositionOpened(story.Now, coins, -story.Desk.Book.QuantityOf(coins), 100));
                break;
            case 6:
                story.Apply(DeskEvent.Funded(story.Now, new FundingPayment(++trade, DeskStory.PerpetualIndex, step.Size, story.Now)));
                break;
            case 7 when step.Size > 90:
                story.Opens();
                break;
            default:
                break;
        }
        for (int i = 0; i < story.Desk.Working.Count;) // some fill whole, some in part, some not at all
        {
            WorkingOrder working = story.Desk.Working[i];
            long lots = (step.Size & 3) == 0 ? 0 : (step.Size & 3) == 1 ? working.Remaining.Count / 2 : working.Remaining.Count;
            if (lots > 0)
                story.Fills(working.Order, lots, 0.05m, ++trade);
            int before = story.Desk.Working.Count;
            story.Updates(working.Order, lots == working.Order.Quantity.Count ? OrderStatus.Filled : OrderStatus.Cancelled, working.Folded.Count + lots);
            i += story.Desk.Working.Count == before ? 1 : 0;
        }
        story.EndsBatch();
    }

    private static void Agrees(BookDesk desk, IEnumerable<DeskEvent> records)
    {
        Book ledger = desk.Story.Desk.Book;
        Position position = ledger.PositionOf(DeskStory.PerpetualIndex);
        SortedDictionary<(string Book, int Contract), (long Lots, decimal Cash, decimal Fees)> sums = BookDesk.Sums(records, ledger);
        decimal funding = 0;
        (long lots, decimal cash, decimal fees) = (0L, 0m, 0m);
        foreach (string name in _books)
        {
            BookShare share = desk.Of(name);
            (lots, cash, fees, funding) = (lots + share.Lots, cash + share.Cash, fees + share.Fees, funding + share.Funding);
            if (name == "desk")
                continue;
            // What a book has is what the records gave it.
            (long Lots, decimal Cash, decimal Fees) sum = sums.GetValueOrDefault((name, DeskStory.PerpetualIndex.Value));
            Assert.Equal((sum.Lots, Math.Round(sum.Cash, 12), Math.Round(sum.Fees, 12)), (share.Lots, Math.Round(share.Cash, 12), Math.Round(share.Fees, 12)));
        }
        Assert.Equal((position.Quantity.Count, Math.Round(position.Cash, 12), Math.Round(position.Fees, 12), Math.Round(position.Funding, 12)), (lots, Math.Round(cash, 12), Math.Round(fees, 12), Math.Round(funding, 12)));
        Assert.Equal(desk.LedgerProfit(103), desk.ProfitOf("desk", 103) + desk.ProfitOf(BookDesk.Bank, 103) + desk.ProfitOf(BookDesk.Fund, 103), 12);
    }

    /// <summary>What was filled while there were several books is shared in the same batch, all of it: of each side lots, cash and fees.</summary>
    private static void IsShared(DeskEvent[] batch, Book book)
    {
        if (!batch.Any(static e => e.Kind == DeskEventKind.FillShared))
            return;
        foreach (Side side in Enum.GetValues<Side>())
        {
            Fill[] fills = [.. batch.Where(static e => e.Kind == DeskEventKind.Filled).Select(static e => e.Fill).Where(f => f.Side == side)];
            FillShare[] shares = [.. batch.Where(static e => e.Kind == DeskEventKind.FillShared).Select(static e => e.FillShare).Where(s => s.Lots > Lots.Zero == (side == Side.Buy))];
            int sign = side == Side.Buy ? 1 : -1;
            Assert.Equal(fills.Sum(f => sign * f.Quantity.Count), shares.Sum(static s => s.Lots.Count));
            Assert.Equal(fills.Sum(static f => f.Fee), shares.Sum(static s => s.Fees), 12);
            Assert.Equal(fills.Sum(f => -book.WorthOf(f.Contract, new(sign * f.Quantity.Count), f.Price.Count * 0.01m)), shares.Sum(static s => s.Cash), 12);
            Assert.Equal(shares.Length, shares.Select(static s => s.Book).Distinct().Count());
        }
    }

    /// <summary>Units of the underlying of each book that are not hedged, from its positions and what it has of the hedges.</summary>
    private static double OpenOf(BookDesk desk, string name)
    {
        Book ledger = desk.Story.Desk.Book;
        double sum = desk.Of(name).Lots * desk.Hedger.Greeks.DeltaPerLot(DeskStory.PerpetualIndex);
        for (int i = 0; i < ledger.Count; i++)
            if (new ContractIndex(i) != DeskStory.PerpetualIndex && desk.Books.NameOf(desk.Books.HolderOf(new(i))) == name)
                sum += desk.Hedger.Greeks.PositionOf(new(i)).Delta;
        return sum;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_all_books_have_is_what_the_desk_has_whatever_happens(bool isInverse) => Check.One(Runs(150), Prop.ForAll(_steps.ToArbitrary(), steps =>
    {
        DeskSettings settings = isInverse ? DeskStory.With(static h => h with { Hedge = DeskStory.InversePerpetual.Id }) : DeskStory.Settings;
        BookDesk desk = new(settings, isInverse);
        long trade = 0;
        foreach (Step step in steps)
        {
            int before = desk.Story.Recording.Count;
            Do(desk, step, ref trade);
            Agrees(desk, desk.Story.Recording);
            Assert.False(desk.Books.HasUnshared);
            foreach (DeskEvent e in desk.Story.Recording.Skip(before))
                if (e.Kind == DeskEventKind.CrossedInside)
                    Assert.Equal((decimal)desk.Hedger.Greeks.QuoteOf(DeskStory.PerpetualIndex).Mid, e.InsideTrade.Price);
            IsShared([.. desk.Story.Recording.Skip(before)], desk.Story.Desk.Book);
            if (!desk.Story.Recording.Skip(before).Any(static e => e.Kind == DeskEventKind.CrossedInside))
                continue;
            // Once they have traded, no two of them wish a whole lot of each other.
            double[] open = [.. _books.Select(b => OpenOf(desk, b) / desk.Hedger.Greeks.DeltaPerLot(DeskStory.PerpetualIndex))];
            Assert.True(open.Min() > -1 - 1e-5 || open.Max() < 1 + 1e-5, string.Join(' ', open));
        }
    }));

    /// <summary>The same positions of one book and of three.</summary>
    [Fact]
    public void The_market_sees_the_same_orders_whoever_the_books_are() => Check.One(Runs(100), Prop.ForAll(_steps.ToArbitrary(), steps =>
    {
        BookDesk several = new(), alone = new(bank: "desk", fund: "none");
        (long trade, long other) = (0, 0);
        foreach (Step step in steps)
        {
            Step one = step.What == 2 || step.What == 5 && step.Size <= 0 ? step with { What = 1 } : step; // the fund has none
            Do(several, one, ref trade);
            Do(alone, one, ref other);
        }
        Assert.Equal(alone.Story.Placed, several.Story.Placed);
        Assert.Equal(alone.Story.Desk.BookHash(), several.Story.Desk.BookHash());
        Assert.Equal(0, alone.Books.Hash);
        Assert.DoesNotContain(alone.Story.Recording, static e => e.Kind is DeskEventKind.CrossedInside or DeskEventKind.FillShared);
    }));

    private static BookDesk Lives(ulong seed, int steps, List<(int Records, long Hash)>? batches = null)
    {
        SeededRandom random = new(seed);
        BookDesk desk = new();
        long trade = 0;
        for (int i = 0; i < steps; i++)
        {
            Do(desk, new(random.NextInt32(10), random.NextInt32(201) - 100), ref trade);
            batches?.Add((desk.Story.Recording.Count, desk.Books.Hash));
        }
        return desk;
    }

    private static DeskEvent AsKept(in DeskEvent e)
    {
        byte[] bytes = new byte[DeskEventCodec.UsualLength];
        Assert.True(DeskEventCodec.TryEncode(e, bytes, out int length));
        Assert.True(DeskEventCodec.TryDecode(bytes.AsSpan(0, length), out DeskEvent read, out string? refusal), refusal);
        return read;
    }

    [Fact]
    public void The_journal_brings_back_whose_the_hedges_are_to_the_bit()
    {
        List<(int Records, long Hash)> batches = [];
        BookDesk desk = Lives(3, 300, batches);
        Assert.True(desk.Trades.Count() > 40 && desk.Shares.Count() > 60, $"{desk.Trades.Count()} trades, {desk.Shares.Count()} shares");
        Desk recovered = new(DeskStory.Settings);
        int at = 0;
        foreach ((int records, long hash) in batches)
        {
            for (; at < records; at++)
                if (desk.Story.Recording[at].Kind != DeskEventKind.Quoted)
                    recovered.Apply(AsKept(desk.Story.Recording[at]));
            Assert.Equal(hash, recovered.Hedgers[0].Books.Hash);
        }
        Engine.Replay replay = new(new Desk(DeskStory.Settings));
        foreach (DeskEvent e in desk.Story.Recording)
            Assert.True(replay.Step(e), replay.Difference);
        Assert.True(replay.Finish(), replay.Difference);
    }

    [Fact]
    public void A_journal_cut_at_any_record_of_books_leaves_no_side_alone_and_the_desk_goes_on()
    {
        BookDesk whole = Lives(5, 60);
        List<DeskEvent> journal = [.. whole.Story.Recording.Where(static e => e.Kind != DeskEventKind.Quoted)];
        int cuts = 0;
        for (int cut = 9; cut <= journal.Count; cut++)
        {
            if (journal[cut - 1].Kind is not (DeskEventKind.CrossedInside or DeskEventKind.FillShared or DeskEventKind.Filled or DeskEventKind.BatchEnded))
                continue;
            cuts++;
            BookDesk after = new(), again = new();
            foreach (BookDesk desk in (BookDesk[])[after, again])
            {
                foreach (DeskEvent e in journal.Take(cut).Where(static e => e.Kind != DeskEventKind.Listed))
                    desk.Story.Apply(AsKept(e));
                desk.Story.After((journal[cut - 1].At - DeskStory.Start).Seconds + 5).Opens();
                for (int i = desk.Story.Desk.Working.Count - 1; i >= 0; i--)
                    desk.Story.Apply(DeskEvent.OrderNotFound(desk.Story.Now, desk.Story.Desk.Working[i].Order.Id));
                desk.Sees();
                Assert.False(desk.Books.HasUnshared);
                Agrees(desk, desk.Story.Recording);
                long trade = 1_000_000;
                Do(desk, new(2, 77), ref trade);
                Do(desk, new(0, 99), ref trade);
                Agrees(desk, desk.Story.Recording);
            }
            Assert.Equal(after.Story.Desk.StateHash(), again.Story.Desk.StateHash());
        }
        Assert.True(cuts > 100, $"{cuts} cuts");
    }

    [Fact]
    public void Books_that_have_nothing_to_trade_cost_no_memory()
    {
        BookDesk desk = new BookDesk(DeskStory.With(static h => h with { Policy = new FixedBandPolicy(new DeltaBand(-500, 0, 500, BandRebalance.ToTarget)) }) with { MaxVolAge = Duration.FromDays(1) })
            .Holds(BookDesk.BankCoins, 20).Holds(BookDesk.FundCoins, -20).Holds(BookDesk.BankCall, 0.1).Sees();
        Assert.Single(desk.Trades);
        Effect[] effects = new Effect[32];
        int tick = 0;
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            for (int i = 0; i < 10_000; i++, tick++)
            {
                Instant at = desk.Story.Now + new Duration(tick * 5_000_000L); // books are compared five times
                double mid = 100 + Math.Sin(tick * 0.01);
                desk.Story.Desk.Apply(DeskEvent.Quoted(at, DeskStory.PerpetualIndex, new Quote(mid - 0.01, mid + 0.01, 5, 5, at)));
                EffectWriter writer = new(effects);
                desk.Story.Desk.EndBatch(at, ref writer);
            }
        }));
        Assert.Equal(DecisionReason.InsideBand, desk.Hedger.LastDecision.Reason);
    }
}
