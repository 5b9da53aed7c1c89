namespace Poise.Lab;

/// <summary>
/// The points of a family that its own others do not better in cost and risk both, by cost: a falling curve, on which risk at a cost between two points
/// is interpolated, logarithm by logarithm.
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
        for (int i = 1; i < _points.Count; i++)
        {
            (FrontierPoint low, FrontierPoint high) = (_points[i - 1], _points[i]);
            if (!(low.Cost.Value <= cost && cost <= high.Cost.Value))
                continue;
            Estimate from = low.Cost.Log(), weight = (point.Cost.Log() - from) / (high.Cost.Log() - from);
            return point.Sd.Log() - low.Sd.Log() - weight * (high.Sd.Log() - low.Sd.Log());
        }
        return null;
    }
}
