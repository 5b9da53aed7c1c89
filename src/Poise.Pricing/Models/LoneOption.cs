using Poise.Domain;

namespace Poise.Pricing;

/// <summary>One option, filling one lane: the same kernel, the same bits as in a column.</summary>
internal static class LoneOption
{
    private const int Fields = 12;

    public static OptionGreeks Evaluate<TLane>(in BlackTerms terms, OptionType type, double strike, double vol)
        where TLane : struct, ILane<TLane>
    {
        var count = TLane.Count;
        Span<double> inputs = stackalloc double[3 * Lanes.Padding];
        Span<double> results = stackalloc double[Fields * Lanes.Padding];
        var strikes = inputs[..count];
        var vols = inputs.Slice(Lanes.Padding, count);
        var signs = inputs.Slice(2 * Lanes.Padding, count);
        strikes.Fill(strike);
        vols.Fill(vol);
        signs.Fill(type == OptionType.Call ? 1 : -1);
        var into = new GreekColumns
        {
            Price = results[..count],
            Delta = results.Slice(count, count),
            Gamma = results.Slice(2 * count, count),
            Vega = results.Slice(3 * count, count),
            Theta = results.Slice(4 * count, count),
            Rho = results.Slice(5 * count, count),
            Vanna = results.Slice(6 * count, count),
            Volga = results.Slice(7 * count, count),
            Charm = results.Slice(8 * count, count),
            Speed = results.Slice(9 * count, count),
            Zomma = results.Slice(10 * count, count),
            Color = results.Slice(11 * count, count),
        };
        BlackKernel.Run<TLane>(terms, strikes, vols, signs, into);
        return new OptionGreeks(
            into.Price[0], into.Delta[0], into.Gamma[0], into.Vega[0], into.Theta[0], into.Rho[0],
            into.Vanna[0], into.Volga[0], into.Charm[0], into.Speed[0], into.Zomma[0], into.Color[0]);
    }
}
