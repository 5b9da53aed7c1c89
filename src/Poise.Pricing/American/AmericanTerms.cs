using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>American puts on a strike of 1, a lane of them, all with time, vol and a boundary: what boundary and premium share.</summary>
internal readonly struct AmericanTerms<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    /// <summary>ln(spot / strike).</summary>
    public readonly TLane LogSpot;
    public readonly TLane Years;
    public readonly TLane Rate;
    public readonly TLane Yield;
    public readonly TLane Vol;
    public readonly TLane RootYears;

    /// <summary>vol sqrt(years) and its inverse.</summary>
    public readonly TLane Deviation;
    public readonly TLane InverseDeviation;

    /// <summary>(rate - yield) years.</summary>
    public readonly TLane Carry;

    /// <summary>(rate - yield) sqrt(years) / vol.</summary>
    public readonly TLane Drift;

    /// <summary>ln of the boundary just before expiry, over the strike: min(1, rate / yield).</summary>
    public readonly TLane LogTop;

    /// <summary>ln of the perpetual option's boundary over that: below it no boundary falls.</summary>
    public readonly TLane Floor;

    /// <summary>beta - 1 and alpha of the quadratic: 2 (r - q) / vol^2 - 1 and 2 r / vol^2.</summary>
    public readonly TLane Beta;
    public readonly TLane TwoOverVariance;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public AmericanTerms(TLane spot, TLane strike, TLane years, TLane rate, TLane yield, TLane vol)
    {
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        var two = TLane.Broadcast(2);
        LogSpot = Logarithm.OfRatio(spot, strike, out _);
        Years = years;
        Rate = rate;
        Yield = yield;
        Vol = vol;
        RootYears = TLane.Sqrt(years);
        Deviation = vol * RootYears;
        InverseDeviation = one / Deviation;
        Carry = (rate - yield) * years;
        Drift = Carry * InverseDeviation;
        var starved = yield > rate;
        LogTop = TLane.Any(starved) ? TLane.Select(starved, Logarithm.OfRatio(rate, TLane.Select(starved, yield, one), out _), zero) : zero;

        // l^2 + beta l = alpha; the negative root, without cancellation.
        TwoOverVariance = two / (vol * vol);
        Beta = TLane.Fma(rate - yield, TwoOverVariance, -one);
        var alpha = rate * TwoOverVariance;
        var root = TLane.Sqrt(TLane.Fma(Beta, Beta, TLane.Broadcast(4) * alpha));
        var size = TLane.Abs(Beta) + root;
        var power = TLane.Select(Beta > zero, TLane.Broadcast(-0.5) * size, -two * alpha / size);
        Floor = Logarithm.OfRatio(power, power - one, out _) - LogTop;
        // Both ends may agree to the last digits; the boundary stays below its top.
        Floor = TLane.Select(Floor < TLane.Broadcast(-1e-14), Floor, TLane.Broadcast(-1e-14));
        Floor = TLane.Select(Floor > TLane.Broadcast(-700), Floor, TLane.Broadcast(-700));
    }
}
