using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>A lane of puts with one boundary, on a strike of 1.</summary>
internal static unsafe class AmericanLane<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    /// <summary>Relative bump of vol: central differences err by its square, about 1e-6 of vega.</summary>
    private const double Bump = 1e-3;

    /// <summary>
    /// Inputs: six columns of 8 (spot, strike, years, rate, yield, vol). Results, all on a strike of 1: price, delta, gamma, vega, and whether exercise is due.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Evaluate(ReadOnlySpan<double> inputs, AmericanSetting setting, AmericanLevel level, bool slopes, bool vega, Span<double> results)
    {
        var spot = TLane.Load(inputs, 0);
        var strike = TLane.Load(inputs, Lanes.Padding);
        var years = TLane.Load(inputs, 2 * Lanes.Padding);
        var rate = TLane.Load(inputs, 3 * Lanes.Padding);
        var yield = TLane.Load(inputs, 4 * Lanes.Padding);
        var vol = TLane.Load(inputs, 5 * Lanes.Padding);
        var terms = new AmericanTerms<TLane>(spot, strike, years, rate, yield, vol);
        var ratio = spot / strike;
        var scheme = AmericanScheme.Of(setting, level);
        var shared = scheme.PremiumPoints > 0;
        var price = shared || level == AmericanLevel.Middle
            ? Value<ShortFunctions>(scheme, terms, ratio, shared, slopes, out var delta, out var gamma, out var exercised)
            : Value<FullFunctions>(scheme, terms, ratio, shared, slopes, out delta, out gamma, out exercised);
        TLane.Store(price, results, 0);
        TLane.Store(delta, results, Lanes.Padding);
        TLane.Store(gamma, results, 2 * Lanes.Padding);
        TLane.Store(TLane.Select(exercised, TLane.Broadcast(1), TLane.Broadcast(0)), results, 4 * Lanes.Padding);
        if (!vega)
            return;
        var up = vol * TLane.Broadcast(1 + Bump);
        var down = vol * TLane.Broadcast(1 - Bump);
        var above = new AmericanTerms<TLane>(spot, strike, years, rate, yield, up);
        var below = new AmericanTerms<TLane>(spot, strike, years, rate, yield, down);
        var difference = Value<FullFunctions>(scheme, above, ratio, shared, false, out _, out _, out _) - Value<FullFunctions>(scheme, below, ratio, shared, false, out _, out _, out _);
        TLane.Store(difference / (up - down), results, 3 * Lanes.Padding);
    }

    /// <summary>Price, and with slopes delta and gamma, of a strike of 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TLane Value<TFunctions>(AmericanScheme scheme, in AmericanTerms<TLane> terms, TLane spot, bool shared, bool slopes, out TLane delta, out TLane gamma, out TLane exercised)
        where TFunctions : struct, IAmericanFunctions
    {
        var g = stackalloc TLane[scheme.Nodes];
        AmericanBoundary<TLane, TFunctions>.Solve(scheme, terms, g);
        exercised = terms.LogSpot <= terms.LogTop + g[0];
        var european = AmericanPremium<TLane, TFunctions>.European(terms, spot, out delta, out gamma);
        TLane premium;
        if (shared)
        {
            premium = AmericanPremium<TLane, TFunctions>.AtSharedPoints(scheme, terms, spot, g);
            if (slopes)
            {
                AmericanPanels<TLane>.Evaluate(scheme, terms, spot, g, out var delta2, out var gamma2);
                delta = delta + delta2;
                gamma = gamma + gamma2;
            }
        }
        else
        {
            premium = AmericanPanels<TLane>.Evaluate(scheme, terms, spot, g, out var delta2, out var gamma2);
            delta = delta + delta2;
            gamma = gamma + gamma2;
        }

        // What quadrature leaves of it is never less than nothing, nor the whole less than exercise.
        var zero = TLane.Broadcast(0);
        var price = european + TLane.Select(premium > zero, premium, zero);
        var intrinsic = TLane.Broadcast(1) - spot;
        intrinsic = TLane.Select(intrinsic > zero, intrinsic, zero);
        price = TLane.Select(exercised, intrinsic, price);
        return TLane.Select(price > intrinsic, price, intrinsic);
    }
}
