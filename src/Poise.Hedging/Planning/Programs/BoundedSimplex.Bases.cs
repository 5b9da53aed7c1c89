namespace Poise.Hedging;

internal sealed partial class BoundedSimplex
{
    /// <summary>Prices and reduced costs from the basis.</summary>
    private void Reduce()
    {
        Array.Clear(_prices);
        for (int r = 0; r < _rows; r++)
        {
            double cost = _cost[_basis[r]];
            if (cost == 0)
                continue;
            for (int i = 0; i < _rows; i++)
                _prices[i] += cost * _inverse[r * _rows + i];
        }
        Along(_prices);
        for (int piece = 0; piece < _pieces; piece++)
            _reduced[piece] = _place[piece] >= 0 ? 0 : _cost[piece] - _alpha[_program.ColumnOf[piece]];
        for (int r = 0; r < _rows; r++)
            _reduced[_pieces + r] = _place[_pieces + r] >= 0 ? 0 : _cost[_pieces + r] - _prices[r];
    }

    /// <summary>A row vector times each column.</summary>
    private void Along(ReadOnlySpan<double> row)
    {
        for (int c = 0; c < _program.Columns; c++)
            _alpha[c] = Dot(row, _matrix.AsSpan(c * _rows, _rows));
    }

    /// <summary>
    /// Puts what is not in the basis at the bound that its reduced cost asks for. Where that one is infinite the cost is shifted, so that it asks for none: the costs come back once the rest is within its bounds.
    /// </summary>
    private void Settle()
    {
        Reduce();
        for (int v = 0; v < _all; v++)
        {
            if (_place[v] >= 0)
                continue;
            double reduced = _reduced[v];
            bool hasLower = double.IsFinite(_lower[v]), hasUpper = double.IsFinite(_upper[v]);
            if (hasLower && (_lower[v] == _upper[v] || reduced > DualTolerance))
                _place[v] = AtLower;
            else if (hasUpper && reduced < -DualTolerance)
                _place[v] = AtUpper;
            else if (_place[v] == AtLower ? !hasLower : _place[v] == AtUpper ? !hasUpper : hasLower || hasUpper)
                _place[v] = hasLower ? AtLower : hasUpper ? AtUpper : AtZero;
            bool isWrong = (_place[v] == AtLower && reduced < -DualTolerance && !hasUpper) || (_place[v] == AtUpper && reduced > DualTolerance) || (_place[v] == AtZero && Math.Abs(reduced) > DualTolerance);
            if (isWrong)
            {
                (_cost[v], _reduced[v]) = (_cost[v] - reduced, 0);
                _isShifted = true;
            }
            _value[v] = _place[v] == AtLower ? _lower[v] : _place[v] == AtUpper ? _upper[v] : 0;
        }
        Values();
    }

    /// <summary>What is in the basis, from what is not.</summary>
    private void Values()
    {
        Array.Clear(_sum);
        for (int v = 0; v < _all; v++)
        {
            if (_place[v] >= 0 || _value[v] == 0)
                continue;
            AddColumn(v, -_value[v]);
        }
        Solved(_sum, _entering);
        for (int r = 0; r < _rows; r++)
            _value[_basis[r]] = _entering[r];
    }

    /// <summary>Adds a variable's column, so many times, to the sum.</summary>
    private void AddColumn(int variable, double times)
    {
        if (variable >= _pieces)
        {
            _sum[variable - _pieces] += times;
            return;
        }
        ReadOnlySpan<double> column = _matrix.AsSpan(_program.ColumnOf[variable] * _rows, _rows);
        for (int r = 0; r < _rows; r++)
            _sum[r] += times * column[r];
    }

    /// <summary>Everything anew from the basis.</summary>
    private void Refresh()
    {
        Invert();
        Settle();
    }

    /// <summary>How far scaled rows are from adding up.</summary>
    private double Drift()
    {
        Array.Clear(_sum);
        for (int v = 0; v < _all; v++)
        {
            if (_value[v] != 0)
                AddColumn(v, _value[v]);
        }
        double most = 0;
        foreach (double off in _sum)
            most = double.IsNaN(off) ? double.PositiveInfinity : Math.Max(most, Math.Abs(off));
        return most;
    }

    private static double Slack(double value) => PrimalTolerance * Math.Max(1, Math.Abs(value) / 1000);

    /// <summary>The entering variable takes the leaving one's row; <see cref="_entering"/> is its column.</summary>
    private void Swap(int row, int entering, int leaves)
    {
        int leaving = _basis[row];
        Eliminate(row);
        for (int r = 0; r < _rows; r++)
        {
            if (_entering[r] != 0)
                Weigh(r);
        }
        (_basis[row], _place[entering], _place[leaving]) = (entering, row, leaves);
        _value[leaving] = leaves == AtLower ? _lower[leaving] : _upper[leaving];
        _sinceAnew++;
        Pivots++;
    }
}
