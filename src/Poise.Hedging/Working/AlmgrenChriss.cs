namespace Poise.Hedging;

/// <summary>
/// Selling or buying a position in N trades of one length, with linear impact: Almgren, Chriss, "Optimal execution of portfolio transactions", Journal of Risk 3(2), 2000, pp. 5-39. Time in any
/// one unit; costs in currency.
/// </summary>
/// <param name="Position">X, units to trade.</param>
/// <param name="Length">T.</param>
/// <param name="Trades">N.</param>
/// <param name="Vol">sigma: price, per square root of time.</param>
/// <param name="HalfSpread">epsilon: price.</param>
/// <param name="Permanent">gamma: price per unit traded, stays.</param>
/// <param name="Temporary">eta: price per unit traded a unit of time, gone at the next trade.</param>
public readonly record struct AlmgrenChriss(double Position, double Length, int Trades, double Vol, double HalfSpread, double Permanent, double Temporary)
{
    private double Interval => Length / Trades;

    /// <summary>eta less half of what the permanent impact of one interval takes.</summary>
    private double Effective => Temporary - 0.5 * Permanent * Interval;

    /// <summary>How fast the optimal holding falls: cosh(kappa tau) = 1 + tau^2 lambda sigma^2 / (2 (eta - gamma tau / 2)). Its inverse is the half-life of the trade.</summary>
    /// <param name="aversion">lambda, 1/currency; 0 for the least expected cost, which is an even pace.</param>
    public double Kappa(double aversion) => Math.Acosh(1 + Interval * Interval * aversion * Vol * Vol / (2 * Effective)) / Interval;

    /// <summary>What is left after so many trades.</summary>
    public double Holding(double kappa, int trade) => Position * Left(kappa * Length, (double)trade / Trades);

    /// <summary>Expected cost against the price at the start, of the pace of that kappa.</summary>
    public double ExpectedCost(double kappa)
    {
        double squares = 0;
        for (int k = 1; k <= Trades; k++)
        {
            double traded = Holding(kappa, k - 1) - Holding(kappa, k);
            squares += traded * traded;
        }
        return 0.5 * Permanent * Position * Position + HalfSpread * Math.Abs(Position) + Effective / Interval * squares;
    }

    /// <summary>Variance of that cost.</summary>
    public double Variance(double kappa)
    {
        double squares = 0;
        for (int k = 1; k <= Trades; k++)
            squares += Holding(kappa, k) * Holding(kappa, k);
        return Vol * Vol * Interval * squares;
    }

    /// <summary>Fraction that is left once a fraction of the time has passed: sinh(kappa (T - t)) / sinh(kappa T), written so that nothing overflows.</summary>
    /// <param name="kappaLength">kappa T; 0 for an even pace.</param>
    /// <param name="passed">t / T, 0 to 1.</param>
    public static double Left(double kappaLength, double passed)
    {
        double left = 1 - passed;
        // Below this sinh is its argument to the last bit, and the ratio would be 0 / 0 at 0.
        if (kappaLength < 1e-8)
            return left;
        return Math.Exp(-kappaLength * passed) * (1 - Math.Exp(-2 * kappaLength * left)) / (1 - Math.Exp(-2 * kappaLength));
    }
}
