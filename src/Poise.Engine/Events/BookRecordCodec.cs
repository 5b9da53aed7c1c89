using Poise.Domain;

namespace Poise.Engine;

/// <summary>What books traded with each other, and what they have of fills, as bytes.</summary>
internal static class BookRecordCodec
{
    public static void Write(InsideTrade trade, ref ByteWriter to)
    {
        to.Text(trade.Book);
        to.Text(trade.CounterBook);
        to.Index(trade.Contract);
        to.Long(trade.Lots.Count);
        to.Decimal(trade.Price);
    }

    public static void Write(FillShare share, ref ByteWriter to)
    {
        to.Text(share.Book);
        to.Index(share.Contract);
        to.Long(share.Lots.Count);
        to.Decimal(share.Cash);
        to.Decimal(share.Fees);
    }

    public static InsideTrade? ReadTrade(ref ByteReader from)
    {
        InsideTrade trade = new(from.Text(), from.Text(), from.Index(), new(from.Long()), from.Decimal());
        if (from.Failure is null && (trade.Book == trade.CounterBook || trade.Lots <= Lots.Zero || trade.Price <= 0))
            from.Fail("a trade inside has two books, and lots and a price above zero");
        return from.Failure is null ? trade : null;
    }

    public static FillShare? ReadShare(ref ByteReader from)
    {
        FillShare share = new(from.Text(), from.Index(), new(from.Long()), from.Decimal(), from.Decimal());
        if (from.Failure is null && share.Lots == Lots.Zero)
            from.Fail("a share of no lots is none");
        return from.Failure is null ? share : null;
    }
}
