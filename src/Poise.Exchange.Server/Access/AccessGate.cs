using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>Who asks for a grant, and from where.</summary>
/// <param name="Connection">Number of his socket; zero for a REST request.</param>
public readonly record struct Caller(long Connection, string Address);

/// <summary>The accounts' keys, and the logins that came of them. It has no clock and no source of chance of its own.</summary>
public sealed partial class AccessGate
{
    private const int TokenBytes = 32;

    private sealed class KeyRoom(ApiKey key, AccessSettings settings)
    {
        public readonly ApiKey Key = key;
        public readonly ReplayGuard Used = new(settings.Tolerance, settings.SignaturesKept);
        public readonly Login Rest = new(key, key.Rights, Instant.Never);

        /// <summary>Those that outlive a connection, the oldest first.</summary>
        public readonly List<Login> Sessions = [];
    }

    private readonly Dictionary<string, KeyRoom> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Login> _logins = [];
    private readonly Dictionary<long, List<Login>> _byConnection = [];
    private readonly KeyRoom _nobody;
    private readonly AccessSettings _settings;
    private readonly RandomBytes _random;
    private long _lastSerial;

    /// <param name="random">Of tokens: the cryptographic one, except in simulated worlds.</param>
    /// <exception cref="ArgumentException">Two keys have one client id.</exception>
    public AccessGate(IEnumerable<ApiKey> keys, AccessSettings settings, RandomBytes random)
    {
        (_settings, _random) = (settings, random);
        foreach (ApiKey key in keys)
        {
            if (!_keys.TryAdd(key.ClientId, new KeyRoom(key, settings)))
                throw new ArgumentException($"two keys have the client id {key.ClientId}", nameof(keys));
        }
        // Stands in for an unknown key, whose refusal takes as long as that of a wrong secret.
        Span<byte> secret = stackalloc byte[TokenBytes];
        random(secret);
        _nobody = new KeyRoom(new ApiKey("nobody", Convert.ToHexString(secret), 0, default), settings);
    }

    /// <summary>Logins that are kept.</summary>
    public int Count => _logins.Count;

    /// <summary>The grant client_credentials.</summary>
    public RpcError? ByCredentials(Caller caller, string clientId, string secret, ScopeRequest scope, Instant now, out Grant grant)
    {
        grant = default;
        KeyRoom room = _keys.GetValueOrDefault(clientId, _nobody);
        if (!room.Key.Knows(secret) || room == _nobody)
            return DeribitError.InvalidCredentials;
        return Grant(room, caller, scope, now, out grant);
    }

    /// <summary>The grant client_signature.</summary>
    /// <param name="timestamp">Milliseconds since 1970; the nonce may be the same.</param>
    public RpcError? BySignature(
        Caller caller, string clientId, long timestamp, string nonce, string data, string signature, ScopeRequest scope, Instant now, out Grant grant)
    {
        grant = default;
        KeyRoom room = _keys.GetValueOrDefault(clientId, _nobody);
        if (!room.Key.SignedLogin(timestamp, nonce, data, signature) || room == _nobody)
            return DeribitError.InvalidCredentials;
        if (Replayed(room, signature, timestamp, now) is RpcError replayed)
            return replayed;
        return Grant(room, caller, scope, now, out grant);
    }

    /// <summary>The grant refresh_token: new tokens of the same scope; the old ones are no longer good.</summary>
    /// <param name="scope">May narrow what the first grant gave, never widen it.</param>
    public RpcError? ByRefresh(Caller caller, string refreshToken, ScopeRequest scope, Instant now, out Grant grant)
    {
        grant = default;
        if (Find(refreshToken, isRefresh: true) is not Login old || now >= old.RefreshExpires || !IsFrom(old, caller))
            return DeribitError.InvalidCredentials;
        ScopeRequest same = old.Scope with { Expires = scope.Expires ?? old.Scope.Expires };
        AccessRights rights = old.Rights.Within(scope.Rights);
        KeyRoom room = _keys[old.Key.ClientId];
        Revoke(old);
        grant = Made(room, caller, same, rights, old.Connection, now);
        return null;
    }

    /// <summary>The login of an access token; null for one that is not known, has run out, or comes from the wrong place.</summary>
    public Login? ByToken(string accessToken, Caller caller, Instant now) =>
        Find(accessToken, isRefresh: false) is Login login && login.IsGood(now) && IsFrom(login, caller) ? login : null;

    /// <summary>Takes a login's tokens back.</summary>
    public void Revoke(Login login)
    {
        login.IsRevoked = true;
        if (!_logins.Remove(login.Serial))
            return;
        _keys[login.Key.ClientId].Sessions.Remove(login);
        if (login.Connection != 0 && _byConnection.TryGetValue(login.Connection, out List<Login>? its))
            its.Remove(login);
    }

