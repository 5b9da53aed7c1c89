using Poise.Domain;

namespace Poise.Hedging;

/// <summary>
/// Delta at a vol that has the cost of a schedule's trades in it: Leland, "Option pricing and replication with transactions
/// costs", Journal of Finance 40(5), 1985, pp. 1283-1301. Variance times 1 + Le for a short book and 1 - Le for a long one, hedged
/// to the target at each time of the schedule.
/// </summary>
public sealed record LelandPolicy(Schedule Schedule) : IHedgePolicy
{
    /// <summary>Le = sqrt(2 / pi) k / (sigma sqrt dt), k the cost of a round trip: twice the one-way rate.</summary>
    public static double Number(double vol, double costRate, double intervalYears) =>
        Math.Sqrt(2 / Math.PI) * 2 * costRate / (vol * Math.Sqrt(intervalYears));

    public PolicyOutput Decide(in PolicyInput input)
    {
        double le = input.Gamma == 0 ? 0 : Number(input.Vol, input.CostRate, Schedule.Every.Years);
        double scale = input.Gamma > 0 ? 1 - le : 1 + le;
        PolicyOutput output = new PolicyOutput(new DeltaBand(0, 0, 0, BandRebalance.ToTarget)).Scaled(scale);
        if (scale < 0)
            return output.Holding(DecisionReason.CostTooHigh);
        return Schedule.IsDue(input.Now, input.SettledAt) ? output : output.Holding(DecisionReason.OffSchedule);
    }
}
