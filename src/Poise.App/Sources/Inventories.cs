using System.Globalization;
using Poise.Domain;
using Poise.Flow;
using Poise.Venues;

namespace Poise.App;

/// <summary>Runs the trades of files against their chains: what was known of the dealers' positions at each chain.</summary>
internal static class Inventories
{
    /// <summary>One state a chain, in the chains' order.</summary>
    public static IReadOnlyList<InventoryState> Of(Sources sources, SignModel? prior)
    {
        var states = new InventoryState[sources.Chains.Count];
        foreach (IGrouping<string, int> chains in Enumerable.Range(0, states.Length).GroupBy(i => sources.Chains[i].Underlying, StringComparer.Ordinal))
        {
            List<TradeTape> tapes = [.. sources.Tapes.Where(t => string.Equals(t.Underlying, chains.Key, StringComparison.OrdinalIgnoreCase))];
            Run(sources.Chains, [.. chains], tapes, new DealerInventory(new SignAccuracy(), prior), states);
        }
        return states;
    }

    private static void Run(IReadOnlyList<MarketSnapshot> chains, int[] own, List<TradeTape> tapes, DealerInventory inventory, InventoryState[] states)
    {
        // Sorting is stable: the legs of a package stay together.
        List<OptionTrade> trades = [.. tapes.SelectMany(static t => t.Trades).OrderBy(static t => t.At)];
        var listed = new Dictionary<string, (ContractId Id, OptionType Type)>(StringComparer.Ordinal);
        foreach (int i in own)
        {
            foreach (OptionRow row in chains[i].Options)
                listed.TryAdd(row.Contract.Id.Symbol, (row.Contract.Id, row.Contract.Type));
        }
        int unknown = 0, at = 0;
        for (int k = 0; k < own.Length; k++)
        {
            MarketSnapshot chain = chains[own[k]];
            bool isNewDay = k == 0 || chains[own[k - 1]].QuoteDate != chain.QuoteDate;
            if (FlowDefaults.IsRoundTheClock(chain))
            {
                Trade(chain.AsOf);
                Print(chain);
            }
            else
            {
                // Open interest is counted at night: it stands before the day's first trade.
                if (isNewDay)
                {
                    Trade(NewYork.At(chain.QuoteDate, 0) - new Duration(1));
                    Print(chain);
                }
                Trade(chain.AsOf);
            }
            states[own[k]] = inventory.Now(Notes(k == own.Length - 1 ? trades.Count - at : 0));
        }

        void Trade(Instant until)
        {
            int from = at;
            while (at < trades.Count && trades[at].At <= until)
                at++;
            var known = new List<OptionTrade>(at - from);
            for (int i = from; i < at; i++)
            {
                if (listed.TryGetValue(trades[i].Contract.Symbol, out (ContractId Id, OptionType Type) contract))
                    known.Add(trades[i] with { Contract = contract.Id });
                else
                    unknown++;
            }
            inventory.Apply(known, id => listed[id.Symbol].Type);
        }

        void Print(MarketSnapshot chain)
        {
            foreach (OptionRow row in chain.Options)
                inventory.Print(row.Contract.Id, row.Contract.Type, row.OpenInterest);
        }

        List<string> Notes(int later)
        {
            List<string> notes = [.. tapes.SelectMany(static t => t.Notes)];
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
