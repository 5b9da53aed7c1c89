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
    private static readonly DeltaBand Unknown = new(double.NaN, double.NaN, double.NaN, BandRebalance.ToEdge);

    private readonly Dictionary<ContractId, ContractIndex> _indexOf = [];
    private readonly WorkingOrders _working;
    private readonly OrderRate _rate;
    private readonly DeskGreeks _greeks;
    private DeltaBand _band;
    private long _policyHash;
    private double _hedgedAtSpot = double.NaN;
    private Foresight _foresight;
    private Instant _settledAt;
    private bool _isHedging;
    private long _sequence;
    private bool _isCancelAllAsked;
    private int _mismatches;
    private Instant _wakeAt = Instant.Never;

    /// <exception cref="ArgumentException">A limit is absurd.</exception>
    public Desk(DeskSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Settings = settings;
        Gate = new RiskGate(settings.Limits);
        Book = new Book();
        Follow(settings.Policy);
        _sequence = settings.FirstOrder - 1;
        _working = new WorkingOrders(settings.Limits.MaxWorking + 4);
        _rate = new OrderRate(settings.Limits.MaxOrders, settings.Limits.RateWindow);
        _greeks = new DeskGreeks(settings, Book);
    }

    public DeskSettings Settings { get; }

    public RiskGate Gate { get; }

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

    /// <summary>When it hedges, and how far.</summary>
    public IHedgePolicy Policy { get; private set; } = null!;

    /// <summary>Where net delta may stand by the policy, at the last batch that could tell; NaN before the first.</summary>
    public DeltaBand Band => _band;

    /// <summary>Which delta the policy hedged at the last batch that decided.</summary>
    public HedgeDelta HedgedDelta { get; private set; } = HedgeDelta.Market;

    /// <summary>What the slow lane expects, where it said so lately enough to be given to the policy; NaN where not.</summary>
    public Foresight Foreseen => Now - _foresight.At <= Settings.MaxForesightAge ? _foresight : new(default, double.NaN, double.NaN);

    /// <summary>The hedge instrument; <see cref="ContractIndex.None"/> until it is listed.</summary>
    public ContractIndex Hedge { get; private set; } = ContractIndex.None;

    public WorkingOrders Working => _working;

    /// <summary>Greeks of the book and of each contract, as of the last batch.</summary>
    public DeskGreeks Greeks => _greeks;

    public HedgeDecision LastDecision { get; private set; }

    /// <summary>The number of the last order: the next one is one more.</summary>
    public long LastSequence => _sequence;

    public Quote QuoteOf(ContractIndex contract) => _greeks.QuoteOf(contract);

    public bool TryIndexOf(ContractId id, out ContractIndex index) => _indexOf.TryGetValue(id, out index);

    /// <summary>Orders and amends that left in the rate window.</summary>
    public int OrdersInWindow => _rate.CountAt(Now);

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
            Book.QuantityOf(contract), buy, sell, _rate.CountAt(Now), _working.Count);
    }
}
