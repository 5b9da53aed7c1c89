using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>Where the search for s = sigma sqrt(T) starts.</summary>
internal static class ImpliedVolGuess
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Of<TLane>(TLane x, TLane target)
        where TLane : struct, ILane<TLane>
    {
        var flat = target * TLane.Broadcast(2.5066282746310002);
        var bend = TLane.Sqrt(x + x);
        return TLane.Select(flat > bend, flat, bend);
    }
}
