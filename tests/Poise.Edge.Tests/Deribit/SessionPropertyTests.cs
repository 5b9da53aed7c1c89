using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

/// <summary>Whatever is lost, refused or late on the wire: at rest desk and venue agree, and no order was executed twice.</summary>
public sealed class SessionPropertyTests
{
    private static readonly string[] Failing = ["private/buy", "private/sell", "private/edit", "private/cancel", "private/cancel_by_label", "private/get_order_state_by_label", "private/get_open_orders"];
    private static readonly int[] Codes = [10040, 13888, 11094, 10028, 13009, 11051, 10004, 10009, 11044];

    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, 8)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void DeskAndVenueAgreeAtRest(int block)
    {
        int executions = 0, unknowns = 0, neverArrived = 0, drops = 0;
        for (int i = 0; i < 40; i++)
        {
            ulong seed = (ulong)(block * 1000 + i);
            (DeribitWorld world, int lost) = Play(seed);
            Check(world, seed);
            executions += world.Fills.Count;
            drops += lost;
            unknowns += world.Notices.Count(n => n.About == DeribitNotice.Order && n.Text.Contains("not known", StringComparison.Ordinal));
            neverArrived += world.Updates.Count(u => u.Reason == (int)DeribitReason.NeverArrived);
        }
        // The runs went where it hurts.
        Assert.True(executions > 200 && unknowns > 50 && neverArrived > 10 && drops > 80, $"{executions} executions, {unknowns} unknown, {neverArrived} never arrived, {drops} drops");
    }

    [Fact]
    public void TheSameInputsGiveTheSameFrames() =>
        Assert.Equal(Play(7).World.Peer.Frames, Play(7).World.Peer.Frames);

    private static (DeribitWorld World, int Drops) Play(ulong seed)
    {
        DeribitWorld world = new(seed: seed, change: s => s with { MatchingBurst = 40, MatchingPerSecond = 20, FirstBackOff = Duration.FromMilliseconds(50), LongestBackOff = Duration.FromSeconds(2), MaintenanceWait = Duration.FromSeconds(1) });
        var random = new SeededRandom(seed).Split("play");
        world.RunUntilLive();
        int order = 0, drops = 0;
        for (int step = 0; step < 600; step++)
        {
            switch (random.NextInt32(40))
            {
                case < 12:
                    world.DeliverToServer();
                    break;
                case < 24:
                    world.DeliverToClient();
                    break;
                case < 27:
                    world.Run(Duration.FromMilliseconds(random.NextInt32(random.NextInt32(10) == 0 ? 6000 : 120)), delivers: false);
                    break;
                case < 31 when world.IsLive:
                    Side side = random.NextInt32(2) == 0 ? Side.Buy : Side.Sell;
                    world.Place(DeribitWorld.Order(++order, side, 1 + random.NextInt32(9), Price(side, random), world));
                    break;
                case < 33 when order > 0:
                    world.Cancel(1 + random.NextInt32(order));
                    break;
                case < 35 when order > 0:
                    long amended = 1 + random.NextInt32(order);
                    Side was = world.Peer.Orders.Find(o => o.Label == $"poise-1-{amended}")?.Direction == "sell" ? Side.Sell : Side.Buy;
                    world.Amend(amended, was, 1 + random.NextInt32(12), Price(was, random));
                    break;
                case < 37:
                    DeribitPeer.Order[] open = [.. world.Peer.Orders.Where(o => o.State == "open")];
                    world.Peer.Now = world.Now;
                    if (open.Length > 0)
                        world.Peer.Fill(open[random.NextInt32(open.Length)], 10 * (1 + random.NextInt32(4)));
                    else
                        world.Peer.TradeByHand(random.NextInt32(2) == 0 ? "buy" : "sell", 10);
                    break;
                case 37:
                    world.Peer.Failures.Add((Failing[random.NextInt32(Failing.Length)], Codes[random.NextInt32(Codes.Length)], random.NextInt32(2) == 0));
                    break;
                case 38 when random.NextInt32(3) == 0:
                    world.Peer.Silences.Add((Failing[random.NextInt32(Failing.Length)], random.NextInt32(2) == 0));
                    break;
                case 39 when random.NextInt32(3) == 0:
                    drops++;
                    world.LoseAndDrop();
                    break;
                default:
                    break;
            }
        }
        world.Peer.Failures.Clear();
        world.Peer.Silences.Clear();
        for (int round = 0; round < 12; round++)
        {
            world.Run(Duration.FromSeconds(5));
            world.Peer.Heartbeat("heartbeat");
            for (int i = 1; i <= order && world.IsLive && round > 5; i++)
                world.Cancel(i);
        }
        return (world, drops);
    }

    // One in three takes at once.
    private static decimal Price(Side side, SeededRandom random) =>
        (side == Side.Buy) == (random.NextInt32(3) == 0) ? 90_001 + random.NextInt32(100) : 89_999 - random.NextInt32(100);

    private static void Check(DeribitWorld world, ulong seed)
    {
        string where = $"seed {seed}: ";
        Assert.True(world.IsLive, where + world.Session.Phase + " " + world.Session.StopReason);
        Assert.True(world.Session.Unknowns == 0, where + "unknown outcomes are left");
        Assert.True(10 * world.Held(DeribitPeer.Perpetual) == world.Peer.Positions.GetValueOrDefault(DeribitPeer.Perpetual), where + "positions differ");
        Assert.True(world.Fills.Select(f => f.TradeId).Distinct().Count() == world.Fills.Count, where + "an execution was told twice");
        Assert.True(world.Fills.Count == world.Peer.Trades.Count, where + "executions differ");
        var byLabel = world.Peer.Orders.Where(o => o.Label.Length > 0).GroupBy(o => o.Label, StringComparer.Ordinal).ToList();
        Assert.All(byLabel, g => Assert.True(g.Count() == 1, where + $"{g.Key} was executed twice"));
        foreach (DeribitPeer.Order order in byLabel.Select(g => g.Single()))
        {
            Assert.True(DeribitLabel.TryParse(order.Label, out OrderId id));
            OrderUpdate last = world.Updates.FindLast(u => u.Id == id && !(u.Status == OrderStatus.Rejected && u.Reason is not (int)DeribitReason.NeverArrived));
            Assert.True(last.Status == (order.State == "filled" ? OrderStatus.Filled : OrderStatus.Cancelled), where + $"{order.Label} is {order.State}, told {last.Status} {last.Reason}");
            Assert.True(last.Filled.Count * 10 == order.Filled, where + $"{order.Label} filled {order.Filled}, told {last.Filled}");
            Assert.True(world.Fills.Where(f => f.Order == id).Sum(f => f.Quantity.Count) == last.Filled.Count, where + $"{order.Label} fills");
        }
        foreach (IGrouping<OrderId, OrderUpdate> told in world.Updates.GroupBy(u => u.Id))
        {
            long filled = 0;
            foreach (OrderUpdate update in told)
            {
                Assert.True(update.Filled.Count >= filled, where + $"{told.Key} was filled less than before");
                filled = update.Filled.Count;
            }
            Assert.True(told.Count(u => u.Status is OrderStatus.Filled or OrderStatus.Cancelled) <= 1, where + $"{told.Key} ended twice");
            Assert.True(told.Any(u => u.Status is not OrderStatus.Open), where + $"{told.Key} never ended");
        }
    }
}
