using System.Diagnostics;
using System.Text.Json;

namespace Poise.Bench;

/// <summary>A row of the other library: as a job's, and by which of its methods.</summary>
internal sealed record PeerRow(string Name, string Method, double PerSecond, string Unit, int Threads, double Spread, string Accuracy, string Machine);

/// <param name="Ratio">Poise's rate over the peer's.</param>
internal sealed record PeerPair(string Name, string Method, string Unit, double PoisePerSecond, double PeerPerSecond, double Ratio, double PoiseSpread, double PeerSpread, string PoiseAccuracy, string PeerAccuracy, string PeerVersion, string Machine);

/// <summary>Poise's jobs and a program of another library on the same inputs, one after the other on one machine.</summary>
internal static class PeersRun
{
    /// <param name="program">bench/peers, compiled.</param>
    public static IReadOnlyList<PeerPair> Of(string program, int repeats, Machine machine, WorkFolder work)
    {
        if (!File.Exists(program))
            throw new BadRunException($"{program} is not there: run bench/peers/run.sh, which compiles it");
        NamedJob[] jobs = [.. JobList.All.Where(job => job.Threads == 1 && (job.Work.IsAssignableTo(typeof(IPeerInputs)) || job.Work == typeof(AllGreeksJob)))];
        string folder = work.Sub("inputs");
        foreach (NamedJob job in jobs)
        {
            var inputs = (RateJob)Activator.CreateInstance(job.Work)!;
            if (inputs is not IPeerInputs written)
                continue;
            inputs.Generate();
            inputs.Run();
            written.WriteInputs(folder);
        }
        IReadOnlyList<JobRow> ours = JobsRun.Of(jobs, repeats, machine, work);
        Progress.Say("the other library");
        PeerRow[] theirs = JsonSerializer.Deserialize<PeerRow[]>(Output(program, folder), ReportOptions.Json)!;
        return [.. from their in theirs
                   from our in ours
                   where our.Name.Equals(their.Name, StringComparison.Ordinal)
                   select new PeerPair(our.Name, their.Method, our.Unit, our.PerSecond, their.PerSecond, Math.Round(our.PerSecond / their.PerSecond, 2),
                       our.Spread, their.Spread, our.Accuracy, their.Accuracy, their.Machine, our.Machine)];
    }

    private static string Output(string program, string folder)
    {
        ProcessStartInfo start = new(program, [folder]) { UseShellExecute = false, RedirectStandardOutput = true };
        using Process peer = Process.Start(start)!;
        string said = peer.StandardOutput.ReadToEnd();
        peer.WaitForExit();
        return peer.ExitCode == 0 ? said : throw new BadRunException($"{program} failed with {peer.ExitCode}");
    }
}
