using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Poise.Bench;

/// <summary>
/// Whole processes of <c>poise flow FILE</c>, from start to exit, one after the other. The peak of memory and the split
/// are those that the program itself prints with --timings.
/// </summary>
internal static partial class FlowRun
{
    private sealed record Spread(double Min, double Median, double Max);

    private sealed record Phase(string Name, double MedianMs);

    /// <param name="WallMs">Milliseconds from start to exit, as the caller sees it.</param>
    /// <param name="PeakMb">Peak resident memory, 10^6 bytes.</param>
    /// <param name="SplitMs">Medians, from the process's start as the program counts it.</param>
    private sealed record Figures(string Program, string File, long FileBytes, int Runs, Spread WallMs, Spread PeakMb, IReadOnlyList<Phase> SplitMs);

    private sealed record Once(double WallMs, double PeakMb, List<(string Name, double Ms)> Split);

    public static BenchResult Of(string[] files, string[] programs, int runs)
    {
        if (programs.Length == 0)
            programs = [Path.Combine(Repository.Root, "poise"), Path.Combine(Repository.Root, "artifacts", "app", "poise")];
        List<Figures> figures = [];
        foreach (string file in files)
        {
            if (!File.Exists(file))
                throw new BadRunException($"{file} is no file");
            foreach (string program in programs)
                figures.Add(Measure(program, file, runs));
        }
        FigureTable table = new("poise flow FILE", ["file", "program", "runs", "min ms", "median ms", "max ms", "peak MB", "split, median ms"], [.. figures.Select(Row)],
            "The split is counted by the program from its own start; what is missing to the wall time is the process's end and, for the script, its check for changes.");
        return new BenchResult("flow", figures, [table]);
    }

    private static Figures Measure(string program, string file, int runs)
    {
        Run(program, file); // builds, where it is the script, and fills the page cache
        Once[] all = [.. Enumerable.Range(0, runs).Select(_ => Run(program, file))];
        Phase[] split = [.. all[0].Split.Select((p, i) => new Phase(p.Name, Of(all.Select(o => o.Split[i].Ms)).Median))];
        string name = Path.GetFullPath(program).StartsWith(Repository.Root, StringComparison.Ordinal) ? Path.GetRelativePath(Repository.Root, program) : Path.GetFileName(program);
        return new Figures(name == "poise" ? "./poise" : name, Path.GetFileName(file), new FileInfo(file).Length, runs, Of(all.Select(o => o.WallMs)), Of(all.Select(o => o.PeakMb)), split);
    }

    private static Once Run(string program, string file)
    {
        var start = new ProcessStartInfo(Path.GetFullPath(program), ["flow", "--timings", "--", Path.GetFullPath(file)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["POISE_QUIET"] = "1" },
        };
        long from = Stopwatch.GetTimestamp();
        using System.Diagnostics.Process process = Start(start);
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        double wall = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        Match line = TimingsLine().Match(said);
        if (process.ExitCode != 0 || !line.Success)
            throw new BadRunException($"{program} flow {file}: exit code {process.ExitCode}: {said.Trim()}");
        List<(string, double)> split = [.. PhasePart().Matches(line.Groups["phases"].Value).Select(m => (m.Groups["name"].Value, Number(m.Groups["ms"].Value)))];
        return new Once(Math.Round(wall, 1), Number(line.Groups["peak"].Value), split);
    }

    private static System.Diagnostics.Process Start(ProcessStartInfo start)
    {
        try
        {
            return System.Diagnostics.Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new BadRunException($"cannot start {start.FileName}: {e.Message}");
        }
    }

    private static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
        return new Spread(sorted[0], median, sorted[^1]);
    }

    private static string[] Row(Figures f) =>
    [
        f.File, f.Program, f.Runs.ToString(CultureInfo.InvariantCulture), Text(f.WallMs.Min), Text(f.WallMs.Median), Text(f.WallMs.Max), Text(f.PeakMb.Max),
        string.Join(", ", f.SplitMs.Select(p => $"{p.Name} {Text(p.MedianMs)}")),
    ];

    private static string Text(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"timings: (?<phases>.*); total \d+ ms, peak (?<peak>\d+) MB", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TimingsLine();

    [GeneratedRegex(@"(?<name>[a-z]+) (?<ms>\d+) ms", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PhasePart();
}
