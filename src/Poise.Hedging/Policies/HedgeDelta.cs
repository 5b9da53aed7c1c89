using System.Collections.Immutable;

namespace Poise.Hedging;

/// <summary>How an option's vol is taken to move with spot: the deltas by name of docs/units.md.</summary>
public enum DeltaKind : byte
{
    /// <summary>Not at all: each strike keeps its vol.</summary>
    BlackScholes,

    /// <summary>As a smile that follows spot: delta - vega (K/S) dsigma/dK, by the fitted smile's slope. Above Black-Scholes under a put skew.</summary>
    StickyMoneyness,

    /// <summary>
    /// As it has moved on past days: delta + vega / (S sqrt T) (a + b d + c d^2), d the delta of the call of that strike, for a put too, Hull and White, "Optimal delta hedging for options",
    /// Journal of Banking and Finance 82, 2017, p. 180.
    /// </summary>
    MinimumVariance,
}

/// <summary>The deltas' names in settings, on pages and in docs/units.md.</summary>
public static class DeltaNames
{
    public static readonly ImmutableArray<(string Word, DeltaKind Kind)> All =
        [("black-scholes", DeltaKind.BlackScholes), ("sticky-moneyness", DeltaKind.StickyMoneyness), ("minimum-variance", DeltaKind.MinimumVariance)];

    public static string Of(DeltaKind kind) => All.First(n => n.Kind == kind).Word;
}

/// <summary>Which delta a policy hedges.</summary>
/// <param name="VarianceScale">Each option's variance is taken times this: 1 for the market's own.</param>
/// <param name="A">Of the minimum-variance delta; <paramref name="B"/> and <paramref name="C"/> likewise.</param>
public readonly record struct HedgeDelta(double VarianceScale, DeltaKind Kind = DeltaKind.BlackScholes, double A = 0, double B = 0, double C = 0)
{
    /// <summary>Black-Scholes' at the market's vols.</summary>
    public static readonly HedgeDelta Market = new(1);

    public bool IsMarket => VarianceScale == 1 && Kind == DeltaKind.BlackScholes;
}
