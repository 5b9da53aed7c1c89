namespace Poise.Edge.Tests;

/// <summary>A clock that a test turns.</summary>
internal sealed class HandTime : TimeProvider
{
    private long _ticks = TimeSpan.TicksPerDay * 20_000;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(_ticks);

    public void Pass(int seconds) => _ticks += seconds * TimeSpan.TicksPerSecond;
}
