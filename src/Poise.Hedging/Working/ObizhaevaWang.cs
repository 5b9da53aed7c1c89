namespace Poise.Hedging;

/// <summary>
/// The cheapest way through a book of even depth that comes back at a rate of rho: a block at the start, an even pace, a block at the end. Obizhaeva, Wang, "Optimal trading strategy and supply/demand
/// dynamics", Journal of Financial Markets 16(1), 2013, pp. 1-32.
/// </summary>
public static class ObizhaevaWang
{
    /// <summary>Fraction that the first and the last block trade, in continuous time: 1 / (rho T + 2).</summary>
    /// <param name="resilience">rho T.</param>
    public static double Block(double resilience) => 1 / (resilience + 2);

    /// <summary>
    /// The same where there are n trades at even times: 1 / (2 + (n - 2) (1 - a)) with a the part of an impact that is left at the next trade. Each trade between them is that times 1 - a
    /// (Alfonsi, Fruth, Schied, "Optimal execution strategies in limit order books with general shape functions", Quantitative Finance 10(2), 2010, section 6).
    /// </summary>
    /// <param name="trades">n, at least 2.</param>
    /// <param name="left">a = exp(-rho times the time between two trades), 0 to 1.</param>
    public static double Block(int trades, double left) => 1 / (2 + (trades - 2) * (1 - left));
}
