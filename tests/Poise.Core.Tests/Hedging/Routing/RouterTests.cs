using Poise.Domain;
using Poise.Hedging;
using Poise.TestShared;

namespace Poise.Core.Tests.Hedging.Routing;

public sealed class RouterTests
{
    /// <summary>What one venue has: levels from the best price on.</summary>
    private sealed record Book((double Price, long Shown)[] Levels, double Units, long Room, long Least)
    {
        public long Shown => Levels.Sum(static l => l.Shown);

        /// <summary>Of so many of its lots, from the best price on.</summary>
        public double CostOf(long lots)
        {
            double cost = 0;
            foreach ((double price, long shown) in Levels)
            {
                cost += price * Math.Min(lots, shown);
                lots -= Math.Min(lots, shown);
            }
            return lots == 0 ? cost : double.NaN;
        }
    }

    private static Book Offer(double price, long shown, double units = 0.1, long room = 10_000, long least = 0) => new([(price, shown)], units, room, least);

    private static Book Ladder(params (double Price, long Shown)[] levels) => new(levels, 0.1, 10_000, 0);

    private static long[] Split(Side side, double units, params Book[] books)
    {
        var lots = new Lots[books.Length];
        Router.Split(
            side, units, [.. books.Select(static b => new RouteOffer(b.Levels.Length, b.Units, new(b.Room), new(b.Least)))], [.. books.SelectMany(static b => b.Levels).Select(static l => new RouteLevel(l.Price, new(l.Shown)))], lots);
        return [.. lots.Select(static l => l.Count)];
    }

    [Fact]
    public void The_price_is_what_is_paid_with_all_that_it_costs()
    {
        Assert.Equal(101 * 1.0005, Router.AllIn(Side.Buy, 101, 0.0005, Duration.Zero, 0.5, 0), 1e-9);
        Assert.Equal(99 * 0.9995, Router.AllIn(Side.Sell, 99, 0.0005, Duration.Zero, 0.5, 0), 1e-9);
        // A hundredth of a year at a vol of 50 %: sd 5 %, of which a normal's positive part has the mean 0.3989.
        var long_ = new Duration((long)(0.01 * Duration.FromDays(365).Nanoseconds));
        Assert.Equal(101 * (1 + 0.05 * 0.3989422804), Router.AllIn(Side.Buy, 101, 0, long_, 0.5, 0), 1e-6);
        Assert.Equal(101, Router.AllIn(Side.Buy, 101, 0, long_, double.NaN, 0));
        // One percent dearer as it always is: no dearer.
        Assert.Equal(101 / 1.01, Router.AllIn(Side.Buy, 101, 0, Duration.Zero, 0.5, 0.01), 1e-12);
        // Longs pay 3 bp until the horizon: dearer to buy, better to sell; where shorts pay it is the other way round.
        Assert.Equal(101 * 1.0008, Router.AllIn(Side.Buy, 101, 0.0005, Duration.Zero, 0.5, 0, 0.0003), 1e-9);
        Assert.Equal(99 * 0.9998, Router.AllIn(Side.Sell, 99, 0.0005, Duration.Zero, 0.5, 0, 0.0003), 1e-9);
        Assert.Equal(101 * 1.0002, Router.AllIn(Side.Buy, 101, 0.0005, Duration.Zero, 0.5, 0, -0.0003), 1e-9);
        Assert.Equal(99 * 0.9992, Router.AllIn(Side.Sell, 99, 0.0005, Duration.Zero, 0.5, 0, -0.0003), 1e-9);
    }

    [Fact]
    public void The_best_price_first_up_to_what_is_shown()
    {
        Book near = Offer(100, 20), far = Offer(101, 30);
        Assert.Equal([15, 0], Split(Side.Buy, 1.5, near, far));
        Assert.Equal([20, 5], Split(Side.Buy, 2.5, near, far));
        Assert.Equal([0, 25], Split(Side.Sell, 2.5, near, far));
        // Beyond what is shown, in proportion to it.
        Assert.Equal([40, 60], Split(Side.Buy, 10, near, far));
        // As far as limits let it: nothing is pushed past them.
        Assert.Equal([22, 78], Split(Side.Buy, 10, near with { Room = 22 }, far));
        Assert.Equal([22, 33], Split(Side.Buy, 10, near with { Room = 22 }, far with { Room = 33 }));
        Assert.Equal([0, 0], Split(Side.Buy, 0.09, near, far));
        Assert.Equal([0, 0], Split(Side.Buy, 1, near with { Room = 0 }, Offer(101, 0, room: 0)));
        Assert.Equal([24, 0], Split(Side.Buy, 2.4, near, far with { Least = 5 })); // the rest is not worth an order there
        Assert.Equal([0, 5], Split(Side.Buy, 0.5, Offer(100, 1, least: 5), Offer(101, 100, least: 5))); // none of the two alone would be
        Assert.Equal([0, 0], Split(Side.Buy, 0.4, Offer(100, 1, least: 5), Offer(101, 100, least: 5)));
        // A lot that is too large for what is left is passed over, and the next best price takes it.
        Assert.Equal([0, 3, 0], Split(Side.Buy, 0.3, Offer(99, 10, units: 1), Offer(100, 10), Offer(101, 90)));
        Assert.Throws<ArgumentException>(() => Router.Split(Side.Buy, 1, [new RouteOffer(1, 0.1, new(5), Lots.Zero)], [new RouteLevel(100, new(5))], []));
        Assert.Throws<ArgumentException>(() => Router.Split(Side.Buy, 1, [new RouteOffer(2, 0.1, new(5), Lots.Zero)], [new RouteLevel(100, new(5))], new Lots[1]));
    }

