using Poise.Domain;

namespace Poise.Runtime;

/// <summary>What net gamma and vega of a book may be once a plan is traded, and with what.</summary>
/// <param name="MostGamma">Either way, of a 1 % move, units of the underlying; infinite for any.</param>
/// <param name="MostVega">Either way, of a vol point, quote currency; infinite for any.</param>
public readonly record struct PlanWish(double MostGamma, double MostVega)
{
    /// <summary>Options are bought and nothing else.</summary>
    public bool BuysAlone { get; init; }

    /// <summary>Options that end sooner are left out.</summary>
    public Duration Lasts { get; init; }

    /// <summary>How long the trades are held, over which carry and margin count; zero for a moment, in which neither does.</summary>
    public Duration Horizon { get; init; }

    /// <summary>What who is long a perpetual pays to who is short, fraction of the value a day.</summary>
    public double FundingPerDay { get; init; }

    /// <summary>What a unit of margin costs, a year.</summary>
    public double CapitalRate { get; init; }

    /// <summary>It is to be one package: no more options than that may have.</summary>
    public bool IsPackage { get; init; }
}
