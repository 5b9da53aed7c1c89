namespace Poise.Hedging;

/// <summary>What a desk may send.</summary>
public enum TradingState : byte
{
    Normal,

    /// <summary>Orders that bring a position nearer to zero, and cancels.</summary>
    ReduceOnly,

    /// <summary>Cancels only.</summary>
    Halted,
}

/// <summary>Why a desk is in its trading state.</summary>
public enum TradingStateReason : byte
{
    None,

    /// <summary>A person asked for it.</summary>
    Operator,

    /// <summary>The lossless lane was full: a fact may be missing.</summary>
    FactsLaneFull,

    /// <summary>A check of the desk's own sums failed.</summary>
    BrokenInvariant,

    /// <summary>After recovery the venue's positions are not the book's.</summary>
    PositionMismatch,

    /// <summary>The venue filled more than was ordered.</summary>
    Overfilled,

    /// <summary>An intent could not be made durable.</summary>
    JournalFailed,

    /// <summary>Somebody put the kill file into the desk's folder.</summary>
    KillFile,

    /// <summary>What is held elsewhere cannot be read any more: net delta is not known.</summary>
    HeldElsewhere,

    /// <summary>Profit has fallen by the hard limit.</summary>
    Drawdown,

    /// <summary>The venue filled an order in another contract, on the other side or beyond its limit.</summary>
    WrongFill,

    /// <summary>The venue has liquidated a position of the account.</summary>
    Liquidated,

    /// <summary>The venue's clock and the desk's are far apart: when options end is not known.</summary>
    ClockApart,
}
