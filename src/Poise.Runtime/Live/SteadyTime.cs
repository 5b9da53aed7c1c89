namespace Poise.Runtime;

/// <summary>A clock that is set once, when it is made, and then runs on: whoever sets the machine's clock does not set this one. A desk and its session must live by the same.</summary>
public sealed class SteadyTime(TimeProvider machine) : TimeProvider
{
    private readonly DateTimeOffset _madeAt = machine.GetUtcNow();
    private readonly long _stamp = machine.GetTimestamp();

    public override long TimestampFrequency => machine.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _madeAt + machine.GetElapsedTime(_stamp);

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => machine.CreateTimer(callback, state, dueTime, period);
}
