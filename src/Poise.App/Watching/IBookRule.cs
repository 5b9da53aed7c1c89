using Poise.Domain;
using Poise.Runtime;

namespace Poise.App;

/// <summary>A rule over a book, as <see cref="RuleWatch"/> asks it. Two that say the same are equal.</summary>
internal interface IBookRule
{
    /// <summary>At least between two packages, and between two lines about the same.</summary>
    Duration Every { get; }

    /// <summary>The package is traded; else it is told.</summary>
    bool Trades { get; }

    /// <summary>Null where that is not known.</summary>
    bool? IsBeyond(BookRiskView view);

    /// <summary>What would bring the book back. It costs a part of a second of the machine.</summary>
    /// <exception cref="InvalidOperationException">It could not be looked for, and should have been.</exception>
    Task<RuleAnswer> AskAsync(IDeskDoor desk, string underlying);
}

/// <summary>What a rule found.</summary>
/// <param name="Beyond">What of the book is beyond it, in words; null where nothing is, looked at closely.</param>
/// <param name="Orders">What suffices; none where nothing does.</param>
/// <param name="Cost">Of the orders, in words.</param>
/// <param name="Obstacle">Why nothing is to be traded, in words; null where the orders are.</param>
/// <param name="Why">Why nothing could be found out; null where it was.</param>
internal sealed record RuleAnswer(string? Beyond, IReadOnlyList<PackageOrder> Orders, string Cost, string? Obstacle, string? Why = null)
{
    public static readonly RuleAnswer Within = new(null, [], "", null);

    /// <summary>Nobody has looked: another is being looked for.</summary>
    public bool IsBusy { get; init; }

    public static RuleAnswer Unknown(string? why) => Within with { Why = why ?? "nothing can be said of the book" };

    /// <exception cref="InvalidOperationException">There should have been an answer.</exception>
    public static RuleAnswer Unknown<T>(Looked<T> looked)
        where T : class => looked.Cause is { } cause ? throw new InvalidOperationException(looked.Why, cause) : Unknown(looked.Why) with { IsBusy = looked.IsBusy };
}
