using System.Collections.Immutable;

namespace Poise.Hedging;

/// <summary>Most initial margin that a plan may use at a venue: what is there, and what can be brought there in time.</summary>
public readonly record struct VenueMargin(string Venue, double Most)
{
    /// <summary>Further venues whose margin counts with it; default for none.</summary>
    public ImmutableArray<string> With { get; init; }

    internal bool Counts(string venue) => venue == Venue || !With.IsDefault && With.Contains(venue, StringComparer.Ordinal);
}

/// <summary>A book and what may be traded to bring its greeks into their bands. Money in one currency, greeks in units of the user's own that the book and a lot share.</summary>
public sealed record HedgeProblem
{
    /// <summary>Net, before the plan.</summary>
    public required PlanGreeks Book { get; init; }

    public GreekBand Delta { get; init; } = GreekBand.Open;

    public GreekBand Gamma { get; init; } = GreekBand.Open;

    public GreekBand Vega { get; init; } = GreekBand.Open;

    public required ImmutableArray<Tradable> Instruments { get; init; }

    /// <summary>Venues that are not named have no limit.</summary>
    public ImmutableArray<VenueMargin> Venues { get; init; } = [];

    /// <summary>What a unit of margin costs until the horizon: a rate a year times the years.</summary>
    public double CapitalCharge { get; init; }

    /// <summary>Margin of lots costs. Where scenarios stand for the same margin it does not: then it is limited alone.</summary>
    public bool ChargesLots { get; init; } = true;

    /// <summary>Y of the square-root law.</summary>
    public double ImpactFactor { get; init; } = 1;

    /// <summary>Whether a carry that is earned pays for other costs. If not it counts as none, and no lot is traded for its carry.</summary>
    public bool CountsIncome { get; init; } = true;

    /// <summary>Profit of the book in each scenario, before the plan; empty where there are none.</summary>
    public ImmutableArray<double> Scenarios { get; init; } = [];

    /// <summary>Largest margin by scenario that may be: the worst loss of book and plan together.</summary>
    public double MostScenarioMargin { get; init; } = double.PositiveInfinity;

    public GreekBand Band(int greek) => greek switch { 0 => Delta, 1 => Gamma, _ => Vega };

    /// <summary>Margin by scenario of the book as it is.</summary>
    public double ScenarioMargin => Worst(Scenarios);

    /// <exception cref="ArgumentException">Something is no number, or cannot be.</exception>
    public HedgeProblem Checked()
    {
        Check(Book.IsFinite, "book", Book);
        for (int greek = 0; greek < PlanGreeks.Count; greek++)
            Check(Band(greek).IsValid, $"band of {PlanGreeks.Name(greek)}", Band(greek));
        Check(CapitalCharge >= 0 && double.IsFinite(CapitalCharge), "capital charge", CapitalCharge);
        Check(ImpactFactor >= 0 && double.IsFinite(ImpactFactor), "impact factor", ImpactFactor);
        Check(Scenarios.All(double.IsFinite), "scenarios", string.Join(", ", Scenarios));
        Check(MostScenarioMargin >= 0, "most scenario margin", MostScenarioMargin);
        foreach (VenueMargin venue in Venues)
            Check(venue.Most >= 0 && Venues.Count(v => v.Venue == venue.Venue) == 1, "margin of a venue", venue);
        foreach (Tradable instrument in Instruments)
            _ = instrument.Checked(Scenarios.Length);
        return this;

        static void Check(bool holds, string what, object value)
        {
            if (!holds)
                throw new ArgumentException($"{what}: {value}");
        }
    }

    /// <summary>The largest loss, at least zero.</summary>
    internal static double Worst(IEnumerable<double> profits) => profits.Aggregate(0.0, static (worst, profit) => Math.Max(worst, -profit));
}
