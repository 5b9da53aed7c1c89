using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>One order at a time against a book that stands still.</summary>
public class OrderTests
{
    private readonly Bench _bench = new();

    [Fact]
    public void A_taker_walks_the_levels_at_their_prices_and_pays_the_taker_fee()
    {
        Depth before = _bench.Depth;
        long wanted = before.Ask(0).Quantity.Count + before.Ask(1).Quantity.Count + 5;
        OrderId id = _bench.Place(Side.Buy, wanted, before.Ask(2).Price);
        Fill[] fills = [.. _bench.Listener.Fills];
        Assert.Equal([before.Ask(0).Price, before.Ask(1).Price, before.Ask(2).Price], fills.Select(f => f.Price));
        Assert.Equal([before.Ask(0).Quantity.Count, before.Ask(1).Quantity.Count, 5], fills.Select(f => f.Quantity.Count));
        Assert.All(fills, f => Assert.Equal((id, Side.Buy, false), (f.Order, f.Side, f.IsMaker)));
        // 0.05 % of the notional: lots of 0.001 coin at ticks of half a dollar.
        Assert.Equal(Math.Round(fills[0].Quantity.Count * 0.001m * fills[0].Price.Count * 0.5m * 0.0005m, 8, MidpointRounding.AwayFromZero), fills[0].Fee);
        Assert.Equal((OrderStatus.Filled, wanted, 0), (_bench.LastUpdate.Status, _bench.LastUpdate.Filled.Count, _bench.LastUpdate.Reason));
        Assert.Equal(new Lots(wanted), _bench.Market.PositionOf(Bench.Perpetual));
        Assert.Equal(before.Ask(2).Quantity.Count - 5, _bench.Depth.Ask(0).Quantity.Count);
    }

    [Fact]
    public void The_same_liquidity_is_not_sold_twice()
    {
        Depth before = _bench.Depth;
        _bench.Place(Side.Sell, before.Bid(0).Quantity.Count, before.Bid(0).Price, TimeInForce.ImmediateOrCancel);
        _bench.Place(Side.Sell, 1, before.Bid(0).Price, TimeInForce.ImmediateOrCancel);
        Assert.Equal((OrderStatus.Cancelled, 0L, VenueReason.ImmediateOrCancel), State(_bench.LastUpdate));
    }

    [Fact]
    public void Immediate_or_cancel_keeps_what_it_got_and_cancels_the_rest()
    {
        Depth before = _bench.Depth;
        _bench.Place(Side.Buy, before.Ask(0).Quantity.Count + 10, before.Ask(0).Price, TimeInForce.ImmediateOrCancel);
        Assert.Equal((OrderStatus.Cancelled, before.Ask(0).Quantity.Count, VenueReason.ImmediateOrCancel), State(_bench.LastUpdate));
    }

    [Fact]
    public void Fill_or_kill_is_all_or_nothing()
    {
        Depth before = _bench.Depth;
        long two = before.Ask(0).Quantity.Count + before.Ask(1).Quantity.Count;
        _bench.Place(Side.Buy, two + 1, before.Ask(1).Price, TimeInForce.FillOrKill);
        Assert.Equal((OrderStatus.Cancelled, 0L, VenueReason.FillOrKill), State(_bench.LastUpdate));
        Assert.Empty(_bench.Listener.Fills);
        _bench.Place(Side.Buy, two, before.Ask(1).Price, TimeInForce.FillOrKill);
        Assert.Equal((OrderStatus.Filled, two, VenueReason.None), State(_bench.LastUpdate));
    }

    [Fact]
    public void Post_only_rests_or_is_refused()
    {
        Depth before = _bench.Depth;
        _bench.Place(Side.Buy, 5, before.Ask(0).Price, postOnly: true);
        Assert.Equal((OrderStatus.Rejected, 0L, VenueReason.PostOnlyWouldTake), State(_bench.LastUpdate));
        _bench.Place(Side.Buy, 5, before.Ask(0).Price - new Ticks(1), postOnly: true);
        Assert.Equal((OrderStatus.Open, 0L, VenueReason.None), State(_bench.LastUpdate));
        Assert.Equal(new DepthLevel(before.Ask(0).Price - new Ticks(1), new Lots(5)), _bench.Depth.Bid(0));
        _bench.Place(Side.Buy, 5, before.Bid(0).Price, TimeInForce.ImmediateOrCancel, postOnly: true);
        Assert.Equal(VenueReason.Contradiction, State(_bench.LastUpdate).Reason);
    }

