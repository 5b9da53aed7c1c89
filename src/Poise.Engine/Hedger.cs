using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>One underlying of a desk's book: its greeks, its policy, and the decision whether to hedge it. Orders, ledger and trading state are the desk's.</summary>
public sealed partial class Hedger
{
    /// <summary>How far spot may move where another venue takes over; fraction.</summary>
    private const double HandedOver = 0.01;

    private static readonly DeltaBand Unknown = new(double.NaN, double.NaN, double.NaN, BandRebalance.ToEdge);

    private readonly Desk _desk;
    private long _policyHash, _workingHash;
    private double _hedgedAtSpot = double.NaN;
    private Foresight _foresight;
    private RiskLimits? _toldLimits;
    private LiveSettings? _toldLive;
    private long _liveHash;
    private Instant _settledAt;
    private bool _isHedging;
    private double _believed = double.NaN, _jumpedTo;
    private Instant _jumpedAt;

    /// <summary>Whose price was believed last.</summary>
    private Outlet? _ledBy;
    private readonly Outlet[] _outlets;

    internal Hedger(Desk desk, int index, HedgerSettings settings)
    {
        (_desk, Index, Settings) = (desk, index, settings);
        _outlets = [
            new(new OutletSettings { Hedge = settings.Hedge, TakerFee = settings.Costs.TakerFee, MakerFee = settings.Costs.MakerFee, Latency = settings.Costs.Latency, MaxOrder = settings.Limits.MaxOrder, MaxPosition = settings.Limits.MaxPosition, Least = settings.Plan.Least, Capital = settings.Capital }, desk.AccountAt(settings.Hedge.Venue)!),
            .. settings.Further.Select(f => new Outlet(f, desk.AccountAt(f.Hedge.Venue)!)),
        ];
        (_offers, _levels, _routed) = (new RouteOffer[_outlets.Length], new RouteLevel[_outlets.Length * (1 + QuoteDetail.MostLevels)], new Lots[_outlets.Length]);
        if (_outlets.Select(static o => o.Settings.Hedge).Distinct().Count() != _outlets.Length)
            throw new ArgumentException($"{settings.Underlying} is hedged in an instrument that is named twice", nameof(settings));
        Keep(settings.Limits);
        Asset = AssetShock.AssetOf(settings.Underlying);
        Live = settings.Live;
        Greeks = new DeskGreeks(desk.Settings, desk.Book);
        Books = new BookShares(desk.Book, Greeks, () => EquityDelta, desk.IsHeldBack);
        Follow(settings.Policy);
        Work(settings.Working);
    }

    public HedgerSettings Settings { get; }

    /// <summary>Its place among <see cref="Desk.Hedgers"/>.</summary>
    public int Index { get; }

    public string Underlying => Settings.Underlying;

    /// <summary>What it may be hedged in, the settings' first instrument first.</summary>
    public ImmutableArray<Outlet> Outlets => ImmutableCollectionsMarshal.AsImmutableArray(_outlets);

    /// <summary>Of the first of them.</summary>
    public RiskGate Gate => _outlets[0].Gate;

    /// <summary>The settings', or what the desk was told since; sizes are in lots of the first instrument.</summary>
    public RiskLimits Limits { get; private set; } = null!;

    /// <summary>The settings', or what the desk was told since.</summary>
    public LiveSettings Live { get; private set; }

    /// <summary>How far profit has fallen; marked only where a limit is set.</summary>
    public Drawdown Drawdown { get; private set; }

    /// <summary>What the fall of its own profit, of the whole desk's and of a book's that holds something here call for, whichever is more.</summary>
    public DrawdownStep StepNow
    {
        get
        {
            DrawdownStep step = Drawdown.Step > _desk.Drawdown.Step ? Drawdown.Step : _desk.Drawdown.Step;
            return step == DrawdownStep.None ? _desk.BookStepOn(this) : step;
        }
    }

    /// <summary>What the underlying is on: BTC_USDC is on BTC.</summary>
    public string Asset { get; }

    /// <summary>In which its strikes and spot are; of coin-margined instruments the dollar.</summary>
    public string QuoteCurrency { get; private set; } = DeskLimits.UsualBase;

    /// <summary>While it is being flattened: nothing is left to do, or no limit lets anything more be done.</summary>
    internal bool IsFlat { get; private set; }