    [Fact]
    public void Lots_of_different_sizes_make_up_the_whole()
    {
        // A coin a lot at the better price, a tenth at the other: two and a half coins.
        Assert.Equal([2, 5], Split(Side.Buy, 2.5, Offer(100, 10, units: 1), Offer(101, 100)));
        Assert.Equal([25, 0], Split(Side.Buy, 2.5, Offer(100, 30), Offer(101, 10, units: 1)));
    }

    [Fact]
    public void A_level_behind_the_best_is_taken_before_a_dearer_one_elsewhere()
    {
        Book near = Ladder((100, 20), (100.5, 10), (103, 50)), far = Ladder((101, 30), (102, 5));
        Assert.Equal([25, 0], Split(Side.Buy, 2.5, near, far)); // its second level is better than the other's first
        Assert.Equal([30, 15], Split(Side.Buy, 4.5, near, far));
        Assert.Equal([35, 35], Split(Side.Buy, 7, near, far)); // all that the other shows, and the third level here
        Assert.Equal([22, 28], Split(Side.Buy, 5, near with { Room = 22 }, far));
        Assert.Equal([160, 70], Split(Side.Buy, 23, near, far)); // 115 are shown, 80 of them here
        Assert.Equal([0, 15], Split(Side.Sell, 1.5, Ladder((99, 50)), Ladder((101, 10), (100, 20))));
        // Only all levels together are worth an order.
        Assert.Equal([0, 12], Split(Side.Buy, 1.2, Ladder((100, 3), (105, 9)) with { Least = 5 }, Ladder((101, 6), (102, 6)) with { Least = 10 }));
    }

    [Fact]
    public void What_so_much_costs_at_one_venue_is_told_level_by_level()
    {
        RouteLevel[] levels = [new(100, new(20)), new(101, new(10))];
        Assert.Equal(100, Router.Mean(levels, new(5)));
        Assert.Equal((20 * 100 + 5 * 101) / 25.0, Router.Mean(levels, new(25)), 1e-12);
        Assert.Equal((20 * 100 + 80 * 101) / 100.0, Router.Mean(levels, new(100)), 1e-12); // what is not shown at the last price that is
    }

    /// <summary>Of what is shown no other split of equal lots is cheaper; never more than was asked for, never beyond a limit.</summary>
    [Fact]
    public void Random_offers_are_split_as_by_trying_all()
    {
        var random = new SeededRandom(5);
        for (int i = 0; i < Deep.Times(3000); i++)
        {
            Side side = (Side)random.NextInt32(2);
            Book[] books = [.. Enumerable.Range(0, 1 + random.NextInt32(3)).Select(_ => Random(random, side))];
            int wanted = random.NextInt32(14);
            long[] lots = Split(side, wanted, books);
            long room = books.Sum(static o => o.Room), shown = books.Sum(static o => Math.Min(o.Room, o.Shown));
            for (int o = 0; o < books.Length; o++)
                Assert.InRange(lots[o], 0, books[o].Room);
            Assert.Equal(Math.Min(wanted, room), lots.Sum());
            if (wanted > shown)
                continue;
            double best = All(books, wanted).Select(l => Cost(books, l)).Aggregate(side == Side.Buy ? Math.Min : Math.Max);
            Assert.Equal(best, Cost(books, lots), 1e-9);
        }
    }

    private static Book Random(SeededRandom random, Side side)
    {
        var levels = new (double, long)[1 + random.NextInt32(3)];
        double price = 100 + random.NextInt32(5);
        for (int i = 0; i < levels.Length; i++, price += (side == Side.Buy ? 1 : -1) * (1 + random.NextInt32(2)))
            levels[i] = (price, random.NextInt32(4));
        return new(levels, 1, random.NextInt32(8), 0);
    }

    private static double Cost(Book[] books, long[] lots) => books.Zip(lots).Sum(static p => p.First.CostOf(p.Second));

    private static IEnumerable<long[]> All(Book[] books, long wanted)
    {
        long most = Math.Min(wanted, Math.Min(books[0].Room, books[0].Shown));
        if (books.Length == 1)
            return wanted <= most ? [[wanted]] : [];
        return from first in Enumerable.Range(0, (int)most + 1) from rest in All(books[1..], wanted - first) select (long[])[first, .. rest];
    }
}
