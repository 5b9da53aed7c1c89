using System.Collections.Immutable;
using Poise.Pricing;

namespace Poise.Hedging;

/// <summary>The scenarios of <see cref="ScenarioMargin.Deribit"/> as a plan takes them: one profit each, of a book or of a lot.</summary>
public static class BookMargin
{
    /// <summary>Farthest of the prices at which each vol is tried, fraction of spot.</summary>
    private const double Near = 0.16 + 1e-9;

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

    /// <summary>
    /// What a lot asks for by itself, bought and sold: the largest loss of it in the scenarios of near prices. The far ones count in full here, where a venue damps them, and would ask for several times the value of what is sold.
    /// </summary>
    /// <param name="lot">One lot held long.</param>
    /// <param name="isInCoin">Told in the coin.</param>
    /// <exception cref="ArgumentException">It has no vol or no price.</exception>
    public static (double Long, double Short) OfLot(RiskLeg lot, double spot, bool isInCoin)
    {
        ImmutableArray<double> profits = ProfitsOf([lot], spot, isInCoin);
        (double least, double most) = (0, 0);
        for (int i = 0; i < profits.Length; i++)
            if (Math.Abs(ScenarioRules.Deribit.Scenarios[i].PriceMove) <= Near)
                (least, most) = (Math.Min(least, profits[i]), Math.Max(most, profits[i]));
        return (0 - least, most);
    }
}
