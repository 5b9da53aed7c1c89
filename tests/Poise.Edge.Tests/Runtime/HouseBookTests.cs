using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using Poise.TestShared;

namespace Poise.Edge.Tests;

/// <summary>Books beside a desk on the simulated market: what each has of the hedges is shown, kept, and adds up to the ledger.</summary>
public sealed class HouseBookTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 9);

    private static StartedDesk Bring(TemporaryFolder folder, IReadOnlyList<HeldLine>? elsewhere, PayoffStyle style = PayoffStyle.Linear) => SimulatedDeskStart.Bring(
        new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 7, Style = style, HasDemoBook = false, Elsewhere = elsewhere }, Start, new InlineLane());

    private static void Run(StartedDesk started, double seconds)
    {
        for (double at = 0; at < seconds; at++)
        {
            started.Elsewhere.Turn(started.Run.Now);
            started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(1));
        }
    }

    private static HeldLine Coins(string holder, decimal quantity) =>
        new(holder, "coins", new Contract { Id = new(holder, "coins"), Kind = ContractKind.Spot, Underlying = "BTC", Root = "BTC", SettlementCurrency = "" }, quantity, 100_000m);

    private static HeldLine Future(string holder, decimal quantity, PayoffStyle style) =>
        new(holder, "future", new Contract { Id = new(holder, "future"), Kind = ContractKind.Perpetual, Underlying = "BTC", Root = "BTC", Style = style, Multiplier = style == PayoffStyle.Inverse ? 10 : 1, SettlementCurrency = style == PayoffStyle.Inverse ? "BTC" : "" }, quantity, 100_000m);

    private static DeskView ViewOf(StartedDesk started) => DeskViews.Of(started.Run.Driver.Desk, started.Fold, "desk 1", "simulated")[0];

    private static HouseBookView BookOf(DeskView view, string name) => view.Books.Single(b => b.Book == name);

    private static void AddsUp(DeskView view)
    {
        Assert.Equal(view.Pnl.Total!.Value, view.Books.Sum(static b => b.Profit!.Value), 12);
        Assert.Equal(view.Net.Delta!.Value, view.Books.Sum(static b => b.NetDelta!.Value), 1e-9);
        Assert.Equal(view.Outlets[0].Position, view.Books.Sum(static b => b.Hedges.Sum(static h => h.Quantity)), 1e-9);
        Assert.Equal(0, view.Books.Sum(static b => b.Hedges.Sum(static h => h.CrossedCash)));
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void Books_are_hedged_inside_first_and_come_back_after_a_restart(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        decimal unit = style == PayoffStyle.Inverse ? 10_000 : 1;
        long hash;
        InsideTradeView[] trades;
        using (StartedDesk started = Bring(folder, [Future("bank", 8 * unit, style), Future("fund", -3 * unit, style)], style))
        {
            Run(started, 60);
            DeskView view = ViewOf(started);
            Assert.Equal(["desk", "bank", "fund"], view.Books.Select(static b => b.Book));
            Assert.Equal((true, false, 0, 1), (view.Books[0].IsOwn, view.Books[1].IsOwn, view.Books[0].Positions, view.Books[1].Positions));
            AddsUp(view);
            Assert.InRange(BookOf(view, "bank").NetDelta!.Value, -0.5, 0.5);
            Assert.InRange(BookOf(view, "fund").NetDelta!.Value, -0.5, 0.5);
            Assert.True(BookOf(view, "fund").HedgeDelta > 2 && BookOf(view, "bank").HedgeDelta < -7);
            Assert.NotEmpty(view.InsideTrades);
            Assert.All(view.InsideTrades, static t => Assert.True(t.Buyer != t.Seller && t.Quantity > 0 && t.Price > 0));
            // The market saw the difference alone.
            Desk desk = started.Run.Driver.Desk;
            Position pool = desk.Book.PositionOf(desk.Hedgers[0].Hedge);
            Assert.InRange((double)(pool.BoughtContracts + pool.SoldContracts) * Math.Abs(desk.Hedgers[0].Greeks.DeltaPerLot(desk.Hedgers[0].Hedge)) / (double)desk.Book.ContractOf(desk.Hedgers[0].Hedge).LotSize, 4, 7);
            Assert.True(started.Run.Driver.FlushAll());
            (hash, trades) = (desk.Hedgers[0].Books.Hash, [.. view.InsideTrades]);
        }
        using StartedDesk again = Bring(folder, null, style);
        DeskView back = ViewOf(again);
        Assert.Equal(hash, again.Run.Driver.Desk.Hedgers[0].Books.Hash);
        Assert.Equal(trades, back.InsideTrades);

        // A book that the file names no more hands its hedges back, and its profit stays told.
        Assert.Null(again.Elsewhere.State([Future("bank", 8 * unit, style)], again.Run.Now));
        Run(again, 40);
        back = ViewOf(again);
        AddsUp(back);
        Assert.Equal((0, 0.0), (BookOf(back, "fund").Positions, BookOf(back, "fund").Hedges[0].Quantity));
        Assert.NotEqual(0, BookOf(back, "fund").Profit);
        Assert.InRange(BookOf(back, "bank").NetDelta!.Value, -0.5, 0.5);
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void Each_books_profit_is_marked_where_its_fall_is_limited_and_all_add_up(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        decimal unit = style == PayoffStyle.Inverse ? 10_000 : 1;
        string[] books = ["bank", "desk", "fund"];
        var fall = new DrawdownLimits(1e9, 2e9, DrawdownAction.Freeze, Duration.Zero);
        DeskLimits limits = DeskLimits.None with { BookDrawdowns = DeskLimits.None.BookDrawdowns.AddRange(books.Select(b => KeyValuePair.Create(b, fall))) };
        using StartedDesk started = SimulatedDeskStart.Bring(
            new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 7, Style = style, HasDemoBook = false, DeskLimits = limits, Elsewhere = [Future("bank", 8 * unit, style), Future("fund", -3 * unit, style)] }, Start, new InlineLane());
        Run(started, 45);
        new ProfitMarks(started.Run.Driver).Turn(started.Run.Now);
        started.Run.Driver.Run(started.Run.Now);
        DeskView view = ViewOf(started);
        Assert.Equal(books, view.Total.BookDrawdowns.Select(static b => b.Book));
        Assert.Equal(view.Total.Pnl!.Value, view.Total.BookDrawdowns.Sum(static b => b.Drawdown.Profit), 1e-6);
        double rate = style == PayoffStyle.Inverse ? view.Hedge.Spot!.Value : 1;
        foreach (BookDrawdownView book in view.Total.BookDrawdowns)
        {
            Assert.Equal(((double)BookOf(view, book.Book).Profit!.Value * rate, false, "none"), (book.Drawdown.Profit, book.IsHeldBack, book.Drawdown.Step), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-6 && (a.Item2, a.Item3) == (b.Item2, b.Item3));
            Assert.Contains(view.Limits, l => l.Limit == $"book {book.Book}: drawdown" && l.Max == 2e9);
        }
        Assert.NotEqual(0, view.Total.BookDrawdowns[0].Drawdown.Profit);

        // The bank's next mark is far lower: what it holds more of is not hedged any more.
        started.Run.Driver.Offer(DeskEvent.BookMarked(started.Run.Now, "bank", -3e9, "USD"));
        started.Run.Driver.Run(started.Run.Now);
        view = ViewOf(started);
        Assert.Equal((true, "frozen", "Normal"), (view.Total.BookDrawdowns[0].IsHeldBack, view.Total.BookDrawdowns[0].Drawdown.Step, view.TradingState));
        Assert.True(started.Run.Driver.FlushAll());
    }

    [Fact]
    public void A_desk_alone_shows_no_books_and_what_pays_otherwise_has_no_profit()
    {
        using TemporaryFolder folder = new();
        using (StartedDesk started = Bring(folder, null))
        {
            Run(started, 20);
            DeskView view = ViewOf(started);
            Assert.Empty(view.Books);
            Assert.Empty(view.InsideTrades);
        }
        using TemporaryFolder other = new();
        using StartedDesk mixed = Bring(other, [Coins("wallet", 3), Future("bank", -20_000, PayoffStyle.Inverse)], PayoffStyle.Inverse);
        Run(mixed, 20);
        DeskView beside = ViewOf(mixed);
        Assert.Null(BookOf(beside, "wallet").Profit); // dollars beside coin
        Assert.NotNull(BookOf(beside, "bank").Profit);
        Assert.Equal(beside.Net.Delta!.Value, beside.Books.Sum(static b => b.NetDelta!.Value), 1e-9);
    }
}
