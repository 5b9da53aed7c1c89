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
    private long _sequence;

    /// <summary>Who decides first: the one after him who ordered last, so that none takes the desk's room for orders from the others for good.</summary>
    private int _first;
    private bool _isCancelAllAsked;
    private int _mismatches, _messages;
    private long _messageDay;
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
        _hedgers = [.. settings.Hedgers.Select((h, i) => new Hedger(this, i, h))];
        _sequence = settings.FirstOrder - 1;
        _working = new WorkingOrders(orders.MaxWorking + 4);
        _rate = new OrderRate(orders.MaxOrders, orders.RateWindow);
    }

    public DeskSettings Settings { get; }

    /// <summary>One for each underlying, in the order of the settings.</summary>
    public ImmutableArray<Hedger> Hedgers => ImmutableCollectionsMarshal.AsImmutableArray(_hedgers);

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

    /// <summary>Fills and updates of orders that are not under way: late, or of a former life.</summary>
    public long StrayFacts { get; private set; }

    public TradingState State { get; private set; }

    public TradingStateReason StateReason { get; private set; }

    /// <summary>
    /// Halted because book and venue may differ, not because someone asked: nothing lifts it before the venue has
    /// confirmed the book again.
    /// </summary>
    public bool IsLocked { get; private set; }

    public bool IsLinkUp { get; private set; }

    /// <summary>The venue has confirmed the book since the start, and since the link was last lost.</summary>
    public bool IsReconciled { get; private set; }

    /// <summary>The last instant folded while the venue's confirmation stood: what happened on the account before it is known.</summary>
    public Instant ConfirmedAt { get; private set; }

    /// <summary>The venue has confirmed the book once in this desk's life: until then what the account holds is what the desk begins with.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>When that was; not known before.</summary>
    public Instant BegunAt { get; private set; }

    /// <summary>Funding that was paid before the desk began is not its own.</summary>
    public bool Owns(in FundingPayment payment) => HasBegun && payment.At >= BegunAt;

    public WorkingOrders Working => _working;

    /// <summary>The number of the last order: the next one is one more.</summary>
    public long LastSequence => _sequence;

    internal OrderId NextOrder => new(Settings.Desk, _sequence + 1);

    public Quote QuoteOf(ContractIndex contract) => HedgerOf(contract).Greeks.QuoteOf(contract);

    /// <summary>Who hedges what a listed contract is on.</summary>
    public Hedger HedgerOf(ContractIndex contract) => _owners[contract.Value];

    /// <summary>Whether a contract is held elsewhere: another venue's than the hedge instrument's. It counts in greeks and profit; this desk neither trades it nor asks its venue for it.</summary>
    public bool IsElsewhere(ContractIndex contract) => Book.ContractOf(contract).Id.Venue != HedgerOf(contract).Settings.Hedge.Venue;

    /// <summary>Null where the desk does not hedge that underlying.</summary>
    public Hedger? HedgerOf(string underlying) => Array.Find(_hedgers, h => string.Equals(h.Underlying, underlying, StringComparison.Ordinal));

    public bool TryIndexOf(ContractId id, out ContractIndex index) => _indexOf.TryGetValue(id, out index);

    /// <summary>Orders and amends that left in the rate window.</summary>
    public int OrdersInWindow => _rate.CountAt(Now);

    /// <summary>Orders, amends and cancels that left since midnight UTC.</summary>
    public int Messages => _messageDay == DayOf(Now) ? _messages : 0;

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
        return new(
            State, IsReconciled, IsLinkUp, Now, QuoteOf(contract), Book.ContractOf(contract).PriceTick,
            Book.QuantityOf(contract), buy, sell, _rate.CountAt(Now), _working.Count)
        {
            NetDelta = HedgerOf(contract).Greeks.Net.Delta,
            DeltaPerLot = HedgerOf(contract).Greeks.DeltaPerLot(contract),
            NotionalPerLot = HedgerOf(contract).NotionalPerLot,
            OtherNotional = double.IsPositiveInfinity(Settings.Orders.MaxNotional) ? 0 : NotionalBut(HedgerOf(contract)),
            Messages = Messages,
        };
    }

    /// <summary>Of all hedge instruments, orders under way counted at their worst; quote currency.</summary>
    public double Notional => NotionalBut(null);

    private double NotionalBut(Hedger? own)
    {
        double sum = 0;
        foreach (Hedger hedger in _hedgers)
        {
            if (hedger == own || hedger.Hedge == ContractIndex.None)
                continue;
            (Lots buy, Lots sell) = _working.PendingOf(hedger.Hedge);
            Lots held = Book.QuantityOf(hedger.Hedge), up = (held + buy).Abs, down = (held - sell).Abs;
            double lots = (up > down ? up : down).Count;
            sum += lots == 0 ? 0 : lots * hedger.NotionalPerLot;
        }
        return sum;
    }

    private void CountMessage(Instant at)
    {
        long day = DayOf(at);
        (_messageDay, _messages) = (day, day == _messageDay ? _messages + 1 : 1);
    }

    private static long DayOf(Instant at) => at.UnixMilliseconds / 86_400_000;
}
