using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>
/// One risk unit as a pure state machine with two doors: <see cref="Apply"/> folds one event, <see cref="EndBatch"/>
/// reprices what is dirty, decides, asks the risk gate and writes effects. It has no clock, no IO and no randomness; the
/// same events with the same batch borders give the same bits.
/// </summary>
public sealed partial class Desk
{
    private readonly Dictionary<ContractId, ContractIndex> _indexOf = [];
    private readonly WorkingOrders _working;
    private readonly OrderRate _rate;
    private readonly Hedger[] _hedgers;
    private readonly List<Hedger> _owners = [];
    private readonly AccountState[] _accounts;
    private readonly List<AccountState?> _accountOf = [];
    private long _sequence;

    /// <summary>Who decides first: the one after him who ordered last, so that none takes the desk's room for orders from the others for good.</summary>
    private int _first;
    private bool _isCancelAllAsked;
    private int _mismatches;
    private DayCount _messages;
    private Instant _wakeAt = Instant.Never;

    /// <exception cref="ArgumentException">A limit is absurd, there is nothing to hedge, or an underlying is named twice.</exception>
    public Desk(DeskSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Settings = settings;
        Book = new Book();
        OrderLimits orders = settings.Orders.Checked();
        if (settings.Hedgers.Count == 0 || settings.Hedgers.Select(static h => h.Underlying).Distinct(StringComparer.Ordinal).Count() != settings.Hedgers.Count)
            throw new ArgumentException("a desk hedges one underlying at least, and each once", nameof(settings));
        string[] venues = [.. settings.Hedgers.SelectMany(static h => (string[])[h.Hedge.Venue, .. h.Further.Select(static f => f.Hedge.Venue)]).Distinct(StringComparer.Ordinal)];
        if (settings.OrdersAt.Keys.FirstOrDefault(v => !venues.Contains(v, StringComparer.Ordinal)) is string stranger)
            throw new ArgumentException($"limits of orders at {stranger}, where this desk hedges nothing", nameof(settings));
        _accounts = [.. venues.Select(v => new AccountState(v, settings.OrdersAt.GetValueOrDefault(v)))];
        Limits = settings.Limits.Checked();
        KeepBookFalls();
        _hedgers = [.. settings.Hedgers.Select((h, i) => new Hedger(this, i, h))];
        _sequence = settings.FirstOrder - 1;
        _working = new WorkingOrders(orders.MaxWorking + 4);
        _rate = new OrderRate(orders.MaxOrders, orders.RateWindow);
    }

    public DeskSettings Settings { get; }

    /// <summary>One for each underlying, in the order of the settings.</summary>
    public ImmutableArray<Hedger> Hedgers => ImmutableCollectionsMarshal.AsImmutableArray(_hedgers);

    /// <summary>One at each venue, the first hedge instrument's first.</summary>
    public ImmutableArray<AccountState> Accounts => ImmutableCollectionsMarshal.AsImmutableArray(_accounts);

    public Book Book { get; }

    /// <summary>Event time: the latest instant folded.</summary>
    public Instant Now { get; private set; }

    /// <summary>Events folded, its own intents not counted.</summary>
    public long Events { get; private set; }

    public long Batches { get; private set; }

    /// <summary>Trades of others seen.</summary>
    public long Prints { get; private set; }

    /// <summary>How often a process took this desk up.</summary>
    public long Starts { get; private set; }

    /// <summary>When the last one did.</summary>
    public Instant StartedAt { get; private set; }

    /// <summary>Fills and updates of orders that are not under way: late, or of a former life.</summary>
    public long StrayFacts { get; private set; }

    public TradingState State { get; private set; }

    public TradingStateReason StateReason { get; private set; }

    /// <summary>
    /// Halted because book and venue may differ, not because someone asked: nothing lifts it before the venue has
    /// confirmed the book again.
    /// </summary>
    public bool IsLocked { get; private set; }

    /// <summary>All links are.</summary>
    public bool IsLinkUp => Array.TrueForAll(_accounts, static a => a.IsLinkUp);

    /// <summary>Each venue has confirmed the book since the start, and since its link was last lost.</summary>
    public bool IsReconciled => Array.TrueForAll(_accounts, static a => a.IsReconciled);

    /// <summary>Funding that was paid before the desk began at that venue is not its own.</summary>
    public bool Owns(in FundingPayment payment) => AccountOf(payment.Contract) is not { } account || account.HasBegun && payment.At >= account.BegunAt; // of a venue that is named no more: as it was folded then

    public WorkingOrders Working => _working;

    /// <summary>The number of the last order: the next one is one more.</summary>
    public long LastSequence => _sequence;

    internal OrderId NextOrder => new(Settings.Desk, _sequence + 1);

