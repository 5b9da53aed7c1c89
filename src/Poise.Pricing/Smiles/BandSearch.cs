namespace Poise.Pricing;

/// <summary>
/// The quadratic programme of one expiry: ratios (at least 0) as near to one another and prices as near to their mids as the bands ask, prices tied to
/// ratios by second differences. Solved by a primal-dual interior-point search with a predictor and a corrector (Mehrotra, SIAM J. Optim. 2 (1992)) whose
/// linear system has nine diagonals. Prices are in half-widths of their band.
/// </summary>
internal sealed class BandSearch(int capacity)
{
    private const double Settled = 1e-7;
    private const double Closed = 1e-8;

    public readonly BandBounds Lower = new(capacity, isUpper: false);
    public readonly BandBounds Upper = new(capacity, isUpper: true);

    /// <summary>Money (over the forward) of one unit of each price.</summary>
    public readonly double[] Unit = new double[capacity];

    /// <summary>What the prices are drawn to, in their units, and how strongly.</summary>
    public readonly double[] Middle = new double[capacity];
    public readonly double[] Pull = new double[capacity];

    /// <summary>Weight of the squared difference of the ratios of cells j and j + 1.</summary>
    public readonly double[] Smooth = new double[capacity];

    /// <summary>The ratios found.</summary>
    public readonly double[] Ratio = new double[capacity];

    private readonly double[] _price = new double[capacity];
    private readonly double[] _floor = new double[capacity];
    private readonly double[] _floorStep = new double[capacity];
    private readonly double[] _ratioStep = new double[capacity];
    private readonly double[] _priceStep = new double[capacity];
    private readonly double[] _priceRight = new double[capacity];
    private readonly double[] _priceCurve = new double[capacity];
    private readonly double[] _tie = new double[capacity + 2];
    private readonly double[] _right = new double[2 * capacity + 2];
    private readonly double[] _constant = new double[capacity + 2];
    private readonly double[] _residual = new double[capacity + 2];
    private readonly BandSystem _system = new(2 * capacity + 2);

    /// <summary>Searches from the base smile. False where the limit of steps came first.</summary>
    public bool Run(BandCells cells, int limit, ref int steps)
    {
        var n = cells.Count;
        Span<double> price = _price.AsSpan(0, n);
        for (var j = 0; j < n; j++)
        {
            price[j] = cells.Base[j] / Unit[j];
            Ratio[j] = 1;
            _floor[j] = 1;
        }
        _tie.AsSpan(0, n + 2).Clear();
        Constants(cells);
        Lower.Start(price);
        Upper.Start(price);
        var pairs = 5 * n;
        // What is left of the gradient at the start: a step of a length takes that share of it away.
        var open = 1.0;
        for (var i = 0; i < limit; i++)
        {
            var gap = Gap(n);
            if (gap <= Settled * pairs && open <= Closed)
                return true;
            steps++;
            Step(cells, 0, isCorrected: false, factor: true);
            var reach = Longest(n);
            var after = GapAfter(n, reach);
            var centre = after / gap;
            Step(cells, centre * centre * centre * gap / pairs, isCorrected: true, factor: false);
            var length = Math.Min(1, 0.995 * Longest(n));
            if (!(length > 1e-12) || !double.IsFinite(length))
                return false;
            Move(n, length);
            open *= 1 - length;
        }
        return false;
    }

    private double Gap(int n)
    {
        var sum = Lower.Gap(n) + Upper.Gap(n);
        for (var j = 0; j < n; j++)
            sum += Ratio[j] * _floor[j];
        return sum;
    }

    private double GapAfter(int n, double length)
    {
        var sum = Lower.GapAfter(n, length) + Upper.GapAfter(n, length);
        for (var j = 0; j < n; j++)
            sum += (Ratio[j] + length * _ratioStep[j]) * (_floor[j] + length * _floorStep[j]);
        return sum;
    }

    private double Longest(int n)
    {
        // Slightly more than a full step is looked at, so that 0.995 of it can be a full one.
        var length = Upper.Longest(n, Lower.Longest(n, 1 / 0.995));
        for (var j = 0; j < n; j++)
        {
            length = BandBounds.Shorten(length, Ratio[j], _ratioStep[j]);
            length = BandBounds.Shorten(length, _floor[j], _floorStep[j]);
        }
        return length;
    }

