using Poise.Domain;

namespace Poise.Hedging;

/// <summary>What a future, a perpetual or spot gained between two points: exactly delta, its move in proportion to spot, and basis, the rest.</summary>
internal static class OutrightStep
{
    /// <param name="units">Held: units of the underlying, of an inverse contract quote currency; + long.</param>
    /// <returns>False where a number is missing: nothing is added then.</returns>
    public static bool Add(Contract outright, double units, in ExplainPoint start, in ExplainPoint end, ExplainTerms into)
    {
        double carried = start.Mark * end.Spot / start.Spot;
        bool isInverse = outright.Style == PayoffStyle.Inverse;
        double delta = units * (isInverse ? 1 / start.Mark - 1 / carried : carried - start.Mark);
        double basis = units * (isInverse ? 1 / carried - 1 / end.Mark : end.Mark - carried);
        if (!double.IsFinite(delta + basis))
            return false;
        into.Add(ExplainTerm.Delta, delta);
        into.Add(ExplainTerm.Basis, basis);
        return true;
    }
}
