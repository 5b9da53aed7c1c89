using System.Collections.Immutable;
using Poise.Hedging;

namespace Poise.Lab;

/// <summary>One seed's path, lived through by a desk of a policy at a cost. The same four give the same bits.</summary>
/// <param name="cost">One way, fraction of the price: half the spread and the fee.</param>
public delegate HedgeResult HedgedLife(HedgeMarket market, ulong seed, IHedgePolicy policy, double cost);

/// <summary>What a frontier is of: a market, costs and policies. A path is lived through by each policy at each cost.</summary>
/// <param name="Costs">One way, fractions of the price.</param>
public sealed record FrontierRun(HedgeMarket Market, ImmutableArray<double> Costs, ImmutableArray<FrontierPolicy> Policies)
{
    /// <summary>Where paths are lived; null: at a touch of any depth (<see cref="HedgedPath"/>).</summary>
    public HedgedLife? Life { get; init; }

    /// <summary>What the results mean where it is not as usual.</summary>
    public FrontierConventionsView Conventions { get; init; } = FrontierConventionsView.Usual;

    /// <summary>Results of a seed: a cost after the other, in each the policies.</summary>
    public int Width => Costs.Length * Policies.Length;

    /// <summary>One seed's path. Whoever has several threads gives each seeds of its own: the results are the same.</summary>
    /// <param name="into"><see cref="Width"/> results.</param>
    public void Path(ulong seed, Span<HedgeResult> into)
    {
        double[] mids = Life is null ? new double[Market.Steps + 1] : [];
        if (Life is null)
            SpotPath.Fill(Market, seed, mids);
        for (int c = 0; c < Costs.Length; c++)
            for (int p = 0; p < Policies.Length; p++)
                into[c * Policies.Length + p] = Life is null ? HedgedPath.Run(Market, mids, Policies[p].Policy, Costs[c]) : Life(Market, seed, Policies[p].Policy, Costs[c]);
    }
}
