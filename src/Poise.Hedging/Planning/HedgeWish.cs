using Poise.Domain;

namespace Poise.Hedging;

/// <summary>What a policy's answer comes to: lots of the hedge instrument, and why so many, or why none. Limits come after it.</summary>
/// <param name="Trade">+ buy.</param>
public readonly record struct HedgeWish(Lots Trade, DecisionReason Reason)
{
    public Side Side => Trade.Count < 0 ? Side.Sell : Side.Buy;

    /// <summary>Nothing is left to trade, and nothing under way.</summary>
    public bool IsSettled => Trade == Lots.Zero && Reason is DecisionReason.InsideBand or DecisionReason.BelowLeastOrder;

    /// <param name="policy">Its own band is not looked at.</param>
    /// <param name="at">The policy's band by Black-Scholes' delta at the market's vols, and that delta.</param>
    /// <param name="deltaPerLot">Delta of one lot of the hedge instrument, units of the underlying.</param>
    public static HedgeWish Of(in PolicyOutput policy, in BandInput at, in CrossingPlan plan, double deltaPerLot)
    {
        if (policy.Hold != DecisionReason.None)
            return new(Lots.Zero, policy.Hold);
        if (!at.Band.IsValid || !double.IsFinite(at.NetDelta))
            return new(Lots.Zero, DecisionReason.NotANumber);
        BandOutput wanted = BandTrade.Of(at);
        if (wanted.Trade == 0)
            return new(Lots.Zero, wanted.Reason);
        Lots lots = plan.Size(wanted.Trade, deltaPerLot);
        if (lots == Lots.Zero)
            return new(Lots.Zero, DecisionReason.BelowLeastOrder);
        bool isByPrice = policy.Ignored == 0 || plan.Size(BandTrade.Of(at with { NetDelta = at.NetDelta - policy.Ignored }).Trade, deltaPerLot) != Lots.Zero;
        return isByPrice ? new(lots, wanted.Reason) : new(Lots.Zero, DecisionReason.NotByPrice);
    }
}
