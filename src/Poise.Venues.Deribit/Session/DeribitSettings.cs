using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>Where and how a session works. The live venue, its test network and a simulated one differ by the address alone.</summary>
public sealed record DeribitSettings
{
    public static readonly Uri Live = new("wss://www.deribit.com/ws/api/v2");
    public static readonly Uri TestNetwork = new("wss://test.deribit.com/ws/api/v2");

    public Uri Address { get; init; } = TestNetwork;

    /// <summary>In the names of its contracts: apart from those of others who speak the protocol.</summary>
    public string Venue { get; init; } = DeribitTerms.UsualVenue;

    /// <summary>Underlyings whose options and futures are listed: BTC for coin-margined ones, BTC_USDC for linear ones.</summary>
    public required IReadOnlyList<string> Underlyings { get; init; }

    /// <summary>Instruments whose whole book is folded: the hedge instruments.</summary>
    public IReadOnlyList<string> Books { get; init; } = [];

    /// <summary>Best bid and ask of everything else that is listed.</summary>
    public bool QuotesOfAll { get; init; } = true;

    /// <summary>Public trades of all that is listed.</summary>
    public bool Prints { get; init; }

    /// <summary>Between two whole pictures of the chain, where somebody hears it: book summaries and the index are asked for.</summary>
    public Duration ChainEvery { get; init; } = Duration.FromSeconds(60);

    /// <summary>Executions before this, by our clock, are known to the desk already; not known: those before the first link.</summary>
    public Instant TradesSince { get; init; }

    /// <summary>Between two looks at the account's log for funding.</summary>
    public Duration FundingEvery { get; init; } = Duration.FromSeconds(300);

    /// <summary>Funding before this, by our clock, is known to the desk already; not known: that before <see cref="TradesSince"/>.</summary>
    public Instant FundingSince { get; init; }

    /// <summary>Looks at the account and never acts on it: no order, amend or cancel leaves, what the venue does when a link goes stays as it is, and the login asks for no more than reading.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Asked of the venue; 10 s is the shortest that it takes.</summary>
    public int HeartbeatSeconds { get; init; } = 10;

    /// <summary>A link that says nothing for so many heartbeats is dead.</summary>
    public int SilentHeartbeats { get; init; } = 3;

    /// <summary>After so long a request counts as unanswered.</summary>
    public Duration AnswerWithin { get; init; } = Duration.FromSeconds(5);

    /// <summary>How long after it left an order or amend may still enter at the venue: after that "not found" is final.</summary>
    public Duration OrderLife { get; init; } = Duration.FromSeconds(3);

    /// <summary>How long an order may wait on our side for the venue's rate.</summary>
    public Duration OrderPatience { get; init; } = Duration.FromMilliseconds(500);

    /// <summary>Orders that may wait at once.</summary>
    public int LongestQueue { get; init; } = 16;

    public Duration FirstBackOff { get; init; } = Duration.FromSeconds(1);

    public Duration LongestBackOff { get; init; } = Duration.FromSeconds(60);

    /// <summary>Between two questions whether maintenance is over.</summary>
    public Duration MaintenanceWait { get; init; } = Duration.FromSeconds(10);

    /// <summary>Between two questions for the venue's time.</summary>
    public Duration ClockEvery { get; init; } = Duration.FromSeconds(300);

    /// <summary>An offset of the clocks that is told.</summary>
    public Duration ClockTolerance { get; init; } = Duration.FromMilliseconds(500);

    /// <summary>Credits of requests that do not go to the matching engine: pool, refill a second, cost of one.</summary>
    public long Credits { get; init; } = 50_000;

    public long CreditsPerSecond { get; init; } = 10_000;

    public long CreditsPerRequest { get; init; } = 500;

    /// <summary>Orders, amends and cancels that may be sent at once, and a second; those of the lowest tier.</summary>
    public long MatchingBurst { get; init; } = 20;

    public long MatchingPerSecond { get; init; } = 5;

    /// <summary>What of the burst is kept for cancels.</summary>
    public long CancelReserve { get; init; } = 5;

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public DeribitSettings Checked()
    {
        if (Underlyings.Count == 0 || Underlyings.Any(static u => !u.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_')))
            throw new ArgumentException("at least one underlying, as BTC or BTC_USDC");
        if (Books.Any(b => !Underlyings.Contains(DeribitInstrument.UnderlyingOf(b), StringComparer.Ordinal)))
            throw new ArgumentException("books must be of instruments on the underlyings");
        if (Address.Scheme is not ("ws" or "wss") || (Address.Scheme == "ws" && !Address.IsLoopback))
            throw new ArgumentException("the address must be wss, or ws on this machine");
        if (HeartbeatSeconds < 10 || SilentHeartbeats < 2 || LongestQueue < 1)
            throw new ArgumentException("a heartbeat is 10 s or more, silence two or more of them, a queue holds one or more");
        if (AnswerWithin <= Duration.Zero || OrderLife <= Duration.Zero || OrderPatience <= Duration.Zero || FirstBackOff <= Duration.Zero
            || LongestBackOff < FirstBackOff || MaintenanceWait <= Duration.Zero || ClockEvery <= Duration.Zero || ChainEvery <= Duration.Zero || FundingEvery <= Duration.Zero || ClockTolerance <= Duration.Zero)
            throw new ArgumentException("waits must be longer than nothing");
        if (CreditsPerRequest < 1 || CreditsPerSecond < 1 || Credits < CreditsPerRequest || MatchingPerSecond < 1 || CancelReserve < 0
            || MatchingBurst <= CancelReserve || Credits > 1_000_000 || MatchingBurst > 1_000_000 || CreditsPerSecond > 1_000_000 || MatchingPerSecond > 1_000_000)
            throw new ArgumentException("rates must be positive and below a million, and the reserve below the burst");
        return this;
    }
}
