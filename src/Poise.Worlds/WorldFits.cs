using Poise.Domain;
using Poise.Engine;
using Poise.Runtime;

namespace Poise.Worlds;

/// <summary>What the slow lane would say, roughly: one volatility for all.</summary>
internal static class WorldFits
{
    public static void Offer(DeskDriver driver, Instant now, double carry, double vol)
    {
        Desk desk = driver.Desk;
        Book book = desk.Book;
        var options = Enumerable.Range(0, book.Count).Where(i => book.ContractOf(new(i)).IsOption && book.ContractOf(new(i)).Expiry > now)
            .GroupBy(i => (book.ContractOf(new(i)).Expiry, IsElsewhere: desk.IsElsewhere(new(i)))).OrderBy(g => (g.Key.Expiry.UnixNanoseconds, g.Key.IsElsewhere));
        foreach (IGrouping<(Instant Expiry, bool IsElsewhere), int> group in options)
        {
            Instant expiry = group.Key.Expiry;
            double years = (expiry - now).Years;
            driver.Offer(DeskEvent.SurfaceFitted(now, new FittedSlice
            {
                Expiry = expiry,
                AsOf = now,
                Basis = Math.Exp(carry * years),
                Discount = Math.Exp(-carry * years),
                Contracts = [.. group.Select(i => new ContractIndex(i))],
                Vols = [.. group.Select(_ => vol)],
            }));
        }
    }
}
