using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>A request by HTTP.</summary>
/// <param name="signed">Method, path, body and the proof of who asks.</param>
/// <param name="address">From where it comes.</param>
/// <param name="arrived">When its last byte came.</param>
/// <param name="now">When it is handled.</param>
public readonly ref struct RestRequest(SignedRequest signed, string address, Instant arrived, Instant now)
{
    public SignedRequest Signed { get; } = signed;

    public string Address { get; } = address;

    public Instant Arrived { get; } = arrived;

    public Instant Now { get; } = now;
}

/// <summary>
/// The server's side of the protocol, without sockets, clock and threads: it opens sessions, answers REST requests, and knows the methods, the keys and the limits. One thread
/// calls it, its sessions and the desk behind it.
/// </summary>
public sealed class DeribitServer : IDisposable
{
    public const string RestPath = "/api/v2", SocketPath = "/ws/api/v2";

    private readonly RpcRequest _request = new();
    private readonly FrameWriter _replies;
    private readonly ServerCall _call;
    private long _lastSession;

    /// <param name="methods">Beside those of the session itself.</param>
    /// <param name="random">Of tokens.</param>
    public DeribitServer(ServerSettings settings, IEnumerable<ApiKey> keys, IServerDesk desk, IEnumerable<IServerMethods> methods, RandomBytes random)
    {
        (Settings, Desk) = (settings, desk);
        Access = new AccessGate(keys, settings.Access, random);
        Limits = new RateLimits(settings.Limits, settings.PublicLimits);
        Notices = new FrameWriter(settings.IsTestnet);
        _replies = new FrameWriter(settings.IsTestnet);
        _call = new ServerCall(_replies);
        new SessionMethods(this).AddTo(Methods);
        foreach (IServerMethods more in methods)
            more.AddTo(Methods);
    }

    public ServerSettings Settings { get; }

    public IServerDesk Desk { get; }

    public MethodTable Methods { get; } = new();

    public AccessGate Access { get; }

    public RateLimits Limits { get; }

    /// <summary>Who listens to what.</summary>
    public Audience Audience { get; } = new();

    /// <summary>Writes notifications, one at a time; replies have a writer of their own.</summary>
    public FrameWriter Notices { get; }

    /// <summary>A socket has opened.</summary>
    public ServerSession Open(ISessionSink sink, string address) => new(this, ++_lastSession, address, sink);

    /// <summary>Answers a request by HTTP.</summary>
    /// <returns>The JSON body, which lasts until the next call.</returns>
    public ReadOnlySpan<byte> Answer(scoped in RestRequest rest, out int status)
    {
        string target = rest.Signed.PathAndQuery;
        int question = target.IndexOf('?', StringComparison.Ordinal);
        ReadOnlySpan<char> path = question < 0 ? target : target.AsSpan(0, question), query = question < 0 ? [] : target.AsSpan(question + 1);
        path = path.StartsWith(RestPath, StringComparison.OrdinalIgnoreCase) ? path[RestPath.Length..].TrimStart('/') : path;
        bool isRead = rest.Signed.Method == "POST" ? _request.TryRead(rest.Signed.Body) : _request.TryReadQuery(path, query);
        RpcError? error = Access.ByHeader(rest.Signed, new Caller(0, rest.Address), rest.Now, out Login? login);
        MethodEntry? method = null;
        bool isTaken = login is null ? Limits.TryTake(rest.Address, rest.Now) : Limits.TryTake(login.Account, Find(isRead, out method), rest.Now);
        if (!isTaken)
            error = DeribitError.TooManyRequests;
        else if (!isRead)
            error = _request.Fault;
        else if (method is null && !Methods.TryFind(_request.Method, out method))
            error = DeribitError.MethodNotFound;
        else if (error is null && method.IsSocketOnly)
            error = DeribitError.MustBeWebSocket;
        error ??= Barred(method!, login);
        ReadOnlySpan<byte> body = error is RpcError refused ? _replies.Error(_request, refused, rest.Arrived, rest.Now) : Call(method!, null, login, rest.Address, rest.Arrived, rest.Now, out error);
        status = error is RpcError e ? StatusOf(e.Error) : 200;
        return body;
    }

    public void Dispose()
    {
        Notices.Dispose();
        _replies.Dispose();
    }

    /// <summary>Answers a frame of a session; false where it is no request.</summary>
    internal bool Answer(ServerSession session, ReadOnlySpan<byte> frame, Instant arrived, Instant now)
    {
        bool isRead = _request.TryRead(frame);
        RateClass rates = Find(isRead, out MethodEntry? method);
        if (!session.TryTake(rates, now))
        {
            // A refused sign of life is one all the same.
            if (method?.Name == SessionMethods.Test)
                session.Tested();
            session.Send(_replies.Error(_request, DeribitError.TooManyRequests, arrived, now));
            return isRead;
        }
        RpcError? error = !isRead ? _request.Fault : method is null ? DeribitError.MethodNotFound : null;
        if (error is null && method!.Need.NeedsLogin && session.Login is null && session.LastLogin is not null)
            error = DeribitError.Unauthorized;
        error ??= Barred(method!, session.Login);
        if (error is RpcError refused)
            session.Send(_replies.Error(_request, refused, arrived, now));
        else
            session.Send(Call(method!, session, session.Login, session.Address, arrived, now, out _));
        return isRead;
    }

    private ReadOnlySpan<byte> Call(MethodEntry method, ServerSession? session, Login? login, string address, Instant arrived, Instant now, out RpcError? error)
    {
        _call.Begin(_request, session, login, address, now);
        method.Call(_call);
        return _call.End(arrived, out error);
    }

    private RateClass Find(bool isRead, out MethodEntry? method)
    {
        method = null;
        return isRead && Methods.TryFind(_request.Method, out method) ? method.Rates : RateClass.NonMatching;
    }

    private static RpcError? Barred(MethodEntry method, Login? login)
    {
        if (!method.Need.NeedsLogin)
            return null;
        if (login is null)
            return DeribitError.AuthorizationRequired;
        return login.Rights.Allow(method.Need) ? null : DeribitError.Forbidden;
    }

    private static int StatusOf(DeribitError error) => error == DeribitError.TooManyRequests ? 429 : error.Kind == DeribitErrorKind.Access ? 401 : 400;
}
