namespace Poise.Hedging;

/// <summary>What a large order moves the price by: the square-root law (Toth et al., "Anomalous price impact and the critical nature of liquidity in financial markets", Physical Review X 1, 021006, 2011).</summary>
public static class SquareRootImpact
{
    /// <summary>Fraction of the price: Y sigma sqrt(Q / V).</summary>
    /// <param name="vol">sigma of a day, as a fraction.</param>
    /// <param name="quantity">Q, either sign.</param>
    /// <param name="dailyVolume">V, in the unit of Q.</param>
    /// <param name="scale">Y, 0.5 to 1 as measured.</param>
    public static double Of(double vol, double quantity, double dailyVolume, double scale = 1) => scale * vol * Math.Sqrt(Math.Abs(quantity) / dailyVolume);
}
