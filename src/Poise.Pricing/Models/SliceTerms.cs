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

    /// <summary>Nothing beyond price, delta, gamma and vega is wanted.</summary>
    internal readonly bool WantsLevelsOnly =>
        Theta.IsEmpty && Rho.IsEmpty && Vanna.IsEmpty && Volga.IsEmpty && Charm.IsEmpty && Speed.IsEmpty && Zomma.IsEmpty && Color.IsEmpty;

    /// <summary>Twelve columns of one length, one behind the other, in the order of the fields.</summary>
    internal static GreekColumns Of(Span<double> all, int count) => new()
    {
        Price = all[..count],
        Delta = all.Slice(count, count),
        Gamma = all.Slice(2 * count, count),
        Vega = all.Slice(3 * count, count),
        Theta = all.Slice(4 * count, count),
        Rho = all.Slice(5 * count, count),
        Vanna = all.Slice(6 * count, count),
        Volga = all.Slice(7 * count, count),
        Charm = all.Slice(8 * count, count),
        Speed = all.Slice(9 * count, count),
        Zomma = all.Slice(10 * count, count),
        Color = all.Slice(11 * count, count),
    };

    internal readonly OptionGreeks First => new(
        Price[0], Delta[0], Gamma[0], Vega[0], Theta[0], Rho[0], Vanna[0], Volga[0], Charm[0], Speed[0], Zomma[0], Color[0]);
}
