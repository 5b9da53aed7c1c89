using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>Quotes around a known smile, as columns.</summary>
internal sealed class SmileRows
{
    private SmileRows(int count) => (K, Bid, Mid, Ask) = (new double[count], new double[count], new double[count], new double[count]);

    public double[] K { get; private set; }

    public double[] Bid { get; private set; }

    public double[] Mid { get; private set; }

    public double[] Ask { get; private set; }

    public SmileQuotes Quotes => new() { K = K, Bid = Bid, Mid = Mid, Ask = Ask };

    public int Length => K.Length;

    /// <param name="smile">The truth.</param>
    /// <param name="count">Rows.</param>
    /// <param name="deviations">How far they reach, in deviations at the money.</param>
    /// <param name="spread">Of the total variance, as a share.</param>
    /// <param name="random">Mids are off by up to a fifth of the spread; null for none.</param>
    public static SmileRows Around(RawSvi smile, int count, double deviations, double spread, SeededRandom? random = null)
    {
        var rows = new SmileRows(count);
        var reach = deviations * Math.Sqrt(smile.TotalVariance(0));
        for (var i = 0; i < count; i++)
        {
            rows.K[i] = reach * (1.6 * i / (count - 1) - 1);
            var w = smile.TotalVariance(rows.K[i]);
            rows.Mid[i] = w * (1 + 0.4 * spread * ((random?.NextDouble() ?? 0.5) - 0.5));
            (rows.Bid[i], rows.Ask[i]) = (rows.Mid[i] - 0.5 * spread * w, rows.Mid[i] + 0.5 * spread * w);
        }
        return rows;
    }

    public SmileRows Change(int i, double bid, double mid, double ask)
    {
        (Bid[i], Mid[i], Ask[i]) = (bid, mid, ask);
        return this;
    }
}
