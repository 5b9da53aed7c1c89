using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>The five numbers the search moves: level, both wings' slopes, shift and roundness (<see cref="RawSvi.OfSlopes"/>).</summary>
[InlineArray(Length)]
internal struct SviVector
{
    public const int Length = 5;
    private double _first;

    public SviVector(double level, double left, double right, double shift, double roundness)
    {
        this[0] = level;
        this[1] = left;
        this[2] = right;
        this[3] = shift;
        this[4] = roundness;
    }

    public static SviVector Of(in RawSvi smile) => new(smile.A, smile.LeftSlope, smile.RightSlope, smile.M, smile.Sigma);

    public readonly RawSvi ToRaw() => RawSvi.OfSlopes(this[0], this[1], this[2], this[3], this[4]);
}

/// <summary>
/// One expiry's least-squares problem: quotes weighted by their spread in total variance, with penalties where the smile's g or its
/// distance to the earlier expiry is negative. Columns are made once and used for every expiry.
/// </summary>
/// <param name="capacity">The most quotes that an expiry may have.</param>
/// <param name="narrowestSpread">Spreads count as at least this share of the total variance.</param>
/// <param name="moneyDecides">Quotes weigh less the further from the money they are.</param>
internal sealed class SviProblem(int capacity, double narrowestSpread, bool moneyDecides = false)
{
    /// <summary>A little under the slope at which a wing is arbitrage.</summary>
    public const double Steepest = Butterfly.SteepestWing * (1 - 1e-6);

    /// <summary>The bend that means the soft loss (<see cref="SviKernel.Loss"/>).</summary>
    public const double SoftLoss = 0;

    /// <summary>A residual of one is this share of the spread: within it errors count by their square, beyond it by their size.</summary>
    private const double Share = 0.35;

    /// <summary>Where the money decides: deviations from it at which a residual counts half, and the least that it counts.</summary>
    private const double HalfAt = 2, LeastWeight = 0.02;

    /// <summary>Slopes of wings are at least this.</summary>
    public const double LeastWing = 1e-9;

    /// <summary>Of the squared crossing as a share of the earlier total variance.</summary>
    private const double CalendarWeight = 1e4;

    // Where g and the calendar gap are watched: evenly over the quotes and as far again on both sides, plus what the exact tests found.
    private const int Even = 48;
    public const int Watched = Even + 8;

    public readonly double[] K = new double[capacity + SviKernel.Padding];
    public readonly double[] Target = new double[capacity + SviKernel.Padding];
    public readonly double[] InverseScale = new double[capacity + SviKernel.Padding];

    /// <summary>Residuals below this count as none: 0 for a quote without bid, minus infinity for others.</summary>
    public readonly double[] LeastResidual = new double[capacity + SviKernel.Padding];
    public readonly double[] WatchK = new double[Watched];
    public readonly double[] WatchFloor = new double[Watched];
    public readonly double[] WatchCeiling = new double[Watched];

    public int Count { get; private set; }

    public bool IsCap(int i) => LeastResidual[i] == 0;

    public int TwoSided { get; private set; }

    public int WatchCount { get; private set; }

    /// <summary>Standard deviation at the money: the natural unit of k.</summary>
    public double Deviation { get; private set; }

    /// <summary>What the smile may not cross.</summary>
    public RawSvi Earlier { get; private set; }

    /// <summary>Between these it may not.</summary>
    public double LowFenced { get; private set; }

    public double HighFenced { get; private set; }

    /// <summary>The least total variance that the smile may have anywhere.</summary>
    public double Floor { get; private set; }

    /// <summary>The least g that the penalty asks for.</summary>
    public double LeastG { get; set; }

    public double PenaltyWeight { get; set; }

    private ReadOnlyMemory<SviReach> _later;
    private double _lowK;
    private double _highK;

    /// <summary>Takes one expiry's quotes and what surrounds it.</summary>
    public void Load(in SmileQuotes quotes, in SviFence fence)
    {
        Count = TwoSided = 0;
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity, nearest = double.PositiveInfinity, atMoney = double.NaN, least = double.PositiveInfinity;
        for (var i = 0; i < quotes.Length; i++)
        {
            double k = quotes.K[i], bid = quotes.Bid[i], mid = quotes.Mid[i], ask = quotes.Ask[i];
            if (!double.IsFinite(k) || !(ask > 0) || !double.IsFinite(ask))
                continue;
            var isTwoSided = bid > 0 && mid >= bid && mid <= ask;
            K[Count] = k;
            LeastResidual[Count] = isTwoSided ? double.NegativeInfinity : 0;
            Target[Count] = isTwoSided ? mid : ask;
            var spread = isTwoSided ? Math.Max(ask - bid, narrowestSpread * mid) : 0.2 * ask;
            InverseScale[Count++] = 1 / (Share * spread);
            if (!isTwoSided)
                continue;
            TwoSided++;
            (lowest, highest) = (Math.Min(lowest, k), Math.Max(highest, k));
            least = Math.Min(least, mid);
            if (Math.Abs(k) < nearest)
                (nearest, atMoney) = (Math.Abs(k), mid);
        }
        for (var i = Count; i < Count + SviKernel.Padding; i++)
            (K[i], Target[i], InverseScale[i], LeastResidual[i]) = (0, 0, 0, 0);
        Deviation = Math.Sqrt(atMoney);
        for (var i = 0; moneyDecides && i < Count; i++)
        {
            var square = K[i] / (HalfAt * Deviation) * (K[i] / (HalfAt * Deviation));
            InverseScale[i] *= Math.Max(LeastWeight, 1 / (1 + square * square));
        }
        Floor = Math.Max(1e-12, 1e-2 * least);
        Earlier = fence.Earlier.Smile;
        _later = fence.Later;
        WatchCount = 0;
        if (TwoSided == 0)
            return;
        (_lowK, _highK) = (Math.Min(K[0], -Deviation), Math.Max(K[Count - 1], Deviation));
        (LowFenced, HighFenced) = Earlier.IsSmile ? (Math.Min(lowest, fence.Earlier.Low), Math.Max(highest, fence.Earlier.High)) : (0, 0);
        var reach = _highK - _lowK;
        for (var i = 0; i < Even; i++)
            Watch(_lowK - 0.5 * reach + 2 * reach * i / (Even - 1));
    }

