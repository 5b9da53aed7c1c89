using System.Buffers;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>The pump's door: HTTP and the upgrade to a WebSocket.</summary>
public sealed partial class ExchangePump
{
    // Signals of the process are for the program that started the pump.
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private WebApplication? _app;

    /// <summary>Listens, and takes the server over: from now on only the pump's own thread may call it.</summary>
    /// <param name="keep">Called by the pump's thread at the end of each batch: what must outlive the process is durable on return. Until then nothing of the batch goes to a client, and where it throws nothing ever does.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ExchangePump> StartAsync(DeribitServer server, PumpSettings settings, TimeProvider time, Action<Instant>? keep = null)
    {
        var pump = new ExchangePump(server, settings, time, keep);
        pump._app = pump.Door();
        await pump._app.StartAsync();
        pump.Address = new Uri(pump._app.Urls.First());
        new Thread(pump.Own) { IsBackground = true, Name = "exchange" }.Start();
        return pump;
    }

    public async ValueTask DisposeAsync()
    {
        // Sessions first, so that each client hears why.
        await PostAsync(() =>
        {
            foreach (SocketConnection connection in _connections)
                connection.Session!.Close(SessionClose.ServerStops);
        });
        await _app!.StopAsync();
        _stops = true;
        _arrival.Set();
        await _ended.Task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await _app.DisposeAsync();
        _arrival.Dispose();
    }

    private WebApplication Door()
    {
        // Nothing but the settings that are given here: no files, no variables, no logs.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(Settings.Address, Settings.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.Limits.RequestHeadersTimeout = Settings.HandshakeTime;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
            kestrel.Limits.MaxConcurrentConnections = Settings.Connections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = Settings.Connections;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
            // A GET with many parameters, and no more.
            kestrel.Limits.MaxRequestLineSize = 8 << 10;
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = 2 * Settings.Linger);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        WebApplication app = builder.Build();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Settings.KeepAlive, KeepAliveTimeout = Settings.KeepAlive });
        app.Run(ServeAsync);
        return app;
    }

    private Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path.Equals(DeribitServer.SocketPath, StringComparison.Ordinal))
            return context.WebSockets.IsWebSocketRequest ? SocketAsync(context) : RefuseAsync(context, 400, DeribitError.BadRequest);
        if (!context.Request.Path.StartsWithSegments(DeribitServer.RestPath, StringComparison.Ordinal))
            return RefuseAsync(context, 404, DeribitError.NotFound);
        return HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsPost(context.Request.Method) ? RestAsync(context) : RefuseAsync(context, 405, DeribitError.BadRequest);
    }

    private async Task SocketAsync(HttpContext context)
    {
        string address = AddressOf(context);
        bool isOpen;
        lock (_counts)
            isOpen = _counts.TryOpen(address);
        if (!isOpen)
        {
            await RefuseAsync(context, 429, DeribitError.TooManyRequests);
            return;
        }
        try
        {
            using System.Net.WebSockets.WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            await new SocketConnection(this, socket, address, context.Abort).RunAsync();
        }
        finally
        {
            lock (_counts)
                _counts.Closed(address);
        }
    }

    private async Task RestAsync(HttpContext context)
    {
        string target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (!target.StartsWith('/'))
        {
            await RefuseAsync(context, 400, DeribitError.BadRequest);
            return;
        }
        byte[] body = [];
        try
        {
            int length = 0;
            if (HttpMethods.IsPost(context.Request.Method))
            {
                body = ArrayPool<byte>.Shared.Rent(LargestRequest + 1);
                for (int more; length <= LargestRequest && (more = await context.Request.Body.ReadAsync(body.AsMemory(length, LargestRequest + 1 - length), context.RequestAborted)) > 0;)
                    length += more;
            }
            if (length > LargestRequest)
            {
                await RefuseAsync(context, 413, DeribitError.BadRequest);
                return;
            }
            var call = new RestCall(context.Request.Method, target, body, length, context.Request.Headers.Authorization, AddressOf(context));
            if (!await PutAsync(new Inbound(InboundKind.Rest, Now(), Rest: call)))
                call.Abandon();
            await call.Answered;
            if (call.Answer.IsEmpty)
                await RefuseAsync(context, 500, DeribitError.InternalServerError);
            else
                await AnswerAsync(context, call.Status, call.Answer);
            call.Release();
        }
        catch (BadHttpRequestException e)
        {
            await RefuseAsync(context, e.StatusCode, DeribitError.BadRequest);
        }
        finally
        {
            if (body.Length > 0)
                ArrayPool<byte>.Shared.Return(body);
        }
    }

    private static string AddressOf(HttpContext context) => (context.Connection.RemoteIpAddress ?? IPAddress.None).ToString();

    // Before a request reaches the server, so that it has no id and no time.
    private Task RefuseAsync(HttpContext context, int status, DeribitError error)
    {
        string testnet = _server.Settings.IsTestnet ? "true" : "false";
        return AnswerAsync(context, status, Encoding.UTF8.GetBytes($$$"""{"jsonrpc":"2.0","error":{"code":{{{error.Code}}},"message":"{{{error.Message}}}"},"testnet":{{{testnet}}}}"""));
    }

    private static async Task AnswerAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
