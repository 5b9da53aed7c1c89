using Poise.Domain;
using Poise.Pricing;

namespace Poise.Chains;

/// <summary>What a surface knows of a point.</summary>
public enum SurfaceStatus : byte
{
    Ok,

    /// <summary>Beyond the quoted strikes of an expiry that was used: the surface's own rule holds there (docs/pricing-smiles.md).</summary>
    Extrapolated,

    /// <summary>Before the first or after the last fitted expiry: refused.</summary>
    OutsideExpiries,

    /// <summary>An input is not a positive number, or the price there is too small to have a vol.</summary>
    NotANumber,
}

/// <summary>A surface at one strike and time; all NaN where it is refused.</summary>
/// <param name="Vol">Annual vol per 1.00.</param>
/// <param name="VolByStrike">dvol/dK at a fixed forward, a unit of strike.</param>
/// <param name="Forward">The forward of that time, quote currency.</param>
/// <param name="Discount">Present value of 1 paid then.</param>
/// <param name="Status">What it stands on.</param>
public readonly record struct SurfacePoint(double Vol, double VolByStrike, double Forward, double Discount, SurfaceStatus Status)
{
    internal static SurfacePoint Refused(SurfaceStatus status) => new(double.NaN, double.NaN, double.NaN, double.NaN, status);
}

/// <summary>One option's deltas by the names of docs/units.md, all by spot; NaN where the surface is refused.</summary>
/// <param name="BlackScholes">`black-scholes`, which is `sticky-strike`: at the strike's own vol.</param>
/// <param name="StickyMoneyness">`sticky-moneyness`.</param>
/// <param name="MinimumVariance">`minimum-variance`.</param>
/// <param name="Value">Present value in the quote currency, a unit of the underlying: any of these less value / spot is `premium-adjusted`.</param>
/// <param name="Status">What the vol stands on.</param>
public readonly record struct SurfaceDeltas(double BlackScholes, double StickyMoneyness, double MinimumVariance, double Value, SurfaceStatus Status)
{
    internal static SurfaceDeltas Refused(SurfaceStatus status) => new(double.NaN, double.NaN, double.NaN, double.NaN, status);
}

/// <summary>
/// Smiles of several expiries that together are free of butterfly and calendar arbitrage, and what lies between them. Between two expiries the
/// undiscounted price over the forward is a mixture of both at the same strike over forward, with the weight that makes at-the-money total variance linear
/// in time: a mixture of convex prices is convex, and the weight rises with time (the idea is Gatheral and Jacquier 2014, lemma 5.1). The logarithm of the
/// forward and of the discount factor are linear in time.
/// </summary>
public abstract class SmileSurface
{
    private readonly ExpirySlice[] _expiries;
    private readonly double[] _atMoney;
    private readonly double[] _variance;
    private readonly double _spot;

    /// <param name="expiries">The fitted expiries, ascending in time.</param>
    /// <param name="atMoney">Their prices at the money, undiscounted and over the forward.</param>
    protected private SmileSurface(double spot, ExpirySlice[] expiries, double[] atMoney)
    {
        (_spot, _expiries, _atMoney) = (spot, expiries, atMoney);
        _variance = new double[expiries.Length];
        for (int i = 0; i < expiries.Length; i++)
        {
            double root = Root(atMoney[i], 1);
            _variance[i] = root * root;
        }
    }

    /// <summary>The expiries that were fitted, ascending in time.</summary>
    public IReadOnlyList<ExpirySlice> Expiries => _expiries;

    public double Spot => _spot;

    /// <summary>
    /// Out-of-the-money price (a put below x = 1, a call at and above) of a fitted expiry, undiscounted and over the forward, at x = strike / forward, with
    /// its slope by x. Rises with the expiry at every x.
    /// </summary>
    public abstract double Price(int expiry, double x, out double slope);

