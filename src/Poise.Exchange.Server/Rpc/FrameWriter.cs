using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>
/// Writes the server's frames: replies, notifications, heartbeats. One frame at a time, into a buffer that is kept: a frame lasts until the next is begun, and nothing is
/// allocated once the buffer has grown.
/// </summary>
public sealed class FrameWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _json;
    private readonly bool _isTestnet;

    /// <param name="isTestnet">What replies say they come from.</param>
    public FrameWriter(bool isTestnet = true)
    {
        _isTestnet = isTestnet;
        // Nobody puts these frames into a page; the short form of a text is the one clients see elsewhere.
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 64 });
    }

    /// <summary>Where the value goes that was begun.</summary>
    public Utf8JsonWriter Json => _json;

    /// <summary>A reply with a result, which is to be written next.</summary>
    public void BeginResult(RpcRequest request)
    {
        BeginReply(request);
        _json.WritePropertyName("result"u8);
    }

    /// <summary>Forgets what was begun and writes an error.</summary>
    /// <param name="arrived">When the request came.</param>
    /// <param name="now">When it is answered.</param>
    public ReadOnlySpan<byte> Error(RpcRequest request, RpcError error, Instant arrived, Instant now)
    {
        BeginReply(request);
        _json.WriteStartObject("error"u8);
        _json.WriteNumber("code"u8, error.Error.Code);
        _json.WriteString("message"u8, error.Error.Message);
        if (error.Reason.Length > 0 || error.Param.Length > 0)
        {
            _json.WriteStartObject("data"u8);
            if (error.Reason.Length > 0)
                _json.WriteString("reason"u8, error.Reason);
            if (error.Param.Length > 0)
                _json.WriteString("param"u8, error.Param);
            _json.WriteEndObject();
        }
        _json.WriteEndObject();
        return EndReply(arrived, now);
    }

    /// <summary>Closes the reply whose result has been written.</summary>
    public ReadOnlySpan<byte> EndReply(Instant arrived, Instant now)
    {
        long usIn = arrived.UnixNanoseconds / 1000, usOut = now.UnixNanoseconds / 1000;
        _json.WriteNumber("usIn"u8, usIn);
        _json.WriteNumber("usOut"u8, usOut);
        _json.WriteNumber("usDiff"u8, usOut - usIn);
        _json.WriteBoolean("testnet"u8, _isTestnet);
        _json.WriteEndObject();
        return Ended();
    }

    /// <summary>A notification of a channel, whose data are to be written next.</summary>
    public void BeginNotification(string channel)
    {
        Begin();
        _json.WriteString("method"u8, "subscription"u8);
        _json.WriteStartObject("params"u8);
        _json.WriteString("channel"u8, channel);
        _json.WritePropertyName("data"u8);
    }

    /// <summary>Closes the notification whose data have been written.</summary>
    public ReadOnlySpan<byte> EndNotification()
    {
        _json.WriteEndObject();
        _json.WriteEndObject();
        return Ended();
    }

    /// <summary>A heartbeat.</summary>
    /// <param name="isTest">It asks for public/test.</param>
    public ReadOnlySpan<byte> Heartbeat(bool isTest)
    {
        Begin();
        _json.WriteString("method"u8, "heartbeat"u8);
        _json.WriteStartObject("params"u8);
        _json.WriteString("type"u8, isTest ? "test_request"u8 : "heartbeat"u8);
        _json.WriteEndObject();
        _json.WriteEndObject();
        return Ended();
    }

    public void Dispose() => _json.Dispose();

    private void BeginReply(RpcRequest request)
    {
        Begin();
        if (request.IsQuery)
            return;
        _json.WritePropertyName("id"u8);
        if (request.Id.IsEmpty)
            _json.WriteNullValue();
        else
            _json.WriteRawValue(request.Id, skipInputValidation: true);
    }

    private void Begin()
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("jsonrpc"u8, "2.0"u8);
    }

    private ReadOnlySpan<byte> Ended()
    {
        _json.Flush();
        return _buffer.WrittenSpan;
    }
}
