using System.Net;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Poise.App;

namespace Poise.Edge.Tests;

/// <summary>Every endpoint and every method of the hub, asked by nobody and by each role.</summary>
public sealed class RoleTests
{
    // What each command needs is written down here once more: a change of it is a change of this table.
    private static readonly Dictionary<string, Role> _commands = new(StringComparer.Ordinal)
    {
        ["kill"] = Role.Trader,
        ["cancelAll"] = Role.Trader,
        ["hold"] = Role.Trader,
        ["setLimits"] = Role.Trader,
        ["setDeskLimits"] = Role.Trader,
        ["approve"] = Role.Risk,
        ["setSettings"] = Role.Risk,
        ["setBand"] = Role.Trader,
        ["setPolicy"] = Role.Trader,
        ["setWorking"] = Role.Trader,
        ["tradePackage"] = Role.Trader,
        ["getPlan"] = Role.Trader,
        ["getProtection"] = Role.Trader, // both cost a part of a second of the machine
        ["resume"] = Role.Risk,
        ["setAside"] = Role.Risk,
        ["getAudit"] = Role.Risk,
    };

    [Fact]
    public async Task Each_endpoint_declares_a_role_and_keeps_to_it()
    {
        await using GuardedServer server = await GuardedServer.Start();
        RouteEndpoint[] all = [.. server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>()];
        Assert.True(all.Length >= 15);
        foreach (RouteEndpoint endpoint in all)
        {
            NeedsAttribute? needs = endpoint.Metadata.GetMetadata<NeedsAttribute>();
            Assert.True(needs is not null, $"{endpoint.DisplayName} declares no role");
            string name = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "";
            string path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/').Replace("{index:int}", "0", StringComparison.Ordinal).Replace("{name}", "none", StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal);
            Assert.DoesNotContain('{', path);
            foreach (string method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET", "POST"])
            {
                bool isCommand = method != "GET" && !path.StartsWith("/api/v1/stream", StringComparison.Ordinal);
                Assert.Equal(_commands.GetValueOrDefault(name, Role.Viewer), needs.Least);
                Assert.Equal(isCommand, needs.IsCommand);
                Assert.True(!isCommand || needs.Least > Role.Viewer, $"{endpoint.DisplayName} is a command that anybody may give");
                int seen = server.Desk.Commands.Count;
                Assert.Equal(HttpStatusCode.Unauthorized, (await server.Ask(new HttpMethod(method), path, null)).StatusCode);
                Assert.Equal(HttpStatusCode.Unauthorized, (await server.Ask(new HttpMethod(method), path, "wrong")).StatusCode);
                foreach (Role role in Enum.GetValues<Role>())
                {
                    HttpStatusCode status = (await server.Ask(new HttpMethod(method), path, server.Tokens[Roles.Name(role)], isCommand ? "{}" : null)).StatusCode;
                    if (role < needs.Least)
                        Assert.Equal((endpoint.DisplayName, role, HttpStatusCode.Forbidden), (endpoint.DisplayName, role, status));
                    else
                        Assert.True(status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) && ((int)status < 500 || path == "/ready"), $"{endpoint.DisplayName} answers {role} by {status}");
                    if (role < needs.Least)
                        Assert.Equal(seen, server.Desk.Commands.Count);
                }
            }
        }
    }

