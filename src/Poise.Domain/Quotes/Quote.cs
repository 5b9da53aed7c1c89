namespace Poise.Domain;

/// <summary>
/// Top of a book. Prices in the contract's own price unit, sizes in contracts. An absent side is NaN, never zero.
/// </summary>
public readonly record struct Quote(double Bid, double Ask, double BidSize, double AskSize, Instant At)
{
    public static readonly Quote Absent = new(double.NaN, double.NaN, double.NaN, double.NaN, default);

    /// <summary>Both sides are positive and not crossed (a locked quote counts).</summary>
    public bool IsTwoSided => Bid > 0 && Ask >= Bid && !double.IsInfinity(Ask);

    /// <summary>Both sides are there and the bid is above the ask.</summary>
    public bool IsCrossed => Bid > Ask;

    /// <summary>Mid of the two sides; NaN when one is absent.</summary>
    public double Mid => 0.5 * (Bid + Ask);
}

/// <summary>What the vendor printed: volatility as a fraction, greeks in the vendor's own convention. NaN where it printed none.</summary>
public readonly record struct VendorGreeks(double Vol, double Delta, double Gamma, double Vega, double Theta, double Rho)
{
    public static readonly VendorGreeks Absent = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
}
