using System.Collections.Immutable;

namespace Poise.Hedging;

/// <summary>What a desk may have over all that it hedges, and each book of the house, in one currency.</summary>
public sealed record DeskLimits
{
    /// <summary>Counted as one of them.</summary>
    public const string UsualBase = "USD";

    public static readonly DeskLimits None = new();

    /// <summary>A dollar, or a coin that the desk hedges.</summary>
    public string Base { get; init; } = UsualBase;

    /// <summary>Of the whole desk, what is held elsewhere too.</summary>
    public SumLimits Sums { get; init; } = SumLimits.None;

    /// <summary>How far the sum of all profits may fall; null for as far as it does.</summary>
    public DrawdownLimits? Drawdown { get; init; }

    /// <summary>By the book's name; one without limits is not named.</summary>
    public ImmutableSortedDictionary<string, SumLimits> Books { get; init; } = ImmutableSortedDictionary.Create<string, SumLimits>(StringComparer.Ordinal);

    /// <summary>How far the profit of a book may fall, by its name. Beyond the hard limit its wishes hold; nothing is flattened.</summary>
    public ImmutableSortedDictionary<string, DrawdownLimits> BookDrawdowns { get; init; } = ImmutableSortedDictionary.Create<string, DrawdownLimits>(StringComparer.Ordinal);

    /// <summary>A sum of several underlyings is limited: where one is not known nothing may be traded.</summary>
    public bool HasSums => Sums.IsSet || !Books.IsEmpty;

    public SumLimits Of(string book) => Books.TryGetValue(book, out SumLimits? limits) ? limits : SumLimits.None;

    /// <summary>Whether another lets through, in anything, what this does not. Of the same currency.</summary>
    public bool IsRaisedBy(DeskLimits other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Tighter(other) != other;
    }

    /// <summary>Of each limit the tighter one.</summary>
    /// <exception cref="ArgumentException">They are in two currencies.</exception>
    public DeskLimits Tighter(DeskLimits other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Base != Base)
            throw new ArgumentException($"limits in {Base} and in {other.Base} have no tighter one");
        return this with
        {
            Sums = Sums.Tighter(other.Sums),
            Drawdown = Drawdown is null ? other.Drawdown : other.Drawdown is null ? Drawdown : Drawdown.Tighter(other.Drawdown),
            Books = Books.SetItems(other.Books.Select(b => KeyValuePair.Create(b.Key, b.Value.Tighter(Of(b.Key))))),
            BookDrawdowns = BookDrawdowns.SetItems(other.BookDrawdowns.Select(b => KeyValuePair.Create(b.Key, BookDrawdowns.TryGetValue(b.Key, out DrawdownLimits? own) ? own.Tighter(b.Value) : b.Value))),
        };
    }

    /// <exception cref="ArgumentException">A limit is absurd.</exception>
    public DeskLimits Checked()
    {
        if (Base.Length == 0 || Books.Any(static b => b.Key.Length == 0 || !b.Value.IsSet))
            throw new ArgumentException("limits of a desk have a currency, and each book of theirs a name and a limit");
        Sums.Checked();
        foreach ((_, SumLimits of) in Books)
            of.Checked();
        Drawdown?.Checked();
        foreach ((string book, DrawdownLimits of) in BookDrawdowns)
            if (book.Length == 0 || of.Checked().Action != DrawdownAction.Freeze)
                throw new ArgumentException("a drawdown of a book has the book's name, and freezes it");
        return this;
    }

    public bool Equals(DeskLimits? other) => other is not null && other.Base == Base && other.Sums == Sums && other.Drawdown == Drawdown && other.Books.SequenceEqual(Books) && other.BookDrawdowns.SequenceEqual(BookDrawdowns);

    public override int GetHashCode() => (Sums, Drawdown, Books.Count).GetHashCode();
}

/// <summary>Currencies that count as one.</summary>
public static class Dollars
{
    public static ImmutableArray<string> All { get; } = ["USD", "USDC", "USDT"];

    public static bool Are(string currency)
    {
        foreach (string dollar in All)
            if (string.Equals(dollar, currency, StringComparison.Ordinal))
                return true;
        return false;
    }
}