    /// <summary>The settings' plan, with the largest order that was told.</summary>
    private CrossingPlan Plan => _toldLimits is null ? Settings.Plan : Settings.Plan with { Clip = Limits.MaxOrder };

    /// <summary>Of one lot of a contract of it, quote currency.</summary>
    internal double NotionalPerLot(ContractIndex contract) => contract == ContractIndex.None ? 0 : Math.Abs(Greeks.DeltaPerLot(contract)) * Greeks.Spot;

    /// <summary>Of what the book holds on the underlying, as of the last batch.</summary>
    public DeskGreeks Greeks { get; }

    /// <summary>When it is hedged, and how far.</summary>
    public IHedgePolicy Policy { get; private set; } = null!;

    /// <summary>A journal, or a command, has set it: the settings' one is followed until then.</summary>
    public bool IsPolicyTold { get; private set; }

    /// <summary>How hedges are worked.</summary>
    public IWorkingAlgorithm Working { get; private set; } = null!;

    /// <summary>A journal, or a command, has set it: the settings' one is followed until then.</summary>
    public bool IsWorkingTold { get; private set; }

    /// <summary>What is being worked, where <see cref="Working"/> follows its wishes.</summary>
    public WorkedWish Wish { get; private set; }

    /// <summary>Where net delta may stand by the policy, at the last batch that could tell; NaN before the first.</summary>
    public DeltaBand Band { get; private set; }

    /// <summary>Which delta the policy hedged at the last batch that decided.</summary>
    public HedgeDelta HedgedDelta { get; private set; } = HedgeDelta.Market;

    /// <summary>What the slow lane expects, where it said so lately enough to be given to the policy; NaN where not.</summary>
    public Foresight Foreseen => _desk.Now - _foresight.At <= _desk.Settings.MaxForesightAge ? _foresight : new(default, double.NaN, double.NaN);

    /// <summary>The first hedge instrument; <see cref="ContractIndex.None"/> until it is listed.</summary>
    public ContractIndex Hedge => _outlets[0].Contract;

    /// <summary>Null for what it is not hedged in.</summary>
    public Outlet? OutletOf(ContractId id) => Array.Find(_outlets, o => o.Settings.Hedge == id);

    /// <summary>Null for what it is not hedged in.</summary>
    public Outlet? OutletOf(ContractIndex contract)
    {
        foreach (Outlet outlet in _outlets)
            if (outlet.Contract == contract)
                return outlet;
        return null;
    }

    /// <summary>Of the last batch, Hold too.</summary>
    public HedgeDecision LastDecision { get; private set; }

    internal void Tell(IHedgePolicy policy)
    {
        Follow(policy);
        IsPolicyTold = true;
    }

    private void Follow(IHedgePolicy policy)
    {
        Policy = policy;
        _policyHash = HashOf(PolicyText.Of(policy));
        Band = policy is FixedBandPolicy { Ratio: 1 } given ? given.Band : Unknown;
    }

    internal void Tell(RiskLimits limits)
    {
        _toldLimits = limits;
        Keep(limits);
    }

    internal void Tell(LiveSettings live)
    {
        _toldLive = live;
        Keep(live);
    }

    private void Keep(LiveSettings live)
    {
        Live = live;
        _liveHash = HashOf(LiveSettingsText.Of(live));
        _outlets[0].Cost(live.Costs);
    }

    /// <summary>What is told of the first instrument's lots holds for the others in proportion, beside their own.</summary>
    private void Keep(RiskLimits limits)
    {
        Limits = limits;
        KeepGates();
    }

    internal void KeepGates()
    {
        RiskLimits limits = Limits;
        foreach (Outlet outlet in _outlets)
        {
            double order = (double)limits.MaxOrder.Count / Settings.Limits.MaxOrder.Count, position = (double)limits.MaxPosition.Count / Settings.Limits.MaxPosition.Count;
            outlet.Gate = new RiskGate(outlet == _outlets[0] ? limits : limits with { MaxOrder = Part(outlet.Settings.MaxOrder, order, least: 1), MaxPosition = Part(outlet.Settings.MaxPosition, position, least: 0) }, _desk.Settings.Orders, _desk.Limits);
        }

        static Lots Part(Lots own, double told, long least) => told >= 1 ? own : new(Math.Max(least, (long)(own.Count * told)));
    }

