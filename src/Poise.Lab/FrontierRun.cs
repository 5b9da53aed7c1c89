using System.Collections.Immutable;

namespace Poise.Lab;

/// <summary>What a frontier is of: a market, costs and policies. A path is lived through by each policy at each cost.</summary>
/// <param name="Costs">One way, fractions of the price.</param>
public sealed record FrontierRun(HedgeMarket Market, ImmutableArray<double> Costs, ImmutableArray<FrontierPolicy> Policies)
{
    /// <summary>Results of a seed: a cost after the other, in each the policies.</summary>
    public int Width => Costs.Length * Policies.Length;

    /// <summary>One seed's path. Whoever has several threads gives each seeds of its own: the results are the same.</summary>
    /// <param name="into"><see cref="Width"/> results.</param>
    public void Path(ulong seed, Span<HedgeResult> into)
    {
        double[] mids = new double[Market.Steps + 1];
        SpotPath.Fill(Market, seed, mids);
        for (int c = 0; c < Costs.Length; c++)
            for (int p = 0; p < Policies.Length; p++)
                into[c * Policies.Length + p] = HedgedPath.Run(Market, mids, Policies[p].Policy, Costs[c]);
    }
}
