using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Somebody who trades on an exchange by himself: with accounts of his own, without latency, by what everybody can see and what the world tells him.</summary>
public interface IParticipant
{
    /// <summary>When he next wants to act; <see cref="Instant.Never"/> for never again.</summary>
    Instant WakeAt { get; }

    /// <summary>Opens his accounts, once, before all else.</summary>
    void Enter(SimulatedExchange exchange);

    /// <summary>Acts at the exchange's present instant, and says by <see cref="WakeAt"/> when he will again.</summary>
    void Act(SimulatedExchange exchange);

    /// <summary>All that he remembers.</summary>
    void Save(StateWriter to);

    /// <param name="exchange">As it was then.</param>
    void Load(ref StateReader from, SimulatedExchange exchange);
}
