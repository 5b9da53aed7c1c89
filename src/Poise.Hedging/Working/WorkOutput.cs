using Poise.Domain;

namespace Poise.Hedging;

public enum WorkAction : byte
{
    /// <summary>Nothing changes; the reason says what for.</summary>
    Wait,

    /// <summary>A new order. There is none of ours under way.</summary>
    Place,

    /// <summary>The child is to have another price or size. Desks take it off and place anew once it has ended.</summary>
    Amend,

    /// <summary>The child is taken off.</summary>
    Cancel,
}

/// <summary>What a working algorithm says. The side is the wish's.</summary>
/// <param name="Reason"><see cref="DecisionReason.None"/>: the policy's own.</param>
/// <param name="Quantity">Of a new order; of an amended one what is to be open of it.</param>
public readonly record struct WorkOutput(WorkAction Action, DecisionReason Reason, Lots Quantity = default, Ticks Limit = default, TimeInForce TimeInForce = TimeInForce.GoodTillCancelled, bool PostOnly = false)
{
    public static WorkOutput Wait(DecisionReason reason) => new(WorkAction.Wait, reason);

    public static WorkOutput Cancel(DecisionReason reason) => new(WorkAction.Cancel, reason);

    public static WorkOutput Amend(Lots open, Ticks limit, DecisionReason reason) => new(WorkAction.Amend, reason, open, limit);

    /// <summary>Takes what stands up to the limit, and leaves nothing in the book.</summary>
    public static WorkOutput Take(Lots lots, Ticks limit, DecisionReason reason = DecisionReason.None) => new(WorkAction.Place, reason, lots, limit, TimeInForce.ImmediateOrCancel);

    /// <summary>Rests, and never takes.</summary>
    public static WorkOutput Rest(Lots lots, Ticks limit, DecisionReason reason = DecisionReason.None) => new(WorkAction.Place, reason, lots, limit, TimeInForce.GoodTillCancelled, PostOnly: true);
}
