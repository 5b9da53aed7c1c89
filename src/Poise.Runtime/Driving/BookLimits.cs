using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>Limits of an underlying's book that need not be set: those of <see cref="RiskLimits"/> in the same units.</summary>
public sealed record BookLimits
{
    public double MaxDelta { get; init; } = double.PositiveInfinity;

    public double MaxGamma { get; init; } = double.PositiveInfinity;

    public double MaxVega { get; init; } = double.PositiveInfinity;

    public double MaxJump { get; init; } = RiskLimits.UsualJump;

    public DrawdownLimits? Drawdown { get; init; }

    /// <summary>What the account held when the desk began, settlement currency; NaN: not said.</summary>
    public double Capital { get; init; } = double.NaN;
}
