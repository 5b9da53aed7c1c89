namespace Poise.Hedging;

/// <summary>How far a hedge goes once net delta has left its band.</summary>
public enum BandRebalance : byte
{
    /// <summary>To the nearest edge: least traded, hedges again soonest.</summary>
    ToEdge,

    /// <summary>To the target.</summary>
    ToTarget,
}

/// <summary>A band around a target. Units of the underlying; lower &lt;= target &lt;= upper.</summary>
public readonly record struct DeltaBand(double Lower, double Target, double Upper, BandRebalance Rebalance)
{
    public bool IsValid => Lower <= Target && Target <= Upper && double.IsFinite(Lower) && double.IsFinite(Upper);

    /// <summary>Both edges <paramref name="halfWidth"/> from the target, hedged to the nearer one.</summary>
    public static DeltaBand Around(double target, double halfWidth) => new(target - halfWidth, target, target + halfWidth, BandRebalance.ToEdge);

    public bool IsInside(double delta) => delta >= Lower && delta <= Upper;

    /// <summary>How far a delta is beyond the nearer edge, half-widths of the band; 0 inside, infinite beyond a band without width.</summary>
    public double Beyond(double delta)
    {
        double beyond = delta < Lower ? Lower - delta : delta > Upper ? delta - Upper : 0;
        return beyond == 0 ? 0 : beyond / (0.5 * (Upper - Lower));
    }

    /// <summary>While a hedge is on its way: for who goes to the target the band ends there, on the side that the hedge comes from, so that it is not over once it is back inside.</summary>
    /// <param name="isBuying">The hedge adds delta.</param>
    public DeltaBand OnTheWay(bool isBuying) => Rebalance == BandRebalance.ToEdge ? this : isBuying ? this with { Lower = Target } : this with { Upper = Target };

    /// <summary>The same band for a delta that is by so much larger.</summary>
    public DeltaBand Shifted(double by) => this with { Lower = Lower + by, Target = Target + by, Upper = Upper + by };
}

/// <summary>Net delta against its band. Units of the underlying.</summary>
/// <param name="NetDelta">Of all that was filled.</param>
/// <param name="PendingBuy">Delta that orders under way may still add, at least zero.</param>
/// <param name="PendingSell">Delta that orders under way may still take away, at least zero.</param>
public readonly record struct BandInput(DeltaBand Band, double NetDelta, double PendingBuy, double PendingSell);

/// <summary>Delta to trade (+ buy), and why.</summary>
public readonly record struct BandOutput(double Trade, DecisionReason Reason);

/// <summary>
/// Trade only outside the band. Orders under way may fill in whole or not at all: only what every outcome of them still
/// calls for is traded, so that an intent is never hedged twice.
/// </summary>
public static class BandTrade
{
    public static BandOutput Of(in BandInput input)
    {
        double highest = input.NetDelta + input.PendingBuy;
        double lowest = input.NetDelta - input.PendingSell;
        DeltaBand band = input.Band;
        bool toTarget = band.Rebalance == BandRebalance.ToTarget;
        if (highest < band.Lower)
            return new((toTarget ? band.Target : band.Lower) - highest, DecisionReason.BelowBand);
        if (lowest > band.Upper)
            return new((toTarget ? band.Target : band.Upper) - lowest, DecisionReason.AboveBand);
        bool isOutside = input.NetDelta < band.Lower || input.NetDelta > band.Upper;
        return new(0, isOutside ? DecisionReason.OrderUnderWay : DecisionReason.InsideBand);
    }
}
