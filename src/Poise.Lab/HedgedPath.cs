using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Lab;

/// <summary>What one desk made of one path. Quote currency but the trades.</summary>
/// <param name="Pnl">Against marks, costs taken off.</param>
/// <param name="Cost">Half the spread on what was traded, and fees.</param>
/// <param name="Turnover">Of the hedge instrument, bought or sold.</param>
public readonly record struct HedgeResult(double Pnl, double Cost, double Trades, double Turnover);

/// <summary>
/// A desk that lives through a path at a touch of any depth. Each step brings one quote of the hedge instrument; an order that leaves is answered within the instant, in a batch more.
/// </summary>
internal static class HedgedPath
{
    /// <param name="mids">Of each step, the start's too.</param>
    /// <param name="cost">One way, fraction of the price: half the spread and the fee.</param>
    public static HedgeResult Run(HedgeMarket market, ReadOnlySpan<double> mids, IHedgePolicy policy, double cost)
    {
        TouchVenue venue = null!;
        var desk = new PathDesk(market, policy, cost, slippage: 0, inbox => venue = new TouchVenue(market, cost, inbox));
        desk.Open(market.Start, venue.QuoteAround(mids[0], market.Start));
        for (int step = 1; step < mids.Length; step++)
        {
            Instant now = market.At(step);
            Quote quote = venue.QuoteAround(mids[step], now);
            desk.Expire(market.At(step - 1), now);
            if (step == market.Steps && market.Unwinds)
                desk.Unwind(now);
            desk.Inbox.Offer(DeskEvent.Quoted(now, PathDesk.HedgeIndex, quote));
            desk.Decide(now);
        }
        return desk.Result();
    }
}
