using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace Poise.Hedging;

/// <summary>Limits over a whole desk and of its books, JSON, as a file of settings has them below <c>limits</c> and as the journal keeps them. docs/limits.md has the keys.</summary>
public static class DeskLimitsText
{
    public const string Keys = "maxDelta, maxGamma, maxVega, maxGross, drawdown, books";

    /// <summary>Longest name of a book.</summary>
    public const int LongestName = 40;

    private const double Most = 1e15;

    /// <exception cref="SettingsException">It is no such text; the message names the key, the value and what is allowed.</exception>
    public static DeskLimits Parse(ReadOnlyMemory<byte> json) => SettingsNode.Read(json, "limits", static n => Read(n, DeskLimits.None, null));

    /// <summary>From the object that has them.</summary>
    /// <param name="otherwise">What is not named stays as here.</param>
    /// <param name="currencies">What the base may be; null for anything, empty where it stays as it is.</param>
    /// <exception cref="SettingsException">One cannot be.</exception>
    public static DeskLimits Read(SettingsNode node, DeskLimits otherwise, IReadOnlyList<string>? currencies)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(otherwise);
        return otherwise with
        {
            Base = currencies is not { Count: 0 } && node.Has("base")
                ? node.Text("base", currencies is null ? "a currency" : string.Join(", ", currencies), t => currencies?.Contains(t, StringComparer.Ordinal) ?? t.Length > 0)
                : otherwise.Base,
            Sums = Sums(node, otherwise.Sums),
            Drawdown = node.Has("drawdown") ? node.Object("drawdown", LimitsText.ADrawdown, LimitsText.ReadDrawdown) : otherwise.Drawdown,
            Books = node.Has("books") ? node.Object("books", "limits by book, { \"desk\": { \"maxDelta\" } }", n => Books(n, otherwise)) : otherwise.Books,
        };
    }

    public static byte[] Of(DeskLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var bytes = new ArrayBufferWriter<byte>();
        using var to = new Utf8JsonWriter(bytes);
        to.WriteStartObject();
        to.WriteString("base", limits.Base);
        Write(to, limits.Sums);
        if (limits.Drawdown is { } drawdown)
            LimitsText.Write(to, drawdown);
        if (!limits.Books.IsEmpty)
        {
            to.WriteStartObject("books");
            foreach ((string book, SumLimits of) in limits.Books)
            {
                to.WriteStartObject(book);
                Write(to, of);
                to.WriteEndObject();
            }
            to.WriteEndObject();
        }
        to.WriteEndObject();
        to.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static ImmutableSortedDictionary<string, SumLimits> Books(SettingsNode node, DeskLimits otherwise)
    {
        foreach (string book in node.Keys)
        {
            if (book.Length is 0 or > LongestName)
                throw node.Refused(book, "a book's name", $"1 to {LongestName} characters");
        }
        return otherwise.Books.SetItems(node.Keys.Select(book => KeyValuePair.Create(book, node.Object(book, "limits of a book, { \"maxDelta\", \"maxGamma\", \"maxVega\", \"maxGross\" }", n =>
            Sums(n, otherwise.Of(book)) is { IsSet: true } of ? of : throw node.Refused(book, "nothing", "maxDelta, maxGamma, maxVega or maxGross")))));
    }

    private static SumLimits Sums(SettingsNode node, SumLimits otherwise)
    {
        return new SumLimits { MaxDelta = Limit("maxDelta", otherwise.MaxDelta), MaxGamma = Limit("maxGamma", otherwise.MaxGamma), MaxVega = Limit("maxVega", otherwise.MaxVega), MaxGross = Limit("maxGross", otherwise.MaxGross) };

        double Limit(string key, double now) => node.Has(key) ? node.Number(key, 0, Most, isLeastOut: true) : now;
    }

    private static void Write(Utf8JsonWriter to, SumLimits limits)
    {
        WriteSet("maxDelta", limits.MaxDelta);
        WriteSet("maxGamma", limits.MaxGamma);
        WriteSet("maxVega", limits.MaxVega);
        WriteSet("maxGross", limits.MaxGross);

        void WriteSet(string key, double limit)
        {
            if (double.IsFinite(limit))
                to.WriteNumber(key, limit);
        }
    }
}
