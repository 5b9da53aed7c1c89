namespace Poise.Runtime;

/// <summary>
/// A desk as the dashboard shows it: a full picture, at most 10 a second. Property names in camelCase are the JSON
/// contract. Instants are ISO 8601 UTC text; a number that does not exist is null.
/// </summary>
public sealed record DeskView
{
    /// <summary>The reason of a desk that its venue has liquidated.</summary>
    public const string Liquidated = "the venue has liquidated a position of the account";

    public required string Desk { get; init; }

    /// <summary>Where prices and fills come from: "simulated" is shown as such on every page.</summary>
    public required string Market { get; init; }

    /// <summary>Event time of the last fold.</summary>
    public required string AsOf { get; init; }

    /// <summary>Normal, ReduceOnly or Halted, with the reason for anything but Normal.</summary>
    public required string TradingState { get; init; }
    public string? TradingStateReason { get; init; }

    /// <summary>The reason as a word for programs: a reason of the engine (operator, killFile, positionMismatch ...), journalFailed, linkStopped, fitsFailed, failed; null where there is none, and while the desk recovers.</summary>
    public string? TradingStateCode { get; init; }

    /// <summary>Seconds since the hedge instrument's last quote, in event time; stale above the desk's limit.</summary>
    public double? DataAge { get; init; }
    public bool IsStale { get; init; }

    /// <summary>Why nothing can be hedged on this underlying now: the desk's reasons, or a quote or vol that is missing or old; null where it can.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Venues that have not confirmed since the start and may be set aside: nothing is traded before one or the other.</summary>
    public required IReadOnlyList<string> Awaited { get; init; }

    /// <summary>All that the desk hedges, a line each. What follows is of one of them, the one that was asked for.</summary>
    public required IReadOnlyList<UnderlyingRow> Underlyings { get; init; }

    public required HedgeView Hedge { get; init; }
    public required NetGreeksView Net { get; init; }

    /// <summary>Of all that the desk hedges together.</summary>
    public required DeskTotalView Total { get; init; }

    /// <summary>Net greeks of what ends at each expiry, the nearest first, and of what never ends, last.</summary>
    public required IReadOnlyList<ExpiryGreeksView> ByExpiry { get; init; }

    /// <summary>Net greeks of what is held at each venue, the desk's own first.</summary>
    public required IReadOnlyList<VenueGreeksView> ByVenue { get; init; }

    /// <summary>Whose the hedges are, the desk's own book first; none where nobody else holds anything, or has or had any of the hedges.</summary>
    public required IReadOnlyList<HouseBookView> Books { get; init; }

    /// <summary>What books traded with each other, newest first, at most 100.</summary>
    public required IReadOnlyList<InsideTradeView> InsideTrades { get; init; }

    /// <summary>What it may be hedged in, and where, the first instrument first.</summary>
    public required IReadOnlyList<OutletView> Outlets { get; init; }

    /// <summary>What venues say that the accounts there have and need, by settlement currency; none where no venue says it.</summary>
    public required IReadOnlyList<ToldMarginView> Margin { get; init; }

    /// <summary>Net delta by each convention of docs/units.md.</summary>
    public required IReadOnlyList<DeltaView> Deltas { get; init; }

    /// <summary>Net delta against its band, oldest first, at most 600 points.</summary>
    public required IReadOnlyList<BandPoint> BandHistory { get; init; }
    public required IReadOnlyList<PositionView> Positions { get; init; }

    /// <summary>Newest first, at most 200; a run of equal Holds is one line with its count.</summary>
    public required IReadOnlyList<DecisionView> Decisions { get; init; }
    public required IReadOnlyList<OrderView> WorkingOrders { get; init; }

    /// <summary>Newest first, at most 200.</summary>
    public required IReadOnlyList<FillView> Fills { get; init; }
    public required PnlView Pnl { get; init; }

    /// <summary>Profit by cause and what hedging was worth; see docs/explain.md.</summary>
    public required ExplainView Explain { get; init; }
    public required IReadOnlyList<LimitView> Limits { get; init; }

    /// <summary>How far profit has fallen from its highest; null where no limit is set on it, and before the first mark.</summary>
    public DrawdownView? Drawdown { get; init; }

    /// <summary>Events folded, batches ended, and the hash of the state, in hex: two desks that folded the same are equal.</summary>
    public required long Events { get; init; }
    public required long Batches { get; init; }
    public required string StateHash { get; init; }
}

/// <summary>One underlying of the desk's book: greeks as in net, delta with equity where that counts, its band, the last decision, and its profit in currency. Null where a number does not exist.</summary>
public sealed record UnderlyingRow(
    string Underlying, double? Spot, double? Delta, double? Lower, double? Upper, double? Gamma, double? Vega, double? Theta, string Action, string Reason, decimal? Pnl, string Currency, bool IsStale);

