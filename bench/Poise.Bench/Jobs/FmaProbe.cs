using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Poise.Bench;

/// <summary>
/// How many fused multiply-adds on four doubles the calling thread does in a second, right now: the bound of every kernel here. Twelve
/// chains that do not wait for each other keep both units of a core busy.
/// </summary>
internal static class FmaProbe
{
    private const int Chains = 12, Turns = 200_000, Repeats = 9;

    /// <summary>256-bit FMAs a second by <see cref="ThreadClock"/>: the median of nine repeats of some milliseconds.</summary>
    public static double PerSecond()
    {
        Settle(Turns, 0.5, 1);
        double[] rates = new double[Repeats];
        for (int i = 0; i < Repeats; i++)
        {
            long start = ThreadClock.Nanoseconds();
            double limit = Settle(Turns, 0.5, 1);
            rates[i] = (double)Chains * Turns * 1e9 / Math.Max(1, ThreadClock.Nanoseconds() - start);
            // x = x / 2 + 1 ends at 2: the work was done.
            if (limit != 2)
                throw new BadRunException($"fused multiply-adds gave {limit:R} for 2");
        }
        Array.Sort(rates);
        return rates[Repeats / 2];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double Settle(int turns, double factor, double step)
    {
        Vector256<double> m = Vector256.Create(factor), s = Vector256.Create(step);
        Vector256<double> a = s, b = s, c = s, d = s, e = s, f = s, g = s, h = s, i = s, j = s, k = s, l = s;
        for (int n = 0; n < turns; n++)
        {
            a = Vector256.FusedMultiplyAdd(a, m, s);
            b = Vector256.FusedMultiplyAdd(b, m, s);
            c = Vector256.FusedMultiplyAdd(c, m, s);
            d = Vector256.FusedMultiplyAdd(d, m, s);
            e = Vector256.FusedMultiplyAdd(e, m, s);
            f = Vector256.FusedMultiplyAdd(f, m, s);
            g = Vector256.FusedMultiplyAdd(g, m, s);
            h = Vector256.FusedMultiplyAdd(h, m, s);
            i = Vector256.FusedMultiplyAdd(i, m, s);
            j = Vector256.FusedMultiplyAdd(j, m, s);
            k = Vector256.FusedMultiplyAdd(k, m, s);
            l = Vector256.FusedMultiplyAdd(l, m, s);
        }
        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l) / (Chains * Vector256<double>.Count);
    }
}
