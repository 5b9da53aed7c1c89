using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// exp(a^2 / 2) N(-a) for a on [0, 40] as a fraction of polynomials of degree 9 and 10 with positive coefficients only, so that neither can
/// cancel: own minimax fit (Lawson weights) in 33-digit arithmetic, relative error 5.4e-17. It is Mills' ratio over sqrt(2 pi). Both polynomials are scaled by 2^-33,
/// so that a density of 1e-300 may be divided by a product of two of them and stays a normal number.
/// </summary>
internal static class Mills
{
    /// <summary>Numerator and denominator at a: so that several fractions can share one division.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Fraction<TLane>(TLane a, out TLane denominator)
        where TLane : struct, ILane<TLane>
    {
        // Even and odd powers apart: half the chain of dependent steps.
        var z = a * a;
        var even = TLane.Fma(TLane.Broadcast(4.366025642091472e-15), z, TLane.Broadcast(4.782680390486361e-13));
        var odd = TLane.Fma(TLane.Broadcast(1.6261294755468872e-16), z, TLane.Broadcast(5.741186603876056e-14));
        even = TLane.Fma(even, z, TLane.Broadcast(1.1407692755368005e-11));
        odd = TLane.Fma(odd, z, TLane.Broadcast(2.7604053829315042e-12));
        even = TLane.Fma(even, z, TLane.Broadcast(6.926194807765885e-11));
        odd = TLane.Fma(odd, z, TLane.Broadcast(3.3758425103245973e-11));
        even = TLane.Fma(even, z, TLane.Broadcast(5.820766091346741e-11));
        odd = TLane.Fma(odd, z, TLane.Broadcast(9.028019739314597e-11));

        var below = TLane.Fma(TLane.Broadcast(4.0761021216275974e-16), z, TLane.Broadcast(1.4431781694594707e-13));
        var belowOdd = TLane.Fma(TLane.Broadcast(1.0944003322000747e-14), z, TLane.Broadcast(1.209784191622785e-12));
        below = TLane.Fma(below, z, TLane.Broadcast(7.0624052158352694e-12));
        belowOdd = TLane.Fma(belowOdd, z, TLane.Broadcast(2.9771796080164226e-11));
        below = TLane.Fma(below, z, TLane.Broadcast(9.125541625173148e-11));
        belowOdd = TLane.Fma(belowOdd, z, TLane.Broadcast(1.999201128238269e-10));
        below = TLane.Fma(below, z, TLane.Broadcast(2.984948822159032e-10));
        belowOdd = TLane.Fma(belowOdd, z, TLane.Broadcast(2.734463827128988e-10));
        below = TLane.Fma(below, z, TLane.Broadcast(1.1641532182693481e-10));
        denominator = TLane.Fma(belowOdd, a, below);
        return TLane.Fma(odd, a, even);
    }
}
