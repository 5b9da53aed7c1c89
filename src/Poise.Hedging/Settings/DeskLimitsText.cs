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
        DeskLimits read = otherwise with
        {
            Base = currencies is not { Count: 0 } && node.Has("base")
                ? node.Text("base", currencies is null ? "a currency" : string.Join(", ", currencies), t => currencies?.Contains(t, StringComparer.Ordinal) ?? t.Length > 0)
                : otherwise.Base,
            Sums = Sums(node, otherwise.Sums),
            Drawdown = node.Has("drawdown") ? node.Object("drawdown", LimitsText.ADrawdown, LimitsText.ReadDrawdown) : otherwise.Drawdown,
        };
        return node.Has("books") ? node.Object("books", "limits by book, { \"desk\": { \"maxDelta\" } }", n => Books(n, read)) : read;
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
        if (!limits.Books.IsEmpty || !limits.BookDrawdowns.IsEmpty)
        {
            to.WriteStartObject("books");
            foreach (string book in limits.Books.Keys.Union(limits.BookDrawdowns.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                to.WriteStartObject(book);
                Write(to, limits.Of(book));
                if (limits.BookDrawdowns.TryGetValue(book, out DrawdownLimits? fall))
                    LimitsText.Write(to, fall);
                to.WriteEndObject();
            }
            to.WriteEndObject();
        }
        to.WriteEndObject();
        to.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static DeskLimits Books(SettingsNode node, DeskLimits otherwise)
    {
        (ImmutableSortedDictionary<string, SumLimits> sums, ImmutableSortedDictionary<string, DrawdownLimits> falls) = (otherwise.Books, otherwise.BookDrawdowns);
        foreach (string book in node.Keys)
        {
            if (book.Length is 0 or > LongestName)
                throw node.Refused(book, "a book's name", $"1 to {LongestName} characters");
            (SumLimits of, DrawdownLimits? fall) = node.Object(book, "limits of a book, { \"maxDelta\", \"maxGamma\", \"maxVega\", \"maxGross\", \"drawdown\" }", n =>
                (Sums(n, otherwise.Of(book)), n.Has("drawdown") ? n.Object("drawdown", LimitsText.ADrawdown, Fall) : otherwise.BookDrawdowns.GetValueOrDefault(book)));
            if (!of.IsSet && fall is null)
                throw node.Refused(book, "nothing", "maxDelta, maxGamma, maxVega, maxGross or drawdown");
            sums = of.IsSet ? sums.SetItem(book, of) : sums;
            falls = fall is not null ? falls.SetItem(book, fall) : falls;
        }
        return otherwise with { Books = sums, BookDrawdowns = falls };
    }

    private static DrawdownLimits Fall(SettingsNode node)
    {
        DrawdownLimits fall = LimitsText.ReadDrawdown(node);
        return fall.Action == DrawdownAction.Freeze ? fall : throw node.Refused("then", "\"flatten\"", "freeze: a book's wishes hold, and its positions are its own");
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
