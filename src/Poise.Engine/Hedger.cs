using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>One underlying of a desk's book: its greeks, its policy, and the decision whether to hedge it. Orders, ledger and trading state are the desk's.</summary>
public sealed partial class Hedger
{
    private static readonly DeltaBand Unknown = new(double.NaN, double.NaN, double.NaN, BandRebalance.ToEdge);

    private readonly Desk _desk;
    private long _policyHash, _workingHash;
    private double _hedgedAtSpot = double.NaN;
    private Foresight _foresight;
    private RiskLimits? _toldLimits;
    private Instant _settledAt;
    private bool _isHedging;

    internal Hedger(Desk desk, int index, HedgerSettings settings)
    {
        (_desk, Index, Settings) = (desk, index, settings);
        Limits = settings.Limits;
        Gate = new RiskGate(Limits, desk.Settings.Orders);
        Greeks = new DeskGreeks(desk.Settings, desk.Book);
        Follow(settings.Policy);
        Work(settings.Working);
    }

    public HedgerSettings Settings { get; }

    /// <summary>Its place among <see cref="Desk.Hedgers"/>.</summary>
    public int Index { get; }

    public string Underlying => Settings.Underlying;

    public RiskGate Gate { get; private set; }

    /// <summary>The settings', or what the desk was told since.</summary>
    public RiskLimits Limits { get; private set; }

    /// <summary>How far profit has fallen; marked only where a limit is set.</summary>
    public Drawdown Drawdown { get; private set; }

    /// <summary>While it is being flattened: nothing is left to do, or no limit lets anything more be done.</summary>
    internal bool IsFlat { get; private set; }

    /// <summary>The settings' plan, with the largest order that was told.</summary>
    private CrossingPlan Plan => _toldLimits is null ? Settings.Plan : Settings.Plan with { Clip = Limits.MaxOrder };

    /// <summary>Of one lot of the hedge instrument, quote currency.</summary>
    internal double NotionalPerLot => Hedge == ContractIndex.None ? 0 : Math.Abs(Greeks.DeltaPerLot(Hedge)) * Greeks.Spot;

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

    /// <summary>The hedge instrument; <see cref="ContractIndex.None"/> until it is listed.</summary>
    public ContractIndex Hedge { get; private set; } = ContractIndex.None;

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
        (Limits, _toldLimits) = (limits, limits);
        Gate = new RiskGate(limits, _desk.Settings.Orders);
    }

    internal void Mark(Instant at, double profit)
    {
        if (Limits.Drawdown is { } limits && double.IsFinite(profit))
            Drawdown = Drawdown.With(at, profit, limits);
    }

    /// <summary>Worked otherwise from here on.</summary>
    internal void Step(DrawdownStep step) => (Drawdown, Wish, IsFlat) = (Drawdown with { Step = step }, default, false);

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
        // What was raised while it ran is the settings' again; what was lowered stays.
        if (_toldLimits is { } told)
            Gate = new RiskGate(Limits = Settings.Limits.Tighter(told), _desk.Settings.Orders);
    }

    internal void Traded(in Print print)
    {
        if (Wish.IsStanding && print.Contract == Hedge)
            Wish = Wish with { Volume = Wish.Volume + print.Quantity };
    }

    internal void Foresee(in Foresight foresight) => _foresight = foresight;

    private static long HashOf(byte[]? text)
    {
        StateHasher hasher = new();
        foreach (byte part in text ?? [])
            hasher.Add(part);
        return (long)hasher.Hash;
    }

    internal void List(ContractIndex index, Contract contract)
    {
        bool isHedge = contract.Id == Settings.Hedge;
        Greeks.List(index, contract, isHedge, contract.Id.Venue != Settings.Hedge.Venue);
        if (isHedge)
            Hedge = index;
    }

    internal void Filled(in Fill fill)
    {
        Greeks.Held(fill.Contract, fill.Side == Side.Buy ? fill.Quantity : -fill.Quantity);
        if (fill.Contract != Hedge)
            return;
        _hedgedAtSpot = (double)(fill.Price.Count * _desk.Book.ContractOf(Hedge).PriceTick);
        Greeks.Hedged();
        if (Wish.IsStanding && fill.Side == Wish.Side && fill.Order.IsKnown && fill.Order.Desk == _desk.Settings.Desk)
            Wish = Wish with { Done = Wish.Done + fill.Quantity, DoneInVolume = Wish.DoneInVolume + fill.Quantity };
    }

    /// <summary>An order for a contract of the underlying leaves.</summary>
    internal void Ordered(ContractIndex contract, Instant at)
    {
        _isHedging |= contract == Hedge;
        if (Wish.IsStanding && contract == Hedge)
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
        {
            hasher.Add(Drawdown.Profit);
            hasher.Add(Drawdown.Peak);
            hasher.Add(Drawdown.SoftSince);
            hasher.Add(Drawdown.HardSince);
            hasher.Add(((int)Drawdown.Step << 2) | (Drawdown.KeepsFall ? 2 : 0) | (IsFlat ? 1 : 0));
        }
        if (_toldLimits is not null)
            hasher.Add(HashOf(LimitsText.Of(Limits)));
        Greeks.AddTo(ref hasher);
        if (WorkingNow.FollowsWish)
            AddWish(ref hasher);
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
