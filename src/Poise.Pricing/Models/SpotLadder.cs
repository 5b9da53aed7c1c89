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
        Span<double> some = stackalloc double[Lanes.Padding];
        for (var j = 0; j < spots.Length; j += Lanes.Padding)
        {
            var part = spots[j..];
            if (part.Length < Lanes.Padding)
            {
                FillLanes<Lane128>(spot, j, some);
                some[..part.Length].CopyTo(part);
            }
            else
            {
                FillLanes<Lane128>(spot, j, part[..Lanes.Padding]);
            }
        }
    }

    /// <summary>Those from <paramref name="first"/> on; as many as there is room for, a multiple of eight.</summary>
    internal void FillLanes<TLane>(double spot, int first, Span<double> spots)
        where TLane : struct, ILane<TLane>
    {
        var zero = TLane.Broadcast(0);
        for (var at = 0; at < spots.Length; at += TLane.Count)
        {
            var place = TLane.Broadcast(first + at) + TLane.Load(Places, 0);
            var shift = TLane.Fma(place, TLane.Broadcast(Step), TLane.Broadcast(First));
            TLane.Store(TLane.Broadcast(spot) * Exponential.Exp(shift, zero), spots, at);
        }
    }

    private static ReadOnlySpan<double> Places => [0, 1, 2, 3, 4, 5, 6, 7];
}
