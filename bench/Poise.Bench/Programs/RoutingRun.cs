using System.Globalization;
using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Worlds;

namespace Poise.Bench;

/// <summary>What routing over three venues saves beside plain market orders at one of them: the same desk with its demo book on the same simulated index, pair by pair.</summary>
internal static class RoutingRun
{
    /// <summary>Time between two failures of the cheap venue, and how long one lasts; both at most, drawn evenly.</summary>
    private const int Between = 240, Lasting = 60;

    private const string First = "first", Cheap = "cheap", Deep = "deep";

    private static readonly PassiveThenCross _passive = new(new PeggedOrder { Chase = 10 }, 1, Duration.FromSeconds(30));

    private static readonly (string Name, IWorkingAlgorithm Working, bool IsRouted, bool Fails)[] _ways =
    [
        ("market orders at the first", new Sweep(), false, false),
        ("market orders, routed", new Sweep(), true, false),
        ("passive-then-cross at the first", _passive, false, false),
        ("passive-then-cross, routed", _passive, true, false),
        ("market orders, routed, one venue failing at times", new Sweep(), true, true),
        ("passive-then-cross, routed, one venue failing at times", _passive, true, true),
    ];

    /// <summary>Impact is none, so that all three have one index; each has its own premium, people and noise.</summary>
    private static MarketSettings Market(ulong seed) => new()
    {
        Venue = First,
        PathSeed = seed,
        Impact = 0,
        PremiumNoise = 1e-5,
        Fees = new FeeTier(FutureMaker: 0.0001, FutureTaker: 0.0005),
    };

    private static FurtherVenue[] Further(ulong seed) =>
    [
        new(Market(seed) with { Venue = Cheap, Expiries = 0, PerpetualLot = 0.01m, PerpetualSize = 0.1, PerpetualHalfSpread = 0.00005, OrderLatency = new(Duration.FromMilliseconds(10), Duration.FromMilliseconds(5)), Fees = new FeeTier(FutureMaker: 0.0002, FutureTaker: 0.0002) }, seed + 1_000),
        new(Market(seed) with { Venue = Deep, Expiries = 0, PerpetualSize = 20, PerpetualHalfSpread = 0.00001, OrderLatency = new(Duration.FromMilliseconds(80), Duration.FromMilliseconds(40)), Fees = new FeeTier(FutureMaker: 0, FutureTaker: 0.00035) }, seed + 2_000),
    ];

    /// <summary>One market, since the first hedge was done; USD.</summary>
    /// <param name="Cost">Fees, and fills against the mid when what is wanted arrived.</param>
    /// <param name="At">Turnover by venue.</param>
    /// <param name="Away">Mean distance of net delta from zero, coins.</param>
    private sealed record Life(double Cost, IReadOnlyDictionary<string, double> At, double Away)
    {
        public double Turnover => At.Values.Sum();
    }

    /// <param name="Saved">Against market orders at the first on the same index, basis points of turnover.</param>
    /// <param name="SavedCost">The same of the whole cost, as a share of the mean of that.</param>
    private sealed record Row(string Way, double PerTurnover, double Turnover, IReadOnlyDictionary<string, double> Shares, double Away, Interval Saved, Interval SavedCost);

    private sealed record Figures(int Seeds, double Hours, IReadOnlyList<Row> Rows);

    /// <param name="isLinked">Through Deribit's protocol, both ends of it, rather than in process.</param>
    public static BenchResult Of(int seeds, double hours, WorkFolder work, bool isLinked)
    {
        Life[][] lives = [.. _ways.Select((way, w) => Enumerable.Range(1, seeds).Select(seed => Live(way, (ulong)seed, hours, work.Sub($"{w}-{seed}"), isLinked)).ToArray())];
        Row[] rows = [.. _ways.Select((way, w) => RowOf(way.Name, lives[w], lives[0]))];
        return new BenchResult(isLinked ? "routing-linked" : "routing", new Figures(seeds, hours, rows),
        [
            new FigureTable($"Hedges routed over three venues{(isLinked ? " through Deribit's protocol" : "")}, against market orders at the first", ["way", "cost, bp of turnover", "turnover, M USD", First, Cheap, Deep, "mean of net delta's size", "saved, bp", "saved of all cost"],
                [.. rows.Select(static r => (string[])[r.Way, Text(r.PerTurnover, "0.00"), Text(r.Turnover / 1e6, "0.00"), .. ((string[])[First, Cheap, Deep]).Select(v => Text(100 * r.Shares.GetValueOrDefault(v), "0' %'")), Text(r.Away, "0.000"), r.Saved.Text(1, "0.00"), r.SavedCost.Text(100, "0' %'")])],
                string.Create(CultureInfo.InvariantCulture, $"{seeds} markets of {hours:0.##} hours each, one index and three venues: {First} (taker 5, maker 1 bp, 2 coins at the best price, 5 ms), {Cheap} (2, 2, 0.1 coins, 15 ms), {Deep} (3.5, 0, 20 coins, 120 ms). The demo book, band of {HedgedHours.HalfBand} coins either way to the target. {(isLinked ? "Delays are both ways, of quotes too. " : "")}Failing: {Cheap}'s {(isLinked ? "server ends" : "link goes")} every {Between} s at most for {Lasting} s at most. Cost: fees, and fills against the mid when what is wanted arrived, each venue's usual premium apart. Saved: by pairs of the same seed, mean and 95 % interval (Student).")),
        ]);
    }

