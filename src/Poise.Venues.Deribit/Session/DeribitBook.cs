using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>What a book made of a message.</summary>
internal enum BookFold : byte
{
    /// <summary>It is folded in.</summary>
    Folded,

    /// <summary>It was folded before, or no snapshot has come yet: nothing changed.</summary>
    Ignored,

    /// <summary>Something before it is missing: the book is empty until the next snapshot.</summary>
    Gap,
}

/// <summary>A book folded from a snapshot and the changes after it, each of which names the one before.</summary>
internal sealed class DeribitBook(DeribitInstrument instrument)
{
    private readonly SortedDictionary<long, decimal> _bids = new(Comparer<long>.Create(static (a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<long, decimal> _asks = [];
    private long _change = -1;

    /// <summary>A snapshot has come and nothing is missing since.</summary>
    public bool IsWhole => _change >= 0;

    public Instant At { get; private set; }

    public BookFold Fold(DeribitBookMessage message)
    {
        if (IsWhole ? message.Change <= _change : !message.IsSnapshot)
            return BookFold.Ignored;
        if (message.IsSnapshot)
            Clear();
        else if (message.Previous != _change)
        {
            Clear();
            return BookFold.Gap;
        }
        _change = message.Change;
        At = message.At;
        Put(_bids, message.Bids);
        Put(_asks, message.Asks);
        return BookFold.Folded;
    }

    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
        _change = -1;
    }

    /// <summary>The top of the book, sizes in contracts; an empty side is absent.</summary>
    public Quote Top(Instant at)
    {
        (double bid, double bidSize) = Best(_bids);
        (double ask, double askSize) = Best(_asks);
        return new Quote(bid, ask, bidSize, askSize, at);
    }

    /// <summary>What stands behind the top, as far as a desk is told of it, and what the last ticker said.</summary>
    public QuoteDetail Detail(in DeribitTicker? ticker) => new()
    {
        Bids = Behind(_bids),
        Asks = Behind(_asks),
        FundingPerDay = ticker?.FundingPerDay ?? double.NaN,
        DailyVolume = ticker?.Volume ?? double.NaN,
        ToldAt = ticker?.At ?? default,
    };

    private ImmutableArray<BookLevel> Behind(SortedDictionary<long, decimal> side)
    {
        var levels = new BookLevel[Math.Clamp(side.Count - 1, 0, QuoteDetail.MostLevels)];
        int at = -1;
        foreach ((long ticks, decimal amount) in side)
        {
            if (at >= 0)
                levels[at] = new((double)instrument.PriceOf(new(ticks)), instrument.ContractsOf(amount));
            if (++at >= levels.Length)
                break;
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(levels);
    }

    private (double Price, double Size) Best(SortedDictionary<long, decimal> side)
    {
        foreach ((long ticks, decimal amount) in side)
            return ((double)instrument.PriceOf(new(ticks)), instrument.ContractsOf(amount));
        return (double.NaN, double.NaN);
    }

    private static void Put(SortedDictionary<long, decimal> side, IReadOnlyList<DeribitLevel> levels)
    {
        foreach (DeribitLevel level in levels)
        {
            if (level.Amount == 0)
                side.Remove(level.Price.Count);
            else
                side[level.Price.Count] = level.Amount;
        }
    }
}
