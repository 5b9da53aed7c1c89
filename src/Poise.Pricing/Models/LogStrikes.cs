using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// Strikes with their logarithms. A strike never changes, so its logarithm is taken once, when it is listed: ln(K / Anchor) as an unevaluated
/// sum of two doubles, with an anchor near the money so that what matters most is known best. All columns have one length, a multiple of
/// <see cref="Black76.PadTo"/>.
/// </summary>
public readonly ref struct LogStrikes
{
    /// <summary>Logarithms are held within this: a strike of 0, or none at all, is just far away.</summary>
    internal const double Far = 2000;

    /// <param name="strikes">Strikes, in the quote currency.</param>
    /// <param name="anchor">A positive price near the money, such as spot when the strikes were listed.</param>
    /// <param name="high">As <see cref="Fill"/> wrote it.</param>
    /// <param name="low">As <see cref="Fill"/> wrote it.</param>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded.</exception>
    public LogStrikes(ReadOnlySpan<double> strikes, double anchor, ReadOnlySpan<double> high, ReadOnlySpan<double> low)
    {
        Columns.Check(strikes.Length, high.Length, low.Length);
        Strikes = strikes;
        Anchor = anchor;
        High = high;
        Low = low;
    }

    public ReadOnlySpan<double> Strikes { get; }

    public double Anchor { get; }

    public ReadOnlySpan<double> High { get; }

    public ReadOnlySpan<double> Low { get; }

    /// <summary>
    /// ln(strikes[i] / anchor) as high[i] + low[i]; NaN for a negative strike, and where the anchor is not within 1e-150 and 1e150: there the strikes' and
    /// the forward's would all be held at one end, and every option seem to be at the money.
    /// </summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded.</exception>
    public static void Fill(ReadOnlySpan<double> strikes, double anchor, Span<double> high, Span<double> low)
    {
        Columns.Check(strikes.Length, high.Length, low.Length);
        RunWidest(strikes, anchor is >= 1e-150 and <= 1e150 ? anchor : double.NaN, high, low);
    }

    private static void RunWidest(ReadOnlySpan<double> strikes, double anchor, Span<double> high, Span<double> low)
    {
        switch (Lanes.Resolve(LaneWidth.Widest))
        {
            case LaneWidth.Bits512: Run<Lane512>(strikes, anchor, high, low); break;
            case LaneWidth.Bits256: Run<Lane256>(strikes, anchor, high, low); break;
            default: Run<Lane128>(strikes, anchor, high, low); break;
        }
    }

    /// <summary>Anchored at the forward: work holds two columns.</summary>
    internal static LogStrikes OfForward(ReadOnlySpan<double> strikes, double forward, Span<double> work)
    {
        var high = work[..strikes.Length];
        var low = work.Slice(work.Length / 2, strikes.Length);
        var anchor = AnchorAt(forward);
        RunWidest(strikes, anchor, high, low);
        return new LogStrikes(strikes, anchor, high, low);
    }

    /// <summary>A forward that is no price cannot anchor anything.</summary>
    internal static double AnchorAt(double forward) => forward > 0 && forward < double.PositiveInfinity ? forward : 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TLane>(ReadOnlySpan<double> strikes, double anchor, Span<double> high, Span<double> low)
        where TLane : struct, ILane<TLane>
    {
        for (var at = 0; at < strikes.Length; at += TLane.Count)
        {
            TLane.Store(Split(TLane.Load(strikes, at), TLane.Broadcast(anchor), out var rest), high, at);
            TLane.Store(rest, low, at);
        }
    }

    /// <summary>ln(price / anchor), the larger part on a grid of 2^-40: so that the difference of two such is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLane Split<TLane>(TLane price, TLane anchor, out TLane low)
        where TLane : struct, ILane<TLane>
    {
        var rounder = TLane.Broadcast(DoubleBits.Rounder / (1L << 40));
        var log = Logarithm.Quotient(price, anchor, out var rest);
        if (!TLane.All(Logarithm.IsUsual(price, anchor)))
            log = Logarithm.Held(price, anchor, log, ref rest);
        var high = (log + rounder) - rounder;
        low = (log - high) + rest;
        return high;
    }
}
