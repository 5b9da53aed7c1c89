using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Poise.Bench;

/// <summary>Rows of jobs as a table, JSON or CSV.</summary>
internal static class JobReport
{
    public static string As(string format, IReadOnlyList<JobRow> rows) => format switch
    {
        "json" => Json(rows),
        "csv" => Csv(rows),
        _ => Table(rows),
    };

    public static string Json(object rows) => JsonSerializer.Serialize(rows, ReportOptions.Json) + "\n";

    /// <summary>Into the committed folder of this CPU.</summary>
    public static void Save(IReadOnlyList<JobRow> rows, Machine machine)
    {
        string folder = machine.ResultsFolder();
        File.WriteAllText(Path.Combine(folder, "bench.json"), Json(rows));
        FigureTable table = new("Jobs", ["job", "a second", "of one", "threads", "spread", "largest difference"],
            [.. rows.Select(r => (string[])[r.Name, Rate(r.PerSecond), r.Unit, Number(r.Threads), Percent(r.Spread), r.Accuracy])],
            $"Median of repeats by {ThreadClock.Measures} (two threads: of the slower one); spread is (90th - 10th percentile) / median. {rows[0].Machine}.");
        File.WriteAllText(Path.Combine(folder, "bench.md"), new BenchResult("", rows, [table]).Markdown(machine));
    }

    public static string Rate(double perSecond) => perSecond switch
    {
        >= 1e9 => (perSecond / 1e9).ToString("0.00 'G'", CultureInfo.InvariantCulture),
        >= 1e6 => (perSecond / 1e6).ToString("0.0 'M'", CultureInfo.InvariantCulture),
        >= 1e3 => (perSecond / 1e3).ToString("0.0 'k'", CultureInfo.InvariantCulture),
        _ => perSecond.ToString("0.0", CultureInfo.InvariantCulture),
    };

    /// <summary>Cells in columns as wide as their widest, the first to the left.</summary>
    public static string Aligned(IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(row => row[c].Length))];
        StringBuilder text = new();
        foreach (string[] row in rows)
            text.AppendLine(string.Join("  ", row.Select((cell, c) => c == 0 || c == row.Length - 1 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd());
        return text.ToString();
    }

    private static string Table(IReadOnlyList<JobRow> rows) =>
        $"{rows[0].Machine}; {ThreadClock.Measures}\n\n" + Aligned(
        [
            ["job", "a second", "of one", "threads", "spread", "largest difference"],
            .. rows.Select(r => (string[])[r.Name, Rate(r.PerSecond), r.Unit, Number(r.Threads), Percent(r.Spread), r.Accuracy]),
        ]);

    private static string Csv(IReadOnlyList<JobRow> rows)
    {
        StringBuilder text = new("name,perSecond,unit,threads,spread,accuracy,machine\n");
        foreach (JobRow r in rows)
            text.Append(CultureInfo.InvariantCulture, $"{r.Name},{r.PerSecond:R},{r.Unit},{r.Threads},{r.Spread:R},{Quoted(r.Accuracy)},{Quoted(r.Machine)}\n");
        return text.ToString();
    }

    private static string Quoted(string cell) => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);
}
