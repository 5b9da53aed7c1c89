using Poise.Lab;

namespace Poise.Core.Tests.Lab;

internal static class Threads
{
    /// <summary>A run's results, its seeds split over threads.</summary>
    public static HedgeResult[] Run(FrontierRun run, ulong first, int seeds, int threads)
    {
        var results = new HedgeResult[seeds * run.Width];
        Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => run.Path(first + (ulong)i, results.AsSpan(i * run.Width, run.Width)));
        return results;
    }
}
