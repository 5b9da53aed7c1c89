using System.Collections.Immutable;
using Poise.Domain;

namespace Poise.Hedging;

/// <summary>Another policy, once at each of a schedule's times: until there is nothing to trade, or the time closes.</summary>
public sealed record ScheduledPolicy(IHedgePolicy Of, Schedule Schedule) : IHedgePolicy
{
    public PolicyOutput Decide(in PolicyInput input)
    {
        PolicyOutput output = Of.Decide(input);
        return output.Hold != DecisionReason.None || Schedule.IsDue(input.Now, input.SettledAt) ? output : output.Holding(DecisionReason.OffSchedule);
    }
}

/// <summary>Another policy, while one of the sessions is open.</summary>
public sealed record SessionPolicy(IHedgePolicy Of, ImmutableArray<Session> Sessions) : IHedgePolicy
{
    public PolicyOutput Decide(in PolicyInput input)
    {
        PolicyOutput output = Of.Decide(input);
        if (output.Hold != DecisionReason.None)
            return output;
        foreach (Session session in Sessions)
            if (session.IsOpen(input.Now))
                return output;
        return output.Holding(DecisionReason.OffSession);
    }
}

/// <summary>Another policy, once the price has moved; and, by choice, not for delta that vols and time alone have brought.</summary>
/// <param name="MinMove">Least move of spot since the last hedge, fraction of it. The first hedge needs none.</param>
/// <param name="IgnoresVolAndTime">Delta that came from them calls for no hedge, and is hedged with what does.</param>
public sealed record PriceMovePolicy(IHedgePolicy Of, double MinMove, bool IgnoresVolAndTime) : IHedgePolicy
{
    public PolicyOutput Decide(in PolicyInput input)
    {
        PolicyOutput output = Of.Decide(input);
        if (output.Hold == DecisionReason.None && Math.Abs(input.Spot / input.HedgedAtSpot - 1) < MinMove)
            return output.Holding(DecisionReason.PriceStood);
        return IgnoresVolAndTime ? output with { Ignored = output.Ignored + input.DeltaByVolAndTime } : output;
    }
}
