namespace Poise.Pricing;

/// <summary>
/// Where the search for an SVI smile starts: for each of a few shifts m and roundnesses sigma the best level and wings are a linear
/// problem with bounds on the wings, solved exactly (the split is Zeliade's, "Quasi-explicit calibration of Gatheral's SVI model", 2009; here in
/// the two wings' slopes, whose bounds are a box).
/// </summary>
internal static class SviStart
{
    // In standard deviations at the money.
    private static ReadOnlySpan<double> Shifts => [-1.5, -0.75, -0.25, 0, 0.25, 0.75, 1.5];

    private static ReadOnlySpan<double> Roundnesses => [0.05, 0.2, 0.5, 1, 2, 4];

    /// <summary>The best and the second-best of all starts (of another shift or roundness).</summary>
    public static void Search(in SviProblem problem, out SviVector best, out SviVector second)
    {
        best = second = default;
        double least = double.PositiveInfinity, next = double.PositiveInfinity;
        foreach (var shift in Shifts)
        {
            foreach (var roundness in Roundnesses)
            {
                var x = Inner(problem, shift * problem.Deviation, roundness * problem.Deviation);
                problem.Confine(ref x);
                var loss = SviKernel.Loss(problem, x, SviProblem.SoftLoss);
                // A wing on its bound is where searches get stuck.
                if (IsOnEdge(x[1]) || IsOnEdge(x[2]))
                    loss = 1e3 * (1 + loss);
                if (loss < least)
                    (second, next, best, least) = (best, least, x, loss);
                else if (loss < next)
                    (second, next) = (x, loss);
            }
        }
        if (!double.IsFinite(next))
            second = best;
    }

    private static bool IsOnEdge(double slope) => slope is <= SviProblem.LeastWing or >= SviProblem.Steepest;

    /// <summary>Weighted least squares in level and wings, m and sigma held; wings inside their bounds.</summary>
    public static SviVector Inner(in SviProblem problem, double m, double sigma)
    {
        double sw = 0, sl = 0, sr = 0, sll = 0, slr = 0, srr = 0, sy = 0, sly = 0, sry = 0;
        for (var i = 0; i < problem.Count; i++)
        {
            var weight = problem.InverseScale[i];
            if (problem.IsCap(i) || !(weight > 0))
                continue;
            weight *= weight;
            var y = problem.K[i] - m;
            var z = Math.Sqrt(y * y + sigma * sigma);
            double l = 0.5 * (z - y), r = 0.5 * (z + y), w = problem.Target[i];
            sw += weight;
            sl += weight * l;
            sr += weight * r;
            sll += weight * l * l;
            slr += weight * l * r;
            srr += weight * r * r;
            sy += weight * w;
            sly += weight * l * w;
            sry += weight * r * w;
        }
        // Level out first: what is left is a quadratic in the two wings.
        double ml = sl / sw, mr = sr / sw, my = sy / sw;
        double cll = sll - ml * sl, clr = slr - ml * sr, crr = srr - mr * sr, cly = sly - ml * sy, cry = sry - mr * sy;
        const double low = SviProblem.LeastWing, high = SviProblem.Steepest;
        double left, right;
        var determinant = cll * crr - clr * clr;
        left = (cly * crr - cry * clr) / determinant;
        right = (cry * cll - cly * clr) / determinant;
        if (!(determinant > 1e-14 * cll * crr) || left < low || left > high || right < low || right > high)
        {
            // The least is on an edge of the box: the best of its four edges.
            var least = double.PositiveInfinity;
            (left, right) = (low, low);
            for (var edge = 0; edge < 4; edge++)
            {
                double l, r;
                if (edge < 2)
                {
                    l = edge == 0 ? low : high;
                    r = Math.Clamp((cry - clr * l) / crr, low, high);
                }
                else
                {
                    r = edge == 2 ? low : high;
                    l = Math.Clamp((cly - clr * r) / cll, low, high);
                }
                var loss = 0.5 * (cll * l * l + crr * r * r) + clr * l * r - cly * l - cry * r;
                if (loss < least)
                    (least, left, right) = (loss, l, r);
            }
        }
        return new SviVector(my - ml * left - mr * right, left, right, m, sigma);
    }
}
