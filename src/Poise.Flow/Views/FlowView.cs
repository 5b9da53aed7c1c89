namespace Poise.Flow;

/// <summary>
/// What the dealers must trade, as every face prints it (CLI, API, dashboard). Property names in camelCase are the JSON
/// contract. A number that cannot be computed is null and its reason stands in <see cref="Notes"/>.
/// Instants are ISO 8601 UTC text.
/// </summary>
public sealed record FlowView
{
    public required string Underlying { get; init; }
    public required string AsOf { get; init; }
    public double? Spot { get; init; }
    public required string SpotSource { get; init; }
    public required string Source { get; init; }
    public required ConventionsView Conventions { get; init; }
    public required CoverageView Coverage { get; init; }
    public required TotalsView Totals { get; init; }

    /// <summary>All exposures stand in the units of the first, percent; the others follow by a factor.</summary>
    public required IReadOnlyList<UnitView> Units { get; init; }
    public required LevelsView Levels { get; init; }

    /// <summary>By time to expiry.</summary>
    public required IReadOnlyList<BucketView> Buckets { get; init; }

    /// <summary>By every definition.</summary>
    public required IReadOnlyList<WallsView> Walls { get; init; }

    /// <summary>Null where dealers hedge in the underlying itself or no price of the instrument is known.</summary>
    public HedgeLevelsView? OnHedge { get; init; }

    /// <summary>Where a day leads, spot times e^(-+ a day's share of the vol near 30 days); null without such a vol.</summary>
    public RangeView? DayRange { get; init; }

    public required IReadOnlyList<ProfilePoint> Profile { get; init; }
    public required IReadOnlyList<StrikeView> ByStrike { get; init; }
    public required IReadOnlyList<ExpiryView> ByExpiry { get; init; }

    /// <summary>By expiry and strike, for the heatmap: those expiries that hold or traded anything.</summary>
    public required IReadOnlyList<HeatRowView> Cells { get; init; }
    public required IReadOnlyList<HedgingFlowView> Flow { get; init; }

    /// <summary>The levels under every sign model that is known of this chain, its own among them; empty where they are not compared.</summary>
    public required IReadOnlyList<SignModelView> SignModels { get; init; }

    /// <summary>Of sign model inventory alone.</summary>
    public InventoryView? Inventory { get; init; }

    /// <summary>Null where no skew can be read.</summary>
    public SpotVolBetaView? SpotVolBeta { get; init; }

    /// <summary>Null where nothing is known of the dealers, or no map was asked for.</summary>
    public HedgingMapView? Map { get; init; }

    /// <summary>Null where nothing is known of the dealers.</summary>
    public RollOffView? RollOff { get; init; }

    /// <summary>Null where nothing is known of the dealers, or no surface was asked for.</summary>
    public GammaSurfaceView? GammaSurface { get; init; }

    /// <summary>Null where the underlying's daily volume is not known.</summary>
    public LiquidityView? Liquidity { get; init; }

    /// <summary>Null where no order book is known.</summary>
    public DepthView? Depth { get; init; }

    /// <summary>What a view of several underlyings is made of, its own the first; empty of one.</summary>
    public IReadOnlyList<ProductView> Products { get; init; } = [];

    /// <summary>The split since the snapshot before it in a series; null without one.</summary>
    public SplitView? Split { get; init; }

