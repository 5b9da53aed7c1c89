using System.Text;

namespace Poise.Venues;

/// <summary>Bytes of a source as a message may show them: printable, short, never a copy of a huge field.</summary>
public static class Shown
{
    public static string Text(ReadOnlySpan<byte> bytes, int longest = 40)
    {
        bool cut = bytes.Length > longest;
        ReadOnlySpan<byte> part = cut ? bytes[..longest] : bytes;
        var text = new StringBuilder(longest + 3);
        foreach (char c in Encoding.UTF8.GetString(part))
            text.Append(char.IsControl(c) || c == '�' ? '?' : c);
        return cut ? text.Append("...").ToString() : text.ToString();
    }

    /// <summary>Without blanks at either end, and without a UTF-8 byte order mark.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            bytes = bytes[3..];
        return bytes.Trim(" \t\r\n"u8);
    }
}
