namespace Poise.Pricing;

/// <summary>Levenberg-Marquardt inside a box: a parameter that stands on its bound and is pushed outwards is held there for that step.</summary>
internal static class SviSearch
{
    private const int N = SviVector.Length;

    /// <summary>Improves a point; gives its loss. At most <paramref name="limit"/> steps.</summary>
    public static double Run(SviProblem problem, double bend, int limit, ref SviVector x, ref int steps)
    {
        Span<double> gradient = stackalloc double[N];
        Span<double> matrix = stackalloc double[N * N];
        Span<double> nextGradient = stackalloc double[N];
        Span<double> nextMatrix = stackalloc double[N * N];
        Span<double> step = stackalloc double[N];
        problem.Confine(ref x);
        var loss = problem.Evaluate(x, bend, gradient, matrix);
        var damping = 1e-3;
        var small = 0;
        for (var i = 0; i < limit && double.IsFinite(loss); i++)
        {
            steps++;
            Solve(problem, x, gradient, matrix, damping, step);
            var tried = x;
            for (var j = 0; j < N; j++)
                tried[j] += step[j];
            tried[4] = Math.Clamp(tried[4], x[4] / 4, x[4] * 4);
            problem.Confine(ref tried);
            var next = problem.Evaluate(tried, bend, nextGradient, nextMatrix);
            if (next < loss)
            {
                small = loss - next <= 1e-6 * loss ? small + 1 : 0;
                (x, loss) = (tried, next);
                nextGradient.CopyTo(gradient);
                nextMatrix.CopyTo(matrix);
                damping = Math.Max(damping * 0.25, 1e-9);
                if (small == 2)
                    break;
            }
            else
            {
                damping *= 8;
                if (damping > 1e8)
                    break;
            }
        }
        return loss;
    }

    private static void Solve(SviProblem problem, in SviVector x, ReadOnlySpan<double> gradient, ReadOnlySpan<double> matrix, double damping, Span<double> step)
    {
        Span<bool> isHeld = stackalloc bool[N];
        isHeld.Clear();
        isHeld[1] = IsPushed(x[1], gradient[1]);
        isHeld[2] = IsPushed(x[2], gradient[2]);
        Span<double> factor = stackalloc double[N * N];
        for (var i = 0; i < N; i++)
        {
            for (var j = 0; j < i; j++)
                factor[N * i + j] = isHeld[i] || isHeld[j] ? 0 : matrix[N * i + j];
            var diagonal = matrix[N * i + i];
            factor[N * i + i] = isHeld[i] || !(diagonal > 0) ? 1 : diagonal * (1 + damping);
            step[i] = isHeld[i] ? 0 : -gradient[i];
        }
        for (var i = 0; i < N; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = factor[N * i + j];
                for (var k = 0; k < j; k++)
                    sum -= factor[N * i + k] * factor[N * j + k];
                // Damping keeps the pivot above its rounding error; a lost one only shortens the step.
                factor[N * i + j] = i == j ? Math.Sqrt(Math.Max(sum, 1e-14 * factor[N * i + i])) : sum / factor[N * j + j];
            }
        }
        for (var i = 0; i < N; i++)
        {
            for (var k = 0; k < i; k++)
                step[i] -= factor[N * i + k] * step[k];
            step[i] /= factor[N * i + i];
        }
        for (var i = N - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < N; k++)
                step[i] -= factor[N * k + i] * step[k];
            step[i] /= factor[N * i + i];
        }
    }

    private static bool IsPushed(double slope, double gradient) =>
        (slope <= SviProblem.LeastWing && gradient > 0) || (slope >= SviProblem.Steepest && gradient < 0);
}