/// <summary>What we hedge with, when, and the band. Deltas in units of the underlying. policy is in words; policySettings is the JSON of which it was made, null for one that has none; working and workingSettings likewise, of how what it wants becomes orders. The band is null until the policy can tell it. forecastVol is annual, dealerMove the fraction of spot by which the dealers' hedging of an hour is expected to move the price; null where nobody said so in the last minutes.</summary>
public sealed record HedgeView(
    string Underlying, string Instrument, double? Bid, double? Ask, double? Spot, string Policy, string? PolicySettings, string Working, string? WorkingSettings, double? Target, double? Lower, double? Upper, double? ForecastVol, double? DealerMove);

/// <summary>Of the whole book. delta and gamma in units of underlying (gamma a 1 % move), vega a vol point, theta a day, both in currency. equityDelta: the account's own coin, where it counts as delta, units of the underlying: the band is about both together; null where it does not count, or is not known.</summary>
public sealed record NetGreeksView(double? Delta, double? EquityDelta, double? DeltaInFlight, double? Gamma, double? Vega, double? Theta, string Currency);

/// <summary>Greeks as in net, positions a count; expiry is null for perpetuals and spot. settled is the share of the settlement window that has passed, null outside it: that part of delta and gamma is gone.</summary>
public sealed record ExpiryGreeksView(
    string? Expiry, double? Years, int Positions, double? Delta, double? Gamma, double? Vega, double? Theta, double? Value, double? Settled);

/// <summary>Greeks as in net, positions a count. isOwn: the account that the desk trades on; others it hedges and does not trade.</summary>
public sealed record VenueGreeksView(string Venue, bool IsOwn, int Positions, double? Delta, double? Gamma, double? Vega, double? Theta, double? Value);

/// <summary>An instrument that hedges go to. state: takes orders, or why not. isLead: its price is spot. Sizes, position and maxPosition in its contracts; fees fractions; latency seconds; premium: its mid over the first one's as it usually stands, a fraction. links: made to the venue since the desk began.</summary>
public sealed record OutletView(
    string Venue, string Instrument, string State, bool IsLead, double? Bid, double? Ask, double? BidSize, double? AskSize, double TakerFee, double MakerFee, double Latency, double? Premium, double Position, double? MaxPosition, long Links)
{
    public const string TakesOrders = "takes orders", LinkDown = "link down", NotConfirmed = "not confirmed", Silent = "does not answer";
}

/// <summary>Net delta in units of the underlying, and less the options' value in it (V / S); null where it cannot be known: minimum-variance has coefficients only where the policy has. isHedged: the band is about this one.</summary>
public sealed record DeltaView(string Convention, double? Delta, double? PremiumAdjusted, bool IsHedged);

public sealed record BandPoint(string At, double NetDelta, double Lower, double Upper, double Spot);

/// <summary>venue: who holds it. Quantity in contracts (+ long), mark in the contract's price unit, value and pnl in the settlement currency, greeks of the position.</summary>
public sealed record PositionView(
    string Contract, string Venue, string Kind, double Quantity, double? Mark, double? Value, double? Delta, double? Gamma, double? Vega, double? Theta, double? Pnl);

/// <summary>action: hold, hedge, blocked, halted. netDelta is null where it is no number. quantity is signed contracts of the hedge instrument (+ buy), 0 for a hold; limit is its order's, null where none is made. orders: how many left for it, numbered from order on: several where it was split over venues.</summary>
public sealed record DecisionView(
    long Sequence, string At, string Action, string Reason, double? NetDelta, double? Lower, double? Upper, double Quantity, string? Order, double? Limit, int Count, int Orders);

public sealed record OrderView(string Order, string Contract, string Venue, string Side, double Quantity, double Filled, double Price, string Status, string At);

public sealed record FillView(string At, string Order, string Contract, string Venue, string Side, double Quantity, double Price, decimal Fee, string Liquidity);

/// <summary>In currency; total = options + hedge - fees + funding, from the ledger; funding is positive where it was received. explain: the total's terms, residual included, since the explanation began; earlier is what stood then, while away what came while no process ran.</summary>
public sealed record PnlView(string Currency, decimal? Total, decimal? Options, decimal? Hedge, decimal Fees, decimal Funding, IReadOnlyList<PnlTerm> Explain);

public sealed record PnlTerm(string Term, decimal Amount);

/// <summary>Of profit in currency, marked once a second; peak since the desk began or was resumed after it was frozen. then: freeze or flatten. step: none, soft (hedges are a quarter as large and only rest), flattening, frozen.</summary>
public sealed record DrawdownView(string Currency, double Profit, double Peak, double Fall, double Soft, double Hard, string Then, string Step);

/// <summary>isShared: of all underlyings together.</summary>
public sealed record LimitView(string Limit, double Value, double Max, string Unit, bool IsShared = false);
