namespace Poise.Hedging;

/// <summary>The nearest move of a price at which something runs out: from -90 to +300 % in steps of a percent of the price, then halved to a millionth.</summary>
internal static class LiquidationSearch
{
    public const double Lowest = -0.9, Highest = 3;

    private const double Step = 0.01;

    /// <param name="slack">What is left after a move, a fraction; below zero: nothing. NaN: not known.</param>
    /// <returns>0 where nothing is left now; null where something is left all the way, or is not known.</returns>
    public static double? Nearest(Func<double, double> slack, bool isUp)
    {
        double safe = 0, now = slack(0);
        if (!(now >= 0))
            return double.IsNaN(now) ? null : 0;
        for (double move = Next(0); isUp ? move <= Highest : move >= Lowest; move = Next(move))
        {
            double left = slack(move);
            if (double.IsNaN(left))
                return null;
            if (left < 0)
                return Between(safe, move);
            safe = move;
        }
        return null;

        // Steps in proportion to the price.
        double Next(double move) => (1 + move) * (isUp ? 1 + Step : 1 - Step) - 1;

        double Between(double held, double lost)
        {
            while (Math.Abs(lost - held) > 1e-6)
            {
                double middle = 0.5 * (held + lost);
                if (slack(middle) < 0)
                    lost = middle;
                else
                    held = middle;
            }
            return lost;
        }
    }
}
