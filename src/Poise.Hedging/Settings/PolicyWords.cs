using System.Globalization;

namespace Poise.Hedging;

/// <summary>Policies in words, for pages and banners.</summary>
public static class PolicyWords
{
    public static string Of(IHedgePolicy policy) => policy switch
    {
        FixedBandPolicy p => $"fixed delta band, {(p.Band.Rebalance == BandRebalance.ToEdge ? "to the edge" : "to the target")}{(p.Ratio == 1 ? "" : $", of {Number(100 * p.Ratio)} % of the options' delta")}",
        WhalleyWilmottPolicy p => $"Whalley-Wilmott, {Of(p.Aversion, p.MaxHalfWidth)}",
        ZakamoulinePolicy p => $"Zakamouline, {Of(p.Aversion, p.MaxHalfWidth)}",
        LelandPolicy p => $"Leland, every {DurationText.Of(p.Schedule.Every)}",
        ScheduledPolicy p => $"{Of(p.Of)}, every {DurationText.Of(p.Schedule.Every)}",
        SessionPolicy p => $"{Of(p.Of)}, in its sessions",
        PriceMovePolicy p => $"{Of(p.Of)}, after moves of {Number(100 * p.MinMove)} %{(p.IgnoresVolAndTime ? ", not for vol and time" : "")}",
        ForecastVolPolicy p => $"{Of(p.Of)}, at the forecast's vol",
        DealerFlowPolicy p => $"{Of(p.Of)}, ahead of the dealers",
        DeltaPolicy p => $"{Of(p.Of)}, {DeltaNames.Of(p.Kind)} delta",
        RuledPolicy p => $"by {p.Rules.Length} {(p.Rules.Length == 1 ? "rule" : "rules")}, else {Of(p.Otherwise)}",
        _ => policy.GetType().Name,
    };

    private static string Of(RiskAversion aversion, double cap) =>
        (aversion.DailySd > 0 ? $"daily sd {Number(aversion.DailySd)}" : $"risk aversion {Number(aversion.PerCurrency)}") + (double.IsFinite(cap) ? $", at most {Number(cap)} either way" : "");

    private static string Number(double value) => value.ToString("0.######E+0", CultureInfo.InvariantCulture) is var scientific && (value == 0 || (Math.Abs(value) is >= 1e-4 and < 1e9))
        ? value.ToString("0.########", CultureInfo.InvariantCulture)
        : scientific;
}
