using Poise.Domain;
using Poise.Engine;

namespace Poise.Runtime;

/// <summary>The profit of a book of the house over all underlyings, with what it has of the hedges: those of all books add up to the ledger's.</summary>
internal static class BookProfits
{
    /// <returns>At the marks, in the base currency of the desk's limits; what pays in coin at spot; null where a mark or a price is missing. Zero where no such book is.</returns>
    public static double? Of(Desk desk, string book)
    {
        double sum = 0;
        for (int i = 0; i < desk.Book.Count; i++)
        {
            ContractIndex contract = new(i);
            Hedger hedger = desk.HedgerOf(contract);
            int at = -1;
            for (int b = 0; b < hedger.Books.Count; b++)
                at = hedger.Books.NameOf(b) == book ? b : at;
            if (at < 0 || ShareOf(desk, hedger, contract, at) is not { } share || share is { Lots: 0, Cash: 0, Fees: 0, Funding: 0 })
                continue;
            if ((share.Lots == 0 ? 0 : LedgerSum.MarkOf(desk, contract)) is not { } mark)
                return null;
            decimal gain = share.Cash - share.Fees + share.Funding + desk.Book.WorthOf(contract, new(share.Lots), mark);
            double inQuote = desk.Book.ContractOf(contract).Style == PayoffStyle.Inverse ? hedger.Greeks.Spot : 1;
            sum += gain == 0 ? 0 : (double)gain * inQuote * desk.RateOf(hedger.QuoteCurrency);
        }
        return DeskViews.Real(sum);
    }

    /// <summary>Of a hedge instrument the book's part, of anything else all or nothing.</summary>
    private static BookShare? ShareOf(Desk desk, Hedger hedger, ContractIndex contract, int book)
    {
        if (hedger.OutletOf(contract) is not null || hedger.Books.IsShared(contract))
            return hedger.Books.ShareOf(book, contract);
        if (hedger.Books.HolderOf(contract) != book)
            return null;
        Position position = desk.Book.PositionOf(contract);
        return new(position.Quantity.Count, position.Cash, position.Fees, position.Funding, 0, 0, 0);
    }
}
