using Poise.Domain;

namespace Poise.Venues;

/// <summary>Says in one line what a source is that no reader recognises.</summary>
public static class UnknownSource
{
    /// <summary>The refusal of a source of which <paramref name="head"/> are the first bytes.</summary>
    public static Reading Explain(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 2 && (head[..2].SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head[..2].SequenceEqual((ReadOnlySpan<byte>)[0xFE, 0xFF])))
            return Reading.Refused("is UTF-16 text; save it as UTF-8");
        if (head.StartsWith("PK"u8) || head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return Reading.Refused("is a compressed archive, and not one of LEAN's zips; unpack it first");
        if (Refusal(head) is { } plain)
            return plain;
        if (head.Contains((byte)0))
            return Reading.Refused("is binary, not a CSV or JSON option chain");
        ReadOnlySpan<byte> text = Shown.Trim(head);
        if (text[0] is (byte)'{' or (byte)'[')
            return Reading.Refused("is JSON, but neither a CBOE delayed-quotes answer nor a Deribit answer", 1, 1);
        int end = text.IndexOf((byte)'\n');
        string first = Shown.Text(Shown.Trim(end < 0 ? text : text[..end]), 80);
        return Reading.Refused($"no reader knows this header: {first}", 1);
    }

    /// <summary>The refusal that any reader gives to an empty source or a web page; null for everything else.</summary>
    public static Reading? Refusal(ReadOnlySpan<byte> bytes)
    {
        // A page shows itself at once: never walk a whole source of blanks.
        ReadOnlySpan<byte> text = Shown.Trim(bytes.Length > ReadingOptions.HeadSize ? bytes[..ReadingOptions.HeadSize] : bytes);
        if (bytes.IsEmpty)
            return Reading.Refused("is empty");
        if (text.IsEmpty)
            return Reading.Refused("holds only blanks");
        if (text[0] != '<')
            return null;
        int title = text.IndexOf("<title>"u8);
        ReadOnlySpan<byte> said = title < 0 ? default : text[(title + 7)..];
        int close = said.IndexOf((byte)'<');
        string what = close > 0 ? $" titled '{Shown.Text(Shown.Trim(said[..close]), 60)}'" : "";
        return Reading.Refused($"is a web page or XML{what} in place of data", 1, 1);
    }
}
