namespace Poise.App;

/// <summary>What a running dashboard shows: a series of chains, and a desk where one runs.</summary>
/// <param name="Market">files, history, followed, polled, streamed, simulated, paper or live; dry-run or dry-run-simulated where nothing is sent.</param>
public sealed record Dashboard(FlowFeed Flow, IDeskDoor? Desk, string Market, DateTimeOffset StartedAt, bool HasFlow)
{
    /// <summary>Who looks at it.</summary>
    public Watchers Watchers { get; init; } = new();

    /// <summary>Where commands are written down; null where no desk runs.</summary>
    public AuditLog? Audit { get; init; }

    /// <summary>What the lab kept.</summary>
    public SavedFrontiers Lab { get; init; } = new(data: null);

    /// <summary>Silence that is longer than this is told; null for a series that stands.</summary>
    public TimeSpan? StaleAfter { get; init; }
}

/// <summary>What the server is.</summary>
/// <param name="StaleAfter">Seconds without news after which a live market is called stale; null for a series that stands.</param>
/// <param name="User">Whoever asks; null without a token.</param>
/// <param name="Role">viewer, trader or risk: what whoever asks may do.</param>
/// <param name="HasUsers">Whether users are named, each with a token of his own.</param>
public sealed record StatusView(string Version, string Market, string StartedAt, bool HasDesk, bool HasFlow, string ServerTime, double? StaleAfter, string? User, string Role, bool HasUsers);
