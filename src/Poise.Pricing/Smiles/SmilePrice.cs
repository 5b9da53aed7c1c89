namespace Poise.Pricing;

/// <summary>
/// Out-of-the-money prices of a smile, undiscounted and over the forward, against x = strike / forward: puts below 1, calls at and above it. With
/// v = sqrt(w(ln x)): call = N(d1) - x N(d2), put = x N(-d2) - N(-d1) (Black 1976), by Mills ratios, so that prices deep in the wings keep their digits.
/// </summary>
public static class SmilePrice
{
    /// <summary>Beyond this many deviations every price is 0.</summary>
    private const double Farthest = 1000;

    /// <summary>Price and its derivative by x, of the call or of the put at any x.</summary>
    /// <param name="smile">The smile.</param>
    /// <param name="x">Strike over forward, above 0.</param>
    /// <param name="isCall">Call or put.</param>
    /// <param name="slope">dprice/dx along the smile: -(risk-neutral probability) of ending above x for a call, of ending below it for a put.</param>
    public static double Of(in RawSvi smile, double x, bool isCall, out double slope)
    {
        var k = LogMoneyness.Of(x, 1);
        smile.Derivatives(k, out var w, out var first, out _);
        var root = Math.Sqrt(w);
        return Of(x, k, root, 0.5 * first / root, isCall, out slope, out _);
    }

    /// <summary>The same at one root of the total variance: <paramref name="slope"/> holds it still.</summary>
    /// <param name="vega">dprice by the root of the total variance.</param>
    public static double OfRoot(double root, double x, bool isCall, out double slope, out double vega) =>
        Of(x, LogMoneyness.Of(x, 1), root, 0, isCall, out slope, out vega);

    private static double Of(double x, double k, double root, double rootByK, bool isCall, out double slope, out double density)
    {
        var d1 = 0.5 * root - k / root;
        var d2 = d1 - root;
        var a1 = Lane128.Broadcast(Math.Min(Math.Abs(d1), Farthest));
        var a2 = Lane128.Broadcast(Math.Min(Math.Abs(d2), Farthest));
        density = Lane128.First(Normal.DensityApart(a1, Lane128.Broadcast(0)));
        // n(d1) = x n(d2): one density serves both tails.
        var tail1 = density * Lane128.First(Normal.MillsApart(a1));
        var tail2 = density * Lane128.First(Normal.MillsApart(a2));
        var first = d1 < 0 == isCall ? tail1 : 1 - tail1;
        var second = d2 < 0 == isCall ? tail2 : x - tail2;
        var lean = density * rootByK;
        slope = (isCall ? lean - second : lean + second) / x;
        return isCall ? first - second : second - first;
    }
}
