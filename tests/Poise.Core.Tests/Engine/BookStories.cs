using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>Whose the hedges are, and what books trade with each other before anything goes to the market.</summary>
public sealed class BookStories
{
    private static readonly ContractIndex Perpetual = DeskStory.PerpetualIndex;

    [Fact]
    public void Two_opposite_books_trade_with_each_other_at_the_mid_and_nothing_goes_to_the_market()
    {
        BookDesk desk = new BookDesk().Holds(BookDesk.BankCoins, 20).Holds(BookDesk.FundCoins, -20).Sees(101);
        Assert.Empty(desk.Story.Placed);
        Assert.Equal(new InsideTrade("fund", "bank", Perpetual, new(200), 101m), Assert.Single(desk.Trades));
        Assert.Equal((-200L, 2020m), (desk.Of("bank").Lots, desk.Of("bank").Cash));
        Assert.Equal((200L, -2020m), (desk.Of("fund").Lots, desk.Of("fund").Cash));
        Assert.Equal((0L, 0m), (desk.Of("desk").Lots, desk.Of("desk").Cash));
        Assert.Equal((200L, 2020m), desk.Of("bank").InsideOn(desk.Story.Now));
        Assert.Equal((0L, 0m), desk.Of("bank").InsideOn(desk.Story.Now + Duration.FromDays(1)));
        desk.Sees(150, 60).Sees(90, 60);
        Assert.Single(desk.Trades); // hedged, wherever the price goes
        foreach (string book in (string[])["bank", "fund"])
            Assert.Equal(book == "bank" ? 20m : -20m, desk.ProfitOf(book, 90)); // a coin of the other at 101 and 100
    }

    [Fact]
    public void Only_the_difference_goes_to_the_market_and_is_shared_by_what_each_book_still_wishes()
    {
        // Wishes: bank +300, fund -100, desk +100.
        Contract own = new() { Id = new("sim", "coins"), Kind = ContractKind.Spot, Underlying = "ABC", LotSize = 0.01m };
        BookDesk desk = new BookDesk(more: own).Holds(BookDesk.BankCoins, -30).Holds(BookDesk.FundCoins, 10).Holds(new(6), -10).Sees();
        double net = desk.Story.Decision.NetDelta;
        NewOrder order = Assert.Single(desk.Story.Placed);
        Assert.Equal((-30, Side.Buy, 300L), (Math.Round(net, 9), order.Side, order.Quantity.Count));
        InsideTrade[] inside = [.. desk.Trades];
        Netting netting = Netting.Of([new("desk", new(100)), new("bank", new(300)), new("fund", new(-100))], 100);
        Assert.Equal(netting.Records.Where(static r => r.Lots > Lots.Zero).Select(static r => new InsideTrade(r.Book, r.CounterBook, Perpetual, r.Lots, r.Price)), inside);
        Assert.Equal(100, inside.Sum(static t => t.Lots.Count));
        // The journal has the trades inside before the order.
        Assert.True(desk.Story.Recording.FindLastIndex(static e => e.Kind == DeskEventKind.CrossedInside) < desk.Story.Recording.FindIndex(static e => e.Kind == DeskEventKind.Placed));

        desk.FillsAll(fee: 3);
        FillShare[] shares = [.. desk.Shares];
        Assert.Equal(["desk", "bank"], shares.Select(static s => s.Book));
        Assert.Equal(order.Quantity.Count, shares.Sum(static s => s.Lots.Count));
        Assert.Equal(netting.ToMarket[1].Lots, shares[1].Lots);
        Assert.Equal((3m, -order.Quantity.Count * 0.1m * order.Limit.Count * 0.01m), (shares.Sum(static s => s.Fees), shares.Sum(static s => s.Cash)));
        Assert.Equal(3m * shares[1].Lots.Count / order.Quantity.Count, shares[1].Fees, 20);
        Assert.Equal((300L, -100L), (desk.Of("bank").Lots, desk.Of("fund").Lots));
        Assert.Equal(desk.Story.Desk.Book.QuantityOf(Perpetual).Count, desk.Of("bank").Lots + desk.Of("fund").Lots + desk.Of("desk").Lots);
        desk.Sees(100, 30);
        Assert.Equal(inside.Length, desk.Trades.Count());
    }

