using System.CommandLine;
using System.Globalization;

namespace Poise.Bench;

/// <summary><c>poise bench peers PROGRAM</c>: what bench/peers/run calls.</summary>
internal static class PeersCommand
{
    private static readonly string[] Head = ["job", "peer", "Poise a second", "peer a second", "ratio", "its spread", "the peer's differences"];

    public static Command Create()
    {
        var program = new Argument<string>("PROGRAM") { Description = "bench/peers/peers.cpp, compiled." };
        var repeats = new Option<int>("--repeats") { Description = "Measured repeats of each of Poise's jobs, at least 5.", DefaultValueFactory = _ => 15 };
        var format = new Option<string?>("--format") { Description = "table or json. Default: a table on a terminal, json through a pipe." };
        format.AcceptOnlyFromAmong("table", "json");
        var output = new Option<string?>("--out") { Description = "Write to this file, not to the screen." };
        var save = new Option<bool>("--save") { Description = "Also write bench/results/<cpu>/peers.json and .md." };
        var date = new Option<string?>("--date") { Description = "Date to note with the saved figures. Default: now, UTC." };
        var command = new Command("peers", "Jobs side by side with another library on the same inputs.\n\nExample:\n  bench/peers/run --format table") { program, repeats, format, output, save, date };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(repeats) < 5)
                throw new BadRunException("--repeats must be at least 5");
            ReportOptions.Check(parsed.GetValue(output), parsed.GetValue(program)!);
            Machine machine = Machine.Now(parsed.GetValue(date));
            using WorkFolder work = WorkFolder.Anywhere();
            IReadOnlyList<PeerPair> pairs = PeersRun.Of(parsed.GetValue(program)!, parsed.GetValue(repeats), machine, work);
            string path = parsed.GetValue(output) ?? "", chosen = parsed.GetValue(format) ?? (path.Length > 0 || Console.IsOutputRedirected ? "json" : "table");
            string text = chosen.Equals("json", StringComparison.Ordinal) ? JobReport.Json(pairs)
                : $"{pairs[0].Machine}; {pairs[0].Peers}; one thread, {ThreadClock.Measures}\n\n{JobReport.Aligned([Head, .. pairs.Select(Cells)])}";
            if (path.Length > 0)
                File.WriteAllText(path, text);
            else
                Console.Out.Write(text);
            if (parsed.GetValue(save))
                Save(pairs, machine);
            return 0;
        });
        return command;
    }

    private static void Save(IReadOnlyList<PeerPair> pairs, Machine machine)
    {
        string folder = machine.ResultsFolder();
        File.WriteAllText(Path.Combine(folder, "peers.json"), JobReport.Json(pairs));
        FigureTable table = new("One thread, the same inputs", Head, [.. pairs.Select(Cells)],
            $"{pairs[0].Peers}. {pairs[0].Machine}. Medians of repeats in turns, by {ThreadClock.Measures}; the ratio is the median of the pairs, its spread (90th - 10th percentile) / median.");
        File.WriteAllText(Path.Combine(folder, "peers.md"), new BenchResult("peers", pairs, [table]).Markdown(machine));
    }

    private static string[] Cells(PeerPair pair) =>
    [
        pair.Name, $"{pair.Library}: {pair.Method}", JobReport.Rate(pair.PoisePerSecond), JobReport.Rate(pair.PeerPerSecond),
        pair.Ratio.ToString("0.0", CultureInfo.InvariantCulture), pair.RatioSpread.ToString("0.0 %", CultureInfo.InvariantCulture), pair.PeerAccuracy,
    ];
}
