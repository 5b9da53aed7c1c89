using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>The functions that a setting computes with, over arrays in place, so that each body is inlined once.</summary>
internal unsafe interface IAmericanFunctions
{
    /// <summary>e^x, held between e^-700 and e^700.</summary>
    static abstract void Exp<TLane>(TLane* x, int count)
        where TLane : unmanaged, ILane<TLane>;

    /// <summary>Mills ratio N(-a) / n(a) of a at least 0.</summary>
    static abstract void Mills<TLane>(TLane* a, int count)
        where TLane : unmanaged, ILane<TLane>;
}

/// <summary>Short polynomials for the fast setting: own Chebyshev fits in 40-digit arithmetic, relative errors 2.6e-9 (exponential) and 3.6e-8 (Mills ratio).</summary>
internal readonly unsafe struct ShortFunctions : IAmericanFunctions
{
    private const double Log2E = 1.4426950408889634;
    private const double Pole = 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exp<TLane>(TLane* x, int count)
        where TLane : unmanaged, ILane<TLane>
    {
        for (var i = 0; i < count; i++)
        {
            var a = x[i];
            a = TLane.Select(a < TLane.Broadcast(-700), TLane.Broadcast(-700), a);
            a = TLane.Select(a > TLane.Broadcast(700), TLane.Broadcast(700), a);
            var k = TLane.Round(a * TLane.Broadcast(Log2E));
            var r = TLane.Fma(k, TLane.Broadcast(-0.6931471805599453), a);
            var p = TLane.Broadcast(0.0013948580818093912);
            p = TLane.Fma(p, r, TLane.Broadcast(0.008375128890467473));
            p = TLane.Fma(p, r, TLane.Broadcast(0.04166621827440191));
            p = TLane.Fma(p, r, TLane.Broadcast(0.16666415477235322));
            p = TLane.Fma(p, r, TLane.Broadcast(0.5000000107749384));
            p = TLane.Fma(p, r, TLane.Broadcast(1.0000000377274485));
            p = TLane.Fma(p, r, TLane.Broadcast(0.9999999999595482));
            x[i] = p * TLane.PowerOfTwo(k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mills<TLane>(TLane* a, int count)
        where TLane : unmanaged, ILane<TLane>
    {
        for (var i = 0; i < count; i++)
        {
            var inverse = TLane.Broadcast(1) / (a[i] + TLane.Broadcast(Pole));
            var q = (a[i] - TLane.Broadcast(Pole)) * inverse;
            var p = TLane.Broadcast(-0.0003943441878551638);
            p = TLane.Fma(p, q, TLane.Broadcast(0.0003241714094644783));
            p = TLane.Fma(p, q, TLane.Broadcast(0.0039198324559624196));
            p = TLane.Fma(p, q, TLane.Broadcast(-0.008713460732722403));
            p = TLane.Fma(p, q, TLane.Broadcast(-0.018830371586948908));
            p = TLane.Fma(p, q, TLane.Broadcast(0.15138855628233988));
            p = TLane.Fma(p, q, TLane.Broadcast(-0.4675531274450232));
            p = TLane.Fma(p, q, TLane.Broadcast(0.9704099613640698));
            p = TLane.Fma(p, q, TLane.Broadcast(-1.523770313848267));
            p = TLane.Fma(p, q, TLane.Broadcast(1.8932190550863288));
            a[i] = p * inverse;
        }
    }
}

/// <summary>The house's own functions, to the last digits, for the accurate setting.</summary>
internal readonly unsafe struct FullFunctions : IAmericanFunctions
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exp<TLane>(TLane* x, int count)
        where TLane : unmanaged, ILane<TLane>
    {
        for (var i = 0; i < count; i++)
        {
            var a = x[i];
            a = TLane.Select(a < TLane.Broadcast(-700), TLane.Broadcast(-700), a);
            a = TLane.Select(a > TLane.Broadcast(700), TLane.Broadcast(700), a);
            x[i] = Exponential.Exp(a, TLane.Broadcast(0));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mills<TLane>(TLane* a, int count)
        where TLane : unmanaged, ILane<TLane>
    {
        for (var i = 0; i < count; i++)
            a[i] = Normal.Mills(a[i]);
    }
}
