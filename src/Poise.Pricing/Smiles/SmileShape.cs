namespace Poise.Pricing;

/// <summary>A smile in the words in which smiles are quoted. Vols are annual and per 1.00; NaN for what is no smile.</summary>
/// <param name="AtmVol">At the forward: k = 0.</param>
/// <param name="Skew">dvol/dk at the forward, a unit of k = ln(strike / forward): -0.7 is 0.7 vol points down for a strike 1 % up.</param>
/// <param name="Curvature">d2vol/dk2 at the forward, a unit of k squared.</param>
/// <param name="Put25">The k of the put of delta -0.25: by the forward, undiscounted, at the smile's own vol there.</param>
/// <param name="Call25">The k of the call of delta 0.25, in the same sense.</param>
/// <param name="RiskReversal">vol at <paramref name="Call25"/> less vol at <paramref name="Put25"/>: below 0 for a put skew.</param>
/// <param name="Butterfly">The mean of the two less the vol at the forward.</param>
public readonly record struct SmileShape(double AtmVol, double Skew, double Curvature, double Put25, double Call25, double RiskReversal, double Butterfly)
{
    /// <summary>Where the normal cdf is 0.75.</summary>
    private const double Quartile = 0.67448975019608171;

    private const int Doublings = 60;
    private const int Halvings = 200;

    public static SmileShape Of(in RawSvi smile, double years)
    {
        if (!smile.IsSmile || !(years > 0))
            return new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        smile.Derivatives(0, out var w, out var first, out var second);
        double put = At(smile, Quartile), call = At(smile, -Quartile);
        double atm = smile.Vol(0, years), low = smile.Vol(put, years), high = smile.Vol(call, years);
        var skew = 0.5 * first / Math.Sqrt(w * years);
        return new(atm, skew, 0.5 * (second - 0.5 * first * first / w) / Math.Sqrt(w * years), put, call, high - low, 0.5 * (low + high) - atm);
    }

    // d1 = -k / sqrt(w) + sqrt(w) / 2 falls in k wherever the smile is free of butterfly arbitrage (Fukasawa, Mathematical Finance 22 (2012)).
    private static double At(in RawSvi smile, double d1)
    {
        double high = Math.Sqrt(smile.TotalVariance(0)), low = -high;
        for (var i = 0; i < Doublings && D1(smile, low) < d1; i++)
            low *= 2;
        for (var i = 0; i < Doublings && D1(smile, high) > d1; i++)
            high *= 2;
        if (!(D1(smile, low) >= d1) || !(D1(smile, high) <= d1))
            return double.NaN;
        for (var i = 0; i < Halvings; i++)
        {
            var middle = 0.5 * (low + high);
            if (middle == low || middle == high)
                break;
            if (D1(smile, middle) > d1)
                low = middle;
            else
                high = middle;
        }
        return 0.5 * (low + high);
    }

    private static double D1(in RawSvi smile, double k)
    {
        var root = Math.Sqrt(smile.TotalVariance(k));
        return -k / root + 0.5 * root;
    }
}
