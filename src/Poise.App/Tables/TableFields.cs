using Poise.Venues;

namespace Poise.App;

/// <summary>
/// One line of a table split at its commas, in place. Stricter than the readers of chains: text beside a closed quote is no field, since half
/// a number would be read.
/// </summary>
internal ref struct TableFields
{
    /// <summary>Most columns that a table may have.</summary>
    public const int MostColumns = 256;

    /// <summary>Length of the scratch that a line needs: where each field begins and ends, and whether it is quoted.</summary>
    public const int ScratchLength = 3 * MostColumns;

    private readonly Span<int> _bounds;
    private ReadOnlySpan<byte> _line;
    private int _rest;

    /// <param name="scratch">At least <see cref="ScratchLength"/> long; owned by the fields while they are used.</param>
    public TableFields(Span<int> scratch) => _bounds = scratch;

    /// <summary>Fields of the line; of one that is wrong, those before the field where it broke.</summary>
    public int Count { get; private set; }

    /// <summary>What follows the fields in a line that is wrong.</summary>
    public readonly ReadOnlySpan<byte> Rest => _line[_rest..];

    /// <summary>The field's bytes without quotes and outer blanks; a doubled quote inside stays doubled. Empty where there is no such field (or for -1).</summary>
    public readonly ReadOnlySpan<byte> this[int column]
    {
        get
        {
            if ((uint)column >= (uint)Count)
                return default;
            ReadOnlySpan<byte> field = _line[_bounds[3 * column].._bounds[3 * column + 1]];
            if (!field.IsEmpty && (field[0] <= ' ' || field[^1] <= ' '))
                field = field.Trim(" \t"u8);
            return _bounds[3 * column + 2] == 0 ? field : field[1..^1].Trim(" \t"u8);
        }
    }

    /// <summary>The field as it stands in the line, quotes and blanks included.</summary>
    public readonly ReadOnlySpan<byte> Raw(int column) => (uint)column < (uint)Count ? _line[_bounds[3 * column].._bounds[3 * column + 1]] : default;

    /// <summary>The field as text, without quotes; a doubled quote inside is one quote.</summary>
    public readonly string Text(int column)
    {
        string text = System.Text.Encoding.UTF8.GetString(this[column]);
        return _bounds[3 * column + 2] == 0 ? text : text.Replace("\"\"", "\"", StringComparison.Ordinal);
    }

    /// <summary>Splits a line.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Split(ReadOnlySpan<byte> line)
    {
        _line = line;
        bool isQuoted = line.Contains((byte)'"');
        int start = 0, count = 0;
        while (true)
        {
            (Count, _rest) = (count, start);
            if (count == MostColumns)
                return $"more than {MostColumns} fields";
            int end = start;
            _bounds[3 * count + 2] = 0;
            if (isQuoted && Opens(line, start) is int open && open >= 0)
            {
                end = Close(line, open);
                if (end < 0)
                    return "a quote is open";
                while (end < line.Length && line[end] is (byte)' ' or (byte)'\t')
                    end++;
                if (end < line.Length && line[end] != ',')
                    return $"'{Shown.Text(line[end..], 12)}' stands after a closed quote";
                _bounds[3 * count + 2] = 1;
            }
            else
            {
                while (end < line.Length && line[end] != ',')
                    end++;
            }
            _bounds[3 * count] = start;
            _bounds[3 * count + 1] = end;
            count++;
            if (end >= line.Length)
            {
                (Count, _rest) = (count, line.Length);
                return null;
            }
            start = end + 1;
        }
    }

    /// <summary>Where the quote stands that opens the field at <paramref name="at"/>; -1 where it is not quoted.</summary>
    private static int Opens(ReadOnlySpan<byte> line, int at)
    {
        while (at < line.Length && line[at] is (byte)' ' or (byte)'\t')
            at++;
        return at < line.Length && line[at] == '"' ? at : -1;
    }

    /// <summary>The place after the quote that closes the one at <paramref name="open"/>; -1 where none does.</summary>
    private static int Close(ReadOnlySpan<byte> line, int open)
    {
        int at = open + 1;
        while (true)
        {
            int next = line[at..].IndexOf((byte)'"');
            if (next < 0)
                return -1;
            at += next + 1;
            if (at >= line.Length || line[at] != '"')
                return at;
            at++;
        }
    }
}
