namespace Poise.Pricing;

/// <summary>
/// Deltas that know the smile, from Black's delta at the strike's own vol (docs/units.md names that one `black-scholes`, also
/// `sticky-strike`). Vega per 1.00, all by spot, dvol/dK per unit of strike. NaN in gives NaN out.
/// </summary>
public static class SmileDelta
{
    /// <summary>
    /// `sticky-moneyness`: the smile moves with spot, vol = f(K / S): dvol/dS = -(K / S) dvol/dK, so delta - vega (K / S) dvol/dK. Above
    /// Black's delta under a put skew (dvol/dK below 0).
    /// </summary>
    public static double StickyMoneyness(double delta, double vega, double spot, double strike, double volByStrike) =>
        delta - vega * (strike / spot) * volByStrike;

    /// <summary>
    /// `minimum-variance`: delta + vega dE[vol]/dS. Below Black's delta where vol falls as spot rises.
    /// </summary>
    /// <param name="volBySpot">Expected change of the option's vol for a unit of spot.</param>
    public static double MinimumVariance(double delta, double vega, double volBySpot) => delta + vega * volBySpot;

    /// <summary>
    /// dE[vol]/dS by a regression of vol changes on spot returns: beta / S.
    /// </summary>
    /// <param name="beta">Change of vol, per 1.00, for a return of 1.00: about -1 means a vol point up for 1 % down.</param>
    public static double RegressedSlope(double beta, double spot) => beta / spot;

    /// <summary>
    /// dE[vol]/dS after Hull and White, "Optimal delta hedging for options", J. Banking and Finance 82 (2017): (a + b delta + c delta^2) /
    /// (S sqrt(years)), delta Black's of the call or of the put as the three were estimated.
    /// </summary>
    public static double HullWhiteSlope(double delta, double spot, double years, double a, double b, double c) =>
        (a + delta * (b + c * delta)) / (spot * Math.Sqrt(years));

    /// <summary>`premium-adjusted`: any delta less V / S, for a premium that is paid in the underlying itself.</summary>
    /// <param name="value">The option's value in the quote currency, a unit of the underlying.</param>
    public static double PremiumAdjusted(double delta, double value, double spot) => delta - value / spot;
}

/// <summary>How vol is expected to move with spot, for `minimum-variance`.</summary>
public readonly record struct SpotVolRule
{
    private readonly bool _isHullWhite;
    private readonly double _a;
    private readonly double _b;
    private readonly double _c;

    private SpotVolRule(bool isHullWhite, double a, double b, double c) => (_isHullWhite, _a, _b, _c) = (isHullWhite, a, b, c);

    /// <summary><see cref="SmileDelta.RegressedSlope"/>.</summary>
    public static SpotVolRule Regressed(double beta) => new(false, beta, 0, 0);

    /// <summary><see cref="SmileDelta.HullWhiteSlope"/>.</summary>
    public static SpotVolRule HullWhite(double a, double b, double c) => new(true, a, b, c);

    /// <summary>dE[vol]/dS at Black's delta of the option.</summary>
    public double Slope(double delta, double spot, double years) =>
        _isHullWhite ? SmileDelta.HullWhiteSlope(delta, spot, years, _a, _b, _c) : SmileDelta.RegressedSlope(_a, spot);
}
