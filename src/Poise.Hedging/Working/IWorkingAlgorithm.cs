using Poise.Domain;

namespace Poise.Hedging;

/// <summary>
/// How a hedge is worked: a function of what it is given and of nothing else. When and how much is the policy's, whether an order may leave at all the risk gate's.
/// </summary>
public interface IWorkingAlgorithm
{
    /// <summary>In settings, costs and pages.</summary>
    string Name { get; }

    /// <summary>
    /// It is told since when the wish stands and what came of it, and has one order at a time. False: it is asked with all that is under way counted, keeps nothing, and may have several.
    /// </summary>
    bool FollowsWish => true;

    /// <summary>Called once a batch in which something is wanted. It must not allocate.</summary>
    WorkOutput Work(in WorkInput input);
}

/// <summary>What holds for every algorithm.</summary>
public static class WorkingRules
{
    /// <summary>
    /// A child that is on its way out, or ends by itself, is waited for; one that is not wanted any more, or too much, is taken off; else the algorithm decides. Whatever it says, an order is never
    /// for more than is wanted, never worse than the furthest price, and never beside another.
    /// </summary>
    public static WorkOutput Decide(IWorkingAlgorithm algorithm, in WorkInput input)
    {
        if (input.Child is { } child)
        {
            if (child.IsCancelSent)
                return WorkOutput.Wait(DecisionReason.TakingOff);
            if (!child.Rests)
                return WorkOutput.Wait(DecisionReason.OrderUnderWay);
            if (input.Wanted == Lots.Zero)
                return WorkOutput.Cancel(DecisionReason.None);
            if (child.Side != input.Side)
                return WorkOutput.Cancel(DecisionReason.WrongSide);
            if (child.Remaining > input.Left + input.Slack)
                return WorkOutput.Cancel(DecisionReason.RestsTooMuch);
            if (!child.IsOpen)
                return WorkOutput.Wait(DecisionReason.OrderUnderWay);
        }
        if (input.Wanted == Lots.Zero)
            return WorkOutput.Wait(DecisionReason.None);
        return Checked(algorithm.Work(input), input);
    }

    private static WorkOutput Checked(in WorkOutput output, in WorkInput input)
    {
        if (output.Action != WorkAction.Place)
            return input.Child is null && output.Action != WorkAction.Wait ? WorkOutput.Wait(output.Reason) : output;
        if (input.Child is not null)
            return WorkOutput.Wait(DecisionReason.OrderUnderWay);
        Lots most = input.Left < input.Most ? input.Left : input.Most;
        return output with
        {
            Quantity = output.Quantity < most ? output.Quantity : most,
            Limit = input.IsWorse(output.Limit, input.Furthest) ? input.Furthest : output.Limit,
        };
    }
}
