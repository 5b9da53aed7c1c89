namespace Poise.Pricing;

/// <summary>
/// One option's search for its vol, in ln vol: a bracket found by growing steps, closed by Chandrupatla's choice between inverse quadratic interpolation
/// and halving (Advances in Engineering Software 28 (1997) 145-149). What is driven to 0 is ln of time value over the quote's own, so that quotes far
/// out of the money are as easy as others.
/// </summary>
internal struct AmericanSearch
{
    private const int Most = 120;

    /// <summary>ln of a time value of nothing.</summary>
    private const double Nothing = -700;
    private const double Close = 4e-15;

    private double quote;
    private double worthless;
    private double least;
    private double most;
    private double a;
    private double b;
    private double c;
    private double atA;
    private double atB;
    private double atC;
    private double stride;
    private int steps;
    private bool bracketed;

    /// <summary>ln of the vol at which a price is wanted next.</summary>
    public double Next { get; private set; }

    public bool Done { get; private set; }

    public ImpliedVolStatus Status { get; private set; }

    public double Vol { get; private set; }

    public static AmericanSearch Start(double price, double spot, double strike, double years, double rate, double yield, double sign)
    {
        var search = new AmericanSearch { Vol = double.NaN, Done = true, Status = ImpliedVolStatus.NotANumber };
        var finite = double.IsFinite(price) && double.IsFinite(spot + strike + years + rate + yield) && !double.IsNaN(sign);
        if (!finite || !(spot > 0 && strike > 0 && years > 0))
            return search;
        var isCall = sign > 0;
        var lower = AmericanLimits.Settled(isCall, spot, strike, years, rate, yield).Price;
        var certain = isCall ? spot : strike;
        var growth = isCall ? yield : rate;
        var upper = certain * (growth < 0 ? LoneFunctions.Exp(-growth * years) : 1);
        if (price >= upper)
        {
            search.Status = ImpliedVolStatus.AboveMaximum;
            return search;
        }

        var rounding = 4e-16 * (lower + certain * 0.01);
        if (price < lower - rounding)
        {
            search.Status = ImpliedVolStatus.BelowIntrinsic;
            return search;
        }

        search.Status = ImpliedVolStatus.Ok;
        if (price <= lower + rounding)
        {
            search.Vol = 0;
            return search;
        }

        var moneyness = Math.Abs(LoneFunctions.Log(spot / strike) + (rate - yield) * years);
        var root = Math.Sqrt(years);
        search.Done = false;
        search.quote = price;
        search.worthless = lower;
        search.stride = 0.25;
        search.least = LoneFunctions.Log(1e-9 / root);
        search.most = LoneFunctions.Log(40 / root);

        // At the money vol is about time value over spot; far from it most time value begins where vega is largest.
        var near = 2.5066282746310002 * (price - lower) / Math.Min(spot, strike) / root;
        var far = 0.5 * Math.Sqrt(2 * moneyness) / root;
        search.Next = Math.Clamp(LoneFunctions.Log(Math.Max(near, far)), search.least, search.most);
        return search;
    }

    /// <summary>The price at <see cref="Next"/>.</summary>
    public void Take(double price)
    {
        if (!double.IsFinite(price))
        {
            End(double.NaN, ImpliedVolStatus.NotANumber);
            return;
        }

        var value = price > worthless ? LoneFunctions.Log((price - worthless) / (quote - worthless)) : Nothing;
        if (Math.Abs(price - quote) <= 1e-15 * quote || value == 0)
        {
            End(Next, ImpliedVolStatus.Ok);
            return;
        }

        if (++steps > Most)
        {
            End(Math.Abs(atA) < Math.Abs(atB) ? a : b, ImpliedVolStatus.Ok);
            return;
        }

        if (bracketed)
            Narrow(value);
        else
            Widen(value);
    }

    private void Widen(double value)
    {
        var crossed = steps > 1 && (value > 0) != (atA > 0);
        if (crossed)
        {
            bracketed = true;
            (b, atB) = (a, atA);
            (c, atC) = (a, atA);
            (a, atA) = (Next, value);
            Choose();
            return;
        }

        // Without a bracket the ends of the range are the answer: no vol there is reaches the quote, or next to none is enough.
        if (value < 0 && Next >= most)
        {
            End(double.NaN, ImpliedVolStatus.AboveMaximum);
            return;
        }

        if (value > 0 && Next <= least)
        {
            End(least, ImpliedVolStatus.Ok);
            return;
        }

        (a, atA) = (Next, value);
        Next = Math.Clamp(value < 0 ? Next + stride : Next - stride, least, most);
        stride *= 2;
    }

    private void Narrow(double value)
    {
        if ((value > 0) == (atA > 0))
            (c, atC) = (a, atA);
        else
            (c, atC, b, atB) = (b, atB, a, atA);
        (a, atA) = (Next, value);
        Choose();
    }

    private void Choose()
    {
        var width = Math.Abs(b - a);
        if (width <= Close)
        {
            End(Math.Abs(atA) < Math.Abs(atB) ? a : b, ImpliedVolStatus.Ok);
            return;
        }

        var share = 0.5;
        if (c == b || c == a)
        {
            // Two points only: a straight line, if neither end is flat.
            if (atA > Nothing && atB > Nothing)
                share = atA / (atA - atB);
        }
        else
        {
            var place = (a - b) / (c - b);
            var level = (atA - atB) / (atC - atB);
            if (level * level < place && (1 - level) * (1 - level) < 1 - place)
                share = atA / (atB - atA) * (atC / (atB - atC)) + (c - a) / (b - a) * (atA / (atC - atA)) * (atB / (atC - atB));
        }

        var edge = 0.5 * Close / width;
        share = Math.Clamp(share, edge, 1 - edge);
        Next = a + share * (b - a);
    }

    private void End(double x, ImpliedVolStatus status)
    {
        Done = true;
        Status = status;
        Vol = status == ImpliedVolStatus.Ok ? LoneFunctions.Exp(x) : double.NaN;
    }
}
