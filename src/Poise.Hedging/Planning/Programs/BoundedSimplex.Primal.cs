namespace Poise.Hedging;

internal sealed partial class BoundedSimplex
{
    /// <summary>From values within their bounds to the least cost. Needed only where a column without a bound made the dual method shift its cost: it is the one that sees a cost fall without end.</summary>
    private SimplexEnd RunPrimal()
    {
        int idle = 0;
        for (int n = 0; n < 40 * (_rows + 50) + 10 * _pieces; n++)
        {
            if (_sinceAnew >= PivotsUntilAnew)
            {
                Invert();
                Values();
            }
            Reduce();
            bool isCareful = idle > Patience;
            int entering = Improving(isCareful);
            if (entering < 0)
                return SimplexEnd.Optimal;
            double direction = _reduced[entering] < 0 ? 1 : -1;
            Column(entering, _entering);
            int row = Blocking(entering, direction, isCareful, out double step);
            if (double.IsPositiveInfinity(step))
                return SimplexEnd.Unbounded;
            idle = step > PrimalTolerance ? 0 : idle + 1;
            for (int r = 0; r < _rows; r++)
                _value[_basis[r]] -= _entering[r] * direction * step;
            _value[entering] += direction * step;
            if (row < 0)
            {
                (_place[entering], _value[entering]) = direction > 0 ? (AtUpper, _upper[entering]) : (AtLower, _lower[entering]);
                continue;
            }
            Swap(row, entering, _entering[row] * direction > 0 ? AtLower : AtUpper);
        }
        return SimplexEnd.Stuck;
    }

    /// <summary>The variable whose move lowers the cost most a unit; the least one where care is asked for. -1 for none.</summary>
    private int Improving(bool isCareful)
    {
        int best = -1;
        double most = DualTolerance;
        for (int v = 0; v < _all; v++)
        {
            if (_place[v] >= 0 || _lower[v] == _upper[v])
                continue;
            double gain = _place[v] == AtLower ? -_reduced[v] : _place[v] == AtUpper ? _reduced[v] : Math.Abs(_reduced[v]);
            if (!(gain > most))
                continue;
            best = v;
            if (isCareful)
                break;
            most = gain;
        }
        return best;
    }

    /// <summary>The row that comes to a bound first, of those within the tolerance the one with the largest pivot; -1 where the variable itself comes to its other bound before.</summary>
    private int Blocking(int entering, double direction, bool isCareful, out double step)
    {
        double reach = double.PositiveInfinity;
        for (int r = 0; r < _rows; r++)
        {
            double rate = _entering[r] * direction;
            if (Math.Abs(rate) > LeastPivot)
                reach = Math.Min(reach, (Room(r, rate) + (isCareful ? 0 : PrimalTolerance)) / Math.Abs(rate));
        }
        int best = -1;
        for (int r = 0; r < _rows; r++)
        {
            double rate = _entering[r] * direction;
            if (!(Math.Abs(rate) > LeastPivot) || Room(r, rate) / Math.Abs(rate) > reach)
                continue;
            if (best < 0 || (isCareful ? _basis[r] < _basis[best] : Math.Abs(rate) > Math.Abs(_entering[best])))
                best = r;
        }
        step = best < 0 ? double.PositiveInfinity : Math.Max(0, Room(best, _entering[best] * direction) / Math.Abs(_entering[best]));
        double own = _upper[entering] - _lower[entering];
        if (!(own <= step))
            return best;
        step = own;
        return double.IsPositiveInfinity(own) ? best : -1;

        double Room(int r, double rate)
        {
            int v = _basis[r];
            return rate > 0 ? _value[v] - _lower[v] : _upper[v] - _value[v];
        }
    }
}
