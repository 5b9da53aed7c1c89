namespace Poise.Flow;

/// <summary>How vols follow spot, where they follow it by a beta.</summary>
/// <param name="Source">skew (stickiness ratio times skew), series (regressed over the snapshots so far) or given.</param>
/// <param name="Beta">Change of the at-the-money vol a unit of ln S.</param>
/// <param name="StandardError">Of a regressed one, as RSquared and Count, the changes that it was read from.</param>
/// <param name="Skew">Change of vol a unit of ln K, at the money.</param>
/// <param name="Stickiness">Beta over skew: the skew stickiness ratio that it amounts to; null without a skew.</param>
/// <param name="Slope">Beta less skew: the move of each strike's own vol a unit of ln S.</param>
public sealed record SpotVolBetaView(string Source, double Beta, double? StandardError, double? RSquared, int? Count, double Skew, double? Stickiness, double Slope);
