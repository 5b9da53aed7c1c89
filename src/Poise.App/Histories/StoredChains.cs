using Poise.Domain;
using Poise.Flow;
using Poise.Storage;

namespace Poise.App;

/// <summary>Snapshots out of a history in place of files.</summary>
internal static class StoredChains
{
    /// <param name="range">Null: the latest of each underlying.</param>
    /// <param name="tradeFiles">Trades to read beside them.</param>
    /// <param name="dropped">Instants of the range whose snapshot was dropped.</param>
    /// <exception cref="BadInputException">There is none, or the history cannot be read.</exception>
    public static Sources Read(string place, string? underlying, double? spot, (Instant From, Instant To)? range, IReadOnlyList<string> tradeFiles, out int dropped)
    {
        SourceFiles.CheckSpot(spot);
        IReadOnlyList<TradeTape> tapes = SourceFiles.ReadTrades(tradeFiles);
        int missing = 0;
        var stored = new Dictionary<(string, Instant), InventoryState>();
        List<MarketSnapshot> chains = HistoryPlaces.Reading(() =>
        {
            using IHistory history = HistoryPlaces.OpenExisting(place);
            IReadOnlyList<HistoryContents> chosen = HistoryPlaces.Chosen(history, underlying);
            List<MarketSnapshot> read = [];
            foreach (HistoryContents contents in chosen)
            {
                (Instant from, Instant to) = range ?? (contents.Last, contents.Last);
                foreach (HistoryPoint point in history.Points(contents.Underlying, from, to))
                {
                    if (history.Read(contents.Underlying, point.At) is not StoredChain chain)
                    {
                        missing++;
                        continue;
                    }
                    read.Add(chain.Snapshot);
                    if (chain.Inventory is InventoryState inventory)
                        stored.Add((contents.Underlying, point.At), inventory);
                }
            }
            if (read.Count == 0)
            {
                HistoryContents first = chosen[0];
                throw new BadInputException(missing > 0
                    ? $"{history.Place}: the snapshots there were dropped (poise history prune): only their levels are left"
                    : HistoryRange.Nothing(history.Place, string.Join(", ", chosen.Select(static c => c.Underlying)), first.First, first.Last, "no snapshot"));
            }
            return read;
        });
        dropped = missing;
        if (spot is not null && chains.Select(static c => c.Underlying).Distinct(StringComparer.Ordinal).Count() > 1)
            throw new BadInputException($"--history: several underlyings: say which with --underlying before giving --spot");
        List<MarketSnapshot> ready = chains.ConvertAll(c => c.With(spot: spot));
        if (ready.Find(static c => !(c.Spot > 0)) is MarketSnapshot unpriced)
            throw new BadInputException($"--history: no spot for {unpriced.Underlying} at {unpriced.AsOf}: it was stored without one: poise flow takes --spot PRICE");
        return new Sources(SourceFiles.Series(SourceFiles.InOrder(ready)), tapes) { Stored = stored };
    }
}
