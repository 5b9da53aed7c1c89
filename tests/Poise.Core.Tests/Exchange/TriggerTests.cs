using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>Orders that wait for a price.</summary>
public class TriggerTests
{
    private static TriggerRequest Request(TriggerKind kind, Side side, double price, double offset = 0, int account = 1, int instrument = 0, TriggerSource source = TriggerSource.Mark, long label = 0) =>
        new(new OrderRequest(account, instrument, side, 1, 100, OrderKind.Market, Label: label), kind, source, price, offset);

    private static long[] See(TriggerOrders orders, double price, int instrument = 0, TriggerSource source = TriggerSource.Mark)
    {
        var fired = new List<(long Id, OrderRequest Order)>();
        orders.See(instrument, source, price, fired);
        return [.. fired.Select(static f => f.Id)];
    }

    [Fact]
    public void Stops_go_off_against_and_takes_with_their_holder()
    {
        var orders = new TriggerOrders();
        long stopSell = orders.Add(Request(TriggerKind.Stop, Side.Sell, 95), 100, out _), stopBuy = orders.Add(Request(TriggerKind.Stop, Side.Buy, 105), 100, out _);
        long takeSell = orders.Add(Request(TriggerKind.Take, Side.Sell, 104), 100, out _), takeBuy = orders.Add(Request(TriggerKind.Take, Side.Buy, 96), 100, out _);
        Assert.Empty(See(orders, 100));
        Assert.Empty(See(orders, 90, source: TriggerSource.Index)); // another price
        Assert.Empty(See(orders, 90, instrument: 1));
        Assert.Equal([takeSell, stopBuy], See(orders, 105)); // 104 came first
        Assert.Equal([takeBuy], See(orders, 96));
        Assert.Equal([stopSell], See(orders, 80));
        Assert.Equal(0, orders.Count);
        Assert.Empty(See(orders, 80));
    }

    [Fact]
    public void A_trailing_stop_follows_the_best_price_and_never_goes_back()
    {
        var orders = new TriggerOrders();
        long sell = orders.Add(Request(TriggerKind.Trailing, Side.Sell, 0, 5), 100, out _), buy = orders.Add(Request(TriggerKind.Trailing, Side.Buy, 0, 5), 100, out _);
        Assert.Empty(See(orders, 103)); // sell at 98, buy stays at 105
        Assert.Empty(See(orders, 99));
        Assert.True(orders.TryFind(sell, out _, out double at) && at == 98);
        Assert.Equal([sell], See(orders, 98)); // and the buy follows down to 103
        Assert.True(orders.TryFind(buy, out _, out at) && at == 103);
        Assert.Equal([buy], See(orders, 103));
    }

    [Fact]
    public void New_terms_keep_the_number_and_what_a_trailing_one_has_followed_to()
    {
        var orders = new TriggerOrders();
        long stop = orders.Add(Request(TriggerKind.Stop, Side.Sell, 95), 100, out _), trails = orders.Add(Request(TriggerKind.Trailing, Side.Sell, 0, 5), 100, out _);
        Assert.Empty(See(orders, 103)); // it trails at 98
        Assert.Equal(VenueReason.TriggerPrice, orders.Change(stop, Request(TriggerKind.Stop, Side.Sell, 104), 103)); // would go off at once: as it was
        Assert.Equal(VenueReason.UnknownOrder, orders.Change(stop, Request(TriggerKind.Stop, Side.Sell, 90, account: 2), 103));
        Assert.Equal(VenueReason.UnknownOrder, orders.Change(99, Request(TriggerKind.Stop, Side.Sell, 90), 103));
        TriggerRequest larger = Request(TriggerKind.Trailing, Side.Sell, 0, 5);
        Assert.Equal(VenueReason.None, orders.Change(trails, larger with { Order = larger.Order with { Quantity = 7 } }, 100));
        Assert.True(orders.TryFind(trails, out TriggerRequest found, out double at) && at == 98 && found.Order.Quantity == 7);
        Assert.Equal(VenueReason.None, orders.Change(trails, Request(TriggerKind.Trailing, Side.Sell, 0, 10), 100));
        Assert.True(orders.TryFind(trails, out _, out at) && at == 90);
        Assert.Equal(VenueReason.None, orders.Change(stop, Request(TriggerKind.Stop, Side.Sell, 97), 100));
        Assert.Equal([stop], See(orders, 96));
        Assert.Equal([trails], See(orders, 89));
        Assert.Equal(0, orders.Count);
    }

    [Theory]
    [InlineData(TriggerKind.Stop, Side.Buy, 100, 0, 100)] // reached
    [InlineData(TriggerKind.Stop, Side.Sell, 101, 0, 100)]
    [InlineData(TriggerKind.Take, Side.Buy, 101, 0, 100)]
    [InlineData(TriggerKind.Take, Side.Sell, 99, 0, 100)]
    [InlineData(TriggerKind.Stop, Side.Buy, double.NaN, 0, 100)]
    [InlineData(TriggerKind.Stop, Side.Sell, -1, 0, 100)]
    [InlineData(TriggerKind.Stop, Side.Sell, 90, 0, double.NaN)] // no price yet
    [InlineData(TriggerKind.Trailing, Side.Sell, 0, 0, 100)]
    [InlineData(TriggerKind.Trailing, Side.Sell, 0, 100, 100)]
    public void What_could_not_wait_is_refused(TriggerKind kind, Side side, double price, double offset, double now)
    {
        var orders = new TriggerOrders();
        Assert.Equal(0, orders.Add(Request(kind, side, price, offset), now, out VenueReason refusal));
        Assert.Equal(VenueReason.TriggerPrice, refusal);
        Assert.Equal(0, orders.Count);
    }

