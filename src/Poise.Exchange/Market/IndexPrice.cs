using Poise.Domain;

namespace Poise.Exchange;

/// <summary>
/// The price of an underlying from several sources. One that has said nothing for a while is left out. Of five and more the highest and the lowest are left out and the others averaged; of three and four each is
/// held near their median and averaged; of two their mean counts where they are near each other; one alone is taken as it is. Where nothing can be relied on the price is NaN: the index stands still.
/// </summary>
/// <param name="sources">They are numbered from 0.</param>
/// <param name="silence">After so long a source is left out.</param>
/// <param name="outlier">No source counts as further from the median, as a fraction.</param>
public sealed class IndexPrice(int sources, Duration silence, double outlier = 0.005)
{
    private readonly double[] _prices = sources is > 0 and <= 64 ? new double[sources] : throw new ArgumentOutOfRangeException(nameof(sources), sources, "an index has 1 to 64 sources");
    private readonly Instant[] _at = new Instant[sources];

    /// <summary>What a source says; what is no price is passed over.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool See(int source, double price, Instant at)
    {
        if (!(price > 0 && double.IsFinite(price)) || at < _at[source])
            return false;
        (_prices[source], _at[source]) = (price, at);
        return true;
    }

    /// <summary>The price, and how many sources spoke in time.</summary>
    public double At(Instant now, out int live)
    {
        Span<double> prices = stackalloc double[sources];
        live = 0;
        for (int i = 0; i < sources; i++)
        {
            if (_at[i].IsKnown && now - _at[i] <= silence)
                prices[live++] = _prices[i];
        }
        Span<double> sorted = prices[..live];
        sorted.Sort();
        switch (live)
        {
            case 0:
                return double.NaN;
            case 1:
                return sorted[0];
            case 2:
                return sorted[1] - sorted[0] <= outlier * sorted[0] ? 0.5 * (sorted[0] + sorted[1]) : double.NaN;
            case < 5:
                double median = live % 2 == 1 ? sorted[live / 2] : 0.5 * (sorted[live / 2 - 1] + sorted[live / 2]);
                return Mean(sorted, median * (1 - outlier), median * (1 + outlier));
            default:
                return Mean(sorted[1..^1], 0, double.PositiveInfinity);
        }
    }

    private static double Mean(ReadOnlySpan<double> prices, double least, double most)
    {
        double sum = 0;
        foreach (double price in prices)
            sum += Math.Clamp(price, least, most);
        return sum / prices.Length;
    }

    public void Save(StateWriter to)
    {
        to.WriteAll<double>(_prices);
        to.WriteAll<Instant>(_at);
    }

    public void Load(ref StateReader from)
    {
        from.ReadAll<double>().CopyTo(_prices, 0);
        from.ReadAll<Instant>().CopyTo(_at, 0);
    }
}
