using Poise.Domain;
using Poise.Engine;

namespace Poise.Runtime;

/// <summary>
/// The profit of a hedger's underlying at the marks, from the desk's ledger, in the settlement currency of the hedge instrument. Null where a held
/// contract has no mark or pays in another currency.
/// </summary>
internal readonly record struct LedgerSum(decimal? Options, decimal? Hedge, decimal Fees, decimal Funding)
{
    public decimal? Total => Options + Hedge - Fees + Funding;

    public static LedgerSum Of(Desk desk, Hedger hedger)
    {
        if (hedger.Hedge == ContractIndex.None)
            return default;
        int currency = desk.Book.CurrencyOf(hedger.Hedge);
        decimal? options = 0, hedge = 0;
        decimal fees = 0, funding = 0;
        for (int i = 0; i < desk.Book.Count; i++)
        {
            if (desk.HedgerOf(new ContractIndex(i)) != hedger)
                continue;
            Position position = desk.Book.PositionOf(new(i));
            if (position.Quantity == Lots.Zero && position is { Cash: 0, Fees: 0, Funding: 0 })
                continue;
            fees += position.Fees;
            funding += position.Funding;
            decimal? mark = position.Quantity == Lots.Zero ? 0 : MarkOf(desk, new(i));
            decimal? gain = desk.Book.CurrencyOf(new(i)) != currency || mark is null
                ? null
                : position.Cash + desk.Book.ValueAt(new(i), mark.Value);
            if (desk.Book.ContractOf(new(i)).IsOption)
                options += gain;
            else
                hedge += gain;
        }
        return new LedgerSum(options, hedge, fees, funding);
    }

    /// <summary>
    /// The same profit in one currency: what pays in coin and what pays in the quote currency are brought over at spot, quote currencies taken as one. Null where a held contract has no mark.
    /// </summary>
    /// <param name="venue">Of what is held there alone; null for all, what is held elsewhere too.</param>
    public static decimal? InOneCurrency(Desk desk, Hedger hedger, string? venue)
    {
        if (hedger.Hedge == ContractIndex.None || !(hedger.Greeks.Spot is > 0 and < 1e15))
            return null;
        bool isCoin = desk.Book.ContractOf(hedger.Hedge).Style == PayoffStyle.Inverse;
        decimal sum = 0, spot = (decimal)hedger.Greeks.Spot;
        for (int i = 0; i < desk.Book.Count; i++)
        {
            if (desk.HedgerOf(new ContractIndex(i)) != hedger || venue is not null && desk.Book.ContractOf(new(i)).Id.Venue != venue)
                continue;
            Position position = desk.Book.PositionOf(new(i));
            if (position.Quantity == Lots.Zero && position is { Cash: 0, Fees: 0, Funding: 0 })
                continue;
            if ((position.Quantity == Lots.Zero ? 0 : MarkOf(desk, new(i))) is not { } mark)
                return null;
            decimal gain = desk.Book.PnlAt(new(i), mark);
            bool isInCoin = desk.Book.ContractOf(new(i)).Style == PayoffStyle.Inverse;
            sum += isInCoin == isCoin ? gain : isInCoin ? gain * spot : gain / spot;
        }
        return sum;
    }

    /// <summary>The mid of a two-sided quote, the last one of what is no option, or what other venues say of it; else the model's value of a held option; null without any.</summary>
    public static decimal? MarkOf(Desk desk, ContractIndex contract)
    {
        Quote quote = desk.QuoteOf(contract);
        Contract listed = desk.Book.ContractOf(contract);
        if (quote.IsTwoSided && listed.IsOption)
            return (decimal)quote.Mid;
        DeskGreeks greeks = desk.HedgerOf(contract).Greeks;
        double mark = greeks.PriceOf(contract);
        if (listed.IsOption && desk.Book.QuantityOf(contract) != Lots.Zero)
        {
            double units = (double)listed.LotSize * listed.Multiplier;
            mark = greeks.PerLot(contract).Value / units;
            if (listed.Style == PayoffStyle.Inverse)
                mark /= greeks.Spot;
        }
        return double.IsFinite(mark) && Math.Abs(mark) < 1e15 ? (decimal)mark : null;
    }
}
