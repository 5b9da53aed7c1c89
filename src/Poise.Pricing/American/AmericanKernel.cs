using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>Rows to lanes of puts and back. A row of another regime is priced alone, and its place in the lane goes to a harmless option.</summary>
internal static class AmericanKernel
{
    private const int Results = 6;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in OptionRows rows, AmericanSetting setting, in AmericanColumns into, Span<AmericanStatus> statuses)
        where TLane : unmanaged, ILane<TLane>
    {
        Span<double> inputs = stackalloc double[6 * Lanes.Padding];
        Span<double> results = stackalloc double[Results * Lanes.Padding];
        Span<AmericanRegime> regimes = stackalloc AmericanRegime[Lanes.Padding];
        var slopes = !into.Delta.IsEmpty || !into.Gamma.IsEmpty || !into.Theta.IsEmpty;
        var vega = !into.Vega.IsEmpty;
        for (var at = 0; at < rows.Length; at += TLane.Count)
        {
            var count = Math.Min(TLane.Count, rows.Length - at);
            var any = false;
            for (var i = 0; i < TLane.Count; i++)
            {
                // A lane that is not full repeats its first row.
                var row = at + (i < count ? i : 0);
                var put = AmericanPut.Of(rows.Spots[row], rows.Strikes[row], rows.Years[row], rows.Rates[row], rows.Yields[row], rows.Vols[row], rows.Signs[row] > 0);
                regimes[i] = double.IsNaN(rows.Signs[row]) ? AmericanRegime.NotANumber : put.Regime;
                var bounded = regimes[i] == AmericanRegime.Bounded;
                any |= bounded;
                inputs[i] = bounded ? put.Spot : 1;
                inputs[8 + i] = bounded ? put.Strike : 1;
                inputs[16 + i] = bounded ? put.Years : 1;
                inputs[24 + i] = bounded ? put.Rate : 0.05;
                inputs[32 + i] = bounded ? put.Yield : 0;
                inputs[40 + i] = bounded ? put.Vol : 0.25;
            }

            if (any)
                AmericanLane<TLane>.Evaluate(inputs, setting, slopes, vega, results);
            for (var i = 0; i < count; i++)
                Put(rows, at + i, regimes[i], results[i..], setting, slopes, vega, into, statuses);
        }
    }

    /// <summary>From the put on a strike of 1 to the option's own price and greeks.</summary>
    private static void Put(in OptionRows rows, int row, AmericanRegime regime, ReadOnlySpan<double> results, AmericanSetting setting, bool slopes, bool vega, in AmericanColumns into, Span<AmericanStatus> statuses)
    {
        var isCall = rows.Signs[row] > 0;
        var (spot, strike, rate, yield, vol) = (rows.Spots[row], rows.Strikes[row], rows.Rates[row], rows.Yields[row], rows.Vols[row]);
        statuses[row] = regime == AmericanRegime.NotANumber ? AmericanStatus.NotANumber : AmericanStatus.Ok;
        AmericanGreeks g;
        if (regime == AmericanRegime.Bounded)
        {
            var unit = isCall ? spot : strike;
            var price = results[0] * unit;
            var (delta, gamma) = (results[8], results[16]);
            if (isCall)
            {
                // P is homogeneous of degree 1 in (S', K') = (K, S).
                var ratio = strike / spot;
                delta = results[0] - ratio * delta;
                gamma = ratio * ratio * gamma;
            }

            gamma /= unit;
            var exercised = results[40] != 0;
            if (exercised)
            {
                price = isCall ? spot - strike : strike - spot;
                (delta, gamma) = (isCall ? 1 : -1, 0);
            }

            var theta = exercised ? 0 : rate * price - (rate - yield) * spot * delta - 0.5 * vol * vol * spot * spot * gamma;
            g = new AmericanGreeks(price, delta, gamma, exercised ? 0 : results[24] * unit, theta);
        }
        else
        {
            g = AmericanLimits.Evaluate(regime, isCall, spot, strike, rows.Years[row], rate, yield, vol, setting, slopes, vega);
        }

        if (!into.Price.IsEmpty)
            into.Price[row] = g.Price;
        if (!into.Delta.IsEmpty)
            into.Delta[row] = g.Delta;
        if (!into.Gamma.IsEmpty)
            into.Gamma[row] = g.Gamma;
        if (!into.Vega.IsEmpty)
            into.Vega[row] = g.Vega;
        if (!into.Theta.IsEmpty)
            into.Theta[row] = g.Theta;
    }
}
