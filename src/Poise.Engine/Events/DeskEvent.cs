using System.Runtime.InteropServices;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>The top of one book.</summary>
public readonly record struct ContractQuote(ContractIndex Contract, Quote Quote);

/// <summary>A trade of others.</summary>
public readonly record struct Print(ContractIndex Contract, Side Aggressor, Lots Quantity, Ticks Price);

/// <summary>A contract that ended. Settlement in the contract's price unit; NaN where nobody held it.</summary>
public readonly record struct Delisting(ContractIndex Contract, double Settlement);

/// <summary>A position that the desk starts with, at a price in the contract's price unit.</summary>
public readonly record struct OpeningPosition(ContractIndex Contract, Lots Quantity, decimal Price);

/// <summary>What the venue says that we hold; <see cref="ContractIndex.None"/> for a contract that this desk does not list.</summary>
public readonly record struct PositionReport(ContractIndex Contract, Lots Quantity);

/// <summary>What the slow lane expects until its horizon. NaN where it expects nothing.</summary>
/// <param name="At">When it was said: it ages. Not known: nothing was ever said.</param>
/// <param name="Vol">Annual.</param>
/// <param name="DealerMove">Price move by the dealers' hedging, fraction of spot.</param>
public readonly record struct Foresight(Instant At, double Vol, double DealerMove);

public readonly record struct TradingStateChange(TradingState State, TradingStateReason Reason);

/// <summary>An order that left, with the decision behind it.</summary>
public readonly record struct Intent(NewOrder Order, DecisionReason Reason, double NetDelta);

/// <summary>A wish that is worked from now on, of the hedge instrument that it is in; not known since when: it is over.</summary>
/// <param name="Arrival">Mid of the hedge instrument when it arrived.</param>
public readonly record struct WishChange(ContractIndex Hedge, Side Side, Instant Since, double Arrival);

/// <summary>What the desk does about profit that has fallen, of the hedger of a hedge instrument.</summary>
public readonly record struct StepChange(ContractIndex Hedge, DrawdownStep Step);