    public Quote QuoteOf(ContractIndex contract) => HedgerOf(contract).Greeks.QuoteOf(contract);

    /// <summary>Who hedges what a listed contract is on.</summary>
    public Hedger HedgerOf(ContractIndex contract) => _owners[contract.Value];

    /// <summary>The desk's account at a contract's venue; null where it has none there.</summary>
    public AccountState? AccountOf(ContractIndex contract) => _accountOf[contract.Value];

    /// <summary>Null where the desk has no account there.</summary>
    public AccountState? AccountAt(string venue) => Array.Find(_accounts, a => string.Equals(a.Venue, venue, StringComparison.Ordinal));

    /// <summary>Whether somebody can go on without a venue, and why not.</summary>
    public AsideRefusal AsideRefusalOf(string venue) => AccountAt(venue) switch
    {
        null => AsideRefusal.NoAccount,
        { HasConfirmed: true } => AsideRefusal.Confirmed,
        { HasBegun: false } => AsideRefusal.NeverConfirmed,
        _ when Array.Exists(_hedgers, h => h.Settings.Hedge.Venue == venue) => AsideRefusal.FirstVenue,
        _ => AsideRefusal.None,
    };

    /// <summary>Whether a contract is held elsewhere: at a venue where this desk has no account. It counts in greeks and profit; this desk neither trades it nor asks its venue for it.</summary>
    public bool IsElsewhere(ContractIndex contract) => AccountOf(contract) is null;

    /// <summary>Null where the desk does not hedge that underlying.</summary>
    public Hedger? HedgerOf(string underlying) => Array.Find(_hedgers, h => string.Equals(h.Underlying, underlying, StringComparison.Ordinal));

    public bool TryIndexOf(ContractId id, out ContractIndex index) => _indexOf.TryGetValue(id, out index);

    /// <summary>Orders and amends that left in the rate window.</summary>
    public int OrdersInWindow => _rate.CountAt(Now);

    /// <summary>Orders, amends and cancels that left since midnight UTC.</summary>
    public int Messages => _messages.At(Now);

    /// <summary>What the gate sees for a contract, the order <paramref name="except"/> left out of what is under way.</summary>
    public RiskView ViewOf(ContractIndex contract, OrderId except = default)
    {
        (Lots buy, Lots sell) = _working.PendingOf(contract);
        int own = except.IsKnown ? _working.Find(except) : -1;
        if (own >= 0 && _working[own].Order.Contract == contract)
        {
            if (_working[own].Order.Side == Side.Buy)
                buy -= _working[own].Remaining;
            else
                sell -= _working[own].Remaining;
        }
        Hedger hedger = HedgerOf(contract);
        AccountState? account = AccountOf(contract);
        (double otherBuy, double otherSell) = hedger.PendingElsewhere(contract);
        return new(
            State, account is { IsReconciled: true }, account is { IsLinkUp: true }, Now, QuoteOf(contract), Book.ContractOf(contract).PriceTick,
            Book.QuantityOf(contract), buy, sell, _rate.CountAt(Now), _working.Count)
        {
            NetDelta = hedger.NetDelta,
            DeltaPerLot = hedger.Greeks.DeltaPerLot(contract),
            OtherBuyDelta = otherBuy,
            OtherSellDelta = otherSell,
            NotionalPerLot = hedger.NotionalPerLot(contract),
            OtherNotional = double.IsPositiveInfinity(Settings.Orders.MaxNotional) ? 0 : NotionalBut(contract),
            Messages = Messages,
            IsVenueSpent = account is not null && !account.TakesOrders(Now),
            IsMarginCalled = IsMarginCalled(contract),
            Sums = SumViewOf(hedger, contract),
            Own = OwnViewOf(hedger, contract),
        };
    }

    /// <summary>The venue has called for margin in what a contract settles in.</summary>
    internal bool IsMarginCalled(ContractIndex contract) => AccountOf(contract)?.MarginOf(Book.ContractOf(contract).SettlementCurrency) == MarginState.Call;

    /// <summary>Of all hedge instruments, orders under way counted at their worst; quote currency.</summary>
    public double Notional => NotionalBut(ContractIndex.None);

    private double NotionalBut(ContractIndex own)
    {
        double sum = 0;
        foreach (Hedger hedger in _hedgers)
        {
            foreach (Outlet outlet in hedger.Outlets)
            {
                if (outlet.Contract == own || outlet.Contract == ContractIndex.None)
                    continue;
                (Lots buy, Lots sell) = _working.PendingOf(outlet.Contract);
                Lots held = Book.QuantityOf(outlet.Contract), up = (held + buy).Abs, down = (held - sell).Abs;
                double lots = (up > down ? up : down).Count;
                sum += lots == 0 ? 0 : lots * hedger.NotionalPerLot(outlet.Contract);
            }
        }
        return sum;
    }
}
