using Poise.Domain;
using Poise.Engine;

namespace Poise.Lab;

/// <summary>
/// Where the hedge instrument trades: a mid, half a spread either side of it, and any amount at the touch. An order that crosses is filled whole and at
/// once, another is cancelled, and the desk hears of it as a fact. It counts what hedging costs.
/// </summary>
/// <param name="cost">One way, fraction of the price.</param>
internal sealed class TouchVenue(HedgeMarket market, double cost, Inbox inbox) : IPathVenue
{
    private readonly double _tick = (double)market.Tick;
    private readonly decimal _feeRate = (decimal)FeeRate(market, cost);
    private Ticks _bid, _ask;
    private long _executions;

    public static double FeeRate(HedgeMarket market, double cost) => (1 - market.SpreadShare) * cost;

    /// <summary>Of the last quote, on the grid, as the desk sees it too.</summary>
    public double Mid { get; private set; }

    /// <summary>Half the spread on what was traded, and fees: quote currency.</summary>
    public double Cost { get; private set; }

    public int Trades { get; private set; }

    /// <summary>What was traded, bought or sold, at the mid: quote currency.</summary>
    public double Turnover { get; private set; }

    public Quote QuoteAround(double mid, Instant at)
    {
        long middle = Grid.Count(mid, market.Tick, Rounding.Nearest), half = Grid.Count(mid * market.SpreadShare * cost, market.Tick, Rounding.Nearest);
        (_bid, _ask) = (new(middle - half), new(middle + half));
        Quote quote = new(_bid.Count * _tick, _ask.Count * _tick, double.MaxValue, double.MaxValue, at);
        Mid = quote.Mid;
        return quote;
    }

    /// <summary>Nothing of ours ever rests.</summary>
    public void Cancel(in Cancel cancel, Instant at)
    {
    }

    public void Place(in NewOrder order, Instant at)
    {
        bool isBuy = order.Side == Side.Buy;
        if (isBuy ? order.Limit < _ask : order.Limit > _bid)
        {
            inbox.Offer(DeskEvent.OrderUpdated(at, new OrderUpdate(order.Id, order.Contract, OrderStatus.Cancelled, Lots.Zero, 0, at)));
            return;
        }
        Ticks price = isBuy ? _ask : _bid;
        decimal quantity = order.Quantity.Count * market.Lot, paid = price.Count * market.Tick, fee = _feeRate * quantity * paid;
        Trades++;
        Turnover += (double)quantity * Mid;
        Cost += (double)quantity * Math.Abs(price.Count * _tick - Mid) + (double)fee;
        inbox.Offer(DeskEvent.Filled(at, new Fill(++_executions, order.Id, order.Contract, order.Side, order.Quantity, price, fee, IsMaker: false, at)));
    }
}