/// <summary>
/// One thing that a desk folds. A flat value: events are stored and copied by the million, and only few, as a listing or
/// a fitted slice, point at anything.
/// </summary>
[StructLayout(LayoutKind.Explicit)]
public readonly partial struct DeskEvent
{
    [FieldOffset(0)]
    private readonly object? _reference;

    /// <summary>Event time: when Runtime saw it.</summary>
    [FieldOffset(8)]
    public readonly Instant At;

    [FieldOffset(16)]
    public readonly DeskEventKind Kind;

    [FieldOffset(24)]
    private readonly ContractQuote _quote;

    [FieldOffset(24)]
    private readonly Print _print;

    [FieldOffset(24)]
    private readonly Delisting _delisting;

    [FieldOffset(24)]
    private readonly OrderUpdate _update;

    [FieldOffset(24)]
    private readonly Fill _fill;

    [FieldOffset(24)]
    private readonly TradingStateChange _state;

    [FieldOffset(24)]
    private readonly DeltaBand _band;

    [FieldOffset(24)]
    private readonly OpeningPosition _opening;

    [FieldOffset(24)]
    private readonly PositionReport _report;

    [FieldOffset(24)]
    private readonly FundingPayment _funding;

    [FieldOffset(24)]
    private readonly Foresight _foresight;

    [FieldOffset(24)]
    private readonly Intent _intent;

    [FieldOffset(24)]
    private readonly Amend _amend;

    [FieldOffset(24)]
    private readonly Cancel _cancel;

    [FieldOffset(24)]
    private readonly WishChange _wish;

    [FieldOffset(24)]
    private readonly double _profit;

    [FieldOffset(24)]
    private readonly StepChange _step;

    [FieldOffset(24)]
    private readonly MarginReport _margin;

    [FieldOffset(24)]
    private readonly OrderId _order;

    [FieldOffset(24)]
    private readonly long _number;

    private DeskEvent(DeskEventKind kind, Instant at, object? reference = null)
    {
        Kind = kind;
        At = at;
        _reference = reference;
    }

    private DeskEvent(Instant at, ContractQuote quote, QuoteDetail? detail) : this(DeskEventKind.Quoted, at, detail) => _quote = quote;

    private DeskEvent(Instant at, Print print) : this(DeskEventKind.Traded, at) => _print = print;

    private DeskEvent(Instant at, Delisting delisting) : this(DeskEventKind.Delisted, at) => _delisting = delisting;

    private DeskEvent(Instant at, OrderUpdate update) : this(DeskEventKind.OrderUpdated, at) => _update = update;

    private DeskEvent(Instant at, Fill fill) : this(DeskEventKind.Filled, at) => _fill = fill;

    private DeskEvent(Instant at, TradingStateChange state) : this(DeskEventKind.TradingStateSet, at) => _state = state;

    private DeskEvent(Instant at, DeltaBand band, string underlying) : this(DeskEventKind.BandSet, at, underlying) => _band = band;

    private DeskEvent(Instant at, OpeningPosition opening) : this(DeskEventKind.PositionOpened, at) => _opening = opening;

    private DeskEvent(Instant at, PositionReport report) : this(DeskEventKind.PositionReported, at) => _report = report;

    private DeskEvent(Instant at, FundingPayment funding) : this(DeskEventKind.Funded, at) => _funding = funding;

    private DeskEvent(Instant at, Foresight foresight, string underlying) : this(DeskEventKind.Foreseen, at, underlying) => _foresight = foresight;

    private DeskEvent(Instant at, Intent intent) : this(DeskEventKind.Placed, at) => _intent = intent;

    private DeskEvent(Instant at, Amend amend) : this(DeskEventKind.Amended, at) => _amend = amend;

    private DeskEvent(Instant at, Cancel cancel) : this(DeskEventKind.CancelSent, at) => _cancel = cancel;

    private DeskEvent(Instant at, WishChange wish) : this(DeskEventKind.WishSet, at) => _wish = wish;

    private DeskEvent(Instant at, double profit, string underlying) : this(DeskEventKind.ProfitMarked, at, underlying) => _profit = profit;

    private DeskEvent(Instant at, StepChange step) : this(DeskEventKind.DrawdownStepped, at) => _step = step;

    private DeskEvent(Instant at, MarginReport margin, AtVenue there) : this(DeskEventKind.MarginReported, at, there) => _margin = margin;

    private DeskEvent(Instant at, OrderId order) : this(DeskEventKind.OrderNotFound, at) => _order = order;

    private DeskEvent(DeskEventKind kind, Instant at, long number, string? name = null) : this(kind, at, name) => _number = number;

    public static DeskEvent Listed(Instant at, Contract contract) => new(DeskEventKind.Listed, at, contract);

    public static DeskEvent Delisted(Instant at, ContractIndex contract, double settlement) => new(at, new Delisting(contract, settlement));

    /// <param name="detail">Null where nothing was told beside the quote.</param>
    public static DeskEvent Quoted(Instant at, ContractIndex contract, in Quote quote, QuoteDetail? detail = null) => new(at, new ContractQuote(contract, quote), detail);

    public static DeskEvent Traded(Instant at, in Print print) => new(at, print);

    public static DeskEvent OrderUpdated(Instant at, in OrderUpdate update) => new(at, update);

    public static DeskEvent Filled(Instant at, in Fill fill) => new(at, fill);

    public static DeskEvent Funded(Instant at, in FundingPayment funding) => new(at, funding);

    public static DeskEvent TimerFired(Instant at) => new(DeskEventKind.TimerFired, at);

    /// <param name="venue">To which; empty for the desk's first.</param>
    public static DeskEvent LinkUp(Instant at, string venue = "") => new(DeskEventKind.LinkChanged, at, 1, venue);

    /// <param name="venue">As with <see cref="LinkUp"/>.</param>
    public static DeskEvent LinkDown(Instant at, string venue = "") => new(DeskEventKind.LinkChanged, at, 0, venue);

    public static DeskEvent SurfaceFitted(Instant at, FittedSlice slice) => new(DeskEventKind.SurfaceFitted, at, slice);

    public static DeskEvent TradingStateSet(Instant at, TradingState state, TradingStateReason reason) =>
        new(at, new TradingStateChange(state, reason));

    /// <summary>The kill switch: within one batch the desk is halted and cancels leave.</summary>
    public static DeskEvent Kill(Instant at) => TradingStateSet(at, TradingState.Halted, TradingStateReason.Operator);

    /// <param name="underlying">Whose band; empty for the desk's only one.</param>
    public static DeskEvent BandSet(Instant at, in DeltaBand band, string underlying = "") => new(at, band, underlying);

    /// <summary>From now on it hedges by another policy.</summary>
    /// <param name="underlying">What; empty for the desk's only one.</param>
    /// <exception cref="ArgumentException">The policy cannot be, or has no text that a journal can keep.</exception>
    public static DeskEvent PolicySet(Instant at, IHedgePolicy policy, string underlying = "") =>
        new(DeskEventKind.PolicySet, at, new Told<IHedgePolicy>(underlying, AsKept("policy", PolicyText.Of(policy), PolicyText.Parse)));

    /// <summary>From now on its hedges are worked by another algorithm.</summary>
    /// <param name="underlying">Whose; empty for the desk's only one.</param>
    /// <exception cref="ArgumentException">The algorithm cannot be, or has no text that a journal can keep.</exception>
    public static DeskEvent WorkingSet(Instant at, IWorkingAlgorithm algorithm, string underlying = "") =>
        new(DeskEventKind.WorkingSet, at, new Told<IWorkingAlgorithm>(underlying, AsKept("algorithm", WorkingText.Of(algorithm), WorkingText.Parse)));

    /// <summary>From now on it has other limits; a start goes back to the settings' where those are tighter.</summary>
    /// <param name="underlying">What; empty for the desk's only one.</param>
    /// <exception cref="ArgumentException">A limit is absurd.</exception>
    public static DeskEvent LimitsSet(Instant at, RiskLimits limits, string underlying = "")
    {
        ArgumentNullException.ThrowIfNull(limits);
        return new(DeskEventKind.LimitsSet, at, new Told<RiskLimits>(underlying, AsKept("limits", LimitsText.Of(limits.Checked()), LimitsText.Parse)));
    }

    /// <summary>What profit is at the marks, settlement currency of the hedge instrument.</summary>
    /// <param name="underlying">Of what; empty for the desk's only one.</param>
    public static DeskEvent ProfitMarked(Instant at, double profit, string underlying = "") => new(at, profit, underlying);

    /// <param name="underlying">Of what; empty for the desk's only one.</param>
    public static DeskEvent Foreseen(Instant at, in Foresight foresight, string underlying = "") => new(at, foresight, underlying);

    /// <summary>Options are to be traded, now.</summary>
    public static DeskEvent PackageAsked(Instant at, Package package) => new(DeskEventKind.PackageAsked, at, package ?? throw new ArgumentNullException(nameof(package)));

    public static DeskEvent CancelAllAsked(Instant at) => new(DeskEventKind.CancelAllAsked, at);

    public static DeskEvent PositionOpened(Instant at, ContractIndex contract, Lots quantity, decimal price) =>
        new(at, new OpeningPosition(contract, quantity, price));

    public static DeskEvent PositionReported(Instant at, ContractIndex contract, Lots quantity) => new(at, new PositionReport(contract, quantity));

    /// <summary>The venue does not know this order: it is closed as not sent, and never sent again.</summary>
    public static DeskEvent OrderNotFound(Instant at, OrderId order) => new(at, order);

    /// <summary>A process took the desk up: nothing is confirmed until <see cref="Reconciled"/>.</summary>
    public static DeskEvent Started(Instant at) => new(DeskEventKind.Started, at);

    /// <summary>Recovery is over: the venue's facts are folded and trading may begin.</summary>
    /// <param name="venue">Which has confirmed the book; empty for the desk's first.</param>
    public static DeskEvent Reconciled(Instant at, string venue = "") => new(DeskEventKind.Reconciled, at, venue);

    /// <summary>Somebody goes on without a venue that has not confirmed since the start: what is held there is as the journal has it, until it does.</summary>
    public static DeskEvent VenueSetAside(Instant at, string venue) => new(DeskEventKind.VenueSetAside, at, 0, venue);

    /// <summary>What a venue says that the account there has and needs.</summary>
    /// <param name="currency">Settlement currency that it is of.</param>
    /// <param name="venue">As with <see cref="LinkUp"/>.</param>
    /// <exception cref="ArgumentException">It cannot be, or is of no currency.</exception>
    public static DeskEvent MarginReported(Instant at, string currency, in MarginReport report, string venue = "") => report.IsValid && !string.IsNullOrEmpty(currency)
        ? new(at, report, new AtVenue(venue, currency))
        : throw new ArgumentException($"no margin of an account: {report} in '{currency}'", nameof(report));

    public static DeskEvent Placed(Instant at, in Intent intent) => new(at, intent);

    public static DeskEvent Amended(Instant at, in Amend amend) => new(at, amend);

    public static DeskEvent CancelSent(Instant at, in Cancel cancel) => new(at, cancel);

    public static DeskEvent WishSet(Instant at, in WishChange wish) => new(at, wish);

    public static DeskEvent DrawdownStepped(Instant at, in StepChange step) => new(at, step);

    public static DeskEvent CrossedInside(Instant at, InsideTrade trade) => new(DeskEventKind.CrossedInside, at, trade ?? throw new ArgumentNullException(nameof(trade)));

    public static DeskEvent FillShared(Instant at, FillShare share) => new(DeskEventKind.FillShared, at, share ?? throw new ArgumentNullException(nameof(share)));

    public static DeskEvent BatchEnded(Instant at, long batch) => new(DeskEventKind.BatchEnded, at, batch);

    public static DeskEvent StateHashed(Instant at, ulong hash) => new(DeskEventKind.StateHashed, at, (long)hash);

    public Contract Contract => Kind == DeskEventKind.Listed ? (Contract)_reference! : throw Not(DeskEventKind.Listed);

    public FittedSlice Slice => Kind == DeskEventKind.SurfaceFitted ? (FittedSlice)_reference! : throw Not(DeskEventKind.SurfaceFitted);

    public ContractQuote Quote => Kind == DeskEventKind.Quoted ? _quote : throw Not(DeskEventKind.Quoted);

    /// <summary>What was told beside the quote; null for nothing.</summary>
    public QuoteDetail? Detail => Kind == DeskEventKind.Quoted ? (QuoteDetail?)_reference : throw Not(DeskEventKind.Quoted);

    public Print Print => Kind == DeskEventKind.Traded ? _print : throw Not(DeskEventKind.Traded);

    public Delisting Delisting => Kind == DeskEventKind.Delisted ? _delisting : throw Not(DeskEventKind.Delisted);

    public OrderUpdate Update => Kind == DeskEventKind.OrderUpdated ? _update : throw Not(DeskEventKind.OrderUpdated);

    public Fill Fill => Kind == DeskEventKind.Filled ? _fill : throw Not(DeskEventKind.Filled);

    public TradingStateChange StateChange => Kind == DeskEventKind.TradingStateSet ? _state : throw Not(DeskEventKind.TradingStateSet);

    public DeltaBand Band => Kind == DeskEventKind.BandSet ? _band : throw Not(DeskEventKind.BandSet);

    public IHedgePolicy Policy => Kind == DeskEventKind.PolicySet ? ((Told<IHedgePolicy>)_reference!).What : throw Not(DeskEventKind.PolicySet);

    public IWorkingAlgorithm Working => Kind == DeskEventKind.WorkingSet ? ((Told<IWorkingAlgorithm>)_reference!).What : throw Not(DeskEventKind.WorkingSet);

    public RiskLimits Limits => Kind == DeskEventKind.LimitsSet ? ((Told<RiskLimits>)_reference!).What : throw Not(DeskEventKind.LimitsSet);

    public double Profit => Kind == DeskEventKind.ProfitMarked ? _profit : throw Not(DeskEventKind.ProfitMarked);

    public Package Package => Kind == DeskEventKind.PackageAsked ? (Package)_reference! : throw Not(DeskEventKind.PackageAsked);

    /// <summary>Which underlying a band, a policy, a way of working, limits, settings, a mark or a foresight is of; empty for the desk's only one.</summary>
    public string Underlying => Kind switch
    {
        DeskEventKind.PolicySet or DeskEventKind.WorkingSet or DeskEventKind.LimitsSet or DeskEventKind.SettingsSet => ((Told)_reference!).Underlying,
        DeskEventKind.BandSet or DeskEventKind.Foreseen or DeskEventKind.ProfitMarked => (string)_reference!,
        _ => throw Not(DeskEventKind.PolicySet),
    };

    public Foresight Foresight => Kind == DeskEventKind.Foreseen ? _foresight : throw Not(DeskEventKind.Foreseen);

    public OpeningPosition Opening => Kind == DeskEventKind.PositionOpened ? _opening : throw Not(DeskEventKind.PositionOpened);

    public PositionReport Report => Kind == DeskEventKind.PositionReported ? _report : throw Not(DeskEventKind.PositionReported);

    public FundingPayment Funding => Kind == DeskEventKind.Funded ? _funding : throw Not(DeskEventKind.Funded);

    public Intent Intent => Kind == DeskEventKind.Placed ? _intent : throw Not(DeskEventKind.Placed);

    public Amend Amend => Kind == DeskEventKind.Amended ? _amend : throw Not(DeskEventKind.Amended);

    public Cancel Cancel => Kind == DeskEventKind.CancelSent ? _cancel : throw Not(DeskEventKind.CancelSent);

    public WishChange Wish => Kind == DeskEventKind.WishSet ? _wish : throw Not(DeskEventKind.WishSet);

    public StepChange Stepped => Kind == DeskEventKind.DrawdownStepped ? _step : throw Not(DeskEventKind.DrawdownStepped);

    public InsideTrade InsideTrade => Kind == DeskEventKind.CrossedInside ? (InsideTrade)_reference! : throw Not(DeskEventKind.CrossedInside);

    public FillShare FillShare => Kind == DeskEventKind.FillShared ? (FillShare)_reference! : throw Not(DeskEventKind.FillShared);

    public OrderId MissingOrder => Kind == DeskEventKind.OrderNotFound ? _order : throw Not(DeskEventKind.OrderNotFound);

    public bool IsLinkUp => Kind == DeskEventKind.LinkChanged ? _number != 0 : throw Not(DeskEventKind.LinkChanged);

    public MarginReport Margin => Kind == DeskEventKind.MarginReported ? _margin : throw Not(DeskEventKind.MarginReported);

    /// <summary>Settlement currency that margin is of.</summary>
    public string Currency => Kind == DeskEventKind.MarginReported ? ((AtVenue)_reference!).Currency : throw Not(DeskEventKind.MarginReported);

    /// <summary>Which venue a link, a confirmation, a setting aside or margin is of; empty for the desk's first.</summary>
    public string Venue => Kind switch
    {
        DeskEventKind.LinkChanged or DeskEventKind.Reconciled or DeskEventKind.VenueSetAside => (string)_reference!,
        DeskEventKind.MarginReported => ((AtVenue)_reference!).Venue,
        _ => throw Not(DeskEventKind.LinkChanged),
    };

    public long Batch => Kind == DeskEventKind.BatchEnded ? _number : throw Not(DeskEventKind.BatchEnded);

    public ulong StateHash => Kind == DeskEventKind.StateHashed ? (ulong)_number : throw Not(DeskEventKind.StateHashed);

    public Lane Lane => Kind switch
    {
        DeskEventKind.Quoted => Lane.Quotes,
        DeskEventKind.Traded => Lane.Prints,
        _ => Lane.Facts,
    };

    private sealed record AtVenue(string Venue, string Currency);

    private InvalidOperationException Not(DeskEventKind asked) => new($"a {Kind} event holds no {asked}");
}
