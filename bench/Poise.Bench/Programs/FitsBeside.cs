using System.Diagnostics;
using Poise.Chains;
using Poise.Domain;
using Poise.Flow;
using Poise.Runtime;

namespace Poise.Bench;

/// <summary>The vol surface fitted in the background of a live lane, timed: wall and thread, the making of the chain from its rows in it.</summary>
internal sealed class FitsBeside : IAsyncDisposable
{
    private readonly List<(double Wall, double Cpu)> _fits = [];
    private volatile bool _isFitting;

    /// <param name="rest">Between two fits; null: as the page has it.</param>
    public FitsBeside(TimeSpan? rest) => Lane = rest is TimeSpan given ? new SurfaceLane(Fit, TimeProvider.System) { LeastRest = given } : new SurfaceLane(Fit, TimeProvider.System);

    public SurfaceLane Lane { get; }

    /// <summary>One is under way.</summary>
    public bool IsFitting => _isFitting;

    /// <summary>Fits that ended, and the medians of their milliseconds.</summary>
    public (int Count, double Wall, double Cpu) Told()
    {
        lock (_fits)
            return _fits.Count == 0 ? (0, double.NaN, double.NaN) : (_fits.Count, Median(_fits.Select(static f => f.Wall)), Median(_fits.Select(static f => f.Cpu)));
    }

    public ValueTask DisposeAsync() => Lane.DisposeAsync();

    private VolSurface Fit(MarketSnapshot market)
    {
        _isFitting = true;
        long wall = Stopwatch.GetTimestamp(), cpu = ThreadClock.Nanoseconds();
        var surface = VolSurface.Fit(OptionChain.Of(market, new ChainSettings()));
        lock (_fits)
            _fits.Add((Stopwatch.GetElapsedTime(wall).TotalMilliseconds, (ThreadClock.Nanoseconds() - cpu) / 1e6));
        _isFitting = false;
        return surface;
    }

    private static double Median(IEnumerable<double> of)
    {
        double[] sorted = [.. of.Order()];
        return 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]);
    }
}