    /// <summary>What changed since the views before it in a series: see docs/alerts.md.</summary>
    public IReadOnlyList<AlertView> Alerts { get; init; } = [];
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <param name="Ratio">New shares for an old one: strikes and levels of before are divided by it.</param>
/// <param name="Since">Instant of the snapshot before.</param>
public sealed record SplitView(double Ratio, string Since);

public sealed record ConventionsView(
    string Signs, string Walls, string ZeroGamma, string DayCount, string Clock, string Vols, string Greeks, string Unit, string Expiries, string? Compat);

public sealed record CoverageView(int Rows, int Used, LeftOutView LeftOut, double? OpenInterestUsed, VolSourceView Vols);

/// <summary>Contracts left out of the greeks, by reason. Each contract counts once, under the first reason that holds.</summary>
public sealed record LeftOutView(int Expired, int NoVol, int NoOpenInterest, int Crossed, int Stale, int Malformed);

/// <summary>Used contracts by where their vol came from.</summary>
public sealed record VolSourceView(int OutOfTheMoneyMid, int OtherSideMid, int Vendor);

/// <summary>
/// Units: gex, callGex, putGex: currency of delta per +1 %; gexPerPoint: currency per +1 point; dex: currency; vex: currency of delta per +1 vol point; cex: currency of delta per calendar day;
/// volga: currency of vega (a vol point) per +1 vol point; speed: currency of delta per (+1 %)^2, what gamma's own change adds to gex.
/// </summary>
public sealed record TotalsView(
    double? Gex, double? CallGex, double? PutGex, double? GexPerPoint, double? Dex, double? Vex, double? Cex, double? Volga, double? Speed,
    double? HedgeContractsPerPoint, string HedgeInstrument, ExposureView? Calls, ExposureView? Puts);

/// <summary>Calls or puts alone, in the units of the totals.</summary>
public sealed record ExposureView(double Gex, double Dex, double Vex, double Cex, double Volga, double Speed)
{
    internal static ExposureView? Of(in Exposure e) =>
        double.IsFinite(e.Gex + e.Dex + e.Vex + e.Cex + e.Volga + e.Speed) ? new(e.Gex, e.Dex, e.Vex, e.Cex, e.Volga, e.Speed) : null;
}

/// <summary>One way to state all exposures.</summary>
/// <param name="Name">percent: for a 1 % move; point: for a move of one point; contracts: of the hedge instrument, a point.</param>
public sealed record UnitView(string Name, IReadOnlyList<UnitFactorView> Exposures);

/// <param name="Exposure">gex, dex, vex, cex, volga or speed.</param>
/// <param name="Factor">From the units of percent to these; null where an exposure has none (volga is no delta: no contract hedges it).</param>
/// <param name="Unit">In words.</param>
public sealed record UnitFactorView(string Exposure, double? Factor, string Unit);

/// <param name="TransitionZone">The spots at which the regime is called transition; null without a zero gamma.</param>
public sealed record LevelsView(
    double? ZeroGamma, IReadOnlyList<double> ZeroGammaAll, double? CallWall, double? PutWall,
    IReadOnlyList<double> CallWalls, IReadOnlyList<double> PutWalls, string? Regime, RangeView? TransitionZone = null);

/// <summary>The levels as prices of the hedge instrument.</summary>
/// <param name="Ratio">Its price over spot.</param>
/// <param name="Source">mid, mark, the spot of its options' chain in a view of several products, or the forward of the quarterly expiry that it follows.</param>
public sealed record HedgeLevelsView(string Instrument, double Ratio, string Source, double? ZeroGamma, double? CallWall, double? PutWall);

public sealed record ProfilePoint(double Spot, double Gex);

public sealed record StrikeView(
    double Strike, double? CallGex, double? PutGex, double? NetGex, double CallOi, double PutOi, double? Dex, double? Vex, double? Cex, double? Volga, double? Speed,
    ExposureView? Calls, ExposureView? Puts);

/// <param name="Product">Whose options, in a view of several underlyings; else null.</param>
public sealed record ExpiryView(
    string Expiry, double Years, double? Forward, string ForwardRung, double? Gex, double? Dex, double? Vex, double? Cex, double? ZeroGamma,
    double? Volga, double? Speed, ExposureView? Calls, ExposureView? Puts, double? MaxPain, double? AtmVol, RangeView? Range, string? Product = null);

/// <summary>From a price to a higher one; expected ranges reach one standard deviation either way.</summary>
public sealed record RangeView(double Low, double High);

/// <summary>Levels of the expiries that end within a time: 0dte, week, month, all; each holds the ones before it.</summary>
/// <param name="Expiries">How many.</param>
public sealed record BucketView(
    string Bucket, int Expiries, double? Gex, double? ZeroGamma, IReadOnlyList<double> ZeroGammaAll, double? CallWall, double? PutWall, string? Regime);

/// <summary>The walls by one definition.</summary>
public sealed record WallsView(string Definition, double? CallWall, double? PutWall);

/// <summary>
/// One expiry's strikes that hold or traded anything, ascending, calls and puts together, in columns of one length. Exposures are in the units of the totals, to six figures or a whole unit, whichever
/// is finer; null without a vol, or where nothing is known of the dealers. Open interest and volume: contracts; null where the source tells of none for a side that is listed.
/// </summary>
/// <param name="Expiry">Index into <see cref="FlowView.ByExpiry"/>.</param>
public sealed record HeatRowView(
    int Expiry, IReadOnlyList<double> Strikes, IReadOnlyList<decimal?> Gex, IReadOnlyList<decimal?> Dex, IReadOnlyList<decimal?> Vex, IReadOnlyList<decimal?> Cex,
    IReadOnlyList<decimal?> OpenInterest, IReadOnlyList<decimal?> Volume);

/// <summary>What dealers must trade to be flat again after the scenario: + they buy. Units of underlying, and currency at the scenario's spot; gamma, vanna, charm and residual are the parts of units and add up to it.</summary>
/// <remarks>ShareOfVolume: of a day's; Impact: fractional move of the price that the trade causes, + up. Null where liquidity is unknown. DepthImpact: the same by taking it from the order book at once; null where that is not known so deep. Contracts: the units in contracts of the hedge instrument. At: the instant that a scenario of time leads to, ISO 8601 UTC; null of the others.</remarks>
public sealed record HedgingFlowView(
    string Scenario, double? Units, double? Currency, double? Gamma, double? Vanna, double? Charm, double? Residual, double? ShareOfVolume = null, double? Impact = null, double? DepthImpact = null, double? Contracts = null, string? At = null);

/// <summary>What dealers must trade over a grid: units of underlying, + they buy.</summary>
/// <param name="VolRule">How vols follow spot; vol moves come on top.</param>
/// <param name="SpotMoves">The columns of each sheet, per 1.00 of spot.</param>
/// <param name="VolMoves">The rows of each sheet, 0.01 a point.</param>
/// <param name="Sheets">By time.</param>
/// <remarks>
/// The column of no move of spot, the row of no move of vol and the first sheet hold the moves of one factor alone: gamma (with what the rule makes of vols), vanna and charm; what a cell holds beyond
/// its three is the cross terms.
/// </remarks>
public sealed record HedgingMapView(string VolRule, IReadOnlyList<double> SpotMoves, IReadOnlyList<double> VolMoves, IReadOnlyList<HedgingSheetView> Sheets);

/// <param name="Time">Its name; in "through next expiry" what ends is settled and gone, elsewhere it stays at its settlement delta.</param>
/// <param name="At">The instant.</param>
/// <param name="Units">A row a vol move, a column a spot move.</param>
public sealed record HedgingSheetView(string Time, string At, IReadOnlyList<IReadOnlyList<double>> Units);

/// <summary>The next expiry: what it takes away, and what is left after it at today's spot and vols by strike. GEX in currency of delta a 1 % move.</summary>
/// <param name="GexOff">Of the options that end.</param>
/// <param name="OpenInterestOff">Contracts that end.</param>
/// <param name="GexNow">Of all.</param>
/// <param name="GexAfter">Of the others once it is over; null where nothing is left.</param>
public sealed record RollOffView(
    string Expiry, double GexOff, double OpenInterestOff, double GexNow, double? GexAfter, double? ZeroGammaAfter, string? RegimeAfter, IReadOnlyList<ProfilePoint> ProfileAfter);

/// <param name="DailyVolume">Quote currency a day.</param>
/// <param name="DailyVol">Typical move of a day, per 1.00.</param>
/// <param name="Law">linear or square-root.</param>
/// <param name="Amplification">g at spot: the move that the hedge of a 1 % move causes, over 1 %.</param>
/// <param name="Feedback">amplifies (dealers short gamma), dampens, or none.</param>
/// <param name="Watch">none; watch where dealers are short and g is at least 0.5; squeeze from 1.</param>
/// <param name="WorstAmplification">The largest g where dealers are short, over the profile; null where they never are.</param>
/// <param name="SqueezeZones">Stretches of shifted spot that are watched.</param>
/// <param name="WallBreaks">The same a tenth of a percent beyond each wall.</param>
public sealed record LiquidityView(
    double DailyVolume, double DailyVol, string DailyVolSource, string Law, double Amplification, string Feedback, string Watch,
    double? WorstAmplification, double? WorstSpot, IReadOnlyList<SqueezeZoneView> SqueezeZones, IReadOnlyList<WallBreakView> WallBreaks);

public sealed record SqueezeZoneView(double From, double To, double Amplification);

public sealed record WallBreakView(string Wall, double Level, double Gex, double Amplification, string Watch);

/// <summary>Total GEX, in the unit of the totals, and levels under one sign model.</summary>
public sealed record SignModelView(string Signs, double? Gex, double? ZeroGamma, string? Regime, double? CallWall, double? PutWall);

/// <summary>How well the dealers' position is known.</summary>
/// <param name="GexDeviation">Standard deviation of total GEX, its unit.</param>
/// <param name="Confidence">Of total GEX, 0..1: 0 where any position within open interest is as likely as another; of contracts with open interest, null where none has any.</param>
/// <param name="SignOdds">That total GEX has the sign that it shows, its error taken as normal: 0.5 (nothing is known) to 1; null without a deviation.</param>
/// <param name="Prior">The fixed sign model that is assumed of positions no trade told of; none.</param>
/// <param name="Trades">How many; of bars the bars.</param>
/// <param name="Volume">Contracts traded, and by what told the takers' side.</param>
/// <param name="Corrections">Prints of open interest that the estimate had to be moved for, and by how many contracts.</param>
/// <param name="Contracts">Those with a position or volume, in the order of the chain.</param>
public sealed record InventoryView(
    double? GexDeviation, double? Confidence, double? SignOdds, string Prior, int Trades, InventoryVolumeView Volume, CorrectionsView Corrections, IReadOnlyList<InventoryContractView> Contracts);

/// <summary>Contracts by what told the takers' side; spreads and blocks are of these again.</summary>
public sealed record InventoryVolumeView(double All, double Venue, double Quote, double Tick, double Package, double Leg, double Bar, double Unsigned, double Spreads, double Blocks);

public sealed record CorrectionsView(int Prints, double Contracts);

/// <summary>The dealers' position in a contract, + long; the customers' is its negative.</summary>
/// <param name="Type">call or put.</param>
/// <param name="Deviation">Standard deviation of the position.</param>
/// <param name="Confidence">0..1; null without open interest.</param>
/// <param name="SignOdds">That the position has the sign that it shows, 0.5 to 1.</param>
/// <param name="Bound">No position can be larger; null without open interest.</param>
/// <param name="Gex">Of the position, in the unit of the totals; null without a vol.</param>
public sealed record InventoryContractView(
    string Symbol, double Strike, int Expiry, string Type, double Position, double Deviation, double? Confidence, double SignOdds, double? Bound, double Volume, double? Gex);
