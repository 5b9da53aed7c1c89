namespace Poise.Pricing;

/// <summary>
/// One expiry's smile in raw SVI: total variance w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2)), k = ln(strike / forward),
/// w = vol^2 years (Gatheral and Jacquier, Quantitative Finance 14 (2014), eq. 3.1). A value with no meaning gives NaN, never an exception.
/// </summary>
/// <param name="A">Level, in total variance; may be negative.</param>
/// <param name="B">Half of the sum of both wings' slopes, at least 0.</param>
/// <param name="Rho">Tilt, within [-1, 1]: negative for a put skew.</param>
/// <param name="M">Shift, in log-moneyness.</param>
/// <param name="Sigma">Roundness at the bottom, in log-moneyness, above 0.</param>
public readonly record struct RawSvi(double A, double B, double Rho, double M, double Sigma)
{
    /// <summary>A smile of which nothing is known.</summary>
    public static readonly RawSvi None = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>-dw/dk far to the left: b (1 - rho).</summary>
    public double LeftSlope => B * (1 - Rho);

    /// <summary>dw/dk far to the right: b (1 + rho).</summary>
    public double RightSlope => B * (1 + Rho);

    /// <summary>The least total variance, a + b sigma sqrt(1 - rho^2).</summary>
    public double Minimum => A + B * Sigma * RootOneLessSquare(Rho);

    /// <summary>Log-moneyness of the least total variance; infinite where one wing is flat.</summary>
    public double MinimumAt => M - Rho * Sigma / RootOneLessSquare(Rho);

    /// <summary>Whether all five are finite and in range, and w is positive at every k.</summary>
    public bool IsSmile =>
        double.IsFinite(A) && B >= 0 && double.IsFinite(B) && Math.Abs(Rho) <= 1 && double.IsFinite(M) && Sigma > 0 && double.IsFinite(Sigma) && Minimum > 0;

    /// <summary>The same smile from its wings: w = a + left (z - y) / 2 + right (z + y) / 2 with y = k - m, z = sqrt(y^2 + sigma^2).</summary>
    public static RawSvi OfSlopes(double a, double left, double right, double m, double sigma)
    {
        var sum = left + right;
        return new(a, 0.5 * sum, sum > 0 ? (right - left) / sum : 0, m, sigma);
    }

    /// <summary>Total variance at log-moneyness <paramref name="k"/>.</summary>
    public double TotalVariance(double k)
    {
        var y = k - M;
        return A + B * (Rho * y + Math.Sqrt(y * y + Sigma * Sigma));
    }

    /// <summary>Total variances of a column of log-moneyness, as long as it.</summary>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public void TotalVariance(ReadOnlySpan<double> k, Span<double> into)
    {
        Columns.Same(k.Length, into.Length);
        for (var i = 0; i < k.Length; i++)
            into[i] = TotalVariance(k[i]);
    }

    /// <summary>Annual vol per 1.00 at log-moneyness <paramref name="k"/>, <paramref name="years"/> before expiry.</summary>
    public double Vol(double k, double years) => Math.Sqrt(TotalVariance(k) / years);

    /// <summary>dvol/dk at <paramref name="k"/>; divided by the strike it is dvol/dK at a fixed forward.</summary>
    public double VolSlope(double k, double years)
    {
        Derivatives(k, out var w, out var first, out _);
        return 0.5 * first / Math.Sqrt(w * years);
    }

    /// <summary>w and its first two derivatives by k.</summary>
    public void Derivatives(double k, out double w, out double first, out double second)
    {
        var y = k - M;
        var z = Math.Sqrt(y * y + Sigma * Sigma);
        w = A + B * (Rho * y + z);
        first = B * (Rho + y / z);
        second = B * (Sigma / z) * (Sigma / z) / z;
    }

    /// <summary>
    /// g(k) = (1 - k w' / 2w)^2 - w'^2 / 4 (1/w + 1/4) + w'' / 2: the implied density is g times a positive factor, so that g below 0
    /// is butterfly arbitrage (Gatheral and Jacquier 2014, eq. 2.1, after Durrleman).
    /// </summary>
    public double Durrleman(double k)
    {
        Derivatives(k, out var w, out var first, out var second);
        var tilt = 1 - 0.5 * k * first / w;
        return tilt * tilt - 0.25 * first * first * (1 / w + 0.25) + 0.5 * second;
    }

    internal static double RootOneLessSquare(double rho) => Math.Sqrt((1 - rho) * (1 + rho));
}
