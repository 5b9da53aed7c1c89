using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>One underlying of a desk's book: its greeks, its policy, and the decision whether to hedge it. Orders, ledger and trading state are the desk's.</summary>
public sealed partial class Hedger
{
    private static readonly DeltaBand Unknown = new(double.NaN, double.NaN, double.NaN, BandRebalance.ToEdge);

    private readonly Desk _desk;
    private long _policyHash;
    private double _hedgedAtSpot = double.NaN;
    private Foresight _foresight;
    private Instant _settledAt;
    private bool _isHedging;

    internal Hedger(Desk desk, int index, HedgerSettings settings)
    {
        (_desk, Index, Settings) = (desk, index, settings);
        Gate = new RiskGate(settings.Limits, desk.Settings.Orders);
        Greeks = new DeskGreeks(desk.Settings, desk.Book);
        Follow(settings.Policy);
    }

    public HedgerSettings Settings { get; }

    /// <summary>Its place among <see cref="Desk.Hedgers"/>.</summary>
    public int Index { get; }

    public string Underlying => Settings.Underlying;

    public RiskGate Gate { get; }

    /// <summary>Of what the book holds on the underlying, as of the last batch.</summary>
    public DeskGreeks Greeks { get; }

    /// <summary>When it is hedged, and how far.</summary>
    public IHedgePolicy Policy { get; private set; } = null!;

    /// <summary>A journal, or a command, has set it: the settings' one is followed until then.</summary>
    public bool IsPolicyTold { get; private set; }

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
        StateHasher hasher = new();
        foreach (byte part in PolicyText.Of(policy) ?? [])
            hasher.Add(part);
        _policyHash = (long)hasher.Hash;
        Band = policy is FixedBandPolicy { Ratio: 1 } given ? given.Band : Unknown;
    }

    internal void Foresee(in Foresight foresight) => _foresight = foresight;

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
    }

    /// <summary>An order for a contract of the underlying leaves.</summary>
    internal void Ordered(ContractIndex contract) => _isHedging |= contract == Hedge;

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
        Greeks.AddTo(ref hasher);
    }
}
