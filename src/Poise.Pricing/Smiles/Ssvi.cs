namespace Poise.Pricing;

/// <summary>
/// A whole surface in three numbers besides each expiry's at-the-money total variance theta: w(k) = theta / 2 (1 + rho phi k + sqrt((phi k + rho)^2 + 1 - rho^2)),
/// phi = eta / (theta^gamma (1 + theta)^(1 - gamma)) (Gatheral and Jacquier 2014, section 4). With gamma in (0, 1/2] and eta (1 + |rho|) at most 2 both
/// theta phi (1 + |rho|) and theta phi^2 (1 + |rho|) stay below 4, so that no slice has butterfly arbitrage (theorem 4.2), and smiles do not cross where
/// theta does not fall (theorem 4.1).
/// </summary>
public readonly record struct Ssvi(double Rho, double Eta, double Gamma)
{
    /// <summary>Whether the three are within the bounds that exclude both arbitrages.</summary>
    public bool IsFree => Math.Abs(Rho) < 1 && Eta > 0 && Gamma > 0 && Gamma <= 0.5 && Eta * (1 + Math.Abs(Rho)) <= 2;

    public double Phi(double theta) =>
        Eta * LogMoneyness.Ratio(-Gamma * LogMoneyness.Of(theta, 1) - (1 - Gamma) * LogMoneyness.Of(1 + theta, 1));

    /// <summary>One expiry's smile.</summary>
    public RawSvi Slice(double theta) => new NaturalSvi(0, 0, Rho, theta, Phi(theta)).ToRaw();
}
