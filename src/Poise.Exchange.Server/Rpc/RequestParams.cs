using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>
/// The named parameters of a request. What is missing or of the wrong type gives a harmless value, and the first such fault is kept: a method reads all it needs, looks at
/// <see cref="HasFault"/> once, and acts only then. A parameter that is null is one that is missing. Reused from request to request.
/// </summary>
public sealed partial class RequestParams
{
    private enum Form : byte
    {
        Null,
        Text,
        Number,
        True,
        False,
        Nested,
    }

    private readonly record struct Entry(int Name, int NameLength, int Value, int ValueLength, Form Form);

    private readonly RequestParams? _root;
    private readonly List<RequestParams> _items = [];
    private byte[] _bytes = new byte[512];
    private Entry[] _entries = new Entry[16];
    private int _length, _count, _itemsUsed;
    private bool _isLenient;

    public RequestParams()
    {
    }

    private RequestParams(RequestParams root) => _root = root;

    /// <summary>The request had parameters, be they none.</summary>
    public bool AreGiven { get; private set; }

    public bool HasFault { get; private set; }

    /// <summary>The first fault, where there is one.</summary>
    public RpcError Fault { get; private set; }

    /// <summary>A method found a value that makes no sense.</summary>
    public void Refuse(ReadOnlySpan<byte> name, string reason) => Refuse(DeribitError.InvalidParams, name, reason);

    public bool Has(ReadOnlySpan<byte> name) => TryFind(name, out _);

    public string Text(ReadOnlySpan<byte> name) => TextOrNull(name) ?? Missing(name, "");

    public string? TextOrNull(ReadOnlySpan<byte> name)
    {
        if (!TryFind(name, out Entry e))
            return null;
        if (e.Form == Form.Text)
            return Encoding.UTF8.GetString(Value(e));
        Refuse(name, "must be a string");
        return "";
    }

    /// <summary>A string's bytes, which last until the next request; empty where it is missing.</summary>
    public ReadOnlySpan<byte> BytesOrEmpty(ReadOnlySpan<byte> name)
    {
        if (!TryFind(name, out Entry e))
            return [];
        if (e.Form == Form.Text)
            return Value(e);
        Refuse(name, "must be a string");
        return [];
    }

    public ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> name)
    {
        if (!Has(name))
            Missing(name, 0);
        return BytesOrEmpty(name);
    }

    /// <summary>A number exactly as it was written.</summary>
    public decimal Decimal(ReadOnlySpan<byte> name) => DecimalOrNull(name) ?? Missing(name, 0m);

    public decimal? DecimalOrNull(ReadOnlySpan<byte> name)
    {
        if (!TryFind(name, out Entry e))
            return null;
        if (IsNumber(e) && WireNumber.TryRead(Value(e), out decimal value))
            return value;
        Refuse(name, "must be a number");
        return 0m;
    }

    public double Double(ReadOnlySpan<byte> name) => DoubleOrNull(name) ?? Missing(name, 0.0);

    /// <summary>The nearest double, always finite.</summary>
    public double? DoubleOrNull(ReadOnlySpan<byte> name)
    {
        if (!TryFind(name, out Entry e))
            return null;
        ReadOnlySpan<byte> text = Value(e);
        if (IsNumber(e) && Utf8Parser.TryParse(text, out double value, out int used) && used == text.Length && double.IsFinite(value))
            return value;
        Refuse(name, "must be a number");
        return 0;
    }

    public long Integer(ReadOnlySpan<byte> name) => IntegerOrNull(name) ?? Missing(name, 0L);

    /// <summary>A whole number; 10.0 and 1e3 are whole too.</summary>
    public long? IntegerOrNull(ReadOnlySpan<byte> name)
    {
        if (!TryFind(name, out Entry e))
            return null;
        if (IsNumber(e) && WireNumber.TryRead(Value(e), out decimal value) && decimal.Truncate(value) == value && value is >= long.MinValue and <= long.MaxValue)
            return (long)value;
        Refuse(name, "must be an integer");
        return 0;
    }

    public bool Flag(ReadOnlySpan<byte> name) => FlagOrNull(name) ?? Missing(name, false);

    public bool? FlagOrNull(ReadOnlySpan<byte> name)
    {
        if (!TryFind(name, out Entry e))
            return null;
        if (e.Form is Form.True or Form.False)
            return e.Form == Form.True;
        if (_isLenient && Value(e).SequenceEqual("true"u8))
            return true;
        if (_isLenient && Value(e).SequenceEqual("false"u8))
            return false;
        Refuse(name, "must be a boolean");
        return false;
    }

    /// <summary>One of the words.</summary>
    public T OneOf<T>(ReadOnlySpan<byte> name, WireWords<T> words)
    {
        if (!Has(name))
            return Missing(name, default(T)!);
        return OneOf(name, words, default!);
    }

    /// <summary>One of the words, or what holds where none is said.</summary>
    public T OneOf<T>(ReadOnlySpan<byte> name, WireWords<T> words, T otherwise)
    {
        if (!TryFind(name, out Entry e))
            return otherwise;
        // In a query a number is a text that may be a word: a candle's 1.
        if ((e.Form == Form.Text || e.Form == Form.Number) && words.TryFind(Value(e), out T value))
            return value;
        Refuse(name, e.Form == Form.Text ? "is none of the words that it may be" : "must be a string");
        return otherwise;
    }

    private bool IsNumber(in Entry e) => e.Form == Form.Number || _isLenient && e.Form == Form.Text;

    private ReadOnlySpan<byte> Value(Entry e) => _bytes.AsSpan(e.Value, e.ValueLength);

    // Of two with one name the last counts.
    private bool TryFind(ReadOnlySpan<byte> name, out Entry entry)
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            entry = _entries[i];
            if (_bytes.AsSpan(entry.Name, entry.NameLength).SequenceEqual(name))
                return entry.Form != Form.Null;
        }
        entry = default;
        return false;
    }

    private T Missing<T>(ReadOnlySpan<byte> name, T otherwise)
    {
        Refuse(AreGiven ? DeribitError.InvalidParams : DeribitError.MissingParams, name, "value required");
        return otherwise;
    }

    private void Refuse(DeribitError error, ReadOnlySpan<byte> name, string reason)
    {
        RequestParams root = _root ?? this;
        if (root.HasFault)
            return;
        root.HasFault = true;
        root.Fault = new(error, reason, Encoding.UTF8.GetString(name));
    }
}
