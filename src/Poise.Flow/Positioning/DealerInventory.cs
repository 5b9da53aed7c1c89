using Poise.Domain;

namespace Poise.Flow;

/// <summary>Contracts traded, by what told their side, and of which kind they were.</summary>
/// <param name="BySource">One a <see cref="SignSource"/>, in its order.</param>
public sealed record InventoryTally(IReadOnlyList<double> BySource)
{
    public int Trades { get; init; }

    public double Volume { get; init; }

    public double Spreads { get; init; }

    public double Blocks { get; init; }

    /// <summary>Packages whose legs were signed one by one, since strategies that disagree on a leg's side fit them.</summary>
    public int AmbiguousPackages { get; init; }

    /// <summary>The same, since no strategy that is known fits.</summary>
    public int UnknownPackages { get; init; }

    /// <summary>Prints of open interest that the estimate did not fit.</summary>
    public int Corrections { get; init; }

    /// <summary>Contracts by which they moved it, all added.</summary>
    public double Corrected { get; init; }

    public double Of(SignSource source) => BySource[(int)source];
}

/// <summary>
/// A running estimate of the dealers' position in every contract of one underlying, from trades and prints of open interest in their order. Conservation holds by
/// construction: what dealers hold, customers lack.
/// </summary>
/// <param name="accuracy">Of the signs.</param>
/// <param name="prior">What is assumed of positions that no trade told of; null: nothing, they may be either way.</param>
public sealed class DealerInventory(SignAccuracy accuracy, SignModel? prior = null)
{
    /// <summary>By symbol: sources of one underlying may name its venue differently.</summary>
    private readonly Dictionary<string, ContractInventory> _contracts = new(StringComparer.Ordinal);

    private readonly double[] _bySource = new double[Enum.GetValues<SignSource>().Length];
    private InventoryTally _tally = new([]);

    public InventoryTally Tally => _tally with { BySource = [.. _bySource] };

    public SignModel? Prior { get; } = prior is null or SignModel.CallsLongPutsShort or SignModel.ShortAll or SignModel.CallsShortPutsLong
        ? prior
        : throw new ArgumentException("the prior must be a fixed sign model", nameof(prior));

    /// <summary>
    /// Trades in the order of their times, each after the print of open interest that holds when it is made. Legs that are flagged as a spread are signed by their package
    /// where it is known (<see cref="TradePackages"/>), else each alone.
    /// </summary>
    /// <param name="trades">With those of contracts that are not known. All of one instant come at once.</param>
    /// <param name="contractOf">Null leaves a trade out.</param>
    /// <exception cref="ArgumentException">A quantity or price is no number above zero.</exception>
    public void Apply(IReadOnlyList<OptionTrade> trades, Func<ContractId, Contract?> contractOf)
    {
        var packages = new TradePackages(contractOf);
        for (int from = 0, to; from < trades.Count; from = to)
        {
            for (to = from + 1; to < trades.Count && trades[to].At == trades[from].At;)
                to++;
            double?[]? signs = packages.Signs(trades, from, to);
            for (int i = from; i < to; i++)
            {
                OptionTrade trade = trades[i];
                if (contractOf(trade.Contract) is not Contract contract)
                    continue;
                Check(trade);
                if (signs?[i - from] is double sign)
                    Add(trade, contract.Type, sign, sign == 0 ? SignSource.None : SignSource.Package);
                else
                    Add(trade, contract.Type, At(trade.Contract, contract.Type).Signer.Sign(trade, out SignSource source), source);
            }
        }
        _tally = _tally with { AmbiguousPackages = _tally.AmbiguousPackages + packages.Ambiguous, UnknownPackages = _tally.UnknownPackages + packages.Unknown };
    }

    private static void Check(in OptionTrade trade)
    {
        if (!(trade.Quantity > 0 && double.IsFinite(trade.Quantity) && trade.Price > 0 && double.IsFinite(trade.Price)))
            throw new ArgumentException($"{trade.Contract}: a trade has a price and a quantity above zero", nameof(trade));
    }

