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

    /// <summary>What who is long a perpetual pays to who is short, fraction of the value a day; NaN: what each venue tells of its own, none where it does not.</summary>
    public double FundingPerDay { get; init; }

    /// <summary>What a unit of margin costs, a year.</summary>
    public double CapitalRate { get; init; }

    /// <summary>Y of the square-root law; zero: size moves no price.</summary>
    public double ImpactFactor { get; init; }

    /// <summary>What is traded a day in a hedge instrument of which its venue tells nothing, units of the underlying; zero: not known, and without impact.</summary>
    public double DailyVolume { get; init; }

    /// <summary>The same in each option.</summary>
    public double OptionVolume { get; init; }

    /// <summary>Most that can be brought in time to one venue from the others, currency of the plan.</summary>
    public double Transfers { get; init; }

    /// <summary>Trades use no more than the margin that each account has room for. What repairs a book may free margin, and a lot is counted as if it opened a position: a rule does without.</summary>
    public bool IsWithinMargin { get; init; }

    /// <summary>It is to be one package: no more options than that may have.</summary>
    public bool IsPackage { get; init; }
}
