namespace Poise.Hedging;

internal sealed partial class IntegerSearch
{
    private int _costs = 1;

    /// <summary>Solves a node's relaxation: its columns into <see cref="_values"/>, its prices into <see cref="_prices"/>, and raises its bound to what is proven.</summary>
    private SimplexEnd Relax(Node node)
    {
        _nodes++;
        SimplexEnd end = SolveWithin(node.Lower, node.Upper);
        if (end is SimplexEnd.Unbounded or SimplexEnd.Stuck)
            return end;
        bool isInfeasible = end == SimplexEnd.Infeasible;
        _simplex.Prices(isInfeasible, _prices);
        for (int c = 0; c < _program.Columns; c++)
        {
            for (int piece = _program.FirstPiece[c]; piece < _program.FirstPiece[c + 1]; piece++)
                (_pieceLower[piece], _pieceUpper[piece]) = _program.OfPiece(piece, node.Lower[c], node.Upper[c]);
            _values[c] = _simplex.Value(c);
        }
        double bound = _safe.Of(_pieceLower, _pieceUpper, _prices, isInfeasible ? 0 : _costs);
        if (isInfeasible)
            return bound > 0 ? SimplexEnd.Infeasible : SimplexEnd.Stuck;
        _noise = Math.Max(_noise, _safe.Noise);
        (node.OwnBound, node.Bound) = (bound, Math.Max(node.Bound, bound));
        return SimplexEnd.Optimal;
    }

    private SimplexEnd SolveWithin(double[] lower, double[] upper)
    {
        for (int c = 0; c < _program.Columns; c++)
            _simplex.Limit(c, lower[c], upper[c]);
        SimplexEnd end = _simplex.Solve();
        return end == SimplexEnd.Stuck ? _simplex.SolveAfresh() : end;
    }

    /// <summary>Looks for an answer in a relaxed node and branches it. Returns the branch to go on with, from the simplex as it stands; null for none.</summary>
    private Node? Expand(Node node, SimplexEnd end)
    {
        if (end == SimplexEnd.Infeasible)
            return null;
        if (end != SimplexEnd.Optimal)
            return Halve(node);
        if (node.Column >= 0)
            _branches.See(node.Column, node.IsUp, node.Moved, (node.Bound - node.ParentBound) / _simplex.Scale.Cost);
        if (node.Bound >= Cutoff)
            return Leave(node, isProven: true);
        int column = Fractional(WholeTolerance);
        if (column < 0 || _nodes == 1)
        {
            int[] basis = _simplex.Basis();
            TryRounded();
            if (node.Bound >= Cutoff)
                return Leave(node, isProven: true);
            if (column < 0)
                column = Fractional(0);
            if (column < 0)
                return Leave(node, isProven: false);
            _simplex.Take(basis);
        }
        Narrow(node);
        return Branch(node, column);
    }

    private Node? Branch(Node node, int column)
    {
        double at = _values[column], down = Math.Floor(at);
        var below = new Node([.. node.Lower], [.. node.Upper]) { Bound = node.Bound, ParentBound = node.Bound, Column = column, Moved = at - down };
        var above = new Node([.. node.Lower], [.. node.Upper]) { Bound = node.Bound, ParentBound = node.Bound, Column = column, Moved = down + 1 - at, IsUp = true };
        below.Upper[column] = Math.Min(below.Upper[column], down);
        above.Lower[column] = Math.Max(above.Lower[column], down + 1);
        (Node first, Node second) = at - down > 0.5 ? (above, below) : (below, above);
        if (!first.IsEmpty(column))
        {
            if (!second.IsEmpty(column))
                Keep(second);
            return first;
        }
        return second.IsEmpty(column) ? null : second;
    }

    private void Keep(Node node)
    {
        node.Basis = _simplex.Basis();
        _untilFound.Add(node);
    }

