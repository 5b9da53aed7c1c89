using System.Runtime.InteropServices;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Worlds;

/// <summary>
/// Outlives the desks of a world and remembers what they did and were told: which orders left, what their journals held, executions and payments by venue, whose the hedges are by its own sum, packages.
/// </summary>
internal sealed class HuntWitness : IDeskWatch
{
    private readonly List<ulong> _known = [], _folded = [];
    private readonly HashSet<(int Contract, long Trade)> _executions = [];
    private readonly Dictionary<(string Book, int Contract), long> _lots = [];
    private readonly Dictionary<(int Contract, Side Side), (long Lots, decimal Fees)> _unshared = [];
    private byte[] _bytes = new byte[1024];
    private bool _isFolding;
    private int _resumes;

    /// <summary>Orders that passed the gateway, with their approvals.</summary>
    public SortedDictionary<long, Approved<NewOrder>> Left { get; } = [];

    /// <summary>Intents of the journal that was folded last.</summary>
    public SortedDictionary<long, NewOrder> Journalled { get; } = [];

    /// <summary>Orders that a desk closed as not sent.</summary>
    public SortedSet<long> GivenUp { get; } = [];

    /// <summary>Executions that were told, by contract and their numbers there.</summary>
    public Dictionary<(ContractId Contract, long Id), Fill> Fills { get; } = [];

    /// <summary>Payments of funding that the present desk was told, by venue and their numbers there, as it was told them first; nothing where they are from before it began there.</summary>
    public SortedDictionary<(string Venue, long Id), decimal> Payments { get; } = [];

    /// <summary>Facts and intents of which it is known that they are on the disk, of all that there were.</summary>
    public int Durable { get; private set; }

    /// <summary>Legs of the package that was asked for last, and how many of them have become orders.</summary>
    public (int Legs, int Placed) Package { get; private set; }

    /// <summary>Orders of this life that were decided on, and have neither left nor been given up.</summary>
    public int Leaving { get; private set; }

    /// <summary>What was given to a book last.</summary>
    public FillShare? LastShare { get; private set; }

    /// <summary>A drawdown has halted the desk, and nobody has let it trade again.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>A sum that cannot be; null while there is none.</summary>
    public string? Fault { get; private set; }

    public int Inside { get; private set; }

    public int Shares { get; private set; }

    public int Packages { get; private set; }

    public int Freezes { get; private set; }

    public int Liquidations { get; private set; }

    /// <summary>A journal is about to be folded.</summary>
    public void Begin()
    {
        _isFolding = true;
        _resumes = 0;
        (Package, IsFrozen) = (default, false);
        Journalled.Clear();
        Payments.Clear();
        _folded.Clear();
        _executions.Clear();
        _lots.Clear();
        _unshared.Clear();
    }

    /// <summary>Somebody lets the desk trade again.</summary>
    public void Resumed() => _resumes++;

    /// <summary>All that was folded so far is on the disk.</summary>
    public void Flushed() => Durable = _known.Count;

    /// <summary>An order goes to its venue: its intent, and whatever was folded before it, must be on the disk.</summary>
    public void IsLeaving()
    {
        Leaving--;
        Flushed();
    }

    /// <summary>What came back from the disk is what was, in its order, and all of it that had been flushed.</summary>
    /// <returns>Null where it is.</returns>
    public string? Survived()
    {
        int same = 0;
        while (same < _folded.Count && same < _known.Count && _folded[same] == _known[same])
            same++;
        string? fault = same < _folded.Count ? $"record {same} of the journal is not what was told then"
            : same < Durable ? $"{same} records of the journal came back, and {Durable} were durable" : null;
        _known.Clear();
        _known.AddRange(_folded);
        Durable = _known.Count;
        return fault;
    }

    /// <summary>What each book has of the hedges, and what is not shared yet, against the desk's sums.</summary>
    /// <returns>Null where they agree.</returns>
    public string? Differs(Hedger hedger)
    {
        BookShares books = hedger.Books;
        for (int at = 0; at < books.Instruments; at++)
        {
            ContractIndex contract = books.InstrumentAt(at);
            for (int book = 1; book < books.Count; book++)
                if (books.ShareOf(book, contract).Lots is var has && has != _lots.GetValueOrDefault((books.NameOf(book), contract.Value)))
                    return $"book {books.NameOf(book)} has {has} lots of contract {contract.Value}, and was given {_lots.GetValueOrDefault((books.NameOf(book), contract.Value))}";
        }
        foreach (((int contract, Side side), (long lots, decimal fees)) in _unshared)
            if (lots < 0 || !books.HasUnshared && (lots != 0 || fees != 0))
                return $"of {side} fills of contract {contract} {lots} lots and {fees} of fees are no book's";
        return Fault;
    }

    public void OnStart(Desk desk, Instant now, long records) => (_isFolding, Package, Leaving) = (false, default, 0);

