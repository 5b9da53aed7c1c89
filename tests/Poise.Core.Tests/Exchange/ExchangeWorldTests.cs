using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>The whole exchange under accounts that ask for anything: what must hold after every command, and that the log is all there is to know.</summary>
public class ExchangeWorldTests
{
    private const int Steps = 700;

    [Fact]
    public void Cash_contracts_and_fees_are_conserved_after_every_command_over_a_settlement()
    {
        long trades = 0, settled = 0, done = 0, refused = 0, liquidated = 0, crossed = 0;
        for (ulong seed = 1; seed <= Deep.Seeds(6); seed++)
        {
            var traders = new RandomTraders(seed);
            SimulatedExchange exchange = traders.Exchange;
            var watch = new Counter();
            exchange.Watch = watch;
            long[] paidIn = [.. Enumerable.Range(0, exchange.Currencies.Count).Select(c => traders.Log.Where(d => d.Kind == CommandKind.Deposit && d.Of == c).Sum(d => d.Units))];
            for (int step = 0; step < Steps; step++)
            {
                int before = traders.Log.Count;
                traders.Step();
                foreach (ExchangeCommand did in traders.Log.Skip(before))
                    paidIn[did.Of] += did.Kind == CommandKind.Deposit && traders.Last.IsDone ? did.Units : 0;
                for (int currency = 0; currency < exchange.Currencies.Count; currency++)
                {
                    Assert.Equal(paidIn[currency], Enumerable.Range(0, exchange.Accounts.Count).Sum(a => exchange.Accounts.Cash(a, currency)));
                    Assert.Equal(0, Enumerable.Range(0, exchange.Accounts.Count).Sum(a => exchange.Accounts.Fees(a, currency)));
                }
                foreach (ListedInstrument instrument in exchange.Instruments)
                {
                    long[] held = [.. Enumerable.Range(0, exchange.Accounts.Count).Select(a => exchange.Accounts.Position(a, instrument.Number))];
                    Assert.Equal(0, held.Sum());
                    Assert.Equal(exchange.Accounts.OpenInterest(instrument.Number), held.Where(l => l > 0).Sum());
                    Assert.True(instrument.IsOpen || held.All(l => l == 0), "something is held of what has ended");
                }
            }
            trades += exchange.Trades;
            settled += exchange.Instruments.Count(i => !i.IsOpen);
            (done, refused) = (done + traders.Done, refused + traders.Refused);
            (liquidated, crossed) = (liquidated + watch.Liquidated, crossed + watch.CrossLiquidated);
        }
        Assert.True(
            trades > 400 && settled > 50 && refused > 1000 && done > 1500 && liquidated > 5 && crossed > 5, $"{trades} trades, {settled} settled, {done} done, {refused} refused, {liquidated} and {crossed} steps of liquidation");
    }

    [Fact]
    public void The_log_brings_the_same_state_back_and_a_snapshot_goes_on_as_the_exchange_did()
    {
        var hashes = new HashSet<ulong>();
        for (ulong seed = 1; seed <= Deep.Seeds(8); seed++)
        {
            var traders = new RandomTraders(seed);
            int kept = 200 + (int)(seed * 97 % 400);
            var snapshot = new StateWriter();
            for (int step = 0; step < Steps; step++)
            {
                if (traders.Log.Count >= kept && snapshot.Length == 0)
                {
                    kept = traders.Log.Count;
                    traders.Exchange.Save(snapshot);
                }
                traders.Step();
            }
            ulong hash = HashOf(traders.Exchange);
            Assert.True(hashes.Add(hash));

            var bytes = new StateWriter();
            foreach (ExchangeCommand command in traders.Log)
                ExchangeCommandCodec.Write(command, bytes);
            var replayed = new SimulatedExchange(traders.Settings, RandomTraders.Born);
            var log = new StateReader(bytes.Bytes);
            while (!log.IsAtEnd)
                replayed.Apply(ExchangeCommandCodec.Read(ref log));
            Assert.Equal(hash, HashOf(replayed));

            var from = new StateReader(snapshot.Bytes);
            SimulatedExchange loaded = SimulatedExchange.Load(traders.Settings, ref from);
            Assert.True(from.IsAtEnd);
            Assert.Equal(snapshot.Hash, HashOf(loaded));
            foreach (ExchangeCommand command in traders.Log.Skip(kept))
                loaded.Apply(command);
            Assert.Equal(hash, HashOf(loaded));
        }
    }

