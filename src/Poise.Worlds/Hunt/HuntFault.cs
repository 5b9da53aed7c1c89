namespace Poise.Worlds;

/// <summary>Deliberate faults of a desk, its driver or its adapter, one at a time: the proof that the hunt finds such.</summary>
public enum HuntFault
{
    None,

    /// <summary>Flushes do nothing, so that orders leave before their intents are durable.</summary>
    FlushSkipped,

    /// <summary>After a link was lost its last order is sent again, unasked.</summary>
    BlindRetry,

    /// <summary>Nothing is asked when the link is back: the desk trades on.</summary>
    ReconciliationDropped,

    /// <summary>After a restart nothing is asked of what was before it: intents without an outcome are taken for lost.</summary>
    PastNotAsked,

    /// <summary>States of orders are believed while the account is read, their executions are not.</summary>
    FillsForgotten,

    /// <summary>Executions come under other numbers when they are asked for.</summary>
    FillsCountedTwice,

    /// <summary>The account is reconciled with what an earlier link said.</summary>
    OldPictureUsed,

    /// <summary>An order that was given before the link was lost leaves on the next one.</summary>
    LateOrderSent,

    /// <summary>Working orders of others stay.</summary>
    StrayLeft,

    /// <summary>Cancels are lost on our side.</summary>
    CancelsLost,

    /// <summary>Every fourth execution is not told.</summary>
    FillDropped,

    /// <summary>That an order has ended is not told.</summary>
    EndNotTold,

    /// <summary>Every fourth payment of funding is not told.</summary>
    FundingDropped,

    /// <summary>Funding comes under other numbers when it is asked for.</summary>
    FundingCountedTwice,

    /// <summary>A gap in the book is not noticed.</summary>
    GapIgnored,

    /// <summary>The kill switch does not survive a restart.</summary>
    KillForgotten,

    /// <summary>The desk's limit is not the one that was set.</summary>
    LimitLoosened,

    /// <summary>Where the desk has several accounts each is reconciled with the first one's.</summary>
    PictureSwapped,

    /// <summary>That a venue calls for margin is not heard.</summary>
    MarginCallIgnored,

    /// <summary>Every second leg of a package is lost on our side.</summary>
    PackageHalved,

    /// <summary>What one book has of the hedges does not survive a restart.</summary>
    ShareForgotten,

    /// <summary>Every fourth share of what was filled is booked twice.</summary>
    ShareDoubled,

    /// <summary>A halt for lost profit does not survive a restart.</summary>
    DrawdownForgotten,

    /// <summary>Limits that were set while it ran do not survive a restart: the settings' are back.</summary>
    LimitsForgotten,

    /// <summary>What somebody states to be held elsewhere is read at a start alone.</summary>
    ElsewhereIgnored,
}
