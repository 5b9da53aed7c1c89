using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// The normal model's price and greeks, written once over the lane. With y = F - K, s = sigma sqrt(T) and h = |y| / s, the side out of the money is
/// worth DF s n(h) Q(h), Q the normal loss over its density, and has the probability n(h) M(h), M the Mills ratio; both keep their digits far out, as
/// y, s and h are carried as high + low. The side in the money follows by parity.
/// </summary>
internal static class BachelierKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in BachelierTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in GreekColumns into)
        where TLane : struct, ILane<TLane>
    {
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        var half = TLane.Broadcast(0.5);
        var edge = TLane.Broadcast(1000);
        var discount = TLane.Broadcast(terms.Discount);
        var root = TLane.Broadcast(terms.RootYears);
        var rate = TLane.Broadcast(terms.Rate);
        var halfInverseYears = half * TLane.Broadcast(terms.InverseYears);
        // Whoever asks for the price alone is spared the Mills ratio.
        var deltas = !into.Delta.IsEmpty || !into.Charm.IsEmpty;

        for (var at = 0; at < strikes.Length; at += TLane.Count)
        {
            var strike = TLane.Load(strikes, at);
            var vol = TLane.Load(vols, at);
            var sign = TLane.Load(signs, at);

            var y = Distance(TLane.Broadcast(terms.Forward), strike, out var yLow);
            var above = y > zero;
            var distance = TLane.Abs(y);
            var distanceLow = TLane.Select(above, yLow, -yLow);
            // Zero, or NaN where the distance or the discount factor is.
            var none = TLane.Select(distance >= zero, zero, distance) * discount;

            // Nothing is left to happen where s is not positive.
            var s = vol * root;
            var settled = (s <= TLane.Broadcast(1e-100)) | (vol <= zero);
            var endless = s > TLane.Broadcast(1e300);
            var sLow = TLane.Fma(vol, root, -s) + vol * TLane.Broadcast(terms.RootYearsLow);
            s = TLane.Select(settled, none, s);
            sLow = TLane.Select(settled | endless, zero, sLow);
            vol = TLane.Select(settled, none, vol);
            var inverseS = TLane.Select(settled, none, one / s);
            var inverseVol = TLane.Select(settled, none, one / vol);

            var h = distance * inverseS;
            var hLow = (TLane.Fma(-h, s, distance) + TLane.Fma(-h, sLow, distanceLow)) * inverseS;
            var beyond = (h > edge) | (settled & (distance > zero));
            h = TLane.Select(beyond, edge, h);
            hLow = TLane.Select(beyond | endless, zero, hLow);
            var density = Normal.Density(h, hLow);

            var payoff = sign * y;
            var price = discount * TLane.Fma(s * density, NormalLoss.OverDensity(h), TLane.Select(payoff <= zero, zero, payoff));
            Put(into.Price, at, price);
            Put(into.Rho, at, -TLane.Broadcast(terms.Years) * price);

            var d = TLane.Select(above, h, -h);
            var weight = TLane.Select(settled, none, discount * density);
            var gamma = weight * inverseS;
            var vega = weight * root;
            if (deltas)
            {
                var tail = TLane.Select(settled & (distance <= zero), half, density * Normal.Mills(h));
                var outside = above ^ (sign > zero);
                var delta = sign * discount * TLane.Select(outside, tail, one - tail);
                Put(into.Delta, at, delta);
                Put(into.Charm, at, TLane.Fma(weight * d, halfInverseYears, rate * delta));
            }

            var bend = TLane.Fma(h, h, -one);
            Put(into.Gamma, at, gamma);
            Put(into.Vega, at, vega);
            Put(into.Theta, at, TLane.Fma(rate, price, -(vega * vol * halfInverseYears)));
            Put(into.Vanna, at, -weight * d * inverseVol);
            Put(into.Volga, at, vega * h * h * inverseVol);
            Put(into.Speed, at, -gamma * d * inverseS);
            Put(into.Zomma, at, gamma * bend * inverseVol);
            Put(into.Color, at, gamma * TLane.Fma(-bend, halfInverseYears, rate));
        }
    }

    /// <summary>a - b rounded, and what rounding lost (Knuth); nothing is lost where the difference is infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Distance<TLane>(TLane a, TLane b, out TLane low)
        where TLane : struct, ILane<TLane>
    {
        var difference = a - b;
        var second = difference - a;
        low = (a - (difference - second)) - (b + second);
        low = TLane.Select(TLane.Abs(low) >= TLane.Broadcast(0), low, TLane.Broadcast(0));
        return difference;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TLane>(Span<double> column, int at, TLane value)
        where TLane : struct, ILane<TLane>
    {
        if (!column.IsEmpty)
            TLane.Store(value, column, at);
    }
}
