using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>The last pass of <see cref="BlackKernel"/> where more than price, delta, gamma and vega is asked for.</summary>
internal static class BlackGreeks
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void All<TLane, TTerms>(
        in TTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs,
        ReadOnlySpan<double> d1s, ReadOnlySpan<double> d2s, ReadOnlySpan<double> inverses, ReadOnlySpan<double> es, ReadOnlySpan<double> tails1, ReadOnlySpan<double> tails2, in GreekColumns into)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        var half = TLane.Broadcast(0.5);
        var far = TLane.Broadcast(1000);
        for (var i = 0; i < strikes.Length; i += TLane.Count)
        {
            var flip = signs.IsEmpty ? zero : TLane.Load(signs, i) & TLane.Broadcast(-0.0);
            var d1 = TLane.AtMost(far, TLane.AtLeast(-far, TLane.Load(d1s, i)));
            var d2 = TLane.AtMost(far, TLane.AtLeast(-far, TLane.Load(d2s, i)));
            var tail1 = TLane.Load(tails1, i);
            var n1 = TLane.BySign(d1 ^ flip, tail1, one - tail1);
            var forwardValue = terms.ForwardValue(i);
            var strikeValue = terms.Discount(i) * TLane.Load(strikes, i);
            var tail2 = forwardValue * TLane.Load(tails2, i);
            var strikePart = TLane.BySign(d2 ^ flip, tail2, strikeValue - tail2);
            if (!into.Price.IsEmpty)
                TLane.Store(BlackKernel.Price<TLane, TTerms>(terms, i, TLane.Load(strikes, i), n1, TLane.Load(tails2, i), d2, flip), into.Price, i);
            strikePart = strikePart ^ flip;
            var delta = (terms.SpotShare(i) * n1) ^ flip;
            Put(into.Delta, i, delta);
            var years = terms.Years(i);
            Put(into.Rho, i, years * strikePart);

            // weight = DF F n(d1) = DF K n(d2), as a derivative by spot when divided by it
            var inverseS = TLane.Load(inverses, i);
            var inverseSpot = terms.InverseSpot(i);
            var e = TLane.Load(es, i) * TLane.Broadcast(Normal.InverseRootTwoPi);
            var share = terms.SpotShare(i);
            var bySpot = e * share;
            var rootYears = terms.RootYears(i);
            var gamma = e * inverseS * (share * inverseSpot);
            var vega = e * (forwardValue * rootYears);
            Put(into.Gamma, i, gamma);
            Put(into.Vega, i, vega);

            var inverseVol = inverseS * rootYears;
            Put(into.Vanna, i, -bySpot * d2 * inverseVol);
            Put(into.Volga, i, vega * inverseVol * (d1 * d2));
            Put(into.Speed, i, -gamma * inverseSpot * TLane.Fma(d1, inverseS, one));
            Put(into.Zomma, i, gamma * inverseVol * TLane.Fma(d1, d2, -one));

            // dd1/dT at fixed S, r and q
            var rate = terms.Rate(i);
            var yield = terms.Yield(i);
            var halfInverseYears = half * terms.InverseYears(i);
            var drift = TLane.Fma(rate - yield, inverseS, -(d2 * halfInverseYears));
            Put(into.Charm, i, TLane.Fma(yield, delta, -(bySpot * drift)));
            Put(into.Color, i, gamma * TLane.Fma(d1, drift, halfInverseYears + yield));
            var s = TLane.AtMost(TLane.Broadcast(4000), TLane.AtLeast(zero, TLane.Load(vols, i)) * rootYears);
            var decay = e * forwardValue * (s * halfInverseYears);
            Put(into.Theta, i, TLane.Fma(yield * forwardValue, n1 ^ flip, -TLane.Fma(rate, strikePart, decay)));
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
