using Poise.Domain;

namespace Poise.Hedging;

/// <summary>
/// Rests at the touch, post-only, and follows it when it moves away, up to a limit from the arrival mid. It never takes, and a venue that refuses such an order, as it does where the touch has moved on
/// meanwhile, is asked again after a pause.
/// </summary>
public sealed record PeggedOrder : IWorkingAlgorithm
{
    public static readonly Duration UsualPause = Duration.FromSeconds(1);

    /// <summary>How far it follows, basis points of the arrival mid; infinite for wherever it goes.</summary>
    public double Chase { get; init; } = double.PositiveInfinity;

    /// <summary>The same in ticks, where it is set; the nearer of the two counts.</summary>
    public long? ChaseTicks { get; init; }

    /// <summary>Once the touch is further the hedge crosses; else it rests at the limit.</summary>
    public bool CrossesBeyond { get; init; }

    /// <summary>Least time between two orders.</summary>
    public Duration Pause { get; init; } = UsualPause;

    public string Name => "peg";

    public WorkOutput Work(in WorkInput input) => Work(input, DecisionReason.Resting);

    /// <param name="waits">What it says while all is as it should be.</param>
    internal WorkOutput Work(in WorkInput input, DecisionReason waits)
    {
        Ticks bound = Bound(input), touch = input.Near;
        bool isBeyond = input.IsWorse(touch, bound);
        if (isBeyond && CrossesBeyond && input.CanCross)
            return Sweep.Take(input, input.Left, DecisionReason.BeyondChase);
        Ticks price = Outside(isBeyond ? bound : touch, input);
        if (isBeyond)
            waits = DecisionReason.BeyondChase;
        if (input.Child is { } child)
        {
            bool isBehind = input.IsWorse(price, child.Limit), isSmall = input.Left > child.Remaining + input.Slack && input.Sized(input.Left) > child.Remaining;
            if (!(isBehind || isSmall) || input.Now - child.At < Pause)
                return WorkOutput.Wait(waits);
            return WorkOutput.Amend(input.Sized(input.Left), isBehind ? price : child.Limit, isBehind ? DecisionReason.TouchMoved : DecisionReason.RestsTooLittle);
        }
        if (input.Wish.OrderedAt.IsKnown && input.Now - input.Wish.OrderedAt < Pause)
            return WorkOutput.Wait(DecisionReason.JustOrdered);
        Lots lots = input.Sized(input.Left);
        return lots == Lots.Zero ? WorkOutput.Wait(DecisionReason.BelowLeastOrder) : WorkOutput.Rest(lots, price);
    }

    private Ticks Bound(in WorkInput input)
    {
        Ticks bound = input.Furthest;
        if (double.IsFinite(Chase))
            bound = Nearer(input, bound, input.FromArrival(Chase));
        if (ChaseTicks is { } ticks)
            bound = Nearer(input, bound, input.FromArrival(0) + new Ticks(input.Side == Side.Buy ? ticks : -ticks));
        return bound;
    }

    private static Ticks Nearer(in WorkInput input, Ticks a, Ticks b) => input.IsWorse(a, b) ? b : a;

    /// <summary>At the far touch it would take: one tick before it then.</summary>
    private static Ticks Outside(Ticks price, in WorkInput input)
    {
        var before = input.Far + new Ticks(input.Side == Side.Buy ? -1 : 1);
        return input.IsWorse(price, before) ? before : price;
    }
}

/// <summary>Rests while there is time, and crosses where net delta is too far beyond its band or has been waited for too long.</summary>
/// <param name="Rests">How.</param>
/// <param name="Urgency">Half-widths beyond the band from which on it crosses.</param>
/// <param name="Patience">How long the wish may stand before it crosses.</param>
public sealed record PassiveThenCross(PeggedOrder Rests, double Urgency, Duration Patience) : IWorkingAlgorithm
{
    public string Name => "passive-then-cross";

    public WorkOutput Work(in WorkInput input)
    {
        DecisionReason why = input.Urgency >= Urgency ? DecisionReason.Urgent : input.Now - input.Wish.Since >= Patience ? DecisionReason.PatienceOver : DecisionReason.None;
        if (why == DecisionReason.None)
            return Rests.Work(input);
        // Where a budget forbids to cross it rests on.
        return input.CanCross ? Sweep.Take(input, input.Left, why) : Rests.Work(input, DecisionReason.OverBudget);
    }
}
