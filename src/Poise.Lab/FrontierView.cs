using System.Text.Json;

namespace Poise.Lab;

/// <summary>The frontier of cost against risk by policy, as all faces show it. Money in the quote currency, of one path on average over the seeds; each number with its standard error.</summary>
public sealed record FrontierView(FrontierMarketView Market, int Seeds, long FirstSeed, FrontierConventionsView Conventions, IReadOnlyList<FrontierCostView> Costs);

/// <param name="Step">From one quote of the hedge instrument to the next.</param>
/// <param name="Aversion">1/currency, of the hedger whose certainty equivalents are shown.</param>
public sealed record FrontierMarketView(string Name, double Spot, double Vol, string From, string To, string Step, int Steps, bool StartsHedged, bool Unwinds, double Aversion, IReadOnlyList<FrontierOptionView> Book);

/// <param name="Quantity">Units of the underlying, negative for a short position.</param>
public sealed record FrontierOptionView(string Type, double Strike, string Expiry, double Quantity);

public sealed record FrontierConventionsView(string Pnl, string Sd, string Cost, string Certainty, string Error, string Dominated, string EqualCost)
{
    public static readonly FrontierConventionsView Usual = new(
        "against marks: cash, less fees, and what is held at the end at Black-Scholes marks and the hedge's mid",
        "standard deviation of the P&L over the seeds",
        "half the spread on what was traded, and fees",
        "mean P&L less half the aversion times the variance",
        "standard error over the seeds; differences are of the same seeds, pair by pair",
        "another point costs less and has a lower deviation, both by more than the standard error of the paired difference; errors is the lesser of the two in standard errors",
        "deviation of a point over that of another policy's curve at the same cost, interpolated by the parabola of logarithms through three of its points, less one; interval 95 %");

    /// <summary>Of paths at an order book.</summary>
    public static readonly FrontierConventionsView OfABook = Usual with { Cost = "fees, and fills against the mid that the desk saw when its order left" };
}

/// <summary>All policies at one cost.</summary>
/// <param name="CostRate">One way, fraction of the price: half the spread and the fee.</param>
public sealed record FrontierCostView(double CostRate, IReadOnlyList<FrontierPointView> Points, IReadOnlyList<EqualCostView> EqualCost, IReadOnlyList<string> Findings);

/// <param name="Settings">The policy as poise desk --policy takes it; null where it has no text.</param>
/// <param name="DominatedBy">The point of which it is surest; null where there is none.</param>
public sealed record FrontierPointView(
    string Policy,
    string Parameter,
    JsonElement? Settings,
    double Cost,
    double CostError,
    double Sd,
    double SdError,
    double Pnl,
    double PnlError,
    double Certainty,
    double CertaintyError,
    double Trades,
    double TradesError,
    double Turnover,
    double TurnoverError,
    DominatorView? DominatedBy);

public sealed record DominatorView(string Policy, string Parameter, double Errors);

/// <summary>A point against another policy's curve at the same cost.</summary>
/// <param name="Difference">Of the deviations, as a fraction: negative where the point has less risk.</param>
/// <param name="Verdict">lower, higher, or same where the interval holds zero.</param>
public sealed record EqualCostView(string Policy, string Parameter, string Against, double Cost, double Difference, double Low, double High, string Verdict);
