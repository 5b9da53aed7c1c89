using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>Working columns of up to <see cref="Most"/> quotes, on the caller's stack: what each quote's expiry gives, and what one pass leaves to the next.</summary>
internal readonly ref struct QuoteBlock
{
    public const int Most = 256;

    /// <summary>Columns a block.</summary>
    public const int Columns = 10;

    public readonly Span<double> Forwards, Discounts;

    /// <summary>Discounted forward, NaN where forward, discount or years are not positive numbers, and what that product lost to rounding.</summary>
    public readonly Span<double> ForwardValues, ForwardValueLows;

    /// <summary>sqrt(T), and sqrt(2) / F.</summary>
    public readonly Span<double> Roots, Scales;

    /// <summary>x = |ln(F/K)|, later h = x / s.</summary>
    public readonly Span<double> Distances;

    /// <summary>Time value over sqrt(F K), the deviation s, and the shape W of <see cref="TimeValueShape"/>.</summary>
    public readonly Span<double> Values, Deviations, Shapes;

    public QuoteBlock(Span<double> memory)
    {
        var length = memory.Length / Columns;
        Forwards = memory[..length];
        Discounts = memory.Slice(length, length);
        ForwardValues = memory.Slice(2 * length, length);
        ForwardValueLows = memory.Slice(3 * length, length);
        Roots = memory.Slice(4 * length, length);
        Scales = memory.Slice(5 * length, length);
        Distances = memory.Slice(6 * length, length);
        Values = memory.Slice(7 * length, length);
        Deviations = memory.Slice(8 * length, length);
        Shapes = memory.Slice(9 * length, length);
    }

    /// <summary>The same expiry in every row.</summary>
    public void Fill<TLane>(double forward, double discount, double years)
        where TLane : struct, ILane<TLane>
    {
        Put(TLane.Broadcast(forward), TLane.Broadcast(discount), TLane.Broadcast(years), 0);
        Forwards.Fill(Forwards[0]);
        Discounts.Fill(Discounts[0]);
        ForwardValues.Fill(ForwardValues[0]);
        ForwardValueLows.Fill(ForwardValueLows[0]);
        Roots.Fill(Roots[0]);
        Scales.Fill(Scales[0]);
    }

    /// <summary>An expiry a row.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Fill<TLane>(ReadOnlySpan<double> forwards, ReadOnlySpan<double> discounts, ReadOnlySpan<double> years)
        where TLane : struct, ILane<TLane>
    {
        for (var at = 0; at < forwards.Length; at += TLane.Count)
            Put(TLane.Load(forwards, at), TLane.Load(discounts, at), TLane.Load(years, at), at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put<TLane>(TLane forward, TLane discount, TLane years, int at)
        where TLane : struct, ILane<TLane>
    {
        var zero = TLane.Broadcast(0);
        var infinity = TLane.Broadcast(double.PositiveInfinity);
        var proper = (years > zero) & (years < infinity) & (discount > zero) & (discount < infinity) & (forward > zero) & (forward < infinity);
        var value = discount * forward;
        TLane.Store(forward, Forwards, at);
        TLane.Store(discount, Discounts, at);
        TLane.Store(TLane.Select(proper, value, TLane.Broadcast(double.NaN)), ForwardValues, at);
        TLane.Store(TLane.Fma(discount, forward, -value), ForwardValueLows, at);
        TLane.Store(TLane.Sqrt(years), Roots, at);
        TLane.Store(TLane.Broadcast(1.4142135623730951) / forward, Scales, at);
    }
}
