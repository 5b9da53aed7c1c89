using Poise.Domain;

namespace Poise.Exchange;

public enum OrderStage : byte
{
    Open,
    Filled,
    Cancelled,
    Rejected,

    /// <summary>It waits for its price.</summary>
    Waiting,

    /// <summary>Its price came: what became of it is another order.</summary>
    Triggered,
}

/// <summary>All that an exchange knows of an order.</summary>
public struct OrderRecord
{
    /// <summary>Below zero of one that waits.</summary>
    public long Number;
    public int Account;
    public int Instrument;
    public Side Side;
    public OrderKind Kind;
    public TimeInForce TimeInForce;
    public PostOnly PostOnly;
    public bool ReduceOnly;
    public OrderStage Stage;

    /// <summary>Why it was refused or cancelled.</summary>
    public VenueReason Reason;

    /// <summary>Ticks.</summary>
    public long Price;

    /// <summary>Lots: all of it, what has traded, and what is shown at a time (0 for all).</summary>
    public long Quantity, Filled, Display;

    /// <summary>Lots times ticks of what has traded.</summary>
    public double Cost;

    public Instant Created, Updated;
    public string? Label;

    /// <summary>Of the protection that may take it away; 0 for none.</summary>
    public int Group;

    /// <summary>A quote; its label is that of its set.</summary>
    public bool IsQuote;
    public bool IsLiquidation;
    public TriggerKind Trigger;
    public TriggerSource Source;

    /// <summary>Of one that waits: at which price it goes off, and how far a trailing one's stays away.</summary>
    public double TriggerPrice, TriggerOffset;

    /// <summary>What an option's price is said in, and so much of it; <see cref="Price"/> follows. 0 where it is said in its own unit.</summary>
    public PricedIn In;

    /// <summary>Of an order whose price follows: what becomes of one of its own account that it meets.</summary>
    public SelfTrade SelfTrade;

    /// <summary>Of <see cref="In"/>.</summary>
    public double Asked;

    /// <summary>Of an order that a waiting one became: that one's number. Of a waiting one that went off: the order that it became, 0 where that was refused.</summary>
    public long Origin;

    /// <summary>Of what has traded, ticks; NaN before.</summary>
    public readonly double AveragePrice => Filled > 0 ? Cost / Filled : double.NaN;
}

/// <summary>A trade as one side of it has it.</summary>
/// <param name="Id">Of the trade, over all instruments.</param>
/// <param name="Sequence">Trades of the instrument, from 1.</param>
/// <param name="Price">Ticks.</param>
/// <param name="Fee">Units; negative where it was paid.</param>
/// <param name="Mark">Of the instrument, then.</param>
/// <param name="Index">Of the underlying, then.</param>
/// <param name="Vol">Of an option the mark's, as a fraction; NaN of others.</param>
/// <param name="TickDirection">As <see cref="Exchange.TickDirection"/> has it.</param>
public readonly record struct AccountTrade(
    long Id, long Sequence, int Account, int Instrument, Side Side, long Lots, long Price, long Order, long Fee, bool IsMaker, Instant At, double Mark, double Index, double Vol, string? Label, bool IsLiquidation, int TickDirection);
