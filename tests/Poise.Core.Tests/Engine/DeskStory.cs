using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>A desk on a short option and a perpetual, told as a story: given, when, then.</summary>
public sealed class DeskStory
{
    public static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 8);
    public static readonly Instant Expiry = Start + Duration.FromDays(30);

    private readonly Effect[] _buffer = new Effect[64];
    private long _trade;

    public DeskStory(DeskSettings settings, bool isInverse = false)
    {
        Desk = new Desk(settings);
        Now = Start;
        Perpetual = isInverse ? InversePerpetual : LinearPerpetual;
        Call = Option("C100", OptionType.Call, 100, isInverse);
        Put = Option("P95", OptionType.Put, 95, isInverse);
        Apply(DeskEvent.Listed(Now, Perpetual));
        Apply(DeskEvent.Listed(Now, Call));
        Apply(DeskEvent.Listed(Now, Put));
    }

    public static readonly Contract LinearPerpetual = new()
    {
        Id = new("sim", "PERP"),
        Kind = ContractKind.Perpetual,
        Underlying = "ABC",
        PriceTick = 0.01m,
        LotSize = 0.1m,
    };

    public static readonly Contract InversePerpetual = LinearPerpetual with
    {
        Style = PayoffStyle.Inverse,
        Multiplier = 10,
        LotSize = 1m,
        SettlementCurrency = "ABC",
    };

    public static DeskSettings Settings { get; } = new()
    {
        Hedgers =
        [
            new HedgerSettings
            {
                Underlying = "ABC",
                Hedge = LinearPerpetual.Id,
                Policy = new FixedBandPolicy(new DeltaBand(-5, 0, 5, BandRebalance.ToTarget)),
                Limits = new RiskLimits { MaxOrder = new(1000), MaxPosition = new(2000), Collar = 0.02, MaxJump = 1 },
                Plan = new CrossingPlan(0.001, new(1000)),
            },
        ],
    };

    public static DeskSettings With(Func<HedgerSettings, HedgerSettings> change) => Settings with { Hedgers = [change(Settings.Hedgers[0])] };

    public static readonly ContractIndex PerpetualIndex = new(0), CallIndex = new(1), PutIndex = new(2);

    public Desk Desk { get; }
    public Contract Perpetual { get; }
    public Contract Call { get; }
    public Contract Put { get; }
    public Instant Now { get; private set; }
    public HedgeDecision Decision { get; private set; }
    public List<NewOrder> Placed { get; } = [];
    public List<Cancel> Cancelled { get; } = [];
    public List<Instant> Wakes { get; } = [];
    public List<DeskEvent> Recording { get; } = [];

    /// <summary>Started, linked, reconciled, quoted at 100 and fitted at 50 % vol: ready to hedge.</summary>
    public static DeskStory Ready(DeskSettings? settings = null, bool isInverse = false) =>
        new DeskStory(settings ?? Settings, isInverse).Opens().Quotes(100).Fits(0.5);

    public DeskStory Opens()
    {
        Apply(DeskEvent.Started(Now));
        Apply(DeskEvent.LinkUp(Now));
        return Apply(DeskEvent.Reconciled(Now));
    }

    public DeskStory Holds(ContractIndex contract, double contracts, decimal price = 5m)
    {
        long lots = (long)Math.Round(contracts / (double)Desk.Book.ContractOf(contract).LotSize);
        return Apply(DeskEvent.PositionOpened(Now, contract, new(lots), price));
    }

    public DeskStory Quotes(double mid, double halfSpread = 0.02) =>
        Apply(DeskEvent.Quoted(Now, PerpetualIndex, new Quote(mid - halfSpread, mid + halfSpread, 50, 50, Now)));

    public DeskStory Fits(double vol) => Apply(DeskEvent.SurfaceFitted(Now, new FittedSlice
    {
        Expiry = Expiry,
        AsOf = Now,
        Basis = 1,
        Discount = 1,
        Contracts = [CallIndex, PutIndex],
        Vols = [vol, vol],
    }));

    public DeskStory After(double seconds)
    {
        Now += new Duration((long)(seconds * 1e9));
        return this;
    }

    public DeskStory Apply(in DeskEvent e)
    {
        Desk.Apply(e);
        Recording.Add(e);
        return this;
    }

    public DeskStory EndsBatch()
    {
        EffectWriter effects = new(_buffer);
        Desk.EndBatch(Now, ref effects);
        Decision = Desk.Hedgers[0].LastDecision;
        Recording.Add(DeskEvent.BatchEnded(Now, Desk.Batches));
        foreach (ref readonly Effect effect in effects.Written)
        {
            if (effect.TryAsEvent(Now, out DeskEvent kept))
                Recording.Add(kept);
            if (effect.Kind == EffectKind.Place)
                Placed.Add(effect.Order.Value);
            else if (effect.Kind == EffectKind.Cancel)
                Cancelled.Add(effect.Cancellation);
            else if (effect.Kind == EffectKind.WakeAt)
                Wakes.Add(effect.WakeAt);
        }
        Desk.Invariants();
        Desk.CheckDrift();
        return this;
    }

    public DeskStory Acknowledges(NewOrder order) => Updates(order, OrderStatus.Open, 0);

    public DeskStory Updates(NewOrder order, OrderStatus status, long filled) =>
        Apply(DeskEvent.OrderUpdated(Now, new OrderUpdate(order.Id, order.Contract, status, new(filled), 0, Now)));

    public DeskStory Fills(NewOrder order, long lots, decimal fee = 0, long trade = 0) =>
        Apply(DeskEvent.Filled(Now, new Fill(
            trade > 0 ? trade : ++_trade, order.Id, order.Contract, order.Side, new(lots), order.Limit, fee, false, Now)));

    public DeskStory FillsWhole(NewOrder order) => Fills(order, order.Quantity.Count).Updates(order, OrderStatus.Filled, order.Quantity.Count);

    /// <summary>Quotes, fits again and ends the batch.</summary>
    public DeskStory SeesMarket(double mid, double vol = 0.5) => Quotes(mid).Fits(vol).EndsBatch();

    private static Contract Option(string symbol, OptionType type, double strike, bool isInverse) => new()
    {
        Id = new("sim", symbol),
        Kind = ContractKind.Option,
        Underlying = "ABC",
        Type = type,
        Strike = strike,
        Expiry = Expiry,
        ListedExpiry = new DateOnly(2026, 2, 4),
        PriceTick = isInverse ? 0.0001m : 0.01m,
        LotSize = 0.1m,
        Style = isInverse ? PayoffStyle.Inverse : PayoffStyle.Linear,
        SettlementCurrency = isInverse ? "ABC" : "USD",
    };
}