    private void Move(int n, double length)
    {
        Lower.Move(n, length);
        Upper.Move(n, length);
        for (var j = 0; j < n; j++)
        {
            _price[j] += length * _priceStep[j];
            Ratio[j] += length * _ratioStep[j];
            _floor[j] += length * _floorStep[j];
            _tie[j + 1] += length * _right[2 * j + 2];
        }
        _tie[0] += length * _right[0];
        _tie[n + 1] += length * _right[2 * n + 1];
    }

    // Second differences of the calls are those of the out-of-the-money prices but where puts meet calls.
    private void Constants(BandCells cells)
    {
        var n = cells.Count;
        var constant = _constant.AsSpan(0, n + 2);
        constant.Clear();
        for (var j = 0; j + 1 < n; j++)
        {
            var chord = (Excess(cells.X[j + 1]) - Excess(cells.X[j])) * cells.Inverse[j];
            constant[j + 1] += chord;
            constant[j + 2] -= chord;
        }
        constant[0] = Excess(cells.X[0]);
        // At the last strike the calls' slope, not the puts', is what the tail gives: the two differ by one.
        constant[n] += n > 1 ? 1 : 0;
        constant[n + 1] = Excess(cells.X[n - 1]) + 1 - cells.X[n - 1];
    }

    // The put less the out-of-the-money price.
    private static double Excess(double x) => Math.Max(x - 1, 0);

    private void Step(BandCells cells, double target, bool isCorrected, bool factor)
    {
        var n = cells.Count;
        Span<double> curve = _priceCurve.AsSpan(0, n), right = _priceRight.AsSpan(0, n);
        Pull.AsSpan(0, n).CopyTo(curve);
        // Right-hand side by the prices: minus the gradient of the Lagrangian, less what the bounds' elimination moves.
        right.Clear();
        Lower.AddGradient(right);
        Upper.AddGradient(right);
        for (var j = 0; j < n; j++)
            right[j] = -(right[j] + Pull[j] * (_price[j] - Middle[j]) - PriceTie(cells, j));
        Lower.Eliminate(target, isCorrected, curve, right);
        Upper.Eliminate(target, isCorrected, curve, right);
        if (factor)
        {
            Assemble(cells, curve);
            _system.Factor();
            Residuals(cells);
        }
        for (var j = 0; j < n; j++)
        {
            var product = isCorrected ? target - _ratioStep[j] * _floorStep[j] : target;
            _right[2 * j + 1] = -(SmoothGradient(j, n) + RatioTie(cells, j)) + product / Ratio[j];
        }
        for (var j = 0; j < n; j++)
            _priceStep[j] = right[j] / curve[j];
        for (var e = 0; e <= n + 1; e++)
            _right[Row(e, n)] = -_residual[e] + PriceSum(cells, e, _priceStep);
        _system.Solve(_right.AsSpan(0, 2 * n + 2));
        for (var j = 0; j < n; j++)
        {
            var product = isCorrected ? target - _ratioStep[j] * _floorStep[j] : target;
            _ratioStep[j] = _right[2 * j + 1];
            _floorStep[j] = product / Ratio[j] - _floor[j] - _floor[j] / Ratio[j] * _ratioStep[j];
            _priceStep[j] = (right[j] + PriceTieStep(cells, j)) / curve[j];
        }
        Lower.Follow(target, isCorrected, _priceStep.AsSpan(0, n));
        Upper.Follow(target, isCorrected, _priceStep.AsSpan(0, n));
    }

    // Equation e: 0 the first put, 1 to n the second differences at the strikes, n + 1 the last call. Its row in the system:
    private static int Row(int e, int n) => e == 0 ? 0 : e == n + 1 ? 2 * n + 1 : 2 * e;

    // Coefficients of the prices of strikes j - 1, j and j + 1 in the equation at strike j.
    private (double Before, double Own, double After) Coefficients(BandCells cells, int j)
    {
        var n = cells.Count;
        var before = j > 0 ? cells.Inverse[j - 1] : 0;
        var after = j + 1 < n ? cells.Inverse[j] : 0;
        var own = j > 0 ? -(before + after) * Unit[j] : -after * Unit[j];
        return (j > 0 ? before * Unit[j - 1] : 0, own, j + 1 < n ? after * Unit[j + 1] : 0);
    }

    private double PriceSum(BandCells cells, int e, double[] values)
    {
        var n = cells.Count;
        if (e == 0)
            return Unit[0] * values[0];
        if (e == n + 1)
            return Unit[n - 1] * values[n - 1];
        var (before, own, after) = Coefficients(cells, e - 1);
        var sum = own * values[e - 1];
        if (e > 1)
            sum += before * values[e - 2];
        return e < n ? sum + after * values[e] : sum;
    }

