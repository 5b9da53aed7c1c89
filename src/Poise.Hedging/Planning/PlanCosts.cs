using Poise.Domain;

namespace Poise.Hedging;

/// <summary>What lots cost and bring, by the plain formulas: what the program's answer is held against.</summary>
internal static class PlanCosts
{
    /// <summary>How far a checked sum may be off, as a fraction of the sizes that are added up in it.</summary>
    private const double Rounding = 1e-7;

    public static Side SideOf(Lots lots) => lots < Lots.Zero ? Side.Sell : Side.Buy;

    public static PlanCost Of(HedgeProblem problem, Tradable instrument, Lots lots)
    {
        if (lots == Lots.Zero)
            return default;
        PlanCost each = Each(problem, instrument, SideOf(lots));
        double count = lots.Abs.Count;
        return new PlanCost(count * each.Spread, count * each.Fee, ImpactSteps.Of(instrument, problem.ImpactFactor, lots.Abs.Count), count * each.Carry, count * each.Margin);
    }

    /// <summary>A lot without its impact.</summary>
    public static PlanCost Each(HedgeProblem problem, Tradable instrument, Side side)
    {
        double carry = side == Side.Buy ? 0 - instrument.Carry : instrument.Carry;
        return new PlanCost(
            instrument.Spread(side), instrument.Fee(side), 0, problem.CountsIncome ? carry : Math.Max(0, carry),
            problem.ChargesLots ? problem.CapitalCharge * (side == Side.Buy ? instrument.MarginLong : instrument.MarginShort) : 0);
    }

    /// <summary>Of all lots, with what scenario margin changes by.</summary>
    public static PlanCost Of(HedgeProblem problem, Lots[] lots) => lots.Select((l, i) => Of(problem, problem.Instruments[i], l))
        .Aggregate(new PlanCost(0, 0, 0, 0, problem.CapitalCharge * (ScenarioMargin(problem, lots) - problem.ScenarioMargin)), static (sum, own) => sum + own);

    public static double Margin(Tradable instrument, Lots lots) => lots.Abs.Count * (lots < Lots.Zero ? instrument.MarginShort : instrument.MarginLong);

    public static PlanGreeks After(HedgeProblem problem, Lots[] lots)
    {
        PlanGreeks after = problem.Book;
        for (int i = 0; i < lots.Length; i++)
            after += lots[i].Count * problem.Instruments[i].Greeks;
        return after;
    }

    public static double ScenarioMargin(HedgeProblem problem, Lots[] lots) =>
        HedgeProblem.Worst(problem.Scenarios.Select((own, s) => own + lots.Select((l, i) => l == Lots.Zero ? 0 : l.Count * problem.Instruments[i].Scenarios[s]).Sum()));

    public static double Penalty(HedgeProblem problem, PlanGreeks after)
    {
        double penalty = 0;
        for (int greek = 0; greek < PlanGreeks.Count; greek++)
        {
            GreekBand band = problem.Band(greek);
            if (band.MayBeLeft)
                penalty += band.Penalty * band.Outside(after[greek]);
        }
        return penalty;
    }

    /// <summary>What of a problem lots do not meet; null for nothing.</summary>
    public static string? Unmet(HedgeProblem problem, Lots[] lots)
    {
        for (int i = 0; i < lots.Length; i++)
        {
            if (lots[i] != Lots.Zero && lots[i].Abs > problem.Instruments[i].Size(SideOf(lots[i])))
                return $"{lots[i]} of {problem.Instruments[i].Name}";
        }
        PlanGreeks after = After(problem, lots);
        for (int greek = 0; greek < PlanGreeks.Count; greek++)
        {
            if (!problem.Band(greek).MayBeLeft && !(problem.Band(greek).Outside(after[greek]) <= Rounding * Size(problem, lots, greek)))
                return $"a {PlanGreeks.Name(greek)} of {after[greek]}";
        }
        foreach (VenueMargin venue in problem.Venues)
        {
            if (!(problem.Instruments.Select((x, i) => venue.Counts(x.Venue) ? Margin(x, lots[i]) : 0).Sum() <= venue.Most * (1 + Rounding)))
                return $"a margin above {venue.Most} at {venue.Venue}";
        }
        double margin = ScenarioMargin(problem, lots), profits = lots.Select((l, i) => l == Lots.Zero ? 0 : l.Abs.Count * problem.Instruments[i].Scenarios.Select(Math.Abs).DefaultIfEmpty(0).Max()).Sum();
        return margin <= problem.MostScenarioMargin + Rounding * (problem.ScenarioMargin + profits) ? null : $"a scenario margin of {margin}";
    }

    /// <summary>A plan that misses what it was asked for, or is cheaper than what was proven, is never handed out.</summary>
    /// <exception cref="InvalidOperationException">It is such a plan.</exception>
    public static void Check(HedgeProblem problem, Lots[] lots, PlanCost cost, double gap)
    {
        double money = 1 + cost.Spread + cost.Fee + cost.Impact + problem.CapitalCharge * (problem.ScenarioMargin + ScenarioMargin(problem, lots));
        for (int greek = 0; greek < PlanGreeks.Count; greek++)
            money += problem.Band(greek).MayBeLeft ? problem.Band(greek).Penalty * Size(problem, lots, greek) : 0;
        for (int i = 0; i < lots.Length; i++)
            money += lots[i].Abs.Count * Math.Abs(problem.Instruments[i].Carry) + problem.CapitalCharge * Margin(problem.Instruments[i], lots[i]);
        if (Unmet(problem, lots) is string unmet)
            throw new InvalidOperationException($"the plan has {unmet}: it cannot be");
        if (!(gap >= -Rounding * money))
            throw new InvalidOperationException($"the plan has a gap of {gap}: it cannot be");
    }

    /// <summary>The sizes that are added up in a greek.</summary>
    private static double Size(HedgeProblem problem, Lots[] lots, int greek) =>
        Math.Abs(problem.Book[greek]) + lots.Select((l, i) => Math.Abs(l.Count * problem.Instruments[i].Greeks[greek])).Sum();
}
