using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Poise.Pricing;

/// <summary>
/// What all profiles share: under a shifted spot d1 is a straight line, start + slope ln(S'/S), slope 1 / s. Every sum over options runs in eight
/// strands (option index modulo eight) that are added in one fixed order, so that the lane width does not show in the bits.
/// </summary>
internal static class ProfileBlock
{
    /// <summary>Options, and spots, that are worked on at once: what fits the nearest cache.</summary>
    public const int Options = 512;
    public const int Spots = 64;

    /// <summary>ln(spots[j] / spot). The end of <paramref name="shifts"/> that has no spot holds what a spot of the last kind gives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Shifts<TLane>(double spot, ReadOnlySpan<double> spots, Span<double> shifts)
        where TLane : struct, ILane<TLane>
    {
        shifts.Fill(spot);
        spots.CopyTo(shifts);
        for (var j = 0; j < shifts.Length; j += TLane.Count)
            TLane.Store(Logarithm.OfRatio(TLane.Load(shifts, j), TLane.Broadcast(spot), out _), shifts, j);
    }

    /// <summary>
    /// Start and slope of d1 in the given unit, and weight times the slope of d1. A settled option steps at its strike (slope 1e9, half at the strike itself) and has no height.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Lines<TLane>(in ExpiryTerms<TLane> terms, ReadOnlySpan<double> vols, ReadOnlySpan<double> weights, double unit, Span<double> starts, Span<double> slopes, Span<double> heights)
        where TLane : struct, ILane<TLane>
    {
        var zero = TLane.Broadcast(0);
        for (var i = 0; i < vols.Length; i += TLane.Count)
        {
            var x = terms.Moneyness(i, out _);
            var vol = TLane.Load(vols, i);
            var s = TLane.AtMost(TLane.Broadcast(4000), TLane.AtMost(terms.MostVol(i), vol) * terms.RootYears(i));
            var settled = (s <= TLane.Broadcast(BlackClose.Settled)) | (vol <= zero);
            var slope = TLane.Select(settled, TLane.Broadcast(1e9), TLane.Broadcast(1) / s);
            var start = TLane.Fma(x, slope, TLane.Select(settled, zero, s * TLane.Broadcast(0.5)));
            TLane.Store(start * TLane.Broadcast(unit), starts, i);
            TLane.Store(slope * TLane.Broadcast(unit), slopes, i);
            TLane.Store(TLane.Load(weights, i) * TLane.Select(settled, zero, slope), heights, i);
        }
    }

    /// <summary>The eight strands, added in one fixed order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(ReadOnlySpan<double> strands)
    {
        var four = Vector256.Create(strands) + Vector256.Create(strands[4..]);
        return (four[0] + four[1]) + (four[2] + four[3]);
    }
}
