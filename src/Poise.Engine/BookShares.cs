using Poise.Domain;

namespace Poise.Engine;

/// <summary>
/// Of one underlying: whose the hedges are. A book is a holder: each one that holds something elsewhere, and the desk itself. Only what the other books have of a hedge instrument is kept; the rest of the ledger's
/// position is the desk's, so that lots, cash, fees and funding of all books are the ledger's at any time.
/// </summary>
public sealed partial class BookShares
{
    /// <summary>The desk's own accounts. What is held elsewhere by this name is of the same book.</summary>
    public const string Own = Hedging.RiskGate.OwnBook;

    private readonly Book _book;
    private readonly DeskGreeks _greeks;
    private readonly Func<double> _equityDelta;
    private readonly Func<string, bool> _isHeldBack;
    private readonly List<string> _names = [Own];
    private readonly List<(ContractIndex Contract, int Book)> _elsewhere = [];
    private readonly Dictionary<ContractIndex, int> _holderOf = [];
    private readonly List<Line> _lines = [];
    private readonly List<Fills> _unshared = [];
    private double[] _open = new double[4];
    private int[] _held = new int[4];

    /// <summary>Whose one hedge instrument is, by book.</summary>
    private sealed class Line(ContractIndex contract)
    {
        public readonly ContractIndex Contract = contract;

        /// <summary>Of the desk, first, only what crossed inside counts.</summary>
        public BookShare[] Of = new BookShare[4];

        /// <summary>At which it last changed books, 0 before.</summary>
        public decimal LastPrice;
    }

    /// <summary>Filled and not shared yet, of one contract and side.</summary>
    private readonly record struct Fills(ContractIndex Contract, Side Side, long Lots, decimal Cash, decimal Fees);

    /// <param name="equityDelta">The desk's own, which its hedges are for too.</param>
    /// <param name="isHeldBack">Whether the wishes of a book hold.</param>
    internal BookShares(Book book, DeskGreeks greeks, Func<double> equityDelta, Func<string, bool> isHeldBack) => (_book, _greeks, _equityDelta, _isHeldBack) = (book, greeks, equityDelta, isHeldBack);

    /// <summary>Books that there ever were, the desk's own first.</summary>
    public int Count => _names.Count;

    public string NameOf(int book) => _names[book];

    /// <summary>Hedge instruments of which others than the desk have, or had, something.</summary>
    public int Instruments => _lines.Count;

    public ContractIndex InstrumentAt(int index) => _lines[index].Contract;

    /// <summary>Fills wait until it is known whose they are; until then they are the desk's.</summary>
    public bool HasUnshared => _unshared.Count > 0;

    /// <summary>Whether another book than the desk's holds something, or has something of the hedges.</summary>
    public bool AreSeveral
    {
        get
        {
            foreach ((ContractIndex contract, _) in _elsewhere)
                if (_book.QuantityOf(contract) != Lots.Zero)
                    return true;
            foreach (Line line in _lines)
                for (int i = 1; i < line.Of.Length; i++)
                    if (line.Of[i].Lots != 0)
                        return true;
            return false;
        }
    }

    /// <summary>Whose a contract's position is, hedges apart.</summary>
    public int HolderOf(ContractIndex contract) => _holderOf.GetValueOrDefault(contract);

    /// <summary>Whether others than the desk have, or had, something of a contract as a hedge.</summary>
    public bool IsShared(ContractIndex contract) => Find(contract) is not null;

    /// <summary>What a book has of a hedge instrument; the desk has what no other has.</summary>
    public BookShare ShareOf(int book, ContractIndex contract)
    {
        Line? line = Find(contract);
        BookShare own = line is not null && book < line.Of.Length ? line.Of[book] : default;
        if (book > 0)
            return own;
        Position position = _book.PositionOf(contract);
        own = own with { Lots = position.Quantity.Count, Cash = position.Cash, Fees = position.Fees, Funding = position.Funding };
        for (int i = 1; line is not null && i < line.Of.Length; i++)
        {
            BookShare other = line.Of[i];
            own = own with { Lots = own.Lots - other.Lots, Cash = own.Cash - other.Cash, Fees = own.Fees - other.Fees, Funding = own.Funding - other.Funding };
        }
        return own;
    }

    /// <summary>Whether others than the desk have something of a contract as a hedge: of what the ledger has none of, too.</summary>
    public bool HasLots(ContractIndex contract)
    {
        if (Find(contract) is { } line)
            for (int i = 1; i < line.Of.Length; i++)
                if (line.Of[i].Lots != 0)
                    return true;
        return false;
    }

    internal void List(ContractIndex index, Contract contract)
    {
        if (contract.Id.Venue == Own)
            return;
        _elsewhere.Add((index, Number(contract.Id.Venue)));
        _holderOf.Add(index, _elsewhere[^1].Book);
    }

    /// <summary>An order in a hedge instrument was filled, and the ledger has it.</summary>
    internal void Filled(in Fill fill)
    {
        if (Count == 1 || !AreSeveral)
            return;
        long lots = fill.Side == Side.Buy ? fill.Quantity.Count : -fill.Quantity.Count;
        decimal cash = -_book.WorthOf(fill.Contract, new(lots), fill.Price.Count * _book.ContractOf(fill.Contract).PriceTick);
        int at = FindUnshared(fill.Contract, fill.Side);
        if (at < 0)
            _unshared.Add(new(fill.Contract, fill.Side, fill.Quantity.Count, cash, fill.Fee));
        else
            _unshared[at] = _unshared[at] with { Lots = _unshared[at].Lots + fill.Quantity.Count, Cash = _unshared[at].Cash + cash, Fees = _unshared[at].Fees + fill.Fee };
    }

