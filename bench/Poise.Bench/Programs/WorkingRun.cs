using System.Globalization;
using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Bench;

/// <summary>What ways of working a hedge cost beside plain sweeps: the same desk with its demo book on the same simulated markets, pair by pair.</summary>
internal static class WorkingRun
{
    private static readonly PassiveThenCross _passive = new(new PeggedOrder { Chase = 10 }, 1, Duration.FromSeconds(30));

    private static readonly (string Name, IWorkingAlgorithm Working)[] _ways =
    [
        ("sweep", new Sweep()),
        ("ladder, 5 rungs of 1 bp", new CrossingLadder(5, 1, 0.2, Duration.FromSeconds(1))),
        ("peg, chase 10 bp, crosses beyond", new PeggedOrder { Chase = 10, CrossesBeyond = true }),
        ("passive-then-cross, urgency 1, patience 30s", _passive),
        ("passive-then-cross, urgency 3, patience 5m", _passive with { Urgency = 3, Patience = Duration.FromSeconds(300) }),
        ("twap, 1m in 6, swept", new ScheduledWorking(new EvenSchedule(), Duration.FromSeconds(60), 6, 3, new Sweep())),
        ("twap, 1m in 6, passive first", new ScheduledWorking(new EvenSchedule(), Duration.FromSeconds(60), 6, 3, _passive with { Patience = Duration.FromSeconds(10) })),
        ("participation, 20 % of volume, swept", new Participation(0.2, 3, new Sweep())),
        ("almgren-chriss, 1m in 6, half-life 10s, swept", new ScheduledWorking(new AlmgrenChrissSchedule(Duration.FromSeconds(10)), Duration.FromSeconds(60), 6, 3, new Sweep())),
        ("obizhaeva-wang, 1m in 6, resilience 10s, swept", new ScheduledWorking(new ObizhaevaWangSchedule(Duration.FromSeconds(10)), Duration.FromSeconds(60), 6, 3, new Sweep())),
        ("passive-then-cross within a budget of 3 bp", new BudgetedWorking(_passive, 3)),
    ];

    private static readonly (string Name, MarketSettings Market)[] _markets =
    [
        ("usual", new MarketSettings()),
        ("thin", new MarketSettings { PerpetualSize = 0.05 }),
    ];

    /// <summary>Fees of makers and takers, fractions. They change no decision here: what is paid follows from what was made and taken.</summary>
    private static readonly (string Name, double Maker, double Taker)[] _fees = [("maker 0, taker 5 bp", 0, Taker), ("5 bp both", Taker, Taker), ("none", 0, 0)];

    private const double Taker = 0.0005;

    /// <summary>One market, since the first hedge was done; USD.</summary>
    /// <param name="Lost">Fills against the mid when what is wanted arrived.</param>
    /// <param name="Away">Mean distance of net delta from zero, coins.</param>
    /// <param name="Pnl">Of the whole book, without fees.</param>
    private sealed record Life(double Made, double Taken, double Lost, double Away, double Pnl)
    {
        public double Turnover => Made + Taken;

        public double Cost(double maker, double taker) => Lost + maker * Made + taker * Taken;
    }

    /// <param name="Saved">Against sweeps on the same markets, basis points of turnover: mean, and half of the 95 % interval.</param>
    /// <param name="SavedCost">The same of the whole cost, as a share of the sweeps' mean cost.</param>
    /// <param name="PnlGained">The same of the desk's profit, USD.</param>
    private sealed record Row(string Market, string Fees, string Way, double PerTurnover, double Turnover, double Makers, double Away, Interval Saved, Interval SavedCost, Interval PnlGained);

    private sealed record Figures(int Seeds, double Hours, double HalfBand, IReadOnlyList<Row> Rows);