    [Fact]
    public void Reduce_only_never_turns_a_position()
    {
        Depth before = _bench.Depth;
        _bench.Place(Side.Sell, 5, before.Bid(0).Price, reduceOnly: true);
        Assert.Equal(VenueReason.ReduceOnly, State(_bench.LastUpdate).Reason);
        _bench.Place(Side.Buy, 20, before.Ask(0).Price);
        _bench.Place(Side.Buy, 5, before.Ask(0).Price, reduceOnly: true);
        Assert.Equal((OrderStatus.Rejected, 0L, VenueReason.ReduceOnly), State(_bench.LastUpdate));
        _bench.Place(Side.Sell, 50, before.Bid(0).Price, reduceOnly: true);
        Assert.Equal((OrderStatus.Cancelled, 20L, VenueReason.ReduceOnly), State(_bench.LastUpdate));
        Assert.Equal(Lots.Zero, _bench.Market.PositionOf(Bench.Perpetual));
    }

    [Fact]
    public void A_resting_reduce_only_order_goes_when_there_is_nothing_left_to_reduce()
    {
        Depth before = _bench.Depth;
        _bench.Place(Side.Buy, 20, before.Ask(0).Price);
        OrderId resting = _bench.Place(Side.Sell, 20, before.Ask(0).Price, reduceOnly: true);
        _bench.Place(Side.Sell, 20, before.Bid(0).Price);
        Assert.Equal(Lots.Zero, _bench.Market.PositionOf(Bench.Perpetual));
        for (int hour = 0; hour < 200 && _bench.Market.TryOrder(resting, out OrderState s) && s.Status == OrderStatus.Open; hour++)
            _bench.Pass(Duration.FromHours(1));
        Assert.True(_bench.Market.TryOrder(resting, out OrderState state));
        Assert.Equal((OrderStatus.Cancelled, 0L, VenueReason.ReduceOnly), (state.Status, state.Filled.Count, state.Reason));
    }

