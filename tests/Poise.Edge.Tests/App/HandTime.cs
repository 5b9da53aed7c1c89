namespace Poise.Edge.Tests;

/// <summary>A clock that a test turns.</summary>
internal sealed class HandTime : TimeProvider
{
    private long _ticks = TimeSpan.TicksPerDay * 20_000, _set;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(_ticks + _set);

    public void Pass(int seconds) => _ticks += seconds * TimeSpan.TicksPerSecond;

    /// <summary>Somebody sets the machine's clock ahead, or back: no time passes by it.</summary>
    public void Set(int seconds) => _set += seconds * TimeSpan.TicksPerSecond;
}
