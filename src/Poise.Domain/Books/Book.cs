namespace Poise.Domain;

/// <summary>Money of one settlement currency: <see cref="Cash"/> from trades and settlements, apart from fees (positive: paid) and funding (positive: received).</summary>
public readonly record struct LedgerLine(string Currency, decimal Cash, decimal Fees, decimal Funding);

/// <summary>What is held of one contract. Cash, fees and funding in its settlement currency; profit is cash - fees + funding + value.</summary>
public readonly record struct Position(
    ContractIndex Contract, Lots Quantity, decimal Contracts, decimal Cash, decimal Fees, decimal Funding, decimal BoughtContracts, decimal SoldContracts);

/// <summary>What a perpetual paid its holder, or cost him (negative).</summary>
/// <param name="Id">The venue's; of one contract a later payment has a larger one.</param>
/// <param name="Amount">In the contract's settlement currency.</param>
public readonly record struct FundingPayment(long Id, ContractIndex Contract, decimal Amount, Instant At);

/// <summary>
/// A book: the fold of fills and of starting positions. Money is exact (decimal): a linear contract pays q M price;
/// an inverse option q M price in coin; an inverse future or perpetual of N USD is worth -q N / price coin, so that its
/// profit is q N (1/F0 - 1/F1).
/// </summary>
public sealed class Book
{
    private readonly HashSet<(int Contract, long Trade)> _seen = [];
    private readonly List<string> _currencies = [];
    private Line[] _lines = [];
    private decimal[] _cash = [];
    private decimal[] _fees = [];
    private decimal[] _funding = [];

    private struct Line
    {
        public Contract? Contract;
        public decimal Multiplier;
        public bool IsReciprocal;
        public int Currency;
        public long Lots;
        public decimal Cash;
        public decimal Fees;
        public decimal Funding;
        public long LastPayment;
        public decimal Bought;
        public decimal Sold;
    }

    /// <summary>Contracts listed so far: indexes run from 0 to this, exclusive.</summary>
    public int Count { get; private set; }

    /// <summary>When the latest payment of funding was made that was folded; not known before the first.</summary>
    public Instant FundedAt { get; private set; }

    /// <summary>Executions folded, each once.</summary>
    public long Fills { get; private set; }

    public int Currencies => _currencies.Count;

    public LedgerLine Ledger(int currency) => new(_currencies[currency], _cash[currency], _fees[currency], _funding[currency]);

    public int CurrencyOf(ContractIndex contract) => At(contract).Currency;

    /// <summary>Makes room for a contract. Indexes are dense: each listing is the next one.</summary>
    /// <exception cref="ArgumentException">The index is not the next one, or the multiplier or a step is not positive.</exception>
    public void List(ContractIndex index, Contract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        if (index.Value != Count)
            throw new ArgumentException($"{contract.Id} listed as {index.Value}, expected {Count}", nameof(index));
        if (!(contract.Multiplier > 0) || !double.IsFinite(contract.Multiplier) || contract.LotSize <= 0 || contract.PriceTick <= 0)
            throw new ArgumentException($"{contract.Id} has no positive multiplier, lot size and price tick", nameof(contract));
        if (Count == _lines.Length)
            Array.Resize(ref _lines, Math.Max(16, 2 * Count));
        int currency = _currencies.IndexOf(contract.SettlementCurrency);
        if (currency < 0)
        {
            currency = _currencies.Count;
            _currencies.Add(contract.SettlementCurrency);
            Array.Resize(ref _cash, _currencies.Count);
            Array.Resize(ref _fees, _currencies.Count);
            Array.Resize(ref _funding, _currencies.Count);
        }
        _lines[Count++] = new Line
        {
            Contract = contract,
            Multiplier = (decimal)contract.Multiplier,
            IsReciprocal = contract.Style == PayoffStyle.Inverse && !contract.IsOption,
            Currency = currency,
            LastPayment = long.MinValue,
        };
    }

    public Contract ContractOf(ContractIndex index) => At(index).Contract!;

    /// <summary>Signed lots held, + long.</summary>
    public Lots QuantityOf(ContractIndex index) => new(At(index).Lots);