    [Fact]
    public void A_snapshot_that_is_cut_or_of_another_kind_is_refused()
    {
        var traders = new RandomTraders(3);
        for (int step = 0; step < 300; step++)
            traders.Step();
        var snapshot = new StateWriter();
        traders.Exchange.Save(snapshot);
        byte[] bytes = snapshot.Bytes.ToArray();
        var random = new SeededRandom(1);
        for (int i = 0; i < 200; i++)
        {
            int length = random.NextInt32(bytes.Length);
            Assert.Throws<StateDamagedException>(() => Read(bytes.AsSpan(0, length).ToArray()));
        }
        bytes[0]++;
        Assert.Throws<StateDamagedException>(() => Read(bytes));

        void Read(byte[] damaged)
        {
            var from = new StateReader(damaged);
            SimulatedExchange.Load(traders.Settings, ref from);
        }
    }

    [Fact]
    public void What_is_remembered_of_orders_and_trades_adds_up()
    {
        for (ulong seed = 1; seed <= Deep.Seeds(4); seed++)
        {
            var traders = new RandomTraders(seed, RandomTraders.Small with { Remembered = 100_000 });
            var watch = new Counter();
            traders.Exchange.Watch = watch;
            for (int step = 0; step < Steps; step++)
                traders.Step();
            SimulatedExchange exchange = traders.Exchange;
            for (int account = RandomTraders.First; account < exchange.Accounts.Count; account++)
            {
                Dictionary<long, OrderRecord> orders = exchange.EndedOrders(account).Concat(exchange.OpenOrders(account)).ToDictionary(o => o.Number);
                IReadOnlyCollection<AccountTrade> trades = exchange.TradesOfAccount(account);
                foreach (IGrouping<long, AccountTrade> of in trades.GroupBy(t => t.Order))
                {
                    OrderRecord order = orders[of.Key];
                    Assert.Equal(order.Filled, of.Sum(t => t.Lots));
                    Assert.Equal(order.Cost, of.Sum(t => (double)t.Lots * t.Price), 3);
                }
                Assert.Equal(trades.Count, orders.Values.Count == 0 ? 0 : trades.Select(t => (t.Id, t.IsMaker)).Distinct().Count());
                foreach (OrderRecord order in orders.Values)
                {
                    Assert.Equal(order.Filled, trades.Where(t => t.Order == order.Number).Sum(t => t.Lots));
                    Assert.Equal(order.Stage == OrderStage.Filled, order.Filled == order.Quantity && order.Filled > 0);
                    Assert.True(exchange.TryFind(order.Number, out OrderRecord found) && found.Stage == order.Stage);
                }
                foreach (long open in exchange.OpenOrders(account).Where(o => o.Number > 0).Select(o => o.Number))
                    Assert.Equal(OrderStage.Open, orders[open].Stage);
            }
            Assert.Equal(exchange.Trades, watch.Trades);
            Assert.Equal(exchange.Instruments.Count(i => !i.IsOpen), watch.Settled);
            Assert.True(watch.Trades > 30 && watch.Marks > 100 && watch.Settled > 0, $"{watch.Trades} trades, {watch.Marks} marks, {watch.Settled} settled");
        }
    }

    private static ulong HashOf(SimulatedExchange exchange)
    {
        var state = new StateWriter();
        exchange.Save(state);
        return state.Hash;
    }

    private sealed class Counter : IExchangeWatch
    {
        public long Trades { get; private set; }

        public int Settled { get; private set; }

        public int Marks { get; private set; }

        /// <summary>Steps of a currency's liquidation, and of all together.</summary>
        public int Liquidated { get; private set; }

        public int CrossLiquidated { get; private set; }

        public void Matched(Instant at, ReadOnlySpan<MatchEvent> events)
        {
            foreach (MatchEvent e in events)
                Trades += e.Kind == MatchEventKind.Trade ? 1 : 0;
        }

        public void Happened(Instant at, in ExchangeNotice notice)
        {
            Settled += notice.Kind == NoticeKind.Settled ? 1 : 0;
            Marks += notice.Kind == NoticeKind.Marked ? 1 : 0;
            Liquidated += notice.Kind == NoticeKind.Liquidation && notice.Liquidation.Currency >= 0 ? 1 : 0;
            CrossLiquidated += notice.Kind == NoticeKind.Liquidation && notice.Liquidation.Currency == Liquidation.All ? 1 : 0;
        }
    }
}
