using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// Black-76 price and greeks, written once over the lane. With x = ln(F/K), s = sigma sqrt(T), h = |x| / s, t = s / 2, everything comes from
/// near = t - h and far = -t - h, which are d1 and d2 of the out-of-the-money side, kept as high + low so that the density keeps
/// its last digits far out. The in-the-money side follows by parity.
/// </summary>
internal static class BlackKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in BlackTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in GreekColumns into)
        where TLane : struct, ILane<TLane>
    {
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        var half = TLane.Broadcast(0.5);
        var edge = TLane.Broadcast(1000);

        for (var at = 0; at < strikes.Length; at += TLane.Count)
        {
            var strike = TLane.Load(strikes, at);
            var vol = TLane.Load(vols, at);
            var sign = signs.IsEmpty ? one : TLane.Load(signs, at);

            // Moneyness x, high + low.
            var logHigh = Logarithm.OfRatio(TLane.Broadcast(terms.Numerator), strike, out var logLow);
            logHigh = Between(logHigh, TLane.Broadcast(2000));
            var x = TwoSum(logHigh, TLane.Broadcast(terms.CarryHigh), out var xLow);
            xLow = xLow + logLow + TLane.Broadcast(terms.CarryLow);
            var above = x > zero;
            var distance = TLane.Abs(x);
            var distanceLow = TLane.Select(above, xLow, -xLow);

            // Standard deviation s, high + low; nothing is left to happen where it is not positive.
            var s = vol * TLane.Broadcast(terms.RootYears);
            var sLow = TLane.Fma(vol, TLane.Broadcast(terms.RootYears), -s) + vol * TLane.Broadcast(terms.RootYearsLow);
            var settled = (s <= TLane.Broadcast(1e-100)) | (vol <= zero);
            var atStrike = settled & (distance <= zero);
            var endless = s > TLane.Broadcast(4000);
            s = TLane.Select(endless, TLane.Broadcast(4000), s);
            s = TLane.Select(settled, zero, s);
            sLow = TLane.Select(settled | endless, zero, sLow);
            var inverseS = TLane.Select(settled, zero, one / s);

            var h = distance * inverseS;
            var hLow = (TLane.Fma(-h, s, distance) + TLane.Fma(-h, sLow, distanceLow)) * inverseS;
            var beyond = (h > edge) | (settled & (distance > zero));
            h = TLane.Select(beyond, edge, h);
            hLow = TLane.Select(beyond, zero, hLow);
            var t = s * half;
            var tLow = sLow * half;
            var near = TwoSum(t, -h, out var nearLow);
            nearLow = nearLow + (tLow - hLow);
            var far = TwoSum(t, h, out var farLow);
            farLow = farLow + (tLow + hLow);

            // Out-of-the-money side: N(near), N(-near) and N(-far), each to full relative accuracy.
            var density = Normal.DensityApart(near, nearLow);
            var millsNear = Normal.MillsApart(TLane.Abs(near));
            var millsFar = Normal.MillsApart(far);
            var forwardValue = TLane.Broadcast(terms.ForwardValue);
            var strikeValue = TLane.Broadcast(terms.Discount) * strike;
            var smaller = TLane.Select(above, strikeValue, forwardValue);
            var larger = TLane.Select(above, forwardValue, strikeValue);
            var tail = TLane.Select(atStrike, half, density * millsNear);
            var nearIsUpper = near >= zero;
            var nearBelow = TLane.Select(nearIsUpper, one - tail, tail);
            var nearAbove = TLane.Select(nearIsUpper, tail, one - tail);
            var farBelow = TLane.Select(atStrike, half, density * (smaller / larger) * millsFar);

            // n1 = N(sign d1), n2 = N(sign d2).
            var isCall = sign > zero;
            var outside = above ^ isCall;
            var n1 = TLane.Select(outside, TLane.Select(above, farBelow, nearBelow), TLane.Select(above, one - farBelow, nearAbove));
            var n2 = TLane.Select(outside, TLane.Select(above, nearBelow, farBelow), TLane.Select(above, nearAbove, one - farBelow));

            var timeValue = smaller * TLane.Select(nearIsUpper, TLane.Fma(-density, millsNear + millsFar, one), density * (millsNear - millsFar));
            timeValue = TLane.Select(settled, zero, timeValue);
            var intrinsic = sign * (TLane.Fma(-TLane.Broadcast(terms.Discount), strike, forwardValue) + TLane.Broadcast(terms.ForwardValueLow));
            var price = timeValue + TLane.Select(intrinsic <= zero, zero, intrinsic);
            Put(into.Price, at, price);

            var inverseSpot = TLane.Broadcast(terms.InverseSpot);
            var share = TLane.Broadcast(terms.SpotShare);
            Put(into.Delta, at, sign * share * n1);
            var strikePart = sign * strikeValue * n2;
            Put(into.Rho, at, TLane.Broadcast(terms.Years) * strikePart);

            // weight = DF F n(d1) = DF K n(d2)
            var weight = TLane.Select(settled, zero, smaller * density);
            var gamma = weight * inverseS * inverseSpot * inverseSpot;
            var vega = weight * TLane.Broadcast(terms.RootYears);
            Put(into.Gamma, at, gamma);
            Put(into.Vega, at, vega);

            var d1 = TLane.Select(settled, zero, TLane.Select(above, far, near));
            var d2 = TLane.Select(settled, zero, TLane.Select(above, -near, -far));
            var inverseVol = TLane.Select(settled, zero, one / vol);
            Put(into.Vanna, at, -weight * inverseSpot * d2 * inverseVol);
            Put(into.Volga, at, vega * d1 * d2 * inverseVol);
            Put(into.Speed, at, -gamma * inverseSpot * TLane.Fma(d1, inverseS, one));
            Put(into.Zomma, at, gamma * TLane.Fma(d1, d2, -one) * inverseVol);

            // dd1/dT at fixed S, r and q
            var yield = TLane.Broadcast(terms.Yield);
            var inverseYears = TLane.Broadcast(terms.InverseYears);
            var drift = TLane.Fma(TLane.Broadcast(terms.Rate - terms.Yield), inverseS, -(d2 * half * inverseYears));
            Put(into.Charm, at, TLane.Fma(sign * yield * share, n1, -(weight * inverseSpot * drift)));
            Put(into.Color, at, gamma * TLane.Fma(d1, drift, TLane.Fma(half, inverseYears, yield)));
            var decay = vega * vol * half * inverseYears;
            Put(into.Theta, at, TLane.Fma(yield * sign * forwardValue, n1, -TLane.Fma(TLane.Broadcast(terms.Rate), strikePart, decay)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TLane>(Span<double> column, int at, TLane value)
        where TLane : struct, ILane<TLane>
    {
        if (!column.IsEmpty)
            TLane.Store(value, column, at);
    }

    /// <summary>a + b rounded, and what rounding lost (Knuth).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane TwoSum<TLane>(TLane a, TLane b, out TLane low)
        where TLane : struct, ILane<TLane>
    {
        var sum = a + b;
        var second = sum - a;
        low = (a - (sum - second)) + (b - second);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Between<TLane>(TLane a, TLane limit)
        where TLane : struct, ILane<TLane>
    {
        a = TLane.Select(a > limit, limit, a);
        return TLane.Select(a < -limit, -limit, a);
    }
}
