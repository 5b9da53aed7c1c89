using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>The matching against a model that knows nothing but lists: random commands on a book that stands still.</summary>
public class MatchingModelTests
{
    [Fact]
    public void Random_commands_do_what_the_model_does()
    {
        int fills = 0, refusals = 0;
        for (ulong seed = 1; seed <= Deep.Seeds(100); seed++)
        {
            var bench = new Bench(seed: seed);
            var model = new Model(bench.Depth);
            var random = new SeededRandom(seed);
            var ids = new List<OrderId>();
            for (int i = 0; i < 120; i++)
            {
                Side side = random.NextInt32(2) == 0 ? Side.Buy : Side.Sell;
                var limit = new Ticks(model.Middle + (side == Side.Buy ? -1 : 1) * (random.NextInt32(40) - 14));
                var lots = new Lots(1 + random.NextInt32(900));
                int before = bench.Listener.Events.Count;
                OrderUpdate expected;
                List<(long Price, long Lots, bool IsMaker)> trades = [];
                int dice = random.NextInt32(10);
                if (ids.Count == 0 || dice < 5)
                {
                    var time = (TimeInForce)random.NextInt32(3);
                    var order = new NewOrder(bench.NextId(), Bench.Perpetual, side, lots, limit, time, random.NextInt32(8) == 0, random.NextInt32(8) == 0);
                    ids.Add(order.Id);
                    expected = model.Place(order, trades);
                    bench.Place(order);
                }
                else if (dice < 9)
                {
                    OrderId id = model.AnyOpen(random) ?? ids[^1];
                    expected = model.Cancel(id);
                    bench.Send(DeskCommand.Cancel(new Cancel(id, Bench.Perpetual)));
                }
                else
                {
                    OrderId id = model.AnyOpen(random) ?? ids[^1];
                    expected = model.Amend(new Amend(id, Bench.Perpetual, lots, limit), trades);
                    bench.Send(DeskCommand.Amend(new Amend(id, Bench.Perpetual, lots, limit)));
                }
                ExchangeEvent[] news = [.. bench.Listener.Events.Skip(before)];
                OrderUpdate said = Assert.Single(news, e => e.Kind == ExchangeEventKind.Order).Order;
                Assert.Equal(expected with { At = said.At }, said);
                Assert.Equal(trades, news.Where(e => e.Kind == ExchangeEventKind.Fill).Select(e => (e.Fill.Price.Count, e.Fill.Quantity.Count, e.Fill.IsMaker)));
                Assert.Equal(model.Position, bench.Market.PositionOf(Bench.Perpetual).Count);
                model.AssertSame(bench.Depth);
                fills += trades.Count;
                refusals += said.Reason != 0 ? 1 : 0;
            }
        }
        Assert.True(fills > 700 && refusals > 1000, $"{fills} fills, {refusals} refusals");
    }

    private sealed class Model
    {
        private readonly List<(Side Side, long Price, long Lots)> _house = [];
        private readonly List<Working> _all = [];
        private long _clock;

        private sealed class Working
        {
            public NewOrder Order;
            public long Filled;
            public OrderStatus Status;
            public long Since;
        }

        public Model(Depth depth)
        {
            for (int i = 0; i < depth.BidCount; i++)
                _house.Add((Side.Buy, depth.Bid(i).Price.Count, depth.Bid(i).Quantity.Count));
            for (int i = 0; i < depth.AskCount; i++)
                _house.Add((Side.Sell, depth.Ask(i).Price.Count, depth.Ask(i).Quantity.Count));
            Middle = (depth.Bid(0).Price.Count + depth.Ask(0).Price.Count) / 2;
        }

        public long Middle { get; }

        public long Position { get; private set; }

        public OrderId? AnyOpen(SeededRandom random)
        {
            Working[] open = [.. _all.Where(w => w.Status == OrderStatus.Open)];
            return open.Length > 0 ? open[random.NextInt32(open.Length)].Order.Id : null;
        }

        public OrderUpdate Place(NewOrder order, List<(long, long, bool)> trades)
        {
            var working = new Working { Order = order, Since = ++_clock };
            _all.Add(working);
            if (Refuse(working, order) is { } reason)
                return End(working, OrderStatus.Rejected, reason);
            if (order.TimeInForce == TimeInForce.FillOrKill)
            {
                long there = _house.Where(l => l.Side != order.Side && Crosses(order, l.Price)).Sum(l => l.Lots);
                if (Math.Min(there, order.ReduceOnly ? Room(order) : long.MaxValue) < order.Quantity.Count)
                    return End(working, OrderStatus.Cancelled, VenueReason.FillOrKill);
            }
            return Trade(working, trades);
        }

