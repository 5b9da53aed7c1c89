using Poise.Domain;

namespace Poise.Hedging;

public enum DecisionAction : byte
{
    Hold,
    Hedge,

    /// <summary>The policy wants to trade and may not: the risk gate refused, or no price could be made.</summary>
    Blocked,

    /// <summary>The desk is halted: nothing is decided, cancels leave.</summary>
    Halted,
}

/// <summary>Why a desk did what it did. Words for people: <see cref="DecisionWords"/>.</summary>
public enum DecisionReason : byte
{
    None,
    InsideBand,
    BelowBand,
    AboveBand,
    OrderUnderWay,
    BelowLeastOrder,
    Recovering,
    LinkDown,
    NoHedgeQuote,
    HedgeQuoteStale,
    NoVol,
    VolsStale,
    NotANumber,
    Halted,
    ReduceOnly,
    MaxOrder,
    MaxPosition,
    PriceCollar,
    OrderRate,
    TooManyOrders,
    BadOrder,
    CancellingAll,

    // Hedges, but for less than the policy wants.
    CutToMaxOrder,
    CutToMaxPosition,
    CutToReduceOnly,

    // Of policies: not now.
    OffSchedule,
    OffSession,
    PriceStood,
    NotByPrice,
    CostTooHigh,
    NoForecast,

    // Of working algorithms: what a hedge waits for, or why it goes on.
    OnTheWay,
    Resting,
    TakingOff,
    WrongSide,
    RestsTooMuch,
    RestsTooLittle,
    TouchMoved,
    JustOrdered,
    NotDue,
    BeyondChase,
    OverBudget,
    Urgent,
    PatienceOver,

    // Of limits.
    MaxDelta,
    MaxNotional,
    MessageBudget,
    Flattening,
    ProfitUnknown,
    NoVenue,
    PriceJumped,
    QuoteFrozen,

    // Of options by command.
    Package,
    NoOptions,
    MaxGamma,
    MaxVega,

    // Of the venue's margin.
    MarginCall,
    CutToMarginCall,

    // Of limits over all underlyings, and of the desk's own book.
    DeskUnknown,
    DeskDelta,
    DeskGamma,
    DeskVega,
    DeskGross,
    BookDelta,
    BookGamma,
    BookVega,
    BookGross,
    CutToDesk,
    CutToOwnBook,

    EquityUnknown,
    BookHeldBack,
}

/// <summary>One decision of one batch, Hold too. Deltas in units of the underlying, quantity in signed lots (+ buy) of the first hedge instrument, of all its orders together.</summary>
public readonly record struct HedgeDecision(
    long Batch,
    Instant At,
    DecisionAction Action,
    DecisionReason Reason,
    double NetDelta,
    double PendingBuy,
    double PendingSell,
    DeltaBand Band,
    Lots Quantity,
    OrderId Order)
{
    /// <summary>How many left for it, numbered from <see cref="Order"/> on: several where it was split over venues.</summary>
    public int Orders { get; init; }

    public bool Sent(OrderId order) => Order.IsKnown && order.Desk == Order.Desk && order.Sequence - Order.Sequence is >= 0 and var after && after < Math.Max(1, Orders);
}

/// <summary>The reasons in words, outside the hot path.</summary>
public static class DecisionWords
{
    public static string Of(DecisionAction action) => action switch
    {
        DecisionAction.Hedge => "hedge",
        DecisionAction.Blocked => "blocked",
        DecisionAction.Halted => "halted",
        _ => "hold",
    };

