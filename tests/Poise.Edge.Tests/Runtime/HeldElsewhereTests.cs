using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using Poise.TestShared;

namespace Poise.Edge.Tests;

/// <summary>What other accounts hold is hedged with the book, and is neither traded nor asked of the desk's venue.</summary>
public sealed class HeldElsewhereTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 9);

    private static StartedDesk Bring(TemporaryFolder folder, IReadOnlyList<HeldLine>? elsewhere, PayoffStyle style = PayoffStyle.Linear, Instant? start = null) => SimulatedDeskStart.Bring(
        new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 7, Style = style, HasDemoBook = false, Elsewhere = elsewhere }, start ?? Start, new InlineLane());

    private static Contract Option(string symbol, double strike, Instant expiry, PayoffStyle style = PayoffStyle.Linear) => new()
    {
        Id = new("bank", symbol),
        Kind = ContractKind.Option,
        Type = OptionType.Call,
        Underlying = "BTC",
        Root = "BTC",
        Strike = strike,
        Expiry = expiry,
        Style = style,
        SettlementCurrency = style == PayoffStyle.Inverse ? "BTC" : "",
    };

    private static void Run(StartedDesk started, double seconds)
    {
        for (double at = 0; at < seconds; at++)
        {
            started.Elsewhere.Turn(started.Run.Now);
            started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(1));
        }
    }

    private static Contract ListedCall(StartedDesk started, int expiry = 1) =>
        Enumerable.Range(0, started.Run.Venue.Market.Contracts).Select(i => started.Run.Venue.Market.ContractAt(new(i))).Where(static c => c is { IsOption: true, Type: OptionType.Call })
            .GroupBy(static c => c.Expiry).OrderBy(static g => g.Key).ElementAt(expiry).MinBy(c => Math.Abs(c.Strike - started.Run.Venue.Market.Index))!;

    private static Lots HeldOf(StartedDesk started, string venue, string symbol) =>
        started.Run.Driver.Desk.TryIndexOf(new(venue, symbol), out ContractIndex index) ? started.Run.Driver.Desk.Book.QuantityOf(index) : Lots.Zero;

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void It_is_hedged_marked_and_left_alone_by_a_restart(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        string listed;
        using (StartedDesk look = Bring(folder, null, style))
            listed = ListedCall(look).Id.Symbol;
        HeldLine[] lines =
        [
            new("cme", listed, null, -10, 0.01m),
            new("bank", "OTC-CALL", Option("OTC-CALL", 100_000, Start + Duration.FromDays(10), style), -5.5m, style == PayoffStyle.Inverse ? 0.03m : 3_000m),
            new("wallet", "BTC", new Contract { Id = new("wallet", "BTC"), Kind = ContractKind.Spot, Underlying = "BTC", Root = "BTC", SettlementCurrency = "" }, 1.25m, 100_000m),
        ];
        Desk desk;
        using (StartedDesk started = Bring(folder, lines, style))
        {
            desk = started.Run.Driver.Desk;
            Assert.Equal(new Lots(-10_00000000), HeldOf(started, "cme", listed)); // before anything was traded
            Assert.Equal(0, desk.Book.Fills);
            Run(started, 60);
            Assert.True(desk.Book.Fills > 0);
            Assert.InRange(desk.Hedgers[0].Greeks.Net.Delta, -0.5, 0.5);
            DeskView view = DeskViews.Of(desk, started.Fold, "desk 1", "simulated")[0];
            Assert.Equal(["sim", "bank", "cme", "wallet"], view.ByVenue.Select(static v => v.Venue));
            Assert.Equal(view.Net.Delta!.Value, view.ByVenue.Sum(static v => v.Delta!.Value), 1e-9);
            Assert.Equal(1.25, view.ByVenue.Single(static v => v.Venue == "wallet").Delta!.Value, 1e-12);
            Assert.True(view.ByVenue.Single(static v => v.Venue == "bank").Delta < -1);
            Assert.All(view.Positions, static p => Assert.NotNull(p.Mark));
            // The listed one, held elsewhere, is worth what the venue's smile says: its quote's mid within the spread.
            PositionView cme = view.Positions.Single(static p => p.Venue == "cme");
            desk.TryIndexOf(new("sim", listed), out ContractIndex there);
            Quote quote = desk.QuoteOf(there);
            Assert.InRange(cme.Mark!.Value, quote.Bid - (quote.Ask - quote.Bid), quote.Ask + (quote.Ask - quote.Bid));
            Assert.Equal(style == PayoffStyle.Linear, view.Pnl.Total is not null); // a linear spot's profit is no coin
            started.Elsewhere.State(lines, started.Run.Now); // the same again
            long events = desk.Events;
            started.Elsewhere.Turn(started.Run.Now);
            started.Run.Driver.Run(started.Run.Now);
            Assert.Equal(events, desk.Events);
            Assert.Equal(TradingState.Normal, desk.State);
            started.Run.Reconnect(); // the venue knows nothing of it
            Assert.Equal(TradingState.Normal, desk.State);
            Assert.True(started.Run.Driver.FlushAll());
        }
        using StartedDesk again = Bring(folder, null, style);
        Assert.Equal(TradingState.Normal, again.Run.Driver.Desk.State);
        Assert.Equal(new Lots(-10_00000000), HeldOf(again, "cme", listed)); // nothing was said: it stays
        Run(again, 30);
        // All that a file says: what it names no more is closed at its mark, and hedged away.
        Assert.Null(again.Elsewhere.State([lines[2] with { Quantity = 2 }], again.Run.Now));
        Run(again, 30);
        Assert.Equal((Lots.Zero, Lots.Zero, new Lots(2_00000000)), (HeldOf(again, "cme", listed), HeldOf(again, "bank", "OTC-CALL"), HeldOf(again, "wallet", "BTC")));
        Assert.InRange(again.Run.Driver.Desk.Hedgers[0].Greeks.Net.Delta, -0.5, 0.5);
        Assert.InRange(again.Run.Driver.Desk.Hedgers[0].Greeks.PositionOf(again.Run.Driver.Desk.Hedgers[0].Hedge).Delta, -2.5, -1.5);
    }

    [Fact]
    public void By_hand_stands_beside_a_file()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = Bring(folder, [new("cold", "coins", new Contract { Id = new("cold", "coins"), Kind = ContractKind.Spot, Underlying = "BTC" }, 3, 90_000m)]);
        string symbol = ListedCall(started).Id.Symbol;
        Assert.Null(started.Elsewhere.Hold(new("", symbol, null, 4, 1_000m), started.Run.Now));
        Run(started, 5);
        Assert.Equal(new Lots(4_00000000), HeldOf(started, HeldElsewhere.ByHand, symbol));
        Assert.Null(started.Elsewhere.State([], started.Run.Now)); // of the file nothing is left
        Run(started, 5);
        Assert.Equal((Lots.Zero, new Lots(4_00000000)), (HeldOf(started, "cold", "coins"), HeldOf(started, HeldElsewhere.ByHand, symbol)));
        Assert.Null(started.Elsewhere.Hold(new("", symbol, null, 0, 1_000m), started.Run.Now));
        Run(started, 5);
        Assert.Equal(Lots.Zero, HeldOf(started, HeldElsewhere.ByHand, symbol));
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void What_ends_pays_out_at_the_mean_of_its_window(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        Instant end = Start + Duration.FromSeconds(120);
        Contract call = Option("SOON", 90_000, end, style) with { SettlementWindow = Duration.FromSeconds(60) };
        using StartedDesk started = Bring(folder, [new("bank", "SOON", call, -2, 0m)], style);
        Desk desk = started.Run.Driver.Desk;
        double sum = 0;
        while (started.Run.Now < end + Duration.FromSeconds(5))
        {
            if (started.Run.Now >= end - call.SettlementWindow && started.Run.Now < end)
                sum += desk.Hedgers[0].Greeks.Spot;
            Run(started, 1);
        }
        Assert.Equal(Lots.Zero, HeldOf(started, "bank", "SOON"));
        Assert.True(desk.TryIndexOf(call.Id, out ContractIndex index));
        double mean = sum / 60, paid = -2 * (mean - 90_000) / (style == PayoffStyle.Inverse ? mean : 1);
        Assert.Equal(paid, (double)desk.Book.PositionOf(index).Cash, Math.Abs(paid) * 1e-9);
        Assert.Equal(TradingState.Normal, desk.State);
        Run(started, 5);
        Assert.InRange(desk.Hedgers[0].Greeks.Net.Delta, -0.2, 0.2);
    }

    [Fact]
    public void What_cannot_be_is_refused_and_nothing_of_it_is_taken()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = Bring(folder, null);
        Contract spot = new() { Id = new("x", "y"), Kind = ContractKind.Spot, Underlying = "BTC" };
        HeldLine good = new("bank", "coins", spot, 1, 1);
        foreach ((HeldLine bad, string says) in ((HeldLine, string)[])
        [
            (good with { Symbol = "NOTHING", Terms = null }, "lists no such contract"),
            (good with { Terms = spot with { Underlying = "ETH" } }, "this desk hedges BTC"),
            (good with { Venue = "sim" }, "is the desk's own"),
            (good with { Venue = "hand" }, "is for what is stated by hand"),
            (good with { Quantity = 0.000000001m }, "in steps of"),
            (good with { Quantity = 2_000_000_000 }, "allowed: up to"),
            (good with { Price = -1 }, "price -1"),
            (good with { Terms = spot with { SettlementCurrency = "EUR" } }, "currency EUR; allowed: USD, USDC, USDT"),
            (good with { Terms = Option("o", 100, Start + Duration.FromDays(1), PayoffStyle.Inverse) with { SettlementCurrency = "USD" } }, "currency USD; allowed: BTC"),
            (good with { Terms = Option("o", 100, Start - Duration.FromSeconds(1)) }, "ended at"),
            (good with { Terms = spot with { Kind = ContractKind.Perpetual, Style = PayoffStyle.Inverse, SettlementCurrency = "BTC" }, Price = 0 }, "a price above 0"),
            (good, "stands twice"),
        ])
            Assert.Contains(says, started.Elsewhere.State([good, bad], started.Run.Now), StringComparison.Ordinal);
        Run(started, 3);
        Assert.Equal(Lots.Zero, HeldOf(started, "bank", "coins"));
        Assert.Null(started.Elsewhere.State([good], started.Run.Now));
        Run(started, 3);
        Assert.Contains("its terms are not those that it had", started.Elsewhere.State([good with { Terms = spot with { Multiplier = 2 } }], started.Run.Now), StringComparison.Ordinal);
        Assert.Contains("2001 positions; allowed: 2000", started.Elsewhere.State([.. Enumerable.Range(0, 2001).Select(i => good with { Symbol = $"c{i}" })], started.Run.Now), StringComparison.Ordinal);
        Assert.Contains("lists no such", Assert.Throws<InvalidDataException>(() => Bring(new TemporaryFolder(), [good with { Symbol = "NOTHING", Terms = null }])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void What_is_named_no_more_at_a_start_is_gone_before_anything_is_traded_and_leaves_no_profit(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        HeldLine coins = new("wallet", "coins", new Contract { Id = new("wallet", "coins"), Kind = ContractKind.Spot, Underlying = "BTC" }, 5, 90_000m);
        HeldLine future = new("cme", "future", new Contract { Id = new("cme", "future"), Kind = ContractKind.Future, Underlying = "BTC", Expiry = Start + Duration.FromDays(9), Style = style, Multiplier = style == PayoffStyle.Inverse ? 10 : 1, SettlementCurrency = style == PayoffStyle.Inverse ? "BTC" : "" }, -3, 91_000m);
        HeldLine ended = new("bank", "SOON", Option("SOON", 200_000, Start + Duration.FromSeconds(10)), -4, 2m);
        using (StartedDesk started = Bring(folder, [coins, future, ended], style))
        {
            Run(started, 20);
            Assert.Equal(Lots.Zero, HeldOf(started, "bank", "SOON"));
            Assert.True(started.Run.Driver.FlushAll());
        }
        using StartedDesk again = Bring(folder, [ended], style, Start + Duration.FromSeconds(60)); // it has ended, and was known: no reason not to start
        Desk desk = again.Run.Driver.Desk;
        Assert.Equal((Lots.Zero, Lots.Zero, Lots.Zero), (HeldOf(again, "wallet", "coins"), HeldOf(again, "cme", "future"), HeldOf(again, "bank", "SOON")));
        foreach ((string venue, string symbol) in ((string, string)[])[("wallet", "coins"), ("cme", "future")])
        {
            Assert.True(desk.TryIndexOf(new(venue, symbol), out ContractIndex index));
            Assert.InRange(desk.Book.PnlAt(index, 0), -1e-8m, 1e-8m);
        }
        Run(again, 20);
        Assert.InRange(desk.Hedgers[0].Greeks.Net.Delta, -0.2, 0.2);
    }

    [Fact]
    public void Profit_that_is_watched_is_brought_into_one_currency()
    {
        using TemporaryFolder folder = new();
        HeldLine coins = new("wallet", "coins", new Contract { Id = new("wallet", "coins"), Kind = ContractKind.Spot, Underlying = "BTC" }, 2, 1m);
        var settings = new SimulatedDeskSettings
        {
            DataFolder = folder.Path,
            Seed = 7,
            Style = PayoffStyle.Inverse,
            HasDemoBook = false,
            Elsewhere = [coins],
            Limits = new BookLimits { Drawdown = new DrawdownLimits(100, 200, DrawdownAction.Freeze, Duration.Zero) },
        };
        using StartedDesk started = SimulatedDeskStart.Bring(settings, Start, new InlineLane());
        var marks = new ProfitMarks(started.Run.Driver);
        for (int i = 0; i < 5; i++)
        {
            marks.Turn(started.Run.Now);
            Run(started, 1);
        }
        Hedger hedger = started.Run.Driver.Desk.Hedgers[0];
        Assert.True(hedger.Drawdown.At.IsKnown);
        Assert.InRange(hedger.Drawdown.Profit, 1.99, 2.01); // bought at a dollar: two coins' worth, in coins
    }

    [Fact]
    public void Without_a_price_to_pay_out_at_it_waits()
    {
        using TemporaryFolder folder = new();
        Instant end = Start + Duration.FromSeconds(30);
        using StartedDesk started = Bring(folder, [new("bank", "SOON", Option("SOON", 90_000, end), 1, 1m)]);
        Run(started, 20);
        Instant late = end + Duration.FromSeconds(10);
        started.Elsewhere.Turn(late); // ten seconds without a quote
        started.Run.Driver.Run(late);
        Assert.Equal(new Lots(1_00000000), HeldOf(started, "bank", "SOON"));
    }
}
