namespace Poise.Hedging;

internal enum SimplexEnd : byte
{
    Optimal,
    Infeasible,
    Unbounded,

    /// <summary>Rounding kept it from an answer.</summary>
    Stuck,
}

/// <summary>
/// The simplex method for variables between bounds, dual first: from a basis whose prices are right it repairs what is outside of its bounds, which is all that a branch changes. Variables are the pieces of the program and, for
/// each row, s with Ax + s = 0. The inverse of the basis is held whole, as programs have few rows, and made anew every <see cref="PivotsUntilAnew"/> pivots.
/// Koberstein, "The dual simplex method, techniques for a fast and stable implementation", 2005: steepest edge (3.3), the ratio test that flips bounds (3.1.3, with Harris' tolerance), cost shifts (6.3).
/// </summary>
internal sealed partial class BoundedSimplex
{
    /// <summary>Of scaled values, as a fraction of those above 1000.</summary>
    private const double PrimalTolerance = 1e-9;

    /// <summary>Of scaled costs.</summary>
    private const double DualTolerance = 1e-9;
    private const double LeastPivot = 1e-9;
    private const int PivotsUntilAnew = 64;
    private const int AtLower = -1, AtUpper = -2, AtZero = -3;

    private readonly DenseProgram _program;
    private readonly ProgramScale _scale;
    private readonly int _rows, _pieces, _all;
    private readonly double[] _matrix, _ownCost, _cost, _lower, _upper, _value, _reduced, _inverse, _weights, _prices, _ray, _entering, _alpha, _sum;
    private readonly int[] _basis, _place;
    private int _sinceAnew;
    private bool _isShifted;

    public BoundedSimplex(DenseProgram program)
    {
        (_program, _scale, _rows, _pieces, _all) = (program, new ProgramScale(program), program.Rows, program.Pieces, program.Pieces + program.Rows);
        _matrix = new double[program.Matrix.Length];
        for (int c = 0; c < program.Columns; c++)
            for (int r = 0; r < _rows; r++)
                _matrix[c * _rows + r] = program.Matrix[c * _rows + r] * _scale.Rows[r] * _scale.Columns[c];
        (_ownCost, _cost, _lower, _upper, _value, _reduced) = (new double[_all], new double[_all], new double[_all], new double[_all], new double[_all], new double[_all]);
        (_inverse, _weights, _prices, _ray, _entering, _sum) = (new double[_rows * _rows], new double[_rows], new double[_rows], new double[_rows], new double[_rows], new double[_rows]);
        (_alpha, _candidates, _ratios) = (new double[program.Columns], new int[_all], new double[_all]);
        (_basis, _place) = (new int[_rows], new int[_all]);
        for (int piece = 0; piece < _pieces; piece++)
            _ownCost[piece] = program.PieceCost[piece] * _scale.Columns[program.ColumnOf[piece]] / _scale.Cost;
        for (int r = 0; r < _rows; r++)
            (_lower[_pieces + r], _upper[_pieces + r]) = (-program.RowUpper[r] * _scale.Rows[r], -program.RowLower[r] * _scale.Rows[r]);
        for (int c = 0; c < program.Columns; c++)
            Limit(c, program.Lower[c], program.Upper[c]);
        StartAfresh();
    }

    public long Pivots { get; private set; }

    public ProgramScale Scale => _scale;

    /// <summary>A column's bounds from now on.</summary>
    public void Limit(int column, double lower, double upper)
    {
        for (int piece = _program.FirstPiece[column]; piece < _program.FirstPiece[column + 1]; piece++)
        {
            (double least, double most) = _program.OfPiece(piece, lower, upper);
            (_lower[piece], _upper[piece]) = (least / _scale.Columns[column], most / _scale.Columns[column]);
        }
    }

    /// <summary>Costs as they are, or none at all.</summary>
    public bool HasCosts { get; set; } = true;

    /// <summary>The variables that make up the basis. At which bound the others lie their reduced costs tell.</summary>
    public int[] Basis() => [.. _basis];

    /// <summary>From this basis on.</summary>
    public void Take(int[] basis)
    {
        Array.Fill(_place, AtLower);
        basis.CopyTo(_basis, 0);
        Invert();
    }

    /// <summary>The least cost within the bounds as they are, from the basis as it is.</summary>
    public SimplexEnd Solve()
    {
        RestoreCosts();
        Settle();
        SimplexEnd end = RunDual();
        if (end != SimplexEnd.Optimal || !_isShifted)
            return end;
        RestoreCosts();
        Reduce();
        return RunPrimal();
    }

