namespace Poise.Pricing;

/// <summary>
/// Fits <see cref="Ssvi"/> to quotes of all expiries at once: damped Gauss-Newton steps in (rho, eta, gamma) within their bounds, on the soft loss
/// sqrt(1 + r^2) - 1 of residuals in thirds of a spread, derivatives by differences. At most <see cref="Limit"/> steps.
/// </summary>
public static class SsviFit
{
    private const int Limit = 60;
    private const int N = 3;
    private const double Bump = 1e-5;
    private const double LeastEta = 1e-3;
    private const double LeastGamma = 1e-3;
    private const double SteepestRho = 0.999;

    /// <summary>The best surface found; bounds hold whatever the quotes are.</summary>
    /// <param name="thetas">Total variance at the money of each row's expiry, above 0.</param>
    /// <param name="k">ln(strike / forward) of each row.</param>
    /// <param name="targets">Total variance of each row's mid.</param>
    /// <param name="scales">A residual of one, in total variance; rows where it is not above 0 are left out.</param>
    /// <param name="steps">How many steps were tried.</param>
    /// <exception cref="ArgumentException">Columns differ in length.</exception>
    public static Ssvi Fit(ReadOnlySpan<double> thetas, ReadOnlySpan<double> k, ReadOnlySpan<double> targets, ReadOnlySpan<double> scales, out int steps)
    {
        Columns.Same(thetas.Length, k.Length);
        Columns.Same(thetas.Length, targets.Length);
        Columns.Same(thetas.Length, scales.Length);
        steps = 0;
        var best = new Ssvi(-0.5, 1, 0.4);
        Span<double> gradient = stackalloc double[N];
        Span<double> matrix = stackalloc double[N * N];
        Span<double> step = stackalloc double[N];
        var loss = Evaluate(best, thetas, k, targets, scales, gradient, matrix);
        var damping = 1e-2;
        while (steps < Limit && damping < 1e8)
        {
            steps++;
            Solve(matrix, gradient, damping, step);
            var tried = Confined(best.Rho + step[0], best.Eta + step[1], best.Gamma + step[2]);
            var next = Evaluate(tried, thetas, k, targets, scales, default, default);
            if (next < loss)
            {
                var isSettled = loss - next <= 1e-9 * loss;
                best = tried;
                if (isSettled)
                    break;
                loss = Evaluate(best, thetas, k, targets, scales, gradient, matrix);
                damping = Math.Max(0.2 * damping, 1e-9);
            }
            else
            {
                damping *= 6;
            }
        }
        return best;
    }

    private static Ssvi Confined(double rho, double eta, double gamma)
    {
        rho = Math.Clamp(rho, -SteepestRho, SteepestRho);
        // A hair within the bound, so that rounding does not cross it.
        return new(rho, Math.Clamp(eta, LeastEta, 2 / (1 + Math.Abs(rho)) * (1 - 1e-12)), Math.Clamp(gamma, LeastGamma, 0.5));
    }

    private static double Evaluate(
        in Ssvi x, ReadOnlySpan<double> thetas, ReadOnlySpan<double> k, ReadOnlySpan<double> targets, ReadOnlySpan<double> scales, Span<double> gradient, Span<double> matrix)
    {
        gradient.Clear();
        matrix.Clear();
        double loss = 0, theta = double.NaN;
        Span<double> row = stackalloc double[N];
        RawSvi at = default, byRho = default, byEta = default, byGamma = default;
        for (var i = 0; i < k.Length; i++)
        {
            if (!(scales[i] > 0) || !(thetas[i] > 0) || !double.IsFinite(targets[i]))
                continue;
            if (thetas[i] != theta)
            {
                theta = thetas[i];
                at = x.Slice(theta);
                if (!gradient.IsEmpty)
                {
                    byRho = (x with { Rho = x.Rho + Bump }).Slice(theta);
                    byEta = (x with { Eta = x.Eta + Bump }).Slice(theta);
                    byGamma = (x with { Gamma = x.Gamma + Bump }).Slice(theta);
                }
            }
            var w = at.TotalVariance(k[i]);
            var inverse = 1 / scales[i];
            var residual = (w - targets[i]) * inverse;
            var root = Math.Sqrt(1 + residual * residual);
            loss += root - 1;
            if (gradient.IsEmpty)
                continue;
            inverse /= Bump;
            (row[0], row[1], row[2]) = ((byRho.TotalVariance(k[i]) - w) * inverse, (byEta.TotalVariance(k[i]) - w) * inverse, (byGamma.TotalVariance(k[i]) - w) * inverse);
            for (var a = 0; a < N; a++)
            {
                gradient[a] += residual / root * row[a];
                for (var b = 0; b <= a; b++)
                    matrix[N * a + b] += row[a] * row[b] / root;
            }
        }
        return loss;
    }

    private static void Solve(ReadOnlySpan<double> matrix, ReadOnlySpan<double> gradient, double damping, Span<double> step)
    {
        Span<double> factor = stackalloc double[N * N];
        for (var i = 0; i < N; i++)
        {
            step[i] = -gradient[i];
            for (var j = 0; j <= i; j++)
            {
                var sum = i == j ? matrix[N * i + i] * (1 + damping) + 1e-12 : matrix[N * i + j];
                var whole = sum;
                for (var h = 0; h < j; h++)
                    sum -= factor[N * i + h] * factor[N * j + h];
                factor[N * i + j] = i == j ? Math.Sqrt(Math.Max(sum, 1e-14 * whole)) : sum / factor[N * j + j];
            }
        }
        for (var i = 0; i < N; i++)
        {
            for (var h = 0; h < i; h++)
                step[i] -= factor[N * i + h] * step[h];
            step[i] /= factor[N * i + i];
        }
        for (var i = N - 1; i >= 0; i--)
        {
            for (var h = i + 1; h < N; h++)
                step[i] -= factor[N * h + i] * step[h];
            step[i] /= factor[N * i + i];
        }
    }
}
