namespace Poise.Pricing;

/// <summary>Twelve short columns cut out of one span, for an option that goes through a column kernel alone.</summary>
internal static class GreekRow
{
    public const int Fields = 12;

    public static GreekColumns Of(Span<double> all, int count) => new()
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

    public static OptionGreeks First(in GreekColumns c) =>
        new(c.Price[0], c.Delta[0], c.Gamma[0], c.Vega[0], c.Theta[0], c.Rho[0], c.Vanna[0], c.Volga[0], c.Charm[0], c.Speed[0], c.Zomma[0], c.Color[0]);
}