    private void Residuals(BandCells cells)
    {
        var n = cells.Count;
        _residual[0] = Ratio[0] * cells.FirstPut;
        _residual[n + 1] = Ratio[n - 1] * cells.LastCall;
        for (var j = 0; j < n; j++)
            _residual[j + 1] = cells.Own[j] * Ratio[j] + (j > 0 ? cells.Before[j] * Ratio[j - 1] : 0) + (j + 1 < n ? cells.After[j] * Ratio[j + 1] : 0);
        for (var e = 0; e <= n + 1; e++)
            _residual[e] -= PriceSum(cells, e, _price) + _constant[e];
    }

    // B' y at price j, of the multipliers and of their step.
    private double PriceTie(BandCells cells, int j) => PriceTie(cells, j, _tie, isStep: false);

    private double PriceTieStep(BandCells cells, int j) => PriceTie(cells, j, _right, isStep: true);

    private double PriceTie(BandCells cells, int j, double[] from, bool isStep)
    {
        var n = cells.Count;
        var before = j > 0 ? cells.Inverse[j - 1] : 0;
        var after = j + 1 < n ? cells.Inverse[j] : 0;
        var sum = -(before + after) * from[isStep ? 2 * j + 2 : j + 1];
        if (j > 0)
            sum += before * from[isStep ? 2 * j : j];
        if (j + 1 < n)
            sum += after * from[isStep ? 2 * j + 4 : j + 2];
        if (j == 0)
            sum += from[0];
        if (j == n - 1)
            sum += from[isStep ? 2 * n + 1 : n + 1];
        return sum * Unit[j];
    }

    // A' y at ratio j.
    private double RatioTie(BandCells cells, int j)
    {
        var n = cells.Count;
        var sum = cells.Own[j] * _tie[j + 1];
        if (j > 0)
            sum += cells.After[j - 1] * _tie[j];
        if (j + 1 < n)
            sum += cells.Before[j + 1] * _tie[j + 2];
        if (j == 0)
            sum += cells.FirstPut * _tie[0];
        if (j == n - 1)
            sum += cells.LastCall * _tie[n + 1];
        return sum;
    }

    private double SmoothGradient(int j, int n)
    {
        double sum = 0;
        if (j > 0)
            sum += Smooth[j - 1] * (Ratio[j] - Ratio[j - 1]);
        if (j + 1 < n)
            sum += Smooth[j] * (Ratio[j] - Ratio[j + 1]);
        return sum;
    }

    private void Assemble(BandCells cells, ReadOnlySpan<double> curve)
    {
        var n = cells.Count;
        var system = _system;
        system.Clear(2 * n + 2);
        system.Add(0, 1, cells.FirstPut);
        system.Add(2 * n + 1, 2 * n - 1, cells.LastCall);
        for (var j = 0; j < n; j++)
        {
            int ratio = 2 * j + 1, tie = 2 * j + 2;
            var diagonal = _floor[j] / Ratio[j];
            if (j > 0)
                diagonal += Smooth[j - 1];
            if (j + 1 < n)
            {
                diagonal += Smooth[j];
                system.Add(ratio, ratio + 2, -Smooth[j]);
            }
            system.Add(ratio, ratio, diagonal);
            system.Add(tie, ratio, cells.Own[j]);
            if (j > 0)
                system.Add(tie, ratio - 2, cells.Before[j]);
            if (j + 1 < n)
                system.Add(tie, ratio + 2, cells.After[j]);
        }
        // - B (1 / curve) B': each price stands in the equations of its strike, of both neighbours, and the ends in one more.
        Span<int> rows = stackalloc int[4];
        Span<double> values = stackalloc double[4];
        for (var j = 0; j < n; j++)
        {
            var count = 0;
            var before = j > 0 ? cells.Inverse[j - 1] : 0;
            var after = j + 1 < n ? cells.Inverse[j] : 0;
            (rows[count], values[count++]) = (2 * j + 2, -(before + after) * Unit[j]);
            if (j > 0)
                (rows[count], values[count++]) = (2 * j, before * Unit[j]);
            if (j + 1 < n)
                (rows[count], values[count++]) = (2 * j + 4, after * Unit[j]);
            if (j == 0)
                (rows[count], values[count++]) = (0, Unit[j]);
            if (j == n - 1)
                (rows[count], values[count++]) = (2 * n + 1, Unit[j]);
            var inverse = 1 / curve[j];
            for (var a = 0; a < count; a++)
            {
                for (var b = 0; b <= a; b++)
                    system.Add(rows[a], rows[b], -values[a] * values[b] * inverse);
            }
        }
    }
}
