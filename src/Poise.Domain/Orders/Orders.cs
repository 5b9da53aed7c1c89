namespace Poise.Domain;

public enum Side : byte
{
    Buy,
    Sell,
}

public enum TimeInForce : byte
{
    GoodTillCancelled,
    ImmediateOrCancel,
    FillOrKill,

    /// <summary>Until the venue's day ends.</summary>
    Day,
}

/// <summary>An order's name: a function of the desk and its own count, so that a retry is never a second order.</summary>
public readonly record struct OrderId(int Desk, long Sequence)
{
    public bool IsKnown => Sequence > 0;

    public override string ToString() => $"{Desk}-{Sequence}";
}

/// <summary>An order as the desk wants it. The quantity is positive; the side carries the sign. Always a limit order.</summary>
public readonly record struct NewOrder(
    OrderId Id, ContractIndex Contract, Side Side, Lots Quantity, Ticks Limit, TimeInForce TimeInForce, bool PostOnly, bool ReduceOnly);

/// <summary>New price and total quantity (filled part included) of a working order.</summary>
public readonly record struct Amend(OrderId Id, ContractIndex Contract, Lots Quantity, Ticks Limit);

public readonly record struct Cancel(OrderId Id, ContractIndex Contract);

/// <summary>
/// Proof that the risk gate passed a thing. Only Poise.Hedging can make one; <c>default</c> is not a proof and throws.
/// </summary>
public readonly struct Approved<T>
    where T : struct
{
    private readonly T _value;
    private readonly bool _isApproved;

    internal Approved(T value)
    {
        _value = value;
        _isApproved = true;
    }

    /// <exception cref="InvalidOperationException">Nothing was approved.</exception>
    public T Value => _isApproved ? _value : throw new InvalidOperationException("not approved by the risk gate");
}

public enum OrderStatus : byte
{
    /// <summary>The venue has it and it works.</summary>
    Open,
    Filled,
    Cancelled,

    /// <summary>Never entered the book, or was refused while amending.</summary>
    Rejected,
}

/// <summary>What the venue says of an order after something happened to it.</summary>
/// <param name="Filled">Cumulative filled quantity.</param>
/// <param name="Reason">The venue's reason code for a rejection or an unasked cancel; 0 for none.</param>
public readonly record struct OrderUpdate(OrderId Id, ContractIndex Contract, OrderStatus Status, Lots Filled, int Reason, Instant At);

/// <summary>An execution. The quantity is positive; the fee is what we pay (negative: a rebate) in the settlement currency.</summary>
/// <param name="TradeId">The venue's number of the execution, unique within the contract's venue: a fill seen twice is folded once.</param>
public readonly record struct Fill(
    long TradeId, OrderId Order, ContractIndex Contract, Side Side, Lots Quantity, Ticks Price, decimal Fee, bool IsMaker, Instant At)
{
    /// <summary>The venue's own order made it, to bring the account's margin down.</summary>
    public bool IsLiquidation { get; init; }
}
