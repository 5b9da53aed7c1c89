namespace Poise.Pricing;

/// <summary>Spots at equal steps of their logarithm: Spot exp(First + j Step), j from 0 to Count - 1.</summary>
/// <param name="First">ln(first spot / Spot).</param>
/// <param name="Step">Distance of neighbours in ln, not 0.</param>
/// <param name="Count">Number of spots.</param>
public readonly record struct SpotLadder(double First, double Step, int Count)
{
    public double Shift(int j) => Math.FusedMultiplyAdd(j, Step, First);

    /// <summary>The spots themselves.</summary>
    public void Fill(double spot, Span<double> spots)
    {
        for (var j = 0; j < spots.Length; j++)
            spots[j] = spot * Lane128.First(Exponential.Exp(Lane128.Broadcast(Shift(j)), Lane128.Broadcast(0)));
    }
}