    /// <summary>Watches one more k; the oldest of those so added gives way when there is no room.</summary>
    public void Watch(double k)
    {
        if (!double.IsFinite(k))
            return;
        var at = WatchCount < Watched ? WatchCount++ : Even;
        WatchK[at] = k;
        WatchFloor[at] = Earlier.IsSmile && k >= LowFenced && k <= HighFenced ? Earlier.TotalVariance(k) : 0;
        var ceiling = double.PositiveInfinity;
        foreach (ref readonly var later in _later.Span)
        {
            if (k >= later.Low && k <= later.High)
                ceiling = Math.Min(ceiling, later.Smile.TotalVariance(k));
        }
        WatchCeiling[at] = ceiling;
    }

    /// <summary>Moves a point inside its bounds.</summary>
    public void Confine(ref SviVector x)
    {
        x[1] = Math.Clamp(x[1], LeastWing, Steepest);
        x[2] = Math.Clamp(x[2], LeastWing, Steepest);
        x[3] = Math.Clamp(x[3], 2 * _lowK - _highK, 2 * _highK - _lowK);
        x[4] = Math.Clamp(x[4], 1e-3 * Deviation, 20 * Deviation + (_highK - _lowK));
        x[0] = Math.Max(x[0], Floor - x[4] * Math.Sqrt(x[1] * x[2]));
    }

    /// <summary>Loss, gradient and the Gauss-Newton matrix (row by row, its lower half) at a point.</summary>
    public double Evaluate(in SviVector x, double bend, Span<double> gradient, Span<double> matrix) =>
        SviKernel.Evaluate(this, x, bend, gradient, matrix) + Penalties(x, gradient, matrix);

    // Half of the squared shortfall of g, and of the gap to the earlier smile as a share of it.
    private double Penalties(in SviVector x, Span<double> gradient, Span<double> matrix)
    {
        double left = 0.5 * x[1], right = 0.5 * x[2], m = x[3], sigma = x[4], squared = sigma * sigma, b = left + right, loss = 0;
        Span<double> row = stackalloc double[SviVector.Length];
        var weight = PenaltyWeight;
        for (var i = 0; i < WatchCount; i++)
        {
            double k = WatchK[i], y = k - m, z = Math.Sqrt(y * y + squared), lean = y / z;
            double w = x[0] + left * (z - y) + right * (z + y);
            double first = right * (1 + lean) - left * (1 - lean), cubed = squared / (z * z * z), second = b * cubed;
            // Below the earlier smile it is arbitrage; above the later ones it would become theirs, and weighs less.
            var gap = WatchFloor[i] - w;
            var limit = WatchFloor[i];
            var share = 1.0;
            if (w > WatchCeiling[i])
                (gap, limit, share) = (WatchCeiling[i] - w, WatchCeiling[i], 1e-2);
            if (gap > 0 || share < 1)
            {
                var inverse = 1 / limit;
                row[0] = 1;
                row[1] = 0.5 * (z - y);
                row[2] = 0.5 * (z + y);
                row[3] = -first;
                row[4] = b * sigma / z;
                inverse *= inverse * CalendarWeight * share;
                loss += 0.5 * gap * gap * inverse;
                Add(row, inverse, -gap * inverse, gradient, matrix);
            }
            double over = 1 / w, tilt = 1 - 0.5 * k * first * over;
            var g = tilt * tilt - 0.25 * first * first * (over + 0.25) + 0.5 * second;
            if (!(g < LeastG))
                continue;
            double byW = tilt * k * first * over * over + 0.25 * first * first * over * over;
            double byFirst = -tilt * k * over - 0.5 * first * (over + 0.25);
            row[0] = byW;
            row[1] = byW * 0.5 * (z - y) - byFirst * 0.5 * (1 - lean) + 0.25 * cubed;
            row[2] = byW * 0.5 * (z + y) + byFirst * 0.5 * (1 + lean) + 0.25 * cubed;
            row[3] = -byW * first - byFirst * second + 1.5 * second * y / (z * z);
            row[4] = byW * b * sigma / z - byFirst * b * y * sigma / (z * z * z) + 0.5 * b * sigma / (z * z * z) * (2 - 3 * squared / (z * z));
            var missing = LeastG - g;
            loss += 0.5 * weight * missing * missing;
            Add(row, weight, -weight * missing, gradient, matrix);
        }
        return loss;
    }

    private static void Add(ReadOnlySpan<double> row, double weight, double slope, Span<double> gradient, Span<double> matrix)
    {
        for (var i = 0; i < SviVector.Length; i++)
        {
            gradient[i] += slope * row[i];
            var scaled = weight * row[i];
            for (var j = 0; j <= i; j++)
                matrix[SviVector.Length * i + j] += scaled * row[j];
        }
    }
}
