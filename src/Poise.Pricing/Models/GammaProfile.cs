using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// Sums over options at many spots. Every sum runs in eight strands (option index modulo eight) that are added in one fixed order, so that the
/// lane width does not show in the bits.
/// </summary>
internal static class GammaProfile
{
    /// <summary>Options, and spots, that are worked on at once: what fits the nearest cache.</summary>
    private const int Block = 512;
    private const int SpotBlock = 64;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<TLane>(in BlackTerms terms, double spot, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> weights, ReadOnlySpan<double> spots, Span<double> gammaSum)
        where TLane : struct, ILane<TLane>
    {
        Span<double> starts = stackalloc double[Block];
        Span<double> slopes = stackalloc double[Block];
        Span<double> heights = stackalloc double[Block];
        Span<double> shifts = stackalloc double[SpotBlock];
        Span<double> strands = stackalloc double[Lanes.Padding];
        var minusHalf = TLane.Broadcast(-0.5);

        for (var firstSpot = 0; firstSpot < spots.Length; firstSpot += SpotBlock)
        {
            var spotCount = Math.Min(SpotBlock, spots.Length - firstSpot);
            ProfileBlock.Shifts<TLane>(spot, spots.Slice(firstSpot, spotCount), shifts);
            for (var first = 0; first < strikes.Length; first += Block)
            {
                var count = Math.Min(Block, strikes.Length - first);
                ProfileBlock.Lines<TLane>(terms, strikes.Slice(first, count), vols.Slice(first, count), weights.Slice(first, count), starts, slopes, heights);
                for (var j = 0; j < spotCount; j++)
                {
                    var shift = TLane.Broadcast(shifts[j]);
                    for (var strand = 0; strand < Lanes.Padding; strand += TLane.Count)
                    {
                        var sum = TLane.Broadcast(0);
                        for (var i = strand; i < count; i += Lanes.Padding)
                        {
                            var d1 = TLane.Fma(shift, TLane.Load(slopes, i), TLane.Load(starts, i));
                            sum = TLane.Fma(TLane.Load(heights, i), Exponential.ExpOfNegative(d1 * d1 * minusHalf), sum);
                        }

                        TLane.Store(sum, strands, strand);
                    }

                    // gamma = DF (F / S) n(d1) / (S' s)
                    gammaSum[firstSpot + j] += ProfileBlock.Sum(strands) * (terms.SpotShare * Normal.InverseRootTwoPi) / spots[firstSpot + j];
                }
            }
        }
    }
}
