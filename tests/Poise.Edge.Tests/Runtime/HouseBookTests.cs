using Poise.Domain;
using Poise.Engine;
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
