using Poise.Domain;

namespace Poise.Venues.Cboe;

/// <summary>What to do after an answer.</summary>
/// <param name="Chain">A chain that is newer than the last; null where there is none.</param>
/// <param name="Failure">What was wrong with the answer, in one line; null where it was understood.</param>
/// <param name="Next">When to ask again; <see cref="Instant.Never"/> where asking again is no use.</param>
public readonly record struct PollOutcome(MarketSnapshot? Chain, string? Failure, Instant Next);

/// <summary>
/// CBOE's delayed quotes of one underlying, asked for at a gentle pace: a pure session, whose answers come from a pump. The address is public and not a contract: how
/// often one may ask, and for what the data may be used, is for CBOE's website terms to say (VenueNotes.md).
/// </summary>
public sealed class DelayedQuotes
{
    public const string Server = "https://cdn.cboe.com/";

    /// <summary>No pace is faster: the quotes are a quarter of an hour old anyway.</summary>
    public static readonly Duration Fastest = Duration.FromSeconds(15);

    private static readonly Duration Slowest = Duration.FromSeconds(900), Ahead = Duration.FromSeconds(300);

    /// <summary>So many answers in a row with the same stamp, and the pace slows: the market sleeps.</summary>
    private const int Unchanged = 5;

    private readonly Duration _every;
    private readonly SeededRandom _jitter;
    private Instant _last;
    private int _failures, _same;

    /// <param name="symbol">SPX, SPY ...; an index is asked for with an underscore, which is put there for the known ones.</param>
    /// <param name="every">Between two questions; <see cref="Fastest"/> or slower.</param>
    /// <param name="seed">Of the jitter, by which many programs do not ask at the same instant.</param>
    /// <exception cref="ArgumentException">The symbol has other characters than letters, digits, dots, _ and ^, or the pace is too fast.</exception>
    public DelayedQuotes(string symbol, Duration every, ulong seed)
    {
        if (symbol.Length is 0 or > 12 || !symbol.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '^'))
            throw new ArgumentException($"\"{symbol}\" is not a symbol", nameof(symbol));
        if (every < Fastest)
            throw new ArgumentException($"every {every.Seconds} s is too often: {Fastest.Seconds} s is the fastest", nameof(every));
        Symbol = symbol.TrimStart('_', '^').ToUpperInvariant();
        bool isIndex = symbol[0] is '_' or '^' || ListedRoot.Find(System.Text.Encoding.ASCII.GetBytes(Symbol)) is not null;
        Path = $"api/global/delayed_quotes/options/{(isIndex ? "_" : "")}{Symbol}.json";
        _every = every;
        _jitter = new SeededRandom(seed);
    }

    public string Symbol { get; }

    /// <summary>Below the server's address.</summary>
    public string Path { get; }

    /// <summary>An answer of the server.</summary>
    /// <param name="now">When it came.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="retryAfter">What the answer asks for; zero where it asks for nothing.</param>
    /// <param name="body">Of a status 200.</param>
    public PollOutcome Answered(Instant now, int status, Duration retryAfter, ReadOnlySpan<byte> body)
    {
        if (status == 304)
            return Understood(now, null);
        if (status is 401 or 403 or 404 or 410 or 451)
            return new(null, $"{Symbol}: the server answers {status}{(status == 404 ? ", it knows no such symbol" : ", it does not want to be asked")}: not asked again", Instant.Never);
        if (status != 200)
            return Failed(now, $"{Symbol}: the server answers {status}", retryAfter);
        Reading reading = new CboeJsonReader().Read(body, default);
        if (reading.Failure is not null)
            return Failed(now, $"{Symbol}: {reading.Failure}", retryAfter);
        MarketSnapshot chain = reading.Snapshots[^1];
        if (!string.Equals(chain.Underlying, Symbol, StringComparison.OrdinalIgnoreCase))
            return Failed(now, $"{Symbol}: the answer is about {chain.Underlying}", retryAfter);
        if (chain.AsOf > now + Ahead)
            return Failed(now, $"{Symbol}: the answer is stamped {chain.AsOf}, which is yet to come", retryAfter);
        return Understood(now, chain);
    }

    /// <summary>There was no answer.</summary>
    public PollOutcome Unreachable(Instant now, string why) => Failed(now, $"{Symbol}: {why}", Duration.Zero);

    private PollOutcome Understood(Instant now, MarketSnapshot? chain)
    {
        _failures = 0;
        bool isNew = chain is not null && chain.AsOf > _last;
        _same = isNew ? 0 : _same + 1;
        if (isNew)
            _last = chain!.AsOf;
        Instant next = now + Jittered(Doubled(_every, _same / Unchanged)), open = UsSessions.Open(UsSessions.AtOrBefore(NewYork.DateOf(next)));
        // Whoever asks seldom by night asks at the open.
        return new(isNew ? chain : null, null, now < open && open < next ? open + Jittered(_every) : next);
    }

    private PollOutcome Failed(Instant now, string failure, Duration retryAfter)
    {
        Duration wait = Doubled(_every, ++_failures);
        return new(null, failure, now + Jittered(retryAfter > wait ? retryAfter : wait));
    }

    private static Duration Doubled(Duration every, int times)
    {
        Duration wait = every;
        for (int i = 0; i < times && wait < Slowest; i++)
            wait += wait;
        return wait < Slowest || every > Slowest ? wait : Slowest;
    }

    // Up to a tenth more, never less.
    private Duration Jittered(Duration wait) => new(wait.Nanoseconds + (long)(0.1 * wait.Nanoseconds * _jitter.NextDouble()));
}
