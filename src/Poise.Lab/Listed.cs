using Poise.Domain;

namespace Poise.Lab;

/// <summary>A market's contracts as a desk lists them, the hedge instrument first, and its vols as a desk is told them.</summary>
internal static class Listed
{
    public const string Underlying = "LAB";

    private const string Venue = "lab";

    public static readonly ContractId HedgeId = new(Venue, "PERPETUAL");

    public static Contract Hedge(HedgeMarket market) => new()
    {
        Id = HedgeId,
        Kind = ContractKind.Perpetual,
        Underlying = Underlying,
        PriceTick = market.Tick,
        LotSize = market.Lot,
    };

    public static Contract Option(HedgeMarket market, int i)
    {
        HeldOption held = market.Book[i];
        return Hedge(market) with
        {
            Id = new(Venue, $"{held.Expiry}-{held.Strike}-{(held.Type == OptionType.Call ? "C" : "P")}-{i}"),
            Kind = ContractKind.Option,
            Type = held.Type,
            Strike = held.Strike,
            Expiry = held.Expiry,
            ListedExpiry = DateOnly.FromDateTime(held.Expiry.ToUtc()),
        };
    }

    /// <summary>One an expiry, all at the market's vol.</summary>
    public static IEnumerable<FittedSlice> Fits(HedgeMarket market) =>
        from pair in market.Book.Select(static (held, i) => (held.Expiry, Contract: new ContractIndex(i + 1)))
        group pair.Contract by pair.Expiry into expiry
        orderby expiry.Key
        select new FittedSlice
        {
            Expiry = expiry.Key,
            AsOf = market.Start,
            Basis = 1,
            Discount = 1,
            Contracts = [.. expiry],
            Vols = [.. expiry.Select(_ => market.Vol)],
        };
}
