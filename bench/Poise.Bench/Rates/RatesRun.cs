using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Poise.Bench;

/// <summary>Time and allocated bytes of one item, by BenchmarkDotNet within this process.</summary>
internal static class RatesRun
{
    private static readonly Type[] Suites = [typeof(PricingRates), typeof(FlowRates), typeof(JournalRates), typeof(ExchangeRates)];

    /// <param name="Item">What one time is of.</param>
    /// <param name="MedianNs">Nanoseconds of one item.</param>
    /// <param name="PerSecond">Items a second, of the median.</param>
    private sealed record Rate(string Name, string Item, double MeanNs, double MedianNs, double DeviationNs, int Iterations, double PerSecond, double BytesEach);

    public static BenchResult Of(WorkFolder work)
    {
        JournalRates.Parent = work.Root;
        IConfig config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(4).WithIterationCount(15))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(new ProgressLogger("// Benchmark:"))
            .WithArtifactsPath(work.Sub("BenchmarkDotNet"))
            .WithOptions(ConfigOptions.DisableLogFile);
        List<Rate> rates = [];
        foreach (Type suite in Suites)
            foreach (BenchmarkReport report in BenchmarkRunner.Run(suite, config).Reports)
                rates.Add(RateOf(report));
        FigureTable table = new("Rates", ["", "of one", "median", "deviation", "a second", "bytes each"], [.. rates.Select(Row)],
            "Median and standard deviation of the iterations; allocated bytes of one item in steady state.");
        return new BenchResult("rates", rates, [table]);
    }

    private static Rate RateOf(BenchmarkReport report)
    {
        string[] title = report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'').Split('|');
        if (!report.Success || report.ResultStatistics is not { } times)
            throw new BadRunException($"{title[0]} did not run");
        double bytes = report.GcStats.GetTotalAllocatedBytes(excludeAllocationQuantumSideEffects: true) is { } total
            ? (double)total / report.GcStats.TotalOperations : double.NaN;
        return new Rate(title[0], title[1], times.Mean, times.Median, times.StandardDeviation, times.N, 1e9 / times.Median, Math.Round(bytes, 2));
    }

    private static string[] Row(Rate rate) =>
        [rate.Name, rate.Item, Time(rate.MedianNs), Time(rate.DeviationNs), Count(rate.PerSecond), Count(rate.BytesEach)];

    private static string Time(double ns) => ns switch
    {
        < 1e3 => ns.ToString("0.00 ns", CultureInfo.InvariantCulture),
        < 1e6 => (ns / 1e3).ToString("0.00 'µs'", CultureInfo.InvariantCulture),
        _ => (ns / 1e6).ToString("0.00 'ms'", CultureInfo.InvariantCulture),
    };

    private static string Count(double count) => count switch
    {
        >= 1e6 => (count / 1e6).ToString("0.00 'million'", CultureInfo.InvariantCulture),
        >= 1e3 => (count / 1e3).ToString("0.0 'thousand'", CultureInfo.InvariantCulture),
        _ => count.ToString("0.##", CultureInfo.InvariantCulture),
    };
}