    /// <summary>Whether the expiry's own quotes reach to x on both sides.</summary>
    protected private abstract bool Reaches(int expiry, double x);

    /// <summary>The surface at a strike and a time; allocates nothing.</summary>
    public SurfacePoint At(double strike, double years)
    {
        if (!(strike > 0) || !(years > 0) || !double.IsFinite(strike) || !double.IsFinite(years))
            return SurfacePoint.Refused(SurfaceStatus.NotANumber);
        int n = _expiries.Length, after = 0;
        while (after < n && _expiries[after].Years < years)
            after++;
        if (after == n || (after == 0 && _expiries[0].Years > years))
            return SurfacePoint.Refused(SurfaceStatus.OutsideExpiries);
        ExpirySlice late = _expiries[after];
        if (late.Years == years)
            return Point(strike, years, late.Forward.Forward, late.Forward.Discount, after, after, 1);
        ExpirySlice early = _expiries[after - 1];
        double share = (years - early.Years) / (late.Years - early.Years);
        double forward = Between(early.Forward.Forward, late.Forward.Forward, share), discount = Between(early.Forward.Discount, late.Forward.Discount, share);
        double rise = _atMoney[after] - _atMoney[after - 1];
        double weight = share;
        if (rise > 0)
        {
            double root = Math.Sqrt(_variance[after - 1] + share * (_variance[after] - _variance[after - 1]));
            weight = Math.Clamp((SmilePrice.OfRoot(root, 1, isCall: true, out _, out _) - _atMoney[after - 1]) / rise, 0, 1);
        }
        return Point(strike, years, forward, discount, after - 1, after, weight);
    }

    /// <summary>The deltas of one option on this surface, by spot; allocates nothing.</summary>
    /// <param name="rule">How vol is expected to move with spot, for the minimum-variance one.</param>
    public SurfaceDeltas Deltas(OptionType type, double strike, double years, in SpotVolRule rule)
    {
        SurfacePoint point = At(strike, years);
        if (!(point.Vol > 0))
            return SurfaceDeltas.Refused(point.Status);
        OptionGreeks greeks = Black76.EvaluateForward(type, point.Forward, strike, years, point.Discount, point.Vol);
        // The forward moves with spot in proportion.
        double delta = greeks.Delta * point.Forward / _spot;
        return new SurfaceDeltas(
            delta,
            SmileDelta.StickyMoneyness(delta, greeks.Vega, _spot, strike, point.VolByStrike),
            SmileDelta.MinimumVariance(delta, greeks.Vega, rule.Slope(delta, _spot, years)),
            greeks.Price,
            point.Status);
    }

    private SurfacePoint Point(double strike, double years, double forward, double discount, int early, int late, double weight)
    {
        double x = strike / forward;
        double price = Price(late, x, out double slope);
        bool isReached = Reaches(late, x);
        if (early != late)
        {
            double before = Price(early, x, out double beforeSlope);
            price = before + weight * (price - before);
            slope = beforeSlope + weight * (slope - beforeSlope);
            isReached &= Reaches(early, x);
        }
        double root = Root(price, x);
        SmilePrice.OfRoot(root, x, x >= 1, out double still, out double vega);
        double rootByX = (slope - still) / vega;
        if (!(root > 0) || !double.IsFinite(rootByX))
            return SurfacePoint.Refused(SurfaceStatus.NotANumber);
        double time = Math.Sqrt(years);
        return new SurfacePoint(root / time, rootByX / (time * forward), forward, discount, isReached ? SurfaceStatus.Ok : SurfaceStatus.Extrapolated);
    }

    private static double Between(double a, double b, double share) => a * LogMoneyness.Ratio(share * LogMoneyness.Of(b, a));

    // The root of the total variance that an out-of-the-money price implies.
    private protected static double Root(double price, double x) =>
        ImpliedVol.Solve(x >= 1 ? OptionType.Call : OptionType.Put, price, 1, x, 1, 1, out _);
}
