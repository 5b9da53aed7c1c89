using Poise.Domain;
using Poise.Pricing;

namespace Poise.Hedging;

/// <summary>
/// Pin risk: the options of one strike and end, calls and puts together. Whether spot ends a little below the strike or a little above it, their delta differs by all their units.
/// </summary>
/// <param name="Units">Net, units of the underlying, + long.</param>
/// <param name="Sigmas">ln(strike / forward) in deviations of what is left, negative below; NaN within the averaging window, where a part is fixed already.</param>
/// <param name="Above">Probability that it ends above the strike, by the strike's own vol; NaN where <paramref name="Sigmas"/> is.</param>
/// <param name="DeltaBelow">Delta of these options just before the end, units of the underlying, where spot ends below the strike; <paramref name="DeltaAbove"/> above.</param>
/// <param name="Assigned">Units expected to be exercised, + of longs; NaN where <paramref name="Sigmas"/> is.</param>
public readonly record struct PinRisk(Instant Expiry, double Strike, double Units, double Sigmas, double Above, double DeltaBelow, double DeltaAbove, double Assigned)
{
    /// <summary>The strikes that end within a time, the nearest end first, then by strike. Of inverse options the delta before the premium.</summary>
    /// <param name="spot">Quote currency.</param>
    public static PinRisk[] Of(double spot, IReadOnlyList<RiskLeg> legs, Duration within) =>
    [
        .. legs.Where(l => l.Contract.IsOption && l.Years > 0 && l.Years <= within.Years)
            .GroupBy(static l => (l.Contract.Expiry, l.Contract.Strike)).OrderBy(static g => g.Key.Expiry).ThenBy(static g => g.Key.Strike)
            .Select(g => Of(spot, g.Key.Expiry, g.Key.Strike, [.. g])),
    ];

    private static PinRisk Of(double spot, Instant expiry, double strike, RiskLeg[] legs)
    {
        double calls = legs.Where(static l => l.Contract.Type == OptionType.Call).Sum(static l => l.Units), puts = legs.Where(static l => l.Contract.Type == OptionType.Put).Sum(static l => l.Units);
        RiskLeg any = legs[0];
        double left = any.Open < 1 ? double.NaN : any.Vol * Math.Sqrt(any.Years), sigmas = Math.Log(strike / (spot * any.Basis)) / left;
        double above = double.IsFinite(sigmas) ? Normal.Cumulative(-sigmas - 0.5 * left) : double.NaN;
        return new(expiry, strike, calls + puts, sigmas, above, -puts, calls, calls * above + puts * (1 - above));
    }
}
