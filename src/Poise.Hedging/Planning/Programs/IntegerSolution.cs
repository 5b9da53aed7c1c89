namespace Poise.Hedging;

/// <summary>How a search ended.</summary>
public enum ProgramStatus : byte
{
    /// <summary>Nothing costs less, by more than rounding.</summary>
    Optimal,

    /// <summary>Nothing costs less by more than the gap that was allowed.</summary>
    WithinGap,

    /// <summary>No columns meet all rows.</summary>
    Infeasible,

    /// <summary>Cost falls without end.</summary>
    Unbounded,

    /// <summary>The search was cut short: what was found by then, if anything, and the bound that was proven by then.</summary>
    NodeLimit,
}

/// <summary>How long to search.</summary>
public sealed record SearchLimits
{
    /// <summary>Relaxations solved at most; one at least.</summary>
    public int Nodes { get; init; } = 20_000;

    /// <summary>How far from the proven bound the answer may stay, as a fraction of its cost; 0 for none.</summary>
    public double Gap { get; init; }
}

/// <summary>The best that was found, and how much better anything could be.</summary>
/// <param name="Values">By column, whole where the column is; empty where nothing was found.</param>
/// <param name="Cost">NaN where nothing was found.</param>
/// <param name="Bound">No columns that meet the rows cost less; infinite where there are none, minus infinity where nothing was proven.</param>
/// <param name="RowPrices">What a row's nearest bound adds to the cost of the relaxation a unit: zero where it does not bind, positive where more is asked for at a cost. Empty where the relaxation has no answer.</param>
/// <param name="Nodes">Relaxations solved.</param>
public sealed record IntegerSolution(ProgramStatus Status, IReadOnlyList<double> Values, double Cost, double Bound, IReadOnlyList<double> RowPrices, int Nodes, long Pivots)
{
    /// <summary>Of no columns there is an answer too.</summary>
    public bool IsFound => !double.IsNaN(Cost);

    /// <summary>What the best could cost less at most; NaN where nothing was found.</summary>
    public double Gap => Cost - Bound;
}
