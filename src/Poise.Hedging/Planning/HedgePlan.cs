using System.Collections.Immutable;
using Poise.Domain;

namespace Poise.Hedging;

/// <summary>What is done with one instrument.</summary>
/// <param name="Lots">+ buy.</param>
/// <param name="Price">At which: the ask or the bid; NaN where nothing is traded.</param>
/// <param name="Why">In words.</param>
public sealed record PlanLine(Tradable Instrument, Lots Lots, double Price, PlanCost Cost, string Why);

/// <summary>
/// Which instruments to trade so that the book's greeks come into their bands at the least cost: whole lots of each, found and proven by an integer program (docs/planning.md). It says what to trade, and sends nothing.
/// </summary>
public sealed record HedgePlan
{
    public required ProgramStatus Status { get; init; }

    /// <summary>One for each instrument, in their order; nothing is traded where there is no plan.</summary>
    public required ImmutableArray<PlanLine> Lines { get; init; }

    /// <summary>All lines together, and what scenario margin changes by.</summary>
    public required PlanCost Cost { get; init; }

    /// <summary>For what stays outside of bands that may be left; NaN where there is no plan.</summary>
    public required double Penalty { get; init; }

    /// <summary>No plan has less cost and penalty together.</summary>
    public required double Bound { get; init; }

    /// <summary>What the best plan could cost less at most.</summary>
    public double Gap => Cost.Total + Penalty - Bound;

    public required PlanGreeks Before { get; init; }

    /// <summary>Where there is no plan: the nearest to the bands that can be had.</summary>
    public required PlanGreeks After { get; init; }

    /// <summary>What the relaxation pays for a unit of each greek at the edge that binds; zero where none does, negative at an upper edge.</summary>
    public required PlanGreeks Prices { get; init; }

    public required double ScenarioMarginBefore { get; init; }

    /// <summary>Where there is no plan: the least that can be had nearest to the bands.</summary>
    public required double ScenarioMarginAfter { get; init; }

    /// <summary>Relaxations solved.</summary>
    public required int Nodes { get; init; }

    public bool IsFound => !double.IsNaN(Penalty);

    /// <summary>Initial margin that the plan uses at a venue.</summary>
    public double MarginAt(string venue) => Lines.Where(l => l.Instrument.Venue == venue).Sum(static l => PlanCosts.Margin(l.Instrument, l.Lots));

    /// <summary>To a thousandth of the cost: a wrong lot of an option is less than what is known of its impact.</summary>
    public static readonly SearchLimits UsualSearch = new() { Gap = 1e-3 };

    /// <param name="explains">Whether lines say why. What is traded is worth what the plan costs without it: a search for each.</param>
    /// <exception cref="ArgumentException">Something of the problem is no number, or cannot be.</exception>
    public static HedgePlan Of(HedgeProblem problem, SearchLimits? limits = null, bool explains = true)
    {
        ArgumentNullException.ThrowIfNull(problem);
        limits ??= UsualSearch;
        var program = new HedgeProgram(problem.Checked());
        IntegerSolution found = program.Solve(limits);
        if (found.IsFound)
            return Found(problem, program, found, explains);
        // What comes nearest to the bands may be within them where only the search ended too soon.
        IntegerSolution nearest = new HedgeProgram(problem, isNearest: true).Solve(new SearchLimits { Nodes = Math.Min(limits.Nodes, 5000), Gap = 0.01 });
        Lots[] lots = nearest.IsFound ? program.Lots(nearest.Values) : new Lots[problem.Instruments.Length];
        return found.Status == ProgramStatus.NodeLimit && PlanCosts.Unmet(problem, lots) is null
            ? Found(problem, program, found with { Values = nearest.Values, Cost = PlanCosts.Of(problem, lots).Total + PlanCosts.Penalty(problem, PlanCosts.After(problem, lots)) }, explains)
            : None(problem, found, lots);
    }

    private static HedgePlan Found(HedgeProblem problem, HedgeProgram program, IntegerSolution found, bool explains)
    {
        Lots[] lots = program.Lots(found.Values);
        PlanReasons? why = explains ? new PlanReasons(problem, program, found) : null;
        PlanCost cost = PlanCosts.Of(problem, lots);
        PlanGreeks after = PlanCosts.After(problem, lots);
        double penalty = PlanCosts.Penalty(problem, after);
        PlanCosts.Check(problem, lots, cost, cost.Total + penalty - found.Bound);
        return new HedgePlan
        {
            Status = found.Status,
            Lines = [.. problem.Instruments.Select((x, i) => new PlanLine(x, lots[i], lots[i] == Lots.Zero ? double.NaN : x.Price(PlanCosts.SideOf(lots[i])), PlanCosts.Of(problem, x, lots[i]), why?.Of(i, lots[i]) ?? ""))],
            Cost = cost,
            Penalty = penalty,
            Bound = Math.Min(found.Bound, cost.Total + penalty),
            Before = problem.Book,
            After = after,
            Prices = program.GreekPrices(found),
            ScenarioMarginBefore = problem.ScenarioMargin,
            ScenarioMarginAfter = PlanCosts.ScenarioMargin(problem, lots),
            Nodes = found.Nodes,
        };
    }

    /// <summary>No plan; where the greeks would stand nearest to the bands.</summary>
    private static HedgePlan None(HedgeProblem problem, IntegerSolution found, Lots[] nearest) => new()
    {
        Status = found.Status,
        Lines = [.. problem.Instruments.Select(static i => new PlanLine(i, Lots.Zero, double.NaN, default, ""))],
        Cost = default,
        Penalty = double.NaN,
        Bound = found.Bound,
        Before = problem.Book,
        After = PlanCosts.After(problem, nearest),
        Prices = default,
        ScenarioMarginBefore = problem.ScenarioMargin,
        ScenarioMarginAfter = PlanCosts.ScenarioMargin(problem, nearest),
        Nodes = found.Nodes,
    };
}
