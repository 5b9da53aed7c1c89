namespace Poise.Flow;

/// <summary>
/// A smooth vol surface fitted to a chain's quotes, for reading: levels and exposures stand on each strike's own vol and do not move with it. Vols are annual and per 1.00 (0.01 is a vol point).
/// A number that does not exist is null, and its smile's note says why.
/// </summary>
/// <param name="AsOf">The market's instant that it was fitted at, ISO 8601 UTC.</param>
/// <param name="Spot">In the quote currency.</param>
/// <param name="Smiles">One a live expiry that the filter lets through, ascending in time, those that could not be fitted among them.</param>
public sealed record VolSurfaceView(
    string Underlying, string AsOf, double Spot, string SpotSource, string Source, VolSurfaceConventionsView Conventions, IReadOnlyList<SmileView> Smiles, IReadOnlyList<string> Notes);

/// <param name="Model">What was fitted.</param>
/// <param name="Quotes">To what.</param>
/// <param name="Delta">What a delta of 25 is.</param>
/// <param name="Expiries">The filter: all expiries are fitted together, those within it are shown.</param>
public sealed record VolSurfaceConventionsView(string Model, string Quotes, string Delta, string DayCount, string Expiries);

/// <summary>One expiry's smile, and how near it is to its quotes.</summary>
/// <param name="Expiry">Instant, ISO 8601 UTC.</param>
/// <param name="Years">To the instant of expiry, Act/365.</param>
/// <param name="Forward">Quote currency.</param>
/// <param name="ForwardRung">The rung of the forward ladder that gave it.</param>
/// <param name="Status">ok; crossed (fitted as well as the expiries around it leave room for, and below the one before it somewhere); moved (towards a smile known to be free of butterfly arbitrage); few-quotes and no-quotes: not fitted.</param>
/// <param name="Svi">Null where the expiry could not be fitted, as all up to <paramref name="CalendarFree"/> that follows from it.</param>
/// <param name="AtmVol">The smile's vol at the forward.</param>
/// <param name="Skew">dvol / dln K at the forward: -0.7 is 0.7 vol points down for a strike 1 % up.</param>
/// <param name="Curvature">d2vol / (dln K)2 at the forward.</param>
/// <param name="RiskReversal25">Vol of the call of delta 0.25 less vol of the put of delta -0.25; null where one of them lies beyond the quoted strikes.</param>
/// <param name="Butterfly25">Mean of these two vols less <paramref name="AtmVol"/>; null as the risk reversal.</param>
/// <param name="RmsError">Root mean square of the smile's vol less the vol of the mid price, over the quotes with a bid.</param>
/// <param name="RmsErrorNear">The same over the strikes between the put of delta -0.10 and the call of delta 0.10: the far ones, quoted at a few ticks, leave it alone. Null where none has a bid.</param>
/// <param name="MedianError">Median over them of |smile - mid| over (ask - bid), all three as vols.</param>
/// <param name="InsideShare">Share of them with the smile at or between bid and ask, 0..1.</param>
/// <param name="Quotes">Out-of-the-money quotes with a bid: what the smile is fitted to.</param>
/// <param name="AsksOnly">Quotes without a bid: the smile is only kept below their ask.</param>
/// <param name="LeftOut">Listed out-of-the-money rows without a usable quote: no ask, crossed, or a price that no vol reaches.</param>
/// <param name="ButterflyFree">No butterfly of this smile has a negative price, at any strike.</param>
/// <param name="CalendarFree">Its total variance is nowhere below that of the fitted expiry before it, over the strikes that either has a bid at. Where it is below, the surface takes the earlier smile: the surface as a whole is free.</param>
/// <param name="LeastG">The least Durrleman g over all strikes: below 0 is butterfly arbitrage.</param>
/// <param name="LeastGap">The least total variance (vol^2 years) above the fitted expiry before; null for the first.</param>
/// <param name="Note">Why numbers are missing, that the smile was moved, or that it does not fit near the money; null where none is so.</param>
public sealed record SmileView(
    string Expiry, double Years, double Forward, string ForwardRung, string Status, SviView? Svi, double? AtmVol, double? Skew, double? Curvature, double? RiskReversal25, double? Butterfly25,
    double? RmsError, double? RmsErrorNear, double? MedianError, double? InsideShare, int Quotes, int AsksOnly, int LeftOut, bool? ButterflyFree, bool? CalendarFree, double? LeastG, double? LeastGap,
    SmilePointsView Points, string? Note);

/// <summary>Raw SVI: w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2)), w = vol^2 years, k = ln(strike / forward).</summary>
public sealed record SviView(double A, double B, double Rho, double M, double Sigma);

/// <summary>An expiry's out-of-the-money quotes and its smile, strikes ascending: puts below the forward, calls at and above it. Columns of one length; vols to a millionth.</summary>
/// <param name="Bid">Vol of the bid; null without one.</param>
/// <param name="Mid">Vol of the mid price; null without a bid.</param>
/// <param name="Fitted">The smile's own vol; null where the expiry could not be fitted.</param>
public sealed record SmilePointsView(
    IReadOnlyList<double> Strikes, IReadOnlyList<decimal?> Bid, IReadOnlyList<decimal?> Mid, IReadOnlyList<decimal?> Ask, IReadOnlyList<decimal?> Fitted);
