using Poise.Chains;

namespace Poise.Flow;

/// <summary>
/// How vols follow spot by a beta. The at-the-money vol moves by beta a unit of ln S, of which the skew is the slide along a smile that stands still: each strike's own
/// vol moves by beta less the skew.
/// </summary>
/// <param name="Skew">At the money, a unit of ln K.</param>
/// <param name="Of">The expiry it was read from.</param>
internal sealed record SpotVolSlope(VolBeta Beta, double Skew, ExpirySlice Of)
{
    /// <summary>Move of each strike's vol a unit of ln S.</summary>
    public double Slope => Beta.Beta - Skew;

    /// <summary>Null where no expiry has a skew that can be read.</summary>
    public static SpotVolSlope? Read(OptionChain chain, FlowSettings settings) => AtTheMoneySkew.Of(chain.Slices) is (double skew, ExpirySlice slice)
        ? new(settings.VolBeta ?? new VolBeta(settings.SkewStickiness * skew, "skew"), skew, slice)
        : null;

    public SpotVolBetaView View => new(Beta.Source, Beta.Beta, Beta.StandardError, Beta.RSquared, Beta.Count, Skew, Skew != 0 ? Beta.Beta / Skew : null, Slope);
}
