using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>Trades of others against the book: best price first, at one price the house before the account.</summary>
public class SweepTests
{
    [Fact]
    public void Each_print_is_at_the_best_price_shown_and_the_account_waits_behind_the_house()
    {
        int inside = 0, behind = 0, prints = 0;
        for (ulong seed = 1; seed <= Deep.Seeds(60); seed++)
        {
            var bench = new Bench(Bench.Quiet with { PerpetualTradesPerSecond = 1, PerpetualSize = 5 }, seed);
            var random = new SeededRandom(seed);
            for (int round = 0; round < 60; round++)
            {
                Side side = random.NextInt32(2) == 0 ? Side.Buy : Side.Sell;
                Depth shown = bench.Depth;
                DepthLevel best = side == Side.Buy ? shown.Bid(0) : shown.Ask(0);
                long better = side == Side.Buy ? random.NextInt32(2) : -random.NextInt32(2);
                OrderId id = bench.Place(side, 500 + random.NextInt32(3000), new Ticks(best.Price.Count + better), postOnly: true);
                if (bench.LastUpdate.Status != OrderStatus.Open)
                    continue;
                int before = bench.Listener.Events.Count;
                var book = new Book(bench.Depth, id, side, bench.Market);
                bench.Pass(Duration.FromSeconds(3));
                foreach (ExchangeEvent e in bench.Listener.Events[before..])
                {
                    if (e.Kind == ExchangeEventKind.Trade)
                    {
                        book.Print(e.Trade);
                        prints++;
                    }
                    else if (e.Kind == ExchangeEventKind.Fill)
                    {
                        Assert.True(e.Fill.IsMaker);
                        book.Own.Enqueue(e.Fill.TradeId);
                        if (e.Fill.Price == best.Price)
                            behind++;
                        else
                            inside++;
                    }
                    else if (e.Kind == ExchangeEventKind.Depth)
                        book.AssertShows(e.Depth);
                }
                bench.Send(DeskCommand.Cancel(new Cancel(id, Bench.Perpetual)));
            }
        }
        Assert.True(prints > 2000 && inside > 100 && behind > 20, $"{prints} prints, {inside} fills inside, {behind} behind the house");
    }

    /// <summary>The levels that were shown, the account's part of one of them apart.</summary>
    private sealed class Book
    {
        private readonly List<(Side Side, long Price, long House, long Own)> _levels = [];

        public Book(Depth depth, OrderId id, Side side, SimulatedMarket market)
        {
            Assert.True(market.TryOrder(id, out OrderState state));
            for (int i = 0; i < depth.BidCount; i++)
                Add(Side.Buy, depth.Bid(i), state, side);
            for (int i = 0; i < depth.AskCount; i++)
                Add(Side.Sell, depth.Ask(i), state, side);
        }

        public Queue<long> Own { get; } = new();

        public void Print(PublicTrade trade)
        {
            Side side = trade.Aggressor == Side.Buy ? Side.Sell : Side.Buy;
            int at = Best(side);
            var level = _levels[at];
            Assert.Equal(level.Price, trade.Price.Count);
            bool isOwn = Own.TryDequeue(out long id);
            Assert.True(!isOwn || id == trade.TradeId);
            Assert.True(!isOwn || level.House == 0, "the account was served before the house at one price");
            _levels[at] = isOwn
                ? level with { Own = level.Own - trade.Quantity.Count }
                : level with { House = level.House - trade.Quantity.Count };
            Assert.True(_levels[at] is { House: >= 0, Own: >= 0 }, "more was traded than was shown");
        }

        public void AssertShows(Depth depth)
        {
            foreach (Side side in Enum.GetValues<Side>())
            {
                int best = Best(side);
                DepthLevel top = side == Side.Buy ? depth.Bid(0) : depth.Ask(0);
                Assert.Equal((_levels[best].Price, _levels[best].House + _levels[best].Own), (top.Price.Count, top.Quantity.Count));
            }
        }

        private int Best(Side side)
        {
            int best = -1;
            for (int i = 0; i < _levels.Count; i++)
            {
                bool isFull = _levels[i].Side == side && _levels[i].House + _levels[i].Own > 0;
                if (isFull && (best < 0 || (side == Side.Buy ? _levels[i].Price > _levels[best].Price : _levels[i].Price < _levels[best].Price)))
                    best = i;
            }
            return best;
        }

        private void Add(Side side, DepthLevel level, OrderState own, Side ownSide)
        {
            long mine = side == ownSide && level.Price == own.Order.Limit ? own.Order.Quantity.Count : 0;
            _levels.Add((side, level.Price.Count, level.Quantity.Count - mine, mine));
        }
    }
}
