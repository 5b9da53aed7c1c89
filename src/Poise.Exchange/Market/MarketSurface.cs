namespace Poise.Exchange;

/// <summary>
/// The true surface: SSVI with phi(theta) = eta / sqrt(theta (1 + theta)), free of static arbitrage where
/// eta (1 + |rho|) is at most 2 (Gatheral and Jacquier 2014, "Arbitrage-free SVI volatility surfaces", section 4).
/// At-the-money variance is the expected one of a variance that reverts to its mean, so it grows with time.
/// </summary>
internal readonly struct MarketSurface(MarketSettings settings, double spot, double vol)
{
    /// <summary>At-the-money total variance to an expiry.</summary>
    public double Theta(double years)
    {
        double mean = settings.Vol * settings.Vol;
        double pull = settings.VolReversion;
        double excess = vol * vol - mean;
        return mean * years + excess * (pull > 0 ? -Math.Exp(-pull * years) / pull + 1 / pull : years);
    }

    public double Forward(double years) => spot * Math.Exp(settings.Carry * years);

    /// <summary>Annual volatility at a strike, as a fraction.</summary>
    public double Vol(double strike, double years)
    {
        double k = Math.Log(strike / Forward(years));
        double theta = Theta(years);
        double rho = settings.SmileCorrelation;
        double phi = settings.SmileCurvature / Math.Sqrt(theta * (1 + theta));
        double variance = 0.5 * theta * (1 + rho * phi * k + Math.Sqrt((phi * k + rho) * (phi * k + rho) + 1 - rho * rho));
        return Math.Sqrt(variance / years);
    }
}