    [Fact]
    public void An_account_has_so_many()
    {
        var orders = new TriggerOrders(most: 2);
        orders.Add(Request(TriggerKind.Stop, Side.Buy, 105), 100, out _);
        long second = orders.Add(Request(TriggerKind.Stop, Side.Buy, 106), 100, out _);
        Assert.Equal(0, orders.Add(Request(TriggerKind.Stop, Side.Buy, 107), 100, out VenueReason refusal));
        Assert.Equal(VenueReason.TooManyOrders, refusal);
        Assert.NotEqual(0, orders.Add(Request(TriggerKind.Stop, Side.Buy, 107, account: 2), 100, out _));
        Assert.False(orders.Cancel(2, second)); // not its own
        Assert.True(orders.Cancel(1, second));
        Assert.False(orders.Cancel(1, second));
        Assert.NotEqual(0, orders.Add(Request(TriggerKind.Stop, Side.Buy, 107), 100, out _));
    }

    /// <summary>Beside a list that is searched.</summary>
    [Fact]
    public void It_does_what_a_plain_list_does()
    {
        int fired = 0;
        for (int seed = 1; seed <= Deep.Times(100); seed++)
        {
            var random = new SeededRandom((ulong)seed);
            var orders = new TriggerOrders(most: 15);
            var plain = new List<(long Id, TriggerRequest Request, double Price)>();
            var prices = new double[2, 3];
            for (int step = 0; step < 200; step++)
            {
                int account = random.NextInt32(3), instrument = random.NextInt32(2);
                var source = (TriggerSource)random.NextInt32(3);
                ref double now = ref prices[instrument, (int)source];
                switch (random.NextInt32(6))
                {
                    case < 2:
                        TriggerRequest request = Request((TriggerKind)random.NextInt32(3), (Side)random.NextInt32(2), 90 + random.NextInt32(21), random.NextInt32(8), account, instrument, source, random.NextInt32(3));
                        bool isTrailing = request.Kind == TriggerKind.Trailing;
                        double at = isTrailing ? now + (request.Order.Side == Side.Buy ? request.Offset : -request.Offset) : request.Price;
                        VenueReason expected = !(now > 0) || isTrailing && request.Offset <= 0 || Reached(request, at, now) ? VenueReason.TriggerPrice
                            : plain.Count(p => p.Request.Order.Account == account) >= 15 ? VenueReason.TooManyOrders : VenueReason.None;
                        long id = orders.Add(request, now, out VenueReason refusal);
                        Assert.Equal(expected, refusal);
                        if (id > 0)
                            plain.Add((id, request, at));
                        break;
                    case 2:
                        long some = plain.Count > 0 ? plain[random.NextInt32(plain.Count)].Id : 7;
                        Assert.Equal(plain.RemoveAll(p => p.Id == some && p.Request.Order.Account == account) > 0, orders.Cancel(account, some));
                        break;
                    case 3 when random.NextInt32(4) == 0:
                        var gone = new List<long>();
                        int? only = random.NextInt32(2) == 0 ? null : instrument;
                        long label = random.NextInt32(3);
                        orders.CancelAll(account, gone, only, label);
                        bool Matches((long Id, TriggerRequest Request, double Price) p) => p.Request.Order.Account == account && (only is null || p.Request.Order.Instrument == only) && (label == 0 || p.Request.Order.Label == label);
                        Assert.Equal(plain.Where(Matches).Select(static p => p.Id), gone);
                        plain.RemoveAll(Matches);
                        break;
                    default:
                        now = 88 + random.NextInt32(25);
                        double seen = now;
                        var due = plain.Where(p => p.Request.Order.Instrument == instrument && p.Request.Source == source && Reached(p.Request, p.Price, seen)).ToList();
                        long[] ids = See(orders, now, instrument, source);
                        Assert.Equal(due.OrderBy(static p => Rises(p.Request) ? 0 : 1).ThenBy(static p => Rises(p.Request) ? p.Price : -p.Price).ThenBy(static p => p.Id).Select(static p => p.Id), ids);
                        fired += ids.Length;
                        plain.RemoveAll(p => ids.Contains(p.Id));
                        for (int i = 0; i < plain.Count; i++)
                        {
                            (_, TriggerRequest waits, double price) = plain[i];
                            if (waits.Order.Instrument == instrument && waits.Source == source && waits.Kind == TriggerKind.Trailing)
                                plain[i] = plain[i] with { Price = Rises(waits) ? Math.Min(price, now + waits.Offset) : Math.Max(price, now - waits.Offset) };
                        }
                        break;
                }
                Assert.Equal(plain.Count, orders.Count);
                Assert.All(plain, p => Assert.True(orders.TryFind(p.Id, out TriggerRequest request, out double price) && request == p.Request && price == p.Price));
            }
        }
        Assert.True(fired > 1000, $"{fired} fired");

        static bool Rises(in TriggerRequest r) => (r.Kind == TriggerKind.Take) == (r.Order.Side == Side.Sell);

        static bool Reached(in TriggerRequest r, double at, double price) => Rises(r) ? price >= at : price <= at;
    }
}