    /// <summary>The same from the rows' own variables as the basis.</summary>
    public SimplexEnd SolveAfresh()
    {
        StartAfresh();
        return Solve();
    }

    private void StartAfresh() => Take([.. Enumerable.Range(_pieces, _rows)]);

    /// <summary>A column's value in the last answer.</summary>
    public double Value(int column)
    {
        double sum = 0;
        for (int piece = _program.FirstPiece[column]; piece < _program.FirstPiece[column + 1]; piece++)
            sum += _value[piece];
        return sum * _scale.Columns[column];
    }

    /// <summary>Prices of rows in the last answer, in the program's own units; where there was none, those that prove it. Those that are rounding beside the others are zero: a bound may be had from any prices.</summary>
    /// <param name="isProof">The last answer was that there is none.</param>
    public void Prices(bool isProof, Span<double> prices)
    {
        double most = 0;
        double[] own = isProof ? _ray : _prices;
        foreach (double price in own)
            most = Math.Max(most, Math.Abs(price));
        for (int r = 0; r < _rows; r++)
            prices[r] = Math.Abs(own[r]) <= 1e-13 * most ? 0 : own[r] * (isProof ? 1 : _scale.Cost) * _scale.Rows[r];
    }

    private void RestoreCosts()
    {
        if (HasCosts)
            _ownCost.CopyTo(_cost, 0);
        else
            Array.Clear(_cost);
        _isShifted = false;
    }

    /// <summary>The inverse anew from the basis: one pivot for each piece in it, at the row where it is largest.</summary>
    private void Invert()
    {
        Array.Clear(_inverse);
        Span<bool> isTaken = stackalloc bool[_rows];
        List<int> pieces = [];
        foreach (int variable in _basis)
        {
            if (variable < _pieces)
                pieces.Add(variable);
            else
                isTaken[variable - _pieces] = true;
        }
        for (int r = 0; r < _rows; r++)
        {
            _inverse[r * _rows + r] = 1;
            _basis[r] = _pieces + r;
        }
        pieces.Sort();
        foreach (int piece in pieces)
        {
            Column(piece, _entering);
            int at = -1;
            for (int r = 0; r < _rows; r++)
            {
                if (!isTaken[r] && (at < 0 || Math.Abs(_entering[r]) > Math.Abs(_entering[at])))
                    at = r;
            }
            if (at < 0 || !(Math.Abs(_entering[at]) > LeastPivot))
            {
                _place[piece] = AtLower; // dependent up to rounding: the row's own variable stands in
                continue;
            }
            isTaken[at] = true;
            _basis[at] = piece;
            Eliminate(at);
        }
        for (int r = 0; r < _rows; r++)
        {
            _place[_basis[r]] = r;
            Weigh(r);
        }
        _sinceAnew = 0;
    }

    /// <summary>Puts the inverse's row to one at the entering column, and takes it out of the others.</summary>
    private void Eliminate(int at)
    {
        Span<double> pivot = _inverse.AsSpan(at * _rows, _rows);
        double by = _entering[at];
        for (int i = 0; i < pivot.Length; i++)
            pivot[i] /= by;
        for (int r = 0; r < _rows; r++)
        {
            double times = _entering[r];
            if (r == at || times == 0)
                continue;
            Span<double> row = _inverse.AsSpan(r * _rows, _rows);
            for (int i = 0; i < row.Length; i++)
                row[i] -= times * pivot[i];
        }
    }

    private void Weigh(int row)
    {
        double sum = 0;
        foreach (double x in _inverse.AsSpan(row * _rows, _rows))
            sum += x * x;
        _weights[row] = Math.Max(sum, 1e-12);
    }

    /// <summary>A variable's column in terms of the basis.</summary>
    private void Column(int variable, Span<double> into)
    {
        if (variable >= _pieces)
        {
            for (int r = 0; r < _rows; r++)
                into[r] = _inverse[r * _rows + variable - _pieces];
            return;
        }
        Solved(_matrix.AsSpan(_program.ColumnOf[variable] * _rows, _rows), into);
    }

    /// <summary>The inverse times a column.</summary>
    private void Solved(ReadOnlySpan<double> column, Span<double> into)
    {
        for (int r = 0; r < _rows; r++)
            into[r] = Dot(_inverse.AsSpan(r * _rows, _rows), column);
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double even = 0, odd = 0;
        int i = 0;
        for (; i + 1 < x.Length && i + 1 < y.Length; i += 2)
        {
            even += x[i] * y[i];
            odd += x[i + 1] * y[i + 1];
        }
        return i < x.Length ? even + odd + x[i] * y[i] : even + odd;
    }
}
