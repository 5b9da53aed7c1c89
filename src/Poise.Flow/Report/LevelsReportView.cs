namespace Poise.Flow;

/// <summary>
/// How the levels of one bucket moved over a series, how spot behaved at them, and how it moved in each regime: every number's formula is in docs/history.md.
/// Property names in camelCase are the JSON contract; what cannot be said is null, and its reason stands in the notes.
/// </summary>
/// <param name="From">First instant, ISO 8601 UTC.</param>
/// <param name="Days">Market days with a snapshot.</param>
/// <param name="Touches">By level and by the side that spot came from.</param>
/// <param name="Episodes">Each touch, in its order in time by level.</param>
/// <param name="Moves">Of each level from snapshot to snapshot, then from day to day.</param>
/// <param name="Regimes">long-gamma, short-gamma, transition, unknown, then all together.</param>
public sealed record LevelsReportView(
    string Underlying, string Bucket, string From, string To, int Snapshots, int Days, ReportConventionsView Conventions,
    IReadOnlyList<TouchesView> Touches, IReadOnlyList<EpisodeView> Episodes, IReadOnlyList<LevelMovesView> Moves, IReadOnlyList<RegimeView> Regimes, IReadOnlyList<string> Notes);

/// <param name="Signs">Sign models of the levels, several where the series is mixed.</param>
/// <param name="Band">Fraction of the level.</param>
/// <param name="Turn">Fraction of the level.</param>
/// <param name="LongestGap">Hours; the series is cut where no snapshot lies for longer, and at splits.</param>
/// <param name="Cuts">How often it was.</param>
public sealed record ReportConventionsView(
    IReadOnlyList<string> Signs, IReadOnlyList<string> Walls, double Band, double Turn, int MarketDays, double SessionHours, double LongestGap, int Cuts);

/// <param name="Level">zero-gamma, call-wall or put-wall.</param>
/// <param name="From">Where spot came from: below or above.</param>
/// <param name="Held">Turned back first.</param>
/// <param name="Broken">Went through first; the jumped ones are among them.</param>
/// <param name="Open">Neither, when the series ended.</param>
/// <param name="Jumped">Beyond the level at the next snapshot, never seen at it.</param>
/// <param name="HeldShare">Of held and broken; null without any.</param>
/// <param name="HeldShareLow">Lower end of its 95 % interval (Wilson), as of independent trials.</param>
/// <param name="HeldShareHigh">Upper end.</param>
/// <param name="HeldByChance">The share that a price without drift or memory would hold from where these touches stood.</param>
/// <param name="AfterHeld">What spot did after the touch was decided, + on in the direction of the outcome.</param>
/// <param name="AfterBroken">The same of the broken ones.</param>
public sealed record TouchesView(
    string Level, string From, int Touches, int Held, int Broken, int Open, int Jumped, double? HeldShare, double? HeldShareLow, double? HeldShareHigh, double? HeldByChance,
    AfterView AfterHeld, AfterView AfterBroken);

/// <summary>Fractional moves of spot from the snapshot that decided.</summary>
/// <param name="Next">To the next snapshot.</param>
/// <param name="NextDay">To the last snapshot of the next market day that has one.</param>
public sealed record AfterView(MeanView Next, MeanView NextDay);

/// <param name="Mean">Null of none.</param>
/// <param name="Error">Standard error of the mean; null of fewer than two.</param>
public sealed record MeanView(double? Mean, double? Error, int Count);

/// <summary>One touch.</summary>
/// <param name="Price">The level as it stood at the snapshot before the touch; the outcome is judged against it.</param>
/// <param name="Spot">At the touch.</param>
/// <param name="Outcome">held, broken or open.</param>
/// <param name="DecidedAt">Null while open.</param>
/// <param name="AfterNext">Null where the series has no next snapshot, or the touch is open.</param>
/// <param name="AfterNextDay">Null where the series has no later day, or the touch is open.</param>
public sealed record EpisodeView(
    string Level, string From, double Price, string TouchedAt, double Spot, bool Jumped, string Outcome, string? DecidedAt, double? DecidedSpot, double? AfterNext, double? AfterNextDay);

/// <summary>How a level moved.</summary>
/// <param name="Step">snapshot: from each to the next; day: from the last of a market day to the last of the next that has one.</param>
/// <param name="Pairs">Steps at whose both ends the level is known.</param>
/// <param name="Changed">Pairs in which it is not the same number.</param>
/// <param name="BeyondBand">Pairs in which it moved by more than the band.</param>
/// <param name="Appeared">Steps from unknown to known.</param>
/// <param name="Gone">Steps from known to unknown.</param>
/// <param name="Mean">Of the size of the move as a fraction of the level, over the pairs.</param>
public sealed record LevelMovesView(
    string Level, string Step, int Pairs, int Changed, int BeyondBand, int Appeared, int Gone, double? Mean, double? Median, double? Largest);

/// <summary>One regime, as it stood at the beginning of each stretch.</summary>
/// <param name="Days">Market days that ended in it.</param>
/// <param name="Hours">Of market time that began in it; between snapshots of one day, nights left out.</param>
/// <param name="Intraday">Realised vol between snapshots of one day.</param>
/// <param name="Daily">Realised vol from the last snapshot of a day to that of the next, the night included.</param>
public sealed record RegimeView(
    string Regime, int Snapshots, int Days, double? ShareOfDays, double Hours, double? ShareOfTime, RealisedVolView Intraday, RealisedVolView Daily);

/// <param name="Vol">Annual, per 1.00; null without a return.</param>
/// <param name="Error">Its standard error; null of fewer than two returns.</param>
/// <param name="Count">Returns.</param>
public sealed record RealisedVolView(double? Vol, double? Error, int Count);
