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
        Run(width, terms, strikes, vols, signs, into);
    }

    /// <summary>Options that share nothing, greeks by spot: the same bits as one by one.</summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded.</exception>
    public static void Evaluate(in OptionRows rows, GreekColumns into)
    {
        Columns.Check(rows, into);
        for (var i = 0; i < rows.Length; i++)
        {
            var g = Evaluate(rows.Signs[i] > 0 ? OptionType.Call : OptionType.Put, rows.Spots[i], rows.Strikes[i], rows.Years[i], rows.Rates[i], rows.Yields[i], rows.Vols[i]);
            into.Put(i, g);
        }
    }

    /// <summary>One option by spot, continuously compounded rate and yield.</summary>
    public static OptionGreeks Evaluate(OptionType type, double spot, double strike, double years, double rate, double yield, double vol) =>
        Evaluate(type, spot, strike, years, rate, yield, vol, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static OptionGreeks Evaluate(OptionType type, double spot, double strike, double years, double rate, double yield, double vol, LaneWidth width) =>
        Lanes.Resolve(width) switch
        {
            LaneWidth.Bits512 => LoneOption.Evaluate<Lane512>(BlackTerms.OfSpot<Lane512>(spot, years, rate, yield), type, strike, vol),
            LaneWidth.Bits256 => LoneOption.Evaluate<Lane256>(BlackTerms.OfSpot<Lane256>(spot, years, rate, yield), type, strike, vol),
            _ => LoneOption.Evaluate<Lane128>(BlackTerms.OfSpot<Lane128>(spot, years, rate, yield), type, strike, vol),
        };

    /// <summary>
    /// One option by forward and discount factor, greeks by the forward: dF/dS = 1, r = -ln(discount) / years, theta at fixed forward, rho = -years price.
    /// </summary>
    public static OptionGreeks EvaluateForward(OptionType type, double forward, double strike, double years, double discount, double vol) =>
        EvaluateForward(type, forward, strike, years, discount, vol, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static OptionGreeks EvaluateForward(OptionType type, double forward, double strike, double years, double discount, double vol, LaneWidth width)
    {
        var terms = new SliceTerms(forward, forward, discount, years);
        var greeks = Lanes.Resolve(width) switch
        {
            LaneWidth.Bits512 => LoneOption.Evaluate<Lane512>(BlackTerms.OfSlice<Lane512>(terms), type, strike, vol),
            LaneWidth.Bits256 => LoneOption.Evaluate<Lane256>(BlackTerms.OfSlice<Lane256>(terms), type, strike, vol),
            _ => LoneOption.Evaluate<Lane128>(BlackTerms.OfSlice<Lane128>(terms), type, strike, vol),
        };
        return greeks with { Rho = years <= 0 ? 0 * greeks.Price : -years * greeks.Price };
    }

    /// <summary>Call deltas by spot; a put's is this less Discount Forward / Spot.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Evaluate(in SliceTerms, ReadOnlySpan{double}, ReadOnlySpan{double}, ReadOnlySpan{double}, GreekColumns)"/>.</exception>
    public static void CallDelta(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, Span<double> callDelta)
    {
        Columns.Check(strikes.Length, vols.Length, callDelta.Length);
        Run(LaneWidth.Widest, terms, strikes, vols, default, new GreekColumns { Delta = callDelta });
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
        switch (Lanes.Resolve(width))
        {
            case LaneWidth.Bits512: GammaProfile.Add<Lane512>(BlackTerms.OfSlice<Lane512>(terms), terms.Spot, strikes, vols, weights, spots, gammaSum); break;
            case LaneWidth.Bits256: GammaProfile.Add<Lane256>(BlackTerms.OfSlice<Lane256>(terms), terms.Spot, strikes, vols, weights, spots, gammaSum); break;
            default: GammaProfile.Add<Lane128>(BlackTerms.OfSlice<Lane128>(terms), terms.Spot, strikes, vols, weights, spots, gammaSum); break;
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
        switch (Lanes.Resolve(width))
        {
            case LaneWidth.Bits512: DeltaProfile.Add<Lane512>(BlackTerms.OfSlice<Lane512>(terms), terms.Spot, strikes, vols, callWeights, putWeights, spots, deltaSum); break;
            case LaneWidth.Bits256: DeltaProfile.Add<Lane256>(BlackTerms.OfSlice<Lane256>(terms), terms.Spot, strikes, vols, callWeights, putWeights, spots, deltaSum); break;
            default: DeltaProfile.Add<Lane128>(BlackTerms.OfSlice<Lane128>(terms), terms.Spot, strikes, vols, callWeights, putWeights, spots, deltaSum); break;
        }
    }

    private static void Run(LaneWidth width, in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in GreekColumns into)
    {
        switch (Lanes.Resolve(width))
        {
            case LaneWidth.Bits512: BlackKernel.Run<Lane512>(BlackTerms.OfSlice<Lane512>(terms), strikes, vols, signs, into); break;
            case LaneWidth.Bits256: BlackKernel.Run<Lane256>(BlackTerms.OfSlice<Lane256>(terms), strikes, vols, signs, into); break;
            default: BlackKernel.Run<Lane128>(BlackTerms.OfSlice<Lane128>(terms), strikes, vols, signs, into); break;
        }
    }
}
