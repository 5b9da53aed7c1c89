using System.Collections.Immutable;
using Poise.Domain;

namespace Poise.Engine;

/// <summary>What is told beside a quote, as bytes after it: levels of either side, each with their number before them, then funding, volume and their time. Without it the event ends with the quote.</summary>
internal static class QuoteDetailCodec
{
    public static void Write(QuoteDetail detail, ref ByteWriter to)
    {
        Write(detail.Bids, ref to);
        Write(detail.Asks, ref to);
        to.Double(detail.FundingPerDay);
        to.Double(detail.DailyVolume);
        to.Time(detail.ToldAt);
    }

    public static QuoteDetail Read(ref ByteReader from) => new()
    {
        Bids = ReadLevels(ref from),
        Asks = ReadLevels(ref from),
        FundingPerDay = from.Double(),
        DailyVolume = from.Double(),
        ToldAt = from.Time(),
    };

    private static void Write(ImmutableArray<BookLevel> levels, ref ByteWriter to)
    {
        to.Byte((byte)levels.Length);
        foreach (BookLevel level in levels)
        {
            to.Double(level.Price);
            to.Double(level.Size);
        }
    }

    private static ImmutableArray<BookLevel> ReadLevels(ref ByteReader from)
    {
        var levels = ImmutableArray.CreateBuilder<BookLevel>();
        for (int left = from.Choice(QuoteDetail.MostLevels, "number of levels"); left > 0 && from.Failure is null; left--)
            levels.Add(new(from.Double(), from.Double()));
        return levels.ToImmutable();
    }
}
