using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// The European put and what early exercise adds, on a strike of 1 (Kim 1990; Andersen, Lake and Offengenden 2016, equation 9):
/// premium = integral over u in [0, T] of r e^(-ru) N(-d2) - q S e^(-qu) N(-d1), with d at S / B(T - u). The boundary does not depend on S, so
/// delta and gamma are the integrals of the integrand's derivatives.
/// </summary>
internal static unsafe class AmericanPremium<TLane, TFunctions>
    where TLane : unmanaged, ILane<TLane>
    where TFunctions : struct, IAmericanFunctions
{
    private const double InverseRootTwoPi = 0.3989422804014327;

    /// <summary>The European put over the strike, and its delta (put's, negative) and gamma times the strike.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLane European(in AmericanTerms<TLane> terms, TLane spot, out TLane delta, out TLane gamma)
    {
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        var half = TLane.Broadcast(0.5) * terms.Deviation;
        var middle = (terms.LogSpot + terms.Carry) * terms.InverseDeviation;
        var d1 = middle + half;
        var d2 = middle - half;
        var scratch = stackalloc TLane[6];
        scratch[0] = -terms.Rate * terms.Years;
        scratch[1] = -terms.Yield * terms.Years;
        scratch[2] = TLane.Broadcast(-0.5) * d1 * d1;
        scratch[3] = TLane.Broadcast(-0.5) * d2 * d2;
        scratch[4] = TLane.Abs(d1);
        scratch[5] = TLane.Abs(d2);
        FullFunctions.Exp(scratch, 4);
        FullFunctions.Mills(scratch + 4, 2);
        var density = scratch[2] * TLane.Broadcast(InverseRootTwoPi);
        var tail1 = density * scratch[4];
        var tail2 = scratch[3] * TLane.Broadcast(InverseRootTwoPi) * scratch[5];
        var n1 = TLane.Select(d1 > zero, tail1, one - tail1);
        var n2 = TLane.Select(d2 > zero, tail2, one - tail2);
        delta = -scratch[1] * n1;
        gamma = scratch[1] * density * terms.InverseDeviation / spot;
        return TLane.Fma(scratch[0], n2, delta * spot);
    }

    /// <summary>The premium by the scheme's own points: what a price alone needs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLane AtSharedPoints(AmericanScheme scheme, in AmericanTerms<TLane> terms, TLane spot, TLane* g)
    {
        var zero = TLane.Broadcast(0);
        var minusHalf = TLane.Broadcast(-0.5);
        var points = scheme.PremiumPoints;
        var nodes = scheme.Nodes;
        var h = stackalloc TLane[nodes];
        for (var j = 0; j < nodes; j++)
            h[j] = g[j] * g[j];
        var work = stackalloc TLane[8 * points];
        var pays = TLane.Any((terms.Yield > zero) | (terms.Yield < zero));
        var rateExps = work;
        var yieldExps = work + 2 * points;
        var mills = yieldExps + 2 * points;
        var signs = mills + 2 * points;
        var distance = terms.LogSpot - terms.LogTop;
        var drift = terms.Drift + minusHalf * terms.Deviation;
        fixed (double* matrix = scheme.PremiumInterpolation)
        {
            for (var k = 0; k < points; k++)
            {
                var sum = zero;
                for (var j = 0; j < nodes; j++)
                    sum = TLane.Fma(TLane.Broadcast(matrix[k * nodes + j]), h[j], sum);
                sum = TLane.Select(sum > zero, sum, zero);
                var sine = TLane.Broadcast(scheme.PremiumSines[k]);
                var d2 = TLane.Fma((distance + TLane.Sqrt(sum)) * terms.InverseDeviation, TLane.Broadcast(scheme.PremiumInverseSines[k]), drift * sine);
                var years = terms.Years * sine * sine;
                var rate = -terms.Rate * years;
                rateExps[2 * k] = rate;
                rateExps[2 * k + 1] = TLane.Fma(minusHalf * d2, d2, rate);
                signs[2 * k] = d2;
                mills[2 * k] = TLane.Abs(d2);
                if (pays)
                {
                    var d1 = TLane.Fma(terms.Deviation, sine, d2);
                    var yield = -terms.Yield * years;
                    yieldExps[2 * k] = yield;
                    yieldExps[2 * k + 1] = TLane.Fma(minusHalf * d1, d1, yield);
                    signs[2 * k + 1] = d1;
                    mills[2 * k + 1] = TLane.Abs(d1);
                }
            }
        }

        TFunctions.Exp(work, (pays ? 4 : 2) * points);
        if (!pays)
        {
            for (var k = 0; k < points; k++)
                mills[k] = mills[2 * k];
            TFunctions.Mills(mills, points);
        }
        else
        {
            TFunctions.Mills(mills, 2 * points);
        }

        var interest = zero;
        var dividends = zero;
        for (var k = 0; k < points; k++)
        {
            var weight = TLane.Broadcast(scheme.PremiumWeights[k]);
            var tail = rateExps[2 * k + 1] * TLane.Broadcast(InverseRootTwoPi) * mills[pays ? 2 * k : k];
            interest = TLane.Fma(weight, TLane.Select(signs[2 * k] > zero, tail, rateExps[2 * k] - tail), interest);
            if (pays)
            {
                tail = yieldExps[2 * k + 1] * TLane.Broadcast(InverseRootTwoPi) * mills[2 * k + 1];
                dividends = TLane.Fma(weight, TLane.Select(signs[2 * k + 1] > zero, tail, yieldExps[2 * k] - tail), dividends);
            }
        }

        return terms.Years * TLane.Fma(terms.Rate, interest, -(terms.Yield * spot * dividends));
    }
}
