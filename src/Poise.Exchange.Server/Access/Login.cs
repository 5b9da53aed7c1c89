using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>Who acts, and what he may: the outcome of a grant, or of the proof that a REST request brings with it.</summary>
public sealed class Login
{
    internal Login(ApiKey key, AccessRights rights, Instant expires) => (Key, Rights, Expires) = (key, rights, expires);

    public ApiKey Key { get; }

    public int Account => Key.Account;

    public AccessRights Rights { get; }

    /// <summary>When the access token runs out.</summary>
    public Instant Expires { get; }

    /// <summary>Its tokens were taken back, or replaced by newer ones.</summary>
    public bool IsRevoked { get; internal set; }

    /// <summary>Name of the session that it belongs to; null where it belongs to a connection.</summary>
    public string? Session { get; internal init; }

    /// <summary>The connection with which it dies; zero where it outlives it.</summary>
    public long Connection { get; internal init; }

    internal string? Address { get; init; }

    internal Instant RefreshExpires { get; init; }

    internal ScopeRequest Scope { get; init; } = ScopeRequest.None;

    internal long Serial { get; init; }

    internal byte[] AccessHash { get; init; } = [];

    internal byte[] RefreshHash { get; init; } = [];

    public bool IsGood(Instant now) => !IsRevoked && now < Expires;

    public override string ToString() => $"login of {Key}";
}

/// <summary>What a grant gives. The tokens are shown to the client once and kept here only as hashes.</summary>
/// <param name="ExpiresIn">Of the access token.</param>
/// <param name="Scope">What was granted, in the words of a scope.</param>
public readonly record struct Grant(Login Login, string AccessToken, string RefreshToken, Duration ExpiresIn, string Scope)
{
    public override string ToString() => $"grant of {Login}";
}

/// <summary>Fills a span with bytes that nobody can guess.</summary>
public delegate void RandomBytes(Span<byte> bytes);

/// <summary>Limits of logins.</summary>
public sealed record AccessSettings
{
    /// <summary>Life of an access token that asks for no other.</summary>
    public Duration AccessLife { get; init; } = Duration.FromDays(365);

    /// <summary>The longest life that can be asked for.</summary>
    public Duration LongestLife { get; init; } = Duration.FromDays(365);

    /// <summary>A refresh token lives so much longer than its access token.</summary>
    public Duration RefreshLife { get; init; } = Duration.FromDays(7);

    /// <summary>How far a signature's timestamp may be from the server's time, either way.</summary>
    public Duration Tolerance { get; init; } = Duration.FromSeconds(60);

    /// <summary>Signatures remembered of one key, so that none is taken twice.</summary>
    public int SignaturesKept { get; init; } = 65_536;

    /// <summary>Named sessions of one key; one more ends the oldest.</summary>
    public int SessionsPerKey { get; init; } = 16;

    /// <summary>Logins of one key that outlive their connection, in all its sessions; one more ends the oldest.</summary>
    public int LoginsPerKey { get; init; } = 64;
}