        public OrderUpdate Cancel(OrderId id)
        {
            Working working = _all.Single(w => w.Order.Id == id);
            return working.Status == OrderStatus.Open
                ? End(working, OrderStatus.Cancelled, VenueReason.Asked)
                : Said(working, VenueReason.AlreadyClosed);
        }

        public OrderUpdate Amend(Amend amend, List<(long, long, bool)> trades)
        {
            Working working = _all.Single(w => w.Order.Id == amend.Id);
            if (working.Status != OrderStatus.Open)
                return Said(working, VenueReason.AlreadyClosed);
            NewOrder before = working.Order;
            NewOrder after = before with { Quantity = amend.Quantity, Limit = amend.Limit };
            if (amend.Quantity.Count <= working.Filled)
                return Said(working, VenueReason.BadQuantity);
            if (Refuse(working, after) is { } reason)
                return Said(working, reason);
            working.Order = after;
            if (before.Limit == after.Limit && after.Quantity <= before.Quantity)
                return Said(working, VenueReason.None);
            working.Since = ++_clock;
            return Trade(working, trades);
        }

        public void AssertSame(Depth depth)
        {
            foreach (Side side in Enum.GetValues<Side>())
            {
                var levels = _house.Where(l => l.Side == side && l.Lots > 0).Select(l => (l.Price, l.Lots))
                    .Concat(_all.Where(w => w.Status == OrderStatus.Open && w.Order.Side == side).Select(w => (Price: w.Order.Limit.Count, Lots: w.Order.Quantity.Count - w.Filled)))
                    .GroupBy(l => l.Price).Select(g => (Price: g.Key, Lots: g.Sum(l => l.Lots)))
                    .OrderBy(l => side == Side.Buy ? -l.Price : l.Price).Take(Depth.Levels).ToArray();
                int count = side == Side.Buy ? depth.BidCount : depth.AskCount;
                Assert.Equal(levels, Enumerable.Range(0, count).Select(i => side == Side.Buy ? depth.Bid(i) : depth.Ask(i)).Select(l => (l.Price.Count, l.Quantity.Count)));
            }
        }

        private VenueReason? Refuse(Working self, NewOrder order)
        {
            if (order.PostOnly && order.TimeInForce != TimeInForce.GoodTillCancelled)
                return VenueReason.Contradiction;
            if (order.ReduceOnly && Room(order) == 0)
                return VenueReason.ReduceOnly;
            if (_all.Exists(w => w != self && w.Status == OrderStatus.Open && w.Order.Side != order.Side && Crosses(order, w.Order.Limit.Count)))
                return VenueReason.SelfTrade;
            if (order.PostOnly && _house.Exists(l => l.Lots > 0 && l.Side != order.Side && Crosses(order, l.Price)))
                return VenueReason.PostOnlyWouldTake;
            return null;
        }

        private OrderUpdate Trade(Working working, List<(long, long, bool)> trades)
        {
            NewOrder order = working.Order;
            foreach (var level in _house.Where(l => l.Side != order.Side && l.Lots > 0 && Crosses(order, l.Price)).OrderBy(l => order.Side == Side.Buy ? l.Price : -l.Price).ToArray())
            {
                long lots = Math.Min(level.Lots, Wanted(working));
                if (lots == 0)
                    break;
                _house[_house.IndexOf(level)] = level with { Lots = level.Lots - lots };
                working.Filled += lots;
                Position += order.Side == Side.Buy ? lots : -lots;
                trades.Add((level.Price, lots, false));
            }
            if (working.Filled == order.Quantity.Count)
                return End(working, OrderStatus.Filled, VenueReason.None);
            if (Wanted(working) == 0)
                return End(working, OrderStatus.Cancelled, VenueReason.ReduceOnly);
            return order.TimeInForce == TimeInForce.GoodTillCancelled
                ? Said(working, VenueReason.None)
                : End(working, OrderStatus.Cancelled, VenueReason.ImmediateOrCancel);
        }

        private long Wanted(Working working) =>
            Math.Min(working.Order.Quantity.Count - working.Filled, working.Order.ReduceOnly ? Room(working.Order) : long.MaxValue);

        private long Room(NewOrder order) => Math.Max(0, order.Side == Side.Buy ? -Position : Position);

        private static bool Crosses(NewOrder order, long price) => order.Side == Side.Buy ? price <= order.Limit.Count : price >= order.Limit.Count;

        private static OrderUpdate End(Working working, OrderStatus status, VenueReason reason)
        {
            working.Status = status;
            return Said(working, reason);
        }

        private static OrderUpdate Said(Working working, VenueReason reason) =>
            new(working.Order.Id, working.Order.Contract, working.Status, new(working.Filled), (int)reason, default);
    }
}
