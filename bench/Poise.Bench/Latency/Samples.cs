using System.Diagnostics;

namespace Poise.Bench;

/// <summary>Percentiles of a timed step, microseconds, by nearest rank.</summary>
internal sealed record Percentiles(string Name, int Samples, double P50, double P99, double P999, double Max)
{
    /// <summary>Bytes allocated by one step in steady state; null where it was not asked.</summary>
    public double? BytesEach { get; init; }
}

/// <summary>Timer ticks, room for all of them made beforehand.</summary>
internal sealed class Samples(int count)
{
    private readonly long[] _ticks = new long[count];
    private int _next;

    public void Add(long ticks) => _ticks[_next++] = ticks;

    public Percentiles Of(string name)
    {
        Array.Sort(_ticks, 0, _next);
        return new Percentiles(name, _next, At(0.50), At(0.99), At(0.999), Microseconds(_ticks[_next - 1]));
    }

    private double At(double part) => Microseconds(_ticks[Math.Clamp((int)Math.Ceiling(part * _next) - 1, 0, _next - 1)]);

    private static double Microseconds(long ticks) => Math.Round(ticks * 1e6 / Stopwatch.Frequency, 3);
}