    private static Row RowOf(string way, Life[] ours, Life[] plain)
    {
        (Life Ours, Life Plain)[] pairs = [.. ours.Zip(plain)];
        double all = plain.Average(static l => l.Cost), turnover = ours.Average(static l => l.Turnover);
        return new Row(
            way, 1e4 * ours.Average(static l => l.Cost) / turnover, turnover,
            ((string[])[First, Cheap, Deep]).ToDictionary(static v => v, v => ours.Average(l => l.At.GetValueOrDefault(v)) / turnover, StringComparer.Ordinal), ours.Average(static l => l.Away),
            Interval.Of([.. pairs.Select(static p => 1e4 * (p.Plain.Cost / p.Plain.Turnover - p.Ours.Cost / p.Ours.Turnover))]),
            Interval.Of([.. pairs.Select(p => (p.Plain.Cost - p.Ours.Cost) / all)]));
    }

    private static Life Live((string Name, IWorkingAlgorithm Working, bool IsRouted, bool Fails) way, ulong seed, double hours, string folder, bool isLinked)
    {
        var settings = new SimulatedDeskSettings { DataFolder = folder, Seed = seed, Working = way.Working, CustomMarket = Market(seed), Further = way.IsRouted ? Further(seed) : [] };
        if (isLinked)
            return Linked(settings, way.Name, way.Fails, hours);
        var failures = new SeededRandom(seed).Split("failures");
        int change = 1 + failures.NextInt32(Between);
        bool isCut = false;
        ((double cost, Dictionary<string, double> at) before, (double cost, Dictionary<string, double> at) after, double away) = HedgedHours.Run(settings, hours, way.Name, SoFar, way.Fails ? Fail : null);
        return new Life(after.cost - before.cost, after.at.ToDictionary(static a => a.Key, a => a.Value - before.at.GetValueOrDefault(a.Key), StringComparer.Ordinal), away);

        void Fail(SimulatedRun run, int second)
        {
            if (second != change)
                return;
            isCut = !isCut;
            if (isCut)
                run.Cut(run.Further[0]);
            else
                run.Join(run.Further[0]);
            change += 1 + failures.NextInt32(isCut ? Lasting : Between);
        }
    }

    /// <summary>The same through Deribit's protocol: each venue a server behind a link with its delays, and a session of the desk's. Failing: the server ends, and another is there after a while.</summary>
    private static Life Linked(SimulatedDeskSettings settings, string name, bool fails, double hours)
    {
        ulong seed = settings.Seed;
        var failures = new SeededRandom(seed).Split("failures");
        int next = 1 + failures.NextInt32(Between);
        ((double cost, Dictionary<string, double> at) before, (double cost, Dictionary<string, double> at) after, double away) = HedgedHours.RunLinked(settings, hours, name, SoFar, fails ? Fail : null);
        return new Life(after.cost - before.cost, after.at.ToDictionary(static a => a.Key, a => a.Value - before.at.GetValueOrDefault(a.Key), StringComparer.Ordinal), away);

        void Fail(IReadOnlyList<(string Venue, LinkedExchange Exchange)> exchanges, int second)
        {
            if (second != next)
                return;
            int lasting = 1 + failures.NextInt32(Lasting);
            LinkedDesk.Restart(exchanges[1].Exchange, Duration.FromSeconds(lasting));
            next += lasting + 1 + failures.NextInt32(Between);
        }
    }

    private static (double Cost, Dictionary<string, double> At) SoFar(HedgedDesk hedged)
    {
        DeskView view = hedged.View;
        return (view.Explain.Costs.Sum(static c => c.Fees - (c.Slippage ?? double.NaN)), view.Explain.Costs.GroupBy(static c => c.Venue, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.Sum(static c => c.Turnover), StringComparer.Ordinal));
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
