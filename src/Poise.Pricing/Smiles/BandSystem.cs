namespace Poise.Pricing;

/// <summary>
/// A symmetric quasi-definite matrix of few diagonals, factored as L D L' without pivots (which exists in any order: Vanderbei, SIAM J. Optim. 5 (1995)).
/// Row i holds the columns i - Width to i.
/// </summary>
internal sealed class BandSystem(int capacity)
{
    /// <summary>Diagonals below the main one.</summary>
    public const int Width = 4;

    private const int Stride = Width + 1;
    private readonly double[] _rows = new double[capacity * Stride];
    private int _size;

    public void Clear(int size)
    {
        _size = size;
        _rows.AsSpan(0, size * Stride).Clear();
    }

    /// <summary>Adds to the element at (row, column), either of the two first.</summary>
    public void Add(int row, int column, double value)
    {
        if (row < column)
            (row, column) = (column, row);
        _rows[row * Stride + Width - row + column] += value;
    }

    public void Factor()
    {
        for (var i = 0; i < _size; i++)
        {
            var row = _rows.AsSpan(i * Stride, Stride);
            for (var j = Math.Max(0, i - Width); j < i; j++)
            {
                var other = _rows.AsSpan(j * Stride, Stride);
                // Here row holds L D up to j; divided below.
                var sum = row[Width - i + j];
                for (var k = Math.Max(0, i - Width); k < j; k++)
                    sum -= row[Width - i + k] * other[Width - j + k];
                row[Width - i + j] = sum;
            }
            var diagonal = row[Width];
            for (var j = Math.Max(0, i - Width); j < i; j++)
            {
                var scaled = row[Width - i + j];
                var factor = scaled / _rows[j * Stride + Width];
                diagonal -= factor * scaled;
                row[Width - i + j] = factor;
            }
            row[Width] = diagonal;
        }
    }

    /// <summary>Solves in place.</summary>
    public void Solve(Span<double> x)
    {
        for (var i = 0; i < _size; i++)
        {
            var sum = x[i];
            for (var j = Math.Max(0, i - Width); j < i; j++)
                sum -= _rows[i * Stride + Width - i + j] * x[j];
            x[i] = sum;
        }
        for (var i = 0; i < _size; i++)
            x[i] /= _rows[i * Stride + Width];
        for (var i = _size - 1; i >= 0; i--)
        {
            for (var j = Math.Max(0, i - Width); j < i; j++)
                x[j] -= _rows[i * Stride + Width - i + j] * x[i];
        }
    }
}
