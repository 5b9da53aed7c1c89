using Poise.Domain;

namespace Poise.Pricing;

/// <summary>
/// Black's model on the forward of the expiry (Black 1976; with S, r, q it is Black-Scholes-Merton). Columns are padded to a multiple of
/// <see cref="PadTo"/> with harmless options (any positive strike, vol 1, weight 0), so that no kernel has a tail. Results are the same bits
/// at any lane width. Where vol or time is not positive the limits are given: intrinsic value, delta 1, 0, or half at the strike (discounted),
/// and no gamma or vega. NaN in gives NaN out.
/// </summary>
public static partial class Black76
{
    public const int PadTo = Lanes.Padding;

    /// <summary>Greeks by spot of one expiry's options. Signs: +1 call, -1 put. Vols per 1.00 a year.</summary>
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
            case LaneWidth.Bits512: BlackKernel.Run<Lane512>(terms, strikes, vols, signs, into); break;
            case LaneWidth.Bits256: BlackKernel.Run<Lane256>(terms, strikes, vols, signs, into); break;
            default: BlackKernel.Run<Lane128>(terms, strikes, vols, signs, into); break;
        }
    }

    /// <summary>As above for strikes whose logarithms are kept: the fastest way, the same values to the last digit or two.</summary>
    public static void Evaluate(in SliceTerms terms, in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in GreekColumns into) =>
        Evaluate(terms, strikes, vols, signs, into, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static void Evaluate(in SliceTerms terms, in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in GreekColumns into, LaneWidth width)
    {
        Columns.Check(strikes.Strikes.Length, vols.Length, signs.Length);
        Columns.Check(strikes.Strikes.Length, into);
        switch (Lanes.Resolve(width))
        {
            case LaneWidth.Bits512: BlackKernel.Run<Lane512>(terms, strikes, vols, signs, into); break;
            case LaneWidth.Bits256: BlackKernel.Run<Lane256>(terms, strikes, vols, signs, into); break;
            default: BlackKernel.Run<Lane128>(terms, strikes, vols, signs, into); break;
        }
    }

    /// <summary>
    /// A call and a put of every strike, the same bits as each alone. Gamma, vega, vanna, volga, speed, zomma and color are the same for both: write them for one.
    /// </summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded.</exception>
    public static void EvaluatePairs(in SliceTerms terms, in LogStrikes strikes, ReadOnlySpan<double> vols, in GreekColumns calls, in GreekColumns puts)
    {
        Columns.Check(strikes.Strikes.Length, vols.Length, vols.Length);
        Columns.Check(strikes.Strikes.Length, calls);
        Columns.Check(strikes.Strikes.Length, puts);
        switch (Lanes.Resolve(LaneWidth.Widest))
        {
            case LaneWidth.Bits512: BlackKernel.RunPairs<Lane512>(terms, strikes, vols, calls, puts); break;
            case LaneWidth.Bits256: BlackKernel.RunPairs<Lane256>(terms, strikes, vols, calls, puts); break;
            default: BlackKernel.RunPairs<Lane128>(terms, strikes, vols, calls, puts); break;
        }
    }

    /// <summary>
    /// Sums of units times price of one expiry's options at each of several forwards, all else unchanged: what a portfolio is worth in scenarios, good to about 1e-15 of the units' worth at the forward. Of the
    /// terms discount and years count.
    /// </summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded, or there are not as many values as forwards.</exception>
    public static void Values(in SliceTerms terms, in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, ReadOnlySpan<double> units, ReadOnlySpan<double> forwards, Span<double> values) =>
        Values(terms, strikes, vols, signs, units, forwards, values, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static void Values(
        in SliceTerms terms, in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, ReadOnlySpan<double> units, ReadOnlySpan<double> forwards, Span<double> values, LaneWidth width)
    {
        Columns.Check(strikes.Strikes.Length, vols.Length, signs.Length);
        Columns.Same(strikes.Strikes.Length, units.Length);
        Columns.Same(forwards.Length, values.Length);
        for (int first = 0; first < forwards.Length; first += BlackLadder.Most)
        {
            int count = Math.Min(BlackLadder.Most, forwards.Length - first);
            ReadOnlySpan<double> some = forwards.Slice(first, count);
            Span<double> into = values.Slice(first, count);
            switch (Lanes.Resolve(width))
            {
                case LaneWidth.Bits512: BlackLadder.Run<Lane512>(terms, strikes, vols, signs, units, some, into); break;
                case LaneWidth.Bits256: BlackLadder.Run<Lane256>(terms, strikes, vols, signs, units, some, into); break;
                default: BlackLadder.Run<Lane128>(terms, strikes, vols, signs, units, some, into); break;
            }
        }
    }

    /// <summary>Options that share nothing, greeks by spot: the same bits as one by one.</summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded.</exception>
    public static void Evaluate(in OptionRows rows, in GreekColumns into) => Evaluate(rows, into, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static void Evaluate(in OptionRows rows, in GreekColumns into, LaneWidth width)
    {
        Columns.Check(rows, into);
        switch (Lanes.Resolve(width))
        {
            case LaneWidth.Bits512: BlackKernel.Run<Lane512>(rows, into); break;
            case LaneWidth.Bits256: BlackKernel.Run<Lane256>(rows, into); break;
            default: BlackKernel.Run<Lane128>(rows, into); break;
        }
    }

    /// <summary>One option by spot, continuously compounded rate and yield.</summary>
    public static OptionGreeks Evaluate(OptionType type, double spot, double strike, double years, double rate, double yield, double vol) =>
        Evaluate(type, spot, strike, years, rate, yield, vol, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static OptionGreeks Evaluate(OptionType type, double spot, double strike, double years, double rate, double yield, double vol, LaneWidth width)
    {
        Span<double> all = stackalloc double[19 * PadTo];
        var rows = new OptionRows
        {
            Spots = Filled(all, 12, spot),
            Strikes = Filled(all, 13, strike),
            Years = Filled(all, 14, years),
            Rates = Filled(all, 15, rate),
            Yields = Filled(all, 16, yield),
            Vols = Filled(all, 17, vol),
            Signs = Filled(all, 18, type == OptionType.Call ? 1 : -1),
        };
        var into = GreekColumns.Of(all, PadTo);
        Evaluate(rows, into, width);
        return into.First;
    }

    /// <summary>
    /// One option by forward and discount factor, greeks by the forward: dF/dS = 1, r = -ln(discount) / years, theta at fixed forward, rho = -years price.
    /// </summary>
    public static OptionGreeks EvaluateForward(OptionType type, double forward, double strike, double years, double discount, double vol) =>
        EvaluateForward(type, forward, strike, years, discount, vol, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static OptionGreeks EvaluateForward(OptionType type, double forward, double strike, double years, double discount, double vol, LaneWidth width)
    {
        Span<double> all = stackalloc double[15 * PadTo];
        var into = GreekColumns.Of(all, PadTo);
        Evaluate(new SliceTerms(forward, forward, discount, years), Filled(all, 12, strike), Filled(all, 13, vol), Filled(all, 14, type == OptionType.Call ? 1 : -1), into, width);
        return into.First with { Rho = years <= 0 ? 0 * into.Price[0] : -years * into.Price[0] };
    }

    private static Span<double> Filled(Span<double> all, int column, double value)
    {
        var part = all.Slice(column * PadTo, PadTo);
        part.Fill(value);
        return part;
    }

    /// <summary>Call deltas by spot; a put's is this less Discount Forward / Spot.</summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded.</exception>
    public static void CallDelta(in SliceTerms terms, in LogStrikes strikes, ReadOnlySpan<double> vols, Span<double> callDelta)
    {
        Columns.Check(strikes.Strikes.Length, vols.Length, callDelta.Length);
        var into = new GreekColumns { Delta = callDelta };
        switch (Lanes.Resolve(LaneWidth.Widest))
        {
            case LaneWidth.Bits512: BlackKernel.Run<Lane512>(terms, strikes, vols, default, into); break;
            case LaneWidth.Bits256: BlackKernel.Run<Lane256>(terms, strikes, vols, default, into); break;
            default: BlackKernel.Run<Lane128>(terms, strikes, vols, default, into); break;
        }
    }

    /// <summary>As above for strikes whose logarithms nobody has kept.</summary>
    public static void CallDelta(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, Span<double> callDelta)
    {
        Columns.Check(strikes.Length, vols.Length, callDelta.Length);
        var into = new GreekColumns { Delta = callDelta };
        switch (Lanes.Resolve(LaneWidth.Widest))
        {
            case LaneWidth.Bits512: BlackKernel.Run<Lane512>(terms, strikes, vols, default, into); break;
            case LaneWidth.Bits256: BlackKernel.Run<Lane256>(terms, strikes, vols, default, into); break;
            default: BlackKernel.Run<Lane128>(terms, strikes, vols, default, into); break;
        }
    }
}