    [Fact]
    public void The_price_band_refuses_what_is_far_worse_than_the_mark_and_nothing_better()
    {
        var mark = new Ticks((long)(_bench.Market.MarkOf(Bench.Perpetual) / 0.5));
        _bench.Place(Side.Buy, 1, new Ticks((long)(mark.Count * 1.051)));
        Assert.Equal(VenueReason.PriceBand, State(_bench.LastUpdate).Reason);
        _bench.Place(Side.Sell, 1, new Ticks((long)(mark.Count * 0.949)));
        Assert.Equal(VenueReason.PriceBand, State(_bench.LastUpdate).Reason);
        _bench.Place(Side.Buy, 1, new Ticks(0));
        Assert.Equal(VenueReason.PriceBand, State(_bench.LastUpdate).Reason);
        _bench.Place(Side.Buy, 1, new Ticks(mark.Count / 2));
        Assert.Equal(OrderStatus.Open, _bench.LastUpdate.Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(10_000_001)]
    public void Quantities_that_cannot_be_are_refused(long lots)
    {
        _bench.Place(Side.Buy, lots, _bench.Depth.Bid(0).Price);
        Assert.Equal((OrderStatus.Rejected, 0L, VenueReason.BadQuantity), State(_bench.LastUpdate));
    }

    [Fact]
    public void An_unknown_contract_is_refused_and_the_refusal_is_remembered()
    {
        OrderId id = _bench.Place(new NewOrder(_bench.NextId(), new ContractIndex(100_000), Side.Buy, new(1), new(1), TimeInForce.GoodTillCancelled, false, false));
        Assert.Equal((OrderStatus.Rejected, 0L, VenueReason.UnknownContract), State(_bench.LastUpdate));
        Assert.True(_bench.Market.TryOrder(id, out OrderState state));
        Assert.Equal(VenueReason.UnknownContract, state.Reason);
    }

    [Fact]
    public void A_second_order_of_one_id_is_never_executed()
    {
        Depth before = _bench.Depth;
        var order = new NewOrder(_bench.NextId(), Bench.Perpetual, Side.Buy, new(10), before.Ask(0).Price, TimeInForce.GoodTillCancelled, false, false);
        _bench.Place(order);
        _bench.Place(order);
        _bench.Place(order with { Quantity = new(99) });
        Assert.Equal((OrderStatus.Rejected, 10L, VenueReason.DuplicateId), State(_bench.LastUpdate));
        Assert.Equal(new Lots(10), _bench.Market.PositionOf(Bench.Perpetual));
        Assert.Equal(2, _bench.Market.DuplicateSubmissions);
        Assert.True(_bench.Market.TryOrder(order.Id, out OrderState state));
        Assert.Equal(OrderStatus.Filled, state.Status);
    }

    [Fact]
    public void An_order_does_not_meet_one_of_its_own_account()
    {
        Depth before = _bench.Depth;
        _bench.Place(Side.Buy, 5, before.Ask(0).Price - new Ticks(1));
        _bench.Place(Side.Sell, 5, before.Bid(0).Price);
        Assert.Equal((OrderStatus.Rejected, 0L, VenueReason.SelfTrade), State(_bench.LastUpdate));
    }

    [Fact]
    public void An_amend_moves_price_and_size_and_may_take()
    {
        Depth before = _bench.Depth;
        OrderId id = _bench.Place(Side.Buy, 10, before.Bid(0).Price - new Ticks(100));
        _bench.Send(DeskMessage.Amend(new Amend(id, Bench.Perpetual, new(7), before.Bid(0).Price - new Ticks(100))));
        Assert.Equal((OrderStatus.Open, 0L, VenueReason.None), State(_bench.LastUpdate));
        _bench.Send(DeskMessage.Amend(new Amend(id, Bench.Perpetual, new(7), before.Ask(0).Price)));
        Assert.Equal((OrderStatus.Filled, 7L, VenueReason.None), State(_bench.LastUpdate));
        _bench.Send(DeskMessage.Amend(new Amend(id, Bench.Perpetual, new(8), before.Ask(0).Price)));
        Assert.Equal((OrderStatus.Filled, 7L, VenueReason.AlreadyClosed), State(_bench.LastUpdate));
    }

    [Fact]
    public void A_refused_amend_leaves_the_order_as_it_was()
    {
        Depth before = _bench.Depth;
        OrderId id = _bench.Place(Side.Buy, before.Ask(0).Quantity.Count + 10, before.Ask(0).Price);
        long filled = _bench.LastUpdate.Filled.Count;
        _bench.Send(DeskMessage.Amend(new Amend(id, Bench.Perpetual, new(filled), before.Ask(0).Price)));
        Assert.Equal((OrderStatus.Open, filled, VenueReason.BadQuantity), State(_bench.LastUpdate));
        Assert.True(_bench.Market.TryOrder(id, out OrderState state));
        Assert.Equal(new Lots(filled + 10), state.Order.Quantity);
    }

    [Fact]
    public void A_cancel_takes_the_order_out_of_the_book_and_a_second_one_says_so()
    {
        Depth before = _bench.Depth;
        OrderId id = _bench.Place(Side.Sell, 10, before.Ask(0).Price - new Ticks(1));
        Assert.Equal(before.Ask(0).Price - new Ticks(1), _bench.Depth.Ask(0).Price);
        _bench.Send(DeskMessage.Cancel(new Cancel(id, Bench.Perpetual)));
        Assert.Equal((OrderStatus.Cancelled, 0L, VenueReason.Asked), State(_bench.LastUpdate));
        Assert.Equal(before.Ask(0), _bench.Depth.Ask(0));
        _bench.Send(DeskMessage.Cancel(new Cancel(id, Bench.Perpetual)));
        Assert.Equal((OrderStatus.Cancelled, 0L, VenueReason.AlreadyClosed), State(_bench.LastUpdate));
        _bench.Send(DeskMessage.Cancel(new Cancel(new OrderId(1, 999), Bench.Perpetual)));
        Assert.Equal((OrderStatus.Rejected, 0L, VenueReason.UnknownOrder), State(_bench.LastUpdate));
    }

    [Fact]
    public void A_resting_order_fills_as_maker_when_the_market_comes_through_it()
    {
        var bench = new Bench(Bench.Quiet with { Step = Duration.FromSeconds(1) });
        Depth before = bench.Depth;
        OrderId id = bench.Place(Side.Buy, 10, before.Bid(0).Price - new Ticks(10));
        for (int i = 0; i < 3000 && bench.Market.TryOrder(id, out OrderState s) && s.Status == OrderStatus.Open; i++)
            bench.Pass(Duration.FromSeconds(1));
        Fill fill = Assert.Single(bench.Listener.Fills);
        Assert.Equal((true, before.Bid(0).Price - new Ticks(10), 0m), (fill.IsMaker, fill.Price, fill.Fee));
    }

    private static (OrderStatus Status, long Filled, VenueReason Reason) State(OrderUpdate update) =>
        (update.Status, update.Filled.Count, (VenueReason)update.Reason);
}
