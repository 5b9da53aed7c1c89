namespace Poise.Pricing;

/// <summary>
/// Loss, gradient and Gauss-Newton matrix of the quotes' residuals. Four rows at once and never more: sums are then the same bits on
/// every machine. Columns are padded with rows whose inverse scale is 0.
/// </summary>
internal static class SviKernel
{
    /// <summary>Rows are padded to a multiple of this.</summary>
    public const int Padding = 4;

    private static Lane256 Of(double value) => Lane256.Broadcast(value);

    /// <summary>
    /// The robust loss of residual r: sqrt(1 + r^2) - 1 (soft) for <paramref name="bend"/> 0, else Geman and McClure's r^2 / 2 / (1 + r^2 / bend^2),
    /// whose pull on a quote far off fades but never ends.
    /// </summary>
    public static double Loss(SviProblem problem, in SviVector x, double bend)
    {
        var sum = Of(0);
        var terms = new Terms(x);
        for (var i = 0; i < problem.Count; i += Padding)
        {
            var residual = terms.Residual(problem, i, out _, out _, out _);
            sum += bend == SviProblem.SoftLoss ? Lane256.Sqrt(Lane256.Fma(residual, residual, Of(1))) - Of(1) : Redescending(residual, bend, out _);
        }
        return Sum(sum);
    }

    /// <summary>As above with the derivatives by the five parameters; the matrix row by row, lower half.</summary>
    public static double Evaluate(SviProblem problem, in SviVector x, double bend, Span<double> gradient, Span<double> matrix)
    {
        Lane256 zero = Of(0), one = Of(1), half = Of(0.5);
        Lane256 loss = zero, g0 = zero, g1 = zero, g2 = zero, g3 = zero, g4 = zero;
        Lane256 m00 = zero, m10 = zero, m11 = zero, m20 = zero, m21 = zero, m22 = zero, m30 = zero, m31 = zero;
        Lane256 m32 = zero, m33 = zero, m40 = zero, m41 = zero, m42 = zero, m43 = zero, m44 = zero;
        var terms = new Terms(x);
        var spread = Of(0.5 * (x[1] + x[2]) * x[4]);
        for (var i = 0; i < problem.Count; i += Padding)
        {
            var residual = terms.Residual(problem, i, out var y, out var z, out var scale);
            Lane256 weight;
            if (bend == SviProblem.SoftLoss)
            {
                var root = Lane256.Sqrt(Lane256.Fma(residual, residual, one));
                weight = one / root;
                loss += root - one;
            }
            else
            {
                loss += Redescending(residual, bend, out weight);
            }
            // Derivatives of w by the wings, the shift and the roundness; by the level it is 1.
            var inverse = one / z;
            var lean = y * inverse;
            var d1 = half * (z - y);
            var d2 = half * (z + y);
            var d3 = terms.Left * (one - lean) - terms.Right * (one + lean);
            var d4 = spread * inverse;
            weight *= scale;
            var slope = weight * residual;
            // Without a residual (a cap that is kept) there is no curvature either.
            weight = Lane256.Select(Lane256.Abs(residual) > zero, weight * scale, zero);
            g0 += slope;
            g1 = Lane256.Fma(slope, d1, g1);
            g2 = Lane256.Fma(slope, d2, g2);
            g3 = Lane256.Fma(slope, d3, g3);
            g4 = Lane256.Fma(slope, d4, g4);
            m00 += weight;
            var s = weight * d1;
            m10 += s;
            m11 = Lane256.Fma(s, d1, m11);
            s = weight * d2;
            m20 += s;
            m21 = Lane256.Fma(s, d1, m21);
            m22 = Lane256.Fma(s, d2, m22);
            s = weight * d3;
            m30 += s;
            m31 = Lane256.Fma(s, d1, m31);
            m32 = Lane256.Fma(s, d2, m32);
            m33 = Lane256.Fma(s, d3, m33);
            s = weight * d4;
            m40 += s;
            m41 = Lane256.Fma(s, d1, m41);
            m42 = Lane256.Fma(s, d2, m42);
            m43 = Lane256.Fma(s, d3, m43);
            m44 = Lane256.Fma(s, d4, m44);
        }
        (gradient[0], gradient[1], gradient[2], gradient[3], gradient[4]) = (Sum(g0), Sum(g1), Sum(g2), Sum(g3), Sum(g4));
        matrix[0] = Sum(m00);
        (matrix[5], matrix[6]) = (Sum(m10), Sum(m11));
        (matrix[10], matrix[11], matrix[12]) = (Sum(m20), Sum(m21), Sum(m22));
        (matrix[15], matrix[16], matrix[17], matrix[18]) = (Sum(m30), Sum(m31), Sum(m32), Sum(m33));
        (matrix[20], matrix[21], matrix[22], matrix[23], matrix[24]) = (Sum(m40), Sum(m41), Sum(m42), Sum(m43), Sum(m44));
        return Sum(loss);
    }

    private static Lane256 Redescending(Lane256 residual, double bend, out Lane256 weight)
    {
        var square = residual * residual;
        var keep = Of(1) / Lane256.Fma(square, Of(1 / (bend * bend)), Of(1));
        weight = keep * keep;
        return Of(0.5) * square * keep;
    }

    private static double Sum(Lane256 lane)
    {
        Span<double> parts = stackalloc double[Padding];
        Lane256.Store(lane, parts, 0);
        return (parts[0] + parts[1]) + (parts[2] + parts[3]);
    }

    private readonly struct Terms(in SviVector x)
    {
        private readonly Lane256 _level = Of(x[0]);
        public readonly Lane256 Left = Of(0.5 * x[1]);
        public readonly Lane256 Right = Of(0.5 * x[2]);
        private readonly Lane256 _shift = Of(x[3]);
        private readonly Lane256 _square = Of(x[4] * x[4]);

        public Lane256 Residual(SviProblem problem, int at, out Lane256 y, out Lane256 z, out Lane256 scale)
        {
            y = Lane256.Load(problem.K, at) - _shift;
            z = Lane256.Sqrt(Lane256.Fma(y, y, _square));
            scale = Lane256.Load(problem.InverseScale, at);
            var w = Lane256.Fma(Left, z - y, Lane256.Fma(Right, z + y, _level));
            var residual = (w - Lane256.Load(problem.Target, at)) * scale;
            // A cap has no residual below it.
            var floor = Lane256.Load(problem.LeastResidual, at);
            return Lane256.Select(residual > floor, residual, Of(0));
        }
    }
}
