using System.Buffers;
using System.Net.WebSockets;
using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>
/// One WebSocket: a reader that brings whole frames to the owner's thread, and a writer that sends what the owner's thread has left for it. All of the session's own calls are
/// made by the owner's thread.
/// </summary>
internal sealed class SocketConnection(ExchangePump pump, WebSocket socket, string address, Action abort) : ISessionSink
{
    private const int SmallFrame = 4096;

    private readonly OutgoingFrames _outgoing = new(pump.Settings.OutgoingBytes);

    // Never disposed: the owner's thread may still release it when the rest has ended, and without a wait handle it holds nothing.
    private readonly SemaphoreSlim _wake = new(0);
    private int _isWoken;
    private long _frameBegan, _sendBegan;
    private volatile bool _isClosing, _peerClosed;
    private WebSocketCloseStatus _status = WebSocketCloseStatus.NormalClosure;

    public string Address { get; } = address;

    /// <summary>Of the owner's thread.</summary>
    public ServerSession? Session { get; set; }

    /// <summary>The owner's thread has it in its list of wakes at this instant.</summary>
    public Instant Scheduled { get; set; } = Instant.Never;

    /// <summary>The owner's thread has left frames or a close, and has not woken the writer yet.</summary>
    public bool IsTouched { get; set; }

    public void Send(ReadOnlySpan<byte> frame)
    {
        if (!_outgoing.TryAdd(frame, pump.HoldsBack))
            Session!.Close(SessionClose.SlowReader);
        else
            pump.Touch(this);
    }

    public void Close(SessionClose reason)
    {
        _status = reason switch
        {
            SessionClose.LoggedOut => WebSocketCloseStatus.NormalClosure,
            SessionClose.TooLarge => WebSocketCloseStatus.MessageTooBig,
            SessionClose.NotText => WebSocketCloseStatus.InvalidMessageType,
            SessionClose.ServerStops => WebSocketCloseStatus.EndpointUnavailable,
            _ => WebSocketCloseStatus.PolicyViolation,
        };
        _isClosing = true;
        // Who does not read would not read the close either.
        if (reason == SessionClose.SlowReader)
            abort();
        pump.Touch(this);
    }

    /// <summary>What was sent in this batch and held back does not go.</summary>
    public void DropHeld() => _outgoing.DropHeld();

    /// <summary>Lets the writer go on.</summary>
    public void Flush()
    {
        if (pump.HoldsBack)
            _outgoing.Release();
        if (Interlocked.Exchange(ref _isWoken, 1) == 0)
            _wake.Release();
    }

    /// <summary>What is wrong with the client's pace; null where nothing is.</summary>
    public SessionClose? TooSlow(long now)
    {
        long frame = Volatile.Read(ref _frameBegan), send = Volatile.Read(ref _sendBegan);
        if (frame != 0 && pump.Time.GetElapsedTime(frame, now) > pump.Settings.FrameTime)
            return SessionClose.SlowSender;
        return send != 0 && pump.Time.GetElapsedTime(send, now) > pump.Settings.DrainTime ? SessionClose.SlowReader : null;
    }

    /// <summary>Runs until the socket is closed.</summary>
    public async Task RunAsync()
    {
        if (!await pump.PutAsync(new Inbound(InboundKind.Opened, pump.Now(), this)))
            return;
        Task reading = ReadAsync();
        await WriteAsync(reading);
        await reading;
        await pump.PutAsync(new Inbound(InboundKind.Gone, pump.Now(), this));
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[SmallFrame];
        try
        {
            while (true)
            {
                (int length, WebSocketMessageType type) = (0, default);
                while (true)
                {
                    ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    type = part.MessageType;
                    length += part.Count;
                    if (type == WebSocketMessageType.Close || part.EndOfMessage)
                        break;
                    if (_frameBegan == 0)
                        Volatile.Write(ref _frameBegan, pump.Time.GetTimestamp());
                    if (_isClosing)
                        length = 0;
                    else if (length > pump.LargestRequest)
                        break;
                    else if (length == buffer.Length)
                        Array.Resize(ref buffer, Math.Min(2 * length, pump.LargestRequest + 1));
                }
                Volatile.Write(ref _frameBegan, 0);
                if (type == WebSocketMessageType.Close)
                    return;
                if (!_isClosing && !await PutAsync(buffer, length, type))
                    return;
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // The connection broke, or was aborted: what follows is the same as after a close.
        }
        finally
        {
            _peerClosed = true;
            Flush();
        }
    }

    private ValueTask<bool> PutAsync(byte[] buffer, int length, WebSocketMessageType type)
    {
        if (type != WebSocketMessageType.Text)
            return pump.PutAsync(new Inbound(InboundKind.NotText, pump.Now(), this));
        byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
        buffer.AsSpan(0, length).CopyTo(bytes);
        return pump.PutAsync(new Inbound(InboundKind.Frame, pump.Now(), this, bytes, length));
    }

    private async Task WriteAsync(Task reading)
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync();
                Volatile.Write(ref _isWoken, 0);
                // Read before the frames are taken, so that none is left behind that came before the close.
                bool isClosing = _isClosing && !_outgoing.IsHeld;
                await SendAllAsync();
                if (isClosing || _peerClosed)
                    break;
            }
            using var linger = new CancellationTokenSource(pump.Settings.Linger, pump.Time);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(_status, null, linger.Token);
            if (!_peerClosed)
                await reading.WaitAsync(linger.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // The connection broke: the reader ends too.
        }
        finally
        {
            // The reader waits for ever where the client does not answer.
            if (!_peerClosed)
                abort();
        }
    }

    private async ValueTask SendAllAsync()
    {
        while (_outgoing.TryTake(out byte[] bytes, out List<int> lengths))
        {
            int at = 0;
            for (int i = 0; i < lengths.Count; i++)
            {
                Volatile.Write(ref _sendBegan, pump.Time.GetTimestamp());
                await socket.SendAsync(bytes.AsMemory(at, lengths[i]), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
                Volatile.Write(ref _sendBegan, 0);
                at += lengths[i];
                _outgoing.Sent(lengths[i]);
            }
        }
    }
}
