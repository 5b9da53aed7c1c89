namespace Poise.Pricing;

/// <summary>
/// The scalars of one expiry as the kernels want them. Moneyness is ln(Numerator / K) + CarryHigh + CarryLow: the forward itself with no
/// carry, or the spot with (r - q) T kept to twice the precision.
/// </summary>
internal readonly struct BlackTerms
{
    public double Numerator { get; private init; }

    public double CarryHigh { get; private init; }

    public double CarryLow { get; private init; }

    /// <summary>Present value of the forward, DF F = S e^(-qT).</summary>
    public double ForwardValue { get; private init; }

    /// <summary>What that product lost to rounding, so that at the strike the intrinsic value is 0.</summary>
    public double ForwardValueLow { get; private init; }

    public double Discount { get; private init; }

    public double InverseSpot { get; private init; }

    /// <summary>dF/dS discounted, DF F / S = e^(-qT).</summary>
    public double SpotShare { get; private init; }

    public double Years { get; private init; }

    /// <summary>1 / T, 0 where T is not positive.</summary>
    public double InverseYears { get; private init; }

    public double RootYears { get; private init; }

    /// <summary>What the square root lost to rounding.</summary>
    public double RootYearsLow { get; private init; }

    public double Rate { get; private init; }

    public double Yield { get; private init; }

    public static BlackTerms OfSlice<TLane>(in SliceTerms terms)
        where TLane : struct, ILane<TLane>
    {
        var expired = terms.Years <= 0;
        var rate = expired ? 0 : -LogRatio<TLane>(terms.Discount, 1) / terms.Years;
        var yield = expired ? 0 : rate - LogRatio<TLane>(terms.Forward, terms.Spot) / terms.Years;
        var forwardValue = terms.Discount * terms.Forward;
        return Of(terms.Spot, terms.Years, forwardValue, terms.Discount, forwardValue / terms.Spot, rate, yield) with
        {
            Numerator = terms.Forward,
            ForwardValueLow = Math.FusedMultiplyAdd(terms.Discount, terms.Forward, -forwardValue),
        };
    }

    public static BlackTerms OfSpot<TLane>(double spot, double years, double rate, double yield)
        where TLane : struct, ILane<TLane>
    {
        var time = years <= 0 ? 0 : years;
        var carry = rate - yield;
        // rate - yield is rounded: the rest comes along (Knuth's two-sum).
        var back = rate - carry;
        var carryRest = (rate - (carry + back)) + (back - yield);
        var carryHigh = carry * time;
        var share = Exp<TLane>(-yield, time);
        var forwardValue = spot * share;
        return Of(spot, years, forwardValue, Exp<TLane>(-rate, time), share, rate, yield) with
        {
            Numerator = spot,
            ForwardValueLow = Math.FusedMultiplyAdd(spot, share, -forwardValue),
            CarryHigh = carryHigh,
            CarryLow = Math.FusedMultiplyAdd(carry, time, -carryHigh) + carryRest * time,
        };
    }

    private static BlackTerms Of(double spot, double years, double forwardValue, double discount, double share, double rate, double yield)
    {
        var time = years <= 0 ? 0 : years;
        var root = Math.Sqrt(time);
        return new BlackTerms
        {
            ForwardValue = forwardValue,
            Discount = discount,
            InverseSpot = 1 / spot,
            SpotShare = share,
            Years = time,
            InverseYears = time == 0 ? 0 : 1 / time,
            RootYears = root,
            RootYearsLow = time == 0 ? 0 : Math.FusedMultiplyAdd(-root, root, time) / (2 * root),
            Rate = rate,
            Yield = yield,
        };
    }

    private static double LogRatio<TLane>(double numerator, double denominator)
        where TLane : struct, ILane<TLane> =>
        TLane.First(Logarithm.OfRatio(TLane.Broadcast(numerator), TLane.Broadcast(denominator), out _));

    private static double Exp<TLane>(double a, double b)
        where TLane : struct, ILane<TLane>
    {
        var product = a * b;
        return TLane.First(Exponential.Exp(TLane.Broadcast(product), TLane.Broadcast(Math.FusedMultiplyAdd(a, b, -product))));
    }
}
