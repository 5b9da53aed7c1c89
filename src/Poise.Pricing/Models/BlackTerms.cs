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

    public static BlackTerms OfSlice(in SliceTerms terms)
    {
        var expired = terms.Years <= 0;
        var rate = expired ? 0 : -LogRatio(terms.Discount, 1) / terms.Years;
        var yield = expired ? 0 : rate - LogRatio(terms.Forward, terms.Spot) / terms.Years;
        var forwardValue = terms.Discount * terms.Forward;
        return Of(terms.Spot, terms.Years, forwardValue, terms.Discount, forwardValue / terms.Spot, rate, yield) with
        {
            Numerator = terms.Forward,
        };
    }

    public static BlackTerms OfSpot(double spot, double years, double rate, double yield)
    {
        var time = years <= 0 ? 0 : years;
        var carry = rate - yield;
        // rate - yield is rounded: the rest comes along (Knuth's two-sum).
        var back = rate - carry;
        var carryRest = (rate - (carry + back)) + (back - yield);
        var carryHigh = carry * time;
        var share = Exp(-yield, time);
        return Of(spot, years, spot * share, Exp(-rate, time), share, rate, yield) with
        {
            Numerator = spot,
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

    private static double LogRatio(double numerator, double denominator) =>
        Lane128.First(Logarithm.OfRatio(Lane128.Broadcast(numerator), Lane128.Broadcast(denominator), out _));

    private static double Exp(double a, double b)
    {
        var product = a * b;
        return Lane128.First(Exponential.Exp(Lane128.Broadcast(product), Lane128.Broadcast(Math.FusedMultiplyAdd(a, b, -product))));
    }
}
