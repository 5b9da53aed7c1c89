using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Reasons in <see cref="OrderUpdate.Reason"/>.</summary>
public enum VenueReason
{
    None = 0,

    /// <summary>An order of this id came before; the first one is untouched.</summary>
    DuplicateId = 1,
    UnknownContract = 2,

    /// <summary>The contract has expired.</summary>
    Expired = 3,

    /// <summary>Not positive, above the largest order, or below what is filled already (amend).</summary>
    BadQuantity = 4,

    /// <summary>The limit is not positive or outside the price band.</summary>
    PriceBand = 5,
    PostOnlyWouldTake = 6,
    ReduceOnly = 7,
    FillOrKill = 8,

    /// <summary>The rest of an immediate-or-cancel order.</summary>
    ImmediateOrCancel = 9,

    /// <summary>It would meet an order of the same account.</summary>
    SelfTrade = 10,
    UnknownOrder = 11,
    AlreadyClosed = 12,

    /// <summary>Post-only together with a time in force that takes.</summary>
    Contradiction = 13,

    /// <summary>Asked for by the account.</summary>
    Asked = 14,

    /// <summary>A market order without anything to take.</summary>
    NothingToTake = 15,

    /// <summary>The account's funds do not reach.</summary>
    Funds = 16,

    /// <summary>The exchange holds as many orders as it can.</summary>
    TooManyOrders = 17,

    /// <summary>The contract has no mark yet: nobody knows what an order of it needs.</summary>
    NoMark = 18,

    /// <summary>A trigger that is no price, or that the price has reached already.</summary>
    TriggerPrice = 19,

    /// <summary>The account is being liquidated.</summary>
    Liquidation = 20,

    /// <summary>The price is not on the grid where the grid is coarser.</summary>
    PriceStep = 21,

    /// <summary>Market-maker protection: quotes of the group are not taken, or were taken away.</summary>
    Protection = 22,

    /// <summary>A quote of a group without protection.</summary>
    NoProtection = 23,

    /// <summary>The venue's day has ended.</summary>
    DayEnd = 24,

    /// <summary>The account's link was cut.</summary>
    Disconnected = 25,

    /// <summary>There is no such account, currency or group.</summary>
    UnknownAccount = 26,
}
