using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

public sealed partial class Hedger
{
    /// <summary>What a package does to the book's limits: beyond one it is refused, unless it brings the book nearer to it.</summary>
    internal DecisionReason RefusalOf(Package package)
    {
        NetGreeks more = default;
        foreach (PackageLeg leg in package.Legs)
            if (_desk.HedgerOf(leg.Contract) == this)
                more += leg.Quantity.Count * Greeks.PerLot(leg.Contract);
        if (more == default)
            return DecisionReason.None;
        if (Drawdown.Step == DrawdownStep.Flattening)
            return DecisionReason.Flattening;
        NetGreeks net = Greeks.Net;
        double perPercent = 0.01 * Greeks.Spot;
        return !IsWithin(net.Delta, more.Delta, Limits.MaxDelta) ? DecisionReason.MaxDelta
            : !IsWithin(perPercent * net.Gamma, perPercent * more.Gamma, Limits.MaxGamma) ? DecisionReason.MaxGamma
            : !IsWithin(0.01 * net.Vega, 0.01 * more.Vega, Limits.MaxVega) ? DecisionReason.MaxVega
            : DecisionReason.None;
    }

    private static bool IsWithin(double now, double more, double most) =>
        double.IsPositiveInfinity(most) || Math.Abs(now + more) <= most || Math.Abs(now + more) <= Math.Abs(now) && (now + more) * now >= 0;
}
