namespace Poise.Pricing;

/// <summary>
/// Natural SVI: w(k) = delta + omega / 2 (1 + zeta rho (k - mu) + sqrt((zeta (k - mu) + rho)^2 + 1 - rho^2))
/// (Gatheral and Jacquier 2014, eq. 3.2). An SSVI slice is one with delta = mu = 0.
/// </summary>
public readonly record struct NaturalSvi(double Delta, double Mu, double Rho, double Omega, double Zeta)
{
    /// <summary>Lemma 3.1 of the same paper, backwards.</summary>
    public static NaturalSvi Of(in RawSvi raw)
    {
        var root = RawSvi.RootOneLessSquare(raw.Rho);
        var omega = 2 * raw.B * raw.Sigma / root;
        return new(raw.A - 0.5 * omega * root * root, raw.M + raw.Rho * raw.Sigma / root, raw.Rho, omega, root / raw.Sigma);
    }

    /// <summary>Lemma 3.1 of the same paper.</summary>
    public RawSvi ToRaw()
    {
        var root = RawSvi.RootOneLessSquare(Rho);
        return new(Delta + 0.5 * Omega * root * root, 0.5 * Omega * Zeta, Rho, Mu - Rho / Zeta, root / Zeta);
    }
}

/// <summary>
/// The jump-wings form, in numbers a trader sees (Gatheral and Jacquier 2014, eq. 3.5).
/// </summary>
/// <param name="Variance">At-the-money variance a year, w(0) / years.</param>
/// <param name="Skew">dvol/dk at the money times sqrt(years): negative for a put skew.</param>
/// <param name="PutWing">Slope of the left wing over sqrt(w(0)).</param>
/// <param name="CallWing">Slope of the right wing over sqrt(w(0)).</param>
/// <param name="LeastVariance">The smile's least variance a year.</param>
public readonly record struct JumpWings(double Variance, double Skew, double PutWing, double CallWing, double LeastVariance)
{
    public static JumpWings Of(in RawSvi raw, double years)
    {
        var z = Math.Sqrt(raw.M * raw.M + raw.Sigma * raw.Sigma);
        var w = raw.TotalVariance(0);
        var root = Math.Sqrt(w);
        return new(w / years, 0.5 * raw.B * (raw.Rho - raw.M / z) / root, raw.LeftSlope / root, raw.RightSlope / root, raw.Minimum / years);
    }

    /// <summary>
    /// Lemma 3.2 of the same paper; NaN where no raw SVI has these numbers (the skew must lie between -PutWing / 2 and CallWing / 2).
    /// </summary>
    public RawSvi ToRaw(double years)
    {
        var w = Variance * years;
        var root = Math.Sqrt(w);
        var b = 0.5 * root * (CallWing + PutWing);
        var rho = (CallWing - PutWing) / (CallWing + PutWing);
        // cosine of the angle at which the money lies on the hyperbola: m / sqrt(m^2 + sigma^2).
        var beta = rho - 2 * Skew * root / b;
        if (!(Math.Abs(beta) < 1))
            return RawSvi.None;
        var flat = RawSvi.RootOneLessSquare(rho);
        var sine = RawSvi.RootOneLessSquare(beta);
        // w(0) - least = b radius (1 - rho beta - sine flat), radius = sqrt(m^2 + sigma^2).
        var radius = (Variance - LeastVariance) * years / (b * (1 - rho * beta - sine * flat));
        if (!(radius > 0))
            return RawSvi.None;
        var sigma = radius * sine;
        return new(LeastVariance * years - b * sigma * flat, b, rho, radius * beta, sigma);
    }
}
