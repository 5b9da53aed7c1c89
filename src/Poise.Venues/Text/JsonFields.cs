using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues;

/// <summary>Reads the values of one JSON object and remembers the first that is wrong, with its path and reason.</summary>
public struct JsonFields(string path)
{
    /// <summary>The first thing that is wrong with the object; null while all is well.</summary>
    public Refusal? Fault { get; private set; }

    public void Refuse(string field, string reason) => Fault ??= new Refusal(0, 0, field.Length == 0 ? path : path.Length == 0 ? field : $"{path}.{field}", reason);

    /// <summary>A finite number; null is NaN. The reader stands on the value and, after, on its end.</summary>
    public double Number(ref Utf8JsonReader reader, string field)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return double.NaN;
            case JsonTokenType.Number when reader.TryGetDouble(out double value) && double.IsFinite(value):
                return value;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                reader.Skip();
                Refuse(field, "is not a number");
                return double.NaN;
            default:
                Refuse(field, $"'{Shown.Text(reader.ValueSpan)}' is not a number");
                return double.NaN;
        }
    }

    /// <summary>A number from 0 to <paramref name="most"/>; NaN for null.</summary>
    public double Quantity(ref Utf8JsonReader reader, string field, double most = Bounds.Quantity)
    {
        double value = Number(ref reader, field);
        if (Bounds.Complaint(value, most) is not { } reason)
            return value;
        Refuse(field, reason);
        return double.NaN;
    }

    /// <summary>A price above zero; zero and null both mean that there is none.</summary>
    public double Side(ref Utf8JsonReader reader, string field) => Bounds.Present(Quantity(ref reader, field, Bounds.Price));

    /// <summary>A volatility as a fraction; zero and null both mean none.</summary>
    /// <param name="unit">What the source's 1 is worth: 0.01 for per cent.</param>
    public double Vol(ref Utf8JsonReader reader, string field, double unit) =>
        Bounds.Present(Quantity(ref reader, field, Bounds.Vol / unit) * unit);
}

/// <summary>What is said of JSON that does not parse.</summary>
public static class JsonDamage
{
    /// <summary>The refusal of the whole source: cut short, or broken at a place.</summary>
    public static Reading Refuse(ReadOnlySpan<byte> bytes, JsonException thrown)
    {
        var probe = new Utf8JsonReader(bytes, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true }));
        try
        {
            while (probe.Read())
            {
            }
        }
        catch (JsonException broken)
        {
            return Reading.Refused("is not JSON here", Place(broken.LineNumber), Place(broken.BytePositionInLine));
        }
        return Reading.Refused("is cut short: the JSON ends before it is whole", Place(thrown.LineNumber), Place(thrown.BytePositionInLine));
    }

    private static int Place(long? zeroBased) => (int)Math.Min((zeroBased ?? -1) + 1, int.MaxValue);
}