    /// <summary>Whose the fills of a former life were is not known any more: they are the desk's, which hands on what others wish.</summary>
    internal void Started() => _unshared.Clear();

    internal void Fold(InsideTrade trade, Instant at)
    {
        Line line = LineOf(trade.Contract);
        decimal paid = _book.WorthOf(trade.Contract, trade.Lots, trade.Price);
        line.LastPrice = trade.Price;
        ref BookShare buyer = ref At(line, trade.Book);
        buyer = (buyer with { Lots = buyer.Lots + trade.Lots.Count, Cash = buyer.Cash - paid }).With(trade.Lots.Count, -paid, at);
        ref BookShare seller = ref At(line, trade.CounterBook);
        seller = (seller with { Lots = seller.Lots - trade.Lots.Count, Cash = seller.Cash + paid }).With(trade.Lots.Count, paid, at);
    }

    internal void Fold(FillShare share)
    {
        Side side = share.Lots > Lots.Zero ? Side.Buy : Side.Sell;
        int at = FindUnshared(share.Contract, side);
        if (at >= 0)
        {
            Fills left = _unshared[at];
            left = left with { Lots = left.Lots - share.Lots.Abs.Count, Cash = left.Cash - share.Cash, Fees = left.Fees - share.Fees };
            if (left.Lots > 0)
                _unshared[at] = left;
            else
                _unshared.RemoveAt(at);
        }
        if (share.Book == Own)
            return;
        Line line = LineOf(share.Contract);
        line.LastPrice = PriceOf(share);
        ref BookShare book = ref At(line, share.Book);
        book = book with { Lots = book.Lots + share.Lots.Count, Cash = book.Cash + share.Cash, Fees = book.Fees + share.Fees };
    }

    /// <summary>Funding is paid on the net: books of its side share it by their lots, those of the other side neither pay nor get any.</summary>
    internal void Funded(ContractIndex contract, decimal amount)
    {
        long net = _book.QuantityOf(contract).Count, all = 0;
        if (Find(contract) is not { } line || net == 0)
            return;
        for (int i = 0; i < Count; i++)
            all += Math.Max(0, Math.Sign(net) * ShareOf(i, contract).Lots);
        for (int i = 1; i < Math.Min(Count, line.Of.Length); i++)
        {
            decimal part = Math.Max(0, Math.Sign(net) * line.Of[i].Lots);
            line.Of[i] = line.Of[i] with { Funding = line.Of[i].Funding + amount * part / all };
        }
    }

    /// <summary>A hedge instrument ended. Where the ledger held none of it nobody said at which price: then it is the last at which it changed books.</summary>
    internal void Settled(ContractIndex contract, double settlement)
    {
        _unshared.RemoveAll(f => f.Contract == contract); // what settled before it was shared is the desk's
        if (Find(contract) is not { } line)
            return;
        decimal price = double.IsFinite(settlement) ? (decimal)settlement : line.LastPrice;
        for (int i = 1; i < line.Of.Length; i++)
            if (line.Of[i] is { Lots: not 0 } left)
                line.Of[i] = left with { Lots = 0, Cash = left.Cash + _book.WorthOf(contract, new(left.Lots), price) };
    }

    /// <summary>The bits of who has what: equal before a crash and after recovery. Zero while the desk has all.</summary>
    public long Hash
    {
        get
        {
            if (_lines.Count == 0 && _unshared.Count == 0)
                return 0;
            StateHasher hasher = new();
            foreach (Line line in _lines)
            {
                hasher.Add(line.Contract.Value);
                hasher.Add(line.LastPrice);
                for (int i = 0; i < Math.Min(Count, line.Of.Length); i++)
                {
                    hasher.Add(i > 0 ? line.Of[i].Lots : 0);
                    hasher.Add(i > 0 ? line.Of[i].Cash : 0);
                    hasher.Add(i > 0 ? line.Of[i].Fees : 0);
                    hasher.Add(i > 0 ? line.Of[i].Funding : 0);
                }
            }
            foreach (Fills fills in _unshared)
            {
                hasher.Add(fills.Contract.Value);
                hasher.Add(fills.Side == Side.Buy ? fills.Lots : -fills.Lots);
                hasher.Add(fills.Cash);
                hasher.Add(fills.Fees);
            }
            return (long)hasher.Hash;
        }
    }

    private decimal PriceOf(FillShare share)
    {
        Contract contract = _book.ContractOf(share.Contract);
        decimal size = share.Lots.Abs.Count * contract.LotSize * (decimal)contract.Multiplier, cash = Math.Abs(share.Cash);
        return contract.Style == PayoffStyle.Inverse ? cash == 0 ? 0 : size / cash : cash / size;
    }

    private int Number(string book)
    {
        int at = _names.IndexOf(book);
        if (at >= 0)
            return at;
        _names.Add(book);
        if (Count > _open.Length)
        {
            Array.Resize(ref _open, 2 * Count);
            Array.Resize(ref _held, 2 * Count);
        }
        return Count - 1;
    }

    private ref BookShare At(Line line, string book)
    {
        int at = Number(book);
        if (at >= line.Of.Length)
            Array.Resize(ref line.Of, 2 * Count);
        return ref line.Of[at];
    }

    private Line LineOf(ContractIndex contract)
    {
        if (Find(contract) is { } found)
            return found;
        _lines.Add(new(contract));
        return _lines[^1];
    }

    private Line? Find(ContractIndex contract)
    {
        foreach (Line line in _lines)
            if (line.Contract == contract)
                return line;
        return null;
    }

    private int FindUnshared(ContractIndex contract, Side side)
    {
        for (int i = 0; i < _unshared.Count; i++)
            if (_unshared[i].Contract == contract && _unshared[i].Side == side)
                return i;
        return -1;
    }
}
