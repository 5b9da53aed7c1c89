namespace Poise.Engine;

/// <summary>Numbers are written to journals: never reuse one.</summary>
public enum DeskEventKind : byte
{
    None = 0,
    Listed = 1,
    Delisted = 2,
    Quoted = 3,
    Traded = 4,
    OrderUpdated = 5,
    Filled = 6,
    TimerFired = 7,
    LinkChanged = 8,
    SurfaceFitted = 9,
    TradingStateSet = 10,
    BandSet = 11,
    CancelAllAsked = 12,
    PositionOpened = 13,
    PositionReported = 14,
    OrderNotFound = 15,
    Reconciled = 16,
    Started = 17,
    Funded = 18,
    PolicySet = 19,
    Foreseen = 20,
    WorkingSet = 21,
    LimitsSet = 22,
    ProfitMarked = 23,
    PackageAsked = 24,
    VenueSetAside = 25,
    MarginReported = 26,
    SettingsSet = 27,
    DeskLimitsSet = 28,
    DeskMarked = 29,
    BookMarked = 30,

    // What the desk itself emitted, as the journal keeps it: folded in recovery, never decided again.
    Placed = 32,
    Amended = 33,
    CancelSent = 34,
    BatchEnded = 35,

    // In recordings alone: what a replay must arrive at.
    StateHashed = 36,

    // What the desk itself emitted, as above.
    WishSet = 37,
    DrawdownStepped = 38,
    CrossedInside = 40,
    FillShared = 41,
    BookStepped = 42,
}
