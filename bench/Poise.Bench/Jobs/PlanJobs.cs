using System.Globalization;
using Poise.Hedging;

namespace Poise.Bench;

/// <summary>Hedge plans to the usual gap of a thousandth of the cost, without their reasons.</summary>
public abstract class PlanJob(int instruments) : RateJob
{
    private HedgeProblem[] _problems = [];

    public override long Items => _problems.Length;

    public override void Generate() => _problems = [.. Enumerable.Range(1, IsSmoke ? 2 : 12).Select(seed => GeneratedPlans.Of(instruments, (ulong)seed))];

    protected override double Pass()
    {
        double sum = 0;
        foreach (HedgeProblem problem in _problems)
            sum += HedgePlan.Of(problem, explains: false).Cost.Total;
        return sum;
    }

    public override Accuracy Accuracy()
    {
        HedgePlan[] plans = [.. _problems.Select(static p => HedgePlan.Of(p, explains: false))];
        int proven = plans.Count(static p => p is { IsFound: true, Status: ProgramStatus.Optimal or ProgramStatus.WithinGap });
        double gap = plans.Max(static p => p.Gap / (p.Cost.Total + p.Penalty));
        return new(string.Create(CultureInfo.InvariantCulture, $"{proven} of {plans.Length} plans proven, gap at most {gap:0.0e0} of the cost, {plans.Average(static p => p.Nodes):0} nodes"), proven == plans.Length && gap <= 1.001e-3);
    }
}

public class SmallPlanJob() : PlanJob(20);

public class MiddlePlanJob() : PlanJob(40);

public class LargePlanJob() : PlanJob(60);
