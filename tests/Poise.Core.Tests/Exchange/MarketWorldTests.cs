using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>A market that lives for days while an account trades at random: what must hold at every step.</summary>
public class MarketWorldTests
{
    private static readonly MarketSettings Wild = new()
    {
        Vol = 0.9,
        JumpsPerDay = 4,
        Step = Duration.FromSeconds(20),
        PerpetualTradesPerSecond = 0.05,
        OptionTradesPerSecond = 0.05,
        Premium = new PremiumRules(Dead: 0),
    };

    private static readonly MarketSettings WildInverse = Wild with
    {
        Style = PayoffStyle.Inverse,
        OptionTick = 0.0001m,
        PerpetualLot = 1m,
        PerpetualMultiplier = 10,
        PerpetualSize = 20_000,
    };

    public static TheoryData<bool, ulong> Worlds => new() { { false, 1 }, { false, 2 }, { true, 3 }, { true, 4 } };

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Money_contracts_and_fees_are_conserved_and_the_fills_explain_the_account(bool inverse, ulong seed)
    {
        var world = new RandomAccount(inverse ? WildInverse : Wild, seed);
        var position = new SortedDictionary<int, long>();
        decimal cash = 0, fees = 0;
        int seen = 0, settled = 0, funded = 0;
        for (int step = 0; step < 700; step++)
        {
            world.Step(Duration.FromSeconds(120));
            SimulatedMarket market = world.Market;
            Assert.True(step % 10 > 0 || market.IsBalanced);
        }
        world.Settle();
        foreach (ExchangeEvent e in world.Listener.Events)
        {
            if (e.Kind == ExchangeEventKind.Fill)
            {
                Fill fill = e.Fill;
                long lots = fill.Side == Side.Buy ? fill.Quantity.Count : -fill.Quantity.Count;
                position[fill.Contract.Value] = position.GetValueOrDefault(fill.Contract.Value) + lots;
                cash -= Worth(world.Market.ContractAt(fill.Contract), lots, fill.Price.Count * world.Market.ContractAt(fill.Contract).PriceTick);
                fees += fill.Fee;
                seen++;
            }
            else if (e.Kind == ExchangeEventKind.Settled)
            {
                Assert.Equal(position.GetValueOrDefault(e.Contract.Value), e.Settlement.Held.Count);
                position.Remove(e.Contract.Value);
                cash += e.Settlement.Cash;
                settled++;
            }
            else if (e.Kind == ExchangeEventKind.Funded)
            {
                Assert.Equal(position.GetValueOrDefault(e.Contract.Value), e.Funding.Held.Count);
                cash += (decimal)e.Funding.Units(e.Funding.Held) / InstrumentTerms.Unit;
                funded += e.Funding.Units(e.Funding.Held) != 0 ? 1 : 0;
            }
        }
        Assert.True(funded > 3, $"{funded} payments of funding");
        Assert.True(seen > 80 && settled >= 30, $"{seen} fills, {settled} settlements");
        Assert.Equal(seen, world.Market.Fills);
        // Coins are rounded to whole units once a trade.
        Assert.True(Math.Abs(world.Market.Cash - cash) <= (inverse ? 1e-8m * (seen + settled) : 1e-15m));
        Assert.Equal(world.Market.Fees, fees);
        for (int i = 0; i < world.Market.Contracts; i++)
            Assert.Equal(position.GetValueOrDefault(i), world.Market.PositionOf(new(i)).Count);
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void A_market_that_is_loaded_goes_on_as_one_whose_account_took_its_orders_back(bool inverse, ulong seed)
    {
        MarketSettings settings = inverse ? WildInverse : Wild;
        var world = new RandomAccount(settings, seed);
        for (int step = 0; step < 400; step++)
            world.Step(Duration.FromSeconds(240));
        world.Settle();
        SimulatedMarket market = world.Market;
        var saved = new StateWriter();
        market.Save(saved);
        var from = new StateReader(saved.Bytes);
        SimulatedMarket loaded = SimulatedMarket.Load(settings, seed, Listener.Start, ref from);
        Assert.Equal((market.Now, market.Cash, market.Fees, market.LastFunding), (loaded.Now, loaded.Cash, loaded.Fees, loaded.LastFunding));
        Assert.Equal(0, loaded.Orders);
        int ended = 0;
        for (int i = 0; i < market.Contracts; i++)
        {
            Assert.Equal((market.ContractAt(new(i)), market.PositionOf(new(i)), market.IsLive(new(i))), (loaded.ContractAt(new(i)), loaded.PositionOf(new(i)), loaded.IsLive(new(i))));
            ended += market.TrySettlement(new(i), out Settlement settlement) ? 1 : 0;
            Assert.Equal(market.TrySettlement(new(i), out _), loaded.TrySettlement(new(i), out Settlement again));
            Assert.Equal(settlement.Price, again.Price);
        }
        Assert.True(ended > 10, $"{ended} contracts have ended");

        Assert.NotEmpty(market.Exchange.OpenOrders(market.AccountNumber));
        Assert.Empty(loaded.Exchange.OpenOrders(loaded.AccountNumber));
        market.Exchange.Apply(ExchangeCommand.CancelAll(market.Exchange.Now, market.AccountNumber, OrderFilter.All));
        var listener = new Listener();
        for (int hour = 0; hour < 4; hour++)
        {
            market.AdvanceTo(market.Now + Duration.FromSeconds(3600), listener);
            loaded.AdvanceTo(market.Now, listener);
            Assert.Equal(Hash(market), Hash(loaded));
        }

        static ulong Hash(SimulatedMarket of)
        {
            var state = new StateWriter();
            of.Exchange.Save(state);
            return state.Hash;
        }
    }

    [Fact]
    public void Bytes_that_are_no_market_are_refused()
    {
        var market = new SimulatedMarket(Wild, 1, Listener.Start);
        var saved = new StateWriter();
        market.Save(saved);
        for (int length = 0; length < saved.Length; length += 1 + saved.Length / 40)
        {
            byte[] cut = saved.Bytes[..length].ToArray();
            Assert.Throws<StateDamagedException>(() => Load(cut, Wild));
        }
        byte[] more = [.. saved.Bytes, 1];
        Assert.Throws<StateDamagedException>(() => Load(more, Wild));
        Load(saved.Bytes, Wild);

        static void Load(ReadOnlySpan<byte> bytes, MarketSettings settings)
        {
            var from = new StateReader(bytes);
            SimulatedMarket.Load(settings, 1, Listener.Start, ref from);
        }
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void What_is_reported_of_an_order_adds_up(bool inverse, ulong seed)
    {
        var world = new RandomAccount(inverse ? WildInverse : Wild, seed);
        for (int step = 0; step < 1500; step++)
            world.Step(Duration.FromSeconds(30));
        world.Settle();
        var filled = new Dictionary<OrderId, long>();
        var closed = new HashSet<OrderId>();
        var trades = new HashSet<long>();
        foreach (ExchangeEvent e in world.Listener.Events)
        {
            if (e.Kind == ExchangeEventKind.Fill)
            {
                Assert.True(trades.Add(e.Fill.TradeId), "an execution number came twice");
                Assert.DoesNotContain(e.Fill.Order, closed);
                filled[e.Fill.Order] = filled.GetValueOrDefault(e.Fill.Order) + e.Fill.Quantity.Count;
                NewOrder order = world.Sent[e.Fill.Order];
                Assert.Equal(order.Side, e.Fill.Side);
                Assert.True(order.Side == Side.Buy ? e.Fill.Price <= order.Limit : e.Fill.Price >= order.Limit, "worse than the limit");
            }
            else if (e.Kind == ExchangeEventKind.Order && e.Order.Reason is not ((int)VenueReason.AlreadyClosed or (int)VenueReason.UnknownOrder))
            {
                Assert.Equal(filled.GetValueOrDefault(e.Order.Id), e.Order.Filled.Count);
                if (e.Order.Status != OrderStatus.Open)
                    Assert.True(closed.Add(e.Order.Id), "closed twice");
            }
        }
        var fills = new List<Fill>();
        foreach ((OrderId id, NewOrder _) in world.Sent)
        {
            fills.Clear();
            world.Market.FillsOf(id, fills);
            Assert.True(world.Market.TryOrder(id, out OrderState state));
            Assert.Equal(fills.Sum(f => f.Quantity.Count), state.Filled.Count);
            Assert.Equal(filled.GetValueOrDefault(id), state.Filled.Count);
            Assert.InRange(state.Filled.Count, 0, state.Order.Quantity.Count);
        }
    }

    [Fact]
    public void The_same_seed_and_commands_give_the_same_events_however_time_is_cut()
    {
        ulong once = Run(7, cuts: 1);
        Assert.Equal(once, Run(7, cuts: 1));
        Assert.Equal(once, Run(7, cuts: 13));
        Assert.NotEqual(once, Run(8, cuts: 1));

        static ulong Run(ulong seed, int cuts)
        {
            var world = new RandomAccount(new MarketSettings { Step = Duration.FromSeconds(5) }, seed);
            for (int step = 0; step < 120; step++)
                world.Step(Duration.FromSeconds(13), cuts);
            return world.Listener.Hash;
        }
    }

    [Fact]
    public void Nothing_overtakes_and_nothing_arrives_before_its_latency()
    {
        var world = new RandomAccount(new MarketSettings(), 5);
        for (int step = 0; step < 400; step++)
            world.Step(Duration.FromMilliseconds(700));
        world.Settle();
        Instant last = default;
        var venue = new Dictionary<bool, Instant>();
        int answers = 0;
        foreach (ExchangeEvent e in world.Listener.Events)
        {
            Assert.True(e.DeliveredAt >= last);
            last = e.DeliveredAt;
            Instant happened;
            switch (e.Kind)
            {
                case ExchangeEventKind.Order:
                    happened = e.Order.At;
                    if (world.SentAt.Remove(e.Order.Id, out Instant sent))
                    {
                        Assert.True(happened - sent >= world.Market.Settings.OrderLatency.Least);
                        answers++;
                    }
                    break;
                case ExchangeEventKind.Fill:
                    happened = e.Fill.At;
                    break;
                case ExchangeEventKind.Quote:
                    happened = e.Quote.At;
                    break;
                default:
                    continue;
            }
            bool isPrivate = e.Kind != ExchangeEventKind.Quote;
            Duration least = isPrivate ? world.Market.Settings.AccountLatency.Least : world.Market.Settings.DataLatency.Least;
            Assert.True(e.DeliveredAt - happened >= least);
            Assert.True(happened >= venue.GetValueOrDefault(isPrivate), "the venue's own order of events");
            venue[isPrivate] = happened;
        }
        Assert.True(answers > 100);
    }

    [Fact]
    public void An_endowment_is_a_trade_without_fee()
    {
        var market = new SimulatedMarket(new MarketSettings(), 1, Listener.Start);
        market.Endow(new(3), new(-50), 1234m);
        Assert.Equal((-50, 6170m, 0m), (market.PositionOf(new(3)).Count, market.Cash, market.Fees));
        Assert.True(market.IsBalanced);
        Assert.Throws<ArgumentException>(() => market.Endow(new(9999), new(1), 1));
    }

    [Fact]
    public void A_new_session_answers_for_certain_what_became_of_each_order()
    {
        int arrived = 0, lost = 0;
        for (ulong seed = 1; seed <= Deep.Seeds(200); seed++)
        {
            var market = new SimulatedMarket(new MarketSettings(), seed, Listener.Start);
            var listener = new Listener();
            market.AdvanceTo(Listener.Start + Duration.FromSeconds(1), listener);
            long bid = (long)(market.MarkOf(new(0)) / 0.5) - 1000;
            for (int i = 1; i <= 5; i++)
                market.Submit(DeskMessage.Place(new NewOrder(new(1, i), new(0), Side.Buy, new(1), new(bid), TimeInForce.GoodTillCancelled, false, false)), market.Now);
            market.Reconnect();
            Assert.Equal(0, market.CommandsUnderWay);
            int known = Enumerable.Range(1, 5).TakeWhile(i => market.TryOrder(new(1, i), out _)).Count();
            arrived += known;
            lost += 5 - known;
            var open = new List<OrderState>();
            market.OpenOrders(open);
            Assert.Equal(Enumerable.Range(1, known).Select(i => (long)i), open.Select(o => o.Order.Id.Sequence));
            var after = new Listener();
            market.AdvanceTo(market.Now + Duration.FromSeconds(5), after);
            Assert.Equal(known, Enumerable.Range(1, 5).Count(i => market.TryOrder(new(1, i), out _)));
            Assert.DoesNotContain(after.Events, e => e.Kind == ExchangeEventKind.Order);
            Assert.Equal(Enumerable.Range(0, market.Contracts).Where(i => market.IsLive(new(i))), after.Events.Where(e => e.Kind == ExchangeEventKind.Listed).Select(e => e.Contract.Value));
        }
        Assert.True(arrived > 100 && lost > 100);
    }

    private static decimal Worth(Contract contract, long lots, decimal price) => contract is { Style: PayoffStyle.Inverse, IsOption: false }
        ? -(lots * contract.LotSize * (decimal)contract.Multiplier) / price
        : lots * contract.LotSize * (decimal)contract.Multiplier * price;
}

/// <summary>An account that does all that is allowed, and some that is not, at random.</summary>
internal sealed class RandomAccount
{
    private readonly SeededRandom _random;
    private readonly List<OrderId> _ids = [];
    private long _sequence;

    public RandomAccount(MarketSettings settings, ulong seed)
    {
        if (settings.Step >= Duration.FromSeconds(20))
            Listener = new Listener { Keep = kind => kind is ExchangeEventKind.Order or ExchangeEventKind.Fill or ExchangeEventKind.Settled or ExchangeEventKind.Funded };
        Market = new SimulatedMarket(settings, seed, Listener.Start);
        _random = new SeededRandom(seed + 1000);
    }

    public SimulatedMarket Market { get; }

    public Listener Listener { get; } = new();

    public SortedDictionary<OrderId, NewOrder> Sent { get; } = new(Comparer<OrderId>.Create((a, b) => a.Sequence.CompareTo(b.Sequence)));

    public Dictionary<OrderId, Instant> SentAt { get; } = [];

    public void Step(Duration time, int cuts = 1)
    {
        if (_random.NextInt32(3) > 0)
            Act();
        Instant end = Market.Now + time;
        for (int i = 1; i < cuts; i++)
            Market.AdvanceTo(Market.Now + new Duration(time.Nanoseconds / cuts), Listener);
        Market.AdvanceTo(end, Listener);
    }

    /// <summary>Lets everything under way arrive.</summary>
    public void Settle() => Market.AdvanceTo(Market.Now + Duration.FromSeconds(1), Listener);

    private void Act()
    {
        int dice = _random.NextInt32(10);
        if (dice < 2 && _ids.Count > 0)
        {
            OrderId id = _ids[^(1 + _random.NextInt32(Math.Min(10, _ids.Count)))];
            Market.Submit(DeskMessage.Cancel(new Cancel(id, Sent[id].Contract)), Market.Now);
            return;
        }
        int contract = _random.NextInt32(2) == 0 ? 0 : _random.NextInt32(Market.Contracts);
        double tick = (double)Market.ContractAt(new(contract)).PriceTick;
        double mark = Market.MarkOf(new(contract)) * (1 + 0.002 * _random.NextNormal());
        var order = new NewOrder(new OrderId(1, ++_sequence), new(contract), _random.NextInt32(2) == 0 ? Side.Buy : Side.Sell,
            new(1 + _random.NextInt32(contract == 0 ? 3000 : 60)), new(Math.Max(1, (long)(mark / tick) + _random.NextInt32(21) - 10)), (TimeInForce)_random.NextInt32(3),
            _random.NextInt32(6) == 0, _random.NextInt32(6) == 0);
        Sent.Add(order.Id, order);
        SentAt.Add(order.Id, Market.Now);
        _ids.Add(order.Id);
        Market.Submit(DeskMessage.Place(order), Market.Now);
    }
}