    public static string Of(DecisionReason reason) => reason switch
    {
        DecisionReason.InsideBand => "net delta is inside its band",
        DecisionReason.BelowBand => "net delta is below its band",
        DecisionReason.AboveBand => "net delta is above its band",
        DecisionReason.OrderUnderWay => "an order under way may bring net delta back",
        DecisionReason.BelowLeastOrder => "the hedge is smaller than the least order",
        DecisionReason.Recovering => "recovering: the venue has not confirmed the book yet",
        DecisionReason.LinkDown => "the link to the venue is down",
        DecisionReason.NoHedgeQuote => "the hedge instrument has no two-sided quote",
        DecisionReason.HedgeQuoteStale => "the hedge instrument's quote is stale",
        DecisionReason.NoVol => "a position has no volatility",
        DecisionReason.VolsStale => "the fitted volatilities are stale",
        DecisionReason.NotANumber => "net delta is not a number",
        DecisionReason.Halted => "trading is halted",
        DecisionReason.ReduceOnly => "only orders that reduce are allowed",
        DecisionReason.MaxOrder => "the order is above the largest order",
        DecisionReason.MaxPosition => "the position would pass its limit",
        DecisionReason.PriceCollar => "the price is outside the collar around the mid",
        DecisionReason.OrderRate => "too many orders in the window",
        DecisionReason.TooManyOrders => "too many orders are under way",
        DecisionReason.BadOrder => "the order is malformed",
        DecisionReason.CancellingAll => "cancel all was asked: what is under way must end first",
        DecisionReason.CutToMaxOrder => "net delta is outside its band; the hedge is capped by the largest order",
        DecisionReason.CutToMaxPosition => "net delta is outside its band; the hedge is capped by the position limit",
        DecisionReason.CutToReduceOnly => "net delta is outside its band; the hedge is capped because only orders that reduce are allowed",
        DecisionReason.OffSchedule => "the schedule's next time has not come",
        DecisionReason.OffSession => "outside the hours of hedging",
        DecisionReason.PriceStood => "the price has moved too little since the last hedge",
        DecisionReason.NotByPrice => "net delta left its band by vol and time alone",
        DecisionReason.CostTooHigh => "trading costs too much for the policy's formula: its vol is no number",
        DecisionReason.NoForecast => "there is no forecast of vol",
        DecisionReason.OnTheWay => "net delta is back inside its band, and the hedge goes on to the target",
        DecisionReason.Resting => "an order rests in the book",
        DecisionReason.TakingOff => "an order is being taken off: it must end before the next one",
        DecisionReason.WrongSide => "what rests is on the other side of what is wanted: it is taken off",
        DecisionReason.RestsTooMuch => "more rests than is wanted: it is taken off",
        DecisionReason.RestsTooLittle => "less rests than is wanted: it is placed anew",
        DecisionReason.TouchMoved => "the touch has moved away from what rests: it is placed anew",
        DecisionReason.JustOrdered => "the last order left a moment ago",
        DecisionReason.NotDue => "the next slice is not due",
        DecisionReason.BeyondChase => "the touch is further from the arrival mid than it is followed",
        DecisionReason.OverBudget => "the touch is further from the arrival mid than the slippage budget allows",
        DecisionReason.Urgent => "net delta is far outside its band: the hedge crosses",
        DecisionReason.MaxDelta => "net delta would go beyond its limit",
        DecisionReason.MaxNotional => "the desk's hedges would be larger than their limit",
        DecisionReason.MessageBudget => "the day's messages are used up",
        DecisionReason.ProfitUnknown => "profit has not been marked for too long: how far it has fallen is not known",
        DecisionReason.Flattening => "profit has fallen by its hard limit: net delta is brought to zero",
        DecisionReason.QuoteFrozen => "the hedge instrument's quote stands still, and trades pass it by",
        DecisionReason.Package => "asked for as a package",
        DecisionReason.NoOptions => "this desk trades no options: its settings set no limits for them",
        DecisionReason.MaxGamma => "net gamma would be beyond its limit",
        DecisionReason.MaxVega => "net vega would be beyond its limit",
        DecisionReason.MarginCall => "the venue calls for margin: only what reduces the position there is sent",
        DecisionReason.CutToMarginCall => "net delta is outside its band; the hedge is capped because the venue calls for margin",
        DecisionReason.DeskUnknown => "what the whole desk has is not known: an underlying or a currency has no price, or a position no volatility",
        DecisionReason.DeskDelta => "the whole desk's net delta would go beyond its limit",
        DecisionReason.DeskGamma => "the whole desk's net gamma would be beyond its limit",
        DecisionReason.DeskVega => "the whole desk's net vega would be beyond its limit",
        DecisionReason.DeskGross => "the whole desk's gross notional would go beyond its limit",
        DecisionReason.BookDelta => "net delta of the desk's own book would go beyond its limit",
        DecisionReason.BookGamma => "net gamma of the desk's own book would be beyond its limit",
        DecisionReason.BookVega => "net vega of the desk's own book would be beyond its limit",
        DecisionReason.BookGross => "gross notional of the desk's own book would go beyond its limit",
        DecisionReason.CutToDesk => "net delta is outside its band; the hedge is capped by what the whole desk may have",
        DecisionReason.CutToOwnBook => "net delta is outside its band; the hedge is capped by what the desk's own book may have",
        DecisionReason.EquityUnknown => "the account's equity counts as delta and is not known: the settings say no capital, or a position has no price",
        DecisionReason.BookHeldBack => "the profit of the desk's own book has fallen by its hard limit, or is not known: its wishes hold",
        DecisionReason.PriceJumped => "the price has jumped: it is believed once it has stood for three seconds",
        DecisionReason.NoVenue => "no venue takes orders now",
        DecisionReason.PatienceOver => "what is wanted has waited too long: the hedge crosses",
        _ => "",
    };
}
