using System.Globalization;
using System.Net;
using System.Security.Claims;

namespace Poise.App;

/// <summary>Stands before every endpoint: which page it came from, whose token it shows, whether that role may, and not too often. Commands are written down before they are answered.</summary>
internal sealed partial class Guard(Access access, Lockout lockout, RateLimits limits, Dashboard dashboard, bool readsNeedToken, ILogger<Guard> log)
{
    /// <summary>Under which endpoints say what a command set.</summary>
    private static readonly object Detail = new();

    /// <summary>Notes what a command sets, for the audit log.</summary>
    public static void Note(HttpContext context, string? detail) => context.Items[Detail] = detail;

    /// <summary>Whose limits of rate somebody uses up.</summary>
    public static string WhoOf(Caller caller, IPAddress? address) => caller.Name is string name ? $"user {name}" : $"address {address}";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (IsForeign(context.Request))
        {
            await Refuse(context, 403, "other origin", "requests from other origins are refused");
            return;
        }
        if (context.GetEndpoint() is not Endpoint endpoint)
        {
            await next(context); // the page's files, which hold nothing of the desk, or nothing at all
            return;
        }
        NeedsAttribute needs = endpoint.Metadata.GetMetadata<NeedsAttribute>() ?? NeedsAttribute.Most;
        (Caller? caller, TimeSpan locked) = Identify(context, needs);
        if (locked > TimeSpan.Zero)
            await Refuse(context, 429, "locked out", "too many wrong tokens came from this address", locked);
        else if (caller is null || caller.Name is null && needs.Least > Role.Viewer)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Refuse(context, 401, "no token", access.HasUsers
                ? "this needs a user's token: poise token add makes one"
                : "commands need the token that poise desk printed at its start");
        }
        else
            await Admit(context, caller, needs, endpoint, next);
    }

    private async Task Admit(HttpContext context, Caller caller, NeedsAttribute needs, Endpoint endpoint, RequestDelegate next)
    {
        context.Features.Set(caller);
        // The stream's own check that each request of a connection is of one user.
        if (caller.Name is not null)
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, caller.Name)], "token"));
        if (!(needs.IsUrgent && caller.Role >= needs.Least) && !limits.Takes(WhoOf(caller, context.Connection.RemoteIpAddress), needs.IsCommand, out TimeSpan after))
        {
            await Refuse(context, 429, "too often", $"more {(needs.IsCommand ? "commands" : "requests")} than the limit of a minute allows", after);
            return;
        }
        bool isWritten = !needs.IsCommand;
        context.Response.OnStarting(() =>
        {
            Write(context.Response.StatusCode);
            return Task.CompletedTask;
        });
        try
        {
            await (caller.Role >= needs.Least ? next(context) : Refuse(context, 403, "not this role", $"this needs the role {Roles.Name(needs.Least)}; {caller.Name} is {Roles.Name(caller.Role)}"));
        }
        catch
        {
            Write(500); // whether or not it can still be answered
            throw;
        }
        Write(context.Response.StatusCode); // an answer without a body has not begun

        void Write(int status)
        {
            if (isWritten)
                return;
            isWritten = true;
            Audit(caller, context, endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "unnamed", context.Items[Detail] as string, status);
        }
    }

    /// <returns>Null for nobody, where that is not enough; and how long the address has to wait outside.</returns>
    private (Caller? Caller, TimeSpan Locked) Identify(HttpContext context, NeedsAttribute needs)
    {
        Caller? anyone = readsNeedToken ? null : Caller.Anyone;
        bool isStream = context.Request.Path.StartsWithSegments("/api/v1/stream", StringComparison.OrdinalIgnoreCase);
        if (AccessToken.Of(context.Request, query: isStream) is not string token)
            return (anyone, TimeSpan.Zero);
        IPAddress address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        byte[] hash = AccessToken.HashOf(token);
        Caller? known = access.Of(hash);
        TimeSpan locked = lockout.Left(address);
        if (locked > TimeSpan.Zero)
        {
            // Where anybody may look, so may this one. Who pulls the kill switch is let through to it, and to what shows it.
            return known is not null && needs.PassesLockout ? (known, TimeSpan.Zero)
                : anyone is not null && needs.Least == Role.Viewer ? (anyone, TimeSpan.Zero)
                : (null, locked);
        }
        if (known is not null)
            return (known, TimeSpan.Zero);
        TimeSpan length = lockout.Failed(address, hash);
        if (length > TimeSpan.Zero)
            Audit(null, context, "lockout", string.Create(CultureInfo.InvariantCulture, $"{Lockout.Most} wrong tokens: {length.TotalMinutes:0} min"), 429);
        return (anyone, TimeSpan.Zero);
    }

    // Browsers say where a request comes from, with every command and every socket, and, the newer ones, with all that they fetch.
    private static bool IsForeign(HttpRequest request)
    {
        string? origin = request.Headers.Origin, site = request.Headers["Sec-Fetch-Site"];
        return !string.IsNullOrEmpty(origin) && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            || site is "cross-site" or "same-site" && request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
    }

    private static Task Refuse(HttpContext context, int status, string title, string detail, TimeSpan after = default)
    {
        if (after > TimeSpan.Zero)
            context.Response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Results.Problem(detail, statusCode: status, title: title).ExecuteAsync(context);
    }

    private void Audit(Caller? who, HttpContext context, string command, string? detail, int status)
    {
        try
        {
            dashboard.Audit?.Write(who, context.Connection.RemoteIpAddress?.ToString(), command, detail, status);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(command, status, e.Message); // a full disk must not stand before the kill switch
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "the audit log could not be written ({Command}, {Status}): {Why}")]
    private partial void LogNotWritten(string command, int status, string why);
}
