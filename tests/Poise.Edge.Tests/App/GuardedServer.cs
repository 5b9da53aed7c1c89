using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Poise.App;
using Poise.Storage;

namespace Poise.Edge.Tests;

/// <summary>The real server with a desk that takes every command, and three users, one of each role.</summary>
internal sealed class GuardedServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly AuditLog _audit;

    private GuardedServer(string folder, WebApplication app, AuditLog audit, Dictionary<string, string> tokens, FakeDesk desk)
    {
        (_folder, App, _audit, Tokens, Desk) = (folder, app, audit, tokens, desk);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Http = new HttpClient { BaseAddress = Address };
    }

    public WebApplication App { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public FakeDesk Desk { get; }

    /// <summary>By the user's name, which is his role's; where no users are named, of "local" alone.</summary>
    public Dictionary<string, string> Tokens { get; }

    public string UsersFile => Path.Combine(_folder, "users.json");

    public string AuditFile => Path.Combine(_folder, "data", AuditLog.FileName);

    public static async Task<GuardedServer> Start(bool hasUsers = true, TimeProvider? time = null, PageSettings? settings = null)
    {
        string folder = Directory.CreateTempSubdirectory("poise-guard").FullName, users = Path.Combine(folder, "users.json");
        time ??= TimeProvider.System;
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        Access access;
        if (hasUsers)
        {
            foreach (string role in Roles.Names)
                tokens[role] = Add(users, role, role);
            access = Access.OfUsers(users, time);
        }
        else
        {
            access = Access.Local(time, out string token);
            tokens["local"] = token;
        }
        AuditLog audit = AuditLog.Open(new FileDisk(Path.Combine(folder, "data")), time);
        var desk = new FakeDesk();
        FlowFeed feed = FlowFeed.OfFiles([TestChains.Market(0)], []);
        WebApplication app = PoiseServer.Create(
            settings ?? PageSettings.Local(0), new Dashboard(feed, desk, "simulated", DateTimeOffset.UnixEpoch, HasFlow: true) { Audit = audit }, access, null, time);
        await app.StartAsync();
        return new GuardedServer(folder, app, audit, tokens, desk);
    }

    /// <summary>As <c>poise token add</c> does it.</summary>
    /// <returns>The token.</returns>
    public static string Add(string file, string name, string role)
    {
        var output = new StringWriter();
        Assert.Equal(0, PoiseCommandLine.Run(["token", "add", name, "--role", role, "--users", file], output, TextWriter.Null));
        return output.ToString().Trim();
    }

    public async Task<HttpResponseMessage> Ask(HttpMethod method, string path, string? token, string? json = null, Action<HttpRequestMessage>? more = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        more?.Invoke(request);
        return await Http.SendAsync(request);
    }

    public async Task<HttpStatusCode> Post(string command, string? token, string? json = null) => (await Ask(HttpMethod.Post, $"/api/v1/desk/commands/{command}", token, json)).StatusCode;

    public async Task<HttpStatusCode> Get(string path, string? token) => (await Ask(HttpMethod.Get, path, token)).StatusCode;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.DisposeAsync();
        _audit.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
