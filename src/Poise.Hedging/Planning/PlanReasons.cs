using System.Globalization;
using Poise.Domain;

namespace Poise.Hedging;

/// <summary>
/// Why a plan does with an instrument what it does. What a lot is for: the greeks that the relaxation pays it for. What it is worth: what the plan would cost without the instrument, by solving it again.
/// </summary>
internal sealed class PlanReasons(HedgeProblem problem, HedgeProgram program, IntegerSolution found)
{
    /// <summary>A part of what a lot is paid for is named from this share on.</summary>
    private const double LeastShare = 0.2;

    private static readonly SearchLimits _short = new() { Nodes = 60, Gap = 1e-3 };

    private readonly PlanGreeks _prices = program.GreekPrices(found);

    public string Of(int instrument, Lots lots) => lots == Lots.Zero ? Untraded(instrument) : Traded(instrument, lots);

    private string Traded(int instrument, Lots lots)
    {
        Tradable traded = problem.Instruments[instrument];
        bool isAll = lots.Abs == traded.Size(PlanCosts.SideOf(lots)), earns = PlanCosts.Of(problem, traded, lots).Total < 0;
        return $"{Purpose(instrument, lots < Lots.Zero ? -1 : 1)}{(earns ? ", earns more than it costs" : "")}{(isAll ? ", all that is offered" : "")}; {Without(instrument)}";
    }

    private string Purpose(int instrument, double sign)
    {
        List<(string Name, double Worth)> parts = [];
        for (int greek = 0; greek < PlanGreeks.Count; greek++)
            parts.Add((PlanGreeks.Name(greek), sign * _prices[greek] * problem.Instruments[instrument].Greeks[greek]));
        parts.Add(("scenario margin", sign * program.ScenarioWorth(instrument, found)));
        double whole = parts.Sum(static p => Math.Max(0, p.Worth));
        string[] named = [.. parts.Where(p => p.Worth > LeastShare * whole).Select(static p => p.Name)];
        return whole > 0 ? $"for {string.Join(" and ", named)}" : "to come out in whole lots";
    }

    private string Without(int instrument)
    {
        IntegerSolution without = program.SolveWithout(instrument, _short);
        if (without.Status == ProgramStatus.Infeasible)
            return "without it there is no plan";
        double least = without.Bound - found.Cost, most = without.Cost - found.Cost;
        return without.Status == ProgramStatus.NodeLimit ? least > 0 ? $"without it at least {Money(least)} more" : "without it perhaps no more"
            : most > 0 ? $"without it {Money(most)} more" : "without it no more";
    }

    private string Untraded(int instrument)
    {
        (double bought, double sold) = (Short(instrument, Side.Buy), Short(instrument, Side.Sell));
        if (double.IsInfinity(bought) && double.IsInfinity(sold))
            return "nothing is offered";
        Side side = bought <= sold ? Side.Buy : Side.Sell;
        double cost = FirstCost(instrument, side), worth = cost - Math.Min(bought, sold);
        return $"a lot {(side == Side.Buy ? "bought" : "sold")} costs {Money(cost)} and is worth {Money(worth)} here";
    }

    /// <summary>By how much a first lot costs more than the relaxation pays for it.</summary>
    private double Short(int instrument, Side side)
    {
        Tradable traded = problem.Instruments[instrument];
        if (traded.Size(side) == Lots.Zero)
            return double.PositiveInfinity;
        double sign = side == Side.Buy ? 1 : -1, worth = program.ScenarioWorth(instrument, found);
        for (int greek = 0; greek < PlanGreeks.Count; greek++)
            worth += _prices[greek] * traded.Greeks[greek];
        return FirstCost(instrument, side) - sign * worth;
    }

    private double FirstCost(int instrument, Side side) => PlanCosts.Of(problem, problem.Instruments[instrument], new Lots(side == Side.Buy ? 1 : -1)).Total;

    private static string Money(double amount) => amount.ToString(Math.Abs(amount) switch { >= 1000 => "#,0", >= 1 => "0.00", _ => "0.####" }, CultureInfo.InvariantCulture);
}
