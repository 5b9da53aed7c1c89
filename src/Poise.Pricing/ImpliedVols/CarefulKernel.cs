using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// The path for prices that no market quotes: far tails, deviations beyond 1.4, values near the largest. Solves c(s) = target for s = sigma sqrt(T), where
/// c = N(t - h) - e^x N(-t - h), h = x / s, t = s / 2, x = |ln(F/K)|, is the time value over the smaller of F and K, from 0 to 1. dc/ds = n(t - h).
/// Halley's steps on ln c below half, on ln(1 - c) above it (the transformations are after Jaeckel, "Let's Be Rational", Wilmott 2015), in a bracket.
/// </summary>
internal static class CarefulKernel
{
    /// <summary>Halley's steps settle in three to five; the bracket bounds what rounding could still do.</summary>
    private const int Steps = 40;

    /// <summary>A step this small, relative to s, leaves an error of its cube.</summary>
    private const double Settled = 2e-6;

    /// <summary>Solves the rows at <paramref name="pending"/> of a block, a lane of them at a time.</summary>
    public static void Run<TLane>(in QuoteBlock block, ReadOnlySpan<double> prices, ReadOnlySpan<double> strikes, ReadOnlySpan<double> signs, ReadOnlySpan<int> pending, Span<double> vols)
        where TLane : struct, ILane<TLane>
    {
        Span<double> gathered = stackalloc double[8 * Lanes.Padding];
        for (var from = 0; from < pending.Length; from += TLane.Count)
        {
            for (var j = 0; j < TLane.Count; j++)
            {
                // The end of the last lane repeats its last row.
                var i = pending[Math.Min(from + j, pending.Length - 1)];
                gathered[j] = prices[i];
                gathered[8 + j] = strikes[i];
                gathered[16 + j] = signs[i];
                gathered[24 + j] = block.Forwards[i];
                gathered[32 + j] = block.Discounts[i];
                gathered[40 + j] = block.ForwardValues[i];
                gathered[48 + j] = block.ForwardValueLows[i];
                gathered[56 + j] = block.Roots[i];
            }

            Solve<TLane>(gathered);
            for (var j = 0; j < TLane.Count && from + j < pending.Length; j++)
                vols[pending[from + j]] = gathered[j];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Solve<TLane>(Span<double> gathered)
        where TLane : struct, ILane<TLane>
    {
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        var half = TLane.Broadcast(0.5);
        var infinity = TLane.Broadcast(double.PositiveInfinity);
        var price = TLane.Load(gathered, 0);
        var strike = TLane.Load(gathered, 8);
        var sign = TLane.Load(gathered, 16);
        var discount = TLane.Load(gathered, 32);
        var forwardValue = TLane.Load(gathered, 40);

        var strikeValue = discount * strike;
        var intrinsic = sign * (TLane.Fma(-discount, strike, forwardValue) + TLane.Load(gathered, 48));
        var timeValue = price - TLane.Select(intrinsic <= zero, zero, intrinsic);
        var smaller = TLane.Select(forwardValue < strikeValue, forwardValue, strikeValue);
        var target = timeValue / smaller;
        // Where that or the density is no normal double, logarithms of the factors, with 2^1000 lent to the target.
        var deep = (timeValue > zero) & (target < TLane.Broadcast(1e-290));
        var lent = timeValue * TLane.PowerOfTwo(TLane.Broadcast(500)) / (smaller * TLane.PowerOfTwo(TLane.Broadcast(-500)));
        var x = TLane.Abs(Logarithm.OfRatio(TLane.Load(gathered, 24), strike, out _));
        var active = (deep | (target > zero)) & (target < one) & (x < infinity) & (sign * sign > zero);
        // At the strike itself such a value is s n(0).
        var flat = deep & (x <= zero);
        // A row that cannot be solved gets something that cannot go wrong.
        var unsolved = active ^ (zero <= TLane.Broadcast(0));
        active = active & (flat ^ active);
        var flatS = target * TLane.Broadcast(2.5066282746310002);
        target = TLane.Select(active, target, half);
        x = TLane.Select(active, x, one);

        var larger = TLane.Select(forwardValue < strikeValue, strikeValue, forwardValue);
        var s = StartingDeviation.OfAny(x, target, TLane.Sqrt(smaller / larger));
        var low = zero;
        var high = infinity;
        var upper = target > half;
        var other = one - target;
        deep = deep & active;
        for (var step = 0; step < Steps && TLane.Any(active); step++)
        {
            // c, its complement, and both over the density n(near).
            var inverseS = one / s;
            var h = x / s;
            var hLow = TLane.Fma(-h, s, x) * inverseS;
            var t = s * half;
            var near = t - h;
            var far = t + h;
            var density = Normal.DensityApart(near, (t - near) - h - hLow);
            var inverseDensity = one / density;
            var millsNear = Normal.MillsApart(TLane.Abs(near));
            var millsFar = Normal.MillsApart(far);
            var both = millsNear + millsFar;
            var nearIsUpper = near >= zero;
            var restOver = TLane.Select(nearIsUpper, both, inverseDensity - (millsNear - millsFar));
            var valueOver = TLane.Select(nearIsUpper, inverseDensity - both, millsNear - millsFar);
            // Where the difference would cancel, the shape that has none.
            var cancels = (t < TLane.Broadcast(TimeValueShape.MostT)) & (h * t < TLane.Broadcast(TimeValueShape.MostY));
            if (TLane.Any(cancels & active))
                valueOver = TLane.Select(cancels, Shape(h, s, x), valueOver);

            var value = density * valueOver;
            var rest = density * restOver;

            // Halley on f = ln(value / target), or on ln(rest / (1 - target)): newton = f / f', bend = f'' / f'.
            var f = Logarithm.OfRatio(TLane.Select(upper, rest, value), TLane.Select(upper, other, target), out _);
            if (TLane.Any(deep))
                f = TLane.Select(deep, Deep(near, valueOver, lent), f);
            var below = TLane.Select(upper, f > zero, f < zero);
            var above = TLane.Select(upper, f < zero, f > zero);
            low = TLane.Select(active & below, s, low);
            high = TLane.Select(active & above, s, high);
            var over = TLane.Select(upper, -restOver, valueOver);
            var newton = f * over;
            var bend = -(near * far * inverseS) - one / over;
            var damping = TLane.Fma(-half * newton, bend, one);
            damping = TLane.Select(damping > TLane.Broadcast(0.4), damping, TLane.Broadcast(0.4));
            var next = s - newton / damping;

            // Outside the bracket, or no number at all: halve the bracket, or double where it has no end.
            var inside = (next > low) & (next < high);
            var middle = TLane.Select(high < infinity, (low + high) * half, s + s);
            var halt = TLane.Abs(next - s) <= TLane.Broadcast(Settled) * s;
            next = TLane.Select(inside | halt, next, middle);
            s = TLane.Select(active, next, s);
            active = active & (halt ^ active);
        }

        s = TLane.Select(flat, flatS, s);
        var vol = s / TLane.Load(gathered, 56);
        TLane.Store(TLane.Select(unsolved, Mark(price, strike, sign, forwardValue, timeValue, smaller), vol), gathered, 0);
    }

    /// <summary>ln(value / target) where both are too small to be held: the error is a last digit of ln n(near), which is near^2 / 2 and so are the slope and h^2.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TLane Deep<TLane>(TLane near, TLane valueOver, TLane lent)
        where TLane : struct, ILane<TLane>
    {
        var log = Logarithm.OfRatio(valueOver * TLane.Broadcast(Normal.InverseRootTwoPi), lent, out _);
        return TLane.Fma(near * TLane.Broadcast(-0.5), near, log + TLane.Broadcast(1000 * 0.6931471805599453));
    }

    /// <summary>c / n(near) = s W e^(t^2/2).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TLane Shape<TLane>(TLane h, TLane s, TLane x)
        where TLane : struct, ILane<TLane>
    {
        var quarter = TLane.Broadcast(0.25);
        var t2 = s * s * quarter;
        var defect = TLane.Select(h > TLane.Broadcast(TimeValueShape.MostH), TimeValueShape.DefectBeyond(h), TimeValueShape.Defect(h));
        return s * TimeValueShape.Of(defect, x * x * quarter, t2) * TimeValueShape.SmallExponential(t2 * TLane.Broadcast(0.5));
    }

    /// <summary>
    /// What there is instead of a vol to solve: 0 for a price without time value, minus the status otherwise. A price is computed to about 1e-15 of the forward's
    /// value, so one that lies below intrinsic by no more has lost its time value to rounding: it is without, not below.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TLane Mark<TLane>(TLane price, TLane strike, TLane sign, TLane forwardValue, TLane timeValue, TLane smaller)
        where TLane : struct, ILane<TLane>
    {
        var zero = TLane.Broadcast(0);
        var infinity = TLane.Broadcast(double.PositiveInfinity);
        var known = (price <= infinity) & (strike > zero) & (strike < infinity) & (sign * sign > zero) & (forwardValue >= zero);
        var none = TLane.Broadcast(-(double)ImpliedVolStatus.NotANumber);
        var mark = TLane.Select(timeValue <= zero, zero, none);
        var rounding = TLane.Fma(price, TLane.Broadcast(2.2e-16), forwardValue * TLane.Broadcast(1e-15));
        mark = TLane.Select((timeValue < -rounding) | (price < zero), TLane.Broadcast(-(double)ImpliedVolStatus.BelowIntrinsic), mark);
        mark = TLane.Select((timeValue > zero) & (timeValue >= smaller), TLane.Broadcast(-(double)ImpliedVolStatus.AboveMaximum), mark);
        return TLane.Select(known, mark, none);
    }
}
