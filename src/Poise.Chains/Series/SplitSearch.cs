using Poise.Domain;

namespace Poise.Chains;

/// <summary>A split between two snapshots of one underlying: spot jumps by its ratio, and the strikes of the series that live on are divided by it.</summary>
public static class SplitSearch
{
    /// <summary>Spot may move by so much beside the split itself.</summary>
    private const double SpotMove = 1.2;

    /// <summary>Shares of the living contracts whose strike was divided, at least, and of those that stand unchanged, at most.</summary>
    private const double LeastDivided = 0.6, MostUnchanged = 0.2;

    /// <summary>Strikes are restated to the cent.</summary>
    private const double Cent = 0.0051;

    private static readonly double[] Ratios = [4.0 / 3, 1.5, 5.0 / 3, .. Whole(2, 100), 2.5, 3.5, .. Whole(2, 100).Select(static n => 1 / n)];

    /// <summary>Null where there is none.</summary>
    public static StockSplit? Between(MarketSnapshot before, MarketSnapshot after)
    {
        double jump = before.Spot / after.Spot;
        if (!(jump > 0) || !double.IsFinite(jump) || jump is > 1 / SpotMove and < SpotMove)
            return null;
        List<Contract> living = [.. before.Options.Select(static o => o.Contract).Where(c => c.Expiry > after.AsOf)];
        var listed = new Listed(after);
        if (living.Count == 0 || living.Count(c => listed.Find(c, 1) is not null) > MostUnchanged * living.Count)
            return null;
        (double ratio, int most) = (0, 0);
        foreach (double candidate in Ratios)
        {
            if (Math.Abs(Math.Log(jump / candidate)) > Math.Log(SpotMove))
                continue;
            int divided = living.Count(c => listed.Find(c, candidate) is not null);
            if (divided > most)
                (ratio, most) = (candidate, divided);
        }
        return most >= LeastDivided * living.Count ? new StockSplit(ratio, before.AsOf) : null;
    }

    /// <summary>The symbols that contracts go on under, by their old ones; those that no contract of the snapshot goes on are left out.</summary>
    /// <param name="before">Contracts listed before the split.</param>
    /// <param name="after">The snapshot after it.</param>
    public static IReadOnlyDictionary<string, string> Successors(IEnumerable<Contract> before, MarketSnapshot after, StockSplit split)
    {
        var listed = new Listed(after);
        var successors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Contract contract in before)
        {
            if (listed.Find(contract, split.Ratio) is Contract now)
                successors.TryAdd(contract.Id.Symbol, now.Id.Symbol);
        }
        return successors;
    }

    private static IEnumerable<double> Whole(int from, int to) => Enumerable.Range(from, to - from + 1).Select(static n => (double)n);

    /// <summary>A snapshot's options by root, listed date and type, strikes ascending.</summary>
    private sealed class Listed
    {
        private readonly Dictionary<(string Root, DateOnly Expiry, OptionType Type), Contract[]> _series;

        public Listed(MarketSnapshot snapshot) => _series = snapshot.Options.Select(static o => o.Contract)
            .GroupBy(static c => (c.Root, c.ListedExpiry, c.Type)).ToDictionary(static g => g.Key, static g => g.OrderBy(static c => c.Strike).ToArray());

        /// <summary>The contract that stands at the strike over the ratio, or null.</summary>
        public Contract? Find(Contract old, double ratio)
        {
            if (!_series.TryGetValue((old.Root, old.ListedExpiry, old.Type), out Contract[]? series))
                return null;
            double strike = old.Strike / ratio;
            int from = 0, to = series.Length;
            while (from < to)
            {
                int middle = (from + to) / 2;
                if (series[middle].Strike < strike - Cent)
                    from = middle + 1;
                else
                    to = middle;
            }
            return from < series.Length && series[from].Strike <= strike + Cent ? series[from] : null;
        }
    }
}