    public Position PositionOf(ContractIndex index)
    {
        ref Line line = ref At(index);
        return new(index, new(line.Lots), line.Lots * line.Contract!.LotSize, line.Cash, line.Fees, line.Funding, line.Bought, line.Sold);
    }

    /// <summary>Folds an execution.</summary>
    /// <returns>False when this execution was folded before: nothing changes then.</returns>
    /// <exception cref="ArgumentException">The quantity or the price is not positive, or the contract is not listed.</exception>
    public bool Fold(in Fill fill)
    {
        if (fill.Quantity.Count <= 0 || fill.Price.Count <= 0)
            throw new ArgumentException($"fill {fill.TradeId} has no positive quantity and price", nameof(fill));
        ref Line line = ref At(fill.Contract);
        if (!_seen.Add((fill.Contract.Value, fill.TradeId)))
            return false;
        long lots = fill.Side == Side.Buy ? fill.Quantity.Count : -fill.Quantity.Count;
        decimal contracts = lots * line.Contract!.LotSize;
        if (contracts > 0)
            line.Bought += contracts;
        else
            line.Sold -= contracts;
        Move(ref line, lots, fill.Price.Count * line.Contract.PriceTick);
        line.Fees += fill.Fee;
        _fees[line.Currency] += fill.Fee;
        Fills++;
        return true;
    }

    /// <summary>Folds a payment of funding.</summary>
    /// <returns>False when it, or a later one of its contract, was folded before: nothing changes then.</returns>
    /// <exception cref="ArgumentException">The contract is not listed.</exception>
    public bool Fold(in FundingPayment payment)
    {
        ref Line line = ref At(payment.Contract);
        if (payment.Id <= line.LastPayment)
            return false;
        line.LastPayment = payment.Id;
        FundedAt = payment.At > FundedAt ? payment.At : FundedAt;
        line.Funding += payment.Amount;
        _funding[line.Currency] += payment.Amount;
        return true;
    }

    /// <summary>A position that stands at the start, as if bought at a price in the contract's price unit without fee.</summary>
    public void Open(ContractIndex index, Lots quantity, decimal price) => Move(ref At(index), quantity.Count, price);

    /// <summary>Closes what is held at the settlement price, in the contract's price unit.</summary>
    public void Settle(ContractIndex index, decimal price)
    {
        ref Line line = ref At(index);
        if (line.Lots != 0)
            Move(ref line, -line.Lots, price);
    }

    /// <summary>Value of what is held at a mark in the contract's price unit, settlement currency.</summary>
    public decimal ValueAt(ContractIndex index, decimal mark)
    {
        ref Line line = ref At(index);
        return line.Lots == 0 ? 0 : Worth(line, line.Lots, mark);
    }

    /// <summary>What lots of a contract are worth at a price in its price unit, settlement currency: + long. Bought at it they cost so much.</summary>
    public decimal WorthOf(ContractIndex index, Lots lots, decimal price) => lots == Lots.Zero ? 0 : Worth(At(index), lots.Count, price);

    /// <summary>Profit since the start, fees taken off and funding added, settlement currency.</summary>
    public decimal PnlAt(ContractIndex index, decimal mark)
    {
        ref Line line = ref At(index);
        return line.Cash - line.Fees + line.Funding + ValueAt(index, mark);
    }

    private void Move(ref Line line, long lots, decimal price)
    {
        decimal paid = Worth(line, lots, price);
        line.Lots = checked(line.Lots + lots);
        line.Cash -= paid;
        _cash[line.Currency] -= paid;
    }

    private static decimal Worth(in Line line, long lots, decimal price)
    {
        decimal size = lots * line.Contract!.LotSize * line.Multiplier;
        if (!line.IsReciprocal)
            return size * price;
        return price > 0 ? -size / price : throw new ArgumentException($"{line.Contract.Id} cannot be worth anything at price {price}", nameof(price));
    }

    private ref Line At(ContractIndex index)
    {
        if ((uint)index.Value >= (uint)Count)
            throw new ArgumentException($"contract {index.Value} is not listed", nameof(index));
        return ref _lines[index.Value];
    }
}
