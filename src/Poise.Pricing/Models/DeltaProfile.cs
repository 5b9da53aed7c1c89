using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>Delta of calls and puts together at any spots, in the strands of <see cref="ProfileBlock"/>.</summary>
internal static class DeltaProfile
{
    [SkipLocalsInit]
    public static void Add<TLane>(in SliceTerms slice, in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> callWeights, ReadOnlySpan<double> putWeights, ReadOnlySpan<double> spots, Span<double> deltaSum)
        where TLane : struct, ILane<TLane>
    {
        Span<double> work = stackalloc double[3 * ProfileBlock.Options];
        Span<double> shifts = stackalloc double[ProfileBlock.Spots];
        var starts = work[..ProfileBlock.Options];
        var slopes = work.Slice(ProfileBlock.Options, ProfileBlock.Options);
        var heights = work[(2 * ProfileBlock.Options)..];
        ExpiryLanes<TLane>.Fill(slice, strikes.Anchor, carried: false, out var lanes);
        var share = TLane.First(lanes.Share);
        for (var first = 0; first < vols.Length; first += ProfileBlock.Options)
        {
            var count = Math.Min(ProfileBlock.Options, vols.Length - first);
            var calls = callWeights.Slice(first, count);
            var puts = putWeights.Slice(first, count);
            ProfileBlock.Lines(new ExpiryTerms<TLane>(ref lanes, strikes.High[first..], strikes.Low[first..]), vols.Slice(first, count), calls, 1, starts, slopes, heights);
            for (var firstSpot = 0; firstSpot < spots.Length; firstSpot += ProfileBlock.Spots)
            {
                var some = spots.Slice(firstSpot, Math.Min(ProfileBlock.Spots, spots.Length - firstSpot));
                ProfileBlock.Shifts<TLane>(slice.Spot, some, shifts);
                for (var j = 0; j < some.Length; j++)
                    deltaSum[firstSpot + j] += Sum<TLane>(shifts[j], starts, slopes, calls, puts) * share;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<TLane>(double shift, ReadOnlySpan<double> starts, ReadOnlySpan<double> slopes, ReadOnlySpan<double> calls, ReadOnlySpan<double> puts)
        where TLane : struct, ILane<TLane>
    {
        Span<double> strands = stackalloc double[Lanes.Padding];
        var shifted = TLane.Broadcast(shift);
        var one = TLane.Broadcast(1);
        var far = TLane.Broadcast(1000);
        for (var strand = 0; strand < Lanes.Padding; strand += TLane.Count)
        {
            var sum = TLane.Broadcast(0);
            for (var i = strand; i < calls.Length; i += Lanes.Padding)
            {
                var d1 = TLane.Fma(shifted, TLane.Load(slopes, i), TLane.Load(starts, i));
                var away = TLane.AtMost(far, TLane.Abs(d1));
                var tail = Exponential.OfSquare(away) * (Mills.Fraction(away, out var denominator) / denominator);
                var rest = one - tail;
                sum = TLane.Fma(TLane.Load(calls, i), TLane.BySign(d1, tail, rest), sum);
                sum = TLane.Fma(-TLane.Load(puts, i), TLane.BySign(d1, rest, tail), sum);
            }

            TLane.Store(sum, strands, strand);
        }

        return ProfileBlock.Sum(strands);
    }
}
