using Poise.Chains;

namespace Poise.Flow;

/// <summary>
/// The slope of the smile at the money, which says how vols go with spot: of vol on ln(K/F), by least squares within 5 % of the forward, nearer quotes counting more
/// (1 - (x / 5 %)²). Where strikes are dense a cubic: the smile bends to both sides of the money, and a line through it is up to a sixth too flat on SPX. Where they are not, a line, since a
/// cubic follows each quote's own error.
/// </summary>
internal static class AtTheMoneySkew
{
    private const double Reach = 0.05;

    /// <summary>Quotes below which a slope is none.</summary>
    private const int Least = 4;

    /// <summary>Quotes on each side of the forward from which a cubic is taken.</summary>
    private const int Dense = 8;

    /// <summary>Of the expiry nearest to 30 days that has four such quotes; null without one.</summary>
    public static (double Skew, ExpirySlice Slice)? Of(IReadOnlyList<ExpirySlice> slices)
    {
        (double Skew, ExpirySlice Slice)? best = null;
        foreach (ExpirySlice slice in slices)
        {
            if (best is not null && Math.Abs(slice.Years - 30.0 / 365) >= Math.Abs(best.Value.Slice.Years - 30.0 / 365))
                continue;
            double skew = Of(slice);
            if (!double.IsNaN(skew))
                best = (skew, slice);
        }
        return best;
    }

    /// <summary>Vol a unit of ln K; NaN where the quotes give none.</summary>
    public static double Of(ExpirySlice slice)
    {
        int below = 0, above = 0;
        // Sums of w x^n and w y x^n, x in units of the reach.
        Span<double> xs = stackalloc double[7], ys = stackalloc double[4];
        xs.Clear();
        ys.Clear();
        for (int i = 0; i < slice.Count; i++)
        {
            double x = Math.Log(slice.Strikes[i] / slice.Forward.Forward) / Reach;
            if (slice.VolSources[i] is not VolSource.OutOfTheMoneyMid || Math.Abs(x) > 1)
                continue;
            below += x < 0 ? 1 : 0;
            above += x < 0 ? 0 : 1;
            double power = 1 - x * x;
            for (int n = 0; n < xs.Length; n++, power *= x)
            {
                xs[n] += power;
                if (n < ys.Length)
                    ys[n] += power * slice.Vols[i];
            }
        }
        if (below + above < Least)
            return double.NaN;
        return Slope(xs, ys, below >= Dense && above >= Dense ? 4 : 2) / Reach;
    }

    /// <summary>The coefficient of x of the polynomial with so many coefficients, by Gauss's elimination of its normal equations; NaN where they have no one answer.</summary>
    private static double Slope(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, int count)
    {
        Span<double> a = stackalloc double[count * (count + 1)];
        int width = count + 1;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
                a[i * width + j] = xs[i + j];
            a[i * width + count] = ys[i];
        }
        // Positive definite where there is an answer: no pivots are sought.
        for (int i = 0; i < count; i++)
        {
            double pivot = a[i * width + i];
            if (!(pivot > 1e-9 * xs[2 * i]))
                return double.NaN;
            for (int row = 0; row < count; row++)
            {
                double share = row == i ? 0 : a[row * width + i] / pivot;
                for (int j = i; share != 0 && j < width; j++)
                    a[row * width + j] -= share * a[i * width + j];
            }
        }
        return a[width + count] / a[width + 1];
    }
}
