using Poise.Domain;

namespace Poise.Pricing;

/// <summary>
/// The normal model on the forward of the expiry (Bachelier 1900): F moves by sigma a root-year in its own unit, so that forwards and strikes of
/// either sign are priced (rates, spreads, oil in April 2020). Call = DF ((F - K) N(d) + s n(d)), d = (F - K) / s, s = sigma sqrt(T).
/// Greeks are by the forward, since dF/dS = F/S means nothing where F may be 0 or less: delta and gamma by F, vega per 1.00 of normal vol (a unit of
/// price a root-year), r = -ln(DF) / T, theta, charm and color at fixed forward, rate and vol, rho = -T V. The terms' spot plays no part.
/// Price, delta, gamma and vega are right to 1e-14 relative, out of the money down to 1e-300 too. Where vol or time is not positive the limits are
/// given: discounted payoff, delta DF, 0, or half of DF at the strike, and no gamma or vega. An infinite vol is worth infinity. NaN in, or a negative
/// discount factor, gives NaN out. Columns are padded to a multiple of <see cref="PadTo"/>; results are the same bits at any lane width.
/// </summary>
public static class Bachelier
{
    public const int PadTo = Lanes.Padding;

    /// <summary>Greeks by forward of one expiry's options. Signs: +1 call, -1 put. Vols: normal, in units of the forward a root-year.</summary>
    /// <exception cref="ArgumentException">A column is not as long as the strikes, or that length is not a multiple of <see cref="PadTo"/>.</exception>
    public static void Evaluate(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in GreekColumns into) =>
        Evaluate(terms, strikes, vols, signs, into, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static void Evaluate(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in GreekColumns into, LaneWidth width)
    {
        Columns.Check(strikes.Length, vols.Length, signs.Length);
        Columns.Check(strikes.Length, into);
        switch (Lanes.Resolve(width))
        {
            case LaneWidth.Bits512: BachelierKernel.Run<Lane512>(BachelierTerms.Of<Lane512>(terms), strikes, vols, signs, into); break;
            case LaneWidth.Bits256: BachelierKernel.Run<Lane256>(BachelierTerms.Of<Lane256>(terms), strikes, vols, signs, into); break;
            default: BachelierKernel.Run<Lane128>(BachelierTerms.Of<Lane128>(terms), strikes, vols, signs, into); break;
        }
    }

    /// <summary>One option by forward and discount factor: the same bits as in a column.</summary>
    public static OptionGreeks EvaluateForward(OptionType type, double forward, double strike, double years, double discount, double vol) =>
        EvaluateForward(type, forward, strike, years, discount, vol, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static OptionGreeks EvaluateForward(OptionType type, double forward, double strike, double years, double discount, double vol, LaneWidth width)
    {
        Span<double> inputs = stackalloc double[3 * PadTo];
        Span<double> results = stackalloc double[12 * PadTo];
        inputs[..PadTo].Fill(strike);
        inputs.Slice(PadTo, PadTo).Fill(vol);
        inputs[(2 * PadTo)..].Fill(type == OptionType.Call ? 1 : -1);
        // One lane is enough: the columns are cut to its length.
        var count = Lanes.Count(Lanes.Resolve(width));
        var strikes = inputs[..count];
        var vols = inputs.Slice(PadTo, count);
        var signs = inputs.Slice(2 * PadTo, count);
        var into = GreekColumns.Of(results, count);
        var terms = new SliceTerms(forward, forward, discount, years);
        switch (Lanes.Resolve(width))
        {
            case LaneWidth.Bits512: BachelierKernel.Run<Lane512>(BachelierTerms.Of<Lane512>(terms), strikes, vols, signs, into); break;
            case LaneWidth.Bits256: BachelierKernel.Run<Lane256>(BachelierTerms.Of<Lane256>(terms), strikes, vols, signs, into); break;
            default: BachelierKernel.Run<Lane128>(BachelierTerms.Of<Lane128>(terms), strikes, vols, signs, into); break;
        }

        return into.First;
    }
}
