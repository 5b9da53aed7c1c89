using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>A made-up expiry, seeded: strikes from a tenth of the forward to ten times it, vols from 1 % to 300 %, calls and puts.</summary>
internal sealed class SampleColumns
{
    public readonly SliceTerms Terms = new(6000, 6031.5, 0.983, 0.27);
    public readonly double[] Strikes;
    public readonly double[] Vols;
    public readonly double[] Signs;
    public readonly double[] Weights;

    public SampleColumns(int count, int seed = 7)
    {
        var random = new Random(seed);
        Strikes = [.. Enumerable.Range(0, count).Select(_ => Terms.Forward * Math.Exp((random.NextDouble() - 0.5) * (random.Next(3) == 0 ? 4.6 : 0.2)))];
        Vols = [.. Enumerable.Range(0, count).Select(_ => 0.01 * Math.Exp(random.NextDouble() * Math.Log(300)))];
        Signs = [.. Enumerable.Range(0, count).Select(_ => random.Next(2) * 2.0 - 1)];
        Weights = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 2000 - 1000)];
    }

    /// <summary>Twelve columns in the order of <see cref="OptionGreeks"/>.</summary>
    public double[][] Evaluate(LaneWidth width = LaneWidth.Widest)
    {
        var c = new double[12][];
        for (var i = 0; i < c.Length; i++)
            c[i] = new double[Strikes.Length];
        Black76.Evaluate(Terms, Strikes, Vols, Signs, Into(c), width);
        return c;
    }

    public static GreekColumns Into(double[][] c) => new()
    {
        Price = c[0],
        Delta = c[1],
        Gamma = c[2],
        Vega = c[3],
        Theta = c[4],
        Rho = c[5],
        Vanna = c[6],
        Volga = c[7],
        Charm = c[8],
        Speed = c[9],
        Zomma = c[10],
        Color = c[11],
    };
}
