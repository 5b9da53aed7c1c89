using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Poise.Edge.Tests;

/// <summary>The streaming hub's JSON protocol by hand over a WebSocket: what any client in any language would send.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const char RecordEnd = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(20));
    private readonly Dictionary<string, Queue<JsonElement>> _messages = new(StringComparer.Ordinal);
    private readonly Queue<string> _completions = new();
    private string _pending = "";
    private int _invocation;

    public static async Task<HubClient> ConnectAsync(Uri server, string? token = null, string? origin = null)
    {
        var client = new HubClient();
        if (origin is not null)
            client._socket.Options.SetRequestHeader("Origin", origin);
        await client._socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/api/v1/stream", Query = token is null ? "" : $"access_token={token}" }.Uri, client._patience.Token);
        await client.Send("""{"protocol":"json","version":1}""");
        await client.Read();
        return client;
    }

    /// <summary>The error that the call came back with, or nothing.</summary>
    public async Task<string> Invoke(string method, string arguments)
    {
        await Send($$"""{"type":1,"invocationId":"{{++_invocation}}","target":"{{method}}","arguments":{{arguments}}}""");
        while (_completions.Count == 0)
            await Read();
        return _completions.Dequeue();
    }

    /// <summary>The next message of a kind.</summary>
    public async Task<JsonElement> Next(string target)
    {
        while (!_messages.TryGetValue(target, out Queue<JsonElement>? queue) || queue.Count == 0)
            await Read();
        return _messages[target].Dequeue();
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
            await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, _patience.Token);
        _socket.Dispose();
        _patience.Dispose();
    }

    private Task Send(string json) => _socket.SendAsync(Encoding.UTF8.GetBytes(json + RecordEnd), WebSocketMessageType.Text, true, _patience.Token);

    private async Task Read()
    {
        var buffer = new byte[64 << 10];
        WebSocketReceiveResult part = await _socket.ReceiveAsync(buffer, _patience.Token);
        _pending += Encoding.UTF8.GetString(buffer, 0, part.Count);
        for (int end; (end = _pending.IndexOf(RecordEnd, StringComparison.Ordinal)) >= 0; _pending = _pending[(end + 1)..])
        {
            JsonElement message = JsonSerializer.Deserialize<JsonElement>(_pending[..end]);
            int type = message.TryGetProperty("type", out JsonElement t) ? t.GetInt32() : 0;
            if (type == 3)
                _completions.Enqueue(message.TryGetProperty("error", out JsonElement e) ? e.GetString()! : "");
            if (type != 1)
                continue;
            string target = message.GetProperty("target").GetString()!;
            if (!_messages.TryGetValue(target, out Queue<JsonElement>? queue))
                _messages[target] = queue = new Queue<JsonElement>();
            queue.Enqueue(message.GetProperty("arguments")[0]);
        }
    }
}
