using Poise.Domain;

namespace Poise.Pricing;

/// <summary>
/// Black's model on the forward of the expiry (Black 1976; with S, r, q it is Black-Scholes-Merton). Columns are padded to a multiple of
/// <see cref="PadTo"/> with harmless options (any positive strike, vol 1, weight 0), so that no kernel has a tail. Results are the same bits
/// at any lane width. Where vol or time is not positive the limits are given: intrinsic value, delta 1, 0, or half at the strike (discounted),
/// and no gamma or vega. NaN in gives NaN out.
/// </summary>
public static class Black76
{
    public const int PadTo = Lanes.Padding;

    /// <summary>Greeks by spot of one expiry's options. Signs: +1 call, -1 put. Vols per 1.00 a year.</summary>
    /// <exception cref="ArgumentException">A column is not as long as the strikes, or that length is not a multiple of <see cref="PadTo"/>.</exception>
    public static void Evaluate(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, GreekColumns into) =>
        Evaluate(terms, strikes, vols, signs, into, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static void Evaluate(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, GreekColumns into, LaneWidth width)
    {
        Columns.Check(strikes.Length, vols.Length, signs.Length);
        Columns.Check(strikes.Length, into);
        Run(width, BlackTerms.OfSlice(terms), strikes, vols, signs, into);
    }

    /// <summary>One option by spot, continuously compounded rate and yield.</summary>
    public static OptionGreeks Evaluate(OptionType type, double spot, double strike, double years, double rate, double yield, double vol) =>
        Evaluate(type, spot, strike, years, rate, yield, vol, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static OptionGreeks Evaluate(OptionType type, double spot, double strike, double years, double rate, double yield, double vol, LaneWidth width) =>
        Lone(width, BlackTerms.OfSpot(spot, years, rate, yield), type, strike, vol);

    /// <summary>
    /// One option by forward and discount factor, greeks by the forward: dF/dS = 1, r = -ln(discount) / years, theta at fixed forward, rho = -years price.
    /// </summary>
    public static OptionGreeks EvaluateForward(OptionType type, double forward, double strike, double years, double discount, double vol)
    {
        var greeks = Lone(LaneWidth.Widest, BlackTerms.OfSlice(new SliceTerms(forward, forward, discount, years)), type, strike, vol);
        return greeks with { Rho = years <= 0 ? 0 * greeks.Price : -years * greeks.Price };
    }

    /// <summary>Call deltas by spot; a put's is this less Discount Forward / Spot.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Evaluate(in SliceTerms, ReadOnlySpan{double}, ReadOnlySpan{double}, ReadOnlySpan{double}, GreekColumns)"/>.</exception>
    public static void CallDelta(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, Span<double> callDelta)
    {
        Columns.Check(strikes.Length, vols.Length, callDelta.Length);
        Run(LaneWidth.Widest, BlackTerms.OfSlice(terms), strikes, vols, default, new GreekColumns { Delta = callDelta });
    }

    /// <summary>
    /// Adds to each gammaSum[j] the sum of weights[i] gamma_i at spots[j]: gamma by the shifted spot, the forward moved as F spots[j] / Spot, each
    /// strike keeping its vol. At spots[j] = Spot it is the sum of weights[i] Gamma[i] (to 1e-12 of the terms' size).
    /// </summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded, or gammaSum is not as long as spots.</exception>
    public static void AddGammaProfile(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> weights, ReadOnlySpan<double> spots, Span<double> gammaSum) =>
        AddGammaProfile(terms, strikes, vols, weights, spots, gammaSum, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static void AddGammaProfile(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> weights, ReadOnlySpan<double> spots, Span<double> gammaSum, LaneWidth width)
    {
        Columns.Check(strikes.Length, vols.Length, weights.Length);
        Columns.Same(spots.Length, gammaSum.Length);
        var black = BlackTerms.OfSlice(terms);
        switch (Lanes.Resolve(width))
        {
            case LaneWidth.Bits512: GammaProfile.Add<Lane512>(black, terms.Spot, strikes, vols, weights, spots, gammaSum); break;
            case LaneWidth.Bits256: GammaProfile.Add<Lane256>(black, terms.Spot, strikes, vols, weights, spots, gammaSum); break;
            default: GammaProfile.Add<Lane128>(black, terms.Spot, strikes, vols, weights, spots, gammaSum); break;
        }
    }

    /// <summary>
    /// Adds to each deltaSum[j] the sum of callWeights[i] callDelta_i + putWeights[i] putDelta_i at spots[j], moved as in the gamma profile.
    /// </summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded, or deltaSum is not as long as spots.</exception>
    public static void AddDeltaProfile(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> callWeights, ReadOnlySpan<double> putWeights, ReadOnlySpan<double> spots, Span<double> deltaSum) =>
        AddDeltaProfile(terms, strikes, vols, callWeights, putWeights, spots, deltaSum, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static void AddDeltaProfile(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> callWeights, ReadOnlySpan<double> putWeights, ReadOnlySpan<double> spots, Span<double> deltaSum, LaneWidth width)
    {
        Columns.Check(strikes.Length, vols.Length, callWeights.Length);
        Columns.Same(strikes.Length, putWeights.Length);
        Columns.Same(spots.Length, deltaSum.Length);
        var black = BlackTerms.OfSlice(terms);
        switch (Lanes.Resolve(width))
        {
            case LaneWidth.Bits512: DeltaProfile.Add<Lane512>(black, terms.Spot, strikes, vols, callWeights, putWeights, spots, deltaSum); break;
            case LaneWidth.Bits256: DeltaProfile.Add<Lane256>(black, terms.Spot, strikes, vols, callWeights, putWeights, spots, deltaSum); break;
            default: DeltaProfile.Add<Lane128>(black, terms.Spot, strikes, vols, callWeights, putWeights, spots, deltaSum); break;
        }
    }

    private static OptionGreeks Lone(LaneWidth width, in BlackTerms terms, OptionType type, double strike, double vol)
    {
        width = Lanes.Resolve(width);
        var count = Lanes.Count(width);
        Span<double> all = stackalloc double[15 * Lanes.Padding];
        var strikes = all[..count];
        var vols = all.Slice(8, count);
        var signs = all.Slice(16, count);
        strikes.Fill(strike);
        vols.Fill(vol);
        signs.Fill(type == OptionType.Call ? 1 : -1);
        var into = new GreekColumns
        {
            Price = all.Slice(24, count),
            Delta = all.Slice(32, count),
            Gamma = all.Slice(40, count),
            Vega = all.Slice(48, count),
            Theta = all.Slice(56, count),
            Rho = all.Slice(64, count),
            Vanna = all.Slice(72, count),
            Volga = all.Slice(80, count),
            Charm = all.Slice(88, count),
            Speed = all.Slice(96, count),
            Zomma = all.Slice(104, count),
            Color = all.Slice(112, count),
        };
        Run(width, terms, strikes, vols, signs, into);
        return new OptionGreeks(
            all[24], all[32], all[40], all[48], all[56], all[64], all[72], all[80], all[88], all[96], all[104], all[112]);
    }

    private static void Run(LaneWidth width, in BlackTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in GreekColumns into)
    {
        switch (Lanes.Resolve(width))
        {
            case LaneWidth.Bits512: BlackKernel.Run<Lane512>(terms, strikes, vols, signs, into); break;
            case LaneWidth.Bits256: BlackKernel.Run<Lane256>(terms, strikes, vols, signs, into); break;
            default: BlackKernel.Run<Lane128>(terms, strikes, vols, signs, into); break;
        }
    }
}
