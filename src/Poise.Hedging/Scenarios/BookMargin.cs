using System.Collections.Immutable;
using Poise.Pricing;

namespace Poise.Hedging;

/// <summary>The scenarios of <see cref="ScenarioMargin.Deribit"/> as a plan takes them: one profit each, of a book or of a lot.</summary>
public static class BookMargin
{
    /// <summary>Weighted as the rules weigh them, in the order of the rules; the margin is the largest loss of them. None of what is not known.</summary>
    /// <param name="isInCoin">Profit is told in the coin.</param>
    /// <exception cref="ArgumentException">A position has no vol or no price.</exception>
    public static ImmutableArray<double> ProfitsOf(IReadOnlyList<RiskLeg> legs, double spot, bool isInCoin)
    {
        ArgumentNullException.ThrowIfNull(legs);
        if (legs.FirstOrDefault(static l => !l.IsKnown) is { Contract: { } unknown })
            throw new ArgumentException($"margin is not known: {unknown.Id} has no vol or no price");
        IReadOnlyList<MarginScenario> scenarios = ScenarioRules.Deribit.Scenarios;
        double[] profits = new double[scenarios.Count];
        var book = new RiskBook(spot, isInCoin, legs);
        for (int i = 0; i < profits.Length && legs.Count > 0; i++)
        {
            book.ShockedPnls([scenarios[i].PriceMove], ScenarioRules.Deribit, scenarios[i].VolShock, profits.AsSpan(i, 1));
            profits[i] *= scenarios[i].Weight;
        }
        return [.. profits];
    }
}
