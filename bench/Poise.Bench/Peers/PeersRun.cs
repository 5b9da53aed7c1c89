namespace Poise.Bench;

/// <summary>One job by Poise and by one method of another library.</summary>
/// <param name="Ratio">Poise's rate over the peer's: the median of the pairs of repeats.</param>
/// <param name="RatioSpread">(90th - 10th percentile) / median of the pairs.</param>
internal sealed record PeerPair(
    string Name, string Library, string Method, string Unit, double PoisePerSecond, double PeerPerSecond, double Ratio, double RatioSpread,
    double PoiseSpread, double PeerSpread, string PoiseAccuracy, string PeerAccuracy, string Peers, string Machine);

/// <summary>Poise's jobs and another program's on the same inputs, in turns: a repeat of Poise, then one of each method, and again.</summary>
internal static class PeersRun
{
    private const double RepeatNanoseconds = JobsRun.RepeatMs * 1e6;

    /// <param name="program">bench/peers, compiled.</param>
    public static IReadOnlyList<PeerPair> Of(string program, int repeats, Machine machine, WorkFolder work)
    {
        Dictionary<string, RateJob> jobs = JobList.All.Where(job => job.Work.IsAssignableTo(typeof(IPeerInputs)) || job.Work == typeof(AllGreeksJob)).ToDictionary(job => job.Name, job => job.Ready(), StringComparer.Ordinal);
        string folder = work.Sub("inputs");
        foreach (RateJob job in jobs.Values)
        {
            job.Run();
            (job as IPeerInputs)?.WriteInputs(folder);
        }
        using PeerProgram peer = new(program, folder);
        List<PeerPair> pairs = [];
        foreach (string name in peer.Methods.Select(m => m.Name).Distinct(StringComparer.Ordinal))
        {
            Progress.Say(name);
            pairs.AddRange(Job(name, jobs[name], peer, repeats, machine));
        }
        return pairs;
    }

    private static IEnumerable<PeerPair> Job(string name, RateJob ours, PeerProgram peer, int repeats, Machine machine)
    {
        int[] theirs = [.. Enumerable.Range(0, peer.Methods.Count).Where(i => peer.Methods[i].Name.Equals(name, StringComparison.Ordinal))];
        long passes = Passes(JobsRun.WarmPass(ours, ThreadClock.Instance));
        long[] peerPasses = [.. theirs.Select(i => Passes(peer.Nanoseconds(i, Passes(peer.Nanoseconds(i, 1)))))];
        double[] own = new double[repeats];
        double[][] other = [.. theirs.Select(_ => new double[repeats])];
        for (int r = 0; r < repeats; r++)
        {
            own[r] = Nanoseconds(ours, passes) / ours.Items;
            for (int k = 0; k < theirs.Length; k++)
                other[k][r] = peer.Nanoseconds(theirs[k], peerPasses[k]) / peer.Methods[theirs[k]].Items;
        }
        string on = $"{machine.Short}, {FmaProbe.PerSecond() / 1e9:0.00} G 256-bit FMA a second", accuracy = ours.Accuracy().Text;
        foreach ((int k, int method) in theirs.Index())
        {
            PeerMethod m = peer.Methods[method];
            double[] ratios = [.. own.Zip(other[k], (a, b) => b / a)];
            yield return new PeerPair(name, m.Library, m.Method, m.Unit,
                Rate(own), Rate(other[k]), Math.Round(Quantiles.Median(ratios), 2), Quantiles.Spread(ratios),
                Quantiles.Spread(own), Quantiles.Spread(other[k]), accuracy, m.Apart, peer.Versions, on);
        }
    }

    private static long Passes(double nanosecondsOfOne) => (long)(RepeatNanoseconds / Math.Max(1, nanosecondsOfOne)) + 1;

    private static double Rate(double[] nanoseconds) => JobsRun.Rounded(1e9 / Quantiles.Median(nanoseconds));

    private static double Nanoseconds(RateJob job, long passes)
    {
        long start = ThreadClock.Nanoseconds();
        for (long n = 0; n < passes; n++)
            job.Run();
        return (double)(ThreadClock.Nanoseconds() - start) / passes;
    }
}