    [Fact]
    public void Each_method_of_the_hub_declares_a_role()
    {
        MethodInfo[] methods = [.. typeof(StreamHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(static m => m.GetBaseDefinition().DeclaringType == typeof(StreamHub))];
        Assert.NotEmpty(methods);
        Assert.All(methods, static m => Assert.NotNull(m.GetCustomAttribute<NeedsAttribute>()));
        Assert.Equal([typeof(StreamHub)], typeof(StreamHub).Assembly.GetTypes().Where(static t => t.IsSubclassOf(typeof(Hub))));
    }

    /// <summary>The method that asks for most, as one would be that declares nothing, is refused to all below.</summary>
    [Fact]
    public async Task A_method_of_the_hub_is_refused_to_lower_roles()
    {
        using var limits = new RateLimits(100, 100);
        await using GuardedServer server = await GuardedServer.Start(time: new HandTime());
        Access access = server.App.Services.GetRequiredService<Access>();
        var guard = new StreamGuard(limits, access);
        foreach ((string method, Role least) in ((string, Role)[])[(nameof(Calls.Look), Role.Viewer), (nameof(Calls.Trade), Role.Trader), (nameof(Calls.Silent), Role.Risk)])
        {
            foreach (Role role in Enum.GetValues<Role>())
            {
                var invocation = new HubInvocationContext(new HubConnection(CallerOf(role)), new ServiceCollection().BuildServiceProvider(), new Calls(), typeof(Calls).GetMethod(method)!, []);
                async Task<object?> Call() => await guard.InvokeMethodAsync(invocation, static _ => ValueTask.FromResult<object?>("done"));
                if (role >= least)
                    Assert.Equal("done", await Call());
                else
                    Assert.Contains("needs the role", (await Assert.ThrowsAsync<HubException>(Call)).Message, StringComparison.Ordinal);
            }
        }
        var unknown = new HubInvocationContext(new HubConnection(CallerOf(Role.Risk) with { Hash = "00" }), new ServiceCollection().BuildServiceProvider(), new Calls(), typeof(Calls).GetMethod(nameof(Calls.Look))!, []);
        Assert.Contains("is not let in any more", (await Assert.ThrowsAsync<HubException>(async () => await guard.InvokeMethodAsync(unknown, static _ => ValueTask.FromResult<object?>("done")))).Message, StringComparison.Ordinal);

        Caller CallerOf(Role role) => access.Of(AccessToken.HashOf(server.Tokens[Roles.Name(role)]))!;
    }

    [Fact]
    public async Task The_stream_needs_a_token_where_users_are_named()
    {
        await using GuardedServer server = await GuardedServer.Start();
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => HubClient.ConnectAsync(server.Address));
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => HubClient.ConnectAsync(server.Address, "wrong"));
        await using HubClient hub = await HubClient.ConnectAsync(server.Address, server.Tokens["viewer"]);
        Assert.Equal("", await hub.Invoke("Watch", """[["desk"],null,null,null,null]"""));
        Assert.Equal(1, (await hub.Next("desk")).GetProperty("seq").GetInt64());
        Assert.Contains("the desk hedges BTC, ETH, not SOL", await hub.Invoke("Watch", """[["desk"],null,null,null,"SOL"]"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_says_who_asks()
    {
        await using GuardedServer server = await GuardedServer.Start(), alone = await GuardedServer.Start(hasUsers: false);
        Assert.Equal(("trader", "trader", true), await Status(server, server.Tokens["trader"]));
        Assert.Equal((null, "viewer", false), await Status(alone, null));
        Assert.Equal((null, "viewer", false), await Status(alone, "wrong"));
        Assert.Equal(("local", "risk", false), await Status(alone, alone.Tokens["local"]));

        static async Task<(string?, string?, bool)> Status(GuardedServer server, string? token)
        {
            JsonElement status = JsonSerializer.Deserialize<JsonElement>(await (await server.Ask(HttpMethod.Get, "/api/v1/status", token)).Content.ReadAsStringAsync());
            return (status.GetProperty("user").GetString(), status.GetProperty("role").GetString(), status.GetProperty("hasUsers").GetBoolean());
        }
    }

    [Fact]
    public async Task A_user_who_is_removed_is_out_and_his_stream_is_cut()
    {
        var time = new HandTime();
        string folder = Directory.CreateTempSubdirectory("poise-users").FullName, file = Path.Combine(folder, "users.json");
        string anna = GuardedServer.Add(file, "anna", "trader"), bert = GuardedServer.Add(file, "bert", "viewer");
        Access access = Access.OfUsers(file, time);
        Caller was = access.Of(AccessToken.HashOf(anna))!, stays = access.Of(AccessToken.HashOf(bert))!;
        var watchers = new Watchers();
        List<string> cut = [];
        watchers.Join("a", was, () => cut.Add("anna"));
        watchers.Join("b", stays, () => cut.Add("bert"));
        Assert.Equal(0, PoiseCommandLine.Run(["token", "remove", "anna", "--users", file], TextWriter.Null, TextWriter.Null));
        Assert.False(access.Refresh()); // not yet a second
        time.Pass(2);
        Assert.True(access.Refresh());
        watchers.Expel(access.Knows);
        Assert.Equal(["anna"], cut);
        Assert.Null(access.Of(AccessToken.HashOf(anna)));
        Assert.Equal("bert", access.Of(AccessToken.HashOf(bert))!.Name);

        // Another role is another caller; a file that cannot be used leaves all as they are.
        GuardedServer.Add(file, "bert", "risk");
        await File.WriteAllTextAsync(file, "[");
        time.Pass(2);
        Assert.Throws<BadInputException>(() => access.Refresh());
        Assert.True(access.Knows(stays));
        Directory.Delete(folder, recursive: true);
    }

    private sealed class Calls : Hub
    {
        [Needs(Role.Viewer)]
        public void Look()
        {
        }

        [Needs(Role.Trader, IsCommand = true)]
        public void Trade()
        {
        }

        public void Silent()
        {
        }
    }

    private sealed class HubConnection : HubCallerContext
    {
        public HubConnection(Caller caller)
        {
            var http = new Microsoft.AspNetCore.Http.DefaultHttpContext();
            http.Features.Set(caller);
            Features = new Microsoft.AspNetCore.Http.Features.FeatureCollection();
            Features.Set<Microsoft.AspNetCore.Http.Connections.Features.IHttpContextFeature>(new Seen { HttpContext = http });
        }

        public override string ConnectionId => "one";

        public override string? UserIdentifier => null;

        public override System.Security.Claims.ClaimsPrincipal? User => null;

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override Microsoft.AspNetCore.Http.Features.IFeatureCollection Features { get; }

        public override CancellationToken ConnectionAborted => CancellationToken.None;

        public override void Abort()
        {
        }

        private sealed class Seen : Microsoft.AspNetCore.Http.Connections.Features.IHttpContextFeature
        {
            public Microsoft.AspNetCore.Http.HttpContext? HttpContext { get; set; }
        }
    }
}