    private void Add(in OptionTrade trade, OptionType type, double sign, SignSource source)
    {
        At(trade.Contract, type).Trade(trade.Quantity, sign, accuracy.Weight(source));
        _bySource[(int)source] += trade.Quantity;
        _tally = _tally with
        {
            Trades = _tally.Trades + 1,
            Volume = _tally.Volume + trade.Quantity,
            Spreads = _tally.Spreads + (trade.Kind == TradeKind.Spread ? trade.Quantity : 0),
            Blocks = _tally.Blocks + (trade.Kind == TradeKind.Block ? trade.Quantity : 0),
        };
    }

    /// <summary>Open interest as the venue printed it, contracts; NaN says nothing.</summary>
    public void Print(ContractId contract, OptionType type, double openInterest)
    {
        if (!(openInterest >= 0) || double.IsInfinity(openInterest))
            return;
        double moved = At(contract, type).Print(openInterest);
        // Less than a thousandth of a contract is rounding.
        if (Math.Abs(moved) < 1e-3)
            return;
        _tally = _tally with { Corrections = _tally.Corrections + 1, Corrected = _tally.Corrected + Math.Abs(moved) };
    }

    /// <summary>
    /// Shares were split: positions go on under the contracts' new symbols, in as many times the contracts. What has no successor is forgotten: a position that nobody can
    /// place is not carried.
    /// </summary>
    /// <param name="ratio">New shares for an old one.</param>
    /// <param name="successors">New symbols by old.</param>
    /// <returns>Contracts with a position that were forgotten.</returns>
    public int Split(double ratio, IReadOnlyDictionary<string, string> successors)
    {
        KeyValuePair<string, ContractInventory>[] before = [.. _contracts];
        _contracts.Clear();
        int forgotten = 0;
        foreach ((string symbol, ContractInventory contract) in before)
        {
            contract.Split(ratio);
            bool isPlaced = successors.TryGetValue(symbol, out string? successor) && _contracts.TryAdd(successor, contract);
            forgotten += isPlaced || contract.Estimate().Position == 0 ? 0 : 1;
        }
        return forgotten;
    }

    /// <summary>One of its own that goes on from here.</summary>
    public DealerInventory Copy()
    {
        var copy = new DealerInventory(accuracy, Prior) { _tally = _tally };
        _bySource.CopyTo(copy._bySource, 0);
        foreach ((string symbol, ContractInventory contract) in _contracts)
            copy._contracts.Add(symbol, contract.Copy());
        return copy;
    }

    /// <summary>Nothing is known of a contract that was neither traded nor printed.</summary>
    public InventoryEstimate? Of(ContractId contract) => _contracts.TryGetValue(contract.Symbol, out ContractInventory? known) ? known.Estimate() : null;

    /// <summary>All that is known now; later trades do not change it.</summary>
    /// <param name="notes">What a user should know of the trades.</param>
    public InventoryState Now(IReadOnlyList<string>? notes = null) => new(_contracts.ToDictionary(static c => c.Key, static c => c.Value.Estimate(), StringComparer.Ordinal), Tally, Prior, notes ?? []);

    private ContractInventory At(ContractId id, OptionType type)
    {
        if (!_contracts.TryGetValue(id.Symbol, out ContractInventory? contract))
            _contracts.Add(id.Symbol, contract = new ContractInventory(Prior is SignModel model ? model.Sign(type) : 0));
        return contract;
    }
}

/// <summary>What was known of the dealers' positions at one time.</summary>
public sealed class InventoryState(IReadOnlyDictionary<string, InventoryEstimate> contracts, InventoryTally tally, SignModel? prior, IReadOnlyList<string> notes)
{
    /// <summary>By symbol.</summary>
    public IReadOnlyDictionary<string, InventoryEstimate> Contracts => contracts;

    public IReadOnlyList<string> Notes { get; } = notes;

    public InventoryTally Tally { get; } = tally;

    public SignModel? Prior { get; } = prior;

    /// <summary>Null of a contract that was neither traded nor printed.</summary>
    public InventoryEstimate? Of(ContractId contract) => contracts.TryGetValue(contract.Symbol, out InventoryEstimate known) ? known : null;
}
