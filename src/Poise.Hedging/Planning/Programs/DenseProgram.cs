namespace Poise.Hedging;

/// <summary>
/// A program as arrays. A column is the sum of its pieces, one a step of its cost: they share the column's coefficients and fill in order, since dearer ones come last. What bounds a column so bounds its pieces: a lower bound fills the
/// first, an upper one empties the last.
/// </summary>
internal sealed class DenseProgram
{
    /// <summary>How far off a row may be, as a fraction of the sizes that are added up in it.</summary>
    private const double RowTolerance = 1e-8;

    public DenseProgram(
        List<(double Lower, double Upper)> rows, List<(double Lower, double Upper, bool IsInteger, CostStep[] Steps)> columns,
        List<(int Row, int Column, double Coefficient)> entries)
    {
        (Rows, Columns, Pieces) = (rows.Count, columns.Count, columns.Sum(static c => c.Steps.Length));
        (RowLower, RowUpper) = ([.. rows.Select(static r => r.Lower)], [.. rows.Select(static r => r.Upper)]);
        IsInteger = [.. columns.Select(static c => c.IsInteger)];
        // A column that is whole has whole bounds; the snap takes what is off by rounding alone.
        Lower = [.. columns.Select(static c => c.IsInteger ? Math.Ceiling(c.Lower - Snap(c.Lower)) : c.Lower)];
        Upper = [.. columns.Select(static c => c.IsInteger ? Math.Floor(c.Upper + Snap(c.Upper)) : c.Upper)];
        (FirstPiece, ColumnOf, PieceCost, PieceStart, PieceWidth) = (new int[Columns + 1], new int[Pieces], new double[Pieces], new double[Pieces], new double[Pieces]);
        int piece = 0;
        for (int c = 0; c < Columns; c++)
        {
            FirstPiece[c] = piece;
            double start = 0;
            foreach (CostStep step in columns[c].Steps)
            {
                (ColumnOf[piece], PieceCost[piece], PieceStart[piece], PieceWidth[piece]) = (c, step.Cost, start, step.Width);
                start += step.Width;
                piece++;
            }
        }
        FirstPiece[Columns] = piece;
        Matrix = new double[Columns * Rows];
        foreach ((int row, int column, double coefficient) in entries)
            Matrix[column * Rows + row] += coefficient;
    }

    public int Rows { get; }

    public int Columns { get; }

    public int Pieces { get; }

    public double[] RowLower { get; }

    public double[] RowUpper { get; }

    public bool[] IsInteger { get; }

    /// <summary>Of columns.</summary>
    public double[] Lower { get; }

    public double[] Upper { get; }

    /// <summary>A column's pieces are from here to where the next column's begin.</summary>
    public int[] FirstPiece { get; }

    public int[] ColumnOf { get; }

    public double[] PieceCost { get; }

    private double[] PieceStart { get; }

    private double[] PieceWidth { get; }

    /// <summary>Column by column.</summary>
    public double[] Matrix { get; }

    public ReadOnlySpan<double> Coefficients(int column) => Matrix.AsSpan(column * Rows, Rows);

    /// <summary>What a column's bounds leave of one of its pieces.</summary>
    public (double Lower, double Upper) OfPiece(int piece, double lower, double upper)
    {
        if (!HasSteps(piece))
            return (lower, upper);
        double start = PieceStart[piece], width = PieceWidth[piece];
        return (Math.Clamp(lower - start, 0, width), Math.Clamp(upper - start, 0, width));
    }

    /// <summary>What a column is at least where its piece holds so much: those before it are full.</summary>
    public double Begin(int piece) => HasSteps(piece) ? PieceStart[piece] : 0;

    /// <summary>Cost of a column's value.</summary>
    public double CostOf(int column, double value)
    {
        double cost = 0;
        for (int piece = FirstPiece[column]; piece < FirstPiece[column + 1]; piece++)
            cost += PieceCost[piece] * (HasSteps(piece) ? Math.Clamp(value - PieceStart[piece], 0, PieceWidth[piece]) : value);
        return cost;
    }

    public double CostOf(ReadOnlySpan<double> values)
    {
        double cost = 0;
        for (int c = 0; c < Columns; c++)
            cost += CostOf(c, values[c]);
        return cost;
    }

    /// <summary>Whether columns are within their bounds and rows within theirs, up to rounding.</summary>
    public bool IsMetBy(ReadOnlySpan<double> values)
    {
        for (int c = 0; c < Columns; c++)
        {
            double slack = IsInteger[c] ? 0 : RowTolerance * Math.Abs(values[c]);
            if (!(values[c] >= Lower[c] - slack) || !(values[c] <= Upper[c] + slack))
                return false;
        }
        for (int r = 0; r < Rows; r++)
        {
            double sum = 0, size = 0;
            for (int c = 0; c < Columns; c++)
            {
                double term = Matrix[c * Rows + r] * values[c];
                (sum, size) = (sum + term, size + Math.Abs(term));
            }
            if (!(sum >= RowLower[r] - RowTolerance * (size + Finite(RowLower[r]))) || !(sum <= RowUpper[r] + RowTolerance * (size + Finite(RowUpper[r]))))
                return false;
        }
        return true;

        static double Finite(double bound) => double.IsFinite(bound) ? Math.Abs(bound) : 0;
    }

    private bool HasSteps(int piece) => FirstPiece[ColumnOf[piece] + 1] - FirstPiece[ColumnOf[piece]] > 1;

    private static double Snap(double bound) => double.IsFinite(bound) ? 1e-12 * Math.Abs(bound) + 1e-12 : 0;
}
