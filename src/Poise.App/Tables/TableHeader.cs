using System.Text;
using Poise.Venues;

namespace Poise.App;

/// <summary>The column names of a table, and which of them a question has asked for. Names are compared without case.</summary>
internal sealed class TableHeader
{
    private readonly bool[] _isUsed;

    private TableHeader(string[] names)
    {
        Names = names;
        _isUsed = new bool[names.Length];
    }

    /// <summary>The names as they are written in the file.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Columns that no one has asked for.</summary>
    public IEnumerable<string> NotRead => Names.Where((_, i) => !_isUsed[i]);

    /// <summary>Reads the line of names.</summary>
    /// <param name="complaint">What is wrong with it, or null.</param>
    public static TableHeader? Read(ReadOnlySpan<byte> line, out string? complaint)
    {
        Span<int> scratch = stackalloc int[TableFields.ScratchLength];
        var fields = new TableFields(scratch);
        complaint = fields.Split(line) is string fault ? $"the column names do not split: {fault}" : null;
        if (complaint is not null)
            return null;
        string[] names = new string[fields.Count];
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = fields.Text(i);
            if (names[i].Length > 0 && !seen.Add(names[i]))
            {
                complaint = $"column {Shown.Text(Encoding.UTF8.GetBytes(names[i]))} stands twice: leave one";
                return null;
            }
        }
        return new TableHeader(names);
    }

    /// <summary>The line has numbers and none of the names that a table of options needs.</summary>
    public static bool IsRow(ReadOnlySpan<byte> line)
    {
        Span<int> scratch = stackalloc int[TableFields.ScratchLength];
        var fields = new TableFields(scratch);
        if (fields.Split(line) is not null)
            return false;
        bool hasNumber = false;
        for (int i = 0; i < fields.Count; i++)
        {
            if (OptionTerms.Needed.Contains(fields.Text(i), StringComparer.OrdinalIgnoreCase))
                return false;
            hasNumber |= Numbers.TryRead(fields[i], out _) && !fields[i].IsEmpty;
        }
        return hasNumber;
    }

    public bool Has(string name) => Find(name) >= 0;

    /// <summary>The column of that name, which is read from now on; -1 where there is none.</summary>
    public int Use(string name)
    {
        int column = Find(name);
        if (column >= 0)
            _isUsed[column] = true;
        return column;
    }

    private int Find(string name)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], name, StringComparison.OrdinalIgnoreCase))
                return i;
        }
        return -1;
    }
}
