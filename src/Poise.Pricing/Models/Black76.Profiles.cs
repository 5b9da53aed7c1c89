using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>Sums over the options of an expiry at many spots: the forward moves as F spots[j] / Spot, and each strike keeps its vol.</summary>
public static partial class Black76
{
    /// <summary>
    /// Adds to each gammaSum[j] the sum of weights[i] gamma_i, by the shifted spot, at spots[j]. At spots[j] = Spot it is the sum of
    /// weights[i] Gamma[i]. Within 1e-12 of the sum of the terms' sizes.
    /// </summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded, or gammaSum is not as long as spots.</exception>
    public static void AddGammaProfile(in SliceTerms terms, in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> weights, ReadOnlySpan<double> spots, Span<double> gammaSum) =>
        AddGammaProfile(terms, strikes, vols, weights, spots, gammaSum, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static void AddGammaProfile(in SliceTerms terms, in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> weights, ReadOnlySpan<double> spots, Span<double> gammaSum, LaneWidth width)
    {
        Columns.Check(strikes.Strikes.Length, vols.Length, weights.Length);
        Columns.Same(spots.Length, gammaSum.Length);
        switch (Lanes.Resolve(width))
        {
            case LaneWidth.Bits512: GammaProfile.Add<Lane512>(terms, strikes, vols, weights, spots, gammaSum); break;
            case LaneWidth.Bits256: GammaProfile.Add<Lane256>(terms, strikes, vols, weights, spots, gammaSum); break;
            default: GammaProfile.Add<Lane128>(terms, strikes, vols, weights, spots, gammaSum); break;
        }
    }

    /// <summary>As above for strikes whose logarithms nobody has kept.</summary>
    public static void AddGammaProfile(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> weights, ReadOnlySpan<double> spots, Span<double> gammaSum) =>
        AddGammaProfile(terms, strikes, vols, weights, spots, gammaSum, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    [SkipLocalsInit]
    public static void AddGammaProfile(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> weights, ReadOnlySpan<double> spots, Span<double> gammaSum, LaneWidth width)
    {
        Columns.Check(strikes.Length, vols.Length, weights.Length);
        Span<double> work = stackalloc double[2 * ProfileBlock.Options];
        for (var first = 0; first < strikes.Length; first += ProfileBlock.Options)
        {
            var count = Math.Min(ProfileBlock.Options, strikes.Length - first);
            AddGammaProfile(terms, LogStrikes.OfForward(strikes.Slice(first, count), terms.Forward, work), vols.Slice(first, count), weights.Slice(first, count), spots, gammaSum, width);
        }
    }

    /// <summary>
    /// As the gamma profile, at the equal log steps of a ladder, several times as fast: exact at the middle of each 16 spots, the others by a recurrence.
    /// </summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded, or gammaSum is not as long as the ladder.</exception>
    public static void AddGammaLadder(in SliceTerms terms, in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> weights, in SpotLadder ladder, Span<double> gammaSum) =>
        AddGammaLadder(terms, strikes, vols, weights, ladder, gammaSum, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static void AddGammaLadder(in SliceTerms terms, in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> weights, in SpotLadder ladder, Span<double> gammaSum, LaneWidth width)
    {
        Columns.Check(strikes.Strikes.Length, vols.Length, weights.Length);
        Columns.Same(ladder.Count, gammaSum.Length);
        switch (Lanes.Resolve(width))
        {
            case LaneWidth.Bits512: GammaLadder.Add<Lane512>(terms, strikes, vols, weights, ladder, gammaSum); break;
            case LaneWidth.Bits256: GammaLadder.Add<Lane256>(terms, strikes, vols, weights, ladder, gammaSum); break;
            default: GammaLadder.Add<Lane128>(terms, strikes, vols, weights, ladder, gammaSum); break;
        }
    }

    /// <summary>
    /// Adds to each deltaSum[j] the sum of callWeights[i] callDelta_i + putWeights[i] putDelta_i at spots[j], moved as in the gamma profile.
    /// </summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded, or deltaSum is not as long as spots.</exception>
    public static void AddDeltaProfile(in SliceTerms terms, in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> callWeights, ReadOnlySpan<double> putWeights, ReadOnlySpan<double> spots, Span<double> deltaSum) =>
        AddDeltaProfile(terms, strikes, vols, callWeights, putWeights, spots, deltaSum, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static void AddDeltaProfile(in SliceTerms terms, in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> callWeights, ReadOnlySpan<double> putWeights, ReadOnlySpan<double> spots, Span<double> deltaSum, LaneWidth width)
    {
        Columns.Check(strikes.Strikes.Length, vols.Length, callWeights.Length);
        Columns.Same(strikes.Strikes.Length, putWeights.Length);
        Columns.Same(spots.Length, deltaSum.Length);
        switch (Lanes.Resolve(width))
        {
            case LaneWidth.Bits512: DeltaProfile.Add<Lane512>(terms, strikes, vols, callWeights, putWeights, spots, deltaSum); break;
            case LaneWidth.Bits256: DeltaProfile.Add<Lane256>(terms, strikes, vols, callWeights, putWeights, spots, deltaSum); break;
            default: DeltaProfile.Add<Lane128>(terms, strikes, vols, callWeights, putWeights, spots, deltaSum); break;
        }
    }

    /// <summary>As above for strikes whose logarithms nobody has kept.</summary>
    public static void AddDeltaProfile(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> callWeights, ReadOnlySpan<double> putWeights, ReadOnlySpan<double> spots, Span<double> deltaSum) =>
        AddDeltaProfile(terms, strikes, vols, callWeights, putWeights, spots, deltaSum, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    [SkipLocalsInit]
    public static void AddDeltaProfile(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> callWeights, ReadOnlySpan<double> putWeights, ReadOnlySpan<double> spots, Span<double> deltaSum, LaneWidth width)
    {
        Columns.Check(strikes.Length, vols.Length, callWeights.Length);
        Columns.Same(strikes.Length, putWeights.Length);
        Span<double> work = stackalloc double[2 * ProfileBlock.Options];
        for (var first = 0; first < strikes.Length; first += ProfileBlock.Options)
        {
            var count = Math.Min(ProfileBlock.Options, strikes.Length - first);
            AddDeltaProfile(terms, LogStrikes.OfForward(strikes.Slice(first, count), terms.Forward, work), vols.Slice(first, count), callWeights.Slice(first, count), putWeights.Slice(first, count), spots, deltaSum, width);
        }
    }
}
