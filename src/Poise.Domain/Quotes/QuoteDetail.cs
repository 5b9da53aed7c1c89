using System.Collections.Immutable;

namespace Poise.Domain;

/// <summary>One price of a book: in the contract's own price unit, the size in contracts.</summary>
public readonly record struct BookLevel(double Price, double Size);

/// <summary>What a venue tells of an instrument with a quote and beside it, of the same moment. Nothing of it changes later: threads may share it.</summary>
public sealed class QuoteDetail
{
    /// <summary>Most levels a side that are told behind the best one.</summary>
    public const int MostLevels = 9;

    /// <summary>Levels behind the best bid, the best of them first.</summary>
    /// <exception cref="ArgumentException">More than <see cref="MostLevels"/>.</exception>
    public ImmutableArray<BookLevel> Bids { get; init => field = Checked(value); } = [];

    /// <summary>Levels behind the best ask, the best of them first.</summary>
    /// <exception cref="ArgumentException">More than <see cref="MostLevels"/>.</exception>
    public ImmutableArray<BookLevel> Asks { get; init => field = Checked(value); } = [];

    /// <summary>What who is long a perpetual is expected to pay to who is short, as things are now: fraction of the value a day, negative where shorts pay. NaN: not told.</summary>
    public double FundingPerDay { get; init; } = double.NaN;

    /// <summary>Traded in the last day, units of the underlying. NaN: not told.</summary>
    public double DailyVolume { get; init; } = double.NaN;

    /// <summary>When funding and volume were so; not known where neither was told.</summary>
    public Instant ToldAt { get; init; }

    /// <summary>What an order of a side takes from, behind the best price.</summary>
    public ImmutableArray<BookLevel> TakenBy(Side side) => side == Side.Buy ? Asks : Bids;

    private static ImmutableArray<BookLevel> Checked(ImmutableArray<BookLevel> levels) => levels.Length <= MostLevels ? levels : throw new ArgumentException($"{levels.Length} levels are more than {MostLevels}");
}
