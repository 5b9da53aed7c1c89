using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>How parameters come in: from a JSON object, from a query, and the lists that are parameters.</summary>
public sealed partial class RequestParams
{
    /// <summary>Before the next request.</summary>
    public void Clear()
    {
        (_length, _count, _itemsUsed) = (0, 0, 0);
        (AreGiven, HasFault, _isLenient) = (false, false, false);
        Fault = default;
    }

    /// <summary>A list of strings; empty where it is missing or is none.</summary>
    public string[] Texts(ReadOnlySpan<byte> name)
    {
        if (!TryFind(name, out Entry e))
            return Missing<string[]>(name, []);
        if (_isLenient && e.Form == Form.Text && (e.ValueLength == 0 || Value(e)[0] != '['))
            return [Encoding.UTF8.GetString(Value(e))];
        try
        {
            var reader = new Utf8JsonReader(Value(e));
            var texts = new List<string>();
            bool isList = (e.Form == Form.Nested || _isLenient) && reader.Read() && reader.TokenType == JsonTokenType.StartArray;
            while (isList && reader.Read() && reader.TokenType == JsonTokenType.String)
                texts.Add(reader.GetString()!);
            if (isList && reader.TokenType == JsonTokenType.EndArray && !reader.Read())
                return [.. texts];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // told below
        }
        Refuse(name, "must be an array of strings");
        return [];
    }

    /// <summary>A list of objects, each to be read like this; a fault in one is a fault here. They last until the next request.</summary>
    public IReadOnlyList<RequestParams> Objects(ReadOnlySpan<byte> name)
    {
        if (!TryFind(name, out Entry e))
            return Missing<RequestParams[]>(name, []);
        var found = new List<RequestParams>();
        try
        {
            var reader = new Utf8JsonReader(Value(e));
            bool isList = (e.Form == Form.Nested || _isLenient) && reader.Read() && reader.TokenType == JsonTokenType.StartArray;
            while (isList && reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                RequestParams item = NextItem();
                item.Load(ref reader, Value(e));
                found.Add(item);
            }
            if (isList && reader.TokenType == JsonTokenType.EndArray && !reader.Read())
                return found;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // told below
        }
        Refuse(name, "must be an array of objects");
        return [];
    }

    /// <summary>An object, to be read like this; null where there is none. It lasts until the next request.</summary>
    public RequestParams? ObjectOrNull(ReadOnlySpan<byte> name)
    {
        if (!TryFind(name, out Entry e))
            return null;
        try
        {
            var reader = new Utf8JsonReader(Value(e));
            if ((e.Form == Form.Nested || _isLenient) && reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                RequestParams item = NextItem();
                item.Load(ref reader, Value(e));
                return item;
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // told below
        }
        Refuse(name, "must be an object");
        return null;
    }

    /// <summary>Reads an object to its end, on whose start the reader stands.</summary>
    /// <param name="json">What the reader reads.</param>
    internal void Load(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        AreGiven = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            (int name, int nameLength) = Keep(ref reader);
            reader.Read();
            (int value, int length) = (0, 0);
            Form form = Form.Null;
            switch (reader.TokenType)
            {
                case JsonTokenType.String:
                    form = Form.Text;
                    (value, length) = Keep(ref reader);
                    break;
                case JsonTokenType.Number:
                    form = Form.Number;
                    (value, length) = Keep(reader.ValueSpan);
                    break;
                case JsonTokenType.True:
                    form = Form.True;
                    break;
                case JsonTokenType.False:
                    form = Form.False;
                    break;
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    form = Form.Nested;
                    int start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    (value, length) = Keep(json[start..(int)reader.BytesConsumed]);
                    break;
            }
            Add(new(name, nameLength, value, length, form));
        }
    }

    /// <summary>Reads a query (without its question mark), where every value is a text and a text may be a number or a boolean.</summary>
    internal void LoadQuery(ReadOnlySpan<char> query)
    {
        AreGiven = !query.IsEmpty;
        _isLenient = true;
        foreach (Range part in query.Split('&'))
        {
            ReadOnlySpan<char> pair = query[part];
            if (pair.IsEmpty)
                continue;
            int equals = pair.IndexOf('=');
            ReadOnlySpan<char> name = equals < 0 ? pair : pair[..equals], value = equals < 0 ? [] : pair[(equals + 1)..];
            if (!TryUnescape(name, out int nameAt, out int nameLength) || !TryUnescape(value, out int valueAt, out int valueLength))
            {
                Refuse(DeribitError.InvalidParams, [], "the query is not percent-encoded UTF-8");
                return;
            }
            Add(new(nameAt, nameLength, valueAt, valueLength, Form.Text));
        }
    }

    private RequestParams NextItem()
    {
        if (_itemsUsed == _items.Count)
            _items.Add(new RequestParams(_root ?? this));
        RequestParams item = _items[_itemsUsed++];
        item.Clear();
        item._isLenient = _isLenient;
        return item;
    }

    private void Add(Entry entry)
    {
        if (_count == _entries.Length)
            Array.Resize(ref _entries, 2 * _count);
        _entries[_count++] = entry;
    }

    private (int At, int Length) Keep(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return Keep(reader.ValueSpan);
        int length = reader.CopyString(Room(reader.ValueSpan.Length));
        _length += length;
        return (_length - length, length);
    }

    private (int At, int Length) Keep(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        _length += text.Length;
        return (_length - text.Length, text.Length);
    }

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + length));
        return _bytes.AsSpan(_length);
    }

    private bool TryUnescape(ReadOnlySpan<char> text, out int at, out int length)
    {
        Span<byte> room = Room(3 * text.Length);
        (at, length) = (_length, 0);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                    return false;
                room[length++] = (byte)(Digit(text[i + 1]) * 16 + Digit(text[i + 2]));
                i += 2;
            }
            else if (Rune.DecodeFromUtf16(text[i..], out Rune rune, out int used) == System.Buffers.OperationStatus.Done)
            {
                length += c == '+' ? Space(room[length..]) : rune.EncodeToUtf8(room[length..]);
                i += used - 1;
            }
            else
                return false;
        }
        _length += length;
        return Utf8.IsValid(room[..length]);

        static int Digit(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;

        static int Space(Span<byte> to)
        {
            to[0] = (byte)' ';
            return 1;
        }
    }
}
