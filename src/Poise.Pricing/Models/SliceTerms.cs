namespace Poise.Pricing;

/// <summary>What all options of one expiry share. The carry follows: r = -ln(Discount) / Years, q from Forward = Spot e^((r - q) Years).</summary>
/// <param name="Spot">Spot of the underlying, in the quote currency.</param>
/// <param name="Forward">Forward of the expiry, in the quote currency.</param>
/// <param name="Discount">Present value of 1 paid at expiry.</param>
/// <param name="Years">Years to the expiry instant (Act/365); zero or less is an expired option, worth its intrinsic value.</param>
public readonly record struct SliceTerms(double Spot, double Forward, double Discount, double Years);

/// <summary>
/// Where the greeks go: columns that the caller owns, all as long as the strikes. An empty column is not written.
/// Units and signs are those of <see cref="OptionGreeks"/>.
/// </summary>
public ref struct GreekColumns
{
    public Span<double> Price;
    public Span<double> Delta;
    public Span<double> Gamma;
    public Span<double> Vega;
    public Span<double> Theta;
    public Span<double> Rho;
    public Span<double> Vanna;
    public Span<double> Volga;
    public Span<double> Charm;
    public Span<double> Speed;
    public Span<double> Zomma;
    public Span<double> Color;

    internal readonly void Put(int i, in OptionGreeks g)
    {
        Put(Price, i, g.Price);
        Put(Delta, i, g.Delta);
        Put(Gamma, i, g.Gamma);
        Put(Vega, i, g.Vega);
        Put(Theta, i, g.Theta);
        Put(Rho, i, g.Rho);
        Put(Vanna, i, g.Vanna);
        Put(Volga, i, g.Volga);
        Put(Charm, i, g.Charm);
        Put(Speed, i, g.Speed);
        Put(Zomma, i, g.Zomma);
        Put(Color, i, g.Color);
    }

    private static void Put(Span<double> column, int i, double value)
    {
        if (!column.IsEmpty)
            column[i] = value;
    }
}
