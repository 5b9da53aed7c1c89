using Poise.Domain;

namespace Poise.Flow;

/// <summary>The three ways to state exposures: for a 1 % move, for a move of one point, and in contracts of what dealers hedge with.</summary>
internal static class ExposureUnits
{
    /// <param name="spot">In the quote currency.</param>
    /// <param name="hedge">What dealers are taken to hedge with.</param>
    public static IReadOnlyList<UnitView> Of(double spot, HedgeInstrument hedge)
    {
        // Contracts that hold a currency unit of delta: of an inverse future, whose multiplier is currency, whatever the spot.
        double contracts = hedge.Style == PayoffStyle.Inverse ? 1 / hedge.Multiplier : 1 / (spot * hedge.Multiplier);
        double point = 100 / spot;
        string of = hedge.Name;
        return
        [
            View("percent", 1, 1, 1, 1, "currency of delta per +1 %", "currency of delta", "currency of delta per +1 vol point", "currency of delta per calendar day", "currency of delta per (+1 %)^2"),
            View("point", 1, point, point * point, 1, "currency of delta per +1 point", "currency of delta", "currency of delta per +1 vol point", "currency of delta per calendar day", "currency of delta per (+1 point)^2"),
            View("contracts", contracts, contracts * point, contracts * point * point, null, $"{of} per +1 point", of, $"{of} per +1 vol point", $"{of} per calendar day", $"{of} per (+1 point)^2"),
        ];

        static UnitView View(string name, double delta, double gamma, double speed, double? volga, string gex, string dex, string vex, string cex, string speedUnit) => new(name,
        [
            new("gex", gamma, gex), new("dex", delta, dex), new("vex", delta, vex), new("cex", delta, cex),
            new("volga", volga, volga is null ? "no delta, so no contracts" : "currency of vega a vol point per +1 vol point"), new("speed", speed, speedUnit),
        ]);
    }
}
