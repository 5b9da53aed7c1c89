namespace Poise.Runtime;

/// <summary>
/// What one asset's crash does to every account of the desk, and what is left once those that it liquidates have lost their positions; see docs/risk.md. A number that does not exist is null, and missing says how many positions have no vol or no
/// price. Moves and changes of vols are fractions; sums in USD take quote currencies as one.
/// </summary>
public sealed record StressView
{
    public required string AsOf { get; init; }

    /// <summary>That crashes, with its move and the change of its vols.</summary>
    public required string Asset { get; init; }
    public required double Move { get; init; }
    public required double VolChange { get; init; }

    /// <summary>All that the desk's underlyings are on.</summary>
    public required IReadOnlyList<string> Assets { get; init; }

    /// <summary>Of all accounts, in full, now and after.</summary>
    public required double? Usd { get; init; }
    public required double? UsdAfter { get; init; }

    /// <summary>By how much those that are liquidated fall, USD.</summary>
    public required double? Lost { get; init; }
    public required int Missing { get; init; }
    public required IReadOnlyList<StressAccountView> Accounts { get; init; }
    public required IReadOnlyList<StressUnderlyingView> Underlyings { get; init; }

    /// <summary>One for each asset as the crashing one.</summary>
    public required IReadOnlyList<FirstFailureView> First { get; init; }
}

/// <summary>
/// What is liquidated together: a venue's wallet of one currency (segregated), or all of a venue (cross, then in USD as it counts, haircuts taken off). pnl: of what is held. ratio: maintenance over equity. isLiquidated: equity after does not
/// cover maintenance after. usd, usdAfter: equity in full. down, up: the nearest moves of the asset at which it is liquidated, vols changed as asked, 0 for now; null for none within range, and where equity is null.
/// </summary>
public sealed record StressAccountView(
    string Venue, string Margin, string Currency, int Positions, int Missing, double? Pnl, double? Equity, double? EquityAfter, double? Maintenance, double? MaintenanceAfter, double? Ratio, double? RatioAfter,
    bool? IsLiquidated, double? Usd, double? UsdAfter, double? Down, double? Up, IReadOnlyList<StressWalletView> Wallets);

/// <summary>In the wallet's currency. usd, usdAfter: of one of it. haircut: what is taken off what is owned where it stands for other currencies; null where it does not.</summary>
public sealed record StressWalletView(string Currency, double? Equity, double? EquityAfter, double? Maintenance, double? MaintenanceAfter, double? Usd, double? UsdAfter, double? Haircut);

/// <summary>
/// delta: now; deltaAfter: after the shock, of all that is held; deltaLeft, gammaLeft (a 1 % move): of the accounts that are not liquidated, units of the underlying. worstLeft: their lowest profit at once from there, over the grid of scenarios, in
/// currency. Left is null where it is not known which accounts those are.
/// </summary>
public sealed record StressUnderlyingView(
    string Underlying, string Asset, double Beta, double Move, double VolChange, double? Spot, double? SpotAfter, int Positions, int Missing, double? Delta, double? DeltaAfter, int? PositionsLeft, double? DeltaLeft, double? GammaLeft,
    double? WorstLeft, string Currency);

/// <summary>If that asset crashes: which account is liquidated first below and above, of those that are known. unknown: accounts with positions of which it is not.</summary>
public sealed record FirstFailureView(string Asset, FailureView? Down, FailureView? Up, int Unknown);

/// <summary>move: of the asset; spot: there, of its first underlying.</summary>
public sealed record FailureView(string Venue, string Currency, double Move, double? Spot);
