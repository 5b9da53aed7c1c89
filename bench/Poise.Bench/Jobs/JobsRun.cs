using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Perfolizer.Mathematics.OutlierDetection;
using BenchmarkJob = BenchmarkDotNet.Jobs.Job;

namespace Poise.Bench;

/// <summary>One row of <c>poise bench</c>. The names are a contract with programs that read it.</summary>
/// <param name="PerSecond">Units a second of all threads together: of the median repeat.</param>
/// <param name="Spread">(90th - 10th percentile) / median of the repeats' times.</param>
/// <param name="Accuracy">What was compared, and the largest difference.</param>
internal sealed record JobRow(string Name, double PerSecond, string Unit, int Threads, double Spread, string Accuracy, string Machine);

/// <summary>Runs jobs in this process: warm-up, then repeats of at least 50 ms by the clock of <see cref="ThreadClock"/>.</summary>
internal static class JobsRun
{
    private const int WarmUps = 6;
    public const int RepeatMs = 120;

    public static IReadOnlyList<JobRow> Of(IReadOnlyList<NamedJob> jobs, int repeats, Machine machine, WorkFolder work)
    {
        List<JobRow> rows = [];
        foreach (NamedJob job in jobs)
        {
            Progress.Say($"{job.Name}, {job.Threads} thread{(job.Threads == 1 ? "" : "s")}");
            double[] nanoseconds = Times(job, repeats, work);
            var check = (RateJob)Activator.CreateInstance(job.Work)!;
            check.Generate();
            Array.Sort(nanoseconds);
            double median = At(nanoseconds, 0.5);
            rows.Add(new JobRow(job.Name, Rounded(check.Items * 1e9 / median), job.Unit, job.Threads,
                Math.Round((At(nanoseconds, 0.9) - At(nanoseconds, 0.1)) / median, 4), check.Accuracy(), machine.Short));
        }
        return rows;
    }

    private static double[] Times(NamedJob job, int repeats, WorkFolder work)
    {
        BenchmarkJob settings = BenchmarkJob.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithClock(job.Threads == 1 ? ThreadClock.Instance : SlowestThreadClock.Instance)
            .WithWarmupCount(WarmUps)
            .WithIterationCount(repeats)
            .WithIterationTime(TimeInterval.FromMilliseconds(RepeatMs))
            .WithUnrollFactor(1)
            .WithEvaluateOverhead(false)
            .WithOutlierMode(OutlierMode.DontRemove);
        IConfig config = ManualConfig.CreateEmpty()
            .AddJob(settings)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(new ProgressLogger())
            .WithArtifactsPath(work.Sub("BenchmarkDotNet"))
            .WithOptions(ConfigOptions.DisableLogFile);
        BenchmarkReport? report = BenchmarkRunner.Run(job.Work, config).Reports.FirstOrDefault();
        if (report is not { Success: true })
            throw new BadRunException($"{job.Name} did not run");
        return [.. report.AllMeasurements
            .Where(m => m.IterationMode == IterationMode.Workload && m.IterationStage == IterationStage.Actual)
            .Select(m => m.GetAverageTime().Nanoseconds)];
    }

    /// <summary>The quantile of sorted values, straight lines between neighbours.</summary>
    private static double At(double[] sorted, double quantile)
    {
        double at = quantile * (sorted.Length - 1);
        int below = (int)at;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
    }

    /// <summary>Four digits: more is noise.</summary>
    private static double Rounded(double rate)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(rate)) - 3);
        return unit >= 1 ? Math.Round(rate / unit) * unit : Math.Round(rate, 3);
    }
}
