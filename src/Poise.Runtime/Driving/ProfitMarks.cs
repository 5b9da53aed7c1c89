using Poise.Domain;
using Poise.Engine;

namespace Poise.Runtime;

/// <summary>
/// Tells a desk once a second what its profit is, of an underlying, of all together and of a book, where a limit is set on how far it may fall: the ledger's at the marks, all of it in the currency of the hedge instrument, what is held elsewhere too. Nothing while a mark is missing or the
/// hedge instrument's quote is old; a desk that has heard nothing for too long holds.
/// </summary>
public sealed class ProfitMarks(DeskDriver driver)
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
            if (hedger.Limits.Drawdown is null || driver.Desk.Accounts.Any(static a => a.IsAwaited))
                continue;
            if (hedger is { IsPriced: true, IsPriceBelieved: true } && LedgerSum.InOneCurrency(driver.Desk, hedger, venue: null) is { } profit)
                driver.Offer(DeskEvent.ProfitMarked(now, (double)profit, hedger.Underlying));
        }
        MarkAll(now);
    }

    /// <summary>The sum of all, and each book's: where one that counts is not known, nothing is told.</summary>
    private void MarkAll(Instant now)
    {
        Desk desk = driver.Desk;
        if (desk.Limits is { Drawdown: null, BookDrawdowns.IsEmpty: true } || desk.Accounts.Any(static a => a.IsAwaited))
            return;
        if (desk.Limits.Drawdown is not null && desk.Hedgers.All(h => IsKnown(desk, h)) && DeskTotals.ProfitOf(desk) is { } profit)
            driver.Offer(DeskEvent.DeskMarked(now, profit, desk.Limits.Base));
        foreach (string book in desk.Limits.BookDrawdowns.Keys)
            if (desk.Hedgers.All(h => IsKnown(desk, h) || !h.Books.HoldsSomething(book)) && BookProfits.Of(desk, book) is { } own)
                driver.Offer(DeskEvent.BookMarked(now, book, own, desk.Limits.Base));
    }

    private static bool IsKnown(Desk desk, Hedger hedger) => hedger is { IsPriced: true, IsPriceBelieved: true } || !DeskTotals.HasAny(desk, hedger);
}