    /// <param name="isLinked">Through Deribit's protocol, both ends of it, rather than in process.</param>
    public static BenchResult Of(int seeds, double hours, WorkFolder work, bool isLinked)
    {
        List<Row> rows = [];
        foreach ((string name, MarketSettings market) in _markets)
        {
            Life[][] lives = [.. _ways.Select((way, w) => Enumerable.Range(1, seeds).Select(seed => Live(way.Working, market, (ulong)seed, hours, work.Sub($"{name}-{w}-{seed}"), isLinked)).ToArray())];
            foreach ((string fees, double maker, double taker) in _fees)
                for (int w = 0; w < _ways.Length; w++)
                    rows.Add(RowOf(name, fees, _ways[w].Name, lives[w], lives[0], maker, taker));
        }
        return new BenchResult(isLinked ? "working-linked" : "working", new Figures(seeds, hours, HedgedHours.HalfBand, rows),
        [
            new FigureTable($"Ways of working a hedge{(isLinked ? " through Deribit's protocol" : "")}, against sweeps of the same markets", ["market", "fees", "way", "cost, bp of turnover", "turnover, M USD", "made", "mean of net delta's size", "saved, bp", "saved of all cost", "desk's profit, USD"],
                [.. rows.Select(static r => (string[])[r.Market, r.Fees, r.Way, Text(r.PerTurnover, "0.00"), Text(r.Turnover / 1e6, "0.00"), Text(100 * r.Makers, "0' %'"), Text(r.Away, "0.000"), r.Saved.Text(1, "0.00"), r.SavedCost.Text(100, "0' %'"), r.PnlGained.Text(1, "0")])],
                string.Create(CultureInfo.InvariantCulture, $"{seeds} markets of {hours:0.##} hours each; the demo book, band of {HedgedHours.HalfBand} coins either way to the target; thin: {_markets[1].Market.PerpetualSize} coins at the best price, not {_markets[0].Market.PerpetualSize}. Cost: fees, and fills against the mid when what is wanted arrived. Saved: by pairs of the same seed, mean and 95 % interval (Student). What is saved of all cost also counts what was never traded.")),
        ]);
    }

    private static Row RowOf(string market, string fees, string way, Life[] ours, Life[] swept, double maker, double taker)
    {
        (Life Ours, Life Swept)[] pairs = [.. ours.Zip(swept)];
        double all = swept.Average(l => l.Cost(maker, taker)), turnover = ours.Average(static l => l.Turnover);
        return new Row(
            market, fees, way, 1e4 * ours.Average(l => l.Cost(maker, taker)) / turnover, turnover, ours.Average(static l => l.Made / l.Turnover), ours.Average(static l => l.Away),
            Of(pairs, p => 1e4 * (p.Swept.Cost(maker, taker) / p.Swept.Turnover - p.Ours.Cost(maker, taker) / p.Ours.Turnover)),
            Of(pairs, p => (p.Swept.Cost(maker, taker) - p.Ours.Cost(maker, taker)) / all),
            Of(pairs, p => p.Ours.Pnl - maker * p.Ours.Made - taker * p.Ours.Taken - p.Swept.Pnl + maker * p.Swept.Made + taker * p.Swept.Taken));
    }

    private static Life Live(IWorkingAlgorithm working, MarketSettings market, ulong seed, double hours, string folder, bool isLinked)
    {
        var settings = new SimulatedDeskSettings { DataFolder = folder, Seed = seed, Working = working, CustomMarket = market with { Fees = new FeeTier(FutureMaker: 0, FutureTaker: Taker) } };
        (Life before, Life after, double away) = isLinked ? HedgedHours.RunLinked(settings, hours, working.Name, Sums) : HedgedHours.Run(settings, hours, working.Name, Sums);
        return new Life(after.Made - before.Made, after.Taken - before.Taken, after.Lost - before.Lost, away, after.Pnl - before.Pnl);

        Life Sums(HedgedDesk hedged) => SoFar(hedged, working.Name);
    }

    /// <summary>Makers pay nothing here, so that fees tell what was taken.</summary>
    private static Life SoFar(HedgedDesk hedged, string algorithm)
    {
        DeskView view = hedged.View;
        double pnl = (double)(view.Pnl.Total!.Value + view.Pnl.Fees);
        if (view.Explain.Costs.FirstOrDefault(c => c.Algorithm == algorithm) is not { } cost)
            return new Life(0, 0, 0, 0, pnl);
        double taken = Math.Clamp(cost.Fees / Taker, 0, cost.Turnover);
        return new Life(cost.Turnover - taken, taken, -(cost.Slippage ?? double.NaN), 0, pnl);
    }

    private static Interval Of((Life Ours, Life Swept)[] pairs, Func<(Life Ours, Life Swept), double> difference) => Interval.Of([.. pairs.Select(difference)]);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
