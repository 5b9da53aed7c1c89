using Poise.Domain;

namespace Poise.Bench;

/// <summary>
/// American options that share nothing: puts and calls of a day to three years, strikes within some 1.2 deviations, rates and yields from 0 to 8 %,
/// vols from 10 % to 60 %.
/// </summary>
internal sealed class GeneratedAmericans
{
    public const int Count = 1024;

    public GeneratedAmericans()
    {
        SeededRandom random = new(8);
        for (int i = 0; i < Count; i++)
        {
            Spots[i] = 100 * Math.Exp(0.5 * random.NextNormal());
            Years[i] = Math.Exp(Math.Log(1.0 / 365) + Math.Log(3 * 365) * random.NextDouble());
            Rates[i] = 0.08 * random.NextDouble();
            Yields[i] = 0.08 * random.NextDouble();
            Vols[i] = 0.1 + 0.5 * random.NextDouble();
            Strikes[i] = Spots[i] * Math.Exp(1.2 * Vols[i] * Math.Sqrt(Years[i]) * random.NextNormal());
            Signs[i] = random.NextInt32(2) == 0 ? 1 : -1;
        }
    }

    public double[] Spots { get; } = new double[Count];
    public double[] Strikes { get; } = new double[Count];
    public double[] Years { get; } = new double[Count];
    public double[] Rates { get; } = new double[Count];
    public double[] Yields { get; } = new double[Count];
    public double[] Vols { get; } = new double[Count];
    public double[] Signs { get; } = new double[Count];
}
