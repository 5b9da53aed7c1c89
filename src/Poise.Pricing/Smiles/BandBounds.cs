namespace Poise.Pricing;

/// <summary>
/// One side of soft bounds on the prices within an interior-point search: price at least (or most) a bound but for a slack whose cost is linear, so that
/// few quotes are missed rather than all by a little. A column: distance to the bound with slack, slack, and the multiplier between 0 and the cost.
/// </summary>
internal sealed class BandBounds(int capacity, bool isUpper)
{
    public readonly double[] Bound = new double[capacity];
    public readonly double[] Cost = new double[capacity];
    private readonly double[] _distance = new double[capacity];
    private readonly double[] _slack = new double[capacity];
    private readonly double[] _multiplier = new double[capacity];
    private readonly double[] _distanceStep = new double[capacity];
    private readonly double[] _slackStep = new double[capacity];
    private readonly double[] _multiplierStep = new double[capacity];
    private readonly double[] _shift = new double[capacity];
    private readonly double[] _weight = new double[capacity];
    private readonly double _sign = isUpper ? -1 : 1;

    /// <summary>Starts at given prices, away from all bounds.</summary>
    public void Start(ReadOnlySpan<double> prices)
    {
        for (var i = 0; i < prices.Length; i++)
        {
            var distance = _sign * (prices[i] - Bound[i]);
            _distance[i] = Math.Max(distance, 0) + 1;
            _slack[i] = _distance[i] - distance;
            // Both products of distance and multiplier, slack and the rest of the cost, start near to one another.
            _multiplier[i] = Cost[i] * _slack[i] / (_distance[i] + _slack[i]);
        }
    }

    /// <summary>Sum of the complementarity products.</summary>
    public double Gap(int count)
    {
        double sum = 0;
        for (var i = 0; i < count; i++)
            sum += _distance[i] * _multiplier[i] + _slack[i] * (Cost[i] - _multiplier[i]);
        return sum;
    }

    /// <summary>The same after the last step at a length.</summary>
    public double GapAfter(int count, double length)
    {
        double sum = 0;
        for (var i = 0; i < count; i++)
        {
            var multiplier = _multiplier[i] + length * _multiplierStep[i];
            sum += (_distance[i] + length * _distanceStep[i]) * multiplier + (_slack[i] + length * _slackStep[i]) * (Cost[i] - multiplier);
        }
        return sum;
    }

    /// <summary>Adds the bounds' part of the gradient by the prices.</summary>
    public void AddGradient(Span<double> gradient)
    {
        for (var i = 0; i < gradient.Length; i++)
            gradient[i] -= _sign * _multiplier[i];
    }

    /// <summary>Adds to the curvature and to the right-hand side what eliminating the bounds' own unknowns gives.</summary>
    public void Eliminate(double target, bool isCorrected, Span<double> curvature, Span<double> right)
    {
        for (var i = 0; i < curvature.Length; i++)
        {
            double z = _multiplier[i], v = Cost[i] - z, t = _distance[i], e = _slack[i];
            double tight = target, loose = target;
            if (isCorrected)
            {
                tight -= _distanceStep[i] * _multiplierStep[i];
                loose += _slackStep[i] * _multiplierStep[i];
            }
            _shift[i] = loose / v - e - (tight / z - t);
            _weight[i] = 1 / (e / v + t / z);
            curvature[i] += _weight[i];
            right[i] -= _sign * _shift[i] * _weight[i];
        }
    }

    /// <summary>The bounds' own steps from the prices'.</summary>
    public void Follow(double target, bool isCorrected, ReadOnlySpan<double> priceSteps)
    {
        for (var i = 0; i < priceSteps.Length; i++)
        {
            double z = _multiplier[i], v = Cost[i] - z, t = _distance[i], e = _slack[i];
            double tight = target, loose = target;
            if (isCorrected)
            {
                tight -= _distanceStep[i] * _multiplierStep[i];
                loose += _slackStep[i] * _multiplierStep[i];
            }
            var step = -(_sign * priceSteps[i] + _shift[i]) * _weight[i];
            _multiplierStep[i] = step;
            _distanceStep[i] = tight / z - t - t / z * step;
            _slackStep[i] = loose / v - e + e / v * step;
        }
    }

    /// <summary>The longest part of the step, at most <paramref name="length"/>, that keeps all on their side.</summary>
    public double Longest(int count, double length)
    {
        for (var i = 0; i < count; i++)
        {
            length = Shorten(length, _distance[i], _distanceStep[i]);
            length = Shorten(length, _slack[i], _slackStep[i]);
            length = Shorten(length, _multiplier[i], _multiplierStep[i]);
            length = Shorten(length, Cost[i] - _multiplier[i], -_multiplierStep[i]);
        }
        return length;
    }

    public void Move(int count, double length)
    {
        for (var i = 0; i < count; i++)
        {
            _distance[i] += length * _distanceStep[i];
            _slack[i] += length * _slackStep[i];
            _multiplier[i] += length * _multiplierStep[i];
        }
    }

    internal static double Shorten(double length, double value, double step) => value + length * step < 0 ? -value / step : length;
}
