using Poise.Domain;

namespace Poise.Exchange;

public enum CommandKind : byte
{
    None,
    Place,
    Amend,
    Cancel,
}

/// <summary>What an account asks of the venue. Contracts by the venue's own numbers.</summary>
public readonly struct ExchangeCommand
{
    private ExchangeCommand(CommandKind kind, in NewOrder place, in Amend amend, in Cancel cancel)
    {
        Kind = kind;
        Order = place;
        Amendment = amend;
        Cancellation = cancel;
    }

    public CommandKind Kind { get; }

    public NewOrder Order { get; }

    public Amend Amendment { get; }

    public Cancel Cancellation { get; }

    public static ExchangeCommand Place(in NewOrder order) => new(CommandKind.Place, order, default, default);

    public static ExchangeCommand Amend(in Amend amend) => new(CommandKind.Amend, default, amend, default);

    public static ExchangeCommand Cancel(in Cancel cancel) => new(CommandKind.Cancel, default, default, cancel);
}

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
}
