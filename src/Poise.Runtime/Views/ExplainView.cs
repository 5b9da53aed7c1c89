namespace Poise.Runtime;

/// <summary>
/// Profit by cause and what hedging was worth, since the explanation began: over restarts, what came meanwhile apart. Amounts in the settlement currency of the hedge
/// instrument, at the last step; definitions in docs/explain.md.
/// </summary>
public sealed record ExplainView
{
    /// <summary>End of the last step; null before the first.</summary>
    public string? AsOf { get; init; }

    /// <summary>UTC days, the newest first, at most 8.</summary>
    public required IReadOnlyList<ExplainDayView> Days { get; init; }

    /// <summary>Options that are or were held, by expiry, strike and contract.</summary>
    public required IReadOnlyList<StrikeVarianceView> Strikes { get; init; }

    /// <summary>At 1, 10 and 60 s after each hedge fill.</summary>
    public required IReadOnlyList<MarkoutView> Markouts { get; init; }

    /// <summary>Markouts without a mid within five seconds of their time.</summary>
    public required long MarkoutsMissed { get; init; }

    /// <summary>The newest fills of hedges, at most 20, the newest first.</summary>
    public required IReadOnlyList<HedgeMarkoutView> Hedges { get; init; }

    public required IReadOnlyList<CostView> Costs { get; init; }

    /// <summary>Null before the hedge instrument has a price.</summary>
    public StandingView? Standing { get; init; }
}

/// <summary>One UTC day. total is the ledger's; the terms, residual included, add up to it. residualShare is |residual| over the sum of the terms' sizes, and bound the most that it may be: 0.02, on a day on which spot jumped by 5 % between two steps 0.1. doubt: three standard deviations of what the marks at both ends may be off by within their spreads: a residual up to this raises no alarm. blind: steps of a contract in which a number was missing.</summary>
public sealed record ExplainDayView(
    string From, decimal Total, IReadOnlyList<PnlTerm> Terms, double? ResidualShare, double Bound, bool HasJump, double Doubt, bool IsAlarm, long Steps, long Blind);

/// <summary>Of one option while it was held. units: held now, of the underlying. premium: the sum of 1/2 gamma F^2 (realised - implied variance) dt, with the position's sign. Vols annual, as fractions, over the days held.</summary>
public sealed record StrikeVarianceView(
    string Contract, string Expiry, double Strike, double Units, double? ImpliedVol, double? RealisedVol, double GammaEarned, double ThetaPaid, double Premium, double Days);

/// <summary>The mid so many seconds after a fill against its price, basis points of it, + good; mean over the fills, and its standard error.</summary>
public sealed record MarkoutView(double Seconds, long Count, double? Mean, double? StandardError);

/// <summary>One fill of a hedge: quantity in contracts, price in the contract's unit, basis points of it: slippage against arrival, negative where it was lost, and markouts after 1, 10 and 60 s, + good; null where not known, not yet or missed.</summary>
public sealed record HedgeMarkoutView(string At, string Venue, string Contract, string Side, double Quantity, double Price, double? Slippage, double? After1, double? After10, double? After60);

/// <summary>Of the fills of hedges. turnover in the quote currency; fees + paid, slippage against the mid at the decision or, of a worked hedge, at which it began to be wanted, negative where it was lost, null where one is not known; perTurnover: both in basis points of turnover.</summary>
public sealed record CostView(string Venue, string Algorithm, long Fills, double Turnover, double Fees, double? Slippage, double? PerTurnover);

/// <summary>Beside a desk that trades to its target at each decision: decisions that did nothing with at least a lot to trade, costs that they saved, less those of the desk's own hedges, what the delta that was let stand brought, and that delta now, units of the underlying.</summary>
public sealed record StandingView(long Decisions, double Saved, double Drift, double Delta);
