using System.Collections.Immutable;
using Poise.Domain;

namespace Poise.Hedging;

/// <summary>What a book wishes to trade of one instrument.</summary>
/// <param name="Lots">+ buy.</param>
public readonly record struct BookWish(string Book, Lots Lots);

/// <summary>One side of a trade between two books of the house; the other side is a record of its own.</summary>
/// <param name="Lots">+ bought by <paramref name="Book"/> from <paramref name="CounterBook"/>.</param>
/// <param name="Price">The mid.</param>
public readonly record struct InternalTrade(string Book, string CounterBook, Lots Lots, decimal Price);

/// <summary>
/// Wishes of several books in one instrument netted inside the house at the mid: only what is left goes to the market. All buyers and all sellers are treated alike: of the side that wishes more, each book gets its share of what nets,
/// by its wish.
/// </summary>
public sealed record Netting
{
    /// <summary>Two a trade; their lots and cash add up to zero.</summary>
    public required ImmutableArray<InternalTrade> Records { get; init; }

    /// <summary>What each book still wishes from the market, in the order of the wishes; all of one sign.</summary>
    public required ImmutableArray<BookWish> ToMarket { get; init; }

    /// <summary>All that goes to the market, + buy.</summary>
    public Lots Market => new(ToMarket.Sum(static w => w.Lots.Count));

    /// <summary>Lots that changed books without the market.</summary>
    public Lots Inside => new(Records.Sum(static r => Math.Max(0, r.Lots.Count)));

    /// <exception cref="ArgumentException">A book has no name, or two wishes; the mid is not above zero.</exception>
    public static Netting Of(IReadOnlyList<BookWish> wishes, decimal mid)
    {
        ArgumentNullException.ThrowIfNull(wishes);
        if (mid <= 0)
            throw new ArgumentException($"nothing nets at a mid of {mid}", nameof(mid));
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (BookWish wish in wishes)
        {
            if (string.IsNullOrWhiteSpace(wish.Book) || !names.Add(wish.Book))
                throw new ArgumentException($"book \"{wish.Book}\": each has a name of its own and one wish", nameof(wishes));
        }
        long bought = checked(wishes.Sum(static w => Math.Max(0, w.Lots.Count))), sold = checked(wishes.Sum(static w => Math.Max(0, -w.Lots.Count))), inside = Math.Min(bought, sold);
        long[] buys = Shares([.. wishes.Select(static w => Math.Max(0, w.Lots.Count))], bought, inside), sells = Shares([.. wishes.Select(static w => Math.Max(0, -w.Lots.Count))], sold, inside);
        return new Netting
        {
            Records = Pair(wishes, buys, sells, mid),
            ToMarket = [.. wishes.Select((w, i) => w with { Lots = new(w.Lots.Count - buys[i] + sells[i]) })],
        };
    }

    /// <summary>What a trade of the market brings each book, by what it wished of it, all of one side: none gets more than it wished, in the order of the wishes.</summary>
    /// <param name="traded">Not below zero, as the wishes are; what is beyond all of them is nobody's.</param>
    public static long[] SharesOf(IReadOnlyList<BookWish> wishes, Lots traded)
    {
        ArgumentNullException.ThrowIfNull(wishes);
        long[] wished = [.. wishes.Select(static w => w.Lots.Count)];
        if (traded.Count < 0 || Array.Exists(wished, static w => w < 0))
            throw new ArgumentException("a trade and the wishes for it are not below zero", nameof(wishes));
        long all = checked(wished.Sum());
        return Shares(wished, all, Math.Min(all, traded.Count));
    }

    /// <summary>
    /// Whole shares of a total, each the wish times total / all rounded down, and the lots that are left one each to the largest remainders; of equal ones to the first. None is above its wish.
    /// </summary>
    private static long[] Shares(long[] wishes, long all, long total)
    {
        if (all == 0)
            return wishes;
        long[] shares = [.. wishes.Select(w => (long)((Int128)w * total / all))];
        Int128[] remainders = [.. wishes.Select(w => (Int128)w * total % all)];
        int[] order = [.. Enumerable.Range(0, wishes.Length).OrderByDescending(i => remainders[i]).ThenBy(static i => i)];
        for (long left = total - shares.Sum(), i = 0; i < left; i++)
            shares[order[i]]++;
        return shares;
    }

    /// <summary>Buyers and sellers in the order of the wishes, one against the other until both are done.</summary>
    private static ImmutableArray<InternalTrade> Pair(IReadOnlyList<BookWish> wishes, long[] buys, long[] sells, decimal mid)
    {
        ImmutableArray<InternalTrade>.Builder records = ImmutableArray.CreateBuilder<InternalTrade>();
        int seller = 0;
        long offered = sells.Length > 0 ? sells[0] : 0;
        for (int buyer = 0; buyer < buys.Length; buyer++)
        {
            for (long wanted = buys[buyer]; wanted > 0;)
            {
                while (offered == 0)
                    offered = sells[++seller];
                long lots = Math.Min(wanted, offered);
                records.Add(new InternalTrade(wishes[buyer].Book, wishes[seller].Book, new(lots), mid));
                records.Add(new InternalTrade(wishes[seller].Book, wishes[buyer].Book, new(-lots), mid));
                (wanted, offered) = (wanted - lots, offered - lots);
            }
        }
        return records.ToImmutable();
    }
}
