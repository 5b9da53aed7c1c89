namespace Poise.Hedging;

/// <summary>
/// Branch and bound: relaxations by the simplex method, each from the basis of the one before; their bounds are safe against rounding, and only columns that meet the rows by themselves are an answer. So what is returned is right
/// however the simplex method fares: that decides the time alone. Goes down to the nearer branch first, then on from the least bound.
/// </summary>
internal sealed partial class IntegerSearch
{
    /// <summary>A column this near to a whole number counts as whole.</summary>
    private const double WholeTolerance = 1e-7;

    /// <summary>Fraction of the cost below which a gap is rounding.</summary>
    private const double Exact = 1e-9;

    private const int TurnsUntilElsewhere = 16;

    private readonly DenseProgram _program;
    private readonly SearchLimits _limits;
    private readonly BoundedSimplex _simplex;
    private readonly SafeBound _safe;
    private readonly BranchCosts _branches;
    private readonly PriorityQueue<Node, (double Bound, int Order)> _open = new();
    private readonly List<Node> _untilFound = [];
    private readonly double[] _values, _rounded, _prices, _pieceLower, _pieceUpper;
    private readonly bool _hasContinuous;
    private double[] _best = [];
    private double _cost = double.PositiveInfinity, _left = double.PositiveInfinity, _noise;
    private int _nodes, _order, _turns;
    private bool _isUnproven;

    public IntegerSearch(DenseProgram program, SearchLimits limits)
    {
        if (limits.Nodes < 1 || !(limits.Gap >= 0))
            throw new ArgumentException($"a search of {limits.Nodes} nodes to a gap of {limits.Gap}", nameof(limits));
        (_program, _limits, _simplex, _safe, _branches) = (program, limits, new BoundedSimplex(program), new SafeBound(program), new BranchCosts(program.Columns));
        (_values, _rounded, _prices) = (new double[program.Columns], new double[program.Columns], new double[program.Rows]);
        (_pieceLower, _pieceUpper) = (new double[program.Pieces], new double[program.Pieces]);
        _hasContinuous = Array.IndexOf(program.IsInteger, false) >= 0;
    }

    /// <summary>Bounds of columns, and what is known of what lies between them.</summary>
    private sealed class Node(double[] lower, double[] upper)
    {
        public double[] Lower { get; } = lower;

        public double[] Upper { get; } = upper;

        public double Bound { get; set; } = double.NegativeInfinity;

        /// <summary>Of its own relaxation alone, whatever is known of its parent.</summary>
        public double OwnBound { get; set; } = double.NegativeInfinity;

        public double ParentBound { get; init; } = double.NegativeInfinity;

        /// <summary>Of the relaxation that it was branched from; null: as the simplex stands.</summary>
        public int[]? Basis { get; set; }

        /// <summary>The column that was branched; -1 for the root.</summary>
        public int Column { get; init; } = -1;

        public bool IsUp { get; init; }

        public double Moved { get; init; }

        public bool IsEmpty(int column) => Lower[column] > Upper[column];
    }

    public IntegerSolution Run()
    {
        var root = new Node([.. _program.Lower], [.. _program.Upper]);
        for (int c = 0; c < _program.Columns; c++)
        {
            if (root.Lower[c] > root.Upper[c])
                return Answer(ProgramStatus.Infeasible, []);
        }
        SimplexEnd end = Relax(root);
        if (end == SimplexEnd.Unbounded)
            return Unlimited();
        double[] rowPrices = end == SimplexEnd.Optimal ? [.. _prices] : [];
        for (Node? node = Expand(root, end); ; node = Expand(node, Relax(node)))
        {
            node ??= Next();
            if (node is null)
                break;
            if (_nodes >= _limits.Nodes)
            {
                Leave(node, isProven: false);
                foreach (Node other in (IEnumerable<Node>)[.. _open.UnorderedItems.Select(static o => o.Element), .. _untilFound])
                    Leave(other, isProven: other.Bound >= Cutoff);
                break;
            }
            if (node.Basis is not null)
                _simplex.Take(node.Basis);
        }
        return Answer(StatusOf(), rowPrices);
    }

    private bool IsFound => !double.IsPositiveInfinity(_cost);

    /// <summary>Below this a node is worth a look.</summary>
    private double Cutoff => !IsFound ? double.PositiveInfinity : _cost - Math.Max(_limits.Gap * Math.Abs(_cost), Rounding);

    private double Rounding => Math.Max(Exact * Math.Max(Math.Abs(_cost), _simplex.Scale.Cost), 4 * _noise);

    private double Bound => Math.Min(_cost, _left);

    private ProgramStatus StatusOf() => !IsFound ? (double.IsPositiveInfinity(_left) ? ProgramStatus.Infeasible : ProgramStatus.NodeLimit)
        : _cost - Bound <= 1.001 * Rounding ? ProgramStatus.Optimal
        : !_isUnproven || _cost - Bound <= _limits.Gap * Math.Abs(_cost) ? ProgramStatus.WithinGap : ProgramStatus.NodeLimit;

    private IntegerSolution Answer(ProgramStatus status, double[] rowPrices) =>
        new(status, _best, !IsFound ? double.NaN : _cost, Bound, rowPrices, _nodes, _simplex.Pivots);

    /// <summary>A cost that falls without end, if there are columns that meet the rows at all.</summary>
    private IntegerSolution Unlimited()
    {
        var some = new IntegerSearch(_program, _limits) { _simplex = { HasCosts = false }, _costs = 0 };
        IntegerSolution found = some.Run();
        _best = [.. found.Values];
        _cost = found.IsFound ? _program.CostOf(_best) : double.PositiveInfinity;
        (_left, _nodes) = (double.NegativeInfinity, _nodes + found.Nodes);
        return found.IsFound ? Answer(ProgramStatus.Unbounded, []) : found.Status == ProgramStatus.Infeasible ? found with { Nodes = _nodes } : Answer(ProgramStatus.NodeLimit, []);
    }

    /// <summary>Until something is found the last one kept, near to where the search stands, and every so often the one with the least bound, lest it stays where nothing is; from then on always that one.</summary>
    private Node? Next()
    {
        if (!IsFound)
        {
            if (_untilFound.Count == 0)
                return null;
            int at = ++_turns % TurnsUntilElsewhere == 0 ? Least(_untilFound) : _untilFound.Count - 1;
            Node next = _untilFound[at];
            _untilFound.RemoveAt(at);
            return next;
        }
        foreach (Node kept in _untilFound)
            _open.Enqueue(kept, (kept.Bound, _order++));
        _untilFound.Clear();
        while (_open.TryDequeue(out Node? node, out _))
        {
            if (node.Bound < Cutoff)
                return node;
            Leave(node, isProven: true);
        }
        return null;
    }

    private static int Least(List<Node> nodes)
    {
        int least = 0;
        for (int i = 1; i < nodes.Count; i++)
        {
            if (nodes[i].Bound < nodes[least].Bound)
                least = i;
        }
        return least;
    }
}
