namespace Poise.Hedging;

/// <summary>So many units of a column at so much each.</summary>
public readonly record struct CostStep(double Width, double Cost);

/// <summary>
/// Least cost of columns between bounds, some of them whole numbers, so that rows (linear sums of columns) stay between theirs. The cost of a column may rise in steps: the cheaper units go first, so that it stays convex and
/// the program linear. A number is infinite where there is no bound.
/// </summary>
public sealed class IntegerProgram
{
    private readonly List<(double Lower, double Upper)> _rows = [];
    private readonly List<(double Lower, double Upper, bool IsInteger, CostStep[] Steps)> _columns = [];
    private readonly List<(int Row, int Column, double Coefficient)> _entries = [];

    public int Rows => _rows.Count;

    public int Columns => _columns.Count;

    /// <returns>The row's number: 0, 1, ...</returns>
    /// <exception cref="ArgumentException">A bound is no number, or the lower is above the upper.</exception>
    public int AddRow(double lower, double upper)
    {
        CheckBounds(lower, upper);
        _rows.Add((lower, upper));
        return _rows.Count - 1;
    }

    /// <param name="cost">Of a unit.</param>
    /// <returns>The column's number: 0, 1, ...</returns>
    /// <exception cref="ArgumentException">A bound is no number, the lower is above the upper, or the cost is not finite.</exception>
    public int AddColumn(double cost, double lower, double upper, bool isInteger)
    {
        CheckBounds(lower, upper);
        if (!double.IsFinite(cost))
            throw new ArgumentException($"a cost of {cost}", nameof(cost));
        return Add(lower, upper, isInteger, [new CostStep(double.PositiveInfinity, cost)]);
    }

    /// <summary>A column from zero whose cost rises in steps.</summary>
    /// <param name="steps">In order; the first units first. Whole widths where the column is whole.</param>
    /// <returns>The column's number.</returns>
    /// <exception cref="ArgumentException">A width is not finite and above zero, or not whole; a cost is not finite, or below the one before it.</exception>
    public int AddColumn(ReadOnlySpan<CostStep> steps, bool isInteger)
    {
        double upper = 0, before = double.NegativeInfinity;
        foreach (CostStep step in steps)
        {
            if (!(step.Width > 0) || !double.IsFinite(step.Width) || (isInteger && step.Width != Math.Floor(step.Width)) || !(step.Cost >= before) || !double.IsFinite(step.Cost))
                throw new ArgumentException($"a step of {step.Width} units at {step.Cost} each after {before}", nameof(steps));
            (upper, before) = (upper + step.Width, step.Cost);
        }
        return steps.Length == 0 ? AddColumn(0, 0, 0, isInteger) : Add(0, upper, isInteger, steps.ToArray());
    }

    /// <summary>A column's coefficient in a row; those given twice add up.</summary>
    /// <exception cref="ArgumentException">There is no such row or column, or it is not finite.</exception>
    public void Put(int row, int column, double coefficient)
    {
        if ((uint)row >= (uint)Rows || (uint)column >= (uint)Columns || !double.IsFinite(coefficient))
            throw new ArgumentException($"a coefficient of {coefficient} at row {row}, column {column}", nameof(coefficient));
        if (coefficient != 0)
            _entries.Add((row, column, coefficient));
    }

    /// <summary>Other bounds for a column; of one with steps within 0 and its width.</summary>
    /// <exception cref="ArgumentException">A bound is no number, the lower is above the upper, or one of a column with steps is outside of them.</exception>
    public void Limit(int column, double lower, double upper)
    {
        CheckBounds(lower, upper);
        if (_columns[column].Steps.Length > 1 && (lower < 0 || upper > _columns[column].Steps.Sum(static s => s.Width)))
            throw new ArgumentException($"bounds {lower} and {upper} outside of the steps of column {column}", nameof(lower));
        _columns[column] = _columns[column] with { Lower = lower, Upper = upper };
    }

    /// <summary>The same program gives the same answer, to the last bit.</summary>
    public IntegerSolution Solve(SearchLimits? limits = null) => new IntegerSearch(new DenseProgram(_rows, _columns, _entries), limits ?? new SearchLimits()).Run();

    private int Add(double lower, double upper, bool isInteger, CostStep[] steps)
    {
        _columns.Add((lower, upper, isInteger, steps));
        return _columns.Count - 1;
    }

    private static void CheckBounds(double lower, double upper)
    {
        if (!(lower <= upper) || double.IsPositiveInfinity(lower) || double.IsNegativeInfinity(upper))
            throw new ArgumentException($"bounds {lower} and {upper}", nameof(lower));
    }
}
