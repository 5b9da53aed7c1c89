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
        double carry = side == Side.Buy ? -instrument.Carry : instrument.Carry;
        return new PlanCost(
            instrument.Spread(side), instrument.Fee(side), 0, problem.CountsIncome ? carry : Math.Max(0, carry),
            problem.CapitalCharge * (side == Side.Buy ? instrument.MarginLong : instrument.MarginShort));
    }

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

    /// <summary>A plan that misses what it was asked for, or is cheaper than what was proven, is never handed out.</summary>
    /// <exception cref="InvalidOperationException">It is such a plan.</exception>
    public static void Check(HedgeProblem problem, Lots[] lots, PlanGreeks after, double scenarioMargin, double gap)
    {
        double money = 1;
        for (int i = 0; i < lots.Length; i++)
        {
            Tradable instrument = problem.Instruments[i];
            Require(lots[i] == Lots.Zero || lots[i].Abs <= instrument.Size(SideOf(lots[i])), $"{lots[i]} of {instrument.Name}");
            PlanCost cost = Of(problem, instrument, lots[i]);
            money += cost.Spread + cost.Fee + cost.Impact + Math.Abs(cost.Carry) + cost.Margin;
        }
        for (int greek = 0; greek < PlanGreeks.Count; greek++)
        {
            GreekBand band = problem.Band(greek);
            double size = Math.Abs(problem.Book[greek]) + lots.Select((l, i) => Math.Abs(l.Count * problem.Instruments[i].Greeks[greek])).Sum();
            Require(band.MayBeLeft || band.Outside(after[greek]) <= Rounding * size, $"{PlanGreeks.Name(greek)} of {after[greek]}");
            if (band.MayBeLeft)
                money += band.Penalty * size;
        }
        foreach (VenueMargin venue in problem.Venues)
            Require(problem.Instruments.Select((x, i) => x.Venue == venue.Venue ? Margin(x, lots[i]) : 0).Sum() <= venue.Most * (1 + Rounding), $"margin at {venue.Venue}");
        Require(scenarioMargin <= problem.MostScenarioMargin + Rounding * (problem.ScenarioMargin + money), $"scenario margin of {scenarioMargin}");
        Require(gap >= -Rounding * (money + problem.CapitalCharge * (scenarioMargin + problem.ScenarioMargin)), $"a gap of {gap}");

        static void Require(bool holds, string what)
        {
            if (!holds)
                throw new InvalidOperationException($"the plan has {what}: it cannot be");
        }
    }
}
