namespace Poise.Runtime;

/// <summary>
/// The trades that bring net gamma and vega of a book within what is asked and net delta into the policy's band, at the least cost in currency: spread against the mid and fees, and where a horizon is named carry and margin until then; costs is what cost is made of. margins: initial margin by account, where the venue tells of it. status: optimal, within-gap, node-limit, infeasible (after is then
/// the nearest that can be had). bound: no trades that do so cost less.
/// </summary>
public sealed record BookPlanView(
    string AsOf, string Underlying, string Currency, string Status, bool IsFound, PlanPointView Before, PlanPointView After, double? Cost, double? Bound, BookPlanCostsView? Costs, IReadOnlyList<BookPlanLegView> Legs, IReadOnlyList<BookPlanMarginView> Margins);

/// <summary>Of an account at a venue in one settlement currency, told in the plan's. used: of the legs, each as if it opened and by itself. room: what the venue says is not used. brought: the most that may come from the others. null: there is no plan.</summary>
public sealed record BookPlanMarginView(string Venue, string Currency, double? Used, double Room, double Brought);

/// <summary>In the plan's currency. carry: paid until the horizon, income counted as none. margin: what the change of the account's scenario margin costs until then, negative where it frees some. impact: of the legs whose daily volume is known.</summary>
public sealed record BookPlanCostsView(double Spread, double Fee, double Impact, double Carry, double Margin);

/// <summary>Delta in units of the underlying, gamma of a 1 % move likewise, vega a vol point in the quote currency.</summary>
public sealed record PlanPointView(double? Delta, double? Gamma, double? Vega);

/// <summary>quantity: contracts, + buy. isHedge: a hedge instrument, which the policy trades by itself once the options are there. price: the touch; limit: what an order of an option may pay, or must bring. impact: part of cost; null where none is counted, since nobody tells how much is traded a day and nobody named it, or no impactFactor.</summary>
public sealed record BookPlanLegView(string Contract, string Venue, bool IsHedge, double Quantity, decimal Price, decimal? Limit, double Cost, double? Impact, string Why);
