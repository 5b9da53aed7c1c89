using Poise.Chains;
using Poise.Domain;
using Poise.Flow;
using Poise.Venues;

namespace Poise.App;

/// <summary>What a chain tells an inventory: trades up to <see cref="Before"/>, the split, the prints of open interest, trades up to <see cref="AsOf"/>, in this order.</summary>
/// <param name="Before">Trades that come before its open interest was counted.</param>
/// <param name="Successors">New symbols by old, after a split.</param>
internal sealed record InventoryStep(
    Instant AsOf, DateOnly Day, bool IsFirstOfDay, Instant Before, IReadOnlyList<(ContractId Id, OptionType Type, double OpenInterest)> Prints, StockSplit? Split, IReadOnlyDictionary<string, string>? Successors);

/// <summary>The steps of one underlying's chains, in their order.</summary>
internal sealed class InventorySteps
{
    private readonly HashSet<string> _printed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Contract> _listed = new(StringComparer.Ordinal);
    private DateOnly? _day;

    /// <summary>All contracts of the chains so far, by symbol: sources of one underlying may name its venue differently.</summary>
    public IReadOnlyDictionary<string, Contract> Listed => _listed;

    /// <summary>Symbols that the last chain was the first to list.</summary>
    public IReadOnlySet<string> Added => _added;

    /// <summary>Null of a contract that no chain lists.</summary>
    public Contract? Contract(ContractId id) => _listed.GetValueOrDefault(id.Symbol);

    public InventoryStep Next(MarketSnapshot chain)
    {
        bool isFirst = _day != chain.QuoteDate, isRoundTheClock = FlowDefaults.IsRoundTheClock(chain);
        if (isFirst || isRoundTheClock)
            _printed.Clear();
        _day = chain.QuoteDate;
        IReadOnlyDictionary<string, string>? successors = chain.Split is StockSplit split ? SplitSearch.Successors(_listed.Values, chain, split) : null;
        _added.Clear();
        var prints = new List<(ContractId, OptionType, double)>();
        foreach (OptionRow row in chain.Options)
        {
            if (_listed.TryAdd(row.Contract.Id.Symbol, row.Contract))
                _added.Add(row.Contract.Id.Symbol);
            if (row.OpenInterest >= 0 && _printed.Add(row.Contract.Id.Symbol))
                prints.Add((row.Contract.Id, row.Contract.Type, row.OpenInterest));
        }
        // Open interest is counted at night: it stands before the day's first trade, and a contract's is taken where it is first seen on that day. A venue that never closes
        // prints that of the moment.
        Instant midnight = NewYork.At(chain.QuoteDate, 0) - new Duration(1);
        Instant before = isRoundTheClock || isFirst && chain.AsOf < midnight ? chain.AsOf : isFirst ? midnight : new Instant(long.MinValue);
        return new InventoryStep(chain.AsOf, chain.QuoteDate, isFirst, before, prints, chain.Split, successors);
    }

    /// <summary>Forgets the last step: its chain is told again.</summary>
    /// <param name="last">The one after <paramref name="before"/>.</param>
    public void TakeBack(InventoryStep last, InventoryStep? before)
    {
        foreach ((ContractId id, _, _) in last.Prints)
            _printed.Remove(id.Symbol);
        _day = last.IsFirstOfDay ? before?.Day : last.Day;
    }
}
