using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>A request, read from a frame or from the query of a GET. Reused: what it gives lasts until the next is read.</summary>
public sealed class RpcRequest
{
    private static readonly JsonReaderOptions _options = new() { MaxDepth = 32 };

    private byte[] _id = new byte[64], _method = new byte[64];
    private int _idLength, _methodLength;

    /// <summary>As it came, a JSON number or string with its quotes; empty where there was none.</summary>
    public ReadOnlySpan<byte> Id => _id.AsSpan(0, _idLength);

    /// <summary>public/test ...</summary>
    public ReadOnlySpan<byte> Method => _method.AsSpan(0, _methodLength);

    public RequestParams Params { get; } = new();

    /// <summary>Requests of a GET have no id, and neither have their answers.</summary>
    public bool IsQuery { get; private set; }

    /// <summary>Why it could not be read.</summary>
    public RpcError Fault { get; private set; }

    /// <summary>A JSON-RPC 2.0 request: an object with an id, a method and named parameters; no list of requests.</summary>
    public bool TryRead(ReadOnlySpan<byte> frame)
    {
        Clear();
        if (!Utf8.IsValid(frame))
            return Refused(DeribitError.ParseError, "not UTF-8");
        try
        {
            return TryReadObject(frame);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half of a surrogate pair, escaped.
            Clear();
            return Refused(DeribitError.ParseError, "not JSON");
        }
    }

    /// <summary>A GET.</summary>
    /// <param name="method">What stands after /api/v2/.</param>
    /// <param name="query">As it was sent, without the question mark.</param>
    public bool TryReadQuery(ReadOnlySpan<char> method, ReadOnlySpan<char> query)
    {
        Clear();
        IsQuery = true;
        if (method.Length > 200)
            return Refused(DeribitError.MethodNotFound, "");
        Grow(ref _method, 3 * method.Length);
        _methodLength = Encoding.UTF8.GetBytes(method, _method);
        Params.LoadQuery(query);
        return !Params.HasFault || Refused(Params.Fault.Error, Params.Fault.Reason);
    }

    private bool TryReadObject(ReadOnlySpan<byte> frame)
    {
        var reader = new Utf8JsonReader(frame, _options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            bool isList = reader.TokenType == JsonTokenType.StartArray;
            reader.Skip();
            ReadEnd(ref reader);
            return Refused(DeribitError.InvalidRequest, isList ? "no lists of requests" : "must be an object");
        }
        RpcError? fault = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("method"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String)
                    KeepMethod(ref reader);
                else
                    fault ??= new(DeribitError.InvalidRequest, "must be a string", "method");
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                if (reader.TokenType is JsonTokenType.Number or JsonTokenType.String)
                    KeepId(frame[(int)reader.TokenStartIndex..(int)reader.BytesConsumed]);
                else
                    fault ??= new(DeribitError.InvalidRequest, "must be a number or a string", "id");
            }
            else if (reader.ValueTextEquals("params"u8))
            {
                reader.Read();
                Params.Clear();
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    Params.Load(ref reader, frame);
                    continue;
                }
                if (reader.TokenType != JsonTokenType.Null)
                    fault ??= new(DeribitError.InvalidParams, "named parameters only", "params");
            }
            else if (reader.ValueTextEquals("jsonrpc"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.String || !reader.ValueTextEquals("2.0"u8))
                    fault ??= new(DeribitError.InvalidRequest, "must be 2.0", "jsonrpc");
            }
            else
                reader.Read();
            reader.Skip();
        }
        ReadEnd(ref reader);
        if (fault is null && _idLength == 0)
            fault = new(DeribitError.InvalidRequest, "value required", "id");
        if (fault is null && _methodLength == 0)
            fault = new(DeribitError.InvalidRequest, "value required", "method");
        Fault = fault ?? default;
        return fault is null;
    }

    // What follows the document makes the reader throw.
    private static void ReadEnd(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
        }
    }

    private void KeepId(ReadOnlySpan<byte> id)
    {
        Grow(ref _id, id.Length);
        id.CopyTo(_id);
        _idLength = id.Length;
    }

    private void KeepMethod(ref Utf8JsonReader reader)
    {
        Grow(ref _method, reader.ValueSpan.Length);
        _methodLength = reader.CopyString(_method);
    }

    private static void Grow(ref byte[] bytes, int length)
    {
        if (bytes.Length < length)
            bytes = new byte[length];
    }

    private void Clear()
    {
        (_idLength, _methodLength, IsQuery) = (0, 0, false);
        Fault = default;
        Params.Clear();
    }

    private bool Refused(DeribitError error, string reason)
    {
        Fault = new(error, reason);
        return false;
    }
}
