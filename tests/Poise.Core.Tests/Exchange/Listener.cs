using System.Runtime.InteropServices;
using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>Keeps what a market says, and a hash of it.</summary>
internal sealed class Listener : IExchangeSink
{
    public static readonly Instant Start = Instant.FromUtc(2026, 11, 21, 10);

    public List<ExchangeEvent> Events { get; } = [];

    public ulong Hash { get; private set; } = 14695981039346656037UL;

    /// <summary>Which events are kept; a day of quotes is a lot of memory.</summary>
    public Func<ExchangeEventKind, bool> Keep { get; init; } = _ => true;

    public void On(in ExchangeEvent happened)
    {
        if (Keep(happened.Kind))
            Events.Add(happened);
        Mix((ulong)happened.DeliveredAt.UnixNanoseconds);
        Mix((ulong)happened.Kind);
        Mix((ulong)happened.Contract.Value);
        switch (happened.Kind)
        {
            case ExchangeEventKind.Listed:
                foreach (char c in happened.Listing.Id.Symbol)
                    Mix(c);
                break;
            case ExchangeEventKind.Quote:
                Mix(happened.Quote);
                break;
            case ExchangeEventKind.Depth:
                Mix(happened.Depth);
                break;
            case ExchangeEventKind.Trade:
                Mix(happened.Trade.Price.Count, happened.Trade.Quantity.Count, (long)happened.Trade.Aggressor);
                break;
            case ExchangeEventKind.Order:
                Mix(happened.Order.Id.Sequence, (long)happened.Order.Status, happened.Order.Filled.Count, happened.Order.Reason);
                break;
            case ExchangeEventKind.Fill:
                Mix(happened.Fill.TradeId, happened.Fill.Price.Count, happened.Fill.Quantity.Count, (long)(happened.Fill.Fee * 100_000_000m));
                break;
            case ExchangeEventKind.Settled:
                Mix(happened.Settlement.Held.Count, (long)(happened.Settlement.Cash * 10_000m));
                break;
            case ExchangeEventKind.Funded:
                Mix(happened.Funding.Held.Count, happened.Funding.Units(happened.Funding.Held));
                break;
            case ExchangeEventKind.Index:
                Mix((ulong)BitConverter.DoubleToInt64Bits(happened.Index));
                break;
            default:
                Mix((ulong)BitConverter.DoubleToInt64Bits(happened.OpenInterest));
                break;
        }
    }

    public IEnumerable<OrderUpdate> Updates => Events.Where(e => e.Kind == ExchangeEventKind.Order).Select(e => e.Order);

    public IEnumerable<Fill> Fills => Events.Where(e => e.Kind == ExchangeEventKind.Fill).Select(e => e.Fill);

    private void Mix<T>(in T value)
        where T : struct
    {
        T copy = value;
        foreach (long word in MemoryMarshal.Cast<byte, long>(MemoryMarshal.AsBytes(new Span<T>(ref copy))))
            Mix((ulong)word);
    }

    private void Mix(params ReadOnlySpan<long> values)
    {
        foreach (long value in values)
            Mix((ulong)value);
    }

    private void Mix(ulong value) => Hash = (Hash ^ value) * 1099511628211UL;
}

/// <summary>A market that stands still between hourly steps and answers at once, with an account that numbers its orders.</summary>
internal sealed class Bench
{
    private long _sequence;

    public Bench(MarketSettings? settings = null, ulong seed = 1)
    {
        Settings = settings ?? Quiet;
        Market = new SimulatedMarket(Settings, seed, Listener.Start);
        Market.AdvanceTo(Listener.Start, Listener);
    }

    public static MarketSettings Quiet { get; } = Quieted(new());

    public static MarketSettings Quieted(MarketSettings market) => market with
    {
        Step = Duration.FromHours(1),
        PerpetualTradesPerSecond = 0,
        OptionTradesPerSecond = 0,
        TrendFollowers = 0,
        LeveragedAccounts = 0,
        OrderLatency = default,
        AccountLatency = default,
        DataLatency = default,
    };

    public static ContractIndex Perpetual { get; } = new(0);

    public MarketSettings Settings { get; }

    public SimulatedMarket Market { get; }

    public Listener Listener { get; } = new();

    public Depth Depth => Listener.Events.Last(e => e.Kind == ExchangeEventKind.Depth).Depth;

    public OrderUpdate LastUpdate => Listener.Updates.Last();

    public OrderId NextId() => new(1, ++_sequence);

    public OrderId Place(Side side, long lots, Ticks limit, TimeInForce time = TimeInForce.GoodTillCancelled, bool postOnly = false, bool reduceOnly = false) =>
        Place(new NewOrder(NextId(), Perpetual, side, new(lots), limit, time, postOnly, reduceOnly));

    public OrderId Place(in NewOrder order)
    {
        Send(DeskMessage.Place(order));
        return order.Id;
    }

    public void Send(in DeskMessage command)
    {
        Market.Submit(command, Market.Now);
        Market.AdvanceTo(Market.Now, Listener);
    }

    public void Pass(Duration time) => Market.AdvanceTo(Market.Now + time, Listener);
}
