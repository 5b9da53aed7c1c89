namespace Poise.Lab;

/// <summary>
/// The points of a family that its own others do not better in cost and risk both, by cost: a falling curve, on which risk at a cost between two points
/// is interpolated by the parabola through three, logarithms of both.
/// </summary>
internal sealed class FrontierCurve
{
    private readonly List<FrontierPoint> _points = [];

    public FrontierCurve(IEnumerable<FrontierPoint> family)
    {
        foreach (FrontierPoint point in family.Where(static p => p.Cost.Value > 0).OrderBy(static p => p.Cost.Value).ThenBy(static p => p.Sd.Value))
            if (_points.Count == 0 || point.Sd.Value < _points[^1].Sd.Value)
                _points.Add(point);
    }

    public IReadOnlyList<FrontierPoint> Points => _points;

    /// <summary>Logarithm of another point's risk over the curve's at the same cost; null where the curve does not reach to that cost.</summary>
    public Estimate? LogRatio(FrontierPoint point)
    {
        double cost = point.Cost.Value;
        int last = 1;
        while (last < _points.Count && _points[last].Cost.Value < cost)
            last++;
        if (last >= _points.Count || cost < _points[0].Cost.Value)
            return null;
        // The points either side, and of their neighbours the nearer one: a chord alone would lie above a hollow curve.
        int first = last - 1;
        if (first > 0 && (last + 1 == _points.Count || Distance(first - 1, cost) < Distance(last + 1, cost)))
            first--;
        else if (last + 1 < _points.Count)
            last++;
        Estimate at = point.Cost.Log(), ratio = point.Sd.Log();
        for (int k = first; k <= last; k++)
        {
            Estimate own = _points[k].Cost.Log(), share = _points[k].Sd.Log();
            for (int j = first; j <= last; j++)
                if (j != k)
                    share *= (at - _points[j].Cost.Log()) / (own - _points[j].Cost.Log());
            ratio -= share;
        }
        return ratio;
    }

    private double Distance(int point, double cost) => Math.Abs(Math.Log(_points[point].Cost.Value / cost));
}
