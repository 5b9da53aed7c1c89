using System.Globalization;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using Poise.TestShared;

namespace Poise.Edge.Tests;

/// <summary>A whole desk on the simulated market, its profit by cause.</summary>
public sealed class ExplainFoldTests
{
    private static StartedDesk Ran(TemporaryFolder folder, PayoffStyle style, Instant start, Duration length)
    {
        StartedDesk started = SimulatedDeskStart.Bring(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 7, Style = style }, start, new InlineLane());
        started.Run.AdvanceTo(started.Run.Now + length);
        return started;
    }

    private static DeskView ViewOf(StartedDesk started) => DeskViews.Of(started.Run.Driver.Desk, started.Fold, "desk 1", "simulated")[0];

    private static void Tell(string what, ExplainDayView day) => TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what}: residual share {day.ResidualShare:0.0000}, {day.Steps} steps, total {day.Total:0.00000}, in doubt {day.Doubt:0.00000}: {string.Join(", ", day.Terms.Where(t => t.Amount != 0).Select(t => $"{t.Term} {t.Amount:0.00000}"))}"));

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void A_simulated_desks_profit_is_explained(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = Ran(folder, style, Instant.FromUtc(2026, 1, 5, 9), Duration.FromSeconds(Deep.Times(420)));
        DeskView view = ViewOf(started);
        ExplainDayView day = Assert.Single(view.Explain.Days);
        Tell($"{style}", day);
        Assert.False(day.IsAlarm, $"{day.ResidualShare} of {day.Bound}");
        Assert.Equal(0, day.Blind);
        Assert.True(day.Steps >= 7);
        Assert.Equal(day.Total, day.Terms.Sum(t => t.Amount));
        Assert.Equal(view.Pnl.Total!.Value, view.Pnl.Explain.Sum(t => t.Amount));
        Assert.True(day.Terms.Single(t => t.Term == "theta").Amount > 0, "the demo book has sold options");
        Assert.True(day.Terms.Single(t => t.Term == "fees").Amount < 0);

        Assert.Equal(view.Positions.Count(p => p.Kind is "call" or "put"), view.Explain.Strikes.Count(s => s.Units != 0));
        Assert.All(view.Explain.Strikes, s => Assert.True(s.ImpliedVol > 0 && s.RealisedVol > 0, s.Contract));
        Assert.Equal([1.0, 10, 60], view.Explain.Markouts.Select(m => m.Seconds));
        Assert.True(view.Explain.Markouts[0] is { Count: > 0, Mean: not null });
        Assert.Equal(view.Fills.Take(20).Select(f => (f.At, f.Contract, f.Side, f.Quantity)), view.Explain.Hedges.Take(view.Fills.Count).Select(h => (h.At, h.Contract, h.Side, h.Quantity)));
        Assert.All(view.Explain.Hedges, h => Assert.NotNull(h.Slippage));
        Assert.Contains(view.Explain.Hedges, h => h is { After1: not null, After10: not null, After60: not null });
        CostView cost = Assert.Single(view.Explain.Costs);
        Assert.Equal(("sweep", started.Run.Driver.Desk.Hedgers[0].Settings.Hedge.Venue), (cost.Algorithm, cost.Venue));
        long fills = started.Run.Driver.Desk.Book.Fills;
        Assert.InRange(cost.Fills, fills - 5, fills); // the first hedge may come before what is held has its marks
        Assert.Equal(-(double)day.Terms.Single(t => t.Term == "fees").Amount, cost.Fees, 1e-7);
        Assert.Equal((double)day.Terms.Single(t => t.Term == "slippage").Amount, cost.Slippage!.Value, 1e-7);
        Assert.True(view.Explain.Standing is { Decisions: > 0, Saved: not 0, Drift: not 0 });
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void An_option_that_ends_on_a_mean_is_explained_to_the_end(PayoffStyle style)
    {
        Instant now = Instant.FromUtc(2026, 1, 5, 7, 10), end = Instant.FromUtc(2026, 1, 5, 8);
        Contract perpetual = AbcDesk.Perpetual with { Style = style, SettlementCurrency = style == PayoffStyle.Inverse ? "ABC" : "USD" };
        Contract call = perpetual with
        {
            Id = new("t", "C100"),
            Kind = ContractKind.Option,
            Type = OptionType.Call,
            Strike = 100,
            Expiry = end,
            SettlementWindow = Duration.FromSeconds(1800),
            PriceTick = 0.0001m,
        };
        Desk desk = new(AbcDesk.Settings);
        ExplainFold fold = new(ExplainFold.UsualStep);
        void Happens(DeskEvent e)
        {
            desk.Apply(e);
            fold.OnEvent(desk, desk.Hedgers[0], e);
        }
        void Decides()
        {
            EffectWriter effects = new(new Effect[8]);
            desk.EndBatch(now, ref effects);
            fold.OnDecision(desk, desk.Hedgers[0], desk.Hedgers[0].LastDecision);
        }
        ContractIndex hedge = new(0), option = new(1);
        Happens(DeskEvent.Listed(now, perpetual));
        Happens(DeskEvent.Listed(now, call));
        Happens(DeskEvent.PositionOpened(now, option, new(-1000), style == PayoffStyle.Inverse ? 0.005m : 0.5m));
        double sum = 0;
        int count = 0;
        SeededRandom random = new(5);
        double spot = 100;
        for (; now < end; now += Duration.FromSeconds(1))
        {
            spot *= Math.Exp(1e-4 * random.NextNormal());
            Happens(DeskEvent.Quoted(now, hedge, new Quote(spot - 0.005, spot + 0.005, 1, 1, now)));
            if (count == 0 && now == Instant.FromUtc(2026, 1, 5, 7, 10))
                Happens(DeskEvent.SurfaceFitted(now, new FittedSlice { Expiry = end, AsOf = now, Basis = 1, Discount = 1, Contracts = [option], Vols = [0.6] }));
            Decides();
            if (now >= end - call.SettlementWindow)
                (sum, count) = (sum + spot, count + 1);
        }
        double mean = sum / count, paid = Math.Max(0, mean - 100) / (style == PayoffStyle.Inverse ? mean : 1);
        decimal premium = desk.Book.Ledger(0).Cash;
        Happens(DeskEvent.Delisted(now, option, paid));
        Decides();
        ExplainDay day = Assert.Single(fold.Pnl.Days);
        TestContext.Current.TestOutputHelper?.WriteLine($"{style}: residual share {day.ResidualShare}, residual {day.Residual}, total {day.Total}");
        Assert.Equal(desk.Book.Ledger(0).Cash - fold.Earlier!.Value.Total, day.Total);
        Assert.True(premium > 0);
        Assert.Equal(0, fold.Pnl.Strikes[0].Units);
        Assert.NotEqual(0, day.Terms[ExplainTerm.SettlementDecay]);
        Assert.Equal(0, day.Blind);
        Assert.Equal(0, day.Doubt);
        Assert.True(day.ResidualShare < 0.02, $"{day.ResidualShare}");
    }

    [Fact]
    public void A_step_of_the_desks_thread_allocates_nothing()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = Ran(folder, PayoffStyle.Inverse, Instant.FromUtc(2026, 1, 5, 9), Duration.FromSeconds(10));
        Desk desk = started.Run.Driver.Desk;
        ExplainFold fold = new(Duration.Zero); // each decision is a step
        HedgeDecision hold = desk.Hedgers[0].LastDecision with { Action = DecisionAction.Hold, Reason = DecisionReason.InsideBand };
        fold.OnDecision(desk, desk.Hedgers[0], hold);
        Assert.NotNull(fold.Earlier);
        Assert.Equal(0, AllocatedBytes.Of(() => fold.OnDecision(desk, desk.Hedgers[0], hold)));
        Assert.True(fold.Pnl.Since!.Steps >= 3);
    }
}