    /// <summary>A socket has closed: the tokens that belong to it die.</summary>
    public void Closed(long connection)
    {
        if (!_byConnection.Remove(connection, out List<Login>? its))
            return;
        foreach (Login login in its)
            Revoke(login);
    }

    private RpcError? Grant(KeyRoom room, Caller caller, ScopeRequest scope, Instant now, out Grant grant)
    {
        grant = default;
        if (scope.Expires > _settings.LongestLife)
            return new RpcError(DeribitError.InvalidParams, "expires is too long", "scope");
        if (scope.Address is not null && scope.Address != caller.Address)
            return new RpcError(DeribitError.InvalidParams, "ip is not this one", "scope");
        grant = Made(room, caller, scope, room.Key.Rights.Within(scope.Rights), scope.Session is null ? caller.Connection : 0, now);
        return null;
    }

    private Grant Made(KeyRoom room, Caller caller, ScopeRequest scope, AccessRights rights, long connection, Instant now)
    {
        long serial = ++_lastSerial;
        string access = NewToken(serial), refresh = NewToken(serial);
        Duration life = scope.Expires ?? _settings.AccessLife;
        var login = new Login(room.Key, rights, now + life)
        {
            Session = scope.Session,
            Connection = connection,
            Address = scope.Address,
            Scope = scope,
            RefreshExpires = now + life + _settings.RefreshLife,
            Serial = serial,
            AccessHash = SHA256.HashData(Encoding.ASCII.GetBytes(access)),
            RefreshHash = SHA256.HashData(Encoding.ASCII.GetBytes(refresh)),
        };
        _logins.Add(serial, login);
        if (connection != 0)
            OfConnection(connection, login);
        else
            OfSession(room, login);
        string words = (scope.Session is null ? "connection" : "session:" + scope.Session) + (rights == default ? "" : " " + rights);
        if (scope.Expires is Duration expires)
            words = string.Create(CultureInfo.InvariantCulture, $"{words} expires:{expires.Nanoseconds / 1_000_000_000}");
        return new Grant(login, access, refresh, life, scope.Address is null ? words : $"{words} ip:{scope.Address}");
    }

    // A socket keeps the two latest: the one before is that of a refresh or of a change of account.
    private void OfConnection(long connection, Login login)
    {
        if (!_byConnection.TryGetValue(connection, out List<Login>? its))
            _byConnection.Add(connection, its = []);
        its.Add(login);
        if (its.Count > 2)
            Revoke(its[0]);
    }

    // Several connections may be of one session. Where there are too many sessions the oldest ends, with all its logins.
    private void OfSession(KeyRoom room, Login login)
    {
        List<Login> sessions = room.Sessions;
        if (!sessions.Exists(l => l.Session == login.Session) && sessions.DistinctBy(static l => l.Session, StringComparer.Ordinal).Count() >= _settings.SessionsPerKey)
        {
            string? oldest = sessions[0].Session;
            for (int i = sessions.Count - 1; i >= 0; i--)
            {
                if (sessions[i].Session == oldest)
                    Revoke(sessions[i]);
            }
        }
        if (sessions.Count >= _settings.LoginsPerKey)
            Revoke(sessions[0]);
        sessions.Add(login);
    }

    private Login? Find(string token, bool isRefresh)
    {
        int point = token.IndexOf('.', StringComparison.Ordinal);
        if (point < 0 || token.Length > 200 || !long.TryParse(token.AsSpan(0, point), NumberStyles.None, CultureInfo.InvariantCulture, out long serial)
            || !_logins.TryGetValue(serial, out Login? login))
            return null;
        byte[] given = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        return CryptographicOperations.FixedTimeEquals(given, isRefresh ? login.RefreshHash : login.AccessHash) ? login : null;
    }

    private static bool IsFrom(Login login, Caller caller) =>
        (login.Address is null || login.Address == caller.Address) && (login.Connection == 0 || login.Connection == caller.Connection);

    private string NewToken(long serial)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        _random(bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{serial}.{Convert.ToHexStringLower(bytes)}");
    }

    private static RpcError? Replayed(KeyRoom room, string signature, long timestamp, Instant now)
    {
        if (!room.Used.IsTimely(timestamp, now))
            return new RpcError(DeribitError.InvalidCredentials, "timestamp is too far from the server's time", "timestamp");
        return room.Used.TryTake(signature.ToLowerInvariant(), timestamp, now) ? null : new RpcError(DeribitError.InvalidCredentials, "used before", "signature");
    }
}
