namespace Poise.Pricing;

/// <summary>
/// One coin option: the coin's view of it, and the USD value's greeks. Coin price p = V / S; each coin greek is the derivative of p, or of S dp/dS.
/// </summary>
/// <param name="Price">In coin, V / S.</param>
/// <param name="NetDelta">
/// Premium-adjusted delta in coin, dV/dS - V/S = S dp/dS. A short of S NetDelta USD of inverse futures leaves the coin value flat.
/// </param>
/// <param name="Gamma">d(NetDelta)/dS, coin for a dollar of spot.</param>
/// <param name="Vega">dp/dsigma per 1.00, in coin.</param>
/// <param name="Theta">dp/dt per calendar year, in coin.</param>
/// <param name="Vanna">d(NetDelta)/dsigma per 1.00, in coin.</param>
/// <param name="Charm">d(NetDelta)/dt per calendar year, in coin.</param>
/// <param name="Usd">Greeks of the USD value by the terms' spot.</param>
public readonly record struct InverseGreeks(
    double Price,
    double NetDelta,
    double Gamma,
    double Vega,
    double Theta,
    double Vanna,
    double Charm,
    OptionGreeks Usd);

/// <summary>Where the coin's view goes: columns that the caller owns, as long as the USD ones. An empty column is not written. Units: <see cref="InverseGreeks"/>.</summary>
public ref struct CoinColumns
{
    /// <summary>From the USD price.</summary>
    public Span<double> Price;

    /// <summary>From the USD delta and price.</summary>
    public Span<double> NetDelta;

    /// <summary>From the USD gamma, delta and price.</summary>
    public Span<double> Gamma;

    /// <summary>From the USD vega.</summary>
    public Span<double> Vega;

    /// <summary>From the USD theta.</summary>
    public Span<double> Theta;

    /// <summary>From the USD vanna and vega.</summary>
    public Span<double> Vanna;

    /// <summary>From the USD charm and theta.</summary>
    public Span<double> Charm;
}
