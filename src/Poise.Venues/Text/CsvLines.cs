namespace Poise.Venues;

/// <summary>Walks the lines of a text in place. A line is never copied; one that is too long ends the walk.</summary>
public ref struct CsvLines
{
    /// <summary>Longest line in bytes: no option chain comes near it, and a file of one endless line is not read on.</summary>
    public const int Longest = 1 << 20;

    private ReadOnlySpan<byte> _rest;

    public CsvLines(ReadOnlySpan<byte> text)
    {
        _rest = text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? text[3..] : text;
        LastIsWhole = text.IsEmpty || text[^1] == '\n';
    }

    /// <summary>1-based number of the line that was read last; 0 before the first.</summary>
    public int Number { get; private set; }

    /// <summary>The walk ended before a line longer than <see cref="Longest"/>.</summary>
    public bool IsOverlong { get; private set; }

    /// <summary>The last line has its line end; without one the text may have been cut.</summary>
    public bool LastIsWhole { get; }

    /// <summary>The line read last is the text's last and has no line end: if it does not split as it should, the text was cut inside it.</summary>
    public readonly bool IsAtOpenEnd => !LastIsWhole && _rest.IsEmpty;

    /// <summary>The next line without its line end; false at the end or before an overlong line.</summary>
    public bool TryNext(out ReadOnlySpan<byte> line)
    {
        line = default;
        if (_rest.IsEmpty || IsOverlong)
            return false;
        ReadOnlySpan<byte> window = _rest.Length > Longest + 1 ? _rest[..(Longest + 1)] : _rest;
        int end = window.IndexOf((byte)'\n');
        if (end < 0 && window.Length > Longest)
        {
            IsOverlong = true;
            Number++;
            return false;
        }
        Number++;
        line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        if (!line.IsEmpty && line[^1] == '\r')
            line = line[..^1];
        return true;
    }

    /// <summary>The next line that is not blank.</summary>
    public bool TryNextFilled(out ReadOnlySpan<byte> line)
    {
        while (TryNext(out line))
        {
            if (!line.Trim(" \t,\0"u8).IsEmpty)
                return true;
        }
        return false;
    }

    /// <summary>What to say of a walk that ended early; null after a whole one.</summary>
    public readonly string? Complaint => IsOverlong ? "is longer than 1 MB: not an option chain" : null;
}
