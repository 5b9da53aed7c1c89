using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

/// <summary>Orders, amends and cancels of a session on a link that works: life, races, rate.</summary>
public sealed class SessionOrderTests
{
    private static readonly OrderId One = new(1, 1);

    [Fact]
    public void AnOrderLivesInParts()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Place(DeribitWorld.Order(1, Side.Buy, 30, 80_000, world, isPostOnly: true));
        world.Settle();
        string sent = world.Peer.Frames[^1];
        foreach (string part in (string[])["\"method\":\"private/buy\"", "\"amount\":300,", "\"price\":80000,", "\"label\":\"poise-1-1\"", "\"post_only\":true", "\"reject_post_only\":true"])
            Assert.Contains(part, sent, StringComparison.Ordinal);
        DeribitPeer.Order order = world.Peer.Orders[0];
        world.Peer.Fill(order, 100);
        world.Peer.Fill(order, 150);
        world.Settle();
        world.Peer.Fill(order, 50);
        world.Settle();
        Assert.Equal([10, 15, 5], world.Fills.Select(f => f.Quantity.Count));
        Assert.All(world.Fills, f => Assert.Equal((One, new Ticks(160_000), Side.Buy, -0.00000001m, true), (f.Order, f.Price, f.Side, f.Fee, f.IsMaker)));
        Assert.Equal([(OrderStatus.Open, 0), (OrderStatus.Open, 10), (OrderStatus.Open, 25), (OrderStatus.Filled, 30)], world.Updates.Select(u => (u.Status, (int)u.Filled.Count)));
        Assert.Equal(30, world.Held(DeribitPeer.Perpetual));
    }

    [Fact]
    public void WhatTakesIsFilledOnceThoughItIsHeardTwice()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Place(DeribitWorld.Order(1, Side.Buy, 3, 91_000, world));
        world.Settle(); // the channel tells it, then the answer does
        Assert.Single(world.Fills);
        Assert.Equal(OrderStatus.Filled, Assert.Single(world.Updates).Status);
    }

    [Fact]
    public void AnEditChangesPriceAndAmount()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Place(DeribitWorld.Order(1, Side.Sell, 3, 95_000, world, isPostOnly: true));
        world.Settle();
        world.Amend(1, Side.Sell, 5, 94_000.5m);
        world.Settle();
        DeribitPeer.Order order = world.Peer.Orders[0];
        Assert.Equal((50m, 94_000.5m, 1L), (order.Amount, order.Price, order.Changes));
        Assert.Contains("\"reject_post_only\":true", world.Peer.Frames[^1], StringComparison.Ordinal);
        Assert.Equal(OrderStatus.Open, world.Updates[^1].Status);
    }

    [Fact]
    public void AnAmendWaitsForItsOrderAndTheLastOneCounts()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Place(DeribitWorld.Order(1, Side.Sell, 3, 95_000, world));
        world.Amend(1, Side.Sell, 4, 95_001);
        world.Amend(1, Side.Sell, 5, 95_002);
        world.Settle();
        Assert.Equal((50m, 95_002m, 1L), (world.Peer.Orders[0].Amount, world.Peer.Orders[0].Price, world.Peer.Orders[0].Changes));
    }

    [Fact]
    public void AnEditThatMeetsAFillIsRefusedAndTheOrderIsTheVenues()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Place(DeribitWorld.Order(1, Side.Sell, 3, 95_000, world));
        world.Settle();
        world.Peer.IsMute = true; // the news of the fill is lost on the way
        world.Peer.Fill(world.Peer.Orders[0], 30);
        world.Amend(1, Side.Sell, 5, 94_000);
        world.Settle();
        Assert.Equal(11044, world.Updates.Find(u => u.Status == OrderStatus.Rejected).Reason);
        Assert.Equal((OrderStatus.Filled, 3), (world.LastOf(1).Status, (int)world.LastOf(1).Filled.Count));
        Assert.Equal(-3, world.Held(DeribitPeer.Perpetual));
    }

    [Fact]
    public void ACancelEndsAnOrder()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Place(DeribitWorld.Order(1, Side.Sell, 3, 95_000, world));
        world.Settle();
        world.Cancel(1);
        world.Settle();
        Assert.Equal("private/cancel", world.Peer.Heard[^1]);
        Assert.Equal((OrderStatus.Cancelled, (int)DeribitReason.UserRequest), (world.LastOf(1).Status, world.LastOf(1).Reason));
        Assert.Single(world.Updates, u => u.Status == OrderStatus.Cancelled);
    }

    [Fact]
    public void ACancelBeforeTheAnswerGoesByLabel()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Place(DeribitWorld.Order(1, Side.Sell, 3, 95_000, world));
        world.Cancel(1);
        world.Settle();
        Assert.Contains("private/cancel_by_label", world.Peer.Heard);
        Assert.Equal(OrderStatus.Cancelled, world.LastOf(1).Status);
        Assert.Equal("cancelled", world.Peer.Orders[0].State);
    }

    [Fact]
    public void ACancelThatOvertakesItsOrderIsSentAgain()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Peer.Failures.Add(("private/cancel_by_label", 10004, false));
        world.Place(DeribitWorld.Order(1, Side.Sell, 3, 95_000, world));
        world.Cancel(1);
        world.Settle();
        Assert.Equal(OrderStatus.Cancelled, world.LastOf(1).Status);
        Assert.Equal("cancelled", world.Peer.Orders[0].State);
    }

    [Fact]
    public void ACancelThatMeetsAFillTellsTheFill()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Place(DeribitWorld.Order(1, Side.Buy, 3, 80_000, world));
        world.Settle();
        world.Peer.IsMute = true;
        world.Peer.Fill(world.Peer.Orders[0], 30);
        world.Cancel(1);
        world.Settle();
        Assert.Equal((OrderStatus.Filled, 3L), (world.LastOf(1).Status, world.Held(DeribitPeer.Perpetual)));
    }

    [Theory]
    [InlineData(11054)]
    [InlineData(10009)]
    [InlineData(10043)]
    public void ARefusalCarriesTheVenuesCode(int code)
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Peer.Failures.Add(("private/sell", code, false));
        world.Place(DeribitWorld.Order(1, Side.Sell, 3, 95_000, world));
        world.Settle();
        Assert.Equal((OrderStatus.Rejected, code), (world.LastOf(1).Status, world.LastOf(1).Reason));
        Assert.Equal(0, world.Session.Unknowns);
    }

    /// <summary>Its limit is one that the grid has, no worse for the desk.</summary>
    [Theory]
    [InlineData(Side.Buy, 57, "0.0055")]
    [InlineData(Side.Sell, 57, "0.006")]
    [InlineData(Side.Buy, 55, "0.0055")]
    [InlineData(Side.Buy, 49, "0.0049")]
    public void AnOrderThatDoesNotRestIsBroughtOntoTheGrid(Side side, long ticks, string price)
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Place(new NewOrder(new OrderId(1, 1), world.Of(DeribitPeer.Call), side, new(1), new(ticks), TimeInForce.ImmediateOrCancel, PostOnly: false, ReduceOnly: false));
        world.Settle();
        Assert.Contains(world.Peer.Frames, f => f.Contains($"\"price\":{price}", StringComparison.Ordinal) && f.Contains("immediate_or_cancel", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatTheVenueCannotTakeNeverLeaves()
    {
        DeribitWorld world = DeribitWorld.Live();
        int heard = world.Peer.Heard.Count;
        // Above 0.005 an option's grid is five times as coarse.
        world.Place(new NewOrder(new OrderId(1, 1), world.Of(DeribitPeer.Call), Side.Buy, new(1), new(51), TimeInForce.GoodTillCancelled, PostOnly: false, ReduceOnly: false));
        world.Place(new NewOrder(new OrderId(1, 2), new ContractIndex(77), Side.Buy, new(1), new(50), TimeInForce.GoodTillCancelled, PostOnly: false, ReduceOnly: false));
        world.Settle();
        Assert.Equal([(int)DeribitReason.OffGrid, (int)DeribitReason.NotListed], world.Updates.Select(u => u.Reason));
        Assert.Equal(heard, world.Peer.Heard.Count);
        world.Place(new NewOrder(new OrderId(1, 3), world.Of(DeribitPeer.Call), Side.Buy, new(1), new(55), TimeInForce.ImmediateOrCancel, PostOnly: false, ReduceOnly: true));
        world.Settle();
        foreach (string part in (string[])["\"amount\":0.1,", "\"price\":0.0055,", "\"time_in_force\":\"immediate_or_cancel\"", "\"reduce_only\":true"])
            Assert.Contains(part, world.Peer.Frames[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void AnOrderGivenTwiceIsSentOnce()
    {
        DeribitWorld world = DeribitWorld.Live();
        NewOrder order = DeribitWorld.Order(1, Side.Sell, 3, 95_000, world);
        world.Place(order);
        world.Settle();
        world.Place(order);
        world.Settle();
        Assert.Single(world.Peer.Orders);
        Assert.Single(world.Updates);
    }

    [Fact]
    public void OrdersWaitForTheRateOrAreRefusedAndCancelsPass()
    {
        DeribitWorld world = DeribitWorld.Live();
        for (int i = 1; i <= 40; i++)
            world.Place(DeribitWorld.Order(i, Side.Sell, 1, 95_000, world));
        world.Settle();
        // 20 at once less the 5 that are kept for cancels; 16 wait; the rest finds the queue full.
        Assert.Equal(15, world.Peer.Orders.Count);
        Assert.Equal([32, 33, 34, 35, 36, 37, 38, 39, 40], world.Updates.Where(u => u.Reason == (int)DeribitReason.QueueFull).Select(u => u.Id.Sequence));
        world.Cancel(1);
        world.Cancel(2);
        world.Cancel(20); // waits still
        world.Settle();
        Assert.Equal(["cancelled", "cancelled"], world.Peer.Orders[..2].Select(o => o.State));
        Assert.Equal((OrderStatus.Cancelled, (int)DeribitReason.NotSent), (world.LastOf(20).Status, world.LastOf(20).Reason));
        world.Run(Duration.FromSeconds(3));
        // The two cancels are paid for first: half a second at 5 a second is one order at most, the others are refused as too late.
        Assert.InRange(world.Peer.Orders.Count, 15, 16);
        Assert.InRange(world.Updates.Count(u => u.Reason == (int)DeribitReason.TooLate), 14, 15);
        Assert.DoesNotContain(world.Peer.Orders, o => o.Label == "poise-1-20");
        world.Place(DeribitWorld.Order(50, Side.Sell, 1, 95_000, world));
        world.Settle();
        Assert.Equal(OrderStatus.Open, world.LastOf(50).Status);
    }

    [Fact]
    public void TooManyRequestsSlowsDown()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Place(DeribitWorld.Order(1, Side.Sell, 1, 95_000, world));
        world.Settle();
        world.Peer.Failures.Add(("private/cancel", 10028, false));
        world.Cancel(1);
        world.Settle();
        Assert.Equal("open", world.Peer.Orders[0].State);
        world.Place(DeribitWorld.Order(2, Side.Sell, 1, 95_000, world));
        world.Settle();
        Assert.Single(world.Peer.Orders);
        world.Run(Duration.FromSeconds(2));
        Assert.Equal("cancelled", world.Peer.Orders[0].State);
        Assert.Equal((int)DeribitReason.TooLate, world.LastOf(2).Reason);
        Assert.Contains(world.Notices, n => n.About == DeribitNotice.Rate);
    }

    [Fact]
    public void ExecutionsThatTheChannelLosesAreAskedFor()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Place(DeribitWorld.Order(1, Side.Buy, 3, 80_000, world));
        world.Settle();
        world.Peer.IsMute = true;
        world.Peer.Fill(world.Peer.Orders[0], 10);
        world.Peer.IsMute = false;
        world.Peer.News("user.changes.any.BTC.raw", new System.Text.Json.Nodes.JsonObject
        {
            ["instrument_name"] = DeribitPeer.Perpetual,
            ["trades"] = new System.Text.Json.Nodes.JsonArray(),
            ["orders"] = new System.Text.Json.Nodes.JsonArray(DeribitPeer.Shown(world.Peer.Orders[0])),
            ["positions"] = new System.Text.Json.Nodes.JsonArray(),
        });
        world.Settle();
        Assert.Empty(world.Fills);
        Assert.Equal(1, world.LastOf(1).Filled.Count);
        world.Run(Duration.FromSeconds(2));
        Assert.Equal(1, Assert.Single(world.Fills).Quantity.Count);
    }

    [Fact]
    public void TradesThatNoDeskOrderedAreTold()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Peer.TradeByHand("sell", 70);
        world.Settle();
        Assert.Equal((default(OrderId), 7L, Side.Sell), (world.Fills[0].Order, world.Fills[0].Quantity.Count, world.Fills[0].Side));
        Assert.Empty(world.Updates);
    }
}
