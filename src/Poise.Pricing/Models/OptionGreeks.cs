namespace Poise.Pricing;

/// <summary>
/// Price and raw greeks of one option: a unit of the underlying, vols and rates per 1.00, time per calendar year passing (theta, charm
/// and color of a long option are what the coming year takes or gives; theta is mostly negative).
/// </summary>
/// <param name="Price">Present value.</param>
/// <param name="Delta">dV/dS.</param>
/// <param name="Gamma">d2V/dS2.</param>
/// <param name="Vega">dV/dsigma per 1.00 of vol.</param>
/// <param name="Theta">dV/dt per year at fixed S, r, q and vol.</param>
/// <param name="Rho">dV/dr per 1.00.</param>
/// <param name="Vanna">d2V/dS dsigma.</param>
/// <param name="Volga">d2V/dsigma2.</param>
/// <param name="Charm">d(delta)/dt per year.</param>
/// <param name="Speed">d(gamma)/dS.</param>
/// <param name="Zomma">d(gamma)/dsigma.</param>
/// <param name="Color">d(gamma)/dt per year.</param>
public readonly record struct OptionGreeks(
    double Price,
    double Delta,
    double Gamma,
    double Vega,
    double Theta,
    double Rho,
    double Vanna,
    double Volga,
    double Charm,
    double Speed,
    double Zomma,
    double Color);
