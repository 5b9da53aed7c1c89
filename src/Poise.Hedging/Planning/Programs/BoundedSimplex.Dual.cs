namespace Poise.Hedging;

internal sealed partial class BoundedSimplex
{
    private readonly int[] _candidates;
    private readonly double[] _ratios;

    /// <summary>Pivots without progress after which the least numbers are taken (Bland), which cannot cycle.</summary>
    private int Patience => 3 * _rows + 30;

    private SimplexEnd RunDual()
    {
        int idle = 0;
        for (int n = 0; n < 40 * (_rows + 50) + 10 * _pieces; n++)
        {
            if (_sinceAnew >= PivotsUntilAnew)
                Refresh();
            bool isCareful = idle > Patience;
            int row = Leaving(isCareful);
            if (row < 0)
            {
                if (_sinceAnew == 0 || Drift() <= PrimalTolerance)
                {
                    Reduce();
                    return SimplexEnd.Optimal;
                }
                Refresh();
                continue;
            }
            int leaving = _basis[row];
            bool isAbove = _value[leaving] > _upper[leaving];
            ReadOnlySpan<double> rho = _inverse.AsSpan(row * _rows, _rows);
            int entering = Entering(rho, isAbove, isAbove ? _value[leaving] - _upper[leaving] : _lower[leaving] - _value[leaving], isCareful);
            if (entering < 0)
            {
                if (_sinceAnew > 0)
                {
                    Refresh();
                    continue;
                }
                for (int r = 0; r < _rows; r++)
                    _ray[r] = isAbove ? rho[r] : -rho[r];
                return SimplexEnd.Infeasible;
            }
            Column(entering, _entering);
            double pivot = AlphaOf(entering, rho);
            if (!(Math.Abs(_entering[row] - pivot) <= 1e-7 * (1 + Math.Abs(pivot))) || !(Math.Abs(pivot) > LeastPivot))
            {
                if (_sinceAnew == 0)
                    return SimplexEnd.Stuck;
                Refresh();
                continue;
            }
            double price = _reduced[entering] / pivot;
            idle = Math.Abs(price) > DualTolerance ? 0 : idle + 1;
            Reprice(rho, price, leaving, entering);
            double step = (_value[leaving] - (isAbove ? _upper[leaving] : _lower[leaving])) / pivot;
            for (int r = 0; r < _rows; r++)
                _value[_basis[r]] -= _entering[r] * step;
            _value[entering] += step;
            Swap(row, entering, isAbove ? AtUpper : AtLower);
        }
        return SimplexEnd.Stuck;
    }

    /// <summary>The row that is furthest out of its bounds for its weight; the least variable of all where care is asked for. -1 for none.</summary>
    private int Leaving(bool isCareful)
    {
        int best = -1;
        double most = 0;
        for (int r = 0; r < _rows; r++)
        {
            int variable = _basis[r];
            double value = _value[variable], outside = Math.Max(_lower[variable] - value, value - _upper[variable]);
            if (!(outside > Slack(value)))
                continue;
            double score = outside * outside / _weights[r];
            if (isCareful ? best < 0 || variable < _basis[best] : score > most)
                (best, most) = (r, score);
        }
        return best;
    }

    /// <summary>
    /// Who enters: reduced costs reach zero one after the other as the row's price moves. One that can go to its other bound is passed (flipped) while what is out of bounds outweighs it. -1 where all are passed: nothing brings the row
    /// into its bounds.
    /// </summary>
    private int Entering(ReadOnlySpan<double> rho, bool isAbove, double outside, bool isCareful)
    {
        Along(rho);
        int count = 0;
        for (int v = 0; v < _all; v++)
        {
            int place = _place[v];
            if (place >= 0 || _lower[v] == _upper[v])
                continue;
            double alpha = AlphaOf(v, rho), toward = isAbove ? alpha : -alpha;
            if (place == AtLower ? toward > LeastPivot : place == AtUpper ? toward < -LeastPivot : Math.Abs(toward) > LeastPivot)
                (_candidates[count], _ratios[count++]) = (v, place == AtZero ? 0 : Math.Max(0, _reduced[v] / toward));
        }
        if (isCareful)
            return LeastOf(count);
        Array.Sort(_ratios, _candidates, 0, count);
        int first = 0;
        double left = outside, slack = Slack(outside);
        while (first < count)
        {
            int v = _candidates[first];
            double room = _upper[v] - _lower[v];
            left -= Math.Abs(AlphaOf(v, rho)) * room;
            if (!(left > slack))
                break;
            first++;
        }
        if (first == count)
            return -1;
        // Of those that come to zero within the tolerance of the first one, the largest pivot.
        double last = double.PositiveInfinity;
        for (int i = first; i < count; i++)
        {
            if (_ratios[i] > last)
                break;
            last = Math.Min(last, _ratios[i] + DualTolerance / Math.Abs(AlphaOf(_candidates[i], rho)));
        }
        int best = first;
        for (int i = first + 1; i < count && _ratios[i] <= last; i++)
        {
            if (Math.Abs(AlphaOf(_candidates[i], rho)) > Math.Abs(AlphaOf(_candidates[best], rho)))
                best = i;
        }
        Flip(first);
        return _candidates[best];
    }

    /// <summary>The least ratio, of equals the least variable.</summary>
    private int LeastOf(int count)
    {
        int best = -1;
        for (int i = 0; i < count; i++)
        {
            if (best < 0 || _ratios[i] < _ratios[best] || (_ratios[i] == _ratios[best] && _candidates[i] < _candidates[best]))
                best = i;
        }
        return best < 0 ? -1 : _candidates[best];
    }

    /// <summary>The first candidates go to their other bounds.</summary>
    private void Flip(int count)
    {
        if (count == 0)
            return;
        Array.Clear(_sum);
        for (int i = 0; i < count; i++)
        {
            int v = _candidates[i];
            double before = _value[v];
            (_place[v], _value[v]) = _place[v] == AtLower ? (AtUpper, _upper[v]) : (AtLower, _lower[v]);
            AddColumn(v, before - _value[v]);
        }
        Solved(_sum, _entering);
        for (int r = 0; r < _rows; r++)
            _value[_basis[r]] += _entering[r];
    }

    private void Reprice(ReadOnlySpan<double> rho, double price, int leaving, int entering)
    {
        for (int v = 0; v < _all; v++)
        {
            if (_place[v] < 0)
                _reduced[v] -= price * AlphaOf(v, rho);
        }
        (_reduced[leaving], _reduced[entering]) = (-price, 0);
    }

    private double AlphaOf(int variable, ReadOnlySpan<double> rho) => variable < _pieces ? _alpha[_program.ColumnOf[variable]] : rho[variable - _pieces];
}