    internal void Mark(Instant at, double profit)
    {
        if (Limits.Drawdown is { } limits && double.IsFinite(profit))
            Drawdown = Drawdown.With(at, profit, limits);
    }

    /// <summary>Worked otherwise from here on.</summary>
    internal void Step(DrawdownStep step)
    {
        Drawdown = Drawdown with { Step = step };
        BeginAnew();
    }

    internal void BeginAnew() => (Wish, IsFlat) = (default, false);

    /// <summary>Somebody has looked at it: what is lost is lost, and the next mark begins anew.</summary>
    internal void Resumed()
    {
        if (Drawdown.Step is DrawdownStep.Flattening or DrawdownStep.Frozen)
            (Drawdown, Wish, IsFlat) = (default, default, false);
    }

    /// <summary>A position is there, at a price that somebody stated.</summary>
    internal void Opened(in OpeningPosition opening)
    {
        Greeks.Held(opening.Contract, opening.Quantity);
        Drawdown = Drawdown with { KeepsFall = Drawdown.At.IsKnown };
    }

    /// <summary>Hedges are worked otherwise: what is being worked begins anew.</summary>
    internal void Tell(IWorkingAlgorithm algorithm)
    {
        Work(algorithm);
        IsWorkingTold = true;
        Wish = default;
    }

    private void Work(IWorkingAlgorithm algorithm)
    {
        Working = algorithm;
        _workingHash = HashOf(WorkingText.Of(algorithm));
    }

    internal void Set(in WishChange change) => Wish = new WorkedWish(change.Side, change.Since, change.Arrival);

    /// <summary>A process took the desk up: what was traded meanwhile is not known.</summary>
    internal void Started()
    {
        Wish = Wish with { Volume = Lots.Zero, DoneInVolume = Lots.Zero };
        Books.Started();
        // What was raised while it ran is the settings' again; what was lowered stays.
        if (_toldLimits is { } told)
            Keep(Settings.Limits.Tighter(told));
        if (_toldLive is { } live)
            Keep(live with { Options = OptionLimits.Tighter(Settings.Options, live.Options) });
    }

    internal void Quoted(ContractIndex contract, in Quote quote, QuoteDetail? detail)
    {
        Greeks.Quote(contract, quote);
        OutletOf(contract)?.Quoted(quote, detail);
    }

    internal void Traded(in Print print)
    {
        if (OutletOf(print.Contract) is not { } outlet)
            return;
        outlet.Traded((double)(print.Price.Count * _desk.Book.ContractOf(print.Contract).PriceTick), Greeks.QuoteOf(print.Contract), _desk.Now);
        if (Wish.IsStanding)
            Wish = Wish with { Volume = Wish.Volume + InHedgeLots(print.Contract, print.Quantity, print.Price) };
    }

    internal void Foresee(in Foresight foresight) => _foresight = foresight;

    internal static long HashOf(byte[]? text)
    {
        StateHasher hasher = new();
        foreach (byte part in text ?? [])
            hasher.Add(part);
        return (long)hasher.Hash;
    }

    /// <summary>Whether a contract is of its first venue, to whose quotes of options vols are fitted: what others list, or is held elsewhere, is priced by those.</summary>
    public bool IsOfFirstVenue(Contract contract) => contract.Id.Venue == Settings.Hedge.Venue;

    internal void List(ContractIndex index, Contract contract)
    {
        Outlet? outlet = OutletOf(contract.Id);
        Greeks.List(index, contract, outlet == _outlets[0], !IsOfFirstVenue(contract));
        if (outlet is not null)
            outlet.Contract = index;
        if (outlet == _outlets[0])
            QuoteCurrency = contract.Style == PayoffStyle.Inverse ? DeskLimits.UsualBase : contract.SettlementCurrency;
        if (_desk.IsElsewhere(index))
            Books.List(index, contract);
    }