    public void OnEvent(Desk desk, in DeskEvent e)
    {
        if (e.Lane == Lane.Facts && e.Kind != DeskEventKind.BatchEnded)
            Remember(e);
        switch (e.Kind)
        {
            case DeskEventKind.Filled:
                Filled(desk, e.Fill);
                break;
            case DeskEventKind.Funded:
                Payments.TryAdd((VenueOf(desk, e.Funding.Contract), e.Funding.Id), desk.Owns(e.Funding) ? e.Funding.Amount : 0);
                break;
            case DeskEventKind.Started:
                _unshared.Clear(); // whose fills of a former life were is not known any more
                break;
            case DeskEventKind.PackageAsked:
                Package = (e.Package.Legs.Length, 0);
                break;
            case DeskEventKind.TradingStateSet when e.StateChange.State == TradingState.Normal && (_isFolding || _resumes-- > 0):
                IsFrozen = false;
                break;
            case DeskEventKind.OrderNotFound:
                GivenUp.Add(e.MissingOrder.Sequence);
                break;
            case DeskEventKind.Placed or DeskEventKind.CrossedInside or DeskEventKind.FillShared or DeskEventKind.DrawdownStepped when _isFolding:
                Emitted(desk, e);
                break;
        }
    }

    public void OnDecision(Desk desk, Hedger hedger, in HedgeDecision decision)
    {
    }

    public void OnIntent(Desk desk, in DeskEvent intent)
    {
        Remember(intent);
        Leaving += intent.Kind == DeskEventKind.Placed ? 1 : intent.Kind == DeskEventKind.OrderNotFound ? -1 : 0;
        Emitted(desk, intent);
    }

    private void Emitted(Desk desk, in DeskEvent e)
    {
        switch (e.Kind)
        {
            case DeskEventKind.Placed:
                if (_isFolding)
                    Journalled[e.Intent.Order.Id.Sequence] = e.Intent.Order;
                if (e.Intent.Reason == DecisionReason.Package)
                {
                    Package = (Package.Legs, Package.Placed + 1);
                    Packages += !_isFolding && Package.Placed == Package.Legs ? 1 : 0;
                }
                break;
            case DeskEventKind.DrawdownStepped when e.Stepped.Step == DrawdownStep.Frozen:
                IsFrozen = true;
                Freezes += _isFolding ? 0 : 1;
                break;
            case DeskEventKind.CrossedInside:
                Crossed(desk, e.InsideTrade);
                break;
            case DeskEventKind.FillShared:
                Shared(e.FillShare);
                break;
        }
    }

    private void Filled(Desk desk, in Fill fill)
    {
        (ContractId, long) name = (desk.Book.ContractOf(fill.Contract).Id, fill.TradeId);
        bool isNew = _executions.Add((fill.Contract.Value, fill.TradeId));
        Liquidations += isNew && fill.IsLiquidation && !Fills.ContainsKey(name) ? 1 : 0;
        Fills[name] = fill;
        BookShares books = desk.HedgerOf(fill.Contract).Books;
        if (!isNew || desk.HedgerOf(fill.Contract).OutletOf(fill.Contract) is null || books.Count == 1 || !books.AreSeveral)
            return;
        ref (long Lots, decimal Fees) left = ref CollectionsMarshal.GetValueRefOrAddDefault(_unshared, (fill.Contract.Value, fill.Side), out _);
        left = (left.Lots + fill.Quantity.Count, left.Fees + fill.Fee);
    }

    private void Crossed(Desk desk, InsideTrade trade)
    {
        Inside += _isFolding ? 0 : 1;
        if (trade.Lots.Count <= 0 || trade.Book == trade.CounterBook)
            Fault ??= $"inside trade {trade} has not two sides";
        if (!_isFolding && desk.QuoteOf(trade.Contract) is var quote && !((double)trade.Price >= quote.Bid && (double)trade.Price <= quote.Ask))
            Fault ??= $"inside trade {trade} is not within {quote.Bid} and {quote.Ask}";
        Give(trade.Book, trade.Contract, trade.Lots.Count);
        Give(trade.CounterBook, trade.Contract, -trade.Lots.Count);
    }

    private void Shared(FillShare share)
    {
        Shares += _isFolding ? 0 : 1;
        LastShare = share;
        Give(share.Book, share.Contract, share.Lots.Count);
        ref (long Lots, decimal Fees) left = ref CollectionsMarshal.GetValueRefOrAddDefault(_unshared, (share.Contract.Value, share.Lots > Lots.Zero ? Side.Buy : Side.Sell), out _);
        left = (left.Lots - share.Lots.Abs.Count, left.Fees - share.Fees);
    }

    private void Give(string book, ContractIndex contract, long lots) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_lots, (book, contract.Value), out _) += lots;

    private static string VenueOf(Desk desk, ContractIndex contract) => desk.Book.ContractOf(contract).Id.Venue;

    private void Remember(in DeskEvent e)
    {
        int length;
        while (!DeskEventCodec.TryEncode(e, _bytes, out length))
            _bytes = new byte[2 * length];
        ulong hash = 14695981039346656037;
        foreach (byte one in _bytes.AsSpan(0, length))
            hash = (hash ^ one) * 1099511628211;
        (_isFolding ? _folded : _known).Add(hash);
    }
}
