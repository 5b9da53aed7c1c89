using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>A market inside a desk knows its last orders, however many there were: no fewer than it says, no more than fit, and each with its own fills.</summary>
public class OrderLedgerTests
{
    private const int Kept = 10_000;

    [Fact]
    public void Old_orders_are_forgotten_but_none_that_is_open_nor_any_behind_it()
    {
        var bench = new Bench(Bench.Quieted(MarketSettings.Inverse) with { PerpetualSize = 20_000 });
        var heard = new Dictionary<OrderId, List<Fill>>();
        Depth depth = bench.Depth;
        List<OrderId> ids = [];
        for (int i = 0; i < 3 * Kept; i++)
        {
            // The same lots go to and fro; each seventh order finds nobody.
            bool isBuy = i % 2 == 0, isFar = i % 7 == 0;
            Ticks limit = (isBuy ? depth.Ask(0) : depth.Bid(0)).Price + new Ticks(isBuy != isFar ? 2 : -2);
            ids.Add(bench.Place(isBuy ? Side.Buy : Side.Sell, 1, i == 4000 ? depth.Bid(0).Price - new Ticks(100) : limit, i == 4000 ? TimeInForce.GoodTillCancelled : TimeInForce.ImmediateOrCancel));
            if (i == 29_000)
            {
                Assert.True(bench.Market.TryOrder(ids[4000], out OrderState open) && open.Status == OrderStatus.Open);
                List<OrderState> working = [];
                bench.Market.OpenOrders(working);
                Assert.Equal([ids[4000]], working.Select(static o => o.Order.Id));
                Assert.True(bench.Market.TryOrder(ids[4001], out _));
                Assert.False(bench.Market.TryOrder(ids[3999], out _));
                bench.Send(DeskMessage.Cancel(new Cancel(ids[4000], Bench.Perpetual)));
            }
            foreach (Fill fill in bench.Listener.Fills)
                (heard.TryGetValue(fill.Order, out List<Fill>? own) ? own : heard[fill.Order] = []).Add(fill);
            bench.Listener.Events.Clear();
        }
        Assert.Equal(3 * Kept, bench.Market.Orders);
        int known = ids.Count(id => bench.Market.TryOrder(id, out _)), traded = 0;
        Assert.InRange(known, Kept, 2 * Kept);
        List<Fill> fills = [];
        foreach (OrderId id in ids[^known..])
        {
            fills.Clear();
            Assert.True(bench.Market.TryOrder(id, out OrderState state));
            Assert.Equal(id, state.Order.Id);
            bench.Market.FillsOf(id, fills);
            Assert.Equal(heard.GetValueOrDefault(id) ?? [], fills);
            Assert.Equal(state.Filled.Count, fills.Sum(static f => f.Quantity.Count));
            traded += fills.Count > 0 ? 1 : 0;
        }
        Assert.True(traded > Kept / 2, $"{traded} of {known} traded");
    }
}
