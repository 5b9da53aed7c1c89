using Poise.Domain;
using Poise.Hedging;
using Poise.TestShared;

namespace Poise.Core.Tests.Hedging.Routing;

public sealed class RouterTests
{
    private static RouteOffer Offer(double price, long shown, double units = 0.1, long room = 10_000, long least = 0) => new(price, units, new(shown), new(room), new(least));

    private static long[] Split(Side side, double units, params RouteOffer[] offers)
    {
        var lots = new Lots[offers.Length];
        Router.Split(side, units, offers, lots);
        return [.. lots.Select(static l => l.Count)];
    }

    [Fact]
    public void The_price_is_what_is_paid_with_all_that_it_costs()
    {
        var quote = new Quote(99, 101, 1, 1, default);
        Assert.Equal(101 * 1.0005, Router.AllIn(Side.Buy, quote, 0.0005, Duration.Zero, 0.5, 0), 1e-9);
        Assert.Equal(99 * 0.9995, Router.AllIn(Side.Sell, quote, 0.0005, Duration.Zero, 0.5, 0), 1e-9);
        // A hundredth of a year at a vol of 50 %: sd 5 %, of which a normal's positive part has the mean 0.3989.
        var long_ = new Duration((long)(0.01 * Duration.FromDays(365).Nanoseconds));
        Assert.Equal(101 * (1 + 0.05 * 0.3989422804), Router.AllIn(Side.Buy, quote, 0, long_, 0.5, 0), 1e-6);
        Assert.Equal(101, Router.AllIn(Side.Buy, quote, 0, long_, double.NaN, 0));
        // One percent dearer as it always is: no dearer.
        Assert.Equal(101 / 1.01, Router.AllIn(Side.Buy, quote, 0, Duration.Zero, 0.5, 0.01), 1e-12);
    }

    [Fact]
    public void The_best_price_first_up_to_what_is_shown()
    {
        RouteOffer near = Offer(100, 20), far = Offer(101, 30);
        Assert.Equal([15, 0], Split(Side.Buy, 1.5, near, far));
        Assert.Equal([20, 5], Split(Side.Buy, 2.5, near, far));
        Assert.Equal([0, 25], Split(Side.Sell, 2.5, near, far));
        // Beyond what is shown, in proportion to it.
        Assert.Equal([40, 60], Split(Side.Buy, 10, near, far));
        // As far as limits let it: nothing is pushed past them.
        Assert.Equal([22, 78], Split(Side.Buy, 10, near with { Room = new(22) }, far));
        Assert.Equal([22, 33], Split(Side.Buy, 10, near with { Room = new(22) }, far with { Room = new(33) }));
        Assert.Equal([0, 0], Split(Side.Buy, 0.09, near, far));
        Assert.Equal([0, 0], Split(Side.Buy, 1, near with { Room = Lots.Zero }, far with { Shown = Lots.Zero, Room = Lots.Zero }));
        Assert.Equal([24, 0], Split(Side.Buy, 2.4, near, far with { Least = new(5) })); // the rest is not worth an order there
        Assert.Equal([0, 5], Split(Side.Buy, 0.5, Offer(100, 1, least: 5), Offer(101, 100, least: 5))); // none of the two alone would be
        Assert.Equal([0, 0], Split(Side.Buy, 0.4, Offer(100, 1, least: 5), Offer(101, 100, least: 5)));
        // A lot that is too large for what is left is passed over, and the next best price takes it.
        Assert.Equal([0, 3, 0], Split(Side.Buy, 0.3, Offer(99, 10, units: 1), Offer(100, 10), Offer(101, 90)));
        Assert.Throws<ArgumentException>(() => Router.Split(Side.Buy, 1, [near], []));
    }

    [Fact]
    public void Lots_of_different_sizes_make_up_the_whole()
    {
        // A coin a lot at the better price, a tenth at the other: two and a half coins.
        Assert.Equal([2, 5], Split(Side.Buy, 2.5, Offer(100, 10, units: 1), Offer(101, 100)));
        Assert.Equal([25, 0], Split(Side.Buy, 2.5, Offer(100, 30), Offer(101, 10, units: 1)));
    }

    /// <summary>Of what is shown no other split of equal lots is cheaper; never more than was asked for, never beyond a limit.</summary>
    [Fact]
    public void Random_offers_are_split_as_by_trying_all()
    {
        var random = new SeededRandom(5);
        for (int i = 0; i < Deep.Times(3000); i++)
        {
            Side side = (Side)random.NextInt32(2);
            RouteOffer[] offers = [.. Enumerable.Range(0, 1 + random.NextInt32(3)).Select(_ => Offer(100 + random.NextInt32(5), random.NextInt32(6), 1, random.NextInt32(8)))];
            int wanted = random.NextInt32(14);
            long[] lots = Split(side, wanted, offers);
            long room = offers.Sum(static o => o.Room.Count), shown = offers.Sum(static o => Math.Min(o.Room.Count, o.Shown.Count));
            for (int o = 0; o < offers.Length; o++)
                Assert.InRange(lots[o], 0, offers[o].Room.Count);
            Assert.Equal(Math.Min(wanted, room), lots.Sum());
            if (wanted > shown)
                continue;
            double cost = lots.Zip(offers).Sum(static p => p.First * p.Second.Price);
            double best = All(offers, wanted).Select(l => l.Zip(offers).Sum(static p => p.First * p.Second.Price)).Aggregate(side == Side.Buy ? Math.Min : Math.Max);
            Assert.Equal(best, cost, 1e-9);
        }
    }

    private static IEnumerable<long[]> All(RouteOffer[] offers, long wanted)
    {
        if (offers.Length == 1)
            return wanted <= Math.Min(offers[0].Room.Count, offers[0].Shown.Count) ? [[wanted]] : [];
        long most = Math.Min(wanted, Math.Min(offers[0].Room.Count, offers[0].Shown.Count));
        return from first in Enumerable.Range(0, (int)most + 1) from rest in All(offers[1..], wanted - first) select (long[])[first, .. rest];
    }
}
