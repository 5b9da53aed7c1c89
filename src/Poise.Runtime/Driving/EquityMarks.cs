using Poise.Domain;
using Poise.Engine;

namespace Poise.Runtime;

/// <summary>Tells a desk once a second what its profit is, where a limit is set on how far it may fall: the ledger's sum at the marks. Without a mark of something that is held nothing is told.</summary>
public sealed class EquityMarks(DeskDriver driver)
{
    private static readonly Duration Every = Duration.FromSeconds(1);

    private Instant _next;

    /// <summary>On the desk's thread.</summary>
    public void Turn(Instant now)
    {
        if (now < _next)
            return;
        _next = now + Every;
        foreach (Hedger hedger in driver.Desk.Hedgers)
        {
            if (hedger.Limits.Drawdown is not null && driver.Desk.IsReconciled && hedger.Obstacle() == Hedging.DecisionReason.None && LedgerSum.Of(driver.Desk, hedger).Total is { } total)
                driver.Offer(DeskEvent.EquityMarked(now, (double)total, hedger.Underlying));
        }
    }
}
