using Poise.Domain;
using Poise.Engine;
using Poise.Runtime;

namespace Poise.Worlds;

/// <summary>What the slow lane would say, roughly: one volatility for all.</summary>
internal static class WorldFits
{
    public static void Offer(DeskDriver driver, Instant now, double carry, double vol)
    {
        Book book = driver.Desk.Book;
        var options = Enumerable.Range(0, book.Count).Where(i => book.ContractOf(new(i)).IsOption && book.ContractOf(new(i)).Expiry > now)
            .GroupBy(i => book.ContractOf(new(i)).Expiry).OrderBy(g => g.Key.UnixNanoseconds);
        foreach (IGrouping<Instant, int> expiry in options)
        {
            double years = (expiry.Key - now).Years;
            driver.Offer(DeskEvent.SurfaceFitted(now, new FittedSlice
            {
                Expiry = expiry.Key,
                AsOf = now,
                Basis = Math.Exp(carry * years),
                Discount = Math.Exp(-carry * years),
                Contracts = [.. expiry.Select(i => new ContractIndex(i))],
                Vols = [.. expiry.Select(_ => vol)],
            }));
        }
    }
}
