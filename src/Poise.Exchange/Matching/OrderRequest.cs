using Poise.Domain;

namespace Poise.Exchange;

public enum OrderKind : byte
{
    Limit,

    /// <summary>Takes what it finds up to the price band; what is left is cancelled.</summary>
    Market,

    /// <summary>Takes at the best price alone; what is left rests there.</summary>
    MarketLimit,
}

public enum PostOnly : byte
{
    No,

    /// <summary>A price that would take is moved to one tick before it.</summary>
    Slide,

    /// <summary>An order that would take is refused.</summary>
    Reject,
}

/// <summary>What the price of an option's order is said in.</summary>
public enum PricedIn : byte
{
    /// <summary>The contract's own unit: it stays.</summary>
    Own,

    /// <summary>USD: what it is in coin follows the forward.</summary>
    Usd,

    /// <summary>Vol, as a fraction: what it is worth follows forward and time.</summary>
    Vol,
}

/// <summary>What becomes of an order that meets one of its own account.</summary>
public enum SelfTrade : byte
{
    /// <summary>The incoming one ends there: refused where it has not traded, else its rest is cancelled.</summary>
    RejectTaker,

    /// <summary>The resting one is cancelled, the incoming one goes on.</summary>
    CancelMaker,
}

/// <summary>An order as an account asks for it.</summary>
/// <param name="Account">The number that the exchange gave it.</param>
/// <param name="Instrument">By its number in listing.</param>
/// <param name="Quantity">Lots, above zero.</param>
/// <param name="Price">Ticks; of a market order nothing.</param>
/// <param name="Display">Lots shown at a time; 0 shows all.</param>
/// <param name="Label">The account's own number for it; 0 for none.</param>
public readonly record struct OrderRequest(
    int Account, int Instrument, Side Side, long Quantity, long Price, OrderKind Kind = OrderKind.Limit, TimeInForce TimeInForce = TimeInForce.GoodTillCancelled,
    PostOnly PostOnly = PostOnly.No, bool ReduceOnly = false, long Display = 0, SelfTrade SelfTrade = SelfTrade.RejectTaker, long Label = 0);

/// <summary>New terms of a resting order.</summary>
/// <param name="Order">Its number.</param>
/// <param name="Quantity">All of it in lots, with what is filled.</param>
/// <param name="Price">Ticks.</param>
public readonly record struct OrderEdit(int Account, long Order, long Quantity, long Price, PostOnly PostOnly = PostOnly.No, SelfTrade SelfTrade = SelfTrade.RejectTaker);
