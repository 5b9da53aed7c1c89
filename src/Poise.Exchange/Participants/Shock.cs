using Poise.Domain;

namespace Poise.Exchange;

/// <summary>What moves the index, by whom nobody knows: from an instant on, evenly in its logarithm, for a while. For rehearsals.</summary>
/// <param name="move">As a fraction: -0.3 for a fall by three tenths; above -1.</param>
/// <param name="over">All at once where it is shorter than a step of the market.</param>
public sealed class Shock(World world, double move, Instant at, Duration over) : IParticipant
{
    /// <summary>A step of the market takes so much of a move, and no more.</summary>
    private const double LargestStep = 0.1;

    private readonly Instant _until = at + over;
    private double _left = Math.Log(1 + move);

    public Instant WakeAt { get; private set; } = at;

    public void Enter(SimulatedExchange exchange)
    {
    }

    public void Act(SimulatedExchange exchange)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        Duration step = world.Settings.Step;
        long steps = Math.Max(1, (_until - exchange.Now).Nanoseconds / step.Nanoseconds);
        double now = Math.Clamp(_left / steps, -LargestStep, LargestStep);
        _left -= now;
        world.Push(now);
        WakeAt = Math.Abs(_left) > 1e-12 ? exchange.Now + step : Instant.Never;
    }

    public void Save(StateWriter to) => to.Write((_left, WakeAt));

    public void Load(ref StateReader from, SimulatedExchange exchange) => (_left, WakeAt) = from.Read<(double, Instant)>();
}
