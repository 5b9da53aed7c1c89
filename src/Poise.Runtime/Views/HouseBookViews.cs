using Poise.Domain;
using Poise.Engine;
using static Poise.Runtime.DeskViews;

namespace Poise.Runtime;

/// <summary>A book of the house: who holds something elsewhere, and the desk itself. delta, of what it holds, hedgeDelta, of what it has of the hedges, and netDelta in units of the underlying; positions a count, hedges not among them. profit, of both, in currency: the sum of all books is the ledger's. Null where a number does not exist.</summary>
public sealed record HouseBookView(
    string Book, bool IsOwn, int Positions, double? Delta, double? HedgeDelta, double? NetDelta, IReadOnlyList<BookHedgeView> Hedges, decimal? Profit, string Currency);

/// <summary>What a book has of a hedge instrument: quantity in contracts (+ long); crossed: contracts bought from and sold to other books today, UTC, and crossedCash what was received for them (+), in the instrument's settlement currency.</summary>
public sealed record BookHedgeView(string Venue, string Instrument, double Quantity, double Crossed, decimal CrossedCash);

/// <summary>Contracts of a hedge instrument that one book bought of another without the market; price in the instrument's price unit.</summary>
public sealed record InsideTradeView(string At, string Buyer, string Seller, string Venue, string Instrument, double Quantity, double Price);

/// <summary>Books of the house, for pictures.</summary>
internal static class HouseBookViews
{
    /// <summary>The desk's own first; none while it is alone.</summary>
    public static IReadOnlyList<HouseBookView> Of(Desk desk, Hedger hedger)
    {
        BookShares books = hedger.Books;
        if (books.Count == 1 || hedger.Hedge == ContractIndex.None)
            return [];
        Sum[] sums = [.. Enumerable.Range(0, books.Count).Select(static _ => new Sum())];
        for (int i = 0; i < desk.Book.Count; i++)
            if (desk.HedgerOf(new ContractIndex(i)) == hedger)
                Add(desk, hedger, new(i), sums);
        bool hasOthers = sums.Skip(1).Any(static s => s.IsThere);
        string currency = desk.Book.ContractOf(hedger.Hedge).SettlementCurrency;
        return hasOthers ? [.. sums.Select((s, i) => s.View(books.NameOf(i), i == 0, currency)).Where((_, i) => i == 0 || sums[i].IsThere)] : [];
    }

    public static InsideTradeView Of(Desk desk, Instant at, InsideTrade trade)
    {
        Contract contract = desk.Book.ContractOf(trade.Contract);
        return new(at.ToString(), trade.Book, trade.CounterBook, contract.Id.Venue, contract.Id.Symbol, (double)(trade.Lots.Count * contract.LotSize), (double)trade.Price);
    }

    private struct Sum()
    {
        public int Positions;
        public double Delta, HedgeDelta;
        public decimal? Profit = 0;
        public List<BookHedgeView>? Hedges;

        /// <summary>Holds something, or has or had something of the hedges.</summary>
        public readonly bool IsThere => Positions > 0 || Hedges is not null;

        public readonly HouseBookView View(string name, bool isOwn, string currency) =>
            new(name, isOwn, Positions, Real(Delta), Real(HedgeDelta), Real(Delta + HedgeDelta), Hedges ?? [], Profit, currency);
    }

    private static void Add(Desk desk, Hedger hedger, ContractIndex contract, Sum[] sums)
    {
        bool isHedge = hedger.OutletOf(contract) is not null;
        int holder = hedger.Books.HolderOf(contract);
        Position position = desk.Book.PositionOf(contract);
        bool isShared = hedger.Books.IsShared(contract);
        if (!isShared && position.Quantity == Lots.Zero && position is { Cash: 0, Fees: 0, Funding: 0 })
            return;
        decimal? mark = desk.Book.CurrencyOf(contract) == desk.Book.CurrencyOf(hedger.Hedge) ? LedgerSum.MarkOf(desk, contract) : null;
        if (!isHedge && !isShared)
        {
            sums[holder].Positions += position.Quantity == Lots.Zero ? 0 : 1;
            sums[holder].Delta += hedger.Greeks.PositionOf(contract).Delta;
            sums[holder].Profit += Gain(desk, contract, new(position.Quantity.Count, position.Cash, position.Fees, position.Funding, 0, 0, 0), mark);
            return;
        }
        Contract listed = desk.Book.ContractOf(contract);
        for (int book = 0; book < sums.Length; book++)
        {
            BookShare share = hedger.Books.ShareOf(book, contract);
            if (share == default)
                continue;
            sums[book].HedgeDelta += share.Lots == 0 ? 0 : share.Lots * hedger.Greeks.DeltaPerLot(contract);
            sums[book].Profit += Gain(desk, contract, share, mark);
            (long crossed, decimal cash) = share.InsideOn(desk.Now);
            (sums[book].Hedges ??= []).Add(new(listed.Id.Venue, listed.Id.Symbol, (double)(share.Lots * listed.LotSize), (double)(crossed * listed.LotSize), cash));
        }
    }

    /// <summary>Null where it is not known; zero lots need no mark.</summary>
    private static decimal? Gain(Desk desk, ContractIndex contract, in BookShare share, decimal? mark)
    {
        if (share.Lots == 0 && desk.Book.CurrencyOf(contract) == desk.Book.CurrencyOf(desk.HedgerOf(contract).Hedge))
            mark = 0;
        return mark is { } at ? share.Cash - share.Fees + share.Funding + desk.Book.WorthOf(contract, new(share.Lots), at) : null;
    }
}
