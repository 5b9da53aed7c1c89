using System.Collections.Immutable;
using Poise.Domain;

namespace Poise.Hedging;

/// <summary>When a rule applies: all that is set must hold. A number that is not known is not above and not below anything.</summary>
public sealed record PolicyCondition
{
    public Session? Session { get; init; }

    /// <summary>True: the book is short gamma; false: it is long.</summary>
    public bool? IsShortGamma { get; init; }

    /// <summary>The gamma-weighted time to expiry is less.</summary>
    public Duration? ExpiryWithin { get; init; }

    public double? SpotAbove { get; init; }

    public double? SpotBelow { get; init; }

    public double? VolAbove { get; init; }

    public double? VolBelow { get; init; }

    public bool Holds(in PolicyInput input) =>
        Session?.IsOpen(input.Now) != false
        && (IsShortGamma is not { } isShort || (isShort ? input.Gamma < 0 : input.Gamma > 0))
        && (ExpiryWithin is not { } within || (input.Gamma != 0 && input.Years < within.Years))
        && (SpotAbove is not { } above || input.Spot > above)
        && (SpotBelow is not { } below || input.Spot < below)
        && (VolAbove is not { } high || input.Vol > high)
        && (VolBelow is not { } low || input.Vol < low);
}

/// <summary>A policy, and when it applies.</summary>
public sealed record PolicyRule(PolicyCondition When, IHedgePolicy Use);

/// <summary>Of several policies the first whose rule applies, and one for when none does.</summary>
public sealed record RuledPolicy(ImmutableArray<PolicyRule> Rules, IHedgePolicy Otherwise) : IHedgePolicy
{
    public PolicyOutput Decide(in PolicyInput input)
    {
        foreach (PolicyRule rule in Rules)
            if (rule.When.Holds(input))
                return rule.Use.Decide(input);
        return Otherwise.Decide(input);
    }
}
