using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Poise.Domain;
using Poise.Exchange.Server;

namespace Poise.Edge.Tests;

/// <summary>The server behind real sockets on a free port.</summary>
internal sealed class PumpRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(30));

    private PumpRig(ServerRig rig, ExchangePump pump)
    {
        (Rig, Pump) = (rig, pump);
        Http = new HttpClient { BaseAddress = pump.Address };
    }

    public ServerRig Rig { get; }

    public ExchangePump Pump { get; }

    public HttpClient Http { get; }

    public CancellationToken Patience => _patience.Token;

    public static async Task<PumpRig> StartAsync(PumpSettings? settings = null, ServerSettings? server = null, Action<Instant>? keep = null)
    {
        var rig = new ServerRig(server);
        return new PumpRig(rig, await ExchangePump.StartAsync(rig.Server, settings ?? new PumpSettings(), TimeProvider.System, keep));
    }

    public async Task<PumpClient> ConnectAsync()
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(Pump.Address) { Scheme = "ws", Path = "/ws/api/v2" }.Uri, Patience);
        return new PumpClient(socket, Patience);
    }

    /// <summary>Asks the owner's thread.</summary>
    public async Task<T> AskAsync<T>(Func<T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(await Pump.PostAsync(() => answer.SetResult(question())));
        return await answer.Task.WaitAsync(Patience);
    }

    /// <summary>Waits until the owner's thread says yes; it is asked in every batch.</summary>
    public async Task UntilAsync(Func<bool> isSo)
    {
        while (!await AskAsync(isSo))
            await Task.Yield();
    }

    /// <summary>The answer to a GET, and its status.</summary>
    public async Task<(JsonElement Answer, int Status)> GetAsync(string target)
    {
        using HttpResponseMessage response = await Http.GetAsync(new Uri(target, UriKind.Relative), Patience);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        return (JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Patience)), (int)response.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Pump.DisposeAsync();
        Rig.Server.Dispose();
        _patience.Dispose();
    }
}

internal sealed class PumpClient(ClientWebSocket socket, CancellationToken patience) : IDisposable
{
    private readonly byte[] _buffer = new byte[1 << 20];

    public ClientWebSocket Socket => socket;

    public Task SendAsync(string text, bool isWhole = true) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, isWhole, patience);

    /// <summary>The next frame.</summary>
    public async Task<JsonElement> NextAsync()
    {
        int length = 0;
        while (true)
        {
            WebSocketReceiveResult part = await socket.ReceiveAsync(new ArraySegment<byte>(_buffer, length, _buffer.Length - length), patience);
            Assert.NotEqual(WebSocketMessageType.Close, part.MessageType);
            length += part.Count;
            if (part.EndOfMessage)
                return JsonSerializer.Deserialize<JsonElement>(_buffer.AsSpan(0, length));
        }
    }

    public async Task<JsonElement> AskAsync(string text)
    {
        await SendAsync(text);
        return await NextAsync();
    }

    /// <summary>Reads until the server closes, and says how.</summary>
    public async Task<WebSocketCloseStatus?> ClosedAsync()
    {
        while (true)
        {
            WebSocketReceiveResult part = await socket.ReceiveAsync(_buffer, patience);
            if (part.MessageType != WebSocketMessageType.Close)
                continue;
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience);
            return part.CloseStatus;
        }
    }

    public void Dispose() => socket.Dispose();
}
