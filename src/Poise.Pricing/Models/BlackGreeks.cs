using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>The last pass of <see cref="BlackKernel"/> where more than price, delta, gamma and vega is asked for; the block begins at <c>first</c> of the columns.</summary>
internal static class BlackGreeks
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void All<TLane, TTerms>(in TTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in BlackWork work, bool fresh, in GreekColumns into, int first)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        for (var i = 0; i < strikes.Length; i += TLane.Count)
        {
            var flip = BlackPasses.Flip<TLane>(signs, i);
            var d1 = TLane.Load(work.D1, i);
            var d2 = TLane.Load(work.D2, i);
            var e = BlackPasses.TailsAt(work, i, fresh, d1, d2, out var tail1, out var tail2);
            var n1 = TLane.BySign(d1 ^ flip, tail1, one - tail1);
            var forwardValue = terms.ForwardValue(i);
            var strike = TLane.Load(strikes, i);
            var strikeValue = terms.Discount(i) * strike;
            var inTail = forwardValue * tail2;
            var side = d2 ^ flip;
            var strikePart = TLane.BySign(side, inTail, strikeValue - inTail) ^ flip;
            if (!into.Price.IsEmpty)
                TLane.Store(BlackPasses.Price(terms, i, strike, strikeValue, n1, inTail, side, flip), into.Price, first + i);
            var delta = (terms.SpotShare(i) * n1) ^ flip;
            Put(into.Delta, first + i, delta);
            Put(into.Rho, first + i, terms.Years(i) * strikePart);

            // DF F n(d1) = DF K n(d2) is bySpot times S
            var inverseS = TLane.Load(work.InverseS, i);
            var bySpot = e * terms.SpotDensity(i);
            var gamma = e * inverseS * terms.GammaDensity(i);
            var vega = e * terms.VegaDensity(i);
            Put(into.Gamma, first + i, gamma);
            Put(into.Vega, first + i, vega);

            var inverseVol = inverseS * terms.RootYears(i);
            var both = d1 * d2;
            Put(into.Vanna, first + i, (zero - bySpot * d2) * inverseVol);
            Put(into.Volga, first + i, vega * inverseVol * both);
            Put(into.Speed, first + i, gamma * terms.InverseSpot(i) * TLane.Fma(zero - d1, inverseS, TLane.Broadcast(-1)));
            Put(into.Zomma, first + i, gamma * inverseVol * (both - one));

            // dd1/dT at fixed S, r and q
            var rate = terms.Rate(i);
            var yield = terms.Yield(i);
            var halfInverseYears = terms.HalfInverseYears(i);
            var drift = TLane.Fma(rate - yield, inverseS, zero - d2 * halfInverseYears);
            Put(into.Charm, first + i, TLane.Fma(yield, delta, zero - bySpot * drift));
            Put(into.Color, first + i, gamma * TLane.Fma(d1, drift, halfInverseYears + yield));
            var vol = TLane.AtMost(terms.MostVol(i), TLane.Load(vols, i));
            Put(into.Theta, first + i, TLane.Fma(yield * forwardValue, n1 ^ flip, zero - TLane.Fma(rate, strikePart, vega * (vol * halfInverseYears))));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TLane>(Span<double> column, int at, TLane value)
        where TLane : struct, ILane<TLane>
    {
        if (!column.IsEmpty)
            TLane.Store(value, column, at);
    }
}