    [Fact]
    public void With_the_desk_alone_nothing_is_kept_and_nothing_is_told()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.FillsWhole(story.Placed[0]).After(20).SeesMarket(120);
        Assert.DoesNotContain(story.Recording, static e => e.Kind is DeskEventKind.CrossedInside or DeskEventKind.FillShared);
        BookShares books = story.Desk.Hedgers[0].Books;
        Assert.Equal((1, 0L, false, false), (books.Count, books.Hash, books.HasUnshared, books.AreSeveral));
        // What is held elsewhere by the desk's own name is of its book.
        BookDesk same = new BookDesk(bank: "desk", fund: "desk 2").Holds(BookDesk.BankCoins, -30).Sees().FillsAll();
        Assert.Empty(same.Trades);
        Assert.Empty(same.Shares);
        Assert.Single(same.Story.Placed);
    }

    [Fact]
    public void Books_are_compared_again_after_ten_seconds_and_only_while_the_desk_could_hedge()
    {
        BookDesk desk = new BookDesk().Holds(BookDesk.BankCoins, 20).Holds(BookDesk.FundCoins, -20).Sees();
        desk.Holds(BookDesk.BankCoins, 3).Holds(BookDesk.FundCoins, -3).Sees(100, 9);
        Assert.Single(desk.Trades);
        desk.Sees(100, 1);
        Assert.Equal([200L, 30], desk.Trades.Select(static t => t.Lots.Count));

        desk.Holds(BookDesk.BankCoins, 3).Holds(BookDesk.FundCoins, -3);
        desk.Story.Apply(DeskEvent.Kill(desk.Story.Now));
        desk.Sees(100, 30);
        Assert.Equal(2, desk.Trades.Count());
        desk.Story.Apply(DeskEvent.TradingStateSet(desk.Story.Now, TradingState.Normal, TradingStateReason.Operator)).After(30).EndsBatch();
        Assert.Equal((DecisionReason.HedgeQuoteStale, 2), (desk.Story.Decision.Reason, desk.Trades.Count())); // at no old mid
        desk.Sees();
        Assert.Equal(3, desk.Trades.Count());
    }

    [Fact]
    public void What_is_less_than_the_least_order_does_not_cross()
    {
        BookDesk desk = new(DeskStory.With(static h => h with { Plan = h.Plan with { Least = new(50) } }));
        desk.Holds(BookDesk.BankCoins, 4.9).Holds(BookDesk.FundCoins, -4.9).Sees();
        Assert.Empty(desk.Trades);
        desk.Holds(BookDesk.BankCoins, 0.1).Holds(BookDesk.FundCoins, -0.1).Sees(100, 10);
        Assert.Equal(50, Assert.Single(desk.Trades).Lots.Count);
    }

    [Fact]
    public void A_book_that_closes_hands_its_lots_to_the_desk_which_hands_them_on()
    {
        BookDesk desk = new BookDesk().Holds(BookDesk.BankCoins, 20).Holds(BookDesk.FundCoins, -20).Sees();
        desk.Holds(BookDesk.BankCoins, -20).Sees(102, 1);
        Assert.Equal(new InsideTrade("bank", "desk", Perpetual, new(200), 102m), desk.Trades.Last()); // in the batch that hedges what is left
        Assert.Equal((0L, -40m), (desk.Of("bank").Lots, desk.Of("bank").Cash));
        Assert.Equal((Side.Buy, 200L), (Assert.Single(desk.Story.Placed).Side, desk.Story.Placed[0].Quantity.Count));
        desk.FillsAll();
        Assert.Equal(("desk", 200L), (Assert.Single(desk.Shares).Book, desk.Shares.Single().Lots.Count)); // it had sold them
        Assert.Equal((0L, 200L, 0L), (desk.Of("desk").Lots, desk.Of("fund").Lots, desk.Of("bank").Lots));

        // Inside the band nothing is traded at all, and they go on to whoever wishes them.
        BookDesk small = new BookDesk().Holds(BookDesk.BankCoins, 4).Holds(BookDesk.FundCoins, -4).Sees();
        small.Holds(BookDesk.BankCoins, -4).Holds(BookDesk.BankCoins, 0).Holds(DeskStory.CallIndex, 0).Sees(100, 10);
        Assert.Empty(small.Story.Placed);
        Assert.Equal((0L, 40L, -40L), (small.Of("bank").Lots, small.Of("fund").Lots, small.Of("desk").Lots));
        Assert.True(small.Books.AreSeveral);
        small.Holds(BookDesk.FundCoins, 4).Sees(100, 10);
        Assert.Equal((0L, 0L, 0L), (small.Of("bank").Lots, small.Of("fund").Lots, small.Of("desk").Lots));
        Assert.False(small.Books.AreSeveral);
    }

    [Fact]
    public void What_no_wish_explains_is_the_desks()
    {
        BookDesk desk = new BookDesk().Holds(BookDesk.BankCoins, -1).Sees(); // inside the band
        Assert.Empty(desk.Story.Placed);
        foreach ((Side side, int trade) in ((Side, int)[])[(Side.Buy, 71), (Side.Sell, 72)])
            desk.Story.Apply(DeskEvent.Filled(desk.Story.Now, new Fill(trade, default, Perpetual, side, new(30), new(10_000), 0, false, desk.Story.Now)));
        desk.Story.EndsBatch();
        Assert.Equal([("bank", 10L), ("desk", 20L), ("desk", -30L)], desk.Shares.OrderByDescending(static s => s.Lots.Count > 0).ThenBy(static s => s.Book, StringComparer.Ordinal).Select(static s => (s.Book, s.Lots.Count)));
    }

    [Fact]
    public void While_a_delta_is_not_known_fills_wait_and_a_start_gives_them_to_the_desk()
    {
        foreach (bool isRestarted in (bool[])[false, true])
        {
            BookDesk desk = new BookDesk().Holds(BookDesk.BankCoins, -30).Sees();
            NewOrder order = desk.Story.Placed[0];
            Contract late = desk.Story.Call with { Id = new("fund", "C120"), Strike = 120 };
            desk.Story.Apply(DeskEvent.Listed(desk.Story.Now, late)).Holds(new(6), 1).FillsWhole(order).EndsBatch();
            Assert.Equal(DecisionReason.NoVol, desk.Story.Decision.Reason);
            Assert.Empty(desk.Shares);
            Assert.True(desk.Books.HasUnshared);
            Assert.Equal((300L, 0L), (desk.Of("desk").Lots, desk.Of("bank").Lots));
            if (isRestarted)
                desk.Story.Opens();
            desk.Holds(new(6), -1).Sees().Sees(100, 10);
            Assert.False(desk.Books.HasUnshared);
            Assert.Equal((0L, 300L), (desk.Of("desk").Lots, desk.Of("bank").Lots));
            Assert.Equal(isRestarted ? (1, 0) : (0, 1), (desk.Trades.Count(), desk.Shares.Count()));
        }
    }

    [Fact]
    public void Funding_is_borne_by_the_books_of_the_nets_side()
    {
        BookDesk desk = new BookDesk().Holds(BookDesk.BankCoins, -30).Holds(BookDesk.FundCoins, 10).Holds(DeskStory.CallIndex, -20).Sees().FillsAll();
        (long own, long bank) = (desk.Of("desk").Lots, desk.Of("bank").Lots);
        Assert.InRange(own, 100, 110);
        Assert.InRange(bank, 299, 300);
        Assert.Equal(-100, desk.Of("fund").Lots);
        desk.Story.Apply(DeskEvent.Funded(desk.Story.Now, new FundingPayment(1, Perpetual, -8, desk.Story.Now)))
            .Apply(DeskEvent.Funded(desk.Story.Now, new FundingPayment(1, Perpetual, -8, desk.Story.Now))); // told again
        Assert.Equal(-8m * bank / (bank + own), desk.Of("bank").Funding, 20);
        Assert.Equal(0, desk.Of("fund").Funding);
        Assert.Equal(-8m, desk.Of("bank").Funding + desk.Of("desk").Funding, 20);
    }

    [Fact]
    public void Many_books_cross_over_several_batches_where_the_buffer_is_small()
    {
        Contract[] more = [.. Enumerable.Range(0, 40).Select(static i => new Contract { Id = new($"book {i}", "coins"), Kind = ContractKind.Spot, Underlying = "ABC", LotSize = 0.01m })];
        BookDesk desk = new(more: more);
        for (int i = 0; i < more.Length; i++)
            desk.Holds(new(6 + i), i % 2 == 0 ? 3 : -3);
        desk.Story.Quotes(100);
        Effect[] buffer = new Effect[4];
        int batches = 0, trades = 0;
        for (bool isDone = false; !isDone; batches++)
        {
            EffectWriter effects = new(buffer);
            desk.Story.After(0.1).Quotes(100);
            desk.Fits();
            desk.Story.Desk.EndBatch(desk.Story.Now, ref effects);
            foreach (Effect effect in effects.Written)
                trades += effect.Kind == EffectKind.Cross ? 1 : 0;
            isDone = batches > 0 && !effects.Written.ToArray().Any(static e => e.Kind == EffectKind.Cross);
        }
        Assert.Equal((20, 11), (trades, batches)); // two a batch, and one that finds nothing
        for (int i = 0; i < more.Length; i++)
            Assert.Equal(i % 2 == 0 ? -30 : 30, desk.Of($"book {i}").Lots);
    }

    [Fact]
    public void Each_instrument_is_shared_in_its_own_lots_and_pays_off_when_it_ends()
    {
        Contract second = DeskStory.LinearPerpetual with { Id = new("two", "FUT"), Kind = ContractKind.Future, Expiry = DeskStory.Expiry, LotSize = 0.01m };
        DeskSettings settings = DeskStory.With(static h => h with { Costs = new VenueCosts(TakerFee: 0.0005), Further = [new OutletSettings { Hedge = new("two", "FUT"), TakerFee = 0.0001, MaxOrder = new(1_000), MaxPosition = new(20_000) }] });
        ContractIndex future = new(6);
        BookDesk desk = new(settings, more: second);
        desk.Story.Apply(DeskEvent.LinkUp(desk.Story.Now, "two")).Apply(DeskEvent.Reconciled(desk.Story.Now, "two"));
        desk.Holds(BookDesk.BankCoins, -30).Holds(BookDesk.FundCoins, -10);
        desk.Story.Apply(DeskEvent.Quoted(desk.Story.Now, future, new Quote(99.98, 100.02, 50, 50, desk.Story.Now)));
        desk.Story.EndsBatch();
        Assert.Equal(2, desk.Story.Placed.Count);
        desk.FillsAll();
        long there = desk.Story.Desk.Book.QuantityOf(future).Count, here = desk.Story.Desk.Book.QuantityOf(Perpetual).Count;
        Assert.True(there > 0 && here > 0);
        Assert.Equal((there, here), (desk.Of("bank", future).Lots + desk.Of("fund", future).Lots, desk.Of("bank").Lots + desk.Of("fund").Lots));
        Assert.Equal(0.75, (double)desk.Of("bank", future).Lots / there, 0.01);
        Assert.Equal(30, 0.1 * desk.Of("bank").Lots + 0.01 * desk.Of("bank", future).Lots, 0.1);
        Assert.Equal(desk.LedgerProfit(104), desk.ProfitOf("bank", 104) + desk.ProfitOf("fund", 104) + desk.ProfitOf("desk", 104), 18);
        desk.Story.Apply(DeskEvent.Delisted(desk.Story.Now, future, 103));
        Assert.Equal((0L, 0L), (desk.Of("bank", future).Lots, desk.Of("desk", future).Lots));
        Assert.Equal(desk.Story.Desk.Book.PositionOf(future).Cash, desk.Of("bank", future).Cash + desk.Of("fund", future).Cash, 18);
        Assert.True(desk.Of("bank", future).Cash > 0);
    }

    [Fact]
    public void What_settles_before_it_was_shared_is_the_desks()
    {
        Contract second = DeskStory.LinearPerpetual with { Id = new("two", "FUT"), Kind = ContractKind.Future, Expiry = DeskStory.Expiry, LotSize = 0.01m };
        BookDesk desk = new(DeskStory.With(static h => h with { Costs = new VenueCosts(TakerFee: 0.0005), Further = [new OutletSettings { Hedge = new("two", "FUT"), TakerFee = 0.0001, MaxOrder = new(10_000), MaxPosition = new(20_000) }] }), more: second);
        ContractIndex future = new(6);
        desk.Story.Apply(DeskEvent.LinkUp(desk.Story.Now, "two")).Apply(DeskEvent.Reconciled(desk.Story.Now, "two"));
        desk.Holds(BookDesk.BankCoins, -30);
        desk.Story.Apply(DeskEvent.Quoted(desk.Story.Now, future, new Quote(99.98, 100.02, 50, 50, desk.Story.Now)));
        desk.Story.EndsBatch();
        NewOrder there = Assert.Single(desk.Story.Placed);
        Assert.Equal(future, there.Contract);
        desk.Story.FillsWhole(there).Apply(DeskEvent.Delisted(desk.Story.Now, future, 103)).EndsBatch();
        Assert.False(desk.Books.HasUnshared);
        Assert.Empty(desk.Shares);
        Assert.Equal((0L, false), (desk.Of("bank", future).Lots, desk.Books.HasLots(future)));
        Assert.Equal(desk.Story.Desk.Book.PositionOf(future).Cash, desk.Of("desk", future).Cash);
    }

    /// <summary>What it has left in an instrument without a price is handed back once there is one; until then nobody trades for it.</summary>
    [Fact]
    public void Nothing_more_crosses_for_a_book_that_closed()
    {
        Contract second = DeskStory.LinearPerpetual with { Id = new("two", "FUT"), Kind = ContractKind.Future, Expiry = DeskStory.Expiry, LotSize = 0.01m };
        BookDesk desk = new(DeskStory.With(static h => h with { Costs = new VenueCosts(TakerFee: 0.0005), Further = [new OutletSettings { Hedge = new("two", "FUT"), TakerFee = 0.0001, MaxOrder = new(10_000), MaxPosition = new(20_000) }] }), more: second);
        ContractIndex future = new(6);
        desk.Story.Apply(DeskEvent.LinkUp(desk.Story.Now, "two")).Apply(DeskEvent.Reconciled(desk.Story.Now, "two"));
        desk.Holds(BookDesk.BankCoins, -30);
        desk.Story.Apply(DeskEvent.Quoted(desk.Story.Now, future, new Quote(99.98, 100.02, 50, 50, desk.Story.Now)));
        desk.Story.EndsBatch();
        desk.FillsAll();
        Assert.Equal(3000L, desk.Of("bank", future).Lots);
        desk.Story.Apply(DeskEvent.LinkDown(desk.Story.Now, "two"));
        desk.Holds(BookDesk.BankCoins, 30);
        for (int i = 0; i < 5; i++)
            desk.Sees(100, 15).FillsAll();
        Assert.Equal((3000L, 0L), (desk.Of("bank", future).Lots, desk.Of("bank").Lots));
        Assert.Empty(desk.Trades);

        desk.Story.After(15).Apply(DeskEvent.LinkUp(desk.Story.Now, "two")).Apply(DeskEvent.Reconciled(desk.Story.Now, "two")).Apply(DeskEvent.Quoted(desk.Story.Now, future, new Quote(99.98, 100.02, 50, 50, desk.Story.Now)));
        desk.Sees(100, 0);
        Assert.Equal(new InsideTrade("desk", "bank", future, new(3000), 100m), Assert.Single(desk.Trades));
    }
}