    internal void Filled(in Fill fill)
    {
        Greeks.Held(fill.Contract, fill.Side == Side.Buy ? fill.Quantity : -fill.Quantity);
        if (OutletOf(fill.Contract) is not { } outlet)
            return;
        outlet.Filled();
        Books.Filled(fill);
        _hedgedAtSpot = (double)(fill.Price.Count * _desk.Book.ContractOf(fill.Contract).PriceTick) / (1 + outlet.Premium);
        Greeks.Hedged();
        if (Wish.IsStanding && fill.Side == Wish.Side && fill.Order.IsKnown && fill.Order.Desk == _desk.Settings.Desk)
        {
            Lots lots = InHedgeLots(fill.Contract, fill.Quantity, fill.Price);
            Wish = Wish with { Done = Wish.Done + lots, DoneInVolume = Wish.DoneInVolume + lots };
        }
    }

    /// <summary>What was traded in any of its instruments, in lots of the first, at the price of the trade.</summary>
    private Lots InHedgeLots(ContractIndex contract, Lots lots, Ticks price)
    {
        if (contract == Hedge || Hedge == ContractIndex.None)
            return lots;
        Contract traded = _desk.Book.ContractOf(contract), hedge = _desk.Book.ContractOf(Hedge);
        double at = (double)(price.Count * traded.PriceTick);
        return new((long)Math.Round(Outlet.UnitsOf(traded, lots.Count, at) / Outlet.UnitsOf(hedge, 1, at)));
    }

    /// <summary>An order for a contract of the underlying leaves.</summary>
    internal void Ordered(ContractIndex contract, Instant at)
    {
        bool isHedge = OutletOf(contract) is not null;
        _isHedging |= isHedge;
        if (Wish.IsStanding && isHedge)
            Wish = Wish with { Orders = Wish.Orders + 1, OrderedAt = at };
    }

    internal void AddTo(ref StateHasher hasher)
    {
        hasher.Add(Band.Lower);
        hasher.Add(Band.Target);
        hasher.Add(Band.Upper);
        hasher.Add((int)Band.Rebalance);
        hasher.Add(_policyHash);
        hasher.Add(_hedgedAtSpot);
        hasher.Add(_isHedging ? 1 : 0);
        hasher.Add(_settledAt);
        hasher.Add(_foresight.At);
        hasher.Add(_foresight.Vol);
        hasher.Add(_foresight.DealerMove);
        if (Drawdown.At.IsKnown)
            Add(ref hasher, Drawdown, IsFlat);
        else if (_desk.Drawdown.At.IsKnown)
            hasher.Add(IsFlat ? 1 : 0);
        if (_jumpedAt.IsKnown)
        {
            hasher.Add(_jumpedAt);
            hasher.Add(_jumpedTo);
            hasher.Add(_believed);
        }
        if (_toldLimits is not null)
            hasher.Add(HashOf(LimitsText.Of(Limits)));
        if (_toldLive is not null)
            hasher.Add(_liveHash);
        Greeks.AddTo(ref hasher);
        if (_outlets.Length > 1)
        {
            Greeks.AddLeadTo(ref hasher);
            hasher.Add(Array.IndexOf(_outlets, _ledBy));
        }
        foreach (Outlet outlet in _outlets)
        {
            outlet.AddPassedTo(ref hasher);
            if (_outlets.Length > 1)
                outlet.AddTo(ref hasher);
        }
        if (WorkingNow.FollowsWish)
            AddWish(ref hasher);
        AddBooks(ref hasher);
    }

    internal static void Add(ref StateHasher hasher, in Drawdown drawdown, bool isFlat = false)
    {
        hasher.Add(drawdown.At);
        hasher.Add(drawdown.Profit);
        hasher.Add(drawdown.Peak);
        hasher.Add(drawdown.SoftSince);
        hasher.Add(drawdown.HardSince);
        hasher.Add(((int)drawdown.Step << 2) | (drawdown.KeepsFall ? 2 : 0) | (isFlat ? 1 : 0));
    }

    private void AddWish(ref StateHasher hasher)
    {
        hasher.Add(_workingHash);
        hasher.Add((int)Wish.Side);
        hasher.Add(Wish.Since);
        hasher.Add(Wish.Arrival);
        hasher.Add(Wish.Done.Count);
        hasher.Add(Wish.Orders);
        hasher.Add(Wish.OrderedAt);
        hasher.Add(Wish.Volume.Count);
        hasher.Add(Wish.DoneInVolume.Count);
    }
}
