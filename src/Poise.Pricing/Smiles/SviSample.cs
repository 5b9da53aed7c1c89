namespace Poise.Pricing;

/// <summary>
/// Points on the whole line of k at which a function of one or two SVI smiles is looked at: k = centre + scale sinh(u), u evenly spaced, so
/// that a kink as small as the scale and the wings far out are both seen. No transcendental function is called: e^u is built by products.
/// </summary>
internal static class SviSample
{
    /// <summary>Log-moneyness out to which the line is sampled; beyond it the wings are straight.</summary>
    public const double Far = 400;

    private const int Side = 96;

    /// <summary>Points a centre.</summary>
    public const int Count = 2 * Side + 1;

    private const int Refinements = 60;

    /// <summary>Room for the centres of two smiles.</summary>
    public const int Room = 4 * Count;

    /// <summary>Writes both centres of a smile (its m at scale sigma, its minimum at the scale on which w doubles) and gives how many were written.</summary>
    public static int Around(in RawSvi smile, Span<double> into)
    {
        var written = Spread(smile.M, smile.Sigma, into);
        var at = smile.MinimumAt;
        if (!double.IsFinite(at) || Math.Abs(at) > Far)
            return written;
        smile.Derivatives(at, out var w, out _, out var second);
        var scale = Math.Sqrt(2 * w / second);
        return scale < smile.Sigma ? written + Spread(at, scale, into[written..]) : written;
    }

    // e^(u step) by repeated products, the step such that the last point is Far away.
    private static int Spread(double centre, double scale, Span<double> into)
    {
        scale = Math.Clamp(scale, 1e-9, Far);
        var growth = LogMoneyness.Ratio(LogMoneyness.Of(2 * (Far + scale), scale) / Side);
        var power = 1.0;
        into[Side] = centre;
        for (var i = 1; i <= Side; i++)
        {
            power *= growth;
            var reach = 0.5 * scale * (power - 1 / power);
            into[Side - i] = centre - reach;
            into[Side + i] = centre + reach;
        }
        return Count;
    }

    /// <summary>The least of a function between two points by golden sections; also where.</summary>
    public static double Least<TFunction>(in TFunction f, double low, double high, out double at)
        where TFunction : struct, ISviFunction, allows ref struct
    {
        const double golden = 0.6180339887498949;
        var x1 = high - golden * (high - low);
        var x2 = low + golden * (high - low);
        var f1 = f.At(x1);
        var f2 = f.At(x2);
        for (var i = 0; i < Refinements && high - low > 1e-15 * (Math.Abs(low) + Math.Abs(high)); i++)
        {
            if (f1 < f2)
            {
                (high, x2, f2) = (x2, x1, f1);
                x1 = high - golden * (high - low);
                f1 = f.At(x1);
            }
            else
            {
                (low, x1, f1) = (x1, x2, f2);
                x2 = low + golden * (high - low);
                f2 = f.At(x2);
            }
        }
        at = f1 < f2 ? x1 : x2;
        return Math.Min(f1, f2);
    }

    /// <summary>The least of a function over ascending points, each valley refined.</summary>
    public static double Least<TFunction>(in TFunction f, ReadOnlySpan<double> points, Span<double> values, out double at)
        where TFunction : struct, ISviFunction, allows ref struct
    {
        var least = double.PositiveInfinity;
        at = double.NaN;
        for (var i = 0; i < points.Length; i++)
        {
            values[i] = f.At(points[i]);
            if (double.IsNaN(values[i]))
                return double.NaN;
            if (values[i] < least)
                (least, at) = (values[i], points[i]);
        }
        for (var i = 1; i + 1 < points.Length; i++)
        {
            if (values[i] > values[i - 1] || values[i] > values[i + 1] || values[i] > least + 0.25 * (Math.Abs(least) + 1e-3))
                continue;
            var value = Least(f, points[i - 1], points[i + 1], out var where);
            if (value < least)
                (least, at) = (value, where);
        }
        return least;
    }
}

internal interface ISviFunction
{
    double At(double k);
}
