using System.Diagnostics;
using System.Text.Json.Serialization;
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
/// <param name="Machine">What the rate depends on, with the rate of <see cref="FmaProbe"/> beside the job.</param>
internal sealed record JobRow(string Name, double PerSecond, string Unit, int Threads, double Spread, string Accuracy, string Machine)
{
    /// <summary>256-bit FMAs that the machine does in the time of one unit (by all threads): an upper bound of what the unit took.</summary>
    [JsonIgnore]
    public double FmasOfOne { get; init; }

    /// <summary>Milliseconds of a whole pass.</summary>
    [JsonIgnore]
    public double PassMs { get; init; }

    /// <summary>Whether the answers are what the job promises.</summary>
    [JsonIgnore]
    public bool Holds { get; init; }
}

/// <summary>Runs jobs in this process: warm-up, then repeats of some 120 ms by the clock of <see cref="ThreadClock"/>.</summary>
internal static class JobsRun
{
    public const int RepeatMs = 120;
    private const int WarmUps = 2;

    public static IReadOnlyList<JobRow> Of(IReadOnlyList<NamedJob> jobs, int repeats, Machine machine, WorkFolder work)
    {
        List<JobRow> rows = [];
        foreach (NamedJob job in jobs)
        {
            Progress.Say($"{job.Name}, {job.Threads} thread{(job.Threads == 1 ? "" : "s")}");
            rows.Add(Row(job, repeats, machine, work));
        }
        return rows;
    }

    private static JobRow Row(NamedJob job, int repeats, Machine machine, WorkFolder work)
    {
        IClock clock = job.Threads == 1 ? ThreadClock.Instance : SlowestThreadClock.Instance;
        RateJob first = job.Ready();
        long pass = Math.Max(1, WarmPass(first, clock));
        double[] nanoseconds = Times(job, repeats, clock, (int)Math.Clamp(RepeatMs * 1_000_000L / pass + 1, 1, 1_000_000_000), work);
        double fmas = FmaProbe.PerSecond();
        double median = Quantiles.Median(nanoseconds), perSecond = first.Items * 1e9 / median;
        Accuracy accuracy = first.Accuracy();
        return new JobRow(job.Name, Rounded(perSecond), job.Unit, job.Threads, Quantiles.Spread(nanoseconds), accuracy.Text, $"{machine.Short}, {fmas / 1e9:0.00} G 256-bit FMA a second")
        {
            FmasOfOne = fmas * job.Threads / perSecond,
            PassMs = median / 1e6,
            Holds = accuracy.Holds,
        };
    }

    /// <summary>Passes until the second tier of the JIT has surely had its turn (30 calls and its thread's 100 ms): the time of one then.</summary>
    public static long WarmPass(RateJob job, IClock clock)
    {
        const int calls = 60;
        long start = Stopwatch.GetTimestamp(), last = 0;
        for (int n = 0; Stopwatch.GetElapsedTime(start).TotalSeconds < (n < calls ? 3 : 1); n++)
        {
            long before = clock.GetTimestamp();
            job.Run();
            last = clock.GetTimestamp() - before;
        }
        return last;
    }

    private static double[] Times(NamedJob job, int repeats, IClock clock, int passes, WorkFolder work)
    {
        BenchmarkJob settings = BenchmarkJob.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithClock(clock)
            .WithWarmupCount(WarmUps)
            .WithIterationCount(repeats)
            .WithInvocationCount(passes)
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

    /// <summary>Four digits: more is noise.</summary>
    public static double Rounded(double rate)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(rate)) - 3);
        return unit >= 1 ? Math.Round(rate / unit) * unit : Math.Round(rate, 3);
    }
}
