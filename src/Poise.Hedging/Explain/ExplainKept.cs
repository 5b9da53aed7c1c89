using Poise.Domain;

namespace Poise.Hedging;

/// <summary>A span of profit by cause as it is written down.</summary>
/// <param name="Terms">By their number, <see cref="ExplainTerms.Count"/> of them.</param>
public sealed record ExplainDayKept(Instant From, IReadOnlyList<double> Terms, decimal Total, decimal Away, bool HasJump, double Doubt, double VarianceAtStart, long Blind, long Steps);

/// <summary>Implied against realised of one option as it is written down.</summary>
public readonly record struct StrikeKept(double Units, double Years, double Implied, double Realised, double GammaEarned, double ThetaPaid, double Premium);

/// <summary>Profit by cause as it is written down: its sums, and where it stood at the end of the last step.</summary>
/// <param name="Since">All since it began.</param>
/// <param name="Days">The newest first.</param>
public sealed record PnlKept(Instant At, double Spot, LedgerState Ledger, ExplainDayKept Since, IReadOnlyList<ExplainDayKept> Days, IReadOnlyList<(ContractIndex Contract, StrikeKept Line)> Strikes);

/// <summary>What holds were worth, as it is written down.</summary>
public readonly record struct StandingKept(double Standing, long Decisions, double Saved, double Drift);
