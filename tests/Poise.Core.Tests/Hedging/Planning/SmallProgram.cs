using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests.Hedging.Planning;

/// <summary>A program of a few columns, small enough to try every whole value: what the solver is held against.</summary>
internal sealed class SmallProgram
{
    private readonly List<(int Low, int High, double[] Costs)> _columns = [];
    private readonly List<(double Lower, double Upper, double[] Coefficients)> _rows = [];

    /// <param name="continuous">0, or 1 for a last column that need not be whole.</param>
    public SmallProgram(SeededRandom random, int continuous)
    {
        int columns = 1 + random.NextInt32(5), rows = random.NextInt32(4);
        bool isReal = random.NextInt32(2) == 0, isSized = random.NextInt32(3) == 0;
        for (int c = 0; c < columns; c++)
        {
            int width = random.NextInt32(5);
            bool hasSteps = random.NextInt32(3) == 0;
            int low = hasSteps ? 0 : random.NextInt32(5) - 2;
            double[] costs = new double[width];
            for (int k = 0; k < width; k++)
                costs[k] = !hasSteps && k > 0 ? costs[0] : Number(random, isReal);
            Array.Sort(costs);
            _columns.Add((low, low + width, costs));
            if (hasSteps)
            {
                Program.AddColumn([.. costs.Select(static x => new CostStep(1, x))], isInteger: true);
            }
            else
            {
                Offset += low * (width > 0 ? costs[0] : 0);
                Program.AddColumn(width > 0 ? costs[0] : 0, low, low + width, isInteger: true);
            }
        }
        if (continuous > 0)
        {
            LastCost = Number(random, isReal);
            LastLow = random.NextInt32(3) - 1;
            LastHigh = random.NextInt32(4) == 0 ? double.PositiveInfinity : LastLow + 4 * random.NextDouble();
            Program.AddColumn(LastCost, LastLow, LastHigh, isInteger: false);
        }
        for (int r = 0; r < rows; r++)
        {
            double size = isSized ? Math.Pow(10, random.NextInt32(9) - 4) : 1;
            double[] coefficients = [.. Enumerable.Range(0, columns + continuous).Select(_ => random.NextInt32(3) == 0 ? 0 : size * (random.NextInt32(11) - 5))];
            double at = size * (random.NextInt32(11) - 5);
            (double lower, double upper) = random.NextInt32(6) switch { 0 or 4 => (at, double.PositiveInfinity), 1 or 5 => (double.NegativeInfinity, at), 2 => (at, at), _ => (at, at + size * random.NextInt32(4)) };
            _rows.Add((lower, upper, coefficients));
            Program.AddRow(lower, upper);
            for (int c = 0; c < coefficients.Length; c++)
                Program.Put(r, c, coefficients[c]);
        }
    }

    public IntegerProgram Program { get; } = new();

    private double Offset { get; }

    private double LastCost { get; } = double.NaN;

    private double LastLow { get; }

    private double LastHigh { get; }

    /// <summary>Infinite where nothing meets the rows; minus infinite where the last column lowers the cost without end.</summary>
    public double BestByTryingAll()
    {
        double best = double.PositiveInfinity;
        int[] values = [.. _columns.Select(static c => c.Low)];
        while (true)
        {
            best = Math.Min(best, Best(values));
            int at = 0;
            while (at < values.Length && values[at] == _columns[at].High)
            {
                values[at] = _columns[at].Low;
                at++;
            }
            if (at == values.Length)
                return best;
            values[at]++;
        }
    }

    public bool IsMetBy(IReadOnlyList<double> values) => _rows.TrueForAll(row =>
    {
        double sum = row.Coefficients.Select((a, c) => a * values[c]).Sum(), size = 1e-8 * row.Coefficients.Select((a, c) => Math.Abs(a * values[c])).Sum();
        return sum >= row.Lower - size && sum <= row.Upper + size;
    }) && _columns.Select((c, i) => values[i] >= c.Low && values[i] <= c.High && values[i] == Math.Round(values[i])).All(static x => x);

    /// <summary>The cost of these whole values, the last column at its best.</summary>
    private double Best(int[] values)
    {
        double cost = Offset + values.Select((v, c) => _columns[c].Costs.Take(v - _columns[c].Low).Sum()).Sum();
        bool hasLast = !double.IsNaN(LastCost);
        double least = hasLast ? LastLow : 0, most = hasLast ? LastHigh : 0;
        foreach ((double lower, double upper, double[] coefficients) in _rows)
        {
            double sum = values.Select((v, c) => coefficients[c] * v).Sum(), own = hasLast ? coefficients[^1] : 0, rounding = 1e-12 * coefficients.Sum(Math.Abs);
            if (own == 0)
            {
                if (sum < lower - rounding || sum > upper + rounding)
                    return double.PositiveInfinity;
                continue;
            }
            (double from, double to) = own > 0 ? ((lower - sum) / own, (upper - sum) / own) : ((upper - sum) / own, (lower - sum) / own);
            (least, most) = (Math.Max(least, from), Math.Min(most, to));
        }
        if (least > most + 1e-12)
            return double.PositiveInfinity;
        return !hasLast ? cost : cost + (LastCost >= 0 ? LastCost * least : LastCost * most);
    }

    /// <summary>Of few binary digits, so that sums of costs are exact.</summary>
    private static double Number(SeededRandom random, bool isReal) => isReal ? Math.ScaleB(Math.Round(Math.ScaleB(3 * random.NextNormal(), 20)), -20) : random.NextInt32(9) - 4;
}
