using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// Solves c(s) = b for s = sigma sqrt(T), where c = N(t - h) - e^x N(-t - h), h = x / s, t = s / 2, x = |ln(F/K)|, is the time value over the
/// smaller of F and K, from 0 to 1. dc/ds = n(t - h).
/// </summary>
internal static class ImpliedVolKernel
{
    /// <summary>Halley's steps settle in three to five; the bracket bounds what rounding could still do.</summary>
    private const int Steps = 24;

    /// <summary>A step this small, relative to s, leaves an error of its cube.</summary>
    private const double Settled = 2e-6;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(double forward, double discount, double years, ReadOnlySpan<double> prices, ReadOnlySpan<double> strikes, ReadOnlySpan<double> signs, Span<double> vols)
        where TLane : struct, ILane<TLane>
    {
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        var half = TLane.Broadcast(0.5);
        var infinity = TLane.Broadcast(double.PositiveInfinity);
        var root = TLane.Broadcast(Math.Sqrt(years));
        var forwardValue = TLane.Broadcast(discount * forward);
        var forwardValueLow = TLane.Broadcast(Math.FusedMultiplyAdd(discount, forward, -(discount * forward)));
        var proper = years > 0 && years < double.PositiveInfinity && discount > 0 && forward > 0 && forward < double.PositiveInfinity;

        for (var at = 0; at < prices.Length; at += TLane.Count)
        {
            var price = TLane.Load(prices, at);
            var strike = TLane.Load(strikes, at);
            var sign = TLane.Load(signs, at);
            var strikeValue = TLane.Broadcast(discount) * strike;
            var intrinsic = sign * (TLane.Fma(-TLane.Broadcast(discount), strike, forwardValue) + forwardValueLow);
            var timeValue = price - TLane.Select(intrinsic <= zero, zero, intrinsic);
            var smaller = TLane.Select(forwardValue < strikeValue, forwardValue, strikeValue);
            var target = timeValue / smaller;

            var known = (price <= infinity) & (strike > zero) & (strike < infinity) & (sign * sign > zero);
            if (!proper)
                known = zero;
            var under = known & (timeValue < zero);
            var over = known & (target >= one);
            var worthless = known & (timeValue >= zero) & (timeValue <= zero);
            var active = known & (target > zero) & (target < one);

            var x = TLane.Abs(Logarithm.OfRatio(TLane.Broadcast(forward), strike, out _));
            // Idle lanes get something that cannot go wrong.
            target = TLane.Select(active, target, half);
            x = TLane.Select(active, x, one);
            var s = ImpliedVolGuess.Of(x, target);
            var low = zero;
            var high = infinity;
            var upper = target > half;
            var other = one - target;

            for (var step = 0; step < Steps && TLane.Any(active); step++)
            {
                // c, its complement, and both over the density n(near).
                var inverseS = one / s;
                var h = x * inverseS;
                var hLow = TLane.Fma(-h, s, x) * inverseS;
                var t = s * half;
                var near = t - h;
                var far = t + h;
                var density = Normal.DensityApart(near, (t - near) - h - hLow);
                var millsNear = Normal.MillsApart(TLane.Abs(near));
                var millsFar = Normal.MillsApart(far);
                var both = millsNear + millsFar;
                var inverseDensity = one / density;
                var nearIsUpper = near >= zero;
                var restOver = TLane.Select(nearIsUpper, both, inverseDensity - (millsNear - millsFar));
                var valueOver = TLane.Select(nearIsUpper, inverseDensity - both, millsNear - millsFar);
                var cancels = (t < TLane.Broadcast(0.25)) & (nearIsUpper | (millsNear > TLane.Broadcast(3) * t));
                if (TLane.Any(cancels & active))
                    valueOver = TLane.Select(cancels, Difference(h, t), valueOver);

                var value = density * valueOver;
                var rest = density * restOver;
                var below = value < target;
                low = TLane.Select(active & below, s, low);
                high = TLane.Select(active & (value > target), s, high);

                // Halley on f = ln(value / target), or on ln(rest / (1 - target)): newton = f / f', bend = f'' / f'.
                var f = Logarithm.OfRatio(TLane.Select(upper, rest, value), TLane.Select(upper, other, target), out _);
                var over1 = TLane.Select(upper, -restOver, valueOver);
                var newton = f * over1;
                var bend = -(near * far * inverseS) - one / over1;
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

            var vol = s / root;
            vol = TLane.Select(worthless, zero, vol);
            vol = TLane.Select(under, TLane.Broadcast(-(double)ImpliedVolStatus.BelowIntrinsic), vol);
            vol = TLane.Select(over, TLane.Broadcast(-(double)ImpliedVolStatus.AboveMaximum), vol);
            vol = TLane.Select(known, vol, TLane.Broadcast(-(double)ImpliedVolStatus.NotANumber));
            TLane.Store(vol, vols, at);
        }
    }

    /// <summary>
    /// Y(t - h) - Y(-t - h) for Y = N / n by its Taylor series around -h, where the plain difference would cancel (t below 1/4).
    /// Y' = 1 + z Y and Y[n+1] = n Y[n-1] + z Y[n] at z = -h.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Difference<TLane>(TLane h, TLane t)
        where TLane : struct, ILane<TLane>
    {
        var even = Normal.MillsApart(h);
        var odd = TLane.Fma(-h, even, TLane.Broadcast(1));
        var square = t * t;
        var power = t + t;
        var sum = power * odd;
        for (var n = 1; n <= 13; n += 2)
        {
            even = TLane.Fma(-h, odd, TLane.Broadcast(n) * even);
            odd = TLane.Fma(-h, even, TLane.Broadcast(n + 1) * odd);
            power = power * square * TLane.Broadcast(1.0 / ((n + 1) * (n + 2)));
            sum = TLane.Fma(power, odd, sum);
        }

        return sum;
    }
}
