using Poise.Chains;

namespace Poise.Flow;

/// <summary>A beta that data or a user gave, instead of the skew's.</summary>
/// <param name="Beta">Change of the at-the-money vol a unit of ln S.</param>
/// <param name="Source">series or given.</param>
/// <param name="StandardError">Of the regression.</param>
/// <param name="RSquared">The share of the vol's changes that spot's explain.</param>
/// <param name="Count">Changes that it was read from.</param>
public sealed record VolBeta(double Beta, string Source, double? StandardError = null, double? RSquared = null, int? Count = null);

/// <summary>
/// How the at-the-money vol went with spot over the chains of one underlying so far: an ordinary regression, with a constant, of its changes on the log returns of spot. The vol
/// is that of a constant maturity of 30 days.
/// </summary>
public sealed class SpotVolSeries
{
    /// <summary>Changes below which nothing is said.</summary>
    public const int LeastChanges = 10;

    private const double Maturity = 30.0 / 365;

    /// <summary>Without expiries on both sides of 30 days, one within these stands for them.</summary>
    private const double Shortest = 20.0 / 365, LongestAlone = 45.0 / 365;

    private double _lastSpot, _lastVol = double.NaN;
    private double _sx, _sy, _sxx, _sxy, _syy;

    /// <summary>Changes so far.</summary>
    public int Count { get; private set; }

    /// <summary>The next chain, later than the last; one without such a vol is passed over, and across a split no change is taken.</summary>
    public void Add(OptionChain chain)
    {
        double vol = Vol(chain);
        if (double.IsNaN(vol))
            return;
        if (!double.IsNaN(_lastVol) && chain.Snapshot.Split is null)
        {
            double x = Math.Log(chain.Spot / _lastSpot), y = vol - _lastVol;
            Count++;
            (_sx, _sy, _sxx, _sxy, _syy) = (_sx + x, _sy + y, _sxx + x * x, _sxy + x * y, _syy + y * y);
        }
        (_lastSpot, _lastVol) = (chain.Spot, vol);
    }

    /// <summary>The regression so far; null below <see cref="LeastChanges"/> changes or where spot never moved.</summary>
    public VolBeta? Fit()
    {
        double n = Count, xx = _sxx - _sx * _sx / n, xy = _sxy - _sx * _sy / n, yy = _syy - _sy * _sy / n;
        if (Count < LeastChanges || !(xx > 0))
            return null;
        double beta = xy / xx, rest = Math.Max(0, yy - beta * xy);
        return new VolBeta(beta, "series", Math.Sqrt(rest / (n - 2) / xx), yy > 0 ? 1 - rest / yy : null, Count);
    }

    /// <summary>At the forward, 30 days ahead: linear in strike, then in total variance between the two expiries round it; NaN where quotes give none.</summary>
    internal static double Vol(OptionChain chain)
    {
        (double Years, double Vol) before = (double.NaN, double.NaN), after = before;
        foreach (ExpirySlice slice in chain.Slices)
        {
            if (slice.Product is not null)
                continue;
            double vol = AtForward(slice);
            if (double.IsNaN(vol))
                continue;
            if (slice.Years <= Maturity)
                before = (slice.Years, vol);
            else if (double.IsNaN(after.Vol))
                after = (slice.Years, vol);
        }
        if (!double.IsNaN(before.Vol) && !double.IsNaN(after.Vol))
        {
            double w = (Maturity - before.Years) / (after.Years - before.Years);
            return Math.Sqrt(((1 - w) * before.Vol * before.Vol * before.Years + w * after.Vol * after.Vol * after.Years) / Maturity);
        }
        (double years, double alone) = double.IsNaN(before.Vol) ? after : before;
        return years is >= Shortest and <= LongestAlone ? alone : double.NaN;
    }

    // The nearest strike's vol alone would slide along the smile as spot moves, and lend the skew to the beta.
    private static double AtForward(ExpirySlice slice)
    {
        int below = -1;
        double forward = slice.Forward.Forward;
        for (int i = 0; i < slice.Count; i++)
        {
            if (slice.VolSources[i] is VolSource.None or VolSource.Vendor)
                continue;
            if (slice.Strikes[i] == forward)
                return slice.Vols[i];
            if (slice.Strikes[i] > forward)
                return below < 0 ? double.NaN : slice.Vols[below] + (slice.Vols[i] - slice.Vols[below]) * (forward - slice.Strikes[below]) / (slice.Strikes[i] - slice.Strikes[below]);
            below = i;
        }
        return double.NaN;
    }
}
