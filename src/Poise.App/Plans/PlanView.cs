using Poise.Domain;
using Poise.Hedging;

namespace Poise.App;

/// <summary>The answer of <c>poise plan</c>: money in its currency, costs + where they are paid, lots + where they are bought. A number that does not exist is null.</summary>
public sealed record PlanView
{
    public required string Currency { get; init; }

    /// <summary>Null where no hedge was asked for.</summary>
    public required HedgePlanView? Hedge { get; init; }

    /// <summary>Null where none was asked for.</summary>
    public required ProtectionView? Protection { get; init; }

    internal static PlanView Of(PlanFile file, HedgePlan? hedge, Protection? protection) => new()
    {
        Currency = file.Currency,
        Hedge = hedge is null ? null : HedgePlanView.Of(file, hedge),
        Protection = protection is null ? null : ProtectionView.Of(file, protection),
    };

    internal static double? Known(double number) => double.IsFinite(number) ? number : null;
}

/// <param name="Status">optimal, within-gap, infeasible or node-limit.</param>
/// <param name="Bound">No plan has less cost and penalty together.</param>
/// <param name="Gap">What the best plan could cost less at most.</param>
public sealed record HedgePlanView(
    string Status, PlanCostView? Cost, double? Penalty, double? Bound, double? Gap, int Nodes, IReadOnlyList<PlanGreekView> Greeks, IReadOnlyList<PlanLineView> Lines, IReadOnlyList<VenueMarginView> Venues, PlanMarginView? ScenarioMargin)
{
    internal static HedgePlanView Of(PlanFile file, HedgePlan plan)
    {
        HedgeProblem problem = file.Hedge!;
        string[] venues = [.. problem.Instruments.Select(static i => i.Venue).Distinct(StringComparer.Ordinal)];
        return new HedgePlanView(
            ProgramWords.Of(plan.Status), plan.IsFound ? PlanCostView.Of(plan.Cost) : null, PlanView.Known(plan.Penalty), PlanView.Known(plan.Bound), PlanView.Known(plan.Gap), plan.Nodes,
            [.. Enumerable.Range(0, PlanGreeks.Count).Select(g => new PlanGreekView(
                PlanGreeks.Name(g), plan.Before[g], plan.After[g], PlanView.Known(problem.Band(g).Lower), PlanView.Known(problem.Band(g).Upper), problem.Band(g).Outside(plan.After[g]), plan.IsFound ? plan.Prices[g] : null))],
            plan.IsFound ? [.. plan.Lines.Select(PlanLineView.Of)] : [],
            [.. venues.Select(v => new VenueMarginView(v, plan.IsFound ? plan.MarginAt(v) : null, problem.Venues.Where(m => m.Venue == v).Select(static m => (double?)m.Most).FirstOrDefault()))],
            problem.Scenarios.Length == 0 ? null : new PlanMarginView(plan.ScenarioMarginBefore, plan.ScenarioMarginAfter, PlanView.Known(problem.MostScenarioMargin)));
    }
}

public sealed record PlanCostView(double Total, double Spread, double Fee, double Impact, double Carry, double Margin)
{
    internal static PlanCostView Of(PlanCost cost) => new(cost.Total, cost.Spread, cost.Fee, cost.Impact, cost.Carry, cost.Margin);
}

/// <param name="After">Where there is no plan, the nearest to the bands that can be had.</param>
/// <param name="Price">What a unit is paid for at the edge that binds; negative at an upper edge.</param>
public sealed record PlanGreekView(string Name, double Before, double After, double? Lower, double? Upper, double Outside, double? Price);

/// <param name="Price">Null where nothing is traded.</param>
public sealed record PlanLineView(string Instrument, string Venue, string Kind, long Lots, double? Price, PlanCostView Cost, string Why)
{
    internal static PlanLineView Of(PlanLine line) => new(line.Instrument.Name, line.Instrument.Venue, Word(line.Instrument.Kind), line.Lots.Count, PlanView.Known(line.Price), PlanCostView.Of(line.Cost), line.Why);

    private static string Word(ContractKind kind) => kind switch { ContractKind.Option => "option", ContractKind.Future => "future", ContractKind.Perpetual => "perpetual", _ => "spot" };
}

/// <param name="Used">Initial margin of the plan.</param>
public sealed record VenueMarginView(string Name, double? Used, double? Most);

/// <summary>Margin by scenario of book and plan.</summary>
public sealed record PlanMarginView(double Before, double After, double? Most);

/// <param name="Premium">Paid, negative where it is received.</param>
/// <param name="Cost">Touch against mark, and fees.</param>
/// <param name="LossBound">No package brings the largest loss below this.</param>
/// <param name="Worst">The scenario of the largest loss that is left.</param>
/// <param name="Legs">What is to be traded; none where no package suffices.</param>
/// <param name="Nearest">Where none suffices, the package that brings the largest loss lowest.</param>
public sealed record ProtectionView(string Status, double? Premium, double? Cost, double? Bound, double? Gap, double LossBefore, double? LossAfter, double MostLoss, double? LossBound, string? Worst, IReadOnlyList<ProtectionLegView> Legs, IReadOnlyList<ProtectionLegView> Nearest)
{
    internal static ProtectionView Of(PlanFile file, Protection p)
    {
        bool isKnown = !double.IsNaN(p.LossAfter);
        ProtectionLegView[] legs = [.. p.Legs.Select(static l => new ProtectionLegView(l.Option.Name, l.Option.Venue, l.Lots.Count, l.Price, l.Premium, l.Cost))];
        return new ProtectionView(
            ProgramWords.Of(p.Status), isKnown ? p.Premium : null, isKnown ? p.Cost : null, PlanView.Known(p.Bound), PlanView.Known(p.Gap), p.LossBefore, PlanView.Known(p.LossAfter), file.Protection!.MostLoss, PlanView.Known(p.LossBound),
            isKnown ? file.Scenarios[p.Worst] : null, p.Status == ProgramStatus.Infeasible ? [] : legs, p.Status == ProgramStatus.Infeasible ? legs : []);
    }
}

public sealed record ProtectionLegView(string Instrument, string Venue, long Lots, double Price, double Premium, double Cost);
