using System.Globalization;
using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>Runs the trades of files against their chains: what was known of the dealers' positions at each chain.</summary>
internal static class Inventories
{
    /// <summary>One state a chain, in the chains' order; null where no trade is of a contract that its underlying's chains list.</summary>
    /// <param name="sources">Without tapes, what is stored with the chains stands.</param>
    /// <param name="prior">What is assumed of positions that no trade told of; null: nothing.</param>
    /// <param name="untold">States also of chains that only their open interest tells of.</param>
    /// <exception cref="BadInputException">A prior for what was inferred without one.</exception>
    public static IReadOnlyList<InventoryState?> Of(Sources sources, SignModel? prior, bool untold)
    {
        var states = new InventoryState?[sources.Chains.Count];
        foreach (IGrouping<string, int> chains in Enumerable.Range(0, states.Length).GroupBy(i => sources.Chains[i].Underlying, StringComparer.Ordinal))
        {
            List<TradeTape> tapes = [.. sources.Tapes.Where(t => IsOn(t, chains.Key))];
            var steps = new InventorySteps();
            List<InventoryStep> all = [.. chains.Select(i => steps.Next(sources.Chains[i]))];
            if (!untold && !TellsOf(steps, tapes))
                continue;
            var union = TapeUnion.Of([.. tapes.Select(static t => t.Trades)]);
            var run = new InventoryRun(prior);
            foreach ((int i, InventoryStep step) in chains.Zip(all))
            {
                run.Take(step, union.Trades, steps.Contract);
                int later = i == chains.Last() ? union.Trades.Count - run.Taken : 0;
                states[i] = run.Now(tapes, union, later > 0 ? [string.Create(CultureInfo.InvariantCulture, $"trades: {later} are later than the last chain and tell nothing of it")] : []);
            }
        }
        if (sources.Tapes.Count > 0 || sources.Stored.Count == 0)
            return states;
        if (prior is not null)
            throw new BadInputException("--prior: what is stored of the dealers' inventory was inferred without one: give the trades' files beside --history");
        for (int i = 0; i < states.Length; i++)
            states[i] = sources.Stored.GetValueOrDefault((sources.Chains[i].Underlying, sources.Chains[i].AsOf)) ?? states[i];
        return states;
    }

    /// <summary>What a user should know of trades that belong to no chain; null where all do.</summary>
    public static string? Strays(Sources sources)
    {
        List<TradeTape> strays = [.. sources.Tapes.Where(t => !sources.Chains.Any(c => IsOn(t, c.Underlying)))];
        return strays.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"trades: {strays.Sum(static t => t.Trades.Count)} of underlyings without a chain: {string.Join(", ", strays.Select(static t => t.Underlying).Distinct(StringComparer.Ordinal).Take(10))}");
    }

    public static bool IsOn(TradeTape tape, string underlying) => string.Equals(tape.Underlying, underlying, StringComparison.OrdinalIgnoreCase);

    /// <summary>A trade is of a contract that the chains list.</summary>
    public static bool TellsOf(InventorySteps steps, IEnumerable<TradeTape> tapes) => tapes.Any(t => t.Trades.Any(trade => steps.Contract(trade.Contract) is not null));
}
