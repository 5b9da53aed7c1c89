namespace Poise.Lab;

/// <summary>A policy at one cost, over all seeds.</summary>
/// <param name="Sd">Standard deviation of the P&amp;L.</param>
/// <param name="Certainty">Certainty equivalent of the market's hedger: mean P&amp;L less half its aversion times the variance.</param>
internal sealed record FrontierPoint(FrontierPolicy Policy, Estimate Pnl, Estimate Sd, Estimate Cost, Estimate Certainty, Estimate Trades, Estimate Turnover)
{
    /// <param name="column">Of one policy at one cost, a result a seed.</param>
    public static FrontierPoint Of(FrontierPolicy policy, ReadOnlySpan<HedgeResult> column, double aversion)
    {
        double[] pnl = new double[column.Length], cost = new double[column.Length], trades = new double[column.Length], turnover = new double[column.Length];
        for (int i = 0; i < column.Length; i++)
            (pnl[i], cost[i], trades[i], turnover[i]) = (column[i].Pnl, column[i].Cost, column[i].Trades, column[i].Turnover);
        Estimate mean = Estimate.Mean(pnl);
        return new(policy, mean, Estimate.Deviation(pnl), Estimate.Mean(cost), mean - 0.5 * aversion * Estimate.Variance(pnl), Estimate.Mean(trades), Estimate.Mean(turnover));
    }

    /// <summary>How surely another costs less and has less risk: the lesser of the two paired differences, in standard errors.</summary>
    public double ErrorsAbove(FrontierPoint other) => Math.Min((Cost - other.Cost).Errors, (Sd - other.Sd).Errors);

    /// <summary>Of the points that dominate this one, by more than a standard error each way, the surest; null where none does.</summary>
    public FrontierPoint? DominatorIn(IEnumerable<FrontierPoint> others)
    {
        (FrontierPoint? found, double most) = (null, 1);
        foreach (FrontierPoint other in others)
        {
            // Only a point that is better in the sample is worth a look at its errors.
            if (!(other.Cost.Value < Cost.Value && other.Sd.Value < Sd.Value))
                continue;
            double errors = ErrorsAbove(other);
            if (errors > most)
                (found, most) = (other, errors);
        }
        return found;
    }
}
