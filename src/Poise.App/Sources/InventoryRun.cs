using System.Globalization;
using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>The trades of one underlying against its chains, step by step in the order of time.</summary>
internal sealed class InventoryRun
{
    private readonly DealerInventory _inventory;
    private readonly List<string> _splits = [];
    private int _unknown;

    /// <param name="prior">What is assumed of positions that no trade told of; null: nothing.</param>
    public InventoryRun(SignModel? prior)
        : this(new DealerInventory(new SignAccuracy(), prior))
    {
    }

    private InventoryRun(DealerInventory inventory) => _inventory = inventory;

    /// <summary>All trades up to this instant are in it.</summary>
    public Instant Reached { get; private set; } = new(long.MinValue);

    /// <summary>How many they were, with those of contracts that are not known.</summary>
    public int Taken { get; private set; }

    /// <summary>Leaves out trades up to <see cref="Reached"/> that were not there when it was.</summary>
    /// <param name="taken">How many there are up to then.</param>
    public void Pass(int taken) => Taken = taken;

    public InventoryRun Copy()
    {
        var copy = new InventoryRun(_inventory.Copy()) { Reached = Reached, Taken = Taken, _unknown = _unknown };
        copy._splits.AddRange(_splits);
        return copy;
    }

    /// <param name="trades">All of them, by time; those that were taken stand where they stood.</param>
    /// <param name="contractOf">Null of a contract that no chain lists.</param>
    public void Take(InventoryStep step, IReadOnlyList<OptionTrade> trades, Func<ContractId, Contract?> contractOf)
    {
        Trade(step.Before, trades, contractOf);
        if (step.Split is StockSplit split)
        {
            int forgotten = _inventory.Split(split.Ratio, step.Successors!);
            _splits.Add(string.Create(CultureInfo.InvariantCulture, $"inventory: restated for the split of {split.Ratio:0.####} for 1 since {split.Since}{(forgotten > 0 ? $"; {forgotten} positions have no contract after it and are forgotten" : "")}"));
        }
        foreach ((ContractId id, OptionType type, double openInterest) in step.Prints)
            _inventory.Print(id, type, openInterest);
        Trade(step.AsOf, trades, contractOf);
    }

    /// <param name="tapes">What its trades were read from.</param>
    /// <param name="others">What else a user should know.</param>
    public InventoryState Now(IReadOnlyCollection<TradeTape> tapes, TapeUnion union, IEnumerable<string> others)
    {
        List<string> notes = [.. tapes.SelectMany(static t => t.Notes).Distinct(StringComparer.Ordinal), .. union.Notes(), .. _splits];
        int refused = tapes.Sum(static t => t.RefusedCount);
        if (refused > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"trades: {refused} refused; the first: {tapes.First(static t => t.Refusals.Count > 0).Refusals[0]}"));
        if (_unknown > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"trades: {_unknown} of contracts that no chain lists"));
        return _inventory.Now([.. notes, .. others]);
    }

    private void Trade(Instant until, IReadOnlyList<OptionTrade> trades, Func<ContractId, Contract?> contractOf)
    {
        var due = new List<OptionTrade>();
        for (; Taken < trades.Count && trades[Taken].At <= until; Taken++)
        {
            _unknown += contractOf(trades[Taken].Contract) is null ? 1 : 0;
            due.Add(trades[Taken]);
        }
        _inventory.Apply(due, contractOf);
        Reached = until > Reached ? until : Reached;
    }
}
