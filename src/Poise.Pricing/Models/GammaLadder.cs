using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// Gamma summed over options at the equal log steps of a ladder. There d1 moves by equal steps B, so that exp(-d1^2/2) follows from its neighbour by
/// two multiplications: g' = g q, q' = q exp(-B^2). Each run of 16 spots starts anew from its middle, at most eight steps away, where g is exact.
/// </summary>
internal static class GammaLadder
{
    private const int Run = 16;

    /// <summary>Spots whose sums stay in the nearest cache.</summary>
    private const int SpotsAtOnce = 256;

    [SkipLocalsInit]
    public static void Add<TLane>(in SliceTerms slice, in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> weights, in SpotLadder ladder, Span<double> gammaSum)
        where TLane : struct, ILane<TLane>
    {
        Span<double> work = AlignedColumn.OnStack(stackalloc double[3 * ProfileBlock.Options + 7]);
        Span<double> sums = AlignedColumn.OnStack(stackalloc double[SpotsAtOnce * Lanes.Padding + 7]);
        Span<double> spots = stackalloc double[SpotsAtOnce];
        var starts = work[..ProfileBlock.Options];
        var slopes = work.Slice(ProfileBlock.Options, ProfileBlock.Options);
        var heights = work[(2 * ProfileBlock.Options)..];
        ExpiryLanes<TLane>.Fill(slice, strikes.Anchor, carried: false, out var lanes);
        for (var firstSpot = 0; firstSpot < ladder.Count; firstSpot += SpotsAtOnce)
        {
            var part = new SpotLadder(ladder.Shift(firstSpot), ladder.Step, Math.Min(SpotsAtOnce, ladder.Count - firstSpot));
            var some = sums[..(part.Count * Lanes.Padding)];
            some.Clear();
            for (var first = 0; first < vols.Length; first += ProfileBlock.Options)
            {
                var count = Math.Min(ProfileBlock.Options, vols.Length - first);
                ProfileBlock.Lines(new ExpiryTerms<TLane>(ref lanes, strikes.High[first..], strikes.Low[first..]), vols.Slice(first, count), weights.Slice(first, count), Exponential.RootHalfLog2E, starts, slopes, heights);
                Walk<TLane>(part, starts[..count], slopes, heights, some);
            }

            Add<TLane>(part, slice.Spot, TLane.First(lanes.Share), some, spots, gammaSum[firstSpot..]);
        }
    }

    /// <summary>The strands of each spot together, as gamma by that spot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TLane>(in SpotLadder ladder, double spot, double share, ReadOnlySpan<double> strands, Span<double> spots, Span<double> gammaSum)
        where TLane : struct, ILane<TLane>
    {
        var some = spots[..((ladder.Count + Lanes.Padding - 1) / Lanes.Padding * Lanes.Padding)];
        ladder.FillLanes<TLane>(spot, 0, some);
        var height = TLane.Broadcast(share * Normal.InverseRootTwoPi);
        for (var at = 0; at < some.Length; at += TLane.Count)
            TLane.Store(height / TLane.Load(some, at), some, at);
        for (var j = 0; j < ladder.Count; j++)
            gammaSum[j] += ProfileBlock.Sum(strands.Slice(j * Lanes.Padding, Lanes.Padding)) * some[j];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk<TLane>(in SpotLadder ladder, ReadOnlySpan<double> starts, ReadOnlySpan<double> slopes, ReadOnlySpan<double> heights, Span<double> sums)
        where TLane : struct, ILane<TLane>
    {
        var one = TLane.Broadcast(1);
        var step = TLane.Broadcast(ladder.Step);
        var edge = TLane.Broadcast(90 * Exponential.RootHalfLog2E);
        for (var option = 0; option < starts.Length; option += Lanes.Padding)
        {
            if (IsSteep<TLane>(slopes.Slice(option, Lanes.Padding), step))
            {
                Direct<TLane>(ladder, option, starts, slopes, heights, sums);
                continue;
            }

            for (var strand = 0; strand < Lanes.Padding; strand += TLane.Count)
            {
                var start = TLane.Load(starts, option + strand);
                var slope = TLane.Load(slopes, option + strand);
                var height = TLane.Load(heights, option + strand);
                var b = slope * step;
                var first = Exponential.TwoToMinusSquare(b);
                var ratio = first * first;
                for (var run = 0; run < ladder.Count; run += Run)
                {
                    var length = Math.Min(Run, ladder.Count - run);
                    var middle = run + length / 2;
                    var u = TLane.Fma(TLane.Broadcast(ladder.Shift(middle)), slope, start);
                    var g = height * Exponential.TwoToMinusSquare(u);
                    var tilt = Exponential.TwoToProduct(TLane.AtMost(edge, TLane.AtLeast(-edge, u + u)), b);
                    var at = middle * Lanes.Padding + strand;
                    TLane.Store(TLane.Load(sums, at) + g, sums, at);
                    var (up, down) = (g, g);
                    var (qUp, qDown) = (first / tilt, first * tilt);
                    for (var k = 1; k <= length / 2; k++)
                    {
                        down = down * qDown;
                        qDown = qDown * ratio;
                        var below = at - k * Lanes.Padding;
                        TLane.Store(TLane.Load(sums, below) + down, sums, below);
                        if (k == length - length / 2)
                            break;
                        up = up * qUp;
                        qUp = qUp * ratio;
                        var above = at + k * Lanes.Padding;
                        TLane.Store(TLane.Load(sums, above) + up, sums, above);
                    }
                }
            }
        }
    }

    /// <summary>Whether some step of d1 is too long (over 1) for the walk: its tails would underflow on the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSteep<TLane>(ReadOnlySpan<double> slopes, TLane step)
        where TLane : struct, ILane<TLane>
    {
        var steep = TLane.Broadcast(0);
        for (var strand = 0; strand < Lanes.Padding; strand += TLane.Count)
            steep = steep | (TLane.Abs(TLane.Load(slopes, strand) * step) > TLane.Broadcast(Exponential.RootHalfLog2E));
        return TLane.Any(steep);
    }

    private static void Direct<TLane>(in SpotLadder ladder, int option, ReadOnlySpan<double> starts, ReadOnlySpan<double> slopes, ReadOnlySpan<double> heights, Span<double> sums)
        where TLane : struct, ILane<TLane>
    {
        for (var strand = 0; strand < Lanes.Padding; strand += TLane.Count)
        {
            var start = TLane.Load(starts, option + strand);
            var slope = TLane.Load(slopes, option + strand);
            var height = TLane.Load(heights, option + strand);
            for (var j = 0; j < ladder.Count; j++)
            {
                var u = TLane.Fma(TLane.Broadcast(ladder.Shift(j)), slope, start);
                var at = j * Lanes.Padding + strand;
                TLane.Store(TLane.Fma(height, Exponential.TwoToMinusSquare(u), TLane.Load(sums, at)), sums, at);
            }
        }
    }
}
