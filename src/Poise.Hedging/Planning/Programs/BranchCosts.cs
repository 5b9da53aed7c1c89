namespace Poise.Hedging;

/// <summary>What branching a column has added to the bound, a unit moved: the mean of what was seen, of a column not seen yet the mean of all (pseudo-costs).</summary>
internal sealed class BranchCosts(int columns)
{
    private readonly double[] _sums = new double[2 * columns];
    private readonly int[] _counts = new int[2 * columns];
    private readonly double[] _allSums = new double[2];
    private readonly int[] _allCounts = new int[2];

    /// <param name="moved">By how much of a unit the branch moved the column, above zero.</param>
    public void See(int column, bool isUp, double moved, double added)
    {
        int side = isUp ? 1 : 0;
        double cost = Math.Max(0, added) / moved;
        (_sums[2 * column + side], _counts[2 * column + side]) = (_sums[2 * column + side] + cost, _counts[2 * column + side] + 1);
        (_allSums[side], _allCounts[side]) = (_allSums[side] + cost, _allCounts[side] + 1);
    }

    /// <summary>How much a branch at this fraction should add: the product of both sides.</summary>
    public double Score(int column, double fraction) => (1e-6 + fraction * Of(column, 0)) * (1e-6 + (1 - fraction) * Of(column, 1));

    private double Of(int column, int side)
    {
        int own = _counts[2 * column + side];
        return own > 0 ? _sums[2 * column + side] / own : _allCounts[side] > 0 ? _allSums[side] / _allCounts[side] : 1;
    }
}
