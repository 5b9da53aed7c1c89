using System.Runtime.CompilerServices;
using System.Text;

namespace Poise.Venues;

/// <summary>One line split at its commas, in place. Quotes around a field are taken off; a quoted field may hold commas.</summary>
public ref struct CsvRow
{
    /// <summary>Most columns that a line may have.</summary>
    public const int MostColumns = 256;

    /// <summary>Length of the scratch that <see cref="Split"/> needs: a start and an end a column.</summary>
    public const int ScratchLength = 2 * MostColumns;

    private readonly Span<int> _bounds;
    private ReadOnlySpan<byte> _line;

    /// <param name="scratch">At least <see cref="ScratchLength"/> long; owned by the row while it is used.</param>
    public CsvRow(Span<int> scratch) => _bounds = scratch;

    /// <summary>Columns of the line.</summary>
    public int Count { get; private set; }

    /// <summary>The field's bytes without quotes and outer blanks; empty where the line has no such column (or for -1).</summary>
    public readonly ReadOnlySpan<byte> this[int column] =>
        (uint)column < (uint)Count ? _line[_bounds[2 * column].._bounds[2 * column + 1]] : default;

    /// <summary>False when a quote does not close or there are too many columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // each byte of a source passes here, at first before any tiering
    public bool Split(ReadOnlySpan<byte> line)
    {
        _line = line;
        Count = 0;
        int at = 0;
        while (Count < MostColumns)
        {
            int start = at;
            while (start < line.Length && line[start] is (byte)' ' or (byte)'\t')
                start++;
            int end;
            if (start < line.Length && line[start] == '"')
            {
                int close = ++start;
                while (true)
                {
                    int next = line[close..].IndexOf((byte)'"');
                    if (next < 0)
                        return false;
                    close += next;
                    if (close + 1 >= line.Length || line[close + 1] != '"')
                        break;
                    close += 2;
                }
                end = close;
                int comma = line[(close + 1)..].IndexOf((byte)',');
                at = comma < 0 ? -1 : close + 1 + comma + 1;
            }
            else
            {
                int comma = line[at..].IndexOf((byte)',');
                end = comma < 0 ? line.Length : at + comma;
                at = comma < 0 ? -1 : end + 1;
                while (end > start && line[end - 1] is (byte)' ' or (byte)'\t')
                    end--;
            }
            _bounds[2 * Count] = Math.Min(start, end);
            _bounds[2 * Count + 1] = end;
            Count++;
            if (at < 0)
                return true;
        }
        return false;
    }

    /// <summary>The field as text; a doubled quote inside is one quote.</summary>
    public readonly string Text(int column)
    {
        string text = Encoding.UTF8.GetString(this[column]);
        return text.Contains('"', StringComparison.Ordinal) ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text;
    }

    /// <summary>The 0-based column that holds exactly this name, or -1.</summary>
    public readonly int IndexOf(ReadOnlySpan<byte> name, int from = 0)
    {
        for (int i = from; i < Count; i++)
        {
            if (this[i].SequenceEqual(name))
                return i;
        }
        return -1;
    }
}
