using Poise.Domain;
using Poise.Engine;

namespace Poise.Core.Tests;

/// <summary>A desk beside two others whose coins and calls it hedges, and what each book must have by plain sums over the records.</summary>
public sealed class BookDesk
{
    public const string Bank = "bank", Fund = "fund";

    public static readonly ContractIndex BankCoins = new(3), FundCoins = new(4), BankCall = new(5);

    /// <param name="bank">How the first is called: by the desk's own name it is no book of its own.</param>
    public BookDesk(DeskSettings? settings = null, bool isInverse = false, string bank = Bank, string fund = Fund, params Contract[] more)
    {
        Story = new(settings ?? DeskStory.Settings, isInverse);
        Contract coins = new() { Id = new(bank, "coins"), Kind = ContractKind.Spot, Underlying = "ABC", LotSize = 0.01m, SettlementCurrency = isInverse ? "ABC" : "USD" };
        Story.Apply(DeskEvent.Listed(Story.Now, coins)).Apply(DeskEvent.Listed(Story.Now, coins with { Id = new(fund, "coins") }))
            .Apply(DeskEvent.Listed(Story.Now, Story.Call with { Id = new(bank, "C100") }));
        foreach (Contract contract in more)
            Story.Apply(DeskEvent.Listed(Story.Now, contract));
        Story.Opens().Quotes(100);
        Fits();
    }

    public DeskStory Story { get; }

    public Hedger Hedger => Story.Desk.Hedgers[0];

    public BookShares Books => Hedger.Books;

    public IEnumerable<InsideTrade> Trades => Story.Recording.Where(static e => e.Kind == DeskEventKind.CrossedInside).Select(static e => e.InsideTrade);

    public IEnumerable<FillShare> Shares => Story.Recording.Where(static e => e.Kind == DeskEventKind.FillShared).Select(static e => e.FillShare);

    public BookDesk Fits(double vol = 0.5)
    {
        Story.Apply(DeskEvent.SurfaceFitted(Story.Now, new FittedSlice
        {
            Expiry = DeskStory.Expiry,
            AsOf = Story.Now,
            Basis = 1,
            Discount = 1,
            Contracts = [DeskStory.CallIndex, DeskStory.PutIndex, BankCall],
            Vols = [vol, vol, vol],
        }));
        return this;
    }

    public BookDesk Holds(ContractIndex contract, double contracts, decimal price = 100)
    {
        Story.Holds(contract, contracts, price);
        return this;
    }

    /// <summary>Time passes, the market is there, and a batch ends.</summary>
    public BookDesk Sees(double mid = 100, double seconds = 1)
    {
        Story.After(seconds).Quotes(mid);
        Fits();
        Story.EndsBatch();
        return this;
    }

    /// <summary>Fills all that was placed and not filled yet, and ends the batch.</summary>
    public BookDesk FillsAll(decimal fee = 0)
    {
        for (; _filled < Story.Placed.Count; _filled++)
            Story.Fills(Story.Placed[_filled], Story.Placed[_filled].Quantity.Count, fee).Updates(Story.Placed[_filled], OrderStatus.Filled, Story.Placed[_filled].Quantity.Count);
        Story.EndsBatch();
        return this;
    }

    private int _filled;

    public BookShare Of(string book, ContractIndex? contract = null)
    {
        for (int i = 0; i < Books.Count; i++)
            if (Books.NameOf(i) == book)
                return Books.ShareOf(i, contract ?? DeskStory.PerpetualIndex);
        return default;
    }

    /// <summary>Lots, cash and fees by book and contract, from nothing but the records. What the desk itself was given is counted like that of any other book; fills that wait are apart, by the empty name.</summary>
    public static SortedDictionary<(string Book, int Contract), (long Lots, decimal Cash, decimal Fees)> Sums(IEnumerable<DeskEvent> records, Book book)
    {
        SortedDictionary<(string, int), (long Lots, decimal Cash, decimal Fees)> sums = [];
        foreach (DeskEvent e in records)
        {
            if (e.Kind == DeskEventKind.CrossedInside)
            {
                InsideTrade trade = e.InsideTrade;
                decimal paid = book.WorthOf(trade.Contract, trade.Lots, trade.Price);
                Add(trade.Book, trade.Contract, trade.Lots.Count, -paid, 0);
                Add(trade.CounterBook, trade.Contract, -trade.Lots.Count, paid, 0);
            }
            else if (e.Kind == DeskEventKind.FillShared)
            {
                Add(e.FillShare.Book, e.FillShare.Contract, e.FillShare.Lots.Count, e.FillShare.Cash, e.FillShare.Fees);
                Add("", e.FillShare.Contract, -e.FillShare.Lots.Count, -e.FillShare.Cash, -e.FillShare.Fees);
            }
            else if (e.Kind == DeskEventKind.Filled)
            {
                long lots = e.Fill.Side == Side.Buy ? e.Fill.Quantity.Count : -e.Fill.Quantity.Count;
                Add("", e.Fill.Contract, lots, -book.WorthOf(e.Fill.Contract, new(lots), e.Fill.Price.Count * book.ContractOf(e.Fill.Contract).PriceTick), e.Fill.Fee);
            }
        }
        return sums;

        void Add(string name, ContractIndex contract, long lots, decimal cash, decimal fees)
        {
            (long, decimal, decimal) before = sums.GetValueOrDefault((name, contract.Value));
            sums[(name, contract.Value)] = (before.Item1 + lots, before.Item2 + cash, before.Item3 + fees);
        }
    }

    /// <summary>Profit of all a book has and holds at a spot, units of the settlement currency.</summary>
    public decimal ProfitOf(string name, decimal mark)
    {
        Book ledger = Story.Desk.Book;
        decimal sum = 0;
        for (int i = 0; i < ledger.Count; i++)
        {
            ContractIndex contract = new(i);
            if (Hedger.OutletOf(contract) is not null)
            {
                BookShare share = Of(name, contract);
                sum += share.Cash - share.Fees + share.Funding + ledger.WorthOf(contract, new(share.Lots), mark);
            }
            else if (Books.NameOf(Books.HolderOf(contract)) == name)
                sum += ledger.PnlAt(contract, ledger.ContractOf(contract).IsOption ? 5 : mark);
        }
        return sum;
    }

    public decimal LedgerProfit(decimal mark)
    {
        Book ledger = Story.Desk.Book;
        decimal sum = 0;
        for (int i = 0; i < ledger.Count; i++)
            sum += ledger.PnlAt(new(i), ledger.ContractOf(new(i)).IsOption ? 5 : mark);
        return sum;
    }
}
