using Poise.Flow;

namespace Poise.App;

/// <summary>One flow view of a series, as the API sends it. A null view has its reason.</summary>
/// <param name="Seq">Grows with each chain that is published.</param>
/// <param name="Index">Of the view in the series, 0 the oldest.</param>
/// <param name="Alerts">The last that the series up to this view raised, under the sign model that is the default for it; oldest first.</param>
/// <param name="Stale">Why a live market's picture is no longer to be trusted; null while it is.</param>
/// <param name="Notice">What of its source could not be read, while what it showed stands; null where nothing was.</param>
public sealed record FlowFrame(long Seq, FlowView? View, int Index, int Count, string? Reason, IReadOnlyList<AlertView> Alerts, string? Stale, string? Notice = null);

/// <summary>The levels of a live market between two whole views: they follow each quote.</summary>
/// <param name="View">Null, with a reason, where no live market is shown or nothing has arrived.</param>
public sealed record LevelsFrame(long Seq, LevelsTickView? View, string? Reason, string? Stale);

/// <param name="AsOf">Instant, ISO 8601 UTC, of the last quote taken.</param>
/// <param name="FittedAt">Of the last whole fit of the chain: which contracts there are, rates, stale quotes.</param>
/// <param name="FitAge">Seconds of market time since then.</param>
/// <param name="SurfaceFittedAt">Of the last fit of the vol surface, which /flow/surface answers with; null before the first, and where nothing is live.</param>
/// <param name="SurfaceWhyNot">Why a later chain could not be fitted by it; null where nothing is wrong.</param>
public sealed record LevelsTickView(
    string Underlying, string AsOf, double Spot, double? Gex, double? ZeroGamma, IReadOnlyList<double> ZeroGammaAll, double? CallWall, double? PutWall, string? Regime,
    string FittedAt, double FitAge, string? SurfaceFittedAt = null, string? SurfaceWhyNot = null);

/// <summary>The vol surface of one chain of a series, or the last that was fitted in the background of a live market.</summary>
/// <param name="Seq">As in the flow frames.</param>
/// <param name="View">Null with a reason.</param>
/// <param name="FittedAt">The market's instant of the chain that was fitted, ISO 8601 UTC.</param>
/// <param name="FitAge">Seconds of market time from then to the last quote taken; 0 of a chain that stands.</param>
/// <param name="WhyNot">Why a later chain of a live market could not be fitted, while this fit stands; null where nothing is wrong.</param>
/// <param name="Stale">As in the flow frames.</param>
public sealed record SurfaceFrame(long Seq, VolSurfaceView? View, int Index, int Count, string? FittedAt, double? FitAge, string? Reason, string? WhyNot, string? Stale);

/// <summary>The series that the frames belong to, oldest first: one entry a chain.</summary>
/// <param name="Seq">As in the frames.</param>
/// <param name="Expiries">Those that the levels are of.</param>
/// <param name="Levels">Under the default signs and walls; null where they are not known, or were made under another sign model than the last that are.</param>
/// <param name="Recent">Spots that a live market had since it is watched, whose chains are not kept; oldest first.</param>
/// <param name="Splits">Oldest first: spots and levels stand as they were then, so that those before a split and those from it on cannot be compared.</param>
public sealed record SeriesFrame(
    long Seq, string Expiries, string? Underlying, IReadOnlyList<string> Times, IReadOnlyList<double> Spots, IReadOnlyList<SeriesLevels?> Levels, IReadOnlyList<SpotAt> Recent, IReadOnlyList<SplitAt> Splits);

/// <param name="Time">Instant of the first chain after it.</param>
/// <param name="Ratio">New shares for an old one: a price of before is one of after times this.</param>
public sealed record SplitAt(string Time, double Ratio);

public sealed record SpotAt(string Time, double Spot);

/// <summary>What a chain of a series said.</summary>
/// <param name="Signs">The sign model that they were made under.</param>
public sealed record SeriesLevels(double? Gex, double? ZeroGamma, double? CallWall, double? PutWall, string? Regime, string? Signs);
