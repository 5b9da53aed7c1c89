namespace Poise.Pricing;

/// <summary>
/// An SVI smile with butterfly arbitrage replaced by one without, in jump-wings form: at-the-money variance, skew and put wing stay, the call
/// wing and the least variance move (Gatheral and Jacquier 2014, section 5.1).
/// </summary>
public static class SviRepair
{
    private const int LeastVariances = 33;
    private const int Halvings = 40;
    private const int Points = 64;

    /// <summary>
    /// The paper's closed form: call wing p + 2 psi, least variance 4 v p c' / (p + c')^2, which is an SSVI slice. No smile where p + 2 psi is not
    /// above 0. The slice is free of butterfly arbitrage under the SSVI conditions only: ask <see cref="Butterfly"/>.
    /// </summary>
    public static RawSvi Closed(in RawSvi smile, double years)
    {
        var wings = JumpWings.Of(smile, years);
        var call = wings.PutWing + 2 * wings.Skew;
        var sum = wings.PutWing + call;
        return call > 0 ? (wings with { CallWing = call, LeastVariance = 4 * wings.Variance * wings.PutWing * call / (sum * sum) }).ToRaw(years) : RawSvi.None;
    }

    /// <summary>
    /// The smile nearest to the given one in out-of-the-money prices (least squares over |k| up to <paramref name="reach"/>) among those between it
    /// and the closed form whose g is nowhere below <paramref name="margin"/>. A smile without arbitrage comes back as it is; no smile where the
    /// closed form does not exist or has arbitrage itself.
    /// </summary>
    public static RawSvi Nearest(in RawSvi smile, double years, double reach, double margin = 0)
    {
        if (Butterfly.Minimum(smile, out _) >= margin)
            return smile;
        var closed = Closed(smile, years);
        if (!(Butterfly.Minimum(closed, out _) >= margin))
            return RawSvi.None;
        var given = JumpWings.Of(smile, years);
        var goal = JumpWings.Of(closed, years);
        Span<double> truth = stackalloc double[Points];
        Span<double> other = stackalloc double[Points];
        Prices(smile, reach, truth);
        var best = closed;
        var least = Distance(closed, reach, truth, other);
        for (var i = 0; i < LeastVariances; i++)
        {
            var share = (double)i / (LeastVariances - 1);
            var row = given with { LeastVariance = given.LeastVariance + share * (goal.LeastVariance - given.LeastVariance) };
            double free = 1, arbitrage = 0;
            var candidate = (row with { CallWing = goal.CallWing }).ToRaw(years);
            if (!(Butterfly.Minimum(candidate, out _) >= margin))
                continue;
            for (var h = 0; h < Halvings; h++)
            {
                var middle = 0.5 * (free + arbitrage);
                var tried = (row with { CallWing = given.CallWing + middle * (goal.CallWing - given.CallWing) }).ToRaw(years);
                if (Butterfly.Minimum(tried, out _) >= margin)
                    (free, candidate) = (middle, tried);
                else
                    arbitrage = middle;
            }
            var distance = Distance(candidate, reach, truth, other);
            if (distance < least)
                (least, best) = (distance, candidate);
        }
        return best;
    }

    private static double Distance(in RawSvi smile, double reach, ReadOnlySpan<double> truth, Span<double> prices)
    {
        Prices(smile, reach, prices);
        double sum = 0;
        for (var i = 0; i < Points; i++)
            sum += (prices[i] - truth[i]) * (prices[i] - truth[i]);
        return sum;
    }

    // Undiscounted out-of-the-money prices over the forward, at evenly spaced k.
    private static void Prices(in RawSvi smile, double reach, Span<double> into)
    {
        Span<double> columns = stackalloc double[3 * Points];
        var strikes = columns[..Points];
        var roots = columns.Slice(Points, Points);
        var signs = columns.Slice(2 * Points, Points);
        for (var i = 0; i < Points; i++)
        {
            var k = reach * ((2.0 * i + 1) / Points - 1);
            strikes[i] = LogMoneyness.Ratio(k);
            roots[i] = Math.Sqrt(smile.TotalVariance(k));
            signs[i] = k < 0 ? -1 : 1;
        }
        Black76.Evaluate(new SliceTerms(1, 1, 1, 1), strikes, roots, signs, new GreekColumns { Price = into });
    }
}
