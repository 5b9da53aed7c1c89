using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Poise.Bench;

/// <summary>A client's end of a WebSocket that takes as little of the machine as can be: whole frames are looked at where they were received. Frames in parts are not understood; our server sends none.</summary>
internal sealed class LeanSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SemaphoreSlim _sending = new(1);
    private byte[] _received = new byte[1 << 16];
    private int _used;

    public delegate void Reader(ReadOnlySpan<byte> text);

    public async Task ConnectAsync(Uri address)
    {
        await _socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(address.Host), address.Port));
        string key = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        await SendAsync(Encoding.ASCII.GetBytes($"GET {address.AbsolutePath} HTTP/1.1\r\nHost: {address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"));
        int end;
        while ((end = _received.AsSpan(0, _used).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (await FillAsync() == 0)
                throw new BadRunException("the exchange closed the connection");
        }
        if (!_received.AsSpan(0, _used).StartsWith("HTTP/1.1 101"u8))
            throw new BadRunException(Encoding.ASCII.GetString(_received, 0, end));
        Drop(end + 4);
    }

    /// <summary>A text frame. Its mask is zero, so that the text stays as it is.</summary>
    public Task SendTextAsync(byte[] text) => SendFrameAsync(0x81, text);

    /// <summary>Reads until the connection ends.</summary>
    public async Task ReadAsync(Reader reader)
    {
        do
        {
            int at = 0;
            while (TryFrame(_received.AsSpan(at, _used - at), out int opcode, out int from, out int length))
            {
                if (opcode == 8)
                    return;
                if (opcode == 1)
                    reader(_received.AsSpan(at + from, length));
                else if (opcode == 9)
                    await SendFrameAsync(0x8A, _received.AsSpan(at + from, length).ToArray());
                at += from + length;
            }
            Drop(at);
        }
        while (await FillAsync() > 0);
    }

    public void Dispose() => _socket.Dispose();

    private static bool TryFrame(ReadOnlySpan<byte> bytes, out int opcode, out int from, out int length)
    {
        (opcode, from, length) = (0, 2, 0);
        if (bytes.Length < 2)
            return false;
        (opcode, length) = (bytes[0] & 15, bytes[1] & 127);
        if (length == 126 && bytes.Length >= 4)
            (from, length) = (4, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        else if (length == 127 && bytes.Length >= 10)
            (from, length) = (10, checked((int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..])));
        else if (length >= 126)
            return false;
        return bytes.Length >= from + length;
    }

    private Task SendFrameAsync(byte first, byte[] text)
    {
        byte[] frame = new byte[text.Length + 8];
        (frame[0], frame[1]) = (first, (byte)(0x80 | Math.Min(text.Length, 126)));
        int head = 2;
        if (text.Length >= 126)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), checked((ushort)text.Length));
            head = 4;
        }
        text.CopyTo(frame, head + 4);
        return SendAsync(frame.AsMemory(0, head + 4 + text.Length));
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _sending.WaitAsync();
        try
        {
            for (int sent = 0; sent < bytes.Length;)
                sent += await _socket.SendAsync(bytes[sent..]);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async ValueTask<int> FillAsync()
    {
        if (_used == _received.Length)
            Array.Resize(ref _received, 2 * _used);
        int more = await _socket.ReceiveAsync(_received.AsMemory(_used));
        _used += more;
        return more;
    }

    private void Drop(int bytes)
    {
        _received.AsSpan(bytes, _used - bytes).CopyTo(_received);
        _used -= bytes;
    }
}
