using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>Delta of calls and puts together at many spots, in the strands of <see cref="GammaProfile"/>.</summary>
internal static class DeltaProfile
{
    private const int Block = 512;
    private const int SpotBlock = 64;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<TLane>(in BlackTerms terms, double spot, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> callWeights, ReadOnlySpan<double> putWeights, ReadOnlySpan<double> spots, Span<double> deltaSum)
        where TLane : struct, ILane<TLane>
    {
        Span<double> starts = stackalloc double[Block];
        Span<double> slopes = stackalloc double[Block];
        Span<double> heights = stackalloc double[Block];
        Span<double> shifts = stackalloc double[SpotBlock];
        Span<double> strands = stackalloc double[Lanes.Padding];
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        var edge = TLane.Broadcast(1000);

        for (var firstSpot = 0; firstSpot < spots.Length; firstSpot += SpotBlock)
        {
            var spotCount = Math.Min(SpotBlock, spots.Length - firstSpot);
            ProfileBlock.Shifts<TLane>(spot, spots.Slice(firstSpot, spotCount), shifts);
            for (var first = 0; first < strikes.Length; first += Block)
            {
                var count = Math.Min(Block, strikes.Length - first);
                var calls = callWeights.Slice(first, count);
                var puts = putWeights.Slice(first, count);
                ProfileBlock.Lines<TLane>(terms, strikes.Slice(first, count), vols.Slice(first, count), calls, starts, slopes, heights);
                for (var j = 0; j < spotCount; j++)
                {
                    var shift = TLane.Broadcast(shifts[j]);
                    for (var strand = 0; strand < Lanes.Padding; strand += TLane.Count)
                    {
                        var sum = zero;
                        for (var i = strand; i < count; i += Lanes.Padding)
                        {
                            var d1 = TLane.Fma(shift, TLane.Load(slopes, i), TLane.Load(starts, i));
                            var away = TLane.Abs(d1);
                            away = TLane.Select(away > edge, edge, away);
                            var tail = Normal.Density(away, zero) * Normal.Mills(away);
                            var rest = one - tail;
                            var upper = d1 >= zero;
                            var below = TLane.Select(upper, rest, tail);
                            var above = TLane.Select(upper, tail, rest);
                            sum = TLane.Fma(TLane.Load(calls, i), below, sum);
                            sum = TLane.Fma(-TLane.Load(puts, i), above, sum);
                        }

                        TLane.Store(sum, strands, strand);
                    }

                    deltaSum[firstSpot + j] += ProfileBlock.Sum(strands) * terms.SpotShare;
                }
            }
        }
    }
}