    /// <summary>Without an answer of its relaxation a node is cut in the middle of its widest whole column.</summary>
    private Node? Halve(Node node)
    {
        int widest = -1;
        for (int c = 0; c < _program.Columns; c++)
        {
            if (_program.IsInteger[c] && node.Upper[c] > node.Lower[c] && (widest < 0 || node.Upper[c] - node.Lower[c] > node.Upper[widest] - node.Lower[widest]))
                widest = c;
        }
        if (widest < 0)
            return Leave(node, isProven: false);
        double lower = node.Lower[widest], upper = node.Upper[widest];
        _values[widest] = 0.5 + (double.IsFinite(lower) && double.IsFinite(upper) ? Math.Floor(lower + (upper - lower) / 2)
            : double.IsFinite(lower) ? lower + Math.Max(1, Math.Abs(lower)) : double.IsFinite(upper) ? upper - 1 - Math.Max(1, Math.Abs(upper)) : 0);
        if (_values[widest] > upper)
            _values[widest] -= 1;
        return Branch(node, widest);
    }

    /// <summary>Nothing more is looked for in it.</summary>
    private Node? Leave(Node node, bool isProven)
    {
        _left = Math.Min(_left, node.Bound);
        _isUnproven |= !isProven;
        return null;
    }

    /// <summary>The column whose branches should raise the bound most; -1 where all are whole.</summary>
    private int Fractional(double tolerance)
    {
        int best = -1;
        double most = double.NegativeInfinity;
        for (int c = 0; c < _program.Columns; c++)
        {
            if (!_program.IsInteger[c])
                continue;
            double fraction = _values[c] - Math.Floor(_values[c]);
            if (!(Math.Min(fraction, 1 - fraction) > tolerance))
                continue;
            double score = _branches.Score(c, fraction);
            if (score > most)
                (best, most) = (c, score);
        }
        return best;
    }

    /// <summary>Whole columns rounded, the others as is best for them. Leaves <see cref="_values"/> as they are and the simplex wherever it ends.</summary>
    private void TryRounded()
    {
        for (int c = 0; c < _program.Columns; c++)
            _rounded[c] = _program.IsInteger[c] ? Math.Clamp(Math.Round(_values[c]), _program.Lower[c], _program.Upper[c]) : _values[c];
        if (_hasContinuous)
        {
            double[] lower = [.. _program.Lower], upper = [.. _program.Upper];
            for (int c = 0; c < _program.Columns; c++)
            {
                if (_program.IsInteger[c])
                    (lower[c], upper[c]) = (_rounded[c], _rounded[c]);
            }
            if (SolveWithin(lower, upper) != SimplexEnd.Optimal)
                return;
            for (int c = 0; c < _program.Columns; c++)
            {
                if (!_program.IsInteger[c])
                    _rounded[c] = Math.Clamp(_simplex.Value(c), lower[c], upper[c]);
            }
        }
        double cost = _costs * _program.CostOf(_rounded);
        if (cost < _cost && _program.IsMetBy(_rounded))
            (_best, _cost) = ([.. _rounded], cost);
    }

    /// <summary>Takes off a node's whole columns what its reduced costs alone make too dear.</summary>
    private void Narrow(Node node)
    {
        double spare = Cutoff - node.OwnBound; // the reduced costs are of this relaxation
        if (!double.IsFinite(spare))
            return;
        for (int c = 0; c < _program.Columns; c++)
        {
            if (!_program.IsInteger[c])
                continue;
            for (int piece = _program.FirstPiece[c]; piece < _program.FirstPiece[c + 1]; piece++)
            {
                double reduced = _safe.Reduced[piece], lower = _pieceLower[piece], upper = _pieceUpper[piece], begin = _program.Begin(piece);
                double steps = Math.Floor(spare / Math.Abs(reduced) + 1e-6);
                if (!(lower + steps < upper) || !double.IsFinite(reduced > 0 ? lower : upper))
                    continue;
                if (reduced > 0)
                    node.Upper[c] = Math.Min(node.Upper[c], begin + lower + steps);
                else
                    node.Lower[c] = Math.Max(node.Lower[c], begin + upper - steps);
                _left = Math.Min(_left, Cutoff);
            }
        }
    }
}
