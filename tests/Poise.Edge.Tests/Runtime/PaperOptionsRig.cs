using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>A desk whose orders in two options, by its numbers 1 and 2, are answered on paper. Its disks outlive it.</summary>
internal sealed class PaperOptionsRig
{
    public static readonly Instant Start = Instant.FromUtc(2026, 11, 29, 9);

    private readonly bool _isLinear;

    public PaperOptionsRig(SimulatedDisk journal, SimulatedDisk paper, Instant now, bool isLinear = false, Func<HedgerSettings, HedgerSettings>? change = null, bool linksLater = false)
    {
        (_isLinear, Now) = (isLinear, now);
        Contract hedge = Hedge(isLinear);
        var hedger = new HedgerSettings
        {
            Underlying = hedge.Underlying,
            Hedge = hedge.Id,
            Policy = new FixedBandPolicy(new DeltaBand(-1e9, 0, 1e9, BandRebalance.ToTarget)),
            Limits = new RiskLimits { MaxOrder = new(1_000_000), MaxPosition = new(10_000_000) },
            Plan = new CrossingPlan(0.001, new(1000)),
            Options = new OptionLimits { MaxOrder = 1000, MaxPosition = 10_000 },
        };
        DeskStart start = DeskStart.Fold(new DeskSettings { Hedgers = [change is null ? hedger : change(hedger)] }, Journal.Open(journal, new JournalOptions(), out _));
        Queue = new VenueQueue(-1);
        Port = Queue.Open(hedge.Id.Venue);
        Queue.Know(start.Desk.Book);
        Driver = start.Attach(Queue, now);
        Options = new PaperOptions(Driver, hedge.Id.Venue, paper);
        Venue = new PaperVenues(Driver, [new PaperVenue(Driver, hedge, 100_000, new VenueCosts(), new SimulatedDisk(new SeededRandom(3)), now)], Options);
        Port.Connect(Venue, () => Venue);
        foreach (Contract contract in (Contract[])[hedge, Option(isLinear, OptionType.Call), Option(isLinear, OptionType.Put)])
            Queue.Listed(now, contract);
        if (linksLater)
            Deliver();
        else
            Link(true);
    }

    public Instant Now { get; private set; }

    public VenueQueue Queue { get; }

    public VenuePort Port { get; }

    public DeskDriver Driver { get; }

    public PaperOptions Options { get; }

    public PaperVenues Venue { get; }

    public Desk Desk => Driver.Desk;

    /// <summary>By the desk's book.</summary>
    public long Held(int option = 1) => Desk.Book.QuantityOf(new(option)).Count;

    public static Contract Hedge(bool isLinear) => new()
    {
        Id = new("deribit", isLinear ? "BTC_USDC-PERPETUAL" : "BTC-PERPETUAL"),
        Kind = ContractKind.Perpetual,
        Underlying = isLinear ? "BTC_USDC" : "BTC",
        Root = isLinear ? "BTC_USDC" : "BTC",
        Style = isLinear ? PayoffStyle.Linear : PayoffStyle.Inverse,
        Multiplier = isLinear ? 1 : 10,
        SettlementCurrency = isLinear ? "USDC" : "BTC",
        PriceTick = 0.5m,
        LotSize = isLinear ? 0.001m : 1m,
    };

    /// <summary>Coin options are by tenths, in steps of a ten-thousandth of a coin; linear ones by hundredths, in steps of 5.</summary>
    public static Contract Option(bool isLinear, OptionType type) => Hedge(isLinear) with
    {
        Id = new("deribit", $"{(isLinear ? "BTC_USDC" : "BTC")}-26DEC26-100000-{(type == OptionType.Call ? "C" : "P")}"),
        Kind = ContractKind.Option,
        Multiplier = 1,
        PriceTick = isLinear ? 5m : 0.0001m,
        LotSize = isLinear ? 0.01m : 0.1m,
        Type = type,
        Strike = 100_000,
        Expiry = Instant.FromUtc(2026, 12, 26, 8),
        ListedExpiry = new DateOnly(2026, 12, 26),
    };

    /// <summary>A price in units of the underlying at 100,000.</summary>
    public double Price(double coins) => _isLinear ? 100_000 * coins : coins;

    /// <summary>Prices in units of the underlying at 100,000, sizes in lots.</summary>
    public void Quote(double bid, double ask, double bidLots = 50, double askLots = 50, int option = 1) => Told(option, new Quote(Price(bid), Price(ask), bidLots * Lot, askLots * Lot, Now));

    public void QuoteHedge(double bid, double ask) => Told(0, new Quote(bid, ask, 50, 50, Now));

    public void Told(int contract, in Quote quote)
    {
        Port.Quoted(Now, new(contract), quote);
        Deliver();
    }

    public void Link(bool isUp)
    {
        Port.LinkChanged(Now, isUp);
        Deliver();
    }

    public void Pass(double milliseconds = 100)
    {
        Now += new Duration((long)(milliseconds * 1e6));
        Venue.Advance(Now);
        Driver.Run(Now);
    }

    /// <summary>An intent that is durable, and its order, whatever the quote is.</summary>
    public OrderId Place(Side side, long lots, double limit, int option = 1, TimeInForce time = TimeInForce.ImmediateOrCancel, bool postOnly = false, bool reduceOnly = false, bool isAnswered = true)
    {
        Contract contract = Desk.Book.ContractOf(new(option));
        var order = new NewOrder(new OrderId(1, Desk.LastSequence + 1), new(option), side, new(lots), new(Grid.Count(Price(limit), contract.PriceTick, Rounding.Nearest)), time, postOnly, reduceOnly);
        Driver.Offer(DeskEvent.Placed(Now, new Intent(order, DecisionReason.None, 0)));
        Driver.Run(Now);
        Assert.True(Driver.FlushAll());
        var good = new RiskView(TradingState.Normal, true, true, Now, new Quote(Price(limit) * 0.999, Price(limit) * 1.001, 1, 1, Now), contract.PriceTick, reduceOnly ? new(side == Side.Buy ? -lots : lots) : Lots.Zero, Lots.Zero, Lots.Zero, 0, 0);
        Queue.Place(new RiskGate(new RiskLimits { MaxOrder = new(1_000_000), MaxPosition = new(1_000_000) }).Check(order, good).Approved);
        if (isAnswered)
        {
            Pass();
            Assert.Equal(0, Desk.Working.Count);
        }
        return order.Id;
    }

    public OrderUpdate StateOf(OrderId id)
    {
        Assert.True(Venue.TryOrder(id, out OrderUpdate state, []));
        return state;
    }

    public void Deliver()
    {
        Queue.Deliver(Driver, Now, Venue);
        Driver.Run(Now);
    }

    public static SimulatedDisk Disk(ulong seed) => new(new SeededRandom(seed));

    private double Lot => _isLinear ? 0.01 : 0.1;
}
