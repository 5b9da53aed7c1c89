using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Poise.Domain;

namespace Poise.Edge.Tests;

/// <summary>The peer of these tests behind a real socket on this machine. Frames leave in fragments.</summary>
internal sealed class PeerServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Task _life;
    private WebSocket? _socket;

    public PeerServer()
    {
        // A port that is free now.
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri($"ws://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/ws/api/v2");
        }
        _listener.Prefixes.Add($"http://127.0.0.1:{Address.Port}/");
        _listener.Start();
        _life = LiveAsync();
    }

    public Uri Address { get; }

    /// <summary>Touch it in <see cref="Do"/> alone.</summary>
    private DeribitPeer Peer { get; } = new();

    /// <summary>Does something with the peer and sends what it says.</summary>
    public async Task Do(Action<DeribitPeer> what)
    {
        lock (_gate)
        {
            Peer.Now = Instant.FromUtc(DateTime.UtcNow);
            what(Peer);
        }
        await SendAsync();
    }

    public T Ask<T>(Func<DeribitPeer, T> what)
    {
        lock (_gate)
            return what(Peer);
    }

    public Task Close() => _socket!.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "going down", _stop.Token);

    public async Task SendRaw(byte[] bytes, WebSocketMessageType type)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket!.SendAsync(bytes, type, endOfMessage: true, _stop.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or ObjectDisposedException)
        {
            // the client closed while it was sent
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket?.Abort();
        _listener.Close();
        await _life;
    }

    private async Task LiveAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                _socket = (await context.AcceptWebSocketAsync(subProtocol: null)).WebSocket;
                await Do(p => p.Connect());
                try
                {
                    await ServeAsync(_socket);
                }
                catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
                {
                    // the link is gone
                }
                lock (_gate)
                    Peer.Disconnect();
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // the listener was closed
        }
    }

    private async Task ServeAsync(WebSocket socket)
    {
        byte[] buffer = new byte[256 * 1024];
        while (true)
        {
            WebSocketReceiveResult part = await socket.ReceiveAsync(buffer, _stop.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                return;
            Assert.True(part.EndOfMessage);
            await Do(p => p.Hear(buffer[..part.Count]));
        }
    }

    private async Task SendAsync()
    {
        await _sending.WaitAsync();
        try
        {
            while (true)
            {
                string? frame;
                lock (_gate)
                    frame = Peer.TakeFrame()?.ToJsonString();
                if (frame is null || _socket is null)
                    return;
                byte[] bytes = Encoding.UTF8.GetBytes(frame);
                int half = bytes.Length / 2;
                await _socket.SendAsync(bytes.AsMemory(0, half), WebSocketMessageType.Text, endOfMessage: false, _stop.Token);
                await _socket.SendAsync(bytes.AsMemory(half), WebSocketMessageType.Text, endOfMessage: true, _stop.Token);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // the link is gone
        }
        finally
        {
            _sending.Release();
        }
    }
}
