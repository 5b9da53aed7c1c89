using System.Diagnostics;
using System.Globalization;
using Poise.Hedging;

namespace Poise.Bench;

/// <summary>The percentiles of a desk with the demo book.</summary>
internal static class LatencyRun
{
    private const int MostDiskSamples = 1_000;

    private sealed record Figures(
        string Desk, string FileSystem, Percentiles TimingItself, IReadOnlyList<Percentiles> TickToDecision, string Book, IReadOnlyList<Percentiles> BookToDecision, IReadOnlyList<Percentiles> TickToWire);

    public static BenchResult Of(int samples, int orders, WorkFolder work)
    {
        Percentiles timing = Timing(samples);
        string desk;
        List<Percentiles> decisions, wires;
        using (BenchDesk bench = new(work.Sub("decision")))
        {
            int held = Enumerable.Range(0, bench.Desk.Book.Count).Count(i => bench.Desk.Book.QuantityOf(new(i)) != Domain.Lots.Zero);
            desk = $"{bench.Desk.Book.Count} contracts listed, {held} held, {bench.Desk.Hedgers[0].Greeks.Slices} expiries, band {bench.Desk.Hedgers[0].Band.Lower} to {bench.Desk.Hedgers[0].Band.Upper}";
            TickToDecision ticks = new(bench);
            decisions = [ticks.Hedge(samples), ticks.Option(samples), ticks.Burst(samples), ticks.Driven(samples)];
        }
        (string book, List<Percentiles> books) = Books(samples);
        using (BenchDesk bench = new(work.Sub("wire")))
            wires = new TickToWire(bench).Of(orders);
        wires.Add(TickToWire.Disk(work.Sub("disk"), Math.Min(orders, MostDiskSamples)));
        return new BenchResult("latency", new Figures(desk, work.Format, timing, decisions, book, books, wires),
        [
            Table("Tick to decision", decisions, $"Desk: {desk}."),
            Table("Tick to decision, a large book", books, $"Desk: {book}."),
            Table("Tick to wire, with a durable intent", wires, $"File system of the journal: {work.Format}."),
            Table("Timing itself", [timing], "Two readings of the timer with nothing between: part of every figure above."),
        ]);
    }

    private static (string Told, List<Percentiles> Rows) Books(int samples)
    {
        (string, IHedgePolicy)[] policies =
        [
            ("fixed band", new FixedBandPolicy(DeltaBand.Around(0, 1e6))),
            ("Zakamouline", new ZakamoulinePolicy(RiskAversion.Of(1e-14))),
        ];
        List<Percentiles> rows = [];
        string told = "";
        foreach ((string name, IHedgePolicy policy) in policies)
        {
            BookToDecision book = new(policy);
            told = book.Told;
            rows.Add(book.OneSlice(name, samples));
            rows.Add(book.WholeBook(name, samples));
            if (rows.Count == 2 * policies.Length)
                rows.Add(book.Scenarios("maintenance margin", samples / 10));
        }
        return (told, rows);
    }

    private static Percentiles Timing(int samples)
    {
        Samples times = new(samples);
        for (int i = 0; i < 50_000 + samples; i++)
        {
            long from = Stopwatch.GetTimestamp();
            long to = Stopwatch.GetTimestamp();
            if (i >= 50_000)
                times.Add(to - from);
        }
        return times.Of("empty loop");
    }

    private static FigureTable Table(string title, IReadOnlyList<Percentiles> rows, string note) =>
        new(title, ["", "samples", "p50 µs", "p99 µs", "p99.9 µs", "max µs", "bytes each"], [.. rows.Select(Row)], note);

    private static string[] Row(Percentiles p) =>
    [
        p.Name, p.Samples.ToString(CultureInfo.InvariantCulture), Text(p.P50), Text(p.P99), Text(p.P999), Text(p.Max),
        p.BytesEach is { } bytes ? bytes.ToString("0.##", CultureInfo.InvariantCulture) : "",
    ];

    private static string Text(double microseconds) => microseconds.ToString(microseconds < 100 ? "0.00" : "0", CultureInfo.InvariantCulture);
}
