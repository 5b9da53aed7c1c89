namespace Poise.Engine;

/// <summary>
/// Greeks of a position or of a whole book, raw: delta in units of the underlying, gamma per unit of spot, vega per 1.00
/// of volatility, theta per year, value in the quote currency. For inverse contracts delta is the net one
/// (premium-adjusted).
/// </summary>
public readonly record struct NetGreeks(double Delta, double Gamma, double Vega, double Theta, double Value)
{
    public static readonly NetGreeks Unknown = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    public static NetGreeks operator +(in NetGreeks a, in NetGreeks b) =>
        new(a.Delta + b.Delta, a.Gamma + b.Gamma, a.Vega + b.Vega, a.Theta + b.Theta, a.Value + b.Value);

    public static NetGreeks operator *(double q, in NetGreeks a) =>
        new(q * a.Delta, q * a.Gamma, q * a.Vega, q * a.Theta, q * a.Value);
}
