using Poise.Domain;

namespace Poise.Flow;

/// <summary>One leg of a package: how many contracts of what.</summary>
internal readonly record struct PackageLeg(OptionType Type, double Strike, Instant Expiry, double Quantity);

/// <summary>
/// The packages that have a name, by their shape. A side is told only where each strategy of that shape agrees on it: of a call above a put the strangle takes both and the risk
/// reversal one against the other. The synthetic (a call against a put at one strike) is left out beside the straddle: of what is traded in packages straddles are the most and
/// synthetics next to nothing (Chaput and Ederington, "Option spread and combination trading", Journal of Derivatives 10 (2003) 70-88).
/// </summary>
internal static class Strategies
{
    public const int MostLegs = 4;

    /// <param name="Types">Of the legs by strike, then put before call: P, C, or A for any one type.</param>
    /// <param name="Strikes">Between one leg and the next: higher, the same, or either (*).</param>
    /// <param name="Sides">Of one who buys it.</param>
    /// <param name="Ratios">Contracts of each leg.</param>
    /// <param name="Expiries">How many different ones.</param>
    /// <param name="HasEvenWings">The outer two strikes on each side stand equally far apart.</param>
    private sealed record Strategy(string Types, string Strikes, string Sides, string[] Ratios, int Expiries = 1, bool HasEvenWings = false);

    private static readonly Strategy[] Known =
    [
        new("AA", "<", "+-", ["11", "12", "21", "13", "31", "23", "32"]), // vertical, ratio spread
        new("AA", "*", "+-", ["11"], Expiries: 2), // calendar, diagonal
        new("PC", "=", "++", ["11"]), // straddle
        new("PC", "<", "++", ["11"]), // strangle
        new("PC", "<", "-+", ["11"]), // risk reversal, collar
        new("AAA", "<<", "+-+", ["121"]), // butterfly
        new("AAAA", "<<<", "+--+", ["1111"], HasEvenWings: true), // condor
        new("PPCC", "<=<", "+--+", ["1111"], HasEvenWings: true), // iron butterfly
        new("PPCC", "<<<", "+--+", ["1111"], HasEvenWings: true), // iron condor
        new("PCPC", "=<=", "-++-", ["1111"]), // box
    ];

    /// <summary>The side of each leg, + as the first, in the legs' order; null where no strategy has this shape, or two that disagree.</summary>
    /// <param name="isAmbiguous">There are two.</param>
    public static int[]? Sides(ReadOnlySpan<PackageLeg> legs, out bool isAmbiguous)
    {
        isAmbiguous = false;
        if (legs.Length is < 2 or > MostLegs)
            return null;
        PackageLeg[] all = legs.ToArray();
        int[] order = [.. Enumerable.Range(0, all.Length).OrderBy(i => all[i].Strike).ThenBy(i => all[i].Type == OptionType.Put ? 0 : 1).ThenBy(i => all[i].Expiry)];
        PackageLeg[] sorted = [.. order.Select(i => all[i])];
        int[]? found = null;
        foreach (Strategy strategy in Known)
        {
            if (!Fits(strategy, sorted))
                continue;
            int[] sides = new int[all.Length];
            for (int i = 0; i < sides.Length; i++)
                sides[order[i]] = strategy.Sides[i] == '+' ? 1 : -1;
            if (sides[0] < 0)
                sides = [.. sides.Select(static s => -s)];
            isAmbiguous |= found is not null && !found.AsSpan().SequenceEqual(sides);
            found = sides;
        }
        return isAmbiguous ? null : found;
    }

    private static bool Fits(Strategy strategy, PackageLeg[] legs)
    {
        int n = legs.Length;
        if (strategy.Types.Length != n || legs.Select(static l => l.Expiry).Distinct().Count() != strategy.Expiries)
            return false;
        for (int i = 0; i < n; i++)
        {
            if (strategy.Types[i] switch { 'P' => OptionType.Put, 'C' => OptionType.Call, _ => legs[0].Type } != legs[i].Type)
                return false;
            if (i > 0 && strategy.Strikes[i - 1] switch { '<' => !(legs[i].Strike > legs[i - 1].Strike), '=' => legs[i].Strike != legs[i - 1].Strike, _ => false })
                return false;
        }
        double unit = legs[0].Quantity;
        return Array.Exists(strategy.Ratios, ratios => !legs.Where((leg, i) => Differ(leg.Quantity * (ratios[0] - '0'), unit * (ratios[i] - '0'))).Any())
            && !(strategy.HasEvenWings && Differ(legs[1].Strike - legs[0].Strike, legs[3].Strike - legs[2].Strike));
    }

    private static bool Differ(double a, double b) => Math.Abs(a - b) > 1e-9 * Math.Abs(b);
}
