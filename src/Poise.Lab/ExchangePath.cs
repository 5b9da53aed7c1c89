using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;

namespace Poise.Lab;

/// <summary>
/// A desk that lives through a day at the simulated exchange: its perpetual's order book with makers and takers, fees, depth that is used up and comes back, and a link that delays. The same seed gives the same people and the same path
/// of the index to every policy; what a policy trades moves the price as anybody's trades do.
/// </summary>
public static class ExchangePath
{
    /// <summary>After the market's last move everything that was under way has arrived.</summary>
    private static readonly Duration Settles = Duration.FromSeconds(1);

    /// <summary>A life: what <see cref="FrontierRun.Life"/> takes.</summary>
    /// <exception cref="ArgumentException">The market is unwound, which no exchange here does.</exception>
    /// <exception cref="InvalidOperationException">The desk could not follow its policy.</exception>
    public static HedgeResult Run(HedgeMarket market, ulong seed, IHedgePolicy policy, double cost)
    {
        ArgumentNullException.ThrowIfNull(market);
        if (market.Unwinds)
            throw new ArgumentException("a book that is unwound at the end is of no exchange", nameof(market));
        ExchangeVenue venue = null!;
        var desk = new PathDesk(market, policy, cost, slippage: 2 * cost, inbox => venue = new ExchangeVenue(market, ExchangeDay.Of(market, seed, cost), seed, inbox));
        Instant opened = venue.Open();
        desk.Open(opened, venue.Quote, venue.Endow);
        Instant expired = opened;
        for (int step = 1; step <= market.Steps; step++)
            AdvanceTo(market.At(step));
        AdvanceTo(market.End + Settles);
        return desk.Result();

        void AdvanceTo(Instant until)
        {
            while (true)
            {
                Instant next = venue.NextAt < desk.WakeAt ? venue.NextAt : desk.WakeAt;
                if (next > until)
                    break;
                venue.AdvanceTo(next);
                // What has ended is paid by the first quote that is made after it.
                if (venue.Quote.At > expired)
                {
                    desk.Expire(expired, venue.Quote.At);
                    expired = venue.Quote.At;
                }
                desk.Decide(venue.Now);
            }
            venue.AdvanceTo(until);
        }
    }
}

/// <summary>A day's market of a frontier as an exchange has it.</summary>
public static class ExchangeDay
{
    /// <summary>Coins at the best price; behind it there is more, each half a spread further.</summary>
    public const double Size = 5;

    /// <summary>Trades of others between two moves of the index, on average.</summary>
    private const double TradesAStep = 2;

    /// <summary>The perpetual alone, its index of constant vol, its spread and taker's fee as the cost says.</summary>
    /// <param name="cost">One way, fraction of the price: half the spread and the fee.</param>
    public static MarketSettings Of(HedgeMarket market, ulong seed, double cost)
    {
        ArgumentNullException.ThrowIfNull(market);
        double fee = TouchVenue.FeeRate(market, cost);
        return new MarketSettings
        {
            Underlying = Listed.Underlying,
            PathSeed = seed,
            Spot = market.Spot,
            Vol = market.Vol,
            VolReversion = 0,
            VolOfVol = 0,
            Carry = 0,
            Expiries = 0,
            PerpetualTick = market.Tick,
            PerpetualLot = market.Lot,
            PerpetualHalfSpread = market.SpreadShare * cost,
            PerpetualSize = Size,
            TrendFollowers = 0,
            LeveragedAccounts = 0,
            OptionTradesPerSecond = 0,
            PerpetualTradesPerSecond = TradesAStep / market.Step.Seconds,
            Step = market.Step,
            Fees = new FeeTier(FutureMaker: fee, FutureTaker: fee),
        };
    }
}
