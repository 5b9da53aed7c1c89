using Poise.Domain;
using Poise.Pricing;

namespace Poise.Bench;

/// <summary>
/// Listed options as the US market has them, in one set of columns: by falling rank a few underlyings with daily expiries and hundreds of strikes, most
/// with a handful of each. Every strike has a call and a put of one vol; a slice is padded to the lane with copies of its last strike.
/// </summary>
internal sealed class GeneratedMarket
{
    private const double Rate = 0.04;

    private readonly AlignedColumn _logHigh, _logLow;

    private GeneratedMarket(List<Slice> slices, int padded)
    {
        Slices = slices;
        Contracts = 2L * slices.Sum(s => (long)s.Listed);
        Strikes = new AlignedColumn(padded);
        Vols = new AlignedColumn(padded);
        _logHigh = new AlignedColumn(padded);
        _logLow = new AlignedColumn(padded);
        Weights = new AlignedColumn(padded);
    }

    /// <summary>Strikes of one expiry: from First, Count of them with the padding, Listed without.</summary>
    public readonly record struct Slice(int Underlying, SliceTerms Terms, int First, int Count, int Listed);

    /// <summary>By underlying, then expiry.</summary>
    public IReadOnlyList<Slice> Slices { get; }

    /// <summary>Calls and puts, without the padding.</summary>
    public long Contracts { get; }

    public AlignedColumn Strikes { get; }
    public AlignedColumn Vols { get; }

    /// <summary>Calls' less puts' open interest; 0 in the padding.</summary>
    public AlignedColumn Weights { get; }

    public static GeneratedMarket Of(int underlyings, ulong seed)
    {
        SeededRandom random = new(seed);
        List<Slice> slices = [];
        int padded = 0;
        for (int u = 0; u < underlyings; u++)
        {
            // By rank: expiries fall from 48 to 5, strikes of one from 250 to about 11; 1.6 million contracts of 4,500 underlyings.
            int expiries = (int)Math.Round(4 + 44 * Math.Pow(u + 1, -0.25) * Math.Exp(-u / 2500.0));
            int strikes = (int)Math.Round(8 + 242 * Math.Pow(1 + u / 10.0, -0.7));
            double spot = 100 * Math.Exp(0.9 * random.NextNormal()), yield = 0.03 * random.NextDouble();
            for (int e = 0; e < expiries; e++)
            {
                double years = (e + 1 + e * e * 1000.0 / (expiries * expiries)) / 365;
                int listed = Math.Max(5, (int)(strikes * (0.7 + 0.6 * random.NextDouble())));
                int count = (listed + Black76.PadTo - 1) / Black76.PadTo * Black76.PadTo;
                slices.Add(new Slice(u, new SliceTerms(spot, spot * Math.Exp((Rate - yield) * years), Math.Exp(-Rate * years), years), padded, count, listed));
                padded += count;
            }
        }
        GeneratedMarket market = new(slices, padded);
        foreach (Slice slice in slices)
            market.Fill(slice, random);
        return market;
    }

    /// <summary>A slice's strikes with the logarithms that were taken when they were listed.</summary>
    public LogStrikes Logs(in Slice slice) =>
        new(Strikes.Span.Slice(slice.First, slice.Count), slice.Terms.Spot, _logHigh.Span.Slice(slice.First, slice.Count), _logLow.Span.Slice(slice.First, slice.Count));

    private void Fill(in Slice slice, SeededRandom random)
    {
        double level = 0.2 + 0.5 * random.NextDouble(), width = 2.5 * level * Math.Sqrt(slice.Terms.Years + 0.02);
        for (int i = 0; i < slice.Count; i++)
        {
            double x = width * (2.0 * Math.Min(i, slice.Listed - 1) / (slice.Listed - 1) - 1);
            Strikes[slice.First + i] = slice.Terms.Forward * Math.Exp(x);
            Vols[slice.First + i] = level * (1 - 0.25 * x + 0.2 * x * x);
            Weights[slice.First + i] = i < slice.Listed ? Math.Round(500 * random.NextNormal()) : 0;
        }
        LogStrikes.Fill(Strikes.Span.Slice(slice.First, slice.Count), slice.Terms.Spot, _logHigh.Span.Slice(slice.First, slice.Count), _logLow.Span.Slice(slice.First, slice.Count));
    }
}
