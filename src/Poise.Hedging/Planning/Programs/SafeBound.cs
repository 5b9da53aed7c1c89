namespace Poise.Hedging;

/// <summary>
/// A lower bound of a program's cost from any prices of its rows, right whatever rounding did to them: c'x = y'Ax + (c - A'y)'x, each part at the bound that makes it least, less all that rounding may have added.
/// Neumaier and Shcherbina, "Safe bounds in linear and mixed-integer linear programming", Mathematical Programming 99, 2004, section 2. Of a column without a bound a wrong sign of its reduced cost within 1e-9 of what it is made of is passed over: there the bound is right but for that.
/// </summary>
internal sealed class SafeBound(DenseProgram program)
{
    private const double Unit = 1.0 / (1L << 52);
    private const double OpenTolerance = 1e-9;
    private readonly double[] _prices = new double[program.Rows];

    /// <summary>Of pieces, at the prices of the last bound.</summary>
    public double[] Reduced { get; } = new double[program.Pieces];

    /// <summary>What rounding may have added to the last bound; it is taken off.</summary>
    public double Noise { get; private set; }

    /// <param name="lower">Bounds of pieces.</param>
    /// <param name="prices">Of rows.</param>
    /// <param name="costs">1, or 0 for a program without costs: above zero its bound says that the rows cannot be met.</param>
    public double Of(ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, ReadOnlySpan<double> prices, double costs)
    {
        double sum = 0, size = 0, noise = 0;
        int rows = program.Rows;
        for (int r = 0; r < rows; r++)
        {
            double price = prices[r], bound = price > 0 ? program.RowLower[r] : program.RowUpper[r];
            _prices[r] = double.IsFinite(bound) && double.IsFinite(price) ? price : 0;
            double term = _prices[r] == 0 ? 0 : price * bound;
            (sum, size) = (sum + term, size + Math.Abs(term));
        }
        for (int c = 0; c < program.Columns; c++)
        {
            ReadOnlySpan<double> column = program.Coefficients(c);
            double paid = 0, paidSize = 0;
            int terms = 2;
            for (int r = 0; r < rows; r++)
            {
                double term = _prices[r] * column[r];
                if (term == 0)
                    continue;
                (paid, paidSize, terms) = (paid + term, paidSize + Math.Abs(term), terms + 1);
            }
            for (int piece = program.FirstPiece[c]; piece < program.FirstPiece[c + 1]; piece++)
            {
                double cost = costs * program.PieceCost[piece], reduced = cost - paid, made = Math.Abs(cost) + paidSize;
                Reduced[piece] = reduced;
                double at = reduced > 0 ? lower[piece] : upper[piece];
                if (reduced == 0 && made == 0)
                    continue;
                if (!double.IsFinite(at))
                {
                    if (Math.Abs(reduced) > OpenTolerance * made)
                        return double.NegativeInfinity;
                    continue;
                }
                double least = reduced * at;
                (sum, size) = (sum + least, size + Math.Abs(least));
                double far = Math.Max(Finite(lower[piece]), Finite(upper[piece]));
                noise += terms * Unit * made * far;
            }
        }
        Noise = noise + (rows + program.Pieces + 2) * Unit * size;
        return sum - Noise;

        static double Finite(double bound) => double.IsFinite(bound) ? Math.Abs(bound) : 0;
    }
}
