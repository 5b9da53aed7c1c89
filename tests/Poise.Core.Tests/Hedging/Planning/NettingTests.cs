using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests.Hedging.Planning;

public sealed class NettingTests
{
    [Fact]
    public void By_hand()
    {
        Netting netting = Netting.Of([new("a", new(10)), new("b", new(-4)), new("c", new(5)), new("d", new(-3))], 100.5m);
        // 15 bought, 7 sold: 7 net. a gets 7 * 10 / 15 = 4.67, c 2.33: 4 and 2, and the lot that is left to a.
        Assert.Equal((7L, 8L), (netting.Inside.Count, netting.Market.Count));
        Assert.Equal([new BookWish("a", new(5)), new("b", new(0)), new("c", new(3)), new("d", new(0))], netting.ToMarket);
        Assert.Equal(
            [
                new InternalTrade("a", "b", new(4), 100.5m), new("b", "a", new(-4), 100.5m), new("a", "d", new(1), 100.5m), new("d", "a", new(-1), 100.5m),
                new("c", "d", new(2), 100.5m), new("d", "c", new(-2), 100.5m),
            ],
            netting.Records);
    }

    [Fact]
    public void Random_wishes_keep_what_they_must()
    {
        var random = new SeededRandom(7);
        for (int i = 0; i < Deep.Times(5000); i++)
        {
            long size = random.NextInt32(3) switch { 0 => 5, 1 => 1000, _ => 3_000_000_000_000 };
            BookWish[] wishes = [.. Enumerable.Range(0, random.NextInt32(9)).Select(b => new BookWish($"book {b}", new((long)(size * (2 * random.NextDouble() - 1)))))];
            decimal mid = 1 + random.NextInt32(100_000) / 8m;
            Netting netting = Netting.Of(wishes, mid);
            long bought = wishes.Sum(static w => Math.Max(0, w.Lots.Count)), sold = wishes.Sum(static w => Math.Max(0, -w.Lots.Count));
            Assert.Equal((Math.Min(bought, sold), bought - sold), (netting.Inside.Count, netting.Market.Count));
            Assert.Equal((0L, 0m), (netting.Records.Sum(static r => r.Lots.Count), netting.Records.Sum(static r => r.Lots.Count * r.Price)));
            Assert.All(netting.Records, r => Assert.True(r.Book != r.CounterBook && r.Price == mid && netting.Records.Contains(new InternalTrade(r.CounterBook, r.Book, -r.Lots, r.Price))));
            for (int b = 0; b < wishes.Length; b++)
            {
                long inside = netting.Records.Where(r => r.Book == wishes[b].Book).Sum(static r => r.Lots.Count), outside = netting.ToMarket[b].Lots.Count, wish = wishes[b].Lots.Count;
                Assert.Equal((wish, wishes[b].Book), (inside + outside, netting.ToMarket[b].Book));
                // Nobody trades against his wish, nor more than it; what goes out is all on one side.
                Assert.True(Math.Sign(inside) * Math.Sign(wish) >= 0 && Math.Abs(inside) <= Math.Abs(wish) && outside * Math.Sign(bought - sold) >= 0);
                // Pro rata to a lot.
                long side = wish > 0 ? bought : sold;
                if (wish != 0)
                    Assert.True(Math.Abs(Math.Abs(inside) - (double)Math.Abs(wish) * Math.Min(bought, sold) / side) < 1 + 1e-9 * size);
            }
            Assert.Equal(netting.Records, Netting.Of(wishes, mid).Records);
        }
    }

    [Fact]
    public void Equal_books_share_equally_and_the_odd_lot_goes_to_the_first()
    {
        Netting netting = Netting.Of([new("x", new(-4)), new("a", new(3)), new("b", new(3)), new("c", new(3))], 1);
        Assert.Equal([0L, 1, 2, 2], netting.ToMarket.Select(static w => w.Lots.Count));
        Assert.Equal((4L, 5L), (netting.Inside.Count, netting.Market.Count));
    }

    [Fact]
    public void A_trade_is_shared_by_the_wishes_and_what_is_beyond_them_is_nobodys()
    {
        BookWish[] wishes = [new("a", new(10)), new("b", new(0)), new("c", new(5))];
        Assert.Equal([5L, 0, 2], Netting.SharesOf(wishes, new(7))); // 4.67 and 2.33
        Assert.Equal([10L, 0, 5], Netting.SharesOf(wishes, new(40)));
        Assert.Equal([0L, 0, 0], Netting.SharesOf(wishes, new(0)));
        Assert.Equal([0L], Netting.SharesOf([new("a", new(0))], new(3)));
        Assert.Throws<ArgumentException>(() => Netting.SharesOf(wishes, new(-1)));
        Assert.Throws<ArgumentException>(static () => Netting.SharesOf([new("a", new(-1))], new(1)));
    }

    [Fact]
    public void What_cannot_net_is_refused()
    {
        Assert.Throws<ArgumentException>(static () => Netting.Of([new("a", new(1)), new("a", new(-1))], 1));
        Assert.Throws<ArgumentException>(static () => Netting.Of([new(" ", new(1))], 1));
        Assert.Throws<ArgumentException>(static () => Netting.Of([new("a", new(1))], 0));
        Assert.Empty(Netting.Of([], 1).Records);
    }
}
