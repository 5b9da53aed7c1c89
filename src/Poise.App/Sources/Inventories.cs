using System.Globalization;
using Poise.Chains;
using Poise.Domain;
using Poise.Flow;
using Poise.Venues;

namespace Poise.App;

/// <summary>Runs the trades of files against their chains: what was known of the dealers' positions at each chain.</summary>
internal static class Inventories
{
    /// <summary>One state a chain, in the chains' order; null where no trade is of a contract that its underlying's chains list.</summary>
    /// <param name="prior">What is assumed of positions that no trade told of; null: nothing.</param>
    /// <param name="untold">States also of chains that only their open interest tells of.</param>
    public static IReadOnlyList<InventoryState?> Of(Sources sources, SignModel? prior, bool untold)
    {
        var states = new InventoryState?[sources.Chains.Count];
        foreach (IGrouping<string, int> chains in Enumerable.Range(0, states.Length).GroupBy(i => sources.Chains[i].Underlying, StringComparer.Ordinal))
        {
            List<TradeTape> tapes = [.. sources.Tapes.Where(t => IsOn(t, chains.Key))];
            Dictionary<string, Contract> listed = Listed(chains.Select(i => sources.Chains[i]));
            if (untold || tapes.Exists(t => t.Trades.Any(trade => listed.ContainsKey(trade.Contract.Symbol))))
                Run(sources.Chains, [.. chains], tapes, listed, new DealerInventory(new SignAccuracy(), prior), states);
        }
        return states;
    }

    /// <summary>What a user should know of trades that belong to no chain; null where all do.</summary>
    public static string? Strays(Sources sources)
    {
        List<TradeTape> strays = [.. sources.Tapes.Where(t => !sources.Chains.Any(c => IsOn(t, c.Underlying)))];
        return strays.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"trades: {strays.Sum(static t => t.Trades.Count)} of underlyings without a chain: {string.Join(", ", strays.Select(static t => t.Underlying).Distinct(StringComparer.Ordinal).Take(10))}");
    }

    private static bool IsOn(TradeTape tape, string underlying) => string.Equals(tape.Underlying, underlying, StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, Contract> Listed(IEnumerable<MarketSnapshot> chains)
    {
        var listed = new Dictionary<string, Contract>(StringComparer.Ordinal);
        foreach (MarketSnapshot chain in chains)
        {
            foreach (OptionRow row in chain.Options)
                listed.TryAdd(row.Contract.Id.Symbol, row.Contract);
        }
        return listed;
    }

    private static void Run(IReadOnlyList<MarketSnapshot> chains, int[] own, List<TradeTape> tapes, Dictionary<string, Contract> listed, DealerInventory inventory, InventoryState?[] states)
    {
        var union = TapeUnion.Of([.. tapes.Select(static t => t.Trades)]);
        List<OptionTrade> trades = [.. union.Trades];
        var printed = new HashSet<string>(StringComparer.Ordinal);
        var splits = new List<string>();
        int unknown = 0, at = 0;
        for (int k = 0; k < own.Length; k++)
        {
            MarketSnapshot chain = chains[own[k]];
            if (FlowDefaults.IsRoundTheClock(chain))
            {
                Split(k, chain.Split);
                Trade(chain.AsOf);
                printed.Clear();
                Print(chain);
            }
            else
            {
                // Open interest is counted at night: it stands before the day's first trade, and a contract's is taken where it is first seen on that day.
                if (k == 0 || chains[own[k - 1]].QuoteDate != chain.QuoteDate)
                {
                    Instant midnight = NewYork.At(chain.QuoteDate, 0) - new Duration(1);
                    Trade(midnight < chain.AsOf ? midnight : chain.AsOf);
                    printed.Clear();
                }
                Split(k, chain.Split);
                Print(chain);
                Trade(chain.AsOf);
            }
            states[own[k]] = inventory.Now(Notes(k == own.Length - 1 ? trades.Count - at : 0));
        }

        void Trade(Instant until)
        {
            int from = at;
            for (; at < trades.Count && trades[at].At <= until; at++)
                unknown += listed.ContainsKey(trades[at].Contract.Symbol) ? 0 : 1;
            inventory.Apply(trades[from..at], id => listed.GetValueOrDefault(id.Symbol));
        }

        // Shares are split before a session opens.
        void Split(int k, StockSplit? split)
        {
            if (split is null)
                return;
            IReadOnlyDictionary<string, string> successors = SplitSearch.Successors(own[..k].SelectMany(i => chains[i].Options).Select(static o => o.Contract), chains[own[k]], split);
            int forgotten = inventory.Split(split.Ratio, successors);
            splits.Add(string.Create(CultureInfo.InvariantCulture, $"inventory: restated for the split of {split.Ratio:0.####} for 1 since {split.Since}{(forgotten > 0 ? $"; {forgotten} positions have no contract after it and are forgotten" : "")}"));
        }

        void Print(MarketSnapshot chain)
        {
            foreach (OptionRow row in chain.Options)
            {
                if (row.OpenInterest >= 0 && printed.Add(row.Contract.Id.Symbol))
                    inventory.Print(row.Contract.Id, row.Contract.Type, row.OpenInterest);
            }
        }

        List<string> Notes(int later)
        {
            List<string> notes = [.. tapes.SelectMany(static t => t.Notes).Distinct(StringComparer.Ordinal), .. union.Notes(), .. splits];
            int refused = tapes.Sum(static t => t.RefusedCount);
            if (refused > 0)
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"trades: {refused} refused; the first: {tapes.First(static t => t.Refusals.Count > 0).Refusals[0]}"));
            if (unknown > 0)
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"trades: {unknown} of contracts that no chain lists"));
            if (later > 0)
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"trades: {later} are later than the last chain and tell nothing of it"));
            return notes;
        }
    }
}
