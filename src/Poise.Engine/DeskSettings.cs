using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>What a desk is told once. Changes while it runs are events.</summary>
public sealed record DeskSettings
{
    /// <summary>Part of each order's name.</summary>
    public int Desk { get; init; } = 1;

    /// <summary>Number of a new desk's first order. Where an account may have seen other desks of this number, it must be above all of theirs.</summary>
    public long FirstOrder { get; init; } = 1;

    /// <summary>The one underlying of this desk's book.</summary>
    public required string Underlying { get; init; }

    /// <summary>What it hedges with: a perpetual, a future or spot.</summary>
    public required ContractId Hedge { get; init; }

    /// <summary>When it hedges, and how far, until it is told otherwise.</summary>
    public required IHedgePolicy Policy { get; init; }

    /// <summary>What the venue takes of a hedge that crosses the spread, fraction of its value, Deribit's for perpetuals where nothing else is said: half the spread is added to it where a policy weighs costs.</summary>
    public double TakerFee { get; init; } = 0.0005;

    /// <summary>Oldest forecast that a policy is given, event time.</summary>
    public Duration MaxForesightAge { get; init; } = Duration.FromSeconds(300);

    public required RiskLimits Limits { get; init; }

    public required CrossingPlan Plan { get; init; }

    /// <summary>Oldest fitted volatilities that a decision may use, event time.</summary>
    public Duration MaxVolAge { get; init; } = Duration.FromSeconds(30);

    /// <summary>An expiry is repriced when the hedge instrument's mid has moved by more than this fraction. Zero: by any move.</summary>
    public double RepriceMove { get; init; } = 1e-6;

    /// <summary>An expiry is repriced at least this often, for the time that passes.</summary>
    public Duration RepriceEvery { get; init; } = Duration.FromMilliseconds(250);

    /// <summary>How long a desk sleeps at most when nothing happens.</summary>
    public Duration Heartbeat { get; init; } = Duration.FromSeconds(1);

    /// <summary>Running sums are recomputed in full after this many changes.</summary>
    public int RecomputeEvery { get; init; } = 256;
}
