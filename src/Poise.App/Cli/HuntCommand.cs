using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Poise.Worlds;

namespace Poise.App;

/// <summary><c>poise hunt</c>: desk, both ends of the protocol and the exchange in one process, under faults, one seed a world.</summary>
internal static class HuntCommand
{
    private const int ShownFindings = 5, TracedLines = 200, ToldEvery = 10_000;

    public static Command Create(TextWriter output)
    {
        var seeds = new Option<int>("--seeds") { Description = "How many worlds.", DefaultValueFactory = _ => 1000 };
        var first = new Option<long>("--first") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
        var fault = new Option<string>("--fault") { Description = $"A deliberate fault, which the hunt must find: {string.Join(", ", Enum.GetNames<HuntFault>().Skip(1))}.", DefaultValueFactory = _ => nameof(HuntFault.None), HelpName = "NAME" };
        var threads = new Option<int>("--threads") { Description = "Worlds at once.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var seconds = new Option<double?>("--for") { Description = "Stop after this many seconds." };
        var trace = new Option<bool>("--trace") { Description = "Tell what happens in the first seed's world, line by line, whether it holds or not." };
        var command = new Command("hunt", "Hunts faults: desk, adapter, protocol and exchange in simulated worlds that suffer blows, one seed a world.\n\nExample:\n  poise hunt --seeds 200\n  poise hunt --seeds 500 --fault BlindRetry\n  poise hunt --first 7 --seeds 1 --trace") { seeds, first, fault, threads, seconds, trace };
        command.SetAction((parsed, stop) =>
        {
            if (parsed.GetValue(seeds) is < 1 or > 10_000_000)
                throw new BadInputException($"--seeds {parsed.GetValue(seeds)}: a count from 1 to 10000000");
            if (parsed.GetValue(first) < 0)
                throw new BadInputException($"--first {parsed.GetValue(first)}: a seed is not negative");
            if (parsed.GetValue(threads) is < 1 or > 256)
                throw new BadInputException($"--threads {parsed.GetValue(threads)}: a count from 1 to 256");
            if (parsed.GetValue(seconds) is double s && !(s is > 0 and <= 4e6))
                throw new BadInputException($"--for {s}: more than zero seconds, at most 4000000 (46 days)");
            if (!Enum.TryParse(parsed.GetValue(fault), ignoreCase: true, out HuntFault planted) || !Enum.IsDefined(planted))
                throw new BadInputException($"--fault {parsed.GetValue(fault)}: one of {string.Join(", ", Enum.GetNames<HuntFault>())}");
            ulong from = (ulong)parsed.GetValue(first);
            if (parsed.GetValue(trace))
            {
                Hunt.Trace(new HuntFinding(from, planted, "", HuntBlow.Draw(from)), output.WriteLine);
                return Task.FromResult(0);
            }
            return Task.FromResult(Run(from, parsed.GetValue(seeds), planted, parsed.GetValue(threads), parsed.GetValue(seconds), output, stop));
        });
        return command;
    }

    private static int Run(ulong first, int seeds, HuntFault fault, int threads, double? seconds, TextWriter output, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (seconds is double patience)
            ending.CancelAfter(TimeSpan.FromSeconds(patience));
        var findings = new List<HuntFinding>();
        int worlds = 0;
        long began = Stopwatch.GetTimestamp();
        TimeSpan busyBefore = Process.GetCurrentProcess().TotalProcessorTime;
        HuntReport sum = Hunt.Run(first, seeds, fault, threads, finding =>
        {
            if (++worlds % ToldEvery == 0)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"... {worlds} worlds, {findings.Count} broke"));
                output.Flush();
            }
            if (finding is null)
                return;
            findings.Add(finding);
            output.WriteLine($"seed {finding.Seed} breaks: {finding.What}");
            output.Flush();
        }, ending.Token);
        double took = Stopwatch.GetElapsedTime(began).TotalSeconds, busy = (Process.GetCurrentProcess().TotalProcessorTime - busyBefore).TotalMilliseconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{worlds} worlds in {took:0.0} s, {busy / Math.Max(1, worlds):0.0} ms of CPU each, {findings.Count} broke"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sum.Orders} orders, {sum.Fills} executions, {sum.Kills} kills, {sum.Connections} connections, {sum.Frames} frames"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sum.Unknowns} outcomes unknown for a time, {sum.Strays} orders of others cancelled, {sum.TornTails} torn journals, {sum.Settled} contracts settled"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sum.Venues} further venues, {sum.SetAside} set aside; {sum.Rested} orders to rest, {sum.Packages} packages, {sum.Inside} trades of books inside, {sum.Shares} shares of fills; {sum.Calls} calls for margin, {sum.Liquidations} liquidations, {sum.Freezes} halts for lost profit"));
        foreach (HuntFinding finding in findings.OrderBy(static f => f.Seed).Take(ShownFindings))
        {
            HuntFinding small = Hunt.Shrink(finding);
            output.WriteLine();
            output.WriteLine($"seed {small.Seed} breaks with {small.Blows.Count} of {finding.Blows.Count} blows: {small.What}");
            var lines = new List<string>();
            Hunt.Trace(small, lines.Add);
            foreach (string line in lines.TakeLast(TracedLines))
                output.WriteLine("  " + line);
        }
        return findings.Count == 0 && worlds > 0 ? 0 : 1;
    }
}
