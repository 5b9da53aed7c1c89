namespace Poise.Runtime;

/// <summary>
/// The listed options that cost least and leave no scenario of spot and vol, at once, with more than a loss. In currency; mark to mark, the delta of what is bought hedged away as the desk does, with what the package costs against the mids and in fees taken in. status: optimal, within-gap,
/// node-limit, infeasible (the package then brings the loss lowest), none (nothing is needed). lossBound: nothing brings the loss below it. bound: no package that suffices costs less. missing: positions without a vol or a price; nothing
/// is known then, and numbers are null.
/// </summary>
public sealed record BookProtectionView(
    string AsOf, string Underlying, string Currency, double MostLoss, string Status, bool Suffices, int Missing, int Options, ScenarioLossView? Before, ScenarioLossView? After,
    double? LossBound, double? Cost, double? Bound, double? Premium, IReadOnlyList<BookProtectionLegView> Legs);

/// <summary>Of the worst scenario: a move of spot and a change of all vols, fractions, and the loss there, above zero.</summary>
public sealed record ScenarioLossView(double Move, double VolChange, double Loss);

/// <summary>quantity: contracts, + buy. price: the touch, in the contract's unit; limit: what its order may pay. cost: against the mid, fees, and what hedging its delta costs.</summary>
public sealed record BookProtectionLegView(string Contract, double Quantity, decimal Price, decimal Limit, double Premium, double Cost);
