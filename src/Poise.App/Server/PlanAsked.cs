using Poise.Domain;
using Poise.Runtime;

namespace Poise.App;

/// <summary>What is asked of a plan for the running book; null: not named.</summary>
/// <param name="Horizon">Days.</param>
internal readonly record struct PlanAsked(double? MostGamma, double? MostVega, double? Horizon, double? FundingPerDay, double? CapitalRate, double? ImpactFactor, double? DailyVolume, double? OptionVolume, double? Transfers)
{
    private const double MostDays = 365, MostImpact = 10, MostAmount = 1e15;

    /// <returns>Why it is none; null where it is.</returns>
    public string? TryWish(out PlanWish wish)
    {
        wish = default;
        if (MostGamma is null && MostVega is null || MostGamma is double gamma && !(gamma >= 0) || MostVega is double vega && !(vega >= 0))
            return $"mostGamma: {MostGamma}, mostVega: {MostVega}; allowed: numbers from 0, one at least";
        if (Horizon is double days && !(days is > 0 and <= MostDays))
            return $"horizon: {days}; allowed: days, above 0 to {MostDays}";
        if (Horizon is null && (FundingPerDay ?? CapitalRate) is double lone)
            return $"{(FundingPerDay is null ? "capitalRate" : "fundingPerDay")}: {lone}, and horizon is absent; allowed: a horizon beside it";
        if (FundingPerDay is double funding && !(Math.Abs(funding) <= 0.1))
            return $"fundingPerDay: {funding}; allowed: -0.1 to 0.1";
        if (CapitalRate is double rate && !(rate is >= 0 and <= 10))
            return $"capitalRate: {rate}; allowed: 0 to 10";
        if (ImpactFactor is double factor && !(factor is >= 0 and <= MostImpact))
            return $"impactFactor: {factor}; allowed: 0 to {MostImpact}";
        if ((NotAmount(DailyVolume, "dailyVolume", isZeroOut: true) ?? NotAmount(OptionVolume, "optionVolume", isZeroOut: true) ?? NotAmount(Transfers, "transfers", isZeroOut: false)) is string wrong)
            return wrong;
        wish = new PlanWish(MostGamma ?? double.PositiveInfinity, MostVega ?? double.PositiveInfinity)
        {
            Horizon = new Duration((long)((Horizon ?? 0) * 86_400_000_000_000)),
            FundingPerDay = FundingPerDay ?? double.NaN,
            CapitalRate = CapitalRate ?? 0,
            ImpactFactor = ImpactFactor ?? 1,
            DailyVolume = DailyVolume ?? 0,
            OptionVolume = OptionVolume ?? 0,
            Transfers = Transfers ?? 0,
            IsWithinMargin = true,
        };
        return null;
    }

    private static string? NotAmount(double? asked, string name, bool isZeroOut) =>
        asked is not double amount || (isZeroOut ? amount > 0 : amount >= 0) && amount <= MostAmount ? null : $"{name}: {amount}; allowed: {(isZeroOut ? "above 0" : "0")} to {MostAmount}";
}
