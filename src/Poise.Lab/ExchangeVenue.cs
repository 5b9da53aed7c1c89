using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;

namespace Poise.Lab;

/// <summary>The simulated exchange as a path's desk sees it. What hedging costs is counted against the mid that the desk saw when its order left.</summary>
internal sealed class ExchangeVenue(HedgeMarket of, MarketSettings settings, ulong seed, Inbox inbox) : IPathVenue, IExchangeSink
{
    private readonly SimulatedMarket _market = new(settings, seed, of.Start);
    private readonly Dictionary<OrderId, (double Mid, Lots Left)> _sent = [];
    private readonly double _tick = (double)of.Tick;
    private bool _isOpen;

    /// <summary>Of the last that had two sides.</summary>
    public double Mid { get; private set; } = double.NaN;

    public double Cost { get; private set; }

    public int Trades { get; private set; }

    public double Turnover { get; private set; }

    /// <summary>The last that was delivered.</summary>
    public Quote Quote { get; private set; } = Quote.Absent;

    public Instant Now => _market.Now;

    public Instant NextAt => _market.NextAt;

    /// <summary>Waits until there is a price.</summary>
    public Instant Open()
    {
        while (!(Mid > 0))
            AdvanceTo(NextAt);
        _isOpen = true;
        return Now;
    }

    /// <summary>The account holds so much from the start.</summary>
    public void Endow(Lots lots) => _market.Endow(_market.Perpetual, lots, Grid.Count(Mid, of.Tick, Rounding.Nearest) * of.Tick);

    public void AdvanceTo(Instant until) => _market.AdvanceTo(until, this);

    public void Place(in NewOrder order, Instant at)
    {
        _sent[order.Id] = (Mid, order.Quantity);
        _market.Submit(DeskMessage.Place(order with { Contract = _market.Perpetual }), at);
    }

    public void Cancel(in Cancel cancel, Instant at) => _market.Submit(DeskMessage.Cancel(cancel with { Contract = _market.Perpetual }), at);

    public void On(in ExchangeEvent happened)
    {
        switch (happened.Kind)
        {
            case ExchangeEventKind.Quote:
                Quote = happened.Quote;
                Mid = Quote.IsTwoSided ? Quote.Mid : Mid;
                if (_isOpen)
                    inbox.Offer(DeskEvent.Quoted(happened.DeliveredAt, PathDesk.HedgeIndex, Quote));
                break;
            case ExchangeEventKind.Order:
                OrderUpdate update = happened.Order;
                if (update.Status == OrderStatus.Rejected)
                    throw new InvalidOperationException($"the exchange refused an order at {update.At}: {(VenueReason)update.Reason}");
                // Its fills have told the desk, to which the order is over.
                if (update.Status == OrderStatus.Filled && _sent[update.Id].Left == Lots.Zero)
                    break;
                Offer(DeskEvent.OrderUpdated(happened.DeliveredAt, update with { Contract = PathDesk.HedgeIndex }));
                break;
            case ExchangeEventKind.Fill:
                Count(happened.Fill);
                Offer(DeskEvent.Filled(happened.DeliveredAt, happened.Fill with { Contract = PathDesk.HedgeIndex }));
                break;
            case ExchangeEventKind.Funded:
                Funding funding = happened.Funding;
                Offer(DeskEvent.Funded(happened.DeliveredAt, new FundingPayment(funding.At.UnixNanoseconds, PathDesk.HedgeIndex, (decimal)funding.Units(funding.Held) / InstrumentTerms.Unit, funding.At)));
                break;
            default:
                break; // of the rest a desk on one perpetual needs nothing
        }
    }

    private void Count(in Fill fill)
    {
        double quantity = (double)(fill.Quantity.Count * of.Lot), mid = _sent[fill.Order].Mid;
        _sent[fill.Order] = (mid, _sent[fill.Order].Left - fill.Quantity);
        Trades++;
        Turnover += quantity * mid;
        Cost += quantity * (fill.Side == Side.Buy ? 1 : -1) * (fill.Price.Count * _tick - mid) + (double)fill.Fee;
    }

    private void Offer(in DeskEvent fact)
    {
        if (!inbox.Offer(fact))
            throw new InvalidOperationException("the inbox has no room for a fact");
    }
}
