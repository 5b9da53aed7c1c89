using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// What a portfolio of one expiry's options is worth at each of several forwards: scenario margin and grids. Total vols and all that follows from them are derived once for all forwards, and nothing is written
/// but the sums. Each price is one of the two tails of <see cref="BlackPasses"/>, without the digits that only a lone price far from the money needs.
/// </summary>
internal static class BlackLadder
{
    /// <summary>Forwards that one run takes.</summary>
    public const int Most = 64;

    // Next to no vol settles, and any where no time is left; more total vol than the most makes no difference; further out nothing is left of either tail.
    private const double LeastTotalVol = 1e-90, MostTotalVol = 1e8, FarTail = 1000;

    /// <summary>Sums of units times DF (F N(d1) - K N(d2)), puts likewise, by forward.</summary>
    /// <param name="terms">Discount and years; not its own forward.</param>
    [SkipLocalsInit]
    public static void Run<TLane>(in SliceTerms terms, in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, ReadOnlySpan<double> units, ReadOnlySpan<double> forwards, Span<double> values)
        where TLane : struct, ILane<TLane>
    {
        Span<double> work = AlignedColumn.OnStack(stackalloc double[(2 + PerLane) * Most + 7]);
        Span<double> high = work[..Most], low = work.Slice(Most, Most), sums = work.Slice(2 * Most, forwards.Length * PerLane);
        Logarithms<TLane>(forwards, strikes.Anchor, high, low);
        sums.Clear();
        double root = double.IsNaN(terms.Years) ? double.NaN : Math.Max(Math.Sqrt(Math.Max(0, terms.Years)), ExpiryLanes<TLane>.Tiny);
        double mostVol = root <= ExpiryLanes<TLane>.Tiny ? MostTotalVol : MostTotalVol / root;
        for (int i = 0; i < vols.Length; i += TLane.Count)
            Lane(i % PerLane, new Held<TLane>(strikes, vols, signs, units, i, root, mostVol), forwards, high, low, sums);
        for (int j = 0; j < forwards.Length; j++)
        {
            double sum = 0;
            for (int k = 0; k < PerLane; k++)
                sum += sums[j * PerLane + k];
            values[j] = terms.Discount * sum;
        }
    }

    // Eight running sums at any lane width, so that the bits are the same at all.
    private const int PerLane = Lanes.Padding;

    private static void Logarithms<TLane>(ReadOnlySpan<double> forwards, double anchor, Span<double> high, Span<double> low)
        where TLane : struct, ILane<TLane>
    {
        Span<double> padded = stackalloc double[Most];
        padded.Fill(1);
        forwards.CopyTo(padded);
        int length = (forwards.Length + PerLane - 1) / PerLane * PerLane;
        LogStrikes.Run<TLane>(padded[..length], anchor, high, low);
    }

    /// <summary>As many options as a lane has places, with all that does not depend on the forward.</summary>
    private readonly struct Held<TLane>
        where TLane : struct, ILane<TLane>
    {
        public readonly TLane LogHigh, LogLow, InverseS, HalfS, Strike, Flip, Units;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Held(in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, ReadOnlySpan<double> units, int at, double rootYears, double mostVol)
        {
            TLane s = TLane.AtLeast(TLane.Broadcast(LeastTotalVol), TLane.AtMost(TLane.Broadcast(mostVol), TLane.Load(vols, at)) * TLane.Broadcast(rootYears));
            (LogHigh, LogLow) = (TLane.Load(strikes.High, at), TLane.Load(strikes.Low, at));
            (InverseS, HalfS) = (TLane.Broadcast(1) / s, s * TLane.Broadcast(0.5));
            Strike = TLane.Load(strikes.Strikes, at);
            Flip = BlackPasses.Flip<TLane>(signs, at);
            Units = TLane.Load(units, at) ^ Flip;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Lane<TLane>(int place, in Held<TLane> held, ReadOnlySpan<double> forwards, ReadOnlySpan<double> high, ReadOnlySpan<double> low, Span<double> sums)
        where TLane : struct, ILane<TLane>
    {
        TLane logHigh = held.LogHigh, logLow = held.LogLow, inverseS = held.InverseS, halfS = held.HalfS, strike = held.Strike, flip = held.Flip, units = held.Units;
        TLane far = TLane.Broadcast(FarTail), one = TLane.Broadcast(1);
        for (int j = 0; j < forwards.Length; j++)
        {
            TLane forward = TLane.Broadcast(forwards[j]);
            TLane x = (TLane.Broadcast(high[j]) - logHigh) + (TLane.Broadcast(low[j]) - logLow), h = x * inverseS;
            TLane d1 = h + halfS, d2 = h - halfS;
            TLane a1 = TLane.AtMost(far, TLane.Abs(d1)), a2 = TLane.AtMost(far, TLane.Abs(d2));
            TLane p1 = Mills.Fraction(a1, out TLane q1), p2 = Mills.Fraction(a2, out TLane q2), share = Exponential.OfSquare(a1) / (q1 * q2);
            TLane tail1 = p1 * q2 * share, inTail2 = forward * (p2 * q1 * share);
            TLane n1 = TLane.BySign(d1 ^ flip, tail1, one - tail1), strikePart = TLane.BySign(d2 ^ flip, inTail2, strike - inTail2);
            int at = j * PerLane + place;
            TLane.Store(TLane.Fma(units, TLane.Fma(forward, n1, -strikePart), TLane.Load(sums, at)), sums, at);
        }
    }
}
