using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>Gamma summed over options at any spots: sum of weight / s exp(-d1^2 / 2), in the strands of <see cref="ProfileBlock"/>.</summary>
internal static class GammaProfile
{
    [SkipLocalsInit]
    public static void Add<TLane>(in SliceTerms slice, in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> weights, ReadOnlySpan<double> spots, Span<double> gammaSum)
        where TLane : struct, ILane<TLane>
    {
        Span<double> work = stackalloc double[3 * ProfileBlock.Options];
        Span<double> shifts = stackalloc double[ProfileBlock.Spots];
        var starts = work[..ProfileBlock.Options];
        var slopes = work.Slice(ProfileBlock.Options, ProfileBlock.Options);
        var heights = work[(2 * ProfileBlock.Options)..];
        ExpiryLanes<TLane>.Fill(slice, strikes.Anchor, carried: false, out var lanes);
        for (var first = 0; first < vols.Length; first += ProfileBlock.Options)
        {
            var count = Math.Min(ProfileBlock.Options, vols.Length - first);
            ProfileBlock.Lines(new ExpiryTerms<TLane>(ref lanes, strikes.High[first..], strikes.Low[first..]), vols.Slice(first, count), weights.Slice(first, count), Exponential.RootHalfLog2E, starts, slopes, heights);
            for (var firstSpot = 0; firstSpot < spots.Length; firstSpot += ProfileBlock.Spots)
            {
                var some = spots.Slice(firstSpot, Math.Min(ProfileBlock.Spots, spots.Length - firstSpot));
                ProfileBlock.Shifts<TLane>(slice.Spot, some, shifts);
                for (var j = 0; j < some.Length; j++)
                    gammaSum[firstSpot + j] += Exact<TLane>(shifts[j], starts[..count], slopes, heights) * Scale(lanes, some[j]);
            }
        }
    }

    /// <summary>gamma = DF (F / S) n(d1) / (S' s)</summary>
    public static double Scale<TLane>(in ExpiryLanes<TLane> lanes, double shiftedSpot)
        where TLane : struct, ILane<TLane> => TLane.First(lanes.Share) * Normal.InverseRootTwoPi / shiftedSpot;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Exact<TLane>(double shift, ReadOnlySpan<double> starts, ReadOnlySpan<double> slopes, ReadOnlySpan<double> heights)
        where TLane : struct, ILane<TLane>
    {
        Span<double> strands = stackalloc double[Lanes.Padding];
        var shifted = TLane.Broadcast(shift);
        for (var strand = 0; strand < Lanes.Padding; strand += TLane.Count)
        {
            var sum = TLane.Broadcast(0);
            for (var i = strand; i < starts.Length; i += Lanes.Padding)
            {
                var u = TLane.Fma(shifted, TLane.Load(slopes, i), TLane.Load(starts, i));
                sum = TLane.Fma(TLane.Load(heights, i), Exponential.TwoToMinusSquare(u), sum);
            }

            TLane.Store(sum, strands, strand);
        }

        return ProfileBlock.Sum(strands);
    }
}
