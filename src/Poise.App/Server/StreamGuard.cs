using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.SignalR;

namespace Poise.App;

/// <summary>Stands before each method of the hub, as <see cref="Guard"/> does before each endpoint.</summary>
internal sealed class StreamGuard(RateLimits limits, Access access) : IHubFilter
{
    /// <summary>Who the connection is of, as its first request showed.</summary>
    public static Caller CallerOf(HubCallerContext context) => context.GetHttpContext()?.Features.Get<Caller>() ?? throw new HubException("nobody is known on this connection");

    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocation, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        NeedsAttribute needs = invocation.HubMethod.GetCustomAttribute<NeedsAttribute>() ?? NeedsAttribute.Most;
        Caller caller = CallerOf(invocation.Context);
        if (!access.Knows(caller))
            throw new HubException($"{caller} is not let in any more");
        if (caller.Role < needs.Least)
            throw new HubException($"{invocation.HubMethodName} needs the role {Roles.Name(needs.Least)}; {caller}");
        IPAddress? address = invocation.Context.GetHttpContext()?.Connection.RemoteIpAddress;
        if (!needs.IsUrgent && !limits.Takes(Guard.WhoOf(caller, address), needs.IsCommand, out TimeSpan after))
            throw new HubException($"too often: again in {Math.Ceiling(after.TotalSeconds)} s");
        return next(invocation);
    }
}
