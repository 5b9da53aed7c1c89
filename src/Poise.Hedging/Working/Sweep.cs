using Poise.Domain;

namespace Poise.Hedging;

/// <summary>All at once: an immediate-or-cancel order at the worst price that is allowed. What it does not fill is decided again in a later batch.</summary>
public sealed record Sweep : IWorkingAlgorithm
{
    public string Name => "sweep";

    public bool FollowsWish => false;

    public WorkOutput Work(in WorkInput input) => Take(input, input.Left, DecisionReason.None);

    /// <summary>Takes so many lots, once nothing of ours rests in the way.</summary>
    internal static WorkOutput Take(in WorkInput input, Lots lots, DecisionReason reason)
    {
        if (input.Child is not null)
            return WorkOutput.Cancel(reason);
        return WorkOutput.Take(lots < input.Most ? lots : input.Most, input.Furthest, reason);
    }
}

/// <summary>Another algorithm that never gives more away than so much from the arrival mid: what would cost more waits.</summary>
/// <param name="Budget">Basis points of the arrival mid.</param>
public sealed record BudgetedWorking(IWorkingAlgorithm Of, double Budget) : IWorkingAlgorithm
{
    public string Name => Of.Name;

    public WorkOutput Work(in WorkInput input)
    {
        if (!(input.Wish.Arrival > 0))
            return WorkOutput.Wait(DecisionReason.NotANumber);
        Ticks bound = input.FromArrival(Budget);
        WorkInput bounded = input.IsWorse(bound, input.Furthest) ? input : input with { Furthest = bound };
        WorkOutput output = Of.Work(bounded);
        if (output.Action != WorkAction.Place)
            return output;
        if (output.TimeInForce == TimeInForce.ImmediateOrCancel && !bounded.CanCross)
            return WorkOutput.Wait(DecisionReason.OverBudget);
        return bounded.IsWorse(output.Limit, bounded.Furthest) ? output with { Limit = bounded.Furthest } : output;
    }
}
