using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// Solves s n(h) Q(h) = b for s = sigma sqrt(T), h = |F - K| / s, b the undiscounted time value: ln(n(h) Q(h) / h) = ln(b / |F - K|) =: ln c has one
/// root h. A guess good to 6e-5 and one Householder step of fourth order on the logarithm: no loop.
/// </summary>
internal static class BachelierVolKernel
{
    private const double RootTwoPi = 2.5066282746310007;

    /// <summary>c below 2^-900 is worked with times 2^1200.</summary>
    private const double Tiny = 1.1830521861667747e-271;
    private const double Lift = 4.149515568880993e+180;
    private const double Lower = 2.409919865102884e-181;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in SliceTerms terms, ReadOnlySpan<double> prices, ReadOnlySpan<double> strikes, ReadOnlySpan<double> signs, Span<double> vols)
        where TLane : struct, ILane<TLane>
    {
        var (forward, discount, years) = (terms.Forward, terms.Discount, terms.Years);
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        var half = TLane.Broadcast(0.5);
        var infinity = TLane.Broadcast(double.PositiveInfinity);
        var proper = years > 0 && years < double.PositiveInfinity && discount > 0 && discount < double.PositiveInfinity && double.IsFinite(forward);

        for (var at = 0; at < prices.Length; at += TLane.Count)
        {
            var price = TLane.Load(prices, at);
            var strike = TLane.Load(strikes, at);
            var sign = TLane.Load(signs, at);
            var payoff = sign * (TLane.Broadcast(forward) - strike);
            // Not fused: a price that is the rounded payoff has a time value of 0.
            var timeValue = price - TLane.Broadcast(discount) * TLane.Select(payoff <= zero, zero, payoff);
            var b = timeValue / TLane.Broadcast(discount);
            var y = TLane.Abs(payoff);

            var known = (price <= infinity) & (y < infinity) & (sign * sign > zero);
            if (!proper)
                known = zero;
            var under = known & (timeValue < zero);
            var over = known & (b >= infinity);
            var worthless = known & (timeValue >= zero) & (timeValue <= zero);

            // Idle lanes, and the strike at the forward, get something that cannot go wrong.
            var active = known & (b > zero) & (b < infinity);
            var c = b / y;
            var atForward = active & (c >= TLane.Broadcast(1e18));
            var solving = active & (c < TLane.Broadcast(1e18));
            var s = TLane.Select(atForward, b * TLane.Broadcast(RootTwoPi), one);
            if (TLane.Any(solving))
                s = TLane.Select(solving, y / Root(TLane.Select(solving, b, one), TLane.Select(solving, y, one)), s);

            var vol = s / TLane.Broadcast(Math.Sqrt(years));
            over = over | (active & (vol >= infinity));
            vol = TLane.Select(worthless, zero, vol);
            vol = TLane.Select(under, TLane.Broadcast(-(double)ImpliedVolStatus.BelowIntrinsic), vol);
            vol = TLane.Select(over, TLane.Broadcast(-(double)ImpliedVolStatus.AboveMaximum), vol);
            vol = TLane.Select(known, vol, TLane.Broadcast(-(double)ImpliedVolStatus.NotANumber));
            TLane.Store(vol, vols, at);
        }
    }

    /// <summary>h of n(h) Q(h) / h = b / y, for b and y positive and b below 1e18 y.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TLane Root<TLane>(TLane b, TLane y)
        where TLane : struct, ILane<TLane>
    {
        var one = TLane.Broadcast(1);
        var half = TLane.Broadcast(0.5);
        var peak = TLane.Broadcast(Normal.InverseRootTwoPi);
        var c = b / y;
        var tiny = c < TLane.Broadcast(Tiny);
        var deep = TLane.Any(tiny);
        // ln(1 + n(0) / c), and where c is tiny its logarithm from factors that are not.
        var l = Logarithm.OfRatio(c + peak, c, out _);
        TLane log = default, logLow = default;
        if (deep)
        {
            log = Logarithm.OfRatio(b * TLane.Broadcast(Lift), y * TLane.Broadcast(Lower), out logLow) - TLane.Broadcast(1200 * Exponential.Ln2High);
            logLow = logLow - TLane.Broadcast(1200 * Exponential.Ln2Low);
            l = TLane.Select(tiny, TLane.Broadcast(-0.9189385332046727) - log, l);
        }

        var h = TLane.Select(c > TLane.Broadcast(100), peak / (c + half), Guess(l));
        var q = NormalLoss.OverDensity(h);
        var square = h * h;

        // f = ln(n(h) Q(h) / (h c)); where c is tiny the exponents meet first, so that nothing underflows.
        var ratio = Normal.Density(h, TLane.Broadcast(0)) * q / (h * c);
        if (deep)
        {
            var exponent = BachelierKernel.Distance(-half * square, log, out var exponentLow);
            exponentLow = exponentLow - TLane.Fma(half, TLane.Fma(h, h, -square), logLow);
            ratio = TLane.Select(tiny, ExpApart(exponent, exponentLow) * (peak * q / h), ratio);
        }

        var u = (ratio - one) / (ratio + one);
        var z = u * u;
        var series = TLane.Fma(z, TLane.Broadcast(1.0 / 11), TLane.Broadcast(1.0 / 9));
        series = TLane.Fma(series, z, TLane.Broadcast(1.0 / 7));
        series = TLane.Fma(series, z, TLane.Broadcast(1.0 / 5));
        series = TLane.Fma(series, z, TLane.Broadcast(1.0 / 3));
        var f = (u + u) * TLane.Fma(series, z, one);

        // Derivatives by ln h: -1/Q, P/Q^2, (P (1 + h^2) + 2 h^2 Q)/Q^2 - 2 P^2/Q^3 with P = Q (1 + h^2) - 1; then by h, times h, h^2, h^3.
        var inverseQ = one / q;
        var p = TLane.Fma(q, square + one, -one);
        var pOverQ = p * inverseQ;
        var second = -pOverQ - one;
        var third = (pOverQ + pOverQ) * pOverQ - TLane.Fma(pOverQ, square + one, square + square) + TLane.Fma(TLane.Broadcast(3), pOverQ, TLane.Broadcast(2));
        var newton = -f * q;
        var step = newton * TLane.Fma(-half * newton, second, one)
            / TLane.Fma(newton, TLane.Fma(newton * TLane.Broadcast(1.0 / 6), third, -second), one);
        return TLane.Fma(-h, step, h);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TLane ExpApart<TLane>(TLane high, TLane low)
        where TLane : struct, ILane<TLane> => Exponential.Exp(high, low);

    /// <summary>
    /// h to 6e-5 relative from L = ln(1 + n(0) / c), up to L = 1480. With z = sqrt(L), h is about L near the money and sqrt(2 L) far out;
    /// h (1 + z / sqrt(2)) / L is a polynomial of degree 14 in (z - 2) / (z + 2): own Chebyshev fit in 40-digit arithmetic.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Guess<TLane>(TLane l)
        where TLane : struct, ILane<TLane>
    {
        var z = TLane.Sqrt(l);
        var q = (z - TLane.Broadcast(2)) / (z + TLane.Broadcast(2));
        var square = q * q;
        var even = TLane.Broadcast(2.2242009987404345);
        var odd = TLane.Broadcast(0.8970891670544542);
        even = TLane.Fma(even, square, TLane.Broadcast(-7.734746380084672));
        odd = TLane.Fma(odd, square, TLane.Broadcast(-2.9280054650907004));
        even = TLane.Fma(even, square, TLane.Broadcast(11.106429716850963));
        odd = TLane.Fma(odd, square, TLane.Broadcast(4.184833228864009));
        even = TLane.Fma(even, square, TLane.Broadcast(-8.593190881054106));
        odd = TLane.Fma(odd, square, TLane.Broadcast(-3.691093297942085));
        even = TLane.Fma(even, square, TLane.Broadcast(4.158059798095681));
        odd = TLane.Fma(odd, square, TLane.Broadcast(2.3141682141025557));
        even = TLane.Fma(even, square, TLane.Broadcast(-1.6702429359487236));
        odd = TLane.Fma(odd, square, TLane.Broadcast(-0.8539730839031651));
        even = TLane.Fma(even, square, TLane.Broadcast(0.41810127586288637));
        odd = TLane.Fma(odd, square, TLane.Broadcast(0.08297216689776304));
        even = TLane.Fma(even, square, TLane.Broadcast(1.0989023703305236));
        return TLane.Fma(odd, q, even) * l / TLane.Fma(z, TLane.Broadcast(0.7071067811865476), TLane.Broadcast(1));
    }
}
