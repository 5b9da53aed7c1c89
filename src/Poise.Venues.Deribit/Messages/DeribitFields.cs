using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>
/// Reads the fields of one JSON object of the venue and remembers the first that is wrong. Numbers stay decimal: what a
/// venue prints is exact.
/// </summary>
public struct DeribitFields
{
    /// <summary>No number of the venue is larger.</summary>
    public const decimal Largest = 1e15m;

    private readonly JsonElement _object;
    private readonly string _what;

    /// <param name="what">The object's name in a refusal: "order", "ticker".</param>
    public DeribitFields(JsonElement element, string what)
    {
        _object = element;
        _what = what;
        if (element.ValueKind != JsonValueKind.Object)
            Fault = $"{what} is no object";
    }

    /// <summary>The first thing that is wrong; null while all is well.</summary>
    public string? Fault { get; private set; }

    public void Refuse(string field, string why) => Fault ??= $"{_what}.{field} {why}";

    /// <summary>A field's value; false when it is absent or null.</summary>
    public readonly bool TryGet(string field, out JsonElement value)
    {
        value = default;
        return _object.ValueKind == JsonValueKind.Object && _object.TryGetProperty(field, out value) && value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>A text that must be there; empty when it is refused.</summary>
    public string Text(string field, int longest = 128)
    {
        if (!TryGet(field, out JsonElement value))
        {
            Refuse(field, "is missing");
            return "";
        }
        return TextOf(value, field, longest);
    }

    /// <summary>A text that may be absent: empty then.</summary>
    public string TextOrEmpty(string field, int longest = 128) => TryGet(field, out JsonElement value) ? TextOf(value, field, longest) : "";

    /// <summary>A number that must be there; 0 when it is refused.</summary>
    public decimal Number(string field)
    {
        if (TryGet(field, out JsonElement value))
            return NumberOf(value, field);
        Refuse(field, "is missing");
        return 0;
    }

    /// <summary>A number that may be absent or null.</summary>
    public decimal? NumberOrNull(string field) => TryGet(field, out JsonElement value) ? NumberOf(value, field) : null;

    /// <summary>A whole number from 0 on that must be there.</summary>
    public long Whole(string field)
    {
        if (!TryGet(field, out JsonElement value))
            Refuse(field, "is missing");
        else if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long whole) && whole >= 0)
            return whole;
        else
            Refuse(field, "is no whole number");
        return 0;
    }

    /// <summary>A whole number from 0 on that may be absent.</summary>
    public long? WholeOrNull(string field) => TryGet(field, out _) ? Whole(field) : null;

    /// <summary>Milliseconds since 1970 that must be there.</summary>
    public Instant Time(string field)
    {
        long milliseconds = Whole(field);
        if (Stamps.TryMilliseconds(milliseconds, out Instant at))
            return at;
        Refuse(field, $"{milliseconds} is no time in milliseconds");
        return default;
    }

    /// <summary>A truth value; false when it is absent.</summary>
    public bool Flag(string field)
    {
        if (!TryGet(field, out JsonElement value))
            return false;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Refuse(field, "is neither true nor false");
        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>Which of the two words a field that must be there holds: true for the first.</summary>
    public bool Either(string field, string first, string second)
    {
        string text = Text(field);
        if (text == first)
            return true;
        if (text != second)
            Refuse(field, $"'{Printable(text)}' is neither {first} nor {second}");
        return false;
    }

    /// <summary>buy or sell.</summary>
    public Side Side(string field) => Either(field, "buy", "sell") ? Domain.Side.Buy : Domain.Side.Sell;

    /// <summary>A list that must be there; of no elements when it is refused.</summary>
    public JsonElement.ArrayEnumerator List(string field)
    {
        if (!TryGet(field, out JsonElement value))
            Refuse(field, "is missing");
        else if (value.ValueKind == JsonValueKind.Array)
            return value.EnumerateArray();
        else
            Refuse(field, "is no list");
        return default;
    }

    /// <summary>A decimal number of a JSON value; false for anything else, and for what no venue prints.</summary>
    public static bool TryNumber(JsonElement value, out decimal number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out number) && number is >= -Largest and <= Largest;
    }

    /// <summary>A text of a JSON value; false for anything else, and for text that is no Unicode.</summary>
    public static bool TryText(JsonElement value, out string text)
    {
        text = "";
        if (value.ValueKind != JsonValueKind.String)
            return false;
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // half a surrogate pair, or bytes that are no UTF-8
        }
    }

    /// <summary>A text of the venue as a message may show it.</summary>
    public static string Printable(string text) => Shown.Text(System.Text.Encoding.UTF8.GetBytes(text), 60);

    private decimal NumberOf(JsonElement value, string field)
    {
        if (TryNumber(value, out decimal number))
            return number;
        Refuse(field, "is no number");
        return 0;
    }

    private string TextOf(JsonElement value, string field, int longest)
    {
        if (!TryText(value, out string text))
            Refuse(field, "is no text");
        else if (text.Length > longest)
            Refuse(field, $"is longer than {longest}");
        else
            return text;
        return "";
    }
}
