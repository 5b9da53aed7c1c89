using Poise.Domain;

namespace Poise.Exchange;

public enum MatchEventKind : byte
{
    /// <summary>The order is in, with its quantity and the price that it may trade at.</summary>
    Placed,

    /// <summary>The order never was: the reason.</summary>
    Rejected,

    /// <summary>A trade: the incoming order's numbers, and the resting one's.</summary>
    Trade,

    /// <summary>The order has new terms.</summary>
    Edited,

    /// <summary>An edit was refused, the order is as it was.</summary>
    EditRejected,

    /// <summary>What was left of the order is gone: the reason. An order whose last lot traded has no such event.</summary>
    Cancelled,

    /// <summary>A cancel found no such order of this account.</summary>
    CancelRejected,

    /// <summary>What a price of the book shows now: <see cref="MatchEvent.Quantity"/>, 0 for nothing. One a price and command, after all else.</summary>
    Level,
}

/// <summary>What happened in a book, in the order in which it did.</summary>
public struct MatchEvent
{
    public MatchEventKind Kind;

    /// <summary>Of the order, of the incoming one in a trade, or of the level.</summary>
    public Side Side;
    public VenueReason Reason;
    public int Instrument;
    public int Account;
    public long Order;

    /// <summary>Ticks.</summary>
    public long Price;

    /// <summary>Lots: of the trade, of the order as it now is (filled and left), of the level.</summary>
    public long Quantity;

    /// <summary>Lots of the order that have traded, this trade with them.</summary>
    public long Filled;

    /// <summary>In a trade: the resting order, its account, what it has traded, and what is left of it.</summary>
    public long Maker;
    public int MakerAccount;
    public long MakerFilled;
    public long MakerLeft;

    /// <summary>Trades count from 1 over all books.</summary>
    public long TradeId;
    public long Label;
}
