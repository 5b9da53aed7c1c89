using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// Premium, delta and gamma by points of each option's own: near the boundary the integrands have a spike at u of about (ln(S / B) / vol)^2,
/// and with a drift that is large beside the vol a step where the drift carries S to the boundary. With w = tan(theta / 2) all is rational in w;
/// a sinh map gathers points at the spike's scale, and a step gets a panel of its own.
/// </summary>
internal static unsafe class AmericanPanels<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    private const double InverseRootTwoPi = 0.3989422804014327;

    /// <summary>Steps narrower than this, in ln sqrt(u), get their panel.</summary>
    private const double Narrow = 0.5;

    /// <summary>Premium over the strike, its delta, and its gamma times the strike.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLane Evaluate(AmericanScheme scheme, in AmericanTerms<TLane> terms, TLane spot, TLane* g, out TLane delta, out TLane gamma)
    {
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        var half = TLane.Broadcast(0.5);
        var nodes = scheme.Nodes;
        var coefficients = stackalloc TLane[nodes + 1];
        for (var m = 0; m <= nodes; m++)
        {
            var sum = zero;
            for (var j = 0; j < nodes; j++)
                sum = TLane.Fma(TLane.Broadcast(scheme.Coefficients[m * nodes + j]), g[j] * g[j], sum);
            coefficients[m] = sum;
        }

        // The spike's place.
        var distance = terms.LogSpot - terms.LogTop;
        var gap = distance - g[0];
        var scale = half * gap * terms.InverseDeviation;
        scale = TLane.Select(scale > TLane.Broadcast(1e-8), scale, TLane.Broadcast(1e-8));
        scale = TLane.Select(scale < one, scale, one);

        // The step's: (q - r) u = ln(S / B(T - u)).
        var pull = terms.Yield - terms.Rate;
        var speed = TLane.Abs(pull);
        var moved = gap;
        var share = one;
        var steep = zero;
        var strong = terms.Drift * terms.Drift > TLane.Broadcast(4);
        if (TLane.Any(strong))
        {
            for (var step = 0; step < 4; step++)
            {
                share = moved / (TLane.Select(speed > zero, speed, one) * terms.Years);
                share = TLane.Select(share < one, share, one);
                share = TLane.Select(share > zero, share, zero);
                moved = distance + Root(scheme, coefficients, one - share);
            }

            var width = terms.Vol / TLane.Sqrt(moved * TLane.Select(speed > zero, speed, one));
            steep = strong & (pull > zero) & (width < TLane.Broadcast(Narrow)) & (share < one) & (share > zero);
            var sine = TLane.Sqrt(share);
            var middle = sine / (one + TLane.Sqrt(one - share));
            var reach = TLane.Broadcast(5) * width;
            var low = middle * (one - TLane.Select(reach < TLane.Broadcast(0.9), reach, TLane.Broadcast(0.9)));
            var high = middle * (one + reach);
            high = TLane.Select(high < one, high, one);
            low = TLane.Select(steep, low, one);
            high = TLane.Select(steep, high, one);

            var total = Panel(scheme, terms, coefficients, spot, distance, zero, low, scale, out delta, out gamma);
            if (TLane.Any(steep))
            {
                var premium = total + Panel(scheme, terms, coefficients, spot, distance, low, high, one, out var delta2, out var gamma2);
                premium = premium + Panel(scheme, terms, coefficients, spot, distance, high, one, one, out var delta3, out var gamma3);
                total = TLane.Select(steep, premium, total);
                delta = TLane.Select(steep, delta + delta2 + delta3, delta);
                gamma = TLane.Select(steep, gamma + gamma2 + gamma3, gamma);
            }

            return total;
        }

        return Panel(scheme, terms, coefficients, spot, distance, zero, one, scale, out delta, out gamma);
    }

    /// <summary>sqrt(H) at (tau / T) = square, Clenshaw's sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Root(AmericanScheme scheme, TLane* coefficients, TLane square)
    {
        var zero = TLane.Broadcast(0);
        square = TLane.Select(square > zero, square, zero);
        var zeta = TLane.Sqrt(square);
        if (scheme.Power == 2)
            zeta = TLane.Sqrt(zeta);
        return RootAt(scheme, coefficients, zeta);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane RootAt(AmericanScheme scheme, TLane* coefficients, TLane zeta)
    {
        var zero = TLane.Broadcast(0);
        var x = zeta + zeta - TLane.Broadcast(1);
        var twice = x + x;
        var b1 = zero;
        var b2 = zero;
        for (var m = scheme.Nodes; m > 0; m--)
        {
            var b = TLane.Fma(twice, b1, coefficients[m] - b2);
            b2 = b1;
            b1 = b;
        }

        var h = TLane.Fma(x, b1, coefficients[0] - b2);
        return TLane.Sqrt(TLane.Select(h > zero, h, zero));
    }

    /// <summary>The integrals over w in [from, to]; scale is the sinh map's, as a share of a panel that starts at 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TLane Panel(AmericanScheme scheme, in AmericanTerms<TLane> terms, TLane* coefficients, TLane spot, TLane distance, TLane from, TLane to, TLane scale, out TLane delta, out TLane gamma)
    {
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        var half = TLane.Broadcast(0.5);
        var points = scheme.PanelPoints;
        var work = stackalloc TLane[11 * points];
        var exps = work;
        var mills = work + 5 * points;
        var d2s = mills + 2 * points;
        var sines = d2s + points;
        var weights = sines + points;

        var length = to - from;
        var sharpness = scale / TLane.Select(length > zero, length, one);
        sharpness = TLane.Select(sharpness < one, sharpness, one);
        var inverse = one / sharpness;
        var reach = Logarithm.OfRatio(inverse + TLane.Sqrt(TLane.Fma(inverse, inverse, one)), one, out _);
        for (var k = 0; k < points; k++)
            weights[k] = reach * TLane.Broadcast(scheme.Unit[k]);
        FullFunctions.Exp(weights, points);
        for (var k = 0; k < points; k++)
        {
            var e = weights[k];
            var inverseE = one / e;
            var w = TLane.Fma(length * sharpness * half, e - inverseE, from);
            var dw = length * sharpness * reach * half * (e + inverseE) * TLane.Broadcast(scheme.UnitWeights[k]);
            var square = w * w;
            var bottom = one / (one + square);
            var sine = (w + w) * bottom;
            var cosine = (one - square) * bottom;
            cosine = TLane.Select(cosine > zero, cosine, zero);
            var root = RootAt(scheme, coefficients, scheme.Power == 2 ? TLane.Sqrt(cosine) : cosine);
            var s = terms.Deviation * sine;
            var d2 = (distance + root) / s + (terms.Drift - half * terms.Deviation) * sine;
            var d1 = d2 + s;
            var years = terms.Years * sine * sine;
            exps[5 * k] = -terms.Rate * years;
            exps[5 * k + 1] = TLane.Fma(-half * d2, d2, exps[5 * k]);
            exps[5 * k + 2] = -terms.Yield * years;
            exps[5 * k + 3] = TLane.Fma(-half * d1, d1, exps[5 * k + 2]);
            exps[5 * k + 4] = root - terms.LogTop;
            mills[2 * k] = TLane.Abs(d2);
            mills[2 * k + 1] = TLane.Abs(d1);
            d2s[k] = d2;
            sines[k] = s;
            weights[k] = TLane.Broadcast(4) * sine * cosine * bottom * dw;
        }

        FullFunctions.Exp(exps, 5 * points);
        FullFunctions.Mills(mills, 2 * points);
        var premium = zero;
        delta = zero;
        gamma = zero;
        for (var k = 0; k < points; k++)
        {
            var s = sines[k];
            var d1 = d2s[k] + s;
            var tail = exps[5 * k + 1] * TLane.Broadcast(InverseRootTwoPi) * mills[2 * k];
            var interest = TLane.Select(d2s[k] > zero, tail, exps[5 * k] - tail);
            var density = exps[5 * k + 3] * TLane.Broadcast(InverseRootTwoPi);
            tail = density * mills[2 * k + 1];
            var stock = TLane.Select(d1 > zero, tail, exps[5 * k + 2] - tail);
            premium = TLane.Fma(weights[k], TLane.Fma(terms.Rate, interest, -(terms.Yield * spot * stock)), premium);

            // e^(-ru) n(d2) = (S / B) e^(-qu) n(d1)
            var inverseS = one / s;
            var lost = terms.Yield - terms.Rate * exps[5 * k + 4];
            var peak = density * inverseS;
            delta = TLane.Fma(weights[k], TLane.Fma(peak, lost, -(terms.Yield * stock)), delta);
            gamma = TLane.Fma(weights[k] * peak, TLane.Fma(-lost * d1, inverseS, terms.Yield), gamma);
        }

        delta = delta * terms.Years;
        gamma = gamma * terms.Years / spot;
        return premium * terms.Years;
    }
}
