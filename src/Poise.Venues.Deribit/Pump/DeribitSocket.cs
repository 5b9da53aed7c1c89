using System.Net.WebSockets;
using System.Threading.Channels;

namespace Poise.Venues.Deribit;

/// <summary>One connection: joins fragments to frames, bounds their size, and sends in order without making anyone wait.</summary>
internal sealed class DeribitSocket
{
    /// <summary>Bytes of the longest frame that is taken; a whole catalog is a tenth of it.</summary>
    public const int LongestFrame = 16 * 1024 * 1024;

    /// <summary>Connecting takes no longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<byte[]> _outgoing = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _ending = new();
    private readonly ChannelWriter<Heard> _heard;
    private readonly Action _ring;

    private DeribitSocket(ChannelWriter<Heard> heard, Action ring)
    {
        _heard = heard;
        _ring = ring;
    }

    /// <summary>A frame, the end with its reason, or neither: the connection is there.</summary>
    public readonly record struct Heard(DeribitSocket From, byte[]? Frame, string? Down);

    /// <summary>Begins to connect; what comes of it is heard.</summary>
    public static DeribitSocket Open(Uri address, ChannelWriter<Heard> heard, Action ring)
    {
        DeribitSocket socket = new(heard, ring);
        _ = socket.LiveAsync(address);
        return socket;
    }

    public void Send(byte[] frame) => _outgoing.Writer.TryWrite(frame);

    /// <summary>Ends the connection; nothing more is heard of it.</summary>
    public void Abort() => _ending.Cancel();

    private async Task LiveAsync(Uri address)
    {
        string why = "closed by the venue";
        using ClientWebSocket socket = new();
        Task sending = Task.CompletedTask;
        try
        {
            using (var late = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token))
            {
                late.CancelAfter(Patience);
                await socket.ConnectAsync(address, late.Token);
            }
            await TellAsync(null, null);
            sending = SendAllAsync(socket);
            why = await ReceiveAllAsync(socket) ?? why;
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException or IOException or HttpRequestException or InvalidOperationException)
        {
            why = failure is OperationCanceledException ? $"no connection within {Patience.TotalSeconds:0} s" : $"the socket failed: {failure.GetBaseException().Message}";
        }
        socket.Abort();
        _outgoing.Writer.TryComplete();
        await sending;
        await TellAsync(null, why);
    }

    /// <summary>Ends with null when the venue closes, or with what is wrong with a frame.</summary>
    private async Task<string?> ReceiveAllAsync(ClientWebSocket socket)
    {
        byte[] buffer = new byte[64 * 1024];
        int length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length >= LongestFrame)
                    return $"a frame is longer than {LongestFrame} bytes";
                Array.Resize(ref buffer, 2 * length);
            }
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(length), _ending.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            if (part.MessageType == WebSocketMessageType.Binary)
                return "a frame is no text";
            length += part.Count;
            if (!part.EndOfMessage)
                continue;
            await TellAsync(buffer[..length], null);
            length = 0;
        }
    }

    private async Task SendAllAsync(ClientWebSocket socket)
    {
        try
        {
            await foreach (byte[] frame in _outgoing.Reader.ReadAllAsync(_ending.Token))
                await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, _ending.Token);
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            socket.Abort(); // the reading side tells it
        }
    }

    // What nobody waits for any more is not told.
    private async Task TellAsync(byte[]? frame, string? down)
    {
        try
        {
            await _heard.WriteAsync(new Heard(this, frame, down), _ending.Token);
            _ring();
        }
        catch (OperationCanceledException) when (down is not null)
        {
            // given up by the one who would have heard it
        }
    }
}
