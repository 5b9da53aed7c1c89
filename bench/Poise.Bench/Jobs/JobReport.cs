using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Poise.Bench;

/// <summary>Rows of jobs as a table, JSON or CSV.</summary>
internal static class JobReport
{
    private static readonly string[] Head = ["job", "a second", "of one", "threads", "FMAs", "spread", "largest difference"];

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
        FigureTable table = new("Jobs", Head, [.. rows.Select(Cells)],
            $"Median of repeats by {ThreadClock.Measures} (two threads: of the slower one); spread is (90th - 10th percentile) / median; FMAs are those of 256 bits "
            + $"that the machine does in the time of one. {rows[0].Machine}.\n\n{Passes(rows)}".TrimEnd());
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
            Head,
            .. rows.Select(Cells),
        ]) + "\nFMAs: those of 256 bits that the machine does in the time of one.\n" + Passes(rows);

    private static string[] Cells(JobRow r) =>
        [r.Name, Rate(r.PerSecond), r.Unit, Number(r.Threads), r.FmasOfOne.ToString(r.FmasOfOne < 100 ? "0.0" : "0", CultureInfo.InvariantCulture), Percent(r.Spread), r.Accuracy];

    /// <summary>Whole passes of jobs that also run on several threads.</summary>
    private static string Passes(IReadOnlyList<JobRow> rows)
    {
        StringBuilder text = new();
        foreach (JobRow many in rows.Where(r => r.Threads > 1))
        {
            text.Append(CultureInfo.InvariantCulture, $"{many.Name}: {many.PassMs:0.0} ms on {many.Threads} threads");
            if (rows.FirstOrDefault(r => r.Threads == 1 && r.Name.Equals(many.Name, StringComparison.Ordinal)) is { } one)
                text.Append(CultureInfo.InvariantCulture, $", {one.PassMs:0.0} ms on one: {one.PassMs / many.PassMs:0.00} times as fast");
            text.AppendLine(".");
        }
        return text.ToString();
    }

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
