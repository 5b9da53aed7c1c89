namespace Poise.Chains;

/// <summary>
/// Robust straight line through y = a - b K. For linear options y = C - P, b the discount factor and a/b the forward
/// (put-call parity, Stoll 1969); for inverse ones y = (C - P) in coin, a = 1 and b = 1/F.
/// Start by Theil-Sen's median slope, refine by least squares with Tukey's biweight on residuals over the quotes' spread.
/// </summary>
internal static class ParityFit
{
    private const double Tuning = 4.685; // 95 % efficiency under normal errors (Holland and Welsch 1977)

    /// <summary>Fits both coefficients. False when the strikes do not span a line.</summary>
    public static bool TryLine(ReadOnlySpan<double> strikes, ReadOnlySpan<double> y, ReadOnlySpan<double> spread, out double a, out double b)
    {
        int n = strikes.Length;
        var slopes = new double[n * (n - 1) / 2];
        int m = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double dk = strikes[i] - strikes[j];
                if (dk != 0)
                    slopes[m++] = (y[i] - y[j]) / dk;
            }
        }
        a = b = double.NaN;
        if (m == 0)
            return false;
        b = -Median(slopes.AsSpan(0, m));
        a = Level(strikes, y, spread, b);
        var residuals = new double[n];
        for (int pass = 0; pass < 20; pass++)
        {
            double scale = Scale(strikes, y, spread, a, b, residuals);
            double sw = 0, sk = 0, sy = 0;
            for (int i = 0; i < n; i++)
            {
                double w = Weight(residuals[i], scale, spread[i]);
                sw += w;
                sk += w * strikes[i];
                sy += w * y[i];
            }
            double mk = sk / sw, my = sy / sw, skk = 0, sky = 0;
            for (int i = 0; i < n; i++)
            {
                double w = Weight(residuals[i], scale, spread[i]);
                skk += w * (strikes[i] - mk) * (strikes[i] - mk);
                sky += w * (strikes[i] - mk) * (y[i] - my);
            }
            if (!(skk > 0))
                return true; // only one strike carries weight: keep the start
            double newB = -sky / skk, newA = my + newB * mk;
            bool settled = Math.Abs(newB - b) <= 1e-12 * Math.Abs(b) && Math.Abs(newA - a) <= 1e-12 * Math.Abs(a);
            (a, b) = (newA, newB);
            if (settled)
                break;
        }
        return double.IsFinite(a) && double.IsFinite(b);
    }

    /// <summary>The robust level a of y + b K when the slope is known from elsewhere.</summary>
    public static double Level(ReadOnlySpan<double> strikes, ReadOnlySpan<double> y, ReadOnlySpan<double> spread, double b)
    {
        int n = strikes.Length;
        var levels = new double[n];
        for (int i = 0; i < n; i++)
            levels[i] = y[i] + b * strikes[i];
        double a = Median(levels);
        var residuals = new double[n];
        for (int pass = 0; pass < 20; pass++)
        {
            double scale = Scale(strikes, y, spread, a, b, residuals);
            double sw = 0, s = 0;
            for (int i = 0; i < n; i++)
            {
                double w = Weight(residuals[i], scale, spread[i]);
                sw += w;
                s += w * (y[i] + b * strikes[i]);
            }
            if (!(sw > 0))
                break;
            double next = s / sw;
            bool settled = Math.Abs(next - a) <= 1e-13 * Math.Abs(a);
            a = next;
            if (settled)
                break;
        }
        return a;
    }

    // Residuals in spreads, and their robust scale (never under a hundredth of a spread, so that exact fits keep weights).
    private static double Scale(ReadOnlySpan<double> strikes, ReadOnlySpan<double> y, ReadOnlySpan<double> spread, double a, double b, double[] residuals)
    {
        int n = strikes.Length;
        var magnitudes = new double[n];
        for (int i = 0; i < n; i++)
        {
            residuals[i] = (y[i] - a + b * strikes[i]) / spread[i];
            magnitudes[i] = Math.Abs(residuals[i]);
        }
        return Math.Max(Median(magnitudes) / 0.6745, 0.01);
    }

    private static double Weight(double residual, double scale, double spread)
    {
        double u = residual / (Tuning * scale);
        if (Math.Abs(u) >= 1)
            return 0;
        double v = 1 - u * u;
        return v * v / (spread * spread);
    }

    internal static double Median(Span<double> values)
    {
        values.Sort();
        int mid = values.Length / 2;
        return values.Length % 2 == 1 ? values[mid] : 0.5 * (values[mid - 1] + values[mid]);
    }
}
