namespace Poise.Core.Tests.Hedging.Policies;

/// <summary>
/// The oracle of the bands: who is short a call, has exponential utility and pays proportional costs, by dynamic programming on a binomial tree of spot and a
/// grid of holdings (Davis, Panas and Zariphopoulou, SIAM Journal on Control and Optimization 31(2), 1993; the chain of Hodges and Neuberger 1989). No rate, no drift.
/// </summary>
internal static class UtilityBand
{
    /// <summary>The holdings between which nothing is traded at the tree's root. Between grid points by the parabola through the best and its neighbours.</summary>
    public static (double Lower, double Upper) Of(double spot, double strike, double years, double vol, double cost, double aversion, int steps, int holdings, double least, double most)
    {
        double up = Math.Exp(vol * Math.Sqrt(years / steps)), p = (1 - 1 / up) / (up - 1 / up), step = (most - least) / (holdings - 1);
        // The log of the expected loss exp(-g W), by node and holding.
        double[][] now = new double[steps + 1][];
        for (int node = 0; node <= steps; node++)
        {
            double price = Price(steps, node);
            now[node] = new double[holdings];
            for (int i = 0; i < holdings; i++)
                now[node][i] = aversion * (Math.Max(price - strike, 0) - (least + i * step) * price);
        }
        double[] hold = new double[holdings];
        for (int time = steps - 1; time >= 0; time--)
        {
            for (int node = 0; node <= time; node++)
            {
                double price = Price(time, node);
                for (int i = 0; i < holdings; i++)
                {
                    double high = now[node + 1][i], low = now[node][i], larger = Math.Max(high, low);
                    hold[i] = larger + Math.Log(p * Math.Exp(high - larger) + (1 - p) * Math.Exp(low - larger));
                }
                double buy = aversion * step * price * (1 + cost), sell = aversion * step * price * (1 - cost);
                (int from, int to) = (Best(buy), Best(sell));
                if (time == 0)
                    return (Between(from, buy), Between(to, sell));
                for (int i = 0; i < holdings; i++)
                    now[node][i] = i < from ? hold[from] + (from - i) * buy : i > to ? hold[to] - (i - to) * sell : hold[i];
            }
        }
        throw new ArgumentException("a tree has a step at least", nameof(steps));

        double Price(int time, int node) => spot * Math.Pow(up, 2 * node - time);

        // Where holding one more is worth its price no longer: the loss is convex.
        int Best(double each)
        {
            int best = 0;
            for (int i = 1; i < holdings && hold[i] + i * each < hold[best] + best * each; i++)
                best = i;
            return best;
        }

        double Between(int best, double each)
        {
            if (best == 0 || best == holdings - 1)
                throw new ArgumentException("the band leaves the grid of holdings", nameof(least));
            double before = hold[best - 1] - each, at = hold[best], after = hold[best + 1] + each;
            return least + step * (best + 0.5 * (before - after) / (before - 2 * at + after));
        }
    }
}
