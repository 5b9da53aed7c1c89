namespace Poise.Worlds;

/// <summary>Deliberate faults, to prove that a world finds them.</summary>
public enum WorldFault
{
    None,

    /// <summary>Flushes do nothing, so orders leave before their intents are durable.</summary>
    FlushSkipped,

    /// <summary>After recovery, intents without an outcome are sent again.</summary>
    Resent,

    /// <summary>The venue's executions come under new numbers at recovery, so that they cannot be told from new ones.</summary>
    FillsCountedTwice,

    /// <summary>Recovery asks for states of orders, not for their executions.</summary>
    FillsForgotten,

    /// <summary>Commands of the dead link arrive after the venue has said that it does not know them.</summary>
    LateArrival,

    /// <summary>Recovery takes each unresolved intent for lost and does not ask.</summary>
    NotAsked,
}

/// <summary>An invariant did not hold. The seed and the kills say how to see it again.</summary>
public sealed class WorldBrokenException(ulong seed, string what) : Exception($"world {seed}: {what}");

/// <summary>What a world went through.</summary>
/// <param name="Kills">Where the machine was stopped, in order.</param>
/// <param name="Adopted">Intents without an outcome that the venue knew, over all restarts.</param>
/// <param name="NotSent">Intents that never left or never arrived.</param>
/// <param name="TornTails">Restarts that cut an unfinished write from the journal.</param>
/// <param name="Settled">Contracts that ended while the world ran.</param>
public sealed record WorldReport(ulong Seed, IReadOnlyList<string> Kills, int Orders, int Fills, int Adopted, int NotSent, int TornTails, int Settled);
