using Poise.Domain;

namespace Poise.Hedging;

/// <summary>
/// The band that is best while costs are small: Whalley and Wilmott, "An asymptotic analysis of an optimal hedging model for
/// option pricing with transaction costs", Mathematical Finance 7(3), 1997, p. 307. Delta is the market's, H grows with
/// gamma^(2/3), and the hedge goes to the nearer edge. Of the whole book's gamma: n options have n^(2/3) times the band of one.
/// </summary>
/// <param name="Aversion">1/currency, or a daily sd.</param>
/// <param name="MaxHalfWidth">No band is wider, units of the underlying.</param>
public sealed record WhalleyWilmottPolicy(RiskAversion Aversion, double MaxHalfWidth = double.PositiveInfinity) : IHedgePolicy
{
    /// <summary>Half-width, units of the underlying: (3/2 e^(-r T) lambda S gamma^2 / g)^(1/3).</summary>
    /// <param name="costRate">One way, fraction of the price.</param>
    /// <param name="aversion">1/currency.</param>
    public static double HalfWidth(double spot, double gamma, double years, double rate, double costRate, double aversion) =>
        Math.Cbrt(1.5 * Math.Exp(-rate * years) * costRate * spot * gamma * gamma / aversion);

    public PolicyOutput Decide(in PolicyInput input)
    {
        double half = Aversion.DailySd > 0
            ? input.Gamma == 0 ? 0 : Aversion.HalfWidth(input.Spot, input.Vol)
            : HalfWidth(input.Spot, input.Gamma, input.Years, input.Rate, input.CostRate, Aversion.PerCurrency);
        return new(DeltaBand.Around(0, Math.Min(half, MaxHalfWidth)));
    }
}
