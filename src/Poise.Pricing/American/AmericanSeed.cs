using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// Where the boundary's search starts: Li's QD+ equation (Li, "Analytical approximations for the critical stock prices of American options",
/// Review of Derivatives Research 13 (2010) 75-99), solved for ln B by a few Newton steps from a guess between the two known limits, the
/// square-root law before expiry and the perpetual boundary.
/// </summary>
internal static unsafe class AmericanSeed<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    private const double InverseRootTwoPi = 0.3989422804014327;

    /// <summary>Writes g = ln(B / top) of every node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(AmericanScheme scheme, in AmericanTerms<TLane> terms, TLane* g)
    {
        var half = TLane.Broadcast(0.5);
        var nodes = scheme.Nodes;
        var guess = Shape(terms);

        // The exponentials and Mills ratios of all nodes at a time.
        var discount = stackalloc TLane[2 * nodes];
        var share = discount + nodes;
        var value = stackalloc TLane[2 * nodes];
        var boundary = value + nodes;
        var mills = stackalloc TLane[2 * nodes];
        var near = stackalloc TLane[2 * nodes];
        for (var i = 0; i < nodes; i++)
        {
            var z = TLane.Broadcast(scheme.Z[i]);
            var years = terms.Years * z * z;
            discount[i] = -terms.Rate * years;
            share[i] = -terms.Yield * years;
            g[i] = Guess(terms, guess, scheme.LogSquareZ[i], z);
        }

        ShortFunctions.Exp(discount, 2 * nodes);
        for (var step = 0; step < scheme.SeedSteps; step++)
        {
            for (var i = 0; i < nodes; i++)
            {
                var z = TLane.Broadcast(scheme.Z[i]);
                var s = terms.Deviation * z;
                var inverse = terms.InverseDeviation * TLane.Broadcast(scheme.InverseZ[i]);
                var d2 = TLane.Fma(g[i] + terms.LogTop, inverse, TLane.Fma(terms.Drift, z, -half * s));
                var d1 = d2 + s;
                near[i] = d1;
                near[nodes + i] = d2;
                mills[i] = TLane.Abs(d1);
                mills[nodes + i] = TLane.Abs(d2);
                value[i] = -half * d1 * d1;
                boundary[i] = g[i] + terms.LogTop;
            }

            ShortFunctions.Exp(value, 2 * nodes);
            ShortFunctions.Mills(mills, 2 * nodes);
            for (var i = 0; i < nodes; i++)
                g[i] = Step(scheme, terms, i, g[i], boundary[i], discount[i], share[i], near[i], near[nodes + i], value[i], mills[i], mills[nodes + i]);
        }

        for (var i = 0; i < nodes; i++)
            g[i] = TLane.Select(g[i] > terms.Floor, g[i], terms.Floor);
    }

    /// <summary>ln of vol^2 / (8 pi r^2 T), a fifth of it where the boundary starts below the strike.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Shape(in AmericanTerms<TLane> terms)
    {
        var start = TLane.Select(terms.Yield > terms.Rate, TLane.Broadcast(0.2), TLane.Broadcast(1));

        // What exercise gains a year at the strike, where a negative yield adds to it.
        var rate = terms.Rate - TLane.Select(terms.Yield < TLane.Broadcast(0), terms.Yield, TLane.Broadcast(0));
        rate = TLane.Select(rate > TLane.Broadcast(1e-9), rate, TLane.Broadcast(1e-9));
        return Logarithm.OfRatio(start * terms.Vol * terms.Vol, TLane.Broadcast(25.132741228718345) * rate * rate * terms.Years, out _);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Guess(in AmericanTerms<TLane> terms, TLane shape, double logSquareZ, TLane z)
    {
        var depth = shape - TLane.Broadcast(logSquareZ);
        depth = TLane.Select(depth > TLane.Broadcast(0.7), depth, TLane.Broadcast(0.7));
        var early = terms.Deviation * z * TLane.Sqrt(depth);
        var late = -terms.Floor;
        var product = early * late;
        return -product / TLane.Fma(TLane.Broadcast(-0.6), TLane.Sqrt(product), early + late);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Step(AmericanScheme scheme, in AmericanTerms<TLane> terms, int i, TLane g, TLane boundary, TLane discount, TLane share, TLane d1, TLane d2, TLane density, TLane mills1, TLane mills2)
    {
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        var half = TLane.Broadcast(0.5);
        var z = TLane.Broadcast(scheme.Z[i]);
        var inverseZ = TLane.Broadcast(scheme.InverseZ[i]);
        var inverseYears = inverseZ * inverseZ / terms.Years;
        var inverse = terms.InverseDeviation * inverseZ;

        // r / (1 - e^(-r t)), by its series where that is 0 / 0.
        var x = terms.Rate * terms.Years * z * z;
        var small = TLane.Abs(x) < TLane.Broadcast(0.01);
        var ratio = TLane.Select(small,
            inverseYears * TLane.Fma(x, TLane.Fma(x, TLane.Broadcast(1.0 / 12), half), one),
            terms.Rate / TLane.Select(small, one, one - discount));
        var alpha = terms.TwoOverVariance * ratio;
        var square = TLane.Fma(terms.Beta, terms.Beta, TLane.Broadcast(4) * alpha);
        var root = TLane.Sqrt(square);
        var inverseRoot = one / root;
        var lambda = -half * (terms.Beta + root);
        var correction = discount * alpha * (one - alpha / square) * inverseRoot;
        var thetaWeight = terms.TwoOverVariance * inverseRoot;

        // N(-d1), N(-d2); n(d2) follows from n(d1), since K e^(-rt) n(d2) = B e^(-qt) n(d1).
        density = density * TLane.Broadcast(InverseRootTwoPi);
        var stock = boundary * share;
        var density2 = density * stock / discount;
        var n1 = TLane.Select(d1 > zero, density * mills1, one - density * mills1);
        var n2 = TLane.Select(d2 > zero, density2 * mills2, one - density2 * mills2);
        var put = TLane.Fma(discount, n2, -(stock * n1));
        var decay = half * terms.Vol * terms.Vol * inverse; // vol / (2 sqrt(t))
        var theta = TLane.Fma(terms.Rate * discount, n2, -(stock * TLane.Fma(terms.Yield, n1, decay * density)));
        var waiting = TLane.Fma(-share, n1, one);
        var gain = one - boundary - put;
        var weight = lambda + correction;
        var f = TLane.Fma(waiting, boundary, TLane.Fma(weight, gain, -(thetaWeight * theta)));

        var thetaSlope = share * TLane.Fma(-terms.Yield, n1, density * (TLane.Fma(terms.Yield - terms.Rate, inverse, -(decay * TLane.Fma(-d1, inverse, one)))));
        var slope = TLane.Fma(share * density, inverse, TLane.Fma(-weight, waiting, waiting)) - thetaWeight * thetaSlope;
        var next = g - f / (slope * boundary);
        return Within(next, g);
    }

    /// <summary>No more than twice and no less than half, and that where it is no number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLane Within(TLane next, TLane from)
    {
        var upper = from * TLane.Broadcast(0.5);
        var lower = from + from;
        next = TLane.Select(next <= upper, next, upper);
        return TLane.Select(next >= lower, next, lower);
    }
}
