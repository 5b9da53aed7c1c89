using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <param name="Quantity">Contracts, + buy.</param>
/// <param name="Limit">Or better, in the contract's price unit.</param>
public sealed record PackageOrder(string Contract, decimal Quantity, decimal Limit);

/// <summary>Options by command, from contracts and prices as people write them. On the desk's thread.</summary>
public static class Packages
{
    private const decimal MostContracts = 1_000_000, MostPrice = 100_000_000;

    /// <returns>Why nothing is traded; null where the orders have left.</returns>
    public static string? Trade(DeskDriver driver, IReadOnlyList<PackageOrder> orders, string underlying, Instant now)
    {
        Desk desk = driver.Desk;
        if (desk.HedgerOf(underlying) is not { } hedger)
            return $"the desk does not hedge {underlying}";
        if (orders.Count is 0 or > Package.MostLegs)
            return $"{orders.Count} legs; allowed: 1 to {Package.MostLegs}";
        var legs = new List<PackageLeg>();
        foreach (PackageOrder order in orders)
        {
            if (!desk.TryIndexOf(new(hedger.Settings.Hedge.Venue, order.Contract), out ContractIndex index) || desk.HedgerOf(index) != hedger || !desk.Book.ContractOf(index).IsOption)
                return $"{order.Contract} is no option of {underlying} that {hedger.Settings.Hedge.Venue} lists";
            Contract contract = desk.Book.ContractOf(index);
            if (order.Quantity == 0 || Math.Abs(order.Quantity) > MostContracts || !Grid.TryExact(order.Quantity, contract.LotSize, out long lots))
                return $"{order.Contract}: quantity {order.Quantity}; allowed: whole lots of {contract.LotSize}";
            if (order.Limit is <= 0 or > MostPrice || !Grid.TryExact(order.Limit, contract.PriceTick, out long ticks))
                return $"{order.Contract}: limit {order.Limit}; allowed: above 0, in steps of {contract.PriceTick}";
            if (legs.Exists(l => l.Contract == index))
                return $"{order.Contract} stands twice";
            legs.Add(new PackageLeg(index, new(lots), new(ticks)));
        }
        driver.Run(now); // what waits is folded first: it is refused by what is known
        var package = new Package([.. legs]);
        if (desk.RefusalOf(package) is var refusal && refusal != PackageRefusal.None)
            return WordsOf(refusal, orders);
        string? was = driver.BrokenBy;
        driver.Offer(DeskEvent.PackageAsked(now, package));
        driver.Run(now);
        if ((driver.JournalFailure ?? (driver.BrokenBy != was ? driver.BrokenBy : null)) is string halted)
            return halted; // no order leaves then; what broke it before was looked at since
        return desk.LastRefusal == PackageRefusal.None ? null : WordsOf(desk.LastRefusal, orders);
    }

    private static string WordsOf(in PackageRefusal refusal, IReadOnlyList<PackageOrder> orders)
    {
        string reason = refusal.Reason switch
        {
            DecisionReason.NoHedgeQuote => "it has no quote of both sides",
            DecisionReason.HedgeQuoteStale => "its quote is stale",
            DecisionReason.PriceCollar => "its limit is further from the mid than the settings' collar",
            DecisionReason.MaxOrder => "more than one order of options may be",
            DecisionReason.MaxPosition => "more than may be held of one option",
            _ => DecisionWords.Of(refusal.Reason),
        };
        return refusal.Leg < 0 ? reason : $"{orders[refusal.Leg].Contract}: {reason}";
    }
}
