using Poise.Domain;
using Poise.Hedging;

namespace Poise.Venues.TestKit;

/// <summary>Who plays a card: gives orders by the risk gate, lets time pass and demands.</summary>
public sealed class CardDesk(IVenueUnderTest venue)
{
    private static readonly RiskGate Gate = new(new RiskLimits { MaxOrder = new(1_000_000), MaxPosition = new(1_000_000_000) }, new OrderLimits { MaxWorking = 1_000_000, MaxOrders = 1_000_000 });
    private readonly Dictionary<OrderId, Side> _sides = [];
    private long _last;

    public IVenueUnderTest Venue => venue;

    /// <exception cref="CardFailedException">The venue under test has no wire.</exception>
    public IWireUnderTest Wire => venue as IWireUnderTest ?? throw new CardFailedException("this venue has no wire");

    public HeardOrder Of(OrderId id) => venue.Heard.Of(id);

    public OrderId Place(Side side, long lots, Ticks limit, TimeInForce time = TimeInForce.GoodTillCancelled, bool isPostOnly = false, bool reduces = false)
    {
        var id = new OrderId(1, ++_last);
        Place(new NewOrder(id, venue.Contract, side, new Lots(lots), limit, time, isPostOnly, reduces));
        return id;
    }

    public void Place(in NewOrder order)
    {
        _sides[order.Id] = order.Side;
        // The card's own limits are none: what is refused here is refused by the venue.
        Verdict<NewOrder> verdict = Gate.Check(order, View(order.Limit, order.Side == Side.Buy ? -1_000_000 : 1_000_000));
        Demand(verdict.IsApproved, $"the gate refused: {verdict.Refusal}");
        venue.Gateway.Place(verdict.Approved);
    }

    public void Amend(OrderId id, long lots, Ticks limit)
    {
        var amend = new Amend(id, venue.Contract, new Lots(lots), limit);
        Verdict<Amend> verdict = Gate.Check(amend, _sides[id], Lots.Zero, View(limit, 0));
        Demand(verdict.IsApproved, $"the gate refused: {verdict.Refusal}");
        venue.Gateway.Amend(verdict.Approved);
    }

    public void Cancel(OrderId id) => venue.Gateway.Cancel(new Cancel(id, venue.Contract));

    /// <summary>Long enough for a question, its answer and the news of it.</summary>
    public void Settle() => venue.Pass(Duration.FromMilliseconds(200));

    public void Pass(double seconds) => venue.Pass(new Duration((long)(seconds * 1e9)));

    /// <summary>An order that rests, told open.</summary>
    public OrderId Resting(Side side, long lots, int ticks = 0)
    {
        OrderId id = Place(side, lots, venue.Passive(side, ticks));
        Settle();
        DemandState(id, OrderStatus.Open, 0);
        return id;
    }

    public void DemandState(OrderId id, OrderStatus status, long filled)
    {
        HeardOrder order = Of(id);
        Demand(order.Status == status && order.Filled.Count == filled, $"order {id} should be {status} with {filled} filled and is {order.Status?.ToString() ?? "not heard of"} with {order.Filled.Count} ({order.Reason})");
    }

    public void DemandReason(int reason, VenueRefusal refusal) =>
        Demand(venue.CodesOf(refusal).Contains(reason), $"the reason should be one of {refusal} ({string.Join(", ", venue.CodesOf(refusal))}) and is {reason}");

    /// <summary>Lets time pass until it holds.</summary>
    public void Await(Func<bool> holds, double seconds, string what)
    {
        for (int i = 0; i < 10 * seconds && !holds(); i++)
            Pass(0.1);
        Demand(holds(), $"within {seconds} s: {what}");
    }

    public void AwaitLive(double seconds = 120) => Await(() => Wire.IsLive, seconds, $"the link should be live again {Wire.StopReason}");

    public static void Demand(bool holds, string what)
    {
        if (!holds)
            throw new CardFailedException(what);
    }

    private RiskView View(Ticks limit, long held)
    {
        double price = (double)(limit.Count * venue.Heard.Contracts[venue.Contract.Value].PriceTick);
        return new RiskView(TradingState.Normal, IsReconciled: true, IsLinkUp: true, venue.Now, new Quote(price, price, 1, 1, venue.Now), venue.Heard.Contracts[venue.Contract.Value].PriceTick, new(held), Lots.Zero, Lots.Zero, 0, 0);
    }
}
