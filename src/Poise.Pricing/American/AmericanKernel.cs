using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// Rows to lanes of puts and back. Lanes are packed with rows of one level, in the order of the rows; what shares a lane with a row does not move its
/// bits. A row of another regime is priced alone.
/// </summary>
internal static class AmericanKernel
{
    private const int Block = 256;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in OptionRows rows, AmericanSetting setting, in AmericanColumns into, Span<AmericanStatus> statuses)
        where TLane : unmanaged, ILane<TLane>
    {
        Span<AmericanPut> puts = stackalloc AmericanPut[Block];
        Span<AmericanLevel> levels = stackalloc AmericanLevel[Block];
        var slopes = !into.Delta.IsEmpty || !into.Gamma.IsEmpty || !into.Theta.IsEmpty;
        var vega = !into.Vega.IsEmpty;
        for (var at = 0; at < rows.Length; at += Block)
        {
            var count = Math.Min(Block, rows.Length - at);
            var wanted = 0;
            for (var i = 0; i < count; i++)
            {
                var row = at + i;
                puts[i] = AmericanPut.Of(rows.Spots[row], rows.Strikes[row], rows.Years[row], rows.Rates[row], rows.Yields[row], rows.Vols[row], rows.Signs[row]);
                levels[i] = puts[i].Level(setting);
                wanted |= 1 << (int)levels[i];
                if (levels[i] == AmericanLevel.None)
                    Alone(rows, row, puts[i].Regime, setting, vega, into, statuses);
            }

            for (var level = AmericanLevel.Base; level <= AmericanLevel.Sharp; level++)
            {
                if ((wanted & (1 << (int)level)) != 0)
                    Level<TLane>(rows, at, puts[..count], levels, level, setting, slopes, vega, into, statuses);
            }
        }
    }

    /// <summary>The block's rows of one level.</summary>
    private static void Level<TLane>(in OptionRows rows, int at, ReadOnlySpan<AmericanPut> puts, ReadOnlySpan<AmericanLevel> levels, AmericanLevel level, AmericanSetting setting, bool slopes, bool vega, in AmericanColumns into, Span<AmericanStatus> statuses)
        where TLane : unmanaged, ILane<TLane>
    {
        Span<double> inputs = stackalloc double[6 * Lanes.Padding];
        Span<double> results = stackalloc double[5 * Lanes.Padding];
        Span<int> places = stackalloc int[Lanes.Padding];
        var filled = 0;
        for (var i = 0; i <= puts.Length; i++)
        {
            if (i < puts.Length)
            {
                if (levels[i] != level)
                    continue;
                Fill(inputs, filled, puts[i]);
                places[filled++] = i;
                if (filled < TLane.Count)
                    continue;
            }

            if (filled == 0)
                continue;

            // A lane that is not full repeats its first row.
            for (var rest = filled; rest < TLane.Count; rest++)
                Fill(inputs, rest, puts[places[0]]);
            AmericanLane<TLane>.Evaluate(inputs, setting, level, slopes, vega, results);
            for (var k = 0; k < filled; k++)
                Put(rows, at + places[k], results[k..], into, statuses);
            filled = 0;
        }
    }

    private static void Fill(Span<double> inputs, int place, in AmericanPut put)
    {
        inputs[place] = put.Spot;
        inputs[Lanes.Padding + place] = put.Strike;
        inputs[2 * Lanes.Padding + place] = put.Years;
        inputs[3 * Lanes.Padding + place] = put.Rate;
        inputs[4 * Lanes.Padding + place] = put.Yield;
        inputs[5 * Lanes.Padding + place] = put.Vol;
    }

    private static void Alone(in OptionRows rows, int row, AmericanRegime regime, AmericanSetting setting, bool vega, in AmericanColumns into, Span<AmericanStatus> statuses) =>
        Write(AmericanLimits.Evaluate(regime, rows.Signs[row] > 0, rows.Spots[row], rows.Strikes[row], rows.Years[row], rows.Rates[row], rows.Yields[row], rows.Vols[row], setting, vega, out statuses[row]), row, into);

    /// <summary>From the put on a strike of 1 to the option's own price and greeks.</summary>
    private static void Put(in OptionRows rows, int row, ReadOnlySpan<double> results, in AmericanColumns into, Span<AmericanStatus> statuses)
    {
        statuses[row] = AmericanStatus.Ok;
        var isCall = rows.Signs[row] > 0;
        var (spot, strike, rate, yield, vol) = (rows.Spots[row], rows.Strikes[row], rows.Rates[row], rows.Yields[row], rows.Vols[row]);
        if (results[4 * Lanes.Padding] != 0)
        {
            Write(new AmericanGreeks(isCall ? spot - strike : strike - spot, isCall ? 1 : -1, 0, 0, 0), row, into);
            return;
        }

        var unit = isCall ? spot : strike;
        var price = results[0] * unit;
        var (delta, gamma) = (results[Lanes.Padding], results[2 * Lanes.Padding]);
        if (isCall)
        {
            // P is homogeneous of degree 1 in (S', K') = (K, S).
            var ratio = strike / spot;
            delta = results[0] - ratio * delta;
            gamma = ratio * ratio * gamma;
        }

        gamma /= unit;
        var theta = rate * price - (rate - yield) * spot * delta - 0.5 * vol * vol * spot * spot * gamma;
        Write(new AmericanGreeks(price, delta, gamma, results[3 * Lanes.Padding] * unit, theta), row, into);
    }

    private static void Write(in AmericanGreeks g, int row, in AmericanColumns into)
    {
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
